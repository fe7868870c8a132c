//! The watch loop's screen: one report at a time, and a foot that stays below it.
//!
//! No full-screen drawing: what is printed stays in the terminal's history, the
//! learner can select and scroll. Only the foot is taken away and drawn again.

use super::clean::clean_line;
use super::foot::{Foot, help_lines};
use super::next::{NextStep, next_lines};
use super::out::Out;
use super::style::{Ink, Line, width_of};
use super::words;
use super::wrap::{cut, wrap};
use crate::evidence::ProgramOutput;
use crate::grade::VerdictKind;
use crate::progress::Attempt;

/// Rows where nothing says otherwise.
const USUAL_ROWS: usize = 24;
/// Rows that a long text always gets, however low the window is.
const FEWEST_ROWS: usize = 8;

/// Rows around a long text: the head, the word about what was cut, how the last attempt
/// went, the next step, the foot.
const AROUND: usize = 10;

/// What a screen is drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// A pipe, or a terminal that cannot move its cursor: lines, one after the other.
    Plain,
    /// A terminal.
    Terminal,
}

/// The screen.
#[derive(Debug)]
pub struct Screen {
    out: Out,
    surface: Surface,
    keys: bool,
    foot: Foot,
    /// Columns of each line of the foot that is drawn now.
    drawn: Vec<usize>,
}

impl Screen {
    /// A screen on this way out; `keys`: whether single keys are listened to.
    #[must_use]
    pub fn new(out: &Out, surface: Surface, keys: bool) -> Self {
        Self { out: out.calm(), surface, keys, foot: Foot::None, drawn: Vec::new() }
    }

    /// Begins a new page: what is there goes, and this is its first line.
    pub fn page(&mut self, exercise: &str, track: &str, what: &str) {
        self.lift();
        match self.surface {
            Surface::Terminal => self.out.steer("\u{1b}[2J\u{1b}[H"),
            Surface::Plain => self.out.data(&Line::default()),
        }
        let dot = format!(" {} ", self.out.glyphs().dot);
        let head = Line::default().ink(Ink::Strong, exercise).ink(Ink::Faint, &*dot).then(track);
        let room = self.out.width().saturating_sub(head.width() + width_of(&dot));
        let what = cut(&clean_line(what), room, self.out.glyphs().ellipsis);
        let head = if what.is_empty() { head } else { head.ink(Ink::Faint, &*dot).ink(Ink::Accent, what) };
        self.out.data_lines(&[head, Line::default()]);
        self.stand();
    }

    /// A sentence, wrapped.
    pub fn say(&mut self, ink: Ink, sentence: &str) {
        let width = self.out.width();
        self.lines(
            &wrap(sentence, width).into_iter().map(|t| Line::default().ink(ink, t)).collect::<Vec<_>>(),
        );
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.lines(&[Line::default()]);
    }

    /// A scene's program has ended; what it is worth is not known yet.
    pub fn scene(&mut self, name: &str, requests: u64, output: &ProgramOutput) {
        let text = format!(
            "{}: {} in {}, {}",
            name,
            words::count(requests, "request"),
            words::seconds(output.duration_ms),
            words::end(output)
        );
        let text = cut(&clean_line(&text), self.out.width().saturating_sub(2), self.out.glyphs().ellipsis);
        self.lines(&[Line::indent(2).ink(Ink::Faint, text)]);
    }

    /// Below a task: how the last attempt went, and the next step.
    pub fn arrival(&mut self, last: Option<&Attempt>, next: &NextStep) {
        let mut lines = vec![Line::default()];
        lines.extend(last.map(|attempt| self.last_line(attempt)));
        lines.extend(next_lines(next, None, self.out.width()));
        self.lines(&lines);
    }

    fn last_line(&self, attempt: &Attempt) -> Line {
        let (word, ink) = words::verdict(attempt.verdict.kind);
        let verdict = &attempt.verdict;
        let mut rest = String::new();
        if verdict.kind != VerdictKind::CouldNotGrade {
            rest.push_str(&format!(", {}/{} points", verdict.score, verdict.max_score));
        }
        if let Some(check) = verdict.first_unmet().filter(|_| verdict.kind == VerdictKind::NotYet) {
            rest.push_str(&format!(", first: {}", check.title));
        }
        let line = Line::default().ink(Ink::Faint, "last attempt: ").ink(ink, word);
        let room = self.out.width().saturating_sub(line.width());
        line.ink(Ink::Faint, cut(&clean_line(&rest), room, self.out.glyphs().ellipsis))
    }

    /// The keys and what they do.
    pub fn help(&mut self) {
        let mut lines = vec![Line::default()];
        lines.extend(help_lines(self.out.width()));
        self.lines(&lines);
    }

    /// Lets others print, with the foot out of the way.
    pub fn lend<T>(&mut self, print: impl FnOnce(&Out) -> T) -> T {
        self.lift();
        let made = print(&self.out);
        self.stand();
        made
    }

    /// Lets others print what may be long: it is cut to the window's height, with a
    /// word about where all of it is. In a pipe nothing is cut.
    pub fn cut(&mut self, all: &str, print: impl FnOnce(&Out)) {
        self.cut_around(all, "", print);
    }

