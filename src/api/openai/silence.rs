//! Small valid sounds.
//!
//! Owns: WAV with a soft tone, MP3 with silence. Must not know: which endpoint plays
//! them.

/// Samples a second, one channel, 16 bits: what the vendor's speech has.
const RATE: u32 = 24_000;
/// Bytes of an MP3 frame: 32 kbit/s at 44.1 kHz.
const FRAME: usize = 104;
/// Milliseconds of an MP3 frame.
const FRAME_MS: f64 = 1152.0 / 44.1;

/// Samples of a soft tone, 16 bits, little-endian: no head at all.
#[must_use]
pub fn pcm(milliseconds: u32) -> Vec<u8> {
    let samples = (u64::from(RATE) * u64::from(milliseconds) / 1000) as u32;
    (0..samples)
        .flat_map(|at| {
            let phase = f64::from(at) * 220.0 / f64::from(RATE) * std::f64::consts::TAU;
            ((phase.sin() * 2000.0) as i16).to_le_bytes()
        })
        .collect()
}

/// The same with a head.
#[must_use]
pub fn wav(milliseconds: u32) -> Vec<u8> {
    let samples = pcm(milliseconds);
    let length = samples.len() as u32;
    let mut wav = Vec::with_capacity(samples.len() + 44);
    wav.extend(b"RIFF");
    wav.extend((36 + length).to_le_bytes());
    wav.extend(b"WAVEfmt ");
    wav.extend(16u32.to_le_bytes());
    wav.extend(1u16.to_le_bytes());
    wav.extend(1u16.to_le_bytes());
    wav.extend(RATE.to_le_bytes());
    wav.extend((RATE * 2).to_le_bytes());
    wav.extend(2u16.to_le_bytes());
    wav.extend(16u16.to_le_bytes());
    wav.extend(b"data");
    wav.extend(length.to_le_bytes());
    wav.extend(samples);
    wav
}

/// Frames of silence: MPEG-1 layer III, one channel. (A frame whose side information
/// is all zeros plays nothing.)
#[must_use]
pub fn mp3(milliseconds: u32) -> Vec<u8> {
    let frames = (f64::from(milliseconds) / FRAME_MS).ceil().max(1.0) as usize;
    let mut frame = vec![0; FRAME];
    frame.splice(..4, [0xFF, 0xFB, 0x10, 0xC4]);
    frame.repeat(frames)
}

/// Milliseconds of a sound: read from a WAV, guessed for anything else.
#[must_use]
pub fn length_ms(sound: &[u8]) -> u64 {
    if sound.starts_with(b"RIFF")
        && let Some(rate) = sound.get(28..32).and_then(|bytes| <[u8; 4]>::try_from(bytes).ok())
    {
        let per_second = u64::from(u32::from_le_bytes(rate)).max(1);
        return (sound.len().saturating_sub(44) as u64).saturating_mul(1000) / per_second;
    }
    // 32 kbit/s.
    sound.len() as u64 / 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sounds_are_as_long_as_they_say() {
        assert_eq!(wav(500).len(), 44 + 24_000);
        assert_eq!(length_ms(&wav(500)), 500);
        let mp3 = mp3(1000);
        assert_eq!(mp3.len() % FRAME, 0);
        assert!(mp3.chunks(FRAME).all(|frame| frame.starts_with(&[0xFF, 0xFB, 0x10, 0xC4])));
        assert!((990..1050).contains(&length_ms(&mp3)), "{}", length_ms(&mp3));
    }
}
