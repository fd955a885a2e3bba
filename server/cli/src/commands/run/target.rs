//! What is run: the pipeline of a hook, or one script of it.

use std::path::Path;
use std::sync::Arc;

use pipelua_engine::graph::Plan;
use pipelua_schemas::Hook;
use pipelua_schemas::suggest::{did_you_mean, nearest};

use pipelua_analysis::declared_hooks;

use crate::exit::Failure;
use crate::runs::Runs;
use crate::workspace::find::absolute;

pub(super) struct Target {
    pub(super) hook: Hook,
    pub(super) plan: Arc<Plan>,
    /// The node that is run alone.
    pub(super) node: Option<String>,
    /// The script that is run without being a node.
    lone: Option<String>,
}

impl Target {
    /// A hook by its name or the file of its pipeline; a script by its file, for `hook` or for the only one that uses it.
    ///
    /// # Errors
    /// When there is none of that name, or the pipeline does not compile.
    pub(super) fn find(target: &str, hook: Option<&str>, runs: &Runs, root: &Path) -> Result<Self, Failure> {
        let path = target.replace('\\', "/");
        let stem = pipelua_analysis::stem(&path);
        let ending = Path::new(&path).extension();
        let is_pipeline = ending.is_some_and(|ending| ending == "json");
        if is_pipeline || (ending.is_none() && !path.contains('/')) {
            return Self::of_hook(if is_pipeline { stem } else { target }, hook, runs);
        }
        Self::of_script(target, stem, hook, runs, root)
    }

    fn of_hook(name: &str, hook: Option<&str>, runs: &Runs) -> Result<Self, Failure> {
        if hook.is_some_and(|hook| hook != name) {
            return Err(Failure::new(format!(
                "`{name}` is no file of a script, so `--hook` says nothing"
            ))
            .help(format!(
                "For a script: pipelua run scripts/{name}.lua --hook HOOK"
            )));
        }
        let is_script = runs.scripts().any(|(script, _)| script == name);
        let hook = runs.hook(name).map_err(|failure| {
            if is_script {
                failure.help(format!(
                    "There is a script of this name: pipelua run scripts/{name}.lua"
                ))
            } else {
                failure
            }
        })?;
        let plan = runs.plan(&hook)?;
        Ok(Self {
            hook,
            plan,
            node: None,
            lone: None,
        })
    }

    fn of_script(
        file: &str,
        script: &str,
        hook: Option<&str>,
        runs: &Runs,
        root: &Path,
    ) -> Result<Self, Failure> {
        let (named, ours) = (
            absolute(Path::new(file))?,
            root.join(format!("scripts/{script}.lua")),
        );
        let from_root = root.join(file);
        if file.contains(['/', '\\']) && named != ours && from_root != ours {
            return Err(Failure::new(format!("`{file}` is no script of this workspace"))
                .help("Scripts lie in `scripts/` of the folder with `pipelua.toml`."));
        }
        let names = || runs.scripts().map(|(name, _)| name);
        if !names().any(|name| name == script) {
            let near = nearest(script, names());
            return Err(
                Failure::new(format!("there is no script `{script}`{}", did_you_mean(near)))
                    .help("Scripts lie in `scripts/`, each a file NAME.lua."),
            );
        }
        let hook = match hook {
            Some(hook) => runs.hook(hook)?,
            None => only_hook(file, script, runs)?,
        };
        let plan = runs.plan(&hook)?;
        Ok(match node_of(&plan, script) {
            // With the config that it has there.
            Some(node) => Self {
                hook,
                plan,
                node: Some(node),
                lone: None,
            },
            None => Self {
                plan: runs.plan_of_script(&hook, script),
                hook,
                node: None,
                lone: Some(script.to_owned()),
            },
        })
    }
}

impl Target {
    /// Whether a sample can say what is run: `pipelua test` runs pipelines and their nodes.
    ///
    /// # Errors
    /// When it is a script that no node of the hook uses.
    pub(super) fn can_be_replayed(&self) -> Result<(), Failure> {
        match &self.lone {
            None => Ok(()),
            Some(script) => Err(Failure::new(format!(
                "no node of `{}` uses `{script}`, so no sample can say that it is run",
                self.hook.name
            ))
            .help(format!(
                "Make a node of it in pipelines/{}.json first.",
                self.hook.name
            ))),
        }
    }
}

/// The first node that uses a script.
fn node_of(plan: &Plan, script: &str) -> Option<String> {
    let mut nodes = plan.pipeline().nodes().iter();
    let node = nodes.find(|node| node.enabled && node.script.as_deref() == Some(script))?;
    Some(node.name.clone())
}

/// The hook whose pipeline uses a script, if there is just one.
fn only_hook(file: &str, script: &str, runs: &Runs) -> Result<Hook, Failure> {
    let hooks = runs.pipelines().filter_map(|name| runs.hook(name).ok());
    let mut users: Vec<Hook> = hooks
        .filter(|hook| runs.plan(hook).is_ok_and(|plan| node_of(&plan, script).is_some()))
        .collect();
    if users.len() == 1
        && let Some(hook) = users.pop()
    {
        return Ok(hook);
    }
    // While no pipeline uses it, the script itself says for which hooks it is.
    if users.is_empty() {
        let declared = runs.script(script).map(declared_hooks).unwrap_or_default();
        users = declared.iter().filter_map(|name| runs.hook(name).ok()).collect();
        if users.len() == 1
            && let Some(hook) = users.pop()
        {
            return Ok(hook);
        }
    }
    let names: Vec<&str> = users.iter().map(|hook| hook.name.as_str()).collect();
    Err(match names.first() {
        None => Failure::new(format!(
            "no pipeline uses `{script}`, so say for which hook it is run"
        ))
        .help(format!(
            "For example: pipelua run '{file}' --hook before_signup ..."
        )),
        Some(first) => Failure::new(format!(
            "`{script}` is used at {}: say for which one it is run",
            names.join(", ")
        ))
        .help(format!("For example: pipelua run '{file}' --hook {first} ...")),
    })
}
