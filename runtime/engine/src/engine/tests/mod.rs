//! Real runs at the front door: what is held by a fetch is held until the test lets it go.

mod crowd;

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender, channel};

use pipelua_rules::pipeline::{GraphLimits, Known, compile};
use pipelua_schemas::builtin;
use serde_json::{Map, json};

use super::*;
use crate::fetch::{FetchRequest, FetchResponse};
use crate::sandbox::{Chance, Chunk, FixedClock, ScriptLimits, Settings, TextLimits};
use crate::trace::TraceIds;
use crate::worker::{Fetcher, Flight, Reply};

const HANG_GUARD: Duration = Duration::from_secs(20);

/// Hands each request to the test, which answers when it likes.
#[derive(Debug)]
struct Held(Mutex<Sender<Reply>>);

impl Fetcher for Held {
    fn fetch(&self, _request: FetchRequest, reply: Reply) -> Flight {
        self.0.lock().unwrap().send(reply).unwrap();
        Flight::landed()
    }
}

fn let_go(reply: Reply) {
    reply.send(Ok(FetchResponse {
        status: 200,
        headers: BTreeMap::new(),
        body: Vec::new(),
    }));
}

/// Whose report it is, and the report.
type Told = (&'static str, RunReport);

struct Door {
    engine: Engine,
    fetcher: Arc<Held>,
    held: Receiver<Reply>,
    reports: (Sender<Told>, Receiver<Told>),
}

impl Door {
    fn new(limits: EngineLimits) -> Self {
        let (sender, held) = channel();
        Self {
            engine: Engine::start(Arc::new(Workers::start(2).unwrap()), limits).unwrap(),
            fetcher: Arc::new(Held(Mutex::new(sender))),
            held,
            reports: channel(),
        }
    }

    /// A pipeline with these fields, of a script that is held.
    fn plan(hook: &str, fields: &serde_json::Value) -> Arc<Plan> {
        let mut pipeline = json!({ "nodes": { "a": { "script": "s" } } });
        pipeline
            .as_object_mut()
            .unwrap()
            .extend(fields.as_object().unwrap().clone());
        let text = pipeline.to_string();
        let parsed = pipelua_syntax::json::parse(&text);
        let compiled = compile(hook, &text, &parsed, Known::default(), GraphLimits::default());
        let script = "await(helpers.fetch('https://a.example')) return { allowed = true }";
        let chunk = Chunk::compile("s", script.as_bytes(), TextLimits::of(builtin().limits()));
        let scripts = [("s".to_owned(), chunk)].into();
        Arc::new(Plan::new(
            compiled.pipeline,
            builtin().hook(hook).unwrap(),
            &scripts,
        ))
    }

    /// Asks for a run that is held, of a pipeline with these fields.
    fn ask(&self, name: &'static str, hook: &str, fields: serde_json::Value) {
        let request = request(Arc::clone(&self.fetcher));
        let reports = self.reports.0.clone();
        let plan = Self::plan(hook, &fields);
        self.engine.run(&plan, request, move |report| {
            // The test may be over.
            let _ = reports.send((name, report));
        });
    }

    fn held(&self) -> Reply {
        self.held.recv_timeout(HANG_GUARD).unwrap()
    }

    /// The next report: whose, whether it is allowed, and the class of its error.
    fn told(&self) -> (&'static str, bool, Option<ErrorClass>) {
        let (name, report) = self.reports.1.recv_timeout(HANG_GUARD).unwrap();
        let decision = report.decision;
        (name, decision.allowed, decision.error.map(|error| error.class))
    }
}

fn request(fetcher: Arc<Held>) -> RunRequest {
    RunRequest {
        input: Map::new(),
        settings: Arc::new(Settings::default()),
        clock: Arc::new(FixedClock(0)),
        chance: Chance::Seed(1),
        fetcher,
        limits: ScriptLimits::of(builtin().limits()),
        run_time: HANG_GUARD,
        ids: TraceIds::new([7; 32], None),
    }
}

const BLOCKING: &str = "before_signup";
const ASYNC: &str = "after_signup";

fn limits(queue_length: usize, queue_time: Duration) -> EngineLimits {
    EngineLimits {
        runs: 1,
        async_runs: 1,
        queue_length,
        queue_time,
    }
}

#[test]
fn one_that_waits_runs_when_there_is_room() {
    let door = Door::new(limits(1, HANG_GUARD));
    door.ask("first", BLOCKING, json!({}));
    let first = door.held();
    door.ask("second", BLOCKING, json!({}));
    door.ask("third", BLOCKING, json!({}));
    assert_eq!(door.told(), ("third", false, Some(ErrorClass::Busy)));
    assert!(door.held.try_recv().is_err(), "the second waits");
    let_go(first);
    assert_eq!(door.told(), ("first", true, None));
    let_go(door.held());
    assert_eq!(door.told(), ("second", true, None));
}

#[test]
fn patience_ends_in_busy() {
    let door = Door::new(limits(9, Duration::from_millis(1)));
    door.ask("first", BLOCKING, json!({}));
    let first = door.held();
    door.ask("second", BLOCKING, json!({}));
    assert_eq!(door.told(), ("second", false, Some(ErrorClass::Busy)));
    let_go(first);
    assert_eq!(door.told(), ("first", true, None));
}

#[test]
fn busy_does_what_the_pipeline_says_then_what_the_mode_says() {
    let door = Door::new(limits(0, HANG_GUARD));
    door.ask("first", BLOCKING, json!({}));
    let _first = door.held();
    for (on_error, allowed) in [("allow", true), ("deny", false)] {
        door.ask("next", BLOCKING, json!({ "onError": on_error }));
        assert_eq!(
            door.told(),
            ("next", allowed, Some(ErrorClass::Busy)),
            "{on_error}"
        );
    }
}

#[test]
fn async_runs_have_room_of_their_own() {
    let door = Door::new(limits(0, HANG_GUARD));
    door.ask("blocking", BLOCKING, json!({}));
    let blocking = door.held();
    door.ask("async", ASYNC, json!({}));
    let asynchronous = door.held();
    door.ask("async too", ASYNC, json!({}));
    assert_eq!(door.told(), ("async too", true, Some(ErrorClass::Busy)));
    let_go(asynchronous);
    assert_eq!(door.told(), ("async", true, None));
    let_go(blocking);
    assert_eq!(door.told(), ("blocking", true, None));
}

#[test]
fn runs_that_end_as_they_start_do_not_start_each_other() {
    let door = Door::new(limits(1000, HANG_GUARD));
    door.ask("first", BLOCKING, json!({}));
    let first = door.held();
    for _ in 0..1000 {
        let missing = json!({ "nodes": { "a": { "script": "missing" } } });
        door.ask("next", BLOCKING, missing);
    }
    let_go(first);
    // Who is told first is a race of two threads.
    let mut told: Vec<_> = (0..1001).map(|_| door.told()).collect();
    told.sort_by_key(|(name, ..)| *name);
    assert_eq!(told[0], ("first", true, None));
    assert!(
        told[1..]
            .iter()
            .all(|next| *next == ("next", false, Some(ErrorClass::ScriptMissing)))
    );
}

#[test]
fn those_that_wait_are_told_when_the_engine_goes() {
    let door = Door::new(limits(9, HANG_GUARD));
    door.ask("first", BLOCKING, json!({}));
    let first = door.held();
    door.ask("second", BLOCKING, json!({}));
    let Door { engine, reports, .. } = door;
    drop(engine);
    let (name, report) = reports.1.try_recv().unwrap();
    assert_eq!(name, "second");
    assert_eq!(report.decision.error.unwrap().class, ErrorClass::Busy);
    let_go(first);
    assert_eq!(reports.1.recv_timeout(HANG_GUARD).unwrap().0, "first");
}

/// Takes the one place, as a run that starts does.
fn occupy(engine: &Engine) {
    let (sender, _) = channel::<Told>();
    let asked = Asked {
        plan: Door::plan(BLOCKING, &json!({})),
        request: request(Arc::new(Held(Mutex::new(channel().0)))),
        done: Box::new(move |report| drop(sender.send(("nobody", report)))),
    };
    let turn = engine.shared.lock().runs.enter(asked, Instant::now());
    assert!(matches!(turn, Some(Turn::Starts(_))));
}

#[test]
fn a_run_that_cannot_be_started_frees_its_place_and_is_told() {
    let door = Door::new(limits(0, HANG_GUARD));
    door.ask("first", BLOCKING, json!({}));
    let_go(door.held());
    assert_eq!(door.told(), ("first", true, None));
    let plan = Door::plan(BLOCKING, &json!({}));
    occupy(&door.engine);
    let (sender, told) = channel();
    drop(Place {
        shared: Arc::clone(&door.engine.shared),
        plan,
        done: Some(Box::new(move |report| sender.send(report).unwrap())),
    });
    let error = told.try_recv().unwrap().decision.error.unwrap();
    assert_eq!(error.message, "the engine failed at this run");
    door.ask("next", BLOCKING, json!({}));
    let_go(door.held());
    assert_eq!(door.told(), ("next", true, None));
}

#[test]
fn the_limits_are_those_of_the_schemas() {
    let limits = EngineLimits::of(builtin().limits());
    assert_eq!((limits.runs, limits.async_runs), (256, 32));
    assert_eq!((limits.queue_length, limits.queue_time.as_millis()), (1000, 250));
}
