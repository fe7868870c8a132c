//! What the last words on the screen ask for.
//!
//! Owns: telling questions around a chat (which model? your name? continue?) from the
//! chat's own prompt. It is guesswork by words, used only where a person would plainly
//! not type a message. Must not know: when anything is typed.

use regex::Regex;
use std::sync::LazyLock;

/// What a person would answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// These words, then Enter.
    Text(String),
    /// The key that was handed out for this run.
    Key,
}

/// The text as it would stand on the screen: no escapes, and a new line wherever the
/// cursor goes back to the beginning of one.
pub(super) fn plain(output: &str) -> String {
    let broken = output.replace("\x1b[1G", "\n").replace('\r', "\n");
    strip_ansi_escapes::strip_str(broken)
}

/// The last line that is not blank.
pub(super) fn last_line(plain: &str) -> &str {
    plain.lines().rev().map(str::trim).find(|line| !line.is_empty()).unwrap_or("")
}

/// The answer to a question that may come at any time, between two turns of a chat or
/// at its end: continue (y/n)? press Enter. `leaving`: a quit word was typed before.
pub(super) fn passing_answer(plain: &str, leaving: bool) -> Option<Answer> {
    let question = last_line(plain).to_lowercase();
    if YES_NO.is_match(&question) {
        let agree = leaving || !LEAVE.is_match(&question);
        let words = if question.contains("yes") { ["yes", "no"] } else { ["y", "n"] };
        return Some(text(if agree { words[0] } else { words[1] }));
    }
    (ENTER.is_match(&question) && START.is_match(&question)).then(|| text(""))
}

/// The answer to a question that comes before the chat, or `None` when the screen
/// shows anything else: then the scene's line is typed.
pub(super) fn setup_answer(plain: &str) -> Option<Answer> {
    let question = last_line(plain).to_lowercase();
    if question.is_empty() {
        return None;
    }
    // "press Enter to start", "Model (default: …)": Enter is the friendliest answer.
    if DEFAULT.is_match(&question) && (SETTING.is_match(&question) || START.is_match(&question)) {
        return Some(text(""));
    }
    if KEY.is_match(&question) {
        return Some(Answer::Key);
    }
    if SETTING.is_match(&question) && (COUNTED.is_match(&question) || shows_a_menu(plain)) {
        return Some(text("1"));
    }
    if MODEL.is_match(&question) {
        return Some(text(model_on_screen(plain)));
    }
    if NAME.is_match(&question) {
        return Some(text("Sam"));
    }
    None
}

fn text(words: &str) -> Answer {
    Answer::Text(words.to_owned())
}

/// Whether two of the last lines begin with a number: "1. fast", "[2] clever".
fn shows_a_menu(plain: &str) -> bool {
    plain.lines().rev().take(30).filter(|line| MENU_LINE.is_match(line)).count() >= 2
}

/// The first thing on the screen that looks like a model's name; nothing (just Enter)
/// when there is none.
fn model_on_screen(plain: &str) -> &str {
    MODEL_NAME.find(plain).map_or("", |found| found.as_str())
}

/// Patterns are constants; a mistake in one is found by the tests below, and would
/// only mean that a question is not recognised.
fn pattern(source: &str) -> Regex {
    Regex::new(source).unwrap_or_else(|_| never())
}

fn never() -> Regex {
    // An empty set matches nothing.
    #[allow(clippy::expect_used, reason = "a constant, compiled by every test here")]
    Regex::new(r"[^\s\S]").expect("a constant pattern")
}

