//! Good runs with hostile ones beside them on the same engine.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use pipelua_engine::engine::{Engine, EngineLimits};
use pipelua_engine::worker::Workers;
use pipelua_schemas::builtin;

use crate::percentiles;
use crate::scenario::{Scenario, request};

/// Hostile runs that are under way at any time, on two threads: no thread is ever without one.
const AT_ONCE: usize = 16;
const GOOD: usize = 1000;
/// So many hostile ones begin while good ones are timed.
const HOSTILE_RUNS: usize = 1000;

const HOSTILE: [&str; 6] = [
    "while true do end",
    "local t = {} while true do t = { t } end",
    "local a, b = ('\\0'):rep(90000) .. 'a', ('\\0'):rep(90000) .. 'b' while true do if a < b then end end",
    "while true do pcall(string.rep, 'x', 1 << 40) end",
    "string.find(('x'):rep(3000), '.-.-.-b')",
    "local t = {} for i = 1, 30 do t = { t, t } end while true do pcall(helpers.json.encode, t) end",
];

pub(crate) fn figures(good: &Scenario) {
    let workers = Arc::new(Workers::start(2).unwrap());
    let engine = Arc::new(Engine::start(workers, EngineLimits::of(builtin().limits())).unwrap());
    let alone = percentiles(&timed(&engine, good, || true));
    let hostile: Vec<_> = HOSTILE
        .iter()
        .map(|text| Scenario::of_script("hostile", text))
        .collect();
    let (stopped, begun) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let flood = thread::spawn({
        let (engine, stopped, begun) = (Arc::clone(&engine), Arc::clone(&stopped), Arc::clone(&begun));
        move || {
            let (sender, ended) = channel();
            for index in 0.. {
                if index >= AT_ONCE {
                    ended.recv().unwrap();
                }
                if stopped.load(Ordering::Relaxed) {
                    break;
                }
                let scenario = &hostile[index % hostile.len()];
                let sender = sender.clone();
                begun.fetch_add(1, Ordering::Relaxed);
                engine.run(&scenario.plan, request(scenario), move |_| {
                    let _ = sender.send(());
                });
            }
        }
    });
    let times = timed(&engine, good, || begun.load(Ordering::Relaxed) >= HOSTILE_RUNS);
    let beside = percentiles(&times);
    stopped.store(true, Ordering::Relaxed);
    flood.join().unwrap();
    let name = &good.name;
    println!("{name}\talone on the engine\t{:.1}\t{:.1}", alone.0, alone.1);
    println!("{name}\tbeside hostile ones\t{:.1}\t{:.1}", beside.0, beside.1);
    println!(
        "{name}\thostile runs beside {} good ones\t{}",
        times.len(),
        begun.load(Ordering::Relaxed)
    );
}

/// One after the other, at least [`GOOD`] of them, until it is `enough`.
fn timed(engine: &Engine, good: &Scenario, enough: impl Fn() -> bool) -> Vec<Duration> {
    let mut times = Vec::new();
    while times.len() < GOOD || !enough() {
        let (sender, told) = channel();
        let begin = Instant::now();
        engine.run(&good.plan, request(good), move |report| {
            sender.send(report.decision.allowed).unwrap();
        });
        assert!(told.recv().unwrap());
        times.push(begin.elapsed());
    }
    times
}
