//! What an author does, from nothing to a proven exercise, as the documentation says it.

use super::support::{Bench, alone, repository, status_of};
use std::fs;
use std::path::Path;
use std::process::Command;

/// The fenced blocks of `lessons/AUTHORING.md` with this info string, after this heading.
fn documented(heading: &str, info: &str) -> Vec<String> {
    let page = fs::read_to_string(repository().join("lessons/AUTHORING.md")).unwrap();
    let section = page.split(&format!("\n## {heading}\n")).nth(1).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let fence = format!("```{info}\n");
    let blocks = section.split(fence.as_str()).skip(1);
    blocks.map(|block| block.split("```").next().unwrap().to_owned()).collect()
}

/// Other tests share this machine: what does not prove has to fail twice.
fn proves(bench: &Bench, args: &[&str]) {
    let _alone = alone();
    if bench.run(args).code != Some(0) {
        bench.run(args).expect_code(0);
    }
}

/// Runs git in a folder; false where there is none, or where it fails.
fn git(folder: &Path, args: &[&str]) -> bool {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(["-c", "user.name=a", "-c", "user.email=a@b.c"]).args(args);
    command.output().is_ok_and(|output| output.status.success())
}

#[test]
fn a_new_course_lints_and_proves_and_grows() {
    let bench = Bench::empty();
    bench.run(&["new", "course", "mine", "--track", "shell"]).expect_code(0).expect("next: run");
    bench.run(&["-C", "mine", "lint"]).expect_code(0).expect("No faults.");
    proves(&bench, &["-C", "mine", "prove"]);
    let again = bench.json(&["-C", "mine", "prove", "--format", "json"]);
    assert_eq!((again["holds"].as_bool(), again["unchanged"].as_u64()), (Some(true), Some(1)));
    assert!(again["rubrics"][0]["strength"].as_f64().unwrap() >= 0.9, "{again:#}");
    bench.run(&["-C", "mine", "new", "lesson", "Asking: for \"JSON\""]).expect_code(0);
    bench.run(&["-C", "mine", "new", "exercise", "ask-for-json"]).expect_code(0);
    bench.run(&["-C", "mine", "lint"]).expect_code(0).expect("No faults.");
    assert!(bench.path().join("mine/lessons/02-asking-for-json.md").is_file());
    proves(&bench, &["-C", "mine", "prove", "ask-for-json"]);
    bench.run(&["-C", "mine", "new", "exercise", "ask-for-json"]).expect_code(2).expect("already");
    bench.run(&["-C", "mine", "new", "exercise", "Not An Id"]).expect_code(2).expect("not-an-id");
    bench.run(&["new", "course", "mine"]).expect_code(2).expect("is a course already");
    bench.run(&["new", "course", "other", "--track", "cobol"]).expect_code(2).expect("python");
}

#[test]
fn the_documented_custom_track_proves() {
    if std::process::Command::new("perl").args(["-MHTTP::Tiny", "-MJSON::PP", "-e1"]).status().is_err() {
        return;
    }
    let row = &documented("Custom tracks", "toml")[0];
    let settings = format!(
        "title = \"In Perl\"\nversion = \"1\"\ndefault_track = \"perl\"\nvariables.model.small = \"gpt-5.4-mini\"\n\n{row}"
    );
    let lesson = "---\nid: one\ntitle: One\nminutes: 5\nsection: Start\n---\n\n# One\n";
    let bench = Bench::empty().file("workbook.toml", &settings).file("lessons/01-one.md", lesson);
    bench.run(&["new", "exercise", "ask"]).expect_code(0);
    let solution = &documented("Custom tracks", "perl")[0];
    fs::write(bench.path().join("solutions/perl/ask.pl"), solution).unwrap();
    let path = bench.path().join("lessons/01-one.md");
    let text = fs::read_to_string(&path).unwrap();
    let wrong = "\n```perl wrong expect=shows-the-reply title=\"only says that it is done\"\nuse HTTP::Tiny;\nHTTP::Tiny->new->post(\"$ENV{OPENAI_BASE_URL}/chat/completions\", {\n  headers => { Authorization => \"Bearer $ENV{OPENAI_API_KEY}\", \"Content-Type\" => \"application/json\" },\n  content => '{\"model\": \"{{ model.small }}\", \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}',\n});\nprint \"Done.\\n\";\n```\n";
    fs::write(&path, text.replace("\n### Hint {check=call", &format!("{wrong}\n### Hint {{check=call")))
        .unwrap();
    bench.run(&["lint"]).expect_code(0).expect("No faults.");
    proves(&bench, &["prove"]);
    // And what does not parse says so.
    fs::write(bench.path().join("broken.pl"), "print (;\n").unwrap();
    bench.run(&["check", "ask", "--file", "broken.pl"]).expect_code(1);
}

