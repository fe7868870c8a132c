//! What an author begins with: a course, a lesson, an exercise that lint and prove.
//!
//! Owns: the texts of new files. Must not know: the disk. Nothing here knows a language:
//! stubs, solutions and wrong answers are those of the built-in course's first call, in
//! whatever tracks it has.

use super::lint::solution_path;
use super::load::SETTINGS;
use super::model::{CodeBlock, Course, Exercise, Track};

/// The built-in exercise whose programs a new one begins with.
const PATTERN: &str = "basic-call";

/// A file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scaffold {
    /// From the course's root, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// A whole course with these tracks of the built-in one; `None` when it lacks one.
#[must_use]
pub fn course_files(builtin: &Course, title: &str, tracks: &[String]) -> Option<Vec<Scaffold>> {
    let rows: Vec<&str> = tracks.iter().map(|id| track_row(id)).collect::<Option<_>>()?;
    let tracks: Vec<&Track> = tracks.iter().map(|id| builtin.track(id)).collect::<Option<_>>()?;
    let first = tracks.first()?;
    let model = builtin.variables.get("model.small").map_or("gpt-5.4-mini", String::as_str);
    let settings = format!(
        "# The course: what it is called, its variables, and the languages it can be taken in.\n\
         # `workbook schema` prints what may stand here, for editors.\n\n\
         title = {title:?}\nversion = \"0.1.0\"\n# The oldest workbook that can use this course.\nneeds = \"{}\"\ndefault_track = \"{}\"\n\n\
         # Names and figures that change stand here once. In lessons: {{{{ model.small }}}}.\n\
         [variables]\nmodel.small = {model:?}\n\n{}",
        needed_version(),
        first.id,
        rows.concat()
    );
    let mut files = vec![file("workbook.toml", settings), file(".gitignore", ".workbook/\n".to_owned())];
    for track in &tracks {
        let copies = track.setup.files.iter().filter_map(|(name, text)| {
            let path = format!("solutions/{}/{name}", track.id);
            rows.iter().any(|row| row.contains(&format!("\"{path}\""))).then(|| file(&path, text.clone()))
        });
        files.extend(copies);
    }
    let (path, text) = ("lessons/01-first-lesson.md", lesson_text("first-lesson", "A first lesson"));
    let id = "first-exercise";
    let (section, more) = exercise_files(builtin, id, &tracks);
    files.push(file(path, format!("{text}\n{section}")));
    files.extend(more);
    Some(files)
}

/// This workbook's version without its last number, which never adds to the format.
fn needed_version() -> &'static str {
    let own = env!("CARGO_PKG_VERSION");
    own.rsplit_once('.').map_or(own, |(needed, _)| needed)
}

/// A lesson of this number.
#[must_use]
pub fn lesson_file(number: u64, id: &str, title: &str) -> Scaffold {
    file(&format!("lessons/{number:02}-{id}.md"), lesson_text(id, title))
}

/// The section of a new exercise, and the files beside the lesson: solutions and stubs.
/// Tracks that the built-in course lacks get programs that only say what to do.
#[must_use]
pub fn exercise_files(builtin: &Course, id: &str, tracks: &[&Track]) -> (String, Vec<Scaffold>) {
    let pattern = builtin.exercise(PATTERN);
    let mut section = section_text(id);
    let mut files = Vec::new();
    for track in tracks {
        let stub = pattern.and_then(|p| p.stubs.get(&track.id)).map(raw);
        let todo = format!("{} TODO: write this exercise for {}.\n", track.comment, track.title);
        let stub = stub.map_or(todo.clone(), |text| text.replace(PATTERN, id));
        let language = track.languages.first().map_or(track.id.as_str(), String::as_str);
        section += &format!("\n```{language} stub\n{}```\n", with_newline(&stub));
        let solution = builtin.solution(PATTERN, &track.id).map_or(todo, |file| file.text.clone());
        files.push(file(&solution_path(id, track), solution));
    }
    section += "\n<!-- Typical wrong answers, each with the check that must catch it. Add those that your learners give. -->\n";
    for track in tracks {
        let language = track.languages.first().map_or(track.id.as_str(), String::as_str);
        for wrong in wrongs(pattern, track) {
            let title = &wrong.title;
            section += &format!(
                "\n```{language} wrong expect=shows-the-reply title=\"{title}\"\n{}```\n",
                with_newline(&raw(&wrong.block))
            );
        }
    }
    section += HINTS;
    (section, files)
}

