//! Notebooks (`.ipynb`) as Markdown: text cells as they are, code cells as fences.
//!
//! Owns: the notebook's JSON. Must not know: what becomes of the Markdown.

use serde_json::Value;

/// The notebook's text; `None` when this is no notebook. Outputs are left out: they are
/// another day's replies.
pub(super) fn to_markdown(text: &str) -> Option<String> {
    let notebook: Value = serde_json::from_str(text).ok()?;
    let cells = notebook.get("cells")?.as_array()?;
    let language = ["/metadata/kernelspec/language", "/metadata/language_info/name"]
        .iter()
        .find_map(|path| notebook.pointer(path)?.as_str())
        .unwrap_or("python");
    let mut out = String::new();
    for cell in cells {
        let source = source(cell.get("source").unwrap_or(&Value::Null));
        match cell.get("cell_type").and_then(Value::as_str) {
            Some("markdown" | "raw") => out += &format!("{}\n\n", source.trim_end()),
            Some("code") if !source.trim().is_empty() => out += &code(&source, language),
            _ => {}
        }
    }
    Some(out)
}

fn source(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect(),
        _ => String::new(),
    }
}

/// Lines for the notebook (`!pip install`, `%matplotlib`) are no code of the language.
fn code(source: &str, language: &str) -> String {
    let (magic, code): (Vec<&str>, Vec<&str>) = source.lines().partition(|l| l.starts_with(['!', '%']));
    let mut out = String::new();
    if !magic.is_empty() {
        let lines: Vec<&str> = magic.iter().map(|l| l.trim_start_matches(['!', '%'])).collect();
        out += &format!("```text\n{}\n```\n\n", lines.join("\n"));
    }
    if !code.join("").trim().is_empty() {
        out += &format!("```{language}\n{}\n```\n\n", code.join("\n").trim_end());
    }
    out
}
