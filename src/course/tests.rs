//! Every fault of a single lesson, planted one at a time into a good one.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

const GOOD: &str = include_str!("../../tests/courses/small/lessons/01-hello.md");
const SETTINGS: &str = include_str!("../../tests/courses/small/workbook.toml");

fn settings() -> settings::Settings {
    let mut faults = Vec::new();
    let file = Arc::new(SourceFile::new("workbook.toml", SETTINGS));
    let settings = settings::parse(&file, super::lesson::Care::Author, &mut faults);
    assert_eq!(faults, []);
    settings
}

fn parse(text: &str) -> (Lesson, Vec<Fault>) {
    let settings = settings();
    let (lesson, faults) = parse_lesson("lessons/01-hello.md", text, &settings.tracks, &settings.variables);
    (lesson.unwrap(), faults)
}

/// `code "underlined text"`, the text shortened to its first line.
fn told(faults: &[Fault]) -> Vec<String> {
    faults.iter().map(tell).collect()
}

fn tell(fault: &Fault) -> String {
    let spot = fault.spot.as_ref().unwrap();
    let underlined = spot.file.text.get(spot.range.clone()).expect("a range of the file");
    assert!(!fault.label.is_empty() && !fault.cure.is_empty() && !fault.message.is_empty(), "{fault:?}");
    format!("{} {:?}", fault.code, underlined.lines().next().unwrap_or_default())
}

#[test]
fn the_good_lesson_is_read_in_full() {
    let (lesson, faults) = parse(GOOD);
    assert_eq!(told(&faults), Vec::<String>::new());
    assert_eq!((lesson.id.as_str(), lesson.title.as_str()), ("hello", "Saying hello"));
    assert_eq!((lesson.minutes, lesson.section.as_str()), (5, "First steps"));
    assert!(lesson.subjects.is_empty() && lesson.body.starts_with("\n# Saying hello"));
    let (about, faults) =
        parse(&GOOD.replacen("minutes: 5\n", "minutes: 5\nsubjects: greetings, , Retry-After\n", 1));
    assert_eq!(
        (about.subjects, told(&faults)),
        (vec!["greetings".to_owned(), "Retry-After".to_owned()], vec![])
    );
    assert!(lesson.body.contains("We use `gpt-5.4-mini`"));
    assert!(lesson.body.contains("Hello, {{ nonce }}!"), "templates in TOML are left alone");
    assert_eq!(lesson.samples.len(), 1);
    assert!(lesson.samples[0].code.contains("model=\"gpt-5.4-mini\""));

    let exercise = &lesson.exercises[0];
    assert_eq!((exercise.id.as_str(), exercise.title.as_str()), ("say-hello", "Say hello"));
    assert_eq!(exercise.anchor, "say-hello");
    assert_eq!(exercise.max_score(), 100);
    assert!(exercise.task.starts_with("Send one question to `gpt-5.4-mini`"), "{}", exercise.task);
    assert!(exercise.task.ends_with("`OPENAI_API_KEY`."), "{}", exercise.task);
    assert_eq!(exercise.stubs.keys().collect::<Vec<_>>(), ["python", "shell"]);
    assert!(exercise.stubs["shell"].code.starts_with("#!/usr/bin/env bash\n"));
    assert_eq!(exercise.wrongs.len(), 2);
    assert_eq!(exercise.wrongs[0].expect, "call-succeeds");
    assert_eq!(exercise.wrongs[0].block.code, "print(\"Hello!\")\n");

    assert_eq!(exercise.hints.len(), 2);
    assert_eq!(exercise.hints[0].title, "The client");
    assert_eq!(exercise.hints[0].check.as_deref(), Some("call-succeeds"));
    assert!(
        exercise.hints[0].text.contains("```python\nclient.chat.completions.create(model=\"gpt-5.4-mini\"")
    );
    assert_eq!(exercise.hints[1].check, None);
}

