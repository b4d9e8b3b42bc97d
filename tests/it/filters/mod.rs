//! Every field of every filter, in use: by subscribing and publishing.
//!
//! Owns [`expect`], which holds a filter against entities in a world, and what is the same for all filters: the empty one, and
//! composition (F5). Must not know how filters are lowered. Invariant: whatever a filter does, the unfiltered subscription
//! beside it hears everything, and the other user nothing.

use core::fmt::Debug;

use tidings::{daemon::*, filter::*, *};

use crate::entities::{
    About as _, attachment, contact, details, discussion, group, inbound, invitation, member, pending, permissions,
    reaction,
};
use crate::verbs::in_both;

mod attachments;
mod contacts;
mod discussions;
mod groups;
mod invitations;
mod members;
mod messages;
mod reactions;

/// A filter, and the row through which it is tested.
pub(crate) trait Analysis: Clone + Debug {
    type Of: Clone + Debug;

    fn asking(self) -> Interest;
    fn all() -> Interest;
    fn event(of: Self::Of) -> Event;
}

macro_rules! compared {
    ($( $Filter:ident of $Of:ident: $Kind:ident.$field:ident, |$filter:ident| $requested:expr, |$of:ident| $event:expr; )+) => { $(
        impl Analysis for $Filter {
            type Of = $Of;

            fn asking(self) -> Interest {
                let $filter = self;
                $Kind::interest().$field($requested).into()
            }

            fn all() -> Interest {
                $Kind::interest().into()
            }

            fn event($of: $Of) -> Event {
                $event.into()
            }
        }
    )+ };
}

compared! {
    MessageFilter of Message: MessageReceived.filter, |it| it, |it| MessageReceived::new(it);
    ReactionFilter of MessageReaction: MessageReactionAdded.reaction_filter, |it| it, |it| MessageReactionAdded::new(inbound(1), it);
    AttachmentFilter of Attachment: AttachmentReceived.filter, |it| it, |it| AttachmentReceived::new(it);
    DiscussionFilter of Discussion: DiscussionNew.filter, |it| it, |it| DiscussionNew::new(it);
    ContactFilter of Contact: ContactNew.filter, |it| it, |it| ContactNew::new(it);
    DetailsFilter of IdentityDetails: ContactNew.filter, |it| ContactFilter::new().details_search(it),
        |it| ContactNew::new(Contact { details: Some(it), ..contact(1) });
    GroupFilter of Group: GroupNew.group_filter, |it| it, |it| GroupNew::new(it);
    GroupMemberFilter of GroupMember: GroupMemberJoined.member_filter, |it| it, |it| GroupMemberJoined::new(group(1), it);
    PendingGroupMemberFilter of PendingGroupMember: GroupPendingMemberAdded.pending_member_filter, |it| it,
        |it| GroupPendingMemberAdded::new(group(1), it);
    GroupPermissionFilter of GroupMemberPermissions: GroupOwnPermissionsUpdated.permissions_filter, |it| it,
        |it| GroupOwnPermissionsUpdated::new(group(1), it, permissions(0));
    InvitationFilter of Invitation: InvitationReceived.filter, |it| it, |it| InvitationReceived::new(it);
}

/// Asserts that the filter admits these, and not those.
pub(crate) fn expect<F: Analysis>(
    filter: F,
    admitted: impl IntoIterator<Item = F::Of>,
    refused: impl IntoIterator<Item = F::Of>,
) {
    let admitted: Vec<(F::Of, bool)> = admitted.into_iter().map(|of| (of, true)).collect();
    let cases: Vec<_> = admitted.into_iter().chain(refused.into_iter().map(|of| (of, false))).collect();
    in_both(|mut world| {
        let narrow = world.subscribe("desk", filter.clone().asking());
        let all = world.subscribe("phone", F::all());
        let _other_user = world.subscribe("stranger", filter.clone().asking());
        for (of, wanted) in &cases {
            let receivers = world.receivers("1", F::event(of.clone()));
            let right = if *wanted { vec![narrow, all] } else { vec![all] };
            assert_eq!(receivers, right, "{filter:?} admits {of:?}: {wanted}");
        }
    });
}

