//! Contacts of the daemon, and the user's own identity.
//!
//! Owns [`Contact`], [`Identity`], [`ContactFilter`] and [`DetailsFilter`]. Must not know subscriptions or users.
//! Invariant: what a filter reads is what the event carries (F4).

use alloc::string::String;

use super::filter::{Has, Is, Managed};
use super::macros::entity::{Subject as _, entity};
use super::macros::filter::filter;

entity! {
    /// Someone in the user's contact book.
    pub struct Contact {
        /// Which contact it is.
        id: u64,
        /// The name shown, computed from the details.
        display_name: String,
        /// The details.
        details: Option<IdentityDetails>,
        /// How many secure channels are established.
        established_channel_count: u32,
        /// How many devices the contact has.
        device_count: u32,
        /// Whether there is a discussion with this contact alone.
        has_one_to_one_discussion: bool,
        /// Whether there is a picture.
        has_a_photo: bool,
        /// Whether a directory manages the contact.
        keycloak_managed: bool,
    }
    attributes of it {
        ONE_TO_ONE "has_one_to_one_discussion" => it.has_one_to_one_discussion,
        PHOTO "has_a_photo" => it.has_a_photo,
        KEYCLOAK "keycloak_managed" => it.keycloak_managed,
        DISPLAY_NAME "display_name" => it.display_name.as_str(),
        DETAILS "details" => it.details.subject(),
    }
}

entity! {
    /// Who someone says they are.
    pub struct IdentityDetails {}
    optional {
        /// First name.
        first_name: String,
        /// Last name.
        last_name: String,
        /// Company.
        company: String,
        /// Position.
        position: String,
    }
    attributes of it {
        FIRST_NAME "first_name" => it.first_name.as_deref().unwrap_or_default(),
        LAST_NAME "last_name" => it.last_name.as_deref().unwrap_or_default(),
        COMPANY "company" => it.company.as_deref().unwrap_or_default(),
        POSITION "position" => it.position.as_deref().unwrap_or_default(),
    }
}

entity! {
    /// One of the user's own identities.
    pub struct Identity {
        /// Which identity it is.
        id: u64,
        /// The name shown.
        display_name: String,
        /// The details.
        details: Option<IdentityDetails>,
        /// Whether a directory manages the identity.
        keycloak_managed: bool,
        /// Whether there is a picture.
        has_a_photo: bool,
    }
}

filter! {
    /// What a [`Contact`] must look like.
    pub struct ContactFilter on Contact {
        /// With or without a discussion of their own.
        one_to_one: Is => ONE_TO_ONE, IsYes;
        /// With or without a picture.
        photo: Has => PHOTO, IsYes;
        /// Managed by a directory or not.
        keycloak: Managed => KEYCLOAK, IsYes;
        /// A regular expression that occurs in the name shown; "" is no condition (F2).
        display_name_search: String => DISPLAY_NAME, Search;
        /// Regular expressions on the details.
        details_search: DetailsFilter => DETAILS, Meets;
    }
}

filter! {
    /// What [`IdentityDetails`] must look like: a regular expression for each field; a field that is absent is "" (F2).
    pub struct DetailsFilter on IdentityDetails {
        /// Occurs in the first name; "" is no condition.
        first_name: String => FIRST_NAME, Search;
        /// Occurs in the last name; "" is no condition.
        last_name: String => LAST_NAME, Search;
        /// Occurs in the company; "" is no condition.
        company: String => COMPANY, Search;
        /// Occurs in the position; "" is no condition.
        position: String => POSITION, Search;
    }
}
