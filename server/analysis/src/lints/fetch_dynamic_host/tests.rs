use expect_test::expect;

use crate::lints::tests::{check, check_none};

#[test]
fn a_host_that_a_sign_in_chooses_is_found() {
    check(
        r#"---@hook before_signup
local domain = context.email:match("@(.+)$")
local lower = string.lower(domain or "")
helpers.fetch("https://" .. context.email)
helpers.fetch("https://mail." .. lower .. ".com/a")
helpers.fetch(("https://%s/"):format(domain))
helpers.fetch(context.request.userAgent or "https://a.example/")
return { allowed = true }
"#,
        &["fetch-dynamic-host"],
        expect![[r#"
            3:15-3:41 fetch-dynamic-host: the host of this request is built from `context` | run: fetch asks any public host that it names, and hands on what that answers | help: look the host up in a table of your own, or list those that may be asked in `allow-hosts`
            4:29-4:42 fetch-dynamic-host: the host of this request is built from `context` | run: fetch asks any public host that it names, and hands on what that answers | help: look the host up in a table of your own, or list those that may be asked in `allow-hosts`
            6:38-6:44 fetch-dynamic-host: the host of this request is built from `context` | run: fetch asks any public host that it names, and hands on what that answers | help: look the host up in a table of your own, or list those that may be asked in `allow-hosts`
            7:15-7:64 fetch-dynamic-host: the host of this request is built from `context` | run: fetch asks any public host that it names, and hands on what that answers | help: look the host up in a table of your own, or list those that may be asked in `allow-hosts`
        "#]],
    );
}

#[test]
fn hosts_of_the_team_are_fine() {
    check_none(
        r#"---@hook before_signup
local hosts = { a = "a.example.com" }
local host = hosts[context.email] or "b.example.com"
local chosen = context.email == "a" and "a.example.com" or "b.example.com"
local context_name = context.name
helpers.fetch("https://" .. host .. "/")
helpers.fetch("https://" .. chosen .. "/" .. context.email)
helpers.fetch("https://a.example.com/" .. context.email)
helpers.fetch("https://" .. context.config.host .. "/" .. context.email)
helpers.fetch("https://" .. helpers.env("HOST") .. "/" .. context.email)
helpers.fetch("https://" .. helpers.hash(context.email) .. ".example.com/")
helpers.fetch("https://a.example.com?" .. context_name)
return { allowed = true }
"#,
        &["fetch-dynamic-host"],
    );
    check_none(
        r#"---@hook before_signup
helpers.fetch("https://" .. context.email)
return { allowed = true }
--- file: pipelua.toml
schema = 1
name = "x"

[fetch]
allow-hosts = ["a.example.com"]
"#,
        &["fetch-dynamic-host"],
    );
}
