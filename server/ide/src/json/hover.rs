//! What a key or name of a workspace's file means.

use pipelua_analysis::Db;
use pipelua_analysis::lint::lint;
use pipelua_analysis::lower::lower;
use pipelua_analysis::workspace::hooks::hook;
use pipelua_analysis::workspace::manifest::manifest;
use pipelua_analysis::workspace::pipeline::pipeline;
use pipelua_analysis::workspace::placement::script_of;

use super::named::{Named, named, place_at};
use super::schema::{at as schema_at, description, schema_of, type_name};
use crate::hover::{Hover, join};
use crate::name_at::FilePosition;

pub(crate) fn hover(db: &dyn Db, at: FilePosition) -> Option<Hover> {
    let place = place_at(db, at)?;
    let about = named(db, at.file, &place).and_then(|named| about(db, &named));
    let schema = schema_of(at.file.kind(db))?;
    let said = schema_at(&schema, &place.path)
        .into_iter()
        .find(|schema| !description(schema).is_empty());
    let said = said.map(|schema| {
        let kind = type_name(schema);
        let name = place.path.last().map_or("", String::as_str);
        let head = if kind.is_empty() {
            format!("**{name}**")
        } else {
            format!("**{name}**: {kind}")
        };
        let head = if name.bytes().all(|byte| byte.is_ascii_digit()) {
            String::new()
        } else {
            head
        };
        join([head, description(schema).to_owned()])
    });
    let markdown = match (about, said) {
        (Some(about), _) => about,
        (None, Some(said)) => said,
        (None, None) => return None,
    };
    Some(Hover {
        range: place.range,
        markdown,
    })
}

fn about(db: &dyn Db, named: &Named) -> Option<String> {
    match named {
        Named::Script(slug) => {
            let file = script_of(db, slug)?;
            let docs = lower(db, file).docs().first().map(|doc| {
                let lines = doc.text.lines().map(str::trim);
                lines
                    .filter(|line| !line.starts_with('@'))
                    .collect::<Vec<_>>()
                    .join("\n")
            });
            Some(join([
                format!("(script) **{slug}**"),
                docs.unwrap_or_default().trim().to_owned(),
            ]))
        }
        Named::Node(file, name) => {
            let compiled = pipeline(db, *file);
            let node = compiled.node(name)?;
            let script = node.script.as_deref().unwrap_or("?");
            let needs: Vec<String> = node
                .needs
                .iter()
                .filter_map(|need| compiled.nodes.get(*need as usize))
                .map(|need| format!("`{}`", need.name))
                .collect();
            let needs = if needs.is_empty() {
                String::new()
            } else {
                format!("Needs {}.", needs.join(", "))
            };
            Some(join([
                format!(
                    "(node) **{name}** of `{}`: script `{script}`, layer {}",
                    compiled.hook,
                    node.layer + 1
                ),
                needs,
            ]))
        }
        Named::Hook(name) => {
            let hook = hook(db, name)?;
            Some(join([
                format!("(hook) **{name}**: {}, {}", hook.title, hook.mode.as_str()),
                hook.description.clone(),
            ]))
        }
        Named::Secret(name) => declared("secret", name, &manifest(db).secrets),
        Named::Setting(name) => declared("setting", name, &manifest(db).env),
        Named::Lint(code) => {
            let lint = lint(code)?;
            Some(lint.page.trim().to_owned())
        }
    }
}

fn declared(
    word: &str,
    name: &str,
    names: &pipelua_analysis::workspace::manifest::DeclaredNames,
) -> Option<String> {
    let (_, about) = names.iter().find(|(declared, _)| *declared == name)?;
    Some(join([format!("({word}) **{name}**"), about.to_owned()]))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture;

    #[track_caller]
    fn check(text: &str, expected: Expect) {
        let (db, at) = fixture::position(text);
        let shown = hover(&db, at).map_or_else(
            || "nothing".to_owned(),
            |hover| fixture::shown(&db, at.file, hover.range) + "\n" + &hover.markdown,
        );
        expected.assert_eq(&shown);
    }

    #[test]
    fn keys_say_what_the_schema_says() {
        check(
            "--- file: pipelines/before_signup.json\n{ \"onErr$0or\": \"deny\", \"nodes\": {} }\n",
            expect![[r#"
                pipelines/before_signup.json:1:3 "onError"
                **onError**: "deny" or "allow"

                What an error of a script does, unless its node says otherwise. Without it, the mode of the hook decides: `deny` in blocking hooks, `allow` in async and enrichment hooks."#]],
        );
        check(
            "--- file: pipelua.toml\nschema = 1\n[limits]\nscript-ti$0me = \"2s\"\n",
            expect![[r#"
                pipelua.toml:3:1 script-time
                **script-time**: string

                How long a script may take from start to end, waiting included. A node may set less with `timeoutMs`. At most 10 s."#]],
        );
        check(
            "--- file: samples/before_signup/x.json\n{ \"expect\": { \"verd$0ict\": \"denied\" } }\n",
            expect![[r#"
                samples/before_signup/x.json:1:15 "verdict"
                **verdict**: "allowed" or "denied" or "error"

                How the run must end."#]],
        );
    }

    #[test]
    fn names_say_what_they_stand_for() {
        check(
            "--- file: scripts/geo.lua\n--- Refuses embargoed countries.\nreturn nil\n--- file: pipelines/before_signup.json\n{ \"nodes\": { \"a\": { \"script\": \"ge$0o\" } } }\n",
            expect![[r#"
                pipelines/before_signup.json:1:31 "geo"
                (script) **geo**

                Refuses embargoed countries."#]],
        );
        check(
            "--- file: pipelines/before_signup.json\n{ \"nodes\": { \"a\": { \"script\": \"x\" }, \"b\": { \"needs\": [\"$0a\"] } } }\n",
            expect![[r#"
                pipelines/before_signup.json:1:55 "a"
                (node) **a** of `before_signup`: script `x`, layer 1"#]],
        );
        check(
            "--- file: pipelua.toml\nschema = 1\n[secrets]\nA_K$0EY = \"Stripe\"\n",
            expect![[r#"
                pipelua.toml:3:1 A_KEY
                (secret) **A_KEY**

                Stripe"#]],
        );
    }
}
