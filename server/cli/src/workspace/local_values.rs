//! `pipelua.local.toml`: values of secrets and environment for runs on this machine; git ignores it.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use toml_edit::DocumentMut;

use crate::exit::Failure;

pub(crate) const LOCAL_VALUES: &str = "pipelua.local.toml";

/// Values by name.
#[derive(Default, PartialEq, Eq)]
pub(crate) struct LocalValues {
    pub(crate) secrets: BTreeMap<String, String>,
    pub(crate) env: BTreeMap<String, String>,
}

/// Reads the file in the workspace at `root`; one that is not there holds nothing.
///
/// # Errors
/// When it cannot be read, is not TOML, or holds something else than texts. No message shows a value.
pub(crate) fn local_values(root: &Path) -> Result<LocalValues, Failure> {
    match fs::read_to_string(root.join(LOCAL_VALUES)) {
        Ok(text) => parse(&text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(LocalValues::default()),
        Err(error) => Err(Failure::to(format_args!("read `{LOCAL_VALUES}`"), error)),
    }
}

fn parse(text: &str) -> Result<LocalValues, Failure> {
    let document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        let offset = error.span().map_or(0, |span| span.start);
        let line = text.get(..offset).unwrap_or_default().matches('\n').count() + 1;
        Failure::new(format!(
            "`{LOCAL_VALUES}` is not TOML at line {line}: {}",
            error.message()
        ))
    })?;
    let mut values = LocalValues::default();
    for (name, item) in document.iter() {
        let table = match name {
            "secrets" => &mut values.secrets,
            "env" => &mut values.env,
            other => {
                return Err(
                    Failure::new(format!("`{LOCAL_VALUES}` has an unknown part `{other}`"))
                        .help("It has `[secrets]` and `[env]`, with a line `NAME = \"value\"` for each."),
                );
            }
        };
        let Some(given) = item.as_table_like() else {
            return Err(Failure::new(format!("`{name}` in `{LOCAL_VALUES}` is no table"))
                .help(format!("Write `[{name}]` on a line of its own.")));
        };
        for (key, value) in given.iter() {
            let Some(text) = value.as_str() else {
                return Err(not_a_text(name, key));
            };
            table.insert(key.to_owned(), text.to_owned());
        }
    }
    Ok(values)
}

fn not_a_text(table: &str, key: &str) -> Failure {
    Failure::new(format!(
        "`{key}` under `[{table}]` of `{LOCAL_VALUES}` is no string"
    ))
    .help("Put quotation marks around the value: scripts are given strings.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        match parse(text) {
            Ok(values) => format!("{:?} {:?}", values.secrets, values.env),
            Err(failure) => failure.message,
        }
    }

    #[test]
    fn values_are_read_and_what_is_none_is_told_without_them() {
        for (text, expected) in [
            ("", "{} {}"),
            ("secrets.A = 'x'\n[env]\nB = \"y\"", r#"{"A": "x"} {"B": "y"}"#),
            (
                "[secrets]\nA = 1234",
                "`A` under `[secrets]` of `pipelua.local.toml` is no string",
            ),
            ("secrets = 1", "`secrets` in `pipelua.local.toml` is no table"),
            (
                "[secret]\nA = 'x'",
                "`pipelua.local.toml` has an unknown part `secret`",
            ),
        ] {
            assert_eq!(told(text), expected);
        }
        assert!(told("[secrets]\nA = 'hidden\n").starts_with("`pipelua.local.toml` is not TOML at line 2: "));
        assert!(!told("[secrets]\nA = 'hidden\n").contains("hidden"));
    }
}
