//! What an accepted input changes in one conference, as data (R4).
//!
//! Owns [`Change`], and how each input becomes one: people as they are afterwards, tokens, and the events to emit. Must not check
//! anything; it starts from transitions that were checked. Invariants: making a change touches nothing, so it can still be
//! dropped; it costs O(people named), however long the roster is, and O(people in the conference) where those are listed.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use smallvec::SmallVec;

use super::emit::participant;
use super::live::{LiveConference, Transition};
use super::people::{KeptInvitation, Person};
use super::token::TokenPlan;
use crate::ids::{ConferenceId, SessionId, Token, UserId};
use crate::routing::{Concerned, Emissions};
use crate::time::Timestamp;
use crate::vocab::{Signal, Status};

/// What an accepted input changes in one conference, and the events that it emits. [`super::Conferences::apply`] makes it.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) conference: ConferenceId,
    /// As they are afterwards, each once.
    pub(super) people: SmallVec<[(UserId, Person); 1]>,
    /// Those that were made.
    pub(super) tokens: BTreeMap<UserId, Token>,
    /// Whose token is void.
    pub(super) kicked: Option<UserId>,
    /// Who is let in or out.
    pub(crate) movement: Movement,
    /// When the last one inside went out, if this is it.
    pub(super) emptied: Option<Timestamp>,
    /// In the order of the rules.
    pub(crate) events: Emissions,
}

/// Who is let in or out by a change; at most one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Movement {
    None,
    In(UserId),
    Out(UserId),
}

/// Who invites, and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Inviting<'c> {
    pub(crate) inviter: &'c UserId,
    /// With an `Invitation` to each invitee.
    pub(crate) notify: bool,
    /// Until when an undelivered one is kept (P4).
    pub(crate) keep_until: Option<Timestamp>,
}

impl Change {
    /// The invitations to these users were delivered, so they are not kept.
    pub(crate) fn drop_kept(&mut self, delivered_to: impl Fn(&UserId) -> bool) {
        for (user, person) in &mut self.people {
            if person.kept.is_some() && delivered_to(user) {
                person.kept = None;
            }
        }
    }
}

impl LiveConference {
    fn change(&self, people: impl IntoIterator<Item = (UserId, Person)>) -> Change {
        Change {
            conference: self.id,
            people: people.into_iter().collect(),
            tokens: BTreeMap::new(),
            kicked: None,
            movement: Movement::None,
            emptied: None,
            events: Emissions::new(),
        }
    }

    /// The first change of a new conference: it was created, and people are invited (P1, P9).
    pub(crate) fn create(&self, invited: Vec<Transition>, by: Inviting<'_>, tokens: TokenPlan<'_>) -> Change {
        let mut change = self.change([]);
        change.events.push(self.created());
        self.add_invitations(change, invited, by, tokens)
    }

    /// Invites people one after the other (P3); for those inside nothing changes.
    pub(crate) fn invite(&self, invited: Vec<Transition>, by: Inviting<'_>, tokens: TokenPlan<'_>) -> Change {
        self.add_invitations(self.change([]), invited, by, tokens)
    }

    /// An `Invitation` shows its inviter as the invitations before it have left him: the server side may invite the owner, in
    /// whose name it invites.
    fn add_invitations(
        &self,
        mut change: Change,
        invited: Vec<Transition>,
        by: Inviting<'_>,
        mut tokens: TokenPlan<'_>,
    ) -> Change {
        let mut inviter = participant(by.inviter, self.people.get(by.inviter));
        for invited in invited.into_iter().filter(|invited| !invited.was_in()) {
            let Transition { user, before, after: mut person } = invited;
            let keep_until = by.keep_until.filter(|_| by.notify);
            person.kept = keep_until.map(|until| KeptInvitation { inviter: by.inviter.clone(), until });
            match before {
                None => change.events.push(self.added(&user, &person, Concerned::Nobody)),
                Some(Status::Reserved) => {}
                Some(_) => change.events.push(self.updated(&user, &person, Concerned::Nobody)),
            }
            if user == *by.inviter {
                inviter = participant(&user, Some(&person));
            }
            if by.notify {
                change.events.push(self.invitation(&user, inviter.clone(), tokens.token(&user)));
            }
            change.people.push((user, person));
        }
        change.tokens = tokens.made();
        change
    }

