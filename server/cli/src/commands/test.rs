//! `pipelua test`: runs the samples in the sandbox and holds what comes of them against what they expect.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pipelua_engine::graph::Plan;
use pipelua_engine::sample::{Failure as Difference, Outside, SampleRun, compare, run_sample};
use pipelua_engine::worker::Workers;
use pipelua_schemas::Hook;
use pipelua_syntax::{Encoding, LineIndex};
use rayon::prelude::*;

use crate::entropy::entropy;
use crate::exit::{Exit, Failure, Outcome};
use crate::render::escape::{escape, escape_lines};
use crate::render::style::Palette;
use crate::render::wrap::wrap;
use crate::runs::{Runs, SampleFile};
use crate::terminal::{Terminal, print};
use crate::workspace::find::{FromHere, root_here};

/// Run the samples in the sandbox and compare what comes of them with what they expect
///
/// Nothing goes to the network: the mocks of a sample answer. Without `expect` a sample passes unless its run ends in an
/// error.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  pipelua test\n  pipelua test before_signup/\n  pipelua test --verbose geo"
)]
pub(crate) struct Args {
    /// Run only samples with this in `hook/name`
    #[arg(value_name = "FILTER")]
    filter: Option<String>,
}

/// What came of one sample.
enum Tested {
    Passed,
    Failed(Vec<Difference>, Box<SampleRun>, Arc<Plan>),
    /// It could not be run.
    Error(String),
}

pub(crate) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    let root = root_here()?;
    let runs = Runs::load(&root)?;
    let filter = args.filter.as_deref().unwrap_or_default();
    let all = runs.samples();
    let chosen: Vec<&SampleFile> = all
        .iter()
        .filter(|sample| sample.title().contains(filter))
        .collect();
    if chosen.is_empty() {
        return Err(match args.filter {
            Some(_) => Failure::new(format!("no sample has `{filter}` in its `hook/name`"))
                .help(format!("There are {}; `pipelua test -v` lists them.", all.len())),
            None => {
                Failure::new("there are no samples").help("`pipelua new sample NAME --hook HOOK` makes one.")
            }
        });
    }
    let started = Instant::now();
    crate::threads::start();
    let workers = Workers::start(rayon::current_num_threads());
    let workers = Arc::new(workers.map_err(|error| Failure::to("start threads", error))?);
    let mut report = Report {
        palette: Palette::new(terminal.color),
        terminal,
        from_here: FromHere::new(&root),
        text: String::new(),
        passed: 0,
        failed: 0,
    };
    let mut refused = None;
    for of_hook in chosen.chunk_by(|left, right| left.hook == right.hook) {
        let Some(first) = of_hook.first() else { continue };
        let prepared = runs
            .hook(&first.hook)
            .and_then(|hook| Ok((runs.plan(&hook)?, hook)));
        let tested: Vec<(Tested, Duration)> = match &prepared {
            Ok((plan, hook)) => of_hook
                .par_iter()
                .map(|sample| {
                    let started = Instant::now();
                    let tested = test(&workers, &runs, plan, hook, sample);
                    (tested, started.elapsed())
                })
                .collect(),
            Err(failure) => {
                refused = Some(Exit::Usage);
                let tested = |_: &&SampleFile| (Tested::Error(failure.message.clone()), Duration::ZERO);
                of_hook.iter().map(tested).collect()
            }
        };
        report.hook(of_hook, &tested);
    }
    report.finish(started.elapsed());
    print(&report.text)?;
    Ok(match refused {
        Some(exit) => exit,
        None if report.failed > 0 => Exit::No,
        None => Exit::Fine,
    })
}

fn test(workers: &Arc<Workers>, runs: &Runs, plan: &Arc<Plan>, hook: &Hook, file: &SampleFile) -> Tested {
    let sample = match file.sample() {
        Ok(sample) => sample,
        Err(message) => return Tested::Error(message),
    };
    let outside = match entropy() {
        Ok(entropy) => Outside::closed(entropy),
        Err(failure) => return Tested::Error(failure.message),
    };
    match run_sample(workers, plan, hook, &sample, &runs.rules(hook), outside) {
        Err(error) => Tested::Error(format!("{}: {}", error.class, error.message)),
        Ok(run) => {
            let differences = compare(plan, sample.expect.as_ref(), &run);
            if differences.is_empty() {
                Tested::Passed
            } else {
                Tested::Failed(differences, Box::new(run), Arc::clone(plan))
            }
        }
    }
}

/// Columns before what is said about a sample.
const MARGIN: usize = 8;

