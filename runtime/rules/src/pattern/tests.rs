use expect_test::{Expect, expect};

use super::*;

/// All captures of the first match, as Lua would print them.
#[track_caller]
fn check(subject: &str, pattern: &str, expect: Expect) {
    expect.assert_eq(&answer(subject, pattern, u64::MAX).unwrap_or_else(|error| format!("error: {error}")));
}

fn answer(subject: &str, pattern: &str, steps: u64) -> Result<String, MatchError> {
    let pattern = Pattern::new(pattern.as_bytes());
    let Some(found) = pattern.find(subject.as_bytes(), 0, &mut Steps::new(steps))? else {
        return Ok("no match".to_owned());
    };
    let values = (0..found.value_count()).map(|index| {
        Ok(match found.capture(index)? {
            Capture::Text { start, end } => format!("{:?}", &subject[start..end]),
            Capture::Position(position) => position.to_string(),
        })
    });
    Ok(values.collect::<Result<Vec<_>, MatchError>>()?.join(", "))
}

#[test]
fn captures_are_texts_and_positions() {
    check("key = value", "(%w+)%s*=%s*(%w+)", expect![[r#""key", "value""#]]);
    check("hello", "()ll()", expect!["3, 5"]);
    check("THE (quick) fox", "%((%a+)%)", expect![[r#""quick""#]]);
    check("abc", "b", expect![[r#""b""#]]);
    check("abc", "^b", expect!["no match"]);
}

#[test]
fn balance_frontier_and_back_references_match() {
    check("f(a(b)c)d", "%b()", expect![[r#""(a(b)c)""#]]);
    check("THE (quick) fox", "%f[%a]%a+%f[%A]", expect![[r#""THE""#]]);
    check(
        r#"say "it's" now"#,
        r#"(["'])(.-)%1"#,
        expect![[r#""\"", "it's""#]],
    );
}

#[test]
fn a_fault_raises_when_the_match_comes_there() {
    check("abc", "b[", expect!["error: malformed pattern (missing ']')"]);
    check("abc", "x[", expect!["no match"]);
    check("abc", "%", expect!["error: malformed pattern (ends with '%')"]);
    check("abc", "(a", expect!["error: unfinished capture"]);
    check("abc", "a)", expect!["error: invalid pattern capture"]);
    check("abc", "(a%1)", expect!["error: invalid capture index %1"]);
    check("abc", "%f", expect!["error: missing '[' after '%f' in pattern"]);
    check(
        "abc",
        "%bx",
        expect!["error: malformed pattern (missing arguments to '%b')"],
    );
    check("abc", &"()".repeat(33), expect!["error: too many captures"]);
    check(
        &"a".repeat(300),
        &"a?".repeat(300),
        expect!["error: pattern too complex"],
    );
}

#[test]
fn a_fault_has_its_place() {
    for (pattern, place) in [
        ("ab[c", Some((2, PatternFault::MissingBracket))),
        ("^a%", Some((2, PatternFault::EndsWithPercent))),
        ("(a)(b", Some((3, PatternFault::UnfinishedCapture))),
        ("(a)%1", None),
        ("[]]", None),
        ("[^]]*", None),
    ] {
        assert_eq!(Pattern::new(pattern.as_bytes()).fault(), place, "{pattern}");
    }
}

#[test]
fn a_costly_pattern_runs_out_of_steps() {
    let (subject, pattern) = ("a".repeat(28), "a?".repeat(28) + &"a".repeat(28));
    assert_eq!(answer(&subject, &pattern, 10_000), Err(MatchError::OutOfSteps));
    let dots = "x".repeat(3000);
    assert_eq!(answer(&dots, ".-.-.-b", 50_000), Err(MatchError::OutOfSteps));
    let brackets = "(".repeat(50_000);
    assert_eq!(answer(&brackets, "%b()", 50_000), Err(MatchError::OutOfSteps));
}

#[test]
fn steps_grow_with_what_is_compared() {
    let steps = |count: usize| {
        let mut steps = Steps::new(u64::MAX);
        let text = "a".repeat(count);
        Pattern::new(b"a*b").find(text.as_bytes(), 0, &mut steps).unwrap();
        steps.taken()
    };
    // Every start tries every length: four times as much for twice the text.
    assert!(
        (39..=41).contains(&(steps(200) * 10 / steps(100))),
        "{} {}",
        steps(100),
        steps(200)
    );
}

#[test]
fn an_empty_match_behind_a_match_does_not_count() {
    let pattern = Pattern::new(b"a*");
    let (mut scan, mut steps) = (Scan::default(), Steps::new(1000));
    let mut found = Vec::new();
    while let Some(next) = scan.next(&pattern, b"baac", &mut steps).unwrap() {
        found.push((next.start, next.end));
    }
    assert_eq!(found, [(0, 0), (1, 3), (4, 4)]);
    assert_eq!(scan.next(&pattern, b"baac", &mut steps), Ok(None));
}

#[test]
fn replacements_name_captures() {
    let replaced = |template: &str, limit| {
        let pattern = Pattern::new(b"(%w+) (%w+)");
        replace(
            &pattern,
            b"hello world",
            template.as_bytes(),
            9,
            limit,
            &mut Steps::new(1000),
        )
        .map(|(text, count)| (String::from_utf8(text).unwrap(), count))
    };
    assert_eq!(
        replaced("%2 %1, %0 %%", 99),
        Ok(("world hello, hello world %".to_owned(), 1))
    );
    assert_eq!(replaced("%x", 99), Err(ReplaceError::Percent));
    assert_eq!(replaced("%", 99), Err(ReplaceError::Percent));
    assert_eq!(replaced("%3", 99), Err(PatternFault::CaptureIndex(3).into()));
    assert_eq!(replaced("%0%0", 21), Err(ReplaceError::TooLong { limit: 21 }));
}
