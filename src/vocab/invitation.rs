//! Invitations of the daemon: to become a contact, to be introduced, to join a group.
//!
//! Owns [`Invitation`] and [`InvitationFilter`]. Must not know subscriptions or users, nor invitations to conferences.
//! Invariant: what a filter reads is what the event carries (F4).

use alloc::string::String;
#[cfg(feature = "lint")]
use alloc::vec::Vec;

use super::macros::entity::{entity, symbols};
use super::macros::filter::filter;
#[cfg(feature = "lint")]
use crate::predicate::{Fact, Implied, OwnedScalar, Scalar};

symbols! {
    /// The step that an invitation's protocol has reached. The word's prefix names the protocol.
    pub enum InvitationStatus {
        /// Contact invitation: the user is to accept.
        InvitationWaitYouToAccept = "INVITATION_WAIT_YOU_TO_ACCEPT",
        /// Contact invitation: the other is to accept.
        InvitationWaitItToAccept = "INVITATION_WAIT_IT_TO_ACCEPT",
        /// Contact invitation: in progress.
        InvitationStatusInProgress = "INVITATION_STATUS_IN_PROGRESS",
        /// Contact invitation: the user is to enter the code.
        InvitationWaitYouForSasExchange = "INVITATION_WAIT_YOU_FOR_SAS_EXCHANGE",
        /// Contact invitation: the other is to enter the code.
        InvitationWaitItForSasExchange = "INVITATION_WAIT_IT_FOR_SAS_EXCHANGE",
        /// Introduction: the other is to accept.
        IntroductionWaitItToAccept = "INTRODUCTION_WAIT_IT_TO_ACCEPT",
        /// Introduction: the user is to accept.
        IntroductionWaitYouToAccept = "INTRODUCTION_WAIT_YOU_TO_ACCEPT",
        /// One-to-one discussion: the other is to accept.
        OneToOneInvitationWaitItToAccept = "ONE_TO_ONE_INVITATION_WAIT_IT_TO_ACCEPT",
        /// One-to-one discussion: the user is to accept.
        OneToOneInvitationWaitYouToAccept = "ONE_TO_ONE_INVITATION_WAIT_YOU_TO_ACCEPT",
        /// Group: the user is to accept.
        GroupInvitationWaitYouToAccept = "GROUP_INVITATION_WAIT_YOU_TO_ACCEPT",
    }
    /// The protocol that an invitation belongs to, by the prefix of its status (F6).
    pub enum InvitationType {
        /// To become a contact.
        Invitation = "INVITATION",
        /// To be introduced by a common contact.
        Introduction = "INTRODUCTION",
        /// To join a group.
        Group = "GROUP",
        /// To have a one-to-one discussion.
        OneToOne = "ONE_TO_ONE",
    }
}

impl InvitationStatus {
    /// The protocol that this is a step of; `UNSPECIFIED` belongs to none (F6).
    #[must_use]
    pub const fn protocol(self) -> InvitationType {
        match self {
            Self::Unspecified => InvitationType::Unspecified,
            Self::InvitationWaitYouToAccept
            | Self::InvitationWaitItToAccept
            | Self::InvitationStatusInProgress
            | Self::InvitationWaitYouForSasExchange
            | Self::InvitationWaitItForSasExchange => InvitationType::Invitation,
            Self::IntroductionWaitItToAccept | Self::IntroductionWaitYouToAccept => InvitationType::Introduction,
            Self::OneToOneInvitationWaitItToAccept | Self::OneToOneInvitationWaitYouToAccept => {
                InvitationType::OneToOne
            }
            Self::GroupInvitationWaitYouToAccept => InvitationType::Group,
        }
    }
}

entity! {
    /// An invitation between users of the daemon.
    pub struct Invitation {
        /// Which invitation it is.
        id: u64,
        /// The step reached.
        status: InvitationStatus,
        /// The name of the other, or of the group.
        display_name: String,
        /// When the status last changed, in ms.
        timestamp: u64,
    }
    optional {
        /// The code to exchange; in the two statuses about it only.
        sas: String,
        /// The contact who introduces; in introductions only.
        mediator_id: u64,
    }
    attributes of it {
        STATUS "status" => it.status,
        TYPE "status" => it.status.protocol(); implies statuses,
        DISPLAY_NAME "display_name" => it.display_name.as_str(),
        TIMESTAMP "timestamp" => it.timestamp,
    }
}

/// A type implies which statuses are possible.
#[cfg(feature = "lint")]
fn statuses(r#type: &OwnedScalar, equal: bool) -> Option<Implied> {
    let belongs = |status: &&InvitationStatus| *r#type == Scalar::Symbol(status.protocol().into());
    let statuses = InvitationStatus::WORDS.iter().filter(belongs).map(|status| Scalar::Symbol((*status).into()));
    let statuses: Vec<Scalar<&str>> = statuses.collect();
    (!statuses.is_empty()).then_some(Implied { attr: Invitation::STATUS, fact: Fact::OneOf(statuses), is_true: equal })
}

filter! {
    /// What an [`Invitation`] must look like.
    pub struct InvitationFilter on Invitation {
        /// At this step, after the change.
        status: InvitationStatus => STATUS, Is;
        /// Of this protocol.
        r#type: InvitationType => TYPE, Is;
        /// A regular expression that occurs in the name shown; "" is no condition (F2).
        display_name_search: String => DISPLAY_NAME, Search;
        /// The status changed at this time or later, in ms.
        min_timestamp: u64 => TIMESTAMP, AtLeast;
        /// The status changed at this time or earlier, in ms.
        max_timestamp: u64 => TIMESTAMP, AtMost;
    }
}
