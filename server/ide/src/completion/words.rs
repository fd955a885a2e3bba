//! Keywords, and the shapes of statements with places to fill in.

use pipelua_analysis::PortableType;
use pipelua_syntax::TokenKind;

use super::expected::Expected;
use super::place::Place;
use super::{Completion, CompletionKind};

/// What begins a statement: the word, its shape as a snippet, and in a few words.
const STATEMENTS: [(&str, &str, &str); 16] = [
    ("local", "local ${1:name} = $0", "local name = .."),
    ("if", "if ${1:condition} then\n\t$0\nend", "if .. then .. end"),
    ("return", "return $0", ""),
    (
        "for",
        "for ${1:_}, ${2:item} in ipairs(${3:list}) do\n\t$0\nend",
        "for .. in ipairs(..) do .. end",
    ),
    (
        "forp",
        "for ${1:key}, ${2:value} in pairs(${3:table}) do\n\t$0\nend",
        "for .. in pairs(..) do .. end",
    ),
    (
        "fori",
        "for ${1:i} = ${2:1}, ${3:count} do\n\t$0\nend",
        "for i = 1, count do .. end",
    ),
    (
        "ifelse",
        "if ${1:condition} then\n\t$2\nelse\n\t$0\nend",
        "if .. then .. else .. end",
    ),
    ("allow", "return { allowed = true }", "return { allowed = true }"),
    (
        "deny",
        "return { allowed = false, error = \"$1\" }$0",
        "return { allowed = false, error = .. }",
    ),
    (
        "fetchtry",
        "local ok, response = pcall(await, helpers.fetch(\"${1:https://}\"))\nif not ok or not response.ok then\n\t${2:return { allowed = true \\}}\nend\n$0",
        "fetch, and go on if that fails",
    ),
    (
        "local function",
        "local function ${1:name}($2)\n\t$0\nend",
        "local function .. end",
    ),
    (
        "while",
        "while ${1:condition} do\n\t$0\nend",
        "while .. do .. end",
    ),
    (
        "repeat",
        "repeat\n\t$0\nuntil ${1:condition}",
        "repeat .. until ..",
    ),
    ("do", "do\n\t$0\nend", "do .. end"),
    ("goto", "goto ", ""),
    ("break", "break", ""),
];

/// Keywords at the beginning of a statement, or in an expression.
pub(super) fn completion(place: &Place<'_>) -> Vec<Completion> {
    if !place.begins_statement() {
        let mut found = keywords(place, &["not", "nil", "true", "false"]);
        found.push(shape(
            place,
            "function",
            "function($1)\n\t$0\nend",
            "function(..) .. end",
        ));
        return found;
    }
    let mut found: Vec<Completion> = STATEMENTS
        .into_iter()
        .map(|(word, snippet, shown)| shape(place, word, snippet, shown))
        .collect();
    found.extend(keywords(place, &["end", "else", "elseif", "until"]));
    found
}

/// `true` and `false`, where nothing else fits.
pub(super) fn truths(place: &Place<'_>, expected: &Expected) -> Vec<Completion> {
    match expected.ty.non_nil() {
        PortableType::Boolean(None) => keywords(place, &["true", "false"]),
        _ => Vec::new(),
    }
}

/// What can follow an expression on its line.
pub(super) fn operators(place: &Place<'_>) -> Vec<Completion> {
    keywords(place, &["and", "or", "then", "do", "in", "end"])
}

/// Where a name is made up, nothing but what may stand in its place.
pub(super) fn of_declaration(place: &Place<'_>) -> Vec<Completion> {
    match place.kind_before(1) {
        TokenKind::Local if "function".starts_with(place.written()) => vec![shape(
            place,
            "function",
            "function ${1:name}($2)\n\t$0\nend",
            "local function .. end",
        )],
        TokenKind::Less => keywords(place, &["const"]),
        _ => Vec::new(),
    }
}

fn keywords(place: &Place<'_>, words: &[&str]) -> Vec<Completion> {
    words
        .iter()
        .map(|word| Completion::new(*word, CompletionKind::Keyword, place.word))
        .collect()
}

fn shape(place: &Place<'_>, word: &str, snippet: &str, shown: &str) -> Completion {
    let first = word.split(' ').next().unwrap_or(word);
    let is_keyword = !matches!(first, "forp" | "fori" | "ifelse" | "allow" | "deny" | "fetchtry");
    Completion {
        new_text: if is_keyword {
            word.to_owned()
        } else {
            super::call::plain(snippet)
        },
        detail: shown.to_owned(),
        snippet: snippet.contains('$').then(|| snippet.to_owned()),
        ..Completion::new(
            word,
            if snippet.contains('$') {
                CompletionKind::Snippet
            } else {
                CompletionKind::Keyword
            },
            place.word,
        )
    }
}
