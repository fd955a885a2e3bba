//! The values of the manifest that are more than a type: limits, lints, names, hosts, addresses, paths.

use pipelua_rules::suggest::{did_you_mean, nearest};
use pipelua_schemas::{Limit, Unit};
use pipelua_syntax::TextRange;
use toml_edit::{Array, Item, TableLike};

use super::fields::{Reader, Type, kind_of, string};
use super::keys::Section;
use super::{FailOn, Level, Remote};
use crate::lint;
use crate::workspace::toml::key_range;
use crate::workspace::units;
use crate::workspace::wording::quoted;

/// Lints without which no script could be trusted to run.
const ALWAYS_ON: [&str; 2] = ["not-utf8", "syntax-error"];

pub(super) const HOST_HELP: &str =
    "write a host such as \"api.stripe.com\", or \"*.geo.example\" for all below it";

/// A list.
pub(super) fn array() -> Type<Array> {
    Type("a list of strings", Item::as_array)
}

/// The word for a name that is declared.
pub(super) fn a_value(secret: bool) -> &'static str {
    if secret {
        "a secret"
    } else {
        "an environment value"
    }
}

/// Whether this is a name of a secret or an environment value.
///
/// # Errors
/// What to do about it.
pub(super) fn declared_name(name: &str) -> Result<(), &'static str> {
    let valid = name.len() <= 64
        && name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    valid
        .then_some(())
        .ok_or("use letters, digits and `_`, a letter first, at most 64 characters")
}

/// Whether this can name a remote: `--remote NAME` on a command line.
pub(super) fn is_remote_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'))
}

/// Whether a text has the looks of a secret: no blank, twelve characters or more, a digit among them.
pub(super) fn looks_like_a_secret(text: &str) -> bool {
    text.chars().count() >= 12
        && !text.contains(char::is_whitespace)
        && text.contains(|c: char| c.is_ascii_digit())
}

/// Why `url` cannot be the address of a service.
fn address_fault(url: &str) -> Option<&'static str> {
    const HELP: &str = "write an address such as \"https://hooks.acme.example\"";
    let (rest, is_plain) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
        (Some(rest), _) => (rest, false),
        (_, Some(rest)) => (rest, true),
        _ => return Some(HELP),
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Some("leave out the user; `pipelua login` keeps what signs you in");
    }
    let host = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, _)) => host,
        None => authority.split(':').next().unwrap_or_default(),
    };
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '\\' | '`');
    if host.is_empty() || url.contains(odd) {
        return Some(HELP);
    }
    let is_local = matches!(host, "localhost" | "127.0.0.1" | "::1");
    (is_plain && !is_local).then_some("write `https://`; plain `http://` is for this machine alone")
}

impl Reader {
    pub(super) fn limits(&mut self, item: &Item, at: TextRange) {
        let Some(table) = self.table(item, "limits", at) else {
            return;
        };
        self.each_key(table, Section::Limits, |reader, key, item, at| {
            let limit = pipelua_schemas::builtin()
                .limits()
                .get(key)
                .expect("the keys are those of the limits");
            if let Some(value) = reader.limit(limit, item, at) {
                reader.manifest.limits.0.insert(limit.name.clone(), value);
            }
        });
    }

    fn limit(&mut self, limit: &Limit, item: &Item, at: TextRange) -> Option<u64> {
        let name = &limit.name;
        let value = match (item.as_str(), item.as_integer()) {
            (Some(text), _) => units::parse(text, limit.unit),
            (None, Some(number)) if limit.unit != Unit::Ms => {
                u64::try_from(number).map_err(|_| "write a number from 1")
            }
            _ => units::parse("", limit.unit),
        };
        match value {
            Err(help) => {
                let written = item.as_str().map_or_else(|| kind_of(item).to_owned(), quoted);
                self.value(item, at, format!("`{name}` cannot be {written}"), help);
                None
            }
            Ok(0) => {
                let message = format!("`{name}` must be more than nothing");
                self.value(item, at, message, "leave it out to keep the built-in limit");
                None
            }
            Ok(value) if value > limit.value => {
                let shown = |value: u64| units::display(value, limit.unit);
                let message = format!(
                    "`{name}` may only be tightened; the built-in limit is {}",
                    shown(limit.value)
                );
                self.value(item, at, message, format!("write at most {}", shown(limit.value)));
                None
            }
            Ok(value) => Some(value),
        }
    }

