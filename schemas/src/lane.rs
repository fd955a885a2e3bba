//! Lanes: the lifecycle as a picture, hooks between the host's own steps.

use serde::Deserialize;

/// One part of the lifecycle, such as sign-up.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lane {
    pub name: String,
    pub title: String,
    pub description: String,
    /// In the order in which they happen.
    pub steps: Vec<Step>,
}

impl Lane {
    /// Names of the lane's hooks, in order.
    pub fn hooks(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().filter_map(|step| match step {
            Step::Hook { hook } => Some(hook.as_str()),
            Step::Host { .. } => None,
        })
    }
}

/// One station of a lane.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Step {
    /// A hook, by its name.
    Hook { hook: String },
    /// Something that the host does by itself.
    Host {
        host: String,
        title: String,
        description: String,
    },
}

pub(crate) fn builtin() -> Vec<Lane> {
    #[derive(Deserialize)]
    struct File {
        lanes: Vec<Lane>,
    }
    serde_json::from_str::<File>(include_str!("../lanes.json"))
        .expect("lanes.json is checked by a test")
        .lanes
}
