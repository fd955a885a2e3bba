//! `--format NAME[=FILE]`, for every command that has it: which formats are written, and where to.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use pipelua_schemas::suggest::{did_you_mean, nearest};

use crate::exit::Failure;

/// The formats of one command.
pub(crate) trait FormatNames: Copy + PartialEq + 'static {
    /// The first is written where none is named.
    const ALL: &'static [Self];

    fn as_str(self) -> &'static str;
}

/// A format and the file it goes to; standard output without one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct FormatSpec<N> {
    pub(crate) name: N,
    pub(crate) file: Option<PathBuf>,
}

/// Reads `NAME[=FILE]`.
pub(crate) fn parse<N: FormatNames>(text: &str) -> Result<FormatSpec<N>, String> {
    let (name, file) = match text.split_once('=') {
        Some((_, "")) => return Err("the name of a file is missing behind `=`".to_owned()),
        Some((name, file)) => (name, Some(PathBuf::from(file))),
        None => (text, None),
    };
    let known = N::ALL.iter().copied().find(|format| format.as_str() == name);
    let Some(name) = known else {
        let names: Vec<&str> = N::ALL.iter().map(|format| format.as_str()).collect();
        let all = names.join(", ");
        return Err(match nearest(name, names) {
            Some(near) => format!(
                "`{name}` is not a format{} There are {all}",
                did_you_mean(Some(near))
            ),
            None => format!("`{name}` is not a format; there are {all}"),
        });
    };
    Ok(FormatSpec { name, file })
}

/// The formats to write: the first of all where none is named.
///
/// # Errors
/// If two of them would be mixed up in one place.
pub(crate) fn resolve<N: FormatNames>(specs: Vec<FormatSpec<N>>) -> Result<Vec<FormatSpec<N>>, Failure> {
    if specs.is_empty() {
        return Ok(vec![FormatSpec {
            name: N::ALL[0],
            file: None,
        }]);
    }
    for (index, spec) in specs.iter().enumerate() {
        if specs[..index].iter().any(|earlier| earlier.file == spec.file) {
            return Err(match &spec.file {
                None => Failure::new("two formats cannot share standard output")
                    .help("Write one to a file: `--format text --format json=findings.json`."),
                Some(file) => Failure::new(format!("two formats cannot share `{}`", file.display())),
            });
        }
    }
    Ok(specs)
}

/// Writes a file whole. A pipe or a device keeps being one.
///
/// # Errors
/// If it cannot be written.
pub(crate) fn write_file(path: &Path, contents: &[u8]) -> Result<(), Failure> {
    let special = fs::metadata(path).is_ok_and(|meta| !meta.is_file());
    let written: io::Result<()> = if special {
        let file = OpenOptions::new().write(true).open(path);
        file.and_then(|mut file| file.write_all(contents))
    } else {
        crate::atomic_write::replace(path, contents)
    };
    written.map_err(|error| Failure::to(format_args!("write `{}`", path.display()), error))
}
