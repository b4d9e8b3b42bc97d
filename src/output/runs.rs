//! The deliveries of one dispatch, in the order of age, run by run.
//!
//! Owns merging the lists that a dispatch consists of, and skipping in those that are shared what was withdrawn or left out. Must not
//! allocate but for the levels of a shared list. Invariants: the order is that of subscription age (R3); where nothing is skipped,
//! nothing is checked per delivery.

use smallvec::SmallVec;

use super::Delivery;
use super::withdrawn::Withdrawals;
use crate::collections::Chunks;
use crate::recipients::{Recipient, SharedRecipients};
use crate::session::SessionSlots;

/// A delivery of a subscription with a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CountedDelivery {
    pub(crate) recipient: Recipient,
    pub(crate) remaining: u64,
}

/// Deliveries that follow one another in one list.
#[derive(Clone, Debug)]
enum Run<'q> {
    Plain(core::slice::Iter<'q, Recipient>),
    Counted(core::slice::Iter<'q, CountedDelivery>),
}

/// A shared list: the rest of the chunk at hand, and the chunks after it.
type Shared<'q> = (&'q [Recipient], Chunks<'q, Recipient>);

/// What is not delivered of the shared lists.
#[derive(Clone, Copy, Debug)]
pub(super) struct Skipped<'q> {
    /// What the host has withdrawn, if anything.
    pub(super) withdrawn: Option<&'q Withdrawals>,
    /// Those who do not get this event, by age.
    pub(super) left_out: &'q [Recipient],
}

impl Skipped<'_> {
    fn contains(&self, recipient: Recipient) -> bool {
        self.left_out.binary_search(&recipient).is_ok()
            || self.withdrawn.is_some_and(|withdrawn| withdrawn.contains(recipient))
    }

    /// Whether some of these, which are by age, may be skipped. Cost: O(log skipped).
    fn touches(&self, entries: &[Recipient]) -> bool {
        let Some((first, last)) = entries.first().zip(entries.last()) else { return false };
        let next_left_out = self.left_out.get(self.left_out.partition_point(|one| one < first));
        next_left_out.is_some_and(|one| one <= last)
            || self.withdrawn.is_some_and(|withdrawn| withdrawn.touches(first.subscription(), last.subscription()))
    }
}

/// The lists of a dispatch. Nothing in `plain` and `counted` is skipped.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lists<'q> {
    pub(super) plain: &'q [Recipient],
    pub(super) counted: &'q [CountedDelivery],
    pub(super) shared: &'q [SharedRecipients],
    pub(super) skipped: Skipped<'q>,
    pub(super) slots: &'q SessionSlots,
    /// How many deliveries they come to.
    pub(super) len: usize,
}

impl<'q> Lists<'q> {
    /// The deliveries, by age.
    pub(super) fn deliveries(self) -> Deliveries<'q> {
        let shared = self.shared.iter().map(|list| (Default::default(), list.chunks())).collect();
        let runs = Runs { plain: self.plain, counted: self.counted, shared, skipped: self.skipped };
        Deliveries { runs, run: Run::Plain(Default::default()), len: self.len, slots: self.slots }
    }
}

/// The lists of a dispatch, as far as they are not yet taken.
#[derive(Clone, Debug)]
struct Runs<'q> {
    plain: &'q [Recipient],
    counted: &'q [CountedDelivery],
    shared: SmallVec<[Shared<'q>; 1]>,
    skipped: Skipped<'q>,
}

/// Where the next run is from.
#[derive(Clone, Copy)]
enum Source {
    Plain,
    Counted,
    Shared(usize),
}

impl<'q> Runs<'q> {
    /// The oldest recipient of each list that is not yet used up.
    fn heads(&mut self) -> impl Iterator<Item = (Recipient, Source)> {
        let skipped = self.skipped;
        let shared = self.shared.iter_mut().enumerate().filter_map(move |(at, list)| {
            refill(list, skipped);
            Some((*list.0.first()?, Source::Shared(at)))
        });
        let plain = self.plain.first().map(|first| (*first, Source::Plain));
        let counted = self.counted.first().map(|first| (first.recipient, Source::Counted));
        plain.into_iter().chain(counted).chain(shared)
    }

