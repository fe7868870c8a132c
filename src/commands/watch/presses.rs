//! What each key does.

use super::News;
use super::editor::Editor;
use super::keys::Key;
use super::looping::{Asking, Loop};
use crate::commands::{Stop, hint, list, moves, pager, read, reset, solution};
use crate::course::Exercise;
use crate::exit::ExitStatus;
use crate::report::{self, Foot, Ink, Numbers, Outlook};

impl Loop {
    /// Does what this key means now; a status when it is the end.
    pub(super) async fn key(&mut self, key: Key) -> Option<ExitStatus> {
        match std::mem::replace(&mut self.asking, Asking::Nothing) {
            Asking::Nothing => self.command(key).await,
            Asking::Solution if is_yes(key) => {
                self.show_solution();
                None
            }
            Asking::Reset if is_yes(key) => {
                self.begin_afresh();
                None
            }
            Asking::Live if is_yes(key) => {
                self.run_live();
                None
            }
            Asking::Solution | Asking::Reset | Asking::Live => {
                self.screen.say(Ink::Faint, "left as it is");
                None
            }
            Asking::Choice(typed) => {
                self.choose(typed, key);
                None
            }
        }
    }

    async fn command(&mut self, key: Key) -> Option<ExitStatus> {
        let Key::Char(letter) = key else {
            match key {
                Key::Enter => self.check_current(true),
                Key::End => return Some(ExitStatus::Passed),
                _ => {}
            }
            return None;
        };
        match letter.to_ascii_lowercase() {
            'q' => return Some(ExitStatus::Passed),
            'n' => self.next(),
            'p' => self.previous(),
            'h' => self.hint(),
            'l' => self.list(),
            'r' => self.read(),
            'o' => self.open().await,
            't' => self.trace(),
            's' => self.solution(),
            'x' => self.asking = Asking::Reset,
            'a' => self.check_all(),
            'v' => self.offer_live(),
            '?' => self.screen.help(),
            _ => {}
        }
        None
    }

    fn next(&mut self) {
        match self.session.next_open(&self.exercise.id, &self.track).map(Option::<&Exercise>::cloned) {
            Ok(Some(exercise)) => self.go_to(exercise),
            Ok(None) => self.screen.say(Ink::Good, "Nothing else is left to do."),
            Err(stop) => self.complain(Err(stop)),
        }
    }

    fn previous(&mut self) {
        match self.session.previous(&self.exercise.id).cloned() {
            Some(exercise) => self.go_to(exercise),
            None => self.screen.say(Ink::Faint, "This is the first exercise."),
        }
    }

    /// The next hint, when there was none for this program yet; while it stays as it is,
    /// only when it is asked for twice.
    fn hint(&mut self) {
        if self.passed {
            return self.tell_what_is_left();
        }
        let program = self.file_path().ok().and_then(|file| std::fs::read(file).ok()).unwrap_or_default();
        let shown_for = Some((self.exercise.id.clone(), hash(&program)));
        if self.hinted == shown_for && !std::mem::replace(&mut self.wants_next_hint, true) {
            let words =
                "The program is as it was at the last hint: try it first. h once more shows the next one.";
            return self.screen.say(Ink::Faint, words);
        }
        self.hinted = shown_for;
        self.wants_next_hint = false;
        let ways = hint::Ways { hint: "h".to_owned(), solution: "s".to_owned() };
        self.screen.gap();
        let shown =
            self.screen.lend(|out| hint::show(&self.session, out, &self.exercise, &self.track, &ways));
        self.complain(shown);
    }

    /// After a pass no check needs a hint.
    fn tell_what_is_left(&mut self) {
        let id = self.exercise.id.clone();
        self.screen.gap();
        self.screen
            .say(Ink::Plain, &format!("{id} has passed: no check is open, so there is no hint to give."));
        let history = self.session.command(&format!("history {id}"));
        let words = format!(
            "s shows one way to write it, t what was sent; `{history}` shows what made the difference. n goes on."
        );
        self.screen.say(Ink::Faint, &words);
    }

    fn list(&mut self) {
        match list::view(&self.session, &self.track) {
            Ok(view) => {
                let all = format!("`{}` shows all", self.session.command("list"));
                let here = self.screen.out().glyphs().here;
                self.screen.gap();
                self.screen.cut_around(&all, here, |out| report::list(out, &view, Numbers::Shown));
                self.asking = Asking::Choice(String::new());
            }
            Err(stop) => self.complain(Err(stop)),
        }
    }

    fn choose(&mut self, mut typed: String, key: Key) {
        match key {
            Key::Char(digit) if digit.is_ascii_digit() && typed.len() < 4 => typed.push(digit),
            Key::Backspace => {
                typed.pop();
            }
            Key::Enter if !typed.is_empty() => {
                let number: usize = typed.parse().unwrap_or(0);
                let exercise =
                    number.checked_sub(1).and_then(|place| self.session.course.exercises().nth(place));
                return match exercise.cloned() {
                    Some(exercise) => self.go_to(exercise),
                    None => self.screen.say(Ink::Faint, &format!("there is no exercise number {typed}")),
                };
            }
            _ => return,
        }
        self.asking = Asking::Choice(typed);
    }

