//! Lessons that nobody should write: whatever the bytes, faults come out, soon.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use workbook::course::{Fault, Lesson, Origin, Track, load, parse_lesson};

const GOOD: &str = include_str!("../courses/small/lessons/01-hello.md");

static COURSE: LazyLock<(Vec<Track>, BTreeMap<String, String>)> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/courses/small");
    let course = load(&Origin::Folder(folder)).unwrap().course;
    (course.tracks, course.variables)
});

fn parse(text: &str) -> (Option<Lesson>, Vec<Fault>) {
    let (lesson, faults) = parse_lesson("lessons/01-x.md", text, &COURSE.0, &COURSE.1);
    for fault in &faults {
        let spot = fault.spot.as_ref().unwrap();
        assert!(spot.file.text.get(spot.range.clone()).is_some(), "{fault:?}");
        assert!(!fault.message.is_empty() && !fault.label.is_empty() && !fault.cure.is_empty(), "{fault:?}");
        assert!(fault.message.len() < 2000, "{}", fault.message);
    }
    assert!(faults.len() <= 301);
    (lesson, faults)
}

fn front(body: &str) -> String {
    format!("---\nid: x\ntitle: X\nminutes: 1\nsection: X\n---\n{body}")
}

fn exercise(body: &str) -> String {
    front(&format!("# X\n\n## Exercise: X {{#x}}\n\n{body}"))
}

fn scene(toml: &str) -> String {
    exercise(&format!("```toml scene\n{toml}\n```\n"))
}

/// Texts of about this size in bytes, each of one bad habit.
fn hostile(size: usize) -> Vec<(&'static str, String)> {
    let many = |unit: &str| unit.repeat(size / unit.len());
    let numbered = |unit: fn(usize) -> String| {
        let mut text = String::new();
        for number in 0.. {
            let next = unit(number);
            if text.len() + next.len() > size {
                break;
            }
            text.push_str(&next);
        }
        text
    };
    let deep_key = vec!["a"; 70].join(".");
    let deep_value = format!("{deep_key} = {}1{}", format!("{{ {deep_key} = ").repeat(70), " }".repeat(70));
    vec![
        ("quotes", front(&many(">"))),
        ("quotes, spaced", front(&many("> "))),
        ("lists", front(&many("- "))),
        ("brackets", front(&many("["))),
        ("images", front(&many("!["))),
        ("links open", front(&many("[a]("))),
        ("pointed", front(&many("[a](<b"))),
        ("emphasis", front(&many("*a_ "))),
        ("stars", front(&many("a**b*"))),
        ("backticks", front(&numbered(|n| format!("{} a ", "`".repeat(n % 1500 + 1))))),
        ("html", front(&many("<a "))),
        ("comments", front(&many("<!-- lint: allow model-name -->\n"))),
        ("comments open", front(&many("<!--"))),
        ("declarations", front(&many("<!A"))),
        ("instructions", front(&many("<?"))),
        ("entities", front(&many("&amp"))),
        ("references", front(&numbered(|n| format!("[a{n}]: b\n[a{n}][a{n}] ")))),
        ("labels", front(&many("[a][b] "))),
        ("footnotes", front(&numbered(|n| format!("[^{n}]: [^{n}]\n")))),
        ("table, wide", front(&format!("{}\n{}\n", "|a".repeat(size / 4), "|-".repeat(size / 4)))),
        ("table, long", front(&format!("|a|b|\n|-|-|\n{}", many("|\n")))),
        ("table, both", front(&format!("{}\n{}\n{}", "|a".repeat(2000), "|-".repeat(2000), many("a\n")))),
        ("headings", front(&many("# a\n"))),
        ("headings, skipping", front(&many("# a\n### b\n"))),
        ("heading attributes", front(&format!("## a {{{}}}\n", many("#b c=d ")))),
        ("exercises", front(&numbered(|n| format!("## Exercise: a {{#a{n}}}\n")))),
        ("hints", exercise(&many("### Hint {check=a}\n"))),
        ("fences", front(&many("```\n"))),
        ("fences, mistyped", front(&many("```pythno stubb\n```\n"))),
        ("info string", front(&format!("```python {}\n```\n", many("a=\"b\" ")))),
        ("stubs", exercise(&many("```python stub\nTODO\n```\n"))),
        ("wrong answers", exercise(&many("```python wrong expect=a title=b\n```\n"))),
        ("scenes", exercise(&many("```toml scene\nname=\"a\"\n```\n"))),
        ("checks", exercise(&many("```toml check\nid=\"a\"\nneeds=[\"b\"]\n```\n"))),
        ("variables", front(&many("{{ model.small }}"))),
        ("variables, unknown", front(&many("{{ model.smal }}"))),
        ("model names", front(&many("gpt-4 "))),
        ("control characters", front(&many("\u{7}"))),
        ("unknown anchors", front(&numbered(|n| format!("# a{n}\n[b](#b{n})\n")))),
        ("carriage returns", front(&many("\r"))),
        ("toml arrays", scene(&format!("stdin = {}", many("[")))),
        ("toml inline tables", scene(&format!("env = {}", many("{a=")))),
        ("toml dotted key", scene(&format!("{} = 1", vec!["a"; size / 2 - 100].join(".")))),
        ("toml, deep", scene(&format!("[{deep_key}]\n{deep_value}\n"))),
        ("toml keys", scene(&numbered(|n| format!("k{n} = 1\n")))),
        ("toml broken lines", scene(&many("a = = \"\n"))),
        ("toml list", scene(&format!("stdin = [{}]", many("1,")))),
        ("toml needs", exercise(&format!("```toml check\nneeds = [{}]\n```\n", many("\"a\",")))),
        ("toml replies", scene(&many("[[reply]]\ntext=\"a\"\n"))),
        ("toml option", scene(&format!("reply = [{{ options = [{}] }}]", many("{},")))),
        ("toml text", scene(&format!("title = \"{}\"", many("a")))),
        ("toml wrong word", scene(&format!("retired = \"{}\"", many("a")))),
        ("front matter", format!("---\n{}\n---\n", many("a: b\n"))),
        ("front matter open", format!("---\n{}", many("a: [\n"))),
        ("front matter flow", format!("---\n{}\n---\n", "[".repeat(16_000))),
        ("front matter keys", format!("---\n{}\n---\n", "? ".repeat(8_000))),
        ("front matter aliases", format!("---\na: &a b\n{}\n---\n", "c: *a\n".repeat(2_000))),
    ]
}

