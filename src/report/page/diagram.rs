//! Mermaid diagrams: sequences and flowcharts are drawn with lines.
//!
//! Where there is no room or no Unicode, and for screen readers, they are a list of their
//! steps: who sends what to whom, what leads where. Kinds that are not known here are
//! shown as they are written.

use super::inline::{Piece, flow};
use super::sequence::Happening;
use crate::report::style::{Glyphs, Ink, Line, width_of};
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The diagram's steps; none when it is of a kind that cannot be listed.
pub(super) fn diagram_lines(source: &str, glyphs: &Glyphs, width: usize) -> Option<Vec<Line>> {
    let lines: Vec<&str> = source
        .lines()
        .map(|line| line.trim().trim_end_matches(';'))
        .filter(|line| !line.is_empty() && !line.starts_with("%%"))
        .collect();
    let (kind, rest) = lines.split_first()?;
    let is_sequence = match kind.split_whitespace().next()? {
        "sequenceDiagram" => true,
        "flowchart" | "graph" => false,
        _ => return None,
    };
    if glyphs.unicode {
        let drawn = if is_sequence { drawn_sequence(rest, width) } else { drawn_chart(rest, width) };
        if drawn.is_some() {
            return drawn;
        }
    }
    let steps = if is_sequence { sequence(rest, glyphs) } else { flowchart(rest, glyphs) };
    let drawn = steps?.into_iter().flat_map(|step| step.lines(width));
    Some(drawn.collect())
}

/// The sequence with lines from top to bottom; `None` when it has to be listed.
fn drawn_sequence(lines: &[&str], width: usize) -> Option<Vec<Line>> {
    let mut ids: Vec<String> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    let mut place = |id: &str, name: Option<&str>| {
        let id = id.trim();
        let at = ids.iter().position(|known| known == id).unwrap_or_else(|| {
            ids.push(id.to_owned());
            names.push(id.to_owned());
            ids.len() - 1
        });
        if let (Some(name), Some(slot)) = (name, names.get_mut(at)) {
            name.trim().clone_into(slot);
        }
        at
    };
    let mut happenings = Vec::new();
    for line in lines {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "participant" | "actor" => {
                let (id, name) = rest.split_once(" as ").unwrap_or((rest, rest));
                place(id, Some(name));
            }
            "autonumber" | "activate" | "deactivate" | "title" => {}
            "Note" | "note" => {
                let (over, words) = rest.split_once(':')?;
                let over = over.trim().strip_prefix("over ")?;
                let mut places: Vec<usize> = over.split(',').map(|id| place(id, None)).collect();
                places.sort_unstable();
                let (first, last) = (*places.first()?, *places.last()?);
                happenings.push(Happening::Note { first, last, words: unbroken(words) });
            }
            "loop" | "alt" | "opt" | "else" => happenings.push(Happening::Part(format!("{word} {rest}"))),
            "end" => happenings.push(Happening::End),
            _ => {
                let found = MESSAGE.captures(line)?;
                let (from, to) = (place(&found[1], None), place(&found[3], None));
                let words = unbroken(found.get(4).map_or("", |m| m.as_str()));
                happenings.push(Happening::Message { from, to, answer: found[2].starts_with("--"), words });
            }
        }
    }
    super::sequence::draw(&names, &happenings, width)
}

fn unbroken(words: &str) -> String {
    words.replace("<br/>", " ").replace("<br>", " ").trim().to_owned()
}

