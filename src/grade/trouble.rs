//! Why a program made no request: read from its error text and its source.
//!
//! Owns: the sentences for programs that never reach the API. The patterns belong
//! to well-known runtimes; which one ran is not asked.

use super::compiler;
use super::text::{brief, plain};
use crate::evidence::{End, SceneEvidence, Stream};
use regex::Regex;
use std::sync::LazyLock;

/// What grading has to know about the program besides the evidence.
#[derive(Debug, Clone, Default)]
pub struct ProgramFacts {
    /// The program's file name, for trimming error texts to the learner's own lines.
    pub file_name: String,
    /// Packages that the track's set-up provides: when one of them is missing, the
    /// fault is ours.
    pub packages: Vec<String>,

    /// What starts a comment line.
    pub comment: String,
}

/// Why no request came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Whether our own set-up is at fault, so that nothing can be judged.
    pub ours: bool,
    /// The sentence for the learner.
    pub message: String,
    /// What was expected.
    pub expected: String,
    /// What was seen.
    pub actual: String,
}

// Words are written as ranges, `[0-9A-Za-z_]` and anything beyond ASCII: `\w` and `\b` mean
// those of all scripts, and to compile them takes ten times as long, while the learner waits.
macro_rules! pattern {
    ($name:ident, $text:expr) => {
        #[allow(clippy::expect_used)] // a constant pattern, tried by the tests below
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($text).expect("constant pattern"));
    };
}

