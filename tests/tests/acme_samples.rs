//! Every sample of the example workspace runs in the sandbox and comes to what it expects.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};

use pipelua_tests::samples::Bench;

#[test]
fn acme_does_what_its_samples_say() {
    let bench = Bench::load("acme");
    let mut reached = BTreeSet::new();
    let mut per_hook: BTreeMap<String, usize> = BTreeMap::new();
    for case in bench.cases() {
        let run = bench.run(&case);
        assert_eq!(bench.differences(&case, &run), Vec::<String>::new());
        *per_hook.entry(case.hook.name.clone()).or_default() += 1;
        let nodes = case.plan.pipeline().nodes();
        let ran = nodes.iter().zip(&run.report.nodes);
        reached.extend(
            ran.filter(|(_, node)| node.run.is_some())
                .filter_map(|(node, _)| node.script.clone()),
        );
    }
    let unreached: Vec<&String> = bench
        .scripts
        .keys()
        .filter(|script| !reached.contains(*script))
        .collect();
    assert_eq!(unreached, Vec::<&String>::new(), "each script is run by a sample");
    assert!(per_hook.len() > 15, "{per_hook:?}");
    assert!(
        per_hook.values().all(|count| *count >= 2),
        "each hook has two samples at least: {per_hook:?}"
    );
}
