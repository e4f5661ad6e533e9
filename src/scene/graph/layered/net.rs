//! The graph cut at the ranks: every node, and every stretch of a line between its ends, is a unit
//! that stands in one frame over one or more ranks; pieces join units of neighbouring ranks.

use super::model::Model;
use super::rank::Ranks;

/// Ranks of all lines together from which on a graph is vast.
const VAST: usize = 400_000;

/// Room beside a node for a line from it to itself.
pub const LOOP: f64 = 18.0;

/// What a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A node.
    Node(usize),
    /// A stretch of a line, drawn straight across the ranks.
    Lane(usize),
    /// The label of a line.
    Label(usize),
    /// Where a line turns that has to go around a frame.
    Turn(usize),
    /// Keeps a rank for a frame that has nothing else there.
    Filler,
}

/// Something that stands in one frame over some ranks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    /// What it is.
    pub kind: Kind,
    /// The frame it stands in.
    pub home: usize,
    /// First rank.
    pub first: usize,
    /// Last rank.
    pub last: usize,
    /// Half its width.
    pub half: f64,
}

/// A stretch of a line between two ranks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The unit above.
    pub upper: usize,
    /// The unit below.
    pub lower: usize,
}

/// The units a line passes, from the upper end on; a turn may send it up again.
pub type Chain = Vec<usize>;

/// A frame over ranks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The frame around it.
    pub parent: usize,
    /// First rank.
    pub first: usize,
    /// Last rank.
    pub last: usize,
}

/// A line that goes around: the rank where it turns, below or above everything it avoids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detour {
    /// The rank.
    pub rank: usize,
}

/// The graph cut at the ranks.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Net {
    /// Units; nodes come first, in the order of the input.
    pub units: Vec<Unit>,
    /// Pieces.
    pub pieces: Vec<Piece>,
    /// Per line its units; empty for a line from a node to itself or one drawn with another.
    pub chains: Vec<Chain>,
    /// Frames.
    pub spans: Vec<Span>,
    /// Number of ranks.
    pub ranks: usize,
}

impl Net {
    /// Cuts the graph. `same` marks lines that are drawn with an earlier one.
    pub fn of(model: &Model, ranks: &Ranks, same: &[Option<usize>], detours: &[Option<Detour>]) -> Self {
        let mut net = Self { ranks: ranks.count, ..Self::default() };
        for (frame, (first, last)) in model.frames.iter().zip(&ranks.frame) {
            net.spans.push(Span { parent: frame.parent, first: *first, last: *last });
        }
        let mut loops = vec![0.0; model.sizes.len()];
        for link in model.links.iter().filter(|l| l.from == l.to) {
            loops[link.from] = LOOP;
        }
        for (n, home) in model.homes.iter().enumerate() {
            let rank = ranks.node[n];
            net.units.push(Unit { kind: Kind::Node(n), home: *home, first: rank, last: rank, half: model.sizes[n].wide / 2.0 + loops[n] });
        }
        for (i, link) in model.links.iter().enumerate() {
            if link.from == link.to || same[i].is_some() {
                net.chains.push(Vec::new());
                continue;
            }
            let (top, bottom) = if ranks.back[i] { (link.to, link.from) } else { (link.from, link.to) };
            let chain = match detours[i] {
                Some(detour) => net.around(model, i, (top, bottom), detour.rank),
                None => net.straight(model, i, (top, bottom)),
            };
            for pair in chain.windows(2) {
                let (a, b) = (pair[0], pair[1]);
                let piece = if net.units[a].last < net.units[b].first { Piece { upper: a, lower: b } } else { Piece { upper: b, lower: a } };
                net.pieces.push(piece);
            }
            net.chains.push(chain);
        }
        net.fill();
        net
    }

    /// The units of a line that goes down from rank to rank.
    fn straight(&mut self, model: &Model, line: usize, (top, bottom): (usize, usize)) -> Chain {
        let (first, last) = (self.units[top].first, self.units[bottom].first);
        let label = model.links[line].label.map(|size| (usize::midpoint(first, last).max(first + 1), size.wide));
        let mut chain = vec![top];
        self.run(model, line, (self.units[top].home, self.units[bottom].home), (first + 1, last), label, &mut chain);
        chain.push(bottom);
        chain
    }

