//! The `config` of a node against what its script declares with `---@config`.

use pipelua_rules::listing::choice;
use pipelua_rules::pipeline::NodeSource;
use pipelua_rules::suggest::{did_you_mean, nearest};
use pipelua_syntax::TextRange;
use pipelua_syntax::json::{Kind, Member, Value, quote};
use rustc_hash::FxHashMap;

use super::json::json;
use super::pipeline::PipelineNode;
use super::placement::script_of;
use super::wording::quoted;
use crate::contexts::declared_config;
use crate::db::Db;
use crate::finding::Severity;
use crate::inputs::SourceFile;
use crate::lint::{Anchor, Finding, FixData};
use crate::lints::{pipeline_unknown_key, pipeline_value};
use crate::ty::{PortableField, PortableTable, PortableType, Types};

/// What of the `config` of nodes their scripts do not declare, or declare otherwise.
pub(super) fn findings(
    db: &dyn Db,
    file: SourceFile,
    nodes: &[PipelineNode],
    sources: &[NodeSource],
) -> Vec<Finding> {
    let mut findings = Vec::new();
    // By where they begin; made for the first node that is checked.
    let mut objects: Option<FxHashMap<u32, Value<'_>>> = None;
    for (node, source) in nodes.iter().zip(sources) {
        let script = node
            .script
            .as_deref()
            .and_then(|slug| Some((slug, script_of(db, slug)?)));
        let Some((slug, script)) = script else { continue };
        let Some(declared) = declared_config(db, script).and_then(PortableType::as_table) else {
            continue;
        };
        let objects = objects.get_or_insert_with(|| {
            let all = json(db, file).values();
            let objects = all.filter(|value| matches!(value.kind(), Kind::Object(_)));
            objects.map(|value| (value.range().start, value)).collect()
        });
        let members: Vec<Member<'_>> = match source.config.map(|range| objects.get(&range.start)) {
            Some(Some(object)) => object.as_object().into_iter().flatten().collect(),
            // That it is no object is told already.
            Some(None) => continue,
            None => Vec::new(),
        };
        let check = Check {
            slug,
            node: &node.name,
            declared,
        };
        check.run(&members, source.config.unwrap_or(source.key), &mut findings);
    }
    findings
}

struct Check<'a> {
    slug: &'a str,
    node: &'a str,
    declared: &'a PortableTable,
}

impl Check<'_> {
    fn run(&self, members: &[Member<'_>], place: TextRange, findings: &mut Vec<Finding>) {
        let declared = self.declared;
        let mut missing: Vec<&PortableField> = declared
            .fields
            .iter()
            .filter(|field| is_required(field))
            .collect();
        // A null in an object is an absent key.
        let is_given = |member: &&Member<'_>| !matches!(member.value.kind(), Kind::Null);
        let given: Vec<&Member<'_>> = members.iter().filter(is_given).collect();
        missing.retain(|field| given.iter().all(|member| member.name != &*field.name));
        for member in given {
            match declared.field(member.name) {
                Some(field) if fits(member.value, &field.ty) => {}
                Some(field) => findings.push(self.wrong_value(member, field)),
                None if declared.open || member.name.is_empty() => {}
                None => {
                    let free = declared.fields.iter().map(|field| &*field.name);
                    let free = free.filter(|name| members.iter().all(|member| member.name != *name));
                    let near = nearest(member.name, free);
                    missing.retain(|field| Some(&*field.name) != near);
                    findings.push(self.unknown_key(member, near));
                }
            }
        }
        findings.extend(missing.into_iter().map(|field| self.missing(place, field)));
    }

    fn unknown_key(&self, member: &Member<'_>, near: Option<&str>) -> Finding {
        let (name, slug) = (quoted(member.name), quoted(self.slug));
        let message = format!("script {slug} declares no config {name}{}", did_you_mean(near));
        let anchor = Anchor::Range(member.key_range);
        let finding = Finding::new(&pipeline_unknown_key::LINT, anchor, message)
            .runtime("the script is given the key, and does not say that it reads it");
        if let Some(near) = near {
            let title = format!("rename it to `{near}`");
            return finding
                .help(&title)
                .fix(FixData::new(&title).replace(anchor, quote(near)));
        }
        let declared = self.declared.fields.iter().map(|field| &*field.name);
        finding.help(match choice(declared) {
            Some(names) => format!("use {names}, or declare it in the script's `---@config`"),
            None => "remove it, or declare it in the script's `---@config`".to_owned(),
        })
    }

    fn wrong_value(&self, member: &Member<'_>, field: &PortableField) -> Finding {
        let found = member.value.kind_name();
        let message = format!(
            "config {} is {found} here, and the script declares another type",
            quoted(&field.name)
        );
        Finding::new(
            &pipeline_value::LINT,
            Anchor::Range(member.value.range()),
            message,
        )
        .severity(Severity::Warning)
        .runtime(format!(
            "script {} is given the value as it is",
            quoted(self.slug)
        ))
        .help(format!(
            "give it a value of type `{}`, or correct the script's `---@config`",
            shown(&field.ty)
        ))
    }

    fn missing(&self, place: TextRange, field: &PortableField) -> Finding {
        let (node, name) = (quoted(self.node), quoted(&field.name));
        let message = format!("node {node} gives its script no config {name}");
        Finding::new(&pipeline_value::LINT, Anchor::Range(place), message)
            .severity(Severity::Warning)
            .runtime(format!("`context.config.{}` is nil there", field.name))
            .help(format!(
                "give it a value of type `{}`, or make it optional with `{}?` in the script's `---@config`",
                shown(&field.ty),
                field.name
            ))
    }
}

