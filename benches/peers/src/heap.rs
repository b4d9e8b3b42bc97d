//! The heap, counted.
//!
//! Owns the allocator of the program, the live bytes and the number of allocations. Must not allocate. Invariant: the program has
//! one thread, so counting needs no locked instructions, which would cost as much as what is measured.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

static LIVE: AtomicUsize = AtomicUsize::new(0);
static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

/// Bytes that are allocated now.
pub fn live() -> usize {
    LIVE.load(Relaxed)
}

/// Allocations so far.
pub fn allocations() -> usize {
    ALLOCATIONS.load(Relaxed)
}

/// How many more bytes are live than `before`.
pub fn since(before: usize) -> f64 {
    live() as f64 - before as f64
}

fn add(counter: &AtomicUsize, difference: usize) {
    counter.store(counter.load(Relaxed).wrapping_add(difference), Relaxed);
}

// SAFETY: every call is passed on to the system's allocator as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        add(&LIVE, layout.size());
        add(&ALLOCATIONS, 1);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        add(&LIVE, layout.size().wrapping_neg());
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        add(&LIVE, layout.size());
        add(&ALLOCATIONS, 1);
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        add(&LIVE, size.wrapping_sub(layout.size()));
        add(&ALLOCATIONS, 1);
        unsafe { System.realloc(pointer, layout, size) }
    }
}
