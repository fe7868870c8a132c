//! Which keys the TOML of a course may hold, and of what kind.
//!
//! Owns: the tables of keys, each with an example that cures quote. Must not know:
//! TOML's syntax, nor what is done with the values.

/// What a value must be.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A text.
    Text,
    /// A text that must not be blank.
    Words,
    /// A version: numbers with dots between them.
    Version,
    /// A name: lower-case words joined by hyphens.
    Id,
    /// A whole number between the two, both included.
    Whole(u64, u64),
    /// A whole number, or a list of two: the least and the most.
    Range,
    /// A number between the two, both included.
    Number(f64, f64),
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// Anything.
    Any,
    /// A list of these.
    List(&'static Self),
    /// A table with these keys.
    Record(&'static Record),
    /// A table with keys of the author's choice.
    Map(&'static Self),
    /// Nested tables of texts.
    Tree,
}

/// A table with known keys.
#[derive(Debug)]
pub struct Record {
    /// As it is called in a sentence: `a check`.
    pub name: &'static str,
    /// Its keys.
    pub fields: &'static [Field],
}

/// A key.
#[derive(Debug)]
pub struct Field {
    /// The key.
    pub name: &'static str,
    /// What its value must be.
    pub kind: Kind,
    /// Whether it must be there.
    pub required: bool,
    /// The key with a right value, as the author would write it.
    pub example: &'static str,
}

const fn must(name: &'static str, kind: Kind, example: &'static str) -> Field {
    Field { name, kind, required: true, example }
}

const fn may(name: &'static str, kind: Kind, example: &'static str) -> Field {
    Field { name, kind, required: false, example }
}

const COUNT: Kind = Kind::Whole(0, u32::MAX as u64);
const MILLISECONDS: Kind = Kind::Whole(0, 3_600_000);
const TEXTS: Kind = Kind::List(&Kind::Text);
const COMMAND: Kind = Kind::List(&Kind::Text);
const IDS: Kind = Kind::List(&Kind::Id);
const TEXT_MAP: Kind = Kind::Map(&Kind::Text);

/// A `toml scene` block: the keys of `crate::script::Script` and the scene's own.
pub const SCENE: Record = Record {
    name: "a scene",
    fields: &[
        must("name", Kind::Id, "name = \"rate-limited\""),
        must("title", Kind::Words, "title = \"three 429s, then a reply\""),
        may("limit_s", Kind::Number(0.1, 600.0), "limit_s = 20"),
        may("stdin", TEXTS, "stdin = [\"Hello\", \"quit\"]"),
        may("env", TEXT_MAP, "env = { LOG_LEVEL = \"info\" }"),
        may("retired", Kind::OneOf(&["serve", "refuse"]), "retired = \"serve\""),
        may("limits", Kind::Record(&LIMITS), "limits = { requests_per_minute = 3 }"),
        may("pace", Kind::Record(&PACE), "pace = { chunk_ms = 40 }"),
        may("reply", Kind::List(&Kind::Record(&REPLY)), "[[reply]]"),
    ],
};

/// The keys of a scene that belong to its script.
pub const SCRIPT_KEYS: &[&str] = &["retired", "limits", "pace", "reply"];

/// The names of `crate::script::Fault`.
const FAULTS: [&str; 9] =
    ["reset", "cut", "stall", "no-done", "malformed", "split", "keep-alive", "slow-first", "refuse"];

const LIMITS: Record = Record {
    name: "the limits",
    fields: &[
        may("requests_per_minute", Kind::Whole(1, u32::MAX as u64), "requests_per_minute = 3"),
        may("tokens_per_minute", Kind::Whole(1, u32::MAX as u64), "tokens_per_minute = 1000"),
        may("quota_requests", COUNT, "quota_requests = 5"),
    ],
};

const PACE: Record = Record {
    name: "a pace",
    fields: &[
        may("first_ms", MILLISECONDS, "first_ms = 200"),
        may("chunk_ms", MILLISECONDS, "chunk_ms = 40"),
        may("jitter_ms", MILLISECONDS, "jitter_ms = 10"),
    ],
};

const REPLY: Record = Record {
    name: "a `[[reply]]`",
    fields: &[
        may("when", Kind::Text, "when = 'turn == 1'"),
        may("times", Kind::Whole(1, u32::MAX as u64), "times = 3"),
        may("per", Kind::OneOf(&["run", "request"]), "per = \"request\""),
        may("text", Kind::Text, "text = \"Hello {{ nonce }}\""),
        may(
            "options",
            Kind::List(&Kind::Record(&WEIGHTED)),
            "options = [{ text = \"red\", weight = 3.0 }, { text = \"blue\" }]",
        ),
        may("status", Kind::Whole(400, 599), "status = 429"),
        may("code", Kind::Words, "code = \"insufficient_quota\""),
        may("message", Kind::Words, "message = \"Slow down.\""),
        may("retry_after", Kind::Number(0.0, 3600.0), "retry_after = 2"),
        may("retry_after_ms", MILLISECONDS, "retry_after_ms = 1500"),
        may("headers", TEXT_MAP, "headers = { x-request-id = \"req_1\" }"),
        may("fault", Kind::OneOf(&FAULTS), "fault = \"cut\""),
        may("fault_ms", MILLISECONDS, "fault_ms = 2000"),
        may("after_chunks", COUNT, "after_chunks = 5"),
        may("pace", Kind::Record(&PACE), "pace = { first_ms = 200 }"),
        may("finish_reason", Kind::Words, "finish_reason = \"length\""),
        may("extra_input_tokens", Kind::Range, "extra_input_tokens = [100, 900]"),
        may("extra_output_tokens", Kind::Range, "extra_output_tokens = 5"),
        may("refusal", Kind::Words, "refusal = \"I cannot help with that.\""),
        may(
            "tool_calls",
            Kind::List(&Kind::Record(&TOOL_CALL)),
            "tool_calls = [{ name = \"weather\", arguments = { city = \"Oslo\" } }]",
        ),
    ],
};

const WEIGHTED: Record = Record {
    name: "an option",
    fields: &[
        must("text", Kind::Text, "text = \"red\""),
        may("weight", Kind::Number(1e-9, 1e9), "weight = 3.0"),
    ],
};

const TOOL_CALL: Record = Record {
    name: "a tool call",
    fields: &[
        must("name", Kind::Words, "name = \"weather\""),
        may("arguments", Kind::Any, "arguments = { city = \"Oslo\" }"),
    ],
};

/// A `toml check` block.
pub const CHECK: Record = Record {
    name: "a check",
    fields: &[
        must("id", Kind::Id, "id = \"call-succeeds\""),
        must("title", Kind::Words, "title = \"makes a call that succeeds\""),
        must("points", Kind::Whole(1, 1000), "points = 30"),
        may("scenes", IDS, "scenes = [\"reply\"]"),
        may("needs", IDS, "needs = [\"call-succeeds\"]"),
        must("pass", Kind::Words, "pass = 'calls | length > 0'"),
        may("exchange", Kind::Words, "exchange = '(calls | last).index'"),
        may("unjudged_when", Kind::Words, "unjudged_when = 'timed_out'"),
        must("message", Kind::Words, "message = \"No call succeeded.\""),
        may("expected", Kind::Text, "expected = \"one call\""),
        may("actual", Kind::Text, "actual = \"{{ calls | length }} calls\""),
        may("why", Kind::Text, "why = \"Without it nothing is answered.\""),
        may("read", Kind::Words, "read = \"the-first-call\""),
        may("partial", Kind::List(&Kind::Record(&PARTIAL)), "[[partial]]"),
        may("diagnosis", Kind::List(&Kind::Record(&DIAGNOSIS)), "[[diagnosis]]"),
        may("advisory", Kind::List(&Kind::Record(&ADVISORY)), "[[advisory]]"),
    ],
};

const PARTIAL: Record = Record {
    name: "a `[[partial]]`",
    fields: &[
        must("when", Kind::Words, "when = 'timed_out'"),
        must("points", Kind::Whole(1, 999), "points = 10"),
        must("say", Kind::Words, "say = \"Almost: …\""),
    ],
};

const DIAGNOSIS: Record = Record { name: "a `[[diagnosis]]`", fields: SENTENCE };
const ADVISORY: Record = Record { name: "an `[[advisory]]`", fields: SENTENCE };

const SENTENCE: &[Field] = &[
    must("when", Kind::Words, "when = 'calls | length == 0'"),
    must("say", Kind::Words, "say = \"Nothing was sent.\""),
];

/// `workbook.toml`.
pub const SETTINGS: Record = Record {
    name: "`workbook.toml`",
    fields: &[
        must("title", Kind::Words, "title = \"My course\""),
        must("version", Kind::Words, "version = \"1.0.0\""),
        may("needs", Kind::Version, "needs = \"0.1\""),
        must("default_track", Kind::Id, "default_track = \"python\""),
        may("start", Kind::Id, "start = \"basic-call\""),
        may("lang", Kind::Id, "lang = \"fr\""),
        may("variables", Kind::Tree, "[variables.model]"),
        may("live", Kind::Map(&Kind::Record(&LIVE)), "[live.gateway]"),
        may("renamed", TEXT_MAP, "renamed = { old-id = \"new-id\" }"),
        must("tracks", Kind::Map(&Kind::Record(&TRACK)), "[tracks.python]"),
    ],
};

const LIVE: Record = Record {
    name: "a provider",
    fields: &[
        must("base_url", Kind::Words, "base_url = \"https://llm.example.com/v1\""),
        may("key_env", Kind::Words, "key_env = \"GATEWAY_API_KEY\""),
        may("key_command", Kind::List(&Kind::Words), "key_command = [\"pass\", \"show\", \"gateway\"]"),
        may("dialect", Kind::OneOf(&["openai", "anthropic"]), "dialect = \"anthropic\""),
        may("models", Kind::Map(&Kind::Words), "models = { \"*\" = \"llama3.2\" }"),
        may("prices", Kind::Map(&Kind::Any), "prices = { \"llama3.2\" = [0.1, 0.3] }"),
        may("free", Kind::Any, "free = true"),
    ],
};

const TRACK: Record = Record {
    name: "a track",
    fields: &[
        must("title", Kind::Words, "title = \"Python\""),
        may("languages", Kind::List(&Kind::Words), "languages = [\"python\", \"py\"]"),
        must("extension", Kind::Words, "extension = \"py\""),
        must("comment", Kind::Words, "comment = \"#\""),
        may(
            "needs",
            Kind::List(&Kind::Record(&NEED)),
            "needs = [{ name = \"python\", programs = [\"python3\"] }]",
        ),
        may("setup", Kind::Record(&SETUP), "setup.steps = [{ title = \"…\", command = [\"…\"] }]"),
        may("parse", COMMAND, "parse = [\"{python}\", \"-m\", \"py_compile\", \"{file}\"]"),
        may("build", COMMAND, "build = [\"{rustc}\", \"{file}\", \"-o\", \"{out}/program\"]"),
        must("run", COMMAND, "run = [\"{python}\", \"{file}\"]"),
        may("clock", Kind::Words, "clock = \"python\""),
        may("warm_up", Kind::Text, "warm_up = \"import openai\""),
        may("env", TEXT_MAP, "env = { PYTHONUTF8 = \"1\" }"),
        may("links", TEXT_MAP, "links = { \".venv\" = \"{env}\" }"),
        may("files", TEXT_MAP, "files = { \"package.json\" = \"…\" }"),
        may("packages", TEXT_MAP, "packages = { openai = \"1.0.0\" }"),
    ],
};

const NEED: Record = Record {
    name: "a need",
    fields: &[
        must("name", Kind::Id, "name = \"python\""),
        must("programs", Kind::List(&Kind::Words), "programs = [\"python3\"]"),
        may("version_args", TEXTS, "version_args = [\"--version\"]"),
        may("minimum", Kind::Text, "minimum = \"3.10\""),
        may("cure", Kind::Text, "cure = \"Install Python from python.org.\""),
    ],
};

const SETUP: Record = Record {
    name: "a set-up",
    fields: &[
        may("files", TEXT_MAP, "files = { \"requirements.txt\" = \"…\" }"),
        may("copies", TEXT_MAP, "copies = { \"Cargo.lock\" = \"solutions/rust/Cargo.lock\" }"),
        may("steps", Kind::List(&Kind::Record(&STEP)), "steps = [{ title = \"…\", command = [\"…\"] }]"),
    ],
};

const STEP: Record = Record {
    name: "a step",
    fields: &[
        must("title", Kind::Words, "title = \"Installing openai\""),
        must("command", COMMAND, "command = [\"{python}\", \"-m\", \"venv\", \"{env}\"]"),
    ],
};

/// The front matter of a lesson.
pub const FRONT_MATTER: Record = Record {
    name: "the front matter",
    fields: &[
        must("id", Kind::Id, "id: first-call"),
        must("title", Kind::Words, "title: Your first call"),
        must("minutes", Kind::Whole(1, 600), "minutes: 15"),
        must("section", Kind::Words, "section: First steps"),
        may("subjects", Kind::Words, "subjects: billing by token, context window"),
    ],
};

impl Kind {
    /// What a value must be, in words: `a whole number`.
    pub fn words(&self) -> String {
        match self {
            Self::Text | Self::Words => "a text".into(),
            Self::Version => "a version in quotes".into(),
            Self::Id => "a name in quotes".into(),
            Self::Whole(..) => "a whole number".into(),
            Self::Range => "a whole number, or two of them in a list, the smaller first".into(),
            Self::Number(..) => "a number".into(),
            Self::OneOf(words) => format!("one of {}", super::suggest::list(words)),
            Self::Any => "any value".into(),
            Self::List(item) => format!("a list, each item {}", item.words()),
            Self::Record(_) | Self::Map(_) | Self::Tree => "a table".into(),
        }
    }
}

impl Record {
    /// The key of this name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|f| f.name == name)
    }

    /// All keys.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.fields.iter().map(|f| f.name)
    }
}

