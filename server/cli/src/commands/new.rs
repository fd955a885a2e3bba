//! `pipelua new`: one more piece of the workspace, from a template that fits its hook.

mod template;

use std::path::Path;

use pipelua_schemas::suggest::did_you_mean;
use pipelua_schemas::{builtin, names};

use crate::atomic_write::create;
use crate::exit::{Exit, Failure, Outcome};
use crate::terminal::{Terminal, print};
use crate::workspace::editor_schemas;
use crate::workspace::find::{FromHere, root_here};
use crate::workspace::own_hooks;

/// Add a script, pipeline, sample or hook to the workspace
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  pipelua new script geo_check --hook before_signup\n  pipelua new pipeline token_build\n  \
                        pipelua new sample no_ip --hook before_signup\n  pipelua new hook device_enrolled"
)]
pub(crate) struct Args {
    #[arg(value_enum)]
    piece: Piece,
    /// Its name: lower-case letters, digits and `_`; of a pipeline, the name of its hook
    name: String,
    /// The hook that a script or sample is for
    #[arg(long, value_name = "HOOK")]
    hook: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum Piece {
    /// scripts/NAME.lua
    Script,
    /// pipelines/NAME.json
    Pipeline,
    /// samples/HOOK/NAME.json
    Sample,
    /// hooks/NAME.json
    Hook,
}

pub(crate) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    let root = root_here()?;
    let (path, text, next) = match args.piece {
        Piece::Script => script(&root, args)?,
        Piece::Pipeline => pipeline(&root, args)?,
        Piece::Sample => sample(&root, args)?,
        Piece::Hook => hook(args)?,
    };
    let written = create(&root.join(&path), text.as_bytes())
        .map_err(|error| Failure::to(format_args!("write `{path}`"), error))?;
    if !written {
        return Err(
            Failure::new(format!("`{path}` exists and was left as it is")).help("Choose another name.")
        );
    }
    editor_schemas::refresh(&root).map_err(|error| Failure::to("write `.pipelua/schemas`", error))?;
    if !terminal.quiet {
        let shown = FromHere::new(&root).path(&path);
        print(&format!("wrote  {shown}\n\nNext: {next}\n"))?;
    }
    Ok(Exit::Fine)
}

/// Path from the root, text, and what to do next.
type Made = Result<(String, String, String), Failure>;

fn script(root: &Path, args: &Args) -> Made {
    let name = slug(&args.name)?;
    let hook = args
        .hook
        .as_deref()
        .map(|hook| own_hooks::find(root, hook))
        .transpose()?;
    let next = match &hook {
        Some(hook) => format!(
            "add `\"{name}\": {{ \"script\": \"{name}\" }}` to the nodes of pipelines/{}.json and remove the `---@hook` line",
            hook.name
        ),
        None => format!("add `\"{name}\": {{ \"script\": \"{name}\" }}` to the nodes of a pipeline"),
    };
    Ok((
        format!("scripts/{name}.lua"),
        template::script(name, hook.as_ref()),
        next,
    ))
}

fn pipeline(root: &Path, args: &Args) -> Made {
    if args.hook.as_ref().is_some_and(|hook| *hook != args.name) {
        return Err(Failure::new("a pipeline has the name of its hook").help("Leave `--hook` out."));
    }
    let hook = own_hooks::find(root, &args.name)?;
    let next = format!("pipelua new script NAME --hook {}", hook.name);
    Ok((
        format!("pipelines/{}.json", hook.name),
        template::pipeline(&hook),
        next,
    ))
}

fn sample(root: &Path, args: &Args) -> Made {
    let (hook, name) = match (args.name.split_once('/'), &args.hook) {
        (Some((hook, name)), None) => (hook, name),
        (None, Some(hook)) => (hook.as_str(), args.name.as_str()),
        (Some(_), Some(_)) => return Err(Failure::new("the hook of the sample is named twice")),
        (None, None) => {
            return Err(Failure::new("a sample needs `--hook`").help(format!(
                "For example: pipelua new sample {} --hook before_signup",
                args.name
            )));
        }
    };
    let name = slug(name)?;
    let hook = own_hooks::find(root, hook)?;
    Ok((
        format!("samples/{}/{name}.json", hook.name),
        template::sample(&hook),
        "fill in the context, then pipelua check".to_owned(),
    ))
}

fn hook(args: &Args) -> Made {
    let name = slug(&args.name)?;
    if builtin().hook(name).is_some() {
        return Err(Failure::new(format!("`{name}` is a built-in hook")).help("Choose another name."));
    }
    if args.hook.is_some() {
        return Err(Failure::new("a hook is not made for a hook").help("Leave `--hook` out."));
    }
    Ok((
        format!("hooks/{name}.json"),
        template::hook(name),
        format!("describe its input, then pipelua new pipeline {name}"),
    ))
}

fn slug(name: &str) -> Result<&str, Failure> {
    let Some(fault) = names::fault(name) else {
        return Ok(name);
    };
    let better = names::propose(name);
    let guess = did_you_mean(better.as_deref());
    Err(Failure::new(format!("`{name}` cannot be a name: {fault}{guess}")).help(names::NAME_RULE))
}
