//! The rows of contacts.
//!
//! Owns the kinds 22 to 25. Must not test what a contact filter asks: that is in the tests of the filters.

use tidings::{daemon::*, filter::*, *};

use super::rows;
use crate::entities::{About as _, before, contact, details};
use crate::verbs::{in_both, two_users};
use crate::world::World;

rows! {
    contact_new: ContactNew { |n| ContactNew::new(contact(n)); filter filter: ContactFilter; }
    contact_deleted: ContactDeleted {
        |n| ContactDeleted::new(contact(n));
        ids contact_ids: Contacts;
        filter filter: ContactFilter;
    }
    contact_details_updated: ContactDetailsUpdated {
        |n| ContactDetailsUpdated::new(contact(n), details(before(n)));
        ids contact_ids: Contacts;
        filter filter: ContactFilter;
    }
    contact_photo_updated: ContactPhotoUpdated {
        |n| ContactPhotoUpdated::new(contact(n));
        ids contact_ids: Contacts;
        filter filter: ContactFilter;
    }
}

#[test]
fn f4_the_details_are_compared_after_the_change() {
    in_both(|mut world| {
        let asking = |n| {
            let filter = ContactFilter::new().details_search(DetailsFilter::about(n));
            ContactDetailsUpdated::interest().filter(filter)
        };
        let after = world.subscribe("desk", asking(1));
        let _before = world.subscribe("desk", asking(2));
        assert_eq!(world.receivers("1", ContactDetailsUpdated::new(contact(1), details(2))), [after]);
        assert_eq!(world.receivers("2", ContactDetailsUpdated::new(contact(1), details(2))), []);
    });
}

#[test]
fn i4_a_contact_exists_from_new_to_deleted() {
    let mut world = two_users();
    let interest = || ContactPhotoUpdated::interest().contact_ids([1]);
    let refused = |world: &mut World| {
        let error = world.refuse_interest("desk", interest());
        let entity = EntityId::Contact(1);
        assert_eq!(error, Error::NoSuchEntity { field: "contact_ids[0]".into(), entity });
    };
    world.publish_for("1", ContactDetailsUpdated::new(contact(1), details(1)));
    world.publish_for("1", ContactPhotoUpdated::new(contact(1)));
    refused(&mut world);
    world.publish_for("1", ContactNew::new(contact(1)));
    let held = world.subscribe("desk", interest());
    world.publish_for("1", ContactDeleted::new(contact(1)));
    refused(&mut world);
    assert_eq!(world.receivers("1", ContactPhotoUpdated::new(contact(1))), [held]);
}

#[test]
fn i3_a_contact_is_no_group_and_no_discussion() {
    let mut world = two_users();
    world.publish_for("1", ContactNew::new(contact(1)));
    let others: [Interest; 3] = [
        GroupDeleted::interest().group_ids([1]).into(),
        DiscussionLocked::interest().discussion_ids([1]).into(),
        InvitationDeleted::interest().invitation_ids([1]).into(),
    ];
    for interest in others {
        assert_eq!(world.refuse_interest("desk", interest).code(), Code::NotFound);
    }
    world.subscribe("desk", ContactDeleted::interest().contact_ids([1]));
}

#[test]
fn i3_ids_inside_filters_are_never_checked() {
    in_both(|mut world| {
        let unknown = DiscussionFilter::new().contact_id(404);
        let held = world.subscribe("desk", DiscussionNew::interest().filter(unknown));
        let event = |id| Discussion { identifier: DiscussionIdentifier::Contact(id), ..Discussion::default() };
        assert_eq!(world.receivers("1", DiscussionNew::new(event(404))), [held]);
        assert_eq!(world.receivers("1", DiscussionNew::new(event(405))), []);
    });
}
