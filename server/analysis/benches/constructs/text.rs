//! Texts as long as asked for, made of one construct.

/// Constructs too deep to be written out.
pub(super) fn unfold(part: &str) -> String {
    let deep = |head: &str, inner: &str, end: &str, levels| head.repeat(levels) + inner + &end.repeat(levels);
    part.replace("DEEP", &deep("{ a = ", "1", " }", 180))
        .replace("PARENS", &deep("(", "x", ")", 150))
        .replace("UNARY", &deep("not ", "x", "", 150))
        .replace("IFS", &deep("if x then ", "x = #", " end", 190))
        .replace("LOOPS", &deep("for i = 1, 2 do ", "x = { x }", " end", 150))
        .replace("FUNTYPES", &deep("fun(a: ", "string", ")", 60))
        .replace("FUNCTIONS", &deep("x(function() ", "x = #", " end)", 90))
}

/// Lists of a hundred that stand before what is repeated, or behind it.
pub(super) fn list(part: &str) -> String {
    let hundred = |one: &str, between: &str| -> String {
        let all: Vec<String> = (0..100)
            .map(|count| one.replace('#', &count.to_string()))
            .collect();
        all.join(between)
    };
    part.replace(
        "FIELDS",
        &("---@class A\n".to_owned() + &hundred("---@field a# string", "\n") + "\n"),
    )
    .replace(
        "UNION",
        &("---@alias A ".to_owned() + &hundred("'s#'", "|") + "\n"),
    )
    .replace("OVERLOADS", &hundred("---@overload fun(a: 's#'): #", "\n"))
    .replace("LOCALS", &hundred("local l# = x", "\n"))
    .replace("PARAMS", &hundred("a#", ", "))
    .replace("ARGUMENTS", &hundred("#", ", "))
}

pub(super) fn text(bytes: usize, before: &str, part: &str, behind: &str) -> String {
    let mut text = String::new();
    // A list in `<<` and `>>` takes its part of the first half.
    let lists = before.matches("<<").count();
    let mut rest = before;
    while let Some((head, (item, tail))) = rest
        .split_once("<<")
        .and_then(|(head, tail)| Some((head, tail.split_once(">>")?)))
    {
        text.push_str(head);
        let end = text.len() + bytes / 2 / lists;
        repeat(&mut text, end, item);
        rest = tail;
    }
    text.push_str(rest);
    repeat(&mut text, bytes, part);
    text + behind
}

/// Adds a part, `#` counted and `NEXT` one ahead of it, until the text has so many bytes.
fn repeat(text: &mut String, bytes: usize, part: &str) {
    for count in 0usize.. {
        if text.len() >= bytes {
            break;
        }
        let next = (count + 1).to_string();
        text.push_str(&part.replace('#', &count.to_string()).replace("NEXT", &next));
    }
}
