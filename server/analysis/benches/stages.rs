//! Time of each stage of a check over a workspace, one thread, cold: `PIPELUA_BENCH=<folder> cargo bench -p pipelua-analysis`.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::cast_precision_loss)]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pipelua_analysis::{Database, FileKind, FileText, SourceFile, diagnostics, editor_context, files_of};
use pipelua_analysis::{findings, infer, lower, scopes};

fn main() {
    let Ok(folder) = std::env::var("PIPELUA_BENCH") else {
        println!("set PIPELUA_BENCH to the folder of a workspace");
        return;
    };
    let mut texts = Vec::new();
    read(Path::new(&folder), Path::new(&folder), &mut texts);
    let bytes: usize = texts
        .iter()
        .filter(|(path, _)| FileKind::of(path).is_lua())
        .map(|(_, text)| text.as_str().len())
        .sum();
    let mut best: Vec<(&str, Duration)> = Vec::new();
    for _ in 0..5 {
        let mut db = Database::default();
        db.load(texts.iter().cloned());
        let scripts: Vec<SourceFile> = files_of(&db, FileKind::Script).collect();
        let stages: [(&str, &dyn Fn(SourceFile)); 7] = [
            ("parse", &|file| {
                {
                    std::hint::black_box(lower::parse(&db, file));
                };
            }),
            ("lower", &|file| {
                {
                    std::hint::black_box(lower::lower(&db, file));
                };
            }),
            ("scopes", &|file| {
                {
                    std::hint::black_box(scopes::scopes(&db, file));
                };
            }),
            ("context", &|file| {
                {
                    std::hint::black_box(editor_context(&db, file));
                };
            }),
            ("infer", &|file| {
                {
                    std::hint::black_box(infer::infer(&db, file, editor_context(&db, file)));
                };
            }),
            ("findings", &|file| {
                {
                    std::hint::black_box(findings::findings(&db, file));
                };
            }),
            ("diagnostics", &|file| {
                {
                    std::hint::black_box(diagnostics(&db, file));
                };
            }),
        ];
        for (at, (name, stage)) in stages.into_iter().enumerate() {
            let start = Instant::now();
            for file in &scripts {
                stage(*file);
            }
            let took = start.elapsed();
            match best.get_mut(at) {
                Some((_, least)) => *least = took.min(*least),
                None => best.push((name, took)),
            }
        }
    }
    let total: Duration = best.iter().map(|(_, took)| *took).sum();
    println!("{:12} {:>9} {:>9} {:>7}", "stage", "ms", "MB/s", "share");
    for (name, took) in best {
        let (seconds, share) = (took.as_secs_f64(), took.as_secs_f64() / total.as_secs_f64());
        let speed = bytes as f64 / 1e6 / seconds;
        println!(
            "{name:12} {:>9.2} {speed:>9.1} {:>6.0}%",
            seconds * 1e3,
            share * 100.0
        );
    }
}

fn read(root: &Path, folder: &Path, texts: &mut Vec<(Arc<str>, FileText)>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            read(root, &path, texts);
        } else {
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            if FileKind::of(&name) != FileKind::Other {
                texts.push((name.into(), FileText::from_bytes(std::fs::read(&path).unwrap())));
            }
        }
    }
}
