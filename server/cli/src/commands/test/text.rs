//! The report for people: hooks in a line each, and all that did not come as expected with its places.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Duration;

use pipelua_engine::graph::Plan;
use pipelua_engine::sample::{Failure as Difference, SampleRun};
use pipelua_engine::verdict::NodeEnd;

use super::difference::{self, Line};
use super::execute::{End, Refusal, Status, Tested};
use super::place::{place_of, place_of_line};
use super::update::{Done, Update};
use crate::render::escape::{escape, escape_lines};
use crate::render::excerpt::{excerpt, gutter_width};
use crate::render::style::Palette;
use crate::render::wrap::wrap;
use crate::report::{Range, Severity};
use crate::runs::{Runs, SampleFile};
use crate::workspace::find::FromHere;

/// Columns before what is said about a sample.
const MARGIN: usize = 8;

/// How it is shown.
#[derive(Clone, Copy)]
pub(super) struct Look {
    pub(super) palette: Palette,
    pub(super) width: usize,
    pub(super) quiet: bool,
    pub(super) verbose: bool,
}

/// All of the report. `tested` is in the order of hooks and names.
pub(super) fn text(
    tested: &[Tested<'_>],
    updates: &[Update<'_>],
    runs: &Runs,
    from_here: &FromHere,
    look: Look,
    time: Duration,
) -> String {
    let mut report = Report {
        look,
        runs,
        from_here,
        told: BTreeSet::new(),
        text: String::new(),
    };
    for of_hook in tested.chunk_by(|left, right| left.file.hook == right.file.hook) {
        report.hook(of_hook);
    }
    for update in updates {
        report.update(update);
    }
    if !look.quiet {
        report.finish(tested, time);
    }
    report.text
}

struct Report<'a> {
    look: Look,
    runs: &'a Runs,
    from_here: &'a FromHere,
    /// The pipelines that were told not to compile.
    told: BTreeSet<String>,
    text: String,
}

impl Report<'_> {
    fn hook(&mut self, tested: &[Tested<'_>]) {
        let palette = self.look.palette;
        let passed = count(tested, Status::Passed);
        let failed = tested.len() - passed;
        if self.look.quiet && failed == 0 {
            return;
        }
        let mut counts = Vec::new();
        if passed > 0 {
            let passed = format!("{passed} passed");
            counts.push(if failed == 0 { palette.good(passed) } else { passed });
        }
        counts.extend(self.unpassed(tested));
        let counts = counts.join(", ");
        let hook = tested.first().map_or("", |tested| tested.file.hook.as_str());
        let hook = palette.strong(format_args!("{:<24}", escape(hook)));
        let _ = writeln!(self.text, "{hook} {counts}");
        for tested in tested {
            self.sample(tested);
        }
    }

    fn sample(&mut self, tested: &Tested<'_>) {
        let palette = self.look.palette;
        let name = escape(&tested.file.name);
        match &tested.end {
            End::Ran { failures, .. } if failures.is_empty() => {
                if self.look.verbose {
                    let ms = tested.duration.as_secs_f64() * 1e3;
                    let _ = writeln!(self.text, "  {}    {name:<40} {ms:>7.1} ms", palette.good("ok"));
                }
            }
            End::Ran { failures, run, plan } => {
                let _ = writeln!(self.text, "  {}  {}", palette.bad("fail"), palette.strong(name));
                let mut shown = BTreeSet::new();
                let ends_in_node = run
                    .report
                    .nodes
                    .iter()
                    .any(|node| matches!(node.end, NodeEnd::Error(_)));
                for failure in failures {
                    if ends_in_node && failure.pointer == "/expect" {
                        // The error of the node says it all.
                        continue;
                    }
                    self.failure(tested.file, failure);
                    self.origin(failure, run, plan, &mut shown);
                }
                self.errors(run, plan);
            }
            End::Refused(refusals) => {
                let _ = writeln!(self.text, "  {} {}", palette.bad("error"), palette.strong(name));
                for refusal in refusals {
                    self.refusal(tested.file, refusal);
                }
            }
        }
    }

    fn failure(&mut self, file: &SampleFile, failure: &Difference) {
        let palette = self.look.palette;
        for line in difference::lines(failure) {
            match line {
                Line::Said(said) => self.say(&said),
                Line::Same(text) => self.line(&format!("  {}", escape(&text))),
                Line::Expected(text) => self.line(&palette.bad(format_args!("- {}", escape(&text)))),
                Line::Got(text) => self.line(&palette.good(format_args!("+ {}", escape(&text)))),
            }
        }
        self.place(&file.path, &file.text, place_of(&file.text, &failure.pointer), 2);
    }

    /// The line of the script that gave it, once for each sample.
    fn origin(
        &mut self,
        failure: &Difference,
        run: &SampleRun,
        plan: &Plan,
        shown: &mut BTreeSet<(String, u32)>,
    ) {
        let (Some(script), Some(line)) = (&failure.script, failure.line) else {
            return;
        };
        let of_script = plan.pipeline().nodes().iter().zip(&run.report.nodes);
        let is_error = of_script
            .filter(|(node, _)| node.script.as_ref() == Some(script))
            .any(|(_, report)| matches!(report.end, NodeEnd::Error(_)));
        // Errors are told with their places by themselves.
        if is_error || !shown.insert((script.clone(), line)) {
            return;
        }
        self.script(script, Some(line));
    }

    /// The errors of nodes, which mostly are the reason.
    fn errors(&mut self, run: &SampleRun, plan: &Plan) {
        for (node, report) in plan.pipeline().nodes().iter().zip(&run.report.nodes) {
            let NodeEnd::Error(error) = &report.end else {
                continue;
            };
            let mut lines = error.message.lines();
            let first = lines.next().unwrap_or_default();
            self.say(&format!("node `{}`: {}: {first}", node.name, error.class));
            // What a message has beside its sentence is to be copied: it is not broken into lines.
            for line in lines {
                self.line(&format!("  {}", escape(line)));
            }
            if let (Some(script), Some(_)) = (&node.script, error.line) {
                self.script(script, error.line);
            }
        }
    }

    fn refusal(&mut self, file: &SampleFile, refusal: &Refusal) {
        if let Some(path) = &refusal.file
            && !self.told.insert(path.clone())
        {
            self.say("as above: its pipeline does not compile");
            return;
        }
        self.say(&refusal.message);
        let (path, text) = match &refusal.file {
            Some(path) => (path.as_str(), self.runs.text(path).unwrap_or_default()),
            None => (&*file.path, &*file.text),
        };
        self.place(path, text, refusal.range, 2);
        if let Some(help) = &refusal.help {
            let label = self.look.palette.strong("fix");
            let equals = self.look.palette.frame("=");
            let help = wrap(&escape_lines(help), self.look.width, MARGIN + 7);
            self.line(&format!("{equals} {label}: {help}"));
        }
    }

    fn script(&mut self, script: &str, line: Option<u32>) {
        let text = self.runs.script(script).unwrap_or_default();
        let range = line.and_then(|line| place_of_line(text, line));
        self.place(&format!("scripts/{script}.lua"), text, range, 1);
    }

    /// Where to look, with so many lines of excerpt: the line itself, and its mark.
    fn place(&mut self, file: &str, source: &str, range: Option<Range>, lines: usize) {
        let palette = self.look.palette;
        let place = crate::render::place(self.from_here, file, range);
        self.line(&format!("{} {place}", palette.frame("-->")));
        let Some(range) = range else { return };
        let width = self.look.width.saturating_sub(MARGIN);
        let excerpt = excerpt(
            source,
            range,
            Severity::Error,
            palette,
            width,
            gutter_width(Some(range)),
        );
        for line in excerpt.lines().take(lines) {
            self.line(line);
        }
    }

    fn say(&mut self, said: &str) {
        let said = wrap(&escape_lines(said), self.look.width, MARGIN);
        self.line(&said);
    }

    fn line(&mut self, line: &str) {
        let _ = writeln!(self.text, "{:MARGIN$}{line}", "");
    }

    fn update(&mut self, update: &Update<'_>) {
        let path = escape(&self.from_here.path(&update.file.path));
        match &update.done {
            Done::Changed(changes) => {
                let _ = writeln!(self.text, "{} {path}", self.look.palette.good("updated"));
                for change in changes {
                    self.say(change);
                }
            }
            Done::Left(why) => {
                let _ = writeln!(self.text, "{} {path}", self.look.palette.bad("left"));
                self.say(why);
            }
        }
    }

    /// How many came to something else than expected, and how many could not be run.
    fn unpassed(&self, tested: &[Tested<'_>]) -> Vec<String> {
        let (failed, errors) = (count(tested, Status::Failed), count(tested, Status::Error));
        let named = |count: usize, name: &str| {
            (count > 0).then(|| self.look.palette.bad(format_args!("{count} {name}")))
        };
        let errors = named(errors, if errors == 1 { "error" } else { "errors" });
        named(failed, "failed").into_iter().chain(errors).collect()
    }

    fn finish(&mut self, tested: &[Tested<'_>], time: Duration) {
        let all = tested.len();
        let samples = if all == 1 { "sample" } else { "samples" };
        let mut outcome = self.unpassed(tested).join(", ");
        if outcome.is_empty() {
            outcome = self.look.palette.good("all passed");
        }
        let seconds = time.as_secs_f64();
        let _ = writeln!(self.text, "\n{all} {samples}, {outcome} ({seconds:.2} s)");
    }
}

pub(super) fn count(tested: &[Tested<'_>], status: Status) -> usize {
    tested.iter().filter(|tested| tested.status() == status).count()
}
