//! Pages as they are drawn, and pages that nobody would write.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::course::{Course, Origin, load};
use proptest::prelude::*;

fn style(width: usize) -> PageStyle<'static> {
    PageStyle { glyphs: &Glyphs::UNICODE, width, color: false, plain: false, track: None, folder: "lessons" }
}

fn shown(markdown: &str, style: PageStyle<'_>) -> String {
    page_lines(markdown, style).iter().map(|line| format!("{}\n", line.plain())).collect()
}

fn course() -> Course {
    load(&Origin::Embedded).unwrap().course
}

fn lesson(id: &str, width: usize, track: &str, plain: bool) -> String {
    let course = course();
    let lesson = course.lessons.iter().find(|l| l.id == id).unwrap();
    let words = crate::course::reading(lesson, |_| "(questions)".to_owned());
    let glyphs = if plain { &Glyphs::ASCII } else { &Glyphs::UNICODE };
    let track = Some((course.track(track).unwrap(), course.tracks.as_slice()));
    shown(&words, PageStyle { plain, glyphs, track, ..style(width) })
}

#[test]
fn a_real_lesson_at_80_columns() {
    insta::assert_snapshot!(lesson("first-call", 80, "python", false));
}

#[test]
fn a_real_lesson_at_60_columns() {
    insta::assert_snapshot!(lesson("first-call", 60, "shell", false));
}

#[test]
fn a_real_lesson_plain() {
    insta::assert_snapshot!(lesson("tokens-usage-cost", 80, "python", true));
}

#[test]
fn no_lesson_runs_over_the_edge() {
    for lesson in &course().lessons {
        for width in [40, 60, 80, 100] {
            let words = crate::course::reading(lesson, |_| String::new());
            for line in page_lines(&words, style(width)) {
                assert!(line.width() <= width, "{} at {width}: {line:?}", lesson.path);
            }
        }
    }
}

#[test]
fn what_lessons_are_made_of() {
    let page = "\
# Title `x`

A *word*, a **strong** one, `code` and a [link](https://a.b/c), [another](02-b.md), [here](#title).
Hard\\
break. <!-- gone --> <https://a.b/d>

<!-- gone
too -->

> [!WARNING]
> Keys cost *money*.
>
> ```sh
> echo hi
> ```

> [!WHY] Because.

- [x] done
- [ ] open
  1. one
  2. two

3. three

   more of it

---

![alt](img/a.png)
";
    insta::assert_snapshot!(shown(page, style(50)));
}

#[test]
fn only_the_learners_code_is_shown() {
    let course = course();
    let page = "One:\n\n```python sample\np\n```\n\n```js sample\nj\n```\n\nTwo:\n\n```js sample\nj\n```\n\nThree:\n\n```sh\ns\n```\n\n```json\n1\n```\n";
    let track = Some((course.track("python").unwrap(), course.tracks.as_slice()));
    insta::assert_snapshot!(shown(page, PageStyle { track, ..style(60) }));
}

proptest! {
    #[test]
    fn never_panics_and_stays_clean(
        page in "(\\PC|\n|\n\n|# |> |- |1\\. |    |```|~~~|\\| a \\| b \\||\\|---\\|---\\||\\*\\*|\\[a\\]\\(b\\)|<!--|-->|<br>|\\[!WHY\\]|\\[x\\] ){0,50}",
        width in 20usize..90
    ) {
        let text = shown(&page, style(width));
        prop_assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{:?}", text);
    }

    #[test]
    fn deep_blocks_stay_on_the_page(depth in 1usize..200, sign in prop::sample::select(vec!["> ", "- ", "1. "])) {
        let page = format!("{}deep and deeper words", sign.repeat(depth));
        prop_assert!(shown(&page, style(40)).contains("deep"));
    }
}