pattern!(
    SYNTAX,
    r"(?m)^[ \t]*((?:SyntaxError|IndentationError|TabError)(?-u:\b).*)$|(?:: line ([0-9]+): (syntax error.*|unexpected EOF.*))"
);
pattern!(
    MISSING_MODULE,
    r#"No module named '([^']+)'|Cannot find (?:package|module) '([^']+)'|(?m)(?:^|: )([0-9A-Za-z_.-]+): command not found|cannot import name '([^']+)'"#
);
pattern!(PYTHON_FRAME, r#"File "([^"]+)", line ([0-9]+)"#);
pattern!(PANIC_FRAME, r"panicked at ([^\n]+?):([0-9]+):[0-9]+:\n(.*)");
pattern!(NODE_FRAME, r"([0-9A-Za-z_\x{80}-\x{10ffff}./-]+\.(?:mjs|cjs|js)):([0-9]+)");
pattern!(
    ERROR_LINE,
    r"(?m)^[ \t]*([0-9A-Za-z_.\x{80}-\x{10ffff}]*(?:Error|Exception|Interrupt|Exit)(?-u:\b)(?:: .*)?)$|(?m)^(curl: \([0-9]+\) .*)$"
);
pattern!(OLD_STYLE, r"openai\.(?:ChatCompletion|Completion|Embedding|Chat)(?-u:\b)|APIRemovedInV1");
pattern!(HOST, r#"https?://[0-9A-Za-z_.-]+\.(?:com|ai|net|org|azure)[^ \t\r\n"'`)]*"#);
pattern!(
    CONNECTION,
    r"(?i-u)connection error|connecterror|could not resolve|couldn't connect|failed to connect|fetch failed|getaddrinfo|name or service not known|network is unreachable|connection refused|timed? ?out"
);
pattern!(
    NO_KEY,
    r"(?i-u)api_key client option must be set|OPENAI_API_KEY environment variable is (?:missing|not set)|missing credentials"
);

/// Says why a scene's program made no request.
#[must_use]
pub fn why_no_request(evidence: &SceneEvidence, facts: &ProgramFacts) -> Trouble {
    let said = said(evidence);
    empty_program(evidence, facts)
        .or_else(|| not_built(evidence, &said, facts))
        .or_else(|| syntax_error(&said, facts))
        .or_else(|| old_style(evidence, &said))
        .or_else(|| windows_lines(&said))
        .or_else(|| missing_module(&said, facts))
        .or_else(|| typed_host(evidence, &said))
        .or_else(|| missing_key(&said))
        .or_else(|| raised(evidence, &said, facts))
        .unwrap_or_else(|| silent(evidence, &said))
}

/// Both outputs, errors last, escape sequences stripped.
fn said(evidence: &SceneEvidence) -> String {
    let text = format!("{}\n{}", evidence.output.text(Stream::Stdout), evidence.output.text(Stream::Stderr));
    plain(&text)
}

const EXPECTED: &str = "at least one request to the API";

fn trouble(message: impl Into<String>, actual: impl Into<String>) -> Trouble {
    Trouble { ours: false, message: message.into(), expected: EXPECTED.to_owned(), actual: actual.into() }
}

fn empty_program(evidence: &SceneEvidence, facts: &ProgramFacts) -> Option<Trouble> {
    let has_code = evidence.source.lines().map(str::trim).any(|line| {
        !line.is_empty() && (facts.comment.is_empty() || !line.starts_with(facts.comment.as_str()))
    });
    (!has_code).then(|| trouble("The file has no code in it yet.", "an empty program"))
}

/// The compiler's own words for its first error, or the package it did not find.
fn not_built(evidence: &SceneEvidence, said: &str, facts: &ProgramFacts) -> Option<Trouble> {
    if evidence.output.end != End::NotBuilt {
        return None;
    }
    let error = compiler::first_error(said, &facts.file_name);
    let place = error.line.map_or_else(String::new, |n| format!(" in line {n}"));
    if let Some(name) = compiler::missing_package(said) {
        let same = |package: &&String| package.replace('-', "_") == name;
        if facts.packages.iter().any(|p| same(&p)) && !said.contains("no `") {
            return Some(package_of_ours(&name, &error.message));
        }
        return Some(trouble(
            format!(
                "The program does not compile: it uses `{name}`{place}, which is not prepared here. The exercise can be solved with {}.",
                if facts.packages.is_empty() {
                    "the standard library".to_owned()
                } else {
                    facts.packages.join(", ")
                }
            ),
            brief(&error.message, 160),
        ));
    }
    let message = format!(
        "The program does not compile: the compiler stops{place}. `workbook run` shows all that it says."
    );
    let expected = "a program that compiles".to_owned();
    Some(Trouble { expected, ..trouble(message, brief(&error.message, 200)) })
}

fn package_of_ours(name: &str, saw: &str) -> Trouble {
    Trouble {
        ours: true,
        message: format!(
            "The package `{name}` that workbook should have prepared is missing or broken. Run `workbook doctor`: it says how to mend it."
        ),
        expected: format!("`{name}` prepared by workbook"),
        actual: brief(saw, 160),
    }
}

fn syntax_error(said: &str, facts: &ProgramFacts) -> Option<Trouble> {
    let hit = SYNTAX.captures(said)?;
    let what = hit.get(1).or_else(|| hit.get(3))?.as_str().trim();
    let line = hit.get(2).map(|n| n.as_str().to_owned()).or_else(|| own_line(said, facts));
    let place = line.map_or_else(String::new, |n| format!(" in line {n}"));
    Some(trouble(
        format!("The program does not start: the language found a mistake in its grammar{place}."),
        brief(what, 160),
    ))
}

fn old_style(evidence: &SceneEvidence, said: &str) -> Option<Trouble> {
    let hit = OLD_STYLE.find(said).or_else(|| OLD_STYLE.find(&evidence.source))?;
    Some(trouble(
        "This is the style of the openai package before version 1.0 (2023). Make a client first: `client = OpenAI()`, then `client.chat.completions.create(…)`.",
        format!("`{}` in the program, and no request", hit.as_str()),
    ))
}

/// A shell that reads carriage returns as parts of its commands.
fn windows_lines(said: &str) -> Option<Trouble> {
    said.contains("$'\\r': command not found").then(|| {
        trouble(
            "The script has the line ends of Windows (CRLF), and the shell takes each carriage return for a part of its commands. Save it with the line ends of Unix (LF).",
            "a carriage return at the end of each line",
        )
    })
}

fn missing_module(said: &str, facts: &ProgramFacts) -> Option<Trouble> {
    let hit = MISSING_MODULE.captures(said)?;
    let name = (1..5).find_map(|n| hit.get(n))?.as_str();
    let root = name.split(['.', '/']).next().unwrap_or(name);
    if facts.packages.iter().any(|p| p == root) && hit.get(4).is_none() {
        return Some(package_of_ours(root, hit.get(0).map_or("", |m| m.as_str())));
    }
    Some(trouble(
        format!(
            "The program needs `{name}`, which is not installed here. The exercise can be solved with what workbook prepares; or install it into the environment that `workbook doctor` names."
        ),
        brief(hit.get(0).map_or("", |m| m.as_str()), 160),
    ))
}

fn typed_host(evidence: &SceneEvidence, said: &str) -> Option<Trouble> {
    let host = HOST.find_iter(&evidence.source).map(|m| m.as_str()).find(|url| !is_reading_matter(url))?;
    // A default for an unset variable is no typing mistake.
    let has_a_way_in = evidence.source.contains("OPENAI_BASE_URL") || !host.contains("/v1");
    if has_a_way_in && !CONNECTION.is_match(said) {
        return None;
    }
    Some(trouble(
        format!(
            "The address {} is typed into the program, so its requests do not come here. Leave it out: the SDK reads OPENAI_BASE_URL by itself; with curl or fetch, build the address from that variable.",
            brief(host, 60)
        ),
        "no request, and an address in the source",
    ))
}

/// Links in comments point at documents, not at an API.
fn is_reading_matter(url: &str) -> bool {
    ["platform.openai.com", "github.com", "docs.", "developers.openai.com", "pypi.org", "npmjs.com"]
        .iter()
        .any(|d| url.contains(d))
}

fn missing_key(said: &str) -> Option<Trouble> {
    let hit = NO_KEY.find(said)?;
    Some(trouble(
        "The SDK got no key. It reads OPENAI_API_KEY from the environment by itself; workbook sets it, so do not pass an empty one.",
        brief(hit.as_str(), 160),
    ))
}

/// The words of the error that ended a program, in an output that shows where it was.
pub(super) fn last_error(said: &str) -> Option<&str> {
    const TRACES: [&str; 3] = ["Traceback (most recent", "panicked at ", "\n    at "];
    if TRACES.iter().any(|trace| said.contains(trace)) { error_in(said) } else { None }
}

fn error_in(said: &str) -> Option<&str> {
    let panic = PANIC_FRAME.captures_iter(said).last().and_then(|c| c.get(3));
    let error = panic.or_else(|| {
        let error = ERROR_LINE.captures_iter(said).last()?;
        error.get(1).or_else(|| error.get(2))
    });
    error.map(|error| error.as_str().trim())
}

fn raised(evidence: &SceneEvidence, said: &str, facts: &ProgramFacts) -> Option<Trouble> {
    let error = error_in(said)?;
    let place = own_line(said, facts).map_or_else(String::new, |n| format!(" in line {n}"));
    // What a promise has not got: JavaScript names what was to be read of it.
    let promised = error.contains("of undefined (reading '") && !evidence.source.contains("await");
    let cure = if promised {
        " In JavaScript a call gives a promise of its reply: put `await` before it, and take the reply apart afterwards."
    } else {
        ""
    };
    Some(trouble(
        format!("The program stopped with an error{place} before it sent a request.{cure}"),
        brief(error, 200),
    ))
}

/// The last line number that an error text names in the learner's own file.
fn own_line(said: &str, facts: &ProgramFacts) -> Option<String> {
    let own = |path: &str| !facts.file_name.is_empty() && path.ends_with(facts.file_name.as_str());
    let python = PYTHON_FRAME.captures_iter(said).filter(|c| own(&c[1])).last();
    let panic = PANIC_FRAME.captures_iter(said).filter(|c| own(&c[1])).last();
    python.or(panic).or_else(|| NODE_FRAME.captures_iter(said).find(|c| own(&c[1]))).map(|c| c[2].to_owned())
}

/// A program that spent more than this share of its time waiting for a processor has
/// shown nothing about itself. (Less than that, and it had the whole of its limit: what it
/// waited was given back. One that computes for ever beside others waits half its time.)
const CROWDED: f64 = 0.7;

fn seconds(milliseconds: f64) -> String {
    format!("{:.0} s", milliseconds / 1000.0)
}

fn silent(evidence: &SceneEvidence, said: &str) -> Trouble {
    let printed = brief(said, 120);
    let saw = if printed.is_empty() { "nothing printed".to_owned() } else { format!("printed: {printed}") };
    match evidence.output.end {
        End::TimedOut if evidence.output.starved_ms > CROWDED * evidence.output.duration_ms => Trouble {
            ours: true,
            ..trouble(
                "The machine had no time for the program: others kept its processors busy. Check again when less is going on.",
                format!(
                    "{} of {} spent waiting for a processor; {saw}",
                    seconds(evidence.output.starved_ms),
                    seconds(evidence.output.duration_ms)
                ),
            )
        },
        End::TimedOut => trouble(
            "The program was still running when its time was up, and had sent no request. Does it wait for something?",
            saw,
        ),
        End::Flooded => trouble("The program printed without end and sent no request.", saw),
        End::Swarmed => trouble(
            "The program started processes without end and sent no request, so all of them were ended. Does it start itself, or fork in a loop?",
            saw,
        ),
        _ if !evidence.exchanges.is_empty() => trouble(asks_nothing(evidence), saw_requests(evidence)),
        _ => trouble("The program ended without sending a request to the API.", saw),
    }
}

/// Requests came, but none that asks a model.
fn asks_nothing(evidence: &SceneEvidence) -> &'static str {
    let asks = |path: &str| {
        ["/chat/completions", "/responses", "/messages"]
            .iter()
            .any(|end| path.trim_end_matches('/').ends_with(end))
    };
    match evidence.exchanges.iter().any(|e| e.method != "POST" && asks(&e.path)) {
        true => {
            "The address is right, but a model is asked with POST. (`curl` does so when it gets `-d`, `fetch` with `method: \"POST\"`.)"
        }
        false => {
            "Requests came, but none of them asks a model anything: that is a POST to `/v1/chat/completions` (or `/v1/responses`)."
        }
    }
}

fn saw_requests(evidence: &SceneEvidence) -> String {
    let listed =
        evidence.exchanges.iter().take(3).map(|e| format!("{} {} -> {}", e.method, e.path, e.status));
    let more = if evidence.exchanges.len() > 3 { ", …" } else { "" };
    format!("{}{more}", listed.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::super::samples::scene;
    use super::*;

    fn evidence(source: &str, printed: &str) -> SceneEvidence {
        SceneEvidence { source: source.to_owned(), ..scene(Vec::new(), printed) }
    }

    fn facts() -> ProgramFacts {
        ProgramFacts {
            file_name: "basic-call.py".to_owned(),
            packages: vec!["openai".to_owned()],
            comment: "#".to_owned(),
        }
    }

    #[test]
    fn each_trouble_has_its_sentence() {
        let cases = [
            ("# only\n\n", "", "no code"),
            ("x = (", "  File \"/a/basic-call.py\", line 3\nSyntaxError: '(' was never closed", "in line 3"),
            ("openai.ChatCompletion.create()", "", "before version 1.0"),
            ("import rich", "ModuleNotFoundError: No module named 'rich'", "needs `rich`"),
            (
                "url='https://api.openai.com/v1/chat/completions'",
                "requests.exceptions.ConnectionError: x",
                "typed into",
            ),
            (
                "f()",
                "Traceback (most recent call last):\n  File \"/a/basic-call.py\", line 9, in <module>\n  File \"/lib/x.py\", line 2\nValueError: bad",
                "error in line 9",
            ),
            ("print(1)", "1", "ended without sending"),
            (
                "const text = client.chat.completions.create({}).choices[0]",
                "TypeError: Cannot read properties of undefined (reading '0')\n    at file:///a/basic-call.mjs:3:9\n\nNode.js v20.1.0",
                "put `await` before it",
            ),
            ("x", "./t.sh: line 4: jqq: command not found", "needs `jqq`"),
            ("x", "./t.sh: line 2: $'\\r': command not found", "line ends of Windows"),
        ];
        for (source, printed, words) in cases {
            let trouble = why_no_request(&evidence(source, printed), &facts());
            assert!(trouble.message.contains(words), "{words:?} not in {:?}", trouble.message);
            assert!(!trouble.ours);
        }
    }

    #[test]
    fn a_crowded_machine_is_not_the_programs_fault() {
        let mut late = evidence("x", "");
        late.output.end = End::TimedOut;
        late.output.duration_ms = 20_000.0;
        late.output.starved_ms = 10_000.0;
        let slow = why_no_request(&late, &facts());
        assert!(!slow.ours && slow.message.contains("wait for something"), "{}", slow.message);
        late.output.starved_ms = 15_000.0;
        let crowded = why_no_request(&late, &facts());
        assert!(crowded.ours && crowded.message.contains("The machine"), "{}", crowded.message);
        assert!(crowded.actual.starts_with("15 s of 20 s spent waiting"), "{}", crowded.actual);
    }

    #[test]
    fn a_panic_names_its_line() {
        let printed = "\nthread 'main' (7) panicked at /a/basic-call.py:12:9:\ncalled `Option::unwrap()` on a `None` value\nnote: run with `RUST_BACKTRACE=1`\n";
        let trouble = why_no_request(&evidence("x", printed), &facts());
        assert!(trouble.message.contains("error in line 12"), "{}", trouble.message);
        assert!(trouble.actual.contains("called `Option::unwrap()`"), "{}", trouble.actual);
    }

    #[test]
    fn what_does_not_compile_says_where_and_what_there_is() {
        let mut broken =
            evidence("x", "error[E0425]: cannot find value `y` in this scope\n --> /a/basic-call.py:4:30\n");
        broken.output.end = End::NotBuilt;
        let trouble = why_no_request(&broken, &facts());
        assert!(
            trouble.message.contains("does not compile: the compiler stops in line 4"),
            "{}",
            trouble.message
        );
        assert_eq!(trouble.actual, "cannot find value `y` in this scope");
        let printed = "error[E0432]: unresolved import `rand`\n --> /a/basic-call.py:1:5\n  | use of unresolved module or unlinked crate `rand`\n";
        broken.output.pieces[0].text = printed.to_owned();
        let trouble = why_no_request(&broken, &facts());
        assert!(
            trouble.message.contains("`rand` in line 1") && trouble.message.contains("openai"),
            "{}",
            trouble.message
        );
        assert!(!trouble.ours);
        broken.output.pieces[0].text = printed.replace("rand", "openai");
        assert!(why_no_request(&broken, &facts()).ours);
    }

    #[test]
    fn a_missing_sdk_is_our_fault() {
        let printed = "ModuleNotFoundError: No module named 'openai'";
        assert!(why_no_request(&evidence("import openai", printed), &facts()).ours);
    }

    #[test]
    fn a_default_host_is_not_a_typed_one() {
        let source = "url=\"${OPENAI_BASE_URL:-https://api.openai.com/v1}\"";
        let trouble = why_no_request(&evidence(source, "1"), &facts());
        assert!(trouble.message.contains("ended without"), "{}", trouble.message);
    }

    #[test]
    fn a_link_in_a_comment_is_not_a_host() {
        let source = "# see https://platform.openai.com/docs\nprint(1)";
        let trouble = why_no_request(&evidence(source, "1"), &facts());
        assert!(trouble.message.contains("ended without"), "{}", trouble.message);
    }
}