    /// The kept invitation of a user, to be delivered, or dropped where its time is over (P4). `None` where none is kept.
    pub(crate) fn deliver_kept(&self, user: &UserId, now: Timestamp) -> Option<Change> {
        let mut person = self.people.get(user)?.clone();
        let kept = person.kept.take()?;
        let mut change = self.change([(user.clone(), person)]);
        if kept.until > now {
            let mut tokens = self.plan_tokens();
            let inviter = participant(&kept.inviter, self.people.get(&kept.inviter));
            change.events.push(self.invitation(user, inviter, tokens.token(user)));
            change.tokens = tokens.made();
        }
        Some(change)
    }

    /// Joins through a session (P5).
    pub(crate) fn join(&self, joining: Transition, session: SessionId) -> Change {
        let Transition { user, before, after: mut person } = joining;
        person.session = Some(session);
        let others = Concerned::LeftOut(user.clone());
        let event = match before {
            None => self.added(&user, &person, others),
            Some(_) => self.updated(&user, &person, others),
        };
        let mut change = self.change([(user.clone(), person)]);
        change.events.push(event);
        change.movement = Movement::In(user);
        change
    }

    /// What the media layer reports of someone who stays in (P5).
    pub(crate) fn report(&self, reported: Transition) -> Change {
        let Transition { user, after: mut person, .. } = reported;
        let mut events = Emissions::from_iter([self.updated(&user, &person, Concerned::LeftOut(user.clone()))]);
        if person.status == Status::Connected && !person.announced {
            person.announced = true;
            events.push(self.joined(&user, &person));
            events.push(self.active_participants(&user, &person));
        }
        let mut change = self.change([(user, person)]);
        change.events = events;
        change
    }

    /// Someone leaves, loses the connection or is kicked (P7). Someone Reserved may be kicked, too.
    pub(crate) fn depart(&self, departing: Transition, signal: Signal, now: Timestamp) -> Change {
        let (was_in, kicked) = (departing.was_in(), signal == Signal::Kick);
        let Transition { user, after: person, .. } = departing;
        let concerned = match (kicked, was_in) {
            // Until the change is made he is one of those in it.
            (true, true) => Concerned::Nobody,
            (true, false) => Concerned::Beside(user.clone()),
            (false, _) => Concerned::LeftOut(user.clone()),
        };
        let mut events = Emissions::from_iter([self.updated(&user, &person, concerned)]);
        if was_in {
            events.push(self.left(&user, &person));
            events.push(self.active_participants(&user, &person));
        }
        let mut change = self.change([(user.clone(), person)]);
        change.events = events;
        change.emptied = (was_in && self.people.inside_len() == 1).then_some(now);
        change.movement = if was_in { Movement::Out(user.clone()) } else { Movement::None };
        change.kicked = kicked.then_some(user);
        change
    }

    /// Someone declines an invitation.
    pub(crate) fn decline(&self, declining: Transition) -> Change {
        let Transition { user, after: person, .. } = declining;
        let event = self.updated(&user, &person, Concerned::LeftOut(user.clone()));
        let mut change = self.change([(user, person)]);
        change.events.push(event);
        change
    }

    /// People get other permissions (P7).
    pub(crate) fn update_permissions(&self, people: Vec<(UserId, Person)>) -> Change {
        let events = people.iter().map(|(user, person)| self.permissions_updated(user, person.permissions)).collect();
        let mut change = self.change(people);
        change.events = events;
        change
    }
}
