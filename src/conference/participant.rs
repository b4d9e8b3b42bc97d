//! The status machine: which status follows from a status and a signal (P6).
//!
//! Owns the one table of transitions. Must not know rosters, rights or events. Invariant: it is total; every pair of status and
//! signal has a cell.
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
    /// It is about someone who is not on the roster.
    NotSeen,
    /// It is about someone who was kicked, which is for good.
    Kicked,
    /// It cannot follow this status.
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
    Refused,
    /// PERMISSION_DENIED.
    Denied,
    /// NOT_FOUND.
    Unknown,
}

use Cell::{Denied, Refused, Same, To, Unknown};
use Status::{Connected, Connecting, Declined, Error, Inactive, Kicked, Left, Reserved, Warning};

type Row = [Cell; 9];

#[rustfmt::skip]
const NOT_SEEN: Row =
    // invite        join            connected      inactive      warning      error      leave     decline       kick
    [To(Reserved), To(Connecting), Unknown,       Unknown,      Unknown,     Unknown,   Unknown,  Unknown,      Unknown];

#[rustfmt::skip]
const TABLE: [(Status, Row); 9] = [
    // from          invite        join            connected      inactive      warning      error      leave     decline       kick
    (Reserved,   [Same,         To(Connecting), Refused,       Refused,      Refused,     Refused,   Refused,  To(Declined), To(Kicked)]),
    (Connecting, [Same,         Refused,        To(Connected), To(Inactive), To(Warning), To(Error), To(Left), Refused,      To(Kicked)]),
    (Connected,  [Same,         Refused,        Refused,       To(Inactive), To(Warning), To(Error), To(Left), Refused,      To(Kicked)]),
    (Inactive,   [Same,         Refused,        To(Connected), Refused,      To(Warning), To(Error), To(Left), Refused,      To(Kicked)]),
    (Warning,    [Same,         Refused,        To(Connected), To(Inactive), Refused,     To(Error), To(Left), Refused,      To(Kicked)]),
    (Error,      [Same,         Refused,        To(Connected), To(Inactive), To(Warning), Refused,   To(Left), Refused,      To(Kicked)]),
    (Left,       [To(Reserved), To(Connecting), Refused,       Refused,      Refused,     Refused,   Refused,  Refused,      Refused]),
    (Declined,   [To(Reserved), Refused,        Refused,       Refused,      Refused,     Refused,   Refused,  Refused,      Refused]),
    (Kicked,     [Denied,       Denied,         Refused,       Refused,      Refused,     Refused,   Refused,  Refused,      Refused]),
];

/// The status after a signal; `from` is `None` for someone not seen before.
pub(crate) fn next(from: Option<Status>, signal: Signal) -> Result<Status, Rejected> {
    let row = from.map_or(&NOT_SEEN, |from| row(from));
    match (row[signal as usize], from) {
        (To(status), _) => Ok(status),
        (Same, Some(status)) => Ok(status),
        (Refused, Some(status)) => Err(Rejected::From(status)),
        (Denied, _) => Err(Rejected::Kicked),
        (Unknown, _) | (Same | Refused, None) => Err(Rejected::NotSeen),
    }
}

fn row(from: Status) -> &'static Row {
    &TABLE[from as usize].1
}

impl Status {
    /// Whether someone of this status is in the conference: Connecting, Connected, Inactive, Warning or Error.
    #[must_use]
    pub const fn is_in(self) -> bool {
        matches!(self, Connecting | Connected | Inactive | Warning | Error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_in_the_order_of_the_statuses() {
        for (at, (status, _)) in TABLE.iter().enumerate() {
            assert_eq!(*status as usize, at, "{status:?}");
        }
    }

    #[test]
    fn columns_are_in_the_order_of_the_signals() {
        for (at, signal) in Signal::ALL.iter().enumerate() {
            assert_eq!(*signal as usize, at, "{signal:?}");
        }
    }

    /// The table of rule P6, word for word: every pair of status and signal.
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