/// The pattern's wrong answers that miss the reply, at most one for each track.
fn wrongs<'a>(pattern: Option<&'a Exercise>, track: &'a Track) -> impl Iterator<Item = &'a super::Wrong> {
    let all = pattern.into_iter().flat_map(|p| &p.wrongs);
    all.filter(|w| w.block.track == track.id && w.expect == "shows-the-reply").take(1)
}

/// A block as its author wrote it, variables and all.
fn raw(block: &CodeBlock) -> String {
    block.spot.file.text.get(block.spot.range.clone()).unwrap_or(&block.code).to_owned()
}

fn with_newline(text: &str) -> String {
    format!("{}\n", text.trim_end())
}

fn file(path: &str, text: String) -> Scaffold {
    Scaffold { path: path.to_owned(), text }
}

/// A track's rows of the built-in `workbook.toml`, as they stand there.
fn track_row(id: &str) -> Option<&'static str> {
    let head = format!("[tracks.{id}]");
    let start = SETTINGS.match_indices(&head).map(|(at, _)| at).find(|at| at_line_start(*at))?;
    let rest = SETTINGS.get(start + head.len()..)?;
    let mut end = SETTINGS.len();
    for (at, _) in rest.match_indices("\n[").filter(|(at, _)| is_track_head(rest, *at)) {
        let line = rest.get(at + 1..).and_then(|r| r.lines().next()).unwrap_or_default();
        let name = line.trim_start_matches('[');
        let of_track =
            name.starts_with(&format!("tracks.{id}.")) || name.starts_with(&format!("tracks.{id}]"));
        if !of_track {
            end = start + head.len() + at + 1;
            break;
        }
    }
    // Comments above the next table belong to it.
    let row = SETTINGS.get(start..end)?.trim_end();
    let lines: Vec<&str> = row.lines().collect();
    let kept = lines.iter().rposition(|l| !l.starts_with('#') && !l.trim().is_empty()).map_or(0, |i| i + 1);
    let length: usize = row.split_inclusive('\n').take(kept).map(str::len).sum();
    SETTINGS.get(start..(start + length + 1).min(SETTINGS.len()))
}

/// A table of a track, and not a line of a text in one.
fn is_track_head(text: &str, newline: usize) -> bool {
    text.get(newline + 1..).is_some_and(|line| line.trim_start_matches('[').starts_with("tracks."))
}

fn at_line_start(at: usize) -> bool {
    at == 0 || SETTINGS.as_bytes().get(at - 1) == Some(&b'\n')
}

/// A title as an id: `My 2nd lesson!` -> `my-2nd-lesson`.
#[must_use]
pub fn slug(title: &str) -> String {
    let words: String =
        title.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    let joined = words.split_whitespace().collect::<Vec<_>>().join("-");
    let joined: String = joined.chars().take(60).collect();
    let trimmed = joined.trim_matches('-');
    match trimmed.chars().next() {
        None => "lesson".to_owned(),
        Some(c) if c.is_ascii_digit() => format!("lesson-{trimmed}"),
        Some(_) => trimmed.to_owned(),
    }
}

fn lesson_text(id: &str, title: &str) -> String {
    let quoted = format!("\"{}\"", title.replace('\\', "").replace('"', "'"));
    format!(
        "---\nid: {id}\ntitle: {quoted}\nminutes: 10\nsection: Lessons\n---\n\n# {title}\n\n\
         ## Where we are {{#where-we-are}}\n\nTODO: what the reader knows by now.\n\n\
         ## The idea {{#the-idea}}\n\nTODO: the idea, in plain words. Names of models come from workbook.toml: `{{{{ model.small }}}}`.\n"
    )
}