#[test]
fn scenes_and_checks_know_where_everything_stands() {
    let (lesson, _) = parse(GOOD);
    let exercise = &lesson.exercises[0];
    let scene = &exercise.scenes()[0];
    assert_eq!(scene.script.replies[0].text.as_deref(), Some("Hello, {{ nonce }}!"));
    assert_eq!(scene.script.pace.first_ms, 5);
    assert_eq!((scene.stdin.clone(), scene.limit), (StdinPlan::Unscripted, Duration::from_secs(10)));
    let text = |spot: &Spot| spot.file.text[spot.range.clone()].to_owned();
    assert_eq!(text(&scene.fields["reply[0].text"]), "Hello, {{ nonce }}!");
    assert_eq!(text(&scene.fields["pace.first_ms"]), "5");
    assert_eq!(text(&scene.spot), "```toml scene");

    let check = &exercise.checks()[0];
    assert_eq!(text(&check.pass.spot), check.pass.text);
    assert_eq!(check.pass.text, "calls | selectattr(\"status\", \"eq\", 200) | list | length > 0");
    let say = &check.diagnoses[0].say;
    assert_eq!(say.text, "Your program sent nothing.\nIt ended before its first call.");
    assert_eq!(text(&say.spot), say.text);
    assert_eq!(check.scenes, ["reply"], "all scenes when none is named");
    assert_eq!(check.read, "what-is-sent");
    assert_eq!(exercise.checks()[1].needs, ["call-succeeds"]);
    assert_eq!(exercise.checks()[1].partial[0].points, 10);
    assert_eq!(exercise.checks()[1].expected.text, "");
}

#[test]
fn a_text_with_escapes_is_located_as_a_whole() {
    let text = GOOD.replace("actual = \"{{ calls | length }} calls\"", "actual = \"a\\tb\"");
    let (lesson, _) = parse(&text);
    let actual = &lesson.exercises[0].checks()[0].actual;
    assert_eq!(actual.text, "a\tb");
    assert_eq!(&text[actual.spot.range.clone()], "\"a\\tb\"");
}

