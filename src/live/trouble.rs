//! What can go wrong in a live run without the program being to blame.
//!
//! Owns: telling a service's lack from a program's mistake, and the sentences. Must not
//! know: connections, grading, how troubles are drawn.

use super::cassette::TapedRequest;
use serde_json::Value;
use std::collections::BTreeSet;

/// Longer sentences of a service are cut.
const SENTENCE: usize = 160;

/// Something that is not the program's fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What happened.
    pub what: String,
    /// What to do.
    pub cure: String,
}

/// What the mock thinks of a request that a service gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Opinion {
    /// It keeps the vendor's rules. `false` too where the mock was not asked.
    pub keeps_rules: bool,
    /// The vendor has the model that it names.
    pub knows_model: bool,
}

impl Trouble {
    /// What happened, and what to do.
    #[must_use]
    pub fn new(what: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { what: what.into(), cure: cure.into() }
    }

    /// The same, as it was recorded.
    pub(super) fn on_record(self) -> Self {
        Self { cure: "It was recorded like this. Record again with `--live --record`.".to_owned(), ..self }
    }

    /// The service broke its answer off.
    pub(super) fn broken(why: &str) -> Self {
        Self::new(
            format!("The service broke its answer off ({why})."),
            "Run the same command again. If it happens every time, the service is in trouble: its status page may tell.",
        )
    }

    /// What a status says of the account or the service's health; none for others.
    /// `variable`: where the service's key is.
    pub(super) fn of_status(status: u16, name: &str, variable: &str) -> Option<Self> {
        let place = if variable.is_empty() { "its place" } else { variable };
        Some(match status {
            401 | 403 => Self::new(
                format!("{name} did not accept the key (status {status})."),
                format!(
                    "Put a valid key into {place}, in the environment, in .env or in the keyring; the program itself was not asked for one."
                ),
            ),
            402 => Self::new(
                format!("{name} wants to be paid first (status 402)."),
                "Add credit to the account that the key belongs to.",
            ),
            407 => Self::new(
                "The proxy wants a password (status 407).",
                "Put it into HTTPS_PROXY: http://user:password@host:port.",
            ),
            429 => Self::new(
                format!("{name} refused requests for now (status 429): a rate limit, or no credit."),
                "Wait a minute and run the same command again; if it stays, look at the account's usage page.",
            ),
            500.. => Self::new(
                format!("{name} had a trouble of its own (status {status})."),
                "Run the same command again in a while.",
            ),
            _ => return None,
        })
    }
}

/// A service's refusal, with all that tells whose fault it is.
pub(super) struct Refused<'a> {
    /// The service.
    pub(super) name: &'a str,
    pub(super) status: u16,
    /// Its answer.
    pub(super) answer: &'a Value,
    pub(super) request: &'a TapedRequest,
    /// Whether any vendor has the end point.
    pub(super) known_path: bool,
    pub(super) opinion: Opinion,
    /// What the service has answered in this run.
    pub(super) answered: &'a Answered,
}

/// What a service has answered in a run.
#[derive(Debug, Default)]
pub(super) struct Answered {
    /// The ids of what it made and keeps.
    ids: BTreeSet<String>,
    /// All ids that its answers named.
    named: BTreeSet<String>,
    /// Paths that it has.
    paths: BTreeSet<String>,
}

impl Answered {
    /// Whether this id is of this run: of something that was made in it, kept or not.
    pub(super) fn has_named(&self, id: &str) -> bool {
        self.named.contains(id)
    }

    /// Takes note of an answer that was no refusal.
    pub(super) fn note(&mut self, request: &TapedRequest, answer: &Value) {
        self.paths.insert(request.path.clone());
        name_all(answer, &mut self.named);
        // What is not to be stored is gone at once.
        let is_kept = request.body.get("store") != Some(&Value::Bool(false));
        if let Some(id) = answer.get("id").and_then(Value::as_str).filter(|_| is_kept) {
            self.ids.insert(id.to_owned());
        }
    }
}

