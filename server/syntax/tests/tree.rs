//! What trees look like: of right text, of broken text, and of the errors in it.

#![allow(clippy::needless_raw_string_hashes)] // written by expect-test

mod dump;

use dump::{errors, tree};
use expect_test::{Expect, expect};

#[track_caller]
fn check(text: &str, expect: &Expect) {
    let parse = pipelua_syntax::parse(text);
    expect.assert_eq(&format!("{}{}", tree(&parse), errors(&parse)));
}

#[test]
fn every_statement_has_its_children_in_order() {
    check(
        "local a <const>, b = 1\nfunction m.f:g(x, ...) return ... end\nfor i = 1, 2 do break end\nfor k, v in p() do end",
        &expect![[r#"
            Chunk 0..109 local
              Block 0..109 local
                LocalStmt 0..22 local
                  NameList 6..18 a
                    NameDef 6..15 a +1
                    NameDef 17..18 b
                  ExprList 21..22 1
                    NumberExpr 21..22 1
                FunctionStmt 23..60 function
                  FieldExpr 32..37 g +1
                    FieldExpr 32..35 f
                      NameExpr 32..33 m
                  FunctionBody 37..60 (
                    ParamList 37..45 ( +4
                      Param 38..39 x
                    Block 46..56 return
                      ReturnStmt 46..56 return
                        ExprList 53..56 ...
                          VarargExpr 53..56 ...
                NumericForStmt 61..86 for
                  NameDef 65..66 i
                  ExprList 69..73 1
                    NumberExpr 69..70 1
                    NumberExpr 72..73 2
                  Block 77..82 break
                    BreakStmt 77..82 break
                GenericForStmt 87..109 for
                  NameList 91..95 k
                    NameDef 91..92 k
                    NameDef 94..95 v
                  ExprList 99..102 p
                    CallExpr 99..102 (
                      NameExpr 99..100 p
                      ArgList 100..102 (
                  Block 105..105 end
        "#]],
    );
}

#[test]
fn an_assignment_in_a_condition_keeps_condition_and_body() {
    check(
        "if x = 1 then foo() end",
        &expect![[r#"
        Chunk 0..23 if
          Block 0..23 if
            IfStmt 0..23 if
              IfClause 0..19 if
                BinaryExpr 3..8 = ! ~
                  NameExpr 3..4 x ~
                  NumberExpr 7..8 1 ~
                Block 14..19 foo
                  CallStmt 14..19 foo
                    CallExpr 14..19 (
                      NameExpr 14..17 foo
                      ArgList 17..19 (
        5..6 `=` assigns and has no value; write `==` to compare | 5..6 -> "=="
    "#]],
    );
}

#[test]
fn a_function_without_the_end_of_its_parameters_keeps_its_body() {
    check(
        "local function f(a, b\n  return a\nend",
        &expect![[r#"
        Chunk 0..36 local
          Block 0..36 local
            LocalFunctionStmt 0..36 local
              NameDef 15..16 f ~
              FunctionBody 16..36 (
                ParamList 16..21 ( ~
                  Param 17..18 a ~
                  Param 20..21 b ! ~
                Block 24..32 return
                  ReturnStmt 24..32 return
                    ExprList 31..32 a
                      NameExpr 31..32 a
        20..21 `)` is missing behind the parameters | 21..21 -> ")"
    "#]],
    );
}

#[test]
fn a_name_behind_a_dot_on_the_next_line_is_flagged_and_belongs_to_the_statement_below_if_it_must() {
    check(
        "x.\nfoo()",
        &expect![[r#"
        Chunk 0..8 x
          Block 0..8 x
            CallStmt 0..8 x
              CallExpr 0..8 (
                FieldExpr 0..6 foo +8
                  NameExpr 0..1 x
                ArgList 6..8 (
    "#]],
    );
    check(
        "local y = x.\nfoo.bar = 1",
        &expect![[r#"
        Chunk 0..24 local
          Block 0..24 local
            LocalStmt 0..12 local ~
              NameList 6..7 y ~
                NameDef 6..7 y ~
              ExprList 10..12 x ~
                FieldExpr 10..12 . ! ~ +10
                  NameExpr 10..11 x ~
            AssignStmt 13..24 =
              ExprList 13..20 foo
                FieldExpr 13..20 bar
                  NameExpr 13..16 foo
              ExprList 23..24 1
                NumberExpr 23..24 1
        11..12 a name is missing after `.`
    "#]],
    );
}

#[test]
fn a_lost_end_ends_the_block_where_the_indentation_does() {
    check(
        "function f()\n  if a then\n    b()\nend\ng()",
        &expect![[r#"
        Chunk 0..40 function
          Block 0..40 function
            FunctionStmt 0..36 function ~
              NameExpr 9..10 f ~
              FunctionBody 10..36 ( ~
                ParamList 10..12 ( ~
                Block 15..32 if ~
                  IfStmt 15..32 if ~
                    IfClause 15..32 if ! ~
                      NameExpr 18..19 a ~
                      Block 29..32 b ~
                        CallStmt 29..32 b ~
                          CallExpr 29..32 ( ~
                            NameExpr 29..30 b ~
                            ArgList 30..32 ( ~
            CallStmt 37..40 g
              CallExpr 37..40 (
                NameExpr 37..38 g
                ArgList 38..40 (
        15..17 `end` is missing; it closes this `if` | 32..32 -> "\n  end"
    "#]],
    );
}

#[test]
fn a_stray_end_does_not_close_the_chunk() {
    check(
        "a()\nend\nb()",
        &expect![[r#"
        Chunk 0..11 a ~
          Block 0..11 a ~
            CallStmt 0..3 a ~
              CallExpr 0..3 ( ~
                NameExpr 0..1 a ~
                ArgList 1..3 ( ~
            ErrorStmt 4..7 end ! ~
            CallStmt 8..11 b ~
              CallExpr 8..11 ( ~
                NameExpr 8..9 b ~
                ArgList 9..11 ( ~
        4..7 this `end` closes nothing
    "#]],
    );
}

#[test]
fn statements_behind_return_stay_in_order() {
    check(
        "return 1\na()\nb()",
        &expect![[r#"
        Chunk 0..16 return
          Block 0..16 return
            ReturnStmt 0..8 return
              ExprList 7..8 1
                NumberExpr 7..8 1
            CallStmt 9..12 a ~
              CallExpr 9..12 ( ~
                NameExpr 9..10 a ! ~
                ArgList 10..12 ( ~
            CallStmt 13..16 b
              CallExpr 13..16 (
                NameExpr 13..14 b
                ArgList 14..16 (
        9..10 `return` must be the last statement of its block | remove what follows it, or put the `return` into `do .. end`
    "#]],
    );
}

#[test]
fn a_comment_in_a_block_is_flagged() {
    check(
        "if a then -- todo\nend\nif b then end -- behind",
        &expect![[r#"
        Chunk 0..35 if
          Block 0..35 if +8
            IfStmt 0..21 if
              IfClause 0..9 if
                NameExpr 3..4 a
                Block 9..9 end +8
            IfStmt 22..35 if
              IfClause 22..31 if
                NameExpr 25..26 b
                Block 31..31 end
    "#]],
    );
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_white_space() {
    check(
        "\u{feff}a()\r\n-- c\r\nb()\r\n",
        &expect![[r#"
        Chunk 3..17 a
          Block 3..17 a +8
            CallStmt 3..6 a
              CallExpr 3..6 (
                NameExpr 3..4 a
                ArgList 4..6 (
            CallStmt 14..17 b
              CallExpr 14..17 (
                NameExpr 14..15 b
                ArgList 15..17 (
    "#]],
    );
}
