//! The list of lints against what was agreed on: each code has the severity that people were promised.

use std::collections::BTreeMap;

use pipelua_analysis::Severity;
use pipelua_analysis::lint::registry;

/// A severity and the codes that have it by default; single findings may be milder or worse, as their pages say.
const AGREED: [(Severity, &str); 4] = [
    (
        Severity::Error,
        "syntax-error not-utf8 undefined-global disabled-global global-write close-attribute return-shape missing-return \
         data-not-serialisable missing-await await-across-c const-assign format-string bad-pattern script-too-large \
         instruction-budget endless-loop fetch-url unknown-secret unknown-env secret-leak pipeline-syntax pipeline-value \
         pipeline-duplicate-node pipeline-cycle pipeline-unknown-need pipeline-unknown-script pipeline-unknown-hook \
         pipeline-too-deep pipeline-too-wide pipeline-bad-name pipeline-hook-mismatch script-bad-name library-unsupported \
         manifest-value manifest-secret-value sample-syntax sample-unknown-hook sample-unknown-node sample-context \
         sample-unknown-secret sample-value hook-syntax hook-schema hook-bad-name call-non-callable invalid-operand \
         invalid-comparison undefined-field undefined-output",
    ),
    (
        Severity::Warning,
        "readonly-write wrong-hook-field unknown-result-key need-check-nil param-type-mismatch \
         missing-parameter redundant-parameter assign-type-mismatch return-type-mismatch cast-type-mismatch missing-fields \
         inject-field unknown-key missing-return-value redundant-return-value unbalanced-assignments redundant-value \
         discard-result constant-condition duplicate-condition same-branches misleading-and-or comparison-precedence \
         newline-call count-down-loop loop-bounds loop-variable-assign duplicate-key nan-compare divide-by-zero \
         almost-swapped self-assign regex-in-pattern slow-pattern expensive-loop time-budget trace-budget doc-syntax \
         doc-unknown-tag doc-unknown-type doc-unknown-param doc-unknown-code doc-unknown-hook doc-duplicate-param \
         doc-duplicate-field doc-data-mismatch doc-bad-cast doc-hook-conflict unused-suppression suppression-without-reason \
         pipeline-unknown-key pipeline-duplicate-need pipeline-comment pipeline-data-conflict manifest-unknown-key \
         sample-unknown-key sample-personal-data",
    ),
    (
        Severity::Info,
        "ignored-denial needless-await unguarded-fetch redefined-local pattern-dot script-near-limit fetch-dynamic-host \
         trace-depth stale-baseline pipeline-unread-output reveal-type manifest-deprecated",
    ),
    (
        Severity::Hint,
        "deprecated unused-local unused-parameter unused-vararg unused-function unused-label unreachable-code empty-block \
         blanket-suppression script-unattached analysis-budget",
    ),
];

fn agreed() -> BTreeMap<&'static str, Severity> {
    let codes = |(severity, codes): (Severity, &'static str)| {
        codes.split_whitespace().map(move |code| (code, severity))
    };
    AGREED.into_iter().flat_map(codes).collect()
}

#[test]
fn each_lint_has_the_severity_that_was_agreed_on() {
    let agreed = agreed();
    let mut wrong = Vec::new();
    for lint in registry() {
        match agreed.get(lint.code) {
            Some(severity) if *severity == lint.severity => {}
            Some(severity) => wrong.push(format!("{}: {:?}, not {:?}", lint.code, severity, lint.severity)),
            None => wrong.push(format!("{}: nobody agreed on it", lint.code)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_code_is_agreed_on_twice() {
    let count: usize = AGREED
        .iter()
        .map(|(_, codes)| codes.split_whitespace().count())
        .sum();
    assert_eq!(agreed().len(), count);
}
