//! The machine, shown one moment after another.

use super::*;
use proptest::prelude::*;

/// A program that went quiet long ago, after printing this.
fn waiting(printed: &str) -> Seen<'_> {
    Seen {
        quiet_ms: 1e6,
        silent_ms: 1e6,
        since_exchange_ms: 1e6,
        unread: false,
        reading: false,
        traffic: Traffic::default(),
        printed,
    }
}

fn feeder(lines: &[&str]) -> Feeder {
    let lines = lines.iter().map(|line| (*line).to_owned()).collect();
    Feeder::new(&StdinPlan::Lines(lines), None)
}

fn typed(step: &Step) -> Option<(&str, bool)> {
    match step {
        Step::Type(keys) => Some((&keys.text, keys.scripted)),
        _ => None,
    }
}

#[test]
fn nothing_is_typed_while_anything_is_going_on() {
    let mut feeder = feeder(&["hello"]);
    let calm = waiting("You: ");
    for busy in [
        Seen { unread: true, ..calm },
        Seen { traffic: Traffic { begun: 1, ended: 0, open: 1 }, ..calm },
        Seen { since_exchange_ms: 20.0, ..calm },
        Seen { quiet_ms: 200.0, ..calm },
        Seen { quiet_ms: 30.0, reading: true, ..calm },
    ] {
        assert_eq!(feeder.step(&busy), Step::Wait, "{busy:?}");
    }
    assert_eq!(typed(&feeder.step(&calm)), Some(("hello", true)));
}

#[test]
fn a_program_that_is_seen_reading_needs_no_long_quiet() {
    let seen = Seen { quiet_ms: 70.0, reading: true, ..waiting("") };
    assert_eq!(typed(&feeder(&["hello"]).step(&seen)), Some(("hello", true)));
}

#[test]
fn a_program_that_used_to_read_and_is_elsewhere_now_gets_time() {
    let mut feeder = feeder(&["one", "two"]);
    feeder.step(&Seen { reading: true, ..waiting("You: ") });
    let answered = Traffic { begun: 1, ended: 1, open: 0 };
    let elsewhere = Seen { quiet_ms: 2000.0, traffic: answered, ..waiting("reply\n") };
    assert_eq!(feeder.step(&elsewhere), Step::Wait);
    assert_eq!(typed(&feeder.step(&Seen { reading: true, ..elsewhere })), Some(("two", true)));
}

#[test]
fn a_line_without_effect_is_tried_a_few_times_and_a_quit_word_once() {
    let mut feeder = feeder(&["hello", "more", "quit"]);
    let mut keys = Vec::new();
    loop {
        match feeder.step(&waiting("Nope.\nYou: ")) {
            Step::Type(typed) => keys.push(typed.text),
            Step::EndInput => break,
            other => panic!("{other:?} after {keys:?}"),
        }
        assert!(keys.len() < 30, "{keys:?}");
    }
    let count = |word: &str| keys.iter().filter(|key| *key == word).count();
    assert_eq!(count("hello"), 1 + ATTEMPTS_PER_LINE as usize);
    assert_eq!((count("more"), count("quit")), (1, 1), "{keys:?}");
}

#[test]
fn enter_alone_may_send_a_line_that_was_typed_before() {
    let mut feeder = feeder(&["hello", "quit"]);
    feeder.step(&waiting("> "));
    assert_eq!(typed(&feeder.step(&waiting(""))), Some(("", false)));
    let sent = Seen { traffic: Traffic { begun: 1, ended: 1, open: 0 }, ..waiting("reply\n> ") };
    assert_eq!(typed(&feeder.step(&sent)), Some(("quit", true)));
}

#[test]
fn without_its_prompt_a_program_may_not_be_ready() {
    let mut feeder = feeder(&["one", "two"]);
    feeder.step(&waiting("You: "));
    let answered = Traffic { begun: 1, ended: 1, open: 0 };
    let early = Seen { quiet_ms: 600.0, traffic: answered, ..waiting("reply\n") };
    assert_eq!(feeder.step(&early), Step::Wait);
    let prompted = Seen { printed: "reply\nYou: ", ..early };
    assert_eq!(typed(&feeder.step(&prompted)), Some(("two", true)));
}

