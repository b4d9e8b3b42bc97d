//! The recipients of one event, as matching finds them.
//!
//! Owns [`Matched`]: the lists that match, each appended or shared, and those of a shared one that are left out. Must not know why
//! they match. Invariant: after [`Matched::finish`] each list is by age (R3), and whoever is left out is in no list that was appended.
//! A subscription is appended at most once, since it is attached to each channel once and found there once (R2).

use alloc::vec::Vec;

use smallvec::SmallVec;

use super::{CountedList, CountedRecipient, Recipient, RecipientList, SharedRecipients, Subscriber};
use crate::collections::{Entry, SharedList};

/// Long lists, as they were when the event was matched.
pub(crate) type SharedLists = SmallVec<[SharedRecipients; 1]>;

/// Kept and filled again for each event, so that matching allocates nothing once it has grown.
#[derive(Debug, Default)]
pub(crate) struct Matched {
    pub(crate) plain: Vec<Recipient>,
    counted: Vec<CountedRecipient>,
    /// All of those with a count, where they are one long list: it is not appended.
    long_counted: Option<SharedList<CountedRecipient>>,
    pub(crate) shared: SharedLists,
    /// Those of the shared lists that do not get the event. A shared list stays as it is, so they are named beside it.
    pub(crate) left_out: Vec<Recipient>,
    /// Whether something was appended that is older than what was there.
    unsorted: bool,
    /// Whether also long lists are appended.
    copies: bool,
}

impl Matched {
    /// `shares`: whether long lists are shared.
    pub(crate) fn new(shares: bool) -> Self {
        Self { copies: !shares, ..Self::default() }
    }

    pub(crate) fn clear(&mut self) {
        self.plain.clear();
        self.counted.clear();
        self.long_counted = None;
        self.shared.clear();
        self.left_out.clear();
        self.unsorted = false;
    }

    /// Whether nobody has matched.
    pub(crate) fn is_empty(&self) -> bool {
        self.plain.is_empty() && !self.has_others()
    }

    /// Whether some have a count, or are in a shared list.
    pub(crate) fn has_others(&self) -> bool {
        self.has_counted() || !self.shared.is_empty()
    }

    /// Whether some have a count.
    pub(crate) fn has_counted(&self) -> bool {
        !self.counted.is_empty() || self.long_counted.is_some()
    }

    /// How many have a count.
    pub(crate) fn counted_len(&self) -> usize {
        self.counted.len() + self.long_counted.as_ref().map_or(0, SharedList::len)
    }

    /// Visits those with a count, by age, in slices. A long list is not shared any more after that, so that it need not be copied
    /// where its subscriptions end.
    pub(crate) fn take_counted(&mut self, mut visit: impl FnMut(&[CountedRecipient])) {
        visit(&self.counted);
        self.long_counted.take().iter().for_each(|list| list.chunks().for_each(&mut visit));
        self.counted.clear();
    }

    /// The long list is one of several, or some of it are left out: it is appended after all.
    fn append_long_counted(&mut self) {
        if let Some(list) = self.long_counted.take() {
            list.chunks().for_each(|entries| self.counted.extend_from_slice(entries));
        }
    }

    /// Those who have matched so far are left out, wherever they match from now on. Cost: O(those).
    pub(crate) fn set_aside(&mut self) {
        self.append_long_counted();
        self.left_out.append(&mut self.plain);
        self.left_out.extend(self.counted.drain(..).map(|counted| counted.recipient));
        self.shared.drain(..).for_each(|list| list.chunks().for_each(|chunk| self.left_out.extend_from_slice(chunk)));
        self.left_out.sort_unstable();
        self.unsorted = false;
    }

    /// Appends a list; a long one is shared, which costs the same for any length.
    #[inline]
    pub(crate) fn add_list(&mut self, list: &RecipientList) {
        match list.share() {
            Ok(_) if self.copies => list.chunks().for_each(|entries| self.add_plain(entries)),
            Ok(shared) => self.shared.push(shared),
            Err(entries) => self.add_plain(entries),
        }
    }

    /// Appends one without a count.
    #[inline]
    pub(crate) fn push(&mut self, recipient: Recipient) {
        self.unsorted |= self.plain.last().is_some_and(|last| recipient < *last);
        self.plain.push(recipient);
    }

    #[inline]
    pub(crate) fn add_plain(&mut self, entries: &[Recipient]) {
        if !entries.is_empty() {
            self.unsorted |= append(&mut self.plain, entries);
        }
    }

    /// Appends those of which these are the [bits](Recipient::bits), by age.
    #[inline]
    pub(crate) fn add_bits(&mut self, bits: &[u64]) {
        let start = self.plain.len();
        self.plain.extend(bits.iter().map(|bits| Recipient::from_bits(*bits)));
        self.note_order(start);
    }

    /// As [`Self::add_bits`], but those alone whose bit of `passing` is set. `tags` has the place of that bit, a byte each.
    #[inline]
    pub(crate) fn add_passing(&mut self, passing: u64, tags: &[u64], bits: &[u64]) {
        let (start, mut taken) = (self.plain.len(), 0);
        self.plain.resize(start + bits.len(), Recipient::default());
        let places = &mut self.plain[start..];
        // Each is written, and the next one over it where it does not pass. To jump instead would be slower: whether it does is by
        // chance.
        for (tags, bits) in tags.iter().zip(bits.chunks(8)) {
            let mut tags = *tags;
            for bits in bits {
                places[taken] = Recipient::from_bits(*bits);
                taken += (passing >> (tags & 63) & 1) as usize;
                tags >>= 8;
            }
        }
        self.plain.truncate(start + taken);
        self.note_order(start);
    }