    /// Adds the lanes for some ranks, from one frame towards another.
    fn run(&mut self, model: &Model, line: usize, homes: (usize, usize), ranks: (usize, usize), label: Option<(usize, f64)>, chain: &mut Chain) {
        let common = model.common(homes.0, homes.1);
        let mut open: Option<usize> = None;
        for rank in ranks.0..ranks.1 {
            let home = self.home(homes, common, rank);
            if let Some((at, wide)) = label
                && at == rank
            {
                chain.push(self.units.len());
                self.units.push(Unit { kind: Kind::Label(line), home, first: rank, last: rank, half: wide / 2.0 });
                open = None;
                continue;
            }
            match open {
                Some(unit) if self.units[unit].home == home => self.units[unit].last = rank,
                _ => {
                    open = Some(self.units.len());
                    chain.push(self.units.len());
                    self.units.push(Unit { kind: Kind::Lane(line), home, first: rank, last: rank, half: 0.0 });
                }
            }
        }
    }

    /// The frame in which a line stands at a rank: that of its end where that reaches, else the common one.
    fn home(&self, homes: (usize, usize), common: usize, rank: usize) -> usize {
        for end in [homes.1, homes.0] {
            let mut at = end;
            while at != common {
                let span = self.spans[at];
                if span.first <= rank && rank <= span.last {
                    return at;
                }
                at = span.parent;
            }
        }
        common
    }

    /// The units of a line that turns at a rank below or above both its ends.
    fn around(&mut self, model: &Model, line: usize, (top, bottom): (usize, usize), rank: usize) -> Chain {
        let (a, b) = (self.units[top], self.units[bottom]);
        let mut common = model.common(a.home, b.home);
        while common != 0 && !(self.spans[common].first..=self.spans[common].last).contains(&rank) {
            common = self.spans[common].parent;
        }
        let mut chain = vec![top];
        let mut other = Vec::new();
        let turn = Unit { kind: Kind::Turn(line), home: common, first: rank, last: rank, half: 0.0 };
        if rank > a.last.max(b.last) {
            self.run(model, line, (a.home, common), (a.last + 1, rank), None, &mut chain);
            self.run(model, line, (b.home, common), (b.last + 1, rank), None, &mut other);
            other.reverse();
        } else {
            self.run(model, line, (common, a.home), (rank + 1, a.first), None, &mut other);
            other.reverse();
            chain.append(&mut other);
            self.run(model, line, (common, b.home), (rank + 1, b.first), None, &mut other);
        }
        chain.push(self.units.len());
        self.units.push(turn);
        chain.append(&mut other);
        chain.push(bottom);
        chain
    }

    /// Gives every frame a unit in every rank that it spans.
    fn fill(&mut self) {
        let mut has: Vec<Vec<bool>> = self.spans.iter().map(|s| vec![false; s.last + 1 - s.first]).collect();
        for unit in &self.units {
            let mut frame = unit.home;
            loop {
                let span = self.spans[frame];
                for rank in unit.first.max(span.first)..=unit.last.min(span.last) {
                    has[frame][rank - span.first] = true;
                }
                if frame == 0 {
                    break;
                }
                frame = span.parent;
            }
        }
        for frame in (1..self.spans.len()).rev() {
            let span = self.spans[frame];
            let mut rank = span.first;
            while rank <= span.last {
                if has[frame][rank - span.first] {
                    rank += 1;
                    continue;
                }
                let first = rank;
                while rank <= span.last && !has[frame][rank - span.first] {
                    rank += 1;
                }
                self.units.push(Unit { kind: Kind::Filler, home: frame, first, last: rank - 1, half: 0.0 });
                let mut above = span.parent;
                while above != 0 {
                    let outer = self.spans[above];
                    for r in first..rank {
                        has[above][r - outer.first] = true;
                    }
                    above = outer.parent;
                }
            }
        }
    }

    /// Lines over so many ranks that counting their crossings would take too long.
    pub fn is_vast(&self) -> bool {
        self.units.iter().map(|u| u.last - u.first).sum::<usize>() > VAST
    }

    /// The unit is part of a line.
    pub fn is_lane(&self, unit: usize) -> bool {
        matches!(self.units[unit].kind, Kind::Lane(_) | Kind::Turn(_))
    }
}
