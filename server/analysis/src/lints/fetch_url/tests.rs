use expect_test::expect;

use crate::lints::tests::{check, check_fix, check_none};

#[test]
fn a_url_that_the_run_refuses_is_found() {
    check(
        r#"---@hook before_signup
local BASE = "https://10.0.0.1"
helpers.fetch("http://api.example.com/")
helpers.fetch("http://" .. context.email)
helpers.fetch(BASE .. "/users/" .. context.email)
helpers.fetch(("https://printer.local/%s"):format(context.email))
helpers.fetch(string.format("http://api.example.com/%s", context.email))
helpers.fetch("https://user:pass@api.example.com/")
helpers.fetch("api.example.com/users")
helpers.fetch("https://api.example.com:8443/")
helpers.fetch("http://localhost/")
pcall(await, helpers.fetch("https://other.net/"))
return { allowed = true }
--- file: pipelua.toml
schema = 1
name = "x"

[fetch]
allow-hosts = ["*.example.com"]
"#,
        &["fetch-url"],
        expect![[r#"
            3:15-3:40 fetch-url: `http:` is refused | run: `await` raises fetch.refused, before anything is sent | help: write `https://` | fix: Write `https`
            4:15-4:41 fetch-url: `http:` is refused | run: `await` raises fetch.refused, before anything is sent | help: write `https://` | fix: Write `https`
            5:15-5:49 fetch-url: `10.0.0.1` is not a public address | run: `await` raises fetch.refused, before anything is sent | help: fetch from a public host, such as `https://api.example.com/`
            6:15-6:65 fetch-url: `printer.local` is a local name | run: `await` raises fetch.refused, before anything is sent | help: fetch from a public host, such as `https://api.example.com/`
            7:15-7:72 fetch-url: `http:` is refused | run: `await` raises fetch.refused, before anything is sent | help: write `https://` | fix: Write `https`
            8:15-8:51 fetch-url: a URL has no user and password | run: `await` raises fetch.refused, before anything is sent | help: send an `authorization` header
            9:15-9:38 fetch-url: a URL begins with `https://` | run: `await` raises fetch.refused, before anything is sent | help: write `https://`
            10:15-10:46 fetch-url[warning]: port 8443 is refused | run: `await` raises fetch.refused, before anything is sent | help: leave the port out
            11:15-11:34 fetch-url: `http:` is refused | run: `await` raises fetch.refused, before anything is sent | help: write `https://`
            12:28-12:48 fetch-url: `other.net` is not in `allow-hosts` | run: `await` raises fetch.refused, before anything is sent | help: add the host to `allow-hosts` of pipelua.toml, or fetch from one that is there
        "#]],
    );
    check_fix(
        r#"---@hook before_signup
helpers.fetch('http://api.example.com/a?b=' .. context.email)
return { allowed = true }
"#,
        "fetch-url",
        expect![[r#"
            ---@hook before_signup
            helpers.fetch("https://api.example.com/a?b=" .. context.email)
            return { allowed = true }
        "#]],
    );
    check_fix(
        r#"---@hook before_signup
helpers.fetch(("http://%s.example.com/"):format(context.email))
return { allowed = true }
"#,
        "fetch-url",
        expect![[r#"
            ---@hook before_signup
            helpers.fetch(("https://%s.example.com/"):format(context.email))
            return { allowed = true }
        "#]],
    );
}

#[test]
fn what_may_be_fine_is_left_alone() {
    check_none(
        r#"---@hook before_signup
local host = context.email
helpers.fetch("https://api.example.com/a?b=http://localhost/")
helpers.fetch("https://loc" .. host)
helpers.fetch("https://10.0.0.1" .. host)
helpers.fetch("https://" .. host .. ".local/")
helpers.fetch(host)
helpers.fetch("http" .. host)
helpers.fetch(helpers.env("URL") .. "/a")
helpers.fetch(("https://%s/"):format(host))
helpers.fetch(("%q"):format(host))
local function get(url) return helpers.fetch(url) end
get("https://api.example.com/")
return { allowed = true }
"#,
        &["fetch-url"],
    );
}
