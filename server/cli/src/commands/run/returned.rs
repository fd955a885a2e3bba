//! The `return` that decided: found by a second run with probes, which a run with mocks can be given.

use std::sync::Arc;

use pipelua_engine::error::ErrorClass;
use pipelua_engine::sample::{
    Failure as Difference, Outside, Sample, SampleRules, SampleRun, locate, run_sample,
};
use pipelua_engine::verdict::Verdict;
use pipelua_engine::worker::Workers;
use serde_json::Value;

use super::Target;
use crate::commands::test::probes::Probes;
use crate::render::run::text::Returned;
use crate::runs::Runs;

/// The place of the `return` behind a denial, or a result that is none. `None` also where it is not certain.
pub(super) fn returned(
    workers: &Arc<Workers>,
    runs: &Runs,
    target: &Target,
    sample: &Sample,
    rules: &SampleRules,
    ran: &SampleRun,
) -> Option<Returned> {
    let decision = &ran.report.decision;
    let is_invalid = |class: ErrorClass| class == ErrorClass::ResultInvalid;
    let is_of_return = match decision.verdict {
        Verdict::Denied => true,
        _ => decision
            .error
            .as_ref()
            .is_some_and(|error| is_invalid(error.class)),
    };
    if !is_of_return {
        return None;
    }
    let probes = Probes::of(runs.scripts());
    let plan = Arc::new(target.plan.with_chunks(&probes.chunks));
    let outside = Outside::closed([0; 32]);
    let probed = run_sample(workers, &plan, &target.hook, sample, &rules.for_probes(), outside).ok()?;
    let mut verdict = [Difference {
        pointer: "/expect/verdict".to_owned(),
        expected: Value::Null,
        actual: Value::Null,
        script: None,
        line: None,
    }];
    locate(&mut verdict, &target.plan, ran, Some(&probed), &probes.points);
    let [Difference { script, line, .. }] = verdict;
    Some(Returned {
        script: script?,
        line: line?,
    })
}