static DEFAULT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"default|(press|hit|just|or) \W?(enter|return)|(leave|keep) (it )?(blank|empty|current)|enter (to|for) (skip|start|begin|continue|keep|use|accept)|\[[^\]]+\]\W*$",
    )
});
static YES_NO: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(y|yes)\s?/\s?(n|no)\b"));
static LEAVE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(quit|exit|end|stop|leave|finish(ed)?|done|clear|reset|delete)\b"));
static ENTER: LazyLock<Regex> = LazyLock::new(|| pattern(r"(press|hit) \W?(enter|return)"));
static START: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"to (start|begin|continue|skip)|get started|^\W*(press|hit) \W?(enter|return)\W*$")
});
/// A setting is asked for, at the beginning of the line: "You [gpt-4o]:" is not one.
static SETTING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(please )?(enter|choose|select|pick|set|type|which|what|specify|use|your)?\W*(is |a |an |the |your |custom |optional )*(ai |openai |chat |gpt |llm )*(model|temperature|system (prompt|message)|persona|personality|role|assistant|bot|language|option|choice|mode|number|index|provider|max.tokens|api.key)",
    )
});
static COUNTED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b1\s*(-|–|/|,|\||or|to|\.\.)\s*\d|\[1\]|\(1\)|number|index|\b1\s*[:=)]"));
static KEY: LazyLock<Regex> = LazyLock::new(|| pattern(r"api.?key\b[^?]{0,40}[:>?]\W*$"));
static MODEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(please )?(enter|choose|select|pick|type|which|what|specify)?\W*(is |a |an |the |your )*(ai |openai |chat |gpt |llm )*model( name| id)?( (to use|do you want( to use)?|would you like( to use)?|should i use))?\s*(\([^)]*\)|\[[^\]]*\])?\s*[:>?]\W*$",
    )
});
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(your name|who are you|call you)[^.]{0,20}[:>?]\W*$|^\W*(user)?name\s*[:>?]\W*$")
});
static MENU_LINE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\W*\d{1,2}\s*[.):\]\-–]\W*\w"));
static MODEL_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(gpt-[0-9]([\w.\-]*\w)?|chatgpt-[\w.\-]*\w|o[134](-[\w\-]*\w)?|claude-[\w.\-]*\w)\b")
});

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(screen: &str) -> Option<Answer> {
        setup_answer(&plain(screen))
    }

    #[test]
    fn questions_before_a_chat_are_answered() {
        for (screen, expected) in [
            ("Enter model name (default: gpt-x): ", ""),
            ("Model [gpt-x]: ", ""),
            ("1. fast\n2. clever\nChoose a model: ", "1"),
            ("Choose a model (1-4): ", "1"),
            ("Select model (1 or 2, default: 1): ", ""),
            ("Select model (1-3, or press Enter to keep current): ", ""),
            ("[0] small\n[1] large\nSelect model index: ", "1"),
            ("Your choice [1]: ", ""),
            ("Available: gpt-4o-mini, gpt-4o\nWhich model? ", "gpt-4o-mini"),
            ("Model: ", ""),
            ("What is your name? ", "Sam"),
            ("System prompt (press Enter for default): ", ""),
            ("\x1b[1mTemperature\x1b[0m [0.7]: ", ""),
        ] {
            assert_eq!(answer(screen), Some(text(expected)), "{screen:?}");
        }
        assert_eq!(answer("Enter your OpenAI API key: "), Some(Answer::Key));
    }

    #[test]
    fn questions_between_turns_are_answered() {
        for (screen, leaving, expected) in [
            ("Continue? (y/n) ", false, "y"),
            ("Another question? [Y/n]: ", false, "y"),
            ("Go on (yes/no)? ", false, "yes"),
            ("Do you want to quit? (y/n) ", false, "n"),
            ("Really quit? (y/n) ", true, "y"),
            ("Press Enter to start...", false, ""),
            ("[press ENTER to continue]", false, ""),
        ] {
            assert_eq!(passing_answer(screen, leaving), Some(text(expected)), "{screen:?}");
        }
    }

    #[test]
    fn a_chat_prompt_is_not_such_a_question() {
        for screen in [
            "",
            "You: ",
            "> ",
            ">>> ",
            "You [gpt-4o]: ",
            "Chat with gpt-4o (type 'quit' to exit)\nYou: ",
            "Ask the model: ",
            "Your message: ",
            "Type in your prompt:\n",
            "Prompt (\"quit\" to exit): ",
            "Enter a message (or 'exit'): ",
            "Type your message and press Enter: ",
            "Enter your message. Press Enter twice to send.\n",
            "What would you like to know about the model? ",
            "Model: gpt-4o-mini\nType quit to exit.\n",
            "Using model gpt-4o.\n\nUser: ",
            "1. be kind\n2. be brief\nYou: ",
            "Assistant: Hello! What is on your mind?\n\nYou: ",
        ] {
            assert_eq!(answer(screen), None, "{screen:?}");
            assert_eq!(passing_answer(screen, false), None, "{screen:?}");
        }
    }

    #[test]
    fn redrawn_lines_count_as_new_lines() {
        assert_eq!(last_line(&plain("\x1b[1G\x1b[0JName: \x1b[7G\x1b[1G\x1b[0JYou: \x1b[6G")), "You:");
    }
}
