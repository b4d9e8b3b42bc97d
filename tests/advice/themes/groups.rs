//! Groups: who is in them, who is to be, and their names.
//!
//! Owns the interests that are drawn in them, and the events that tell those apart. Must not know advice, nor which themes are
//! complete. Invariant: every id, flag and type that a filter here may name has an event with it, and one with another.

use tidings::{daemon::*, filter::*, *};

use super::{Draw, TEXTS, composed, levels, lists, pattern};

fn permission_filter(draw: &mut Draw<'_>, levels: usize) -> GroupPermissionFilter {
    composed(draw, levels, |draw, filter: GroupPermissionFilter, _| match draw.below(2) {
        0 => filter.admin(draw.flag()),
        _ => filter.send_message(draw.flag()),
    })
}

fn all_permissions() -> Vec<GroupMemberPermissions> {
    let mut permissions = Vec::new();
    for admin in [false, true] {
        for send_message in [false, true] {
            permissions.push(GroupMemberPermissions { admin, send_message, ..GroupMemberPermissions::default() });
        }
    }
    permissions
}

fn member_filter(draw: &mut Draw<'_>, levels: usize) -> GroupMemberFilter {
    composed(draw, levels, |draw, filter: GroupMemberFilter, levels| match draw.below(2) {
        0 => filter.contact_id(draw.one_of(&[1, 2])),
        _ => filter.permissions(permission_filter(draw, levels / 2)),
    })
}

pub(super) fn members(draw: &mut Draw<'_>) -> Interest {
    let levels = levels(draw);
    let filter = composed(draw, levels, |draw, filter: GroupFilter, levels| match draw.below(4) {
        0 => filter.empty(draw.flag()),
        1 => filter.own_permissions_filter(permission_filter(draw, levels / 2)),
        _ => filter.member_filters((0..=draw.below(2)).map(|_| member_filter(draw, levels / 2)).collect::<Vec<_>>()),
    });
    GroupNew::interest().group_filter(filter).into()
}

pub(super) fn member_events() -> Vec<Event> {
    let mut members = Vec::new();
    for contact_id in [1, 2, 3] {
        for permissions in all_permissions() {
            members.push(GroupMember { contact_id, permissions: Some(permissions) });
        }
    }
    let mut events = Vec::new();
    for members in lists(&members, 2) {
        for own_permissions in all_permissions() {
            events.push(
                GroupNew::new(Group {
                    members: members.clone(),
                    own_permissions: Some(own_permissions),
                    ..Group::default()
                })
                .into(),
            );
        }
    }
    events
}

pub(super) fn pending(draw: &mut Draw<'_>) -> Interest {
    let levels = levels(draw);
    let filter = composed(draw, levels, |draw, filter: PendingGroupMemberFilter, _| match draw.below(3) {
        0 => filter.is_contact(draw.flag()),
        1 => filter.has_declined(draw.flag()),
        _ => filter.contact_id(draw.one_of(&[0, 1, 2])),
    });
    let mut interest = GroupPendingMemberAdded::interest().pending_member_filter(filter);
    if draw.one_in(3) {
        interest = interest.group_ids(draw.some(3, |draw| draw.one_of(&[1, 2])));
    }
    interest.into()
}

pub(super) fn pending_events() -> Vec<Event> {
    let mut events = Vec::new();
    for id in [1, 2, 3] {
        for contact_id in [0, 1, 2, 3] {
            for declined in [false, true] {
                let pending = PendingGroupMember { contact_id, declined, ..PendingGroupMember::default() };
                events.push(GroupPendingMemberAdded::new(Group { id, ..Group::default() }, pending).into());
            }
        }
    }
    events
}

pub(super) fn renamed(draw: &mut Draw<'_>) -> Interest {
    let levels = levels(draw);
    let filter = composed(draw, levels, |draw, filter: GroupFilter, _| match draw.below(3) {
        0 => filter.r#type(draw.one_of(&[GroupType::Standard, GroupType::Advanced])),
        _ => filter.name_search(pattern(draw)),
    });
    let mut interest = GroupNameUpdated::interest().group_filter(filter);
    if draw.flag() {
        interest = interest.previous_name_search(pattern(draw));
    }
    interest.into()
}

pub(super) fn renamed_events() -> Vec<Event> {
    let mut events = Vec::new();
    for r#type in [GroupType::Standard, GroupType::Advanced, GroupType::Unspecified] {
        for name in TEXTS {
            for previous in TEXTS {
                let group = Group { r#type, name: (*name).into(), ..Group::default() };
                events.push(GroupNameUpdated::new(group, *previous).into());
            }
        }
    }
    events
}
