//! A fetch lives no longer than whoever waits for it, and a panic of a host ends no thread.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use pipelua_schemas::{Mode, builtin};
use serde_json::json;

use super::*;
use crate::error::ErrorClass;
use crate::fetch::FetchResponse;
use crate::sandbox::{Chance, FixedClock, Settings, TextLimits, Trip};

#[derive(Debug, PartialEq, Eq)]
enum Event {
    Asked,
    Dropped(String),
    Ended(Option<ErrorClass>),
}

/// Answers what ends in `now` and nothing else, and tells which fetches were dropped.
#[derive(Debug)]
struct Watched(Sender<Event>);

impl Fetcher for Watched {
    fn fetch(&self, request: FetchRequest, reply: Reply) -> Flight {
        let url = request.url;
        if url.ends_with("now") {
            reply.send(Ok(FetchResponse {
                status: 200,
                headers: BTreeMap::new(),
                body: Vec::new(),
            }));
        }
        let events = self.0.clone();
        events.send(Event::Asked).unwrap();
        Flight::stopped_by(move || events.send(Event::Dropped(url)).unwrap())
    }
}

/// What happens to a script, until it has ended; it is cancelled after so many requests.
fn events(script: &str, limits: ScriptLimits, cancel_after: Option<usize>) -> Vec<Event> {
    let workers = Workers::start(1).unwrap();
    let (events, told) = channel();
    let handle = workers.submit(Job {
        chunk: Chunk::compile("s", script.as_bytes(), TextLimits::of(builtin().limits())).unwrap(),
        input: ScriptInput {
            context: Cow::Owned(json!({})),
            mode: Mode::Blocking,
            settings: Arc::new(Settings::default()),
            clock: Arc::new(FixedClock(0)),
            chance: Chance::Seed(1),
        },
        limits,
        fetcher: Arc::new(Watched(events.clone())),
        done: Box::new(move |outcome| {
            let class = outcome.result.err().map(|error| error.class);
            events.send(Event::Ended(class)).unwrap();
        }),
    });
    let mut seen = Vec::new();
    while !matches!(seen.last(), Some(Event::Ended(_))) {
        seen.push(told.recv_timeout(Duration::from_secs(20)).unwrap());
        if Some(seen.len()) == cancel_after {
            handle.cancel();
        }
    }
    seen.retain(|event| *event != Event::Asked);
    seen
}

fn dropped(url: &str) -> Event {
    Event::Dropped(url.to_owned())
}

#[test]
fn a_cancelled_script_drops_its_fetch_before_it_is_told() {
    let script = "await(helpers.fetch('never')) return { allowed = true }";
    let seen = events(script, ScriptLimits::of(builtin().limits()), Some(1));
    assert_eq!(seen.first(), Some(&dropped("never")));
    assert_eq!(seen.len(), 2);
}

#[test]
fn a_script_out_of_time_drops_its_fetch() {
    let limits = ScriptLimits {
        wall_time: Duration::from_millis(30),
        ..ScriptLimits::of(builtin().limits())
    };
    let seen = events("await(helpers.fetch('never'))", limits, None);
    assert_eq!(
        seen,
        [dropped("never"), Event::Ended(Some(ErrorClass::LimitTime))]
    );
}

#[test]
fn an_answered_fetch_is_over_and_one_that_nobody_awaits_ends_with_its_script() {
    let script = "
        helpers.fetch('never')
        await(helpers.fetch('now'))
        return { allowed = true }";
    let seen = events(script, ScriptLimits::of(builtin().limits()), None);
    assert_eq!(seen, [dropped("now"), dropped("never"), Event::Ended(None)]);
}

/// Panics at each request.
#[derive(Debug)]
struct Broken;

impl Fetcher for Broken {
    fn fetch(&self, _: FetchRequest, _: Reply) -> Flight {
        panic!("a client is broken")
    }
}

fn job(script: &str, fetcher: Arc<dyn Fetcher>, done: impl FnOnce(Outcome) + Send + 'static) -> Job {
    Job {
        chunk: Chunk::compile("s", script.as_bytes(), TextLimits::of(builtin().limits())).unwrap(),
        input: ScriptInput {
            context: Cow::Owned(json!({})),
            mode: Mode::Blocking,
            settings: Arc::new(Settings::default()),
            clock: Arc::new(FixedClock(0)),
            chance: Chance::Seed(1),
        },
        limits: ScriptLimits::of(builtin().limits()),
        fetcher,
        done: Box::new(done),
    }
}

