//! Functions as snippets: the call with its arguments to fill in, and a function that is handed over.

use pipelua_schemas::{Entry, Holds, Signature};
use pipelua_syntax::TokenKind;

use super::expected::Expected;
use super::place::Place;
use super::{Completion, CompletionKind};

/// What a call of a function of the sandbox looks like: the arguments that must be given are places to fill in.
/// `skipped` parameters stand before the colon.
pub(super) fn of_entry(entry: &Entry, skipped: usize) -> Option<String> {
    let signature = Signature::parse(&entry.signature)?;
    let mut places = Vec::new();
    for (at, param) in signature.params.iter().enumerate().skip(skipped) {
        if param.optional || param.name == "..." {
            break;
        }
        let number = places.len() + 1;
        let holds = entry.params.get(at).and_then(|param| param.holds);
        places.push(match holds {
            Some(Holds::SecretName | Holds::EnvKey) => format!("\"${number}\""),
            Some(Holds::Url) => format!("\"${{{number}:https://}}\""),
            Some(_) => format!("\"${{{number}:{}}}\"", param.name),
            None if param.ty.starts_with("fun") || param.ty.starts_with("(fun") => {
                format!("function()\n\t${number}\nend")
            }
            None => format!("${{{number}:{}}}", param.name),
        });
    }
    Some(call(&places.join(", "), !signature.params.is_empty()))
}

/// What a call of a function of this file looks like.
pub(super) fn of_parameters<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let places: Vec<String> = names
        .zip(1..)
        .map(|(name, at)| format!("${{{at}:{name}}}"))
        .collect();
    call(&places.join(", "), !places.is_empty())
}

fn call(places: &str, takes_any: bool) -> String {
    match (places, takes_any) {
        ("", true) => "($1)$0".to_owned(),
        ("", false) => "()$0".to_owned(),
        (places, _) => format!("({places})$0"),
    }
}

/// The parameters of a function of the sandbox as a person reads them, without their types.
pub(super) fn parameters(entry: &Entry, skipped: usize) -> (String, String) {
    let Some(signature) = Signature::parse(&entry.signature) else {
        return (String::new(), entry.signature.clone());
    };
    let names: Vec<String> = signature
        .params
        .iter()
        .skip(skipped)
        .map(|param| format!("{}{}", param.name, if param.optional { "?" } else { "" }))
        .collect();
    (format!("({})", names.join(", ")), signature.returns.join(", "))
}

/// Whether the word is called already.
pub(super) fn is_called(place: &Place<'_>) -> bool {
    let is_next = matches!(
        place.kind_behind(),
        TokenKind::LeftParen | TokenKind::LeftBrace | TokenKind::String
    );
    let start = place.parse.token_range(place.behind()).start;
    let between = place.parse.text().get(place.word.end as usize..start as usize);
    is_next && between.is_some_and(|text| !text.contains('\n'))
}

/// A function where one is asked for.
pub(super) fn stub(place: &Place<'_>, expected: &Expected) -> Option<Completion> {
    let names = expected.callback.as_ref()?;
    let shown = names.join(", ");
    let snippet = format!("function({shown})\n\t$0\nend");
    Some(Completion {
        detail: "a function for this parameter".to_owned(),
        new_text: plain(&snippet),
        snippet: Some(snippet),
        filter: Some("function".to_owned()),
        ..Completion::new(format!("function({shown})"), CompletionKind::Snippet, place.word)
    })
}

/// A snippet without its places: what stands in them is kept.
pub(super) fn plain(snippet: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_usize;
    let mut rest = snippet.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' => out.extend(rest.next()),
            '$' if rest.peek() == Some(&'{') => {
                while rest.next_if(|c| *c != ':').is_some() {}
                rest.next();
                depth += 1;
            }
            '$' => while rest.next_if(char::is_ascii_digit).is_some() {},
            '}' if depth > 0 => depth -= 1,
            c => out.push(c),
        }
    }
    out
}

/// Text that means itself in a snippet.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '$' | '}') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
