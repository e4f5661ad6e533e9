//! Network simplex: whole numbers for nodes so that every arc is at least as long as it must be and
//! the weighted sum of lengths is least.
//!
//! The value of a tree arc's cut is the balance of weights of the part below it, so a pivot changes
//! sums along two paths only. Work is counted, not timed; what is found early is feasible too.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// `to` is at least `length` after `from`; each step more costs `weight`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arc {
    /// Earlier.
    pub from: usize,
    /// Later.
    pub to: usize,
    /// Least distance.
    pub length: i64,
    /// Cost of a step.
    pub weight: i64,
}

const NONE: usize = usize::MAX;

/// The spanning tree and what hangs on it.
struct Tree<'a> {
    arcs: &'a [Arc],
    touching: Vec<Vec<usize>>,
    rank: Vec<i64>,
    /// Towards the root.
    parent: Vec<usize>,
    /// The arc to the parent.
    up: Vec<usize>,
    children: Vec<Vec<usize>>,
    /// Weight that leaves the part below a node less the weight that enters it.
    sum: Vec<i64>,
    balance: Vec<i64>,
    mark: Vec<usize>,
    stamp: usize,
}

/// Numbers that satisfy all arcs, starting from zero, or nothing if the arcs form a circle.
pub fn earliest(count: usize, arcs: &[Arc]) -> Option<Vec<i64>> {
    let mut rank = vec![0; count];
    let mut waiting = vec![0usize; count];
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (i, arc) in arcs.iter().enumerate() {
        waiting[arc.to] += 1;
        out[arc.from].push(i);
    }
    let mut ready: Vec<usize> = (0..count).filter(|n| waiting[*n] == 0).collect();
    let mut done = 0;
    while let Some(node) = ready.get(done).copied() {
        done += 1;
        for arc in out[node].iter().map(|i| arcs[*i]) {
            rank[arc.to] = rank[arc.to].max(rank[node] + arc.length);
            waiting[arc.to] -= 1;
            if waiting[arc.to] == 0 {
                ready.push(arc.to);
            }
        }
    }
    (done == count).then_some(rank)
}

/// Improves numbers that satisfy all arcs until they are best, or until the work is used up.
/// All nodes must be connected by arcs.
pub fn improve(rank: Vec<i64>, arcs: &[Arc], work: usize) -> Vec<i64> {
    if rank.len() < 2 {
        return rank;
    }
    let Some(mut tree) = Tree::grow(rank, arcs) else { return earliest_or_zero(arcs) };
    let mut left = work;
    let mut from = 0;
    while left > 0
        && let Some(node) = tree.leaving(&mut from)
    {
        let Some(used) = tree.pivot(node) else { break };
        left = left.saturating_sub(used);
    }
    tree.rank
}

fn earliest_or_zero(arcs: &[Arc]) -> Vec<i64> {
    let count = arcs.iter().map(|a| a.from.max(a.to) + 1).max().unwrap_or(0);
    earliest(count, arcs).unwrap_or_else(|| vec![0; count])
}

