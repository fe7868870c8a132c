//! Goldens: what people and programs read.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::cli::Format;
use crate::course::{Fault, Spot};
use crate::event::Event;
use crate::grade::Outcome;
use crate::progress::{Attempt, Status, samples};
use insta::assert_snapshot;
use std::sync::Arc;

fn again() -> Outlook {
    let key = |a: &Attempt| (a.exercise.clone(), a.track.clone());
    let programs =
        samples::all().iter().map(|a| (key(a), format!("exercises/{}/{}.py", a.track, a.exercise))).collect();
    let next = NextStep::Again {
        program: "exercises/python/retry.py".to_owned(),
        command: "workbook check".to_owned(),
        hint: None,
    };
    Outlook { programs, next, warnings: Vec::new() }
}

fn onward() -> Outlook {
    let next = NextStep::Exercise {
        id: "temperature".to_owned(),
        title: "Two temperatures".to_owned(),
        program: "exercises/python/temperature.py".to_owned(),
        command: "workbook check".to_owned(),
    };
    Outlook { next, ..again() }
}

fn report(
    format: Format,
    detail: Detail,
    settings: Settings,
    attempts: &[Attempt],
    outlook: &Outlook,
) -> String {
    let (out, memory) = Out::to_memory(settings);
    reporter(format, out, detail).finish(attempts, outlook);
    assert_eq!(memory.stderr(), "");
    memory.stdout()
}

fn human(attempt: &Attempt, outlook: &Outlook, width: usize) -> String {
    let attempts = std::slice::from_ref(attempt);
    let text = report(Format::Human, Detail::default(), Settings::plain(width), attempts, outlook);
    assert!(text.lines().all(|line| style::width_of(line) <= width), "{text}");
    text
}

#[test]
fn not_yet_in_80_columns() {
    assert_snapshot!(human(&samples::no_request(), &again(), 80));
}

#[test]
fn not_yet_in_60_columns() {
    assert_snapshot!(human(&samples::no_request(), &again(), 60));
}

#[test]
fn pass_in_80_columns() {
    assert_snapshot!(human(&samples::pass(), &onward(), 80));
}

#[test]
fn pass_in_60_columns() {
    assert_snapshot!(human(&samples::pass(), &onward(), 60));
}

#[test]
fn partial_in_80_columns() {
    assert_snapshot!(human(&samples::partial(), &again(), 80));
}

#[test]
fn partial_in_60_columns() {
    assert_snapshot!(human(&samples::partial(), &again(), 60));
}

#[test]
fn could_not_grade_in_80_columns() {
    assert_snapshot!(human(&samples::could_not_grade(), &again(), 80));
}

#[test]
fn could_not_grade_in_60_columns() {
    assert_snapshot!(human(&samples::could_not_grade(), &again(), 60));
}

#[test]
fn the_course_done() {
    let outlook = Outlook { next: NextStep::CourseDone, ..again() };
    let text = human(&samples::pass(), &outlook, 80);
    assert!(text.ends_with("\nnext: nothing is left to do: every exercise is done. Well done!\n"), "{text}");
}

#[test]
fn a_report_fits_in_about_a_dozen_lines() {
    for attempt in [samples::no_request(), samples::pass(), samples::partial(), samples::could_not_grade()] {
        let text = human(&attempt, &again(), 80);
        let filled = text.lines().filter(|line| !line.is_empty()).count();
        assert!(filled <= 13, "{filled} lines:\n{text}");
    }
}

#[test]
fn ascii_signs_where_the_locale_has_no_others() {
    let settings = Settings { glyphs: Glyphs::ASCII, ..Settings::plain(80) };
    let attempts = [samples::partial()];
    let detail = Detail { trace: true, many: false };
    let text = report(Format::Human, detail, settings, &attempts, &again());
    assert!(text.is_ascii(), "{text}");
    let text = report(Format::Human, Detail { trace: true, many: true }, settings, &samples::all(), &again());
    assert!(text.is_ascii(), "{text}");
}

