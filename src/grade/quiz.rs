//! Is an answer to a question right?
//!
//! Owns: how an answer is read and compared. Must not know: how it was asked for.

use crate::course::{Answers, Choice, Question, Typed, TypedValue, number};

/// What an answer was found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Whether the question is answered rightly.
    pub right: bool,
    /// Indexes of what was chosen; for a typed answer, of the author's answer that it
    /// meets, if any.
    pub chosen: Vec<usize>,
}

/// An answer that cannot be read: nothing is judged, and it may be given again. The words
/// say what is wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Misread(String);

/// Judges an answer: letters or numbers of choices (`b`, `2`, `a,c`), a number, or words.
///
/// # Errors
/// When it is not an answer to this kind of question.
pub fn judge_answer(question: &Question, given: &str) -> Result<Judgement, Misread> {
    match &question.answers {
        Answers::Choice(choices) => choice(choices, question.answers.wants_several(), given),
        Answers::Typed(typed) => self::typed(typed, given),
    }
}

fn choice(choices: &[Choice], several: bool, given: &str) -> Result<Judgement, Misread> {
    let wanted = || {
        let last = letter(choices.len().saturating_sub(1));
        Misread(if several {
            format!("answer with the letters of all right answers, such as `a,{last}`")
        } else {
            format!("answer with one letter, a to {last}")
        })
    };
    let mut chosen = Vec::new();
    for part in given.split([',', ' ', '+']).filter(|part| !part.is_empty()) {
        match part.parse::<usize>() {
            Ok(number) => chosen.push(number.checked_sub(1).ok_or_else(wanted)?),
            // `ac` is `a,c`.
            Err(_) => {
                for sign in part.chars() {
                    let index = u32::from(sign.to_ascii_lowercase()).checked_sub(u32::from('a'));
                    chosen.push(index.and_then(|i| usize::try_from(i).ok()).ok_or_else(wanted)?);
                }
            }
        }
    }
    chosen.sort_unstable();
    chosen.dedup();
    if chosen.is_empty() || chosen.iter().any(|i| *i >= choices.len()) || (!several && chosen.len() > 1) {
        return Err(wanted());
    }
    let right = choices.iter().enumerate().all(|(index, choice)| choice.right == chosen.contains(&index));
    Ok(Judgement { right, chosen })
}

/// The letter of a choice.
#[must_use]
pub fn letter(index: usize) -> char {
    u8::try_from(index).ok().and_then(|i| b'a'.checked_add(i)).map_or('?', char::from)
}

fn typed(answers: &[Typed], given: &str) -> Result<Judgement, Misread> {
    let given = given.trim();
    if given.is_empty() {
        return Err(Misread("type an answer".to_owned()));
    }
    let numbers = answers.iter().all(|a| matches!(a.value, TypedValue::Number { .. }));
    // `60 tokens` and `60%` are as good as `60`.
    let first = given.split_whitespace().next().unwrap_or_default().trim_end_matches('%');
    let value = number(first);
    if numbers && value.is_none() {
        return Err(Misread("answer with a number".to_owned()));
    }
    let meets = |answer: &Typed| match &answer.value {
        TypedValue::Number { value: wanted, tolerance, .. } => {
            // Room for the binary fractions: 0.1 + 0.2 is not quite 0.3.
            let slack = wanted.abs().max(1e-9) * 1e-9;
            value.is_some_and(|v| (v - wanted).abs() <= tolerance + slack)
        }
        TypedValue::Text(text) => same_words(text, given),
    };
    // The right answers first: a tolerance may cover a typical mistake.
    let met = |right: bool| answers.iter().position(|a| a.right == right && meets(a));
    let right = met(true);
    Ok(Judgement { right: right.is_some(), chosen: right.or_else(|| met(false)).into_iter().collect() })
}

/// Case, quotes, a full stop and repeated spaces do not matter.
fn same_words(a: &str, b: &str) -> bool {
    let bare = |text: &str| {
        let text = text.trim().trim_matches(['`', '"', '\'', '“', '”', '.']).to_lowercase();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    bare(a) == bare(b)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use crate::course::parse_lesson;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn question(answers: &str) -> Question {
        let text = format!("## Quiz\n\n### Q?\n\n{answers}");
        let (lesson, _) = parse_lesson("lessons/01-a.md", &text, &[], &BTreeMap::new());
        lesson.unwrap().quizzes[0].questions[0].clone()
    }

    fn right(question: &Question, given: &str) -> Option<bool> {
        judge_answer(question, given).ok().map(|j| j.right)
    }

    #[test]
    fn one_choice() {
        let question = question("- [ ] x\n- [x] y\n- [ ] z\n");
        for (given, outcome) in
            [("b", Some(true)), ("B ", Some(true)), ("2", Some(true)), ("a", Some(false)), ("3", Some(false))]
        {
            assert_eq!(right(&question, given), outcome, "{given}");
        }
        for given in ["", "d", "0", "4", "ab", "?", "99999999999999999999"] {
            assert_eq!(right(&question, given), None, "{given}");
        }
        let told = judge_answer(&question, "q").unwrap_err().to_string();
        assert_eq!(told, "answer with one letter, a to c");
    }

    #[test]
    fn several_choices_want_all_and_no_other() {
        let question = question("- [x] x\n- [ ] y\n- [x] z\n");
        for given in ["a,c", "c, a", "ac", "1,3", "a c", "a+c", "a,a,c"] {
            assert_eq!(right(&question, given), Some(true), "{given}");
        }
        for given in ["a", "a,b,c", "b"] {
            assert_eq!(right(&question, given), Some(false), "{given}");
        }
    }

    #[test]
    fn numbers_with_tolerance() {
        let question = question("- [x] = 60 ± 2 tokens\n- [ ] = 42\n");
        for given in ["60", "58", "62", "60 tokens", "60.0", "6e1"] {
            assert_eq!(right(&question, given), Some(true), "{given}");
        }
        assert_eq!(right(&question, "62.1"), Some(false));
        let mistake = judge_answer(&question, "42").unwrap();
        assert_eq!((mistake.right, mistake.chosen.as_slice()), (false, &[1][..]));
        assert_eq!(right(&question, "sixty"), None);
        let exact = self::question("- [x] = 0.3\n");
        assert_eq!(right(&exact, "0.30000000000000004"), Some(true));
        assert_eq!(right(&exact, "0.31"), Some(false));
    }

    #[test]
    fn words() {
        let question = question("- [x] = include_usage\n- [x] = stream_options\n- [ ] = usage\n");
        for given in ["include_usage", "`Include_Usage`", " stream_options. "] {
            assert_eq!(right(&question, given), Some(true), "{given}");
        }
        assert_eq!(judge_answer(&question, "usage").unwrap().chosen, [2]);
        assert!(judge_answer(&question, "other").unwrap().chosen.is_empty());
        assert_eq!(right(&question, "  "), None);
    }

    proptest! {
        #[test]
        fn never_panics(given in "\\PC{0,20}", answers in "(- \\[x\\] |- \\[ \\] |= |[0-9]|[a-z]|\n){0,20}") {
            let text = format!("## Quiz\n\n### Q?\n\n{answers}");
            let (lesson, _) = parse_lesson("lessons/01-a.md", &text, &[], &BTreeMap::new());
            for question in lesson.iter().flat_map(|l| &l.quizzes).flat_map(|q| &q.questions) {
                let _ = judge_answer(question, &given);
            }
        }
    }
}
