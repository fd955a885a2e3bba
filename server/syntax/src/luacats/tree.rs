//! What annotations are made of.

use crate::token::TextRange;

/// A run of doc comment lines.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Comment {
    pub tags: Vec<Tag>,
    /// Lines that are no tags, in order, without the blanks around them.
    pub text: Vec<TextRange>,
    pub errors: Vec<DocError>,
}

/// A place in an annotation that cannot be read.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct DocError {
    pub range: TextRange,
    /// One sentence of at most 100 characters.
    pub message: String,
}

/// A word and where it stands.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Name {
    pub text: String,
    pub range: TextRange,
}

/// `@tag ..`
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Tag {
    /// From the `@` to the end of all that belongs to the tag, its description included.
    pub range: TextRange,
    /// The tag's name, without the `@`.
    pub name: Name,
    pub kind: TagKind,
    /// The text behind the annotation proper.
    pub description: Option<TextRange>,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum TagKind {
    Class {
        exact: bool,
        name: Name,
        generics: Vec<GenericParam>,
        parents: Vec<TypeExpr>,
    },
    Field {
        key: FieldKey,
        optional: bool,
        ty: TypeExpr,
    },
    Type {
        types: Vec<TypeExpr>,
    },
    /// The name is `...` for the variadic parameter.
    Param {
        name: Name,
        optional: bool,
        ty: TypeExpr,
    },
    Return {
        items: Vec<ReturnItem>,
    },
    Alias {
        name: Name,
        generics: Vec<GenericParam>,
        ty: Option<TypeExpr>,
        variants: Vec<Variant>,
    },
    /// `key`: its values are the keys of the table, not the values.
    Enum {
        name: Name,
        key: bool,
    },
    Generic {
        params: Vec<GenericParam>,
    },
    Overload {
        signature: TypeExpr,
    },
    ReturnOverload {
        types: Vec<TypeExpr>,
    },
    Vararg {
        ty: TypeExpr,
    },
    /// The name may be a path, `a.b`.
    Cast {
        name: Name,
        changes: Vec<CastChange>,
    },
    As {
        ty: TypeExpr,
    },
    Nodiscard,
    Deprecated,
    Async,
    Operator {
        operator: Name,
        operand: Option<TypeExpr>,
        result: Option<TypeExpr>,
    },
    Meta {
        name: Option<Name>,
    },
    /// Without codes: all of them.
    Diagnostic {
        action: DiagnosticAction,
        codes: Vec<Name>,
        reason: Option<TextRange>,
    },
    /// Ours: the hooks that a script is written for.
    Hook {
        names: Vec<Name>,
    },
    /// Ours: what a script puts into `data`.
    Data {
        ty: TypeExpr,
    },
    /// Ours: what a script reads from `context.config`.
    Config {
        ty: TypeExpr,
    },
    /// A tag that says nothing about behaviour: `@see`, `@private`, ...
    Ignored,
    Unknown,
    /// A known tag whose name or type is missing; there is an error.
    Malformed,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DiagnosticAction {
    DisableNextLine,
    DisableLine,
    Disable,
    Enable,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum FieldKey {
    Name(Name),
    /// `[string]`, `["a key"]`, `[1]`
    Type(TypeExpr),
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct GenericParam {
    pub name: Name,
    pub constraint: Option<TypeExpr>,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ReturnItem {
    pub name: Option<Name>,
    pub ty: TypeExpr,
}

/// One line `---| "value" # what it means` of an alias.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Variant {
    pub ty: TypeExpr,
    pub description: Option<TextRange>,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct CastChange {
    pub sign: CastSign,
    /// `nil` for a bare `?`.
    pub ty: TypeExpr,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CastSign {
    /// `+T`: the type may also be this.
    Add,
    /// `-T`: the type is not this.
    Remove,
    /// `T`: the type is this.
    Set,
}

/// A type as written.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TypeExpr {
    pub range: TextRange,
    pub kind: TypeKind,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum TypeKind {
    /// `string`, `a.B`, `Promise<T>`, `table<K, V>`, `nil`, `any`
    Named {
        name: Name,
        arguments: Vec<TypeExpr>,
    },
    Literal(Literal),
    /// `` `T` ``: the class whose name is passed as a string.
    Backtick(Name),
    Array(Box<TypeExpr>),
    Optional(Box<TypeExpr>),
    /// At least two.
    Union(Vec<TypeExpr>),
    Tuple(Vec<TypeExpr>),
    Table(Vec<TableField>),
    Function(Box<FunctionType>),
    /// `T...`
    Variadic(Box<TypeExpr>),
    /// No type could be read; there is an error.
    Missing,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Literal {
    /// Its value.
    String(String),
    Integer(i64),
    /// As written.
    Number(String),
    Boolean(bool),
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TableField {
    pub range: TextRange,
    pub key: FieldKey,
    pub optional: bool,
    pub ty: TypeExpr,
}

/// `fun<T>(a: T, b?: U, ...: V): R1, R2`
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct FunctionType {
    pub is_async: bool,
    pub generics: Vec<GenericParam>,
    /// The last one may be called `...`.
    pub params: Vec<FunctionParam>,
    pub returns: Vec<ReturnItem>,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct FunctionParam {
    pub name: Name,
    pub optional: bool,
    /// `None`: not said.
    pub ty: Option<TypeExpr>,
}
