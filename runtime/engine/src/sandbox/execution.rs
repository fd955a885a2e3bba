//! The script that runs on this thread: where the hook and the host find its budget, its settings and its journal.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use mlua::{Table, Value};
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::SeedableRng as _;

use super::budget::{Budget, PERIOD, Tick, Trip};
use super::input::{Chance, Clock, ScriptInput, Settings};
use super::journal::{FetchEnd, Journal, Metric};
use super::value::{InvalidValue, to_json, type_name};
use crate::fetch::{FetchAnswer, FetchError, FetchErrorKind, FetchRequest};
use pipelua_schemas::builtin;

thread_local! {
    static CURRENT: RefCell<Option<Rc<Execution>>> = const { RefCell::new(None) };
}

#[derive(Debug)]
pub(super) struct Execution {
    pub(super) budget: Budget,
    pub(super) journal: RefCell<Journal>,
    pub(super) settings: Arc<Settings>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) random: RefCell<ChaCha12Rng>,
    pub(super) started: Instant,
    /// Requests that nobody has taken yet.
    pub(super) requests: RefCell<Vec<FetchRequest>>,
    requested: Cell<u32>,
    /// The lines that asked for them.
    request_lines: RefCell<Vec<Option<u32>>>,
    /// Those whose URL holds a secret.
    secret_urls: RefCell<Vec<u32>>,
    /// Where a limit ended the script.
    stopped_at: Cell<Option<u32>>,
    /// Where what ended the script was raised.
    raised_at: Cell<Option<u32>>,
    /// `helpers.json.null`
    pub(super) null: Value,
}

impl Execution {
    pub(super) fn new(budget: Budget, input: &ScriptInput<'_>, null: Value) -> Rc<Self> {
        Rc::new(Self {
            budget,
            journal: RefCell::new(Journal::default()),
            settings: Arc::clone(&input.settings),
            clock: Arc::clone(&input.clock),
            random: RefCell::new(match input.chance {
                Chance::Seed(seed) => ChaCha12Rng::seed_from_u64(seed),
                Chance::Entropy(bytes) => ChaCha12Rng::from_seed(bytes),
            }),
            started: Instant::now(),
            requests: RefCell::default(),
            requested: Cell::new(0),
            request_lines: RefCell::default(),
            secret_urls: RefCell::default(),
            stopped_at: Cell::new(None),
            raised_at: Cell::new(None),
            null,
        })
    }

    /// Runs `slice` as the script of this thread.
    pub(super) fn during<R>(self: &Rc<Self>, slice: impl FnOnce() -> R) -> R {
        self.budget.start_slice();
        let outer = CURRENT.replace(Some(Rc::clone(self)));
        let result = slice();
        CURRENT.set(outer);
        self.budget.end_slice();
        result
    }

    /// Notes a request and gives the number by which its answer comes back. One beyond the limit is noted and goes
    /// nowhere: see [`beyond`].
    pub(super) fn request(&self, span: Option<usize>, request: FetchRequest, line: Option<u32>) -> u32 {
        let id = self.requested.get();
        self.requested.set(id + 1);
        self.request_lines.borrow_mut().push(line);
        // A secret may go on behind the `?`.
        let url = self.settings.redact(&request.url);
        if url != request.url.as_str() {
            self.secret_urls.borrow_mut().push(id);
        }
        let url = url.split(['?', '#']).next().unwrap_or_default();
        let mut journal = self.journal.borrow_mut();
        journal.start_fetch(span, &request.method, url, self.started.elapsed());
        drop(journal);
        match beyond(id) {
            Some(refusal) => self.answered(id, &Err(refusal)),
            None => self.requests.borrow_mut().push(FetchRequest { id, ..request }),
        }
        id
    }

    /// The line of the script that made a request.
    pub(super) fn line_of(&self, request: u32) -> Option<u32> {
        self.request_lines
            .borrow()
            .get(request as usize)
            .copied()
            .flatten()
    }

    /// Takes note of where a limit ends the script; the first place counts.
    pub(super) fn stops_at(&self, line: Option<u32>) {
        self.stopped_at.set(self.stopped_at.get().or(line));
    }

