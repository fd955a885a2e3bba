//! Speed of lexing and parsing, in MB/s on one core: `cargo bench -p pipelua-syntax [FILE..]`.
#![allow(clippy::print_stdout, clippy::cast_precision_loss)] // a bench prints, and its figures are rounded

use std::sync::Arc;
use std::time::{Duration, Instant};

fn main() {
    let mut texts: Vec<Arc<str>> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .filter_map(|path| std::fs::read_to_string(path).ok().map(Into::into))
        .collect();
    if texts.is_empty() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/workspaces/acme/scripts");
        let entries = std::fs::read_dir(folder).expect("the example workspace stands in the repository");
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        texts.extend(
            paths
                .filter_map(|path| std::fs::read_to_string(path).ok())
                .map(Arc::from),
        );
    }
    let mut whole = String::new();
    for text in &texts {
        whole.extend(["do\n", text, "\nend\n"]);
    }
    let whole: Arc<str> = whole.into();
    let bytes: usize = texts.iter().map(|text| text.len()).sum();
    println!("{} files, {:.2} MB", texts.len(), bytes as f64 / 1e6);
    let files = |pass: fn(&Arc<str>)| texts.iter().for_each(pass);
    measure("lex", bytes, || {
        files(|text| drop(pipelua_syntax::tokenise(text)));
    });
    measure("lex, parse, tree", bytes, || {
        files(|text| drop(pipelua_syntax::parse(Arc::clone(text))));
    });
    measure("the same as one file", whole.len(), || {
        drop(pipelua_syntax::parse(Arc::clone(&whole)));
    });
}

/// Runs `pass` for half a second, and prints the speed of the fastest run.
fn measure(name: &str, bytes: usize, pass: impl Fn()) {
    let start = Instant::now();
    let mut best = Duration::MAX;
    while start.elapsed() < Duration::from_millis(500) {
        let run = Instant::now();
        pass();
        best = best.min(run.elapsed());
    }
    println!(
        "{name:<22} {:>8.1} MB/s {:>10.2} ms",
        bytes as f64 / 1e6 / best.as_secs_f64(),
        best.as_secs_f64() * 1e3
    );
}
