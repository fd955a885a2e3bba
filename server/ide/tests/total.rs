//! Every feature answers at every place of every text: example files cut off anywhere or without any of their words, as they
//! are while they are typed.
//!
//! `PIPELUA_GATES=full` cuts at each character; without it, at a sample.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use pipelua_analysis::{Database, FileText, Openness, SourceFile};
use pipelua_ide::{FilePosition, Positions};
use pipelua_syntax::{Encoding, TextRange};

/// Asks everything; what is answered must lie in the text.
fn ask_everything(db: &Database, file: SourceFile, offset: u32) {
    let at = FilePosition { file, offset };
    let text = file.text(db).as_str().clone();
    let lies_inside = |file: SourceFile, range: TextRange| {
        let text = file.text(db).as_str();
        assert!(text.get(range.as_usize()).is_some(), "{range:?} of {text:?}");
    };
    for highlight in pipelua_ide::highlight(db, at) {
        lies_inside(file, highlight.range);
    }
    for target in pipelua_ide::definition(db, at) {
        lies_inside(target.file, target.range);
    }
    for (file, range) in pipelua_ide::references(db, at, true) {
        lies_inside(file, range);
    }
    if let Some(hover) = pipelua_ide::hover(db, at) {
        lies_inside(file, hover.range);
        assert!(!hover.markdown.is_empty());
    }
    for item in pipelua_ide::completion(db, at) {
        lies_inside(file, item.range);
        assert!(item.range.touches(offset), "{item:?} at {offset}");
    }
    if let Ok(Some(found)) = pipelua_ide::prepare_rename(db, at) {
        lies_inside(file, found.range);
        assert!(found.range.touches(offset), "{found:?} at {offset}");
        if let Ok(Some(renaming)) = pipelua_ide::rename(db, at, "another_name") {
            let is_there = |edit: &pipelua_ide::Replacement| edit.file == file && edit.range == found.range;
            assert!(
                renaming.edits.iter().any(is_there),
                "{found:?} in {}: {renaming:?}",
                file.path(db)
            );
            for edit in renaming.edits {
                lies_inside(edit.file, edit.range);
            }
        }
    }
    for target in pipelua_ide::type_definition(db, at) {
        lies_inside(target.file, target.range);
    }
    let calls = pipelua_ide::incoming_calls(db, at)
        .into_iter()
        .chain(pipelua_ide::outgoing_calls(db, at));
    let items = calls.map(|calls| {
        calls.places.iter().for_each(|place| lies_inside(file, *place));
        calls.item
    });
    for item in items.chain(pipelua_ide::call_item(db, at)) {
        lies_inside(item.file, item.range);
        assert!(item.range.contains_range(item.name_range), "{item:?}");
    }
    if let Some(help) = pipelua_ide::signature_help(db, at) {
        assert!(help.active < help.signatures.len(), "{help:?}");
        for signature in help.signatures {
            let is_part = |range: TextRange| signature.label.get(range.as_usize()).is_some();
            assert!(
                signature.params.iter().all(|(range, _)| is_part(*range)),
                "{signature:?}"
            );
            assert!(
                signature.active.is_none_or(|at| at < signature.params.len()),
                "{signature:?}"
            );
        }
    }
    for range in pipelua_ide::linked_editing(db, at) {
        lies_inside(file, range);
    }
    let ranges = pipelua_ide::selection(db, at);
    assert!(
        ranges.windows(2).all(|pair| pair[1].contains_range(pair[0])),
        "{ranges:?}"
    );
    assert_eq!(ranges.last(), Some(&TextRange::new(0, text.len() as u32)));
}

