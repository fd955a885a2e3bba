//! What a script may use, what it has used, and whether it went too far: one counter for the hook and for host calls.
//!
//! A trip is sticky: once a limit is broken nothing that the script does undoes it, whatever it catches.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use cpu_time::ThreadTime;
use pipelua_schemas::Limits;

/// How much one script may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScriptLimits {
    pub instructions: u64,
    /// Bytes of the Lua heap, above what an idle sandbox has.
    pub memory: u64,
    /// Where an allocation is refused at once, in bytes of the whole heap.
    pub memory_hard: u64,
    /// Bytes of one string that a library function makes.
    pub string_bytes: u64,
    pub coroutines: u64,
    pub cpu_time: Duration,
    /// From the start to the end, waiting included.
    pub wall_time: Duration,
    /// When the run that it is a part of is over.
    pub run_deadline: Option<Instant>,
}

impl ScriptLimits {
    pub fn of(limits: &Limits) -> Self {
        Self {
            instructions: limits.instructions(),
            memory: limits.memory(),
            memory_hard: limits.memory_hard(),
            string_bytes: limits.string_bytes(),
            coroutines: limits.coroutines(),
            cpu_time: limits.cpu_time(),
            wall_time: limits.script_time(),
            run_deadline: None,
        }
    }
}

/// Which limit a script broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trip {
    Instructions,
    CpuTime,
    WallTime,
    /// The run's time, not the script's own.
    RunTime,
    Memory,
    /// One string over `string_bytes`.
    LongString,
    Coroutines,
    /// Not the script's doing: another node ended the run.
    Cancelled,
    /// A fetch had no mock.
    Unmocked,
}

/// What a script has used; see [`ScriptLimits`] for the units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    pub instructions: u64,
    pub memory_peak: u64,
    pub cpu_time: Duration,
}

/// How many instructions run between two looks at the budget.
pub(super) const PERIOD: u64 = 100;
/// What a library call costs, and for how many bytes one instruction more is charged: `call-instructions` and
/// `bytes-per-instruction` of the limits, held equal by a test.
pub(super) const CALL: u64 = 10;
pub(super) const BYTES: u64 = 16;

/// How long a script runs before it lets its neighbours on the same thread go on: longer than nearly all run at all, and so
/// short that nobody feels it.
const FIRST_SLICE: Duration = Duration::from_micros(50);
const SLICE: Duration = Duration::from_micros(250);
/// From so many bytes on, a text takes so long to compare that the hook looks more often. It must not go by the clock: how
/// much a script is charged is the same in each run.
pub(super) const LONG_TEXT: u64 = 16 << 10;
/// What Lua puts before the bytes of a text, and behind them.
const TEXT_HEAD: u64 = 64;
/// What is done between two looks at the budget takes microseconds; with the longest calls some milliseconds.
const STUCK: Duration = Duration::from_millis(50);

/// The budget of one script run.
#[derive(Debug)]
pub(crate) struct Budget {
    limits: ScriptLimits,
    used: Cell<u64>,
    heap_at_start: u64,
    heap_peak: Cell<u64>,
    /// Bytes that were charged before they were allocated.
    prepaid: Cell<u64>,
    cpu_before: Cell<Duration>,
    slice: Cell<Option<(Instant, ThreadTime)>>,
    /// Instructions from one look of the hook to the next.
    period: Cell<u64>,
    /// When the hook lets others go on, from the start of the slice.
    pause_after: Cell<Duration>,
    /// Was longer than [`FIRST_SLICE`].
    has_paused: Cell<bool>,
    /// Of the processor's time, how much was used when the hook last looked.
    looked: Cell<Duration>,
    deadline: Instant,
    cancelled: Arc<AtomicBool>,
    trip: Cell<Option<Trip>>,
}

/// What the hook does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tick {
    GoOn,
    /// The slice is over: yield, if this place can.
    Pause,
    /// Yield if this place can, else raise; and come again at the next instruction.
    Stop,
}

impl Budget {
    pub(super) fn new(limits: ScriptLimits, heap_bytes: u64, cancelled: Arc<AtomicBool>) -> Self {
        Self {
            limits,
            // A hundred that is begun counts whole.
            used: Cell::new(PERIOD),
            heap_at_start: heap_bytes,
            heap_peak: Cell::new(heap_bytes),
            prepaid: Cell::new(0),
            cpu_before: Cell::new(Duration::ZERO),
            slice: Cell::new(None),
            period: Cell::new(PERIOD),
            pause_after: Cell::new(FIRST_SLICE),
            has_paused: Cell::new(false),
            looked: Cell::new(Duration::ZERO),
            deadline: Instant::now() + limits.wall_time,
            cancelled,
            trip: Cell::new(None),
        }
    }

    /// From here on time on the processor counts.
    pub(super) fn start_slice(&self) {
        self.looked.set(self.cpu_before.get());
        self.slice.set(Some((Instant::now(), ThreadTime::now())));
        let slice = if self.has_paused.get() { SLICE } else { FIRST_SLICE };
        self.pause_after.set(slice);
    }

    pub(super) fn end_slice(&self) {
        self.cpu_before.set(self.cpu_time());
        self.slice.set(None);
    }

    pub(super) fn trip(&self) -> Option<Trip> {
        self.trip.get()
    }

    pub(super) fn limits(&self) -> &ScriptLimits {
        &self.limits
    }

    pub(super) fn usage(&self) -> Usage {
        Usage {
            instructions: self.used.get(),
            memory_peak: self.heap_peak.get() - self.heap_at_start,
            cpu_time: self.cpu_time(),
        }
    }

