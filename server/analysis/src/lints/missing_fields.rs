//! `missing-fields`: a table lacks keys that the class asks for which it is declared to be of.

use std::sync::Arc;

use pipelua_syntax::NodeId;

use crate::finding::Severity;
use crate::infer::ProblemKind;
use crate::lint::mismatch::RUN;
use crate::lint::type_fault::short;
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "missing-fields",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/missing-fields.md"),
    check: Check::Lua(check),
};

/// Keys that a message names.
const SHOWN: usize = 3;

fn check(cx: &mut LuaContext<'_>) {
    for problem in &cx.inference.problems {
        let ProblemKind::MissingFields { class, missing } = &problem.kind else {
            continue;
        };
        let message = format!("this `{}` lacks {}", short(class), listed(missing));
        let finding = cx
            .finding(Anchor::Node(problem.node), message)
            .runtime(RUN)
            .by_absence()
            .help("add them, or put `?` behind their names in the class");
        cx.report(match filled(cx, problem.node, missing) {
            Some(fix) => finding.fix(fix),
            None => finding,
        });
    }
}

/// The first names of a list, as a sentence has them.
fn listed(missing: &[(Arc<str>, Option<&'static str>)]) -> String {
    let mut words: Vec<String> = missing
        .iter()
        .take(SHOWN)
        .map(|(name, _)| format!("`{}`", short(name)))
        .collect();
    if missing.len() > SHOWN {
        words.push(format!("{} more", missing.len() - SHOWN));
    }
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, first)) => format!("{} and {last}", first.join(", ")),
        None => String::new(),
    }
}

/// Puts the keys in, where their types have a value that is as good as none.
fn filled(cx: &LuaContext<'_>, table: NodeId, missing: &[(Arc<str>, Option<&'static str>)]) -> Option<FixData> {
    let items: Option<Vec<String>> = missing
        .iter()
        .map(|(name, value)| Some(format!("{name} = {}", (*value)?)))
        .collect();
    let items = items?.join(", ");
    let fix = FixData::new(if missing.len() == 1 { "add it" } else { "add them" });
    Some(match cx.tree.children(table).last() {
        Some(last) => fix.insert_after(Anchor::Node(last), format!(", {items}")),
        None => fix.replace(Anchor::Node(table), format!("{{ {items} }}")),
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    const CODE: &[&str] = &["missing-fields"];

    #[test]
    fn a_table_that_lacks_keys_is_told() {
        check(
            r#"---@class Limit
---@field most integer
---@field name string
---@field why? string
---@type Limit
local limit = { most = 1 }
---@param given Limit
local function use(given) return given.most end
use({})
use({ most = 2, name = "a" })
---@class Deep
---@field limit Limit
---@return Deep
local function deep() return { limit = { name = "a" } } end
return { allowed = limit.most ~= deep() }
"#,
            CODE,
            expect![[r#"
                6:15-6:27 missing-fields: this `Limit` lacks `name` | run: it does not look at annotations | help: add them, or put `?` behind their names in the class | fix: Add it
                9:5-9:7 missing-fields: this `Limit` lacks `most` and `name` | run: it does not look at annotations | help: add them, or put `?` behind their names in the class | fix: Add them
            "#]],
        );
    }

    #[test]
    fn keys_that_come_later_or_need_not_be_there_are_fine() {
        const CLASS: &str = "---@class Limit\n---@field most integer\n---@field why? string\n---@field old string|nil\n";
        for text in [
            "---@type Limit\nlocal a = { most = 1 }",
            "---@type Limit\nlocal a = {}\na.most = 1",
            "---@type Limit\nlocal a = setmetatable({}, { __index = {} })",
            "---@type Limit[]\nlocal a = {}",
            "---@type Limit?\nlocal a = nil",
            "---@type table<string, Limit>\nlocal a = {}",
            "---@class Limit2: Limit\nlocal a = {}",
            "---@type Limit\nlocal a = helpers.json.decode(\"{}\")",
            "local a = {}\nfor key, value in pairs(context.config) do a[key] = value end\n---@type Limit\nlocal b = a",
        ] {
            check_none(&format!("{CLASS}{text}\nreturn {{ allowed = a ~= nil }}\n"), CODE);
        }
    }
}
