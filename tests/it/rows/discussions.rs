//! The rows of discussions.
//!
//! Owns the kinds 18 to 21. Must not test what a discussion filter asks: that is in the tests of the filters.

use tidings::{daemon::*, filter::*, *};

use super::rows;
use crate::entities::{before, discussion, settings, text};
use crate::verbs::{in_both, two_users};
use crate::world::World;

rows! {
    discussion_new: DiscussionNew { |n| DiscussionNew::new(discussion(n)); filter filter: DiscussionFilter; }
    discussion_locked: DiscussionLocked {
        |n| DiscussionLocked::new(discussion(n));
        ids discussion_ids: Discussions;
        filter filter: DiscussionFilter;
    }
    discussion_title_updated: DiscussionTitleUpdated {
        |n| DiscussionTitleUpdated::new(discussion(n), text(before(n)));
        ids discussion_ids: Discussions;
        filter filter: DiscussionFilter;
    }
    discussion_settings_updated: DiscussionSettingsUpdated {
        |n| DiscussionSettingsUpdated::new(discussion(n), settings(n), settings(before(n)));
        ids discussion_ids: Discussions;
        filter filter: DiscussionFilter;
    }
}

#[test]
fn f4_the_title_is_compared_after_the_change() {
    in_both(|mut world| {
        let asking = |pattern| DiscussionTitleUpdated::interest().filter(DiscussionFilter::new().title_search(pattern));
        let after = world.subscribe("desk", asking("^new$"));
        let _before = world.subscribe("desk", asking("^old$"));
        let renamed = Discussion { title: "new".into(), ..discussion(1) };
        assert_eq!(world.receivers("1", DiscussionTitleUpdated::new(renamed, "old")), [after]);
    });
}

#[test]
fn i1_the_ids_are_those_of_the_discussion_and_not_those_in_its_settings() {
    in_both(|mut world| {
        for n in [1, 2] {
            world.publish_for("1", DiscussionNew::new(discussion(n)));
        }
        let asking = |id| DiscussionSettingsUpdated::interest().discussion_ids([id]);
        let of_discussion = world.subscribe("desk", asking(1));
        let _of_settings = world.subscribe("desk", asking(2));
        let event = DiscussionSettingsUpdated::new(discussion(1), settings(2), settings(2));
        assert_eq!(world.receivers("1", event), [of_discussion]);
    });
}

#[test]
fn f6_a_locked_discussion_is_with_nobody() {
    in_both(|mut world| {
        let asking = |filter| DiscussionLocked::interest().filter(filter);
        let all = world.subscribe("desk", asking(DiscussionFilter::new().r#type(DiscussionType::Unspecified)));
        let with_contact = world.subscribe("desk", asking(DiscussionFilter::new().r#type(DiscussionType::Oto)));
        let locked = Discussion { identifier: DiscussionIdentifier::Nobody, ..discussion(1) };
        assert_eq!(world.receivers("1", DiscussionLocked::new(locked)), [all]);
        assert_eq!(world.receivers("1", DiscussionLocked::new(discussion(1))), [all, with_contact]);
    });
}

#[test]
fn i4_a_discussion_exists_until_it_is_locked_and_again_when_it_is_used_again() {
    let mut world = two_users();
    let interest = || DiscussionTitleUpdated::interest().discussion_ids([1]);
    let refused = |world: &mut World, session| {
        let error = world.refuse_interest(session, interest());
        let entity = EntityId::Discussion(1);
        assert_eq!(error, Error::NoSuchEntity { field: "discussion_ids[0]".into(), entity });
    };
    let desk = world.session("desk");
    world.publish_for("1", DiscussionTitleUpdated::new(discussion(1), ""));
    world.publish_for("1", DiscussionSettingsUpdated::new(discussion(1), settings(1), settings(1)));
    refused(&mut world, desk);
    world.publish_for("1", DiscussionNew::new(discussion(1)));
    world.subscribe(desk, interest());
    world.publish_for("1", DiscussionLocked::new(discussion(1)));
    refused(&mut world, desk);
    world.publish_for("1", DiscussionNew::new(discussion(1)));
    world.subscribe(desk, interest());
    let stranger = world.session("stranger");
    refused(&mut world, stranger);
}
