//! Suppressions: what they reach, what they leave, what is said about them.

use expect_test::expect;

use crate::lints::tests::{check, check_fix, check_none, load};
use crate::{diagnostics, file_at};

const OWN: [&str; 3] = [
    "blanket-suppression",
    "suppression-without-reason",
    "unused-suppression",
];

#[test]
fn the_whole_next_statement_is_reached_and_nothing_else() {
    check(
        "---@diagnostic disable-next-line: undefined-global -- made by the host\nlocal a = one +\n  two\nlocal b = three\nreturn { allowed = a > b }\n",
        &[],
        expect![[r#"
            4:11-4:16 undefined-global: the sandbox has no `three`, and no local is called so here | run: reading it raises script.error; before_signup then denies (onError: deny) | help: Declare `three` with `local` before this, or correct the name.
        "#]],
    );
}

#[test]
fn a_line_is_the_line_of_the_comment() {
    check(
        "local a = one ---@diagnostic disable-line: undefined-global -- fine\nreturn a, two\n",
        &["undefined-global", "unused-suppression"],
        expect![[r#"
            2:11-2:14 undefined-global: the sandbox has no `two`, and no local is called so here | run: reading it raises script.error; before_signup then denies (onError: deny) | help: Declare `two` with `local` before this, or correct the name.
        "#]],
    );
}

#[test]
fn a_range_ends_where_it_is_enabled() {
    check(
        "---@diagnostic disable: undefined-global, unused-local -- generated\nlocal a = one\n---@diagnostic enable: undefined-global\nlocal b = two\n---@diagnostic enable\nlocal c = 3\n",
        &["undefined-global", "unused-local", "unused-suppression"],
        expect![[r#"
            4:11-4:14 undefined-global: the sandbox has no `two`, and no local is called so here | run: reading it raises script.error; before_signup then denies (onError: deny) | help: Declare `two` with `local` before this, or correct the name.
            6:7-6:8 unused-local: the local `c` is never read | safe fix: Rename it to `_c` | fix: Remove it
        "#]],
    );
}

#[test]
fn a_table_item_and_an_argument_can_be_reached() {
    check_none(
        "local t = {\n  ---@diagnostic disable-next-line: undefined-global -- soon\n  a = one,\n  b = 1,\n}\nhelpers.log(\n  ---@diagnostic disable-next-line: undefined-global -- soon\n  two,\n  t\n)\nif t.a then\n  ---@diagnostic disable-next-line: undefined-global -- soon\nelseif three then\n  helpers.log(1)\nend\n",
        &["undefined-global", "unused-suppression"],
    );
}

#[test]
fn names_of_luals_are_understood() {
    check_none(
        "---@diagnostic disable-next-line: lowercase-global -- old style\ncounter = 1\nreturn { allowed = true }\n",
        &["global-write", "unused-suppression"],
    );
}

#[test]
fn syntax_errors_cannot_be_silenced() {
    check(
        "---@diagnostic disable -- all of it\nlocal = 1\n",
        &[],
        expect![[r#"
            1:1-1:36 blanket-suppression: this silences every finding, also those of tomorrow | help: Name the codes: `disable-next-line: code -- reason`.
            2:1-2:6 syntax-error: the name of a local variable is missing | run: the script does not compile, which is script.error; before_signup then denies (onError: deny)
        "#]],
    );
}

#[test]
fn an_error_needs_a_reason() {
    check(
        "---@diagnostic disable-next-line: undefined-global\nlocal a = one\n---@diagnostic disable-next-line: unused-local\nlocal b = a\nreturn { allowed = true }\n",
        &[],
        expect![[r#"
            1:1-1:51 suppression-without-reason: this silences an error without saying why | run: the error is not reported, and a run meets it all the same | help: Say why behind the codes: `-- reason`.
        "#]],
    );
}

#[test]
fn room_for_a_reason_is_no_reason() {
    check(
        "---@diagnostic disable-next-line: undefined-global -- say why\nlocal a = one\n---@diagnostic disable-next-line: unused-local -- say why\nlocal b = a ---@diagnostic disable-line: unused-local -- say why not\nreturn { allowed = true }\n",
        &[],
        expect![[r#"
            1:1-1:62 suppression-without-reason: `say why` stands where the reason goes | run: nothing changes on a run | help: Write why this may be silenced.
            3:1-3:58 suppression-without-reason: `say why` stands where the reason goes | run: nothing changes on a run | help: Write why this may be silenced.
            4:13-4:69 unused-suppression: there is no `unused-local` here for this to silence | safe fix: Remove it
        "#]],
    );
}

#[test]
fn what_silences_nothing_is_reported_and_removed() {
    let text = "---@diagnostic disable-next-line: unused-local -- old\nlocal a = 1\n---@diagnostic disable-next-line: unused-local, empty-block, unused-label\nlocal b = a ---@diagnostic disable-line\n---@diagnostic disable-next-line: no-such-code\nreturn { allowed = a > 0 }\n";
    check(
        text,
        &OWN,
        expect![[r#"
            1:1-1:54 unused-suppression: there is no `unused-local` here for this to silence | safe fix: Remove it
            3:49-3:60 unused-suppression: there is no `empty-block` here for this to silence | safe fix: Remove `empty-block`
            3:62-3:74 unused-suppression: there is no `unused-label` here for this to silence | safe fix: Remove `unused-label`
            4:13-4:40 blanket-suppression: this silences every finding, also those of tomorrow | help: Name the codes: `disable-next-line: code -- reason`.
            4:13-4:40 unused-suppression: there is nothing here for this to silence | safe fix: Remove it
        "#]],
    );
    check_fix(
        text,
        "unused-suppression",
        expect![[r#"
        local a = 1
        ---@diagnostic disable-next-line: unused-local, empty-block, unused-label
        local b = a ---@diagnostic disable-line
        ---@diagnostic disable-next-line: no-such-code
        return { allowed = a > 0 }
    "#]],
    );
}

#[test]
fn what_is_switched_off_or_broken_is_not_unused() {
    check_none(
        "---@diagnostic disable-next-line: unused-local\nlocal a = 1\nlocal function f(\n",
        &OWN,
    );
    check_none(
        "--- file: pipelua.toml\nschema = 1\nname = \"x\"\n[lints]\nunused-local = \"off\"\n--- file: scripts/example.lua\n---@hook before_signup\n---@diagnostic disable-next-line: unused-local\nlocal a = 1\nreturn { allowed = true }\n",
        &OWN,
    );
}

#[test]
fn what_is_silenced_is_counted() {
    let db = load(
        "---@diagnostic disable: undefined-global, unused-local -- why\nlocal a = one + two\nreturn { allowed = true }\n",
    );
    let file = file_at(&db, "scripts/example.lua").unwrap();
    assert_eq!(diagnostics(&db, file).suppressed, 3);
}

#[test]
fn a_comment_at_the_end_reaches_nothing() {
    check(
        "return { allowed = true }\n---@diagnostic disable-next-line: unused-local",
        &[],
        expect![[r#"
            2:1-2:47 unused-suppression: there is no `unused-local` here for this to silence | safe fix: Remove it
        "#]],
    );
    check(
        "---@diagnostic disable-next-line\n",
        &OWN,
        expect![[r#"
            1:1-1:33 blanket-suppression: this silences every finding, also those of tomorrow | help: Name the codes: `disable-next-line: code -- reason`.
            1:1-1:33 unused-suppression: there is nothing here for this to silence | safe fix: Remove it
        "#]],
    );
}

#[test]
fn a_code_or_a_word_that_means_nothing_is_told() {
    let text = "---@diagnostic disable-next-line: undefned-global, no-such-thing, trailing-space -- soon\nlocal a = one\n---@diagnostic disable-nxt-line: unused-local -- soon\nlocal b = a\n---@diagnostic\nlocal c = b ---@diagnostic disabled\n---@diagnostics are something else\nreturn { allowed = c }\n";
    check(
        text,
        &["doc-unknown-code", "unused-suppression"],
        expect![[r#"
        1:35-1:50 doc-unknown-code: no finding has the code `undefned-global`; did you mean `undefined-global`? | run: nothing; what it was meant to silence is reported | fix: Write `undefined-global`
        1:52-1:65 doc-unknown-code: no finding has the code `no-such-thing` | run: nothing; what it was meant to silence is reported | help: Take the code from the finding; `pipelua explain --all` lists them.
        3:16-3:32 doc-unknown-code: `---@diagnostic` knows no `disable-nxt-line`; did you mean `disable-next-line`? | run: nothing; what it was meant to silence is reported | fix: Write `disable-next-line`
        5:1-5:15 doc-unknown-code: `---@diagnostic` does not say what to do | run: nothing; what it was meant to silence is reported | help: Write `disable-next-line`, `disable-line`, `disable` or `enable` behind `---@diagnostic`.
        6:28-6:36 doc-unknown-code: `---@diagnostic` knows no `disabled`; did you mean `disable`? | run: nothing; what it was meant to silence is reported | fix: Write `disable`
    "#]],
    );
    check_fix(
        text,
        "doc-unknown-code",
        expect![[r#"
        ---@diagnostic disable-next-line: undefined-global, no-such-thing, trailing-space -- soon
        local a = one
        ---@diagnostic disable-nxt-line: unused-local -- soon
        local b = a
        ---@diagnostic
        local c = b ---@diagnostic disabled
        ---@diagnostics are something else
        return { allowed = c }
    "#]],
    );
}
