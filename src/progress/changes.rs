//! What changed in the requests between the last attempt that failed and the first that
//! passed.

use super::attempt::Attempt;
use crate::evidence::{Exchange, KeySeen, SceneEvidence};
use crate::grade::VerdictKind;
use serde::Serialize;
use serde_json::{Value, json};

/// At most this many changes are told of one request.
const MOST_CHANGES: usize = 40;

/// The step from failing to passing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Turning {
    /// When the last failing attempt before the first pass began.
    pub failed_at: u64,
    /// When the first passing attempt began.
    pub passed_at: u64,
    /// By scene; none when the evidence of one of the two is kept no more.
    pub scenes: Option<Vec<SceneChanges>>,
}

/// The changes in one scene.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SceneChanges {
    /// The scene's name.
    pub scene: String,
    /// Requests of the failing attempt.
    pub requests_before: usize,
    /// Requests of the passing attempt.
    pub requests_after: usize,
    /// In the order of the requests; what is the same in the request before is told once.
    pub changes: Vec<Change>,
}

/// One difference between the n-th requests of both.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// The request's number, from 1.
    pub request: usize,
    /// Where: `body.messages[0].content`, or `method`, `path`, `key`.
    pub field: String,
    /// What happened to it.
    pub kind: ChangeKind,
    /// The value in the failing request; none where it was added.
    pub before: Option<Value>,
    /// The value in the passing request; none where it was removed.
    pub after: Option<Value>,
}

/// What happened to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It has another value.
    Changed,
}

/// The step from the last failing attempt to the first passing one, among attempts in
/// their order; none without a pass that follows a failure.
#[must_use]
pub fn turning_point(attempts: &[Attempt]) -> Option<Turning> {
    let first_pass = attempts.iter().position(Attempt::passed)?;
    let (before, from_pass) = attempts.split_at(first_pass);
    let passed = from_pass.first()?;
    let failed = before.iter().rfind(|a| a.verdict.kind == VerdictKind::NotYet)?;
    let kept = !passed.scenes.is_empty() && !failed.scenes.is_empty();
    Some(Turning {
        failed_at: failed.at,
        passed_at: passed.at,
        scenes: kept.then(|| passed.scenes.iter().filter_map(|scene| scene_changes(failed, scene)).collect()),
    })
}

fn scene_changes(failed: &Attempt, after: &SceneEvidence) -> Option<SceneChanges> {
    let before = failed.scenes.iter().find(|s| s.scene == after.scene)?;
    let mut changes: Vec<Change> = Vec::new();
    let mut last: Vec<Change> = Vec::new();
    for (index, (old, new)) in before.exchanges.iter().zip(&after.exchanges).enumerate() {
        let found = request_changes(index + 1, old, new);
        // A retry repeats its request: what changed in it is told once.
        let same = found.len() == last.len() && found.iter().zip(&last).all(|(a, b)| is_same(a, b));
        if !same {
            changes.extend(found.iter().cloned());
        }
        last = found;
    }
    Some(SceneChanges {
        scene: after.scene.clone(),
        requests_before: before.exchanges.len(),
        requests_after: after.exchanges.len(),
        changes,
    })
}

fn is_same(a: &Change, b: &Change) -> bool {
    (&a.field, a.kind, &a.before, &a.after) == (&b.field, b.kind, &b.before, &b.after)
}

fn request_changes(request: usize, old: &Exchange, new: &Exchange) -> Vec<Change> {
    let mut compare = Compare { request, changes: Vec::new() };
    compare.values("method", Some(&json!(old.method)), Some(&json!(new.method)));
    compare.values("path", Some(&json!(old.path)), Some(&json!(new.path)));
    compare.values("key", Some(&key(old.key)), Some(&key(new.key)));
    compare.values("body", body(old).as_ref(), body(new).as_ref());
    compare.changes
}

fn key(seen: KeySeen) -> Value {
    serde_json::to_value(seen).unwrap_or_default()
}

/// The body as sent; text where it was no JSON, none where there was none.
fn body(exchange: &Exchange) -> Option<Value> {
    match (&exchange.request, &exchange.request_text) {
        (Value::Null, Some(text)) => Some(json!(text)),
        (Value::Null, None) => None,
        (json, _) => Some(json.clone()),
    }
}

struct Compare {
    request: usize,
    changes: Vec<Change>,
}

