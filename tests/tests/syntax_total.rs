//! Every cut and mutation of every example gives a whole tree, with errors exactly where Lua refuses the grammar.
//!
//! `PIPELUA_GATES=full` takes every byte cut and 10,000 mutations; without it, cuts at token borders and a sample.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pipelua_syntax::{Encoding, LineIndex, NodeId, NodeKind, Parse, flags, parse};
use pipelua_tests::judge::{Judge, needs_scopes};
use pipelua_tests::mutations::{cuts, mutate};
use pipelua_tests::random::Random;
use pipelua_tests::scripts::{example_scripts, in_full};
use pipelua_tests::tricky::tricky_texts;

/// All that holds for any text.
fn assert_whole(parse: &Parse) {
    let text = parse.text();
    let nodes = parse.nodes();
    let count = parse.tokens().len() as u32;

    // Printing the tokens with what lies between them gives the text, and each lies behind the one before.
    let mut printed = String::with_capacity(text.len());
    let mut end = 0;
    for index in 0..count {
        let range = parse.token_range(index).as_usize();
        assert!(end <= range.start && range.start < range.end && range.end <= text.len());
        printed.push_str(&text[end..range.start]);
        printed.push_str(parse.token_text(index));
        end = range.end;
    }
    printed.push_str(&text[end..]);
    assert_eq!(printed, **text);

    // Children lie inside their parents, in order; each token belongs to exactly one node.
    let mut owners = vec![0u32; count as usize];
    assert_eq!(
        (nodes[0].kind, nodes[0].first, nodes[0].end),
        (NodeKind::Chunk, 0, count)
    );
    assert_eq!(nodes[0].size as usize, nodes.len());
    for (id, node) in (0u32..).zip(nodes) {
        assert!(node.first <= node.end && node.end <= count, "{node:?}");
        let mut next = node.first;
        let mut inside = id + 1;
        for child_id in parse.children(NodeId(id)) {
            assert_eq!(child_id.0, inside);
            let child = parse.node(child_id);
            inside += child.size;
            assert!(
                next <= child.first && child.end <= node.end,
                "{child:?} in {node:?}"
            );
            (next..child.first).for_each(|token| owners[token as usize] += 1);
            next = child.end;
            let damaged_inside = node.flags & flags::DAMAGED == 0 || child.flags & flags::DAMAGED != 0;
            assert!(damaged_inside, "{child:?} in damaged {node:?}");
        }
        assert_eq!(inside, id + node.size);
        (next..node.end).for_each(|token| owners[token as usize] += 1);
        assert!(node.kind != NodeKind::Hole || node.first == node.end);
        let range = parse.node_range(NodeId(id));
        assert!(range.start <= range.end && range.end as usize <= text.len());
        if node.kind == NodeKind::Block {
            assert!(
                parse
                    .children(NodeId(id))
                    .all(|child| parse.node(child).kind.is_statement())
            );
        }
    }
    assert!(owners.iter().all(|owners| *owners == 1), "{owners:?}");

    let mut before = 0;
    for error in parse.errors() {
        assert!(
            error.range.start <= error.range.end && error.range.end as usize <= text.len(),
            "{error:?}"
        );
        assert!(
            text.get(error.range.as_usize()).is_some(),
            "{error:?} cuts a character"
        );
        assert!(
            error.message.chars().count() <= 100 && !error.message.ends_with('.'),
            "{error:?}"
        );
        assert!(
            error.range.start >= before,
            "errors are in the order of their places"
        );
        before = error.range.start;
        assert_ne!(parse.node(error.node).flags & flags::ERROR, 0);
        for around in parse.ancestors(error.node) {
            assert_ne!(parse.node(around).flags & flags::CONTAINS_ERROR, 0);
        }
        if let Some((range, _)) = &error.edit {
            assert!(text.get(range.as_usize()).is_some(), "{error:?}");
        }
    }
    for comment in parse.comments() {
        assert!(
            text[comment.range.as_usize()].starts_with("--")
                || text[comment.range.as_usize()].starts_with("#!")
        );
        assert!(parse.token_range(comment.token).start >= comment.range.end);
    }
}

