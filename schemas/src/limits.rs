//! Limits of a run, with their units, and what happens when one is broken.

use std::time::Duration;

use serde::Deserialize;

/// All limits, in documented order.
#[derive(Debug)]
pub struct Limits(Vec<Limit>);

/// One limit; its name is the key under `[limits]` where a workspace may tighten it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Limit {
    pub name: String,
    pub value: u64,
    pub unit: Unit,
    /// Whether `[limits]` in the manifest may set a smaller value.
    #[serde(default)]
    pub tighten: bool,
    pub effect: Effect,
    /// Class of the error, where `effect` is an error.
    #[serde(default)]
    pub error_class: Option<String>,
    /// Markdown.
    #[serde(deserialize_with = "crate::lines::text")]
    pub docs: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    Bytes,
    Instructions,
    Ms,
    Count,
    /// Levels of nesting.
    Depth,
}

impl Unit {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Instructions => "instructions",
            Self::Ms => "ms",
            Self::Count => "count",
            Self::Depth => "depth",
        }
    }
}

/// What happens when a limit is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Effect {
    /// The script or the run ends in an error of the class named.
    Error,
    /// The pipeline does not compile: a finding here, a refused deploy there.
    NotCompiled,
    /// What is beyond is dropped and counted.
    Dropped,
    /// The value is cut so that it stays valid.
    Cut,
    /// The body of an answer stays text.
    StaysText,
    /// Nothing breaks: a figure that says how things are counted.
    Rate,
}

impl Limits {
    pub fn iter(&self) -> std::slice::Iter<'_, Limit> {
        self.0.iter()
    }

    pub fn get(&self, name: &str) -> Option<&Limit> {
        self.0.iter().find(|limit| limit.name == name)
    }

    /// The limits that `[limits]` in the manifest may tighten.
    pub fn tightenable(&self) -> impl Iterator<Item = &Limit> {
        self.0.iter().filter(|limit| limit.tighten)
    }

    fn value(&self, name: &str) -> u64 {
        self.get(name).expect("a test asks for every named limit").value
    }
}

impl<'a> IntoIterator for &'a Limits {
    type Item = &'a Limit;
    type IntoIter = std::slice::Iter<'a, Limit>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// One method for each limit, so that a wrong name does not compile.
macro_rules! named {
    ($($method:ident = $name:literal;)*) => {
        impl Limits {
            $(#[doc = concat!("Value of the limit `", $name, "`, in its unit.")]
            pub fn $method(&self) -> u64 {
                self.value($name)
            })*

            #[cfg(test)]
            pub(crate) const NAMED: &'static [&'static str] = &[$($name),*];
        }
    };
}

/// The same for limits in milliseconds.
macro_rules! timed {
    ($($method:ident = $name:literal;)*) => {
        impl Limits {
            $(#[doc = concat!("Value of the limit `", $name, "`.")]
            pub fn $method(&self) -> Duration {
                Duration::from_millis(self.value($name))
            })*

            #[cfg(test)]
            pub(crate) const TIMED: &'static [&'static str] = &[$($name),*];
        }
    };
}

named! {
    script_bytes = "script-bytes";
    source_bytes = "source-bytes";
    instructions = "instructions";
    call_instructions = "call-instructions";
    bytes_per_instruction = "bytes-per-instruction";
    memory = "memory";
    memory_hard = "memory-hard";
    string_bytes = "string-bytes";
    coroutines = "coroutines";
    pattern_depth = "pattern-depth";
    layers = "layers";
    nodes_per_layer = "nodes-per-layer";
    fetch_bytes = "fetch-bytes";
    fetches = "fetches";
    fetch_redirects = "fetch-redirects";
    json_bytes = "json-bytes";
    json_values = "json-values";
    data_bytes = "data-bytes";
    data_depth = "data-depth";
    concurrent_runs = "concurrent-runs";
    concurrent_async_runs = "concurrent-async-runs";
    queue_length = "queue-length";
    span_depth = "span-depth";
    spans = "spans";
    attribute_bytes = "attribute-bytes";
    log_lines = "log-lines";
    log_line_bytes = "log-line-bytes";
    trace_context_bytes = "trace-context-bytes";
    trace_result_bytes = "trace-result-bytes";
}

