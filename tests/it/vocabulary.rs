//! The golden list: every kind of THE TABLE, one line each.
//!
//! Owns the numbers, names, families, id lists and filters that hosts and journals rely on. Must not be generated from
//! the code. Invariant: a released line never changes; one more kind is one more line here and one row there.
#![expect(clippy::wildcard_enum_match_arm, reason = "what is not named is treated alike")]

use std::collections::BTreeSet;

use tidings::spec::PartSpec;
use tidings::{Family, Interest, Kind};

/// Number, name, family; what interests are narrowed by: id lists (or what they must name), and filters.
const GOLDEN: &str = "\
1  MessageReceived                     | daemon      |                             | filter
2  MessageSent                         | daemon      |                             | filter
3  MessageDeleted                      | daemon      | message_ids                 | filter
4  MessageBodyUpdated                  | daemon      | message_ids                 | filter
5  MessageUploaded                     | daemon      | message_ids                 | filter
6  MessageDelivered                    | daemon      | message_ids                 | filter
7  MessageRead                         | daemon      | message_ids                 | filter
8  MessageLocationReceived             | daemon      |                             | filter
9  MessageLocationSent                 | daemon      |                             | filter
10 MessageLocationSharingStart         | daemon      |                             | filter
11 MessageLocationSharingUpdate        | daemon      | message_ids                 | filter
12 MessageLocationSharingEnd           | daemon      | message_ids                 | filter
13 MessageReactionAdded                | daemon      | message_ids                 | filter, reaction_filter
14 MessageReactionUpdated              | daemon      | message_ids                 | message_filter, reaction_filter, previous_reaction_filter
15 MessageReactionRemoved              | daemon      | message_ids                 | filter, reaction_filter
16 AttachmentReceived                  | daemon      |                             | filter
17 AttachmentUploaded                  | daemon      | message_ids, attachment_ids | filter
18 DiscussionNew                       | daemon      |                             | filter
19 DiscussionLocked                    | daemon      | discussion_ids              | filter
20 DiscussionTitleUpdated              | daemon      | discussion_ids              | filter
21 DiscussionSettingsUpdated           | daemon      | discussion_ids              | filter
22 ContactNew                          | daemon      |                             | filter
23 ContactDeleted                      | daemon      | contact_ids                 | filter
24 ContactDetailsUpdated               | daemon      | contact_ids                 | filter
25 ContactPhotoUpdated                 | daemon      | contact_ids                 | filter
26 GroupNew                            | daemon      |                             | group_filter
27 GroupDeleted                        | daemon      | group_ids                   | group_filter
28 GroupNameUpdated                    | daemon      | group_ids                   | group_filter, previous_name_search
29 GroupPhotoUpdated                   | daemon      | group_ids                   | group_filter
30 GroupDescriptionUpdated             | daemon      | group_ids                   | group_filter, previous_description_search
31 GroupPendingMemberAdded             | daemon      | group_ids                   | group_filter, pending_member_filter
32 GroupPendingMemberRemoved           | daemon      | group_ids                   | group_filter, pending_member_filter
33 GroupMemberJoined                   | daemon      | group_ids                   | group_filter, member_filter
34 GroupMemberLeft                     | daemon      | group_ids                   | group_filter, member_filter
35 GroupOwnPermissionsUpdated          | daemon      | group_ids                   | group_filter, permissions_filter, previous_permissions_filter
36 GroupMemberPermissionsUpdated       | daemon      | group_ids                   | group_filter, member_filter, previous_permission_filter
37 InvitationReceived                  | daemon      |                             | filter
38 InvitationSent                      | daemon      |                             | filter
39 InvitationDeleted                   | daemon      | invitation_ids              | filter
40 InvitationUpdated                   | daemon      | invitation_ids              | filter
41 CallIncomingCall                    | daemon      |                             |
42 CallRinging                         | daemon      |                             |
43 CallAccepted                        | daemon      |                             |
44 CallDeclined                        | daemon      |                             |
45 CallBusy                            | daemon      |                             |
46 CallEnded                           | daemon      |                             |
47 Invitation                          | conference  |                             |
48 Conference.Created                  | conference  | by alias                    |
49 Conference.Ended                    | conference  | by alias                    |
50 Participant.Joined                  | conference  | by alias                    |
51 Participant.Left                    | conference  | by alias                    |
52 Conference.ActiveParticipants       | conference  | by alias                    |
53 participantAdded                    | conference  |                             |
54 participantUpdated                  | conference  |                             |
55 permissionsUpdated                  | conference  |                             |
69 Session.Opened                      | conference  | by users                    |
70 Session.Closed                      | conference  | by users                    |
56 conversation.delete                 | conversation|                             |
57 conversation.undelete               | conversation|                             |
58 conversation.update                 | conversation|                             |
59 conversation.participantAdded       | conversation|                             |
60 conversation.participantRemoved     | conversation|                             |
61 conversation.participantTyping      | conversation|                             |
62 conversation.participantTypingOff   | conversation|                             |
63 conversationMessage.sent            | conversation|                             |
64 conversationMessage.delivered       | conversation|                             |
65 conversationMessage.read            | conversation|                             |
66 profile.update                      | conversation|                             |
67 conferenceStatus                    | conference  |                             |
68 conversationMessage                 | conversation|                             |
";

