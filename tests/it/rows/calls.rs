//! The rows of calls.
//!
//! Owns the kinds 41 to 46, which have neither id list nor filter. Must not know any entity.

use tidings::{daemon::*, *};

use super::rows;
use crate::entities::text;
use crate::verbs::in_both;

rows! {
    call_incoming_call: CallIncomingCall {
        |n| CallIncomingCall::new(text(n), n, CallParticipantId::Contact(n), text(n), 2_u32);
    }
    call_ringing: CallRinging { |n| CallRinging::new(text(n), CallParticipantId::Participant(text(n))); }
    call_accepted: CallAccepted { |n| CallAccepted::new(text(n), CallParticipantId::Contact(n)); }
    call_declined: CallDeclined { |n| CallDeclined::new(text(n), CallParticipantId::Contact(n)); }
    call_busy: CallBusy { |n| CallBusy::new(text(n), CallParticipantId::Unspecified); }
    call_ended: CallEnded { |n| CallEnded::new(text(n)); }
}

#[test]
fn r1_a_bot_that_is_called_while_busy_says_so_once_per_participant() {
    in_both(|mut world| {
        let busy = world.subscribe("desk", CallBusy::interest());
        let ended = world.subscribe("desk", CallEnded::interest().count(1));
        let _elsewhere = world.subscribe("stranger", CallBusy::interest());
        for contact in [1, 2, 3] {
            assert_eq!(world.receivers("1", CallBusy::new("call", CallParticipantId::Contact(contact))), [busy]);
        }
        assert_eq!(world.receivers("1", CallEnded::new("call")), [ended]);
        assert_eq!(world.receivers("1", CallEnded::new("call")), []);
    });
}

#[test]
fn r3_the_five_answers_to_a_call_come_in_the_order_of_their_events() {
    in_both(|mut world| {
        for row in rows().iter().rev() {
            world.subscribe("desk", Interest::in_all(row.kind).unwrap());
        }
        for row in rows() {
            world
                .engine
                .publish(crate::world::NOW, Publication::new((row.event)(1), Audience::user(&"1".into())))
                .unwrap();
        }
        let received_by: Vec<Kind> = world.drain().iter().map(|received_by| received_by.event.kind()).collect();
        let published: Vec<Kind> = rows().iter().map(|row| row.kind).collect();
        assert_eq!(received_by, published);
    });
}
