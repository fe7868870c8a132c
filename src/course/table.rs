//! TOML with places: parsing, checking against a schema, reading values.
//!
//! Owns: TOML's faults (syntax, unknown keys, wrong kinds) and the byte ranges of
//! keys and values in the file around the TOML. Must not know: what a key means.

use super::fault::{Fault, MOST_FAULTS};
use super::schema::{Field, Kind, Record, is_kebab};
use super::source::{Located, SourceFile, Spot};
use super::suggest;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

/// At most this many syntax errors of one block are reported: what follows an
/// error is often its echo.
const MOST_SYNTAX_ERRORS: usize = 10;

/// A list may have this many items.
const MOST_ITEMS: usize = 1000;

/// Tables and lists are followed this deep when places are noted.
const DEEPEST_PLACE: usize = 12;

/// A TOML document inside a file.
pub struct Toml<'a> {
    file: &'a Arc<SourceFile>,
    text: &'a str,
    /// Where the document starts in the file.
    offset: usize,
    /// The document, as far as it could be understood.
    pub root: DeTable<'a>,
    /// Whether it has syntax errors, so that keys may be missing from `root`.
    pub broken: bool,
}

impl<'a> Toml<'a> {
    /// Parses a range of the file; every syntax error becomes a fault.
    pub fn parse(file: &'a Arc<SourceFile>, range: Range<usize>, faults: &mut Vec<Fault>) -> Self {
        let text = file.text.get(range.clone()).unwrap_or_default();
        let (root, errors) = DeTable::parse_recoverable(text);
        let toml =
            Self { file, text, offset: range.start, root: root.into_inner(), broken: !errors.is_empty() };
        let mut seen = Vec::new();
        for error in errors.iter().take(MOST_SYNTAX_ERRORS) {
            let span = error.span().unwrap_or(0..text.len());
            if !seen.contains(&span) {
                faults.push(toml.syntax_fault(error.message(), span.clone()));
                seen.push(span);
            }
        }
        toml
    }

    fn syntax_fault(&self, message: &str, span: Range<usize>) -> Fault {
        let cure = if message.contains("duplicate key") {
            "Keep one of the two."
        } else if message.contains("string") {
            "Texts stand in quotes: \"…\" or '…' on one line, \"\"\"…\"\"\" or '''…''' over several."
        } else {
            "Write TOML: `key = value`, texts in quotes."
        };
        let span = if span.is_empty() { self.widen(span.start) } else { span };
        Fault::error("toml-syntax", self.spot(span), format!("This is not TOML: {message}."))
            .label("here")
            .cure(cure)
    }

    /// What stands before this point in its line: from the first quote, where there is one.
    fn widen(&self, at: usize) -> Range<usize> {
        let before = self.text.get(..at).unwrap_or_default();
        let line = before.rfind('\n').map_or(0, |newline| newline + 1);
        let words = self.text.get(line..at).unwrap_or_default();
        let start = words.find(['"', '\'']).or_else(|| words.rfind(' ').map(|s| s + 1)).unwrap_or(0);
        line + start..at
    }

    /// A range of the document as a place in the file.
    pub fn spot(&self, span: Range<usize>) -> Spot {
        Spot::new(Arc::clone(self.file), self.offset + span.start..self.offset + span.end)
    }

    /// Where the text of a string value stands: inside its quotes if it stands there
    /// letter by letter, else the whole value.
    fn text_span(&self, span: Range<usize>, decoded: &str) -> Range<usize> {
        let raw = self.text.get(span.clone()).unwrap_or_default();
        for (quote, newline) in [
            ("'''\n", true),
            ("\"\"\"\n", true),
            ("'''", false),
            ("\"\"\"", false),
            ("'", false),
            ("\"", false),
        ] {
            let closing = if newline { &quote[..3] } else { quote };
            let inner = raw.strip_prefix(quote).and_then(|r| r.strip_suffix(closing));
            if inner == Some(decoded) {
                let start = span.start + quote.len();
                return start..start + decoded.len();
            }
        }
        span
    }

