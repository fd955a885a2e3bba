//! A `---@meta` file that tells other Lua language servers what the sandbox offers.

use std::fmt::Write;

use super::GENERATED;
use crate::sandbox::{Entry, EntryKind, Sandbox};
use crate::signature::Signature;

/// Globals, libraries, helpers and classes as `LuaCATS` declarations.
pub fn stubs() -> String {
    let sandbox = crate::builtin().sandbox();
    let types = sandbox.types_lua();
    let types = types.strip_prefix("---@meta\n").unwrap_or(types);
    let mut out = format!("---@meta pipelua\n-- {GENERATED}\n{types}");
    for entry in sandbox.entries() {
        out.push('\n');
        declare(&mut out, sandbox, entry);
    }
    out
}

fn declare(out: &mut String, sandbox: &Sandbox, entry: &Entry) {
    comment(out, &entry.docs);
    if let Some(example) = &entry.example {
        comment(out, &format!("```lua\n{example}\n```"));
    }
    if let Some(deprecated) = &entry.deprecated {
        comment(out, &format!("@deprecated {}", deprecated.message));
    }
    let has_members = sandbox.members(&entry.path).next().is_some();
    match entry.kind {
        EntryKind::Function if has_members => {
            line(out, &format!("---@class {}", entry.path));
            for signature in std::iter::once(&entry.signature).chain(&entry.overloads) {
                line(out, &format!("---@overload {}", plain(signature)));
            }
            line(out, &format!("{} = {{}}", entry.path));
        }
        EntryKind::Function => function(out, entry),
        EntryKind::Table => {
            // This name gives strings their methods in LuaLS.
            let class = if entry.path == "string" {
                "stringlib"
            } else {
                &entry.path
            };
            line(out, &format!("---@class {class}"));
            line(out, &format!("{} = {{}}", entry.path));
        }
        EntryKind::Value => {
            line(out, &format!("---@type {}", plain(&entry.signature)));
            line(out, &format!("{} = nil", entry.path));
        }
    }
}

fn function(out: &mut String, entry: &Entry) {
    let Some(signature) = Signature::parse(&entry.signature) else {
        return;
    };
    if !signature.generics.is_empty() {
        line(out, &format!("---@generic {}", signature.generics.join(", ")));
    }
    for param in &signature.params {
        let optional = if param.optional { "?" } else { "" };
        let docs = entry.param(param.name).map_or("", |param| param.docs.as_str());
        line(
            out,
            &format!("---@param {}{optional} {} {docs}", param.name, plain(param.ty)),
        );
    }
    for (index, ty) in signature.returns.iter().enumerate() {
        let docs = entry.returns.get(index).map_or("", String::as_str);
        let many = if ty.ends_with("...") { " ..." } else { "" };
        line(out, &format!("---@return {}{many} # {docs}", plain(ty)));
    }
    for row in &entry.return_overloads {
        line(out, &format!("---@return_overload {row}"));
    }
    for overload in &entry.overloads {
        line(out, &format!("---@overload {}", plain(overload)));
    }
    if entry.pure {
        line(out, "---@nodiscard");
    }
    let names: Vec<&str> = signature.params.iter().map(|param| param.name).collect();
    line(out, &format!("function {}({}) end", entry.path, names.join(", ")));
}

/// A type without what only some servers understand: lists of types, and type parameters of a nested function.
fn plain(ty: &str) -> String {
    let mut out = String::new();
    let mut rest = ty;
    while let Some(at) = rest.find("fun<") {
        let (before, generic) = rest.split_at(at);
        out.push_str(before);
        out.push_str("fun");
        rest = generic.split_once(">(").map_or("", |(_, after)| after);
        out.push('(');
    }
    out.push_str(rest);
    // `...: T` keeps its dots, `T...` loses them.
    let mut kept = String::new();
    for (index, part) in out.split("...").enumerate() {
        let is_name = kept.ends_with(|last: char| last.is_alphanumeric() || last == '>');
        if index > 0 && !is_name {
            kept.push_str("...");
        }
        kept.push_str(part);
    }
    kept
}

fn comment(out: &mut String, text: &str) {
    for text in text.lines() {
        line(out, &format!("---{text}"));
    }
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{}", text.trim_end()).expect("a string takes everything");
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn types_lose_what_only_some_servers_understand() {
        for (ty, expected) in [
            (
                "fun<A, R>(f: (fun(...: A...): R...), ...: A...): boolean, R...",
                "fun(f: (fun(...: A): R), ...: A): boolean, R",
            ),
            ("fun(value: any, ...: any)", "fun(value: any, ...: any)"),
            ("any...", "any"),
            ("table<K, V>?", "table<K, V>?"),
        ] {
            assert_eq!(plain(ty), expected);
        }
    }
}
