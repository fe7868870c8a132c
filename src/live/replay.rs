//! Playing a recording back.
//!
//! Owns: which recorded answer a request gets, and what is said when there is none.
//! Must not know: the network.

use super::cassette::{Taped, TapedRequest, TapedResponse, canonical};
use super::refusal::Refusal;
use serde_json::Value;
use similar::{ChangeTag, TextDiff};

/// Lines of a difference that are told.
const SHOWN: usize = 4;

/// How fast a recording is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Speed {
    /// At once.
    #[default]
    AtOnce,
    /// With the recorded waits.
    Recorded,
}

/// The recorded exchanges of one scene, and which of them have been played.
#[derive(Debug)]
pub(super) struct Deck {
    cards: Vec<Card>,
}

#[derive(Debug)]
struct Card {
    request: TapedRequest,
    response: Option<TapedResponse>,
}

impl Deck {
    pub(super) fn new(tape: &[Taped]) -> Self {
        let card =
            |taped: &Taped| Card { request: key(&taped.request), response: Some(taped.response.clone()) };
        Self { cards: tape.iter().map(card).collect() }
    }

    /// The first answer to this request that has not been played yet.
    pub(super) fn take(&mut self, request: &TapedRequest) -> Result<TapedResponse, Refusal> {
        let wanted = key(request);
        let found = self.cards.iter_mut().find(|card| card.response.is_some() && card.request == wanted);
        match found.and_then(|card| card.response.take()) {
            Some(response) => Ok(response),
            None => Err(Refusal::NotRecorded { diff: self.difference(&wanted) }),
        }
    }

    /// The nearest recorded request, and how this one differs.
    fn difference(&self, wanted: &TapedRequest) -> String {
        let asked = shown(wanted);
        let nearest = self
            .cards
            .iter()
            .map(|card| (card, TextDiff::from_lines(&shown(&card.request), &asked).ratio()))
            .max_by(|(_, a), (_, b)| a.total_cmp(b));
        match nearest {
            None => "nothing was recorded for this scene".to_owned(),
            Some((card, _)) if card.request == *wanted => {
                "it was recorded, but less often than it is asked now".to_owned()
            }
            Some((card, _)) => {
                let recorded = shown(&card.request);
                changed_lines(&TextDiff::from_lines(&recorded, &asked))
            }
        }
    }
}

/// The first lines that differ: `-` recorded, `+` asked now.
fn changed_lines<'a>(diff: &TextDiff<'a, 'a, 'a, str>) -> String {
    let marked = diff.iter_all_changes().filter_map(|change| match change.tag() {
        ChangeTag::Equal => None,
        ChangeTag::Delete => Some(format!("- {}", change.value().trim())),
        ChangeTag::Insert => Some(format!("+ {}", change.value().trim())),
    });
    marked.take(SHOWN).collect::<Vec<_>>().join("\n")
}

fn key(request: &TapedRequest) -> TapedRequest {
    TapedRequest { body: canonical(&request.body), ..request.clone() }
}

fn shown(request: &TapedRequest) -> String {
    let body = match &request.body {
        Value::String(text) => text.clone(),
        other => serde_json::to_string_pretty(other).unwrap_or_default(),
    };
    format!("{} {}\n{body}\n", request.method, request.path)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    fn request(body: Value) -> TapedRequest {
        TapedRequest { method: "POST".to_owned(), path: "/v1/chat/completions".to_owned(), body }
    }

    fn taped(body: Value, status: u16) -> Taped {
        Taped { request: request(body), response: TapedResponse { status, ..TapedResponse::default() } }
    }

    #[test]
    fn first_in_first_out_within_a_request() {
        let mut deck = Deck::new(&[
            taped(json!({"a": 1, "b": 2}), 200),
            taped(json!({"a": 2}), 201),
            taped(json!({"b": 2, "a": 1}), 202),
        ]);
        assert_eq!(deck.take(&request(json!({"a": 2}))).unwrap().status, 201);
        assert_eq!(deck.take(&request(json!({"a": 1, "b": 2}))).unwrap().status, 200);
        assert_eq!(deck.take(&request(json!({"a": 1, "b": 2}))).unwrap().status, 202);
        let again = deck.take(&request(json!({"a": 2}))).unwrap_err();
        assert!(again.to_string().contains("less often"), "{again}");
    }

    #[test]
    fn a_miss_is_told_by_the_nearest() {
        let mut deck =
            Deck::new(&[taped(json!({"model": "m", "temperature": 0.2}), 200), taped(json!({}), 200)]);
        let miss = deck.take(&request(json!({"model": "m", "temperature": 0.3}))).unwrap_err().to_string();
        assert!(miss.contains("- \"temperature\": 0.2") && miss.contains("+ \"temperature\": 0.3"), "{miss}");
    }
}