impl<'a> Tree<'a> {
    /// A spanning tree of arcs without slack: one tree grows, and moves as a whole to what is nearest.
    fn grow(mut rank: Vec<i64>, arcs: &'a [Arc]) -> Option<Self> {
        let count = rank.len();
        let mut touching: Vec<Vec<usize>> = vec![Vec::new(); count];
        let mut balance = vec![0; count];
        for (i, arc) in arcs.iter().enumerate() {
            touching[arc.from].push(i);
            touching[arc.to].push(i);
            balance[arc.from] += arc.weight;
            balance[arc.to] -= arc.weight;
        }
        let (mut parent, mut up) = (vec![NONE; count], vec![NONE; count]);
        let mut order = vec![0];
        let mut inside = vec![false; count];
        inside[0] = true;
        // How far the tree has moved; ranks in the tree leave it out until the end.
        let mut moved = 0i64;
        let (mut leaving, mut entering) = (BinaryHeap::new(), BinaryHeap::new());
        let mut at = 0;
        while order.len() < count {
            while let Some(node) = order.get(at).copied() {
                at += 1;
                for i in &touching[node] {
                    let arc = arcs[*i];
                    let slack = rank[arc.to] - rank[arc.from] - arc.length;
                    if arc.from == node && !inside[arc.to] {
                        leaving.push(Reverse((slack, *i)));
                    } else if arc.to == node && !inside[arc.from] {
                        entering.push(Reverse((slack, *i)));
                    }
                }
            }
            while leaving.peek().is_some_and(|Reverse((_, i)): &Reverse<(i64, usize)>| inside[arcs[*i].to]) {
                leaving.pop();
            }
            while entering.peek().is_some_and(|Reverse((_, i)): &Reverse<(i64, usize)>| inside[arcs[*i].from]) {
                entering.pop();
            }
            let out = leaving.peek().map(|Reverse((s, i))| (s - moved, *i));
            let into = entering.peek().map(|Reverse((s, i))| (s + moved, *i));
            let (node, arc) = match (out, into) {
                (Some((a, i)), Some((b, _))) if a <= b => (arcs[i].to, (i, a)),
                (Some((a, i)), None) => (arcs[i].to, (i, a)),
                (_, Some((b, i))) => (arcs[i].from, (i, -b)),
                (None, None) => return None,
            };
            moved += arc.1;
            rank[node] -= moved;
            inside[node] = true;
            let link = arcs[arc.0];
            parent[node] = if link.from == node { link.to } else { link.from };
            up[node] = arc.0;
            order.push(node);
        }
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); count];
        let mut sum = balance.clone();
        for node in order.iter().skip(1).rev() {
            sum[parent[*node]] += sum[*node];
        }
        for node in order.iter().skip(1) {
            children[parent[*node]].push(*node);
        }
        Some(Self { arcs, touching, rank, parent, up, children, sum, balance, mark: vec![0; count], stamp: 0 })
    }

    /// What one step more of the arc above a node would cost; below zero it should grow.
    fn cut(&self, node: usize) -> i64 {
        let arc = self.arcs[self.up[node]];
        // Longer: the part below moves away from the rest, later if the arc enters it.
        if arc.to == node { -self.sum[node] } else { self.sum[node] }
    }

    fn leaving(&self, from: &mut usize) -> Option<usize> {
        let count = self.rank.len();
        let mut best: Option<(i64, usize)> = None;
        let mut seen = 0;
        for step in 0..count {
            let node = (*from + step) % count;
            if self.up[node] == NONE {
                continue;
            }
            let cut = self.cut(node);
            if cut < 0 {
                seen += 1;
                if best.is_none_or(|(b, _)| cut < b) {
                    best = Some((cut, node));
                }
                if seen >= 24 {
                    *from = node + 1;
                    break;
                }
            }
        }
        best.map(|(_, node)| node)
    }

    /// Takes the arc above a node out of the tree and puts the tightest one in; the work it took.
    fn pivot(&mut self, top: usize) -> Option<usize> {
        self.stamp += 1;
        let mut part = vec![top];
        let mut at = 0;
        while let Some(node) = part.get(at).copied() {
            at += 1;
            self.mark[node] = self.stamp;
            part.extend(&self.children[node]);
        }
        let later = self.arcs[self.up[top]].to == top;
        let mut best: Option<(i64, usize)> = None;
        let mut work = part.len();
        for node in &part {
            work += self.touching[*node].len();
            for i in &self.touching[*node] {
                let arc = self.arcs[*i];
                let other = if arc.from == *node { arc.to } else { arc.from };
                // The part moves later until an arc that leaves it is tight, or earlier likewise.
                if self.mark[other] == self.stamp || (arc.from == *node) != later {
                    continue;
                }
                let slack = self.rank[arc.to] - self.rank[arc.from] - arc.length;
                if best.is_none_or(|(s, _)| slack < s) {
                    best = Some((slack, *i));
                }
            }
        }
        let (slack, arc) = best?;
        let by = if later { slack } else { -slack };
        for node in &part {
            self.rank[*node] += by;
        }
        self.hang(top, arc);
        Some(work)
    }

    /// Cuts the part below `top` off and hangs it on by another arc.
    fn hang(&mut self, top: usize, arc: usize) {
        let total = self.sum[top];
        let old = self.parent[top];
        self.children[old].retain(|c| *c != top);
        let mut at = old;
        while at != NONE {
            self.sum[at] -= total;
            at = self.parent[at];
        }
        let link = self.arcs[arc];
        let (inner, outer) = if self.mark[link.from] == self.stamp { (link.from, link.to) } else { (link.to, link.from) };
        // Turn the path from the new joint to the old top around.
        let mut path = vec![inner];
        while let Some(last) = path.last().copied()
            && last != top
        {
            path.push(self.parent[last]);
        }
        for pair in path.windows(2).rev() {
            let (child, above) = (pair[0], pair[1]);
            self.children[above].retain(|c| *c != child);
            self.children[child].push(above);
            self.up[above] = self.up[child];
            self.parent[above] = child;
        }
        self.parent[inner] = outer;
        self.up[inner] = arc;
        self.children[outer].push(inner);
        for node in path.iter().rev() {
            self.sum[*node] = self.balance[*node] + self.children[*node].iter().map(|c| self.sum[*c]).sum::<i64>();
        }
        let mut at = outer;
        while at != NONE {
            self.sum[at] += total;
            at = self.parent[at];
        }
    }
}
