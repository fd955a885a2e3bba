//! What can be written at a place, the likeliest first: each file of the folder knows one kind of place.

mod annotations;
mod call;
mod expected;
mod guess;
mod keys;
mod members;
mod names;
mod place;
mod postfix;
mod rank;
mod strings;
mod words;

use pipelua_analysis::{Db, SourceFile};
use pipelua_syntax::TextRange;

use crate::name_at::FilePosition;
use place::Place;

/// Something that can be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Completion {
    pub label: String,
    pub kind: CompletionKind,
    /// Directly behind the label: the parameters of a function.
    pub parameters: String,
    /// Its type, or what it is, in a few words.
    pub detail: String,
    pub docs: Docs,
    /// What is replaced: it holds the cursor.
    pub range: TextRange,
    pub new_text: String,
    /// The same with places to fill in, for clients that know how.
    pub snippet: Option<String>,
    /// What is typed to find it, where that is not its label.
    pub filter: Option<String>,
    pub is_deprecated: bool,
    /// Characters that take it and are then written themselves.
    pub commit: &'static [&'static str],
}

/// What a person reads once it is chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Docs {
    None,
    /// Markdown.
    Text(String),
    /// Asked for by [`completion_docs`] under this path, such as `helpers.json` or `context.email`.
    Path(String),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CompletionKind {
    Key,
    Value,
    Script,
    Node,
    Hook,
    /// Of a secret or setting.
    Name,
    Lint,
    Local,
    Field,
    Function,
    Method,
    Module,
    Keyword,
    Snippet,
    Type,
}

impl Docs {
    pub(crate) fn text(text: String) -> Self {
        if text.is_empty() {
            Self::None
        } else {
            Self::Text(text)
        }
    }
}

impl Completion {
    pub(crate) fn new(label: impl Into<String>, kind: CompletionKind, range: TextRange) -> Self {
        let label = label.into();
        Self {
            new_text: label.clone(),
            label,
            kind,
            parameters: String::new(),
            detail: String::new(),
            docs: Docs::None,
            range,
            snippet: None,
            filter: None,
            is_deprecated: false,
            commit: &[],
        }
    }
}

/// What can be written at a place: all of it, so that nothing need be asked again while a name is typed.
pub fn completion(db: &dyn Db, at: FilePosition) -> Vec<Completion> {
    if !at.file.kind(db).is_lua() {
        return crate::json::completion::completion(db, at);
    }
    let Some(place) = Place::at(db, at) else {
        return annotations::completion(db, at);
    };
    if place.string.is_some() {
        return strings::completion(&place);
    }
    if let Some(found) = postfix::completion(&place) {
        return found;
    }
    if place.is_declaring() {
        let mut found = words::of_declaration(&place);
        found.extend(names::tables(&place));
        return found;
    }
    if let Some(found) = members::completion(&place).or_else(|| names::labels(&place)) {
        return found;
    }
    let expected = expected::expected(&place);
    if place.is_behind_expression() {
        return words::operators(&place);
    }
    let mut found = keys::completion(&place);
    found.extend(strings::whole(&place, &expected));
    found.extend(call::stub(&place, &expected));
    let truths = words::truths(&place, &expected);
    let is_told = |item: &Completion| truths.iter().any(|told| told.label == item.label);
    found.extend_from_slice(&truths);
    found.extend(names::locals(&place, &expected));
    found.extend(names::globals(&place));
    found.extend(
        words::completion(&place)
            .into_iter()
            .filter(|item| !is_told(item)),
    );
    found
}

/// The documentation under a path that [`completion`] named.
pub fn completion_docs(db: &dyn Db, file: SourceFile, path: &str) -> Option<String> {
    crate::hover::docs_of(db, file, path)
}

#[cfg(test)]
mod tests;
