//! Mermaid diagrams as a list of their steps: who sends what to whom, what leads where.
//!
//! A list fits any width, and is read aloud well. Kinds that are not known here are shown
//! as they are written.

use super::inline::{Piece, flow};
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
    let steps = match kind.split_whitespace().next()? {
        "sequenceDiagram" => sequence(rest, glyphs),
        "flowchart" | "graph" => flowchart(rest, glyphs),
        _ => return None,
    };
    let drawn = steps?.into_iter().flat_map(|step| step.lines(width));
    Some(drawn.collect())
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
    let mut chart = Chart::default();
    for line in lines {
        let word = line.split_whitespace().next().unwrap_or_default();
        let silent = ["subgraph", "end", "classDef", "class", "style", "linkStyle", "click", "direction"];
        if !silent.contains(&word) {
            chart.read(line);
        }
    }
    (!chart.links.is_empty()).then(|| chart.steps(glyphs))
}

#[derive(Default)]
struct Chart {
    names: BTreeMap<String, String>,
    /// From, word on the arrow, to.
    links: Vec<(String, String, String)>,
}

impl Chart {
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
        let name = |id: &str| self.names.get(id).cloned().unwrap_or_else(|| id.to_owned());
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

    fn listed(source: &str) -> Option<Vec<String>> {
        diagram_lines(source, &Glyphs::UNICODE, 60).map(|lines| lines.iter().map(Line::plain).collect())
    }

    #[test]
    fn a_sequence_is_its_messages() {
        let source = "sequenceDiagram\n  participant P as Your program\n  participant A as The API\n  P->>+A: POST /v1/chat\n\
                      A-->>-P: 200 OK\n  Note over P,A: all is well\n  loop each line\n  P->>P: print\n  end\n";
        let lines = [
            "1. Your program → The API: POST /v1/chat",
            "2. The API ⇢ Your program: 200 OK",
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
        }
    }
}
