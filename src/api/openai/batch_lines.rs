//! The lines of a batch: checked, then run through the engine like any request.
//!
//! Owns: the forms of input, output and error lines. Must not know: stages of a
//! batch, files, sockets.

use crate::api::answer::Body;
use crate::api::json::Json;
use crate::api::respond::{Call, Engine, Raw};
use crate::api::rng::{Seed, hex_id, id};
use crate::api::route::route;
use crate::evidence::Usage;
use serde_json::{Value, json};
use std::collections::HashSet;

/// Endpoints that a batch may call. (What is not served, or takes no JSON, answers
/// each line with its error.)
pub const ENDPOINTS: [&str; 8] = [
    "/v1/responses",
    "/v1/chat/completions",
    "/v1/embeddings",
    "/v1/completions",
    "/v1/moderations",
    "/v1/images/generations",
    "/v1/images/edits",
    "/v1/videos",
];
/// Most lines of a batch.
const LINES: usize = 50_000;
/// Most complaints about an input file.
const FAULTS: usize = 100;

/// What became of the lines.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    /// Complaints about the input; any one fails the batch.
    pub faults: Vec<Value>,
    /// Lines that were answered with success, and the others.
    pub completed: usize,
    /// Lines that were answered with an error.
    pub failed: usize,
    /// The output file.
    pub output: String,
    /// The error file.
    pub errors: String,
    /// The model of the first line.
    pub model: Option<String>,
    /// Tokens of all answers.
    pub used: Usage,
}

impl Lines {
    /// Number of lines.
    #[must_use]
    pub const fn total(&self) -> usize {
        self.completed + self.failed
    }

    /// Tokens of all answers, as the wire shows them.
    #[must_use]
    pub fn usage(&self) -> Value {
        json!({
            "input_tokens": self.used.input_tokens,
            "input_tokens_details": {"cached_tokens": self.used.cached_tokens},
            "output_tokens": self.used.output_tokens,
            "output_tokens_details": {"reasoning_tokens": self.used.reasoning_tokens},
            "total_tokens": self.used.input_tokens + self.used.output_tokens,
        })
    }

    fn complain(&mut self, code: &str, message: &str, line: Option<usize>) {
        if self.faults.len() < FAULTS {
            self.faults.push(json!({"code": code, "message": message, "param": null, "line": line}));
        }
    }
}

/// One line that can be run.
struct Line<'a> {
    custom_id: String,
    body: Json<'a>,
}

/// Checks an input file and runs its lines.
#[must_use]
pub fn run(engine: &Engine, call: &Call<'_>, endpoint: &str, input: &[u8]) -> Lines {
    let mut lines = Lines::default();
    let checked = check(&mut lines, endpoint, input);
    if !lines.faults.is_empty() {
        return lines;
    }
    let mut outputs = Vec::new();
    for (number, line) in checked.iter().enumerate() {
        let (status, body, usage) = answer(engine, call, endpoint, &line.body, number as u64);
        let mut rng = Seed::new(engine.seed).number(call.index).number(number as u64).rng();
        let shown = json!({
            "id": id("batch_req_", 32, &mut rng),
            "custom_id": line.custom_id,
            "response": {"status_code": status, "request_id": hex_id("req_", 32, &mut rng), "body": body},
            "error": null,
        });
        if (200..300).contains(&status) {
            lines.completed += 1;
            outputs.push(shown.to_string());
        } else {
            lines.failed += 1;
            lines.errors.push_str(&format!("{shown}\n"));
        }
        if let Some(usage) = usage {
            lines.used.input_tokens += usage.input_tokens;
            lines.used.output_tokens += usage.output_tokens;
            lines.used.cached_tokens += usage.cached_tokens;
            lines.used.reasoning_tokens += usage.reasoning_tokens;
        }
    }
    lines.model = checked.first().and_then(|line| {
        line.body.as_object().and_then(|body| body.get("model")).and_then(Json::as_str).map(str::to_owned)
    });
    // The order of the output is not that of the input.
    Seed::new(engine.seed).text("batch").number(call.index).rng().shuffle(&mut outputs);
    for line in outputs {
        lines.output.push_str(&line);
        lines.output.push('\n');
    }
    lines
}

fn check<'a>(lines: &mut Lines, endpoint: &str, input: &'a [u8]) -> Vec<Line<'a>> {
    let mut known = HashSet::new();
    let mut checked = Vec::new();
    for (number, text) in input.split(|byte| *byte == b'\n').enumerate() {
        let number = Some(number + 1);
        if text.trim_ascii().is_empty() {
            continue;
        }
        if checked.len() >= LINES {
            lines.complain("too_many_tasks", "The batch input file has more than 50000 lines.", number);
            break;
        }
        let Ok(Json::Object(mut line)) = Json::parse(text) else {
            lines.complain("invalid_json_line", "This line is not parseable as valid JSON.", number);
            continue;
        };
        let field = |name: &str| line.get(name).and_then(Json::as_str);
        let custom_id = field("custom_id").map(str::to_owned);
        match (&custom_id, field("method"), field("url")) {
            (None, ..) => {
                lines.complain(
                    "missing_required_parameter",
                    "Missing required parameter: 'custom_id'.",
                    number,
                );
            }
            (Some(id), ..) if !known.insert(id.clone()) => {
                let message = format!("The custom_id '{id}' is used by more than one line.");
                lines.complain("duplicate_custom_id", &message, number);
            }
            (_, Some("POST"), Some(url)) if url == endpoint => {}
            (_, Some("POST"), Some(url)) => {
                let message = format!("The URL '{url}' does not match the batch endpoint '{endpoint}'.");
                lines.complain("mismatched_url", &message, number);
            }
            _ => lines.complain("invalid_method", "A line needs the method 'POST' and a 'url'.", number),
        }
        match (custom_id, line.take("body")) {
            (Some(custom_id), Some(body @ Json::Object(_))) => checked.push(Line { custom_id, body }),
            (None, _) => {}
            _ => lines.complain("missing_required_parameter", "Missing required parameter: 'body'.", number),
        }
    }
    if checked.is_empty() && lines.faults.is_empty() {
        lines.complain("empty_file", "The batch input file is empty.", None);
    }
    checked
}

/// Runs one line: status, body, tokens.
fn answer(
    engine: &Engine,
    outer: &Call<'_>,
    endpoint: &str,
    body: &Json<'_>,
    number: u64,
) -> (u16, Value, Option<Usage>) {
    let call = Call {
        // Every line has chance of its own, whatever its place among the requests.
        index: Seed::new(outer.index).text("line").number(number).value(),
        method: "POST",
        path: endpoint,
        query: "",
        body,
        raw: Raw::none(),
        ..*outer
    };
    let error = |message: &str, kind: &str| json!({"error": {"message": message, "type": kind, "param": null, "code": null}});
    let answer = engine.answer(&route("POST", endpoint).0, &call);
    if answer.fault.is_some() {
        return (500, error("The server had an error while processing your request.", "server_error"), None);
    }
    match answer.body {
        Body::Whole(bytes) => {
            let body = serde_json::from_slice(&bytes).unwrap_or_default();
            (answer.status, body, answer.note.usage)
        }
        Body::Events(_) => (
            400,
            error("Streaming is not supported in a batch: remove 'stream'.", "invalid_request_error"),
            None,
        ),
    }
}