/// Parses `text`, and says what is wrong with the result.
fn problem(judge: Option<&Judge>, text: &str) -> Option<String> {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let parse = parse(text);
        assert_whole(&parse);
        let lines = LineIndex::new(text);
        for token in parse.tokens() {
            let place = lines.position(token.start(), Encoding::Utf16);
            assert_eq!(lines.offset(place, Encoding::Utf16), token.start());
        }
        parse.errors().first().map(|error| format!("{error:?}"))
    }));
    match outcome {
        Err(panic) => {
            let message = panic.downcast_ref::<String>().cloned().unwrap_or_default();
            Some(format!("panic: {message}"))
        }
        Ok(Some(error)) if judge.is_some_and(|judge| judge.accepts(text).is_ok()) => {
            Some(format!("Lua accepts it, we say {error}"))
        }
        Ok(Some(_)) => None,
        Ok(None) => {
            let refusal = judge
                .and_then(|judge| judge.accepts(text).err())
                .filter(|message| !needs_scopes(message));
            refusal.map(|message| format!("Lua says {message}, we accept it"))
        }
    }
}

#[track_caller]
fn check(judge: Option<&Judge>, name: &str, text: &str) {
    if let Some(problem) = problem(judge, text) {
        panic!("{name}: {problem}\n{text}");
    }
}

#[test]
fn every_example_and_tricky_text_is_whole() {
    let judge = Judge::new();
    for (name, text) in example_scripts().into_iter().chain(tricky_texts()) {
        check(Some(&judge), &name, &text);
    }
}

#[test]
fn every_cut_gives_a_whole_tree() {
    let judge = Judge::new();
    let mut random = Random::of_run("cuts");
    let mut count = 0;
    for (name, text) in example_scripts() {
        for cut in cuts(&text, &mut random) {
            count += 1;
            check(Some(&judge), &format!("{name} up to byte {cut}"), &text[..cut]);
            if in_full() || random.once_in(8) {
                check(Some(&judge), &format!("{name} from byte {cut}"), &text[cut..]);
            }
        }
    }
    eprintln!("{count} cuts");
}

#[test]
fn every_mutation_gives_a_whole_tree() {
    let judge = Judge::new();
    let mut random = Random::of_run("mutations");
    let scripts = example_scripts();
    let count = if in_full() { 10_000 } else { 2_000 };
    for _ in 0..count {
        let (name, text) = &scripts[random.below(scripts.len())];
        let mut mutated = text.clone();
        for _ in 0..=random.below(3) {
            mutated = mutate(&mutated, &mut random);
        }
        check(Some(&judge), name, &mutated);
    }
    eprintln!("{count} mutations");
}

#[test]
fn memory_is_sixteen_bytes_a_source_byte_or_less() {
    let mut random = Random::new(1);
    let generated = (0..50).map(|n| {
        (
            format!("program {n}"),
            pipelua_tests::generate::program(&mut random),
        )
    });
    for (name, text) in example_scripts()
        .into_iter()
        .chain(generated)
        .filter(|(_, text)| text.len() > 500)
    {
        let parse = parse(text.as_str());
        let bytes = size_of_val(parse.tokens()) + size_of_val(parse.nodes()) + size_of_val(parse.comments());
        assert!(
            bytes <= 16 * text.len(),
            "{name}: {} bytes a byte",
            bytes / text.len()
        );
    }
}

#[test]
fn a_text_over_sixteen_mebibytes_is_one_error() {
    let parse = parse(" ".repeat((16 << 20) + 1));
    assert_eq!(
        (parse.errors().len(), parse.nodes().len(), parse.tokens().len()),
        (1, 2, 0)
    );
}

#[test]
fn the_largest_text_is_read() {
    let text = format!("x = \"{}\"", "a".repeat((16 << 20) - 6));
    assert_eq!(text.len(), 16 << 20);
    assert_eq!(parse(text).errors(), []);
}
