//! The shapes of conditions: what is left of them without their values.
//!
//! Owns [`Shapes`]: subscriptions by the million ask for different ids and numbers in a few ways, so what follows from the way alone is
//! found out once. Must not know who asks. Invariant: equal shapes are stored once, as long as something uses them.

use alloc::boxed::Box;

use smallvec::SmallVec;

use super::check::{Check, Question, ResidualNumber, Word};
use super::plan::{FoundBy, LookUp, Plan, Quick};
use crate::collections::Interned;
use crate::predicate::{Chosen, Conditions, PackedConditions, ShapeNumber};

/// Conditions with other values in them. `kind` keeps apart what has equal codes in different kinds.
#[derive(Debug)]
struct Shape {
    kind: u32,
    code: Box<[u8]>,
    template: Conditions,
    plan: Plan,
}

impl Shape {
    fn is(&self, kind: u32, code: &[u8]) -> bool {
        self.kind == kind && *self.code == *code
    }
}

/// All shapes in use.
#[derive(Debug)]
pub(super) struct Shapes {
    in_use: Interned<Shape>,
    /// What is left to ask after look-ups and quick checks, without values.
    rests: Interned<Conditions>,
    /// That of no conditions at all.
    nothing: Shape,
    quick: bool,
    hasher: ahash::RandomState,
}

/// The conditions of one subscription, divided by the look-up that finds it.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'w> {
    shapes: &'w Shapes,
    shape: &'w Shape,
    look_up: &'w LookUp,
    pub(super) values: &'w [u8],
}

/// The rest of conditions: the number of its shape, and its values.
pub(super) type RestOf = (u32, SmallVec<[u8; 32]>);

impl Shapes {
    /// `quick`: whether one comparison is made by itself.
    pub(super) fn new(seed: u64, quick: bool) -> Self {
        let template = Conditions::default();
        let mut plan = Plan::new(&template);
        // There is no rest, so nothing is numbered.
        plan.look_ups.iter_mut().for_each(|look_up| look_up.divide(&template, quick, |_| 0));
        let nothing = Shape { kind: 0, code: Box::default(), template, plan };
        let hasher = ahash::RandomState::with_seeds(seed, 43, 44, 45);
        Self { in_use: Interned::default(), rests: Interned::default(), nothing, quick, hasher }
    }

    fn hash(&self, kind: u32, code: &[u8]) -> u64 {
        self.hasher.hash_one((kind, code))
    }

    /// The number of the shape with this code, where it is in use.
    pub(super) fn number(&self, kind: u32, code: &[u8]) -> Option<ShapeNumber> {
        self.in_use.find(self.hash(kind, code), |shape| shape.is(kind, code)).map(ShapeNumber::of)
    }

    /// One user more of a shape that is in use.
    pub(super) fn acquire(&mut self, shape: ShapeNumber) {
        self.in_use.acquire(shape.number());
    }

    /// One user more of a shape that may not be in use yet.
    pub(super) fn insert(&mut self, kind: u32, code: &[u8], template: Conditions) -> ShapeNumber {
        let hash = self.hash(kind, code);
        let new = || Shape { kind, code: code.into(), plan: Plan::new(&template), template };
        ShapeNumber::of(self.in_use.intern(hash, |shape| shape.is(kind, code), new))
    }

    /// One user of a shape less. Returns what it was like, where it is not in use any more.
    pub(super) fn release(&mut self, shape: ShapeNumber) -> Option<Conditions> {
        let Shape { template, plan, .. } = self.in_use.release(shape.number())?;
        let divisions = plan.look_ups.iter().filter_map(|look_up| look_up.division.as_ref());
        divisions.filter_map(|division| division.rest.as_ref()).for_each(|rest| _ = self.rests.release(rest.number));
        Some(template)
    }

    fn shape(&self, packed: PackedConditions<'_>) -> &Shape {
        packed.shape.and_then(|number| self.in_use.get(number.number())).unwrap_or(&self.nothing)
    }

    pub(super) fn plan(&self, packed: PackedConditions<'_>) -> &Plan {
        &self.shape(packed).plan
    }

    /// The conditions as a tree. Cost: O(conditions).
    pub(super) fn conditions(&self, packed: PackedConditions<'_>) -> Conditions {
        self.shape(packed).template.with_values(packed.values)
    }

