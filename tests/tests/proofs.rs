//! A finding that says what a run does agrees with the run: the examples of its page are executed.
#![allow(clippy::unwrap_used)]

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use pipelua_analysis::lint::{Proof, registry};
use pipelua_analysis::{Database, FileText, Severity, diagnostics, file_at};
use pipelua_engine::fetch::{FetchError, FetchErrorKind};
use pipelua_engine::sandbox::{
    Chance, Chunk, FixedClock, ScriptInput, ScriptLimits, Settings, State, TextLimits,
};
use pipelua_engine::{ScriptError, ScriptResult};
use pipelua_rules::url::{UrlRules, judge};
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
    run_with(text, script_bytes, Settings::default())
}

fn run_with(text: &[u8], script_bytes: Option<u64>, settings: Settings) -> Result<ScriptResult, ScriptError> {
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
        settings: Arc::new(settings),
        clock: Arc::new(FixedClock(1_769_903_999_000)),
        chance: Chance::Seed(1),
    };
    let cancelled = Arc::new(AtomicBool::new(false));
    let running = State::new()
        .unwrap()
        .start(&chunk, &input, ScriptLimits::of(limits), cancelled);
    let outcome = running.run(|request| {
        // The rules come first, as everywhere; what they allow can be caught.
        let (kind, message) = match judge(&request.url, UrlRules::default()) {
            Ok(_) => (FetchErrorKind::Failed, request.url.clone()),
            Err(refusal) => (FetchErrorKind::Refused, refusal.to_string()),
        };
        Err(FetchError { kind, message })
    });
    outcome.result
}

/// The secrets that a manifest names, each with a value that looks like one.
fn settings(manifest: Option<&str>) -> Settings {
    let section = manifest.and_then(|text| text.split_once("[secrets]\n"));
    let names = section.into_iter().flat_map(|(_, names)| names.lines());
    let secrets = names
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, _)| (name.to_owned(), Some(format!("sk-{name}-0123456789abcdef"))))
        .collect();
    Settings {
        secrets,
        ..Settings::default()
    }
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