    /// A text value with its place.
    fn locate(&self, value: &Spanned<DeValue<'_>>) -> Option<Located> {
        let text = value.get_ref().as_str()?;
        let spot = self.spot(self.text_span(value.span(), text));
        Some(Located { text: text.to_owned(), spot })
    }

    /// Checks a table against its schema.
    pub fn check(&self, table: &DeTable<'_>, record: &'static Record, place: Spot, faults: &mut Vec<Fault>) {
        for (key, value) in table {
            // Far more than are ever told: the rest of a huge table is not looked at.
            if faults.len() > MOST_FAULTS * 4 {
                return;
            }
            match record.field(key.get_ref()) {
                Some(field) => self.check_value(value, &field.kind, field, faults),
                None => faults.push(unknown_key(key.get_ref(), record, self.spot(key.span()))),
            }
        }
        if self.broken {
            return;
        }
        for field in record.fields.iter().filter(|f| f.required && !table.contains_key(f.name)) {
            faults.push(missing_key(field, record, place.clone()));
        }
    }

    fn check_value(
        &self,
        value: &Spanned<DeValue<'_>>,
        kind: &'static Kind,
        field: &'static Field,
        faults: &mut Vec<Fault>,
    ) {
        let spot = || self.spot(value.span());
        let mut wrong = || faults.push(wrong_type(field, kind, value.get_ref(), spot()));
        match (kind, value.get_ref()) {
            (Kind::Any, _) | (Kind::Text, DeValue::String(_)) => {}
            (Kind::Words | Kind::Id | Kind::Version | Kind::OneOf(_), DeValue::String(text)) => {
                let inside = self.spot(self.text_span(value.span(), text));
                check_text(text, kind, field, inside, faults);
            }
            (Kind::Whole(least, most), DeValue::Integer(_)) => match whole(value.get_ref()) {
                Some(n) if (*least..=*most).contains(&n) => {}
                _ => faults.push(out_of_range(field, &format!("{least} and {most}"), spot())),
            },
            (Kind::Range, DeValue::Integer(_)) if whole(value.get_ref()).is_some() => {}
            (Kind::Range, DeValue::Array(ends)) if is_range(ends) => {}
            (Kind::Number(least, most), DeValue::Integer(_) | DeValue::Float(_)) => {
                match number(value.get_ref()) {
                    Some(n) if n >= *least && n <= *most => {}
                    _ => faults.push(out_of_range(field, &format!("{least} and {most}"), spot())),
                }
            }
            (Kind::List(item), DeValue::Array(values)) => {
                if values.len() > MOST_ITEMS {
                    faults.push(list_too_long(field, spot()));
                }
                for value in values.iter().take(MOST_ITEMS) {
                    self.check_value(value, item, field, faults);
                }
            }
            (Kind::Record(record), DeValue::Table(table)) => self.check(table, record, spot(), faults),
            (Kind::Map(item), DeValue::Table(table)) => {
                for (_, value) in table {
                    self.check_value(value, item, field, faults);
                }
            }
            (Kind::Tree, DeValue::Table(table)) => {
                for (_, value) in table {
                    let kind = if value.get_ref().is_table() { kind } else { &Kind::Text };
                    self.check_value(value, kind, field, faults);
                }
            }
            _ if self.broken => {}
            _ => wrong(),
        }
    }

    /// A text.
    pub fn text(&self, table: &DeTable<'_>, key: &str) -> Option<String> {
        table.get(key).and_then(|v| v.get_ref().as_str()).map(str::to_owned)
    }

    /// A text with its place, white space at its end left out; empty at `place` if absent.
    pub fn located(&self, table: &DeTable<'_>, key: &str, place: &Spot) -> Located {
        self.located_or_none(table, key)
            .unwrap_or_else(|| Located { text: String::new(), spot: place.clone() })
    }

    /// A text with its place, white space at its end left out.
    pub fn located_or_none(&self, table: &DeTable<'_>, key: &str) -> Option<Located> {
        let mut located = self.locate(table.get(key)?)?;
        let length = located.text.trim_end().len();
        if located.spot.range.len() == located.text.len() {
            located.spot.range.end = located.spot.range.start + length;
        }
        located.text.truncate(length);
        Some(located)
    }

