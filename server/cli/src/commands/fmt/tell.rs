//! What `fmt` says about each file and about all of them.

use std::fmt::Write as _;

use super::Action;
use super::layout::Layout;
use crate::exit::{Exit, Failure, Outcome};
use crate::render::diff::unified_diff;
use crate::render::escape::escape;
use crate::render::style::Palette;
use crate::render::summary::plural;
use crate::terminal::{Terminal, print};

/// How many files came out how.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    changed: usize,
    same: usize,
    left: usize,
    pub(crate) problems: usize,
}

impl Tally {
    pub(crate) fn add(
        &mut self,
        path: &str,
        old: &str,
        result: &Layout,
        action: Action,
        terminal: &Terminal,
    ) -> Result<(), Failure> {
        match result {
            Layout::Same => self.same += 1,
            Layout::LeftAlone(reason) => {
                self.left += 1;
                let failure = Failure::new(format!("`{path}` is left as it is: {reason}"));
                crate::commands::tell(&failure, terminal);
            }
            Layout::Changed(new) => {
                self.changed += 1;
                match action {
                    Action::Diff => print(&unified_diff(path, path, old, new, Palette::new(terminal.color)))?,
                    _ if terminal.quiet => {}
                    Action::Write => print(&format!("laid out {}\n", escape(path)))?,
                    Action::List => print(&format!("would lay out {}\n", escape(path)))?,
                }
            }
        }
        Ok(())
    }

    /// Ends the command, with a last line for people.
    pub(crate) fn finish(&self, action: Action, terminal: &Terminal) -> Outcome {
        if !terminal.quiet && action != Action::Diff {
            let total = self.changed + self.same + self.left;
            let done = if action == Action::Write {
                "laid out"
            } else {
                "to lay out"
            };
            let mut line = format!("{}, {} {done}", plural(total, "file"), self.changed);
            if self.left > 0 {
                let _ = write!(line, ", {} left as found", self.left);
            }
            print(&format!("{line}\n"))?;
        }
        if self.problems > 0 {
            return Ok(Exit::Usage);
        }
        Ok(self.exit(action))
    }

    /// 1 if a file differs, or nobody can say whether it does.
    pub(crate) fn exit(&self, action: Action) -> Exit {
        let differs = self.changed > 0 && action != Action::Write;
        if differs || self.left > 0 {
            Exit::No
        } else {
            Exit::Fine
        }
    }
}
