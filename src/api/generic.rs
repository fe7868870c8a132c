//! What the model says when no rule of a script speaks for it.
//!
//! Owns: a writer of short, honest replies; the seam where a language model goes.
//! Must not know: protocols, scripts.
//!
//! Temperature 0 repeats itself; higher ones vary with the generator that is
//! handed in.

use crate::api::rng::Seed;
use crate::api::sampling::pick;

/// What a writer is asked.
#[derive(Debug, Clone, Copy)]
pub struct Prompt<'a> {
    /// The last thing the user said.
    pub last_user: &'a str,
    /// Number of user messages.
    pub turn: usize,
    /// The effective temperature.
    pub temperature: f64,
    /// Whether the reply must be a JSON object.
    pub json: bool,
}

const OPENINGS: [&str; 6] = [
    "Happy to help.",
    "Good question.",
    "Sure.",
    "Let us see.",
    "Thanks for asking.",
    "Here is a short answer.",
];

const BODIES: [&str; 6] = [
    "You asked about “{topic}”, and this is where a real model would answer it; the practice model only keeps the \
     conversation going.",
    "On “{topic}”: a hosted model would have facts for you, while this one, made for practice, has only good manners.",
    "“{topic}” is a fine thing to ask. What you read here comes from a stand-in that costs nothing and knows little.",
    "As for “{topic}”, imagine a thoughtful paragraph here: the request was right, and the reply came back as it should.",
    "I read “{topic}” and every token of it was counted. The answer itself is only practice material.",
    "The stand-in model has heard “{topic}” and replies at once, with no key, no network and no bill.",
];

const CLOSINGS: [&str; 5] = [
    "Ask me something else whenever you like.",
    "Try another temperature and see what changes.",
    "What would you like to know next?",
    "The usage numbers beside this text are exact.",
    "Send a system message to set the tone.",
];

/// Writes a reply. `rng` is looked at only above temperature 0.
#[must_use]
pub fn write(prompt: &Prompt<'_>, rng: &mut fastrand::Rng) -> String {
    let seed = Seed::new(prompt.turn as u64).text(prompt.last_user).value();
    let choose = |choices: &[&'static str], slot: u64, rng: &mut fastrand::Rng| -> &'static str {
        let favourite = (Seed::new(seed).number(slot).value() % choices.len() as u64) as usize;
        let weights: Vec<f64> =
            (0..choices.len()).map(|at| if at == favourite { 3.0 } else { 1.0 }).collect();
        choices.get(pick(&weights, prompt.temperature, rng)).copied().unwrap_or_default()
    };
    let opening = choose(&OPENINGS, 0, rng);
    let body = choose(&BODIES, 1, rng).replace("{topic}", &topic(prompt.last_user));
    let closing = choose(&CLOSINGS, 2, rng);
    let text = format!("{opening} {body} {closing}");
    if prompt.json { serde_json::json!({ "answer": text }).to_string() } else { text }
}

/// The first words of a question, on one line.
fn topic(question: &str) -> String {
    const WORDS: usize = 8;
    const LETTERS: usize = 60;
    let mut words = question.split_whitespace();
    let mut topic: String = words.by_ref().take(WORDS).collect::<Vec<_>>().join(" ");
    let mut cut = words.next().is_some();
    if let Some((at, _)) = topic.char_indices().nth(LETTERS) {
        topic.truncate(at);
        cut = true;
    }
    let kept = topic.trim_end_matches(|c: char| c.is_whitespace() || ".!?,;:".contains(c)).len();
    topic.truncate(kept);
    if topic.is_empty() {
        return "nothing in particular".to_owned();
    }
    if cut {
        topic.push('…');
    }
    topic
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(last_user: &str, temperature: f64, seed: u64) -> String {
        let prompt = Prompt { last_user, turn: 1, temperature, json: false };
        write(&prompt, &mut fastrand::Rng::with_seed(seed))
    }

    #[test]
    fn cold_repeats_and_heat_varies() {
        assert_eq!(said("Name a color.", 0.0, 1), said("Name a color.", 0.0, 2));
        let warm: std::collections::BTreeSet<_> =
            (0..20).map(|seed| said("Name a color.", 1.0, seed)).collect();
        assert!(warm.len() > 5);
        assert_ne!(said("Name a color.", 0.0, 1), said("Name a bird.", 0.0, 1));
    }

    #[test]
    fn the_question_shows_in_the_answer() {
        assert!(said("Name a color.", 0.0, 1).contains("“Name a color”"));
        assert_eq!(
            topic("one two three four five six seven eight nine"),
            "one two three four five six seven eight…"
        );
        assert_eq!(topic(" ?! "), "nothing in particular");
        assert!(topic(&"x".repeat(500)).chars().count() <= 61);
    }

    #[test]
    fn json_is_json() {
        let prompt = Prompt { last_user: "as \"json\" please", turn: 1, temperature: 0.0, json: true };
        let text = write(&prompt, &mut fastrand::Rng::with_seed(1));
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok_and(|value| value.is_object()));
    }
}
