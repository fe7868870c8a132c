//! The course's proof of itself for programs: JSON and JUnit.
//!
//! Owns: these two forms. Must not know: how anything was proved.

use super::junit::attribute;
use super::out::Out;
use super::proof::{Proof, ProofKind, ProofReport};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Prints one JSON document.
pub(super) fn json_document(out: &Out, report: &ProofReport) {
    let proofs: Vec<Value> = report.proofs.iter().map(proof).collect();
    let rubrics = report.rubrics.iter().map(|r| {
        json!({
            "exercise": r.exercise,
            "track": r.track,
            "mutants_caught": r.caught,
            "mutants_made": r.made,
            "strength": r.strength(),
            "survivors": r.survivors,
        })
    });
    out.json(&json!({
        "schema": "workbook.proof/1",
        "holds": report.proofs.iter().all(|p| p.holds),
        "proofs": proofs,
        "rubrics": rubrics.collect::<Vec<_>>(),
        "unchanged": report.unchanged,
        "duration_ms": report.took_ms,
        "attempts_ms": report.attempts_ms,
        "programs_ms": report.programs_ms,
    }));
}

fn proof(proof: &Proof) -> Value {
    json!({
        "subject": proof.subject,
        "track": proof.track,
        "kind": proof.kind.name(),
        "title": proof.title,
        "holds": proof.holds,
        "detail": proof.detail,
    })
}

/// The JUnit document: an exercise in a track is a suite, each proof a case.
pub(super) fn junit_document(report: &ProofReport) -> String {
    let mut suites: BTreeMap<(&str, &str), Vec<&Proof>> = BTreeMap::new();
    for proof in &report.proofs {
        suites.entry((&proof.subject, &proof.track)).or_default().push(proof);
    }
    let failures = |proofs: &[&Proof]| proofs.iter().filter(|p| !p.holds).count();
    let all: Vec<&Proof> = report.proofs.iter().collect();
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Writing to a String cannot fail.
    let _ = writeln!(
        xml,
        "<testsuites name=\"workbook prove\" tests=\"{}\" failures=\"{}\" time=\"{:.3}\">",
        all.len(),
        failures(&all),
        report.took_ms as f64 / 1000.0
    );
    for ((subject, track), proofs) in suites {
        let name = attribute(&format!("{subject} ({track})"));
        let _ = writeln!(
            xml,
            "  <testsuite name=\"{name}\" tests=\"{}\" failures=\"{}\">",
            proofs.len(),
            failures(&proofs)
        );
        for proof in proofs {
            let title = if proof.kind == ProofKind::Rubric {
                format!("rubric strength {}", proof.title)
            } else {
                format!("{} {}", proof.kind.name(), proof.title)
            };
            let case = format!("name=\"{}\" classname=\"{name}\"", attribute(title.trim()));
            if proof.holds {
                let _ = writeln!(xml, "    <testcase {case}/>");
            } else {
                let message = attribute(&proof.detail);
                let _ = writeln!(xml, "    <testcase {case}><failure message=\"{message}\"/></testcase>");
            }
        }
        xml.push_str("  </testsuite>\n");
    }
    xml + "</testsuites>\n"
}
