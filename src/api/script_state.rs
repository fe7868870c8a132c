//! Which rule answers: matching, and what has been used up so far.
//!
//! Owns: the running state of a script. Must not know: what an answer looks like.

use crate::api::compile::{Compiled, Rule};
use crate::api::template::Names;
use crate::script::Per;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Conversations that are told apart; beyond it counting starts over, so that a
/// mock that runs for days stays small.
const CONVERSATIONS: usize = 100_000;

/// How often a conversation was asked for, and by which rules it was answered.
#[derive(Debug, Default)]
pub struct ScriptState {
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    calls: u64,
    attempts: HashMap<u64, u32>,
    used: HashMap<usize, u32>,
    used_by: HashMap<(usize, u64), u32>,
}

impl ScriptState {
    /// Counts a generating request: its number in the run, and among the requests
    /// with the same conversation, both from 1.
    pub fn begin(&self, conversation: u64) -> (u64, u32) {
        let mut counts = self.lock();
        counts.calls += 1;
        if counts.attempts.len() >= CONVERSATIONS {
            counts.attempts.clear();
            counts.used_by.clear();
        }
        let attempt = counts.attempts.entry(conversation).or_default();
        *attempt += 1;
        let attempt = *attempt;
        (counts.calls, attempt)
    }

    /// The first rule that matches and is not used up; when all matching rules are
    /// used up, the last of them; `None` when none matches.
    pub fn choose<'a>(&self, script: &'a Compiled, names: &Names<'_>, conversation: u64) -> Option<&'a Rule> {
        let mut last = None;
        for (index, rule) in script.rules.iter().enumerate() {
            if rule.when.as_ref().is_some_and(|when| !when.holds(names)) {
                continue;
            }
            if self.take(index, rule, conversation) {
                return Some(rule);
            }
            last = Some(rule);
        }
        last
    }

    /// Uses a rule once, if it is not used up.
    fn take(&self, index: usize, rule: &Rule, conversation: u64) -> bool {
        let Some(times) = rule.reply.times else { return true };
        let mut counts = self.lock();
        let used = match rule.reply.per {
            Per::Run => counts.used.entry(index).or_default(),
            Per::Request => counts.used_by.entry((index, conversation)).or_default(),
        };
        if *used >= times {
            return false;
        }
        *used += 1;
        true
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use crate::api::compile::compile;
    use crate::api::json::Json;
    use crate::script::{Reply, Script};

    struct Player {
        script: Compiled,
        state: ScriptState,
    }

    impl Player {
        fn new(replies: Vec<Reply>) -> Self {
            Self {
                script: compile(&Script { replies, ..Script::default() }).unwrap(),
                state: ScriptState::default(),
            }
        }

        /// The status of the answer to a question, 200 for a text, 0 for none.
        fn ask(&self, conversation: u64, last_user: &str) -> u16 {
            let (call, attempt) = self.state.begin(conversation);
            let names = Names {
                request: &Json::Null,
                model: "m",
                path: "/",
                api: "chat-completions",
                stream: false,
                temperature: 1.0,
                turn: 1,
                last_user,
                texts: &[],
                call,
                attempt,
                nonce: "n",
            };
            self.state
                .choose(&self.script, &names, conversation)
                .map_or(0, |rule| rule.reply.status.unwrap_or(200))
        }
    }

    #[test]
    fn rules_answer_in_order_until_used_up() {
        let player = Player::new(vec![Reply::status(429, 2), Reply::status(500, 1), Reply::text("ok")]);
        let seen: Vec<_> = (0..5).map(|_| player.ask(1, "hi")).collect();
        assert_eq!(seen, [429, 429, 500, 200, 200]);
    }

    #[test]
    fn the_last_matching_rule_answers_again() {
        let player = Player::new(vec![Reply::status(429, 1), Reply::status(503, 1)]);
        let seen: Vec<_> = (0..4).map(|_| player.ask(1, "hi")).collect();
        assert_eq!(seen, [429, 503, 503, 503]);
    }

    #[test]
    fn faults_per_request_strike_each_question() {
        let fault = Reply { per: Per::Request, ..Reply::status(429, 2) };
        let player = Player::new(vec![fault, Reply::text("ok")]);
        let seen: Vec<_> = [1, 2, 1, 2, 1, 2].into_iter().map(|c| player.ask(c, "hi")).collect();
        assert_eq!(seen, [429, 429, 429, 429, 200, 200]);
    }

    #[test]
    fn conditions_choose() {
        let player = Player::new(vec![
            Reply { when: "'quit' in last_user".to_owned(), ..Reply::status(400, 9) },
            Reply { when: "call == 2".to_owned(), ..Reply::status(404, 9) },
            Reply { when: "attempt == 3".to_owned(), ..Reply::status(409, 9) },
        ]);
        let seen = [(1, "quit"), (1, "a"), (1, "a"), (2, "b")].map(|(c, text)| player.ask(c, text));
        assert_eq!(seen, [400, 404, 409, 0]);
    }
}