    /// The line of the script at which a limit ended it.
    pub(super) fn stopped_at(&self) -> Option<u32> {
        self.stopped_at.get()
    }

    /// The line of the script at which its error was raised.
    pub(super) fn raised_at(&self) -> Option<u32> {
        self.raised_at.get()
    }

    /// An answer that says nothing of a secret. A refusal quotes parts of the URL, and half a secret is not recognised.
    pub(super) fn discreet(&self, request: u32, answer: FetchAnswer) -> FetchAnswer {
        answer.map_err(|mut error| {
            error.message =
                if error.kind == FetchErrorKind::Refused && self.secret_urls.borrow().contains(&request) {
                    "the rules of fetch refuse the URL, which holds a secret and is not shown".to_owned()
                } else {
                    self.settings.redact(&error.message).into_owned()
                };
            error
        })
    }

    /// Takes down what came of a request.
    pub(super) fn answered(&self, request: u32, answer: &FetchAnswer) {
        let end = match answer {
            Ok(response) => FetchEnd::Status(response.status),
            Err(error) => FetchEnd::Error(FetchError {
                kind: error.kind,
                message: error.message.clone(),
            }),
        };
        let mut journal = self.journal.borrow_mut();
        journal.end_fetch(request, self.started.elapsed(), end);
    }

    /// Begins a span inside of another, and gives its number if it is kept.
    pub(super) fn start_span(
        &self,
        around: Option<usize>,
        name: &str,
        attributes: Option<Value>,
    ) -> Option<usize> {
        let shown = match attributes {
            Some(Value::Table(table)) => self.tags(&table),
            _ => BTreeMap::new(),
        };
        let name = self.settings.redact(name);
        self.journal
            .borrow_mut()
            .start_span(around, &name, shown, self.started.elapsed())
    }

    pub(super) fn end_span(&self, span: usize, ok: bool) {
        let end = self.started.elapsed();
        self.journal.borrow_mut().end_span(span, end, !ok);
    }

    /// Keeps a line, without secrets.
    pub(super) fn log(&self, level: &'static str, message: &str) {
        let message = self.settings.redact(message);
        self.journal
            .borrow_mut()
            .log(level, &message, self.started.elapsed());
    }

    /// Keeps a metric, without secrets.
    pub(super) fn note(&self, mut metric: Metric) {
        metric.name = self.settings.redact(&metric.name).into_owned();
        if !metric.value.is_finite() {
            let (name, value) = (&metric.name, metric.value);
            self.log(
                "warn",
                &format!("the metric `{name}` is not kept: its value is {value}"),
            );
            return;
        }
        match self.settings.secret_that_is(metric.value) {
            Some(secret) => {
                let name = &metric.name;
                self.log(
                    "warn",
                    &format!("the metric `{name}` is not kept: its value is the secret `{secret}`"),
                );
            }
            None => self.journal.borrow_mut().note(metric),
        }
    }

    /// The string keys of a table with their values as words, without secrets, and charged.
    pub(super) fn tags(&self, table: &Table) -> BTreeMap<String, String> {
        let mut tags = BTreeMap::new();
        // What cannot be read is left out: telling about a run never changes it.
        for (key, value) in table.pairs::<Value, Value>().flatten() {
            if self.budget.trip().is_some() {
                break;
            }
            self.budget.charge(1);
            if let Value::String(key) = key {
                self.budget.charge_bytes(key.as_bytes().len() as u64);
                let (key, value) = (key.to_string_lossy(), self.word(&value));
                tags.insert(self.settings.redact(&key).into_owned(), value);
            }
        }
        tags
    }

    /// A value as JSON, as long as a string may be, and charged while it is read.
    pub(super) fn json(&self, value: &Value, path: &str) -> Result<serde_json::Value, InvalidValue> {
        let most = self.budget.limits().string_bytes;
        to_json(value, path, &self.null, most, Some(&self.budget))
    }

