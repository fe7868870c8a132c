//! `multipart/form-data`: the form in which files arrive.
//!
//! Owns: boundaries, part headers, fields and files. Must not know: which endpoint
//! wants them.

use bytes::Bytes;

/// One part of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The field's name.
    pub name: String,
    /// The file's name, where it is a file.
    pub filename: Option<String>,
    /// The part's own `content-type`.
    pub content_type: Option<String>,
    /// What is in it.
    pub bytes: Bytes,
}

/// A form, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Form {
    /// The parts.
    pub parts: Vec<Part>,
}

/// Most parts of one form: more are no form but an attack.
const PARTS: usize = 1000;

impl Form {
    /// Reads a body.
    ///
    /// # Errors
    /// What is wrong with it, in a few words.
    pub fn parse(content_type: &str, body: &Bytes) -> Result<Self, &'static str> {
        let boundary = boundary(content_type).ok_or("no multipart boundary in the content-type")?;
        let opening = format!("--{boundary}");
        let between = format!("\r\n--{boundary}");
        let mut at = find(body, opening.as_bytes(), 0).ok_or("the boundary does not occur in the body")?
            + opening.len();
        let mut parts = Vec::new();
        loop {
            match body.get(at..at + 2) {
                Some(b"--") => return Ok(Self { parts }),
                Some(b"\r\n") => at += 2,
                _ => return Err("a boundary is not followed by a line end"),
            }
            let head_end =
                find(body, b"\r\n\r\n", at.saturating_sub(2)).ok_or("a part without an end of its head")?;
            let data = head_end + 4;
            let end = find(body, between.as_bytes(), data.saturating_sub(2))
                .ok_or("the last boundary is missing")?;
            if parts.len() >= PARTS {
                return Err("too many parts");
            }
            let head = String::from_utf8_lossy(body.get(at..head_end).unwrap_or_default()).into_owned();
            parts.push(part(&head, body.slice(data.min(end)..end)).ok_or("a part without a name")?);
            at = end + between.len();
        }
    }

    /// The text of a field.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<String> {
        let part = self.parts.iter().find(|part| part.name == name)?;
        Some(String::from_utf8_lossy(&part.bytes).into_owned())
    }

    /// All values of a field that may come several times (`include` also finds `include[]`).
    #[must_use]
    pub fn texts(&self, name: &str) -> Vec<String> {
        let parts =
            self.parts.iter().filter(|part| part.name.strip_suffix("[]").unwrap_or(&part.name) == name);
        parts.map(|part| String::from_utf8_lossy(&part.bytes).into_owned()).collect()
    }

    /// The first file under a name (`image` also finds `image[]`).
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&Part> {
        self.parts.iter().find(|part| {
            part.filename.is_some() && part.name.strip_suffix("[]").unwrap_or(&part.name) == name
        })
    }
}

/// The `boundary` of a content type.
fn boundary(content_type: &str) -> Option<&str> {
    let mut pieces = content_type.split(';');
    let kind = pieces.next()?.trim();
    if !kind.eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    pieces
        .filter_map(|piece| piece.trim().split_once('='))
        .find(|(name, _)| name.eq_ignore_ascii_case("boundary"))
        .map(|(_, value)| value.trim_matches('"'))
        .filter(|boundary| !boundary.is_empty() && boundary.len() <= 200)
}

fn part(head: &str, bytes: Bytes) -> Option<Part> {
    let (mut name, mut filename, mut content_type) = (None, None, None);
    for line in head.split("\r\n") {
        let Some((key, value)) = line.split_once(':') else { continue };
        if key.eq_ignore_ascii_case("content-type") {
            content_type = Some(value.trim().to_owned());
        } else if key.eq_ignore_ascii_case("content-disposition") {
            name = attribute(value, "name");
            filename = attribute(value, "filename");
        }
    }
    Some(Part { name: name?, filename, content_type, bytes })
}

/// `name="value"` within a header.
fn attribute(header: &str, name: &str) -> Option<String> {
    header.split(';').skip(1).find_map(|piece| {
        let (key, value) = piece.trim().split_once('=')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').to_owned())
    })
}

/// Where a needle begins, from a place on.
fn find(body: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    let rest = body.get(from..)?;
    let first = *needle.first()?;
    let mut at = 0;
    while let Some(step) = rest.get(at..)?.iter().position(|byte| *byte == first) {
        at += step;
        if rest.get(at..at + needle.len()) == Some(needle) {
            return Some(from + at);
        }
        at += 1;
    }
    None
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    fn parse(body: &str) -> Result<Form, &'static str> {
        Form::parse("multipart/form-data; boundary=\"XX\"", &Bytes::from(body.to_owned()))
    }

    #[test]
    fn fields_and_files_are_found() {
        let form = parse(
            "--XX\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--XX\r\n\
             content-disposition: form-data; name=\"file\"; filename=\"a b.jsonl\"\r\nContent-Type: text/plain\r\n\r\n\
             {\"a\": \"--X\"}\r\n\r\n--XX--\r\n",
        )
        .unwrap();
        assert_eq!(form.text("purpose").as_deref(), Some("batch"));
        let file = form.file("file").unwrap();
        assert_eq!(file.filename.as_deref(), Some("a b.jsonl"));
        assert_eq!(file.content_type.as_deref(), Some("text/plain"));
        assert_eq!(&file.bytes[..], b"{\"a\": \"--X\"}\r\n");
        assert!(form.file("purpose").is_none());
    }

    #[test]
    fn an_empty_file_is_a_file() {
        let form =
            parse("--XX\r\ncontent-disposition: form-data; name=f; filename=e\r\n\r\n\r\n--XX--").unwrap();
        assert!(form.file("f").unwrap().bytes.is_empty());
    }

    #[test]
    fn broken_forms_are_refused() {
        for body in ["", "--XX", "--XX\r\n", "--XX\r\nname\r\n\r\nx", "--XX\r\na: b\r\n\r\nx\r\n--XX--"] {
            assert!(parse(body).is_err(), "{body:?}");
        }
        assert!(Form::parse("text/plain", &Bytes::new()).is_err());
        assert_eq!(parse("--XX--\r\n").unwrap(), Form::default());
    }
}