#[test]
fn the_other_documented_rows_are_rows() {
    let rows = &documented("Custom tracks", "toml")[1];
    let settings = format!("title = \"Many\"\nversion = \"1\"\ndefault_track = \"go\"\n\n{rows}");
    let bench = Bench::empty()
        .file("workbook.toml", &settings)
        .file("lessons/01-one.md", "---\nid: one\ntitle: One\nminutes: 5\nsection: Start\n---\n\n# One\n");
    bench.run(&["lint"]).expect_code(0).expect("No faults.");
}

#[test]
fn the_documented_macros_judge_and_speak() {
    let bench = Bench::empty();
    bench.run(&["new", "course", "mine", "--track", "shell"]).expect_code(0);
    let root = bench.path().join("mine");
    let path = root.join("lessons/01-first-lesson.md");
    let text = fs::read_to_string(&path).unwrap();
    let one = text.lines().find(|line| line.starts_with("pass = ") && line.contains("answered")).unwrap();
    let with =
        text.replace(one, "pass = \"count(answered, 'reply', 'replies') == '1 reply' and not asks_about(calls[0], 'the weather')\"");
    let actual = with.lines().find(|line| line.starts_with("actual = ")).unwrap().to_owned();
    let with = with.replacen(&actual, "actual = \"{{ count(calls, 'request', 'requests') }}\"", 1);
    fs::write(&path, with).unwrap();
    bench.run(&["-C", "mine", "lint"]).expect_code(3).expect("nothing called `asks_about`");
    let macros = root.join("lessons/macros.jinja");
    fs::write(&macros, &documented("Macros", "jinja")[0]).unwrap();
    bench.run(&["-C", "mine", "lint"]).expect_code(0).expect("No faults.");
    bench.run(&["-C", "mine", "check", "first-exercise", "--solution"]).expect_code(0);
    let asks = "curl -sS \"$OPENAI_BASE_URL/chat/completions\" -H \"Authorization: Bearer $OPENAI_API_KEY\" -H 'Content-Type: application/json' \
        -d '{\"model\":\"gpt-5.4-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Tell me the weather.\"}]}' | jq -r '.choices[0].message.content'\n";
    fs::write(bench.path().join("weather.sh"), asks).unwrap();
    let said = bench.run(&["-C", "mine", "check", "first-exercise", "--file", "../weather.sh"]);
    said.expect_code(1).expect("1 request").expect("check first-exercise --file ../weather.sh");
    // Its faults stand in its own file, once.
    fs::write(&macros, "{% macro asks_about(call, words) %}{{ mentoins(call) }}{% endmacro %}").unwrap();
    let said = bench.run(&["-C", "mine", "lint"]).expect_code(3);
    let said =
        said.expect("lessons/macros.jinja:1:39: error[unknown-name]").expect("Did you mean `mentions`?");
    assert_eq!(said.stdout.matches("mentoins").count(), 2, "{}", said.stdout);
}

