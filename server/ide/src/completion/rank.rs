//! What a person most likely means: by what is asked for, by what stands behind the word, and by what is near.

use std::collections::HashMap;

use pipelua_analysis::lower::{Expr, Symbol};
use pipelua_analysis::members::{Member, MemberKind, Values, has_member};
use pipelua_analysis::scopes::LocalId;
use pipelua_analysis::{PortableType, Ty};
use pipelua_syntax::{NodeId, TokenIndex, TokenKind};

use super::expected::Expected;
use super::place::Place;

/// What the surroundings of a word say of the names that fit there.
pub(super) struct Fit<'a, 'db> {
    place: &'a Place<'db>,
    name: Option<&'a str>,
    asked: Option<Values>,
    is_statement: bool,
    is_promise: bool,
    behind: Behind,
    /// How often the file names each key.
    reads: HashMap<Symbol, i32>,
}

/// What stands behind the word, on its line.
enum Behind {
    /// A name behind a dot or colon.
    Member(String),
    Call,
    /// An index with a key that is not known.
    Index,
    Concat,
    Arithmetic,
    Assign,
    Other,
    /// The line ends there.
    Nothing,
}

/// The best first; of equals in the order in which they come.
pub(super) fn by_fit<T>(all: impl Iterator<Item = T>, fit: impl Fn(&T) -> i32) -> Vec<T> {
    let mut ranked: Vec<(i32, T)> = all.map(|it| (-fit(&it), it)).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, it)| it).collect()
}

impl<'a, 'db> Fit<'a, 'db> {
    /// `start` is the token where the expression begins.
    pub(super) fn of(place: &'a Place<'db>, expected: &'a Expected, start: TokenIndex) -> Self {
        let asked = match &expected.ty {
            PortableType::Unknown | PortableType::Any => None,
            ty => Values::of_portable(ty),
        };
        Self {
            place,
            name: expected.name.as_deref().filter(|name| !name.is_empty()),
            asked,
            is_statement: place.can_begin_statement(start),
            is_promise: expected.is_promise,
            behind: behind(place),
            reads: reads(place),
        }
    }

    pub(super) fn of_member(&self, member: &Member) -> i32 {
        let mut fit = 0;
        if member.is_optional {
            fit -= 4;
        }
        if member.entry.is_some_and(|entry| entry.deprecated.is_some()) {
            fit -= 100;
        }
        let is_function = matches!(member.kind, MemberKind::Function | MemberKind::Method);
        fit += match &self.behind {
            Behind::Call if is_function => 30,
            Behind::Call => -30,
            Behind::Member(name) => member_with(member, name),
            Behind::Index => {
                if member.values.is_none_or(|values| values.meets(Values::TABLE)) && !is_function {
                    6
                } else {
                    -20
                }
            }
            Behind::Concat => meets(member.values, Values::STRING.or(Values::NUMBER), 8),
            Behind::Arithmetic => meets(member.values, Values::NUMBER, 8),
            Behind::Assign | Behind::Other | Behind::Nothing => 0,
        };
        if let Some(asked) = self.asked {
            fit += meets(member.values, asked, 12);
        }
        if self.name == Some(&*member.name) {
            fit += 25;
        }
        if self.is_statement && is_function {
            // A call whose result nobody takes makes no sense where that is all that it does.
            fit += match member.entry {
                Some(entry) if entry.pure => -12,
                Some(_) => 6,
                None => 0,
            };
        }
        if let Some(entry) = member.entry {
            fit += common(&entry.path);
            if self.is_promise {
                fit += if entry.is_async { 30 } else { 0 };
            }
        }
        fit + self.uses_of(member)
    }

    /// What the file reads elsewhere is likelier than what it never reads.
    fn uses_of(&self, member: &Member) -> i32 {
        let symbol = self.place.tree.symbols().find(&member.name);
        let count = symbol
            .and_then(|symbol| self.reads.get(&symbol))
            .copied()
            .unwrap_or(0);
        count.min(3) * 2
    }

