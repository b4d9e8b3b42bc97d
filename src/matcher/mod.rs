//! Which subscriptions match an event.
//!
//! Owns the interface by which subscriptions are found: attach, match, detach. Must not know payloads, types of
//! filters, users or counts: an event is something with attributes that is routed on a channel. Invariant: both backends give
//! the same recipients.

mod ahead;
mod channel_index;
mod check;
mod content;
mod found;
mod groups;
mod index;
mod key;
mod lists;
mod matching;
mod packed;
mod patterns;
mod plan;
mod residuals;
mod scan;
mod screen;
mod shapes;

use alloc::boxed::Box;
use alloc::sync::Arc;

use self::ahead::Ahead;
pub(crate) use self::ahead::WINDOW;
use self::found::Values;
use self::index::Index;
use self::matching::Work;
use self::patterns::Patterns;
use self::residuals::Results;
use self::scan::Scan;
use self::screen::Scratch;
use self::shapes::Shapes;
use crate::config::{FastPath, FastPaths};
use crate::predicate::{Attributes, Chosen, Conditions, PackedConditions, Pattern, PatternFault, ShapeNumber};
use crate::recipients::{Matched, Recipient, Subscriber};
use crate::routing::Channel;
use crate::subscription::CompiledInterest;

#[derive(Debug)]
pub(crate) struct Matcher {
    patterns: Patterns,
    shapes: Shapes,
    backend: Backend,
    /// Those of residual conditions.
    results: Results,
    values: Values,
    ahead: Ahead,
    fast_paths: FastPaths,
    /// See [`Self::examined`].
    examined: u64,
}

#[derive(Debug)]
enum Backend {
    Indexed(Box<Index>),
    Scan(Scan),
}

impl Matcher {
    /// Finds subscriptions by look-ups, hashed with `seed`.
    pub(crate) fn indexed(seed: u64, fast_paths: FastPaths) -> Self {
        Self::new(Backend::Indexed(Box::new(Index::new(seed, fast_paths))), seed, fast_paths)
    }

    /// Evaluates every subscription for every event.
    pub(crate) fn scan(seed: u64) -> Self {
        Self::new(Backend::Scan(Scan::new(seed)), seed, FastPaths::default())
    }

    fn new(backend: Backend, seed: u64, fast_paths: FastPaths) -> Self {
        Self {
            patterns: Patterns::new(seed, fast_paths.take(FastPath::Screen)),
            shapes: Shapes::new(seed, fast_paths.take(FastPath::QuickCheck)),
            backend,
            results: Results::default(),
            values: Values::default(),
            ahead: Ahead::default(),
            fast_paths,
            examined: 0,
        }
    }

    /// The compiled pattern of this source; compiled only where no subscription uses it yet.
    pub(crate) fn pattern(&mut self, source: &str, compiled_bytes: usize) -> Result<Arc<Pattern>, PatternFault> {
        self.patterns.obtain(source, compiled_bytes)
    }

    /// Removes the patterns that were compiled for interests which were then refused.
    pub(crate) fn release_unused_patterns(&mut self) {
        self.patterns.release_fresh();
    }

    /// The shape of conditions with this code, where some are stored.
    pub(crate) fn shape(&self, kind: u32, code: &[u8]) -> Option<ShapeNumber> {
        self.shapes.number(kind, code)
    }

    /// Stores the shape of the conditions of an interest: its number there, or its template. `None` where it has no conditions.
    pub(crate) fn store(&mut self, compiled: &mut CompiledInterest) -> Option<ShapeNumber> {
        match compiled.template.take() {
            Some(template) => {
                Some(self.shapes.insert(compiled.kind_number(), compiled.packed.code.as_slice(), template))
            }
            None => compiled.shape.inspect(|shape| self.shapes.acquire(*shape)),
        }
    }

    /// Stored conditions as a tree. Cost: O(conditions).
    pub(crate) fn conditions(&self, packed: PackedConditions<'_>) -> Conditions {
        self.shapes.conditions(packed)
    }

    /// From now on the subscription matches the events of the channel that pass its conditions. Returns by what it is found, and the
    /// slot of the channel. Cost: O(checks + listed ids).
    pub(crate) fn attach(
        &mut self,
        subscriber: Subscriber,
        packed: PackedConditions<'_>,
        channel: Channel,
    ) -> (Chosen, u32) {
        match &mut self.backend {
            Backend::Indexed(index) => {
                index.attach(subscriber, &mut self.shapes, packed, channel, self.patterns.requirements())
            }
            Backend::Scan(scan) => {
                scan.attach(subscriber, || self.shapes.conditions(packed), channel);
                (Chosen::NOTHING, 0)
            }
        }
    }

    /// The subscription matches nothing on this channel any more. All but the channel is what it was attached with; `slot` is where
    /// the channel may be found, which saves looking it up. Cost: as [`Self::attach`].
    pub(crate) fn detach(
        &mut self,
        subscriber: Subscriber,
        packed: PackedConditions<'_>,
        (channel, slot): (Channel, u32),
    ) {
        let Some(chosen) = packed.chosen else { return };
        match &mut self.backend {
            Backend::Indexed(index) => {
                let wanted = self.shapes.wanted(packed, chosen);
                let (ahead, requirements) = (&mut self.ahead, self.patterns.requirements());
                index.detach(subscriber, wanted, (channel, slot), requirements, move |channel| {
                    ahead.next_keys(subscriber.recipient, channel)
                });
            }
            Backend::Scan(scan) => scan.detach(subscriber, channel),
        }
    }

    /// A subscription with these conditions has ended. With the last one of their shape the patterns are removed, unless something
    /// else refers to them.
    pub(crate) fn release(&mut self, packed: PackedConditions<'_>) {
        if let Some(template) = packed.shape.and_then(|shape| self.shapes.release(shape)) {
            let patterns = template.patterns();
            drop(template);
            self.patterns.release(patterns);
        }
    }

