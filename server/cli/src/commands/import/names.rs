//! Names for what had ids: each script gets a slug of its own, from its name.

use std::collections::{BTreeMap, BTreeSet};

use pipelua_schemas::{builtin, names};

use super::source::Source;

/// By id. The same table always gives the same names.
pub(super) fn slugs(source: &Source) -> BTreeMap<String, String> {
    let mut taken = BTreeSet::new();
    let mut slugs = BTreeMap::new();
    for (id, script) in &source.scripts {
        let wanted = names::propose(&script.name)
            .or_else(|| names::propose(id))
            .unwrap_or_else(|| "script".to_owned());
        slugs.insert(id.clone(), free(&wanted, &mut taken));
    }
    slugs
}

/// The name, or with a number behind it.
pub(super) fn free(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    // `context.outputs.end` is no Lua.
    let wanted = if is_word_of_lua(wanted) {
        format!("{wanted}_script")
    } else {
        wanted.to_owned()
    };
    let mut name = wanted.clone();
    let mut number = 2;
    while taken.contains(&name) {
        let tail = format!("_{number}");
        let room = names::LONGEST_NAME - tail.len();
        name = wanted.chars().take(room).collect::<String>() + &tail;
        number += 1;
    }
    taken.insert(name.clone());
    name
}

fn is_word_of_lua(name: &str) -> bool {
    pipelua_syntax::tokenise(name)
        .first()
        .is_none_or(|token| token.kind() != pipelua_syntax::TokenKind::Name)
}

/// The hook that an event of the old system is, however it is written.
pub(super) fn hook(event: &str) -> Option<&'static str> {
    let known = |name: &str| builtin().hook(name).map(|hook| hook.name.as_str());
    known(event).or_else(|| known(&names::propose(event)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_script_gets_a_name_of_its_own() {
        let mut taken = BTreeSet::new();
        let names =
            ["geo", "geo", "end", &"a".repeat(64), &"a".repeat(64)].map(|name| free(name, &mut taken));
        assert_eq!(names[..3], ["geo", "geo_2", "end_script"]);
        assert_eq!(names[4], format!("{}_2", "a".repeat(62)));
    }

    #[test]
    fn an_event_is_a_hook_however_it_is_written() {
        let found = [
            "before_signup",
            "beforeSignup",
            "before-signup",
            "BEFORE_SIGNUP",
            "on_tuesday",
        ]
        .map(hook);
        let signup = Some("before_signup");
        assert_eq!(found, [signup, signup, signup, signup, None]);
    }
}
