//! The rows of invitations between users of the daemon.
//!
//! Owns the kinds 37 to 40. Must not test what an invitation filter asks, nor invitations to conferences.

use tidings::{conference::*, daemon::*, filter::*, *};

use super::rows;
use crate::entities::invitation;
use crate::verbs::{in_both, two_users};
use crate::world::World;

rows! {
    invitation_received: InvitationReceived {
        |n| InvitationReceived::new(invitation(n));
        filter filter: InvitationFilter;
    }
    invitation_sent: InvitationSent { |n| InvitationSent::new(invitation(n)); filter filter: InvitationFilter; }
    invitation_deleted: InvitationDeleted {
        |n| InvitationDeleted::new(invitation(n));
        ids invitation_ids: Invitations;
        filter filter: InvitationFilter;
    }
    invitation_updated: InvitationUpdated {
        |n| InvitationUpdated::new(invitation(n), InvitationStatus::IntroductionWaitItToAccept);
        ids invitation_ids: Invitations;
        filter filter: InvitationFilter;
    }
}

#[test]
fn f4_the_status_is_compared_after_the_change() {
    let (now, before) =
        (InvitationStatus::InvitationStatusInProgress, InvitationStatus::GroupInvitationWaitYouToAccept);
    in_both(|mut world| {
        let asking = |filter| InvitationUpdated::interest().filter(filter);
        let after = world.subscribe("desk", asking(InvitationFilter::new().status(now)));
        let _before = world.subscribe("desk", asking(InvitationFilter::new().status(before)));
        let by_type = InvitationFilter::new().r#type(InvitationType::Invitation);
        let by_type = world.subscribe("desk", asking(by_type));
        let event = InvitationUpdated::new(Invitation { status: now, ..invitation(1) }, before);
        assert_eq!(world.receivers("1", event), [after, by_type]);
    });
}

#[test]
fn r1_an_invitation_of_the_daemon_is_none_to_a_conference() {
    in_both(|mut world| {
        // Every session hears of invitations to conferences, by default and once more.
        world.subscribe("desk", ConferenceInvitation::interest());
        assert_eq!(world.receivers("1", InvitationReceived::new(invitation(1))), []);
        let held = world.subscribe("desk", InvitationReceived::interest());
        assert_eq!(world.receivers("1", InvitationReceived::new(invitation(1))), [held]);
    });
}

#[test]
fn i4_an_invitation_exists_from_received_or_sent_to_deleted() {
    let begins: [Event; 2] = [InvitationReceived::new(invitation(1)).into(), InvitationSent::new(invitation(1)).into()];
    let interest = || InvitationUpdated::interest().invitation_ids([1]);
    for begin in begins {
        let mut world = two_users();
        let refused = |world: &mut World| {
            let error = world.refuse_interest("desk", interest());
            let entity = EntityId::Invitation(1);
            assert_eq!(error, Error::NoSuchEntity { field: "invitation_ids[0]".into(), entity });
        };
        world.publish_for("1", InvitationUpdated::new(invitation(1), InvitationStatus::Unspecified));
        refused(&mut world);
        world.publish_for("1", begin);
        let held = world.subscribe("desk", interest());
        assert_eq!(world.refuse_interest("stranger", interest()).code(), Code::NotFound);
        world.publish_for("1", InvitationDeleted::new(invitation(1)));
        refused(&mut world);
        let event = InvitationUpdated::new(invitation(1), InvitationStatus::Unspecified);
        assert_eq!(world.receivers("1", event), [held]);
    }
}
