//! `--coverage`: which lines and branches of the scripts samples run, as a table or for lcov.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use pipelua_engine::coverage::{Passed, Point, PointKind};

use super::execute::Tested;
use super::probes::Probes;
use crate::render::style::Palette;

/// What is known of one script.
pub(super) struct Covered {
    pub(super) script: String,
    /// How often each line with a statement was run, by its number from 1.
    pub(super) lines: BTreeMap<u32, u64>,
    pub(super) branches: Vec<Branch>,
}

pub(super) struct Branch {
    pub(super) line: u32,
    pub(super) block: u32,
    /// Among those of its block.
    pub(super) index: u32,
    /// `None` where the `if` or loop itself was never reached.
    pub(super) taken: Option<u64>,
}

/// Every script with its counts; one that no sample runs has counts of zero.
pub(super) fn covered(tested: &[Tested<'_>], probes: &Probes) -> Vec<Covered> {
    let mut passed: BTreeMap<&str, Passed> = BTreeMap::new();
    for (script, counts) in tested.iter().flat_map(|tested| &tested.passed) {
        passed.entry(script).or_default().add(counts);
    }
    let none = Passed::default();
    let scripts = probes.points.iter().map(|(script, points)| {
        let passed = passed.get(script.as_str()).unwrap_or(&none);
        of_script(script, points, passed)
    });
    scripts.collect()
}

fn of_script(script: &str, points: &[Point], passed: &Passed) -> Covered {
    let counts = |index: usize| passed.counts.get(index).copied().unwrap_or(0);
    let mut lines: BTreeMap<u32, u64> = BTreeMap::new();
    let mut branches = Vec::new();
    for (index, point) in points.iter().enumerate() {
        match point.kind {
            PointKind::Statement | PointKind::Return => {
                let line = lines.entry(point.line).or_default();
                *line = (*line).max(counts(index));
            }
            PointKind::Branch { block, branch } => {
                branches.push((point.line, block, branch, counts(index)));
            }
        }
    }
    // The first branch of an `if` or a loop stands on the line of the statement.
    let reached: BTreeSet<u32> = branches
        .iter()
        .filter(|(line, _, _, taken)| *taken > 0 || lines.get(line).is_some_and(|count| *count > 0))
        .map(|(_, block, _, _)| *block)
        .collect();
    let branches = branches.into_iter().map(|(line, block, branch, taken)| Branch {
        line,
        block,
        index: branch,
        taken: reached.contains(&block).then_some(taken),
    });
    Covered {
        script: script.to_owned(),
        branches: branches.collect(),
        lines,
    }
}

impl Covered {
    fn lines_hit(&self) -> usize {
        self.lines.values().filter(|count| **count > 0).count()
    }

    fn branches_hit(&self) -> usize {
        let taken = |branch: &&Branch| branch.taken.is_some_and(|count| count > 0);
        self.branches.iter().filter(taken).count()
    }

    /// `3-5, 9`: lines with statements that never ran; one without statements between two of them parts nothing.
    fn missed(&self) -> String {
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        let mut is_open = false;
        for (line, count) in &self.lines {
            if *count > 0 {
                is_open = false;
            } else if is_open && let Some(last) = ranges.last_mut() {
                last.1 = *line;
            } else {
                ranges.push((*line, *line));
                is_open = true;
            }
        }
        let shown = ranges.iter().map(|(first, last)| {
            if first == last {
                first.to_string()
            } else {
                format!("{first}-{last}")
            }
        });
        shown.collect::<Vec<_>>().join(", ")
    }
}

/// The table for people.
pub(super) fn table(covered: &[Covered], without: &[String], palette: Palette) -> String {
    let wide = covered
        .iter()
        .map(|covered| covered.script.len())
        .max()
        .unwrap_or(0)
        .max(8);
    let mut out = String::new();
    let head = format!("{:<wide$}   lines  branches  not run", "coverage");
    let _ = writeln!(out, "\n{}", palette.strong(head));
    let (mut lines, mut branches) = ((0, 0), (0, 0));
    for covered in covered {
        let of_lines = (covered.lines_hit(), covered.lines.len());
        let of_branches = (covered.branches_hit(), covered.branches.len());
        lines = (lines.0 + of_lines.0, lines.1 + of_lines.1);
        branches = (branches.0 + of_branches.0, branches.1 + of_branches.1);
        let missed = covered.missed();
        let row = format!(
            "{:<wide$}  {}  {}  {missed}",
            covered.script,
            percent(of_lines, 6),
            percent(of_branches, 8)
        );
        let _ = writeln!(out, "{}", row.trim_end());
    }
    let all = format!(
        "{:<wide$}  {}  {}",
        "all",
        percent(lines, 6),
        percent(branches, 8)
    );
    let _ = writeln!(out, "{}", palette.strong(all.trim_end()));
    for script in without {
        let _ = writeln!(
            out,
            "`{script}` could not be counted: it does not compile, or has no room for probes"
        );
    }
    out
}

/// Rounded down, so that 100 % is all of it. A dash where there is nothing to count.
fn percent((hit, all): (usize, usize), wide: usize) -> String {
    if all == 0 {
        return format!("{:>wide$}", "-");
    }
    let shown = format!("{}.{} %", hit * 100 / all, hit * 1000 / all % 10);
    let shown = if hit == all { "100 %".to_owned() } else { shown };
    format!("{shown:>wide$}")
}

/// The tracefile of lcov, which `genhtml` and coverage services read. Files are named from the workspace.
pub(super) fn lcov(covered: &[Covered]) -> String {
    let mut out = String::new();
    for covered in covered {
        let _ = writeln!(out, "TN:\nSF:scripts/{}.lua", covered.script);
        for branch in &covered.branches {
            let taken = branch
                .taken
                .map_or_else(|| "-".to_owned(), |count| count.to_string());
            let _ = writeln!(
                out,
                "BRDA:{},{},{},{taken}",
                branch.line, branch.block, branch.index
            );
        }
        let _ = writeln!(
            out,
            "BRF:{}\nBRH:{}",
            covered.branches.len(),
            covered.branches_hit()
        );
        for (line, count) in &covered.lines {
            let _ = writeln!(out, "DA:{line},{count}");
        }
        let _ = writeln!(
            out,
            "LF:{}\nLH:{}\nend_of_record",
            covered.lines.len(),
            covered.lines_hit()
        );
    }
    out
}