fn is_required(field: &PortableField) -> bool {
    !field.optional && !field.ty.is_dynamic() && field.ty.or_nil() != field.ty
}

/// A null in an object is an absent key.
fn is_absent(value: Value<'_>, field: &PortableField) -> bool {
    matches!(value.kind(), Kind::Null) && !is_required(field)
}

/// Whether a value may be of a type; broken values fit all.
fn fits(value: Value<'_>, ty: &PortableType) -> bool {
    match (ty, value.kind()) {
        (_, Kind::Hole)
        | (PortableType::Unknown | PortableType::Any, _)
        | (PortableType::Number, Kind::Number(_))
        | (PortableType::AnyTable, Kind::Array(_) | Kind::Object(_)) => true,
        (PortableType::Union(members), _) => members.iter().any(|member| fits(value, member)),
        (PortableType::Nil, kind) => matches!(kind, Kind::Null),
        (PortableType::Boolean(wanted), Kind::Bool(value)) => wanted.is_none_or(|wanted| wanted == value),
        (PortableType::Integer, Kind::Number(number)) => number.is_integer(),
        (PortableType::String(wanted), Kind::String(value)) => {
            wanted.as_ref().is_none_or(|wanted| **wanted == *value)
        }
        (PortableType::Array(items), Kind::Array(mut values)) => values.all(|value| fits(value, items)),
        (PortableType::Map(values), Kind::Object(mut members)) => {
            members.all(|member| fits(member.value, values))
        }
        (PortableType::Table(table), Kind::Object(members)) => {
            let members: Vec<Member<'_>> = members.collect();
            let of = |name: &str| members.iter().find(|member| member.name == name);
            table.fields.iter().all(|field| match of(&field.name) {
                Some(member) => fits(member.value, &field.ty) || is_absent(member.value, field),
                None => !is_required(field),
            })
        }
        // An empty table is both.
        (PortableType::Table(_) | PortableType::Map(_), Kind::Array(mut values)) => values.next().is_none(),
        (PortableType::Array(_), Kind::Object(mut members)) => members.next().is_none(),
        _ => false,
    }
}

