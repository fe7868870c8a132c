//! What the small language model has read.
//!
//! Owns: the texts and how they become paragraphs. Must not know: how they are
//! counted.

/// A text of our own about many things.
const OWN: &str = include_str!("corpus.txt");
/// The course's prose.
const LESSONS: [&str; 5] = [
    include_str!("../../lessons/04-first-call.md"),
    include_str!("../../lessons/09-temperature.md"),
    include_str!("../../lessons/10-tokens-usage-cost.md"),
    include_str!("../../lessons/13-retries.md"),
    include_str!("../../lessons/15-streaming-chat.md"),
];
/// Shorter paragraphs are headings and the like.
const LEAST: usize = 60;
/// Longer ones do not fit a reply.
const MOST: usize = 900;

/// All paragraphs of plain prose.
#[must_use]
pub fn paragraphs() -> Vec<String> {
    let mut found: Vec<String> = OWN.split("\n\n").map(one_line).filter(|text| !text.is_empty()).collect();
    for lesson in LESSONS {
        found.extend(prose(lesson));
    }
    found
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The paragraphs of a Markdown text that are nothing but prose.
fn prose(markdown: &str) -> Vec<String> {
    let mut fenced = false;
    let mut front = markdown.starts_with("---");
    let mut paragraph = String::new();
    let mut found = Vec::new();
    for (number, line) in markdown.lines().enumerate() {
        if front {
            front = number == 0 || line != "---";
            continue;
        }
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        let plain =
            line.chars().next().is_some_and(char::is_alphabetic) && !line.contains(['|', '{', '[', '<']);
        if !fenced && !fence && plain {
            paragraph.push_str(line);
            paragraph.push(' ');
            continue;
        }
        found.push(one_line(&std::mem::take(&mut paragraph).replace(['`', '*'], "")));
    }
    found.push(one_line(&paragraph.replace(['`', '*'], "")));
    found.retain(|text| (LEAST..=MOST).contains(&text.len()) && text.ends_with('.'));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_found_and_code_is_not() {
        let all = paragraphs();
        assert!(all.len() > 120, "{}", all.len());
        assert!(all.iter().all(|text| !text.contains("```") && !text.contains('\n') && text.len() <= 1200));
        assert_eq!(
            prose(
                "---\nid: x\n---\n\n# Head\n\n```py\nprint('a long line of code in a block of its own.')\n```\n\nShort.\n"
            ),
            Vec::<String>::new()
        );
    }
}
