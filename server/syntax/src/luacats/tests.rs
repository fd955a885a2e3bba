use expect_test::{Expect, expect};

use super::{parse_comment, parse_type};

mod show;

#[track_caller]
fn check_type(text: &str, expect: &Expect) {
    let (ty, errors) = parse_type(text);
    expect.assert_eq(&format!(
        "{}{}",
        show::type_expr(&ty),
        show::errors(text, &errors)
    ));
}

#[track_caller]
fn check(text: &str, expect: &Expect) {
    expect.assert_eq(&show::comment(text, &parse_comment(text)));
}

#[test]
fn unions_options_and_arrays_bind_as_written() {
    check_type(
        "string|integer[]?",
        &expect!["union(string, optional(array(integer)))"],
    );
    check_type("(string|integer)[]", &expect!["array(union(string, integer))"]);
    check_type(
        "\"a\"|'b'|-1|2.5|true|nil",
        &expect![[r#"union("a", "b", -1, 2.5, true, nil)"#]],
    );
}

#[test]
fn tables_tuples_and_generics() {
    check_type(
        "{a: string, b?: integer; [string]: any, [1]: T, }",
        &expect!["{a: string, b?: integer, [string]: any, [1]: T}"],
    );
    check_type(
        "table<string, {x: number}[]>",
        &expect!["table<string, array({x: number})>"],
    );
    check_type("[string, integer?]", &expect!["tuple(string, optional(integer))"]);
    check_type("Promise<fun(): A, B>", &expect!["Promise<fun() -> (A, B)>"]);
}

#[test]
fn signatures() {
    check_type(
        "fun(s: string, i?: integer, ...: any): string, integer",
        &expect!["fun(s: string, i?: integer, ...: any) -> (string, integer)"],
    );
    check_type(
        "fun(): (ok: boolean, reason: string?)",
        &expect!["fun() -> (ok: boolean, reason: optional(string))"],
    );
    check_type(
        "fun<T>(p: Promise<T>): T",
        &expect!["fun<T>(p: Promise<T>) -> (T)"],
    );
    check_type(
        "fun(f: fun(): A, b: B): (A|B)[]",
        &expect!["fun(f: fun() -> (A), b: B) -> (array(union(A, B)))"],
    );
    check_type(
        "async fun(name: `T`): T...",
        &expect!["async fun(name: `T`) -> (variadic(T))"],
    );
    check_type("{ f: fun(x): A, g: B }", &expect!["{f: fun(x) -> (A), g: B}"]);
    check_type("fun()", &expect!["fun() -> ()"]);
}

#[test]
fn broken_types_say_where() {
    check_type(
        "",
        &expect![[r#"
        missing
        0..0 "": a type is missing here"#]],
    );
    check_type(
        "string|",
        &expect![[r#"
        union(string, missing)
        7..7 "": a type is missing here"#]],
    );
    check_type(
        "table<string",
        &expect![[r#"
        table<string>
        12..12 "": `>` is missing here"#]],
    );
    check_type(
        "{a string}",
        &expect![[r#"
        {a: missing}
        3..9 "string": `:` and a type are missing behind this key"#]],
    );
    check_type(
        "string integer",
        &expect![[r#"
        string
        7..14 "integer": the type ends before this"#]],
    );
    check_type(
        "\"abc",
        &expect![[r#"
        "abc"
        0..4 "\"abc": this string is not closed"#]],
    );
}

#[test]
fn every_tag() {
    check(
        "A text.\n@class (exact) a.B<T>: C, D # why\n@field private name? string the name\n@field [string] integer\n@type A, B\n\
         @param x? integer -- how many\n@param ... string\n@return boolean ok, string? err what went wrong\n@alias Id string|integer\n\
         @enum (key) Colour\n@generic T: string, U\n@overload fun(a: string): integer\n@return_overload true, string\n@vararg string\n\
         @cast a.b +string, -nil, ?\n@as integer\n@nodiscard\n@deprecated use that\n@async\n@operator add(V): V\n@meta _\n@see that\n@what ever\n\
         @hook before_signup\n@data { score: number }\n@config { limit?: integer }",
        &expect![[r#"
            text "A text."
            @class 8..41 exact=true a.B<T>: C, D -- "why"
            @field 42..78 name optional=true string -- "the name"
            @field 79..102 [string] optional=false integer
            @type 103..113 A, B
            @param 114..143 x optional=true integer -- "how many"
            @param 144..161 ... optional=false string
            @return 162..209 ok: boolean, err: optional(string) -- "what went wrong"
            @alias 210..234 Id = union(string, integer)
            @enum 235..253 Colour key=true
            @generic 254..275 <T: string, U>
            @overload 276..309 fun(a: string) -> (integer)
            @return_overload 310..339 true, string
            @vararg 340..354 string
            @cast 355..381 a.b +string -nil +nil
            @as 382..393 integer
            @nodiscard 394..404 Nodiscard
            @deprecated 405..425 Deprecated -- "use that"
            @async 426..432 Async
            @operator 433..452 add(V): V
            @meta 453..460 _
            @see 461..470 Ignored -- "that"
            @what 471..481 Unknown -- "ever"
            @hook 482..501 before_signup
            @data 502..525 {score: number}
            @config 526..553 {limit?: integer}
        "#]],
    );
}

#[test]
fn an_alias_goes_on_over_lines() {
    check(
        "@alias Mode\n| \"read\" # only read\n|> \"write\"\nplain text",
        &expect![[r#"
            text "plain text"
            @alias 0..43 Mode =  | "read" "only read" | "write" ""
        "#]],
    );
}

#[test]
fn brackets_go_on_over_lines() {
    check(
        "@data {\n  score: number,\n  label?: string\n}\n@hook a",
        &expect![[r#"
            @data 0..43 {score: number, label?: string}
            @hook 44..51 a
        "#]],
    );
    check(
        "@data {\n  score: number,\n@hook a",
        &expect![[r#"
        @data 0..24 {score: number}
        @hook 25..32 a

        24..24 "": `}` is missing here"#]],
    );
}

#[test]
fn suppressions_have_codes_and_a_reason() {
    check(
        "@diagnostic disable-next-line: unused-local, need-check-nil -- the host fills it in",
        &expect![[r#"
            @diagnostic 0..83 DisableNextLine ["unused-local", "need-check-nil"] Some("the host fills it in")
        "#]],
    );
    check(
        "@diagnostic disable",
        &expect![[r#"
        @diagnostic 0..19 Disable [] None
    "#]],
    );
    check(
        "@diagnostic disalbe: x",
        &expect![[r#"
        @diagnostic 0..22 Malformed -- "disalbe: x"

        12..19 "disalbe": write `disable-next-line`, `disable-line`, `disable` or `enable` here"#]],
    );
    check(
        "@diagnostic disable-line: -- why",
        &expect![[r#"
        @diagnostic 0..32 DisableLine [] Some("why")

        26..27 "-": the code of a finding is missing here"#]],
    );
}

#[test]
fn broken_tags_say_where() {
    check(
        "@class\n@field\n@param\n@alias X\n@return\n@hook\n@ nothing\n@cast",
        &expect![[r#"
            text "@ nothing"
            @class 0..6 Malformed
            @field 7..13 Malformed
            @param 14..20 Malformed
            @alias 21..29 X = 
            @return 30..37 missing
            @hook 38..43 Malformed
            @cast 54..59 Malformed

            6..6 "": a name is missing here
            13..13 "": the name and the type of a field are missing here
            20..20 "": a name is missing here
            29..29 "": the type of this alias is missing
            37..37 "": a type is missing here
            43..43 "": a name is missing here
            59..59 "": a name is missing here"#]],
    );
}

#[test]
fn any_depth_and_any_text_ends() {
    for text in [
        "(".repeat(10_000),
        "{a:".repeat(10_000),
        "fun(a:".repeat(5_000),
        "A<".repeat(10_000),
        "[".repeat(9_999),
        "A".to_owned() + &"[]".repeat(50_000),
        "A".to_owned() + &"?".repeat(50_000),
        "A".to_owned() + &"...".repeat(50_000),
    ] {
        let (_, errors) = parse_type(&text);
        assert!(!errors.is_empty() && errors.len() < 200, "{}", errors.len());
        parse_comment(&format!("@type {text}"));
    }
    let everything =
        "@class (exact) é<T>: {a?: `x`, [\"k\"]: fun(...): (A)[]}|'b' @param ... \\ \u{1F600} --# |>";
    for start in (0..everything.len()).filter(|at| everything.is_char_boundary(*at)) {
        for end in (start..=everything.len()).filter(|at| everything.is_char_boundary(*at)) {
            let text = &everything[start..end];
            let (_, errors) = parse_type(text);
            assert!(
                errors
                    .iter()
                    .all(|error| text.get(error.range.as_usize()).is_some()),
                "{text}"
            );
            let comment = parse_comment(text);
            assert!(
                comment
                    .errors
                    .iter()
                    .all(|error| text.get(error.range.as_usize()).is_some()),
                "{text}"
            );
            assert!(
                comment
                    .tags
                    .iter()
                    .all(|tag| text.get(tag.range.as_usize()).is_some()),
                "{text}"
            );
        }
    }
}