#[test]
fn colours_add_nothing_but_colours() {
    let settings = Settings { color: true, ..Settings::plain(80) };
    let attempts = [samples::partial()];
    let colored = report(Format::Human, Detail::default(), settings, &attempts, &again());
    assert_ne!(colored, human(&samples::partial(), &again(), 80));
    assert_eq!(clean(&colored), human(&samples::partial(), &again(), 80));
}

#[test]
fn with_a_trace() {
    let detail = Detail { trace: true, many: false };
    assert_snapshot!(report(Format::Human, detail, Settings::plain(80), &[samples::partial()], &again()));
}

#[test]
fn several_attempts() {
    let detail = Detail { trace: false, many: true };
    let outlook = Outlook { warnings: Vec::new(), ..again() };
    assert_snapshot!(report(Format::Human, detail, Settings::plain(80), &samples::all(), &outlook));
}

#[test]
fn attempts_are_shown_as_they_are_done_and_once() {
    let (out, memory) = Out::to_memory(Settings::plain(80));
    let mut reporter = reporter(Format::Human, out, Detail { trace: false, many: true });
    let attempts = [samples::pass(), samples::no_request(), samples::partial()];
    for (number, attempt) in attempts.iter().enumerate() {
        reporter.attempt(attempt);
        assert_eq!(memory.stdout().lines().count(), number + 1);
    }
    reporter.finish(&attempts, &again());
    let whole =
        report(Format::Human, Detail { trace: false, many: true }, Settings::plain(80), &attempts, &again());
    assert_eq!(memory.stdout(), whole);
}

#[test]
fn repetitions_say_whether_they_agree() {
    let detail = Detail { trace: false, many: true };
    let show = |attempts: &[Attempt]| {
        report(Format::Human, detail, Settings::plain(80), attempts, &Outlook::default())
    };
    let same = vec![samples::partial(); 3];
    assert!(identical(&same));
    assert!(show(&same).ends_with("✓ all verdicts are identical\n"), "{}", show(&same));
    let mut other = samples::partial();
    other.verdict.checks[0].outcome = Outcome::Unmet;
    let different = [samples::partial(), other, samples::partial()];
    assert!(!identical(&different));
    let text = show(&different);
    assert!(text.contains("✗ 2 different verdicts:\n"), "{text}");
    assert!(
        text.contains("\n     2 x  Not yet 55/70 (waits-longer 15, honours-retry-after unjudged)\n"),
        "{text}"
    );
}

#[test]
fn json_of_one_attempt() {
    let text = report(Format::Json, Detail::default(), Settings::plain(80), &[samples::pass()], &onward());
    assert_snapshot!(text);
}

#[test]
fn json_of_what_could_not_be_graded() {
    let attempts = [samples::could_not_grade()];
    assert_snapshot!(report(Format::Json, Detail::default(), Settings::plain(80), &attempts, &again()));
}

#[test]
fn json_of_several_attempts_is_a_list_even_of_one() {
    let detail = Detail { trace: true, many: true };
    let text = report(Format::Json, detail, Settings::plain(80), &[samples::pass()], &onward());
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["schema"], "workbook.attempts/1");
    assert_eq!(document["attempts"][0]["schema"], "workbook.attempt/1");
    assert_eq!(document.as_object().unwrap().len(), 2);
}

#[test]
fn json_gets_nothing_beside_it() {
    let (out, memory) = Out::to_memory(Settings::plain(80));
    let mut reporter = reporter(Format::Json, out, Detail::default());
    for event in setup_events() {
        reporter.event(&event);
    }
    let outlook = Outlook { warnings: vec!["your progress cannot be kept".to_owned()], ..again() };
    reporter.finish(&[samples::partial()], &outlook);
    assert!(serde_json::from_str::<serde_json::Value>(&memory.stdout()).is_ok());
    assert!(memory.stderr().contains("warning: your progress cannot be kept\n"));
}

#[test]
fn junit() {
    assert_snapshot!(report(
        Format::Junit,
        Detail::default(),
        Settings::plain(80),
        &samples::all(),
        &again()
    ));
}

#[test]
fn github() {
    assert_snapshot!(report(
        Format::Github,
        Detail::default(),
        Settings::plain(80),
        &samples::all(),
        &again()
    ));
}

