//! Names as a sentence has them: the one place where messages join what an author may choose from.

use crate::suggest::shown;

/// More names than this are counted, not listed.
const LISTED: usize = 6;

/// `` `a` ``, `` `a` or `b` ``, `` `a`, `b` or `c` ``: what to choose from, all of it.
pub fn any_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    joined(names, "or")
}

/// `` `a`, `b` and `c` ``: all that there is.
pub fn all_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    joined(names, "and")
}

/// As [`any_of`], with the names of an author, of which there may be many: `` `a`, `b` or one of 7 more ``.
/// `None` if there are none, because then no sentence can offer one.
pub fn choice<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let names: Vec<String> = names.into_iter().map(shown).collect();
    let more = names.len().saturating_sub(LISTED);
    let listed = names.iter().take(LISTED).map(String::as_str);
    match (names.len(), more) {
        (0, _) => None,
        (_, 0) => Some(any_of(listed)),
        _ => {
            let listed: Vec<String> = listed.map(|name| format!("`{name}`")).collect();
            Some(format!("{} or one of {more} more", listed.join(", ")))
        }
    }
}

fn joined<'a>(names: impl IntoIterator<Item = &'a str>, word: &str) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{all_of, any_of, choice};

    #[test]
    fn names_read_as_a_sentence() {
        assert_eq!(any_of(["a"]), "`a`");
        assert_eq!(any_of(["a", "b"]), "`a` or `b`");
        assert_eq!(any_of(["a", "b", "c"]), "`a`, `b` or `c`");
        assert_eq!(all_of(["a", "b", "c"]), "`a`, `b` and `c`");
    }

    #[test]
    fn a_choice_is_none_where_there_is_nothing_to_choose() {
        assert_eq!(choice([]), None);
        assert_eq!(choice(["a"]).as_deref(), Some("`a`"));
        let many = ["a", "b", "c", "d", "e", "f", "g", "h"];
        assert_eq!(
            choice(many).as_deref(),
            Some("`a`, `b`, `c`, `d`, `e`, `f` or one of 2 more")
        );
    }
}