    /// A value as it is shown in logs and traces, and charged: a table as JSON, nothing with an address, without
    /// secrets. Nothing of a script that has to stop.
    pub(super) fn word(&self, value: &Value) -> String {
        self.budget.charge(1);
        if let Value::String(text) = value {
            self.budget.charge_bytes(text.as_bytes().len() as u64);
        }
        if self.budget.trip().is_some() {
            return String::new();
        }
        let plain = match value {
            Value::Nil => "nil".to_owned(),
            Value::String(text) => text.to_string_lossy(),
            Value::Integer(number) => number.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Boolean(value) => value.to_string(),
            // Before it is JSON: there a secret may stand escaped.
            Value::Table(_) => match self.json(value, "value") {
                Ok(mut json) => {
                    redact_json(&mut json, &self.settings);
                    json.to_string()
                }
                Err(invalid) => format!("(a table; {invalid})"),
            },
            other => format!("({})", type_name(other)),
        };
        self.settings.redact(&plain).into_owned()
    }
}

/// Why the request with this number is not made, if it is not.
pub(super) fn beyond(request: u32) -> Option<FetchError> {
    let most = builtin().limits().fetches();
    (u64::from(request) >= most).then(|| FetchError {
        kind: FetchErrorKind::Refused,
        message: format!("the script asked for more than {most} fetches"),
    })
}

/// Depth is bounded: the value was checked when it was made.
fn redact_json(json: &mut serde_json::Value, settings: &Settings) {
    match json {
        serde_json::Value::String(text) => *text = settings.redact(text).into_owned(),
        serde_json::Value::Array(items) => items.iter_mut().for_each(|item| redact_json(item, settings)),
        serde_json::Value::Object(fields) => {
            let old = std::mem::take(fields);
            for (key, mut value) in old {
                redact_json(&mut value, settings);
                fields.insert(settings.redact(&key).into_owned(), value);
            }
        }
        _ => {}
    }
}

pub(super) fn current() -> Option<Rc<Execution>> {
    CURRENT.with_borrow(Clone::clone)
}

/// Takes note of where the script of this thread is, when a limit first ends it.
pub(super) fn stops_at(line: impl FnOnce() -> Option<u32>) {
    CURRENT.with_borrow(|current| {
        if let Some(execution) = current
            && execution.stopped_at.get().is_none()
        {
            execution.stops_at(line());
        }
    });
}

/// Takes note of where the script of this thread raised what it does not catch.
pub(super) fn raised_at(line: Option<u32>) {
    CURRENT.with_borrow(|current| {
        if let Some(execution) = current {
            execution.raised_at.set(line);
        }
    });
}

/// [`Budget::tick`] of the script of this thread, and after how many instructions to look again; without a script there is
/// nothing to count.
pub(super) fn tick(instructions: u64, heap_bytes: u64) -> (Tick, u64) {
    CURRENT.with_borrow(|current| match current {
        Some(execution) => {
            let budget = &execution.budget;
            let tick = budget.tick(instructions, heap_bytes);
            if tick == Tick::Pause {
                budget.pauses();
            }
            (tick, budget.period())
        }
        None => (Tick::GoOn, PERIOD),
    })
}

/// The script of this thread makes a text that takes long to compare.
pub(super) fn makes_long_text(bytes: u64) {
    CURRENT.with_borrow(|current| {
        if let Some(execution) = current {
            execution.budget.makes_long_text(bytes);
        }
    });
}

/// Whether the script of this thread may have a block of so many bytes; if not, it has broken a limit.
pub(super) fn may_allocate(bytes: u64, is_text: bool) -> bool {
    CURRENT.with_borrow(|current| {
        current
            .as_ref()
            .is_none_or(|execution| execution.budget.may_allocate(bytes, is_text))
    })
}

/// The script of this thread was refused memory, whatever it makes of that.
pub(super) fn is_out_of_memory() {
    CURRENT.with_borrow(|current| {
        if let Some(execution) = current {
            execution.budget.break_limit(Trip::Memory);
        }
    });
}

/// Charges the script of this thread for a library call that handles so many bytes; whether it has to stop. Looks at
/// heap and clock too: each coroutine counts its own instructions, and those that make others may never come to a look.
pub(super) fn charge(instructions: u64, bytes: u64, heap_bytes: u64) -> bool {
    CURRENT.with_borrow(|current| {
        current.as_ref().is_some_and(|execution| {
            execution.budget.charge_bytes(bytes);
            execution.budget.tick(instructions, heap_bytes) == Tick::Stop
        })
    })
}