/// What is asked of every filter type alike. `made` makes the entity that the filter about `n` admits.
macro_rules! for_every_filter {
    ($( $filter:ident: $Filter:ident, $made:expr; )+) => { $( mod $filter {
        #[allow(unused_imports, reason = "what the entities are made with")]
        use super::*;

        fn made<const N: usize>(numbers: [u64; N]) -> [<$Filter as Analysis>::Of; N] {
            numbers.map($made)
        }

        fn about(n: u64) -> $Filter {
            $Filter::about(n)
        }

        #[test]
        fn f1_nothing_set_admits_everything() {
            expect($Filter::new(), made([1, 2, 3]), []);
            expect($Filter::default(), made([1, 2, 3]), []);
            expect($Filter::new(), [Default::default()], []);
        }

        #[test]
        fn i2_all_fields_together_admit_what_has_them_all() {
            expect(about(1), made([1]), made([2, 3]));
            expect(about(1), [], [Default::default()]);
        }

        #[test]
        fn f5_any_of_admits_what_one_of_them_admits_and_empty_nothing() {
            expect($Filter::new().any_of([about(1), about(2)]), made([1, 2]), made([3]));
            expect($Filter::new().any_of([about(1), about(1)]), made([1]), made([2]));
            expect($Filter::new().any_of([about(3), $Filter::new()]), made([1, 2, 3]), []);
            expect($Filter::new().any_of([]), [], made([1, 2, 3]));
        }

        #[test]
        fn f5_all_of_admits_what_all_of_them_admit_and_empty_everything() {
            expect($Filter::new().all_of([about(1), $Filter::new()]), made([1]), made([2, 3]));
            expect($Filter::new().all_of([about(1), about(2)]), [], made([1, 2, 3]));
            expect($Filter::new().all_of([]), made([1, 2, 3]), []);
        }

        #[test]
        fn f5_not_admits_what_the_other_does_not() {
            expect($Filter::new().not(about(1)), made([2, 3]), made([1]));
            expect($Filter::new().not($Filter::new()), [], made([1, 2, 3]));
            expect($Filter::new().not($Filter::new().not(about(1))), made([1]), made([2, 3]));
            expect($Filter::new().not($Filter::new().any_of([])), made([1, 2, 3]), []);
            expect($Filter::new().not($Filter::new().all_of([])), [], made([1, 2, 3]));
        }

        #[test]
        fn f5_fields_and_compositions_are_combined_with_and() {
            expect(about(1).any_of([about(1), about(2)]), made([1]), made([2, 3]));
            expect(about(1).any_of([about(2)]), [], made([1, 2, 3]));
            expect(about(1).any_of([]), [], made([1, 2, 3]));
            expect(about(1).all_of([about(2)]), [], made([1, 2, 3]));
            expect(about(1).not(about(1)), [], made([1, 2, 3]));
            expect(about(1).not(about(2)), made([1]), made([2, 3]));
            let one_or_two = $Filter::new().any_of([about(1), about(2)]);
            expect(one_or_two.clone().not(about(2)), made([1]), made([2, 3]));
            expect(one_or_two.clone().all_of([about(2)]), made([2]), made([1, 3]));
            expect($Filter::new().all_of([one_or_two, $Filter::new().not(about(1))]), made([2]), made([1, 3]));
        }
    } )+ };
}

for_every_filter! {
    message: MessageFilter, inbound;
    reaction: ReactionFilter, reaction;
    attachment: AttachmentFilter, |n| attachment(AttachmentId::inbound(n));
    discussion: DiscussionFilter, discussion;
    contact: ContactFilter, contact;
    details: DetailsFilter, details;
    group: GroupFilter, group;
    member: GroupMemberFilter, member;
    pending: PendingGroupMemberFilter, pending;
    permissions: GroupPermissionFilter, permissions;
    invitation: InvitationFilter, invitation;
}
