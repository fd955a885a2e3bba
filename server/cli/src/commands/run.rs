//! `pipelua run`: runs a pipeline, or one script, in the sandbox and shows what it decided and how.

mod given;
mod record;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use pipelua_engine::graph::Plan;
use pipelua_engine::sample::{Outside, SampleRun, run_sample};
use pipelua_engine::trace::TraceIds;
use pipelua_engine::worker::{Fetcher, Workers};
use pipelua_fetch::Client;
use pipelua_schemas::Hook;
use pipelua_schemas::suggest::{did_you_mean, nearest};

use self::given::Given;
use self::record::Recorder;
use crate::commands::tell_note;
use crate::entropy::entropy;
use crate::exit::{Exit, Failure, Outcome};
use crate::render::run::errors::{Sources, is_unmocked};
use crate::render::run::json::Run;
use crate::render::run::text::{View, decision, text};
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

/// What is run.
struct Target {
    hook: Hook,
    plan: Arc<Plan>,
    /// The node that is run alone.
    node: Option<String>,
}

pub(crate) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    let root = root_here()?;
    let runs = Runs::load(&root)?;
    let target = target(args, &runs)?;
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
        Format::Text => show(&runs, &root, &target, &given, &ran, &rules.limits, terminal)?,
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

fn show(
    runs: &Runs,
    root: &Path,
    target: &Target,
    given: &Given,
    ran: &SampleRun,
    limits: &pipelua_engine::sandbox::ScriptLimits,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let source = |script: &str| runs.script(script).map(str::to_owned);
    let view = View {
        plan: &target.plan,
        run: ran,
        alone: given.sample.node.is_some(),
        limits,
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

/// A hook, or a script and the hook that it is run for.
fn target(args: &Args, runs: &Runs) -> Result<Target, Failure> {
    let is_file = args.target.contains(['/', '\\'])
        || Path::new(&args.target)
            .extension()
            .is_some_and(|ending| ending == "lua");
    if !is_file {
        if args.hook.as_ref().is_some_and(|hook| *hook != args.target) {
            return Err(Failure::new(format!(
                "`{}` is no file of a script, so `--hook` says nothing",
                args.target
            ))
            .help(format!(
                "For a script: pipelua run scripts/{}.lua --hook HOOK",
                args.target
            )));
        }
        let hook = runs.hook(&args.target)?;
        let plan = runs.plan(&hook)?;
        return Ok(Target {
            hook,
            plan,
            node: None,
        });
    }
    let script = pipelua_analysis::stem(&args.target.replace('\\', "/")).to_owned();
    let names = || runs.scripts().map(|(name, _)| name);
    if !names().any(|name| name == script) {
        let near = nearest(&script, names());
        return Err(
            Failure::new(format!("there is no script `{script}`{}", did_you_mean(near)))
                .help("Scripts lie in `scripts/`, each a file NAME.lua."),
        );
    }
    let Some(hook) = &args.hook else {
        return Err(Failure::new("a script is run for a hook").help(format!(
            "For example: pipelua run {} --hook before_signup",
            args.target
        )));
    };
    let hook = runs.hook(hook)?;
    let plan = runs.plan(&hook)?;
    let node = plan
        .pipeline()
        .nodes()
        .iter()
        .find(|node| node.script.as_deref() == Some(&script))
        .map(|node| node.name.clone());
    Ok(match node {
        // With the config that it has there.
        Some(node) => Target {
            hook,
            plan,
            node: Some(node),
        },
        None => Target {
            plan: runs.plan_of_script(&hook, &script),
            hook,
            node: None,
        },
    })
}
