//! What suppressions call a finding: its code, or the name that LuaLS has for the same.

use crate::lint::lint;

/// Names of LuaLS that differ from ours.
const ALIASES: [(&str, &str); 4] = [
    ("code-after-break", "unreachable-code"),
    ("duplicate-index", "duplicate-key"),
    ("lowercase-global", "global-write"),
    ("undefined-env-child", "disabled-global"),
];

/// Our code for a name in a suppression.
pub(super) fn known_code(name: &str) -> Option<&'static str> {
    let alias = ALIASES.iter().find(|(theirs, _)| *theirs == name);
    lint(alias.map_or(name, |(_, ours)| *ours)).map(|lint| lint.code)
}

#[cfg(test)]
mod tests {
    use super::{ALIASES, known_code};

    #[test]
    fn each_alias_means_a_finding_that_exists_and_hides_none() {
        for (theirs, ours) in ALIASES {
            assert_eq!(known_code(theirs), Some(ours));
            assert!(crate::lint::lint(theirs).is_none(), "{theirs}");
        }
    }

    #[test]
    fn codes_mean_themselves() {
        assert_eq!(known_code("undefined-global"), Some("undefined-global"));
        assert_eq!(known_code("no-such-code"), None);
    }
}
