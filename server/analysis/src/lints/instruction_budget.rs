//! `instruction-budget`: a loop takes more instructions than a script has, for certain.

use pipelua_schemas::builtin;
use pipelua_syntax::NodeKind;

use crate::db::Db;
use crate::finding::Severity;
use crate::lint::loop_cost::loops_over;
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof};
use crate::workspace::manifest::limits;

pub(crate) static LINT: Lint = Lint {
    code: "instruction-budget",
    severity: Severity::Error,
    fix: FixKind::None,
    proof: Proof::RuntimeError,
    page: include_str!("../../../../docs/lints/instruction-budget.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    if cx.tree.of_kind(NodeKind::NumericForStmt).next().is_none() {
        return;
    }
    let limit = limit_in_force(cx.db);
    for found in loops_over(cx, limit) {
        let message = format!("this loop takes over {limit} instructions, more than a script has");
        let finding = cx
            .finding(Anchor::Main(found.statement), message)
            .runtime(format!(
                "its {} turns take at least {} instructions, which is limit.instructions",
                found.turns, found.instructions
            ))
            .help("do less in it, or split the work between nodes");
        cx.report(finding);
    }
}

/// How many instructions a script of this workspace has.
pub(super) fn limit_in_force(db: &dyn Db) -> u64 {
    let builtin = builtin().limits().instructions();
    limits(db).get("instructions").unwrap_or(builtin)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    #[test]
    fn loops_beyond_the_limit_are_found() {
        check(r#"local n, most = 0, 60000
for i = 1, most do n = n + i end
for i = 1, 300 do
  for j = 1, 300 do
    n = n + 1
  end
end
for i = 100000, 1, -1 do
  if n > 3 then n = 0 end
end
local function f()
  for i = 1, 1e5 do string.rep("x", i) end
end
return { allowed = n > 0, data = { f = f() } }
"#, &["instruction-budget"], expect![[r#"
    2:1-2:4 instruction-budget: this loop takes over 50000 instructions, more than a script has | run: its 60000 turns take at least 120000 instructions, which is limit.instructions | help: do less in it, or split the work between nodes
    3:1-3:4 instruction-budget: this loop takes over 50000 instructions, more than a script has | run: its 300 turns take at least 180300 instructions, which is limit.instructions | help: do less in it, or split the work between nodes
    8:1-8:4 instruction-budget: this loop takes over 50000 instructions, more than a script has | run: its 100000 turns take at least 100000 instructions, which is limit.instructions | help: do less in it, or split the work between nodes
    12:3-12:6 instruction-budget: this loop takes over 50000 instructions, more than a script has | run: its 100000 turns take at least 200000 instructions, which is limit.instructions | help: do less in it, or split the work between nodes
"#]]);
        let tight = "--- file: pipelua.toml\nschema = 1\n[limits]\ninstructions = 1000\n";
        check(&format!("for i = 1, 1001 do end\nreturn {{ allowed = true }}\n{tight}"), &["instruction-budget"], expect![[r#"
            1:1-1:4 instruction-budget: this loop takes over 1000 instructions, more than a script has | run: its 1001 turns take at least 1001 instructions, which is limit.instructions | help: do less in it, or split the work between nodes
        "#]]);
    }

    #[test]
    fn what_may_be_left_or_is_not_known_is_fine() {
        check_none(r#"local n, f = 0, context.outputs
for i = 1, 40000 do end
for i = 1, 100000 do if n > 10 then break end n = n + 1 end
for i = 1, 100000 do f(i) end
for i = 1, #context.email do for j = 1, 49999 do end end
for i = 100000, 1 do n = n + 1 end
for i = 1, 100000, 50 do n = n + 1 end
for i = 1, 100000 do error("x") end
for i = 1, 20000 do local a local b local c end
for i = 1, 40000 do local n <const> = 5 end
for i = 1, 40000 do n = n end
local rows = helpers.json.decode("[]")
pcall(function() for i = 1, 60000 do n = n + rows[i].count end end)
for i = 1, 60000 do
  if n == i then return { allowed = false } end
end
while true do n = n + 1 if n > 3 then break end end
return { allowed = n > 0 }
"#, &["instruction-budget"]);
    }
}
