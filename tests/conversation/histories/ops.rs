//! How the histories of conversations are drawn.
//!
//! Owns the inputs, and the events and interests in them. Must not know an engine.

use std::collections::BTreeSet;

use proptest::collection::{btree_set, vec};
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::{Index, select};
use tidings::{conversation::*, *};

use super::super::verbs::*;

pub(super) const USERS: &[&str] = &["ann", "bob", "cleo", "dan"];
pub(super) const CONVERSATIONS: &[&str] = &["tea", "jam", "bread"];

#[derive(Clone, Debug)]
pub(super) enum Op {
    Open { user: &'static str },
    Close { session: Index },
    Revoke { user: &'static str },
    Subscribe { session: Index, interests: Vec<(Kind, BTreeSet<&'static str>, u64)> },
    Unsubscribe { session: Index, subscription: Index },
    Publish { kind: Kind, conversation: &'static str, user: &'static str },
    Poll,
    ShrinkToFit,
}

pub(super) fn op() -> impl Strategy<Value = Op> {
    let user = || select(USERS);
    let publish = |kinds: Vec<Kind>| {
        (select(kinds), select(CONVERSATIONS), user()).prop_map(|(kind, conversation, user)| Op::Publish {
            kind,
            conversation,
            user,
        })
    };
    let count = prop_oneof![2 => Just(0u64), 3 => 1..6u64];
    let interest = (select(kinds()), btree_set(select(CONVERSATIONS), 0..3), count);
    prop_oneof![
        9 => user().prop_map(|user| Op::Open { user }),
        2 => any::<Index>().prop_map(|session| Op::Close { session }),
        1 => user().prop_map(|user| Op::Revoke { user }),
        8 => (any::<Index>(), vec(interest, 1..4))
            .prop_map(|(session, interests)| Op::Subscribe { session, interests }),
        4 => any::<(Index, Index)>().prop_map(|(session, subscription)| Op::Unsubscribe { session, subscription }),
        12 => publish(vec![Kind::ConversationParticipantAdded]),
        7 => publish(vec![Kind::ConversationParticipantRemoved]),
        4 => publish(vec![Kind::ConversationUndelete]),
        20 => publish(kinds()),
        13 => Just(Op::Poll),
        1 => Just(Op::ShrinkToFit),
    ]
}

/// What can be published and subscribed to; a group is published as one of its members.
pub(super) fn kinds() -> Vec<Kind> {
    Kind::ALL.iter().copied().filter(|kind| kind.family() == Family::Conversation).collect()
}

#[expect(clippy::wildcard_enum_match_arm, reason = "there are no others")]
pub(super) fn event(kind: Kind, id: &str, user: &str) -> Event {
    match kind {
        Kind::ConversationMessageSent => sent(id, 1).into(),
        Kind::ConversationMessageDelivered => delivered(id, 2, user).into(),
        Kind::ConversationMessage | Kind::ConversationMessageRead => read(id, 3, user).into(),
        Kind::ConversationParticipantTyping => typing(id, user).into(),
        Kind::ConversationParticipantTypingOff => typing_off(id, user).into(),
        Kind::ConversationUpdate => updated(id, user).into(),
        Kind::ConversationParticipantAdded => added(id, user).into(),
        Kind::ConversationParticipantRemoved => removed(id, user).into(),
        Kind::ConversationDelete => deleted(id).into(),
        Kind::ConversationUndelete => undeleted(id).into(),
        Kind::ProfileUpdate => profile(user).into(),
        _ => panic!("{kind:?} is not one of them"),
    }
}

pub(super) fn interest(kind: Kind, ids: &BTreeSet<&'static str>, count: u64) -> Interest {
    macro_rules! listing {
        ($($Row:ident),+) => {
            match kind {
                $( Kind::$Row => $Row::interest().conversation_ids(ids.iter().copied()).count(count).into(), )+
                Kind::ProfileUpdate => ProfileUpdate::interest().count(count).into(),
                _ => panic!("{kind:?} is not one of them"),
            }
        };
    }
    listing!(
        ConversationMessage,
        ConversationMessageSent,
        ConversationMessageDelivered,
        ConversationMessageRead,
        ConversationParticipantTyping,
        ConversationParticipantTypingOff,
        ConversationUpdate,
        ConversationParticipantAdded,
        ConversationParticipantRemoved,
        ConversationDelete,
        ConversationUndelete
    )
}
