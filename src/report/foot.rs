//! The foot of the watch loop's screen: what goes on, and which keys there are.

use super::style::{Glyphs, Ink, Line, width_of};
use super::words;
use super::wrap::cut;

/// The keys, the most useful first: key, what it does in a word, and in a sentence.
pub const KEYS: &[(&str, &str, &str)] = &[
    ("n", "next", "go on to the next exercise that is open"),
    ("h", "hint", "a hint for the check that fails first; once more for the next one"),
    ("o", "open", "open the program in your editor ($VISUAL, $EDITOR)"),
    ("r", "read", "where to read: the exercise's lesson"),
    ("t", "trace", "requests, replies and output of the last attempt"),
    ("l", "list", "all exercises, to choose from"),
    ("p", "previous", "back to the exercise before this one"),
    ("Enter", "check", "check again without saving"),
    ("s", "solution", "the reference solution"),
    ("a", "check all", "check every exercise"),
    ("v", "live", "run it once against the real service; what it may cost is shown first, and asked"),
    ("x", "reset", "begin this exercise afresh; your file is kept"),
    ("?", "help", "these keys"),
    ("q", "quit", "leave; `workbook` brings you back here"),
];

/// Keys that are shown however narrow the terminal is.
const ALWAYS: [&str; 2] = ["?", "q"];

/// What stands at the foot of the screen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Foot {
    /// Nothing.
    #[default]
    None,
    /// Waiting for a save or a key.
    Waiting {
        /// Whether the exercise is passed, so that `n` is what to press.
        passed: bool,
    },
    /// A program runs.
    Running {
        /// For how many whole seconds.
        seconds: u64,
        /// Requests it has made.
        requests: u64,
        /// Scenes that have ended, and all of them.
        scenes: (usize, usize),
    },
    /// A question; keys are its answer.
    Question(String),
}

impl Foot {
    /// The lines, none wider than the terminal.
    pub(super) fn lines(&self, glyphs: &Glyphs, width: usize) -> Vec<Line> {
        match self {
            Self::None => Vec::new(),
            Self::Waiting { passed } => vec![Line::default(), keys_line(*passed, glyphs, width)],
            Self::Running { seconds, requests, scenes } => {
                let mut text = format!("running {seconds} s, {}", words::count(*requests, "request"));
                if scenes.1 > 1 {
                    text.push_str(&format!(", {} of {} scenes done", scenes.0, scenes.1));
                }
                let state = Line::default().ink(Ink::Warn, cut(&text, width, glyphs.ellipsis));
                vec![Line::default(), state, keys_line(false, glyphs, width)]
            }
            Self::Question(question) => {
                let question = cut(question, width.saturating_sub(1), glyphs.ellipsis);
                vec![Line::default(), Line::default().ink(Ink::Strong, question).then(" ")]
            }
        }
    }
}

/// As many keys as fit.
fn keys_line(passed: bool, glyphs: &Glyphs, width: usize) -> Line {
    let gap = format!(" {} ", glyphs.dot);
    let cost = |(key, word, _): &(&str, &str, &str)| width_of(key) + 1 + width_of(word) + width_of(&gap);
    let is_always = |(key, ..): &&(&str, &str, &str)| ALWAYS.contains(key);
    let mut room = (width + width_of(&gap)).saturating_sub(KEYS.iter().filter(is_always).map(cost).sum());
    let mut line = Line::default();
    for (number, entry) in KEYS.iter().enumerate() {
        if !is_always(&entry) {
            if cost(entry) > room {
                continue;
            }
            room -= cost(entry);
        }
        if number > 0 && line.width() > 0 {
            line = line.ink(Ink::Faint, &*gap);
        }
        let (key, word, _) = *entry;
        let ink = if passed && key == "n" { Ink::Good } else { Ink::Faint };
        line = line.ink(Ink::Accent, key).then(" ").ink(ink, word);
    }
    line
}

/// The keys, each with its sentence.
pub(super) fn help_lines(width: usize) -> Vec<Line> {
    let column = KEYS.iter().map(|(key, ..)| width_of(key)).max().unwrap_or(0) + 2;
    KEYS.iter()
        .flat_map(|(key, _, sentence)| {
            let texts = super::wrap::wrap(sentence, width.saturating_sub(column));
            texts.into_iter().enumerate().map(move |(number, text)| {
                let key = if number == 0 { *key } else { "" };
                Line::default().ink(Ink::Accent, key).pad_to(column).then(text)
            })
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    fn text(foot: &Foot, width: usize) -> String {
        let lines = foot.lines(&Glyphs::UNICODE, width);
        assert!(lines.iter().all(|line| line.width() <= width), "{lines:?}");
        lines.iter().map(|line| line.plain() + "\n").collect()
    }

    #[test]
    fn the_foot_fits_and_always_names_help_and_quit() {
        for width in 30..130 {
            let keys = text(&Foot::Waiting { passed: false }, width);
            assert!(
                keys.contains("n next") && keys.contains("? help") && keys.ends_with("q quit\n"),
                "{keys}"
            );
        }
        assert_eq!(
            text(&Foot::Waiting { passed: true }, 60),
            "\nn next · h hint · o open · r read · l list · ? help · q quit\n"
        );
    }

    #[test]
    fn a_running_program_is_seen_to_run() {
        let foot = Foot::Running { seconds: 3, requests: 1, scenes: (1, 5) };
        assert!(text(&foot, 60).contains("running 3 s, 1 request, 1 of 5 scenes done\n"));
        let long = Foot::Question("a question that goes on and on and on".to_owned());
        assert!(text(&long, 20).contains('…'));
    }

    #[test]
    fn every_key_is_explained() {
        let lines = help_lines(60);
        assert!(lines.len() >= KEYS.len() && lines.iter().all(|line| line.width() <= 60));
    }
}