fn setup_events() -> Vec<Event> {
    vec![
        Event::SetupBegan { track: "Python".to_owned(), steps: 2 },
        Event::SetupStep { number: 1, title: "Creating a virtual environment".to_owned() },
        Event::SetupStep { number: 2, title: "Installing openai 3.51.0\u{1b}[31m".to_owned() },
        Event::SetupEnded,
        Event::Began {
            exercise: "retry".to_owned(),
            track: "python".to_owned(),
            scenes: vec!["rate-limited".to_owned()],
            seed: 7,
        },
    ]
}

#[test]
fn the_set_up_is_told_line_by_line_in_a_pipe() {
    let (out, memory) = Out::to_memory(Settings::plain(80));
    let reporter = Arc::new(std::sync::Mutex::new(reporter(Format::Human, out, Detail::default())));
    let sink = sink(&reporter);
    setup_events().into_iter().for_each(|event| sink(event));
    assert_eq!(memory.stdout(), "");
    let told = memory.stderr();
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(
        lines[..3],
        [
            "Setting up Python (once; it is kept for later)",
            "  1/2 Creating a virtual environment",
            "  2/2 Installing openai 3.51.0"
        ]
    );
    assert!(lines[3].starts_with("Python is set up (") && lines.len() == 4, "{lines:?}");
}

#[test]
fn a_trace_of_its_own() {
    let (out, memory) = Out::to_memory(Settings::plain(80));
    let mut attempt = samples::partial();
    let scene = &mut attempt.scenes[0];
    scene.exchanges.truncate(2);
    scene.exchanges[1].status = 0;
    scene.exchanges[1].complete = false;
    scene.exchanges[1].key = crate::evidence::KeySeen::VariableName;
    scene.exchanges[1].request = serde_json::Value::Null;
    scene.exchanges[1].request_text = Some("not json \u{1b}[2J".to_owned());
    scene.output.fed.push(crate::evidence::FedLine { at_ms: 120.0, text: "Hi".to_owned(), scripted: true });
    scene.output.exit_code = None;
    scene.output.end = crate::evidence::End::TimedOut;
    trace(&out, &attempt, &Outlook::default(), attempt.at + 125_000);
    assert_snapshot!(memory.stdout());
}

fn course() -> CourseView {
    let exercise = |id: &str, title: &str, status, score, current| ExerciseView {
        id: id.to_owned(),
        title: title.to_owned(),
        status,
        score,
        max_score: 100,
        current,
    };
    let lesson = |number: &str, id: &str, title: &str, exercises| LessonView {
        id: id.to_owned(),
        title: title.to_owned(),
        path: format!("lessons/{number}-{id}.md"),
        exercises,
        quizzes: Vec::new(),
    };
    CourseView {
        title: "Programming against LLM APIs".to_owned(),
        track: "Python".to_owned(),
        lessons: vec![
            lesson(
                "04",
                "first-call",
                "Your first call",
                vec![exercise("basic-call", "The first call", Status::Passed, 100, false)],
            ),
            lesson(
                "13",
                "retries",
                "Retries",
                vec![
                    exercise("retry", "Retry with backoff", Status::NotYet, 55, true),
                    exercise("client-retries", "What the SDK retries", Status::Skipped, 0, false),
                    exercise("timeouts", "Timeouts", Status::Revealed, 20, false),
                ],
            ),
            lesson(
                "15",
                "streaming-chat",
                "A streaming chat",
                vec![exercise("streaming-chat", "A chat that streams", Status::Todo, 0, false)],
            ),
        ],
    }
}

#[test]
fn the_list() {
    let (out, memory) = Out::to_memory(Settings::plain(80));
    list(&out, &course(), Numbers::None);
    assert_snapshot!(memory.stdout());
}

#[test]
fn the_list_as_json() {
    let (out, memory) = Out::to_memory(Settings::plain(80));
    list_json(&out, &course());
    assert_snapshot!(memory.stdout());
}

