//! What suppressions call a finding: its code, or the name that LuaLS has for the same.

use crate::lint::lint;

/// Names of LuaLS that differ from ours.
const ALIASES: [(&str, &str); 12] = [
    ("code-after-break", "unreachable-code"),
    ("discard-returns", "discard-result"),
    ("duplicate-doc-field", "doc-duplicate-field"),
    ("duplicate-doc-param", "doc-duplicate-param"),
    ("duplicate-index", "duplicate-key"),
    ("lowercase-global", "global-write"),
    ("undefined-doc-class", "doc-unknown-type"),
    ("undefined-doc-name", "doc-unknown-type"),
    ("undefined-doc-param", "doc-unknown-param"),
    ("undefined-env-child", "disabled-global"),
    ("unknown-cast-variable", "doc-bad-cast"),
    ("unknown-diag-code", "doc-unknown-code"),
];

/// Names of LuaLS for what is not found here, or not by a name of its own: they are no slips.
const ELSEWHERE: [&str; 33] = [
    "ambiguity-1",
    "await-in-sync",
    "cast-local-type",
    "circle-doc-class",
    "close-non-object",
    "codestyle-check",
    "different-requires",
    "doc-field-no-class",
    "duplicate-doc-alias",
    "duplicate-set-field",
    "global-element",
    "global-in-nil-env",
    "incomplete-signature-doc",
    "invisible",
    "luadoc-miss-symbol",
    "missing-global-doc",
    "missing-local-export-doc",
    "name-style-check",
    "new-field",
    "newfield-call",
    "no-unknown",
    "no-visible-label",
    "not-yieldable",
    "redundant-return",
    "set-const",
    "spell-check",
    "trailing-space",
    "type-check",
    "unknown-operator",
    "unnecessary-assert",
    "unnecessary-if",
    "unused",
    "unused-varargs",
];

/// Whether another Lua server knows this name.
pub(super) fn is_known_elsewhere(name: &str) -> bool {
    ELSEWHERE.binary_search(&name).is_ok()
}

/// Our code for a name in a suppression.
pub(super) fn known_code(name: &str) -> Option<&'static str> {
    let alias = ALIASES.iter().find(|(theirs, _)| *theirs == name);
    lint(alias.map_or(name, |(_, ours)| *ours)).map(|lint| lint.code)
}

#[cfg(test)]
mod tests {
    use super::{ALIASES, ELSEWHERE, is_known_elsewhere, known_code};

    #[test]
    fn each_alias_means_a_finding_that_exists_and_hides_none() {
        for (theirs, ours) in ALIASES {
            assert_eq!(known_code(theirs), Some(ours));
            assert!(crate::lint::lint(theirs).is_none(), "{theirs}");
        }
    }

    #[test]
    fn names_of_others_are_sorted_and_none_of_ours() {
        assert!(ELSEWHERE.is_sorted());
        for name in ELSEWHERE {
            assert!(is_known_elsewhere(name) && known_code(name).is_none(), "{name}");
        }
    }

    #[test]
    fn codes_mean_themselves() {
        assert_eq!(known_code("undefined-global"), Some("undefined-global"));
        assert_eq!(known_code("no-such-code"), None);
    }
}
