//! The one binary: reads the command line, runs one command on a thread of known stack size, turns its end into an exit code.
#![allow(clippy::print_stdout)] // this is the crate that talks to people
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod args;
mod atomic_write;
mod canonical;
mod commands;
mod entropy;
mod exit;
mod format_spec;
mod panic;
mod render;
mod report;
mod runs;
mod terminal;
mod threads;
mod workspace;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::Args;
use crate::exit::Exit;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Stack of each thread that analyses: Lua allows 200 levels, which unoptimised builds need room for.
pub(crate) const STACK_BYTES: usize = 8 * 1024 * 1024;

fn main() -> ExitCode {
    panic::install_hook();
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(answer) => return args::answer(&answer).into(),
    };
    let run = std::thread::Builder::new()
        .name("pipelua".to_owned())
        .stack_size(STACK_BYTES)
        .spawn(move || commands::run(args));
    let exit = match run.map(std::thread::JoinHandle::join) {
        Ok(Ok(exit)) => exit,
        Ok(Err(_)) => panic::report(),
        Err(error) => {
            eprintln!("error: no thread could be started: {error}");
            Exit::Usage
        }
    };
    exit.into()
}
