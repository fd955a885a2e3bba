//! The names that a sample uses: its hook, nodes of the pipeline, secrets and settings of the manifest.

use pipelua_rules::listing::choice;
use pipelua_rules::suggest::{did_you_mean, nearest};
use pipelua_schemas::Hook;
use pipelua_syntax::TextRange;
use pipelua_syntax::json::{Member, Value, quote};

use super::{Sample, rename_key};
use crate::inputs::stem;
use crate::lint::{Anchor, Finding, FixData};
use crate::lints::{sample_unknown_hook, sample_unknown_node, sample_unknown_secret, sample_value};
use crate::workspace::hooks::hooks;
use crate::workspace::json::json;
use crate::workspace::manifest::{DeclaredNames, manifest};
use crate::workspace::pipeline::{CompiledPipeline, pipeline, pipeline_of};
use crate::workspace::wording::{quoted, sentence};

impl<'db> Sample<'db> {
    /// The hook, which is the name of the folder; tells if there is none.
    pub(super) fn hook(&mut self) -> Option<&'db Hook> {
        let hooks = hooks(self.db);
        let path = self.file.path(self.db);
        let folder = path.split('/').nth(1).unwrap_or_default();
        if !hooks.is_declared(folder) {
            let near = nearest(folder, hooks.names());
            let message = format!(
                "the folder {} is named after no hook{}",
                quoted(folder),
                did_you_mean(near)
            );
            let mut finding = Finding::new(&sample_unknown_hook::LINT, Anchor::File, sentence(&message))
                .runtime("the sample is never run, because nothing calls this hook")
                .help("move the file into the folder of its hook");
            if let Some(near) = near {
                let mut fix = FixData::new(format!("Move the file to `samples/{near}`"));
                fix.renames
                    .push((path.to_string(), format!("samples/{near}/{}.json", stem(path))));
                finding = finding.fix(fix);
            }
            self.findings.push(finding);
        }
        let key = self.get("hook");
        if let Some((given, key)) = key
            .and_then(|key| Some((key.as_str()?, key)))
            .filter(|(given, _)| *given != folder)
        {
            let message = format!(
                "`hook` is {}, but the folder says {}",
                quoted(given),
                quoted(folder)
            );
            let fix =
                FixData::new(format!("Write `{folder}`")).replace(Anchor::Range(key.range()), quote(folder));
            let help = "make them agree, or leave `hook` out: the folder says it";
            self.report(&sample_value::LINT, key.range(), sentence(&message), help)
                .fixes
                .push(fix);
        }
        hooks.get(folder)
    }

    /// `node`, the keys of `outputs`, and the nodes that are expected.
    pub(super) fn nodes(&mut self, hook: &Hook) {
        let Some(file) = pipeline_of(self.db, &hook.name) else {
            if let Some(node) = self.root.member("node") {
                let message = format!("`{}` has no pipeline, so it has no nodes", hook.name);
                let help = format!("add `pipelines/{}.json`, or remove `node`", hook.name);
                self.report(
                    &sample_unknown_node::LINT,
                    node.key_range,
                    sentence(&message),
                    help,
                );
            }
            return;
        };
        if !json(self.db, file).errors().is_empty() {
            // The nodes of a pipeline that cannot be read are not known.
            return;
        }
        let pipeline = pipeline(self.db, file);
        let node = self
            .get("node")
            .and_then(|node| Some((node.as_str()?, node.range())));
        if let Some((name, range)) = node.filter(|(name, _)| pipeline.node(name).is_none()) {
            self.unknown_node(name, range, pipeline);
        }
        self.outputs(node.map(|(name, _)| name), pipeline);
        let expected = self.get("expect").and_then(|expect| expect.get("nodes"));
        for member in expected.and_then(Value::as_object).into_iter().flatten() {
            if !member.name.is_empty() && pipeline.node(member.name).is_none() {
                self.unknown_node(member.name, member.key_range, pipeline);
            }
        }
    }

    fn outputs(&mut self, node: Option<&str>, pipeline: &CompiledPipeline) {
        let Some(outputs) = self.root.member("outputs") else {
            return;
        };
        let Some(node) = node else {
            let message = "`outputs` stands in for other nodes, so it needs a `node` that is run alone";
            self.report(
                &sample_value::LINT,
                outputs.key_range,
                message,
                "add `node`, or remove `outputs`",
            );
            return;
        };
        let Some(alone) = pipeline.node(node) else { return };
        let is_ancestor = |name: &str| {
            let mut ancestors = alone
                .ancestors
                .iter()
                .filter_map(|&index| pipeline.nodes.get(index as usize));
            ancestors.any(|ancestor| &*ancestor.name == name)
        };
        let given = outputs.value.as_object().into_iter().flatten();
        for member in given.filter(|member| !member.name.is_empty() && !is_ancestor(member.name)) {
            if pipeline.node(member.name).is_none() {
                self.unknown_node(member.name, member.key_range, pipeline);
                continue;
            }
            let message = format!(
                "{} is not needed by {}, which never sees its output",
                quoted(member.name),
                quoted(node)
            );
            let help = "remove it, or add it to the `needs` of the node";
            self.report(
                &sample_unknown_node::LINT,
                member.key_range,
                sentence(&message),
                help,
            );
        }
    }

    fn unknown_node(&mut self, name: &str, range: TextRange, pipeline: &CompiledPipeline) {
        let nodes = pipeline.nodes.iter().map(|node| &*node.name);
        let near = nearest(name, nodes.clone());
        let message = if pipeline.nodes.is_empty() {
            format!(
                "the pipeline of `{}` has no nodes, so none is {}",
                pipeline.hook,
                quoted(name)
            )
        } else {
            format!(
                "`{}` has no node {}{}",
                pipeline.hook,
                quoted(name),
                did_you_mean(near)
            )
        };
        let help = match (near, choice(nodes)) {
            (Some(near), _) => format!("write `{near}`"),
            (None, Some(names)) => format!("write {names}"),
            (None, None) => format!("add it to `pipelines/{}.json`, or remove it here", pipeline.hook),
        };
        let fix = near
            .map(|near| FixData::new(format!("Write `{near}`")).replace(Anchor::Range(range), quote(near)));
        self.report(&sample_unknown_node::LINT, range, sentence(&message), help)
            .fixes
            .extend(fix);
    }

    /// Secrets and settings that the manifest does not declare.
    pub(super) fn declared_names(&mut self) {
        let manifest = manifest(self.db);
        if !manifest.is_read {
            return;
        }
        for (key, declared) in [("secrets", &manifest.secrets), ("env", &manifest.env)] {
            let given = self.get(key).and_then(Value::as_object);
            for member in given
                .into_iter()
                .flatten()
                .filter(|member| !member.name.is_empty())
            {
                if !declared.contains(member.name) {
                    self.undeclared(key, member, declared);
                }
            }
        }
    }

    fn undeclared(&mut self, section: &str, member: Member<'_>, declared: &DeclaredNames) {
        let near = nearest(member.name, declared.names());
        let message = format!(
            "{} is not in `[{section}]` of the manifest{}",
            quoted(member.name),
            did_you_mean(near)
        );
        let help = near.map_or_else(
            || format!("add it to `[{section}]` of `pipelua.toml`, or remove it here"),
            |near| format!("write `{near}`"),
        );
        let fix = near.map(|near| rename_key(member.key_range, near));
        self.report(
            &sample_unknown_secret::LINT,
            member.key_range,
            sentence(&message),
            help,
        )
        .fixes
        .extend(fix);
    }
}
