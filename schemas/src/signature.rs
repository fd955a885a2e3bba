//! The parts of a `LuaCATS` function type, for generators that print them one by one.
//!
//! Not a parser of types: the data is ours, and a test holds it to this form. A `fun` type with returns stands in
//! parentheses wherever a comma could follow it.

/// `fun<T>(a: A, b?: B, ...: C): D, E`, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature<'a> {
    /// Names of type parameters, each with its bound behind `:` if it has one.
    pub generics: Vec<&'a str>,
    pub params: Vec<SignatureParam<'a>>,
    /// One type for each returned value; the last may end in `...`.
    pub returns: Vec<&'a str>,
}

/// One parameter of a function type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignatureParam<'a> {
    /// `...` for what is variadic.
    pub name: &'a str,
    pub optional: bool,
    pub ty: &'a str,
}

impl<'a> Signature<'a> {
    /// Takes a function type apart; `None` for any other text.
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut rest = text.strip_prefix("fun")?;
        let mut generics = Vec::new();
        if let Some(inner) = rest.strip_prefix('<') {
            let (list, after) = closed(inner)?;
            generics = split(list);
            rest = after;
        }
        let (list, after) = closed(rest.strip_prefix('(')?)?;
        let params = split(list).into_iter().map(param).collect::<Option<Vec<_>>>()?;
        let returns = match after.trim_start().strip_prefix(':') {
            Some(list) => split(list),
            None if after.trim().is_empty() => Vec::new(),
            None => return None,
        };
        Some(Self {
            generics,
            params,
            returns,
        })
    }
}

fn param(text: &str) -> Option<SignatureParam<'_>> {
    let (name, ty) = text.split_once(':')?;
    let name = name.trim();
    let bare = name.strip_suffix('?');
    Some(SignatureParam {
        name: bare.unwrap_or(name),
        optional: bare.is_some(),
        ty: ty.trim(),
    })
}

/// What stands before the bracket that closes the one just opened, and what stands behind it.
fn closed(text: &str) -> Option<(&str, &str)> {
    let end = Depths::new(text).find(|(_, _, depth)| *depth < 0)?.0;
    Some((text.get(..end)?, text.get(end + 1..)?))
}

/// The parts between commas that stand in no bracket.
fn split(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, character, depth) in Depths::new(text) {
        if character == ',' && depth == 0 {
            parts.push(text.get(start..at).unwrap_or_default().trim());
            start = at + 1;
        }
    }
    let last = text.get(start..).unwrap_or_default().trim();
    if !last.is_empty() {
        parts.push(last);
    }
    parts
}

/// Each character outside of quotes, with how many brackets are open after it.
struct Depths<'a> {
    characters: std::str::CharIndices<'a>,
    depth: i32,
    quoted: bool,
}

impl<'a> Depths<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            characters: text.char_indices(),
            depth: 0,
            quoted: false,
        }
    }
}

impl Iterator for Depths<'_> {
    type Item = (usize, char, i32);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (at, character) = self.characters.next()?;
            match character {
                '"' => self.quoted = !self.quoted,
                _ if self.quoted => continue,
                '(' | '<' | '[' | '{' => self.depth += 1,
                ')' | '>' | ']' | '}' => self.depth -= 1,
                _ => {}
            }
            return Some((at, character, self.depth));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Signature;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let signature = Signature::parse(text).unwrap();
        let params = signature.params.iter().map(|param| {
            format!(
                "{}{} = {}",
                param.name,
                if param.optional { "?" } else { "" },
                param.ty
            )
        });
        let params = params.collect::<Vec<_>>().join("; ");
        let found = format!(
            "{} / {params} / {}",
            signature.generics.join("; "),
            signature.returns.join("; ")
        );
        assert_eq!(found, expected);
    }

    #[test]
    fn signatures_are_taken_apart() {
        check("fun()", " /  / ");
        check(
            "fun(s: string, n?: integer): string",
            " / s = string; n? = integer / string",
        );
        check(
            "fun<T: table, R>(f: (fun(a: T, b: T): R, T), ...: T[]): (fun(): a, b), { x: a, y: b }, T...",
            "T: table; R / f = (fun(a: T, b: T): R, T); ... = T[] / (fun(): a, b); { x: a, y: b }; T...",
        );
        check(
            "fun(c: \"a,(\" | \"b\"): table<K, V>?",
            " / c = \"a,(\" | \"b\" / table<K, V>?",
        );
    }

    #[test]
    fn other_texts_are_no_signatures() {
        for text in ["", "string", "fun", "fun(", "fun(a)", "fun<T(a: b)", "fun() x"] {
            assert_eq!(Signature::parse(text), None, "{text}");
        }
    }
}
