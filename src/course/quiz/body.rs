//! What stands under a question: its text, its answers, what follows them.
//!
//! Owns: how a task list is taken apart. Must not know: what its items mean.

use crate::course::markdown::{self, is_block};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use std::ops::Range;

/// What stands under a question's heading; ranges count in the file.
#[derive(Debug)]
pub(super) struct Body {
    /// Up to the answers.
    pub(super) before: Range<usize>,
    /// The items of the first list that has boxes (or else, of the last list).
    pub(super) items: Vec<Item>,
    /// After the answers.
    pub(super) after: Range<usize>,
}

/// An item of a list.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// What its box says.
    pub(super) mark: Option<bool>,
    /// Its first paragraph, without the box.
    pub(super) first: Range<usize>,
    /// All that follows in it.
    pub(super) rest: Range<usize>,
}

impl Body {
    pub(super) fn read(text: &str, range: Range<usize>) -> Self {
        let section = text.get(range.clone()).unwrap_or_default();
        let mut walk = Walk::default();
        for (event, at) in Parser::new_ext(section, markdown::options()).into_offset_iter() {
            walk.event(&event, range.start + at.start..range.start + at.end);
        }
        let (list, items) = walk.found.unwrap_or((range.end..range.end, Vec::new()));
        Self { before: range.start..list.start, items, after: list.end..range.end }
    }
}

#[derive(Default)]
struct Walk {
    /// The list of answers.
    found: Option<(Range<usize>, Vec<Item>)>,
    list: Option<(Range<usize>, Vec<Item>)>,
    /// Open blocks, lists included.
    depth: usize,
}

impl Walk {
    fn event(&mut self, event: &Event<'_>, at: Range<usize>) {
        match event {
            Event::Start(Tag::List(_)) if self.depth == 0 => self.list = Some((at.clone(), Vec::new())),
            Event::Start(Tag::Item) if self.depth == 1 => {
                if let Some((_, items)) = &mut self.list {
                    items.push(Item { mark: None, first: at.start..at.start, rest: at.end..at.end });
                }
            }
            Event::TaskListMarker(right) if matches!(self.depth, 2 | 3) => {
                if let Some(item) = self.item().filter(|i| i.first.is_empty() && i.mark.is_none()) {
                    item.mark = Some(*right);
                    item.first = at.end..at.end;
                }
            }
            // The first paragraph of a loose item ends here, and what follows explains.
            Event::End(TagEnd::Paragraph) if self.depth == 3 => self.end_first(at.end),
            Event::Start(tag)
                if self.depth == 2 && is_block(&tag.to_end()) && !matches!(tag, Tag::Paragraph) =>
            {
                self.end_first(at.start);
            }
            Event::End(TagEnd::Item) if self.depth == 2 => {
                self.end_first(at.end);
                if let Some(item) = self.item() {
                    item.rest.end = at.end;
                }
            }
            _ => {}
        }
        match event {
            Event::Start(tag) if is_block(&tag.to_end()) => self.depth += 1,
            Event::End(tag) if is_block(tag) => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 && matches!(tag, TagEnd::List(_)) {
                    self.end_list();
                }
            }
            _ => {}
        }
    }

    fn item(&mut self) -> Option<&mut Item> {
        self.list.as_mut().and_then(|(_, items)| items.last_mut())
    }

    /// The first paragraph ends here, unless it has ended before.
    fn end_first(&mut self, end: usize) {
        if let Some(item) = self.item().filter(|item| item.rest.is_empty() && item.rest.start >= end) {
            item.first.end = end.max(item.first.start);
            let whole = item.rest.end;
            item.rest = end..whole.max(end);
        }
    }

    fn end_list(&mut self) {
        let Some(list) = self.list.take() else { return };
        let marked = |(_, items): &(_, Vec<Item>)| items.iter().any(|item| item.mark.is_some());
        if self.found.as_ref().is_none_or(|found| !marked(found)) && (marked(&list) || self.found.is_none()) {
            self.found = Some(list);
        }
    }
}
