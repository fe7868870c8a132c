//! Calls and their results: each `tool_use` has its `tool_result` in the next turn, before
//! anything else there.
//!
//! Owns: that rule. Must not know: shapes of blocks.

use crate::api::anthropic::content::{Message, Part};
use crate::api::anthropic::errors::ApiFault;

/// Messages of one role in a row: the vendor takes them as one.
struct Turn<'m> {
    /// The last message in it.
    last: usize,
    role: &'m str,
    uses: Vec<&'m str>,
    /// Ids with their places: message and block.
    results: Vec<(&'m str, usize, usize)>,
    /// How many of the results stand before everything else.
    first: usize,
    /// Whether nothing but results has come so far.
    is_open: bool,
}

/// Checks the pairs of a conversation.
///
/// # Errors
/// The vendor's complaint.
pub fn check(messages: &[Message<'_>]) -> Result<(), ApiFault> {
    let turns = turns(messages)?;
    for (index, turn) in turns.iter().enumerate() {
        let before: &[&str] = match index.checked_sub(1).and_then(|before| turns.get(before)) {
            Some(before) => &before.uses,
            None => &[],
        };
        if let Some((id, message, block)) = turn.results.iter().find(|(id, ..)| !before.contains(id)) {
            return Err(ApiFault::invalid(format!(
                "messages.{message}.content.{block}: unexpected `tool_use_id` found in `tool_result` blocks: {id}. Each \
                 `tool_result` block must have a corresponding `tool_use` block in the previous message."
            )));
        }
        let answered = |id: &str| {
            let next = turns.get(index + 1).map(|next| next.results.iter().take(next.first));
            next.is_some_and(|mut results| results.any(|(result, ..)| *result == id))
        };
        let open: Vec<&str> = turn.uses.iter().copied().filter(|id| !answered(id)).collect();
        if !open.is_empty() {
            return Err(ApiFault::invalid(format!(
                "messages.{}: `tool_use` ids were found without `tool_result` blocks immediately after: {}. Each \
                 `tool_use` block must have a corresponding `tool_result` block in the next message.",
                turn.last,
                open.join(", ")
            )));
        }
    }
    Ok(())
}

fn turns<'m>(messages: &'m [Message<'m>]) -> Result<Vec<Turn<'m>>, ApiFault> {
    let mut turns: Vec<Turn<'m>> = Vec::new();
    for (index, message) in messages.iter().enumerate() {
        // Instructions in between belong to no one's turn.
        if message.role == "system" {
            continue;
        }
        if turns.last().is_none_or(|turn| turn.role != message.role) {
            turns.push(Turn {
                last: index,
                role: message.role,
                uses: Vec::new(),
                results: Vec::new(),
                first: 0,
                is_open: true,
            });
        }
        let Some(turn) = turns.last_mut() else { continue };
        turn.last = index;
        for (block, part) in message.parts.iter().enumerate() {
            match part {
                Part::Use { id, .. } if turn.uses.contains(id) => {
                    return Err(ApiFault::invalid(format!(
                        "messages.{index}.content.{block}: `tool_use` ids must be unique"
                    )));
                }
                Part::Use { id, .. } => turn.uses.push(id),
                Part::Result { id, .. } => {
                    turn.results.push((id, index, block));
                    turn.first += usize::from(turn.is_open);
                }
                Part::Text(_) | Part::Media => turn.is_open = false,
                Part::Other(_) => {}
            }
        }
    }
    Ok(turns)
}
