//! What answers look like, whatever they say: which fields, of which types.
//!
//! Owns: reading shapes out of recorded answers, and how two sides' shapes differ.
//! Must not know: who recorded them, lessons, how differences are shown.
//!
//! A shape is the union over all answers of an end point, so that a field that comes
//! and goes is no difference. Values are never compared: a service's words are its own.

use super::cassette::{Taped, TapedResponse};
use super::sse::Events;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Longer sentences of a service are cut.
const SENTENCE: usize = 160;

/// How the real service differs from the mock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DriftKind {
    /// The service no longer has the model.
    RetiredModel,
    /// Another status.
    Status,
    /// A field or event that the mock sends, and the service does not.
    Missing,
    /// A field or event that the service sends, and the mock does not.
    New,
    /// A field of another type.
    Type,
}

impl DriftKind {
    /// The name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RetiredModel => "retired-model",
            Self::Status => "status",
            Self::Missing => "missing",
            Self::New => "new",
            Self::Type => "type",
        }
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// What kind.
    pub kind: DriftKind,
    /// `POST /v1/chat/completions`, with `(stream)` behind it where that was asked for.
    pub endpoint: String,
    /// The field's path, the event, or the model; empty for a status.
    pub place: String,
    /// What the mock has there.
    pub mock: String,
    /// What the service has there.
    pub live: String,
}

/// What a comparison found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison {
    /// Sorted, each once.
    pub differences: Vec<Difference>,
    /// Answers of the service that were compared.
    pub compared: usize,
    /// End points that the mock was asked at, and the service was not.
    pub unasked: Vec<String>,
}

/// Compares what the same programs were answered by the mock and by a service.
/// Answers about the account or the service's health (401, 429, 5xx, …) are left out:
/// they say nothing about the protocol.
#[must_use]
pub fn compare<'a>(
    mock: impl IntoIterator<Item = &'a Taped>,
    live: impl IntoIterator<Item = &'a Taped>,
) -> Comparison {
    let (mock, live) = (read(mock), read(live));
    let mut found = Comparison {
        compared: live.values().map(|one| one.answers).sum(),
        unasked: mock.keys().filter(|name| !live.contains_key(*name)).cloned().collect(),
        ..Comparison::default()
    };
    for (endpoint, live) in &live {
        if let Some(mock) = mock.get(endpoint) {
            found.differences.extend(statuses(endpoint, mock, live));
            found.differences.extend(fields(endpoint, &mock.fields, &live.fields));
        }
    }
    found.differences.sort();
    found.differences.dedup();
    found
}

/// All that an end point answered.
#[derive(Debug, Default)]
struct Endpoint {
    answers: usize,
    statuses: BTreeMap<u16, Sample>,
    /// Path to types; those of errors stand below `error response`.
    fields: BTreeMap<String, BTreeSet<&'static str>>,
}

/// One answer with a status: what was asked for, what was said.
#[derive(Debug, Default)]
struct Sample {
    model: String,
    code: String,
    message: String,
}

fn read<'a>(tape: impl IntoIterator<Item = &'a Taped>) -> BTreeMap<String, Endpoint> {
    let mut endpoints: BTreeMap<String, Endpoint> = BTreeMap::new();
    for taped in tape.into_iter().filter(|taped| tells(taped.response.status)) {
        let endpoint = endpoints.entry(name(taped)).or_default();
        endpoint.answers += 1;
        let values = values(&taped.response);
        let failed = taped.response.status >= 400;
        for (event, value) in &values {
            let root = if failed { "error response" } else { event.as_str() };
            note(&mut endpoint.fields, root, value);
        }
        endpoint.statuses.entry(taped.response.status).or_insert_with(|| sample(taped, &values));
    }
    endpoints
}

const fn tells(status: u16) -> bool {
    !matches!(status, 401 | 402 | 403 | 407 | 429 | 500..)
}

/// The end point's name, whatever ids are in the path.
fn name(taped: &Taped) -> String {
    let parts = taped.request.path_parts().map(|(part, is_id)| if is_id { "*" } else { part });
    let path = parts.collect::<Vec<_>>().join("/");
    let stream = taped.request.body.get("stream").and_then(Value::as_bool).unwrap_or(false);
    format!("{} {path}{}", taped.request.method, if stream { " (stream)" } else { "" })
}

/// The body, or each of its events under its name.
fn values(response: &TapedResponse) -> Vec<(String, Value)> {
    let bytes: Vec<u8> = response.chunks.iter().flat_map(|chunk| chunk.bytes.bytes()).collect();
    if !super::passage::is_stream(&response.headers) {
        return serde_json::from_slice(&bytes).map(|value| (String::new(), value)).into_iter().collect();
    }
    let event = |data: String| match serde_json::from_str::<Value>(&data) {
        Ok(value) => {
            let kind = value.get("type").and_then(Value::as_str).unwrap_or("chunk").to_owned();
            (format!("event {kind}"), value)
        }
        Err(_) => (format!("event {}", cut(&data)), Value::Null),
    };
    Events::default().push(&bytes).into_iter().map(event).collect()
}

