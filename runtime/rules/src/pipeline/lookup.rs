//! Names that a pipeline uses, held against what exists: its hook, scripts, needs.

use std::collections::HashMap;

use pipelua_syntax::TextRange;
use pipelua_syntax::json::{Value, quote};

use super::problem::{Fix, Problem, ProblemKind};
use super::read::DraftNode;
use super::validate::{Needs, Validator};
use crate::names::is_name;
use crate::suggest::{did_you_mean, nearest, shown};

impl Validator<'_> {
    pub(super) fn hook(&mut self, stem: &str, root: Value<'_>) {
        let written = self.draft.hook;
        if let Some(hooks) = self.known.hooks.filter(|hooks| !hooks.contains(stem)) {
            let named = written.map(|(hook, _)| hook).filter(|hook| hooks.contains(hook));
            let near = named.or_else(|| hooks.nearest(stem));
            let start = root.range().start;
            let range = TextRange::new(start, root.range().end.min(start + 1));
            let message = format!("`{}` is not a hook{}", shown(stem), did_you_mean(near));
            let mut problem = Problem::new(ProblemKind::UnknownHook, "", range, message)
                .help("name the file after a hook, or add the hook in `hooks/`");
            if let Some(near) = near {
                problem = problem.fix(Fix::rename_file(near));
            }
            self.problems.push(problem);
            return;
        }
        let Some((hook, value)) = written.filter(|(hook, _)| *hook != stem) else {
            return;
        };
        let message = format!(
            "this file is the pipeline of `{}`, not of `{}`",
            shown(stem),
            shown(hook)
        );
        let mut problem = Problem::new(ProblemKind::HookMismatch, value.pointer(), value.range(), message)
            .help("write the hook of the file's name, or rename the file")
            .fix(Fix::edit(
                format!("Write `{stem}`"),
                false,
                value.range(),
                quote(stem),
            ));
        if self.known.hooks.is_some_and(|hooks| hooks.contains(hook)) {
            problem = problem.fix(Fix::rename_file(hook));
        }
        self.problems.push(problem);
    }

    pub(super) fn script(&mut self, node: &DraftNode<'_>) {
        let Some((slug, value)) = node.script else {
            if !node.has_script && !self.broken {
                self.no_script(node);
            }
            return;
        };
        let Some(scripts) = self.known.scripts.filter(|scripts| !scripts.contains(slug)) else {
            return;
        };
        let bare = slug.strip_prefix("scripts/").unwrap_or(slug);
        let bare = bare.strip_suffix(".lua").unwrap_or(bare);
        let near = if scripts.contains(bare) {
            Some(bare)
        } else {
            self.offer().and_then(|()| scripts.nearest(bare))
        };
        let message = format!("there is no script `{}`{}", shown(slug), did_you_mean(near));
        let mut problem = Problem::new(
            ProblemKind::UnknownScript,
            value.pointer(),
            value.range(),
            message,
        );
        problem = problem.help(if is_name(slug) {
            format!(
                "write `scripts/{}.lua`, or name a script that exists",
                shown(slug)
            )
        } else {
            "name a script by its file in `scripts/`, without folder and `.lua`".to_owned()
        });
        if let Some(near) = near {
            problem = problem.fix(Fix::edit(
                format!("Use script `{near}`"),
                false,
                value.range(),
                quote(near),
            ));
        }
        self.problems.push(problem);
    }

    fn no_script(&mut self, node: &DraftNode<'_>) {
        let name = node.member.name;
        let message = format!("node `{}` names no script", shown(name));
        let mut problem = Problem::new(
            ProblemKind::Value,
            node.member.value.pointer(),
            node.member.key_range,
            message,
        )
        .help("add `\"script\": \"<slug>\"`");
        if self.known.scripts.is_some_and(|scripts| scripts.contains(name)) {
            let inside = TextRange::empty(node.member.value.range().start + 1);
            let empty = node
                .member
                .value
                .as_object()
                .is_none_or(|members| members.len() == 0);
            let new_text = format!(" \"script\": {}{}", quote(name), if empty { " " } else { "," });
            problem = problem.fix(Fix::edit(format!("Use script `{name}`"), false, inside, new_text));
        }
        self.problems.push(problem);
    }

    pub(super) fn needs(&mut self) -> Needs {
        let nodes = &self.draft.nodes;
        let index: HashMap<&str, u32> = (0..)
            .zip(nodes)
            .map(|(at, node)| (node.member.name, at))
            .collect();
        let mut all = Vec::with_capacity(nodes.len());
        for node in nodes {
            let mut found = Vec::with_capacity(node.needs.len());
            for (position, &(need, value)) in node.needs.iter().enumerate() {
                if let Some(&at) = index.get(need) {
                    found.push((at, position));
                } else if !self.broken {
                    let others = nodes
                        .iter()
                        .map(|other| other.member.name)
                        .filter(|name| *name != node.member.name);
                    let near = self.offer().and_then(|()| nearest(need, others));
                    let message = format!("there is no node `{}`{}", shown(need), did_you_mean(near));
                    let mut problem =
                        Problem::new(ProblemKind::UnknownNeed, value.pointer(), value.range(), message)
                            .help("name a node of this pipeline, or remove it");
                    if let Some(near) = near {
                        problem = problem.fix(Fix::edit(
                            format!("Write `{near}`"),
                            false,
                            value.range(),
                            quote(near),
                        ));
                    }
                    self.problems.push(problem);
                }
            }
            all.push(found);
        }
        all
    }

    /// Takes one of the nearest matches that may still be looked for.
    fn offer(&mut self) -> Option<()> {
        self.offers = self.offers.checked_sub(1)?;
        Some(())
    }
}
