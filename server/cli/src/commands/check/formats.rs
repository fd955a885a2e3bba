//! `--format NAME[=FILE]`: which formats are written, and where to.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use pipelua_schemas::suggest::{did_you_mean, nearest};

use crate::exit::Failure;
use crate::render::concise::Concise;
use crate::render::json::Json;
use crate::render::jsonl::JsonLines;
use crate::render::style::Palette;
use crate::render::text::Text;
use crate::render::{Format, People};
use crate::report::{FileReport, Totals};
use crate::terminal::{Out, Terminal};

/// The formats there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum FormatName {
    Text,
    Concise,
    Json,
    Jsonl,
}

/// A format and the file it goes to; standard output without one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct FormatSpec {
    pub(crate) name: FormatName,
    file: Option<PathBuf>,
}

impl FormatName {
    const ALL: [Self; 4] = [Self::Text, Self::Concise, Self::Json, Self::Jsonl];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
        }
    }

    /// Whether it is read by machines: complete, with paths relative to the one workspace it is about.
    pub(crate) fn is_for_machines(self) -> bool {
        matches!(self, Self::Json | Self::Jsonl)
    }
}

/// Reads `NAME[=FILE]`.
pub(crate) fn parse(text: &str) -> Result<FormatSpec, String> {
    let (name, file) = match text.split_once('=') {
        Some((_, "")) => return Err("the name of a file is missing behind `=`".to_owned()),
        Some((name, file)) => (name, Some(PathBuf::from(file))),
        None => (text, None),
    };
    let known = FormatName::ALL.into_iter().find(|format| format.as_str() == name);
    let Some(name) = known else {
        let names = FormatName::ALL.map(FormatName::as_str);
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

/// The formats to write: text where none is named.
///
/// # Errors
/// If two of them would be mixed up in one place.
pub(crate) fn resolve(specs: Vec<FormatSpec>) -> Result<Vec<FormatSpec>, Failure> {
    if specs.is_empty() {
        return Ok(vec![FormatSpec {
            name: FormatName::Text,
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

/// All formats that are written at once.
pub(crate) struct Outputs {
    outputs: Vec<Output>,
}

struct Output {
    name: FormatName,
    format: Box<dyn Format>,
    sink: Sink,
}

enum Sink {
    Stdout(Out),
    /// Written when all is known, so that a file is never half there.
    File {
        path: PathBuf,
        contents: Vec<u8>,
    },
}

impl Outputs {
    pub(crate) fn open(specs: &[FormatSpec], terminal: &Terminal, root: &Path) -> Self {
        let outputs = specs.iter().map(|spec| {
            let people = People {
                palette: Palette::new(terminal.color && spec.file.is_none()),
                width: terminal.width,
                quiet: terminal.quiet,
            };
            let format: Box<dyn Format> = match spec.name {
                FormatName::Text => Box::new(Text(people)),
                FormatName::Concise => Box::new(Concise(people)),
                FormatName::Json => Box::new(Json::new(root.to_string_lossy().replace('\\', "/"))),
                FormatName::Jsonl => Box::new(JsonLines),
            };
            let sink = match &spec.file {
                None => Sink::Stdout(Out::stdout()),
                Some(path) => Sink::File {
                    path: path.clone(),
                    contents: Vec::new(),
                },
            };
            Output {
                name: spec.name,
                format,
                sink,
            }
        });
        Self {
            outputs: outputs.collect(),
        }
    }

    /// Whether any of them is read by a machine.
    pub(crate) fn for_machines(&self) -> bool {
        self.outputs.iter().any(|output| output.name.is_for_machines())
    }

    /// What one file adds to each output; called on many threads.
    pub(crate) fn render(&self, report: &FileReport, source: &str) -> Vec<String> {
        self.outputs
            .iter()
            .map(|output| output.format.file(report, source))
            .collect()
    }

    /// Takes what [`Outputs::render`] gave, in the order of the files.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(crate) fn take(&mut self, pieces: Vec<String>) -> Result<(), Failure> {
        for (output, piece) in self.outputs.iter_mut().zip(pieces) {
            output
                .format
                .take(piece, output.sink.writer())
                .map_err(not_written)?;
        }
        Ok(())
    }

    /// Closes every output.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(crate) fn finish(self, totals: &Totals) -> Result<(), Failure> {
        for mut output in self.outputs {
            output
                .format
                .finish(totals, output.sink.writer())
                .map_err(not_written)?;
            output.sink.close()?;
        }
        Ok(())
    }

    /// Closes the outputs for machines, which are due even where nothing could be checked.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(crate) fn finish_machines(mut self, totals: &Totals) -> Result<(), Failure> {
        self.outputs.retain(|output| output.name.is_for_machines());
        self.finish(totals)
    }
}

impl Sink {
    fn writer(&mut self) -> &mut dyn Write {
        match self {
            Self::Stdout(out) => out,
            Self::File { contents, .. } => contents,
        }
    }

    fn close(self) -> Result<(), Failure> {
        match self {
            Self::Stdout(out) => out.finish(),
            Self::File { path, contents } => {
                // A pipe or a device keeps being one.
                let special = fs::metadata(&path).is_ok_and(|meta| !meta.is_file());
                let written = if special {
                    OpenOptions::new()
                        .write(true)
                        .open(&path)
                        .and_then(|mut file| file.write_all(&contents))
                } else {
                    crate::atomic_write::replace(&path, &contents)
                };
                written.map_err(|error| Failure::to(format_args!("write `{}`", path.display()), error))
            }
        }
    }
}

fn not_written(error: std::io::Error) -> Failure {
    Failure::to("write to standard output", error)
}
