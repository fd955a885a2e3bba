//! The layout of a file as edits: what `pipelua fmt` would write, and nothing for a text that it leaves alone.

use pipelua_analysis::workspace::manifest::{manifest, manifest_errors};
use pipelua_analysis::{Db, FileKind, FileText, SourceFile};
use pipelua_format::{Style, TextEdit, edits_between, style};
use pipelua_rules::canonical_json::{self, Layout, NotCanonical};
use pipelua_syntax::TextRange;
use pipelua_syntax::json::parse;

/// What formatting needs of a file, taken out of the database: laying out may take long, and writes must not wait.
pub struct FormatJob {
    kind: FileKind,
    text: std::sync::Arc<str>,
    style: Style,
}

/// The layout of `file` is wanted; `stylua_toml` is the text of the file of that name beside the manifest.
/// `None` if the file has no layout: it is no text, or the manifest or `stylua.toml` cannot be used.
pub fn format_job(db: &dyn Db, file: SourceFile, stylua_toml: Option<&str>) -> Option<FormatJob> {
    let FileText::Utf8(text) = file.text(db) else {
        return None;
    };
    if !manifest_errors(db).is_empty() {
        return None;
    }
    Some(FormatJob {
        kind: file.kind(db),
        text: text.clone(),
        style: style(&manifest(db).format, stylua_toml).ok()?,
    })
}

impl FormatJob {
    /// The edits for the whole text, in the order of their places.
    pub fn whole(&self) -> Vec<TextEdit> {
        let new = if self.kind.is_lua() {
            pipelua_format::format(&self.text, &self.style).ok()
        } else {
            let is_json = matches!(self.kind, FileKind::Pipeline | FileKind::Sample | FileKind::Hook);
            is_json.then(|| canonical(self.kind, &self.text).ok()).flatten()
        };
        new.map(|new| edits_between(&self.text, &new)).unwrap_or_default()
    }

    /// The edits for the statements in `range`.
    pub fn range(&self, range: TextRange) -> Vec<TextEdit> {
        if !self.kind.is_lua() {
            return Vec::new();
        }
        pipelua_format::format_range(&self.text, range, &self.style).unwrap_or_default()
    }
}

/// `text` in the one form of JSON files of its kind; one of no kind keeps the order of its keys.
///
/// # Errors
/// Why it has none, with the place: it is no JSON, or something would be lost.
pub fn canonical(kind: FileKind, text: &str) -> Result<String, NotCanonical> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let name = match kind {
        FileKind::Pipeline => Some("pipeline"),
        FileKind::Sample => Some("sample"),
        FileKind::Hook => Some("hook"),
        _ => None,
    };
    let schema = name.map(|name| {
        let schema = pipelua_schemas::builtin().file_schema(name);
        schema.expect("the kinds of files are fixed").to_value()
    });
    let layout = match (&schema, kind) {
        (Some(schema), FileKind::Pipeline) => Layout::pipeline(schema),
        (Some(schema), _) => Layout::by_schema(schema),
        (None, _) => Layout::default(),
    };
    canonical_json::canonical(text, &parse(text), layout)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture;

    #[track_caller]
    fn check(text: &str, expected: Expect) {
        let (db, file) = fixture::file(text);
        let mut new = file.text(&db).as_str().to_string();
        let edits = format_job(&db, file, None)
            .map(|job| job.whole())
            .unwrap_or_default();
        for edit in edits.iter().rev() {
            new.replace_range(edit.range.as_usize(), &edit.new_text);
        }
        expected.assert_eq(&new);
    }

    #[test]
    fn lua_and_json_are_laid_out_as_fmt_does() {
        check(
            "local a   = 1\nif a then\nreturn a end\n",
            expect![[r#"
            local a = 1
            if a then
              return a
            end
        "#]],
        );
        check(
            "--- file: pipelines/before_signup.json\n$0{\"nodes\":{\"a\":{\"script\":\"x\"}}}",
            expect![[r#"
                {
                  "nodes": {
                    "a": { "script": "x" }
                  }
                }
            "#]],
        );
    }

    #[test]
    fn a_broken_text_is_left_alone() {
        check(
            "local a   = \nlocal b",
            expect![[r#"
            local a   = 
            local b"#]],
        );
        check(
            "--- file: pipelines/before_signup.json\n$0{\"nodes\":{",
            expect![[r#"{"nodes":{"#]],
        );
    }

    #[test]
    fn a_layout_that_fits_needs_no_edit() {
        let (db, file) = fixture::file("local a = 1\nreturn a\n");
        assert!(format_job(&db, file, None).unwrap().whole().is_empty());
    }
}