    pub(super) fn of_local(&self, local: LocalId, ty: Ty, is_function: bool) -> i32 {
        let place = self.place;
        let types = &place.inference.types;
        let values = if is_function {
            Some(Values::FUNCTION)
        } else {
            Values::of(types, ty)
        };
        let mut fit = 0;
        let declared = place.scopes.local(local);
        let name = place.tree.text(declared.name);
        if let Some(asked_name) = self.name {
            fit += alike(name, asked_name);
        }
        fit += match &self.behind {
            Behind::Call => meets(values, Values::FUNCTION, 40),
            Behind::Member(member) => match has_member(place.inference, place.context, ty, member) {
                Some(true) => 40,
                // What a table has not yet, it may be given.
                Some(false) if values.is_some_and(|values| values.meets(Values::TABLE)) => 0,
                Some(false) => -20,
                None => 5,
            },
            Behind::Index => meets(values, Values::TABLE, 15),
            Behind::Concat => meets(values, Values::STRING.or(Values::NUMBER), 10),
            Behind::Arithmetic => meets(values, Values::NUMBER, 10),
            Behind::Assign if declared.reassigned => 15,
            Behind::Assign => -15,
            Behind::Other | Behind::Nothing if self.is_statement => {
                meets(values, Values::FUNCTION.or(Values::TABLE), 6)
            }
            Behind::Other if is_function => -8,
            Behind::Other | Behind::Nothing => 0,
        };
        if let Some(asked) = self.asked {
            // What a function of the file gives is as good as anything.
            fit += match values {
                Some(values) if is_function && !values.meets(asked) => 0,
                values => meets(values, asked, 12),
            };
        }
        let is_new = |read: NodeId| place.parse.node(read).first >= place.before;
        if place.scopes.reads(local).all(is_new) {
            fit += 3;
        }
        if place.scopes.reads(local).next().is_none() {
            fit += 12;
        }
        fit
    }
}

fn reads(place: &Place<'_>) -> HashMap<Symbol, i32> {
    let mut reads = HashMap::new();
    for node in place.tree.ids() {
        if let Expr::Field { name: Some(name), .. } | Expr::MethodCall { name: Some(name), .. } =
            place.tree.expr(node)
        {
            *reads.entry(name).or_default() += 1;
        }
    }
    reads
}

fn meets(values: Option<Values>, asked: Values, weight: i32) -> i32 {
    match values {
        Some(values) if values.meets(asked) => weight,
        Some(_) => -weight,
        None => 0,
    }
}

/// Whether what stands behind a dot there is one of its keys.
fn member_with(member: &Member, name: &str) -> i32 {
    let sandbox = pipelua_schemas::builtin().sandbox();
    match member.entry {
        Some(entry) => {
            if sandbox.members(&entry.path).any(|below| below.name() == name) {
                30
            } else {
                -20
            }
        }
        None if member.ty.contains(&format!("{name}:")) || member.ty.contains(&format!("{name}?:")) => 30,
        None if member.values.is_some_and(|values| !values.meets(Values::TABLE)) => {
            let is_of_text =
                member.values == Some(Values::STRING) && sandbox.get(&format!("string.{name}")).is_some();
            if is_of_text { 20 } else { -20 }
        }
        None => 0,
    }
}

/// Whether two names are the same, or one is a part of the other.
fn alike(name: &str, asked: &str) -> i32 {
    let (name, asked) = (name.to_lowercase(), asked.to_lowercase());
    if name == asked {
        30
    } else if name.len() > 2 && asked.len() > 2 && (name.contains(&asked) || asked.contains(&name)) {
        10
    } else {
        0
    }
}

/// Functions that scripts call most.
fn common(path: &str) -> i32 {
    const COMMON: [&[&str]; 2] = [
        &[
            "helpers.log",
            "helpers.fetch",
            "helpers.metrics",
            "table.insert",
            "table.concat",
            "string.format",
            "string.match",
            "string.find",
            "string.lower",
            "string.sub",
            "string.gsub",
            "math.floor",
            "math.min",
            "math.max",
            "helpers.env",
            "helpers.secret",
            "helpers.now",
        ],
        &[
            "helpers.trace",
            "helpers.json",
            "helpers.hash",
            "table.sort",
            "table.remove",
            "string.gmatch",
            "string.upper",
            "helpers.date",
            "helpers.ip",
            "math.abs",
            "math.type",
            "math.tointeger",
            "helpers.hmac",
        ],
    ];
    match COMMON.iter().position(|paths| paths.contains(&path)) {
        Some(0) => 5,
        Some(_) => 3,
        None => 0,
    }
}

fn behind(place: &Place<'_>) -> Behind {
    use TokenKind as K;
    let token = place.behind();
    if place.is_between_dots() && place.parse.token_kind(token) == K::Name {
        return Behind::Member(place.parse.token_text(token).to_owned());
    }
    let start = place.parse.token_range(token).start as usize;
    let same_line = place
        .parse
        .text()
        .get(place.word.end as usize..start)
        .is_some_and(|text| !text.contains('\n'));
    if !same_line || place.parse.token_kind(token) == K::Eof {
        return Behind::Nothing;
    }
    match place.parse.token_kind(token) {
        K::Dot | K::Colon if place.parse.token_kind(token + 1) == K::Name => {
            Behind::Member(place.parse.token_text(token + 1).to_owned())
        }
        K::LeftParen => Behind::Call,
        K::LeftBracket => Behind::Index,
        K::Concat => Behind::Concat,
        K::Plus | K::Minus | K::Star | K::Slash | K::Percent | K::Caret | K::DoubleSlash => {
            Behind::Arithmetic
        }
        K::Assign => Behind::Assign,
        _ => Behind::Other,
    }
}
