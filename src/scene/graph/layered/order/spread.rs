//! A first order in which everything stands near to what it is joined to, however far that is.
//!
//! Places that change least along the lines: the second eigenvector of the walk on the graph (Hall
//! 1970, Koren 2003), found by repeated averaging. Sweeps see one rank at a time and keep what the
//! input happened to have far apart; this does not.

use super::super::model::real;
use super::super::net::Net;

/// Rounds of averaging: enough to bring distant parts in order; more would fold small ones together.
const ROUNDS: usize = 100;

/// A place for each unit.
pub fn wishes(net: &Net) -> Vec<f64> {
    let count = net.units.len();
    let mut near: Vec<Vec<usize>> = vec![Vec::new(); count];
    for piece in &net.pieces {
        near[piece.upper].push(piece.lower);
        near[piece.lower].push(piece.upper);
    }
    let total = real(2 * net.pieces.len()).max(1.0);
    let mut places: Vec<f64> = (0..count).map(real).collect();
    for _ in 0..ROUNDS {
        // What all have in common says nothing.
        let mean = places.iter().zip(&near).map(|(x, near)| x * real(near.len())).sum::<f64>() / total;
        for x in &mut places {
            *x -= mean;
        }
        let size = places.iter().map(|x| x * x).sum::<f64>().sqrt();
        if size < 1e-9 {
            return places;
        }
        let scale = real(count) / size;
        let next = near.iter().zip(&places).map(|(near, own)| {
            let around = if near.is_empty() { *own } else { near.iter().map(|o| places[*o]).sum::<f64>() / real(near.len()) };
            f64::midpoint(*own, around) * scale
        });
        places = next.collect();
    }
    places
}