fn section_text(id: &str) -> String {
    let title = id.replace('-', " ");
    let title = title.chars().next().map_or(title.clone(), |first| {
        format!("{}{}", first.to_uppercase(), title.chars().skip(1).collect::<String>())
    });
    format!(
        r#"## Exercise: {title} {{#{id}}}

TODO: the task. Say what a program may rely on, and what must be seen; nothing about how the code looks.

The environment variables `OPENAI_BASE_URL` and `OPENAI_API_KEY` say where the API is, and with which key.

```toml scene
# One run of the program, and what the API does meanwhile.
name = "reply"
title = "one question, one reply"

[[reply]]
# {{{{ nonce }}}} is another word in each run: nobody can guess it.
text = "The answer is {{{{ nonce }}}}."
```

```toml check
# Judged in the order of the file. The points of an exercise add up to 100.
id = "call-succeeds"
title = "makes a call that the API answers"
points = 40
pass = "answered | length > 0"
message = "The API refused what the program sent."
expected = "a request that is answered"
actual = "{{% if calls %}}{{{{ (calls | last).error | brief(120) }}}}{{% else %}}no request{{% endif %}}"
why = "Without an answer there is nothing to show."
```

```toml check
id = "shows-the-reply"
title = "shows the reply's text"
points = 60
# Tried only when the other one is met.
needs = ["call-succeeds"]
pass = "best_shown(answered) == 'text'"
message = "The reply's text was not shown."
expected = "the text: {{{{ (answered | last).reply }}}}"
actual = "{{% if output | trim %}}printed: {{{{ output | brief(120) }}}}{{% else %}}nothing printed{{% endif %}}"

# A sentence of its own for a usual mistake.
[[diagnosis]]
when = "best_shown(answered) == 'dump'"
say = "The whole object was printed. Take the text out of it: `choices[0].message.content`."
```
"#
    )
}

const HINTS: &str = "
### Hint {check=call-succeeds}

TODO: where to look. `workbook trace` shows what was sent.

### Hint {check=shows-the-reply}

TODO: the text is in `choices[0].message.content`.
";

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::course::{Origin, load};

    #[test]
    fn titles_become_ids() {
        assert_eq!(slug("My 2nd lesson!"), "my-2nd-lesson");
        assert_eq!(slug("  Äpfel & Birnen "), "pfel-birnen");
        assert_eq!(slug("3 ways"), "lesson-3-ways");
        assert_eq!(slug("???"), "lesson");
    }

    #[test]
    fn a_row_is_taken_whole_and_alone() {
        for id in ["python", "javascript", "shell", "rust"] {
            let row: toml::Table = track_row(id).unwrap().parse().unwrap();
            let tracks = row["tracks"].as_table().unwrap();
            assert_eq!(tracks.keys().collect::<Vec<_>>(), [id]);
            let whole: toml::Table = SETTINGS.parse().unwrap();
            assert_eq!(tracks[id], whole["tracks"][id]);
        }
        assert_eq!(track_row("cobol"), None);
    }

    #[test]
    fn a_new_course_lints_clean_in_every_track() {
        let builtin = load(&Origin::Embedded).unwrap().course;
        let tracks = ["python", "javascript", "shell", "rust"].map(str::to_owned);
        let dir = tempfile::tempdir().unwrap();
        let mut files = course_files(&builtin, "My course", &tracks).unwrap();
        files.push(lesson_file(2, "second", "The second: lesson"));
        for file in files {
            let path = dir.path().join(&file.path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, file.text).unwrap();
        }
        let loaded = load(&Origin::Folder(dir.path().to_owned())).unwrap();
        let told: Vec<String> = loaded
            .faults
            .iter()
            .map(|f| {
                format!(
                    "{} {}",
                    f.spot.as_ref().map(super::super::Spot::to_place).unwrap_or_default(),
                    f.message
                )
            })
            .collect();
        assert_eq!(told, Vec::<String>::new());
        assert_eq!(loaded.course.tracks.len(), 4);
        assert_eq!(loaded.course.exercise("first-exercise").unwrap().wrongs.len(), 4);
    }
}