    /// From this one on some were appended, by age.
    #[inline]
    fn note_order(&mut self, start: usize) {
        if let (Some(last), Some(first)) = (start.checked_sub(1), self.plain.get(start)) {
            self.unsorted |= *first < self.plain[last];
        }
    }

    #[inline]
    pub(crate) fn add_counted(&mut self, list: &CountedList) {
        match list.share() {
            Ok(shared) if !self.copies && !self.has_counted() => self.long_counted = Some(shared),
            Ok(_) | Err(_) => {
                self.append_long_counted();
                list.chunks().for_each(|entries| self.unsorted |= append(&mut self.counted, entries));
            }
        }
    }

    pub(crate) fn add(&mut self, subscriber: Subscriber) {
        match subscriber.count {
            None => self.push(subscriber.recipient),
            Some(count) => {
                self.append_long_counted();
                let counted = CountedRecipient { recipient: subscriber.recipient, count };
                self.unsorted |= append(&mut self.counted, &[counted]);
            }
        }
    }

    /// All have matched: brings what was appended into the order of age, without those left out. Cost: O(1) where it is in that order
    /// and nobody is left out; otherwise O(appended), and finding each of those left out in what is shared.
    #[inline]
    pub(crate) fn finish(&mut self) {
        if self.unsorted {
            self.plain.sort_unstable();
            self.counted.sort_unstable();
            self.unsorted = false;
        }
        if !self.left_out.is_empty() {
            self.leave_out();
        }
    }

    fn leave_out(&mut self) {
        self.append_long_counted();
        let Self { plain, counted, shared, left_out, .. } = self;
        plain.retain(|one| left_out.binary_search(one).is_err());
        counted.retain(|one| left_out.binary_search(&one.recipient).is_err());
        left_out.retain(|one| shared.iter().any(|list| list.first_from(*one) == Some(one)));
    }

    /// All of them by age, in one list.
    pub(crate) fn into_recipients(mut self) -> Vec<Recipient> {
        self.append_long_counted();
        self.plain.extend(self.counted.iter().map(|counted| counted.recipient));
        let shared = self.shared.iter().flat_map(|list| list.chunks().flatten());
        self.plain.extend(shared.filter(|one| self.left_out.binary_search(one).is_err()));
        self.plain.sort_unstable();
        self.plain
    }

    pub(crate) fn shrink_to_fit(&mut self) {
        self.clear();
        self.plain.shrink_to_fit();
        self.counted.shrink_to_fit();
        self.shared.shrink_to_fit();
        self.left_out.shrink_to_fit();
    }
}

/// Returns whether the order of age is broken by it.
#[inline]
fn append<T: Entry>(into: &mut Vec<T>, entries: &[T]) -> bool {
    let ends = into.last().zip(entries.first());
    let breaks = ends.is_some_and(|(last, first)| first.key() < last.key());
    into.extend_from_slice(entries);
    breaks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::SubscriptionId;
    use crate::recipients::{CountNumber, SessionSlot};

    fn recipient(number: u64) -> Recipient {
        Recipient::new(SubscriptionId::from_number(number), SessionSlot::default())
    }

    fn counted(numbers: impl Iterator<Item = u64>) -> CountedList {
        let entries = numbers.map(|number| {
            let count = CountNumber::of(number as u32);
            CountedRecipient { recipient: recipient(number), count }
        });
        CountedList::from_sorted(&entries.collect::<Vec<_>>())
    }

    /// Those with a count.
    fn taken(matched: &mut Matched) -> Vec<u64> {
        matched.finish();
        let (has_some, len, mut numbers) = (matched.has_counted(), matched.counted_len(), Vec::new());
        matched.take_counted(|entries| numbers.extend(entries.iter().map(|one| one.recipient.subscription().number())));
        assert_eq!((has_some, len), (!numbers.is_empty(), numbers.len()));
        assert!(!matched.has_counted(), "they were taken");
        numbers
    }

    #[test]
    fn r3_a_long_list_with_counts_is_by_age_whatever_else_matches() {
        let (odd, even) = (counted((0..200).map(|at| 2 * at + 1)), counted((1..100).map(|at| 2 * at)));
        for shares in [true, false] {
            let mut matched = Matched::new(shares);
            matched.add_counted(&odd);
            assert_eq!(taken(&mut matched), (0..200).map(|at| 2 * at + 1).collect::<Vec<_>>());

            matched.clear();
            matched.add_counted(&odd);
            matched.add_counted(&even);
            matched.add(Subscriber { recipient: recipient(1_000), count: Some(CountNumber::of(7)) });
            let mut both: Vec<u64> = (1..200).chain((200..400).filter(|at| at % 2 == 1)).chain([1_000]).collect();
            both.dedup();
            assert_eq!(taken(&mut matched), both);

            // Whoever matched first is left out.
            matched.clear();
            matched.add_counted(&counted([3, 5].into_iter()));
            matched.set_aside();
            matched.add_counted(&odd);
            assert_eq!(taken(&mut matched), [1].into_iter().chain((3..200).map(|at| 2 * at + 1)).collect::<Vec<_>>());
            matched.clear();
            matched.add_counted(&odd);
            matched.set_aside();
            matched.add_counted(&counted(1..=100));
            assert_eq!(taken(&mut matched), (1..=50).map(|at| 2 * at).collect::<Vec<_>>());
        }
    }
}