impl Compare {
    fn values(&mut self, field: &str, old: Option<&Value>, new: Option<&Value>) {
        match (old, new) {
            (Some(Value::Object(old)), Some(Value::Object(new))) => {
                for (name, value) in old {
                    self.values(&format!("{field}.{name}"), Some(value), new.get(name));
                }
                for (name, value) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
                    self.values(&format!("{field}.{name}"), None, Some(value));
                }
            }
            (Some(Value::Array(old)), Some(Value::Array(new))) => {
                for index in 0..old.len().max(new.len()) {
                    self.values(&format!("{field}[{index}]"), old.get(index), new.get(index));
                }
            }
            (old, new) if old == new => {}
            (old, new) => self.note(field, old, new),
        }
    }

    fn note(&mut self, field: &str, old: Option<&Value>, new: Option<&Value>) {
        if self.changes.len() >= MOST_CHANGES {
            return;
        }
        let kind = match (old, new) {
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Removed,
            _ => ChangeKind::Changed,
        };
        self.changes.push(Change {
            request: self.request,
            field: field.to_owned(),
            kind,
            before: old.cloned(),
            after: new.cloned(),
        });
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::super::samples;
    use super::*;
    use proptest::prelude::*;

    fn attempt(kind: VerdictKind, at: u64, requests: &[Value]) -> Attempt {
        let exchange = |(index, request): (usize, &Value)| Exchange {
            request: request.clone(),
            ..samples::exchange(index + 1, 0.0, 200, json!({}))
        };
        let exchanges = requests.iter().enumerate().map(exchange).collect();
        let mut attempt = samples::pass();
        attempt.verdict.kind = kind;
        Attempt { at, scenes: vec![samples::scene("s", exchanges, "", "")], ..attempt }
    }

    fn changes(old: &[Value], new: &[Value]) -> Vec<String> {
        let attempts = [attempt(VerdictKind::NotYet, 1, old), attempt(VerdictKind::Pass, 2, new)];
        let scenes = turning_point(&attempts).unwrap().scenes.unwrap();
        let show = |value: &Option<Value>| value.as_ref().map_or("-".to_owned(), Value::to_string);
        let line =
            |c: &Change| format!("#{} {} {} -> {}", c.request, c.field, show(&c.before), show(&c.after));
        scenes[0].changes.iter().map(line).collect()
    }

    #[test]
    fn fields_are_added_removed_and_changed() {
        let old = json!({"model": "a", "n": 2, "messages": [{"role": "user", "content": "x"}]});
        let new = json!({"model": "b", "temperature": 0, "messages": [{"role": "user", "content": "x"}, {"role": "assistant"}]});
        assert_eq!(
            changes(&[old.clone(), old.clone()], &[new.clone(), new]),
            [
                "#1 body.model \"a\" -> \"b\"",
                "#1 body.n 2 -> -",
                "#1 body.messages[1] - -> {\"role\":\"assistant\"}",
                "#1 body.temperature - -> 0"
            ]
        );
        assert!(changes(std::slice::from_ref(&old), std::slice::from_ref(&old)).is_empty());
        assert!(changes(&[], &[old]).is_empty());
    }

    #[test]
    fn the_last_failure_before_the_first_pass_counts() {
        use VerdictKind::{CouldNotGrade, NotYet, Pass};
        let all = [(NotYet, 1), (NotYet, 2), (CouldNotGrade, 3), (Pass, 4), (NotYet, 5), (Pass, 6)];
        let attempts: Vec<Attempt> = all.iter().map(|(kind, at)| attempt(*kind, *at, &[])).collect();
        let turning = turning_point(&attempts).unwrap();
        assert_eq!((turning.failed_at, turning.passed_at), (2, 4));
        assert_eq!(turning_point(&attempts[..3]), None);
        assert_eq!(turning_point(&attempts[3..]), None);
    }

    #[test]
    fn evidence_that_is_gone_is_said_to_be() {
        let mut attempts = [attempt(VerdictKind::NotYet, 1, &[]), attempt(VerdictKind::Pass, 2, &[])];
        attempts[0].scenes.clear();
        assert_eq!(turning_point(&attempts).unwrap().scenes, None);
    }

    fn json_value() -> impl Strategy<Value = Value> {
        let leaf =
            prop_oneof![any::<bool>().prop_map(Value::from), (0..3).prop_map(Value::from), Just(Value::Null)];
        leaf.prop_recursive(3, 20, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::btree_map("[ab]", inner, 0..3)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_change_exactly_when_equal(old in json_value(), new in json_value()) {
            prop_assert_eq!(changes(&[json!([old])], &[json!([new])]).is_empty(), old == new);
        }
    }
}
