//! Times of runs, from the caller and on the worker, beside bare mlua: `cargo bench -p pipelua-engine --bench runs`.
//!
//! Prints lines of `what<TAB>figure<TAB>value`, which `tests/bench/run.py` puts together with those of its peers.
//! With `PIPELUA_RUNS` it looks at nothing but memory, over so many runs.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::cast_precision_loss)]

mod bare;
mod crowd;
mod scenario;

use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use pipelua_engine::graph::{run, start};
use pipelua_engine::sandbox::{ScriptInput, ScriptLimits, State};
use pipelua_engine::trace::{About, Redaction, Trace};
use pipelua_engine::worker::Workers;
use pipelua_schemas::{Mode, builtin};

use scenario::{Scenario, request};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: usize = 1000;
/// Over which memory is looked at.
const RUNS: usize = 50_000;
/// Under way at once, where throughput is measured.
const WINDOW: usize = 64;
/// Between two runs of a caller, so that the worker has made a state ready and sleeps.
const PAUSE: Duration = Duration::from_micros(300);

fn main() {
    let scenarios = Scenario::all();
    let wanted = std::env::var("PIPELUA_RUNS");
    if let Some(runs) = wanted.ok().and_then(|runs| runs.parse().ok()) {
        memory(&scenarios[0], runs);
        return;
    }
    if std::env::args().any(|argument| argument == "crowd") {
        crowd::figures(&scenarios[0]);
        return;
    }
    for scenario in &scenarios {
        if let Some(script) = scenario.only() {
            told(scenario, "worker, warm", &on_the_worker(scenario, script, true));
            told(scenario, "worker, cold", &on_the_worker(scenario, script, false));
        }
        told(scenario, "caller", &from_the_caller(scenario, PAUSE));
        told(
            scenario,
            "caller, at once",
            &from_the_caller(scenario, Duration::ZERO),
        );
        told(scenario, "bare mlua", &bare::times(scenario, ROUNDS));
    }
    let trivial = &scenarios[0];
    told(trivial, "there and back between threads", &there_and_back());
    println!(
        "{}\truns a second and core\t{:.0}",
        trivial.name,
        throughput(trivial)
    );
    for scenario in [trivial, &scenarios[2]] {
        println!("{}\ttracing, share\t{:.3}", scenario.name, tracing(scenario));
    }
    crowd::figures(trivial);
    memory(trivial, RUNS);
}

fn told(scenario: &Scenario, figure: &str, times: &[Duration]) {
    let (p50, p99) = percentiles(times);
    println!("{}\t{figure}\t{p50:.1}\t{p99:.1}", scenario.name);
}

/// Median and 99th percentile, in microseconds.
fn percentiles(times: &[Duration]) -> (f64, f64) {
    let mut times: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1e6).collect();
    times.sort_by(f64::total_cmp);
    (times[times.len() / 2], times[times.len() * 99 / 100])
}

/// One script from its start to its outcome, the end of its state included; building the state only where it is cold.
fn on_the_worker(scenario: &Scenario, script: &str, warm: bool) -> Vec<Duration> {
    let chunk = &scenario.chunks[script];
    let settings = request(scenario).settings;
    let limits = ScriptLimits::of(builtin().limits());
    let mut ready = None;
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        if warm {
            ready = Some(State::new().unwrap());
        }
        let request = request(scenario);
        let input = ScriptInput {
            context: std::borrow::Cow::Owned(scenario.context()),
            mode: Mode::Blocking,
            settings: Arc::clone(&settings),
            clock: request.clock,
            chance: request.chance,
        };
        let begin = Instant::now();
        let state = ready.take().unwrap_or_else(|| State::new().unwrap());
        let running = state.start(chunk, &input, limits, Arc::new(AtomicBool::new(false)));
        let outcome = running.run(|_| unreachable!("nothing fetches"));
        times.push(begin.elapsed());
        assert!(outcome.result.unwrap().allowed, "{}", scenario.name);
    }
    times
}

/// A run as a host sees it, with `pause` between two, in which the worker may make a state ready.
fn from_the_caller(scenario: &Scenario, pause: Duration) -> Vec<Duration> {
    let workers = Arc::new(Workers::start(1).unwrap());
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let request = request(scenario);
        wait(pause);
        let begin = Instant::now();
        let report = run(&workers, &scenario.plan, request);
        times.push(begin.elapsed());
        assert!(report.decision.allowed, "{}: {report:?}", scenario.name);
    }
    times
}

/// Without sleep, as a caller that has something else to do.
fn wait(pause: Duration) {
    let until = Instant::now() + pause;
    while Instant::now() < until {
        std::hint::spin_loop();
    }
}

/// What the machine takes to wake a thread and be woken by it: what a run from the caller cannot be quicker than.
fn there_and_back() -> Vec<Duration> {
    let ((there, inbox), (back, woken)) = (channel::<()>(), channel::<()>());
    let thread = std::thread::spawn(move || inbox.iter().for_each(|()| back.send(()).unwrap()));
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        wait(PAUSE);
        let begin = Instant::now();
        there.send(()).unwrap();
        woken.recv().unwrap();
        times.push(begin.elapsed());
    }
    drop(there);
    thread.join().unwrap();
    times
}

/// Runs a second on one thread, states built and dropped.
fn throughput(scenario: &Scenario) -> f64 {
    let workers = Arc::new(Workers::start(1).unwrap());
    let (sender, ended) = channel();
    let begin_one = || {
        let sender = sender.clone();
        start(&workers, &scenario.plan, request(scenario), move |report| {
            let _ = sender.send(report.decision.allowed);
        });
    };
    (0..WINDOW).for_each(|_| begin_one());
    let (begin, mut count) = (Instant::now(), 0);
    while begin.elapsed() < Duration::from_secs(3) {
        assert!(ended.recv().unwrap());
        begin_one();
        count += 1;
    }
    f64::from(count) / begin.elapsed().as_secs_f64()
}

/// What making its trace adds to a run, as a share of the run without.
fn tracing(scenario: &Scenario) -> f64 {
    let workers = Arc::new(Workers::start(1).unwrap());
    let (mut runs, mut traces) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let request = request(scenario);
        let (input, ids, settings) = (request.input.clone(), request.ids, Arc::clone(&request.settings));
        let begin = Instant::now();
        let report = run(&workers, &scenario.plan, request);
        runs.push(begin.elapsed());
        let begin = Instant::now();
        let about = About {
            ids,
            input: &input,
            dropped: &[],
            redaction: Redaction::of_secrets(&settings),
        };
        black_box(Trace::of(&scenario.plan, &report, about));
        traces.push(begin.elapsed());
    }
    percentiles(&traces).0 / percentiles(&runs).0
}

/// Resident memory after a tenth of the runs and after all of them.
fn memory(scenario: &Scenario, runs: usize) {
    let workers = Arc::new(Workers::start(2).unwrap());
    let (sender, ended) = channel();
    for index in 0..runs {
        if index >= WINDOW {
            ended.recv().unwrap();
        }
        if index == runs / 10 {
            println!(
                "{}\tMiB resident after {}\t{:.1}",
                scenario.name,
                runs / 10,
                resident()
            );
        }
        let sender = sender.clone();
        start(&workers, &scenario.plan, request(scenario), move |report| {
            let _ = sender.send(report.decision.allowed);
        });
    }
    println!("{}\tMiB resident after {runs}\t{:.1}", scenario.name, resident());
}

/// `NaN` where the system does not tell.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kib.unwrap_or(f64::NAN) / 1024.0
}