    /// The whole lesson, in a pager; without one, where it is.
    fn read(&mut self) {
        let lesson = self.session.course.lessons.iter().find(|lesson| lesson.path == self.exercise.lesson);
        let lines = lesson.map(|lesson| read::lines(&self.session, lesson, &self.track));
        let sentence = format!("read {}", moves::place(&self.exercise));
        let (Some(Ok(lines)), Some(keyboard)) = (lines, &mut self.keyboard) else {
            self.screen.gap();
            return self.screen.say(Ink::Accent, &sentence);
        };
        self.screen.foot(Foot::None);
        keyboard.give_away();
        let shown = pager::page_all(&self.session.out, &lines);
        let back = keyboard.take_back();
        self.forget_interrupts();
        if !shown {
            let all = format!("`{}` shows all", self.session.command("read"));
            self.screen.gap();
            self.screen.cut(&all, |out| out.data_lines(&lines));
            self.screen.say(Ink::Faint, &sentence);
        }
        self.complain(
            back.map_err(|error| Stop::environment(format!("cannot listen to keys again ({error})"))),
        );
    }

    /// A Ctrl-C that was meant for the pager or the editor is not for us.
    fn forget_interrupts(&mut self) {
        let mut kept = Vec::new();
        while let Ok(news) = self.news.try_recv() {
            if !matches!(news, News::Interrupt) {
                kept.push(news);
            }
        }
        for news in kept {
            let _ = self.desk.send(news);
        }
    }

    async fn open(&mut self) {
        let Some(editor) = Editor::find(|name| std::env::var(name).ok()) else {
            let sentence = format!("open {} in your editor; with $EDITOR set, o does it", self.shown());
            return self.screen.say(Ink::Accent, &sentence);
        };
        let Ok(file) = self.file_path() else { return };
        let opened =
            if editor.is_windowed() { editor.open_beside(&file) } else { self.lend_terminal(&editor).await };
        let shown = self.shown();
        self.forget_interrupts();
        let sentence = match opened {
            Ok(()) => format!("opened {shown} with {}", editor.name()),
            Err(error) => format!("cannot start {} ({error}); open {shown} by hand", editor.name()),
        };
        self.screen.say(Ink::Faint, &sentence);
    }

    async fn lend_terminal(&mut self, editor: &Editor) -> std::io::Result<()> {
        let file = self.file_path().map_err(|stop| std::io::Error::other(stop.message))?;
        let Some(keyboard) = &mut self.keyboard else { return editor.open_beside(&file) };
        self.screen.foot(Foot::None);
        keyboard.give_away();
        let opened = editor.open_here(&file).await;
        keyboard.take_back()?;
        opened
    }

    fn trace(&mut self) {
        match self.session.store.last_attempt(&self.exercise.id, &self.track.id) {
            Ok(Some(attempt)) => {
                let all = format!("`{}` shows all", self.session.command("trace"));
                self.screen.gap();
                self.screen.cut(&all, |out| {
                    report::trace(out, &attempt, &Outlook::default(), crate::checker::unix_ms());
                });
            }
            Ok(None) => {
                self.screen.say(Ink::Faint, "There is no attempt yet: save the file, or press Enter.")
            }
            Err(error) => self.complain(Err(error.into())),
        }
    }

    fn solution(&mut self) {
        match solution::may_see(&self.session, &self.exercise, &self.track) {
            Ok(true) => self.show_solution(),
            Ok(false) => self.asking = Asking::Solution,
            Err(stop) => self.complain(Err(stop)),
        }
    }

    fn show_solution(&mut self) {
        let text = solution::reveal(&self.session, &self.exercise, &self.track).map(|file| file.text.clone());
        match text {
            Ok(text) => {
                let all = format!("`{}` shows all", self.session.command("solution"));
                self.screen.gap();
                self.screen.cut(&all, |out| out.text(&text));
            }
            Err(stop) => self.complain(Err(stop)),
        }
    }

    fn begin_afresh(&mut self) {
        self.runs.cancel();
        match reset::put_back(&self.session, &self.exercise, &self.track) {
            Ok((program, kept)) => {
                // The stub's return is no save of the learner's.
                if let Ok(file) = self.file_path() {
                    self.watcher.follow(&file);
                }
                self.passed = false;
                self.page("reset");
                self.screen.say(Ink::Plain, &format!("{program} is as it was in the beginning."));
                if !kept.is_empty() {
                    self.screen.say(Ink::Plain, &kept);
                }
            }
            Err(stop) => self.complain(Err(stop)),
        }
    }
}

fn hash(bytes: &[u8]) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

fn is_yes(key: Key) -> bool {
    matches!(key, Key::Char('y' | 'Y'))
}
