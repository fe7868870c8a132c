//! Why a request was not passed on.
//!
//! Owns: the reasons and their sentences. Must not know: how they are sent or drawn.

use super::trouble::Trouble;
use thiserror::Error;

/// Why a request was not passed on.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum Refusal {
    /// It might have cost more than is left.
    #[error("this request may cost up to ${most:.4}, and ${left:.4} of ${cap:.2} is left")]
    OverBudget {
        /// The most it may cost, in US dollars.
        most: f64,
        /// What is left.
        left: f64,
        /// What was allowed.
        cap: f64,
    },
    /// There were enough requests.
    #[error("{cap} requests have been passed on, and no more are allowed")]
    TooMany {
        /// What was allowed.
        cap: u32,
    },
    /// Nobody knows what the model costs.
    #[error("the price of the model `{model}` is not known")]
    UnknownPrice {
        /// The model.
        model: String,
    },
    /// Nobody knows what such a request costs.
    #[error("what {request} costs cannot be told beforehand")]
    UnknownCost {
        /// Its method and path.
        request: String,
    },
    /// There is no key for this service.
    #[error("there is no key for {provider}: {why}")]
    NoKey {
        /// The provider.
        provider: String,
        /// Where the key should be; empty when only a command tells it.
        variable: String,
        /// The command that puts it into the system's keyring; empty where there is none.
        store: String,
        /// Why there is none.
        why: String,
    },
    /// The service could not be reached.
    #[error("{host} could not be reached: {why}")]
    Unreachable {
        /// Its host.
        host: String,
        /// What went wrong.
        why: String,
    },
    /// The recording holds no such request.
    #[error("the recording has no answer to this request left:\n{diff}")]
    NotRecorded {
        /// How the nearest recorded request differs.
        diff: String,
    },
}

impl Refusal {
    /// Whether the vendor would call it a used-up quota.
    #[must_use]
    pub const fn is_quota(&self) -> bool {
        matches!(self, Self::OverBudget { .. } | Self::TooMany { .. })
    }

    /// What to tell the learner.
    #[must_use]
    pub fn trouble(&self) -> Trouble {
        let cure = match self {
            Self::OverBudget { most, .. } => format!(
                "It was workbook that stopped the call, not the service. Allow more with `--max-usd {:.2}`, or let the program ask for less: a smaller limit of output tokens, fewer calls.",
                (most * 2.0).max(0.1)
            ),
            Self::TooMany { cap } => format!(
                "It was workbook that stopped the call. Look for a loop that never ends, or allow more with `--max-requests {}`.",
                cap.saturating_mul(2)
            ),
            Self::UnknownPrice { model } => format!(
                "Use a model with a known price, write its price under `prices` of the provider's table in live.toml (\"{model}\" = [input, output], US dollars per million tokens), or say `--allow-unknown-price`."
            ),
            Self::UnknownCost { .. } => {
                "Leave `--live` out, or say `--allow-unknown-price`: then it is passed on, its cost is in no sum, and `--max-usd` does not hold it back.".to_owned()
            }
            Self::NoKey { variable, store, .. } => no_key(variable, store),
            Self::Unreachable { .. } => {
                "Check the connection, the address of the provider, and HTTPS_PROXY if you are behind a proxy; then run the same command again. Without `--live` no network is needed.".to_owned()
            }
            Self::NotRecorded { .. } => {
                "The program asks something else than when it was recorded. Record again with `--live --record`, or undo the change.".to_owned()
            }
        };
        Trouble::new(sentence(&self.to_string()), cure)
    }
}

fn no_key(variable: &str, store: &str) -> String {
    let way = if variable.is_empty() {
        "Run the provider's `key_command` by hand: its first line of output must be the key.".to_owned()
    } else {
        let keyring = if store.is_empty() {
            String::new()
        } else {
            format!(", or keep it in the system's keyring (`{store}`)")
        };
        format!(
            "Set it (`export {variable}=...`), write it into the file .env in this folder, which must never be committed{keyring}."
        )
    };
    format!("{way} Without a key leave `--live` out: everything works with the mock.")
}

/// The text as a sentence of its own.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let rest = chars.as_str();
    let end = if rest.ends_with(['.', '\n', '}', '`']) || rest.contains('\n') { "" } else { "." };
    format!("{first}{rest}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_a_cure() {
        let refusals = [
            Refusal::OverBudget { most: 0.2, left: 0.01, cap: 0.05 },
            Refusal::TooMany { cap: 3 },
            Refusal::UnknownPrice { model: "m".to_owned() },
            Refusal::UnknownCost { request: "POST /v1/batches".to_owned() },
            Refusal::NoKey {
                provider: "openai".to_owned(),
                variable: "OPENAI_API_KEY".to_owned(),
                store: String::new(),
                why: "OPENAI_API_KEY is not set".to_owned(),
            },
            Refusal::Unreachable { host: "example.invalid".to_owned(), why: "no such host".to_owned() },
            Refusal::NotRecorded { diff: "- a\n+ b".to_owned() },
        ];
        for refusal in refusals {
            let trouble = refusal.trouble();
            assert!(
                trouble.cure.ends_with('.') && !trouble.what.starts_with(char::is_lowercase),
                "{trouble:?}"
            );
        }
    }
}
