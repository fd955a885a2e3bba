//! The scripts of a workspace with probes: for the line of a `return`, and for coverage.

use std::collections::BTreeMap;

use pipelua_engine::sample::Probed;
use pipelua_engine::sandbox::Chunk;

pub(crate) struct Probes {
    pub(crate) chunks: BTreeMap<String, Chunk>,
    pub(crate) points: Probed,
    /// Scripts that have no room for probes, or do not compile.
    pub(crate) without: Vec<String>,
}

impl Probes {
    /// From the names and texts of scripts.
    pub(crate) fn of<'a>(scripts: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut probes = Self {
            chunks: BTreeMap::new(),
            points: Probed::new(),
            without: Vec::new(),
        };
        for (name, text) in scripts {
            match Chunk::instrumented(name, text) {
                Some((chunk, points)) => {
                    probes.chunks.insert(name.to_owned(), chunk);
                    probes.points.insert(name.to_owned(), points);
                }
                None => probes.without.push(name.to_owned()),
            }
        }
        probes
    }
}
