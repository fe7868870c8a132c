//! What each model takes and refuses, told by its line and version.
//!
//! Owns: the table behind both the vendor's refusals and the `capabilities` that
//! `/v1/models` tells, so that they agree. Must not know: requests, sentences.
//!
//! A model that is not in the table takes everything: to refuse what the live service
//! takes is worse than to take what it refuses.

/// What a model does with `temperature`, `top_p` and `top_k`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sampling {
    /// Takes all of them.
    Free,
    /// Takes `temperature` or `top_p`, not both.
    OneOf,
    /// Takes a `temperature` of 1 and nothing else.
    Gone,
}

/// Why a model refuses `thinking: disabled`, where it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disabling {
    /// It does not.
    Taken,
    /// It does at the efforts above `high`.
    UpToHigh,
    /// It always thinks.
    Never,
    /// It always thinks, by a budget if one is set.
    NeverButBudget,
    /// It wants `between_tools` instead.
    BetweenTools,
}

/// What a model takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Traits {
    /// Values of `output_config.effort`, as the vendor lists them; empty where the
    /// parameter is unknown.
    pub efforts: &'static [&'static str],
    /// `thinking: adaptive`
    pub adaptive: bool,
    /// `thinking: enabled`, with a budget.
    pub enabled: bool,
    /// `thinking: disabled`
    pub disabling: Disabling,
    /// `thinking: between_tools`
    pub between_tools: bool,
    /// A last message of the assistant's, to be continued.
    pub prefill: bool,
    /// `tool_choice: any` and `tool`
    pub forced_tools: bool,
    /// The sampling parameters.
    pub sampling: Sampling,
}

const EVERY_EFFORT: &[&str] = &["high", "low", "max", "medium", "xhigh"];

/// Of the fourth generation up to 4.5 and everything before it.
const EARLY: Traits = Traits {
    efforts: &[],
    adaptive: false,
    enabled: true,
    disabling: Disabling::Taken,
    between_tools: false,
    prefill: true,
    forced_tools: true,
    sampling: Sampling::Free,
};

/// 4.6: both ways of thinking, no prefill.
const MIDDLE: Traits = Traits {
    efforts: &["high", "low", "max", "medium"],
    adaptive: true,
    prefill: false,
    sampling: Sampling::OneOf,
    ..EARLY
};

/// From 4.7 on: thinking by effort only, no sampling parameters.
const LATE: Traits = Traits { efforts: EVERY_EFFORT, enabled: false, sampling: Sampling::Gone, ..MIDDLE };

/// A model that always thinks and cannot be made to call a tool.
const UNSTOPPABLE: Traits = Traits { disabling: Disabling::Never, forced_tools: false, ..LATE };

/// Line and version of a name: `claude-LINE-MAJOR[-MINOR][-DAY]`. Names before the
/// fourth generation have their version first, and no line here.
#[must_use]
pub fn version(name: &str) -> Option<(&str, u32, u32)> {
    let mut parts = name.strip_prefix("claude-")?.split('-');
    let line = parts.next().filter(|line| line.bytes().all(|letter| letter.is_ascii_lowercase()))?;
    let mut number = || parts.next().filter(|part| part.len() <= 2).and_then(|part| part.parse().ok());
    let major = number()?;
    Some((line, major, number().unwrap_or(0)))
}

/// What a model of this name takes.
#[must_use]
pub fn of(name: &str) -> Traits {
    match version(name) {
        None if name == "claude-mythos-preview" => {
            Traits { enabled: true, disabling: Disabling::NeverButBudget, ..LATE }
        }
        None | Some((_, 0..=3, _)) => EARLY,
        Some(("fable" | "mythos", 5, 0)) => Traits { forced_tools: true, ..UNSTOPPABLE },
        Some(("fable" | "mythos", ..)) => UNSTOPPABLE,
        Some(("opus", 4, 5)) => {
            Traits { efforts: &["high", "low", "medium"], sampling: Sampling::OneOf, ..EARLY }
        }
        Some((_, 4, 0..=4)) => EARLY,
        Some((_, 4, 5)) => Traits { sampling: Sampling::OneOf, ..EARLY },
        Some((_, 4, 6)) => MIDDLE,
        Some((_, 4, _)) | Some(("sonnet", 5, 0)) => LATE,
        Some(("opus", 5, 0)) | Some(("haiku", 5, _)) => Traits { disabling: Disabling::UpToHigh, ..LATE },
        Some(("sonnet", 5, _)) => {
            Traits { disabling: Disabling::BetweenTools, between_tools: true, forced_tools: false, ..LATE }
        }
        Some(("opus", 5, _)) => UNSTOPPABLE,
        Some(_) => {
            Traits { enabled: true, between_tools: true, prefill: true, sampling: Sampling::Free, ..LATE }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_line_and_version() {
        for (name, told) in [
            ("claude-sonnet-5-5", Some(("sonnet", 5, 5))),
            ("claude-opus-5", Some(("opus", 5, 0))),
            ("claude-haiku-4-5-20251001", Some(("haiku", 4, 5))),
            ("claude-opus-4-20250514", Some(("opus", 4, 0))),
            ("claude-3-5-sonnet-20241022", None),
            ("claude-mythos-preview", None),
            ("claude-2.1", None),
        ] {
            assert_eq!(version(name), told, "{name}");
        }
    }

    #[test]
    fn every_model_of_the_catalogue_has_its_row() {
        let row = |name: &str| {
            let Traits { prefill, forced_tools, enabled, adaptive, .. } = of(name);
            (prefill, forced_tools, enabled, adaptive)
        };
        for (names, told) in [
            (
                "claude-haiku-4-5 claude-sonnet-4-5-20250929 claude-opus-4-5 claude-opus-4-1 claude-3-7-sonnet-latest",
                (true, true, true, false),
            ),
            ("claude-opus-4-6 claude-sonnet-4-6 claude-mythos-preview", (false, true, true, true)),
            (
                "claude-opus-4-7 claude-opus-4-8 claude-opus-5 claude-sonnet-5 claude-haiku-5-5 claude-fable-5 claude-mythos-5",
                (false, true, false, true),
            ),
            (
                "claude-opus-5-5 claude-sonnet-5-5 claude-fable-5-1 claude-fable-5-2 claude-mythos-5-1 claude-mythos-5-2",
                (false, false, false, true),
            ),
        ] {
            for name in names.split(' ') {
                assert!(crate::models::find(name).is_some(), "{name}");
                assert_eq!(row(name), told, "{name}");
            }
        }
    }

    #[test]
    fn only_the_newer_half_knows_every_effort() {
        assert_eq!(of("claude-haiku-4-5").efforts, [""; 0]);
        assert_eq!(of("claude-opus-4-5").efforts, ["high", "low", "medium"]);
        assert_eq!(of("claude-sonnet-4-6").efforts, ["high", "low", "max", "medium"]);
        assert_eq!(of("claude-opus-4-7").efforts, EVERY_EFFORT);
    }
}