#[test]
fn a_course_for_a_newer_workbook_says_so_and_nothing_else() {
    let bench = Bench::empty();
    bench.run(&["new", "course", "mine", "--track", "shell"]).expect_code(0);
    let path = bench.path().join("mine/workbook.toml");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("needs = \"0.1\""), "{text}");
    fs::write(&path, text.replace("needs = \"0.1\"", "needs = \"9.9\"\nof_tomorrow = true")).unwrap();
    for words in [["list"], ["check"], ["lint"], ["prove"]] {
        let args: Vec<&str> = ["-C", "mine"].into_iter().chain(words).collect();
        let said = bench.run(&args).expect_code(3).expect("needs workbook 9.9 or newer");
        assert!(!said.stdout.contains("of_tomorrow") && !said.stderr.contains("of_tomorrow"));
        said.expect("Update workbook");
    }
}

#[test]
fn a_translation_is_read_and_watched_for_drift() {
    let bench = Bench::empty();
    bench.run(&["new", "course", "mine", "--track", "shell"]).expect_code(0);
    let original = bench.path().join("mine/lessons/01-first-lesson.md");
    let french = bench.path().join("mine/lessons/01-first-lesson.fr.md");
    let text = fs::read_to_string(&original).unwrap();
    // A copy is no translation yet: its blocks would count for nothing.
    fs::write(&french, &text).unwrap();
    bench.run(&["-C", "mine", "lint"]).expect_code(0).expect("block-in-translation");
    let mut prose = String::new();
    let mut machine = false;
    for line in text.lines().filter(|line| !line.starts_with("<!--")) {
        let opens = ["stub", "scene", "check", "wrong"]
            .iter()
            .any(|part| line.starts_with("```") && line.split_whitespace().any(|word| word == *part));
        machine |= opens;
        if !machine {
            let id = line.strip_prefix("## ").filter(|title| !title.contains("{#"));
            let line = match id.map(|title| title.to_lowercase().replace(' ', "-").replace(['\'', '?'], "")) {
                Some(anchor) => format!("## Titre {{#{anchor}}}"),
                None => line.replace("A first lesson", "Une leçon"),
            };
            prose.push_str(&line);
            prose.push('\n');
        }
        machine &= opens || line != "```";
    }
    fs::write(&french, &prose).unwrap();
    bench.run(&["-C", "mine", "lint"]).expect_code(0).expect("No faults.");
    let read = |bench: &Bench, more: &[&str]| {
        let args: Vec<&str> = ["-C", "mine", "read", "01", "--plain"].iter().chain(more).copied().collect();
        bench.run(&args)
    };
    read(&bench, &["--lang", "fr"]).expect_code(0).expect("Une leçon");
    read(&bench, &[]).expect_code(0).expect("Une leçon");
    read(&bench, &["--lang", "original"]).expect_code(0).expect("A first lesson");
    read(&bench, &[]).expect_code(0).expect("A first lesson");
    read(&bench, &["--lang", "de"]).expect_code(2).expect("there is: fr, original");
    // The program is graded as ever, in a folder that remembers its language.
    let init = ["--course", "mine", "init", "learner", "--lang", "fr"];
    bench.run(&init).expect_code(0);
    let laid_out = fs::read_to_string(bench.path().join("learner/lessons/01-first-lesson.md")).unwrap();
    assert!(laid_out.contains("# Une leçon"), "{laid_out}");
    let learner = ["--course", "../mine", "-C", "learner"];
    let list: Vec<&str> = learner.iter().copied().chain(["list"]).collect();
    bench.run(&list).expect_code(0).expect("Une leçon");
    let check: Vec<&str> = learner.iter().copied().chain(["check", "--solution"]).collect();
    bench.run(&check).expect_code(0).expect("Passed");
    // The environment, then the course's own setting.
    let bench = bench.env("WORKBOOK_LANG", "fr");
    read(&bench, &[]).expect_code(0).expect("Une leçon");
    fs::remove_dir_all(bench.path().join("mine/.workbook")).unwrap();
    let bench = bench.env("WORKBOOK_LANG", "xx");
    read(&bench, &[]).expect_code(0).expect("A first lesson");
    let settings = bench.path().join("mine/workbook.toml");
    let toml = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, toml.replacen("\n[variables]", "\nlang = \"fr\"\n[variables]", 1)).unwrap();
    read(&bench, &[]).expect_code(0).expect("Une leçon");
    // The original goes on.
    fs::write(&original, text.replace("## Exercise", "## More of it\n\nNew.\n\n## Exercise")).unwrap();
    let said = bench.run(&["-C", "mine", "lint"]).expect_code(3);
    said.expect("lessons/01-first-lesson.fr.md:1:1: error[translation-drift]").expect("{#more-of-it}");
}