#[test]
fn the_doctors_findings() {
    let row = |name: &str, health, detail: &str, cure: &str| HealthRow {
        name: name.to_owned(),
        health,
        detail: detail.to_owned(),
        cure: cure.to_owned(),
    };
    let rows = [
        row("Python", Health::Ok, "3.11.9 at /usr/bin/python3", ""),
        row(
            "openai",
            Health::Warn,
            "3.49.0; the course is made for 3.51.0",
            "Run `workbook check`: it sets up the right one.",
        ),
        row(
            "Node.js",
            Health::Bad,
            "none of `node`, `nodejs` is on PATH",
            "Install Node.js 20 or newer from https://nodejs.org, or ask whoever looks after this machine to do so.",
        ),
    ];
    let (out, memory) = Out::to_memory(Settings::plain(72));
    doctor(&out, &rows);
    assert_snapshot!(memory.stdout());
    let (out, memory) = Out::to_memory(Settings::plain(72));
    doctor(&out, &rows[..1]);
    assert!(memory.stdout().ends_with("\nEverything is in order.\n"));
}

fn planted() -> Vec<Fault> {
    let text = "# Retries\n\n```toml check\nid = \"waits\"\nscenes = [\"rate-limitd\"]\n\u{9b}2Jpass = \"calls|lenght > 1\"\n```\n";
    let file = Arc::new(crate::course::SourceFile {
        path: "lessons/13-retries.md".to_owned(),
        text: text.to_owned(),
    });
    let spot = |word: &str| {
        let start = text.find(word).unwrap();
        Spot::new(Arc::clone(&file), start..start + word.len())
    };
    let mut missing = Fault::error("no-lessons", spot("waits"), "The course has no lessons");
    missing.spot = None;
    vec![
        Fault::error("unknown-scene", spot("rate-limitd"), "No scene is named `rate-limitd`")
            .label("not a scene")
            .cure("Did you mean `rate-limited`?"),
        Fault::warning("unknown-filter", spot("lenght"), "No filter is named `lenght\u{1b}[31m`")
            .label("unknown filter")
            .cure("Did you mean `length`?"),
        missing.cure("Write lessons/01-name.md"),
    ]
}

#[test]
fn all_faults_in_a_pipe() {
    let (out, memory) = Out::to_memory(Settings::plain(80));
    faults(&out, &planted());
    assert_snapshot!(memory.stdout());
}

#[test]
fn all_faults_in_colour_are_clean_too() {
    let (out, memory) = Out::to_memory(Settings { color: true, ..Settings::plain(80) });
    faults(&out, &planted());
    let text = memory.stdout();
    assert!(text.contains("\u{1b}[") && !text.contains('\u{9b}'), "{text:?}");
    let plain = clean(&text);
    assert!(plain.contains("× No scene is named `rate-limitd`"), "{plain}");
    assert!(plain.contains("[lessons/13-retries.md:5:12]"), "{plain}");
    assert!(plain.ends_with("2 errors, 1 warning\n"), "{plain}");
    let (out, memory) = Out::to_memory(Settings::plain(80));
    faults(&out, &[]);
    assert_eq!(memory.stdout(), "No faults.\n");
}

#[test]
fn what_was_proved() {
    let proof = |subject: &str, kind, title: &str, holds: bool| Proof {
        subject: subject.to_owned(),
        track: "python".to_owned(),
        kind,
        title: title.to_owned(),
        holds,
        detail: if holds {
            String::new()
        } else {
            "expected `waits-longer` to be the first unmet check; it passed with 100/100".to_owned()
        },
    };
    let proofs_of = [
        proof("basic-call", ProofKind::Stub, "", true),
        proof("basic-call", ProofKind::Solution, "", true),
        proof("basic-call", ProofKind::Cheat, "empty file", true),
        proof("basic-call", ProofKind::Cheat, "exit 0", true),
        proof("retry", ProofKind::Solution, "", true),
        proof("retry", ProofKind::Wrong, "fixed sleep", false),
        proof("retry", ProofKind::Wrong, "tight loop", true),
        proof("retry", ProofKind::Rubric, "0.96", true),
    ];
    let (out, memory) = Out::to_memory(Settings::plain(72));
    let report = ProofReport {
        proofs: proofs_of.into(),
        took_ms: 34_210,
        attempts_ms: 61_000.0,
        programs_ms: 57_000.0,
        unchanged: 2,
        ..ProofReport::default()
    };
    proofs(&out, &report, crate::cli::ProveFormat::Human);
    assert_snapshot!(memory.stdout());
}

