//! Why a request was not passed on, and why an attempt that failed proves nothing.
//!
//! Owns: the sentences. Must not know: how they are sent or drawn.

use thiserror::Error;

/// Something that is not the program's fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What happened.
    pub what: String,
    /// What to do.
    pub cure: String,
}

impl Trouble {
    /// What happened, and what to do.
    #[must_use]
    pub fn new(what: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { what: what.into(), cure: cure.into() }
    }
}

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
    /// There is no key for this service.
    #[error("there is no key for {provider}: {variable} is not set")]
    NoKey {
        /// The provider.
        provider: String,
        /// Where the key should be.
        variable: String,
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
            Self::NoKey { variable, .. } => format!(
                "Set it (`export {variable}=...`), or write it into the file .env in this folder, which must never be committed. Without a key leave `--live` out: everything works with the mock."
            ),
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
            Refusal::NoKey { provider: "openai".to_owned(), variable: "OPENAI_API_KEY".to_owned() },
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
