//! Compressed request bodies.
//!
//! Owns: `content-encoding: gzip` and `deflate`, and their bound. Must not know:
//! what the body says.

use crate::api::checksum::crc32;
use bytes::Bytes;
use miniz_oxide::inflate::{decompress_to_vec_with_limit, decompress_to_vec_zlib_with_limit};

/// Why a body could not be unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packed {
    /// An encoding that is not read.
    Unknown,
    /// Not what it says it is, or broken off.
    Broken,
    /// Unpacked it is longer than the door takes.
    TooLarge,
}

/// Unpacks a body by its `content-encoding`.
///
/// # Errors
/// Why it cannot be done.
pub fn unpack(encoding: &str, body: &Bytes, limit: u64) -> Result<Bytes, Packed> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let raw = match encoding.trim().to_ascii_lowercase().as_str() {
        "" | "identity" => return Ok(body.clone()),
        "gzip" | "x-gzip" => {
            let (data, end) = gzip_data(body).ok_or(Packed::Broken)?;
            let raw = decompress_to_vec_with_limit(data, limit);
            if raw.as_ref().is_ok_and(|raw| end_of(raw) != end) {
                return Err(Packed::Broken);
            }
            raw
        }
        "deflate" => decompress_to_vec_zlib_with_limit(body, limit),
        _ => return Err(Packed::Unknown),
    };
    raw.map(Bytes::from).map_err(|error| match error.status {
        miniz_oxide::inflate::TINFLStatus::HasMoreOutput => Packed::TooLarge,
        _ => Packed::Broken,
    })
}

/// The last bytes of a gzip member with this in it: check sum and length.
fn end_of(raw: &[u8]) -> [u8; 8] {
    // Of the length the lowest 32 bits count.
    let end = u64::from(crc32(raw)) | (raw.len() as u64) << 32;
    end.to_le_bytes()
}

/// What lies behind the head of a gzip member, and its last bytes.
fn gzip_data(body: &[u8]) -> Option<(&[u8], [u8; 8])> {
    let head = body.get(..10)?;
    if head.get(..3) != Some(&[0x1f, 0x8b, 8]) {
        return None;
    }
    let flags = *head.get(3)?;
    let mut rest = body.get(10..)?;
    if flags & 4 != 0 {
        let length = usize::from(u16::from_le_bytes([*rest.first()?, *rest.get(1)?]));
        rest = rest.get(2 + length..)?;
    }
    for flag in [8, 16] {
        if flags & flag != 0 {
            let end = rest.iter().position(|byte| *byte == 0)?;
            rest = rest.get(end + 1..)?;
        }
    }
    if flags & 2 != 0 {
        rest = rest.get(2..)?;
    }
    rest.split_last_chunk::<8>().map(|(data, end)| (data, *end))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    fn gzip(text: &[u8], name: bool) -> Bytes {
        let mut bytes = vec![0x1f, 0x8b, 8, if name { 8 } else { 0 }, 0, 0, 0, 0, 0, 3];
        if name {
            bytes.extend_from_slice(b"body.json\0");
        }
        bytes.extend(miniz_oxide::deflate::compress_to_vec(text, 6));
        bytes.extend(end_of(text));
        Bytes::from(bytes)
    }

    #[test]
    fn bodies_are_unpacked() {
        for name in [false, true] {
            assert_eq!(unpack("gzip", &gzip(b"{\"a\":1}", name), 100).unwrap(), "{\"a\":1}");
        }
        let zlib = Bytes::from(miniz_oxide::deflate::compress_to_vec_zlib(b"[]", 6));
        assert_eq!(unpack("Deflate", &zlib, 100).unwrap(), "[]");
        assert_eq!(unpack("identity", &zlib, 100).unwrap(), zlib);
    }

    #[test]
    fn bombs_and_garbage_are_refused() {
        let zeros = vec![b' '; 1_000_000];
        assert_eq!(unpack("gzip", &gzip(&zeros, false), 1000), Err(Packed::TooLarge));
        assert_eq!(unpack("gzip", &Bytes::from_static(b"{}"), 1000), Err(Packed::Broken));
        let whole = gzip(b"{\"a\":1}", false);
        for length in 0..whole.len() {
            assert_eq!(unpack("gzip", &whole.slice(..length), 1000), Err(Packed::Broken), "{length}");
        }
        let mut wrong = whole.to_vec();
        *wrong.last_mut().unwrap() ^= 1;
        assert_eq!(unpack("gzip", &Bytes::from(wrong), 1000), Err(Packed::Broken));
        assert_eq!(unpack("br", &whole, 1000), Err(Packed::Unknown));
    }
}