const HINT: &str = "\
Wait **longer** each time: double the wait after each failure, and add a little
chance so that many clients do not come back at once.

1. Start with half a second, because most limits are short and pass before a second is over.
2. Double it.

> [!WHY]
> An API that is overloaded needs room.

```python
delay = 0.5   # seconds
```

```javascript
let delay = 500;
```

See `time.sleep`.
";

#[test]
fn hints_are_wrapped_and_keep_their_code() {
    let python = crate::workspace::sample_track();
    let javascript = crate::course::Track {
        id: "javascript".to_owned(),
        languages: vec!["javascript".to_owned(), "js".to_owned()],
        ..python.clone()
    };
    let text = keep_track(HINT, &python, &[python.clone(), javascript]);
    let (out, memory) = Out::to_memory(Settings::plain(60));
    hint(&out, 2, 4, Some("waits longer each time"), &text, "There is one more: workbook hint");
    assert_snapshot!(memory.stdout());
}

#[test]
fn a_task_names_the_next_step() {
    let (out, memory) = Out::to_memory(Settings::plain(60));
    task(&out, "Retry with backoff", "Make it **patient**.", "lessons/13-retries.md#retry", &again().next);
    assert_snapshot!(memory.stdout());
}

#[test]
fn differences_are_shown_in_their_surroundings() {
    let (out, memory) = Out::to_memory(Settings::plain(60));
    diff(&out, ("mine", "a\nb\nc\n"), ("solution", "a\nB\u{1b}[31m\nc\n"));
    assert_eq!(memory.stdout(), "--- mine\n+++ solution\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n");
    let (out, memory) = Out::to_memory(Settings::plain(60));
    diff(&out, ("mine", "a\n"), ("the solution", "a\n"));
    assert_eq!(memory.stdout(), "mine and the solution are the same.\n");
}

/// Evidence full of control characters, in every format.
#[test]
fn nothing_harmful_leaves_in_any_format() {
    let nasty = "\u{1b}[31mred\u{1b}]0;t\u{7}\u{9b}2J\u{85}\u{202e}\r\0x";
    let mut attempt = samples::partial();
    attempt.exercise = nasty.to_owned();
    attempt.verdict.advisories.push(nasty.to_owned());
    for check in &mut attempt.verdict.checks {
        (check.title, check.message, check.expected) = (nasty.to_owned(), nasty.to_owned(), nasty.to_owned());
        (check.actual, check.why, check.lesson) = (nasty.to_owned(), nasty.to_owned(), nasty.to_owned());
        check.scene = Some(nasty.to_owned());
    }
    let scene = &mut attempt.scenes[0];
    scene.scene = nasty.to_owned();
    scene.output.pieces.iter_mut().for_each(|piece| piece.text = nasty.to_owned());
    for exchange in &mut scene.exchanges {
        exchange.path = format!("/v1/{nasty}");
        exchange.request = serde_json::json!({ nasty: nasty });
        exchange.response = serde_json::json!([nasty]);
        exchange.advisories = vec![nasty.to_owned()];
    }
    let outlook = Outlook { warnings: vec![nasty.to_owned()], ..again() };
    for format in [Format::Human, Format::Json, Format::Junit, Format::Github] {
        for many in [false, true] {
            let (out, memory) = Out::to_memory(Settings::plain(80));
            reporter(format, out.clone(), Detail { trace: true, many }).finish(&[attempt.clone()], &outlook);
            trace(&out, &attempt, &outlook, 0);
            curl(&out, &attempt);
            let printed = memory.stdout() + &memory.stderr();
            assert!(
                printed.chars().all(|c| c == '\n' || c == '\t' || !c.is_control()),
                "{format:?} {printed:?}"
            );
        }
    }
}
