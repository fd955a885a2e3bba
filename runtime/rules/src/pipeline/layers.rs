//! Layers by longest path: a node lies one deeper than the deepest that it needs.

/// The layer of each node from 0, given what each needs. `needs` holds no cycle.
pub(super) fn layers(needs: &[Vec<u32>]) -> Vec<u32> {
    let mut waiting: Vec<u32> = needs.iter().map(|needs| needs.len() as u32).collect();
    let mut dependants: Vec<Vec<u32>> = vec![Vec::new(); needs.len()];
    for (node, needs) in needs.iter().enumerate() {
        for &need in needs {
            if let Some(dependants) = dependants.get_mut(need as usize) {
                dependants.push(node as u32);
            }
        }
    }
    let mut layer = vec![0_u32; needs.len()];
    let mut ready: Vec<u32> = (0..needs.len() as u32)
        .filter(|&node| needs.get(node as usize).is_some_and(Vec::is_empty))
        .collect();
    while let Some(node) = ready.pop() {
        let next = layer.get(node as usize).map_or(0, |layer| layer + 1);
        for &dependant in dependants.get(node as usize).into_iter().flatten() {
            let at = dependant as usize;
            if let (Some(layer), Some(waiting)) = (layer.get_mut(at), waiting.get_mut(at)) {
                *layer = next.max(*layer);
                *waiting -= 1;
                if *waiting == 0 {
                    ready.push(dependant);
                }
            }
        }
    }
    layer
}

#[cfg(test)]
mod tests {
    use super::layers;

    #[test]
    fn the_longest_path_decides() {
        assert_eq!(layers(&[]), Vec::<u32>::new());
        assert_eq!(layers(&[vec![], vec![0], vec![0], vec![1, 2]]), [0, 1, 1, 2]);
        assert_eq!(layers(&[vec![1], vec![2], vec![], vec![0, 2]]), [2, 1, 0, 3]);
    }

    #[test]
    fn ten_thousand_nodes_in_a_row_are_fine() {
        let chain: Vec<Vec<u32>> = (0..10_000_u32)
            .map(|node| node.checked_sub(1).into_iter().collect())
            .collect();
        assert_eq!(layers(&chain).last(), Some(&9_999));
    }
}
