//! Fetches of real scripts: side by side, and never beyond the script that waits for them.

use std::borrow::Cow;

use pipelua_engine::sandbox::{
    Chance, Chunk, FixedClock, Outcome, ScriptInput, ScriptLimits, Settings, TextLimits,
};
use pipelua_engine::worker::{Job, JobHandle, Workers};
use pipelua_schemas::Mode;
use std::sync::mpsc::Receiver;

use super::server::Then;
use super::*;

fn start(workers: &Workers, client: &Arc<Client>, script: &str) -> (JobHandle, Receiver<Outcome>) {
    let limits = builtin().limits();
    let (done, told) = channel();
    let handle = workers.submit(Job {
        chunk: Chunk::compile("s", script.as_bytes(), TextLimits::of(limits)).unwrap(),
        input: ScriptInput {
            context: Cow::Owned(serde_json::json!({})),
            mode: Mode::Blocking,
            settings: Arc::new(Settings::default()),
            clock: Arc::new(FixedClock(0)),
            chance: Chance::Seed(1),
        },
        limits: ScriptLimits::of(limits),
        fetcher: Arc::clone(client) as _,
        done: Box::new(move |outcome| done.send(outcome).unwrap()),
    });
    (handle, told)
}

/// What a script that runs in such a world says in `error`.
fn said(world: World, script: &str) -> String {
    let workers = Workers::start(1).unwrap();
    let (_handle, told) = start(&workers, &Arc::new(world.client), script);
    match told.recv_timeout(HANG_GUARD).unwrap().result {
        Ok(result) => result.error.unwrap_or_default(),
        Err(error) => format!("{}: {}", error.class.as_str(), error.message),
    }
}

#[test]
fn a_script_gets_its_answer() {
    let world = Setting::default().serve(|seen| {
        let json = format!("{{ \"path\": \"{}\", \"got\": {} }}", seen.path, seen.body);
        Answer::of("201 Created\r\ncontent-type: application/json", json.as_bytes())
    });
    let script = "
        local answer = await(helpers.fetch('https://a.example/x', { method = 'post', body = { n = 7 } }))
        return { allowed = false, error = answer.status .. answer.body.path .. answer.body.got.n }";
    assert_eq!(said(world, script), "201/x7");
}

#[test]
fn a_refusal_and_a_failure_are_caught_with_their_class() {
    let script = "
        local ok, why = pcall(await, helpers.fetch('https://127.0.0.1/'))
        local ok2, why2 = pcall(await, helpers.fetch('https://self-signed.example/'))
        return { allowed = false, error = why.class .. ', ' .. why2.class }";
    assert_eq!(said(World::new(), script), "fetch.refused, fetch.failed");
    let uncaught = "await(helpers.fetch('https://localhost/'))";
    assert!(said(World::new(), uncaught).starts_with("fetch.refused: "));
}

#[test]
fn two_fetches_run_side_by_side() {
    // Each is answered when the other has arrived.
    let both = Arc::new(std::sync::Barrier::new(2));
    let world = Setting::default().serve(move |seen| {
        both.wait();
        Answer::text(&seen.path)
    });
    let script = "
        local a, b = helpers.fetch('https://a.example/a'), helpers.fetch('https://a.example/b')
        return { allowed = false, error = await(a).body .. await(b).body }";
    assert_eq!(said(world, script), "/a/b");
}

#[test]
fn a_cancelled_script_hangs_up() {
    let (arrived, asked) = channel();
    let world = Setting::default().serve(move |_| {
        arrived.send(()).unwrap();
        Answer::raw("HTTP/1.1 200 OK\r\n\r\nsome", Then::Hang)
    });
    let (left, told) = channel();
    world.server.when_left(left);
    let workers = Workers::start(1).unwrap();
    let client = Arc::new(world.client);
    let (handle, ended) = start(&workers, &client, "await(helpers.fetch('https://a.example/'))");
    asked.recv_timeout(HANG_GUARD).unwrap();
    handle.cancel();
    assert!(ended.recv_timeout(HANG_GUARD).unwrap().result.is_err());
    told.recv_timeout(HANG_GUARD)
        .expect("the server saw the client go");
}

#[test]
fn a_client_that_is_dropped_hangs_up() {
    let (arrived, asked) = channel();
    let world = Setting::default().serve(move |_| {
        arrived.send(()).unwrap();
        Answer::raw("", Then::Hang)
    });
    let (left, told) = channel();
    world.server.when_left(left);
    let _flight = world.client.send(get("https://a.example/"), |_| {});
    asked.recv_timeout(HANG_GUARD).unwrap();
    drop(world.client);
    told.recv_timeout(HANG_GUARD)
        .expect("the server saw the client go");
}