fn ask_of_the_whole(db: &Database, file: SourceFile) {
    let text = file.text(db).as_str().clone();
    let lines = text.lines().count() as u32 + 1;
    for fold in pipelua_ide::folding(db, file) {
        assert!(
            fold.first_line < fold.last_line && fold.last_line <= lines,
            "{fold:?}"
        );
    }
    let tokens = pipelua_ide::semantic_tokens(db, file);
    assert!(
        tokens
            .windows(2)
            .all(|pair| pair[0].range.end <= pair[1].range.start),
        "{tokens:?}"
    );
    let mut open = pipelua_ide::document_symbols(db, file);
    while let Some(symbol) = open.pop() {
        assert!(symbol.range.contains_range(symbol.name_range), "{symbol:?}");
        assert!(!symbol.name.is_empty());
        open.extend(symbol.children);
    }
    let settings = pipelua_ide::HintSettings {
        local_types: true,
        return_types: true,
        ..pipelua_ide::HintSettings::default()
    };
    for hint in pipelua_ide::inlay_hints(db, file, TextRange::new(0, u32::MAX), settings) {
        assert!(text.is_char_boundary(hint.offset as usize), "{hint:?}");
        assert!(
            hint.insert
                .iter()
                .all(|(at, _)| text.is_char_boundary(*at as usize)),
            "{hint:?}"
        );
    }
    for link in pipelua_ide::document_links(db, file) {
        assert!(text.get(link.range.as_usize()).is_some(), "{link:?}");
    }
    for symbol in pipelua_ide::workspace_symbols(db, "") {
        let text = symbol.file.text(db).as_str();
        assert!(text.get(symbol.range.as_usize()).is_some(), "{symbol:?}");
    }
    let everywhere = TextRange::new(0, text.len() as u32);
    let (found, fixes) = pipelua_ide::fixes(db, file, everywhere, Encoding::Utf8);
    let comments = pipelua_ide::suppressions(db, file, &found, Encoding::Utf8);
    let mut positions = Positions::new(&text, Encoding::Utf8);
    for edit in fixes.iter().chain(&comments).flat_map(|action| &action.edits) {
        if *edit.file == **file.path(db) {
            let bytes = TextRange::new(edit.range.start.byte, edit.range.end.byte);
            assert_eq!(positions.range(bytes), edit.range);
        }
    }
    let edits = pipelua_ide::fix_all(db, file, Encoding::Utf8);
    let free = |pair: &[pipelua_ide::Edit]| pair[0].range.end.byte <= pair[1].range.start.byte;
    assert!(edits.windows(2).all(free), "{edits:?}");
}

/// The text without the word or character at `at`.
fn without_word(text: &str, at: usize) -> String {
    let (before, rest) = text.split_at(at);
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let word = rest.trim_start_matches(is_part);
    let rest = if word.len() < rest.len() {
        word
    } else {
        rest.get(rest.chars().next().map_or(0, char::len_utf8)..)
            .unwrap_or_default()
    };
    format!("{before}{rest}")
}

fn files_of(workspace: &Path) -> Vec<(String, String)> {
    let mut open: Vec<PathBuf> = vec![workspace.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                let relative = path.strip_prefix(workspace).unwrap().to_str().unwrap();
                files.push((relative.to_owned(), text));
            }
        }
    }
    files.sort();
    files
}

#[track_caller]
fn check(workspace: &str) {
    let full = std::env::var("PIPELUA_GATES").is_ok_and(|value| value == "full");
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = files_of(&here.join("../../tests/workspaces").join(workspace));
    let mut db = Database::default();
    db.load(
        files
            .iter()
            .map(|(path, text)| (path.as_str().into(), FileText::Utf8(text.as_str().into()))),
    );
    let mut asked = 0;
    for (number, (path, text)) in files.iter().enumerate() {
        if pipelua_analysis::FileKind::of(path) == pipelua_analysis::FileKind::Other {
            continue;
        }
        let cuts: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        let step = if full { 1 } else { 97 };
        for cut in cuts.iter().skip(number % step).step_by(step) {
            let cut_off: FileText = FileText::Utf8(text[..*cut].into());
            let file = db.set_text(path, cut_off, Openness::Open);
            ask_everything(&db, file, *cut as u32);
            ask_everything(
                &db,
                file,
                (*cut / 2..=*cut).find(|at| text.is_char_boundary(*at)).unwrap() as u32,
            );
            ask_of_the_whole(&db, file);
            asked += 1;
            if full || asked % 3 == 0 {
                let without: FileText = FileText::Utf8(without_word(text, *cut).into());
                let file = db.set_text(path, without, Openness::Open);
                ask_everything(&db, file, *cut as u32);
                ask_of_the_whole(&db, file);
            }
        }
        let file = db.set_text(path, FileText::Utf8(text.as_str().into()), Openness::Open);
        for offset in cuts.iter().skip(number % 13).step_by(if full { 1 } else { 13 }) {
            ask_everything(&db, file, *offset as u32);
        }
    }
    assert!(asked > 100, "only {asked} texts were asked about");
}

#[test]
fn acme_is_answered_wherever_it_is_cut() {
    check("acme");
}

#[test]
fn faulty_is_answered_wherever_it_is_cut() {
    check("faulty");
}
