//! What a script must return, held against every way out of it: the faults that the contract lints report.

mod keys;
mod shape;

use pipelua_schemas::Mode;
use pipelua_syntax::NodeId;
use rustc_hash::FxHashSet;

pub(crate) use keys::{KeyPlace, key_places, likely_key};

use crate::context::{Context, PlacementSet};
use crate::infer::ExitKind;
use crate::lint::LuaContext;
use crate::ty::{Kinds, Origin, Table, Ty, TyData};

/// The keys of a result.
pub(crate) const RESULT_KEYS: [&str; 3] = ["allowed", "error", "data"];

/// One fault of what is returned.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Fault {
    /// The table, key or value that has it.
    pub(crate) at: NodeId,
    /// What a `return` of the script gives there, the first of several.
    pub(crate) returned: NodeId,
    pub(crate) kind: FaultKind,
    /// Whether each value that can arrive there has it.
    pub(crate) certain: bool,
    /// The placements that refuse it; none of which nothing is known.
    pub(crate) fails: PlacementSet,
    /// Whether all placements that leave there refuse it.
    pub(crate) everywhere: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum FaultKind {
    /// What is returned is no table, but something of these kinds.
    NotATable(Kinds),
    /// The table has no `allowed`.
    MissingAllowed,
    /// The table has no `allowed`, but this key, which must be meant for it.
    MisspeltAllowed(String),
    /// `allowed` may be something of these kinds.
    Allowed(Kinds),
    /// `error` may be something of these kinds.
    Error(Kinds),
    /// `data` may be something of these kinds.
    Data(Kinds),
}

impl FaultKind {
    /// Whether a run in `mode` ends in `result.invalid` by it. **Source**: RUNTIME, "Results".
    fn fails_in(&self, mode: Mode) -> bool {
        let is_async = mode == Mode::Async;
        match self {
            Self::NotATable(kinds) => !is_async || *kinds != Kinds::NIL,
            Self::MissingAllowed | Self::MisspeltAllowed(_) | Self::Allowed(_) => !is_async,
            Self::Error(_) | Self::Data(_) => true,
        }
    }
}

/// All faults of what the script returns, each place and kind once, in order of the text.
pub(crate) fn faults(cx: &LuaContext<'_>) -> Vec<Fault> {
    let mut all: Vec<Fault> = Vec::new();
    // Many exits return the same table: its faults are looked for once.
    let mut judged: FxHashSet<(Ty, PlacementSet)> = FxHashSet::default();
    for exit in &cx.inference.exits {
        let ExitKind::Value { value, .. } = exit.kind else {
            continue;
        };
        let is_of_literals =
            result_tables(cx, &exit.ty).count() == cx.inference.types.members(&exit.ty).len();
        if is_of_literals && !judged.insert((exit.ty, exit.placements)) {
            continue;
        }
        for (at, kind, certain) in faults_of(cx, value, exit.ty) {
            let is_refused = |mode| kind.fails_in(mode);
            if let Some((fails, everywhere)) = placements_where(cx.context, exit.placements, is_refused) {
                all.push(Fault {
                    at,
                    returned: value,
                    kind,
                    certain,
                    fails,
                    everywhere,
                });
            }
        }
    }
    all.sort_by_key(|fault| fault.at);
    let mut faults: Vec<Fault> = Vec::new();
    for fault in all {
        let same = faults
            .iter_mut()
            .rev()
            .take_while(|known| known.at == fault.at)
            .find(|known| known.kind == fault.kind);
        match same {
            Some(known) => {
                known.certain |= fault.certain;
                known.everywhere |= fault.everywhere;
                known.fails = known.fails.or(fault.fails);
            }
            None => faults.push(fault),
        }
    }
    faults
}

/// The placements of `exit` whose mode is so, and whether that is all of them; `None` for none. Where nothing is
/// known of the placements, all modes must agree.
pub(crate) fn placements_where(
    context: &Context,
    exit: PlacementSet,
    is: impl Fn(Mode) -> bool,
) -> Option<(PlacementSet, bool)> {
    if context.placements.is_empty() {
        let agree = [Mode::Blocking, Mode::Async, Mode::Enrichment]
            .into_iter()
            .all(is);
        return agree.then_some((PlacementSet::EMPTY, true));
    }
    let mut fails = PlacementSet::EMPTY;
    for at in exit.iter() {
        if context
            .placements
            .get(at)
            .is_some_and(|placement| is(placement.mode))
        {
            fails.insert(at);
        }
    }
    (!fails.is_empty()).then_some((fails, fails == exit))
}

/// The tables among what an exit returns, with the constructor of each.
pub(crate) fn result_tables<'a>(
    cx: &'a LuaContext<'_>,
    ty: &'a Ty,
) -> impl Iterator<Item = (NodeId, &'a Table)> {
    let types = &cx.inference.types;
    types
        .members(ty)
        .iter()
        .filter_map(|member| match types.get(*member) {
            TyData::Table(table) => match table.origin {
                Origin::Literal(literal) => Some((literal, &**table)),
                Origin::Elsewhere => None,
            },
            _ => None,
        })
}

/// The faults of one returned value: where, what, and whether all that it can be has it.
fn faults_of(cx: &LuaContext<'_>, value: NodeId, ty: Ty) -> Vec<(NodeId, FaultKind, bool)> {
    let types = &cx.inference.types;
    let mut found = Vec::new();
    let mut wrong = Kinds::NONE;
    let mut is_fine = false;
    for member in types.members(&ty) {
        match types.get(*member) {
            TyData::Table(table) => {
                let faults = shape::table_faults(cx, value, table);
                is_fine |= !faults.iter().any(|(_, _, certain)| *certain);
                found.extend(faults);
            }
            _ => match types.kind_of(*member) {
                Some(kind) if kind != Kinds::TABLE => wrong = wrong.or(kind),
                _ => is_fine = true,
            },
        }
    }
    if wrong != Kinds::NONE {
        found.push((value, FaultKind::NotATable(wrong), true));
    }
    for (_, _, certain) in &mut found {
        *certain &= !is_fine;
    }
    found
}