fn shown(ty: &PortableType) -> String {
    let mut types = Types::default();
    let ty = types.import(ty);
    types.display(ty)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::lints::tests::{check, check_fix, check_none};

    const CODES: &[&str] = &["pipeline-unknown-key", "pipeline-value", "undefined-field"];

    fn fixture(tag: &str, configs: &[&str]) -> String {
        let nodes: Vec<String> = configs
            .iter()
            .zip('a'..)
            .map(|(config, name)| format!("    \"{name}\": {{ \"script\": \"example\"{config} }}"))
            .collect();
        format!(
            "{tag}return {{ allowed = context.config.limit ~= nil }}\n--- file: pipelines/before_signup.json\n{{\n  \"nodes\": {{\n{}\n  }}\n}}\n",
            nodes.join(",\n")
        )
    }

    #[track_caller]
    fn check_config(tag: &str, configs: &[&str], expect: Expect) {
        check(&fixture(tag, configs), CODES, expect);
    }

    #[test]
    fn a_key_that_the_script_does_not_declare_is_told() {
        check_config(
            "---@config { limit: integer, strict?: boolean }\n",
            &[
                r#", "config": { "limt": 5 }"#,
                r#", "config": { "limit": 5, "else": 1 }"#,
                r#", "config": {}"#,
                "",
                r#", "config": { "limit": "5", "strict": null }"#,
                r#", "config": { "limit": null }"#,
            ],
            expect![[r#"
                pipelines/before_signup.json 3:45-3:51 pipeline-unknown-key: script `example` declares no config `limt`; did you mean `limit`? | run: the script is given the key, and does not say that it reads it | help: rename it to `limit` | fix: Rename it to `limit`
                pipelines/before_signup.json 4:57-4:63 pipeline-unknown-key: script `example` declares no config `else` | run: the script is given the key, and does not say that it reads it | help: use `limit` or `strict`, or declare it in the script's `---@config`
                pipelines/before_signup.json 5:43-5:45 pipeline-value[warning]: node `c` gives its script no config `limit` | run: `context.config.limit` is nil there | help: give it a value of type `integer`, or make it optional with `limit?` in the script's `---@config`
                pipelines/before_signup.json 6:5-6:8 pipeline-value[warning]: node `d` gives its script no config `limit` | run: `context.config.limit` is nil there | help: give it a value of type `integer`, or make it optional with `limit?` in the script's `---@config`
                pipelines/before_signup.json 7:54-7:57 pipeline-value[warning]: config `limit` is a string here, and the script declares another type | run: script `example` is given the value as it is | help: give it a value of type `integer`, or correct the script's `---@config`
                pipelines/before_signup.json 8:43-8:60 pipeline-value[warning]: node `f` gives its script no config `limit` | run: `context.config.limit` is nil there | help: give it a value of type `integer`, or make it optional with `limit?` in the script's `---@config`
            "#]],
        );
        check_fix(
            &fixture(
                "---@config { limit: integer }\n",
                &[r#", "config": { "limt": 5 }"#],
            ),
            "pipeline-unknown-key",
            expect![[r#"
                {
                  "nodes": {
                    "a": { "script": "example", "config": { "limit": 5 } }
                  }
                }
            "#]],
        );
    }

    #[test]
    fn what_fits_the_declaration_is_fine() {
        for (tag, config) in [
            ("", r#"{ "limit": "x", "any": 1 }"#),
            (
                "---@config { limit: number, mode?: \"a\" | \"b\" }\n",
                r#"{ "limit": 1.5, "mode": "b" }"#,
            ),
            ("---@config { limit: string[] }\n", r#"{ "limit": [] }"#),
            (
                "---@config { limit: table<string, integer>, [string]: any }\n",
                r#"{ "limit": { "a": 1 }, "x": 2 }"#,
            ),
            (
                "---@config { limit: { a: integer, b?: string } }\n",
                r#"{ "limit": { "a": 1 } }"#,
            ),
            ("---@config { limit: integer?, other: any }\n", "{}"),
            ("---@config {\n---  limit: integer,\n--- }\n", r#"{ "limit": 3 }"#),
            ("---@config { limit: integer\n", r#"{ "limt": 3 }"#),
            ("---@config\n", r#"{ "limt": 3 }"#),
        ] {
            check_none(&fixture(tag, &[&format!(", \"config\": {config}")]), &CODES[..2]);
        }
    }

    /// A key that not every node sets is optional: which of two nodes is misspelt cannot be known without a
    /// declaration.
    #[test]
    fn nodes_that_differ_without_a_declaration_make_keys_optional() {
        check_config(
            "",
            &[r#", "config": { "limt": 5 }"#, r#", "config": { "limit": 5 }"#],
            expect![""],
        );
    }
}
