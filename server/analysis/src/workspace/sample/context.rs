//! The context of a sample, held against what its hook is given.

use pipelua_rules::json_value::to_value;
use pipelua_rules::suggest::{did_you_mean, nearest};
use pipelua_schemas::{CONTEXT_FIELDS, Hook, Problem, ProblemKind, Schema};
use pipelua_syntax::json::{Value, split_pointer};

use super::{Sample, rename_key};
use crate::finding::Severity;
use crate::lints::sample_context;
use crate::workspace::json::place_of;
use crate::workspace::wording::sentence;

impl Sample<'_> {
    pub(super) fn context(&mut self, hook: &Hook) {
        let Some(context) = self
            .get("context")
            .filter(|context| context.as_object().is_some())
        else {
            return;
        };
        for problem in hook.input.validate(&to_value(context)) {
            if problem.kind == ProblemKind::Unknown {
                self.unknown_field(hook, &problem);
                continue;
            }
            let pointer = format!("/context{}", problem.pointer);
            let json = self.root.json();
            let (range, help) = match problem.kind {
                // There is no value to point at, but its owner.
                ProblemKind::Missing => (
                    place_of(json, parent(&pointer)),
                    "add it as the host would send it",
                ),
                _ => (
                    json.range_of(&pointer).unwrap_or_else(|| context.range()),
                    "write it as the host would send it",
                ),
            };
            let finding = self.report(&sample_context::LINT, range, sentence(&problem.message), help);
            finding.runtime = Some(format!("`{}` refuses such a context (input.invalid)", hook.name));
        }
    }

    /// A run drops it, so it harms no run; but what was meant is missing.
    fn unknown_field(&mut self, hook: &Hook, problem: &Problem) {
        let pointer = format!("/context{}", problem.pointer);
        let tokens = split_pointer(&problem.pointer).unwrap_or_default();
        let (name, owner) = tokens
            .split_last()
            .map_or(("", &[][..]), |(name, owner)| (name.as_str(), owner));
        let mut schema = Some(&hook.input);
        for key in owner {
            schema = schema
                .and_then(|schema| schema.field(key))
                .map(|field| &field.schema);
        }
        let present = self.root.json().get(parent(&pointer)).and_then(Value::as_object);
        let is_free = |name: &&str| {
            !present
                .clone()
                .into_iter()
                .flatten()
                .any(|member| member.name == *name)
        };
        let fields = schema
            .into_iter()
            .flat_map(Schema::fields)
            .map(|field| field.name.as_str());
        let near = nearest(name, fields.filter(is_free));
        let help = match near {
            Some(near) => format!("rename it to `{near}`"),
            None if CONTEXT_FIELDS.contains(&name) && owner.is_empty() => {
                "remove it: the run fills it in".to_owned()
            }
            None => "remove it".to_owned(),
        };
        let range = place_of(self.root.json(), &pointer);
        let message = sentence(&format!("{}{}", problem.message, did_you_mean(near)));
        let finding = self.report(&sample_context::LINT, range, message, help);
        finding.severity = Some(Severity::Warning);
        finding.runtime = Some(format!(
            "`{}` drops what it does not know, so no script sees it",
            hook.name
        ));
        finding.fixes.extend(near.map(|near| rename_key(range, near)));
    }
}

fn parent(pointer: &str) -> &str {
    pointer.rsplit_once('/').map_or("", |(parent, _)| parent)
}
