//! The rows of groups.
//!
//! Owns the kinds 26 to 36, and which value of an event each of their filters judges. Must not test what the filters ask: that
//! is in the tests of the filters.

use tidings::{daemon::*, filter::*, *};

use super::rows;
use crate::entities::{About as _, before, group, member, pending, permissions, search, text};
use crate::verbs::{in_both, two_users};
use crate::world::World;

rows! {
    group_new: GroupNew { |n| GroupNew::new(group(n)); filter group_filter: GroupFilter; }
    group_deleted: GroupDeleted {
        |n| GroupDeleted::new(group(n));
        ids group_ids: Groups;
        filter group_filter: GroupFilter;
    }
    group_name_updated: GroupNameUpdated {
        |n| GroupNameUpdated::new(group(n), text(before(n)));
        ids group_ids: Groups;
        filter group_filter: GroupFilter;
        filter previous_name_search: String of before;
    }
    group_photo_updated: GroupPhotoUpdated {
        |n| GroupPhotoUpdated::new(group(n));
        ids group_ids: Groups;
        filter group_filter: GroupFilter;
    }
    group_description_updated: GroupDescriptionUpdated {
        |n| GroupDescriptionUpdated::new(group(n), text(before(n)));
        ids group_ids: Groups;
        filter group_filter: GroupFilter;
        filter previous_description_search: String of before;
    }
    group_pending_member_added: GroupPendingMemberAdded {
        |n| GroupPendingMemberAdded::new(group(n), pending(n));
        ids group_ids: Groups;
        filter group_filter: GroupFilter;
        filter pending_member_filter: PendingGroupMemberFilter;
    }
    group_pending_member_removed: GroupPendingMemberRemoved {
        |n| GroupPendingMemberRemoved::new(group(n), pending(n));
        ids group_ids: Groups;
        filter group_filter: GroupFilter;
        filter pending_member_filter: PendingGroupMemberFilter;
    }
    group_member_joined: GroupMemberJoined {
        |n| GroupMemberJoined::new(group(n), member(n));
        ids group_ids: Groups;
        filter group_filter: GroupFilter;
        filter member_filter: GroupMemberFilter;
    }
    group_member_left: GroupMemberLeft {
        |n| GroupMemberLeft::new(group(n), member(n));
        ids group_ids: Groups;
        filter group_filter: GroupFilter;
        filter member_filter: GroupMemberFilter;
    }
    group_own_permissions_updated: GroupOwnPermissionsUpdated {
        |n| GroupOwnPermissionsUpdated::new(group(n), permissions(n), permissions(before(n)));
        ids group_ids: Groups;
        filter group_filter: GroupFilter;
        filter permissions_filter: GroupPermissionFilter;
        filter previous_permissions_filter: GroupPermissionFilter of before;
    }
    group_member_permissions_updated: GroupMemberPermissionsUpdated {
        |n| GroupMemberPermissionsUpdated::new(group(n), member(n), permissions(before(n)));
        ids group_ids: Groups;
        filter group_filter: GroupFilter;
        filter member_filter: GroupMemberFilter;
        filter previous_permission_filter: GroupPermissionFilter of before;
    }
}

/// Subscribes to four interests about an event that led from 2 to 1: for both values, for both swapped, for the value now, for
/// the value before; and asserts who hears which change.
fn judges_before_and_after(world: &mut World, interests: [Interest; 4], event: impl Fn(u64, u64) -> Event) {
    let ids = interests.map(|interest| world.subscribe("desk", interest));
    let [right, swapped, by_now, by_before] = ids;
    assert_eq!(world.receivers("1", event(1, 2)), [right, by_now, by_before]);
    assert_eq!(world.receivers("1", event(2, 1)), [swapped]);
    assert_eq!(world.receivers("1", event(1, 1)), [by_now]);
    assert_eq!(world.receivers("1", event(2, 2)), [by_before]);
    assert_eq!(world.receivers("2", event(1, 2)), []);
}

#[test]
fn f4_the_name_is_compared_after_and_the_previous_name_before_the_change() {
    in_both(|mut world| {
        let name = |n| GroupFilter::new().name_search(search(n));
        let interest = GroupNameUpdated::interest;
        let interests = [
            interest().group_filter(name(1)).previous_name_search(search(2)).into(),
            interest().group_filter(name(2)).previous_name_search(search(1)).into(),
            interest().group_filter(name(1)).into(),
            interest().previous_name_search(search(2)).into(),
        ];
        judges_before_and_after(&mut world, interests, |now, before| {
            GroupNameUpdated::new(Group { name: text(now), ..group(1) }, text(before)).into()
        });
    });
}

