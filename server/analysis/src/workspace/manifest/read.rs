//! From the text of a manifest to what it says: first what makes it unusable, then section by section.

use pipelua_rules::url::PatternFault;
use pipelua_syntax::TextRange;
use semver::{Version, VersionReq};
use toml_edit::{Document, Item, TableLike};

use super::fields::{Reader, kind_of, string};
use super::keys::Section;
use super::values;
use super::{Manifest, ManifestError, ManifestSource};
use crate::workspace::toml::{key_range, parse, places, to_range};
use crate::workspace::wording::{message_and_help, quoted, sentence};

/// The format of a workspace's files that this version reads and writes.
pub(crate) const FORMAT: i64 = 1;

/// Reads a manifest.
pub(super) fn read(text: &str) -> ManifestSource {
    let document = match parse(text) {
        Ok(document) => document,
        Err(error) => {
            let message = sentence(&format!("the manifest is not TOML: {}", error.message));
            return unusable(ManifestError {
                message,
                range: Some(error.range),
            });
        }
    };
    let version = Version::parse(env!("CARGO_PKG_VERSION")).expect("the version of a crate is one");
    if let Err(error) = usable(&document, &version) {
        return ManifestSource {
            places: places(&document),
            ..unusable(error)
        };
    }
    let mut reader = Reader {
        manifest: Manifest {
            is_read: true,
            ..Manifest::default()
        },
        findings: Vec::new(),
    };
    reader.root(document.as_table());
    reader.findings.sort_by_key(|finding| match finding.anchor {
        crate::lint::Anchor::Range(range) => (range.start, range.end),
        _ => (0, 0),
    });
    ManifestSource {
        manifest: reader.manifest,
        errors: Vec::new(),
        findings: reader.findings,
        places: places(&document),
    }
}

/// A manifest whose bytes are no text: byte `at` is the first that is not.
pub(super) fn not_utf8(lossy: &str, at: u32) -> ManifestSource {
    let end = at
        + lossy
            .get(at as usize..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, |c| c.len_utf8() as u32);
    unusable(ManifestError {
        message: "the manifest is not UTF-8".to_owned(),
        range: Some(TextRange::new(at, end)),
    })
}

fn unusable(error: ManifestError) -> ManifestSource {
    ManifestSource {
        errors: vec![error],
        ..ManifestSource::default()
    }
}

/// Whether this version can go by the manifest: its format, and the version it asks for.
fn usable(document: &Document<&str>, version: &Version) -> Result<(), ManifestError> {
    let table = document.as_table();
    let range = |item: &Item| item.span().map(to_range);
    let Some(schema) = table.get("schema") else {
        let message = format!("the manifest has no `schema`; write `schema = {FORMAT}` at its top");
        return Err(ManifestError { message, range: None });
    };
    match schema.as_integer() {
        Some(FORMAT) => {}
        Some(newer) if newer > FORMAT => {
            let message =
                format!("`schema = {newer}` is newer than this Pipelua {version}; install a newer one");
            return Err(ManifestError {
                message: sentence(&message),
                range: range(schema),
            });
        }
        _ => {
            let message = format!("`schema` must be {FORMAT}, the format that Pipelua {version} reads");
            return Err(ManifestError {
                message,
                range: range(schema),
            });
        }
    }
    let wanted = ["required-version", "min-version"]
        .into_iter()
        .find_map(|key| table.get(key));
    let Some(wanted) = wanted else { return Ok(()) };
    let refuse = |message: String| {
        Err(ManifestError {
            message: sentence(&message),
            range: range(wanted),
        })
    };
    // What cannot be understood cannot be met.
    let Some(text) = wanted.as_str() else {
        let message = format!("`required-version` must be a string; this is {}", kind_of(wanted));
        return refuse(message);
    };
    match VersionReq::parse(text) {
        Err(_) => refuse(format!(
            "{} is not a range of versions; write one such as \">=0.1\"",
            quoted(text)
        )),
        Ok(required) if !required.matches(version) => refuse(format!(
            "this workspace needs Pipelua {}; this is {version}",
            quoted(text)
        )),
        Ok(_) => Ok(()),
    }
}

