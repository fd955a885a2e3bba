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
