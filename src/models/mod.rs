//! What is known of the vendors' models: families, limits, prices, end of service.
//!
//! Owns: the catalogue and its dates. Must not know: requests, courses, grading.
//!
//! The table is `catalogue.json`, one model name per line: names, snapshots and
//! shutdown dates from the vendor's SDK and deprecation page. What they cost stands in
//! the built-in course's `prices.toml`, where authors can read it.

mod price;
mod today;

pub use price::{LongPrompt, Price, Prices};
pub use today::{days_between, today};
pub(crate) use today::{rfc3339, unix_seconds};

use crate::evidence::Usage;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::{LazyLock, OnceLock};

/// What a model is for, told by the endpoint that serves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Chat Completions (and Responses).
    #[default]
    Chat,
    /// Responses only.
    Responses,
    /// Legacy completions only.
    Completions,
    /// Embeddings.
    Embeddings,
    /// Moderations.
    Moderations,
    /// Speech and transcription.
    Audio,
    /// Images.
    Images,
    /// Anthropic's Messages.
    Anthropic,
}

/// The byte-pair encoding a model counts its tokens with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
pub enum Encoding {
    /// `o200k_base`: gpt-4o and everything after it.
    #[default]
    #[serde(rename = "o200k_base")]
    O200k,
    /// `cl100k_base`: gpt-3.5, gpt-4, embeddings.
    #[serde(rename = "cl100k_base")]
    Cl100k,
    /// `p50k_base`: the last of the text-davinci models.
    #[serde(rename = "p50k_base")]
    P50k,
    /// `r50k_base`: older completion models.
    #[serde(rename = "r50k_base")]
    R50k,
}

impl Encoding {
    /// The name that tokenizers use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::O200k => "o200k_base",
            Self::Cl100k => "cl100k_base",
            Self::P50k => "p50k_base",
            Self::R50k => "r50k_base",
        }
    }
}

/// One model name: an alias or a snapshot.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// The name a request may use.
    pub name: String,
    /// The snapshot the name resolves to, when it is another one.
    echo: Option<String>,
    /// Which endpoint serves it.
    #[serde(default)]
    pub kind: Kind,
    /// How its tokens are counted.
    #[serde(default)]
    pub encoding: Encoding,
    /// Accepted `reasoning_effort` values; empty where the parameter is unknown.
    #[serde(default)]
    efforts: Vec<String>,
    /// The effort when the request names none; `None` for models that do not reason.
    #[serde(default)]
    effort: Option<String>,
    /// Tokens of prompt and reply together; 0 where that means nothing.
    #[serde(default)]
    pub context: u64,
    /// Most tokens of a reply, where the vendor publishes it.
    #[serde(default)]
    pub max_output: Option<u64>,
    /// Day of release, `YYYY-MM-DD`, where known.
    #[serde(default)]
    pub released: Option<String>,
    /// Day of (announced or past) shutdown, `YYYY-MM-DD`.
    #[serde(default)]
    pub until: Option<String>,
    /// US dollars per million tokens.
    #[serde(default)]
    pub price: Option<Price>,
}

impl Model {
    /// The id that a response carries in `model`.
    #[must_use]
    pub fn snapshot(&self) -> &str {
        self.echo.as_deref().unwrap_or(&self.name)
    }

    /// Most tokens of a prompt. Those of gpt-5 whose window is 400,000 keep the rest of it
    /// for the reply.
    #[must_use]
    pub const fn most_input(&self) -> u64 {
        if self.context == 400_000 { 272_000 } else { self.context }
    }

    /// Whether the model thinks before it answers.
    #[must_use]
    pub const fn reasons(&self) -> bool {
        self.effort.is_some()
    }

    /// The effort it uses when the request names none.
    #[must_use]
    pub fn default_effort(&self) -> Option<&str> {
        self.effort.as_deref()
    }

    /// The `reasoning_effort` values it accepts.
    #[must_use]
    pub fn efforts(&self) -> &[String] {
        &self.efforts
    }

    /// Whether thinking can be turned off (`reasoning_effort: "none"`).
    #[must_use]
    pub fn can_skip_reasoning(&self) -> bool {
        self.efforts.iter().any(|effort| effort == "none")
    }