#[test]
fn a_question_between_turns_is_answered_each_time() {
    let mut feeder = feeder(&["one", "quit"]);
    feeder.step(&waiting("You: "));
    let answered = Traffic { begun: 1, ended: 1, open: 0 };
    let asks = Seen { traffic: answered, ..waiting("reply\nContinue? (y/n) ") };
    assert_eq!(typed(&feeder.step(&asks)), Some(("y", false)));
    let prompts = Seen { traffic: answered, ..waiting("You: ") };
    assert_eq!(typed(&feeder.step(&prompts)), Some(("quit", true)));
    let sure = Seen { traffic: answered, ..waiting("Really quit? (y/n) ") };
    assert_eq!(typed(&feeder.step(&sure)), Some(("y", false)));
    assert_eq!(feeder.step(&sure), Step::EndInput);
}

#[test]
fn echoes_of_what_was_typed_are_not_the_programs_words() {
    let mut feeder = feeder(&["hello", "quit"]);
    feeder.step(&waiting("You: "));
    // Only the echo: the program said nothing, so it is Enter that is tried.
    let echoed = waiting("\x1b[1G\x1b[0JYou: hello\x1b[11G\r\n");
    assert_eq!(typed(&feeder.step(&echoed)), Some(("", false)));
}

#[test]
fn only_an_echo_is_taken_for_one() {
    assert_eq!(without_echo("hello\nYou:", "hello"), "\nYou:");
    assert_eq!(without_echo("You: hello\nYou:", "hello"), "You:");
    assert_eq!(without_echo("You: hello", "hello"), "");
    assert_eq!(without_echo("Small.\nMode (1-4):", "1"), "Small.\nMode (1-4):");
}

#[test]
fn the_end_of_input_is_typed_twice_and_then_it_is_over() {
    let mut feeder = feeder(&[]);
    assert_eq!(feeder.step(&waiting("> ")), Step::EndInput);
    assert_eq!(feeder.step(&Seen { quiet_ms: 500.0, ..waiting("> ") }), Step::Wait);
    assert_eq!(feeder.step(&waiting("> ")), Step::EndInput);
    assert_eq!(feeder.step(&Seen { silent_ms: 2000.0, ..waiting("> ") }), Step::Wait);
    assert_eq!(feeder.step(&waiting("> ")), Step::GiveUp);
}

#[test]
fn a_task_without_a_script_is_only_given_up_when_it_plainly_reads_on() {
    let mut feeder = Feeder::new(&StdinPlan::Unscripted, None);
    let working = Seen { traffic: Traffic { begun: 1, ended: 1, open: 0 }, ..waiting("") };
    while !matches!(feeder.step(&working), Step::EndInput) {}
    feeder.step(&working);
    assert_eq!(feeder.step(&working), Step::Wait);
    assert_eq!(feeder.step(&Seen { reading: true, ..working }), Step::GiveUp);
}

proptest! {
    /// Whatever a program does, it is typed at a bounded number of times.
    #[test]
    fn it_always_comes_to_an_end(
        lines in prop::collection::vec("[a-z ]{0,8}", 0..5),
        moments in prop::collection::vec((any::<bool>(), 0usize..3, "[a-z:\\n? ]{0,12}"), 60),
    ) {
        let count = lines.len();
        let mut feeder = Feeder::new(&StdinPlan::Lines(lines), None);
        let mut begun = 0;
        let mut typed = 0;
        for (reading, requests, printed) in &moments {
            begun += requests / 2;
            let traffic = Traffic { begun, ended: begun, open: 0 };
            let step = feeder.step(&Seen { reading: *reading, traffic, ..waiting(printed) });
            prop_assert!(step != Step::Wait || feeder.ends > 0);
            typed += usize::from(matches!(step, Step::Type(_)));
        }
        // Each attempt is one answer and one line; a question in passing may follow each
        // line, and questions before the chat add one each.
        let lines_typed = count + ATTEMPTS as usize;
        prop_assert!(typed <= 2 * lines_typed + ATTEMPTS as usize + feeder.answered.len(), "{typed}");
    }
}