fn check_hostile(size: usize) {
    for (name, text) in hostile(size) {
        let start = Instant::now();
        // The stack of a test is as small as that of any thread of ours.
        let (_, faults) = parse(&text);
        let took = start.elapsed();
        println!("{took:>10.1?} {:>4} faults  {name}", faults.len());
        assert!(took < ENDLESS, "{name}: {took:?}");
    }
}

/// A bound far above what any of them takes, to tell slow from endless.
const ENDLESS: Duration = Duration::from_secs(60);

#[test]
fn hostile_lessons_end_in_faults_soon() {
    check_hostile(100_000);
}

/// The same at nearly the largest size that is read; minutes without `--release`.
#[test]
#[ignore = "takes minutes in a debug build"]
fn hostile_lessons_of_the_largest_size_end_in_faults() {
    check_hostile(1_990_000);
}

#[test]
fn a_lesson_that_is_too_large_is_refused_unread() {
    let (lesson, faults) = parse(&"a".repeat(50_000_000));
    assert!(lesson.is_none());
    assert_eq!(faults[0].code, "file-too-large");
}

/// Pieces that mean something to the parser, to make lessons of.
const PIECES: &[&str] = &[
    "---\n",
    "id: x\n",
    "```\n",
    "```python stub\n",
    "```toml check\n",
    "```toml scene\n",
    "~~~\n",
    "# ",
    "## Exercise: A {#a}\n",
    "### Hint {check=b}\n",
    "> ",
    "- ",
    "    ",
    "\n",
    "\n\n",
    "| a | b |\n",
    "|---|---|\n",
    "[a](#b)",
    "![](c.png)",
    "{{ model.small }}",
    "{{ ",
    " }}",
    "<!-- lint: allow model-name -->\n",
    "id = \"a\"\n",
    "name = 'b'\n",
    "[[reply]]\n",
    "text = '''\n",
    "\"\"\"",
    "'",
    "\"",
    "\\",
    "\u{0}",
    "é",
    "🦀",
    "\r\n",
    "\u{feff}",
    "= = =",
    "points = 1\n",
    "]",
    "{",
    "gpt-4o",
];

/// A good lesson, spoiled: parts cut, doubled, moved, pieces put in.
fn spoiled() -> impl Strategy<Value = String> {
    let change = (0..4_u8, any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..PIECES.len());
    prop::collection::vec(change, 1..8).prop_map(|changes| {
        let mut text: Vec<char> = GOOD.chars().collect();
        for (what, from, to, piece) in changes {
            let (a, b) = (from.index(text.len() + 1), to.index(text.len() + 1));
            let (a, b) = (a.min(b), a.max(b).min(a.min(b) + 400));
            let taken: Vec<char> = text[a..b].to_vec();
            match what {
                0 => drop(text.drain(a..b)),
                1 => drop(text.splice(a..a, taken)),
                2 => drop(text.splice(a..a, PIECES[piece].chars())),
                _ => drop(text.splice(a..b, PIECES[piece].chars())),
            }
        }
        text.into_iter().collect()
    })
}

// More of them: `PROPTEST_CASES=100000 cargo test --test testsuite never_panic`.
proptest! {
    #[test]
    fn spoiled_lessons_never_panic(text in spoiled()) {
        parse(&text);
    }

    #[test]
    fn heaps_of_pieces_never_panic(pieces in prop::collection::vec(0..PIECES.len(), 0..80), head in any::<bool>()) {
        let body: String = pieces.iter().map(|p| PIECES[*p]).collect();
        parse(&if head { exercise(&body) } else { body });
    }

    #[test]
    fn arbitrary_text_never_panics(text in "(\\PC|\n|\r|\t|\u{0}){0,300}") {
        parse(&text);
    }

    #[test]
    fn arbitrary_toml_never_panics(text in "([a-z]{1,8}|=|\\[|\\]|\\{|\\}|\"|'|\\.|,|[0-9]|-|\n| |#|\\PC){0,120}") {
        parse(&scene(&text));
        parse(&exercise(&format!("```toml check\n{text}\n```\n")));
    }
}
