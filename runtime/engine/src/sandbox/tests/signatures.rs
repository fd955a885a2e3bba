//! Each function takes and gives what its signature in `schemas/sandbox` says: called with generated arguments.

use std::fmt::Write as _;

use pipelua_schemas::{Entry, EntryKind, Mode, Signature, builtin};
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

use super::run_with;
use crate::fetch::FetchResponse;

/// Calls of each signature.
const CALLS: usize = 60;

/// What is no argument here: these end or suspend the script by what they are.
const NOT_CALLED: [&str; 2] = ["coroutine.yield", "error"];

/// Functions whose first argument is a name of the manifest.
const NAMES: [(&str, &str); 2] = [
    ("helpers.env", "'RISK_LIMIT'"),
    ("helpers.secret", "'STRIPE_KEY'"),
];

/// Texts of which some are a pattern, a time, an address, a format, JSON or base64.
const TEXTS: [&str; 12] = [
    "''",
    "'a'",
    "'abc'",
    "'héé'",
    "'%a+'",
    "'(%d)(x?)'",
    "'i4'",
    "'2026-01-31'",
    "'10.0.0.1'",
    "'10.0.0.0/8'",
    "'{\"a\":[1]}'",
    "'YWI='",
];

struct Chooser(ChaCha12Rng);

impl Chooser {
    fn below(&mut self, count: usize) -> usize {
        (self.0.next_u64() % count as u64) as usize
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }

    /// A Lua expression whose value is of the type.
    fn value(&mut self, ty: &str, generics: &[&str]) -> String {
        let ty = bare(ty);
        if let Some(inner) = ty.strip_suffix('?') {
            return if self.below(3) == 0 {
                "nil".to_owned()
            } else {
                self.value(inner, generics)
            };
        }
        let parts = alternatives(ty);
        if parts.len() > 1 {
            let part = parts[self.below(parts.len())];
            return self.value(part, generics);
        }
        if let Some(item) = ty.strip_suffix("[]") {
            let items: Vec<String> = (0..self.below(4)).map(|_| self.value(item, generics)).collect();
            return format!("{{ {} }}", items.join(", "));
        }
        if let Some(generic) = generics.iter().find(|generic| name_of(generic) == ty) {
            let bound = generic
                .split_once(':')
                .map_or("string", |(_, bound)| bound.trim());
            return self.value(bound, generics);
        }
        match ty {
            "string" => self.of(&TEXTS).to_owned(),
            "integer" => self.of(&["-3", "-1", "0", "1", "2", "3", "10", "36"]).to_owned(),
            "number" => self.of(&["-1.5", "0.0", "0.25", "1", "2", "3.5"]).to_owned(),
            "boolean" => self.of(&["true", "false"]).to_owned(),
            "nil" => "nil".to_owned(),
            "any" => self.of(&["1", "'x'", "true", "{}", "2.5", "{ 1, 2 }"]).to_owned(),
            "table" => "{}".to_owned(),
            "thread" => "coroutine.create(function() end)".to_owned(),
            "function" => "function(...) return ... end".to_owned(),
            "FetchOptions" => {
                "{ method = 'POST', headers = { a = 'b' }, body = 'x', timeoutMs = 100 }".to_owned()
            }
            _ if ty.starts_with("fun(") => "function(...) return ... end".to_owned(),
            _ if ty.starts_with("Promise<") => "helpers.fetch('https://a.example/')".to_owned(),
            _ if ty.starts_with("table<string") => "{ a = 'b' }".to_owned(),
            _ if ty.starts_with("table<") => "{ 'a', x = 1 }".to_owned(),
            _ if ty.starts_with('"') => ty.to_owned(),
            other => panic!("no value is known for the type {other}"),
        }
    }
}

/// Without the parentheses around it.
fn bare(ty: &str) -> &str {
    let ty = ty.trim();
    let mut depth = 0;
    let closes = ty.char_indices().find(|(_, c)| {
        depth += i32::from(*c == '(') - i32::from(*c == ')');
        depth == 0
    });
    match closes {
        Some((at, ')')) if at + 1 == ty.len() => ty[1..at].trim(),
        _ => ty,
    }
}

