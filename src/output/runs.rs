//! The deliveries of one dispatch, in the order of age, run by run.
//!
//! Owns merging the lists that a dispatch consists of, and skipping in those that are shared what was withdrawn or left out. Must not
//! allocate but for the levels of a shared list. Invariants: the order is that of subscription age (R3); where nothing is skipped,
//! nothing is checked per delivery.

use alloc::vec::Vec;

use smallvec::SmallVec;

use super::Delivery;
use super::withdrawn::Withdrawals;
use crate::collections::{Chunks, Number as _};
use crate::ids::SessionId;
use crate::recipients::{CountedDelivery, Recipient, SessionSlot, SharedRecipients};
use crate::session::SessionSlots;

/// Deliveries that follow one another in one list.
#[derive(Clone, Copy, Debug)]
enum Run<'q> {
    Plain(&'q [Recipient]),
    Counted(&'q [CountedDelivery]),
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
    fn is_nobody(&self) -> bool {
        self.withdrawn.is_none() && self.left_out.is_empty()
    }

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
    #[inline]
    pub(super) fn deliveries(self) -> Deliveries<'q> {
        let Self { plain, counted, shared, skipped, slots, len } = self;
        let session = SessionOfSlot::new(slots);
        if counted.is_empty() && shared.is_empty() {
            // As a rule there is one list, and nothing to merge.
            let rest = len - plain.len();
            return Deliveries { plain: plain.iter(), counted: [].iter(), rest, runs: None, session };
        }
        let shared = shared.iter().map(|list| (Default::default(), list.chunks())).collect();
        let runs = Some(Runs { plain, counted, shared, skipped });
        Deliveries { plain: [].iter(), counted: [].iter(), rest: len, runs, session }
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
        // A long list alone, all of it: its chunks are the runs.
        if self.plain.is_empty() && self.counted.is_empty() && self.skipped.is_nobody() {
            if let [(rest, chunks)] = &mut self.shared[..] {
                let run = if rest.is_empty() { chunks.next() } else { Some(core::mem::take(rest)) };
                return run.map(Run::Plain);
            }
        }
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
                Run::Plain(take(&mut self.plain, end))
            }
            Source::Counted => {
                let end = older_than(self.counted, limit, |one| one.recipient);
                Run::Counted(take(&mut self.counted, end))
            }
            Source::Shared(at) => {
                let rest = &mut self.shared[at].0;
                let mut end = older_than(rest, limit, |one| *one);
                if self.skipped.touches(&rest[..end]) {
                    end = rest[..end].iter().position(|one| self.skipped.contains(*one)).unwrap_or(end);
                }
                Run::Plain(take(rest, end))
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

/// Which session has which slot. Recipients of one event are neighbours, as a rule, so the neighbours of the last one are kept.
#[derive(Clone, Debug)]
struct SessionOfSlot<'q> {
    slots: &'q SessionSlots,
    first: usize,
    neighbours: &'q [SessionId],
}

impl<'q> SessionOfSlot<'q> {
    fn new(slots: &'q SessionSlots) -> Self {
        Self { slots, first: 0, neighbours: &[] }
    }

    #[inline(always)]
    fn session(&mut self, slot: SessionSlot) -> SessionId {
        let neighbour = self.neighbours.get((slot.number() as usize).wrapping_sub(self.first));
        neighbour.copied().unwrap_or_else(|| self.find(slot))
    }

    #[inline(never)]
    fn find(&mut self, slot: SessionSlot) -> SessionId {
        (self.first, self.neighbours) = self.slots.neighbours(slot);
        self.slots.session(slot)
    }
}

/// Builds a delivery: the one place that does (R5). The matcher holds subscriptions of open sessions only, and only on channels that
/// their users have a right to; what was withdrawn after that is in no run.
#[inline(always)]
fn delivery(session: SessionId, recipient: Recipient, remaining: Option<u64>) -> Delivery {
    Delivery { session, subscription: recipient.subscription(), remaining }
}

/// Folds a run, each entry with its session. Those whose slots are neighbours are in a loop of their own, which looks nothing up.
#[inline(always)]
fn fold_run<T, B>(
    slots: &SessionSlots,
    run: &[T],
    recipient: impl Fn(&T) -> Recipient,
    init: B,
    mut each: impl FnMut(B, SessionId, &T) -> B,
) -> B {
    let (mut folded, mut rest) = (init, run);
    while let Some(next) = rest.first() {
        let slot = recipient(next).slot();
        let (first, neighbours) = slots.neighbours(slot);
        folded = each(folded, slots.session(slot), next);
        let mut met = 1;
        for one in &rest[1..] {
            let Some(session) = neighbours.get((recipient(one).slot().number() as usize).wrapping_sub(first)) else {
                break;
            };
            folded = each(folded, *session, one);
            met += 1;
        }
        rest = &rest[met..];
    }
    folded
}

/// So many entries of a run are taken to have slots that are neighbours, at most.
const STEP: usize = 64;

/// Appends a run, each entry with its session. As a rule many in a row have slots that are neighbours; so they are taken to be, and a
/// loop writes them that does nothing else. Where one is not, what was written from there on is written again, and fewer are taken to
/// be next.
#[inline]
fn append_run<T>(
    slots: &SessionSlots,
    run: &[T],
    list: &mut Vec<Delivery>,
    recipient: impl Fn(&T) -> Recipient,
    remaining: impl Fn(&T) -> Option<u64>,
) {
    let (mut rest, mut step) = (run, STEP);
    while let Some(next) = rest.first() {
        let (first, neighbours) = slots.neighbours(recipient(next).slot());
        let place = |one: &T| (recipient(one).slot().number() as usize).wrapping_sub(first);
        let (start, mut all_are) = (list.len(), true);
        // Sessions of one time have slots in a row, which ends with the neighbours.
        let behind = neighbours.len().saturating_sub(place(next)).max(1);
        let next = &rest[..rest.len().min(step).min(behind)];
        list.extend(next.iter().map(|one| {
            let session = neighbours.get(place(one)).copied().unwrap_or_else(|| {
                all_are = false;
                SessionId::default()
            });
            delivery(session, recipient(one), remaining(one))
        }));
        let mut end = next.len();
        if all_are {
            step = STEP.min(2 * step);
        } else {
            end = next.iter().take_while(|one| place(one) < neighbours.len()).count().max(1);
            step = end;
            list.truncate(start + end);
        }
        rest = &rest[end..];
    }
}

/// The deliveries of a dispatch, by age: those of the run at hand, of which one list is empty, then those of the runs after it.
#[derive(Clone, Debug)]
pub(super) struct Deliveries<'q> {
    plain: core::slice::Iter<'q, Recipient>,
    counted: core::slice::Iter<'q, CountedDelivery>,
    /// How many the runs after the one at hand have.
    rest: usize,
    /// `None` where there is no other run.
    runs: Option<Runs<'q>>,
    session: SessionOfSlot<'q>,
}

