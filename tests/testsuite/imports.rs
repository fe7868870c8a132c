//! Pages in the dialects of other courses become drafts that lint without errors.

use super::support::{Bench, repository};
use std::fs;

/// What must be found in the draft of each page.
const PAGES: &[(&str, &[&str])] = &[
    ("01-plain.md", &["# Talking to a model", "## Exercise: Change the question", "## Exercise: Print"]),
    (
        "02-callouts.md",
        &["> [!WARNING]", "> [!NOTE]", "## Quiz", "- [x] The server's answer", "- [ ] Your keyboard"],
    ),
    ("03-front-matter.md", &["title: \"Keys and where they live\"", "## Exercise: Assignment"]),
    ("04-mojibake.md", &["don’t", "café", "naïve"]),
    ("05-oem.md", &["it’s", "“quoted”"]),
    ("06-setext.md", &["# Rate limits", "## What they are", "## Exercise: Practice {#practice}"]),
    ("07-mermaid.md", &["```mermaid", "[the reference](https://example.com/reference)", "Image: a picture"]),
    ("08-templates.md", &["{{name}}", "> [!TIP]", "```yaml"]),
    ("09-tables-and-tasks.md", &["| field | meaning |", "## Exercise: Send a request"]),
    (
        "10-notebook.ipynb",
        &["# A first notebook", "```text\npip install openai", "## Exercise: Ask in another"],
    ),
    ("11-hostile.md", &["# Traps"]),
];

#[test]
fn ten_dialects_lint_without_errors() {
    for (name, found) in PAGES {
        let page = repository().join("tests/pages").join(name);
        let bench = Bench::empty();
        bench.run(&["new", "course", "c", "--track", "python", "--track", "shell"]).expect_code(0);
        bench.run(&["-C", "c", "import", page.to_str().unwrap()]).expect_code(0).expect("written");
        let lesson = fs::read_dir(bench.path().join("c/lessons")).unwrap();
        let lesson =
            lesson.map(|e| e.unwrap().path()).find(|p| p.to_string_lossy().contains("/02-")).unwrap();
        let text = fs::read_to_string(lesson).unwrap();
        for words in *found {
            assert!(text.contains(words), "{name}: no {words:?} in\n{text}");
        }
        let lint = bench.json(&["-C", "c", "lint", "--format", "json"]);
        assert_eq!(lint["errors"], 0, "{name}: {lint:#}\n{text}");
    }
}

#[test]
fn a_folder_is_imported_page_by_page() {
    let pages = repository().join("tests/pages");
    let bench = Bench::empty();
    bench.run(&["new", "course", "c", "--track", "shell"]).expect_code(0);
    bench.run(&["-C", "c", "import", pages.to_str().unwrap()]).expect_code(0);
    let lint = bench.json(&["-C", "c", "lint", "--format", "json"]);
    assert_eq!(lint["errors"], 0, "{lint:#}");
    assert_eq!(fs::read_dir(bench.path().join("c/lessons")).unwrap().count(), 1 + PAGES.len());
    bench.run(&["import", pages.to_str().unwrap()]).expect_code(2).expect("not a course folder");
}
