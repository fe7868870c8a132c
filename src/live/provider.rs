//! Whom requests can be passed on to.
//!
//! Owns: the profiles of services, their prices and model names, and which of them
//! a request belongs to. Must not know: connections, budgets.
//!
//! Profiles stand in tables `[live.NAME]` of the course's `workbook.toml` and of
//! `live.toml` in the learner's folder, which wins.

use super::key::{KeyLack, KeySource, Keys, Secret};
use super::keyring::store_command;
use super::refusal::Refusal;
use crate::evidence::Usage;
use hyper::Uri;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Whose protocol a service speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// OpenAI's: `authorization: Bearer`.
    #[default]
    OpenAi,
    /// Anthropic's: `x-api-key`.
    Anthropic,
}

/// A table `[live.NAME]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Profile {
    base_url: String,
    key_env: String,
    key_command: Vec<String>,
    dialect: Dialect,
    models: BTreeMap<String, String>,
    prices: BTreeMap<String, [f64; 2]>,
    pub(super) free: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct File {
    live: BTreeMap<String, Profile>,
}

/// Why there is no provider.
#[derive(Debug, Error)]
pub enum ProfileError {
    /// A file cannot be understood.
    #[error("{} is not right: {why}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// Nobody has that name.
    #[error(
        "there is no provider `{name}`; there are: {known}. Add a table [live.{name}] with `base_url` to live.toml in this folder"
    )]
    Unknown {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// Its address is none.
    #[error(
        "`base_url` of the provider `{name}` is not the address of a service: write it like https://api.example.com/v1"
    )]
    Address {
        /// The provider.
        name: String,
    },
}

/// A service.
#[derive(Debug, Clone)]
pub struct Provider {
    /// Its name.
    pub name: String,
    /// Scheme, host and port: `https://api.openai.com`.
    pub origin: String,
    /// What stands in place of `/v1`.
    prefix: String,
    /// Whose protocol it speaks.
    pub dialect: Dialect,
    /// The environment variable its key is in; empty when it needs none.
    pub key_env: String,
    /// Whether it has a command that tells its key.
    pub has_command: bool,
    /// Its key and where that was found, or why there is none.
    key: Result<(Secret, KeySource), KeyLack>,
    models: BTreeMap<String, String>,
    prices: BTreeMap<String, [f64; 2]>,
    pub(super) free: bool,
}

impl Provider {
    fn new(name: &str, profile: Profile, keys: &Keys<'_>) -> Result<Self, ProfileError> {
        let address = || ProfileError::Address { name: name.to_owned() };
        let uri: Uri = profile.base_url.parse().map_err(|_| address())?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(address());
        };
        if !matches!(scheme, "http" | "https") || authority.as_str().contains('@') {
            return Err(address());
        }
        let key = keys.find(&profile.key_env, &profile.key_command);
        Ok(Self {
            name: name.to_owned(),
            origin: format!("{scheme}://{authority}"),
            prefix: uri.path().trim_end_matches('/').to_owned(),
            dialect: profile.dialect,
            key_env: profile.key_env,
            has_command: !profile.key_command.is_empty(),
            key,
            models: profile.models,
            prices: profile.prices,
            free: profile.free,
        })
    }

    /// Where a request for this path (with its query) goes.
    #[must_use]
    pub fn address(&self, path_and_query: &str) -> String {
        let below = path_and_query.strip_prefix("/v1").unwrap_or(path_and_query);
        format!("{}{}{below}", self.origin, self.prefix)
    }

    /// Its key.
    #[must_use]
    pub fn key(&self) -> Option<&Secret> {
        self.key.as_ref().ok().map(|(key, _)| key)
    }

    /// Where its key was found.
    ///
    /// # Errors
    /// Why there is none.
    pub fn key_source(&self) -> Result<KeySource, KeyLack> {
        self.key.as_ref().map(|(_, source)| *source).map_err(|lack| *lack)
    }

    /// Whether it can want a key at all.
    #[must_use]
    pub const fn wants_key(&self) -> bool {
        !self.key_env.is_empty() || self.has_command
    }

    /// Why nothing can be passed on to it: it wants a key, and there is none.
    #[must_use]
    pub fn no_key(&self) -> Option<Refusal> {
        let why = self.key.as_ref().err().filter(|_| self.wants_key())?;
        Some(Refusal::NoKey {
            provider: self.name.clone(),
            variable: self.key_env.clone(),
            store: store_command(&self.key_env).unwrap_or_default(),
            why: why.words(&self.key_env),
        })
    }

    /// The body with the model's name as this service has it, where that differs.
    #[must_use]
    pub fn renamed(&self, body: &[u8]) -> Option<Vec<u8>> {
        if self.models.is_empty() {
            return None;
        }
        let mut value: Value = serde_json::from_slice(body).ok()?;
        let model = value.get("model")?.as_str()?;
        value["model"] = Value::from(self.name_of(model));
        serde_json::to_vec(&value).ok()
    }

    /// The service's name for this model.
    pub(super) fn name_of<'a>(&'a self, model: &'a str) -> &'a str {
        self.models.get(model).or_else(|| self.models.get("*")).map_or(model, String::as_str)
    }

    /// What so many tokens cost, in US dollars; `None` when nobody knows.
    #[must_use]
    pub fn cost(&self, model: &str, usage: &Usage) -> Option<f64> {
        if self.free {
            return Some(0.0);
        }
        let own = self.name_of(model);
        let price = [own, model, "*"].iter().find_map(|name| self.prices.get(*name));
        match price {
            Some([input, output]) => {
                Some((usage.input_tokens as f64 * input + usage.output_tokens as f64 * output) / 1e6)
            }
            None => crate::models::cost(own, usage),
        }
    }
}

