//! A page of the specification: its headings, each with the Lua blocks below it.

use std::fmt;
use std::path::{Path, PathBuf};

use super::block::Block;

pub(crate) struct Page {
    path: PathBuf,
    text: String,
    /// With the number of the line, from 0.
    headings: Vec<(usize, String)>,
    blocks: Vec<Block>,
}

/// A line of a page that does not hold.
pub(crate) struct Failure {
    pub(crate) heading: String,
    pub(crate) file: String,
    /// From 0.
    pub(crate) line: usize,
    pub(crate) message: String,
    /// What stands there, and what should.
    pub(crate) renewal: Option<(String, String)>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            heading,
            file,
            line,
            message,
            ..
        } = self;
        write!(f, "  {file}:{}: {heading}: {message}", line + 1)
    }
}

impl Page {
    pub(crate) fn read(path: &Path) -> Self {
        let text =
            std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut headings: Vec<(usize, String)> = Vec::new();
        let mut blocks = Vec::new();
        let mut open: Option<(usize, Vec<&str>)> = None;
        for (number, line) in text.lines().enumerate() {
            match &mut open {
                Some((start, lines)) if line == "```" => {
                    let (_, heading) = headings.last().expect("a block stands below a heading");
                    blocks.push(Block::new(heading, *start, lines));
                    open = None;
                }
                Some((_, lines)) => lines.push(line),
                None if line == "```lua" => open = Some((number + 1, Vec::new())),
                None => {
                    if let Some(heading) = line.strip_prefix("## ") {
                        headings.push((number, heading.to_owned()));
                    }
                }
            }
        }
        assert!(open.is_none(), "a block of {} is not closed", path.display());
        Self {
            path: path.to_owned(),
            text,
            headings,
            blocks,
        }
    }

    pub(crate) fn headings(&self) -> impl Iterator<Item = &str> {
        self.headings.iter().map(|(_, heading)| heading.as_str())
    }

    /// What does not hold below the headings with this word.
    pub(crate) fn run(&self, filter: &str) -> Vec<Failure> {
        let file = self.path.file_name().expect("a page is a file").to_string_lossy();
        let mut failures = Vec::new();
        for (line, heading) in &self.headings {
            if !heading.contains(filter) {
                continue;
            }
            let blocks: Vec<&Block> = self
                .blocks
                .iter()
                .filter(|block| block.heading == *heading)
                .collect();
            if !blocks.iter().any(|block| block.expects_something()) {
                let message = "no block below it expects anything, or says `-- silent`".to_owned();
                failures.push(Failure {
                    heading: heading.clone(),
                    file: String::new(),
                    line: *line,
                    message,
                    renewal: None,
                });
            }
            failures.extend(blocks.iter().flat_map(|block| block.failures()));
        }
        for failure in &mut failures {
            failure.file = file.clone().into_owned();
        }
        failures
    }

    /// Writes the types that were found where others are expected.
    pub(crate) fn rewrite(&self, failures: &[Failure]) {
        let mut lines: Vec<String> = self.text.lines().map(str::to_owned).collect();
        for failure in failures {
            if let Some((old, new)) = &failure.renewal {
                lines[failure.line] = lines[failure.line].replacen(old, new, 1);
            }
        }
        std::fs::write(&self.path, lines.join("\n") + "\n").expect("the page can be written");
    }
}
