//! Samples: recorded contexts with mocks and expectations, run as tests.

mod compare;
mod expect;
mod mock;
mod model;
mod origin;
mod run;

#[cfg(test)]
mod tests;

pub use compare::{Failure, compare};
pub use expect::{DataMatch, Expect, ExpectedClass, ExpectedLog, ExpectedText};
pub use mock::Mocks;
pub use model::{Mock, MockError, NOW, Sample};
pub use origin::{Probed, locate};
pub use run::{Outside, SampleRules, SampleRun, run_sample, run_sample_unless};