/// How many findings of `code` a script has that are errors.
fn errors(text: &[u8], code: &str) -> usize {
    let mut db = Database::default();
    let script = FileText::from_bytes([b"---@hook before_signup\n".as_slice(), text].concat());
    db.load([("scripts/example.lua".into(), script)]);
    let file = file_at(&db, "scripts/example.lua").unwrap();
    let found = &diagnostics(&db, file).list;
    let is_it =
        |found: &&pipelua_analysis::Diagnostic| found.code == code && found.severity == Severity::Error;
    found.iter().filter(is_it).count()
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
            let error = run_with(&text, script_bytes, settings(manifest)).expect_err(lint.code);
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

/// Uses that every run refuses: the finding and the run name the same line.
#[test]
fn a_function_of_the_sandbox_refuses_to_go_without_what_it_is_told_to_need() {
    let (mut checked, mut accepted) = (0, Vec::new());
    for entry in builtin().sandbox().entries() {
        for arguments in ["", "\"a\"", "1", "{}", "\"a\", \"b\""] {
            let text = format!(
                "local _ = {}({arguments})\nreturn {{ allowed = true }}\n",
                entry.path
            );
            if lines(text.as_bytes(), None, "missing-parameter").is_empty() {
                continue;
            }
            let error = run(text.as_bytes(), None).err();
            // What waits inside itself, such as `pcall`, is refused without a line.
            let is_refused = error.is_some_and(|error| {
                error.class.as_str() == "script.error" && error.line.is_none_or(|line| line == 1)
            });
            if !is_refused {
                accepted.push(text);
            }
            checked += 1;
        }
    }
    assert_eq!(accepted, Vec::<String>::new(), "these calls are told and run");
    assert!(checked > 50, "{checked} calls were checked");
}

/// Whatever is given to a function: if the finding is an error, the run ends there with one.
#[test]
fn what_an_argument_is_told_not_to_be_is_refused() {
    const VALUES: [&str; 8] = [
        "\"a\"",
        "1",
        "1.5",
        "{}",
        "{ a = 1 }",
        "true",
        "print",
        "{ true }",
    ];
    let (mut checked, mut accepted) = (0, Vec::new());
    let mut ask = |call: String| {
        let text = format!("local _ = {call}\nreturn {{ allowed = true }}\n");
        if errors(text.as_bytes(), "param-type-mismatch") == 0 {
            return;
        }
        let error = run(text.as_bytes(), None).err();
        if error.is_none_or(|error| error.class.as_str() != "script.error") {
            accepted.push(text);
        }
        checked += 1;
    };
    for entry in builtin().sandbox().entries() {
        for value in VALUES {
            for before in ["", "\"a\", ", "{}, ", "\"a\", \"a\", ", "\"a\", 1, ", "{}, 1, "] {
                ask(format!("{}({before}{value})", entry.path));
            }
        }
    }
    assert_eq!(accepted, Vec::<String>::new(), "these calls are told and run");
    assert!(checked > 500, "{checked} calls were checked");
}

#[test]
fn a_type_fault_that_is_an_error_raises_there() {
    const HEAD: &str =
        "local yes, text, list, set, f, n, nothing = true, \"abc\", { 1 }, { a = 1 }, print, 10, nil\n";
    let cases = [
        (
            "need-check-nil",
            "nothing.x",
            "nothing()|nothing:m()|#nothing|-nothing|nothing + 1|1 .. nothing|nothing < 1|1 >= nothing|~nothing|{ [nothing] = 1 }|nothing.a.b|next(nothing)",
        ),
        (
            "call-non-callable",
            "n()",
            "text()|list()|yes()|set()|context.request()|helpers()",
        ),
        (
            "invalid-operand",
            "text + 1",
            "-list|1 - f|yes * 2|set ^ 2|1 .. yes|list .. 1|f .. 1|context.request .. \"x\"|#n|#yes|#f|n.x|yes.x|yes:x()|f.x|text & 1|1 ~ 1.5|~text|~set|n % set",
        ),
        (
            "invalid-comparison",
            "n < text",
            "text >= n|yes < yes|list < n|f <= f|set > set|n > context.request|text < list",
        ),
    ];
    let mut checked = 0;
    for (code, first, rest) in cases {
        for expression in std::iter::once(first).chain(rest.split('|')) {
            let text = format!("{HEAD}local _ = 1\nlocal _ = {expression}\nreturn {{ allowed = true }}\n");
            let error = run(text.as_bytes(), None).expect_err(expression);
            assert_eq!(error.class.as_str(), "script.error", "{expression}: {error:?}");
            let found = lines(text.as_bytes(), None, code);
            assert!(
                found.contains(&Some(3)),
                "{expression}: {code} is told at {found:?}"
            );
            assert_eq!(error.line, Some(3), "{expression}: {error:?}");
            checked += 1;
        }
    }
    for (code, statement) in [
        ("need-check-nil", "for i = 1, nothing do end"),
        ("need-check-nil", "for k in nothing do end"),
        ("need-check-nil", "for k in pairs(nothing) do end"),
        ("need-check-nil", "for i, v in ipairs(nothing) do end"),
        ("need-check-nil", "set[nothing] = 1"),
        ("need-check-nil", "nothing.x = 1"),
        ("call-non-callable", "for k in set do end"),
        ("call-non-callable", "for k in text do end"),
        ("invalid-operand", "for i = 1, set do end"),
        ("invalid-operand", "for i = yes, 2 do end"),
        ("invalid-operand", "n.x = 1"),
    ] {
        let text = format!("{HEAD}local _ = 1\n{statement}\nreturn {{ allowed = true }}\n");
        let error = run(text.as_bytes(), None).expect_err(statement);
        assert!(matches!(error.line, Some(3) | None), "{statement}: {error:?}");
        let found = lines(text.as_bytes(), None, code);
        assert!(
            found.contains(&Some(3)),
            "{statement}: {code} is told at {found:?}"
        );
        checked += 1;
    }
    assert!(checked > 50, "{checked}");
    // What Lua takes raises nothing, and nothing is said of it.
    for expression in [
        "\"10\" + 1",
        "1 .. 2",
        "-\"2\"",
        "#text",
        "1 < 2.5",
        "text < \"b\"",
        "n == text",
        "text.x",
        "2.0 | 1",
        "set[nothing]",
        "pairs(nothing)",
    ] {
        let text = format!("{HEAD}local _ = {expression}\nreturn {{ allowed = true }}\n");
        let ran = run(text.as_bytes(), None);
        assert!(ran.is_ok(), "{expression}: {ran:?}");
        for (code, ..) in cases {
            assert_eq!(lines(text.as_bytes(), None, code), [], "{expression}");
        }
    }
}

/// Lints that say of each finding for itself whether it raises: no page has one answer for all.
#[test]
fn what_is_said_to_raise_raises_and_nothing_else_does() {
    let cases = [
        ("divide-by-zero", "local n = #context.email // 0"),
        ("divide-by-zero", "local n = #context.email % 0"),
        ("divide-by-zero", "local n = #context.email / 0"),
        ("divide-by-zero", "local n = #context.email // 0.0"),
        ("divide-by-zero", "local n = #context.email % -0.0"),
        ("divide-by-zero", "local n = 7 // 0"),
        ("divide-by-zero", "local zero = 0\nlocal n = 7 % zero"),
        ("divide-by-zero", "local n = math.pi * 2 // 0.0"),
        ("loop-bounds", "local n = 0\nfor i = 1, 3, 0 do n = n + i end"),
        (
            "loop-bounds",
            "local n, t = 0, { 1 }\nfor i = 1, t do n = n + i end",
        ),
        (
            "loop-bounds",
            "local n, t = 0, { 1 }\nfor i = 0, #t do n = n + (t[i] or 0) end",
        ),
        ("loop-bounds", "local n = 0\nfor i = 1, 3, -1 do n = n + i end"),
        (
            "count-down-loop",
            "local n, t = 0, { 1, 2 }\nfor i = #t, 1 do n = n + i end",
        ),
        ("nan-compare", "local n = #context.email / 2 == 0 / 0"),
        (
            "unknown-key",
            "local n = helpers.fetch(\"https://a.example/\", { timeout = 1 })",
        ),
        ("unbalanced-assignments", "local n, m = 1\nhelpers.log(m)"),
    ];
    for (code, text) in cases {
        let text = format!("{text}\nreturn {{ allowed = n ~= nil }}\n");
        let mut db = Database::default();
        let script = format!("---@hook before_signup\n{text}");
        db.load([
            (
                "pipelua.toml".into(),
                FileText::Utf8("schema = 1\nname = \"a\"\n".into()),
            ),
            (
                "scripts/example.lua".into(),
                FileText::Utf8(script.as_str().into()),
            ),
        ]);
        let file = file_at(&db, "scripts/example.lua").unwrap();
        let found = &diagnostics(&db, file).list;
        let finding = found.iter().find(|found| found.code == code);
        let said = finding.unwrap_or_else(|| panic!("{code} is not found in {text}"));
        let raises = said.runtime.as_deref().unwrap().contains("raises script.error");
        let result = run(text.as_bytes(), None);
        assert_eq!(result.is_err(), raises, "{text}{:?}: {result:?}", said.runtime);
    }
}
