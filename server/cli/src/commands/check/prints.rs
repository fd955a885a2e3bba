//! The fingerprints of a whole workspace, for what compares findings with those of another time.

use pipelua_analysis::SourceFile;
use rayon::prelude::*;

use super::engine::{Engine, Print};

/// Files between two evictions, and fewer than which no threads are started for.
const BATCH: usize = 256;
const FEW: usize = 8;

/// Every finding of the wanted files, those included that a baseline accepts, in the order of their paths.
pub(super) fn all(engine: &mut Engine, wanted: impl Fn(&str) -> bool) -> Vec<Print> {
    let files: Vec<SourceFile> = engine.files(wanted);
    let mut all = Vec::new();
    for (index, batch) in files.chunks(BATCH).enumerate() {
        if index > 0 {
            engine.let_go();
        }
        if files.len() < FEW {
            all.extend(batch.iter().flat_map(|file| engine.prints(*file)));
            continue;
        }
        crate::threads::start();
        let prints: Vec<Vec<Print>> = batch
            .par_iter()
            .map_with(engine.clone(), |engine, file| engine.prints(*file))
            .collect();
        all.extend(prints.into_iter().flatten());
    }
    all
}
