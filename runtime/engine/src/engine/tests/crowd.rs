//! Good runs among hostile ones: they come to what they come to alone, and nothing of either stays behind.

use std::collections::BTreeMap;
use std::sync::mpsc::channel;

use serde_json::json;

use super::*;
use crate::fetch::{FetchError, FetchErrorKind};
use crate::sandbox::hostile_scripts;
use crate::verdict::Decision;

/// A good script, hostile ones, and the next good one: so many of each.
const EACH: usize = 1000;

/// They use what hostile ones break: libraries, helpers, metatables, random numbers, coroutines, patterns.
const GOOD: [&str; 4] = [
    "return { allowed = ('x'):rep(3) == 'xxx', data = { n = math.random(1 << 30), id = helpers.uuid(), i = context.config.i } }",
    "local t = {} for w in ('c b a'):gmatch('%a') do t[#t + 1] = w end table.sort(t)
     return { allowed = table.concat(t) == 'abc', data = { json = helpers.json.encode(t), hash = helpers.hash(context.config.i) } }",
    "local f = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i * context.config.i) end end)
     return { allowed = f() + f() + f() == 6 * context.config.i, data = { text = tostring({}), i = context.config.i } }",
    "local ok, problem = pcall(function() return context.nothing.at.all end)
     helpers.log('run', context.config.i) return { allowed = ok, error = problem }",
];

#[derive(Debug)]
struct Nobody;

impl Fetcher for Nobody {
    fn fetch(&self, _: FetchRequest, reply: Reply) -> Flight {
        reply.send(Err(FetchError {
            kind: FetchErrorKind::Unmocked,
            message: "nobody answers".to_owned(),
        }));
        Flight::landed()
    }
}

fn plan(script: &str, index: usize) -> Option<Arc<Plan>> {
    let text = json!({ "nodes": { "a": { "script": "s", "config": { "i": index } } } }).to_string();
    let parsed = pipelua_syntax::json::parse(&text);
    let compiled = compile(BLOCKING, &text, &parsed, Known::default(), GraphLimits::default());
    let chunk = Chunk::compile("s", script.as_bytes(), TextLimits::of(builtin().limits()));
    chunk.is_ok().then(|| {
        let scripts = BTreeMap::from([("s".to_owned(), chunk)]);
        Arc::new(Plan::new(
            compiled.pipeline,
            builtin().hook(BLOCKING).unwrap(),
            &scripts,
        ))
    })
}

/// What a run decided and what it logged.
fn told(report: &RunReport) -> (Decision, Vec<String>) {
    let lines = report
        .nodes
        .iter()
        .flat_map(|node| &node.run)
        .flat_map(|run| &run.journal.lines);
    (
        report.decision.clone(),
        lines.map(|line| line.message.clone()).collect(),
    )
}

#[test]
fn good_runs_among_hostile_ones_come_to_what_they_come_to_alone() {
    let settings = Arc::new(Settings::default());
    let good: Vec<Arc<Plan>> = (0..EACH)
        .map(|index| plan(GOOD[index % GOOD.len()], index).unwrap())
        .collect();
    let hostile: Vec<Arc<Plan>> = hostile_scripts()
        .iter()
        .filter_map(|script| plan(script, 0))
        .collect();
    assert!(hostile.len() > 150);
    let request = |seed: usize| RunRequest {
        input: Map::new(),
        settings: Arc::clone(&settings),
        clock: Arc::new(FixedClock(0)),
        chance: Chance::Seed(seed as u64),
        fetcher: Arc::new(Nobody),
        limits: ScriptLimits::of(builtin().limits()),
        run_time: HANG_GUARD,
        ids: TraceIds::new([7; 32], None),
    };
    let workers = Arc::new(Workers::start(2).unwrap());
    let alone: Vec<_> = good
        .iter()
        .enumerate()
        .map(|(index, plan)| told(&crate::graph::run(&workers, plan, request(index))))
        .collect();

    let room = EngineLimits {
        runs: 64,
        async_runs: 1,
        queue_length: 2 * EACH,
        queue_time: Duration::from_secs(120),
    };
    let engine = Engine::start(Arc::clone(&workers), room).unwrap();
    let (sender, reports) = channel();
    for (index, plan) in good.iter().enumerate() {
        engine.run(&hostile[index % hostile.len()], request(index), |_| ());
        let sender = sender.clone();
        engine.run(plan, request(index), move |report| {
            sender.send((index, told(&report))).unwrap();
        });
    }
    drop(sender);
    let mut count = 0;
    for (index, told) in &reports {
        assert_eq!(told, alone[index], "{index}");
        count += 1;
    }
    assert_eq!(count, EACH);

    // Each run holds them; a state that is left would too. The last one may be on its way out.
    drop((engine, workers));
    let begin = Instant::now();
    let is_held = || {
        Arc::strong_count(&settings) > 1
            || good
                .iter()
                .chain(&hostile)
                .any(|plan| Arc::strong_count(plan) > 1)
    };
    while is_held() {
        assert!(
            begin.elapsed() < HANG_GUARD,
            "{} runs are left",
            Arc::strong_count(&settings) - 1
        );
        thread::yield_now();
    }
}