/// What to replace, by what, and all that must be told then.
const PLANTED: &[(&str, &str, &[&str])] = &[
    // Front matter.
    ("id: hello\n", "id: hello\nauthor: me\n", &["unknown-key \"author\""]),
    ("minutes: 5\n", "", &["missing-key \"---\""]),
    ("id: hello\n", "id: hello\nid: hallo\n", &["duplicate-key \"id\""]),
    ("id: hello\n", "id: [a]\n", &["wrong-type \"[\""]),
    ("id: hello\n", "id: Hello There\n", &["not-kebab-case \"Hello There\""]),
    ("minutes: 5", "minutes: five", &["wrong-type \"five\""]),
    ("minutes: 5", "minutes: 0", &["out-of-range \"0\""]),
    ("title: Saying hello", "title: \" \"", &["empty-text \"\\\" \\\"\""]),
    ("title: Saying hello", "title: a: b", &["front-matter-syntax \":\""]),
    ("section: First steps\n---\n", "section: First steps\n", &["unclosed-front-matter \"---\""]),
    ("---\nid: hello\n", "id: hello\n", &["missing-front-matter \"id: hello\""]),
    // Prose.
    ("## What is sent", "#### What is sent", &["skipped-heading-level \"#### What is sent\""]),
    ("(#what-is-sent)", "(#what-is-snet)", &["unknown-anchor \"[next section](#what-is-snet)\""]),
    ("We use `{{ model.small }}`", "We use `{{ model.smal }}`", &["unknown-variable \"model.smal\""]),
    ("We use `{{ model.small }}`", "We use gpt-4o-mini.", &["model-name \"gpt-4o-mini\""]),
    (
        "model=\"{{ model.small }}\", messages=[{",
        "model=\"o3-mini\", messages=[{",
        &["model-name \"o3-mini\""],
    ),
    ("Nothing here costs", "![](a.png) costs", &["image-without-text \"![](a.png)\""]),
    ("Nothing here costs", "See [this][nowhere]:", &["undefined-link \"[this][nowhere]\""]),
    ("Nothing here costs", "A bell \u{7} rings:", &["control-character \"\\u{7}\""]),
    ("Nothing here costs", "A \u{202e}turn:", &["control-character \"\\u{202e}\""]),
    (
        "## What is sent",
        "## What is sent {#say-hello}",
        &[
            "unknown-anchor \"[next section](#what-is-sent)\"",
            "duplicate-anchor \"## Exercise: Say hello {#say-hello}\"",
            "unknown-anchor \"what-is-sent\"",
        ],
    ),
    // Exercises and hints.
    (
        "## Exercise: Say hello {#say-hello}",
        "## Exercise: Say hello",
        &["exercise-without-id \"## Exercise: Say hello\""],
    ),
    ("## Exercise: Say hello {", "## Exercise: {", &["empty-text \"## Exercise: {#say-hello}\""]),
    ("{#say-hello}", "{#Say_Hello}", &["not-kebab-case \"Say_Hello\""]),
    ("{#say-hello}", "{#../../etc}", &["not-kebab-case \"../../etc\""]),
    (
        "### Hint: The client {check=call-succeeds}",
        "### Hint {check=call-suceeds}",
        &["unknown-check \"call-suceeds\""],
    ),
    (
        "### Hint: The client {check=call-succeeds}",
        "### Hint {chek=call-succeeds}",
        &["unknown-attribute \"chek\""],
    ),
    (
        "### Hint: The client {check=call-succeeds}",
        "#### Hint",
        &["hint-level \"#### Hint\"", "skipped-heading-level \"#### Hint\""],
    ),
    ("The text is in `choices[0].message.content`.\n", "", &["empty-text \"### Hint\""]),
    ("## Takeaways\n", "## Takeaways\n\n### Hint\n\nToo late.\n", &["hint-outside-exercise \"### Hint\""]),
    (
        "## Takeaways\n",
        "### Exercise: Late {#late}\n\n## Takeaways\n",
        &["exercise-level \"### Exercise: Late {#late}\""],
    ),
    (
        "### Hint: The client {check=call-succeeds}",
        "### Hints for all",
        &["misspelt-heading \"### Hints for all\""],
    ),
    ("## Takeaways\n", "## Exercise Two {#two}\n", &["misspelt-heading \"## Exercise Two {#two}\""]),
    // Fences.
    ("```python stub\n", "```pythn stub\n", &["unknown-language \"pythn\""]),
    (
        "```python stub\n",
        "```python stubb\n",
        &["missing-stub \"## Exercise: Say hello {#say-hello}\"", "unknown-part \"stubb\""],
    ),
    ("```python stub\n", "```python stub sample\n", &["two-parts \"sample\""]),
    ("```python stub\n", "```python stub level=3\n", &["unknown-info-key \"level\""]),
    ("```python stub\n", "```stub\n", &["missing-language \"stub\""]),
    (
        "```bash stub\n",
        "```python stub\n",
        &["missing-stub \"## Exercise: Say hello {#say-hello}\"", "duplicate-stub \"```python stub\""],
    ),
    ("```toml scene\n", "```yaml scene\n", &["wrong-language \"yaml\""]),
    ("```json\n", "```jsno\n", &["unknown-language \"jsno\""]),
    (
        "expect=call-succeeds title=\"prints a constant\"\nprint",
        "expect=call-suceeds title=\"prints a constant\"\nprint",
        &["unknown-check \"call-suceeds\""],
    ),
    (
        "wrong expect=call-succeeds title=\"prints a constant\"\nprint",
        "wrong title=\"prints a constant\"\nprint",
        &["missing-key \"python wrong title=\\\"prints a constant\\\"\""],
    ),
    (
        "expect=call-succeeds title=\"prints a constant\"\nprint",
        "expect=call-succeeds title=\"prints\nprint",
        &["unclosed-quote \"prints\""],
    ),
    (
        "expect=call-succeeds title=\"prints a constant\"\nprint",
        "expect=a expect=call-succeeds title=x\nprint",
        &["unknown-check \"a\"", "duplicate-key \"expect\""],
    ),
    (
        "```bash wrong expect=call-succeeds",
        "```py wrong expect=call-succeeds",
        &["duplicate-wrong \"prints a constant\""],
    ),
    (
        "# TODO: ask a question and print the answer.\n```",
        "# TODO: ask.\n",
        &["unclosed-fence \"```python stub\""],
    ),
    ("On to [more](02-more.md).", "More.\n\n```text\nnever closed", &["unclosed-fence \"```text\""]),
    ("```toml scene\n", "  ```toml scene\n", &["block-not-at-margin \"toml scene\""]),
    (
        "## Takeaways\n",
        "## Takeaways\n\n```toml scene\nname = \"x\"\ntitle = \"x\"\n```\n",
        &["block-outside-exercise \"toml scene\""],
    ),
    // Scenes.
    ("name = \"reply\"", "nmae = \"reply\"", &["missing-key \"```toml scene\"", "unknown-key \"nmae\""]),
    ("name = \"reply\"", "name = reply", &["toml-syntax \"reply\""]),
    ("name = \"reply\"", "name = \"reply\"\nname = \"again\"", &["toml-syntax \"name\""]),
    (
        "name = \"reply\"",
        "name = \"Reply One\"",
        &["not-kebab-case \"Reply One\"", "unknown-scene \"reply\""],
    ),
    ("first_ms = 5", "first = 5", &["unknown-key \"first\""]),
    ("first_ms = 5", "first_ms = -5", &["out-of-range \"-5\""]),
    ("first_ms = 5", "first_ms = 5.5", &["wrong-type \"5.5\""]),
    ("extra_input_tokens = 3", "per = \"runs\"", &["unknown-word \"runs\""]),
    ("extra_input_tokens = 3", "retry_after = \"2\"", &["wrong-type \"\\\"2\\\"\""]),
    ("extra_input_tokens = 3", "status = 200", &["out-of-range \"200\""]),
    (
        "extra_input_tokens = 3",
        "options = [{ weight = 0.0 }]",
        &["missing-key \"{ weight = 0.0 }\"", "out-of-range \"0.0\""],
    ),
    ("extra_input_tokens = 3", "[[reply]]\ntext = \"never\"", &["unreachable-reply \"[[reply]]\""]),
    ("[pace]", "limit_s = 0\n[pace]", &["out-of-range \"0\""]),
    ("[pace]", "stdin = \"quit\"\n[pace]", &["wrong-type \"\\\"quit\\\"\""]),
    ("[pace]", "env = { A = 1 }\n[pace]", &["wrong-type \"1\""]),
    ("[[reply]]\ntext", "[reply]\ntext", &["wrong-type \"[reply]\""]),
    // Checks.
    ("points = 60", "points = 50", &["points-not-100 \"## Exercise: Say hello {#say-hello}\""]),
    ("points = 60", "points = 0", &["out-of-range \"0\""]),
    ("points = 60", "point = 60", &["missing-key \"```toml check\"", "unknown-key \"point\""]),
    ("id = \"shows-the-reply\"", "id = \"call-succeeds\"", &["duplicate-check \"call-succeeds\""]),
    ("needs = [\"call-succeeds\"]", "needs = [\"shows-the-reply\"]", &["needs-cycle \"shows-the-reply\""]),
    ("needs = [\"call-succeeds\"]", "needs = [\"call\"]", &["unknown-check \"call\""]),
    ("scenes = [\"reply\"]", "scenes = [\"replies\"]", &["unknown-scene \"replies\""]),
    ("scenes = [\"reply\"]", "scenes = []", &["empty-list \"[]\""]),
    ("read = \"what-is-sent\"", "read = \"what-is\"", &["unknown-anchor \"what-is\""]),
    ("points = 10", "points = 40", &["partial-too-high \"40\""]),
    ("pass = 'printed(\"Hello\")'", "pass = ''", &["empty-text \"\""]),
    ("say = \"Only a part of it is shown.\"", "", &["missing-key \"[[partial]]\""]),
    (
        "message = \"The reply is not shown.\"",
        "mesage = \"The reply is not shown.\"",
        &["missing-key \"```toml check\"", "unknown-key \"mesage\""],
    ),
    (
        "### Hint\n\nThe text is in",
        "### Hint {check=shows-the-reply}\n\nPrint it.\n\n### Hint\n\nThe text is in",
        &["unreachable-hint \"### Hint\""],
    ),
    (
        "The text is in `choices[0].message.content`.",
        "```python\nprint(reply)\n```",
        &["hint-without-track \"### Hint\""],
    ),
    (
        "# TODO: ask a question and print",
        "# Ask a question and print",
        &["stub-without-todo \"from openai import OpenAI\""],
    ),
];

