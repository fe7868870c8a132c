//! Quizzes as authors write them, rightly and wrongly.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::course::{Lesson, parse_lesson};
use proptest::prelude::*;
use std::collections::BTreeMap;

const FRONT: &str = "---\nid: l\ntitle: L\nminutes: 1\nsection: S\n---\n\n# L\n\n";

fn parse(body: &str) -> (Lesson, Vec<String>) {
    let variables = BTreeMap::from([("model.small".to_owned(), "tiny-1".to_owned())]);
    let (lesson, faults) = parse_lesson("lessons/01-l.md", &format!("{FRONT}{body}"), &[], &variables);
    let line = |f: &Fault| {
        let place = f.spot.as_ref().map(Spot::line_column).unwrap_or_default();
        format!("{}:{} {}", place.0, place.1, f.code)
    };
    (lesson.unwrap(), faults.iter().map(line).collect())
}

fn question(body: &str) -> Question {
    let (lesson, faults) = parse(&format!("## Quiz\n\n### Q?\n\n{body}"));
    assert_eq!(faults, Vec::<String>::new(), "{body}");
    lesson.quizzes[0].questions[0].clone()
}

fn faults(body: &str) -> Vec<String> {
    parse(&format!("## Quiz\n\n### Q?\n\n{body}")).1
}

#[test]
fn choices_with_explanations_tight_and_loose() {
    let tight = question("Look:\n\n- [ ] `a` {{ model.small }}\n  - No: not\n    that.\n- [x] b\n\nAfter.\n");
    let loose = question("Look:\n\n- [ ] `a` {{ model.small }}\n\n  No: not\n  that.\n\n- [x] b\n\nAfter.\n");
    for question in [tight, loose] {
        assert_eq!((question.text.as_str(), question.explanation.as_str()), ("Look:", "After."));
        let Answers::Choice(choices) = &question.answers else { panic!("typed") };
        assert_eq!(choices[0].text, "`a` tiny-1");
        assert_eq!(choices[0].why, "No: not\nthat.");
        assert_eq!((choices[1].text.as_str(), choices[1].right, choices[1].why.as_str()), ("b", true, ""));
        assert!(!question.answers.wants_several());
    }
}

#[test]
fn an_explanation_may_hold_code_and_several_right_answers_are_several() {
    let question = question("- [x] a\n\n  Because:\n\n  ```\n  x\n    y\n  ```\n- [x] b\n- [ ] c\n");
    let Answers::Choice(choices) = &question.answers else { panic!("typed") };
    assert_eq!(choices[0].why, "Because:\n\n```\nx\n  y\n```");
    assert!(question.answers.wants_several());
}

#[test]
fn typed_answers() {
    let question = question("- [x] = 1,500 ± 2 % tokens\n  - Yes.\n- [ ] = 15 \n- [x] = include_usage\n");
    let Answers::Typed(typed) = &question.answers else { panic!("choice") };
    let number = |value, tolerance, unit: &str| TypedValue::Number { value, tolerance, unit: unit.into() };
    assert_eq!(typed[0].value, number(1500.0, 30.0, "tokens"));
    assert_eq!(typed[0].why, "Yes.");
    assert_eq!((&typed[1].value, typed[1].right), (&number(15.0, 0.0, ""), false));
    assert_eq!(typed[2].value, TypedValue::Text("include_usage".into()));
    assert_eq!(typed_value("0.5 +- 0.1 s").unwrap(), number(0.5, 0.1, "s"));
    assert_eq!(typed_value("4o-mini").unwrap(), TypedValue::Text("4o-mini".into()));
}

#[test]
fn quizzes_have_ids_titles_and_ends() {
    let body = "## Quiz: Tokens {#tokens-quiz}\n\n### One `x`? {#one}\n\n- [x] a\n- [ ] b\n\n## More\n\n### Not one\n\n- [ ] a\n\n\
                ## Quiz\n\n### Two?\n\n- [x] = 1\n";
    let (lesson, faults) = parse(body);
    assert_eq!(faults, Vec::<String>::new());
    let all: Vec<_> =
        lesson.quizzes.iter().map(|q| (q.id.as_str(), q.title.as_str(), q.questions.len())).collect();
    assert_eq!(all, [("tokens-quiz", "Tokens", 1), ("l", "", 1)]);
    let question = &lesson.quizzes[0].questions[0];
    assert_eq!((question.id.as_str(), question.title.as_str()), ("one", "One `x`?"));
}

#[test]
fn faults_stand_at_their_place() {
    assert_eq!(parse("## Quiz\n\nNothing.\n").1, ["10:1 empty-quiz"]);
    assert_eq!(parse("## Quiz\n\n- [x] a\n- [ ] b\n").1, ["10:1 empty-quiz", "12:7 answer-without-question"]);
    assert_eq!(parse("### Quiz\n").1, ["10:1 quiz-level", "10:1 skipped-heading-level"]);
    assert_eq!(faults("No list.\n"), ["12:1 question-without-answers"]);
    assert_eq!(faults("- a\n- b\n"), ["12:1 question-without-answers"]);
    assert_eq!(faults("- [ ] a\n- [ ] b\n"), ["12:1 no-right-answer"]);
    assert_eq!(faults("- [x] a\n"), ["12:1 single-answer"]);
    assert_eq!(faults("- [x] a\n- b\n- [ ] c\n"), ["15:1 answer-without-box"]);
    assert_eq!(faults("- [x] a\n- [ ] A\n"), ["15:7 duplicate-answer"]);
    assert_eq!(faults("- [x] = 4\n- [ ] five\n"), ["15:7 mixed-answers"]);
    assert_eq!(faults("- [x] = 4 ± much\n"), ["14:7 bad-tolerance"]);
    assert_eq!(faults("- [x] = four ± 1\n"), ["14:7 bad-tolerance"]);
    assert_eq!(faults("- [x] =\n"), ["14:7 empty-text"]);
    let many: String = (0..13).map(|n| format!("- [x] answer {n}\n")).collect();
    assert_eq!(faults(&many), ["26:7 too-many-answers"]);
    let deep = parse("## Quiz\n\n### Q?\n\n- [x] a\n- [ ] b\n\n#### R?\n\n- [x] a\n- [ ] b\n").1;
    assert_eq!(deep, ["17:1 question-level"]);
}

#[test]
fn numbers_as_people_write_them() {
    for (text, value) in
        [("42", 42.0), ("1,234.5", 1234.5), ("-3", -3.0), ("−3", -3.0), ("$0.5", 0.5), (".5", 0.5)]
    {
        assert_eq!(number(text), Some(value), "{text}");
    }
    for text in ["", "x", "inf", "NaN", "4o", "-", "1 2", "e"] {
        assert_eq!(number(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn never_panics_and_keeps_its_promises(
        body in "(## Quiz|### |- \\[x\\] |- \\[ \\] |- |  - |= |± |[0-9]{1,3}|% |\n|\n\n|> |```|    |[a-zé]{1,4}| ){0,50}"
    ) {
        let (lesson, faults) = parse(&format!("## Quiz\n\n{body}"));
        for question in lesson.quizzes.iter().flat_map(|quiz| &quiz.questions) {
            let right = match &question.answers {
                Answers::Choice(choices) => choices.iter().any(|c| c.right),
                Answers::Typed(typed) => typed.iter().any(|t| t.right),
            };
            prop_assert!(right || !faults.is_empty(), "{:?}", question);
        }
    }

    #[test]
    fn typed_values_never_panic(text in "\\PC{0,30}") {
        let _ = typed_value(&text);
    }
}