/// Puts down every `id` of an answer.
fn name_all(value: &Value, named: &mut BTreeSet<String>) {
    match value {
        Value::Object(parts) => {
            named.extend(parts.get("id").and_then(Value::as_str).map(str::to_owned));
            parts.values().for_each(|part| name_all(part, named));
        }
        Value::Array(items) => items.iter().for_each(|item| name_all(item, named)),
        _ => {}
    }
}

impl Refused<'_> {
    /// What the service lacks; `None` when the program may be to blame.
    ///
    /// The rule: a request that keeps the vendor's rules, and names nothing but what the
    /// service gave out, is right. A service that refuses it all the same lacks something.
    pub(super) fn lack(&self) -> Option<Trouble> {
        let is_refusal = matches!(self.status, 400 | 404 | 405 | 410 | 413 | 415 | 422);
        if !is_refusal || !self.known_path || !self.references().all(|id| self.answered.ids.contains(id)) {
            return None;
        }
        let Self { name, status, .. } = self;
        if self.is_about_model() {
            let cure = format!(
                "Name a model that {name} has: in the program, or in its place under `models` of the provider's table in live.toml."
            );
            return (self.opinion.keeps_rules && self.opinion.knows_model).then(|| {
                Trouble::new(format!("{name} has no such model (status {status}){}", self.said()), cure)
            });
        }
        let what = format!("{} {}", self.request.method, self.request.path);
        let cure = "This exercise needs a service that has it: take another provider, or leave `--live` out.";
        if self.opinion.keeps_rules {
            let what = format!(
                "{name} refused a {what} that keeps the vendor's rules (status {status}){}",
                self.said()
            );
            return Some(Trouble::new(what, cure));
        }
        let lacks_path = matches!(self.status, 404 | 405)
            && self.request.method == "POST"
            && !self.answered.paths.contains(&self.request.path);
        lacks_path.then(|| Trouble::new(format!("{name} has no {what} (status {status})."), cure))
    }

    /// Ids of things that the service keeps, as far as the request names them.
    fn references(&self) -> impl Iterator<Item = &str> {
        let body = &self.request.body;
        let fields = ["/previous_response_id", "/conversation", "/conversation/id"];
        let in_body = fields.into_iter().filter_map(|at| body.pointer(at).and_then(Value::as_str));
        let in_path = self.request.path_parts().filter(|(_, is_id)| *is_id).map(|(part, _)| part);
        in_body.chain(in_path)
    }

    fn is_about_model(&self) -> bool {
        self.text("code") == "model_not_found"
            || matches!(self.status, 404) && self.text("message").to_lowercase().contains("model")
    }

    /// The service's own words behind a colon, or the end of the sentence.
    fn said(&self) -> String {
        let message = self.text("message");
        let line = message.lines().next().unwrap_or_default().trim();
        let short: String = line.chars().take(SENTENCE).collect();
        match short.as_str() {
            "" => ".".to_owned(),
            _ if short.len() < line.len() => format!(": {short}…"),
            _ if short.ends_with(['.', '!', '?']) => format!(": {short}"),
            _ => format!(": {short}."),
        }
    }

    /// A text of the error: `{"error": {"message": …}}`, `{"message": …}`, `{"detail": …}`
    /// or `{"error": …}`.
    fn text(&self, key: &str) -> &str {
        let error = self.answer.get("error").unwrap_or(self.answer);
        let bare = || Some(error).filter(|_| key == "message");
        let detail = || error.get("detail").filter(|_| key == "message");
        let found = error.get(key).or_else(detail).or_else(bare);
        found.and_then(Value::as_str).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const RIGHT: Opinion = Opinion { keeps_rules: true, knows_model: true };

    fn lack(status: u16, answer: &Value, path: &str, body: Value, opinion: Opinion) -> Option<String> {
        let request = TapedRequest { method: "POST".to_owned(), path: path.to_owned(), body };
        let answered = Answered {
            ids: ["resp_given1".to_owned()].into(),
            paths: ["/v1/known".to_owned()].into(),
            ..Answered::default()
        };
        let refused = Refused {
            name: "up",
            status,
            answer,
            request: &request,
            known_path: true,
            opinion,
            answered: &answered,
        };
        refused.lack().map(|trouble| trouble.what)
    }

    fn says(message: &str) -> Value {
        json!({"error": {"message": message}})
    }

    #[test]
    fn what_keeps_the_rules_and_is_refused_is_the_services_lack() {
        let follow_up = json!({"model": "m", "input": "x", "previous_response_id": "resp_given1"});
        let words = [
            (400, says("tiny does not support 'previous_response_id'.")),
            (404, says("Response with id 'resp_given1' not found.")),
            (422, json!({"detail": [{"type": "extra_forbidden"}]})),
            (400, json!({"error": "unknown field"})),
        ];
        for (status, answer) in words {
            let what = lack(status, &answer, "/v1/responses", follow_up.clone(), RIGHT);
            assert!(what.is_some_and(|what| what.contains("keeps the vendor's rules")), "{answer}");
        }
        let said = lack(400, &json!({"message": "no such thing"}), "/v1/responses", json!({}), RIGHT);
        assert!(said.is_some_and(|what| what.ends_with("(status 400): no such thing.")));
    }

    #[test]
    fn what_breaks_the_rules_is_the_programs_mistake() {
        let invented = json!({"model": "m", "input": "x", "previous_response_id": "resp_invented"});
        let wrong = Opinion { keeps_rules: false, ..RIGHT };
        let none = [
            lack(404, &says("not found"), "/v1/responses", invented, RIGHT),
            lack(404, &says("not found"), "/v1/conversations/conv_123456789/items", json!({}), RIGHT),
            lack(400, &says("temperature: at most 2"), "/v1/chat/completions", json!({}), wrong),
            lack(200, &json!({}), "/v1/chat/completions", json!({}), RIGHT),
            // Others tell these.
            lack(401, &says("no"), "/v1/chat/completions", json!({}), RIGHT),
            lack(500, &says("no"), "/v1/chat/completions", json!({}), RIGHT),
        ];
        assert!(none.iter().all(Option::is_none), "{none:?}");
    }

    #[test]
    fn a_model_is_lacking_only_where_the_vendor_has_it() {
        let gone = says("model 'm' not found");
        let unknown = Opinion { keeps_rules: true, knows_model: false };
        assert!(
            lack(404, &gone, "/v1/chat/completions", json!({}), RIGHT)
                .is_some_and(|w| w.contains("no such model"))
        );
        assert_eq!(lack(404, &gone, "/v1/chat/completions", json!({}), unknown), None);
        // Its name does not matter to other refusals.
        assert!(lack(400, &says("no tools here"), "/v1/chat/completions", json!({}), unknown).is_some());
    }

    #[test]
    fn an_end_point_may_be_lacking_whatever_is_sent() {
        let what =
            lack(404, &json!({"detail": "Not Found"}), "/v1/embeddings", json!({}), Opinion::default());
        assert!(what.is_some_and(|what| what.contains("has no POST /v1/embeddings")));
        assert_eq!(lack(404, &says("no"), "/v1/known", json!({}), Opinion::default()), None);
        assert_eq!(lack(400, &says("bad"), "/v1/embeddings", json!({}), Opinion::default()), None);
    }

    #[test]
    fn every_trouble_has_a_cure() {
        for status in [401, 402, 403, 407, 429, 500, 503] {
            let trouble = Trouble::of_status(status, "up", "");
            assert!(trouble.is_some_and(|t| t.cure.ends_with('.') && t.what.ends_with('.')), "{status}");
        }
        assert_eq!(Trouble::of_status(404, "up", "KEY"), None);
        assert!(Trouble::broken("why").on_record().cure.contains("--record"));
    }
}
