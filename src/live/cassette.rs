//! A recording of what a real service answered.
//!
//! Owns: the file's form. Must not know: how it is played back.
//!
//! One file an attempt, made for reading: JSON, texts as texts.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The form of the file that this version writes.
const VERSION: u32 = 1;

/// A recording of one attempt.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Cassette {
    /// The form of the file.
    pub version: u32,
    /// The exercise.
    pub exercise: String,
    /// The track.
    pub track: String,
    /// The attempt's seed: a replay draws the same words.
    pub seed: u64,
    /// Who answered.
    pub provider: String,
    /// When, in RFC 3339.
    pub recorded: String,
    /// The exchanges of each scene, in order of arrival.
    pub scenes: BTreeMap<String, Vec<Taped>>,
}

/// One exchange on tape. There is no key in it: request headers are not kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Taped {
    /// What was asked.
    pub request: TapedRequest,
    /// What was answered.
    pub response: TapedResponse,
}

/// A request, as far as its answer depends on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TapedRequest {
    /// `POST`, …
    pub method: String,
    /// With the query.
    pub path: String,
    /// As JSON; a text where it was none.
    pub body: Value,
}

impl TapedRequest {
    /// The parts of the path, and whether each is the id of something the service keeps.
    pub(super) fn path_parts(&self) -> impl Iterator<Item = (&str, bool)> {
        let path = self.path.split('?').next().unwrap_or_default();
        // `v1` has a digit too, but is short.
        path.split('/').map(|part| (part, part.len() > 8 && part.contains(|c: char| c.is_ascii_digit())))
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TapedResponse {
    /// HTTP status.
    pub status: u16,
    /// In order; those with secrets left out.
    pub headers: Vec<(String, String)>,
    /// From the request to the head of the answer, in milliseconds.
    pub first_ms: f64,
    /// The body's length, where it was announced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
    /// The body in the pieces it came in.
    pub chunks: Vec<TapedChunk>,
    /// Whether it came to its end.
    pub complete: bool,
    /// Why the service broke it off, where it did: the program, or a fault of the scene,
    /// may have ended it as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken: Option<String>,
}

/// A piece of a body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TapedChunk {
    /// Milliseconds since the head of the answer.
    pub at_ms: f64,
    /// The bytes.
    #[serde(flatten)]
    pub bytes: TapedBytes,
}

/// Bytes, readable where they are text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TapedBytes {
    /// UTF-8.
    Text(String),
    /// Anything else, two hexadecimal digits a byte.
    Hex(String),
}

impl TapedBytes {
    /// Wraps bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Hex(bytes.iter().map(|byte| format!("{byte:02x}")).collect()),
        }
    }

    /// The bytes again; what is no hexadecimal digit is left out.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.as_bytes().to_vec(),
            Self::Hex(digits) => {
                let digits: Vec<u8> =
                    digits.chars().filter_map(|c| c.to_digit(16)).map(|digit| digit as u8).collect();
                digits.chunks_exact(2).map(|pair| (pair[0] << 4) | pair[1]).collect()
            }
        }
    }
}

/// Why a recording cannot be used.
#[derive(Debug, Error)]
pub enum CassetteError {
    /// It cannot be read or written.
    #[error("cannot use the recording {}: {why}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// It is of another version.
    #[error("the recording {} has the form {found}, this workbook knows {VERSION}: record again with `--live --record`", path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// The version in it.
        found: u32,
    },
}

impl Cassette {
    /// An empty one.
    #[must_use]
    pub fn new(exercise: &str, track: &str, seed: u64, provider: &str, recorded: String) -> Self {
        Self {
            version: VERSION,
            exercise: exercise.to_owned(),
            track: track.to_owned(),
            seed,
            provider: provider.to_owned(),
            recorded,
            scenes: BTreeMap::new(),
        }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read or is none.
    pub fn load(path: &Path) -> Result<Self, CassetteError> {
        let file_error = |why: String| CassetteError::File { path: path.to_owned(), why };
        let text = std::fs::read_to_string(path).map_err(|e| file_error(e.to_string()))?;
        let cassette: Self = serde_json::from_str(&text).map_err(|e| file_error(e.to_string()))?;
        if cassette.version != VERSION {
            return Err(CassetteError::Version { path: path.to_owned(), found: cassette.version });
        }
        Ok(cassette)
    }

    /// Writes it, whole or not at all.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn save(&self, path: &Path) -> Result<(), CassetteError> {
        let file_error = |why: String| CassetteError::File { path: path.to_owned(), why };
        let text = serde_json::to_string_pretty(self).map_err(|e| file_error(e.to_string()))?;
        let beside = path.with_extension("part");
        let write = || -> std::io::Result<()> {
            std::fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
            std::fs::write(&beside, text + "\n")?;
            std::fs::rename(&beside, path)
        };
        write().map_err(|e| file_error(e.to_string()))
    }
}

/// The request as it is compared: JSON with its keys sorted.
#[must_use]
pub fn canonical(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let sorted: BTreeMap<&String, Value> = fields.iter().map(|(k, v)| (k, canonical(v))).collect();
            Value::Object(sorted.into_iter().map(|(k, v)| (k.clone(), v)).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(canonical).collect()),
        other => other.clone(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bytes_survive(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let taped = TapedChunk { at_ms: 1.0, bytes: TapedBytes::of(&bytes) };
            let again: TapedChunk = serde_json::from_str(&serde_json::to_string(&taped).unwrap()).unwrap();
            prop_assert_eq!(again.bytes.bytes(), bytes);
        }
    }

    #[test]
    fn files_are_kept_and_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/one.json");
        let mut cassette = Cassette::new("retry", "python", 7, "openai", "2026-11-21T00:00:00Z".to_owned());
        cassette.save(&path).unwrap();
        assert_eq!(Cassette::load(&path).unwrap(), cassette);
        cassette.version = 99;
        cassette.save(&path).unwrap();
        assert!(Cassette::load(&path).unwrap_err().to_string().contains("record again"));
        std::fs::write(&path, "{").unwrap();
        assert!(Cassette::load(&path).unwrap_err().to_string().contains("one.json"));
    }
}
