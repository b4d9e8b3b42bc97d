//! The slots of a level and their tags, in segments.
//!
//! Owns [`Segments`]. Must not know hashes. Invariants: all segments of a level have one size, so that a slot is found without a
//! branch; the slots of a segment are allocated together, once, and made one after the other, as they are reached.

use alloc::vec::Vec;

/// Slots of a group.
pub(super) const GROUP: usize = 8;

/// The most slots of a segment.
pub(super) const SEGMENT: usize = 1024;

#[derive(Clone)]
pub(super) struct Segments<T> {
    segments: Vec<Segment<T>>,
    /// A segment has two to the power of this groups.
    power: u32,
}

#[derive(Clone)]
struct Segment<T> {
    /// The tags of each group, the first slot in the lowest byte.
    tags: Vec<u64>,
    slots: Vec<Option<T>>,
}

/// The byte in which the tag of a slot is.
fn byte(at: usize) -> usize {
    at % GROUP * 8
}

impl<T> Segments<T> {
    /// For so many slots, and more; a power of two, or many segments. Nothing is allocated yet.
    pub(super) fn new(size: usize) -> Self {
        Self { segments: Vec::new(), power: (size.min(SEGMENT) / GROUP).max(1).ilog2() }
    }

    /// Whether a segment is more than one group.
    pub(super) fn has_several_groups(&self) -> bool {
        self.power > 0
    }

    /// How many groups there are until now.
    pub(super) fn groups(&self) -> usize {
        self.segments.len() << self.power
    }

    /// The segment of a group, and the place of the group in it.
    #[inline]
    fn place(&self, group: usize) -> (usize, usize) {
        let segment = group >> self.power;
        (segment, group - (segment << self.power))
    }

    fn slot_place(&self, at: usize) -> (usize, usize) {
        let (segment, group) = self.place(at / GROUP);
        (segment, group * GROUP + at % GROUP)
    }

    /// The tags of a group, and the slots from its first one on.
    #[inline]
    pub(super) fn group(&self, group: usize) -> Option<(u64, &[Option<T>])> {
        let (segment, group) = self.place(group);
        let Segment { tags, slots } = self.segments.get(segment)?;
        Some((*tags.get(group)?, slots.get(group * GROUP..).unwrap_or_default()))
    }

    /// The tags of a group, which are 0 where it is not there.
    #[inline]
    pub(super) fn tags(&self, group: usize) -> u64 {
        let (segment, group) = self.place(group);
        self.segments.get(segment).and_then(|segment| segment.tags.get(group)).copied().unwrap_or_default()
    }

    /// A slot that was made, and the tags of its group.
    #[inline]
    fn with_tags(&mut self, at: usize) -> Option<(&mut u64, &mut Option<T>)> {
        let (segment, group) = self.place(at / GROUP);
        let Segment { tags, slots } = self.segments.get_mut(segment)?;
        Some((tags.get_mut(group)?, slots.get_mut(group * GROUP + at % GROUP)?))
    }

    /// Writes an entry and its tag into a slot that was made; returns the tag that it had.
    pub(super) fn fill(&mut self, at: usize, tag: u8, entry: T) -> u8 {
        let Some((tags, slot)) = self.with_tags(at) else { return 0 };
        let before = (*tags >> byte(at)) as u8;
        *tags = *tags & !(0xff << byte(at)) | u64::from(tag) << byte(at);
        *slot = Some(entry);
        before
    }

    /// Takes an entry; its slot has this tag then.
    pub(super) fn clear(&mut self, at: usize, tag: u8) -> Option<T> {
        let (tags, slot) = self.with_tags(at)?;
        *tags = *tags & !(0xff << byte(at)) | u64::from(tag) << byte(at);
        slot.take()
    }

    pub(super) fn tag(&self, at: usize) -> u8 {
        (self.tags(at / GROUP) >> byte(at)) as u8
    }

    pub(super) fn set_tag(&mut self, at: usize, tag: u8) {
        let (segment, group) = self.place(at / GROUP);
        if let Some(tags) = self.segments.get_mut(segment).and_then(|segment| segment.tags.get_mut(group)) {
            *tags = *tags & !(0xff << byte(at)) | u64::from(tag) << byte(at);
        }
    }

    pub(super) fn get(&self, at: usize) -> Option<&T> {
        let (segment, slot) = self.slot_place(at);
        self.segments.get(segment)?.slots.get(slot)?.as_ref()
    }

    pub(super) fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        self.slot_mut(at)?.as_mut()
    }

    fn slot_mut(&mut self, at: usize) -> Option<&mut Option<T>> {
        let (segment, slot) = self.slot_place(at);
        self.segments.get_mut(segment)?.slots.get_mut(slot)
    }

    pub(super) fn take(&mut self, at: usize) -> Option<T> {
        self.slot_mut(at)?.take()
    }

    /// Writes into a slot that was made.
    pub(super) fn set(&mut self, at: usize, entry: Option<T>) {
        if let Some(slot) = self.slot_mut(at) {
            *slot = entry;
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.segments.iter().flat_map(|segment| segment.slots.iter().flatten())
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.segments.iter_mut().flat_map(|segment| segment.slots.iter_mut().flatten())
    }

    /// Makes a slot, and those before it in its segment. Returns how many were moved: at most half of a group, in the smallest level.
    pub(super) fn make(&mut self, at: usize) -> usize {
        let (segment, slot) = self.slot_place(at);
        if self.segments.get(segment).is_some_and(|segment| slot < segment.slots.len()) {
            return 0;
        }
        let groups = 1 << self.power;
        while self.groups() * GROUP <= at {
            // The smallest level may stay half of a group.
            let capacity = if groups == 1 { GROUP / 2 } else { groups * GROUP };
            self.segments.push(Segment { tags: alloc::vec![0; groups], slots: Vec::with_capacity(capacity) });
        }
        let Some(Segment { slots, .. }) = self.segments.get_mut(segment) else { return 0 };
        let (len, capacity) = (slots.len(), slots.capacity());
        // By whole groups, since any slot of one may be the first that is used; the smallest level may stay half of a group.
        let end = if groups == 1 { slot + 1 } else { (slot / GROUP + 1) * GROUP };
        while slots.len() < end {
            slots.push(None);
        }
        if slots.capacity() > capacity { len } else { 0 }
    }

    /// Frees the segments that are before this group altogether. Cost: O(slots freed).
    pub(super) fn free_before(&mut self, group: usize) {
        let end = self.place(group).0.min(self.segments.len());
        let before = self.segments[..end].iter_mut().rev();
        for segment in before.take_while(|segment| segment.tags.capacity() > 0) {
            *segment = Segment { tags: Vec::new(), slots: Vec::new() };
        }
    }

    /// Frees the segments at the end in which there is nothing, and unused capacity.
    pub(super) fn shrink_to_fit(&mut self) {
        while self.segments.last().is_some_and(|segment| segment.tags.iter().all(|tags| *tags == 0)) {
            self.segments.pop();
        }
        if self.power == 0 {
            // Entries are in the first slots of the only group.
            for Segment { slots, .. } in &mut self.segments {
                slots.truncate(slots.iter().flatten().count());
                slots.shrink_to_fit();
            }
        }
        self.segments.shrink_to_fit();
    }

    /// How many slots it has memory for.
    #[cfg(test)]
    pub(super) fn allocated(&self) -> usize {
        self.segments.iter().map(|segment| segment.slots.capacity()).sum()
    }
}
