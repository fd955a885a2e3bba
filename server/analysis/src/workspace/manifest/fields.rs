//! Reads single keys of the manifest: what each must be, said in one sentence where it is not.

use pipelua_rules::listing::{all_of, any_of};
use pipelua_rules::suggest::{did_you_mean, nearest};
use pipelua_syntax::TextRange;
use toml_edit::{Item, TableLike};

use super::Manifest;
use super::keys::Section;
use crate::lint::{Anchor, Finding, FixData};
use crate::lints::{manifest_deprecated, manifest_secret_value, manifest_unknown_key, manifest_value};
use crate::workspace::toml::{key_range, to_range};
use crate::workspace::wording::quoted;

/// The manifest as far as it is read, and what was found on the way.
pub(super) struct Reader {
    pub(super) manifest: Manifest,
    pub(super) findings: Vec<Finding>,
}

/// What is taken from a value, and the word for it.
pub(super) struct Type<T: ?Sized>(pub(super) &'static str, pub(super) fn(&Item) -> Option<&T>);

/// A string.
pub(super) fn string() -> Type<str> {
    Type("a string", Item::as_str)
}

impl Reader {
    /// Calls `visit` for each known key of a section, by its present name; tells of the others.
    pub(super) fn each_key(
        &mut self,
        table: &dyn TableLike,
        section: Section,
        mut visit: impl FnMut(&mut Self, &'static str, &Item, TextRange),
    ) {
        let keys = section.keys();
        for (name, item) in table.iter() {
            let at = key_range(table, name).unwrap_or_default();
            if let Some(key) = keys.clone().find(|key| *key == name) {
                visit(self, key, item, at);
            } else if let Some(key) = section.renamed(name).filter(|key| table.get(key).is_none()) {
                self.deprecated(name, key, at);
                visit(self, key, item, at);
            } else {
                let is_free = |key: &str| table.get(key).is_none();
                self.unknown_key(name, section, is_free, at);
            }
        }
    }

    /// The value of `key`, which stands at `at`, if it has the type.
    pub(super) fn read<'a, T: ?Sized>(
        &mut self,
        item: &'a Item,
        key: &str,
        at: TextRange,
        of: fn() -> Type<T>,
    ) -> Option<&'a T> {
        let Type(word, cast) = of();
        let found = cast(item);
        if found.is_none() {
            let message = format!("{} must be {word}; this is {}", quoted(key), kind_of(item));
            self.value(item, at, message, format!("write {word}"));
        }
        found
    }

    pub(super) fn table<'a>(
        &mut self,
        item: &'a Item,
        key: &str,
        at: TextRange,
    ) -> Option<&'a dyn TableLike> {
        let found = item.as_table_like();
        if found.is_none() {
            let message = format!("{} must be a table; this is {}", quoted(key), kind_of(item));
            self.value(
                item,
                at,
                message,
                "write its keys below a line with its name in brackets",
            );
        }
        found
    }

    /// A word of a list.
    pub(super) fn word<T>(
        &mut self,
        item: &Item,
        key: &str,
        at: TextRange,
        words: &[&str],
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.read(item, key, at, string)?;
        let found = parse(text);
        if found.is_none() {
            let near = did_you_mean(nearest(text, words.iter().copied()));
            let message = format!("{} is not a value of {}{near}", quoted(text), quoted(key));
            self.value(
                item,
                at,
                message,
                format!("write {}", any_of(words.iter().copied())),
            );
        }
        found
    }

    /// A wrong value.
    pub(super) fn value(
        &mut self,
        item: &Item,
        key: TextRange,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        // A table has no value of its own to point at.
        let range = item
            .as_value()
            .and_then(toml_edit::Value::span)
            .map_or(key, to_range);
        self.value_at(range, message, help);
    }

    pub(super) fn value_at(&mut self, range: TextRange, message: impl Into<String>, help: impl Into<String>) {
        let finding = Finding::new(&manifest_value::LINT, Anchor::Range(range), message);
        self.findings.push(
            finding
                .runtime("a deploy refuses the manifest; here the key is ignored")
                .help(help),
        );
    }

    /// A value that is no description but, by its looks, the secret.
    pub(super) fn secret_value(&mut self, item: &Item, key: TextRange, name: &str) {
        let range = item.span().map_or(key, to_range);
        let message = format!("{} seems to hold the secret itself, not what it is", quoted(name));
        let finding = Finding::new(&manifest_secret_value::LINT, Anchor::Range(range), message)
            .runtime("it is never read from here, and everybody who has the repository can read it")
            .help("describe it in words, put the value into `pipelua.local.toml` or the store, and renew it");
        self.findings.push(finding);
    }

    fn unknown_key(&mut self, name: &str, section: Section, is_free: impl Fn(&str) -> bool, at: TextRange) {
        let title = section.title();
        let near = nearest(name, section.keys());
        let message = format!("{} is not a key of {title}{}", quoted(name), did_you_mean(near));
        let mut finding = Finding::new(&manifest_unknown_key::LINT, Anchor::Range(at), message)
            .runtime("the key is ignored, so it changes nothing");
        finding = match near {
            Some(near) if is_free(near) => {
                let fix = FixData::new(format!("Rename it to `{near}`")).replace(Anchor::Range(at), near);
                finding.help(format!("rename it to `{near}`")).fix(fix)
            }
            Some(near) => finding.help(format!("remove it; `{near}` is there already")),
            None => finding.help(format!(
                "remove it; the keys of {title} are {}",
                all_of(section.keys())
            )),
        };
        self.findings.push(finding);
    }

    fn deprecated(&mut self, old: &str, new: &'static str, at: TextRange) {
        let message = format!("`{old}` is now called `{new}`");
        let fix = FixData::new(format!("Rename it to `{new}`"))
            .safe()
            .replace(Anchor::Range(at), new);
        let finding = Finding::new(&manifest_deprecated::LINT, Anchor::Range(at), message)
            .runtime("the old name works for two minor releases more, then it is an unknown key")
            .help(format!("rename it to `{new}`"))
            .tag(crate::finding::Tag::Deprecated)
            .fix(fix);
        self.findings.push(finding);
    }
}

/// What a value is, in words.
pub(super) fn kind_of(item: &Item) -> &'static str {
    match item.type_name() {
        "string" => "a string",
        "integer" => "an integer",
        "float" => "a number with a fraction",
        "boolean" => "a boolean",
        "datetime" => "a date",
        "array" => "a list",
        "array of tables" => "a list of tables",
        _ => "a table",
    }
}
