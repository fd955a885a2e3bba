//! Any text gives a tree that covers it: `make fuzz`, or `cargo +nightly fuzz run parse` in `server/syntax`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pipelua_syntax::{Encoding, LineIndex, NodeId, luacats, parse};

fuzz_target!(|text: &str| {
    let tree = parse(text);
    let count = tree.tokens().len() as u32;
    assert_eq!((tree.nodes()[0].first, tree.nodes()[0].end), (0, count));
    for (id, node) in (0u32..).zip(tree.nodes()) {
        for child in tree.children(NodeId(id)) {
            let child = tree.node(child);
            assert!(node.first <= child.first && child.end <= node.end);
        }
    }
    for error in tree.errors() {
        assert!(text.get(error.range.as_usize()).is_some());
    }
    let lines = LineIndex::new(text);
    for (offset, _) in text.char_indices() {
        let position = lines.position(offset as u32, Encoding::Utf16);
        assert!(lines.offset(position, Encoding::Utf16) <= offset as u32);
    }
    let comment = luacats::parse_comment(text);
    assert!(comment.errors.iter().all(|error| text.get(error.range.as_usize()).is_some()));
});
