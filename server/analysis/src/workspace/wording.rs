//! How messages quote what an author wrote: on one line, short enough for a first sentence of 100 characters.

use pipelua_rules::suggest::shown;

/// What to do where nothing better is known.
pub(crate) const CORRECT_IT: &str = "correct it here; while it is wrong, nothing that rests on it is checked";

/// `name` in back-quotes, cut when it is long.
pub(crate) fn quoted(name: &str) -> String {
    format!("`{}`", shown(name))
}

/// A sentence made elsewhere as first line and help: what stands behind `; ` tells the way out. A guess stays in the
/// first line, as everywhere.
pub(crate) fn message_and_help(text: &str) -> (String, Option<String>) {
    match text.split_once("; ") {
        Some((_, guess)) if guess.starts_with("did you mean `") => {
            let name = guess.split('`').nth(1).unwrap_or_default();
            (sentence(text), Some(format!("rename it to `{name}`")))
        }
        Some((message, help)) => (sentence(message), Some(help.to_owned())),
        None => (sentence(text), None),
    }
}

/// A sentence that was made elsewhere as a first line: one line of at most 100 characters.
pub(crate) fn sentence(text: &str) -> String {
    const LIMIT: usize = 100;
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= LIMIT {
        return line.to_owned();
    }
    let cut: String = line.chars().take(LIMIT - 3).collect();
    let whole_words = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    // An odd number of back-quotes would leave one open.
    let close = if whole_words.matches('`').count() % 2 == 1 {
        "`"
    } else {
        ""
    };
    format!("{whole_words}{close}..")
}

/// The title of a fix as a help line.
pub(crate) fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::{message_and_help, sentence};

    #[test]
    fn a_guess_stays_in_the_first_line() {
        let (message, help) = message_and_help("`oder` is not a key of a hook; did you mean `order`?");
        assert_eq!(message, "`oder` is not a key of a hook; did you mean `order`?");
        assert_eq!(help.as_deref(), Some("rename it to `order`"));
        let (message, help) = message_and_help("`text` is no type; use string");
        assert_eq!(
            (message.as_str(), help.as_deref()),
            ("`text` is no type", Some("use string"))
        );
    }

    #[test]
    fn a_long_sentence_ends_at_a_word_with_its_quotes_closed() {
        assert_eq!(sentence("short\nand more"), "short");
        let long = format!("`{}`", "word ".repeat(40));
        let cut = sentence(&long);
        assert!(cut.chars().count() <= 100 && cut.ends_with("word`.."), "{cut}");
    }
}
