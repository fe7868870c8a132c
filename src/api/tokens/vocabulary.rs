//! A vocabulary as it lies in the binary: ranks by bytes, and bytes by rank.
//!
//! Owns: reading the layout. Must not know: how texts are split and merged.

use super::layout::{RANK_BITS, hash, tag};

/// The tokens of one encoding. Copying it copies references.
#[derive(Debug, Clone, Copy)]
pub struct Vocabulary {
    ends: &'static [[u8; 4]],
    slots: &'static [[u8; 4]],
    bytes: &'static [u8],
}

impl Vocabulary {
    /// Reads a run of bytes laid out as [`super::layout`] says. One that is too short has
    /// no tokens.
    #[must_use]
    pub fn of(data: &'static [u8]) -> Self {
        Self::read(data).unwrap_or(Self { ends: &[], slots: &[], bytes: &[] })
    }

    fn read(data: &'static [u8]) -> Option<Self> {
        let (count, rest) = data.split_first_chunk::<4>()?;
        let (slots, rest) = rest.split_first_chunk::<4>()?;
        let (ends, rest) = rest.split_at_checked(number(*count).checked_mul(4)?)?;
        let (slots, bytes) = rest.split_at_checked(number(*slots).checked_mul(4)?)?;
        Some(Self { ends: ends.as_chunks().0, slots: slots.as_chunks().0, bytes })
    }

    /// The bytes of a token; `None` for a rank that is not used.
    #[must_use]
    pub fn bytes_of(&self, rank: usize) -> Option<&'static [u8]> {
        let end = number(*self.ends.get(rank)?);
        let start = rank.checked_sub(1).map_or(0, |before| number(self.ends[before]));
        self.bytes.get(start..end).filter(|bytes| !bytes.is_empty())
    }

    /// The rank of a token: the lower, the earlier it was merged. `None` where these bytes
    /// are no token.
    #[must_use]
    pub fn rank_of(&self, bytes: &[u8]) -> Option<u32> {
        let mask = self.slots.len().checked_sub(1)?;
        let hash = hash(bytes);
        let (tag, low) = (tag(hash), (1 << RANK_BITS) - 1);
        #[allow(clippy::cast_possible_truncation, reason = "only the lower bits are wanted")]
        let mut at = hash as usize & mask;
        loop {
            let slot = u32::from_le_bytes(self.slots[at]);
            let rank = (slot & low).checked_sub(1)?;
            if slot & !low == tag && self.bytes_of(rank as usize) == Some(bytes) {
                return Some(rank);
            }
            at = (at + 1) & mask;
        }
    }
}

fn number(bytes: [u8; 4]) -> usize {
    u32::from_le_bytes(bytes) as usize
}