impl<'q> Deliveries<'q> {
    fn begin(&mut self, run: Run<'q>) {
        match run {
            Run::Plain(run) => self.plain = run.iter(),
            Run::Counted(run) => self.counted = run.iter(),
        }
        self.rest -= self.plain.len() + self.counted.len();
    }

    /// Appends all that are still to come.
    pub(super) fn append_to(mut self, list: &mut Vec<Delivery>) {
        list.reserve(self.len());
        loop {
            let slots = self.session.slots;
            append_run(slots, self.plain.as_slice(), list, |one| *one, |_| None);
            append_run(slots, self.counted.as_slice(), list, |one| one.recipient, |one| Some(one.remaining));
            (self.plain, self.counted) = ([].iter(), [].iter());
            if self.runs.is_none() || !self.next_run() {
                return;
            }
        }
    }

    /// Goes on with the next run; returns whether there is one.
    #[inline(never)]
    fn next_run(&mut self) -> bool {
        let run = self.runs.as_mut().and_then(Runs::next_run);
        run.map(|run| self.begin(run)).is_some()
    }
}

impl Iterator for Deliveries<'_> {
    type Item = Delivery;

    /// Inlined wherever it is called, so that a delivery goes through registers to where the host writes it.
    #[inline(always)]
    fn next(&mut self) -> Option<Delivery> {
        loop {
            if let Some(one) = self.plain.next() {
                return Some(delivery(self.session.session(one.slot()), *one, None));
            }
            if let Some(one) = self.counted.next() {
                return Some(delivery(self.session.session(one.recipient.slot()), one.recipient, Some(one.remaining)));
            }
            if self.runs.is_none() || !self.next_run() {
                return None;
            }
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let len = self.plain.len() + self.counted.len() + self.rest;
        (len, Some(len))
    }

    /// Run by run, so that going through a long list is going through slices.
    #[inline]
    fn fold<B, F: FnMut(B, Delivery) -> B>(mut self, init: B, mut each: F) -> B {
        let (mut folded, slots) = (init, self.session.slots);
        loop {
            let (plain, counted) = (self.plain.as_slice(), self.counted.as_slice());
            folded = fold_run(
                slots,
                plain,
                |one| *one,
                folded,
                |folded, session, one| each(folded, delivery(session, *one, None)),
            );
            folded = fold_run(
                slots,
                counted,
                |one| one.recipient,
                folded,
                |folded, session, one| each(folded, delivery(session, one.recipient, Some(one.remaining))),
            );
            (self.plain, self.counted) = ([].iter(), [].iter());
            if self.runs.is_none() || !self.next_run() {
                return folded;
            }
        }
    }
}

impl ExactSizeIterator for Deliveries<'_> {}
