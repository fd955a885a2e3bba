//! Names of scripts, nodes, hooks, pipelines: one pattern, one judge, one proposal of a valid name.

/// Longest name in characters.
pub const LONGEST_NAME: usize = 64;

/// Whether `text` is a name: `^[a-z][a-z0-9_]{0,63}$`.
pub fn is_name(text: &str) -> bool {
    fault(text).is_none()
}

/// Why `text` is no name, as the end of a sentence: `` it has a capital letter ``.
pub fn fault(text: &str) -> Option<NameFault> {
    let Some(first) = text.chars().next() else {
        return Some(NameFault::Empty);
    };
    if let Some(odd) = text.chars().find(|c| !matches!(c, 'a'..='z' | '0'..='9' | '_')) {
        return Some(match odd {
            'A'..='Z' => NameFault::Capital,
            '-' => NameFault::Hyphen,
            c if c.is_whitespace() => NameFault::Blank,
            c => NameFault::Character(c),
        });
    }
    if !first.is_ascii_lowercase() {
        return Some(NameFault::Start(first));
    }
    (text.len() > LONGEST_NAME).then_some(NameFault::Long)
}

/// The first reason why a text is no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum NameFault {
    #[error("a name cannot be empty")]
    Empty,
    #[error("a name has no capital letters")]
    Capital,
    #[error("a name has `_`, not `-`")]
    Hyphen,
    #[error("a name has no blanks")]
    Blank,
    #[error("a name has only `a-z`, `0-9` and `_`")]
    Character(char),
    #[error("a name starts with a letter")]
    Start(char),
    #[error("a name has at most {LONGEST_NAME} characters")]
    Long,
}

/// What to do about it, in the imperative, for the help line of a message.
pub const NAME_RULE: &str = "use `a-z`, `0-9` and `_`, starting with a letter, at most 64 characters";

/// The valid name nearest to `text`: `Geo-Check 2` gives `geo_check_2`. None if nothing of it is left.
pub fn propose(text: &str) -> Option<String> {
    let mut name = String::new();
    let mut previous = '_';
    for c in text.chars() {
        match c {
            'a'..='z' | '0'..='9' => name.push(c),
            'A'..='Z' => {
                if previous.is_ascii_lowercase() || previous.is_ascii_digit() {
                    name.push('_');
                }
                name.push(c.to_ascii_lowercase());
            }
            _ if name.ends_with('_') => {}
            _ => name.push('_'),
        }
        previous = c;
    }
    let start = name.find(|c: char| c.is_ascii_lowercase())?;
    let name: String = name.get(start..)?.chars().take(LONGEST_NAME).collect();
    let name = name.trim_end_matches('_');
    is_name(name).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{fault, is_name, propose};

    #[test]
    fn the_pattern_is_kept_to_the_letter() {
        let longest = format!("a{}", "b".repeat(63));
        for name in ["a", "before_signup", "a1_", "a__b", longest.as_str()] {
            assert!(is_name(name), "{name}");
        }
        let long = format!("{longest}c");
        for name in [
            "",
            "_a",
            "1a",
            "A",
            "aB",
            "a-b",
            "a b",
            "a.b",
            "é",
            "aé",
            "a\n",
            "a\0",
            long.as_str(),
        ] {
            assert!(!is_name(name), "{name:?}");
        }
    }

    #[test]
    fn the_fault_is_named() {
        for (name, expected) in [
            ("", "a name cannot be empty"),
            ("aB", "a name has no capital letters"),
            ("a-b", "a name has `_`, not `-`"),
            ("a b", "a name has no blanks"),
            ("a.b", "a name has only `a-z`, `0-9` and `_`"),
            ("1a", "a name starts with a letter"),
            (&"a".repeat(65), "a name has at most 64 characters"),
        ] {
            assert_eq!(
                fault(name).map(|fault| fault.to_string()).as_deref(),
                Some(expected),
                "{name}"
            );
        }
    }

    #[test]
    fn a_valid_name_is_proposed() {
        for (name, expected) in [
            ("Geo-Check 2", Some("geo_check_2")),
            ("geoCheck", Some("geo_check")),
            ("GeoIPCheck", Some("geo_ipcheck")),
            ("2fa", Some("fa")),
            ("__x__", Some("x")),
            ("a.b", Some("a_b")),
            ("überall", Some("berall")),
            ("", None),
            ("42", None),
            ("日本", None),
        ] {
            assert_eq!(propose(name).as_deref(), expected, "{name}");
        }
        let proposed = propose(&"Ab".repeat(100)).unwrap();
        assert!(is_name(&proposed) && proposed.len() <= 64);
    }
}