timed! {
    cpu_time = "cpu-time";
    script_time = "script-time";
    run_time = "run-time";
    async_run_time = "async-run-time";
    fetch_time = "fetch-time";
    fetch_connect_time = "fetch-connect-time";
    queue_time = "queue-time";
}

pub(crate) fn builtin() -> Limits {
    #[derive(Deserialize)]
    struct File {
        limits: Vec<Limit>,
    }
    Limits(
        serde_json::from_str::<File>(include_str!("../limits.json"))
            .expect("limits.json is checked by a test")
            .limits,
    )
}

#[cfg(test)]
mod tests {
    use super::{Effect, Limits, Unit};

    #[test]
    fn every_limit_has_a_method_and_every_method_a_limit() {
        let limits = crate::builtin().limits();
        for limit in limits {
            let named = Limits::NAMED.contains(&limit.name.as_str());
            let timed = Limits::TIMED.contains(&limit.name.as_str());
            assert_eq!(
                (named, timed),
                (limit.unit != Unit::Ms, limit.unit == Unit::Ms),
                "{}",
                limit.name
            );
        }
        assert_eq!(limits.iter().count(), Limits::NAMED.len() + Limits::TIMED.len());
    }

    #[test]
    fn limits_that_a_workspace_may_tighten_are_those_of_the_manifest() {
        let mut names: Vec<&str> = crate::builtin()
            .limits()
            .tightenable()
            .map(|limit| limit.name.as_str())
            .collect();
        names.sort_unstable();
        let mut expected: Vec<&str> =
            "script-bytes instructions cpu-time script-time run-time async-run-time fetch-time \
            fetch-bytes memory layers nodes-per-layer"
                .split_whitespace()
                .collect();
        expected.sort_unstable();
        assert_eq!(names, expected);
    }

    #[test]
    fn a_limit_names_a_class_exactly_when_it_ends_in_an_error() {
        for limit in crate::builtin().limits() {
            assert_eq!(
                limit.error_class.is_some(),
                limit.effect == Effect::Error,
                "{}",
                limit.name
            );
            if let Some(class) = &limit.error_class {
                assert!(
                    crate::builtin()
                        .error_classes()
                        .iter()
                        .any(|known| known.name == *class),
                    "{class}"
                );
            }
            assert!(limit.docs.ends_with('.'), "{}", limit.name);
        }
    }

    #[test]
    fn figures_are_those_of_the_runtime() {
        let limits = crate::builtin().limits();
        assert_eq!(limits.script_bytes(), 5_120);
        assert_eq!(limits.source_bytes(), 64 * 1024);
        assert_eq!(limits.instructions(), 50_000);
        assert_eq!(limits.memory(), 8 << 20);
        assert_eq!(limits.memory_hard(), 16 << 20);
        assert_eq!(limits.cpu_time().as_millis(), 100);
        assert_eq!(limits.script_time().as_secs(), 10);
        assert_eq!(limits.async_run_time().as_secs(), 60);
        assert_eq!(limits.fetch_time().as_secs(), 3);
        assert_eq!((limits.layers(), limits.nodes_per_layer()), (10, 5));
        assert_eq!((limits.json_bytes(), limits.json_values()), (256 * 1024, 10_000));
    }

    #[test]
    fn error_classes_are_those_of_the_runtime() {
        let names: Vec<&str> = crate::builtin()
            .error_classes()
            .iter()
            .map(|class| class.name.as_str())
            .collect();
        let expected = "script.error limit.instructions limit.time limit.memory limit.size result.invalid fetch.refused \
            fetch.failed fetch.unmocked script.missing input.invalid busy";
        assert_eq!(names.join(" "), expected);
    }
}
