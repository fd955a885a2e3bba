//! What inference cannot help but notice; the lints turn it into findings.

use std::sync::Arc;

use pipelua_syntax::NodeId;

use super::mismatch::Mismatch;
use super::uses::{Fault, Use};
use crate::context::PlacementSet;

/// Something wrong at an expression.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    pub node: NodeId,
    pub kind: ProblemKind,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ProblemKind {
    /// A key that no value of the type has.
    UndefinedField {
        /// What it is read from, such as `context.request` or `helpers`.
        owner: String,
        /// Where that stands below `context`; `None` for the sandbox.
        path: Option<Vec<Arc<str>>>,
        name: Box<str>,
        /// The keys that there are.
        known: Vec<Arc<str>>,
    },
    /// A key that `context` has in some of the placements only.
    WrongHookField {
        owner: String,
        name: Box<str>,
        /// Where a local that stands for it gets it, if the problem is a use of such a local.
        declared: Option<NodeId>,
        /// Where the key stands below `context`.
        path: Vec<Arc<str>>,
        has: PlacementSet,
        lacks: PlacementSet,
        /// Whether a run that has it may come here.
        is_possible: bool,
    },
    /// A key of `context.outputs` that is no ancestor, in any placement.
    UndefinedOutput {
        name: Box<str>,
        /// The outputs that there are.
        known: Vec<Arc<str>>,
        /// The placements that may read it there.
        lacks: PlacementSet,
        /// Something is read from the missing output, which raises.
        indexed: bool,
    },
    /// A value is used as some or all values of its type cannot be.
    Misuse {
        used: Use,
        fault: Fault,
        /// The part of the type that is refused, as people read it.
        found: String,
        /// Where the value stands below `context`; empty for any other.
        path: Vec<Arc<str>>,
        /// The placements that may come here.
        placements: PlacementSet,
    },
    /// A promise is used as the value that it will be.
    PromiseUsed {
        /// Whatever the values are.
        every: bool,
    },
    /// A value is not of the type that is declared for its place.
    Mismatch(Box<Mismatch>),
    /// A table lacks keys that its class asks for.
    MissingFields {
        class: Arc<str>,
        /// Each with a value that is as good as none, if its type has one.
        missing: Vec<(Arc<str>, Option<&'static str>)>,
    },
    /// A script puts a key into `data` that its `@data` does not have.
    UndeclaredData { name: Arc<str>, known: Vec<Arc<str>> },
    /// A key is read from a value of an exact class that has no such key.
    MissingKey {
        class: Arc<str>,
        name: Arc<str>,
        known: Vec<Arc<str>>,
    },
    /// A value of an exact class is given a key that the class has not.
    InjectedField {
        class: Arc<str>,
        name: Arc<str>,
        known: Vec<Arc<str>>,
    },
    /// A number and a text are compared by order.
    Incomparable {
        left: String,
        right: String,
        /// Whatever the values are.
        every: bool,
    },
    /// An argument of a function of the sandbox is not what its parameter takes.
    Argument {
        fault: Box<ArgumentFault>,
        /// Where the value stands below `context`; empty for any other.
        path: Vec<Arc<str>>,
    },
}

/// What is wrong with an argument.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ArgumentFault {
    /// The function by its path, such as `string.rep`.
    pub function: &'static str,
    pub param: &'static str,
    /// What the parameter takes: a type in back quotes, or words.
    pub asked: String,
    /// The part of the type that is refused.
    pub found: String,
    /// The whole reason, with the way into the argument.
    pub reason: String,
    /// Whatever the values are.
    pub every: bool,
    /// The function raises an error for any such value; else the fault lies inside of it, or is answered otherwise.
    pub is_certain: bool,
}