/// The members of a union.
fn alternatives(ty: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, c) in ty.char_indices() {
        match c {
            '(' | '<' | '{' | '[' => depth += 1,
            ')' | '>' | '}' | ']' => depth -= 1,
            '|' if depth == 0 => {
                parts.push(ty[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(ty[start..].trim());
    parts
}

fn name_of(generic: &str) -> &str {
    generic.split(':').next().unwrap_or(generic).trim()
}

/// Whether what Lua calls `kind`, with this text if it is a string, is of the type.
fn inhabits(kind: &str, text: &str, ty: &str, generics: &[&str]) -> bool {
    let ty = bare(ty);
    if let Some(inner) = ty.strip_suffix('?') {
        return kind == "nil" || inhabits(kind, text, inner, generics);
    }
    let parts = alternatives(ty);
    if parts.len() > 1 {
        return parts.iter().any(|part| inhabits(kind, text, part, generics));
    }
    if let Some(generic) = generics.iter().find(|generic| name_of(generic) == ty) {
        let bound = generic.split_once(':').map_or("any", |(_, bound)| bound.trim());
        return inhabits(kind, text, bound, generics);
    }
    match ty {
        "any" => true,
        "number" => matches!(kind, "integer" | "float"),
        "never" => false,
        "string" | "integer" | "boolean" | "nil" | "thread" | "table" | "function" => kind == ty,
        _ if ty.starts_with("fun(") => kind == "function",
        _ if ty.starts_with('"') => kind == "string" && ty.trim_matches('"') == text,
        // Lists, maps, classes, promises.
        _ => kind == "table",
    }
}

/// What a call came to: the kinds and texts of its results, or its error.
fn call(expression: &str) -> Result<Vec<(String, String)>, String> {
    let script = format!(
        "local function kind(value) return math.type(value) or type(value) end
local results = table.pack(pcall(function() return {expression} end))
if not results[1] then
  local message = tostring(results[2])
  return {{ allowed = false, error = utf8.len(message) and message or 'no UTF-8' }}
end
local told = {{}}
for index = 2, results.n do
  local value = results[index]
  local text = type(value) == 'string' and utf8.len(value) and #value < 10 and value or '?'
  told[#told + 1] = {{ kind(value), text }}
end
return {{ allowed = true, data = {{ told = told }} }}"
    );
    let outcome = run_with(Mode::Blocking, &script, |_| {
        Ok(FetchResponse {
            status: 200,
            headers: std::collections::BTreeMap::new(),
            body: Vec::new(),
        })
    });
    let result = outcome
        .and_then(|outcome| outcome.result)
        .unwrap_or_else(|error| panic!("{expression}: {error}"));
    if !result.allowed {
        return Err(result.error.unwrap_or_default());
    }
    let told = result.data["told"].as_array().cloned().unwrap_or_default();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    Ok(told.iter().map(|each| (text(&each[0]), text(&each[1]))).collect())
}

/// Whether an error says that an argument is of the wrong type.
fn is_of_type(message: &str) -> bool {
    message.contains("expected, got")
        || message.contains("expected)")
        || message.contains("expected at index")
}

fn functions() -> impl Iterator<Item = (&'static Entry, Signature<'static>)> {
    let entries = builtin().sandbox().entries().iter();
    entries
        .filter(|entry| entry.kind == EntryKind::Function && !NOT_CALLED.contains(&entry.path.as_str()))
        .flat_map(|entry| {
            let all = std::iter::once(&entry.signature).chain(&entry.overloads);
            all.map(move |text| (entry, Signature::parse(text).unwrap()))
        })
}

#[test]
fn functions_take_and_give_what_their_signatures_say() {
    let mut chooser = Chooser(ChaCha12Rng::seed_from_u64(4));
    let (mut wrong, mut answered, mut never) = (String::new(), 0, Vec::new());
    for (entry, signature) in functions() {
        let (generics, mut had_results) = (&signature.generics, false);
        for _ in 0..CALLS {
            let mut arguments = Vec::new();
            for param in &signature.params {
                if param.optional && chooser.below(2) == 0 {
                    break;
                }
                let count = if param.name == "..." { chooser.below(3) } else { 1 };
                let ty = param.ty.strip_suffix("...").unwrap_or(param.ty);
                // What a list of types is passed through as.
                let ty = if generics.contains(&ty) && param.ty.ends_with("...") {
                    "any"
                } else {
                    ty
                };
                arguments.extend((0..count).map(|_| chooser.value(ty, generics)));
            }
            if let Some((_, name)) = NAMES.iter().find(|(path, _)| *path == entry.path) {
                (*name).clone_into(&mut arguments[0]);
            }
            let expression = format!("{}({})", entry.path, arguments.join(", "));
            match call(&expression) {
                // What a format takes is said by the format.
                Err(message) if is_of_type(&message) && !message.contains("'string.") => {
                    let _ = writeln!(wrong, "{expression} is refused: {message}");
                }
                Err(_) => {}
                Ok(results) => {
                    had_results = true;
                    for (at, (kind, text)) in results.iter().enumerate() {
                        let rest = signature.returns.last().and_then(|last| last.strip_suffix("..."));
                        let declared = match (signature.returns.get(at), rest) {
                            (Some(ty), _) if !ty.ends_with("...") => Some(*ty),
                            (_, rest) => rest,
                        };
                        let fits = declared.is_some_and(|ty| inhabits(kind, text, ty, generics));
                        if !fits {
                            let _ = writeln!(
                                wrong,
                                "{expression} gives {kind} {text:?} as result {}, not {declared:?}",
                                at + 1
                            );
                        }
                    }
                }
            }
        }
        answered += usize::from(had_results);
        if !had_results {
            never.push(entry.path.as_str());
        }
    }
    assert_eq!(wrong, "");
    assert!(
        answered > 90,
        "only {answered} signatures ever answered; never {never:?}"
    );
}

#[test]
fn functions_refuse_what_their_signatures_do_not_say() {
    let mut chooser = Chooser(ChaCha12Rng::seed_from_u64(5));
    let (mut taken, mut count) = (String::new(), 0);
    for (entry, signature) in functions() {
        // With several signatures another one may take it.
        if !entry.overloads.is_empty() {
            continue;
        }
        for (at, param) in signature.params.iter().enumerate() {
            let is_plain = matches!(param.ty, "string" | "integer" | "number") && param.name != "...";
            if !is_plain {
                continue;
            }
            let before = signature.params[..at].iter();
            let mut arguments: Vec<String> = before
                .map(|param| chooser.value(param.ty, &signature.generics))
                .collect();
            arguments.push("{}".to_owned());
            let rest = signature.params[at + 1..]
                .iter()
                .take_while(|param| !param.optional && param.name != "...");
            arguments.extend(rest.map(|param| chooser.value(param.ty, &signature.generics)));
            let expression = format!("{}({})", entry.path, arguments.join(", "));
            count += 1;
            if let Ok(results) = call(&expression) {
                let _ = writeln!(taken, "{expression} gives {results:?}");
            }
        }
    }
    assert_eq!(taken, "");
    assert!(count > 60, "only {count} calls");
}