#[test]
fn a_host_that_panics_ends_no_thread() {
    let workers = Workers::start(1).unwrap();
    let (outcomes, told) = channel();
    let allow = "return { allowed = true }";
    workers.submit(job(allow, Arc::new(Broken), |_| panic!("a host is broken")));
    workers.submit(job(allow, Arc::new(Broken), move |outcome| {
        outcomes.send(outcome).unwrap();
    }));
    let outcome = told.recv_timeout(Duration::from_secs(20)).unwrap();
    assert!(outcome.result.unwrap().allowed);
}

#[test]
fn a_client_that_panics_is_a_failed_fetch() {
    let workers = Workers::start(1).unwrap();
    let (outcomes, told) = channel();
    let script = "await(helpers.fetch('https://a.example')) return { allowed = true }";
    workers.submit(job(script, Arc::new(Broken), move |outcome| {
        outcomes.send(outcome).unwrap();
    }));
    let outcome = told.recv_timeout(Duration::from_secs(20)).unwrap();
    assert_eq!(outcome.result.unwrap_err().class, ErrorClass::FetchFailed);
}

/// Panics when a request is stopped.
#[derive(Debug)]
struct Unstoppable;

impl Fetcher for Unstoppable {
    fn fetch(&self, _: FetchRequest, _: Reply) -> Flight {
        Flight::stopped_by(|| panic!("a flight is broken"))
    }
}

#[test]
fn a_flight_that_panics_ends_no_script() {
    let workers = Workers::start(1).unwrap();
    let (outcomes, told) = channel();
    let script = "helpers.fetch('https://a.example') return { allowed = true }";
    workers.submit(job(script, Arc::new(Unstoppable), move |outcome| {
        outcomes.send(outcome).unwrap();
    }));
    assert!(
        told.recv_timeout(Duration::from_secs(20))
            .unwrap()
            .result
            .unwrap()
            .allowed
    );
}

/// A job that a limit ends, if nobody else does.
pub(super) fn endless() -> Box<Job> {
    Box::new(job("while true do end", Arc::new(Broken), |_| ()))
}

#[test]
fn scripts_that_run_long_let_short_ones_by() {
    for threads in 1..=3 {
        let workers = Workers::start(threads).unwrap();
        let (ends, told) = channel();
        let submit = |script: &str, name: &'static str| {
            let ends = ends.clone();
            workers.submit(Job {
                limits: ScriptLimits {
                    instructions: 20_000_000,
                    cpu_time: Duration::from_secs(20),
                    wall_time: Duration::from_secs(20),
                    ..ScriptLimits::of(builtin().limits())
                },
                ..job(script, Arc::new(Broken), move |_| ends.send(name).unwrap())
            })
        };
        for _ in 0..3 * threads {
            submit("while true do end", "long");
        }
        for _ in 0..20 {
            submit("return { allowed = true }", "short");
        }
        let order: Vec<_> = told.iter().take(20 + 3 * threads).collect();
        assert!(
            order[..20].iter().all(|name| *name == "short"),
            "{threads}: {order:?}"
        );
    }
}

#[test]
fn what_is_cancelled_ends_whether_it_has_begun_or_not() {
    let workers = Workers::start(1).unwrap();
    let (ends, told) = channel();
    let submit = |name: usize| {
        let ends = ends.clone();
        let limits = ScriptLimits {
            instructions: u64::MAX,
            cpu_time: Duration::from_secs(600),
            wall_time: Duration::from_secs(600),
            ..ScriptLimits::of(builtin().limits())
        };
        workers.submit(Job {
            limits,
            ..job("while true do end", Arc::new(Broken), move |outcome| {
                ends.send((name, outcome.trip)).unwrap();
            })
        })
    };
    let handles: Vec<JobHandle> = (0..40).map(submit).collect();
    handles.iter().for_each(JobHandle::cancel);
    let mut ended: Vec<_> = (0..40)
        .map(|_| told.recv_timeout(Duration::from_secs(20)).unwrap())
        .collect();
    ended.sort_by_key(|(name, _)| *name);
    assert!(ended.iter().all(|(_, trip)| *trip == Some(Trip::Cancelled)));
    assert_eq!(ended.len(), 40);
}
