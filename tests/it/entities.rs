//! Entities to test with, each told apart by a number.
//!
//! Owns one maker per entity and, for each filter, the filter that is about the entity of a number. Must not know kinds,
//! sessions or subscriptions. Invariant: [`About::about`] `(n)` admits what the maker makes of `n`, and of no other number from
//! 1 to 31.

use tidings::{daemon::*, filter::*};

/// The number of the value before a change that led to `n`.
pub(crate) fn before(n: u64) -> u64 {
    n + 10
}

pub(crate) fn text(n: u64) -> String {
    format!("text {n}")
}

/// A regular expression for exactly that text.
pub(crate) fn search(n: u64) -> String {
    format!("^text {n}$")
}

pub(crate) fn message(id: MessageId) -> Message {
    let n = id.id;
    Message {
        id: Some(id),
        discussion_id: n,
        sender_id: if id.is_outbound() { 0 } else { n },
        body: text(n),
        sort_index: 0.5,
        timestamp: 1000 * n,
        attachments_count: n,
        reactions: vec![reaction(n)],
        forwarded: true,
        edited_body: true,
        replied_message_id: Some(MessageId::inbound(100 + n)),
        message_location: None,
    }
}

pub(crate) fn inbound(n: u64) -> Message {
    message(MessageId::inbound(n))
}

pub(crate) fn outbound(n: u64) -> Message {
    message(MessageId::outbound(n))
}

