//! "Did you mean": the one nearest match that every message and fix offers.

/// The candidate that `word` most likely stands for; equal ones by alphabet, so the answer never
/// depends on the order of the candidates.
///
/// In this order: the same but for case, `_` and `-`; a few letters off (a third of the word, one at
/// least); the word as whole first or last part of the candidate, as in `geo` for `geo_check`.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = plain(word);
    let length = plain.chars().count();
    if length == 0 || length > LONGEST {
        return None;
    }
    let allowed = if length < 3 { 0 } else { (length / 3).max(1) };
    let letters = letters(word);
    // Each letter that is off changes at most two of the sets of letters, and a part has no letter of its own.
    let is_near = |candidate: &str| {
        let other = self::letters(candidate);
        (letters ^ other).count_ones() as usize <= 2 * allowed
            || letters & other == letters
            || letters & other == other
    };
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word && is_near(candidate))
        .filter_map(|candidate| Some((distance(&plain, length, allowed, word, candidate)?, candidate)))
        .min()
        .map(|(_, candidate)| candidate)
}

/// `; did you mean `x`?`, or nothing: the end of a message about an unknown name.
pub fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!("; did you mean `{}`?", shown(name)))
}

/// A name of the author as a message quotes it: on one line, and short enough that two of them and
/// a sentence fit in 100 characters. An empty one is `""`.
pub fn shown(name: &str) -> String {
    shown_up_to(28, name)
}

/// The same with another bound, in characters, the two dots behind a cut text left out.
pub(crate) fn shown_up_to(longest: usize, name: &str) -> String {
    if name.is_empty() {
        return "\"\"".to_owned();
    }
    let plain = |c: char| if c.is_control() || c == '`' { ' ' } else { c };
    let mut out: String = name.chars().take(longest).map(plain).collect();
    if name.chars().nth(longest).is_some() {
        out.push_str("..");
    }
    out
}

/// Words beyond it are no names that somebody mistyped.
const LONGEST: usize = 80;

/// Behind all that differ by letters.
const AS_A_PART: usize = LONGEST;

fn distance(plain_word: &str, length: usize, allowed: usize, word: &str, candidate: &str) -> Option<usize> {
    let plain_candidate = plain(candidate);
    if plain_candidate == plain_word {
        return Some(0);
    }
    let apart = plain_candidate.chars().count().abs_diff(length);
    if apart <= allowed {
        let distance = strsim::osa_distance(plain_word, &plain_candidate);
        if distance <= allowed {
            return Some(distance);
        }
    }
    let is_part = |whole: &str, part: &str| {
        whole.strip_prefix(part).is_some_and(|rest| rest.starts_with('_'))
            || whole.strip_suffix(part).is_some_and(|rest| rest.ends_with('_'))
    };
    (length >= 3 && (is_part(candidate, word) || is_part(word, candidate))).then_some(AS_A_PART + apart)
}

/// Which letters a word has, case, `_` and `-` left out: one bit for each, others share one.
fn letters(word: &str) -> u64 {
    word.bytes().fold(0, |set, byte| match byte.to_ascii_lowercase() {
        b'_' | b'-' => set,
        byte if byte.is_ascii_alphanumeric() => set | 1 << (byte & 63),
        _ => set | 1 << 63,
    })
}

fn plain(word: &str) -> String {
    word.chars()
        .filter(|c| !matches!(c, '_' | '-'))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{did_you_mean, nearest};

    #[track_caller]
    fn check(word: &str, candidates: &[&str], expected: Option<&str>) {
        assert_eq!(nearest(word, candidates.iter().copied()), expected, "{word}");
        assert_eq!(
            nearest(word, candidates.iter().rev().copied()),
            expected,
            "{word}, other order"
        );
    }

    #[test]
    fn a_few_letters_off_is_found() {
        let keys = [
            "script",
            "config",
            "needs",
            "timeoutMs",
            "onError",
            "enabled",
            "description",
        ];
        check("scirpt", &keys, Some("script"));
        check("onerror", &keys, Some("onError"));
        check("on_error", &keys, Some("onError"));
        check("on-error", &keys, Some("onError"));
        check("timeout", &keys, Some("timeoutMs"));
        check("timeout_ms", &keys, Some("timeoutMs"));
        check("need", &keys, Some("needs"));
        check("enable", &keys, Some("enabled"));
        check("desc", &keys, None);
        check("retries", &keys, None);
        check("", &keys, None);
    }

    #[test]
    fn short_words_match_only_by_case() {
        check("ab", &["ac", "abc"], None);
        check("Ab", &["ac", "ab"], Some("ab"));
        check("geo", &["ego", "gel"], Some("ego"));
    }

    #[test]
    fn a_whole_part_is_the_last_resort() {
        check("geo", &["geo_check", "decide"], Some("geo_check"));
        check("check", &["geo_check", "checker_x"], Some("geo_check"));
        check("geo_check_v2", &["geo_check"], Some("geo_check"));
        check("geo", &["geography"], None);
        check("email_check", &["emial_check", "email"], Some("emial_check"));
    }

    #[test]
    fn ties_go_by_alphabet() {
        check("cart", &["card", "care", "carb"], Some("carb"));
    }

    #[test]
    fn the_word_itself_and_absurd_ones_are_never_offered() {
        check("email", &["email"], None);
        check(&"x".repeat(10_000), &["x"], None);
    }

    #[test]
    fn an_empty_name_is_seen() {
        assert_eq!(super::shown(""), "\"\"");
    }

    #[test]
    fn a_message_ends_with_the_offer() {
        assert_eq!(did_you_mean(Some("needs")), "; did you mean `needs`?");
        assert_eq!(did_you_mean(None), "");
    }
}
