//! The surface of the sandbox: what a script can reach, with signatures and docs, and what it cannot, with the way out.

use std::collections::HashMap;

use serde::Deserialize;

use crate::lines;

/// Everything that stands in a script's world, and what people miss there.
#[derive(Debug)]
pub struct Sandbox {
    /// In documented order.
    entries: Vec<Entry>,
    by_path: HashMap<String, usize>,
    /// Members by their parent's path; globals under the empty one.
    members: HashMap<String, Vec<usize>>,
    removed: Vec<Removed>,
    removed_by_path: HashMap<String, usize>,
}

/// One global, function, table or value.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Entry {
    /// Dotted, such as `helpers.json.encode`.
    pub path: String,
    pub kind: EntryKind,
    /// A `LuaCATS` type. Variadics are written `...: T` as a parameter and `T...` as the last return;
    /// `fun<A, R>(f: (fun(...: A...): R...), ...: A...): R...` passes a list of types through.
    /// A `fun` type with returns stands in parentheses wherever a comma could follow it.
    pub signature: String,
    /// Further signatures.
    #[serde(default)]
    pub overloads: Vec<String>,
    /// What is returned together, such as `true, R...` and `false, any`; empty where the signature says all.
    #[serde(default)]
    pub return_overloads: Vec<String>,
    /// Markdown.
    #[serde(deserialize_with = "lines::text")]
    pub docs: String,
    /// In the order of the signature, then those of overloads.
    #[serde(default)]
    pub params: Vec<Param>,
    /// One text for each returned value.
    #[serde(default)]
    pub returns: Vec<String>,
    /// What a call does with a secret; without it, what it gives tells nothing of one.
    #[serde(default)]
    pub secret: Option<SecretFlow>,
    /// Whether a call whose results are not used makes no sense.
    #[serde(default)]
    pub pure: bool,
    /// The metamethods of its arguments that it calls from C: `await` cannot wait in them.
    #[serde(default)]
    pub no_await_in: Vec<String>,
    /// Whether it returns a promise, to be awaited.
    #[serde(default, rename = "async")]
    pub is_async: bool,
    #[serde(default)]
    pub deprecated: Option<Deprecated>,
    /// Lua.
    #[serde(default, deserialize_with = "lines::optional_text")]
    pub example: Option<String>,
    /// Where the behaviour is defined, such as a section of the Lua manual.
    #[serde(default)]
    pub source: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    /// Callable; it may have members too, as `helpers.log` has.
    Function,
    Table,
    Value,
}

/// What a call does with the secrets among its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SecretFlow {
    /// It gives one.
    Source,
    /// People see its arguments; what a function among them returns is given back.
    Shown,
    /// They stand whole in what it gives.
    Kept,
    /// They stand in what it gives, in a form or in parts that nothing recognises as a secret.
    Changed,
    /// They go into the table given first.
    Stored,
    /// It calls the function given first with the other arguments, and gives what that returns.
    Called,
}

/// A parameter of a function.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Param {
    /// `...` for what is variadic.
    pub name: String,
    /// Markdown.
    pub docs: String,
    /// What a string given here is, beyond its type.
    #[serde(default)]
    pub holds: Option<Holds>,
}

/// What a string argument is, so that it can be checked and completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Holds {
    /// A Lua pattern.
    Pattern,
    /// A format of `string.format`.
    Format,
    /// A format of `string.pack`.
    PackFormat,
    /// A format of `helpers.date`.
    DateFormat,
    Url,
    /// A name under `[secrets]`.
    SecretName,
    /// A key under `[env]`.
    EnvKey,
    Ip,
    Cidr,
}

/// Why a name should not be used any more.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Deprecated {
    pub message: String,
    /// What to write in its place, if that can be done by machine.
    #[serde(default)]
    pub replace_with: Option<String>,
}

