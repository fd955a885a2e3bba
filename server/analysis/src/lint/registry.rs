//! The list of all lints, in order of their codes. A test holds it against the files, the pages and the manifest.

use super::Lint;
use crate::lints;

/// All lints, in order of their codes.
pub fn registry() -> &'static [&'static Lint] {
    lints::ALL
}

/// The lint of this code.
pub fn lint(code: &str) -> Option<&'static Lint> {
    let all = registry();
    all.binary_search_by(|lint| lint.code.cmp(code))
        .ok()
        .map(|at| all[at])
}