#[test]
fn every_planted_fault_is_told_at_its_place() {
    let mut wrong = Vec::new();
    for (from, to, expected) in PLANTED {
        assert!(GOOD.contains(from), "nothing to replace: {from}");
        let (_, faults) = parse(&GOOD.replacen(from, to, 1));
        let told = told(&faults);
        if told != *expected {
            wrong.push(format!("{to:?}\n  told:     {told:?}\n  expected: {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_an_exercise_lacks_is_told() {
    let start = GOOD.find("```python stub").unwrap();
    let end = GOOD.find("## Takeaways").unwrap();
    let bare = format!("{}{}", &GOOD[..start], &GOOD[end..]);
    let codes: Vec<_> = parse(&bare).1.iter().map(|f| f.code).collect();
    assert_eq!(
        codes,
        ["missing-stub", "missing-stub", "missing-scene", "missing-check", "missing-hint", "missing-wrong"]
    );
}

#[test]
fn hints_may_be_numbered() {
    let (lesson, faults) = parse(&GOOD.replacen("### Hint: The client", "### Hint 1: The client", 1));
    assert_eq!(told(&faults), Vec::<String>::new());
    assert_eq!(lesson.exercises[0].hints[0].title, "The client");
}

#[test]
fn two_scenes_of_one_name() {
    let scene = "```toml scene\nname = \"reply\"\ntitle = \"again\"\n```\n\n";
    let text = GOOD.replacen("```toml check", &format!("{scene}```toml check"), 1);
    assert_eq!(told(&parse(&text).1), ["duplicate-scene \"reply\""]);
}

#[test]
fn what_is_meant_can_be_allowed() {
    let typed = "It was gpt-4o once.";
    let allowed = format!("<!-- lint: allow model-name -->\n{typed}");
    let other = format!("<!-- lint: allow skipped-heading-level -->\n{typed}");
    let place = "Nothing here costs anything.";
    let codes = |text: &str| parse(&GOOD.replacen(&format!("> [!NOTE]\n> {place}"), text, 1)).1.len();
    assert_eq!(codes(typed), 1);
    assert_eq!(codes(&allowed), 0);
    assert_eq!(codes(&other), 1);
    assert_eq!(codes("<!-- lint: allow model-name -->\n```python\nmodel = \"gpt-4o\"\n```"), 0);
    assert_eq!(
        codes("<!-- lint: allow model-name -->\nOne.\n\nIt was gpt-4o once."),
        1,
        "only the next block"
    );
    assert_eq!(codes("<!-- lint: allow control-character -->\nA \u{7}."), 1, "errors cannot be allowed");
}

#[test]
fn many_planted_faults_are_all_told_in_one_run() {
    let mut text = GOOD.to_owned();
    let mut expected = 0;
    for code in ["id: hello\n", "first_ms = 5", "points = 10", "```json\n", "read = \"what-is-sent\""] {
        let (from, to, told) = PLANTED.iter().find(|(from, ..)| *from == code).unwrap();
        text = text.replacen(from, to, 1);
        expected += told.len();
    }
    assert_eq!(parse(&text).1.len(), expected);
}

#[test]
fn windows_line_ends_change_nothing() {
    let (unix, _) = parse(GOOD);
    let (windows, faults) = parse(&GOOD.replace('\n', "\r\n"));
    assert_eq!(told(&faults), Vec::<String>::new());
    assert_eq!(windows.body, unix.body);
    assert_eq!(windows.exercises[0].stubs["python"].code, unix.exercises[0].stubs["python"].code);
}

#[test]
fn a_scene_may_script_what_is_typed() {
    let text = GOOD.replacen(
        "[pace]",
        "stdin = [\"Hi {{ nonce }}\", 'quit']\nlimit_s = 1.5\nenv.A = \"b\"\n[pace]",
        1,
    );
    let (lesson, faults) = parse(&text);
    assert_eq!(told(&faults), Vec::<String>::new());
    let scene = &lesson.exercises[0].scenes()[0];
    assert_eq!(scene.stdin, StdinPlan::Lines(vec!["Hi {{ nonce }}".into(), "quit".into()]));
    assert_eq!(scene.limit, Duration::from_millis(1500));
    assert_eq!(scene.env, BTreeMap::from([("A".into(), "b".into())]));
    assert!(scene.fields.contains_key("stdin[1]") && scene.fields.contains_key("env.A"));
}

#[test]
fn settings_faults_are_told_at_their_place() {
    let planted: &[(&str, &str, &[&str])] = &[
        ("title = \"A small course\"\n", "", &["missing-key \"\""]),
        ("version = \"1.0.0\"", "version = 1", &["wrong-type \"1\""]),
        ("default_track = \"python\"", "default_track = \"pyton\"", &["unknown-track \"\\\"pyton\\\"\""]),
        ("small = \"gpt-5.4-mini\"", "small = 4", &["wrong-type \"4\""]),
        ("[tracks.shell]", "[tracks.Shell]", &["not-kebab-case \"Shell\""]),
        ("extension = \"sh\"", "extension = \"../sh\"", &["bad-extension \"\\\"../sh\\\"\""]),
        (
            "languages = [\"shell\", \"bash\", \"sh\"]",
            "languages = [\"python\"]",
            &["duplicate-language \"shell\""],
        ),
        ("{ \".venv\" = ", "{ \"../.venv\" = ", &["unsafe-path \"\\\"../.venv\\\"\""]),
        ("{ \"requirements.txt\" = ", "{ \"/etc/x\" = ", &["unsafe-path \"\\\"/etc/x\\\"\""]),
        (
            "run = [\"{bash}\", \"{file}\"]",
            "runs = [\"{bash}\"]",
            &["missing-key \"[tracks.shell]\"", "unknown-key \"runs\""],
        ),
        (
            "{ name = \"curl\", programs = [\"curl\"] }",
            "{ name = \"curl\" }",
            &["missing-key \"{ name = \\\"curl\\\" }\""],
        ),
    ];
    for (from, to, expected) in planted {
        assert!(SETTINGS.contains(from), "nothing to replace: {from}");
        let file = Arc::new(SourceFile::new("workbook.toml", SETTINGS.replacen(from, to, 1)));
        let mut faults = Vec::new();
        settings::parse(&file, super::lesson::Care::Author, &mut faults);
        faults.sort_by_key(|f| f.spot.as_ref().unwrap().range.start);
        assert_eq!(told(&faults), *expected, "{to}");
    }
}

#[test]
fn settings_keep_the_order_of_tracks_and_flatten_variables() {
    let settings = settings();
    assert_eq!(settings.tracks.iter().map(|t| t.id.as_str()).collect::<Vec<_>>(), ["python", "shell"]);
    assert_eq!(settings.variables["model.small"], "gpt-5.4-mini");
    let python = &settings.tracks[0];
    assert_eq!(python.needs[0].minimum, "3.10");
    assert_eq!(python.setup.steps[0].0, "Making a virtual environment");
    assert_eq!(python.setup.files["requirements.txt"], "openai\n");
}

/// The blocks of AUTHORING.md whose info string is this.
fn blocks_of_the_guide(info: &str) -> Vec<String> {
    let guide = include_str!("../../lessons/AUTHORING.md");
    let outline = markdown::outline(guide, 0);
    let wanted = outline.fences.iter().filter(|f| &guide[f.info.clone()] == info);
    wanted.map(|f| guide[f.code.clone()].to_owned()).collect()
}

#[test]
fn the_guides_first_lesson_is_faultless() {
    let lesson = &blocks_of_the_guide("markdown")[0];
    let mut settings = settings();
    settings.tracks.truncate(1);
    let (lesson, faults) =
        parse_lesson("lessons/90-a-word.md", lesson, &settings.tracks, &settings.variables);
    assert_eq!(told(&faults), Vec::<String>::new());
    assert_eq!(lesson.unwrap().exercises[0].id, "show-the-word");
}

#[test]
fn the_guides_scenes_and_checks_are_faultless() {
    for block in blocks_of_the_guide("toml") {
        let file = Arc::new(SourceFile::new("x", block.as_str()));
        let mut faults = Vec::new();
        let toml = table::Toml::parse(&file, 0..block.len(), &mut faults);
        let spot = Spot::new(Arc::clone(&file), 0..0);
        if toml.root.contains_key("name") {
            scene::read(&toml, spot, &mut faults);
        } else if toml.root.contains_key("id") {
            check::read(&toml, spot, &mut faults);
        }
        assert_eq!(told(&faults), Vec::<String>::new(), "{block}");
    }
}

#[test]
fn the_guides_links_lead_somewhere() {
    let guide = include_str!("../../lessons/AUTHORING.md");
    let outline = markdown::outline(guide, 0);
    let mut faults = Vec::new();
    let file = Arc::new(SourceFile::new("AUTHORING.md", guide));
    prose::check_anchors(&file, &outline, &[], &mut faults);
    assert_eq!(told(&faults), Vec::<String>::new());
}

mod properties {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_settings_make_it_panic(text in "([a-z]{1,8}|=|\\[|\\]|\\{|\\}|\"|\\.|,|[0-9]|\n| |\\PC){0,80}", at in any::<prop::sample::Index>()) {
            for text in [text.clone(), spoil(&text, at)] {
                let file = Arc::new(SourceFile::new("workbook.toml", text));
                let mut faults = Vec::new();
                settings::parse(&file, super::lesson::Care::Author, &mut faults);
                for fault in &faults {
                    tell(fault);
                }
            }
        }
    }

    fn spoil(text: &str, at: prop::sample::Index) -> String {
        let at = at.index(SETTINGS.len());
        format!("{}{text}{}", &SETTINGS[..at], &SETTINGS[at..])
    }
}

#[test]
fn codes_are_kebab_case() {
    let codes: BTreeSet<&str> =
        PLANTED.iter().flat_map(|(_, _, told)| told.iter()).map(|t| t.split(' ').next().unwrap()).collect();
    assert!(codes.iter().all(|c| schema::is_kebab(c) || c.starts_with("unknown")), "{codes:?}");
}

/// A learner's command reads the built-in course without looking for faults, and its scenes
/// and checks late: this is what it may rely on.
#[test]
fn the_built_in_course_is_sound_and_read_late_it_is_the_same() {
    let read = super::load(&super::Origin::Embedded).unwrap();
    assert!(read.faults.iter().all(|fault| fault.severity != Severity::Error), "{:?}", read.faults);
    let late = super::load_to_learn(&super::Origin::Embedded).unwrap();
    assert_eq!(read.course.variables, late.course.variables);
    assert_eq!(read.course.exercises().count(), late.course.exercises().count());
    for (read, late) in read.course.exercises().zip(late.course.exercises()) {
        assert_eq!(read.max_score(), late.max_score(), "{}", read.id);
        assert_eq!(read.max_score(), late.checks().iter().map(|check| check.points).sum::<u32>());
        let same = format!("{:?}{:?}", read.scenes(), read.checks())
            == format!("{:?}{:?}", late.scenes(), late.checks());
        assert!(same, "{}", read.id);
    }
}

/// A clone holds the built-in course; one letter more, and its lessons are looked at again.
#[test]
fn a_folder_with_the_built_in_course_is_read_as_it() {
    let folder = tempfile::tempdir().unwrap();
    let repository = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    std::fs::create_dir(folder.path().join("lessons")).unwrap();
    for file in ["workbook.toml", "prices.toml", "lessons/macros.jinja", "lessons/04-first-call.md"] {
        std::fs::copy(repository.join(file), folder.path().join(file)).unwrap();
    }
    let origin = super::Origin::Folder(folder.path().to_owned());
    // Solutions are missing: told to whoever reads with care.
    assert!(
        super::load_to_learn(&origin).unwrap().faults.iter().all(|fault| fault.code != "missing-solution")
    );
    let lesson = folder.path().join("lessons/04-first-call.md");
    let text = std::fs::read_to_string(&lesson).unwrap();
    std::fs::write(&lesson, text + "\n").unwrap();
    assert!(
        super::load_to_learn(&origin).unwrap().faults.iter().any(|fault| fault.code == "missing-solution")
    );
}
