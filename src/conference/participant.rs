//! The participant machine: what becomes of someone's status (P6).
//!
//! Owns the one table of transitions. Must not know rosters, rights or events. Invariant: total; every pair of
//! status and signal has a cell.
//!
//! ```text
//!   (not seen) ---------------------- join ----------------------+
//!        |                                                       |
//!        | invite                                                v
//!        |                      + in the conference ----------------+
//!        v                      |  Connecting                       |
//!     Reserved ----- join ----> |      | as reported               | -- leave, lost --> Left
//!      |  ^  ^                  |      v                            |                    | |
//!      |  |  |                  |  Connected, Inactive,             | <----- join -------+ |
//!      |  |  |                  |  Warning, Error: each to each     |                      |
//!      |  |  |                  +-----------------------------------+                      |
//!      |  |  +--------------------------------- invite -----------------------------------+
//!      |  | decline (down), invite (up)
//!      v  |                     kick, from Reserved and from all in the conference:
//!    Declined                   Kicked, for good
//! ```
//!
//! `docs/participant.svg` draws every arrow.

use crate::vocab::{Signal, Status};

/// Why a signal changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rejected {
    /// Nobody knows whom it is about.
    NotSeen,
    /// Who was kicked does not come back.
    Kicked,
    /// Not from this status.
    From(Status),
}

/// A cell of the table.
#[derive(Clone, Copy)]
enum Cell {
    /// The status becomes this one.
    To(Status),
    /// Allowed, and no change.
    Same,
    /// FAILED_PRECONDITION.
    No,
    /// PERMISSION_DENIED.
    Never,
    /// NOT_FOUND.
    Who,
}

use Cell::{Never, No, Same, To, Who};
use Status::{Connected, Connecting, Declined, Error, Inactive, Kicked, Left, Reserved, Warning};

#[rustfmt::skip]
const NOT_SEEN: [Cell; 9] =
    // invite        join            connected      inactive      warning      error      leave     decline       kick
    [To(Reserved), To(Connecting), Who,           Who,          Who,         Who,       Who,      Who,          Who];

#[rustfmt::skip]
const TABLE: [(Status, [Cell; 9]); 9] = [
    // from          invite        join            connected      inactive      warning      error      leave     decline       kick
    (Reserved,   [Same,         To(Connecting), No,            No,           No,          No,        No,       To(Declined), To(Kicked)]),
    (Connecting, [Same,         No,             To(Connected), To(Inactive), To(Warning), To(Error), To(Left), No,           To(Kicked)]),
    (Connected,  [Same,         No,             No,            To(Inactive), To(Warning), To(Error), To(Left), No,           To(Kicked)]),
    (Inactive,   [Same,         No,             To(Connected), No,           To(Warning), To(Error), To(Left), No,           To(Kicked)]),
    (Warning,    [Same,         No,             To(Connected), To(Inactive), No,          To(Error), To(Left), No,           To(Kicked)]),
    (Error,      [Same,         No,             To(Connected), To(Inactive), To(Warning), No,        To(Left), No,           To(Kicked)]),
    (Left,       [To(Reserved), To(Connecting), No,            No,           No,          No,        No,       No,           No]),
    (Declined,   [To(Reserved), No,             No,            No,           No,          No,        No,       No,           No]),
    (Kicked,     [Never,        Never,          No,            No,           No,          No,        No,       No,           No]),
];

/// The status after a signal; `from` is `None` for someone not seen before.
pub(crate) fn next(from: Option<Status>, signal: Signal) -> Result<Status, Rejected> {
    let row = from.map_or(&NOT_SEEN, |from| row(from));
    match (row[signal as usize], from) {
        (To(status), _) => Ok(status),
        (Same, Some(status)) => Ok(status),
        (No, Some(status)) => Err(Rejected::From(status)),
        (Never, _) => Err(Rejected::Kicked),
        (Who | Same | No, _) => Err(Rejected::NotSeen),
    }
}

fn row(from: Status) -> &'static [Cell; 9] {
    &TABLE[from as usize].1
}

/// Whether someone of this status is in the conference.
pub(crate) const fn is_in(status: Status) -> bool {
    matches!(status, Connecting | Connected | Inactive | Warning | Error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_stand_in_the_order_of_the_statuses() {
        for (at, (status, _)) in TABLE.iter().enumerate() {
            assert_eq!(*status as usize, at, "{status:?}");
        }
    }

    #[test]
    fn the_columns_stand_in_the_order_of_the_signals() {
        for (at, signal) in Signal::ALL.iter().enumerate() {
            assert_eq!(*signal as usize, at, "{signal:?}");
        }
    }

    /// The table of the design, once more and in its own words: every pair of status and signal.
    #[test]
    fn p6_every_pair_is_as_written() {
        const WRITTEN: &str = "
            not seen   | Reserved | Connecting | who | who | who | who | who | who | who
            Reserved   | same | Connecting | - | - | - | - | - | Declined | Kicked
            Connecting | same | - | Connected | Inactive | Warning | Error | Left | - | Kicked
            Connected  | same | - | - | Inactive | Warning | Error | Left | - | Kicked
            Inactive   | same | - | Connected | - | Warning | Error | Left | - | Kicked
            Warning    | same | - | Connected | Inactive | - | Error | Left | - | Kicked
            Error      | same | - | Connected | Inactive | Warning | - | Left | - | Kicked
            Left       | Reserved | Connecting | - | - | - | - | - | - | -
            Declined   | Reserved | - | - | - | - | - | - | - | -
            Kicked     | denied | denied | - | - | - | - | - | - | -";
        let statuses = [None].into_iter().chain(TABLE.iter().map(|(status, _)| Some(*status)));
        let mut pairs = 0;
        for (line, from) in WRITTEN.trim().lines().zip(statuses) {
            let mut cells = line.split('|').map(str::trim);
            let name = cells.next().unwrap();
            assert_eq!(name, from.map_or_else(|| "not seen".into(), |from| std::format!("{from:?}")));
            for (cell, signal) in cells.zip(Signal::ALL) {
                let expected = match (cell, from) {
                    ("who", _) => Err(Rejected::NotSeen),
                    ("denied", _) => Err(Rejected::Kicked),
                    ("-", Some(from)) => Err(Rejected::From(from)),
                    ("same", Some(from)) => Ok(from),
                    (status, _) => Ok(TABLE.iter().find(|(one, _)| std::format!("{one:?}") == status).unwrap().0),
                };
                assert_eq!(next(from, *signal), expected, "{name} {signal:?}");
                pairs += 1;
            }
        }
        assert_eq!(pairs, 10 * 9);
    }
}