/// Puts down a value's types, and those of all in it. Elements of a list that name
/// their own type are told apart by it.
fn note(fields: &mut BTreeMap<String, BTreeSet<&'static str>>, path: &str, value: &Value) {
    if !path.is_empty() {
        fields.entry(path.to_owned()).or_default().insert(type_of(value));
    }
    match value {
        Value::Object(parts) => {
            let joint = match path {
                "" => "",
                _ if is_root(path) => ": ",
                _ => ".",
            };
            for (key, part) in parts {
                note(fields, &format!("{path}{joint}{key}"), part);
            }
        }
        Value::Array(items) => {
            for item in items {
                let kind = item.get("type").and_then(Value::as_str).unwrap_or_default();
                note(fields, &format!("{path}[{kind}]"), item);
            }
        }
        _ => {}
    }
}

/// Whether the path names a whole event or a whole error, and no field of it.
fn is_root(path: &str) -> bool {
    (path.starts_with("event ") || path == "error response") && !path.contains(": ")
}

const fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}

fn sample(taped: &Taped, values: &[(String, Value)]) -> Sample {
    let text = |value: Option<&Value>| match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let error = values.first().and_then(|(_, value)| value.get("error"));
    Sample {
        model: text(taped.request.body.get("model")),
        code: text(error.and_then(|error| error.get("code"))),
        message: text(error.and_then(|error| error.get("message"))),
    }
}

/// Statuses of the service that the mock never answered with.
fn statuses(endpoint: &str, mock: &Endpoint, live: &Endpoint) -> Vec<Difference> {
    let expected = || mock.statuses.keys().map(u16::to_string).collect::<Vec<_>>().join(", ");
    let other = live.statuses.iter().filter(|(status, _)| !mock.statuses.contains_key(status));
    other
        .map(|(status, sample)| {
            let said =
                if sample.message.is_empty() { String::new() } else { format!(" {}", cut(&sample.message)) };
            let gone = *status >= 400 && is_about_model(*status, sample);
            Difference {
                kind: if gone { DriftKind::RetiredModel } else { DriftKind::Status },
                endpoint: endpoint.to_owned(),
                place: if gone { sample.model.clone() } else { String::new() },
                mock: expected(),
                live: format!("{status}{said}"),
            }
        })
        .collect()
}

/// Whether an error says that there is no such model (any more).
fn is_about_model(status: u16, sample: &Sample) -> bool {
    !sample.model.is_empty()
        && (sample.code == "model_not_found"
            || status == 404 && sample.message.to_lowercase().contains("model"))
}

/// Fields of one side only, and fields of different types; what lies within such a
/// field is not told again.
fn fields(
    endpoint: &str,
    mock: &BTreeMap<String, BTreeSet<&'static str>>,
    live: &BTreeMap<String, BTreeSet<&'static str>>,
) -> Vec<Difference> {
    let mut found: Vec<Difference> = Vec::new();
    let paths: BTreeSet<&String> = mock.keys().chain(live.keys()).collect();
    // One side alone saw errors: its statuses tell that.
    let both_failed = mock.contains_key("error response") && live.contains_key("error response");
    let both_answered = [mock, live].map(|side| side.keys().any(|path| !path.starts_with("error response")));
    for path in paths {
        let is_error = path.starts_with("error response");
        if (is_error && !both_failed) || (!is_error && both_answered != [true, true]) {
            continue;
        }
        if found.iter().any(|known| is_within(path, &known.place)) {
            continue;
        }
        let (kind, mock, live) = match (mock.get(path), live.get(path)) {
            (Some(mock), None) => (DriftKind::Missing, listed(mock), "absent".to_owned()),
            (None, Some(live)) => (DriftKind::New, "absent".to_owned(), listed(live)),
            (Some(mock), Some(live)) if mock.is_disjoint(live) => {
                (DriftKind::Type, listed(mock), listed(live))
            }
            _ => continue,
        };
        found.push(Difference { kind, endpoint: endpoint.to_owned(), place: path.clone(), mock, live });
    }
    found
}

fn is_within(path: &str, outer: &str) -> bool {
    path.strip_prefix(outer).is_some_and(|rest| rest.starts_with(['.', '[', ':']))
}

fn listed(types: &BTreeSet<&'static str>) -> String {
    types.iter().copied().collect::<Vec<_>>().join(" or ")
}

fn cut(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let short: String = line.chars().take(SENTENCE).collect();
    if short.len() < line.len() { format!("{short}…") } else { short }
}

#[cfg(test)]
#[path = "shape_tests.rs"]
mod tests;