#[test]
fn f4_the_description_is_compared_after_and_the_previous_description_before_the_change() {
    in_both(|mut world| {
        let description = |n| GroupFilter::new().description_search(search(n));
        let interest = GroupDescriptionUpdated::interest;
        let interests = [
            interest().group_filter(description(1)).previous_description_search(search(2)).into(),
            interest().group_filter(description(2)).previous_description_search(search(1)).into(),
            interest().group_filter(description(1)).into(),
            interest().previous_description_search(search(2)).into(),
        ];
        judges_before_and_after(&mut world, interests, |now, before| {
            GroupDescriptionUpdated::new(Group { description: text(now), ..group(1) }, text(before)).into()
        });
    });
}

#[test]
fn f4_own_permissions_are_compared_before_and_after_by_a_filter_each() {
    in_both(|mut world| {
        let filter = GroupPermissionFilter::about;
        let interest = GroupOwnPermissionsUpdated::interest;
        let interests = [
            interest().permissions_filter(filter(1)).previous_permissions_filter(filter(2)).into(),
            interest().permissions_filter(filter(2)).previous_permissions_filter(filter(1)).into(),
            interest().permissions_filter(filter(1)).into(),
            interest().previous_permissions_filter(filter(2)).into(),
        ];
        judges_before_and_after(&mut world, interests, |now, before| {
            GroupOwnPermissionsUpdated::new(group(3), permissions(now), permissions(before)).into()
        });
    });
}

#[test]
fn f4_permissions_of_a_member_are_compared_before_and_after_by_a_filter_each() {
    in_both(|mut world| {
        let filter = GroupPermissionFilter::about;
        let member_with = |n| GroupMemberFilter::new().permissions(filter(n));
        let interest = GroupMemberPermissionsUpdated::interest;
        let interests = [
            interest().member_filter(member_with(1)).previous_permission_filter(filter(2)).into(),
            interest().member_filter(member_with(2)).previous_permission_filter(filter(1)).into(),
            interest().member_filter(member_with(1)).into(),
            interest().previous_permission_filter(filter(2)).into(),
        ];
        judges_before_and_after(&mut world, interests, |now, before| {
            GroupMemberPermissionsUpdated::new(group(3), member(now), permissions(before)).into()
        });
    });
}

#[test]
fn f1_an_empty_search_of_the_previous_value_is_no_condition() {
    in_both(|mut world| {
        let by_name = world.subscribe("desk", GroupNameUpdated::interest().previous_name_search(""));
        let by_description =
            world.subscribe("desk", GroupDescriptionUpdated::interest().previous_description_search(""));
        for before in ["", "old"] {
            assert_eq!(world.receivers("1", GroupNameUpdated::new(group(1), before)), [by_name]);
            assert_eq!(world.receivers("1", GroupDescriptionUpdated::new(group(1), before)), [by_description]);
        }
        let nothing = world.subscribe("desk", GroupNameUpdated::interest().previous_name_search("^$"));
        assert_eq!(world.receivers("1", GroupNameUpdated::new(group(1), "")), [by_name, nothing]);
        assert_eq!(world.receivers("1", GroupNameUpdated::new(group(1), "old")), [by_name]);
    });
}

#[test]
fn f4_the_member_of_the_event_is_compared_and_not_those_of_the_group() {
    in_both(|mut world| {
        // Who left is in the group no more; who was invited last is not the only one.
        let left = |filter| GroupMemberLeft::interest().member_filter(filter);
        let who_left = world.subscribe("desk", left(GroupMemberFilter::new().contact_id(2)));
        let _who_stays = world.subscribe("desk", left(GroupMemberFilter::new().contact_id(1)));
        assert_eq!(world.receivers("1", GroupMemberLeft::new(group(1), member(2))), [who_left]);

        let invited = |filter| GroupPendingMemberAdded::interest().pending_member_filter(filter);
        let last = world.subscribe("desk", invited(PendingGroupMemberFilter::new().contact_id(2)));
        let _earlier = world.subscribe("desk", invited(PendingGroupMemberFilter::new().contact_id(1)));
        assert_eq!(world.receivers("1", GroupPendingMemberAdded::new(group(1), pending(2))), [last]);
    });
}

#[test]
fn i4_a_group_exists_from_new_to_deleted() {
    let mut world = two_users();
    let interest = || GroupPhotoUpdated::interest().group_ids([1]);
    let refused = |world: &mut World| {
        let error = world.refuse_interest("desk", interest());
        assert_eq!(error, Error::NoSuchEntity { field: "group_ids[0]".into(), entity: EntityId::Group(1) });
    };
    for row in rows().iter().filter(|row| row.kind != Kind::GroupNew) {
        world.publish_for("1", (row.event)(1));
        refused(&mut world);
    }
    world.publish_for("1", GroupNew::new(group(1)));
    for row in rows().iter().filter(|row| row.kind != Kind::GroupDeleted) {
        world.publish_for("1", (row.event)(1));
        world.subscribe("desk", interest());
    }
    world.publish_for("1", GroupDeleted::new(group(1)));
    refused(&mut world);
}
