//! An author's faults for programs: JSON, GitHub annotations, SARIF.
//!
//! Owns: these three forms. Must not know: how the faults were found.

use super::github;
use super::out::Out;
use super::style::Line;
use crate::course::{Fault, Severity, Spot};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Prints the faults as one JSON document.
pub fn faults_json(out: &Out, faults: &[Fault]) {
    let errors = faults.iter().filter(|f| f.severity == Severity::Error).count();
    let listed: Vec<Value> = faults.iter().map(entry).collect();
    out.json(&json!({
        "schema": "workbook.lint/1",
        "errors": errors,
        "warnings": faults.len() - errors,
        "faults": listed,
    }));
}

fn entry(fault: &Fault) -> Value {
    let place = fault.spot.as_ref().map(Place::of);
    json!({
        "severity": word(fault.severity),
        "code": fault.code,
        "message": fault.message,
        "file": place.as_ref().map(|p| p.file.clone()),
        "line": place.as_ref().map(|p| p.line),
        "column": place.as_ref().map(|p| p.column),
        "end_line": place.as_ref().map(|p| p.end_line),
        "end_column": place.as_ref().map(|p| p.end_column),
        "label": fault.label,
        "cure": fault.cure,
    })
}

/// Where a fault is, lines and columns from 1; the end is the first place after it.
struct Place {
    file: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

impl Place {
    fn of(spot: &Spot) -> Self {
        let (line, column) = spot.line_column();
        let end = Spot { file: std::sync::Arc::clone(&spot.file), range: spot.range.end..spot.range.end };
        let (end_line, end_column) = end.line_column();
        Self { file: spot.file.path.clone(), line, column, end_line, end_column }
    }
}

const fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// Prints one GitHub annotation per fault.
pub fn faults_github(out: &Out, faults: &[Fault]) {
    for fault in faults {
        let message = format!("{} {}", fault.message, fault.cure);
        let place = fault.spot.as_ref().map(Place::of);
        let place = place.as_ref().map(|p| (p.file.as_str(), p.line, p.column));
        out.data(&Line::of(github::command_at(word(fault.severity), place, fault.code, message.trim())));
    }
}

/// Prints a SARIF 2.1.0 log.
pub fn faults_sarif(out: &Out, faults: &[Fault]) {
    let rules: BTreeMap<&str, Value> = faults.iter().map(|f| (f.code, json!({ "id": f.code }))).collect();
    let results: Vec<Value> = faults.iter().map(sarif_result).collect();
    out.json(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "workbook lint",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.into_values().collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }));
}

fn sarif_result(fault: &Fault) -> Value {
    let location = fault.spot.as_ref().map(|spot| {
        let place = Place::of(spot);
        json!({ "physicalLocation": {
            "artifactLocation": { "uri": place.file },
            "region": {
                "startLine": place.line,
                "startColumn": place.column,
                "endLine": place.end_line,
                "endColumn": place.end_column,
            },
        }})
    });
    json!({
        "ruleId": fault.code,
        "level": word(fault.severity),
        "message": { "text": format!("{} {}", fault.message, fault.cure).trim() },
        "locations": location.into_iter().collect::<Vec<_>>(),
    })
}
