//! Types as a person likes to read them: short unions, `T?`, one level of a table.

use super::declared::Function;
use super::repr::{Ty, TyData, Types};

/// Members of a union, and keys of a table, that are shown.
const SHOWN: usize = 5;

impl Types {
    /// The type as text, such as `string?` or `{ email: string, request: {..} }`.
    pub fn display(&self, ty: Ty) -> String {
        self.display_at(ty, 0)
    }

    fn display_at(&self, ty: Ty, depth: usize) -> String {
        match self.get(ty) {
            TyData::Never => "never".into(),
            TyData::Nil => "nil".into(),
            TyData::Boolean(None) => "boolean".into(),
            TyData::Boolean(Some(value)) => value.to_string(),
            TyData::Integer(None) => "integer".into(),
            TyData::Integer(Some(value)) => value.to_string(),
            TyData::Number(None) => "number".into(),
            TyData::Number(Some(bits)) => f64::from_bits(*bits).to_string(),
            TyData::String(None) => "string".into(),
            TyData::String(Some(text)) => format!("{:?}", self.text(*text)),
            TyData::Thread => "thread".into(),
            TyData::AnyTable => "table".into(),
            TyData::AnyFunction | TyData::Closure(_) => "function".into(),
            TyData::Any => "any".into(),
            TyData::Unknown => "unknown".into(),
            TyData::Array(items) => self.display_list(*items, depth + 1),
            TyData::Promise(value) => format!("Promise<{}>", self.display_at(*value, depth + 1)),
            TyData::Map(keys, values) => {
                let members = self.members(values);
                // That a key may be missing is said of any map.
                let there: Vec<Ty> = members
                    .iter()
                    .copied()
                    .filter(|member| *member != Ty::NIL)
                    .collect();
                let values = if there.is_empty() {
                    "nil".to_owned()
                } else {
                    self.display_union(&there, depth + 1)
                };
                format!("table<{}, {values}>", self.display_at(*keys, depth + 1))
            }
            TyData::Class(name) => self.text(*name).to_owned(),
            TyData::Function(function) => self.display_function(function, depth),
            TyData::Builtin(entry) => crate::library::entry(*entry)
                .map_or("unknown", |entry| entry.path())
                .to_owned(),
            TyData::Context { path, .. } => path
                .iter()
                .fold("context".to_owned(), |text, name| text + "." + self.text(*name)),
            TyData::Table(table) | TyData::Instance(table) => {
                if depth > 0 {
                    return "{..}".into();
                }
                let mut parts: Vec<String> = table
                    .fields
                    .iter()
                    .take(SHOWN)
                    .map(|field| {
                        let mark = if field.optional { "?" } else { "" };
                        format!(
                            "{}{mark}: {}",
                            self.text(field.name),
                            self.display_at(field.ty, depth + 1)
                        )
                    })
                    .collect();
                if table.open || table.fields.len() > SHOWN {
                    parts.push("..".into());
                }
                match (parts.is_empty(), table.items) {
                    (true, Some(items)) => self.display_list(items, depth + 1),
                    (true, None) => "{}".into(),
                    _ => format!("{{ {} }}", parts.join(", ")),
                }
            }
            TyData::Union(members) => self.display_union(members, depth),
        }
    }

    fn display_list(&self, items: Ty, depth: usize) -> String {
        let shown = self.display_at(items, depth);
        match self.get(items) {
            TyData::Union(members) if members.len() > 2 || !shown.ends_with('?') => format!("({shown})[]"),
            TyData::Function(_) => format!("({shown})[]"),
            _ => format!("{shown}[]"),
        }
    }

    fn display_function(&self, function: &Function, depth: usize) -> String {
        if depth > 1 {
            return "fun(..)".into();
        }
        let mut params: Vec<String> = function
            .params
            .iter()
            .take(SHOWN)
            .map(|param| {
                let mark = if param.optional { "?" } else { "" };
                format!(
                    "{}{mark}: {}",
                    self.text(param.name),
                    self.display_at(param.ty, depth + 1)
                )
            })
            .collect();
        if function.params.len() > SHOWN {
            params.push("..".into());
        } else if let Some(rest) = function.rest {
            params.push(format!("...: {}", self.display_at(rest, depth + 1)));
        }
        let mut given: Vec<String> = function
            .returns
            .iter()
            .map(|ty| self.display_at(*ty, depth + 1))
            .collect();
        if function.more != Ty::NIL {
            given.push(format!("{}...", self.display_at(function.more, depth + 1)));
        }
        let given = if given.is_empty() {
            String::new()
        } else {
            format!(": {}", given.join(", "))
        };
        format!("fun({}){given}", params.join(", "))
    }

    fn display_union(&self, members: &[Ty], depth: usize) -> String {
        let mut rest: Vec<Ty> = members
            .iter()
            .copied()
            .filter(|member| *member != Ty::NIL)
            .collect();
        // Short words first: what tables are takes longer to read.
        rest.sort_by_key(|member| matches!(self.get(*member), TyData::Table(_)));
        let optional = rest.len() < members.len();
        let mut text = rest
            .iter()
            .take(SHOWN)
            .map(|member| self.display_at(*member, depth))
            .collect::<Vec<_>>()
            .join("|");
        if rest.len() > SHOWN {
            text.push_str("|..");
        }
        match (optional, rest.len()) {
            (true, 1) => text + "?",
            (true, _) => text + "|nil",
            (false, _) => text,
        }
    }
}
