//! `pipelua run`: runs a pipeline, or one script, in the sandbox and shows what it decided and how.

mod given;
mod record;
mod returned;
mod target;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use pipelua_engine::sample::{Outside, SampleRun, run_sample};
use pipelua_engine::sandbox::ScriptLimits;
use pipelua_engine::trace::TraceIds;
use pipelua_engine::worker::{Fetcher, Workers};
use pipelua_fetch::Client;

use self::given::Given;
use self::record::Recorder;
use self::target::Target;
use crate::commands::tell_note;
use crate::entropy::entropy;
use crate::exit::{Exit, Failure, Outcome};
use crate::render::run::errors::{Sources, is_unmocked};
use crate::render::run::json::Run;
use crate::render::run::text::{Returned, View, decision, text};
use crate::render::style::Palette;
use crate::runs::Runs;
use crate::terminal::{Terminal, print};
use crate::workspace::find::{FromHere, root_here};

/// Run the pipeline of a hook, or one script, in the sandbox and show what happened
///
/// The exit code is 0 if the decision is yes, and 1 if it is no. Nothing goes to the network without --network: the
/// mocks of a sample answer. Values of secrets and of the environment come from the sample, else from
/// pipelua.local.toml.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  pipelua run before_signup --sample no_ip\n  pipelua run before_signup --context '{ \"email\": \"a@b.example\", \"request\": {} }'\n  pipelua run scripts/geo_check.lua --hook before_signup --sample no_ip\n  pipelua run before_signup --context @event.json --network --record samples/before_signup/real.json"
)]
pub(crate) struct Args {
    /// A hook, or the file of a script
    #[arg(value_name = "HOOK|SCRIPT")]
    target: String,
    /// The hook that a script is run for
    #[arg(long, value_name = "HOOK")]
    hook: Option<String>,
    /// Take context, mocks, time and values from a sample: its name, or its file
    #[arg(long, value_name = "SAMPLE", conflicts_with = "context")]
    sample: Option<String>,
    /// What the host sends: a JSON object, @FILE, or @- for standard input
    #[arg(long, value_name = "JSON|@FILE")]
    context: Option<String>,
    /// Let fetches that no mock answers go to the network, by the rules of the manifest
    #[arg(long)]
    network: bool,
    /// Write what was sent and fetched as a new sample
    #[arg(long, value_name = "FILE", requires = "network")]
    record: Option<PathBuf>,
    /// How the result is shown
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// One object, for programs
    Json,
}

pub(crate) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    let root = root_here()?;
    let runs = Runs::load(&root, terminal)?;
    let target = Target::find(&args.target, args.hook.as_deref(), &runs, &root)?;
    let mut given = Given::read(
        args.sample.as_deref(),
        args.context.as_deref(),
        &runs,
        &root,
        &target.hook,
    )?;
    for name in given.fill_in_local_values(&root)? {
        let note = format!("`{name}` in `pipelua.local.toml` is not in the manifest and is left out");
        tell_note(&note, terminal);
    }
    if target.node.is_some() {
        given.sample.node.clone_from(&target.node);
    }
    let recorder = match (args.network, &args.record) {
        (false, _) => None,
        (true, file) => {
            if let Some(file) = file {
                record::refuse_to_overwrite(file)?;
                target.can_be_replayed()?;
            }
            let client = Client::new(runs.fetch_rules())
                .map_err(|error| Failure::to("start the network client", error))?;
            Some(Arc::new(Recorder::new(client)))
        }
    };
    let outside = Outside {
        ids: TraceIds::new(entropy()?, None),
        network: recorder.clone().map(|recorder| recorder as Arc<dyn Fetcher>),
    };
    crate::threads::start();
    let workers = Workers::start(rayon::current_num_threads());
    let workers = Arc::new(workers.map_err(|error| Failure::to("start threads", error))?);
    // As in a service, which has sandboxes ready: else the figures would be those of starting.
    workers.warm();
    let rules = runs.rules(&target.hook);
    let ran = run_sample(
        &workers,
        &target.plan,
        &target.hook,
        &given.sample,
        &rules,
        outside,
    )
    .map_err(|error| Failure::new(error.message))?;
    for pointer in &ran.dropped {
        let note = format!(
            "`{}` does not know `{pointer}`; it was left out",
            target.hook.name
        );
        tell_note(&note, terminal);
    }
    match args.format {
        Format::Json => {
            let json = serde_json::to_string(&Run::new(&target.plan, &ran))
                .map_err(|error| Failure::to("write the result as JSON", error))?;
            print(&format!("{json}\n"))?;
        }
        Format::Text => {
            // A second run must not send anything a second time.
            let returned = if args.network {
                None
            } else {
                returned::returned(&workers, &runs, &target, &given.sample, &rules, &ran)
            };
            let shown = Shown {
                runs: &runs,
                root: &root,
                target: &target,
                given: &given,
                ran: &ran,
                limits: &rules.limits,
                returned,
            };
            show(shown, terminal)?;
        }
    }
    if let (Some(file), Some(recorder)) = (&args.record, recorder) {
        let text = record::sample(
            &given.sample,
            &ran.report.decision,
            &recorder.take(),
            &rules.secrets,
        );
        record::write(file, &text, terminal)?;
    }
    Ok(if ran.report.decision.allowed {
        Exit::Fine
    } else {
        Exit::No
    })
}

/// What a person is shown of.
struct Shown<'a> {
    runs: &'a Runs,
    root: &'a Path,
    target: &'a Target,
    given: &'a Given,
    ran: &'a SampleRun,
    limits: &'a ScriptLimits,
    returned: Option<Returned>,
}

fn show(shown: Shown<'_>, terminal: &Terminal) -> Result<(), Failure> {
    let Shown {
        runs,
        root,
        target,
        given,
        ran,
        limits,
        returned,
    } = shown;
    let source = |script: &str| runs.script(script).map(str::to_owned);
    let view = View {
        plan: &target.plan,
        run: ran,
        alone: given.sample.node.is_some(),
        limits,
        returned,
        palette: Palette::new(terminal.color),
        width: terminal.width,
        sources: &Sources {
            text: &source,
            from_here: &FromHere::new(root),
        },
    };
    if terminal.quiet {
        return print(&decision(&view));
    }
    print(&text(&view))?;
    if target.plan.pipeline().nodes().is_empty() {
        let hook = &target.hook.name;
        tell_note(
            &format!("`{hook}` has no pipeline: everything is allowed, and nothing is checked"),
            terminal,
        );
    }
    if let Some(advice) = advice_on_needs(target, given) {
        tell_note(&advice, terminal);
    }
    if is_unmocked(&view) {
        tell_note(&given.advice_without_mock(), terminal);
    }
    Ok(())
}

/// A node that is run alone reads nothing of those before it, unless the sample says what they gave.
fn advice_on_needs(target: &Target, given: &Given) -> Option<String> {
    let pipeline = target.plan.pipeline();
    let name = given.sample.node.as_deref()?;
    let needs = &pipeline.node(pipeline.find(name)?).needs;
    let missing: Vec<String> = needs
        .iter()
        .map(|need| pipeline.node(*need).name.as_str())
        .filter(|need| !given.sample.outputs.contains_key(*need))
        .map(|need| format!("`{need}`"))
        .collect();
    (!missing.is_empty()).then(|| {
        let missing = missing.join(" and ");
        format!(
            "`{name}` ran alone, as if {missing} had given nothing; `outputs` of a sample says what they give"
        )
    })
}
