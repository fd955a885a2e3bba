//! Fingerprints: the same finding has the same one after edits elsewhere, so that it can be accepted or tracked.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

use crate::db::Db;
use crate::diagnose::diagnostics;
use crate::finding::Diagnostic;
use crate::inputs::SourceFile;

/// Hexadecimal digits of a fingerprint.
const DIGITS: usize = 16;

/// One fingerprint for each diagnostic of `file`, in their order.
///
/// The first 16 hexadecimal digits of SHA-256 over code, path, scope (the function's dotted name; in JSON and TOML
/// the pointer), the text of the range with its white space squeezed, and the ordinal among equals, joined by NUL.
#[salsa::tracked(returns(ref))]
pub fn fingerprints(db: &dyn Db, file: SourceFile) -> Vec<String> {
    let text = file.text(db).as_str();
    let mut seen: HashMap<String, usize> = HashMap::new();
    diagnostics(db, file)
        .list
        .iter()
        .map(|diagnostic| {
            let key = key(diagnostic, file.path(db), text);
            let ordinal = seen.entry(key.clone()).or_default();
            let hash = hex(&Sha256::digest(format!("{key}\0{ordinal}")));
            *ordinal += 1;
            hash
        })
        .collect()
}

/// All that a fingerprint is made from, its ordinal excepted.
fn key(diagnostic: &Diagnostic, path: &str, text: &str) -> String {
    let scope = diagnostic.pointer.as_deref().unwrap_or(&diagnostic.scope);
    let part = diagnostic
        .range
        .and_then(|range| text.get(range.as_usize()))
        .unwrap_or("");
    let squeezed: Vec<&str> = part.split_whitespace().collect();
    [diagnostic.code, path, scope, &squeezed.join(" ")].join("\0")
}

fn hex(bytes: &[u8]) -> String {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(HEX[usize::from(nibble & 15)]);
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(*byte)])
        .take(DIGITS)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Database, FileText};

    /// Fingerprints of a pipeline.
    fn of(pipeline: &str) -> Vec<String> {
        let mut db = Database::default();
        let path = "pipelines/before_signup.json";
        let texts = [("pipelua.toml", "schema = 1\nname = \"a\"\n"), (path, pipeline)];
        db.load(texts.map(|(path, text)| (path.into(), FileText::Utf8(text.into()))));
        let file = crate::file_at(&db, path).unwrap();
        let found = fingerprints(&db, file).clone();
        assert_eq!(found.len(), diagnostics(&db, file).list.len());
        found
    }

    #[test]
    fn a_finding_keeps_its_fingerprint_when_lines_move() {
        let before = of(r#"{ "retries": 3, "nodes": {} }"#);
        assert!(
            !before.is_empty() && before.iter().all(|print| print.len() == DIGITS),
            "{before:?}"
        );
        assert_eq!(of("{\n\n  \"retries\":   3,\n  \"nodes\": {}\n}\n"), before);
    }

    #[test]
    fn equal_findings_have_different_fingerprints() {
        let mut found = of(r#"{ "retries": 3, "retries": 3, "nodes": {} }"#);
        let count = found.len();
        assert!(count > 1, "{found:?}");
        found.sort();
        found.dedup();
        assert_eq!(found.len(), count);
    }

    fn of_script(text: &str) -> Vec<String> {
        let db = crate::lints::tests::load(text);
        let file = crate::file_at(&db, "scripts/example.lua").unwrap();
        fingerprints(&db, file).clone()
    }

    #[test]
    fn it_is_the_hash_that_others_can_compute() {
        let found =
            of_script("local function outer()\n  return x  .. \n 1\nend\nreturn { allowed = outer() }\n");
        let name = "undefined-global\0scripts/example.lua\0outer\0x\u{0}0";
        assert!(found.contains(&hex(&Sha256::digest(name))), "{found:?}");
    }

    #[test]
    fn the_function_around_a_finding_counts_and_lines_do_not() {
        let in_f = of_script("local function f() return x end\nreturn { allowed = f() }\n");
        let below = of_script("-- why\n\nlocal function f()\n  return x\nend\nreturn { allowed = f() }\n");
        let in_g = of_script("local function g() return x end\nreturn { allowed = g() }\n");
        assert_eq!(in_f, below);
        assert_ne!(in_f, in_g);
    }
}
