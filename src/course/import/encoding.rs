//! Text that was read in the wrong encoding on its way.
//!
//! Owns: turning `â€™` (UTF-8 read as CP-1252) and `ΓÇÖ` (read as CP-437) back into `’`.
//! Must not know: Markdown.

/// CP-1252, 0x80 to 0x9F; what is not assigned stands for itself.
const CP1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// CP-437, 0x80 to 0xFF.
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// The bytes as text: UTF-8, else CP-1252; then every run of characters that is UTF-8
/// read wrongly is put right. How many runs that were.
pub(super) fn decode(bytes: &[u8]) -> (String, usize) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = String::from_utf8(bytes.to_vec())
        .unwrap_or_else(|_| bytes.iter().map(|byte| from_1252(*byte)).collect());
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    let mut mended = 0;
    for c in text.chars() {
        if c.is_ascii() {
            mended += flush(&mut run, &mut out);
            out.push(c);
        } else {
            run.push(c);
        }
    }
    mended += flush(&mut run, &mut out);
    (out, mended)
}

fn flush(run: &mut String, out: &mut String) -> usize {
    let taken = std::mem::take(run);
    match [to_1252, to_437].iter().find_map(|back| reread(&taken, *back)) {
        Some(text) => {
            out.push_str(&text);
            1
        }
        None => {
            out.push_str(&taken);
            0
        }
    }
}

/// The run as the UTF-8 that it was before; `None` when it was none.
fn reread(run: &str, back: fn(char) -> Option<u8>) -> Option<String> {
    if run.chars().count() < 2 {
        return None;
    }
    let bytes: Vec<u8> = run.chars().map(back).collect::<Option<_>>()?;
    let text = String::from_utf8(bytes).ok()?;
    // Wrong twice: once more.
    Some(reread(&text, back).unwrap_or(text))
}

fn from_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => CP1252.get(usize::from(byte - 0x80)).copied().unwrap_or('\u{fffd}'),
        byte => char::from(byte),
    }
}

fn to_1252(c: char) -> Option<u8> {
    if let Some(at) = CP1252.iter().position(|known| *known == c) {
        return u8::try_from(at + 0x80).ok();
    }
    u8::try_from(u32::from(c)).ok()
}

fn to_437(c: char) -> Option<u8> {
    let at = CP437.chars().position(|known| known == c)?;
    u8::try_from(at + 0x80).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrongly_read_text_is_put_right_and_right_text_stays() {
        assert_eq!(decode("donâ€™t, cafÃ©".as_bytes()), ("don’t, café".to_owned(), 2));
        assert_eq!(decode("donΓÇÖt".as_bytes()), ("don’t".to_owned(), 1));
        assert_eq!(decode(b"caf\xe9 \x93x\x94\r\n"), ("café “x”\n".to_owned(), 0));
        for right in ["Größe, naïve, “quoted” — 東京 ✓", "½ Liter für 3 €"] {
            assert_eq!(decode(right.as_bytes()), (right.to_owned(), 0));
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_become_text(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let _ = decode(&bytes);
        }
    }
}