/// A name that does not exist here, though people know it from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Removed {
    /// Dotted, such as `os.time`.
    pub path: String,
    /// Completes "`os` does not exist in the sandbox: ".
    pub reason: String,
    /// One or two sentences: what to do instead.
    pub replacement: String,
    /// An expression that can take the place of the name as it stands.
    #[serde(default)]
    pub replace_with: Option<String>,
    /// Where it comes from, if not from Lua 5.4.
    #[serde(default)]
    pub version: Option<String>,
}

impl Entry {
    /// The last part of the path.
    pub fn name(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or(&self.path)
    }

    /// Path of the table that it stands in; `None` for a global.
    pub fn parent(&self) -> Option<&str> {
        self.path.rsplit_once('.').map(|(parent, _)| parent)
    }

    pub fn is_function(&self) -> bool {
        self.kind == EntryKind::Function
    }

    /// The parameter of this name.
    pub fn param(&self, name: &str) -> Option<&Param> {
        self.params.iter().find(|param| param.name == name)
    }
}

impl Sandbox {
    /// What stands under a dotted path.
    pub fn get(&self, path: &str) -> Option<&Entry> {
        self.by_path.get(path).and_then(|index| self.entries.get(*index))
    }

    /// What stands directly in the table of this path, in documented order.
    pub fn members(&self, path: &str) -> impl Iterator<Item = &Entry> {
        self.members
            .get(path)
            .into_iter()
            .flatten()
            .filter_map(|index| self.entries.get(*index))
    }

    /// All globals, in documented order.
    pub fn globals(&self) -> impl Iterator<Item = &Entry> {
        self.members("")
    }

    /// Everything, in documented order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What was removed under exactly this path.
    pub fn removed(&self, path: &str) -> Option<&Removed> {
        self.removed_by_path
            .get(path)
            .and_then(|index| self.removed.get(*index))
    }

    /// What was removed under this path or around it: `os.foo` is gone because `os` is.
    pub fn removed_around(&self, path: &str) -> Option<&Removed> {
        let mut path = path;
        loop {
            if let Some(removed) = self.removed(path) {
                return Some(removed);
            }
            path = path.rsplit_once('.')?.0;
        }
    }

    /// Everything that was removed, in documented order.
    pub fn all_removed(&self) -> &[Removed] {
        &self.removed
    }

    /// The classes that signatures name, as a `---@meta` text of `LuaCATS`.
    pub fn types_lua(&self) -> &'static str {
        include_str!("../sandbox/types.lua")
    }
}

pub(crate) fn builtin() -> Sandbox {
    #[derive(Deserialize)]
    struct Entries {
        entries: Vec<Entry>,
    }
    #[derive(Deserialize)]
    struct AllRemoved {
        entries: Vec<Removed>,
    }
    let mut entries = Vec::new();
    for (file, text) in FILES {
        match serde_json::from_str::<Entries>(text) {
            Ok(read) => entries.extend(read.entries),
            Err(error) => unreachable!("{file} is checked by a test: {error}"),
        }
    }
    let removed: AllRemoved = serde_json::from_str(include_str!("../sandbox/removed.json"))
        .expect("removed.json is checked by a test");
    let removed = removed.entries;
    let mut members: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, entry) in entries.iter().enumerate() {
        members
            .entry(entry.parent().unwrap_or_default().to_owned())
            .or_default()
            .push(index);
    }
    Sandbox {
        by_path: entries
            .iter()
            .enumerate()
            .map(|(index, entry)| (entry.path.clone(), index))
            .collect(),
        removed_by_path: removed
            .iter()
            .enumerate()
            .map(|(index, removed)| (removed.path.clone(), index))
            .collect(),
        members,
        entries,
        removed,
    }
}

const FILES: [(&str, &str); 7] = [
    ("base.json", include_str!("../sandbox/base.json")),
    ("helpers.json", include_str!("../sandbox/helpers.json")),
    ("string.json", include_str!("../sandbox/string.json")),
    ("table.json", include_str!("../sandbox/table.json")),
    ("math.json", include_str!("../sandbox/math.json")),
    ("utf8.json", include_str!("../sandbox/utf8.json")),
    ("coroutine.json", include_str!("../sandbox/coroutine.json")),
];
