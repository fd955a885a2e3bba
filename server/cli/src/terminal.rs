//! What the terminal can show: colour, width; and a standard output whose reader may leave at any time.

use std::io::{self, BufWriter, IsTerminal as _, Stdout, Write};

use crate::exit::Failure;

/// When to colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, clap::ValueEnum)]
pub(crate) enum ColorChoice {
    #[default]
    Auto,
    Always,
    Never,
}

/// How to talk to whoever reads standard output.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Terminal {
    pub(crate) color: bool,
    /// Columns that texts are wrapped to: `COLUMNS`, else those of the terminal.
    pub(crate) width: usize,
    pub(crate) quiet: bool,
    pub(crate) verbose: bool,
}

/// Width where none is known: a pipe gets the same text everywhere.
const DEFAULT_WIDTH: usize = 80;

/// Fewer columns than this hold no sentence.
const LEAST_WIDTH: usize = 20;

impl Terminal {
    pub(crate) fn detect(choice: ColorChoice, quiet: bool, verbose: bool) -> Self {
        let stdout = io::stdout();
        let is_terminal = stdout.is_terminal();
        let color = match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                is_terminal
                    && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
                    && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
            }
        };
        let columns = std::env::var("COLUMNS").ok();
        let of_terminal = || {
            let size = terminal_size::terminal_size_of(&stdout)?;
            is_terminal.then_some(usize::from(size.0.0))
        };
        let width = columns
            .and_then(|columns| columns.trim().parse().ok())
            .or_else(of_terminal)
            .filter(|width| *width > 0);
        Self {
            color,
            width: width.unwrap_or(DEFAULT_WIDTH).max(LEAST_WIDTH),
            quiet,
            verbose,
        }
    }

    /// Whether standard output is a screen that can be cleared.
    pub(crate) fn is_screen() -> bool {
        io::stdout().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
    }
}

/// Standard output. Once its reader is gone (`| head`), what follows is dropped without a word.
pub(crate) struct Out {
    inner: BufWriter<Stdout>,
    closed: bool,
}

impl Out {
    pub(crate) fn stdout() -> Self {
        Self {
            inner: BufWriter::with_capacity(64 * 1024, io::stdout()),
            closed: false,
        }
    }

    /// Writes what is still buffered.
    ///
    /// # Errors
    /// If it cannot be written for another reason than a reader that has left.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        self.flush()
            .map_err(|error| Failure::to("write to standard output", error))
    }

    fn unless_closed(&mut self, result: io::Result<()>) -> io::Result<()> {
        match result {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            other => other,
        }
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.closed {
            let result = self.inner.write_all(bytes);
            self.unless_closed(result)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.closed {
            return Ok(());
        }
        let result = self.inner.flush();
        self.unless_closed(result)
    }
}

impl Drop for Out {
    fn drop(&mut self) {
        // `BufWriter` would write again on drop; a reader that has left must not hear of it twice.
        let _ = self.flush();
    }
}

/// Prints `text` to standard output.
///
/// # Errors
/// If it cannot be written for another reason than a reader that has left.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = Out::stdout();
    out.write_all(text.as_bytes())
        .map_err(|error| Failure::to("write to standard output", error))?;
    out.finish()
}
