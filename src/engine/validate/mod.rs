//! Every check of an input, in the order of I3.
//!
//! Owns what an input is refused for, one file for each family of inputs. Must not change anything. Invariant: what passes here is
//! accepted, so carrying it out cannot fail.

mod publish;

pub(in crate::engine) use self::publish::Target;