/// The flowchart as a tree; `None` when it has to be listed.
fn drawn_chart(lines: &[&str], width: usize) -> Option<Vec<Line>> {
    let chart = Chart::of(lines);
    let mut ids: Vec<&str> = Vec::new();
    for (from, _, to) in &chart.links {
        for id in [from.as_str(), to.as_str()] {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    let at = |id: &str| ids.iter().position(|known| *known == id);
    let links: Option<Vec<_>> =
        chart.links.iter().map(|(from, word, to)| Some((at(from)?, word.clone(), at(to)?))).collect();
    let names: Vec<String> = ids.iter().map(|id| chart.name(id)).collect();
    super::tree::draw(&names, &links?, width)
}

/// A line of the list: what stands before it, and its words.
struct Step {
    first: String,
    words: Vec<Piece>,
}

impl Step {
    fn lines(self, width: usize) -> Vec<Line> {
        let indent = width_of(&self.first);
        let lines = flow(&self.words, width.saturating_sub(indent)).into_iter().enumerate();
        lines
            .map(|(number, line)| {
                let start = if number == 0 {
                    Line::default().ink(Ink::Faint, &*self.first)
                } else {
                    Line::indent(indent)
                };
                start.append(line)
            })
            .collect()
    }
}

#[allow(clippy::unwrap_used)] // constant patterns, proved by every test
static MESSAGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(.+?)\s*(<<-->>|<<->>|--?>>|--?>|--?x|--?\))\s*[+-]?\s*([^:]+?)\s*(?::\s*(.*))?$").unwrap()
});

fn sequence(lines: &[&str], glyphs: &Glyphs) -> Option<Vec<Step>> {
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    let mut steps = Vec::new();
    let mut number = 0;
    let mut depth = 0_usize;
    for line in lines {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "participant" | "actor" => {
                let (id, name) = rest.split_once(" as ").unwrap_or((rest, rest));
                names.insert(id.trim(), name.trim());
            }
            "autonumber" | "activate" | "deactivate" | "rect" | "box" | "title" | "create" | "destroy" => {}
            "Note" | "note" => steps.push(note(rest, &names, depth)),
            "loop" | "alt" | "opt" | "par" | "critical" | "break" => {
                steps.push(branch(word, rest, depth));
                depth += 1;
            }
            "else" | "and" | "option" => steps.push(branch(word, rest, depth.saturating_sub(1))),
            "end" => depth = depth.saturating_sub(1),
            _ => {
                number += 1;
                steps.push(message(line, number, &names, depth, glyphs)?);
            }
        }
    }
    Some(steps)
}

fn message(
    line: &str,
    number: usize,
    names: &BTreeMap<&str, &str>,
    depth: usize,
    glyphs: &Glyphs,
) -> Option<Step> {
    let found = MESSAGE.captures(line)?;
    let name = |group: usize| {
        let id = found.get(group).map_or("", |m| m.as_str()).trim();
        names.get(id).copied().unwrap_or(id).to_owned()
    };
    let text = found.get(4).map_or("", |m| m.as_str()).replace("<br/>", " ").replace("<br>", " ");
    let mut words = vec![Piece::new(Ink::Strong, name(1))];
    if name(1) != name(3) {
        let arrow = if glyphs.unicode && found[2].starts_with("--") { "⇢" } else { glyphs.arrow };
        words.extend([Piece::new(Ink::Accent, format!(" {arrow} ")), Piece::new(Ink::Strong, name(3))]);
    }
    words.push(Piece::new(Ink::Plain, if text.is_empty() { String::new() } else { format!(": {text}") }));
    Some(Step { first: format!("{}{number}. ", indent(depth)), words })
}

/// `over P,A: words`
fn note(rest: &str, names: &BTreeMap<&str, &str>, depth: usize) -> Step {
    let (place, text) = rest.split_once(':').unwrap_or(("", rest));
    let ids = place
        .trim()
        .trim_start_matches("over ")
        .trim_start_matches("left of ")
        .trim_start_matches("right of ");
    let shown: Vec<&str> =
        ids.split(',').map(|id| names.get(id.trim()).copied().unwrap_or(id.trim())).collect();
    let words = vec![
        Piece::new(Ink::Faint, format!("note, {}: ", shown.join(" and "))),
        Piece::new(Ink::Plain, text.trim()),
    ];
    Step { first: format!("{}   ", indent(depth)), words }
}

fn branch(word: &str, rest: &str, depth: usize) -> Step {
    let words = vec![Piece::new(Ink::Faint, format!("{word} {rest}"))];
    Step { first: indent(depth), words }
}