    pub(super) fn lints(&mut self, item: &Item, at: TextRange) {
        let Some(table) = self.table(item, "lints", at) else {
            return;
        };
        for (code, item) in table.iter() {
            let at = key_range(table, code).unwrap_or(at);
            if lint::lint(code).is_none() {
                let codes = lint::registry().iter().map(|lint| lint.code);
                let message = format!(
                    "{} is not a finding{}",
                    quoted(code),
                    did_you_mean(nearest(code, codes))
                );
                self.value_at(at, message, "use a code that `pipelua explain --all` lists");
                continue;
            }
            let Some(level) = self.word(item, code, at, &Level::NAMES, Level::parse) else {
                continue;
            };
            if level == Level::Off && ALWAYS_ON.contains(&code) {
                let message = format!("`{code}` cannot be turned off: such a script never runs");
                self.value(item, at, message, "remove this line");
                continue;
            }
            self.manifest.levels.insert(code.to_owned(), level);
        }
    }

    pub(super) fn fail_on(&mut self, item: &Item, at: TextRange) -> Option<FailOn> {
        self.word(item, "fail-on", at, &FailOn::NAMES, FailOn::parse)
    }

    /// A path below the workspace.
    pub(super) fn baseline(&mut self, item: &Item, at: TextRange) -> Option<String> {
        let path = self.read(item, "baseline", at, string)?;
        let leaves =
            path.starts_with('/') || path.contains(['\\', ':']) || path.split('/').any(|part| part == "..");
        if path.is_empty() || leaves {
            let message = format!("{} is not a path inside the workspace", quoted(path));
            self.value(
                item,
                at,
                message,
                "write a path such as \"pipelua-baseline.json\"",
            );
            return None;
        }
        Some(path.to_owned())
    }

    /// How Lua is laid out: each key held against the schema, and left out where it does not fit.
    pub(super) fn format(&mut self, item: &Item, at: TextRange) {
        let Some(table) = self.table(item, "format", at) else {
            return;
        };
        self.each_key(table, Section::Format, |reader, key, item, at| {
            let schema = Section::Format.schema_of(key);
            let value: Option<serde_json::Value> =
                if let Some(words) = schema.get("enum").and_then(serde_json::Value::as_array) {
                    let words: Vec<&str> = words.iter().filter_map(serde_json::Value::as_str).collect();
                    let known = |text: &str| words.contains(&text).then(|| text.into());
                    reader.word(item, key, at, &words, known)
                } else {
                    let bound = |bound: &str| schema.get(bound).and_then(serde_json::Value::as_i64);
                    reader
                        .number(item, key, at, bound("minimum").unwrap_or(0), bound("maximum"))
                        .map(Into::into)
                };
            if let Some(value) = value {
                reader.manifest.format.insert(key.to_owned(), value);
            }
        });
    }

    fn number(
        &mut self,
        item: &Item,
        key: &str,
        at: TextRange,
        least: i64,
        most: Option<i64>,
    ) -> Option<i64> {
        let fits = |number: &i64| least <= *number && most.is_none_or(|most| *number <= most);
        let number = item.as_integer().filter(fits);
        if number.is_none() {
            let to = most.map_or_else(String::new, |most| format!(" to {most}"));
            let expected = format!("a whole number from {least}{to}");
            let message = format!("`{key}` must be {expected}");
            self.value(item, at, message, format!("write {expected}"));
        }
        number
    }

    pub(super) fn remote(&mut self, name: &str, table: &dyn TableLike, at: TextRange) {
        let mut url = None;
        let mut default = false;
        let mut has_url = false;
        self.each_key(table, Section::Remote, |reader, key, item, at| {
            if key == "url" {
                has_url = true;
                url = reader.address(item, at);
            } else if let Some(value) = item.as_bool() {
                default = value;
                if value && reader.manifest.remotes.iter().any(|remote| remote.default) {
                    let message = format!("{} is a second default remote; there can be one", quoted(name));
                    reader.value(item, at, message, "remove `default` from all but one");
                }
            } else {
                let message = format!("`default` must be `true` or `false`; this is {}", kind_of(item));
                reader.value(item, at, message, "write `true` or `false`");
            }
        });
        if !has_url {
            let message = format!("the remote {} has no `url`", quoted(name));
            self.value_at(at, message, "add `url = \"https://..\"`");
        }
        if let Some(url) = url {
            self.manifest.remotes.push(Remote {
                name: name.to_owned(),
                url,
                default,
            });
        }
    }

    fn address(&mut self, item: &Item, at: TextRange) -> Option<String> {
        let url = self.read(item, "url", at, string)?;
        if let Some(help) = address_fault(url) {
            // What stands before an `@` may be a password.
            let shown = url.rsplit_once('@').map_or(url, |(_, host)| host);
            self.value(
                item,
                at,
                format!("{} is not the address of a service", quoted(shown)),
                help,
            );
            return None;
        }
        Some(url.to_owned())
    }
}
