//! What is received in the world of the tests.
//!
//! Owns publishing, polling, and whose sessions an event reached. Must not know which events there are. Invariant: whatever a
//! test is about, every output is checked for the rules that hold for all of them (R2, R3, R5, C1), and every event that is
//! published for the dry run (T5).

use tidings::*;

use super::{Named, World};

/// An event and everyone who gets it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Received {
    pub(crate) event: Event,
    pub(crate) deliveries: Vec<Delivery>,
}

/// All that waits to be polled.
#[track_caller]
pub(crate) fn poll<D: Directory>(engine: &mut Engine<D>) -> Vec<Received> {
    let mut received = Vec::new();
    while let Some(dispatch) = engine.poll_output() {
        let (event, deliveries) = (dispatch.event().clone(), dispatch.deliveries().collect::<Vec<_>>());
        assert!(!deliveries.is_empty(), "an event without deliveries is not handed out: {event:?}");
        let by_age = deliveries.is_sorted_by(|one, next| one.subscription() < next.subscription());
        assert!(by_age, "R2, R3: each subscription once, oldest first: {deliveries:?}");
        for one in &deliveries {
            let is_used_up = one.remaining() == Some(0);
            assert_eq!(one.ended(), is_used_up.then_some(EndReason::Count), "C1: {one:?}");
            assert!(!is_used_up || engine.subscription(one.subscription()).is_none(), "C1: {one:?} has ended");
            assert!(engine.subscriptions(one.session()).is_ok(), "R5: {one:?} is for a closed session");
        }
        received.push(Received { event, deliveries });
    }
    received
}

impl<D: Directory> World<D> {
    /// All that waits to be polled.
    #[track_caller]
    pub(crate) fn poll(&mut self) -> Vec<Received> {
        poll(&mut self.engine)
    }

    /// All that waits to be polled, as the kind and the names of the sessions that receive it.
    #[track_caller]
    pub(crate) fn poll_names(&mut self) -> Vec<(Kind, Vec<String>)> {
        let received = self.poll();
        received.iter().map(|one| (one.event.kind(), self.names(std::slice::from_ref(one)))).collect()
    }

    /// The names of the sessions, once for each delivery, in order.
    pub(crate) fn names(&self, received: &[Received]) -> Vec<String> {
        let deliveries = received.iter().flat_map(|one| &one.deliveries);
        deliveries.map(|one| self.name_of(one.session()).to_owned()).collect()
    }

    /// Publishes an event, while nothing waits, and polls.
    #[track_caller]
    pub(crate) fn publish(&mut self, publication: impl Into<Publication>) -> Vec<Received> {
        self.publish_counted(publication.into()).1
    }

    /// Publishes an event from which nothing follows, while nothing waits, and polls: the names of the sessions that receive
    /// it, once for each delivery.
    #[track_caller]
    pub(crate) fn receivers_of(&mut self, publication: impl Into<Publication>) -> Vec<String> {
        let publication = publication.into();
        let event = publication.event().clone();
        let (published, received) = self.publish_counted(publication);
        assert_eq!(published.events, 1, "nothing follows from {event:?}");
        assert!(received.len() <= 1, "nothing follows from {event:?}");
        assert!(received.iter().all(|one| one.event == event), "it is received as it was published");
        self.names(&received)
    }

    #[track_caller]
    fn publish_counted(&mut self, publication: Publication) -> (Published, Vec<Received>) {
        let predicted = self.engine.dry_run(publication.clone()).expect("the event is acceptable");
        let predicted: Vec<_> = predicted.into_iter().map(|it| (it.kind, it.session, it.subscription)).collect();
        let published = self.engine.publish(self.now, publication).expect("the event is acceptable");
        let received = self.poll();
        let all = received.iter().flat_map(|it| it.deliveries.iter().map(|one| (it.event.kind(), one)));
        let all: Vec<_> = all.map(|(kind, one)| (kind, one.session(), one.subscription())).collect();
        assert_eq!(published.deliveries, all.len());
        assert_eq!(predicted, all, "T5");
        (published, received)
    }

    /// Publishes an event that must be refused, as a dry run is (T5): nobody receives it, and nothing changes (R4).
    #[track_caller]
    pub(crate) fn refuse(&mut self, publication: impl Into<Publication>) -> Error {
        let (publication, before) = (publication.into(), self.seen());
        let predicted = self.engine.dry_run(publication.clone()).expect_err("the event is not acceptable");
        let error = self.engine.publish(self.now, publication).expect_err("the event is not acceptable");
        assert_eq!(error, predicted, "T5");
        assert_eq!(self.seen(), before, "R4: refused with {error}");
        error
    }

    /// Subscribes, while nothing waits, to what must be refused: nothing changes (R4).
    #[track_caller]
    pub(crate) fn refuse_interest(&mut self, session: impl Named, interest: impl Into<Interest>) -> Error {
        let (session, before, stats) = (session.session_in(self), self.seen(), self.engine.stats());
        let error = self.engine.subscribe(self.now, session, interest).expect_err("the interest is not acceptable");
        assert_eq!(self.seen(), before, "R4: refused with {error}");
        assert_eq!(self.engine.stats(), stats, "R4: refused with {error}");
        assert_eq!(self.poll(), [], "R4: refused with {error}");
        error
    }
}
