//! Small valid pictures.
//!
//! Owns: the PNG format, as far as two colours need it. Must not know: which
//! endpoint shows them.

use crate::api::checksum::crc32;
use crate::api::rng::Seed;

/// Fields of the pattern, in each direction.
const FIELDS: u32 = 8;

/// A PNG of this size: a symmetric pattern in two colours that follow from a text.
#[must_use]
pub fn png(width: u32, height: u32, about: Seed) -> Vec<u8> {
    let mut rng = about.text("picture").rng();
    let colour = |rng: &mut fastrand::Rng, from: u8| [(); 3].map(|()| rng.u8(from..from + 100));
    let palette = [colour(&mut rng, 150), colour(&mut rng, 20)].concat();
    let pattern: Vec<u8> = (0..FIELDS).map(|_| mirrored(rng.u8(0..16))).collect();
    let row_bytes = width.div_ceil(8) as usize;
    let mut pixels = Vec::with_capacity((row_bytes + 1) * height as usize);
    for y in 0..height {
        // No filter.
        pixels.push(0);
        let line = pattern.get((y * FIELDS / height.max(1)) as usize).copied().unwrap_or(0);
        let start = pixels.len();
        pixels.resize(start + row_bytes, 0);
        for x in (0..width).filter(|x| line >> (x * FIELDS / width.max(1)) & 1 == 1) {
            if let Some(byte) = pixels.get_mut(start + (x / 8) as usize) {
                *byte |= 0x80 >> (x % 8);
            }
        }
    }
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = Vec::new();
    head.extend(width.to_be_bytes());
    head.extend(height.to_be_bytes());
    // One bit a pixel, a palette, nothing special.
    head.extend([1, 3, 0, 0, 0]);
    chunk(&mut png, b"IHDR", &head);
    chunk(&mut png, b"PLTE", &palette);
    chunk(&mut png, b"IDAT", &miniz_oxide::deflate::compress_to_vec_zlib(&pixels, 6));
    chunk(&mut png, b"IEND", &[]);
    png
}

/// Four bits and their mirror image.
fn mirrored(half: u8) -> u8 {
    (0..4).fold(half, |whole, bit| whole | (half >> bit & 1) << (7 - bit))
}

fn chunk(png: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    png.extend((data.len() as u32).to_be_bytes());
    let from = png.len();
    png.extend(kind);
    png.extend(data);
    let sum = crc32(png.get(from..).unwrap_or_default());
    png.extend(sum.to_be_bytes());
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_png_and_small() {
        let one = png(1024, 1024, Seed::new(1));
        assert!(one.starts_with(b"\x89PNG\r\n\x1a\n") && one.len() < 4000, "{}", one.len());
        assert_eq!(one, png(1024, 1024, Seed::new(1)));
        assert_ne!(one, png(1024, 1024, Seed::new(2)));
        let data = one.windows(4).position(|four| four == b"IDAT").unwrap();
        let length = u32::from_be_bytes(one[data - 4..data].try_into().unwrap()) as usize;
        let pixels = miniz_oxide::inflate::decompress_to_vec_zlib(&one[data + 4..data + 4 + length]).unwrap();
        assert_eq!(pixels.len(), 129 * 1024);
    }
}
