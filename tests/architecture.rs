//! How the sources are arranged: who imports whom, how long a file may be, and which words name things.
//!
//! Owns nothing but the list of what is checked. Must not run any of the library. Invariant: a new folder of `src` needs a place
//! in the layers.

mod architecture {
    mod circles;
    mod headers;
    mod layers;
    mod lengths;
    mod purity;
    mod root;
    mod sources;
    mod words;
}