impl Reader {
    fn root(&mut self, table: &dyn TableLike) {
        self.each_key(table, Section::Root, |reader, key, item, at| match key {
            "name" => reader.manifest.name = reader.name(item, at),
            "secrets" => reader.declared(item, at, true),
            "env" => reader.declared(item, at, false),
            "fetch" => reader.fetch(item, at),
            "limits" => reader.limits(item, at),
            "check" => reader.check(item, at),
            "lints" => reader.lints(item, at),
            "format" => reader.format(item, at),
            "remotes" => reader.remotes(item, at),
            // `schema` and `required-version` were judged before all else.
            _ => {}
        });
    }

    fn name(&mut self, item: &Item, at: TextRange) -> Option<String> {
        let name = self.read(item, "name", at, string)?;
        if name.trim().is_empty() {
            self.value(
                item,
                at,
                "`name` is empty",
                "write the name of the workspace, such as \"acme-auth\"",
            );
            return None;
        }
        Some(name.to_owned())
    }

    fn declared(&mut self, item: &Item, at: TextRange, secret: bool) {
        let section = if secret { "secrets" } else { "env" };
        let Some(table) = self.table(item, section, at) else {
            return;
        };
        for (name, item) in table.iter() {
            let at = key_range(table, name).unwrap_or(at);
            if let Err(fault) = values::declared_name(name) {
                let message = format!(
                    "{} cannot be the name of {}",
                    quoted(name),
                    values::a_value(secret)
                );
                self.value_at(at, message, fault);
                continue;
            }
            let description = item.as_str().unwrap_or_default();
            if !item.is_str() {
                let message = format!("{} must be followed by what it is, as a string", quoted(name));
                self.value(
                    item,
                    at,
                    message,
                    "write what it is for, such as \"Stripe, restricted key\"",
                );
            }
            if secret && values::looks_like_a_secret(description) {
                self.secret_value(item, at, name);
            }
            let names = if secret {
                &mut self.manifest.secrets
            } else {
                &mut self.manifest.env
            };
            names.0.push((name.to_owned(), description.to_owned()));
        }
    }

    fn fetch(&mut self, item: &Item, at: TextRange) {
        let Some(table) = self.table(item, "fetch", at) else {
            return;
        };
        self.each_key(table, Section::Fetch, |reader, _, item, at| {
            let Some(hosts) = reader.read(item, "allow-hosts", at, values::array) else {
                return;
            };
            let mut allowed = Vec::new();
            for host in hosts {
                let at = host.span().map_or(at, to_range);
                match host.as_str().map(str::parse) {
                    Some(Ok(pattern)) => allowed.push(pattern),
                    Some(Err(fault)) => reader.host(at, &fault),
                    None => reader.value_at(at, "`allow-hosts` must hold strings", values::HOST_HELP),
                }
            }
            reader.manifest.allow_hosts = Some(allowed);
        });
    }

    fn host(&mut self, at: TextRange, fault: &PatternFault) {
        let (reason, help) = message_and_help(&fault.to_string());
        let message = sentence(&format!("no entry of `allow-hosts`: {reason}"));
        self.value_at(at, message, help.unwrap_or_else(|| values::HOST_HELP.to_owned()));
    }

    fn check(&mut self, item: &Item, at: TextRange) {
        let Some(table) = self.table(item, "check", at) else {
            return;
        };
        self.each_key(table, Section::Check, |reader, key, item, at| match key {
            "fail-on" => reader.manifest.fail_on = reader.fail_on(item, at),
            _ => reader.manifest.baseline = reader.baseline(item, at),
        });
    }

    fn remotes(&mut self, item: &Item, at: TextRange) {
        let Some(table) = self.table(item, "remotes", at) else {
            return;
        };
        for (name, item) in table.iter() {
            let at = key_range(table, name).unwrap_or(at);
            let Some(table) = self.table(item, name, at) else {
                continue;
            };
            if values::is_remote_name(name) {
                self.remote(name, table, at);
            } else {
                let message = format!("{} cannot be the name of a remote", quoted(name));
                self.value_at(at, message, "use `a-z`, `0-9`, `_` and `-`, a letter first");
            }
        }
    }
}

#[cfg(test)]
pub(super) fn usable_by(text: &str, version: &str) -> Result<(), ManifestError> {
    usable(&parse(text).unwrap(), &Version::parse(version).unwrap())
}