/// A message with a location of that type.
pub(crate) fn located(id: MessageId, r#type: LocationType) -> Message {
    Message { message_location: Some(location(id.id, r#type)), ..message(id) }
}

pub(crate) fn location(n: u64, r#type: LocationType) -> MessageLocation {
    MessageLocation {
        r#type,
        timestamp: n,
        latitude: 48.25,
        longitude: -2.5,
        altitude: Some(35.5),
        precision: Some(0.5),
        address: Some(text(n)),
    }
}

pub(crate) fn reaction(n: u64) -> MessageReaction {
    MessageReaction { contact_id: n, reaction: text(n), timestamp: n }
}

pub(crate) fn attachment(id: AttachmentId) -> Attachment {
    let n = id.id;
    Attachment {
        id: Some(id),
        discussion_id: n,
        message_id: Some(MessageId { r#type: id.r#type, id: n }),
        file_name: text(n),
        mime_type: "image/png".into(),
        size: 1000 * n,
    }
}

pub(crate) fn discussion(n: u64) -> Discussion {
    Discussion { id: n, title: text(n), identifier: DiscussionIdentifier::Contact(n) }
}

pub(crate) fn settings(n: u64) -> DiscussionSettings {
    DiscussionSettings { discussion_id: n, read_once: true, existence_duration: 60, visibility_duration: 5 }
}

pub(crate) fn contact(n: u64) -> Contact {
    Contact {
        id: n,
        display_name: text(n),
        details: Some(details(n)),
        established_channel_count: 2,
        device_count: 3,
        has_one_to_one_discussion: true,
        has_a_photo: true,
        keycloak_managed: true,
    }
}

pub(crate) fn details(n: u64) -> IdentityDetails {
    IdentityDetails {
        first_name: Some(text(n)),
        last_name: Some(text(n)),
        company: Some(text(n)),
        position: Some(text(n)),
    }
}

pub(crate) fn group(n: u64) -> Group {
    Group {
        id: n,
        r#type: GroupType::Advanced,
        advanced_configuration: Some(AdvancedConfiguration { read_only: true, remote_delete: RemoteDelete::Admins }),
        own_permissions: Some(permissions(n)),
        members: vec![member(n)],
        pending_members: vec![pending(n)],
        update_in_progress: true,
        keycloak_managed: true,
        name: text(n),
        description: text(n),
        has_a_photo: true,
    }
}

pub(crate) fn member(n: u64) -> GroupMember {
    GroupMember { contact_id: n, permissions: Some(permissions(n)) }
}

pub(crate) fn pending(n: u64) -> PendingGroupMember {
    PendingGroupMember {
        pending_member_id: n,
        contact_id: n,
        display_name: text(n),
        declined: true,
        permissions: Some(permissions(n)),
    }
}

/// The permissions that the five lowest bits of `n` stand for.
pub(crate) fn permissions(n: u64) -> GroupMemberPermissions {
    let bit = |at: u32| n >> at & 1 == 1;
    GroupMemberPermissions {
        admin: bit(0),
        send_message: bit(1),
        remote_delete_anything: bit(2),
        edit_or_remote_delete_own_messages: bit(3),
        change_settings: bit(4),
    }
}

pub(crate) fn invitation(n: u64) -> Invitation {
    Invitation {
        id: n,
        status: InvitationStatus::IntroductionWaitYouToAccept,
        display_name: text(n),
        timestamp: 1000 * n,
        sas: Some(text(n)),
        mediator_id: Some(n),
    }
}

/// A filter that can be made for a number.
pub(crate) trait About: Sized {
    /// Where a bad regular expression would stand in this filter, if it can have one.
    const SEARCH: Option<&str>;

    /// The filter that admits what is made of `n`, with as many fields in use as can be.
    fn about(n: u64) -> Self;

    /// The filter with this regular expression at [`Self::SEARCH`].
    fn searching(_pattern: &str) -> Option<Self> {
        None
    }
}

macro_rules! about {
    ($( $Filter:ident($n:ident) => $about:expr $(, $search:ident at $path:literal)? ; )+) => { $(
        impl About for $Filter {
            const SEARCH: Option<&str> = { let path: &[&str] = &[$($path)?]; path.first().copied() };

            fn about($n: u64) -> Self {
                $about
            }

            $(
                fn searching(pattern: &str) -> Option<Self> {
                    Some(Self::new().$search(pattern))
                }
            )?
        }
    )+ };
}

impl About for String {
    const SEARCH: Option<&str> = Some("");

    fn about(n: u64) -> Self {
        search(n)
    }

    fn searching(pattern: &str) -> Option<Self> {
        Some(pattern.into())
    }
}

about! {
    MessageFilter(n) => Self::new()
        .discussion_id(n)
        .body_search(search(n))
        .attachment(true)
        .min_timestamp(1000 * n)
        .max_timestamp(1000 * n)
        .has_reaction(true)
        .reaction_filters([ReactionFilter::about(n)])
        .replied_message_id(MessageId::inbound(100 + n)),
        body_search at ".body_search";
    ReactionFilter(n) => Self::new().reacted_by_contact_id(n).reaction(text(n));
    AttachmentFilter(n) => Self::new()
        .file_type(FileType::Image)
        .discussion_id(n)
        .filename_search(search(n))
        .mime_type_search("png$")
        .min_size(1000 * n)
        .max_size(1000 * n),
        filename_search at ".filename_search";
    DiscussionFilter(n) => Self::new().r#type(DiscussionType::Oto).contact_id(n).title_search(search(n)),
        title_search at ".title_search";
    ContactFilter(n) => Self::new()
        .one_to_one(true)
        .photo(true)
        .keycloak(true)
        .display_name_search(search(n))
        .details_search(DetailsFilter::about(n)),
        display_name_search at ".display_name_search";
    DetailsFilter(n) => Self::new()
        .first_name(search(n))
        .last_name(search(n))
        .company(search(n))
        .position(search(n)),
        company at ".company";
    GroupFilter(n) => Self::new()
        .r#type(GroupType::Advanced)
        .empty(false)
        .photo(true)
        .keycloak(true)
        .own_permissions_filter(GroupPermissionFilter::about(n))
        .name_search(search(n))
        .description_search(search(n))
        .member_filters([GroupMemberFilter::about(n)])
        .pending_member_filters([PendingGroupMemberFilter::about(n)]),
        description_search at ".description_search";
    GroupMemberFilter(n) => Self::new().contact_id(n).permissions(GroupPermissionFilter::about(n));
    PendingGroupMemberFilter(n) => Self::new()
        .is_contact(true)
        .has_declined(true)
        .contact_id(n)
        .display_name_search(search(n))
        .permissions(GroupPermissionFilter::about(n)),
        display_name_search at ".display_name_search";
    GroupPermissionFilter(n) => {
        let wanted = permissions(n);
        Self::new()
            .admin(wanted.admin)
            .send_message(wanted.send_message)
            .remote_delete_anything(wanted.remote_delete_anything)
            .edit_or_remote_delete_own_messages(wanted.edit_or_remote_delete_own_messages)
            .change_settings(wanted.change_settings)
    };
    InvitationFilter(n) => Self::new()
        .status(InvitationStatus::IntroductionWaitYouToAccept)
        .r#type(InvitationType::Introduction)
        .display_name_search(search(n))
        .min_timestamp(1000 * n)
        .max_timestamp(1000 * n),
        display_name_search at ".display_name_search";
}
