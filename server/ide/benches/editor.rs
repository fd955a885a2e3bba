//! What an editor waits for, without a process or a protocol between: `PIPELUA_BENCH=<folder> cargo bench -p pipelua-ide`.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::cast_precision_loss)]

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pipelua_analysis::{Database, FileKind, FileText, Openness, SourceFile, file_at};
use pipelua_ide::{FilePosition, completion, findings, hover, semantic_tokens};
use pipelua_syntax::Encoding;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const EDITS: u32 = 200;

type Texts = Vec<(Arc<str>, FileText)>;

fn main() {
    let Ok(folder) = std::env::var("PIPELUA_BENCH") else {
        println!("set PIPELUA_BENCH to the folder of a workspace");
        return;
    };
    let mut texts = Vec::new();
    read(Path::new(&folder), Path::new(&folder), &mut texts);
    texts.sort_by(|(left, _), (right, _)| left.cmp(right));
    let is_script = |(path, _): &&(Arc<str>, FileText)| FileKind::of(path) == FileKind::Script;
    let (path, text) = texts.iter().find(is_script).cloned().unwrap();

    let mut starts: Vec<Duration> = (0..20).map(|_| start(&texts, &path)).collect();
    let mut db = Database::default();
    db.load(texts);
    let file = file_at(&db, &path).unwrap();
    let (mut found, mut hovers, mut colours, mut offers) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for edit in 0..EDITS {
        // A name that is new each time, so that nothing is answered from before.
        let typed = format!("local hov_{edit} = undef_{edit}\n{}", text.as_str());
        db.set_text(&path, FileText::Utf8(typed.into()), Openness::Open);
        found.push(timed(|| all(&db, file).contains(&format!("undef_{edit}"))));
        let offset = 8;
        hovers.push(timed(|| {
            hover(&db, FilePosition { file, offset })
                .is_some_and(|it| it.markdown.contains(&format!("hov_{edit}")))
        }));
        colours.push(timed(|| !semantic_tokens(&db, file).is_empty()));
        let typed = format!("local cmp_{edit} = {{ w{edit} = 1 }} cmp_{edit}.");
        db.set_text(
            &path,
            FileText::Utf8(format!("{typed}\n{}", text.as_str()).into()),
            Openness::Open,
        );
        let offset = typed.len() as u32;
        offers.push(timed(|| {
            let offered = completion(&db, FilePosition { file, offset });
            offered.iter().any(|item| item.label == format!("w{edit}"))
        }));
    }
    println!("{:28} {:>9} {:>9}", "", "median ms", "p95 ms");
    show("start to the first findings", &mut starts);
    show("edit to the right findings", &mut found);
    show("hover behind it", &mut hovers);
    show("semantic tokens behind it", &mut colours);
    show("completion behind a dot", &mut offers);
}

fn start(texts: &Texts, path: &str) -> Duration {
    let texts = texts.clone();
    timed(|| {
        let mut db = Database::default();
        db.load(texts.iter().cloned());
        let file = file_at(&db, path).unwrap();
        black_box(all(&db, file));
        true
    })
}

/// The messages of all findings.
fn all(db: &Database, file: SourceFile) -> String {
    let found = findings(db, file, Encoding::Utf16, |_| true, false).findings;
    found.iter().map(|finding| finding.message.as_str()).collect()
}

#[track_caller]
fn timed(mut ask: impl FnMut() -> bool) -> Duration {
    let start = Instant::now();
    let is_right = ask();
    let took = start.elapsed();
    assert!(is_right, "an answer for another text");
    took
}

fn show(what: &str, times: &mut [Duration]) {
    times.sort();
    let ms = |at: usize| times[at.min(times.len() - 1)].as_secs_f64() * 1e3;
    println!(
        "{what:28} {:>9.3} {:>9.3}",
        ms(times.len() / 2),
        ms(times.len() * 95 / 100)
    );
}

fn read(root: &Path, folder: &Path, texts: &mut Texts) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            read(root, &path, texts);
            continue;
        }
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
