//! Every check of an input, in the order of I3.
//!
//! Owns what an input is refused for, one file for each family of inputs. Must not change anything. Invariant: what passes here can
//! be refused only for want of capacity in the queue.

mod clients;
mod conferences;
mod custom;
mod publish;
mod subscribe;

pub(in crate::engine) use self::conferences::Creation;
pub(in crate::engine) use self::publish::{Target, Unrouted};
