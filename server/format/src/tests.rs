use expect_test::{Expect, expect};

use super::*;

#[track_caller]
fn check(text: &str, expect: &Expect) {
    let shown = match format(text, &Style::default()) {
        Ok(formatted) => {
            assert_eq!(
                format(&formatted, &Style::default()).as_deref(),
                Ok(formatted.as_str()),
                "not stable"
            );
            formatted
        }
        Err(error) => error.to_string(),
    };
    expect.assert_eq(&shown);
}

#[test]
fn a_script_is_laid_out_with_two_blanks() {
    check(
        "if context.email=='a' then\nreturn {allowed=false,error='no'}\nend",
        &expect![[r#"
        if context.email == "a" then
          return { allowed = false, error = "no" }
        end
    "#]],
    );
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_go() {
    check(
        "\u{feff}local a = 1\r\nreturn a\r\n",
        &expect![[r"
        local a = 1
        return a
    "]],
    );
}

#[test]
fn attributes_labels_and_integer_operators_are_understood() {
    check(
        "local a<const> =  7//2\ngoto done\n::done::\nreturn a&1",
        &expect![[r"
        local a <const> = 7 // 2
        goto done
        ::done::
        return a & 1
    "]],
    );
}

#[test]
fn a_text_with_errors_is_left_alone() {
    assert!(matches!(
        format("local = 1\n", &Style::default()),
        Err(FormatError::Syntax { .. })
    ));
    assert!(matches!(
        format("a = `", &Style::default()),
        Err(FormatError::Syntax { .. })
    ));
}

#[test]
fn deep_nesting_never_ends_the_process() {
    let texts = [
        format!("x = a{}", ".b()".repeat(20_000)),
        format!("x = a{}", " + a".repeat(20_000)),
        format!("x = a{}", " .. a".repeat(150)),
        format!("x = {}1{}", "(".repeat(150), ")".repeat(150)),
        format!("x = {}{}", "{".repeat(150), "}".repeat(150)),
        format!("x = a{}", ".b()".repeat(300)),
        format!("x = a{}", " + a".repeat(900)),
        format!("if a then {} end", "elseif a then ".repeat(5_000)),
        format!("{}{}", "do ".repeat(150), "end ".repeat(150)),
    ];
    for text in texts {
        // Formatted or refused; a stack overflow would end the test's process.
        let _ = format(&text, &Style::default());
    }
}

#[test]
fn a_range_changes_nothing_outside_it() {
    let text = "local a   = 1\nlocal b   = 2\nlocal c   = 3\n";
    let start = text.find("local b").unwrap() as u32;
    let edits = format_range(text, TextRange::new(start, start + 13), &Style::default()).unwrap();
    assert_eq!(
        edits,
        [TextEdit {
            range: TextRange::new(14, 28),
            new_text: "local b = 2\n".to_owned()
        }]
    );
}

#[test]
fn a_range_keeps_windows_line_ends() {
    let text = "local a   = 1\r\nlocal b   = 2\r\n";
    let edits = format_range(text, TextRange::new(0, 13), &Style::default()).unwrap();
    assert_eq!(
        edits,
        [TextEdit {
            range: TextRange::new(0, 15),
            new_text: "local a = 1\r\n".to_owned()
        }]
    );
}

#[test]
fn the_manifest_sets_the_style_and_what_stylua_does_not_know_is_ignored() {
    let format_table = serde_json::json!({
        "indent-width": 4, "column-width": "wide", "colour": "red", "quote-style": "force-single"
    });
    let style = style(format_table.as_object().unwrap(), None).unwrap();
    assert_eq!(
        format("do a(\"x\") end", &style).as_deref(),
        Ok("do\n    a('x')\nend\n")
    );
}

#[test]
fn a_stylua_toml_stands_alone() {
    let format_table = serde_json::json!({ "indent-width": 4 });
    let style = style(
        format_table.as_object().unwrap(),
        Some("indent_type = \"Tabs\"\n"),
    )
    .unwrap();
    assert_eq!(format("do a() end", &style).as_deref(), Ok("do\n\ta()\nend\n"));
}

#[test]
fn a_wrong_stylua_toml_is_refused() {
    let none = serde_json::Map::new();
    assert!(style(&none, Some("indent_widht = 2\n")).is_err());
    assert!(style(&none, Some("= 2\n")).is_err());
}

#[test]
fn every_numeral_of_lua_is_kept() {
    check(
        "local a={0xff,0XA.8p0,0x.8,0xA.,0xAp1,0xffffffffffffffff,99999,1e3,5.,3.14e-2,0x7fffffffffffffff}",
        &expect![[r#"
            local a = {
              0xff,
              0XA.8p0,
              0x.8,
              0xA.,
              0xAp1,
              0xffffffffffffffff,
              99999,
              1e3,
              5.,
              3.14e-2,
              0x7fffffffffffffff,
            }
        "#]],
    );
    check(
        "local long = 0xffffffffffffffffffff -- 0x.8\nlocal s, t = '0x.8', [[0xA.8p0]] return long+0x1p4,s,t",
        &expect![[r#"
            local long = 0xffffffffffffffffffff -- 0x.8
            local s, t = "0x.8", [[0xA.8p0]]
            return long + 0x1p4, s, t
        "#]],
    );
}