fn indent(depth: usize) -> String {
    "   ".repeat(depth.min(4))
}

#[allow(clippy::unwrap_used)]
static LINK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\s*(?:(?:--|==|-\.)\s+([^|>]+?)\s+(?:-->|==>|\.->|---)|(?:<?-->|<?==>|<?-\.->|---|--o|--x)\s*(?:\|([^|]*)\|)?)\s*")
        .unwrap()
});

/// Every node that leads somewhere, with where it leads, in the order of the source.
fn flowchart(lines: &[&str], glyphs: &Glyphs) -> Option<Vec<Step>> {
    let chart = Chart::of(lines);
    (!chart.links.is_empty()).then(|| chart.steps(glyphs))
}

#[derive(Default)]
struct Chart {
    names: BTreeMap<String, String>,
    /// From, word on the arrow, to.
    links: Vec<(String, String, String)>,
}

impl Chart {
    fn of(lines: &[&str]) -> Self {
        let mut chart = Self::default();
        for line in lines {
            let word = line.split_whitespace().next().unwrap_or_default();
            let silent = ["subgraph", "end", "classDef", "class", "style", "linkStyle", "click", "direction"];
            if !silent.contains(&word) {
                chart.read(line);
            }
        }
        chart
    }

    fn name(&self, id: &str) -> String {
        self.names.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }

    /// `A[one] --> B{two?} -- yes --> C`
    fn read(&mut self, line: &str) {
        let mut from: Vec<String> = Vec::new();
        let mut word = String::new();
        let mut at = 0;
        for found in LINK.captures_iter(line) {
            let Some(whole) = found.get(0) else { continue };
            let here = self.nodes(line.get(at..whole.start()).unwrap_or_default());
            self.join(&from, &word, &here);
            from = here;
            word =
                found.get(1).or(found.get(2)).map_or("", |m| m.as_str()).trim_matches('"').trim().to_owned();
            at = whole.end();
        }
        let here = self.nodes(line.get(at..).unwrap_or_default());
        self.join(&from, &word, &here);
    }

    fn join(&mut self, from: &[String], word: &str, to: &[String]) {
        for from in from {
            self.links.extend(to.iter().map(|to| (from.clone(), word.to_owned(), to.clone())));
        }
    }

    /// `A[one] & B`: the ids; their names are remembered.
    fn nodes(&mut self, text: &str) -> Vec<String> {
        let parts = text.split(" & ").map(str::trim).filter(|part| !part.is_empty());
        let ids = parts.map(|part| {
            let end = part.find(['[', '(', '{', '>']).unwrap_or(part.len());
            let (id, shape) = part.split_at(end);
            let name = shape.trim_matches(['[', ']', '(', ')', '{', '}', '>', '/', '\\', '"', ' ']);
            let id = id.split(":::").next().unwrap_or(id).trim().to_owned();
            if !name.is_empty() {
                self.names.insert(id.clone(), name.replace("<br/>", " ").replace("<br>", " "));
            }
            id
        });
        ids.collect()
    }

