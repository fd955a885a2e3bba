//! A finding before it has a place in the text: anchored to ids, so that white space does not make it again.

use pipelua_syntax::{NodeId, TextRange};

use super::Lint;
use crate::finding::{PlacementName, Severity, Tag};
use crate::inputs::SourceFile;

/// A place in a file that survives edits elsewhere.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Anchor {
    /// The file as a whole.
    File,
    /// Bytes, where nothing better exists: JSON, TOML, the lexer.
    Range(TextRange),
    /// A node of the Lua tree.
    Node(NodeId),
    /// The token that says most about a node, see `NodeKind`: a name, an operator, a keyword.
    Main(NodeId),
    /// The first token of a node.
    First(NodeId),
    /// The last token of a node.
    Last(NodeId),
    /// From the start of the first node to the end of the second.
    Through(NodeId, NodeId),
    /// Tokens of a node, both included, counted from its first: for what has no node of its own.
    Tokens { node: NodeId, from: u32, to: u32 },
}

impl Anchor {
    /// The node that it stands at, if it stands at one.
    pub(crate) fn node(self) -> Option<NodeId> {
        match self {
            Self::Node(node)
            | Self::Main(node)
            | Self::First(node)
            | Self::Last(node)
            | Self::Through(node, _)
            | Self::Tokens { node, .. } => Some(node),
            Self::File | Self::Range(_) => None,
        }
    }
}

/// One report of a lint.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    pub lint: &'static Lint,
    pub anchor: Anchor,
    /// One sentence of at most 100 characters, true when read alone.
    pub message: String,
    /// What a run will do, with the `onError` in force.
    pub runtime: Option<String>,
    /// What to do, in the imperative.
    pub help: Option<String>,
    /// Where this case is milder or worse than the lint's own severity.
    pub severity: Option<Severity>,
    pub tag: Option<Tag>,
    pub related: Vec<(SourceFile, Anchor, String)>,
    pub fixes: Vec<FixData>,
    pub placements: Vec<PlacementName>,
    /// Rests on something that is *not* there, or on a type that more of the text decides, so it is held back where
    /// the text is broken.
    pub by_absence: bool,
    /// Rests on no local around it having a certain name.
    pub unless_declared: bool,
}

/// Edits that end a finding, anchored as it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FixData {
    pub title: String,
    pub safe: bool,
    pub edits: Vec<EditData>,
    pub renames: Vec<(String, String)>,
}

/// Replaces a part of what an anchor covers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EditData {
    /// `None`: the file of the finding.
    pub file: Option<SourceFile>,
    pub anchor: Anchor,
    pub part: Part,
    pub new_text: String,
}

/// Which part of an anchor an edit replaces.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Part {
    Whole,
    /// Nothing: inserts in front of it.
    Before,
    /// Nothing: inserts behind it.
    After,
    /// Nothing: inserts behind the line that it ends on.
    Below,
    /// It, and the blanks behind it.
    Inline,
    /// It, and the whole lines that it alone stands on.
    Lines,
    /// As `Lines`, with the separator behind an item of a table.
    Item,
    /// It, and the separator in front of it: items at the end of a list.
    Tail,
}

impl Finding {
    pub fn new(lint: &'static Lint, anchor: Anchor, message: impl Into<String>) -> Self {
        Self {
            lint,
            anchor,
            message: message.into(),
            runtime: None,
            help: None,
            severity: None,
            tag: None,
            related: Vec::new(),
            fixes: Vec::new(),
            placements: Vec::new(),
            by_absence: false,
            unless_declared: false,
        }
    }

    /// Says what a run does there.
    #[must_use]
    pub fn runtime(mut self, text: impl Into<String>) -> Self {
        self.runtime = Some(text.into());
        self
    }

    /// Says what to do about it.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    #[must_use]
    pub fn tag(mut self, tag: Tag) -> Self {
        self.tag = Some(tag);
        self
    }

    #[must_use]
    pub fn related(mut self, file: SourceFile, anchor: Anchor, message: impl Into<String>) -> Self {
        self.related.push((file, anchor, message.into()));
        self
    }

    #[must_use]
    pub fn placements(mut self, placements: Vec<PlacementName>) -> Self {
        self.placements = placements;
        self
    }

    #[must_use]
    pub fn by_absence(mut self) -> Self {
        self.by_absence = true;
        self
    }

    #[must_use]
    pub fn unless_declared(mut self) -> Self {
        self.unless_declared = true;
        self
    }

    #[must_use]
    pub fn fix(mut self, fix: FixData) -> Self {
        self.fixes.push(fix);
        self
    }
}

impl FixData {
    /// A fix that is offered, never applied unasked. Its title is an imperative with a capital and no full stop,
    /// also where it was made from a piece of a sentence.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: as_title(&title.into()),
            safe: false,
            edits: Vec::new(),
            renames: Vec::new(),
        }
    }

    /// Behaviour on a run without findings cannot change.
    #[must_use]
    pub fn safe(mut self) -> Self {
        self.safe = true;
        self
    }

    #[must_use]
    pub fn replace(self, anchor: Anchor, new_text: impl Into<String>) -> Self {
        self.edit(None, anchor, Part::Whole, new_text)
    }

    #[must_use]
    pub fn insert_before(self, anchor: Anchor, new_text: impl Into<String>) -> Self {
        self.edit(None, anchor, Part::Before, new_text)
    }

    #[must_use]
    pub fn insert_after(self, anchor: Anchor, new_text: impl Into<String>) -> Self {
        self.edit(None, anchor, Part::After, new_text)
    }

    #[must_use]
    pub fn insert_below(self, anchor: Anchor, new_text: impl Into<String>) -> Self {
        self.edit(None, anchor, Part::Below, new_text)
    }

    /// Takes it away together with lines that would be left empty.
    #[must_use]
    pub fn remove(self, anchor: Anchor) -> Self {
        self.edit(None, anchor, Part::Lines, "")
    }

    /// Takes it out of its line, with the blanks behind it.
    #[must_use]
    pub fn remove_inline(self, anchor: Anchor) -> Self {
        self.edit(None, anchor, Part::Inline, "")
    }

    /// Takes an item out of a table, with its separator.
    #[must_use]
    pub fn remove_item(self, item: NodeId) -> Self {
        self.edit(None, Anchor::Node(item), Part::Item, "")
    }

    /// Takes items off the end of a list, with the separator in front of them.
    #[must_use]
    pub fn remove_behind_separator(self, anchor: Anchor) -> Self {
        self.edit(None, anchor, Part::Tail, "")
    }

    #[must_use]
    pub fn edit(
        mut self,
        file: Option<SourceFile>,
        anchor: Anchor,
        part: Part,
        new_text: impl Into<String>,
    ) -> Self {
        self.edits.push(EditData {
            file,
            anchor,
            part,
            new_text: new_text.into(),
        });
        self
    }
}

fn as_title(text: &str) -> String {
    let text = text.trim_end_matches('.');
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
