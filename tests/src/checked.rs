//! One script in a workspace of its own, checked as often as its text changes.

use pipelua_analysis::{Database, Diagnostic, FileText, Openness, SourceFile, diagnostics, file_at};

const SCRIPT: &str = "scripts/example.lua";
const PIPELINE: &str = r#"{ "nodes": { "example": { "script": "example" } } }"#;

/// A workspace whose one script is used by `before_signup`.
pub struct Checked {
    db: Database,
    file: SourceFile,
}

impl Default for Checked {
    fn default() -> Self {
        Self::new()
    }
}

impl Checked {
    /// # Panics
    /// Never: the script is put in first.
    pub fn new() -> Self {
        let mut db = Database::default();
        let texts = [
            ("pipelua.toml", "schema = 1\nname = \"checked\"\n"),
            ("pipelines/before_signup.json", PIPELINE),
            (SCRIPT, ""),
        ];
        db.load(texts.map(|(path, text)| (path.into(), FileText::Utf8(text.into()))));
        let file = file_at(&db, SCRIPT).expect("it was just put in");
        Self { db, file }
    }

    /// All that is found in the script with this text.
    pub fn check(&mut self, text: &str) -> &[Diagnostic] {
        self.db
            .set_text(SCRIPT, FileText::Utf8(text.into()), Openness::Open);
        &diagnostics(&self.db, self.file).list
    }
}
