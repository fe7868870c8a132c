//! What is typed at a program, and when.
//!
//! Owns: the decisions, as a machine without clock, process or terminal: it is shown
//! what can be seen ([`Seen`]) and answers with the next [`Step`]. Must not know: how
//! anything is read or typed.
//!
//! The rules, in the order they are tried:
//!
//! 1. Nothing is typed while an answer is on its way, or while something typed
//!    earlier has not been read.
//! 2. Nothing is typed before the program has gone quiet. A program that is seen
//!    blocked in a read of the terminal ([`Seen::reading`]) needs to be quiet for a
//!    moment only; where that cannot be seen, for longer; a program that has been seen
//!    to read so before, and does not now, is busy with something else, as is,
//!    probably, one that has not shown again the prompt it had for the last line.
//! 3. A line after which a request began has reached the API: the next one follows.
//! 4. A line after which none began was probably eaten by a question that the scene
//!    does not know: if the program asks something else now, the line is typed again;
//!    if it asks the same, or says nothing, a likely answer is typed first ("1",
//!    Enter, "y"). This is done a few times in a scene and never for a quit word,
//!    so a program that makes no requests at all is not kept for long.
//! 5. A question that is plainly not the chat's prompt ([`super::question`]) gets a
//!    likely answer, not the scene's line: which model? your name? before the first
//!    request; continue (y/n)? at any time.
//! 6. After the last line comes the end of input, once more if the program reads on,
//!    and then it is given up.

use super::question::{self, Answer};
use crate::course::StdinPlan;
use crate::evidence::Traffic;

/// Lines that programs which ask a question in spite of the task can live on.
const HARMLESS: [&str; 3] = ["Hello! What can you do?", "Tell me more.", "quit"];
/// Words that end chats. They are typed once.
const QUIT_WORDS: [&str; 5] = ["quit", "exit", "bye", "q", "stop"];
/// Likely answers to a question that asks again.
const ANSWERS: [&str; 3] = ["1", "", "y"];
/// How often in a scene a line that had no effect is tried again.
const ATTEMPTS: u32 = 6;
/// How often one line is.
const ATTEMPTS_PER_LINE: u32 = 3;
/// How a typed key is recorded.
const KEY_SHOWN: &str = "[the key]";

/// Milliseconds of quiet that are waited for.
mod quiet {
    /// Before typing at a program that is blocked in a read of the terminal.
    pub(super) const READING: f64 = 60.0;
    /// Before typing at a program that has printed something.
    pub(super) const PRINTED: f64 = 250.0;
    /// The same, when its last words are not the prompt it had before.
    pub(super) const UNPROMPTED: f64 = 1000.0;
    /// Before typing at a program that has printed nothing so far.
    pub(super) const SILENT: f64 = 1500.0;
    /// Before typing at a program that used to block in reads and now does not.
    pub(super) const BUSY_ELSEWHERE: f64 = 3000.0;
    /// Since the last exchange ended.
    pub(super) const AFTER_EXCHANGE: f64 = 100.0;
    /// Before a line counts as eaten: blocked in the next read, …
    pub(super) const EATEN_READING: f64 = 150.0;
    /// … or just quiet.
    pub(super) const EATEN: f64 = 1200.0;
    /// After an answer that had no echo on the screen.
    pub(super) const ANSWERED: f64 = 800.0;
    /// After a quit word, before the end of input.
    pub(super) const QUIT_READING: f64 = 300.0;
    /// The same, where blocked reads cannot be seen.
    pub(super) const QUIT: f64 = 1500.0;
    /// Before the second end of input, and before giving up when still reading.
    pub(super) const END_AGAIN: f64 = 1000.0;
    /// Before giving up.
    pub(super) const GIVE_UP: f64 = 3000.0;
}

/// What can be seen of a program at one moment. Times are in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'a> {
    /// Since the last sign of life: output, traffic, typing, work.
    pub(super) quiet_ms: f64,
    /// Since output or traffic, work not counted.
    pub(super) silent_ms: f64,
    /// Since an exchange began or ended.
    pub(super) since_exchange_ms: f64,
    /// Whether something typed has not been read yet.
    pub(super) unread: bool,
    /// Whether the program is known to be blocked in a read of its terminal.
    pub(super) reading: bool,
    /// Exchanges begun and ended.
    pub(super) traffic: Traffic,
    /// The end of what was printed since the last typing, escapes included.
    pub(super) printed: &'a str,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing yet.
    Wait,
    /// Type this, then Enter.
    Type(Keys),
    /// Type the end of input.
    EndInput,
    /// End the program: it will not end by itself.
    GiveUp,
}

/// A line to type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Keys {
    /// What is typed.
    pub(super) text: String,
    /// What is recorded.
    pub(super) shown: String,
    /// Whether the scene wrote it.
    pub(super) scripted: bool,
}

/// What was typed last, while its effect is not known.
#[derive(Debug)]
struct Typed {
    kind: Kind,
    /// Requests begun before it.
    begun: usize,
    /// The last words on the screen before it.
    prompt: String,
    text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// One of the plan's lines.
    Line,
    /// An answer to a question the plan does not know.
    Answer,
    /// An answer to a question between two turns.
    Passing,
}