/// The services there are, and which of them are used.
#[derive(Debug, Clone)]
pub struct Providers {
    chosen: Vec<Provider>,
}

impl Providers {
    /// Reads the profiles and chooses: one by name, or else the vendors' own.
    ///
    /// # Errors
    /// When a file is wrong or the name is unknown.
    pub fn choose(name: Option<&str>, course: &str, folder: &Path) -> Result<Self, ProfileError> {
        let mut profiles = profiles(course, folder)?;
        let keys = Keys::new(folder);
        let names = name.map_or_else(|| vec!["openai", "anthropic"], |name| vec![name]);
        let known = profiles.keys().cloned().collect::<Vec<_>>().join(", ");
        let chosen = names.into_iter().map(|name| match profiles.remove(name) {
            Some(profile) => Provider::new(name, profile, &keys),
            None => Err(ProfileError::Unknown { name: name.to_owned(), known: known.clone() }),
        });
        Ok(Self { chosen: chosen.collect::<Result<_, _>>()? })
    }

    /// All there are, in the order of their names; their keys are looked for.
    ///
    /// # Errors
    /// When a file or a profile is wrong.
    pub fn all(course: &str, folder: &Path) -> Result<Self, ProfileError> {
        let keys = Keys::new(folder);
        let profiles = profiles(course, folder)?.into_iter();
        let chosen = profiles.map(|(name, profile)| Provider::new(&name, profile, &keys));
        Ok(Self { chosen: chosen.collect::<Result<_, _>>()? })
    }

    /// A service at this address that costs nothing and gets this key.
    ///
    /// # Errors
    /// When the address is none.
    pub fn free_at(name: &str, base_url: &str, key: &str) -> Result<Self, ProfileError> {
        let profile = Profile { base_url: base_url.to_owned(), free: true, ..Profile::default() };
        let mut provider = Provider::new(name, profile, &Keys::new(Path::new(".")))?;
        provider.key = Ok((Secret::new(key), KeySource::Environment));
        Ok(Self { chosen: vec![provider] })
    }

    /// The one that a request in this dialect goes to; one chosen by name gets all.
    #[must_use]
    pub fn of(&self, dialect: Dialect) -> Option<&Provider> {
        self.chosen.iter().find(|p| p.dialect == dialect).or_else(|| self.chosen.first())
    }

    /// All that may be used.
    pub fn iter(&self) -> impl Iterator<Item = &Provider> {
        self.chosen.iter()
    }
}

