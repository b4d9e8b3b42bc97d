//! The rows of messages and their locations.
//!
//! Owns the kinds 1 to 12, what follows from a message with a location (R8), and what the `message_ids` of the outbound and
//! live kinds must be (I3). Must not test reactions: they have their own file.

use tidings::{daemon::*, filter::*, *};

use super::rows;
use crate::entities::{before, inbound, located, location, outbound, text};
use crate::verbs::{in_both, two_users};
use crate::world::World;

rows! {
    message_received: MessageReceived { |n| MessageReceived::new(inbound(n)); filter filter: MessageFilter; }
    message_sent: MessageSent { |n| MessageSent::new(outbound(n)); filter filter: MessageFilter; }
    message_deleted: MessageDeleted {
        |n| MessageDeleted::new(inbound(n));
        ids message_ids: Inbound;
        filter filter: MessageFilter;
    }
    message_body_updated: MessageBodyUpdated {
        |n| MessageBodyUpdated::new(inbound(n), text(before(n)));
        ids message_ids: Inbound;
        filter filter: MessageFilter;
    }
    message_uploaded: MessageUploaded {
        |n| MessageUploaded::new(outbound(n));
        ids message_ids: Outbound;
        filter filter: MessageFilter;
    }
    message_delivered: MessageDelivered {
        |n| MessageDelivered::new(outbound(n));
        ids message_ids: Outbound;
        filter filter: MessageFilter;
    }
    message_read: MessageRead {
        |n| MessageRead::new(outbound(n));
        ids message_ids: Outbound;
        filter filter: MessageFilter;
    }
    message_location_received: MessageLocationReceived {
        |n| MessageLocationReceived::new(located(MessageId::inbound(n), LocationType::Send));
        filter filter: MessageFilter;
    }
    message_location_sent: MessageLocationSent {
        |n| MessageLocationSent::new(located(MessageId::outbound(n), LocationType::Send));
        filter filter: MessageFilter;
    }
    message_location_sharing_start: MessageLocationSharingStart {
        |n| MessageLocationSharingStart::new(located(MessageId::outbound(n), LocationType::Sharing));
        filter filter: MessageFilter;
    }
    message_location_sharing_update: MessageLocationSharingUpdate {
        |n| MessageLocationSharingUpdate::new(
            located(MessageId::inbound(n), LocationType::Sharing),
            location(before(n), LocationType::Sharing),
        );
        ids message_ids: Sharing;
        filter filter: MessageFilter;
    }
    message_location_sharing_end: MessageLocationSharingEnd {
        |n| MessageLocationSharingEnd::new(located(MessageId::inbound(n), LocationType::SharingFinished));
        ids message_ids: Sharing;
        filter filter: MessageFilter;
    }
}

#[test]
fn f4_the_body_is_compared_after_the_change() {
    in_both(|mut world| {
        let asking = |pattern| MessageBodyUpdated::interest().filter(MessageFilter::new().body_search(pattern));
        let after = world.subscribe("desk", asking("^text 1$"));
        let _before = world.subscribe("desk", asking("^text 11$"));
        assert_eq!(world.receivers("1", MessageBodyUpdated::new(inbound(1), text(11))), [after]);
    });
}

#[test]
fn f4_the_location_is_compared_after_the_change() {
    in_both(|mut world| {
        let asking = |condition| MessageLocationSharingEnd::interest().filter(MessageFilter::new().location(condition));
        let finished = world.subscribe("desk", asking(MessageLocationCondition::IsSharingFinished));
        let _sharing = world.subscribe("desk", asking(MessageLocationCondition::IsSharing));
        let over = located(MessageId::inbound(1), LocationType::SharingFinished);
        assert_eq!(world.receivers("1", MessageLocationSharingEnd::new(over)), [finished]);
    });
}

/// Subscribes a session of each user to every kind of message event.
fn subscribe_to_messages(world: &mut World) {
    for row in rows() {
        world.subscribe("desk", Interest::in_all(row.kind).unwrap());
        world.subscribe("stranger", Interest::in_all(row.kind).unwrap());
    }
}

/// The kinds of what user "1" hears of an event, and that user "2" hears nothing.
fn kinds_received(world: &mut World, event: impl Into<Event>) -> Vec<Kind> {
    let received_by = world.publish_for("1", event);
    assert!(received_by.iter().all(|received_by| received_by.session == world.session("desk")));
    received_by.iter().map(|received_by| received_by.event.kind()).collect()
}