fn names(parts: impl Iterator<Item = &'static PartSpec>) -> String {
    parts.map(|part| part.name).collect::<Vec<_>>().join(", ")
}

/// A kind as a line of the list.
fn line(kind: Kind) -> String {
    let family = match kind.family() {
        Family::Daemon => "daemon",
        Family::Conference => "conference",
        Family::Conversation => "conversation",
        _ => "unknown",
    };
    let narrowed_by = match (kind.takes_alias(), kind.requires_names()) {
        (false, false) => names(kind.spec().id_lists()),
        (true, false) => "by alias".into(),
        (false, true) => "by users".into(),
        (true, true) => "by alias and users".into(),
    };
    let columns = format!("{:<2} {:<36}| {family:<12}| {narrowed_by:<28}|", kind.number(), kind.name());
    format!("{columns} {}", names(kind.spec().filters())).trim_end().into()
}

#[test]
fn every_kind_is_as_the_golden_list_says() {
    let golden: Vec<&str> = GOLDEN.lines().collect();
    assert_eq!(golden.len(), Kind::ALL.len());
    for (kind, golden) in Kind::ALL.iter().zip(golden) {
        assert_eq!(line(*kind), golden);
    }
}

#[test]
fn numbers_and_names_are_unique() {
    let numbers: BTreeSet<u8> = Kind::ALL.iter().map(|kind| kind.number()).collect();
    let names: BTreeSet<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
    assert_eq!((numbers.len(), names.len()), (Kind::ALL.len(), Kind::ALL.len()));
}

#[test]
fn v3_conversation_message_takes_in_its_three_kinds_and_every_other_kind_itself() {
    for kind in Kind::ALL {
        let includes: Vec<&str> = kind.member_kinds().iter().map(|kind| kind.name()).collect();
        match kind.name() {
            "conversationMessage" => {
                let three = ["conversationMessage.sent", "conversationMessage.delivered", "conversationMessage.read"];
                assert_eq!(includes, three);
            }
            "conferenceStatus" => assert!(includes.is_empty(), "K7: not to be subscribed to"),
            name => assert_eq!(includes, [name]),
        }
    }
}

#[test]
fn k7_there_is_an_interest_in_all_of_a_kind_unless_it_must_name_something_or_is_an_answer() {
    for kind in Kind::ALL {
        let interest = Interest::in_all(*kind);
        let possible = !kind.takes_alias() && !kind.requires_names() && *kind != Kind::ConferenceStatus;
        assert_eq!(interest.is_some(), possible, "{}", kind.name());
        if let Some(interest) = interest {
            assert_eq!(interest.kind(), *kind);
        }
    }
}

#[cfg(feature = "serde")]
#[test]
fn every_kind_is_written_and_read_by_its_name() {
    for kind in Kind::ALL {
        let written = serde_json::to_value(kind).unwrap();
        assert_eq!(written, serde_json::Value::from(kind.name()));
        assert_eq!(serde_json::from_value::<Kind>(written).unwrap(), *kind);
    }
}

#[cfg(feature = "serde")]
#[test]
fn a_name_that_no_kind_has_is_refused() {
    for name in ["", "messageReceived", "MessageReceived ", "conversation", "participantKicked"] {
        let error = serde_json::from_value::<Kind>(name.into()).unwrap_err().to_string();
        assert!(error.contains(&format!("unknown variant `{name}`")), "{error}");
    }
    for number in [serde_json::json!(1), serde_json::json!(null), serde_json::json!({})] {
        assert!(serde_json::from_value::<Kind>(number).is_err());
    }
}
