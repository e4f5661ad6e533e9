//! Circles of a graph: strongly connected components (Tarjan 1972), without recursion.

use super::to_usize;

/// The strongly connected components among `nodes`, each in file order; a component comes before
/// those that lead into it.
pub(super) fn components(nodes: &[u32], starts: &[u32], out: &[u32]) -> Vec<Vec<u32>> {
    const NONE: u32 = u32::MAX;
    let n = starts.len().saturating_sub(1);
    let mut number = vec![NONE; n];
    let mut low = vec![0u32; n];
    let mut on_stack = vec![false; n];
    let mut stack: Vec<u32> = Vec::new();
    let mut found: Vec<Vec<u32>> = Vec::new();
    let mut counter = 0u32;
    for root in nodes {
        if number[to_usize(*root)] != NONE {
            continue;
        }
        let mut work: Vec<(u32, u32)> = vec![(*root, starts[to_usize(*root)])];
        while let Some((v, edge)) = work.pop() {
            let vi = to_usize(v);
            if number[vi] == NONE {
                number[vi] = counter;
                low[vi] = counter;
                counter += 1;
                stack.push(v);
                on_stack[vi] = true;
            }
            if edge < starts[vi + 1] {
                let w = out[to_usize(edge)];
                work.push((v, edge + 1));
                let wi = to_usize(w);
                if number[wi] == NONE {
                    work.push((w, starts[wi]));
                } else if on_stack[wi] {
                    low[vi] = low[vi].min(number[wi]);
                }
                continue;
            }
            if let Some((parent, _)) = work.last() {
                let p = to_usize(*parent);
                low[p] = low[p].min(low[vi]);
            }
            if low[vi] == number[vi] {
                let mut members = Vec::new();
                while let Some(w) = stack.pop() {
                    on_stack[to_usize(w)] = false;
                    members.push(w);
                    if w == v {
                        break;
                    }
                }
                members.sort_unstable();
                found.push(members);
            }
        }
    }
    found
}

/// The members of a circle in the order of the links where one walk passes them all, else in file order.
pub(super) fn walk(members: &[u32], starts: &[u32], out: &[u32]) -> Vec<u32> {
    let mut path = vec![members[0]];
    let mut used: std::collections::BTreeSet<u32> = path.iter().copied().collect();
    while let Some(last) = path.last().copied() {
        let edges = &out[to_usize(starts[to_usize(last)])..to_usize(starts[to_usize(last) + 1])];
        match edges.iter().find(|w| members.binary_search(w).is_ok() && !used.contains(w)) {
            Some(w) => {
                used.insert(*w);
                path.push(*w);
            }
            None => break,
        }
    }
    if path.len() == members.len() { path } else { members.to_vec() }
}
