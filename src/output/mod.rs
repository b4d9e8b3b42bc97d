//! What waits to be polled.
//!
//! Owns the one ordered queue of dispatches. Must not know how an event was matched, nor decide who receives it. Invariants: an event
//! is written here once, and stays where it is until its dispatch was polled; its deliveries are in order of subscription age (R3);
//! what the host has withdrawn since is never delivered (R5).

mod dispatch;
mod fifo;
mod runs;
#[cfg(feature = "snapshot")]
mod saved;
mod withdrawn;

use alloc::vec::Vec;

use self::dispatch::Grouped;
pub use self::dispatch::{Delivery, Dispatch, EndReason, SessionDeliveries};
use self::fifo::{Fifo, Place, Reusable, Slices};
use self::runs::{Deliveries, Lists, Skipped};
#[cfg(feature = "snapshot")]
pub(crate) use self::saved::{Holders, SavedQueue};
use self::withdrawn::{Withdrawals, Withdrawn};
use crate::ids::{SessionId, SubscriptionId};
use crate::recipients::{CountedDelivery, Recipient, SessionSlot, SharedLists, SharedRecipients};
use crate::session::SessionSlots;
use crate::state_hash;
use crate::vocab::Event;

/// The queue.
#[derive(Debug, Default)]
pub(crate) struct OutputQueue {
    waiting: Fifo<Waiting>,
    /// Also those left out of shared lists.
    plain: Slices<Recipient>,
    counted: Slices<CountedDelivery>,
    /// Whether the first of those that wait was polled; it stays until the next call, since its dispatch borrows from it.
    lent: bool,
    /// How many of the last are staged.
    staged: usize,
    /// How many deliveries wait, without those that were polled or are staged.
    pending: usize,
    /// How many deliveries were polled since the beginning.
    polled: u64,
    withdrawals: Withdrawals,
    /// Where a dispatch sorts its deliveries by session.
    grouped: Vec<Grouped>,
}

/// An event, and the lists of those who get it.
#[derive(Debug, Default)]
struct Waiting {
    /// `None` where nothing waits.
    event: Option<Event>,
    plain: Place,
    counted: Place,
    shared: SharedLists,
    /// Those of the shared lists that do not get it.
    left_out: Place,
    /// How many get it.
    len: usize,
}

impl Reusable for Waiting {
    /// As a rule only the first list is not empty.
    #[inline]
    fn reset(&mut self) {
        self.event = None;
        self.plain = Place::default();
        if !self.counted.is_empty() {
            self.counted = Place::default();
        }
        if !self.left_out.is_empty() {
            self.left_out = Place::default();
        }
        if !self.shared.is_empty() {
            self.shared.clear();
        }
        self.len = 0;
    }
}

impl OutputQueue {
    /// How many deliveries wait.
    pub(crate) fn pending(&self) -> usize {
        self.pending
    }

    /// Takes an event of the input at hand, which waits for these, by age; others are added after that. Returns how many deliveries
    /// that is.
    #[inline]
    pub(crate) fn stage(&mut self, event: &mut Option<Event>, plain: &[Recipient]) -> usize {
        let last = self.waiting.push();
        last.event = event.take();
        (last.plain, last.len) = (self.plain.push(plain), plain.len());
        self.staged += 1;
        plain.len()
    }

    /// Who else gets the event staged last, and has a count: those that `append` appends, by age, at most so many. Returns how many
    /// deliveries that is.
    #[inline]
    pub(crate) fn add_counted(&mut self, most: usize, append: impl FnOnce(&mut Vec<CountedDelivery>)) -> usize {
        let Some(last) = self.waiting.back_mut().filter(|_| self.staged > 0) else { return 0 };
        last.counted = self.counted.push_with(most, append);
        let len = self.counted.get(last.counted).len();
        last.len += len;
        len
    }

    /// Who else gets it: all of these lists without those left out, by age, each of whom is in one of them.
    /// Returns how many deliveries that is.
    pub(crate) fn add_shared(&mut self, shared: &mut SharedLists, left_out: &[Recipient]) -> usize {
        let Some(last) = self.waiting.back_mut().filter(|_| self.staged > 0) else { return 0 };
        let len = shared.iter().map(SharedRecipients::len).sum::<usize>() - left_out.len();
        last.shared.append(shared);
        last.left_out = self.plain.push(left_out);
        last.len += len;
        len
    }

