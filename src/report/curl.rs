//! Recorded requests as commands for a shell.

use super::out::{Out, escape_controls};
use super::style::Line;
use crate::evidence::{Api, Exchange};
use crate::progress::Attempt;

/// Prints each exchange as a comment and a curl command on one line, so that
/// `workbook trace --curl | sh` plays them again. The key and the host come from the
/// environment.
pub fn curl(out: &Out, attempt: &Attempt) {
    for scene in &attempt.scenes {
        for exchange in &scene.exchanges {
            let answer =
                if exchange.status == 0 { "dropped".to_owned() } else { exchange.status.to_string() };
            out.data(&Line::of(format!("# {} #{}, answered {answer}", scene.scene, exchange.index)));
            out.data(&Line::of(curl_line(exchange)));
        }
    }
}

/// Headers, besides the usual ones, that change what the API does.
const TELLING_HEADERS: [&str; 2] = ["openai-", "anthropic-"];

/// The exchange's request as one curl command, quoted for any POSIX shell.
pub(super) fn curl_line(exchange: &Exchange) -> String {
    let mut words = vec!["curl".to_owned(), "-sS".to_owned()];
    if exchange.stream {
        words.push("-N".to_owned());
    }
    let body = body_of(exchange);
    let usual = if body.is_some() { "POST" } else { "GET" };
    if exchange.method != usual {
        words.push(format!("-X {}", quote(&exchange.method)));
    }
    words.push(url(exchange));
    if exchange.api == Api::Messages {
        words.push("-H \"x-api-key: $ANTHROPIC_API_KEY\"".to_owned());
    } else {
        words.push("-H \"Authorization: Bearer $OPENAI_API_KEY\"".to_owned());
    }
    if body.is_some() {
        words.push("-H 'Content-Type: application/json'".to_owned());
    }
    for (name, value) in &exchange.headers {
        if TELLING_HEADERS.iter().any(|start| name.starts_with(start)) {
            words.push(format!("-H {}", quote(&format!("{name}: {value}"))));
        }
    }
    if let Some(body) = body {
        // `--data-raw`: a body that begins with `@` is no file name.
        words.push(format!("--data-raw {}", quote(&body)));
    }
    words.join(" ")
}

/// The base URL ends in `/v1` for OpenAI, and has no path for Anthropic.
fn url(exchange: &Exchange) -> String {
    let query = if exchange.query.is_empty() { String::new() } else { format!("?{}", exchange.query) };
    let (base, path) = match (exchange.api, exchange.path.strip_prefix("/v1/")) {
        (Api::Messages, _) => ("$ANTHROPIC_BASE_URL", exchange.path.as_str()),
        (_, Some(rest)) => return format!("\"$OPENAI_BASE_URL\"{}", quote(&format!("/{rest}{query}"))),
        (_, None) => ("${OPENAI_BASE_URL%/v1}", exchange.path.as_str()),
    };
    format!("\"{base}\"{}", quote(&format!("{path}{query}")))
}

fn body_of(exchange: &Exchange) -> Option<String> {
    if exchange.request.is_null() {
        return exchange.request_text.clone();
    }
    serde_json::to_string(&exchange.request).ok().map(|json| escape_controls(&json))
}

/// The word as a POSIX shell takes it literally.
#[must_use]
pub fn quote(word: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || "/-_.,:=@%+".contains(c);
    if !word.is_empty() && word.chars().all(safe) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use crate::progress::samples::{completion, exchange};
    use crate::report::out::Settings;
    use serde_json::json;

    #[test]
    fn a_call_becomes_one_line_without_a_key() {
        let line = curl_line(&exchange(1, 3.0, 200, completion()));
        assert_eq!(
            line,
            "curl -sS \"$OPENAI_BASE_URL\"/chat/completions -H \"Authorization: Bearer $OPENAI_API_KEY\" \
             -H 'Content-Type: application/json' --data-raw \
             '{\"model\":\"gpt-5-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Say it'\\''s ready\"}]}'"
        );
    }

    #[test]
    fn other_methods_paths_and_vendors() {
        let mut get = exchange(1, 3.0, 200, json!({}));
        (get.method, get.path, get.request) = ("GET".to_owned(), "/v1/models".to_owned(), json!(null));
        get.query = "limit=2&x='".to_owned();
        assert!(
            curl_line(&get).starts_with("curl -sS \"$OPENAI_BASE_URL\"'/models?limit=2&x='\\''' -H \"Auth")
        );
        get.path = "/chat/completions".to_owned();
        assert!(curl_line(&get).contains("\"${OPENAI_BASE_URL%/v1}\"'/chat/completions?"));
        get.method = "DELETE".to_owned();
        assert!(curl_line(&get).contains(" -X DELETE "));
        let mut claude = exchange(1, 3.0, 200, json!({}));
        (claude.api, claude.path, claude.stream) = (Api::Messages, "/v1/messages".to_owned(), true);
        claude.headers.push(("anthropic-version".to_owned(), "2023-06-01".to_owned()));
        let line = curl_line(&claude);
        assert!(
            line.starts_with("curl -sS -N \"$ANTHROPIC_BASE_URL\"/v1/messages -H \"x-api-key: $ANTHROPIC")
        );
        assert!(line.contains("-H 'anthropic-version: 2023-06-01'"));
        assert!(!line.contains("[masked]"));
    }

    /// What the shell hands to the command is what was sent, whatever it was.
    #[cfg(unix)]
    #[test]
    fn a_shell_reads_back_what_was_sent() {
        for text in ["it's $HOME `x` \"q\" \\ !", "line\nbreak\ttab", "@file", "日本 \u{1b}[31m\u{9b}", ""]
        {
            let mut sent = exchange(1, 3.0, 200, completion());
            sent.request = json!({ "text": text });
            let attempt = Attempt {
                scenes: vec![crate::progress::samples::scene("s", vec![sent.clone()], "", "")],
                ..crate::progress::samples::pass()
            };
            let (out, memory) = Out::to_memory(Settings::plain(80));
            curl(&out, &attempt);
            let script =
                format!("curl() {{ for last; do :; done; printf '%s' \"$last\"; }}\n{}", memory.stdout());
            let shell = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
            let back: serde_json::Value = serde_json::from_slice(&shell.stdout).unwrap();
            assert_eq!(back, sent.request);
        }
    }
}
