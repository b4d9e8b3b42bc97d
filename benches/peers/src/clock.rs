//! How long things take.
//!
//! Owns the two clocks, and lists of times with their percentiles. Must not know what is timed. Invariant: a list has its room before
//! the first time is taken, so that taking one allocates nothing.

use std::hint::black_box;
use std::time::Instant;

use rustix::time::{ClockId, clock_gettime};

/// The processor time of this thread in ns: what other programs take does not count.
pub fn processor_time() -> u64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

/// Which clock times a call. The wall clock is cheap; processor time costs more than half a microsecond for each call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    Wall,
    Processor,
}

/// Single calls by how long they took, in ns.
pub struct Calls {
    clock: Clock,
    times: Vec<u32>,
}

impl Calls {
    pub fn new(clock: Clock, expected: usize) -> Self {
        Self { clock, times: Vec::with_capacity(expected) }
    }

    #[inline]
    pub fn time<T>(&mut self, call: impl FnOnce() -> T) -> T {
        let (result, took) = match self.clock {
            Clock::Wall => {
                let start = Instant::now();
                let result = black_box(call());
                (result, start.elapsed().as_nanos() as u64)
            }
            Clock::Processor => {
                let start = processor_time();
                let result = black_box(call());
                (result, processor_time() - start)
            }
        };
        self.times.push(u32::try_from(took).unwrap_or(u32::MAX));
        result
    }

    pub fn len(&self) -> usize {
        self.times.len()
    }

    pub fn mean(&self) -> f64 {
        self.total() / self.times.len().max(1) as f64
    }

    pub fn total(&self) -> f64 {
        self.times.iter().map(|time| f64::from(*time)).sum()
    }

    /// How many took longer.
    pub fn over(&self, ns: u32) -> usize {
        self.times.iter().filter(|time| **time > ns).count()
    }

    /// The shortest time that so many calls of all did not exceed: 0.5 is the median, 1 the longest.
    pub fn percentile(&mut self, part: f64) -> f64 {
        self.times.sort_unstable();
        let at = (self.times.len() as f64 * part) as usize;
        self.times.get(at.min(self.times.len().saturating_sub(1))).map_or(0.0, |time| f64::from(*time))
    }
}

/// How long `run` takes, done so many times; in ns for each time.
pub fn time(times: usize, mut run: impl FnMut()) -> f64 {
    let start = Instant::now();
    (0..times).for_each(|_| run());
    start.elapsed().as_nanos() as f64 / times as f64
}

/// Times of rounds, in ns.
#[derive(Clone, Debug, Default)]
pub struct Rounds(Vec<f64>);

impl Rounds {
    pub fn add(&mut self, ns: f64) {
        self.0.push(ns);
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn are_finite(&self) -> bool {
        self.0.iter().all(|ns| ns.is_finite())
    }

    /// The middle one.
    pub fn median(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
    }

    pub fn shortest(&self) -> f64 {
        self.0.iter().copied().fold(f64::INFINITY, f64::min)
    }
}