    /// The staged events, oldest first, each with its deliveries.
    pub(crate) fn staged<'q>(
        &'q self,
        slots: &'q SessionSlots,
    ) -> impl Iterator<Item = (&'q Event, impl Iterator<Item = Delivery> + use<'q>)> {
        self.in_full(self.waiting.last(self.staged), slots)
    }

    /// The staged deliveries of subscriptions with a count.
    pub(crate) fn staged_counted(&self) -> impl Iterator<Item = &CountedDelivery> {
        self.waiting.last(self.staged).flat_map(|waiting| self.counted.get(waiting.counted))
    }

    /// The staged events wait from now on; so many deliveries they come to.
    pub(crate) fn commit(&mut self, deliveries: usize) {
        self.pending += deliveries;
        self.staged = 0;
    }

    /// The staged events were never there.
    pub(crate) fn roll_back(&mut self) {
        while self.staged > 0 {
            self.drop_last_staged();
        }
    }

    /// The event staged last does not wait if it is for nobody.
    pub(crate) fn drop_if_for_nobody(&mut self) {
        if self.staged > 0 && self.waiting.back().is_some_and(|last| last.len == 0) {
            self.drop_last_staged();
        }
    }

    fn drop_last_staged(&mut self) {
        if let Some(Waiting { plain, counted, left_out, .. }) = self.waiting.back() {
            self.plain.drop_back(*left_out);
            self.plain.drop_back(*plain);
            self.counted.drop_back(*counted);
        }
        self.waiting.drop_back();
        self.staged -= 1;
    }

    /// Queues an event for one recipient.
    pub(crate) fn push(&mut self, event: Event, recipient: Recipient) {
        let deliveries = self.stage(&mut Some(event), &[recipient]);
        self.commit(deliveries);
    }

    /// The next dispatch, borrowed. Cost: O(1), or O(its deliveries) while something withdrawn may still wait.
    pub(crate) fn poll<'q>(&'q mut self, slots: &'q mut SessionSlots) -> Option<Dispatch<'q>> {
        let len = loop {
            self.drop_lent(slots);
            let first = self.waiting.front_mut()?;
            self.lent = true;
            self.pending -= first.len;
            self.polled += first.len as u64;
            let len = if self.withdrawals.is_empty() { first.len } else { self.leave_out_withdrawn() };
            if len > 0 {
                break len;
            }
        };
        let Self { waiting, plain, counted, withdrawals, grouped, .. } = self;
        let first = waiting.front()?;
        let event = first.event.as_ref()?;
        let withdrawn = (!withdrawals.is_empty()).then_some(&*withdrawals);
        let skipped = Skipped { withdrawn, left_out: plain.get(first.left_out) };
        let (plain, counted) = (plain.get(first.plain), counted.get(first.counted));
        let lists = Lists { plain, counted, shared: &first.shared, skipped, slots, len };
        Some(Dispatch::new(event, lists, grouped))
    }

    /// What waits, oldest first, what was polled last apart: each event with its deliveries.
    fn waiting<'q>(&'q self, slots: &'q SessionSlots) -> impl Iterator<Item = (&'q Event, Deliveries<'q>)> {
        self.in_full(self.waiting.iter().skip(usize::from(self.lent)), slots)
    }

    /// Each event with its deliveries.
    fn in_full<'q>(
        &'q self,
        waiting: impl Iterator<Item = &'q Waiting>,
        slots: &'q SessionSlots,
    ) -> impl Iterator<Item = (&'q Event, Deliveries<'q>)> {
        waiting.filter_map(move |waiting| Some((waiting.event.as_ref()?, self.deliveries(waiting, slots))))
    }

    /// All deliveries of an event, withdrawn ones included.
    fn deliveries<'q>(&'q self, waiting: &'q Waiting, slots: &'q SessionSlots) -> Deliveries<'q> {
        let (plain, counted) = (self.plain.get(waiting.plain), self.counted.get(waiting.counted));
        let skipped = Skipped { withdrawn: None, left_out: self.plain.get(waiting.left_out) };
        Lists { plain, counted, shared: &waiting.shared, skipped, slots, len: waiting.len }.deliveries()
    }

    /// Leaves what was withdrawn out of the lists of the first event that are its own; returns how many deliveries are left, those
    /// of shared lists included.
    fn leave_out_withdrawn(&mut self) -> usize {
        let Self { waiting, plain, counted, withdrawals, .. } = self;
        let Some(first) = waiting.front_mut() else { return 0 };
        first.plain = plain.retain(first.plain, |one| !withdrawals.contains(*one));
        first.counted = counted.retain(first.counted, |one| !withdrawals.contains(one.recipient));
        // Whoever was left out and then withdrawn is counted once.
        first.left_out = plain.retain(first.left_out, |one| !withdrawals.contains(*one));
        let shared = first.shared.iter().map(|list| list.len() - withdrawals.count_in(list)).sum::<usize>();
        let shared = shared - plain.get(first.left_out).len();
        plain.get(first.plain).len() + counted.get(first.counted).len() + shared
    }

    /// Drops the dispatch that was polled last, and forgets what was withdrawn before all that is left.
    #[inline(always)]
    fn drop_lent(&mut self, slots: &mut SessionSlots) {
        if self.lent {
            if let Some(Waiting { plain, counted, left_out, .. }) = self.waiting.front() {
                self.plain.drop_front(*plain);
                self.plain.drop_front(*left_out);
                self.counted.drop_front(*counted);
            }
            self.waiting.drop_front();
            self.lent = false;
        }
        if !self.withdrawals.is_empty() {
            self.withdrawals.remove_until(self.polled, |slot| slots.release(slot));
        }
    }

    /// Nothing that waits for this subscription is delivered any more.
    pub(crate) fn withdraw_subscription(&mut self, subscription: SubscriptionId) {
        self.withdraw(Withdrawn::Subscription(subscription), self.pending as u64);
    }

    /// Nothing that waits for a session that is closed is delivered any more. These are the subscriptions that it had. Its slot is
    /// released when nothing refers to it.
    pub(crate) fn withdraw_session(
        &mut self,
        slot: SessionSlot,
        subscriptions: impl Iterator<Item = SubscriptionId>,
        slots: &mut SessionSlots,
    ) {
        let pending = self.pending as u64;
        if pending == 0 {
            slots.release(slot);
        } else {
            subscriptions.for_each(|id| self.withdraw(Withdrawn::OfSession(id), pending));
            self.withdraw(Withdrawn::Session(slot), pending);
        }
    }

    /// Leaves something out while the next so many deliveries are polled.
    fn withdraw(&mut self, withdrawn: Withdrawn, deliveries: u64) {
        if deliveries > 0 {
            self.withdrawals.insert(self.polled + deliveries, withdrawn);
        }
    }

    pub(crate) fn state_hash(&self, slots: &SessionSlots) -> u64 {
        let waiting: Vec<_> =
            self.waiting(slots).map(|(event, deliveries)| (event, deliveries.collect::<Vec<_>>())).collect();
        state_hash::of(&(waiting, self.withdrawn(slots).collect::<Vec<_>>()))
    }

    /// What was withdrawn, each with how many deliveries are polled until none of it can be left. What a closed session had held is
    /// not listed beside it.
    fn withdrawn(&self, slots: &SessionSlots) -> impl Iterator<Item = (u64, WithdrawnName)> {
        let left = self.withdrawals.iter().filter(|(until, _)| *until > self.polled);
        left.filter_map(|(until, withdrawn)| {
            let name = match withdrawn {
                Withdrawn::Session(slot) => WithdrawnName::Session(slots.session(slot)),
                Withdrawn::Subscription(id) => WithdrawnName::Subscription(id),
                Withdrawn::OfSession(_) => return None,
            };
            Some((until - self.polled, name))
        })
    }

    /// Gives back what is kept for growth.
    pub(crate) fn shrink_to_fit(&mut self, slots: &mut SessionSlots) {
        self.drop_lent(slots);
        self.waiting.shrink_to_fit();
        self.plain.shrink_to_fit();
        self.counted.shrink_to_fit();
        self.withdrawals.shrink_to_fit();
        self.grouped = Vec::new();
    }
}

/// What was withdrawn, by the ids that the host knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum WithdrawnName {
    Session(SessionId),
    Subscription(SubscriptionId),
}
