//! Deliveries of an event that everybody gets, iterated.
//!
//! Owns that row. Must not match anything but an interest without a filter. Invariant: the copy has the very deliveries that were
//! iterated, as values; it is what no host could do without.

use std::hint::black_box;

use contenders::{Contender as _, Patterns};
use tidings::{Audience, Delivery, Dispatch, Event, Publication, UserId};
use workload::{Scenario, generate};

use crate::clock::{Rounds, time};
use crate::contender::{NOW, Tidings, user};
use crate::options::Options;
use crate::results::Results;
use crate::vocabulary::event;

pub const NAME: &str = "deliveries";
pub const ITERATED: &str = "each delivery into a list";
pub const COPIED: &str = "copy of the same list";
pub const WALKED: &str = "each delivery walked";

const SIZES: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];
const ROUNDS: usize = 9;

/// Publishes a clone of the event, and gives each dispatch to the host.
fn publish(tidings: &mut Tidings, user: &UserId, event: &Event, mut each: impl FnMut(Dispatch<'_>)) {
    let publication = Publication::new(event.clone(), Audience::user(user));
    tidings.engine.publish(NOW, publication).expect("the bounds suffice");
    while let Some(dispatch) = tidings.engine.poll_output() {
        each(dispatch);
    }
}

pub fn measure(options: &Options, results: &mut Results) {
    for size in SIZES.into_iter().filter(|size| *size <= options.max) {
        let world = generate(Scenario::Broadcast, size, 1, 1);
        let mut tidings = Tidings::new(Patterns { source: Vec::new(), compiled: Vec::new() }.into());
        for (id, filter) in (0..).zip(&world.subs) {
            tidings.insert(id, filter).expect("the bounds suffice");
        }
        let (user, event) = (user(0), event(&world.events[0]));
        let events = (4_000_000 / size).clamp(4, 2_000);
        let mut list: Vec<Delivery> = Vec::with_capacity(size);
        let mut copy: Vec<Delivery> = Vec::with_capacity(size);
        let [mut iterated, mut walked, mut copied] = [(); 3].map(|()| Rounds::default());
        for _ in 0..ROUNDS {
            iterated.add(time(events, || {
                list.clear();
                publish(&mut tidings, &user, &event, |dispatch| dispatch.append_to(&mut list));
                black_box(&list);
            }));
            assert_eq!(list.len(), size, "everybody gets it");
            walked.add(time(events, || {
                publish(&mut tidings, &user, &event, |dispatch| {
                    dispatch.deliveries().for_each(|delivery| _ = black_box(delivery));
                });
            }));
            copied.add(time(events, || {
                copy.clear();
                copy.extend_from_slice(black_box(&list));
                black_box(&copy);
            }));
        }
        for (who, rounds) in [(ITERATED, iterated), (WALKED, walked), (COPIED, copied)] {
            results.show(NAME, size, who, "ns/event", rounds.median());
        }
    }
}