    /// [`Screen::cut`], but the part that is kept is the one around the first line
    /// with this mark.
    pub fn cut_around(&mut self, all: &str, mark: &str, print: impl FnOnce(&Out)) {
        let (rehearsal, memory) = self.out.rehearse();
        print(&rehearsal);
        let text = memory.stdout();
        let rows: Vec<&str> = text.trim_end().lines().collect();
        let kept = window(&rows, self.room(), mark);
        let (above, below) = (kept.start, rows.len() - kept.end);
        let ellipsis = self.out.glyphs().ellipsis;
        self.lift();
        if above > 0 {
            self.out.data(&Line::default().ink(Ink::Faint, format!("{ellipsis} {above} lines above")));
        }
        for row in rows.get(kept).unwrap_or_default() {
            self.out.drawn(&format!("{row}\n"));
        }
        if below > 0 {
            let more = format!("{ellipsis} {below} more lines: {all}");
            self.out.data(&Line::default().ink(Ink::Faint, more));
        }
        self.stand();
    }

    /// Rows that a long text may take: the window without head and foot.
    fn room(&self) -> usize {
        if self.surface == Surface::Plain {
            return usize::MAX;
        }
        let rows = console::Term::stdout().size_checked().map_or(USUAL_ROWS, |(rows, _)| usize::from(rows));
        rows.saturating_sub(AROUND).max(FEWEST_ROWS)
    }

    /// Changes the foot. In a pipe there is none.
    pub fn foot(&mut self, foot: Foot) {
        if self.foot != foot {
            self.lift();
            self.foot = foot;
            self.stand();
        }
    }

    /// The window has another size.
    pub fn resized(&mut self) {
        self.out = self.out.measured();
        self.lift();
        self.stand();
    }

    /// Others have printed below the foot: it stays where it is, and a new one is drawn.
    pub fn resumed(&mut self) {
        self.drawn.clear();
        self.stand();
    }

    /// Where others print, at the present width.
    #[must_use]
    pub const fn out(&self) -> &Out {
        &self.out
    }

    /// Takes the foot away for good and leaves the cursor at the beginning of a line.
    pub fn close(&mut self) {
        self.foot(Foot::None);
    }

    fn lines(&mut self, lines: &[Line]) {
        self.lift();
        self.out.data_lines(lines);
        self.stand();
    }

    /// Takes the foot away. A window that became narrower has broken its lines.
    fn lift(&mut self) {
        if self.drawn.is_empty() {
            return;
        }
        let columns = console::Term::stdout().size_checked().map_or(80, |(_, columns)| usize::from(columns));
        let rows: usize = self.drawn.iter().map(|width| width.div_ceil(columns.max(1)).max(1)).sum();
        let up = if rows > 1 { format!("\u{1b}[{}A", rows - 1) } else { String::new() };
        self.out.steer(&format!("\r{up}\u{1b}[J"));
        self.drawn.clear();
    }

    /// Draws the foot below what has been printed.
    fn stand(&mut self) {
        if self.surface == Surface::Plain || !self.keys {
            return;
        }
        let lines = self.foot.lines(self.out.glyphs(), self.out.width());
        self.drawn = lines.iter().map(Line::width).collect();
        if let Some((last, others)) = lines.split_last() {
            self.out.data_lines(others);
            self.out.unended(last);
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.close();
    }
}

/// The part of the rows that is shown.
fn window(rows: &[&str], room: usize, mark: &str) -> std::ops::Range<usize> {
    if rows.len() <= room {
        return 0..rows.len();
    }
    let marked = rows.iter().position(|row| !mark.is_empty() && row.contains(mark)).unwrap_or(0);
    let first = marked.saturating_sub(room / 2).min(rows.len() - room);
    first..first + room
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::super::Settings;
    use super::*;

    #[test]
    fn the_window_is_around_the_mark() {
        let rows: Vec<String> =
            (0..30).map(|n| format!("row {n} {}", if n == 20 { "here" } else { "" })).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        assert_eq!(window(&rows, 40, "here"), 0..30);
        assert_eq!(window(&rows, 10, ""), 0..10);
        assert_eq!(window(&rows, 10, "here"), 15..25);
        assert_eq!(window(&rows, 10, "row 29"), 20..30);
    }

    #[test]
    fn in_a_pipe_nothing_moves_and_nothing_is_cut() {
        let (out, memory) = Out::to_memory(Settings::plain(60));
        let mut screen = Screen::new(&out, Surface::Plain, false);
        screen.foot(Foot::Waiting { passed: false });
        screen.page("retry", "Python", "saved");
        screen.cut("elsewhere", |out| (0..100).for_each(|n| out.data(&Line::of(format!("line {n}")))));
        screen.close();
        let text = memory.stdout();
        assert!(
            text.starts_with("\nretry · Python · saved\n\nline 0\n") && text.ends_with("line 99\n"),
            "{text}"
        );
        assert!(!text.contains('\u{1b}'));
    }

    #[test]
    fn the_foot_is_taken_away_before_anything_is_printed() {
        let (out, memory) = Out::to_memory(Settings::plain(60));
        let mut screen = Screen::new(&out, Surface::Terminal, true);
        screen.foot(Foot::Waiting { passed: false });
        screen.say(Ink::Plain, "hello");
        drop(screen);
        let text = memory.stdout();
        let taken_away = "q quit\r\u{1b}[1A\u{1b}[Jhello\n\nn next";
        assert!(text.contains(taken_away) && text.ends_with("q quit\r\u{1b}[1A\u{1b}[J"), "{text:?}");
    }
}
