//! Runs the nodes of a pipeline, as many at once as the graph allows, to a result that does not depend on timing.

mod plan;
mod run;
mod schedule;

#[cfg(test)]
mod tests;

pub use plan::Plan;
pub use run::{NodeReport, RunHandle, RunReport, RunRequest, run, start};
pub use schedule::Schedule;
