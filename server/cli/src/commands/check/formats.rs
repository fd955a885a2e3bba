//! The formats of `check`, and all that are written at once.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::exit::Failure;
use crate::format_spec::{self, FormatNames};
use crate::render::concise::Concise;
use crate::render::github::GitHub;
use crate::render::gitlab::GitLab;
use crate::render::json::Json;
use crate::render::jsonl::JsonLines;
use crate::render::junit::Junit;
use crate::render::sarif::Sarif;
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
    Sarif,
    GitHub,
    GitLab,
    Junit,
}

pub(crate) type FormatSpec = format_spec::FormatSpec<FormatName>;

impl FormatNames for FormatName {
    const ALL: &'static [Self] = &[
        Self::Text,
        Self::Concise,
        Self::Json,
        Self::Jsonl,
        Self::Sarif,
        Self::GitHub,
        Self::GitLab,
        Self::Junit,
    ];

    fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Sarif => "sarif",
            Self::GitHub => "github",
            Self::GitLab => "gitlab",
            Self::Junit => "junit",
        }
    }
}

impl FormatName {
    /// Whether it is read by machines, who want it whatever becomes of the check.
    pub(crate) fn is_for_machines(self) -> bool {
        !matches!(self, Self::Text | Self::Concise)
    }

    /// Whether its paths are relative to the one workspace it is about.
    pub(crate) fn holds_one_workspace(self) -> bool {
        matches!(self, Self::Json | Self::Jsonl)
    }
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
    /// Where standard output belongs to a fixed text.
    Stderr(Vec<u8>),
    /// Written when all is known, so that a file is never half there.
    File {
        path: PathBuf,
        contents: Vec<u8>,
    },
}

impl Outputs {
    /// `prefixes` leads from where platforms look for files to each workspace; `root` is the first of them.
    pub(crate) fn open(specs: &[FormatSpec], terminal: &Terminal, root: &Path, prefixes: &[String]) -> Self {
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
                FormatName::Sarif => Box::new(Sarif::new(prefixes)),
                FormatName::GitHub => Box::<GitHub>::default(),
                FormatName::GitLab => Box::<GitLab>::default(),
                FormatName::Junit => Box::<Junit>::default(),
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

    /// Leaves standard output to the text that was fixed: what is for people goes to standard error.
    ///
    /// # Errors
    /// If a machine reads standard output.
    pub(crate) fn leave_stdout(&mut self) -> Result<(), Failure> {
        for output in &mut self.outputs {
            if let Sink::Stdout(_) = output.sink {
                if output.name.is_for_machines() {
                    let name = output.name.as_str();
                    let message =
                        format!("standard output holds the fixed text, so `{name}` cannot go there");
                    return Err(
                        Failure::new(message).help(format!("Write it to a file: `--format {name}=FILE`."))
                    );
                }
                output.sink = Sink::Stderr(Vec::new());
            }
        }
        Ok(())
    }

    /// Whether people read one of them at once.
    pub(crate) fn for_people(&self) -> bool {
        let mut outputs = self.outputs.iter();
        outputs.any(|output| !output.name.is_for_machines() && !matches!(output.sink, Sink::File { .. }))
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
            Self::Stderr(contents) | Self::File { contents, .. } => contents,
        }
    }

    fn close(self) -> Result<(), Failure> {
        match self {
            Self::Stdout(out) => out.finish(),
            Self::Stderr(contents) => {
                eprint!("{}", String::from_utf8_lossy(&contents));
                Ok(())
            }
            Self::File { path, contents } => format_spec::write_file(&path, &contents),
        }
    }
}

/// Writes one document for each format asked for, of those that are made whole: `text` and `json`.
///
/// # Errors
/// If another format is asked for, or one cannot be written.
pub(super) fn write_documents(
    specs: &[FormatSpec],
    flag: &str,
    document: impl Fn(FormatName) -> String,
) -> Result<(), Failure> {
    for spec in specs {
        if !matches!(spec.name, FormatName::Text | FormatName::Json) {
            return Err(Failure::new(format!(
                "`{flag}` has the formats text and json, not {}",
                spec.name.as_str()
            )));
        }
    }
    for spec in specs {
        let text = document(spec.name);
        match &spec.file {
            None => crate::terminal::print(&text)?,
            Some(path) => format_spec::write_file(path, text.as_bytes())?,
        }
    }
    Ok(())
}

fn not_written(error: std::io::Error) -> Failure {
    Failure::to("write to standard output", error)
}
