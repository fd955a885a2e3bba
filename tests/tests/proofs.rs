//! A finding that says what a run does agrees with the run: the examples of its page are executed.
#![allow(clippy::unwrap_used)]

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use pipelua_analysis::lint::{Proof, registry};
use pipelua_analysis::{Database, FileText, diagnostics, file_at};
use pipelua_engine::fetch::{FetchError, FetchErrorKind};
use pipelua_engine::sandbox::{
    Chance, Chunk, FixedClock, ScriptInput, ScriptLimits, Settings, State, TextLimits,
};
use pipelua_engine::{ScriptError, ScriptResult};
use pipelua_schemas::{Mode, builtin};
use serde_json::json;

/// The blocks of a section of a page: what stands behind the language, and the text.
fn blocks(page: &str, title: &str) -> Vec<(String, String)> {
    let section = page.split_once(&format!("## {title}\n")).unwrap().1;
    let section = section.split("\n## ").next().unwrap();
    let parts = section.split("```").skip(1).step_by(2);
    parts
        .filter_map(|block| block.split_once('\n'))
        .map(|(info, text)| (info.trim_matches('`').to_owned(), text.to_owned()))
        .filter(|(_, text)| !text.is_empty())
        .collect()
}

/// Runs a script with nothing special; what it reads of `context` leads it past every guard of the pages.
fn run(text: &[u8], script_bytes: Option<u64>) -> Result<ScriptResult, ScriptError> {
    let limits = builtin().limits();
    let mut text_limits = TextLimits::of(limits);
    text_limits.script_bytes = script_bytes.unwrap_or(text_limits.script_bytes);
    let chunk = Chunk::compile("example", text, text_limits)?;
    let context = json!({
        "hook": "before_signup", "node": "example", "config": {}, "outputs": {}, "prev": {},
        "email": "casey@rival.example", "name": "Casey Jones", "request": {},
    });
    let input = ScriptInput {
        context: Cow::Borrowed(&context),
        mode: Mode::Blocking,
        settings: Arc::new(Settings::default()),
        clock: Arc::new(FixedClock(1_769_903_999_000)),
        chance: Chance::Seed(1),
    };
    let cancelled = Arc::new(AtomicBool::new(false));
    let running = State::new()
        .unwrap()
        .start(&chunk, &input, ScriptLimits::of(limits), cancelled);
    let outcome = running.run(|request| {
        Err(FetchError {
            kind: FetchErrorKind::Unmocked,
            message: request.url.clone(),
        })
    });
    outcome.result
}

/// The lines, from 1, at which a script has findings of `code`; `None` for one of the file as a whole.
fn lines(text: &[u8], manifest: Option<&str>, code: &str) -> Vec<Option<u32>> {
    let mut db = Database::default();
    let hook = b"---@hook before_signup\n\n".as_slice();
    let script = FileText::from_bytes([hook, text].concat());
    let manifest = manifest.unwrap_or("schema = 1\nname = \"a\"\n");
    db.load([
        ("pipelua.toml".into(), FileText::Utf8(manifest.into())),
        ("scripts/example.lua".into(), script),
    ]);
    let file = file_at(&db, "scripts/example.lua").unwrap();
    let text = file.text(&db).as_str().to_owned();
    let found = diagnostics(&db, file)
        .list
        .iter()
        .filter(|found| found.code == code);
    // The hook and the blank line below it were put before the text.
    let line = |offset: u32| (text[..offset as usize].matches('\n').count() as u32).checked_sub(1);
    found.map(|found| line(found.range?.start)).collect()
}

#[test]
fn what_a_finding_says_of_a_run_is_what_the_run_does() {
    let mut checked = 0;
    for lint in registry().iter().filter(|lint| lint.proof != Proof::StaticOnly) {
        let fires = blocks(lint.page, "Fires");
        let manifest = fires
            .iter()
            .find(|(info, _)| info.contains("toml"))
            .map(|(_, text)| text.as_str());
        let script_bytes =
            manifest.and_then(|text| text.split_once("script-bytes = ")?.1.trim().parse().ok());
        let said = lint.page.split_once("## On a run\n\n`").unwrap().1;
        let class = said.split('`').next().unwrap();
        for (_, text) in fires
            .iter()
            .filter(|(info, _)| info.starts_with("lua") || info.starts_with("text"))
        {
            // `\xF6` in a page stands for the byte that no page could hold.
            let text = text.replace("\\xF6", "\u{1}").into_bytes();
            let text: Vec<u8> = text
                .iter()
                .map(|byte| if *byte == 1 { 0xF6 } else { *byte })
                .collect();
            let error = run(&text, script_bytes).expect_err(lint.code);
            assert_eq!(error.class.as_str(), class, "{}: {error:?}", lint.code);
            let lines = lines(&text, manifest, lint.code);
            assert!(!lines.is_empty(), "{} does not fire", lint.code);
            if let Some(line) = error.line {
                assert!(
                    lines.contains(&Some(line)),
                    "{}: {error:?} at {line}, found at {lines:?}",
                    lint.code
                );
            }
            checked += 1;
        }
        for (info, text) in blocks(lint.page, "Use instead") {
            if info.starts_with("lua") && manifest.is_none() {
                let result = run(text.as_bytes(), None);
                assert!(result.is_ok(), "{}: {result:?}", lint.code);
            }
        }
    }
    assert!(checked >= 10, "{checked}");
}
