//! Misfits in words, such as "`data.score`: string is not number".

use super::super::kinds::Kinds;
use super::super::repr::{Ty, TyData, Types};
use super::{Extent, Misfit, Step, Why};

/// Characters of a type that a sentence has room for.
const ROOM: usize = 34;

impl Misfit {
    /// The reason as a sentence without an end; `root` is how the value is written, or empty.
    pub(crate) fn reason(&self, types: &Types, root: &str) -> String {
        let (way, is_key) = self.way(types, root);
        let at = match (is_key, way.is_empty()) {
            (true, true) => "a key: ".to_owned(),
            (true, false) => format!("a key of `{way}`: "),
            (false, _) if self.steps.is_empty() => String::new(),
            (false, _) => format!("`{way}`: "),
        };
        match self.why {
            Why::Missing(name) if at.is_empty() => format!("`{}` is missing", types.text(name)),
            Why::Missing(name) => format!("{at}`{}` is missing", types.text(name)),
            Why::Type { found, expected } => {
                let (found, expected) = types.told(found, expected);
                let is = match self.extent {
                    Extent::Wider => "may be other than",
                    _ => "is not",
                };
                format!("{at}{} {is} {}", short(found), short(expected))
            }
        }
    }

    /// The part of a type that is refused, or the key that is missing.
    pub(crate) fn found(&self, types: &Types) -> String {
        match self.why {
            Why::Missing(name) => types.text(name).to_owned(),
            Why::Type { found, expected } => short(types.told(found, expected).0),
        }
    }

    /// The way as it would be written, and whether a key is meant at its end.
    fn way(&self, types: &Types, root: &str) -> (String, bool) {
        let mut way = root.to_owned();
        for step in &self.steps {
            match step {
                Step::Field(name) => {
                    if !way.is_empty() {
                        way.push('.');
                    }
                    way.push_str(types.text(*name));
                }
                Step::Items => way.push_str("[..]"),
                Step::Promised => way = format!("await({way})"),
                Step::Keys => return (way, true),
            }
        }
        (way, false)
    }
}

impl Types {
    /// Both types as they are told: literals as what they are a case of, unless literals are asked for.
    pub(crate) fn told(&self, found: Ty, expected: Ty) -> (String, String) {
        let is_literal = |member: &Ty| *member != self.widen(*member);
        let wants_literals = self.members(&expected).iter().any(is_literal);
        let is_part = |member: &Ty| matches!(self.get(*member), TyData::Number(Some(_)));
        let keeps = wants_literals || self.members(&found).iter().any(is_part);
        let mut members: Vec<String> = Vec::new();
        for member in self.members(&found) {
            let shown = match self.get(*member) {
                TyData::Builtin(_) if self.kind_of(*member) == Some(Kinds::TABLE) => "table".to_owned(),
                TyData::Builtin(_) => "function".to_owned(),
                _ if keeps => self.display(*member),
                _ => self.display(self.widen(*member)),
            };
            if !members.contains(&shown) {
                members.push(shown);
            }
        }
        (members.join("|"), self.display(expected))
    }
}

fn short(ty: String) -> String {
    if ty.chars().count() <= ROOM {
        return ty;
    }
    let start: String = ty.chars().take(ROOM - 1).collect();
    format!("{start}…")
}