    /// A list's texts with their places.
    pub fn texts(&self, table: &DeTable<'_>, key: &str) -> Vec<Located> {
        let values = table.get(key).and_then(|v| v.get_ref().as_array());
        values.map(|v| v.iter().take(MOST_ITEMS).filter_map(|v| self.locate(v)).collect()).unwrap_or_default()
    }

    /// A list's texts.
    pub fn words(&self, table: &DeTable<'_>, key: &str) -> Vec<String> {
        self.texts(table, key).into_iter().map(|l| l.text).collect()
    }

    /// A list's tables, each with its place.
    pub fn tables<'t>(&self, table: &'t DeTable<'a>, key: &str) -> Vec<(&'t DeTable<'a>, Spot)> {
        let values = table.get(key).and_then(|v| v.get_ref().as_array());
        let tables = values.into_iter().flat_map(|v| v.iter().take(MOST_ITEMS));
        tables.filter_map(|v| Some((v.get_ref().as_table()?, self.spot(v.span())))).collect()
    }

    /// A table of texts.
    pub fn map(&self, table: &DeTable<'_>, key: &str) -> BTreeMap<String, String> {
        let entries = table.get(key).and_then(|v| v.get_ref().as_table());
        let entries = entries.into_iter().flat_map(|t| t.iter());
        entries
            .filter_map(|(k, v)| Some((k.get_ref().to_string(), v.get_ref().as_str()?.to_owned())))
            .collect()
    }

    /// The place of every value under these keys, by path: `reply[0].text`.
    pub fn places(&self, table: &DeTable<'_>) -> BTreeMap<String, Spot> {
        let mut places = BTreeMap::new();
        for (key, value) in table {
            self.add_places(key.get_ref().to_string(), value, 0, &mut places);
        }
        places
    }

    fn add_places(
        &self,
        path: String,
        value: &Spanned<DeValue<'_>>,
        depth: usize,
        places: &mut BTreeMap<String, Spot>,
    ) {
        match value.get_ref() {
            _ if depth > DEEPEST_PLACE => {}
            DeValue::Table(table) => {
                for (key, value) in table {
                    self.add_places(format!("{path}.{}", key.get_ref()), value, depth + 1, places);
                }
            }
            DeValue::Array(values) => {
                for (index, value) in values.iter().take(MOST_ITEMS).enumerate() {
                    self.add_places(format!("{path}[{index}]"), value, depth + 1, places);
                }
            }
            DeValue::String(text) => {
                let span = self.text_span(value.span(), text);
                places.insert(path.clone(), self.spot(span));
            }
            _ => {}
        }
        places.entry(path).or_insert_with(|| self.spot(value.span()));
    }

    /// The keys of this list, read into a type of serde's.
    ///
    /// # Errors
    /// What serde says, with its place; a table that passed [`Self::check`] gives none.
    pub fn read<T: serde::de::DeserializeOwned>(
        &self,
        table: &DeTable<'a>,
        keys: &[&str],
    ) -> Result<T, Fault> {
        let mut part = DeTable::new();
        for (key, value) in table.iter().filter(|(k, _)| keys.contains(&k.get_ref().as_ref())) {
            part.insert(key.clone(), value.clone());
        }
        let whole = 0..self.text.len();
        T::deserialize(toml::de::Deserializer::from(Spanned::new(whole.clone(), part))).map_err(|error| {
            let spot = self.spot(error.span().unwrap_or(whole));
            Fault::error("wrong-type", spot, format!("This does not fit: {}.", error.message()))
        })
    }
}