/// The machine.
#[derive(Debug)]
pub(super) struct Feeder {
    lines: Vec<String>,
    scripted: bool,
    /// The key, for programs that ask for it.
    key: Option<String>,
    /// The line to type next.
    next: usize,
    typed: Option<Typed>,
    /// The last words on the screen.
    prompt: String,
    /// The last words before the last line that had its effect: the chat's own prompt.
    chat_prompt: String,
    /// Whether anything was printed so far.
    has_printed: bool,
    /// Whether the program was ever seen blocked in a read.
    reader: bool,
    attempts_left: u32,
    attempts_of_line: u32,
    /// Questions of before the chat that were answered.
    answered: Vec<String>,
    /// The question answered in passing since the last line.
    passed: Option<String>,
    /// Whether a quit word was typed.
    leaving: bool,
    ends: u32,
}

impl Feeder {
    /// A machine for this plan. `key` is what a program gets that asks for a key.
    pub(super) fn new(plan: &StdinPlan, key: Option<String>) -> Self {
        let (lines, scripted) = match plan {
            StdinPlan::Unscripted => (HARMLESS.map(str::to_owned).to_vec(), false),
            StdinPlan::Lines(lines) => (lines.clone(), true),
        };
        Self {
            lines,
            scripted,
            key,
            next: 0,
            typed: None,
            prompt: String::new(),
            chat_prompt: String::new(),
            has_printed: false,
            reader: false,
            attempts_left: ATTEMPTS,
            attempts_of_line: 0,
            answered: Vec::new(),
            passed: None,
            leaving: false,
            ends: 0,
        }
    }

    /// The next step. After a step other than `Wait`, `printed` starts anew.
    pub(super) fn step(&mut self, seen: &Seen<'_>) -> Step {
        self.reader |= seen.reading;
        if seen.traffic.busy() || seen.unread {
            return Step::Wait;
        }
        if self.ends > 0 {
            return self.after_the_end(seen);
        }
        self.learn_prompt(seen);
        let screen = question::plain(seen.printed);
        let fresh = self.fresh(&screen);
        if seen.since_exchange_ms < quiet::AFTER_EXCHANGE || seen.quiet_ms < self.patience(seen, fresh) {
            return Step::Wait;
        }
        self.has_printed |= !fresh.is_empty();
        if let Some(step) = self.judge(seen, fresh) {
            return step;
        }
        self.remember_prompt(fresh);
        if let Some(keys) = self.answer_in_passing(fresh) {
            return self.type_keys(keys, Kind::Passing, seen);
        }
        if let Some(keys) = self.answer_before_the_chat(seen, fresh) {
            return self.type_keys(keys, Kind::Answer, seen);
        }
        match self.lines.get(self.next) {
            Some(_) => self.type_line(seen),
            None => self.end(),
        }
    }

    /// The prompt before a line that began a request is the chat's own.
    fn learn_prompt(&mut self, seen: &Seen<'_>) {
        if let Some(typed) = &self.typed
            && typed.kind == Kind::Line
            && seen.traffic.begun > typed.begun
        {
            self.chat_prompt.clone_from(&typed.prompt);
        }
    }

    /// How long it must have been quiet for the next step.
    fn patience(&self, seen: &Seen<'_>, fresh: &str) -> f64 {
        if seen.reading {
            quiet::READING
        } else if self.reader {
            quiet::BUSY_ELSEWHERE
        } else if fresh.is_empty() && !self.has_printed {
            quiet::SILENT
        } else if self.chat_prompt.is_empty() || question::last_line(fresh) == self.chat_prompt {
            quiet::PRINTED
        } else {
            quiet::UNPROMPTED
        }
    }

