//! Finds the needs that close a cycle, so that what remains has none.

/// A need that closes a cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cycle {
    /// Nodes along the cycle: each needs the next, the last needs the first.
    pub(super) path: Vec<u32>,
    /// Position among the needs of the last node.
    pub(super) need: usize,
    /// Nodes left out in the middle of `path`, so that a long cycle stays cheap to tell.
    pub(super) omitted: usize,
}

/// Longest path that is kept whole.
const LONGEST: usize = 16;

/// One cycle for each need that a walk in the author's order finds to lead back; the same file gives
/// the same ones. Without these needs the graph has no cycle.
pub(super) fn cycles(needs: &[Vec<u32>]) -> Vec<Cycle> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        /// On the path, at this position.
        Open(usize),
        Done,
    }
    let mut state = vec![State::New; needs.len()];
    let mut found = Vec::new();
    // Each step of the path: a node and which of its needs is next.
    let mut path: Vec<(u32, usize)> = Vec::new();
    for start in 0..needs.len() as u32 {
        if state.get(start as usize) == Some(&State::New) {
            path.push((start, 0));
        }
        while let Some((node, next)) = path.last_mut() {
            let at = *node as usize;
            let position = *next;
            *next += 1;
            let depth = path.len() - 1;
            if let Some(state) = state.get_mut(at).filter(|_| position == 0) {
                *state = State::Open(depth);
            }
            let Some(&need) = needs.get(at).and_then(|needs| needs.get(position)) else {
                if let Some(state) = state.get_mut(at) {
                    *state = State::Done;
                }
                path.pop();
                continue;
            };
            match state.get(need as usize) {
                Some(State::New) => path.push((need, 0)),
                Some(&State::Open(from)) => found.push(cycle(path.get(from..).unwrap_or_default(), position)),
                _ => {}
            }
        }
    }
    found
}

fn cycle(path: &[(u32, usize)], need: usize) -> Cycle {
    let omitted = path.len().saturating_sub(LONGEST);
    let head = if omitted == 0 { path.len() } else { LONGEST / 2 };
    let nodes = path.iter().take(head).chain(path.iter().skip(head + omitted));
    Cycle {
        path: nodes.map(|(node, _)| *node).collect(),
        need,
        omitted,
    }
}

#[cfg(test)]
mod tests {
    use super::cycles;
    use crate::pipeline::layers::layers;

    /// The cycles of a graph as `0>1>2`, each with the need that closes it.
    fn found(needs: &[Vec<u32>]) -> Vec<(String, usize)> {
        let path = |path: &[u32]| path.iter().map(u32::to_string).collect::<Vec<_>>().join(">");
        cycles(needs)
            .iter()
            .map(|cycle| (path(&cycle.path), cycle.need))
            .collect()
    }

    #[test]
    fn each_cycle_is_told_from_its_first_node() {
        assert_eq!(found(&[vec![], vec![0], vec![0, 1]]), []);
        assert_eq!(found(&[vec![0]]), [("0".to_owned(), 0)]);
        assert_eq!(found(&[vec![1], vec![2], vec![0]]), [("0>1>2".to_owned(), 0)]);
        assert_eq!(found(&[vec![], vec![0, 2], vec![1]]), [("1>2".to_owned(), 0)]);
        assert_eq!(
            found(&[vec![1], vec![0, 1]]),
            [("0>1".to_owned(), 0), ("1".to_owned(), 1)]
        );
    }

    #[test]
    fn without_them_every_node_has_a_layer() {
        let mut seed = 3_u64;
        let mut roll = |sides: usize| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % sides
        };
        for _ in 0..2_000 {
            let count = 1 + roll(12);
            let mut needs: Vec<Vec<u32>> = (0..count)
                .map(|_| (0..roll(4)).map(|_| roll(count) as u32).collect())
                .collect();
            for needs in &mut needs {
                needs.sort_unstable();
                needs.dedup();
            }
            for cycle in cycles(&needs).iter().rev() {
                let last = *cycle.path.last().unwrap() as usize;
                assert_eq!(needs[last].remove(cycle.need), cycle.path[0]);
            }
            assert!(cycles(&needs).is_empty());
            let layer = layers(&needs);
            for (node, needs) in needs.iter().enumerate() {
                assert_eq!(
                    layer[node],
                    needs
                        .iter()
                        .map(|&need| layer[need as usize] + 1)
                        .max()
                        .unwrap_or(0)
                );
            }
        }
    }

    #[test]
    fn a_ring_of_ten_thousand_is_told_in_short() {
        let ring: Vec<Vec<u32>> = (0..10_000_u32).map(|node| vec![(node + 1) % 10_000]).collect();
        let found = cycles(&ring);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].path.len(), found[0].omitted), (16, 9_984));
    }
}