/// The key's place, for faults about the key rather than its value.
pub fn key_span(table: &DeTable<'_>, key: &str) -> Option<Range<usize>> {
    table.get_key_value(key).map(|(k, _): (&Spanned<DeString<'_>>, _)| k.span())
}

/// A whole number.
pub fn whole(value: &DeValue<'_>) -> Option<u64> {
    let integer = value.as_integer()?;
    u64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// Whether a list is two whole numbers, the smaller first.
fn is_range(ends: &[Spanned<DeValue<'_>>]) -> bool {
    let ends: Vec<Option<u64>> = ends.iter().map(|end| whole(end.get_ref())).collect();
    matches!(ends.as_slice(), [Some(low), Some(high)] if low <= high)
}

/// A finite number.
pub fn number(value: &DeValue<'_>) -> Option<f64> {
    let number = match value {
        DeValue::Float(float) => float.as_str().parse().ok()?,
        #[allow(clippy::cast_precision_loss)]
        other => whole(other)? as f64,
    };
    f64::is_finite(number).then_some(number)
}

fn check_text(text: &str, kind: &Kind, field: &'static Field, spot: Spot, faults: &mut Vec<Fault>) {
    match kind {
        Kind::OneOf(words) if !words.contains(&text) => {
            let message = format!("`{}` cannot be `{}`.", field.name, short(text));
            let cure = suggest::cure(text, words.iter().copied(), "It is one of", "");
            faults.push(Fault::error("unknown-word", spot, message).label("not known").cure(cure));
        }
        Kind::Version if super::schema::version(text).is_none() => {
            let message = format!("`{}` is no version.", short(text));
            let cure = format!("Numbers with dots between them: `{}`.", field.example);
            faults.push(Fault::error("bad-version", spot, message).label("not a version").cure(cure));
        }
        Kind::Id if !is_kebab(text) => faults.push(not_kebab(text, spot)),
        Kind::Words if text.trim().is_empty() => {
            let message = format!("`{}` is empty.", field.name);
            let cure = format!("Write it like this: `{}`.", field.example);
            faults.push(Fault::error("empty-text", spot, message).label("nothing here").cure(cure));
        }
        _ => {}
    }
}

/// A name that is not kebab-case.
pub fn not_kebab(text: &str, spot: Spot) -> Fault {
    let proposal = super::anchors::slug(text).replace('_', "-");
    let proposal = proposal.trim_matches('-');
    let cure = if is_kebab(proposal) {
        format!("Write `{proposal}`.")
    } else {
        "Use lower-case letters, digits and hyphens, a letter first: `my-name`.".to_owned()
    };
    Fault::error("not-kebab-case", spot, format!("`{}` is no name: names are kebab-case.", short(text)))
        .label("not kebab-case")
        .cure(cure)
}

/// A key that this table does not have.
pub fn unknown_key(key: &str, record: &Record, spot: Spot) -> Fault {
    Fault::error("unknown-key", spot, format!("`{}` is not a key of {}.", short(key), record.name))
        .label("unknown key")
        .cure(suggest::cure(key, record.names(), "Its keys are", ""))
}

/// A key that must be there and is not.
pub fn missing_key(field: &Field, record: &Record, spot: Spot) -> Fault {
    Fault::error("missing-key", spot, format!("`{}` is missing: {} must have it.", field.name, record.name))
        .label(format!("no `{}` here", field.name))
        .cure(format!("Add a line like `{}`.", field.example))
}

/// A number outside its limits.
pub fn out_of_range(field: &Field, limits: &str, spot: Spot) -> Fault {
    Fault::error("out-of-range", spot, format!("`{}` must be between {limits}.", field.name))
        .label("out of range")
        .cure(format!("Write it like this: `{}`.", field.example))
}

fn list_too_long(field: &Field, spot: Spot) -> Fault {
    let message = format!("`{}` has more than {MOST_ITEMS} items.", field.name);
    Fault::error("list-too-long", spot, message).label("too long").cure("Make it shorter.")
}

fn wrong_type(field: &Field, kind: &Kind, value: &DeValue<'_>, spot: Spot) -> Fault {
    let found = match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    wrong_type_found(field, &kind.words(), found, spot)
}

/// A value of the wrong type.
pub fn wrong_type_found(field: &Field, wanted: &str, found: &str, spot: Spot) -> Fault {
    Fault::error("wrong-type", spot, format!("`{}` must be {wanted}, not {found}.", field.name))
        .label(format!("this is {found}"))
        .cure(format!("Write it like this: `{}`.", field.example))
}

/// A text short enough for a message, without control characters.
pub fn short(text: &str) -> String {
    const MOST: usize = 60;
    let mut clean: String =
        text.chars().take(MOST).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(MOST).is_some() {
        clean.push('…');
    }
    clean
}