struct Report<'a> {
    palette: Palette,
    terminal: &'a Terminal,
    from_here: FromHere,
    text: String,
    passed: usize,
    failed: usize,
}

impl Report<'_> {
    fn hook(&mut self, samples: &[&SampleFile], tested: &[(Tested, Duration)]) {
        let passed = tested
            .iter()
            .filter(|(tested, _)| matches!(tested, Tested::Passed))
            .count();
        let failed = tested.len() - passed;
        self.passed += passed;
        self.failed += failed;
        if self.terminal.quiet && failed == 0 {
            return;
        }
        let hook = samples.first().map_or("", |sample| sample.hook.as_str());
        let counts = match (passed, failed) {
            (passed, 0) => self.palette.good(format_args!("{passed} passed")),
            (0, failed) => self.palette.bad(format_args!("{failed} failed")),
            (passed, failed) => format!(
                "{passed} passed, {}",
                self.palette.bad(format_args!("{failed} failed"))
            ),
        };
        let hook = self.palette.strong(format_args!("{:<24}", escape(hook)));
        let _ = writeln!(self.text, "{hook} {counts}");
        for (sample, (tested, time)) in samples.iter().zip(tested) {
            self.sample(sample, tested, *time);
        }
    }

    fn sample(&mut self, sample: &SampleFile, tested: &Tested, time: Duration) {
        let name = escape(&sample.name);
        match tested {
            Tested::Passed => {
                if self.terminal.verbose {
                    let mark = self.palette.good("ok");
                    let ms = time.as_secs_f64() * 1e3;
                    let _ = writeln!(self.text, "  {mark}    {name:<40} {ms:>7.1} ms");
                }
            }
            Tested::Failed(differences, run, plan) => {
                let mark = self.palette.bad("fail");
                let _ = writeln!(self.text, "  {mark}  {name}");
                let json = pipelua_syntax::json::parse(&sample.text);
                let lines = LineIndex::new(&sample.text);
                for difference in differences {
                    let what = difference
                        .pointer
                        .trim_start_matches("/expect")
                        .trim_start_matches('/');
                    let what = if what.is_empty() { "the run" } else { what };
                    self.say(&format!(
                        "{what}: expected {}, got {}",
                        difference.expected, difference.actual
                    ));
                    let range = json.range_of(&difference.pointer);
                    let at = range.map(|range| lines.position(range.start, Encoding::Utf16));
                    self.place(&sample.path, at.map(|at| (at.line + 1, Some(at.character + 1))));
                }
                self.errors(run, plan);
            }
            Tested::Error(message) => {
                let mark = self.palette.bad("error");
                let _ = writeln!(self.text, "  {mark} {name}");
                self.say(message);
                self.place(&sample.path, None);
            }
        }
    }

    /// The errors of nodes, which mostly are the reason.
    fn errors(&mut self, run: &SampleRun, plan: &Plan) {
        use pipelua_engine::verdict::NodeEnd;
        for (node, report) in plan.pipeline().nodes().iter().zip(&run.report.nodes) {
            let NodeEnd::Error(error) = &report.end else {
                continue;
            };
            self.say(&format!(
                "node `{}`: {}: {}",
                node.name, error.class, error.message
            ));
            if let (Some(script), Some(line)) = (&node.script, error.line) {
                self.place(&format!("scripts/{script}.lua"), Some((line, None)));
            }
        }
    }

    /// Where to look, with line and column from 1.
    fn place(&mut self, file: &str, at: Option<(u32, Option<u32>)>) {
        let mut place = escape(&self.from_here.path(file));
        if let Some((line, column)) = at {
            let _ = write!(place, ":{line}");
            if let Some(column) = column {
                let _ = write!(place, ":{column}");
            }
        }
        let _ = writeln!(self.text, "{:MARGIN$}{} {place}", "", self.palette.frame("-->"));
    }

    fn say(&mut self, said: &str) {
        let said = wrap(&escape_lines(said), self.terminal.width, MARGIN);
        let _ = writeln!(self.text, "{:MARGIN$}{said}", "");
    }

    fn finish(&mut self, time: Duration) {
        if self.terminal.quiet {
            return;
        }
        let all = self.passed + self.failed;
        let samples = if all == 1 { "sample" } else { "samples" };
        let outcome = match self.failed {
            0 => self.palette.good("all passed"),
            failed => self.palette.bad(format_args!("{failed} failed")),
        };
        let seconds = time.as_secs_f64();
        let _ = writeln!(self.text, "\n{all} {samples}, {outcome} ({seconds:.2} s)");
    }
}