/// The built-in ones, the course's, and the learner's own, which wins.
fn profiles(course: &str, folder: &Path) -> Result<BTreeMap<String, Profile>, ProfileError> {
    let mut profiles = built_in();
    profiles.extend(parse(course, Path::new("workbook.toml"))?);
    let own = folder.join("live.toml");
    if let Ok(text) = std::fs::read_to_string(&own) {
        profiles.extend(parse(&text, &own)?);
    }
    Ok(profiles)
}

fn parse(text: &str, path: &Path) -> Result<BTreeMap<String, Profile>, ProfileError> {
    let file: File = toml::from_str(text)
        .map_err(|e| ProfileError::File { path: path.to_owned(), why: e.message().to_owned() })?;
    Ok(file.live)
}

fn built_in() -> BTreeMap<String, Profile> {
    let profile = |base_url: &str, key_env: &str, dialect, free| Profile {
        base_url: base_url.to_owned(),
        key_env: key_env.to_owned(),
        dialect,
        free,
        ..Profile::default()
    };
    [
        ("openai", profile("https://api.openai.com/v1", "OPENAI_API_KEY", Dialect::OpenAi, false)),
        (
            "anthropic",
            profile("https://api.anthropic.com/v1", "ANTHROPIC_API_KEY", Dialect::Anthropic, false),
        ),
        ("openrouter", profile("https://openrouter.ai/api/v1", "OPENROUTER_API_KEY", Dialect::OpenAi, false)),
        ("ollama", profile("http://127.0.0.1:11434/v1", "", Dialect::OpenAi, true)),
        ("vllm", profile("http://127.0.0.1:8000/v1", "", Dialect::OpenAi, true)),
    ]
    .into_iter()
    .map(|(name, profile)| (name.to_owned(), profile))
    .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const GATEWAY: &str = r#"
        [live.gateway]
        base_url = "https://llm.example.com:8443/openai/v1/"
        key_env = "WORKBOOK_NO_SUCH_VARIABLE"
        models = { "gpt-5.4-mini" = "mini-eu", "*" = "big-eu" }
        prices = { "mini-eu" = [1.0, 2.0] }
    "#;

    fn gateway() -> Provider {
        let providers = Providers::choose(Some("gateway"), GATEWAY, Path::new("/nonexistent")).unwrap();
        providers.of(Dialect::Anthropic).unwrap().clone()
    }

    #[test]
    fn paths_models_and_prices_are_translated() {
        let gateway = gateway();
        let expected = "https://llm.example.com:8443/openai/v1/chat/completions?x=1";
        assert_eq!(gateway.address("/v1/chat/completions?x=1"), expected);
        let body = gateway.renamed(br#"{"messages":[],"model":"gpt-5.4-mini"}"#).unwrap();
        assert_eq!(String::from_utf8(body).unwrap(), r#"{"messages":[],"model":"mini-eu"}"#);
        assert_eq!(gateway.renamed(b"not json"), None);
        let usage = Usage { input_tokens: 1_000_000, output_tokens: 500_000, ..Usage::default() };
        assert_eq!(gateway.cost("gpt-5.4-mini", &usage), Some(2.0));
        assert_eq!(gateway.cost("something", &usage), None);
        assert!(gateway.no_key().is_some_and(|why| why.to_string().contains("WORKBOOK_NO_SUCH_VARIABLE")));
    }

    #[test]
    fn without_a_name_each_vendor_gets_its_own_requests() {
        let providers = Providers::choose(None, "", Path::new("/nonexistent")).unwrap();
        assert_eq!(providers.of(Dialect::OpenAi).unwrap().name, "openai");
        let anthropic = providers.of(Dialect::Anthropic).unwrap();
        assert_eq!(anthropic.address("/v1/messages"), "https://api.anthropic.com/v1/messages");
    }

    #[test]
    fn mistakes_are_named() {
        let choose = |name, text| {
            Providers::choose(Some(name), text, Path::new("/nonexistent")).unwrap_err().to_string()
        };
        assert!(choose("olama", "").contains("ollama"));
        assert!(choose("x", "[live.x]\nbase_url = \"example.com\"").contains("https://"));
        assert!(choose("x", "[live.x]\nbase_url = \"https://a:b@example.com/v1\"").contains("https://"));
        assert!(choose("x", "[live.x]\nbase_uri = \"https://example.com\"").contains("base_uri"));
    }
}