    /// How many instructions are left.
    pub(super) fn left(&self) -> u64 {
        self.limits.instructions.saturating_sub(self.used.get())
    }

    pub(super) fn break_limit(&self, trip: Trip) {
        if self.trip.get().is_none() {
            self.trip.set(Some(trip));
        }
    }

    pub(super) fn charge(&self, instructions: u64) {
        self.used.set(self.used.get().saturating_add(instructions));
        if self.used.get() > self.limits.instructions {
            self.break_limit(Trip::Instructions);
        }
    }

    /// Charges what a library call handles.
    pub(super) fn charge_bytes(&self, bytes: u64) {
        self.charge(bytes / BYTES);
        self.prepaid.set(self.prepaid.get().saturating_add(bytes));
    }

    /// Takes note of the size of the heap. Its growth costs as bytes that are handled do, unless a library call
    /// paid for it.
    pub(super) fn heap(&self, bytes: u64) {
        let peak = self.heap_peak.get();
        if bytes > peak {
            let (growth, prepaid) = (bytes - peak, self.prepaid.get());
            self.charge(growth.saturating_sub(prepaid) / BYTES);
            self.prepaid.set(prepaid.saturating_sub(growth));
            self.heap_peak.set(bytes);
        }
        if bytes > self.heap_at_start + self.limits.memory {
            self.break_limit(Trip::Memory);
        }
    }

    /// Takes note of a heap that the host has put something on, which is no work of the script's.
    pub(super) fn given(&self, bytes: u64) {
        self.heap_peak.set(self.heap_peak.get().max(bytes));
        self.heap(bytes);
    }

    /// After so many instructions, with so many bytes on the heap.
    pub(super) fn tick(&self, instructions: u64, heap_bytes: u64) -> Tick {
        self.charge(instructions);
        self.heap(heap_bytes);
        let now = Instant::now();
        let in_slice = self.slice.get().map_or(Duration::ZERO, |(start, _)| now - start);
        // The clock on the wall is cheap to read and never behind the processor's.
        if self.cpu_before.get() + in_slice > self.limits.cpu_time && self.cpu_time() > self.limits.cpu_time {
            self.break_limit(Trip::CpuTime);
        }
        self.looked.set(self.cpu_before.get() + in_slice);
        self.look_at_the_clock(now);
        match self.trip.get() {
            Some(_) => Tick::Stop,
            None if in_slice > self.pause_after.get() => Tick::Pause,
            None => Tick::GoOn,
        }
    }

    /// Judges a text, or a block, before it is made: a few instructions may make one of megabytes. Whether it may be.
    pub(super) fn may_allocate(&self, bytes: u64, is_text: bool) -> bool {
        if is_text && bytes > self.limits.string_bytes + TEXT_HEAD {
            self.break_limit(Trip::LongString);
        }
        if is_text {
            // What a library call has paid for is not paid again, nor what is paid here when the heap has grown.
            let prepaid = self.prepaid.get();
            self.charge(bytes.saturating_sub(prepaid) / BYTES);
            self.prepaid.set(prepaid.max(bytes));
        }
        self.trip.get().is_none() && !self.is_stuck()
    }

    /// The hook pauses the script. Where it cannot, it tries again when another slice is over, not at each look.
    pub(super) fn pauses(&self) {
        self.has_paused.set(true);
        self.pause_after.set(self.in_slice() + SLICE);
    }

    /// How many instructions go until the next look.
    pub(super) fn period(&self) -> u64 {
        self.period.get()
    }

    /// A text of at least [`LONG_TEXT`] is made: one instruction that compares it takes long.
    pub(super) fn makes_long_text(&self, bytes: u64) {
        let period = (PERIOD / 10 * LONG_TEXT / bytes).max(1);
        self.period.set(self.period.get().min(period));
    }

    /// Whether one instruction, or a few with what they call, has taken so long that it must not go on.
    pub(super) fn is_stuck(&self) -> bool {
        let is_stuck = self.cpu_time() > self.looked.get() + STUCK;
        if is_stuck {
            self.break_limit(Trip::CpuTime);
        }
        is_stuck
    }

    /// Judges what was used when no hook will look any more.
    pub(super) fn last_look(&self, heap_bytes: u64) {
        self.heap(heap_bytes);
        if self.cpu_time() > self.limits.cpu_time {
            self.break_limit(Trip::CpuTime);
        }
        self.look_at_the_clock(Instant::now());
    }

    /// Ends what is out of time or cancelled, whether it runs or waits.
    pub(super) fn look_at_the_clock(&self, now: Instant) {
        if self.limits.run_deadline.is_some_and(|deadline| now > deadline) {
            self.break_limit(Trip::RunTime);
        }
        if now > self.deadline {
            self.break_limit(Trip::WallTime);
        }
        if self.cancelled.load(Ordering::Relaxed) {
            self.break_limit(Trip::Cancelled);
        }
    }

    /// The first moment at which [`Budget::look_at_the_clock`] ends it.
    pub(super) fn deadline(&self) -> Instant {
        let run = self.limits.run_deadline.unwrap_or(self.deadline);
        run.min(self.deadline) + Duration::from_millis(1)
    }

    /// On the wall, since the slice began.
    fn in_slice(&self) -> Duration {
        let slice = self.slice.get();
        slice.map_or(Duration::ZERO, |(start, _)| start.elapsed())
    }

    fn cpu_time(&self) -> Duration {
        let in_slice = self
            .slice
            .get()
            .map_or(Duration::ZERO, |(_, start)| start.elapsed());
        self.cpu_before.get() + in_slice
    }
}
