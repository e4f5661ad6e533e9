//! Justification: every activity as late as it can be without moving the end, then every one as
//! early as it can be (Valls, Ballestín and Quintanilla 2005). The end never comes later by it.

use super::decode::{Decoder, Side};
use super::instance::{Instance, makespan};

/// A schedule pushed to the right and back to the left, again and again while that helps and at most
/// so many times; gives the schedule and how many were made on the way. The one given must keep all
/// waits and resources.
pub fn improved(instance: &Instance, starts: &[i32], times: u32) -> (Vec<i32>, u32) {
    let mut best = starts.to_vec();
    let mut made = 0;
    let mut forward = Decoder::new(Side::forward(instance));
    for _ in 0..times {
        let end = makespan(instance, &best);
        let mut backward = Decoder::new(Side::backward(instance, end));
        let next = once(&mut forward, &mut backward, &best, end);
        made += 2;
        let after = makespan(instance, &next);
        // With waits that let an activity start before the one it waits for, it can come out worse.
        if after <= end {
            best = next;
        }
        if after >= end {
            break;
        }
    }
    (best, made)
}

fn once(forward: &mut Decoder, backward: &mut Decoder, starts: &[i32], end: i32) -> Vec<i32> {
    let n = starts.len();
    let durations = backward.side().durations.clone();
    // In time that runs backwards, what finishes last comes first.
    let wishes: Vec<i32> = (0..n).map(|i| end - starts[i] - durations[i]).collect();
    let mut right = vec![0; n];
    backward.serial(&wishes, &mut right);
    let wishes: Vec<i32> = (0..n).map(|i| end - right[i] - durations[i]).collect();
    let mut left = vec![0; n];
    forward.serial(&wishes, &mut left);
    left
}
