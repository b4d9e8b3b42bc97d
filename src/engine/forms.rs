//! The serde forms of what inputs take and answer.
//!
//! Owns how each is written. Must not know what they are for. Invariant: what is written is read as an equal value.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::{Audience, Counters, Ended, Publication, Published};
use crate::conference::{Connection, Created, InviteOutcome, Invited, Invitee, NewConference, Permissions};
use crate::ids::{ConferenceId, SessionId, SubscriptionId, Token, UserId};
use crate::vocab::spec::FieldType;
use crate::vocab::wire::{Elements, Fault, Json, View, Wire, list, record, serde_form, variants, words};
use crate::vocab::{Alias, ConferenceName, Event, Permission};

record! { Publication { required event: Event; audience: Option<Audience>, exact: bool } }

variants! {
    Audience {
        User = "user" as user: UserId;
        Users = "users" as users: Arc<[UserId]>;
        Everyone = "everyone";
        Conversation = "conversation" as conversation_id: String;
        Conference = "conference" as conference: ConferenceName;
    }
}

impl Elements for Arc<[UserId]> {
    fn count(&self) -> usize {
        self.len()
    }

    fn each(&self, visit: &mut dyn FnMut(View<'_>)) {
        self.iter().for_each(|user| visit(user.view()));
    }
}

impl Wire for Arc<[UserId]> {
    const TYPE: FieldType = Vec::<UserId>::TYPE;

    fn read(json: Json) -> Result<Self, Fault> {
        Vec::read(json).map(Self::from)
    }

    fn view(&self) -> View<'_> {
        View::List(self)
    }
}

record! { Published { required events: usize, required deliveries: usize; } }
record! { Ended { required session: SessionId, required subscription: SubscriptionId; } }
record! { Counters { required events: u64, required deliveries: u64; } }

record! { NewConference { required alias: Alias; ttl_ms: u64, protected: Option<bool> } }
record! { Invitee { required user: UserId; name: Option<String>, permissions: Option<Permissions> } }
record! {
    Created {
        required id: ConferenceId, required alias: Alias, required is_new: bool;
        owner_token: Option<Token>, user_tokens: Vec<(UserId, Token)>
    }
}
record! { Invited { required user: UserId, required outcome: InviteOutcome; token: Option<Token> } }

variants! {
    InviteOutcome {
        Delivered = "delivered" { required sessions: usize; };
        NoSession = "no_session";
        AlreadyIn = "already_in";
    }
}

words! {
    Connection {
        Connected = "Connected", Inactive = "Inactive", Warning = "Warning", Error = "Error", Lost = "Lost",
    }
}

impl Elements for Permissions {
    fn count(&self) -> usize {
        self.iter().count()
    }

    fn each(&self, visit: &mut dyn FnMut(View<'_>)) {
        self.iter().for_each(|permission| visit(permission.view()));
    }
}

impl Wire for Permissions {
    const TYPE: FieldType = Vec::<Permission>::TYPE;

    fn read(json: Json) -> Result<Self, Fault> {
        Ok(list(json, &mut Permission::read)?.into_iter().collect())
    }

    fn view(&self) -> View<'_> {
        View::List(self)
    }
}

serde_form!(Permissions);