    fn next_run(&mut self) -> Option<Run<'q>> {
        let (mut oldest, mut limit) = (None::<(Recipient, Source)>, None::<Recipient>);
        for head in self.heads() {
            let later = match oldest {
                Some(one) if one.0 < head.0 => head.0,
                Some(one) => {
                    oldest = Some(head);
                    one.0
                }
                None => {
                    oldest = Some(head);
                    continue;
                }
            };
            limit = Some(limit.map_or(later, |limit| limit.min(later)));
        }
        Some(match oldest?.1 {
            Source::Plain => {
                let end = older_than(self.plain, limit, |one| *one);
                Run::Plain(take(&mut self.plain, end).iter())
            }
            Source::Counted => {
                let end = older_than(self.counted, limit, |one| one.recipient);
                Run::Counted(take(&mut self.counted, end).iter())
            }
            Source::Shared(at) => {
                let rest = &mut self.shared[at].0;
                let mut end = older_than(rest, limit, |one| *one);
                if self.skipped.touches(&rest[..end]) {
                    end = rest[..end].iter().position(|one| self.skipped.contains(*one)).unwrap_or(end);
                }
                Run::Plain(take(rest, end).iter())
            }
        })
    }
}

/// Continues with the next chunk where one is used up, behind what is skipped.
fn refill(list: &mut Shared<'_>, skipped: Skipped<'_>) {
    let (rest, chunks) = list;
    loop {
        if rest.is_empty() {
            let Some(chunk) = chunks.next() else { return };
            *rest = chunk;
        }
        if !skipped.touches(rest) {
            return;
        }
        let next = rest.iter().position(|one| !skipped.contains(*one)).unwrap_or(rest.len());
        *rest = &rest[next..];
        if !rest.is_empty() {
            return;
        }
    }
}

/// How many entries are older than `limit`.
fn older_than<T>(entries: &[T], limit: Option<Recipient>, recipient: impl Fn(&T) -> Recipient) -> usize {
    limit.map_or(entries.len(), |limit| entries.partition_point(|entry| recipient(entry) < limit))
}

/// Takes the first `end` entries off.
fn take<'q, T>(entries: &mut &'q [T], end: usize) -> &'q [T] {
    let (run, rest) = entries.split_at(end);
    *entries = rest;
    run
}

/// The deliveries of a dispatch, by age.
#[derive(Clone, Debug)]
pub(super) struct Deliveries<'q> {
    runs: Runs<'q>,
    run: Run<'q>,
    /// How many are still to come.
    len: usize,
    slots: &'q SessionSlots,
}

/// Builds a delivery: the one place that does (R5). The matcher holds subscriptions of open sessions only, and only on channels that
/// their users have a right to; what was withdrawn after that is in no run.
#[inline]
fn delivery(slots: &SessionSlots, recipient: Recipient, remaining: Option<u64>) -> Delivery {
    Delivery { session: slots.session(recipient.slot()), subscription: recipient.subscription(), remaining }
}

impl Iterator for Deliveries<'_> {
    type Item = Delivery;

    #[inline]
    fn next(&mut self) -> Option<Delivery> {
        loop {
            let next = match &mut self.run {
                Run::Plain(run) => run.next().map(|one| delivery(self.slots, *one, None)),
                Run::Counted(run) => run.next().map(|one| delivery(self.slots, one.recipient, Some(one.remaining))),
            };
            if next.is_some() {
                self.len -= 1;
                return next;
            }
            self.run = self.runs.next_run()?;
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.len, Some(self.len))
    }

    /// Run by run, so that going through a long list is going through slices.
    #[inline]
    fn fold<B, F: FnMut(B, Delivery) -> B>(mut self, init: B, mut each: F) -> B {
        let (mut folded, slots) = (init, self.slots);
        loop {
            folded = match self.run {
                Run::Plain(run) => run.fold(folded, |folded, one| each(folded, delivery(slots, *one, None))),
                Run::Counted(run) => {
                    run.fold(folded, |folded, one| each(folded, delivery(slots, one.recipient, Some(one.remaining))))
                }
            };
            match self.runs.next_run() {
                Some(run) => self.run = run,
                None => return folded,
            }
        }
    }
}

impl ExactSizeIterator for Deliveries<'_> {}