#[test]
fn a_course_from_a_repository_has_a_folder_and_progress_of_its_own() {
    let bench = Bench::empty();
    bench.run(&["new", "course", "mine", "--track", "shell"]).expect_code(0);
    let root = bench.path().join("mine");
    let git = |args: &[&str]| git(&root, args);
    if !git(&["init", "-q"]) {
        return; // No git here.
    }
    // What a clone could be made to run or to read.
    fs::write(bench.path().join("secret.md"), "secret").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(bench.path().join("secret.md"), root.join("lessons/02-link.md")).unwrap();
    assert!(git(&["add", "."]) && git(&["commit", "-qm", "one"]) && git(&["tag", "v1"]));
    let templates = bench.path().join("templates/hooks");
    fs::create_dir_all(&templates).unwrap();
    fs::write(templates.join("post-checkout"), format!("#!/bin/sh\ntouch {}/ran\n", bench.path().display()))
        .unwrap();
    #[cfg(unix)]
    fs::set_permissions(templates.join("post-checkout"), std::os::unix::fs::PermissionsExt::from_mode(0o755))
        .unwrap();
    let data = bench.path().join("data");
    let bench = bench.env("WORKBOOK_DATA", data.to_str().unwrap());
    let bench = bench.env("GIT_TEMPLATE_DIR", templates.parent().unwrap().to_str().unwrap());
    let address = format!("file://{}#v1", root.display());
    bench.run(&["--course", &address, "init", "first"]).expect_code(0).expect("getting the course");
    // A link out of the course has become a plain text: nothing was read through it.
    let laid_out = fs::read_to_string(bench.path().join("first/lessons/02-link.md")).unwrap();
    assert!(laid_out.ends_with("secret.md"), "{laid_out}");
    assert!(!bench.path().join("ran").exists());
    fs::remove_file(root.join("lessons/02-link.md")).unwrap();
    assert!(git(&["commit", "-qam", "two"]) && git(&["tag", "v2"]));
    let address = format!("file://{}#v2", root.display());
    let init = ["--course", &address, "init", "learner"];
    bench.run(&init).expect_code(0).expect("getting the course");
    fs::remove_dir_all(&root).unwrap();
    // From now on the folder knows its course, and nothing is fetched again.
    let solution = fs::read_dir(data.join("courses")).unwrap().flatten().find_map(|checkout| {
        let linked = checkout.path().join("lessons/02-link.md").exists();
        (!linked).then(|| checkout.path().join("solutions/shell/first-exercise.sh"))
    });
    fs::copy(solution.unwrap(), bench.path().join("learner/exercises/shell/first-exercise.sh")).unwrap();
    let said = bench.run(&["-C", "learner", "check"]).expect_code(0).expect("Passed · first-exercise");
    assert!(!said.stderr.contains("getting"), "{}", said.stderr);
    // Another course in the same folder has a history of its own.
    bench.run(&["new", "course", "other", "--track", "shell"]).expect_code(0);
    let other = ["-C", "learner", "--course", "../other", "list", "--format", "json"];
    assert_eq!(status_of(&bench.json(&other), "first-exercise"), "todo");
    bench.run(&["-C", "learner", "--course", "../other", "skip"]).expect_code(0);
    assert_eq!(status_of(&bench.json(&other), "first-exercise"), "skipped");
    let own = ["-C", "learner", "list", "--format", "json"];
    assert_eq!(status_of(&bench.json(&own), "first-exercise"), "passed");
    // What cannot be fetched, and what is no course.
    bench.run(&["--course", "file:///no/such", "list"]).expect_code(4).expect("cannot be fetched");
    assert_eq!(fs::read_dir(data.join("courses")).unwrap().count(), 2);
}

