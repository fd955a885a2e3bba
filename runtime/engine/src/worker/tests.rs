//! A fetch lives no longer than whoever waits for it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use pipelua_schemas::{Mode, builtin};
use serde_json::json;

use super::*;
use crate::fetch::FetchResponse;
use crate::sandbox::{Chance, FixedClock, Settings, TextLimits};

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
