//! Where a name in a workspace's file comes from.

use pipelua_analysis::workspace::manifest::manifest_place;
use pipelua_analysis::workspace::placement::script_of;
use pipelua_analysis::{Db, file_at};
use pipelua_syntax::TextRange;
use pipelua_syntax::json::join_pointer;

use super::named::{Named, named, place_at};
use crate::definition::{Target, node_target};
use crate::name_at::FilePosition;

pub(crate) fn definition(db: &dyn Db, at: FilePosition) -> Vec<Target> {
    let target = place_at(db, at)
        .and_then(|place| named(db, at.file, &place))
        .and_then(|named| target(db, &named));
    target.into_iter().collect()
}

fn target(db: &dyn Db, named: &Named) -> Option<Target> {
    let whole = |file| Target {
        file,
        range: TextRange::empty(0),
    };
    let declared = |section: &str, name: &str| {
        let (file, range) = manifest_place(db, &join_pointer(section, name))?;
        Some(Target { file, range })
    };
    match named {
        Named::Script(slug) => script_of(db, slug).map(whole),
        Named::Node(pipeline, name) => node_target(db, *pipeline, name),
        Named::Hook(hook) => file_at(db, &format!("hooks/{hook}.json")).map(whole),
        Named::Secret(name) => declared("/secrets", name),
        Named::Setting(name) => declared("/env", name),
        Named::Lint(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture;

    #[track_caller]
    fn check(text: &str, expected: Expect) {
        let (db, at) = fixture::position(text);
        let shown: String = definition(&db, at)
            .iter()
            .map(|target| fixture::shown(&db, target.file, target.range) + "\n")
            .collect();
        expected.assert_eq(&shown);
    }

    #[test]
    fn a_pipeline_leads_to_scripts_and_nodes() {
        let script = "--- file: scripts/geo.lua\nreturn nil\n";
        check(
            &format!(
                "{script}--- file: pipelines/before_signup.json\n{{ \"nodes\": {{ \"a\": {{ \"script\": \"g$0eo\" }} }} }}\n"
            ),
            expect![[r#"
                scripts/geo.lua:1:1 
            "#]],
        );
        check(
            "--- file: pipelines/before_signup.json\n{ \"nodes\": { \"a\": {}, \"b\": { \"needs\": [\"a$0\"] } } }\n",
            expect![[r#"
                pipelines/before_signup.json:1:14 "a"
            "#]],
        );
    }

    #[test]
    fn a_sample_leads_to_nodes_and_secrets() {
        check(
            "--- file: pipelines/before_signup.json\n{ \"nodes\": { \"a\": {} } }\n--- file: samples/before_signup/x.json\n{ \"node\": \"$0a\" }\n",
            expect![[r#"
                pipelines/before_signup.json:1:14 "a"
            "#]],
        );
        check(
            "--- file: pipelua.toml\nschema = 1\n[secrets]\nA_KEY = \"x\"\n--- file: samples/before_signup/x.json\n{ \"secrets\": { \"A_KE$0Y\": \"x\" } }\n",
            expect![[r#"
                pipelua.toml:3:1 A_KEY
            "#]],
        );
    }

    #[test]
    fn half_typed_files_lead_nowhere() {
        check(
            "--- file: pipelines/before_signup.json\n{ \"nodes\": { \"a\": { \"script\": \"$0\n",
            expect![[""]],
        );
    }
}
