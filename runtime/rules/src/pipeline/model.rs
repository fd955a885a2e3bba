//! What a pipeline means, without the places in its file: equal models run alike and type alike.

use pipelua_schemas::{Mode, OnError};

/// A pipeline. Its graph is acyclic and every need exists, whatever the file said.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Pipeline {
    /// The hook, which is the stem of the file's name.
    pub hook: String,
    pub description: Option<String>,
    /// A disabled pipeline is as if absent.
    pub enabled: bool,
    pub on_error: Option<OnError>,
    /// What the end user reads when an error denies.
    pub deny_message: Option<String>,
    pub(super) nodes: Vec<Node>,
    pub(super) layers: Vec<Vec<NodeIndex>>,
}

/// A position in [`Pipeline::nodes`], which are in the author's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeIndex(pub u32);

/// One use of a script.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Node {
    pub name: String,
    /// The slug of its script; none if the file names none.
    pub script: Option<String>,
    pub description: Option<String>,
    /// An object; empty if the file has none.
    pub config: serde_json::Value,
    /// In the author's order, which is the order of folding; without duplicates, unknown names and
    /// what would close a cycle.
    pub needs: Vec<NodeIndex>,
    pub timeout_ms: Option<u64>,
    pub on_error: Option<OnError>,
    /// A disabled node is not run, but counts in layers, limits and types.
    pub enabled: bool,
    /// From 0.
    pub layer: u32,
}

impl NodeIndex {
    pub(super) fn usize(self) -> usize {
        self.0 as usize
    }
}

impl Pipeline {
    /// All nodes in the author's order.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub fn indices(&self) -> impl ExactSizeIterator<Item = NodeIndex> + use<> {
        (0..self.nodes.len() as u32).map(NodeIndex)
    }

    /// The node at `index`.
    ///
    /// # Panics
    /// If `index` is of another pipeline.
    pub fn node(&self, index: NodeIndex) -> &Node {
        self.nodes
            .get(index.usize())
            .expect("an index belongs to the pipeline that gave it")
    }

    pub fn find(&self, name: &str) -> Option<NodeIndex> {
        self.indices().find(|&index| self.node(index).name == name)
    }

    /// The layers in order; within a layer the nodes by name, which is the graph order that decides
    /// which of several denials counts.
    pub fn layers(&self) -> &[Vec<NodeIndex>] {
        &self.layers
    }

    /// All nodes in graph order: by layer, then by name.
    pub fn graph_order(&self) -> impl Iterator<Item = NodeIndex> + '_ {
        self.layers.iter().flatten().copied()
    }

    /// The nodes that `index` needs, directly or through others, in the author's order.
    pub fn ancestors(&self, index: NodeIndex) -> Vec<NodeIndex> {
        let mut seen = vec![false; self.nodes.len()];
        let mut open = vec![index];
        while let Some(at) = open.pop() {
            for &need in &self.node(at).needs {
                if let Some(seen) = seen.get_mut(need.usize()).filter(|seen| !**seen) {
                    *seen = true;
                    open.push(need);
                }
            }
        }
        self.indices()
            .filter(|index| seen.get(index.usize()) == Some(&true))
            .collect()
    }

    /// Whether `index` needs `ancestor`, directly or through others.
    pub fn is_ancestor(&self, ancestor: NodeIndex, index: NodeIndex) -> bool {
        self.ancestors(index).binary_search(&ancestor).is_ok()
    }

    /// The nodes that need `index` directly, in the author's order.
    pub fn dependants(&self, index: NodeIndex) -> impl Iterator<Item = NodeIndex> + '_ {
        self.indices()
            .filter(move |&other| self.node(other).needs.contains(&index))
    }

    /// What an error of the node does: its own `onError`, else the pipeline's, else the mode's.
    pub fn on_error(&self, index: NodeIndex, mode: Mode) -> OnError {
        self.node(index)
            .on_error
            .unwrap_or_else(|| self.on_error_of_run(mode))
    }

    /// What an error of the run itself does: the pipeline's `onError`, else the mode's.
    pub fn on_error_of_run(&self, mode: Mode) -> OnError {
        self.on_error.unwrap_or_else(|| mode.default_on_error())
    }
}