    /// Whether it is of the gpt-5 generation or later: no fingerprint, another
    /// count of reply tokens, no `max_tokens`.
    #[must_use]
    pub fn is_gpt5_or_later(&self) -> bool {
        let generation = self.name.strip_prefix("gpt-").and_then(|rest| rest.bytes().next());
        generation.is_some_and(|digit| (b'5'..=b'9').contains(&digit))
    }

    /// Whether it takes `stop`: o3, o4-mini and gpt-5 up to gpt-5.2 do not (reported for
    /// each: huggingface/smolagents#1662, #1671, #1868, #1893), gpt-5.5 does
    /// (BerriAI/litellm#28650).
    #[must_use]
    pub fn takes_stop(&self) -> bool {
        ["o3", "o4", "gpt-5", "gpt-5.1", "gpt-5.2"].iter().all(|line| {
            let rest = self.name.strip_prefix(line);
            rest.is_none_or(|rest| !rest.is_empty() && !rest.starts_with('-'))
        })
    }

    /// Whether it can be told how wordy to be. The models before gpt-5 cannot.
    #[must_use]
    pub fn takes_verbosity(&self) -> bool {
        !self.name.starts_with("gpt-") || self.is_gpt5_or_later()
    }

    /// Whether the vendor had turned it off by this day (`YYYY-MM-DD`).
    #[must_use]
    pub fn retired_on(&self, day: &str) -> bool {
        self.until.as_deref().is_some_and(|until| until <= day)
    }

    /// A current model of about the same weight, to name in advice.
    #[must_use]
    pub fn replacement(&self) -> &'static str {
        if self.kind == Kind::Anthropic {
            return match self.price.as_ref().map_or(3.0, |price| price.input) {
                dollars if dollars <= 1.0 => "claude-haiku-5-5",
                dollars if dollars < 15.0 => "claude-sonnet-5-5",
                _ => "claude-opus-5-5",
            };
        }
        match self.price.as_ref().map_or(0.0, |price| price.input) {
            dollars if dollars < 1.0 => "gpt-6-luna",
            dollars if dollars <= 5.0 => "gpt-6.1-terra",
            _ => "gpt-6.1-sol",
        }
    }

    /// What a call with this usage costs, in US dollars.
    #[must_use]
    pub fn cost(&self, usage: &Usage) -> Option<f64> {
        self.price.as_ref().map(|price| price.of(usage))
    }
}

static CATALOGUE: LazyLock<Vec<Model>> = LazyLock::new(|| {
    // The table is part of the binary; `the_table_is_sound` proves that it reads.
    let mut models: Vec<Model> = serde_json::from_str(include_str!("catalogue.json")).unwrap_or_default();
    for model in &mut models {
        model.price = built_in_prices().models.get(&model.name).cloned();
    }
    models
});

/// The text of the built-in course's `prices.toml`.
pub const PRICES: &str = include_str!("../../prices.toml");

static BUILT_IN: LazyLock<Prices> = LazyLock::new(|| toml::from_str(PRICES).unwrap_or_default());

/// What the built-in course's `prices.toml` says.
#[must_use]
pub fn built_in_prices() -> &'static Prices {
    &BUILT_IN
}

static BY_NAME: LazyLock<HashMap<&'static str, &'static Model>> =
    LazyLock::new(|| CATALOGUE.iter().map(|model| (model.name.as_str(), model)).collect());

/// All known names, newest families first.
#[must_use]
pub fn all() -> &'static [Model] {
    &CATALOGUE
}

/// The model of this name. A fine-tuned name (`ft:BASE:org::id`) has its base's traits.
#[must_use]
pub fn find(name: &str) -> Option<&'static Model> {
    BY_NAME.get(name).copied().or_else(|| {
        let base = name.strip_prefix("ft:")?.split(':').next()?;
        BY_NAME.get(base).copied()
    })
}

/// What a call to this model with this usage costs, in US dollars; `None` for a
/// model that is unknown or has no price.
#[must_use]
pub fn cost(name: &str, usage: &Usage) -> Option<f64> {
    let model = find(name)?;
    match COURSE_PRICES.get().and_then(|prices| prices.get(&model.name)) {
        Some(price) => Some(price.of(usage)),
        None => model.cost(usage),
    }
}

/// Prices of the course in use, where it brings its own.
static COURSE_PRICES: OnceLock<BTreeMap<String, Price>> = OnceLock::new();