#[test]
fn r8_location_message_is_also_a_message() {
    let (received, sent) = (MessageId::inbound(1), MessageId::outbound(1));
    in_both(|mut world| {
        subscribe_to_messages(&mut world);
        for (r#type, to_me, from_me) in [
            (LocationType::Send, Some(Kind::MessageLocationReceived), Some(Kind::MessageLocationSent)),
            (LocationType::Sharing, Some(Kind::MessageLocationSharingStart), Some(Kind::MessageLocationSharingStart)),
            (LocationType::SharingFinished, None, None),
            (LocationType::Unspecified, None, None),
        ] {
            let received_by = kinds_received(&mut world, MessageReceived::new(located(received, r#type)));
            assert_eq!(received_by, [Some(Kind::MessageReceived), to_me].into_iter().flatten().collect::<Vec<_>>());
            let received_by = kinds_received(&mut world, MessageSent::new(located(sent, r#type)));
            assert_eq!(received_by, [Some(Kind::MessageSent), from_me].into_iter().flatten().collect::<Vec<_>>());
        }
        assert_eq!(kinds_received(&mut world, MessageReceived::new(inbound(1))), [Kind::MessageReceived]);
        assert_eq!(kinds_received(&mut world, MessageSent::new(outbound(1))), [Kind::MessageSent]);
    });
}

#[test]
fn r8_only_received_and_sent_messages_are_followed() {
    in_both(|mut world| {
        subscribe_to_messages(&mut world);
        let message = located(MessageId::inbound(1), LocationType::Send);
        let location = location(1, LocationType::Send);
        let others: [Event; 7] = [
            MessageDeleted::new(message.clone()).into(),
            MessageBodyUpdated::new(message.clone(), "").into(),
            MessageUploaded::new(message.clone()).into(),
            MessageLocationReceived::new(message.clone()).into(),
            MessageLocationSharingStart::new(message.clone()).into(),
            MessageLocationSharingUpdate::new(message.clone(), location).into(),
            MessageLocationSharingEnd::new(message).into(),
        ];
        for event in others {
            assert_eq!(kinds_received(&mut world, event.clone()), [event.kind()]);
        }
    });
}

#[test]
fn r8_what_follows_has_the_same_payload_and_answers_how_many_events_it_was() {
    in_both(|mut world| {
        subscribe_to_messages(&mut world);
        let message = located(MessageId::inbound(7), LocationType::Send);
        let received_by = world.publish_for("1", MessageReceived::new(message.clone()));
        let events: Vec<Event> = received_by.into_iter().map(|received_by| received_by.event).collect();
        let both = [MessageReceived::new(message.clone()).into(), MessageLocationReceived::new(message.clone()).into()];
        assert_eq!(events, both);

        let mut published = |exact: bool, message: Message| {
            let (now, user, event) = (crate::world::NOW, UserId::from("1"), MessageReceived::new(message));
            let publication = Publication::from((&user, event));
            let publication = if exact { publication.exact() } else { publication };
            let published = world.engine.publish(now, publication).unwrap();
            (published.events, published.deliveries)
        };
        assert_eq!(published(false, message.clone()), (2, 2));
        assert_eq!(published(true, message), (1, 1));
        assert_eq!(published(false, inbound(7)), (1, 1));
    });
}

#[test]
fn r8_counts_are_taken_in_order() {
    in_both(|mut world| {
        let message = || located(MessageId::inbound(1), LocationType::Send);
        let both = world.subscribe("desk", MessageReceived::interest().count(1));
        let location = world.subscribe("phone", MessageLocationReceived::interest().count(2));
        let received_by = |world: &mut World, event: Event| {
            let received_by = world.publish_for("1", event);
            received_by.iter().map(|received_by| (received_by.subscription, received_by.remaining)).collect::<Vec<_>>()
        };
        let received = || MessageReceived::new(message()).into();
        assert_eq!(received_by(&mut world, received()), [(both, Some(0)), (location, Some(1))]);
        assert_eq!(received_by(&mut world, received()), [(location, Some(0))]);
        assert_eq!(received_by(&mut world, received()), []);
    });
}

#[test]
fn r8_exact_routes_the_event_alone_and_updates_the_directory() {
    in_both(|mut world| {
        subscribe_to_messages(&mut world);
        let id = MessageId::inbound(1);
        let message = located(id, LocationType::Sharing);
        let update = MessageLocationSharingUpdate::interest().message_ids([id]);
        let received_by = world.publish_exact("1", MessageReceived::new(message.clone()));
        assert_eq!(
            received_by.iter().map(|received_by| received_by.event.kind()).collect::<Vec<_>>(),
            [Kind::MessageReceived]
        );
        assert_eq!(world.refuse_interest("desk", update.clone()).code(), Code::InvalidArgument, "exists, is not live");

        assert_eq!(world.publish_exact("1", MessageLocationSharingStart::new(message)).len(), 1);
        world.subscribe("desk", update.clone());
        assert_eq!(world.refuse_interest("stranger", update).code(), Code::NotFound);
    });
}

#[test]
fn i3_inbound_ids_are_refused_by_the_outbound_kinds() {
    let (mine, theirs) = (MessageId::outbound(1), MessageId::inbound(1));
    let interests: [fn(Vec<MessageId>) -> Interest; 4] = [
        |ids| MessageUploaded::interest().message_ids(ids).into(),
        |ids| MessageDelivered::interest().message_ids(ids).into(),
        |ids| MessageRead::interest().message_ids(ids).into(),
        |ids| AttachmentUploaded::interest().message_ids(ids).into(),
    ];
    for interest in interests {
        in_both(|mut world| {
            world.publish_for("1", MessageSent::new(outbound(1)));
            // What does not exist is named before what is of the wrong sort.
            let error = world.refuse_interest("desk", interest(vec![mine, theirs]));
            let entity = EntityId::Message(theirs);
            assert_eq!(error, Error::NoSuchEntity { field: "message_ids[1]".into(), entity });
            world.publish_for("1", MessageReceived::new(inbound(1)));
            let error = world.refuse_interest("desk", interest(vec![mine, theirs]));
            assert_eq!(error, Error::NotOutbound { field: "message_ids[1]".into(), entity });
            assert_eq!(error.code(), Code::InvalidArgument);
            world.subscribe("desk", interest(vec![mine]));
        });
    }
}

#[test]
fn i3_only_live_sharings_can_be_listed_by_the_sharing_kinds() {
    let ids = [MessageId::inbound(1), MessageId::outbound(2)];
    let interests: [fn(Vec<MessageId>) -> Interest; 2] = [
        |ids| MessageLocationSharingUpdate::interest().message_ids(ids).into(),
        |ids| MessageLocationSharingEnd::interest().message_ids(ids).into(),
    ];
    for interest in interests {
        in_both(|mut world| {
            let sharing = |id| located(id, LocationType::Sharing);
            let refused = |world: &mut World, at: usize| {
                let error = world.refuse_interest("desk", interest(ids.to_vec()));
                let (field, entity) = (format!("message_ids[{at}]"), EntityId::Message(ids[at]));
                assert_eq!(error, Error::NotLiveSharing { field, entity });
                assert_eq!(error.code(), Code::InvalidArgument);
            };
            world.publish_for("1", MessageReceived::new(sharing(ids[0])));
            world.publish_for("1", MessageSent::new(outbound(2)));
            refused(&mut world, 1);
            // Derived and published alike: a sharing is live from its start.
            world.publish_for("1", MessageLocationSharingStart::new(sharing(ids[1])));
            world.subscribe("desk", interest(ids.to_vec()));
            // It ends with its end or with its message; a location that is merely updated ends nothing.
            world.publish_for("1", MessageLocationSharingUpdate::new(sharing(ids[0]), MessageLocation::default()));
            world.subscribe("desk", interest(ids.to_vec()));
            world.publish_for("1", MessageLocationSharingEnd::new(sharing(ids[0])));
            refused(&mut world, 0);
            world.publish_for("1", MessageDeleted::new(sharing(ids[0])));
            assert_eq!(world.refuse_interest("desk", interest(ids.to_vec())).code(), Code::NotFound);
        });
    }
}

#[test]
fn i1_the_direction_is_part_of_the_id() {
    in_both(|mut world| {
        world.publish_for("1", MessageReceived::new(inbound(1)));
        world.publish_for("1", MessageSent::new(outbound(1)));
        let asking = |id| MessageDeleted::interest().message_ids([id]);
        let received = world.subscribe("desk", asking(MessageId::inbound(1)));
        let sent = world.subscribe("desk", asking(MessageId::outbound(1)));
        assert_eq!(world.receivers("1", MessageDeleted::new(inbound(1))), [received]);
        assert_eq!(world.receivers("1", MessageDeleted::new(outbound(1))), [sent]);
    });
}

#[test]
fn i4_a_message_exists_from_its_first_event_to_its_deletion() {
    let id = MessageId::inbound(1);
    let message = || located(id, LocationType::Send);
    let begins: [Event; 5] = [
        MessageReceived::new(message()).into(),
        MessageSent::new(message()).into(),
        MessageLocationReceived::new(message()).into(),
        MessageLocationSent::new(message()).into(),
        MessageLocationSharingStart::new(message()).into(),
    ];
    let updates_no_directory: [Event; 3] = [
        MessageBodyUpdated::new(message(), "").into(),
        MessageRead::new(message()).into(),
        MessageLocationSharingUpdate::new(message(), MessageLocation::default()).into(),
    ];
    let interest = || MessageBodyUpdated::interest().message_ids([id]);
    for begin in begins {
        let mut world = two_users();
        for event in &updates_no_directory {
            world.publish_exact("1", event.clone());
            assert_eq!(world.refuse_interest("desk", interest()).code(), Code::NotFound);
        }
        world.publish_exact("1", begin);
        let held = world.subscribe("desk", interest());
        assert_eq!(world.refuse_interest("stranger", interest()).code(), Code::NotFound);
        world.publish_exact("1", MessageDeleted::new(message()));
        assert_eq!(world.refuse_interest("phone", interest()).code(), Code::NotFound);
        // What was subscribed to before stays.
        assert_eq!(world.receivers("1", MessageBodyUpdated::new(message(), "")), [held]);
    }
}