    fn steps(&self, glyphs: &Glyphs) -> Vec<Step> {
        let name = |id: &str| self.name(id);
        let arrow = || Piece::new(Ink::Accent, format!("{} ", glyphs.arrow));
        let mut steps: Vec<Step> = Vec::new();
        let mut told: Vec<&str> = Vec::new();
        for (from, ..) in &self.links {
            if told.contains(&from.as_str()) {
                continue;
            }
            told.push(from);
            let out: Vec<_> = self.links.iter().filter(|(f, ..)| f == from).collect();
            let mut words = vec![Piece::new(Ink::Strong, name(from))];
            if let [(_, word, to)] = out.as_slice() {
                let word = if word.is_empty() { " ".to_owned() } else { format!(" ({word}) ") };
                words.extend([Piece::new(Ink::Plain, word), arrow(), Piece::new(Ink::Plain, name(to))]);
                steps.push(Step { first: String::new(), words });
                continue;
            }
            steps.push(Step { first: String::new(), words });
            for (_, word, to) in out {
                let word = if word.is_empty() { String::new() } else { format!("{word} ") };
                let words = vec![Piece::new(Ink::Plain, word), arrow(), Piece::new(Ink::Plain, name(to))];
                steps.push(Step { first: "   ".to_owned(), words });
            }
        }
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Where lines cannot be drawn.
    fn listed(source: &str) -> Option<Vec<String>> {
        shown(source, &Glyphs { unicode: false, ..Glyphs::UNICODE }, 60)
    }

    fn shown(source: &str, glyphs: &Glyphs, width: usize) -> Option<Vec<String>> {
        diagram_lines(source, glyphs, width).map(|lines| lines.iter().map(Line::plain).collect())
    }

    #[test]
    fn a_sequence_is_its_messages() {
        let source = "sequenceDiagram\n  participant P as Your program\n  participant A as The API\n  P->>+A: POST /v1/chat\n\
                      A-->>-P: 200 OK\n  Note over P,A: all is well\n  loop each line\n  P->>P: print\n  end\n";
        let lines = [
            "1. Your program → The API: POST /v1/chat",
            "2. The API → Your program: 200 OK",
            "   note, Your program and The API: all is well",
            "loop each line",
            "   3. Your program: print",
        ];
        assert_eq!(listed(source).unwrap_or_default(), lines);
    }

    #[test]
    fn a_flowchart_is_where_each_step_leads() {
        let source = "flowchart TD\n A[send it] --> B{success?}\n B -- yes --> C[use it]\n B -->|no| D([stop]) --> E & F\n";
        let lines =
            ["send it → success?", "success?", "   yes → use it", "   no → stop", "stop", "   → E", "   → F"];
        assert_eq!(listed(source).unwrap_or_default(), lines);
    }

    #[test]
    fn a_sequence_is_drawn_where_there_is_room() {
        let source = "sequenceDiagram\n  participant P as Your program\n  participant A as The API\n  P->>+A: POST /v1/chat\n\
                      A-->>-P: 200 OK\n  Note over P: all is well\n  P->>P: print\n";
        let shown = shown(source, &Glyphs::UNICODE, 60).unwrap_or_default();
        assert_eq!(shown.len(), 3 + 4 + 2 + 2 + 1);
        assert!(
            shown[1].contains("│ Your program │") && shown[1].contains("│ The API │"),
            "{}",
            shown.join("\n")
        );
        assert!(shown[4].ends_with("▶│") && shown[6].contains("◀╌"), "{}", shown.join("\n"));
        assert!(shown[10].contains("│◀─┘"), "{}", shown.join("\n"));
        assert_eq!(
            super::tests::shown(source, &Glyphs::UNICODE, 20).unwrap_or_default()[0],
            "1. Your program →"
        );
    }

    #[test]
    fn a_flowchart_is_drawn_as_a_tree() {
        let source = "flowchart TD\n A[send it] --> B{success?}\n B -- yes --> C[use it]\n B -- no --> D[wait]\n D --> A\n";
        let drawn =
            ["send it", "└─▶ success?", "    ├─▶ yes: use it", "    └─▶ no: wait", "        └─▶ send it ↑"];
        assert_eq!(shown(source, &Glyphs::UNICODE, 60).unwrap_or_default(), drawn);
    }

    #[test]
    fn other_kinds_are_left_to_their_source() {
        assert_eq!(listed("pie\n \"a\": 1\n"), None);
        assert_eq!(listed(""), None);
        assert_eq!(listed("sequenceDiagram\n  what is this\n"), None);
    }

    proptest! {
        #[test]
        fn never_panics(
            kind in prop::sample::select(vec!["sequenceDiagram", "flowchart LR"]),
            body in "(\\PC|\n|A|B|-->|->>|--|: |\\||\\[|\\]|\\{|end|loop |Note over ){0,40}"
        ) {
            listed(&format!("{kind}\n{body}"));
            for width in [0, 20, 80] {
                shown(&format!("{kind}\n{body}"), &Glyphs::UNICODE, width);
            }
        }
    }
}
