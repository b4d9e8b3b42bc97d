//! The fields of `GroupMemberFilter`, `PendingGroupMemberFilter` and `GroupPermissionFilter`.
//!
//! Owns what each field admits and does not. Must not know groups.

use tidings::{daemon::*, filter::*};

use super::expect;
use crate::entities::{About as _, member, pending, permissions};

#[test]
fn f1_contact_id_of_a_member_is_compared_0_included() {
    let filter = |id| GroupMemberFilter::new().contact_id(id);
    let who = |contact_id| GroupMember { contact_id, ..member(1) };
    expect(filter(5), [who(5)], [who(0), who(4), who(6)]);
    expect(filter(0), [who(0)], [who(1), who(5)]);
}

#[test]
fn f1_permissions_of_a_member_are_compared_whole() {
    let with = |bits| GroupMember { permissions: Some(permissions(bits)), ..member(1) };
    let filter = GroupMemberFilter::new().permissions(GroupPermissionFilter::about(0b10101));
    expect(filter, [with(0b10101)], [with(0b10100), with(0b11101), with(0), with(0b11111)]);
    let nothing_wanted = GroupMemberFilter::new().permissions(GroupPermissionFilter::new());
    expect(nothing_wanted, [with(0), with(0b11111)], []);
}

#[test]
fn i2_who_and_permissions_must_both_match() {
    let filter = GroupMemberFilter::new().contact_id(5).permissions(GroupPermissionFilter::new().admin(true));
    let with = |contact_id, bits| GroupMember { contact_id, permissions: Some(permissions(bits)) };
    expect(filter, [with(5, 1)], [with(5, 0), with(6, 1)]);
}

fn filter() -> PendingGroupMemberFilter {
    PendingGroupMemberFilter::new()
}

fn who(contact_id: u64) -> PendingGroupMember {
    PendingGroupMember { contact_id, ..pending(1) }
}

#[test]
fn f1_is_contact_asks_whether_the_contact_is_not_0() {
    expect(filter().is_contact(Is::Is), [who(1), who(u64::MAX)], [who(0)]);
    expect(filter().is_contact(Is::IsNot), [who(0)], [who(1)]);
    expect(filter().is_contact(Is::Unspecified), [who(0), who(1)], []);
}

#[test]
fn f1_has_declined_asks_for_declined_or_not() {
    let [declined, not] = [true, false].map(|declined| PendingGroupMember { declined, ..pending(1) });
    expect(filter().has_declined(Has::Has), [declined.clone()], [not.clone()]);
    expect(filter().has_declined(Has::HasNot), [not.clone()], [declined.clone()]);
    expect(filter().has_declined(Has::Unspecified), [declined, not], []);
}

#[test]
fn f1_contact_id_of_a_pending_member_is_compared_0_included() {
    expect(filter().contact_id(5), [who(5)], [who(0), who(6)]);
    expect(filter().contact_id(0), [who(0)], [who(1)]);
    // It is the contact that counts, and not the number of the pending member.
    let other = PendingGroupMember { pending_member_id: 5, contact_id: 6, ..pending(1) };
    expect(filter().contact_id(5), [], [other]);
}

#[test]
fn f2_display_name_search_occurs_anywhere_and_minds_case() {
    let named = |name: &str| PendingGroupMember { display_name: name.into(), ..pending(1) };
    expect(filter().display_name_search("Ann"), ["Ann", "Mary Ann"].map(named), ["", "ann"].map(named));
    expect(filter().display_name_search(""), ["", "Ann"].map(named), []);
}

#[test]
fn f1_permissions_of_a_pending_member_are_compared() {
    let with = |bits| PendingGroupMember { permissions: Some(permissions(bits)), ..pending(1) };
    let asking = |wanted| filter().permissions(GroupPermissionFilter::new().send_message(wanted));
    expect(asking(Can::Can), [with(0b00010), with(0b11111)], [with(0), with(0b11101)]);
    expect(asking(Can::Cannot), [with(0), with(0b11101)], [with(0b00010)]);
    expect(asking(Can::Unspecified), [with(0), with(0b11111)], []);
}

/// Each field of the permission filter, with what it asks, under the bit of [`permissions`] that it is about.
fn asking(bit: u32, wanted: Option<bool>) -> GroupPermissionFilter {
    let can = wanted.map_or(Can::Unspecified, Can::from);
    let is = wanted.map_or(Is::Unspecified, Is::from);
    let filter = GroupPermissionFilter::new();
    match bit {
        0 => filter.admin(is),
        1 => filter.send_message(can),
        2 => filter.remote_delete_anything(can),
        3 => filter.edit_or_remote_delete_own_messages(can),
        _ => filter.change_settings(can),
    }
}

#[test]
fn f1_each_permission_is_required_or_forbidden_and_restricts_nothing_else() {
    for bit in 0..5 {
        let (granted, refused): (Vec<u64>, Vec<u64>) = (0..32).partition(|bits| bits >> bit & 1 == 1);
        let [granted, refused] = [granted, refused].map(|bits| bits.into_iter().map(permissions).collect::<Vec<_>>());
        expect(asking(bit, Some(true)), granted.clone(), refused.clone());
        expect(asking(bit, Some(false)), refused.clone(), granted.clone());
        expect(asking(bit, None), granted.into_iter().chain(refused), []);
    }
}

#[test]
fn i2_all_wanted_permissions_must_match() {
    let filter = GroupPermissionFilter::new().admin(true).send_message(false);
    expect(filter, [0b00001, 0b11101].map(permissions), [0, 0b00010, 0b00011, 0b11111].map(permissions));
}
