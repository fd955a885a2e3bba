//! What a manifest means and what is said about it: true cases beside near misses.

use std::fmt::Write as _;

use expect_test::{Expect, expect};

use super::read::{not_utf8, read, usable_by};
use super::{FailOn, Level, manifest, manifest_errors, manifest_place};
use crate::finding::Severity;
use crate::workspace::fixture::{file, findings, world};
use crate::workspace::pointer_at;

/// The findings about a manifest of format 1 with this text below its first line.
#[track_caller]
fn check(text: &str, expect: &Expect) {
    let db = world(&format!("--- file: pipelua.toml\nschema = 1\n{text}"));
    assert_eq!(manifest_errors(&db), []);
    expect.assert_eq(&findings(&db, "pipelua.toml"));
}

#[track_caller]
fn check_fatal(text: &str, expect: &Expect) {
    let source = read(text);
    assert!(!source.manifest.is_read && source.findings.is_empty());
    let error = source.errors.first().expect("it cannot be used");
    let place = error.range.map_or("file", |range| &text[range.as_usize()]);
    expect.assert_eq(&format!("[{place}] {}", error.message));
}

const WHOLE: &str = r#"
name = "acme-auth"
required-version = ">=0.1"
[secrets]
STRIPE_KEY = "Stripe, restricted key"
[env]
RISK_LIMIT = "Score above which a sign-up is refused"
[fetch]
allow-hosts = ["api.stripe.com", "*.geo.example"]
[limits]
script-time = "2s"
fetch-bytes = 262144
memory = "4MiB"
instructions = 20000
layers = 4
[check]
fail-on = "never"
baseline = "pipelua-baseline.json"
[lints]
pipeline-comment = "error"
pipeline-duplicate-need = "off"
[format]
indent-width = 2
indent-type = "tabs"
column-width = 100
quote-style = "auto-prefer-single"
[remotes.staging]
url = "https://hooks.staging.acme.example"
default = true
[remotes.local]
url = "http://localhost:8787"
"#;

#[test]
fn a_whole_manifest_is_read_without_a_finding() {
    check(WHOLE, &expect![""]);
    let db = world(&format!("--- file: pipelua.toml\nschema = 1\n{WHOLE}"));
    let manifest = manifest(&db);
    assert!(manifest.is_read);
    assert_eq!(
        manifest.secrets.description("STRIPE_KEY"),
        Some("Stripe, restricted key")
    );
    assert!(manifest.env.contains("RISK_LIMIT") && !manifest.env.contains("STRIPE_KEY"));
    let hosts: Vec<String> = manifest
        .allow_hosts
        .iter()
        .flatten()
        .map(ToString::to_string)
        .collect();
    assert_eq!(hosts, ["api.stripe.com", "*.geo.example"]);
    let limit = |name| manifest.limits.get(name);
    assert_eq!(limit("script-time"), Some(2_000));
    assert_eq!(limit("memory"), Some(4 << 20));
    assert_eq!(limit("run-time"), Some(10_000), "not tightened");
    assert_eq!(limit("no-such-limit"), None);
    assert_eq!(manifest.fail_on, Some(FailOn::Never));
    assert_eq!(
        manifest.level("pipeline-comment"),
        Some(Level::At(Severity::Error))
    );
    assert_eq!(manifest.level("pipeline-duplicate-need"), Some(Level::Off));
    assert_eq!(manifest.level("pipeline-cycle"), None);
    assert!(manifest.remotes[0].default && !manifest.remotes[1].default);
    let (_, place) = manifest_place(&db, "/secrets/STRIPE_KEY").unwrap();
    let text = file(&db, "pipelua.toml").text(&db).as_str();
    assert_eq!(&text[place.as_usize()], "STRIPE_KEY");
}

