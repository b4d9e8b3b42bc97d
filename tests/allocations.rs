//! What inputs allocate: publishing nothing, once the buffers have grown, and no input more than what it names.
//!
//! Owns nothing but the list of what is measured. Must not measure time.

mod allocations {
    mod conferences;
    mod growth;
    mod publishing;
}

const NOW: tidings::Timestamp = tidings::Timestamp::ZERO;
