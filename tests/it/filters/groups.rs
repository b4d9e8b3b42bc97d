//! The fields of `GroupFilter`.
//!
//! Owns what each field admits and does not, the filters on lists included. Must not test what the filters of members ask.

use tidings::{daemon::*, filter::*};

use super::expect;
use crate::entities::{group, member, pending, permissions};

fn filter() -> GroupFilter {
    GroupFilter::new()
}

#[test]
fn f1_type_is_compared() {
    let all =
        [GroupType::Unspecified, GroupType::Standard, GroupType::Controlled, GroupType::ReadOnly, GroupType::Advanced];
    let run_as = |r#type| Group { r#type, ..group(1) };
    for wanted in &all[1..] {
        let others = all.into_iter().filter(|r#type| r#type != wanted).map(run_as);
        expect(filter().r#type(*wanted), [run_as(*wanted)], others);
    }
    expect(filter().r#type(GroupType::Unspecified), all.map(run_as), []);
}

#[test]
fn f1_empty_asks_for_no_members_pending_ones_do_not_count() {
    let with = |members: &[u64], invited: &[u64]| Group {
        members: members.iter().map(|n| member(*n)).collect(),
        pending_members: invited.iter().map(|n| pending(*n)).collect(),
        ..group(1)
    };
    let empty = || [with(&[], &[]), with(&[], &[1])];
    let not_empty = || [with(&[1], &[]), with(&[1, 2], &[3])];
    expect(filter().empty(Is::Is), empty(), not_empty());
    expect(filter().empty(Is::IsNot), not_empty(), empty());
    expect(filter().empty(Is::Unspecified), empty().into_iter().chain(not_empty()), []);
}

#[test]
fn f1_photo_asks_for_one_or_none() {
    let [with, without] = [true, false].map(|has_a_photo| Group { has_a_photo, ..group(1) });
    expect(filter().photo(Has::Has), [with.clone()], [without.clone()]);
    expect(filter().photo(Has::HasNot), [without.clone()], [with.clone()]);
    expect(filter().photo(Has::Unspecified), [with, without], []);
}

#[test]
fn f1_keycloak_asks_for_managed_or_not() {
    let [managed, not] = [true, false].map(|keycloak_managed| Group { keycloak_managed, ..group(1) });
    expect(filter().keycloak(Is::Is), [managed.clone()], [not.clone()]);
    expect(filter().keycloak(Is::IsNot), [not.clone()], [managed.clone()]);
    expect(filter().keycloak(Is::Unspecified), [managed, not], []);
}

#[test]
fn f1_own_permissions_filter_judges_ones_own_and_nobody_elses() {
    let admin = |own, other| Group {
        own_permissions: Some(GroupMemberPermissions { admin: own, ..permissions(0) }),
        members: vec![GroupMember {
            permissions: Some(GroupMemberPermissions { admin: other, ..permissions(0) }),
            ..member(1)
        }],
        ..group(1)
    };
    let own = |wanted: bool| filter().own_permissions_filter(GroupPermissionFilter::new().admin(wanted));
    expect(own(true), [admin(true, false), admin(true, true)], [admin(false, true), admin(false, false)]);
    expect(own(false), [admin(false, true)], [admin(true, false)]);
    expect(filter().own_permissions_filter(GroupPermissionFilter::new()), [admin(true, true), Group::default()], []);
}

#[test]
fn n3_absent_permissions_are_compared_as_empty_ones() {
    let of = |own_permissions| Group { own_permissions, members: vec![], ..group(1) };
    let both = || [None, Some(GroupMemberPermissions::default())].map(of);
    let own = |wanted: bool| filter().own_permissions_filter(GroupPermissionFilter::new().admin(wanted));
    expect(own(false), both(), []);
    expect(own(true), [], both());
    expect(filter().not(own(true)), both(), []);
}

#[test]
fn f2_name_search_occurs_anywhere_and_minds_case() {
    let named = |name: &str| Group { name: name.into(), ..group(1) };
    expect(filter().name_search("ops"), ["ops", "devops 2"].map(named), ["", "Ops"].map(named));
    expect(filter().name_search("(?i)^ops$"), ["OPS"].map(named), ["devops"].map(named));
    expect(filter().name_search(""), ["", "ops"].map(named), []);
}

#[test]
fn f2_description_search_occurs_anywhere_and_is_not_about_the_name() {
    let described = |text: &str| Group { description: text.into(), name: "tea".into(), ..group(1) };
    expect(filter().description_search("tea"), ["tea", "steam"].map(described), ["", "Tea"].map(described));
    expect(filter().description_search(""), ["", "tea"].map(described), []);
}

#[test]
fn f3_each_member_filter_is_met_by_some_member() {
    let in_group = |members: &[(u64, u64)]| Group {
        members: members
            .iter()
            .map(|(id, bits)| GroupMember { contact_id: *id, permissions: Some(permissions(*bits)) })
            .collect(),
        ..group(1)
    };
    let who = |id| GroupMemberFilter::new().contact_id(id);
    let admin = || GroupMemberFilter::new().permissions(GroupPermissionFilter::new().admin(true));
    let (met_by_two, met_by_one) = (in_group(&[(5, 0), (6, 1)]), in_group(&[(7, 0), (5, 1)]));
    let half_met = || [in_group(&[(5, 0)]), in_group(&[(6, 1)]), in_group(&[])];
    expect(filter().member_filters([who(5), admin()]), [met_by_two.clone(), met_by_one.clone()], half_met());
    // Within one filter, the same member has to have it all.
    let admin_5 = admin().contact_id(5);
    expect(filter().member_filters([admin_5]), [met_by_one.clone()], [met_by_two.clone()]);
    expect(filter().member_filters([who(5), who(5)]), [met_by_one.clone()], [in_group(&[(6, 1)])]);
    expect(filter().member_filters([GroupMemberFilter::new()]), [met_by_two], [in_group(&[])]);
    expect(filter().member_filters([]), half_met(), []);
    let nobody_but_5 = filter().not(filter().member_filters([GroupMemberFilter::new().not(who(5))]));
    expect(nobody_but_5, [in_group(&[(5, 0)]), in_group(&[])], [met_by_one]);
}

#[test]
fn f3_each_pending_member_filter_is_met_by_some_pending_member() {
    let in_group = |invited: &[(u64, bool)]| Group {
        pending_members: invited
            .iter()
            .map(|(contact_id, declined)| PendingGroupMember {
                contact_id: *contact_id,
                declined: *declined,
                ..pending(1)
            })
            .collect(),
        members: vec![member(5)],
        ..group(1)
    };
    let who = |id| PendingGroupMemberFilter::new().contact_id(id);
    let declined = || PendingGroupMemberFilter::new().has_declined(true);
    let (met_by_two, met_by_one) = (in_group(&[(5, false), (6, true)]), in_group(&[(7, false), (5, true)]));
    let half_met = || [in_group(&[(5, false)]), in_group(&[(6, true)]), in_group(&[])];
    expect(filter().pending_member_filters([who(5), declined()]), [met_by_two.clone(), met_by_one.clone()], half_met());
    expect(filter().pending_member_filters([declined().contact_id(5)]), [met_by_one], [met_by_two]);
    expect(filter().pending_member_filters([]), half_met(), []);
    expect(filter().pending_member_filters([PendingGroupMemberFilter::new()]), [], [in_group(&[])]);
}

#[test]
fn i2_members_and_pending_members_are_two_lists() {
    let (members, invited) = (Group { pending_members: vec![], ..group(5) }, Group { members: vec![], ..group(5) });
    expect(filter().member_filters([GroupMemberFilter::new().contact_id(5)]), [members.clone()], [invited.clone()]);
    let by_pending = filter().pending_member_filters([PendingGroupMemberFilter::new().contact_id(5)]);
    expect(by_pending, [invited], [members]);
}