    /// What was printed since the last typing, without the echo of what was typed.
    fn fresh<'s>(&self, screen: &'s str) -> &'s str {
        let echo = self.typed.as_ref().map_or("", |typed| typed.text.as_str());
        without_echo(screen.trim(), echo).trim()
    }

    fn remember_prompt(&mut self, fresh: &str) {
        if !fresh.is_empty() {
            question::last_line(fresh).clone_into(&mut self.prompt);
        }
    }

    /// Whether the last thing typed had its effect. `None`: that is settled, go on.
    fn judge(&mut self, seen: &Seen<'_>, fresh: &str) -> Option<Step> {
        let typed = self.typed.as_ref()?;
        let had_effect = seen.traffic.begun > typed.begun;
        match typed.kind {
            Kind::Line if had_effect => self.line_is_done(),
            // Enter alone sends what a program that takes several lines has got, and a
            // yes may be the last thing it wants to know about a line.
            Kind::Passing if had_effect && self.attempts_of_line > 0 => self.line_is_done(),
            Kind::Answer if had_effect && typed.text.is_empty() => self.line_is_done(),
            Kind::Answer | Kind::Passing if had_effect => self.typed = None,
            Kind::Line => return self.judge_line(seen, fresh),
            Kind::Answer | Kind::Passing => {
                let patience = match (seen.reading, fresh.is_empty()) {
                    (true, _) => quiet::READING,
                    (false, false) => quiet::PRINTED,
                    (false, true) => quiet::ANSWERED,
                };
                if seen.quiet_ms < patience {
                    return Some(Step::Wait);
                }
                self.typed = None;
            }
        }
        None
    }

    /// The line was read and no request began.
    fn judge_line(&mut self, seen: &Seen<'_>, fresh: &str) -> Option<Step> {
        let typed = self.typed.as_ref()?;
        let is_quit = is_quit_word(&typed.text);
        let patience = match (is_quit, seen.reading) {
            (true, true) => quiet::QUIT_READING,
            (true, false) => quiet::QUIT,
            (false, true) => quiet::EATEN_READING,
            (false, false) => quiet::EATEN,
        };
        if seen.quiet_ms < patience {
            return Some(Step::Wait);
        }
        if is_quit || self.attempts_left == 0 || self.attempts_of_line == ATTEMPTS_PER_LINE {
            if seen.traffic.begun == 0 {
                // It makes no requests at all: further lines get one try each.
                self.attempts_left = 0;
            }
            self.line_is_done();
            return None;
        }
        let moved_on = !fresh.is_empty() && question::last_line(fresh) != typed.prompt;
        let asks_nothing = fresh.is_empty();
        let attempt = self.attempts_of_line as usize;
        self.attempts_left -= 1;
        self.attempts_of_line += 1;
        self.typed = None;
        if moved_on {
            return None;
        }
        let answer = if asks_nothing { "" } else { ANSWERS.get(attempt).copied().unwrap_or("") };
        self.remember_prompt(fresh);
        let keys = Keys { text: answer.to_owned(), shown: answer.to_owned(), scripted: false };
        Some(self.type_keys(keys, Kind::Answer, seen))
    }

    fn line_is_done(&mut self) {
        self.typed = None;
        self.next += 1;
        self.attempts_of_line = 0;
    }

    /// The answer to a question between two turns, not twice in a row to the same.
    fn answer_in_passing(&mut self, fresh: &str) -> Option<Keys> {
        let answer = question::passing_answer(fresh, self.leaving)?;
        if self.passed.as_ref() == Some(&self.prompt) {
            return None;
        }
        self.passed = Some(self.prompt.clone());
        Some(self.keys(answer))
    }

    /// The answer to a question that is plainly not the chat's own, each once.
    fn answer_before_the_chat(&mut self, seen: &Seen<'_>, fresh: &str) -> Option<Keys> {
        if seen.traffic.begun > 0 || self.answered.contains(&self.prompt) {
            return None;
        }
        let answer = question::setup_answer(fresh)?;
        self.answered.push(self.prompt.clone());
        Some(self.keys(answer))
    }

    fn keys(&self, answer: Answer) -> Keys {
        let (text, shown) = match answer {
            Answer::Text(text) => (text.clone(), text),
            Answer::Key => (self.key.clone().unwrap_or_default(), KEY_SHOWN.to_owned()),
        };
        Keys { text, shown, scripted: false }
    }

    fn type_line(&mut self, seen: &Seen<'_>) -> Step {
        let text = self.lines.get(self.next).cloned().unwrap_or_default();
        self.leaving = is_quit_word(&text);
        self.passed = None;
        self.type_keys(Keys { shown: text.clone(), text, scripted: self.scripted }, Kind::Line, seen)
    }

    fn type_keys(&mut self, keys: Keys, kind: Kind, seen: &Seen<'_>) -> Step {
        let typed = Typed {
            kind,
            begun: seen.traffic.begun,
            prompt: self.prompt.clone(),
            text: keys.text.trim().to_owned(),
        };
        self.typed = Some(typed);
        Step::Type(keys)
    }

    fn end(&mut self) -> Step {
        self.ends += 1;
        Step::EndInput
    }

    /// The end of input was typed and read, and the program still runs.
    fn after_the_end(&mut self, seen: &Seen<'_>) -> Step {
        if self.ends == 1 {
            return if seen.quiet_ms >= quiet::END_AGAIN { self.end() } else { Step::Wait };
        }
        // A task without a script may rightly take its time (waits between retries):
        // only a program that plainly reads on is given up.
        let stuck = if seen.reading {
            seen.quiet_ms >= quiet::END_AGAIN
        } else {
            self.scripted && seen.silent_ms >= quiet::GIVE_UP
        };
        if stuck { Step::GiveUp } else { Step::Wait }
    }
}

/// Programs with line editing of their own show what is typed, at the beginning or
/// behind the prompt, which they may draw again.
fn without_echo<'s>(screen: &'s str, echo: &str) -> &'s str {
    if let Some(rest) = screen.strip_prefix(echo) {
        return rest;
    }
    match screen.split_once('\n') {
        Some((first, rest)) if first.trim_end().ends_with(echo) => rest,
        None if screen.ends_with(echo) => "",
        _ => screen,
    }
}

fn is_quit_word(line: &str) -> bool {
    let word = line.trim().trim_start_matches('/').to_lowercase();
    QUIT_WORDS.contains(&word.as_str())
}

#[cfg(test)]
mod tests;
