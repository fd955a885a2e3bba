//! Speed of parsing beside `full_moon`, on the same files in the same run: `cargo bench -p pipelua-tests [FILE..]`.
#![allow(clippy::print_stdout, clippy::cast_precision_loss)] // a bench prints, and its figures are rounded

use std::hint::black_box;
use std::time::{Duration, Instant};

fn main() {
    let files: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .filter_map(|path| std::fs::read_to_string(path).ok())
        .collect();
    let texts: Vec<String> = if files.is_empty() {
        pipelua_tests::scripts::valid_scripts()
            .into_iter()
            .map(|(_, text)| text)
            .collect()
    } else {
        files
    };
    let bytes: usize = texts.iter().map(String::len).sum();
    println!("{} files, {:.2} MB", texts.len(), bytes as f64 / 1e6);
    let ours = measure("pipelua-syntax", bytes, || {
        for text in &texts {
            black_box(pipelua_syntax::parse(text.as_str()));
        }
    });
    let theirs = measure("full_moon", bytes, || {
        for text in &texts {
            let _ = black_box(full_moon::parse(text));
        }
    });
    println!("{:.1} times as fast", theirs.as_secs_f64() / ours.as_secs_f64());
}

/// Runs `pass` for a second; prints the speed of the fastest run and gives its time.
fn measure(name: &str, bytes: usize, pass: impl Fn()) -> Duration {
    let start = Instant::now();
    let mut best = Duration::MAX;
    while start.elapsed() < Duration::from_secs(1) {
        let run = Instant::now();
        pass();
        best = best.min(run.elapsed());
    }
    println!(
        "{name:<16} {:>8.1} MB/s {:>10.2} ms",
        bytes as f64 / 1e6 / best.as_secs_f64(),
        best.as_secs_f64() * 1e3
    );
    best
}