#[test]
fn lint_speaks_the_languages_of_machines() {
    let course = repository().join("tests/courses/ten-faults");
    let bench = Bench::empty();
    let path = course.to_str().unwrap();
    let json = bench.json(&["lint", path, "--format", "json"]);
    assert_eq!((&json["schema"], json["faults"].as_array().unwrap().len()), (&"workbook.lint/1".into(), 10));
    let first = &json["faults"][0];
    assert_eq!((first["line"].as_u64(), first["column"].as_u64()), (Some(4), Some(1)), "{first:#}");
    assert_eq!((first["code"].as_str(), first["end_column"].as_u64()), (Some("unknown-key"), Some(7)));
    let sarif = bench.json(&["lint", path, "--format", "sarif"]);
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startLine"], 4);
    bench.run(&["lint", path, "--format", "github"]).expect("::error file=lessons/01-first.md,line=4,col=1,");
    let schema = bench.json(&["schema"]);
    assert_eq!(schema["$defs"]["check"]["properties"]["points"]["type"], "integer");
}

#[test]
fn lint_mends_what_needs_no_thinking() {
    let from = repository().join("tests/courses/ten-faults");
    let read = |path: &str| fs::read_to_string(from.join(path)).unwrap();
    let mut bench = Bench::empty();
    for path in [
        "workbook.toml",
        "lessons/01-first.md",
        "lessons/02-second.md",
        "solutions/python/one.py",
        "solutions/python/two.py",
    ] {
        bench = bench.file(path, &read(path));
    }
    bench.run(&["lint", "--fix"]).expect_code(3).expect("mended");
    let text = fs::read_to_string(bench.path().join("lessons/01-first.md")).unwrap();
    for right in
        ["{{ model.small }}", "```python stub", "status = 500", "scenes = [\"reply\"]", "expect=calls"]
    {
        assert!(text.contains(right), "{right}\n{text}");
    }
    let left = bench.json(&["lint", "--format", "json"]);
    assert!(left["faults"].as_array().unwrap().len() <= 6, "{left:#}");
}

#[test]
fn ids_that_vanish_or_change_their_meaning_are_told() {
    let bench = Bench::empty();
    bench.run(&["new", "course", "mine", "--track", "shell"]).expect_code(0);
    let root = bench.path().join("mine");
    let git = |args: &[&str]| git(&root, args);
    if !git(&["init", "-q"]) {
        return; // No git here.
    }
    assert!(git(&["add", "."]) && git(&["commit", "-qm", "one"]) && git(&["tag", "v1"]));
    bench.run(&["-C", "mine", "lint", "--since", "v1"]).expect_code(0);
    let path = root.join("lessons/01-first-lesson.md");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("first-exercise", "renamed").replace("id: first-lesson", "id: other"))
        .unwrap();
    fs::rename(root.join("solutions/shell/first-exercise.sh"), root.join("solutions/shell/renamed.sh"))
        .unwrap();
    let said = bench.run(&["-C", "mine", "lint", "--since", "v1"]).expect_code(3);
    let said = said.expect("The exercise `first-exercise` was published and is gone");
    said.expect("The lesson `first-lesson` was published and is gone");
    bench.run(&["-C", "mine", "lint", "--since", "no-such"]).expect_code(2);
}
