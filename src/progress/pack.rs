//! Verdicts and evidence as small blobs: JSON, deflated, and capped.

use crate::evidence::{Exchange, OutputPiece, SceneEvidence};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Evidence whose JSON is longer than this is trimmed before it is kept.
const WHOLE_LIMIT: usize = 2 << 20;
/// What is longer than this after trimming is not kept at all.
const TRIMMED_LIMIT: usize = 8 << 20;
/// A body longer than this gives way to a note in trimmed evidence.
const BODY_LIMIT: usize = 32 << 10;
/// As much text of each end of the output is kept in trimmed evidence.
const OUTPUT_END: usize = 64 << 10;
/// As many exchanges are kept per scene in trimmed evidence.
const EXCHANGE_LIMIT: usize = 100;
/// No blob unpacks to more than this: a damaged file cannot exhaust the memory.
const UNPACK_LIMIT: usize = 64 << 20;
/// Deflate's effort: most of the gain at a fraction of the time of the default.
const EFFORT: u8 = 3;

/// The value as deflated JSON.
pub(super) fn pack(value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    Ok(deflate(&serde_json::to_vec(value)?))
}

/// The evidence as a blob; trimmed when long; `None` when it is too long even so.
pub(super) fn pack_evidence(scenes: &[SceneEvidence]) -> Result<Option<Vec<u8>>, serde_json::Error> {
    let whole = serde_json::to_vec(scenes)?;
    if whole.len() <= WHOLE_LIMIT {
        return Ok(Some(deflate(&whole)));
    }
    let trimmed: Vec<_> = scenes.iter().map(trim_scene).collect();
    let short = serde_json::to_vec(&trimmed)?;
    Ok((short.len() <= TRIMMED_LIMIT).then(|| deflate(&short)))
}

/// The value of a blob; `None` when the blob is damaged.
pub(super) fn unpack<T: DeserializeOwned>(blob: &[u8]) -> Option<T> {
    let json = miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(blob, UNPACK_LIMIT).ok()?;
    serde_json::from_slice(&json).ok()
}

fn deflate(json: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(json, EFFORT)
}

fn trim_scene(scene: &SceneEvidence) -> SceneEvidence {
    let mut short = scene.clone();
    short.source = head(&scene.source, BODY_LIMIT).to_owned();
    short.exchanges = scene.exchanges.iter().take(EXCHANGE_LIMIT).map(trim_exchange).collect();
    short.output.pieces = trim_output(&scene.output.pieces);
    short
}

fn trim_exchange(exchange: &Exchange) -> Exchange {
    let mut short = exchange.clone();
    short.request = trim_body(&exchange.request);
    short.response = trim_body(&exchange.response);
    short.reply = exchange.reply.iter().map(|text| head(text, BODY_LIMIT).to_owned()).collect();
    short.chunks.truncate(EXCHANGE_LIMIT * 5);
    short
}

fn trim_body(body: &Value) -> Value {
    let length = serde_json::to_vec(body).map_or(0, |json| json.len());
    if length > BODY_LIMIT { json!(format!("[left out: {length} bytes]")) } else { body.clone() }
}

/// The pieces at both ends, with a note in between.
fn trim_output(pieces: &[OutputPiece]) -> Vec<OutputPiece> {
    let total: usize = pieces.iter().map(|piece| piece.text.len()).sum();
    if total <= 2 * OUTPUT_END {
        return pieces.to_vec();
    }
    let mut seen = 0;
    let mut kept: Vec<OutputPiece> = Vec::new();
    let mut noted = false;
    for piece in pieces {
        let (start, end) = (seen, seen + piece.text.len());
        seen = end;
        if start < OUTPUT_END {
            kept.push(OutputPiece {
                text: head(&piece.text, OUTPUT_END - start).to_owned(),
                ..piece.clone()
            });
        }
        if !noted && end > OUTPUT_END {
            noted = true;
            let text = format!("\n[left out: {} bytes]\n", total - 2 * OUTPUT_END);
            kept.push(OutputPiece { text, ..piece.clone() });
        }
        if end > total - OUTPUT_END {
            let skip = (total - OUTPUT_END).saturating_sub(start);
            kept.push(OutputPiece { text: tail_from(&piece.text, skip).to_owned(), ..piece.clone() });
        }
    }
    kept
}

/// At most this many bytes from the start, cut between characters.
fn head(text: &str, limit: usize) -> &str {
    let end = (0..=limit.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

/// The text from this byte on, cut between characters.
fn tail_from(text: &str, start: usize) -> &str {
    let start = (start..text.len()).find(|start| text.is_char_boundary(*start));
    &text[start.unwrap_or(text.len())..]
}
