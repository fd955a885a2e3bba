//! The surface of the sandbox: exactly the allow-list of the runtime, documented throughout.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use pipelua_schemas::{Signature, builtin};

const GLOBALS: &str = "assert error ipairs next pairs pcall xpcall select tonumber tostring type setmetatable getmetatable \
    rawequal rawlen print string table math utf8 coroutine await context helpers";

const LIBRARIES: &[(&str, &str)] = &[
    (
        "string",
        "byte char find format gmatch gsub len lower match pack packsize rep reverse sub unpack upper",
    ),
    ("table", "concat insert move pack remove sort unpack"),
    (
        "math",
        "abs acos asin atan ceil cos deg exp floor fmod huge log max maxinteger min mininteger modf pi rad random \
         randomseed sin sqrt tan tointeger type ult",
    ),
    ("utf8", "char charpattern codepoint codes len offset"),
    (
        "coroutine",
        "close create isyieldable resume running status wrap yield",
    ),
    (
        "helpers",
        "log now date hash hmac equal uuid env secret matches ip json base64 fetch all trace metrics",
    ),
    ("helpers.log", "warn error"),
    ("helpers.date", "parse"),
    ("helpers.ip", "within"),
    ("helpers.json", "encode decode null"),
    ("helpers.base64", "encode decode"),
    ("helpers.metrics", "count gauge"),
    ("context", ""),
];

const REMOVED: &str = "os io package require load loadfile dofile loadstring rawset rawget debug collectgarbage warn _G _VERSION \
    _ENV string.dump unpack setfenv getfenv module table.getn math.pow string.gfind bit32 \
    os.time os.date os.getenv io.write io.read";

fn names(text: &str) -> BTreeSet<&str> {
    text.split_whitespace().collect()
}

#[test]
fn the_allow_list_is_that_of_the_runtime() {
    let sandbox = builtin().sandbox();
    let globals: BTreeSet<&str> = sandbox.globals().map(pipelua_schemas::Entry::name).collect();
    assert_eq!(globals, names(GLOBALS));
    let mut count = globals.len();
    for (path, members) in LIBRARIES {
        let found: BTreeSet<&str> = sandbox.members(path).map(pipelua_schemas::Entry::name).collect();
        assert_eq!(found, names(members), "{path}");
        count += found.len();
    }
    assert_eq!(
        sandbox.entries().len(),
        count,
        "nothing stands outside of these tables, nothing twice"
    );
}

#[test]
fn what_is_removed_has_a_reason_and_a_way_out() {
    let sandbox = builtin().sandbox();
    for path in names(REMOVED) {
        assert!(sandbox.removed(path).is_some(), "{path}");
    }
    let mut seen = BTreeSet::new();
    for removed in sandbox.all_removed() {
        assert!(seen.insert(&removed.path), "{} stands twice", removed.path);
        assert!(
            sandbox.get(&removed.path).is_none(),
            "{} is both there and removed",
            removed.path
        );
        assert!(
            !removed.reason.is_empty() && !removed.reason.ends_with('.'),
            "{}",
            removed.path
        );
        assert!(removed.replacement.ends_with('.'), "{}", removed.path);
        let sentence = format!(
            "`{}` does not exist in the sandbox: {}",
            removed.path, removed.reason
        );
        assert!(sentence.chars().count() <= 100, "{sentence}");
        if let Some(path) = removed
            .replace_with
            .as_deref()
            .filter(|text| !text.starts_with('"'))
        {
            assert!(
                sandbox.get(path).is_some(),
                "{} is replaced with `{path}`",
                removed.path
            );
        }
    }
    assert_eq!(sandbox.removed_around("os.nothing.at.all").unwrap().path, "os");
    assert_eq!(sandbox.removed_around("os.time").unwrap().path, "os.time");
    assert!(sandbox.removed_around("string.upper").is_none());
}

#[test]
fn every_entry_is_documented() {
    for entry in builtin().sandbox().entries() {
        let path = &entry.path;
        assert!(!entry.signature.is_empty(), "{path}");
        assert!(entry.docs.ends_with(['.', '!']), "{path}: {:?}", entry.docs);
        assert_eq!(entry.is_function(), entry.signature.starts_with("fun"), "{path}");
        assert!(entry.is_function() || entry.params.is_empty(), "{path}");
        if path.starts_with("helpers") {
            assert!(entry.example.is_some(), "{path} has no example");
        } else {
            assert!(
                entry.source.is_some() || names("print await context").contains(path.as_str()),
                "{path} has no source"
            );
        }
        if let Some(example) = &entry.example {
            let needle = if path == "context" {
                "context"
            } else {
                entry.name()
            };
            assert!(example.contains(needle), "{path}: the example does not show it");
        }
        assert!(!entry.is_async || entry.signature.contains("Promise<"), "{path}");
    }
}

#[test]
fn parameters_are_those_of_the_signatures() {
    for entry in builtin()
        .sandbox()
        .entries()
        .iter()
        .filter(|entry| entry.is_function())
    {
        let signatures: Vec<Signature> = std::iter::once(&entry.signature)
            .chain(&entry.overloads)
            .map(|text| Signature::parse(text).unwrap_or_else(|| panic!("{}: {text}", entry.path)))
            .collect();
        let params = signatures.iter().flat_map(|signature| &signature.params);
        let named: BTreeSet<&str> = params.map(|param| param.name).collect();
        let documented: BTreeSet<&str> = entry.params.iter().map(|param| param.name.as_str()).collect();
        assert_eq!(documented, named, "{}", entry.path);
        for signature in &signatures {
            let never = signature.returns == ["never"];
            assert!(
                never || entry.returns.len() >= signature.returns.len(),
                "{}: a return has no docs",
                entry.path
            );
            for ty in signature
                .params
                .iter()
                .map(|param| param.ty)
                .chain(signature.returns.iter().copied())
            {
                let alone =
                    signature.params.last().is_some_and(|last| last.ty == ty) || signature.returns == [ty];
                assert!(
                    alone || !ty.starts_with("fun"),
                    "{}: `{ty}` needs parentheses",
                    entry.path
                );
            }
        }
    }
}

#[test]
fn classes_of_signatures_are_declared() {
    let types = builtin().sandbox().types_lua();
    for entry in builtin().sandbox().entries() {
        for word in entry
            .signature
            .split(|character: char| !character.is_alphanumeric())
        {
            let is_class = word.len() > 1 && word.starts_with(|first: char| first.is_ascii_uppercase());
            assert!(
                !is_class
                    || types
                        .lines()
                        .any(|line| line.contains("@class") && line.contains(word)),
                "{}: `{word}` is not declared",
                entry.path
            );
        }
    }
}