    pub(crate) fn state_hash(&self) -> u64 {
        match &self.backend {
            Backend::Indexed(index) => index.state_hash(),
            Backend::Scan(scan) => scan.state_hash(),
        }
    }

    /// Frees unused capacity. Cost: O(subscriptions + conditions).
    pub(crate) fn shrink_to_fit(&mut self) {
        self.patterns.shrink_to_fit();
        self.shapes.shrink_to_fit();
        self.results = Results::default();
        self.values = Values::default();
        self.ahead.shrink_to_fit();
        match &mut self.backend {
            Backend::Indexed(index) => index.shrink_to_fit(self.patterns.requirements()),
            Backend::Scan(scan) => scan.shrink_to_fit(),
        }
    }

    /// A window begins: of events that are matched, or of subscriptions that are detached.
    pub(crate) fn begin_window(&mut self) {
        self.ahead.clear();
    }

    /// Takes an event into the window, one of at most [`WINDOW`], to read ahead what matching it on a channel will read; with its place
    /// there. They are matched in the same order.
    pub(crate) fn read_ahead(&mut self, event: (usize, &dyn Attributes), channel: Channel) {
        if !self.fast_paths.take(FastPath::ReadAhead) {
            return;
        }
        if let Backend::Indexed(index) = &self.backend {
            self.ahead.add_keys(index, event, channel);
        }
    }

    /// Takes a subscription into the window, to read ahead what detaching it will read; with the channel where it may be found. They
    /// are detached in the same order.
    pub(crate) fn read_ahead_of(
        &mut self,
        recipient: Recipient,
        packed: PackedConditions<'_>,
        (channel, slot): (Channel, u32),
    ) {
        if !self.fast_paths.take(FastPath::ReadAhead) {
            return;
        }
        if let (Backend::Indexed(index), Some(chosen)) = (&self.backend, packed.chosen) {
            self.ahead.add_wanted(index, recipient, self.shapes.wanted(packed, chosen), (channel, slot));
        }
    }

    /// Reads where a channel is looked up, so that it is in the cache when a subscription is attached there.
    pub(crate) fn touch(&self, channel: Channel) {
        if let Backend::Indexed(index) = &self.backend {
            index.touch_channel(channel);
        }
    }

    /// Reads the beginning of the channel in a slot, so that it is in the cache when a subscription is detached there.
    pub(crate) fn touch_slot(&self, slot: u32) {
        if let Backend::Indexed(index) = &self.backend {
            index.touch_channel_slot(slot);
        }
    }

    /// Reads what matching the events of the window, or detaching the subscriptions, will read. That is next; nothing but time depends
    /// on it.
    pub(crate) fn end_window(&mut self) {
        if let Backend::Indexed(index) = &self.backend {
            self.ahead.read(index);
        }
    }

    /// The event of the window with this place is matched until another one is; `None`: one that is in no window.
    pub(crate) fn set_current(&mut self, event: Option<usize>) {
        self.ahead.set_current(event);
    }

    /// An event begins: it is matched on one channel or several.
    pub(crate) fn next_event(&mut self) {
        self.patterns.next_event();
        self.results.next_event();
    }

    /// Adds the recipients of `event` on `channel`; allocates nothing once `into` has grown.
    ///
    /// Cost, indexed: one look-up per attribute by which conditions of the channel are indexed, one reading of each text in which
    /// their patterns are searched, plus the checks of the candidates, each set of equal conditions and each pattern once, plus
    /// O(recipients), long lists of which no recipient has a count apart: those are shared. Scan: O(subscriptions).
    pub(crate) fn match_event(&mut self, channel: Channel, event: &dyn Attributes, into: &mut Matched) {
        match &mut self.backend {
            Backend::Indexed(index) => {
                let results = self.fast_paths.take(FastPath::KeptResults).then_some(&mut self.results);
                let mut work = Work { search: self.patterns.search(), results, examined: 0 };
                let ahead = self.ahead.lines_on(channel, index.changes());
                index.match_event(channel, ahead, event, &mut self.values, &mut work, into);
                self.examined += work.examined;
            }
            Backend::Scan(scan) => self.examined += scan.match_event(channel, event, into),
        }
    }

    /// As [`Self::match_event`], but changes nothing: no result is kept, nothing is counted.
    pub(crate) fn match_event_unrecorded(&self, channel: Channel, event: &dyn Attributes, into: &mut Matched) {
        match &self.backend {
            Backend::Indexed(index) => {
                let mut scratch = Scratch::default();
                let search = self.patterns.search_unrecorded(&mut scratch);
                let mut work = Work { search, results: None, examined: 0 };
                index.match_event(channel, None, event, &mut Values::default(), &mut work, into);
            }
            Backend::Scan(scan) => {
                scan.match_event(channel, event, into);
            }
        }
    }

    /// How many entries of tables were moved since the beginning.
    pub(crate) fn entries_moved(&self) -> u64 {
        let of_backend = match &self.backend {
            Backend::Indexed(index) => index.entries_moved(),
            Backend::Scan(_) => 0,
        };
        self.patterns.moved() + self.shapes.moved() + of_backend
    }

    /// How many sets of conditions were evaluated since the beginning.
    pub(crate) fn examined(&self) -> u64 {
        self.examined
    }

    /// How many times a pattern was run on a text since the beginning.
    pub(crate) fn patterns_run(&self) -> u64 {
        self.patterns.runs()
    }

    /// How many distinct patterns are compiled.
    pub(crate) fn compiled_patterns(&self) -> usize {
        self.patterns.len()
    }
}
