//! What the machine gives: loads that depend on each other, loads that do not, copies.
//!
//! Owns that row. Must not know what is built on it. Invariant: the lines of a working set are visited in random order, so that no
//! load can be guessed.

use std::hint::black_box;

use workload::Rng;

use crate::clock::time;
use crate::options::Options;
use crate::results::Results;

pub const NAME: &str = "machine";

const STEPS: usize = 1_000_000;
const CHAINS: usize = 16;

/// A cache line.
#[repr(align(64))]
#[derive(Clone, Copy)]
struct Line {
    next: u64,
}

/// So many lines, each with the number of the one that follows in a random order.
fn chain(lines: usize, rng: &mut Rng) -> Vec<Line> {
    let mut order: Vec<u32> = (0..lines as u32).collect();
    for at in (1..lines).rev() {
        order.swap(at, rng.below(at as u64 + 1) as usize);
    }
    let mut chain = vec![Line { next: 0 }; lines];
    for (at, line) in order.iter().enumerate() {
        chain[*line as usize].next = u64::from(order[(at + 1) % lines]);
    }
    chain
}

pub fn measure(_: &Options, results: &mut Results) {
    let mut rng = Rng::new(5);
    for mib in [1, 8, 64, 512] {
        let lines = mib << 14;
        let chain = chain(lines, &mut rng);
        let mut start = || rng.below(lines as u64);
        let (mut one, mut many) = (start(), [(); CHAINS].map(|()| start()));
        let dependent = time(STEPS, || one = chain[one as usize].next);
        black_box(one);
        let independent = time(STEPS, || many.iter_mut().for_each(|at| *at = chain[*at as usize].next)) / CHAINS as f64;
        black_box(many);
        results.show(NAME, mib, "load after load, of so many MiB", "ns", dependent);
        results.show(NAME, mib, "16 chains of loads, each load", "ns", independent);
    }
    for kib in [4, 1_024, 32_768] {
        let from = vec![7_u8; kib << 10];
        let mut to = Vec::with_capacity(from.len());
        let copies = (64 << 10) / kib;
        let ns = time(copies, || {
            to.clear();
            to.extend_from_slice(black_box(&from));
            black_box(&to);
        });
        results.show(NAME, kib, "copy of so many KiB, each KiB", "ns", ns / kib as f64);
    }
}
