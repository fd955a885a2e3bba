//! Ids of traces and spans. Those of one run follow from what it was given at its start, so that a request can
//! carry the id of a span that is written down later.

use std::fmt;

use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

use super::parent::TraceParent;

/// 16 bytes, never all zero; shown in lower-case hex.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TraceId(pub(super) [u8; 16]);

/// 8 bytes, never all zero; shown in lower-case hex.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SpanId(pub(super) [u8; 8]);

/// Where the ids of one run come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceIds {
    trace: TraceId,
    parent: Option<TraceParent>,
    seed: [u8; 32],
}

/// What a span is about, by which it has its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    Run,
    Layer(usize),
    /// By position in graph order.
    Script(usize),
    Custom {
        script: usize,
        index: usize,
    },
    Fetch {
        script: usize,
        request: u32,
    },
}

impl TraceIds {
    /// Ids of a run that nobody can guess from those of another: `entropy` is used for one run only. With a parent
    /// they belong to its trace.
    pub fn new(entropy: [u8; 32], parent: Option<TraceParent>) -> Self {
        let trace = parent.map_or_else(
            || {
                let mut bytes = [0; 16];
                draw(entropy, 0, &mut bytes);
                TraceId(bytes)
            },
            |parent| parent.trace,
        );
        Self {
            trace,
            parent,
            seed: entropy,
        }
    }

    pub fn trace(&self) -> TraceId {
        self.trace
    }

    /// The caller's span.
    pub fn parent(&self) -> Option<SpanId> {
        self.parent.map(|parent| parent.span)
    }

    pub(crate) fn span(&self, slot: Slot) -> SpanId {
        let stream = match slot {
            Slot::Run => 1,
            Slot::Layer(layer) => 2 << 56 | layer as u64,
            Slot::Script(script) => 3 << 56 | script as u64,
            Slot::Custom { script, index } => 4 << 56 | (script as u64) << 32 | index as u64,
            Slot::Fetch { script, request } => 5 << 56 | (script as u64) << 32 | u64::from(request),
        };
        let mut bytes = [0; 8];
        draw(self.seed, stream, &mut bytes);
        SpanId(bytes)
    }

    /// What a request carries, so that whoever answers it can go on with the trace.
    pub(crate) fn below(&self, slot: Slot) -> TraceParent {
        TraceParent {
            trace: self.trace,
            span: self.span(slot),
            sampled: self.parent.is_none_or(|parent| parent.sampled),
        }
    }
}

/// Fills `bytes`, and never with zeros only, which would be no id.
fn draw(seed: [u8; 32], stream: u64, bytes: &mut [u8]) {
    let mut random = ChaCha12Rng::from_seed(seed);
    random.set_stream(stream);
    random.fill_bytes(bytes);
    if bytes.iter().all(|byte| *byte == 0) {
        bytes[0] = 1;
    }
}

fn hex(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex(&self.0, f)
    }
}

impl fmt::Display for SpanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex(&self.0, f)
    }
}

impl fmt::Debug for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex(&self.0, f)
    }
}

impl fmt::Debug for SpanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex(&self.0, f)
    }
}