    /// Divides the shape of these conditions by one of the look-ups, unless it was before.
    pub(super) fn divide(&mut self, packed: PackedConditions<'_>, chosen: Chosen) {
        let Self { in_use, rests, quick, hasher, .. } = self;
        let Some(shape) = packed.shape.and_then(|number| in_use.get_mut(number.number())) else { return };
        let Some(look_up) = shape.plan.look_ups.get_mut(chosen.place()) else { return };
        if look_up.division.is_some() {
            return;
        }
        look_up.divide(&shape.template, *quick, |rest| {
            rests.intern(hasher.hash_one(&rest), |other| *other == rest, || rest.clone())
        });
    }

    /// The conditions, divided by the look-up that was chosen.
    pub(super) fn wanted<'w>(&'w self, packed: PackedConditions<'w>, chosen: Chosen) -> Wanted<'w> {
        let shape = self.shape(packed);
        let look_up = shape.plan.look_ups.get(chosen.place()).unwrap_or(&self.nothing.plan.look_ups[0]);
        Wanted { shapes: self, shape, look_up, values: packed.values }
    }

    pub(super) fn moved(&self) -> u64 {
        self.in_use.moved() + self.rests.moved()
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.in_use.shrink_to_fit();
        self.rests.shrink_to_fit();
    }
}

impl<'w> Wanted<'w> {
    pub(super) fn found_by(&self) -> &'w FoundBy {
        &self.look_up.found_by
    }

    pub(super) fn plan(&self) -> &'w Plan {
        &self.shape.plan
    }

    /// What is left to ask after the look-up. `text` gives the number of a text.
    pub(super) fn question(
        &self,
        residual: Option<ResidualNumber>,
        mut text: impl FnMut(&str) -> Option<u32>,
    ) -> Question {
        let mut question = Question::default();
        let quick = self.look_up.division.iter().flat_map(|division| &division.quick);
        for Quick { comparison, slots, test } in quick {
            self.shape.plan.each_value(&[*test], self.values, &mut |wanted| {
                if let Some(word) = Word::of(&wanted, &mut text) {
                    question.push(Check::new(*comparison, *slots, word));
                }
            });
        }
        residual.into_iter().for_each(|residual| question.push_residual(residual));
        question
    }

    pub(super) fn rest(&self) -> Option<RestOf> {
        let rest = self.look_up.division.as_ref()?.rest.as_ref()?;
        Some((rest.number, rest.values(&self.shape.plan, self.values)))
    }

    /// The rest as a tree.
    pub(super) fn rest_conditions(&self, (number, values): &RestOf) -> Conditions {
        self.shapes.rests.get(*number).map_or_else(Conditions::default, |rest| rest.with_values(values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::predicate::{Build, Packer, Part, Place, PlainTest, Scalar, TreeBuilder};

    /// The shape of equality to a number, and the values.
    fn store(shapes: &mut Shapes, kind: u32, number: u64) -> (ShapeNumber, Packer) {
        let build = |builder: &mut dyn Build| {
            builder.begin(Part::Clause(Place::ITSELF.attr));
            builder.test(&Place::ITSELF, PlainTest::Equals(Scalar::Number(number)));
            builder.end();
        };
        let (mut packed, mut tree) = (Packer::default(), TreeBuilder::default());
        build(&mut packed);
        build(&mut tree);
        let template = tree.conditions().into_template();
        (shapes.insert(kind, packed.code.as_slice(), template), packed)
    }

    #[test]
    fn equal_shapes_are_stored_once() {
        let mut shapes = Shapes::new(1, true);
        let all = [(1, 1), (1, 2), (2, 1)].map(|(kind, number)| store(&mut shapes, kind, number));
        assert_eq!(all[0].0, all[1].0);
        assert_ne!(all[0].0, all[2].0, "of another kind");
        let conditions = |(shape, packed): &(ShapeNumber, Packer)| {
            shapes.conditions(PackedConditions { shape: Some(*shape), chosen: None, values: packed.values.as_slice() })
        };
        assert_ne!(conditions(&all[0]), conditions(&all[1]), "the values are the subscription's own");
        all.iter().for_each(|(shape, _)| _ = shapes.release(*shape));
        assert_eq!(shapes.in_use.len(), 0, "nothing uses a shape any more");
    }
}