/// Lower-case words of letters and digits, joined by single hyphens.
pub fn is_kebab(text: &str) -> bool {
    text.len() <= 80
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .split('-')
            .all(|w| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

/// The numbers of a version: `0.1` is 0 and 1; `None` when it is none.
pub fn version(text: &str) -> Option<Vec<u64>> {
    let numbers: Option<Vec<u64>> = text.split('.').map(|n| n.parse().ok()).collect();
    numbers.filter(|numbers| numbers.len() <= 3)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use crate::script::{Pace, Per, Reply, Retired, Script, ToolCall, Weighted};

    fn keys(value: &serde_json::Value) -> Vec<String> {
        value.as_object().unwrap().keys().cloned().collect()
    }

    fn sorted(mut names: Vec<String>) -> Vec<String> {
        names.sort();
        names
    }

    fn names(record: &Record) -> Vec<String> {
        sorted(record.names().map(str::to_owned).collect())
    }

    #[test]
    fn the_script_keys_are_the_scripts_fields() {
        let reply = Reply {
            options: vec![Weighted { text: String::new(), weight: 1.0 }],
            tool_calls: vec![ToolCall { name: String::new(), arguments: serde_json::Value::Null }],
            pace: Some(Pace::default()),
            ..Reply::default()
        };
        let script = serde_json::to_value(Script { replies: vec![reply], ..Script::default() }).unwrap();
        assert_eq!(sorted(keys(&script)), sorted(SCRIPT_KEYS.iter().map(|k| (*k).to_owned()).collect()));
        assert!(SCRIPT_KEYS.iter().all(|k| SCENE.field(k).is_some()));
        let reply = &script["reply"][0];
        assert_eq!(sorted(keys(reply)), names(&REPLY));
        assert_eq!(sorted(keys(&reply["options"][0])), names(&WEIGHTED));
        assert_eq!(sorted(keys(&reply["tool_calls"][0])), names(&TOOL_CALL));
        assert_eq!(sorted(keys(&reply["pace"])), names(&PACE));
    }

    #[test]
    fn the_words_of_enums_are_serdes_words() {
        for (field, record) in [("retired", &SCENE), ("per", &REPLY), ("fault", &REPLY)] {
            let Kind::OneOf(words) = record.field(field).unwrap().kind else { panic!("{field}") };
            for word in words {
                let value = serde_json::Value::from(*word);
                let known = match field {
                    "retired" => serde_json::from_value::<Retired>(value).is_ok(),
                    "per" => serde_json::from_value::<Per>(value).is_ok(),
                    _ => serde_json::from_value::<crate::script::Fault>(value).is_ok(),
                };
                assert!(known, "{field} = {word}");
            }
        }
    }

    #[test]
    fn every_key_is_documented() {
        let page = include_str!("../../lessons/AUTHORING.md");
        let records = [
            &SCENE,
            &PACE,
            &REPLY,
            &WEIGHTED,
            &TOOL_CALL,
            &CHECK,
            &PARTIAL,
            &DIAGNOSIS,
            &ADVISORY,
            &SETTINGS,
            &LIVE,
            &TRACK,
            &NEED,
            &SETUP,
            &STEP,
            &FRONT_MATTER,
        ];
        for record in records {
            for name in record.names() {
                let shown = page.contains(&format!("`{name}`")) || page.contains(&format!("{name} = "));
                assert!(shown, "AUTHORING.md does not tell of `{name}` of {}", record.name);
            }
        }
    }

    #[test]
    fn names_are_kebab_case() {
        for good in ["a", "basic-call", "sends-401", "o1"] {
            assert!(is_kebab(good), "{good}");
        }
        for bad in ["", "A", "a_b", "a--b", "-a", "a-", "1a", "../x", "é", "a b"] {
            assert!(!is_kebab(bad), "{bad}");
        }
    }
}