/// Counts with these prices from now on. Only the first call has an effect: one process
/// works on one course.
pub fn use_prices(prices: &BTreeMap<String, Price>) {
    if !prices.is_empty() {
        let _ = COURSE_PRICES.set(prices.clone());
    }
}

/// The known name nearest to a misspelt one, if one is near.
#[must_use]
pub fn did_you_mean(name: &str) -> Option<&'static str> {
    let wanted = name.to_ascii_lowercase();
    CATALOGUE
        .iter()
        .map(|model| (strsim::damerau_levenshtein(&wanted, &model.name), model.name.as_str()))
        .filter(|(distance, known)| *distance <= 1 + known.len() / 6)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sound() {
        assert!(all().len() > 150);
        for model in all() {
            assert!(find(model.snapshot()).is_some(), "{} echoes an unknown id", model.name);
            if let Some(effort) = model.default_effort() {
                assert!(model.efforts().is_empty() || model.efforts().iter().any(|e| e == effort));
            }
            for day in [&model.until, &model.released].into_iter().flatten() {
                assert!(today::is_day(day), "{} has a malformed date {day}", model.name);
            }
            if model.kind == Kind::Chat {
                assert!(model.price.is_some() && model.context > 0, "{}", model.name);
            }
        }
    }

    #[test]
    fn aliases_resolve_as_the_vendor_resolves_them() {
        for (name, snapshot) in [
            ("gpt-4o", "gpt-4o-2024-08-06"),
            ("gpt-4o-mini", "gpt-4o-mini-2024-07-18"),
            ("gpt-4.1-mini", "gpt-4.1-mini-2025-04-14"),
            ("gpt-5", "gpt-5-2025-08-07"),
            ("gpt-5.4-mini", "gpt-5.4-mini-2026-03-17"),
            ("gpt-5.6", "gpt-5.6-sol"),
            ("gpt-5.6-sol", "gpt-5.6-sol"),
            ("gpt-3.5-turbo", "gpt-3.5-turbo-0125"),
            ("gpt-4", "gpt-4-0613"),
            ("gpt-6-luna", "gpt-6-luna"),
        ] {
            assert_eq!(find(name).unwrap().snapshot(), snapshot);
        }
    }

    #[test]
    fn retired_models_are_known_and_dated() {
        for name in ["gpt-3.5-turbo", "o1-mini", "gpt-4-32k", "text-davinci-003", "gpt-4.5-preview"] {
            let model = find(name).unwrap();
            assert!(model.retired_on("2026-11-20"), "{name}");
            assert!(!find(model.replacement()).unwrap().retired_on("2026-11-20"));
        }
        assert!(!find("gpt-4o-mini").unwrap().retired_on("2026-11-20"));
        assert!(find("gpt-4o-mini").unwrap().retired_on("2027-01-14"));
    }

    #[test]
    fn a_misspelt_name_finds_its_neighbour() {
        assert_eq!(did_you_mean("gpt-4o-mni"), Some("gpt-4o-mini"));
        assert_eq!(did_you_mean("gpt6-luna"), Some("gpt-6-luna"));
        assert_eq!(did_you_mean("GPT-4o"), Some("gpt-4o"));
        assert_eq!(did_you_mean("llama-3.1-70b-instruct"), None);
    }

    #[test]
    fn fine_tuned_names_have_their_base() {
        assert_eq!(find("ft:gpt-4o-mini-2024-07-18:school::abc").unwrap().name, "gpt-4o-mini-2024-07-18");
        assert!(find("ft:").is_none());
    }

    #[test]
    fn generations_are_told_apart() {
        assert!(find("gpt-5-mini").unwrap().is_gpt5_or_later());
        assert!(find("gpt-6.1-sol").unwrap().is_gpt5_or_later());
        assert!(!find("gpt-4.1").unwrap().is_gpt5_or_later());
        assert!(!find("o3").unwrap().is_gpt5_or_later());
        let takes_stop = |name| find(name).unwrap().takes_stop();
        assert!(
            ["o3", "o4-mini", "gpt-5", "gpt-5-mini", "gpt-5.1", "gpt-5.2"].iter().all(|n| !takes_stop(n))
        );
        assert!(["gpt-4.1", "gpt-5.4-mini", "gpt-5.5", "gpt-6-sol"].iter().all(|n| takes_stop(n)));
    }
}