/// A key that the schema gains must be read here, or be told as unknown.
#[test]
fn every_key_of_the_schema_is_accepted() {
    let schema = pipelua_schemas::builtin()
        .file_schema("manifest")
        .unwrap()
        .to_value();
    let mut text = String::from("schema = 1\n");
    for section in ["limits", "format", "check"] {
        writeln!(text, "[{section}]").unwrap();
        for (key, schema) in schema["properties"][section]["properties"].as_object().unwrap() {
            let words = schema.get("enum").or_else(|| schema.get("examples"));
            let value = words.map_or(&schema["minimum"], |words| &words[0]);
            writeln!(text, "{key} = {value}").unwrap();
        }
    }
    assert_eq!(read(&text).findings, [], "{text}");
    assert_eq!(
        read(&text).manifest.limits.iter().count(),
        schema["properties"]["limits"]["properties"]
            .as_object()
            .unwrap()
            .len()
    );
}

#[test]
fn what_cannot_be_used_is_told_with_its_place() {
    check_fatal(
        "schema = 1\nname = \"a\n",
        &expect![[r#"
        [] the manifest is not TOML: invalid basic string, expected `"`"#]],
    );
    check_fatal(
        "name = 1\nname = 2",
        &expect!["[name] the manifest is not TOML: duplicate key"],
    );
    check_fatal(
        "",
        &expect!["[file] the manifest has no `schema`; write `schema = 1` at its top"],
    );
    check_fatal(
        "schema = 2",
        &expect!["[2] `schema = 2` is newer than this Pipelua 0.1.0; install a newer one"],
    );
    check_fatal(
        "schema = 0",
        &expect!["[0] `schema` must be 1, the format that Pipelua 0.1.0 reads"],
    );
    check_fatal(
        "schema = \"1\"",
        &expect![[r#"["1"] `schema` must be 1, the format that Pipelua 0.1.0 reads"#]],
    );
    check_fatal(
        "schema = 1\nrequired-version = \">=7\"",
        &expect![[r#"[">=7"] this workspace needs Pipelua `>=7`; this is 0.1.0"#]],
    );
    let bad = not_utf8("a = \"\u{fffd}\"", 5);
    assert_eq!(
        bad.errors.first().map(|error| error.message.as_str()),
        Some("the manifest is not UTF-8")
    );
}

#[test]
fn a_version_is_met_or_not() {
    for (required, version, met) in [
        (">=0.1", "0.1.0", true),
        (">=0.1, <0.3", "0.2.9", true),
        (">=0.1, <0.3", "0.3.0", false),
        ("0.1", "0.1.7", true),
        ("0.1", "0.2.0", false),
        ("=0.1.2", "0.1.3", false),
        // What cannot be understood cannot be met.
        ("banana", "0.1.0", false),
    ] {
        let text = format!("schema = 1\nrequired-version = \"{required}\"");
        assert_eq!(usable_by(&text, version).is_ok(), met, "{required} by {version}");
    }
}

#[test]
fn unknown_keys_are_told_with_the_nearest_name() {
    check(
        "require-version = \">=0.1\"\nauthor = \"a\"\n[check]\nfail_on = \"hint\"\nbaseline = \"b\"\nbase-line = \"c\"\n[limits]\nspans = 3\nlayer = 2\n[remotes.a]\nurl = \"https://a.example\"\nURL = \"\"\n[secret]\nA = \"b\"",
        &expect![[r#"
            manifest-unknown-key [2:1 require-version] `require-version` is not a key of the manifest; did you mean `required-version`? (fix)
            manifest-unknown-key [3:1 author] `author` is not a key of the manifest
            manifest-unknown-key [5:1 fail_on] `fail_on` is not a key of `[check]`; did you mean `fail-on`? (fix)
            manifest-unknown-key [7:1 base-line] `base-line` is not a key of `[check]`; did you mean `baseline`?
            manifest-unknown-key [9:1 spans] `spans` is not a key of `[limits]`
            manifest-unknown-key [10:1 layer] `layer` is not a key of `[limits]`; did you mean `layers`? (fix)
            manifest-unknown-key [13:1 URL] `URL` is not a key of a remote; did you mean `url`?
            manifest-unknown-key [14:2 secret] `secret` is not a key of the manifest; did you mean `secrets`? (fix)
        "#]],
    );
}

#[test]
fn keys_of_the_author_are_free() {
    check(
        "[secrets]\nanything = \"a\"\n_X9 = \"b\"\n[env]\nfail_on = \"c\"\n[remotes.any-name]\nurl = \"https://a.example\"",
        &expect![],
    );
}

#[test]
fn old_names_still_work_and_are_told() {
    check(
        "min-version = \">=0.1\"\n[fetch]\nallowed-hosts = [\"a.example\"]",
        &expect![[r#"
            manifest-deprecated [2:1 min-version] `min-version` is now called `required-version` (fix)
            manifest-deprecated [4:1 allowed-hosts] `allowed-hosts` is now called `allow-hosts` (fix)
        "#]],
    );
    let source = read("schema = 1\n[fetch]\nallowed-hosts = [\"a.example\"]");
    assert_eq!(source.manifest.allow_hosts.map(|hosts| hosts.len()), Some(1));
    assert!(
        read("schema = 1\nmin-version = \">=7\"").errors.len() == 1,
        "the old name is obeyed"
    );
    // Beside the new name the old one is nothing but unknown.
    check(
        "required-version = \"0.1\"\nmin-version = \"0.1\"",
        &expect![[r#"
        manifest-unknown-key [3:1 min-version] `min-version` is not a key of the manifest
    "#]],
    );
}

#[test]
fn wrong_types_are_told() {
    check(
        "name = 1\nsecrets = \"a\"\n[env]\nA = 1\n[fetch]\nallow-hosts = \"a.example\"\n[check]\nfail-on = true\n[remotes]\na = \"https://a.example\"\n[lints]\npipeline-cycle = 2\n[[limits]]\na = 1",
        &expect![[r#"
            manifest-value [2:8 1] `name` must be a string; this is an integer
            manifest-value [3:11 "a"] `secrets` must be a table; this is a string
            manifest-value [5:5 1] `A` must be followed by what it is, as a string
            manifest-value [7:15 "a.example"] `allow-hosts` must be a list of strings; this is a string
            manifest-value [9:11 true] `fail-on` must be a string; this is a boolean
            manifest-value [11:5 "https://a.example"] `a` must be a table; this is a string
            manifest-value [13:18 2] `pipeline-cycle` must be a string; this is an integer
            manifest-value [14:3 limits] `limits` must be a table; this is a list of tables
        "#]],
    );
}

#[test]
fn limits_may_only_be_tightened() {
    check(
        "[limits]\nscript-time = \"20s\"\nrun-time = \"10s\"\nfetch-time = 2\nfetch-bytes = \"2MiB\"\nmemory = \"8MiB\"\nlayers = 11\nnodes-per-layer = 0\ninstructions = \"50k\"\ncpu-time = \"quick\"\nscript-bytes = -1\nasync-run-time = 2.5",
        &expect![[r#"
            manifest-value [3:15 "20s"] `script-time` may only be tightened; the built-in limit is 10s
            manifest-value [5:14 2] `fetch-time` cannot be an integer
            manifest-value [6:15 "2MiB"] `fetch-bytes` may only be tightened; the built-in limit is 1MiB
            manifest-value [8:10 11] `layers` may only be tightened; the built-in limit is 10
            manifest-value [9:19 0] `nodes-per-layer` must be more than nothing
            manifest-value [10:16 "50k"] `instructions` cannot be `50k`
            manifest-value [11:12 "quick"] `cpu-time` cannot be `quick`
            manifest-value [12:16 -1] `script-bytes` cannot be an integer
            manifest-value [13:18 2.5] `async-run-time` cannot be a number with a fraction
        "#]],
    );
}

#[test]
fn lints_and_levels_are_known() {
    check(
        "name = \"\"\n[lints]\npipeline-cycles = \"error\"\nno-such-thing = \"off\"\npipeline-cycle = \"warn\"\nsyntax-error = \"off\"\n\"pipeline-*\" = \"off\"\n[check]\nfail-on = \"errors\"",
        &expect![[r#"
            manifest-value [2:8 ""] `name` is empty
            manifest-value [4:1 pipeline-cycles] `pipeline-cycles` is not a finding; did you mean `pipeline-cycle`?
            manifest-value [5:1 no-such-thing] `no-such-thing` is not a finding
            manifest-value [6:18 "warn"] `warn` is not a value of `pipeline-cycle`
            manifest-value [7:16 "off"] `syntax-error` cannot be turned off: such a script never runs
            manifest-value [8:1 "pipeline-*"] `pipeline-*` is not a finding
            manifest-value [10:11 "errors"] `errors` is not a value of `fail-on`; did you mean `error`?
        "#]],
    );
    check("[lints]\nsyntax-error = \"warning\"", &expect![]);
}

#[test]
fn hosts_addresses_and_paths_are_judged() {
    check(
        "[fetch]\nallow-hosts = [\"https://a.example\", \"A.example\", \"a.*.example\", \"*\", \"localhost\", \"a.example:443\", \"a.example/x\", \"\", 7, \"a.example\", \"*.b.example\", \"xn--bcher-kva.example\"]",
        &expect![[r#"
            manifest-value [3:16 "https://a.example"] no entry of `allow-hosts`: name the host alone, without `https://`
            manifest-value [3:50 "a.*.example"] no entry of `allow-hosts`: `*` stands alone at the start, as in `*.example.com`
            manifest-value [3:65 "*"] no entry of `allow-hosts`: `*` stands alone at the start, as in `*.example.com`
            manifest-value [3:70 "localhost"] no entry of `allow-hosts`: `localhost` is never reached
            manifest-value [3:83 "a.example:443"] no entry of `allow-hosts`: name the host alone, without port and path
            manifest-value [3:100 "a.example/x"] no entry of `allow-hosts`: name the host alone, without port and path
            manifest-value [3:115 ""] no entry of `allow-hosts`: a host cannot be empty
            manifest-value [3:119 7] `allow-hosts` must hold strings
        "#]],
    );
    check(
        "[remotes.a]\nurl = \"http://a.example\"\n[remotes.b]\nurl = \"a.example\"\n[remotes.c]\nurl = \"https://user:word@a.example\"\n[remotes.d]\n[remotes.e]\nurl = \"https://\"\n[remotes.f]\nurl = \"http://127.0.0.1:80/x\"\ndefault = true\n[remotes.g]\nurl = \"http://[::1]:80\"\ndefault = true\n[remotes.h]\nurl = \"https://h.example\"\ndefault = 1",
        &expect![[r#"
            manifest-value [3:7 "http://a.example"] `http://a.example` is not the address of a service
            manifest-value [5:7 "a.example"] `a.example` is not the address of a service
            manifest-value [7:7 "https://user:word@a.example"] `a.example` is not the address of a service
            manifest-value [8:10 d] the remote `d` has no `url`
            manifest-value [10:7 "https://"] `https://` is not the address of a service
            manifest-value [16:11 true] `g` is a second default remote; there can be one
            manifest-value [19:11 1] `default` must be `true` or `false`; this is an integer
        "#]],
    );
    check(
        "[check]\nbaseline = \"../b.json\"",
        &expect![[r#"
            manifest-value [3:12 "../b.json"] `../b.json` is not a path inside the workspace
        "#]],
    );
    check(
        "[check]\nbaseline = \"C:\\\\b.json\"",
        &expect![[r#"
        manifest-value [3:12 "C:\\b.json"] `C:\b.json` is not a path inside the workspace
    "#]],
    );
    check("[check]\nbaseline = \"ci/..b/baseline.json\"", &expect![]);
    check(
        "[format]\nindent-width = 0\ncolumn-width = 1000\nindent-type = \"tab\"\nquote-style = \"double\"",
        &expect![[r#"
            manifest-value [3:16 0] `indent-width` must be a whole number from 1 to 16
            manifest-value [4:16 1000] `column-width` must be a whole number from 20 to 400
            manifest-value [5:15 "tab"] `tab` is not a value of `indent-type`; did you mean `tabs`?
            manifest-value [6:15 "double"] `double` is not a value of `quote-style`
        "#]],
    );
}

#[test]
fn names_of_values_are_names() {
    check(
        "[remotes.\"a b\"]\nurl = \"https://a.example\"\n[remotes.B]\nurl = \"https://a.example\"\n[secrets]\n\"STRIPE-KEY\" = \"a\"\n1A = \"b\"\n[env]\n\"\" = \"c\"\n\"Ä\" = \"d\"",
        &expect![[r#"
            manifest-value [2:10 "a b"] `a b` cannot be the name of a remote
            manifest-value [4:10 B] `B` cannot be the name of a remote
            manifest-value [7:1 "STRIPE-KEY"] `STRIPE-KEY` cannot be the name of a secret
            manifest-value [8:1 1A] `1A` cannot be the name of a secret
            manifest-value [10:1 ""] `""` cannot be the name of an environment value
            manifest-value [11:1 "Ä"] `Ä` cannot be the name of an environment value
        "#]],
    );
}

#[test]
fn a_secret_is_known_by_its_looks() {
    check(
        r#"
[secrets]
A = "mt-0123456789ab"
B = "abcdefghijk1"
C = """
many lines 123
"""
D = "abcdefghij1"
E = "Stripe key number 12345"
F = "wordswithoutdigits"
[env]
G = "mt-0123456789ab"
"#,
        &expect![[r#"
            manifest-secret-value [4:5 "mt-0123456789ab"] `A` seems to hold the secret itself, not what it is
            manifest-secret-value [5:5 "abcdefghijk1"] `B` seems to hold the secret itself, not what it is
        "#]],
    );
}

#[test]
fn a_place_has_a_pointer() {
    let text = "schema = 1\n[remotes.staging]\nurl = \"https://a.example\"\n[fetch]\nallow-hosts = [\"a.example\", \"b.example\"]\n";
    let db = world(&format!("--- file: pipelua.toml\n{text}"));
    for (needle, pointer) in [
        ("schema", "/schema"),
        ("1", "/schema"),
        ("staging", "/remotes/staging"),
        ("url", "/remotes/staging/url"),
        ("https", "/remotes/staging/url"),
        ("allow", "/fetch/allow-hosts"),
        ("b.exam", "/fetch/allow-hosts/1"),
    ] {
        let offset = text.find(needle).unwrap() as u32;
        assert_eq!(
            pointer_at(&db, file(&db, "pipelua.toml"), offset).as_deref(),
            Some(pointer),
            "{needle}"
        );
    }
}

#[test]
fn every_cut_of_a_manifest_is_read_without_a_panic() {
    let text = format!("\u{feff}schema = 1\n{WHOLE}x = {{ a = [1, {{ b = 'é' }}] }}\n[[y.z]]\n");
    for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
        for cut in [&text[..at], &text[at..]] {
            let source = read(cut);
            let inside = |range: pipelua_syntax::TextRange| cut.get(range.as_usize()).is_some();
            assert!(
                source.errors.iter().filter_map(|error| error.range).all(inside),
                "{cut}"
            );
            for finding in &source.findings {
                let crate::lint::Anchor::Range(range) = finding.anchor else {
                    panic!("a place")
                };
                assert!(inside(range), "{cut}");
                assert!(finding.message.chars().count() <= 100, "{}", finding.message);
            }
        }
    }
}

#[test]
fn a_range_of_versions_that_is_none_stops_what_depends_on_the_manifest() {
    for (value, message) in [
        (
            "\"banana\"",
            "`banana` is not a range of versions; write one such as \">=0.1\"",
        ),
        ("1", "`required-version` must be a string; this is an integer"),
    ] {
        let source = read(&format!("schema = 1\nrequired-version = {value}\n[nonsense]\n"));
        let messages: Vec<&str> = source.errors.iter().map(|error| error.message.as_str()).collect();
        assert_eq!(messages, [message]);
        assert!(!source.manifest.is_read && source.findings.is_empty(), "{value}");
    }
}
