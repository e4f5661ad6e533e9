//! Which lines run against the ranks, and which nodes are on circles together.

/// For each line, whether it closes a circle when walking in the order of the input.
/// A line from a node to itself is none.
pub fn against(count: usize, links: &[(usize, usize)]) -> Vec<bool> {
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (i, (from, to)) in links.iter().enumerate() {
        if from != to {
            out[*from].push(i);
        }
    }
    let mut back = vec![false; links.len()];
    // 0 not seen, 1 on the way, 2 done.
    let mut state = vec![0u8; count];
    let mut fed = vec![false; count];
    for (from, to) in links.iter().filter(|(from, to)| from != to) {
        fed[*to] |= from != to;
    }
    let starts = (0..count).filter(|n| !fed[*n]).chain((0..count).filter(|n| fed[*n]));
    let mut stack: Vec<(usize, usize)> = Vec::new();
    for start in starts {
        if state[start] != 0 {
            continue;
        }
        state[start] = 1;
        stack.push((start, 0));
        while let Some((node, next)) = stack.pop() {
            let Some(link) = out[node].get(next) else {
                state[node] = 2;
                continue;
            };
            stack.push((node, next + 1));
            let to = links[*link].1;
            match state[to] {
                0 => {
                    state[to] = 1;
                    stack.push((to, 0));
                }
                1 => back[*link] = true,
                _ => {}
            }
        }
    }
    back
}

/// The same for a graph that had ranks before: lines that ran down still do, others do where they
/// close no circle, in the order of the input.
pub fn against_kept(count: usize, links: &[(usize, usize)], kept: &[Option<usize>]) -> Vec<bool> {
    let rank = |n: usize| kept.get(n).copied().flatten();
    let down = |(from, to): &(usize, usize)| rank(*from).zip(rank(*to)).is_some_and(|(a, b)| a < b);
    let open: Vec<usize> = (0..links.len()).filter(|l| links[*l].0 != links[*l].1 && !down(&links[*l])).collect();
    if open.len() > MOST_OPEN {
        return against(count, links);
    }
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (from, to) in links.iter().filter(|l| down(l)) {
        out[*from].push(*to);
    }
    let mut back = vec![false; links.len()];
    let mut seen = vec![usize::MAX; count];
    for line in open {
        let (from, to) = links[line];
        let mut todo = vec![to];
        while let Some(node) = todo.pop() {
            if seen[node] != line {
                seen[node] = line;
                todo.extend(&out[node]);
            }
        }
        back[line] = seen[from] == line;
        if !back[line] {
            out[from].push(to);
        }
    }
    back
}

/// With more lines than this to decide on, the ranks before say little.
const MOST_OPEN: usize = 500;

/// Strongly connected parts: the part of each node, numbered so that lines go from higher to lower
/// numbers, and how many there are.
pub fn parts(count: usize, links: &[(usize, usize)]) -> (Vec<usize>, usize) {
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (from, to) in links {
        out[*from].push(*to);
    }
    let unseen = usize::MAX;
    let (mut index, mut low, mut part) = (vec![unseen; count], vec![0; count], vec![unseen; count]);
    let (mut next, mut parts) = (0, 0);
    let mut open: Vec<usize> = Vec::new();
    let mut stack: Vec<(usize, usize)> = Vec::new();
    for start in 0..count {
        if index[start] != unseen {
            continue;
        }
        stack.push((start, 0));
        while let Some((node, step)) = stack.pop() {
            if step == 0 {
                (index[node], low[node]) = (next, next);
                next += 1;
                open.push(node);
            }
            if let Some(to) = out[node].get(step) {
                stack.push((node, step + 1));
                if index[*to] == unseen {
                    stack.push((*to, 0));
                } else if part[*to] == unseen {
                    low[node] = low[node].min(index[*to]);
                }
                continue;
            }
            if low[node] == index[node] {
                while let Some(member) = open.pop() {
                    part[member] = parts;
                    if member == node {
                        break;
                    }
                }
                parts += 1;
            }
            if let Some((above, _)) = stack.last() {
                low[*above] = low[*above].min(low[node]);
            }
        }
    }
    (part, parts)
}

/// The members of each circle, both in the order of the input.
pub fn circles(count: usize, links: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let (part, parts) = parts(count, links);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); parts];
    for (node, part) in part.iter().enumerate() {
        members[*part].push(node);
    }
    let own: Vec<usize> = links.iter().filter(|(from, to)| from == to).map(|(from, _)| *from).collect();
    let mut circles: Vec<Vec<usize>> = members.into_iter().filter(|m| m.len() > 1 || m.first().is_some_and(|n| own.contains(n))).collect();
    circles.sort();
    circles
}
