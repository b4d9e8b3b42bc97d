//! Invitations, discussions, attachments and contacts.
//!
//! Owns the interests that are drawn in them, and the events that tell those apart. Must not know advice, nor which themes are
//! complete. Invariant: every id, flag and bound that a filter here may name has an event on either side of it.

use tidings::{daemon::*, filter::*, *};

use super::{AROUND, Draw, MOMENTS, TEXTS, composed, levels, pattern};

const STATUSES: &[InvitationStatus] = &[
    InvitationStatus::InvitationWaitYouToAccept,
    InvitationStatus::InvitationWaitItToAccept,
    InvitationStatus::IntroductionWaitItToAccept,
    InvitationStatus::IntroductionWaitYouToAccept,
    InvitationStatus::GroupInvitationWaitYouToAccept,
];

pub(super) fn invitations(draw: &mut Draw<'_>) -> Interest {
    use InvitationType::{Group, Introduction, Invitation, OneToOne};
    let levels = levels(draw);
    let filter = composed(draw, levels, |draw, filter: InvitationFilter, _| match draw.below(4) {
        0 => filter.status(draw.one_of(STATUSES)),
        1 => filter.r#type(draw.one_of(&[Invitation, Introduction, Group, OneToOne])),
        2 => filter.min_timestamp(draw.one_of(MOMENTS)),
        _ => filter.max_timestamp(draw.one_of(MOMENTS)),
    });
    InvitationUpdated::interest().filter(filter).into()
}

pub(super) fn invitation_events() -> Vec<Event> {
    use InvitationStatus::{
        InvitationStatusInProgress, OneToOneInvitationWaitItToAccept, OneToOneInvitationWaitYouToAccept, Unspecified,
    };
    let others =
        [InvitationStatusInProgress, OneToOneInvitationWaitItToAccept, OneToOneInvitationWaitYouToAccept, Unspecified];
    let mut events = Vec::new();
    for status in STATUSES.iter().copied().chain(others) {
        for timestamp in AROUND {
            let invitation = Invitation { status, timestamp: *timestamp, ..Invitation::default() };
            events.push(InvitationUpdated::new(invitation, status).into());
        }
    }
    events
}

pub(super) fn discussions(draw: &mut Draw<'_>) -> Interest {
    let levels = levels(draw);
    let filter = composed(draw, levels, |draw, filter: DiscussionFilter, _| match draw.below(3) {
        0 => filter.r#type(draw.one_of(&[DiscussionType::Oto, DiscussionType::Group])),
        1 => filter.contact_id(draw.one_of(&[0, 1, 2])),
        _ => filter.group_id(draw.one_of(&[0, 1, 2])),
    });
    let mut interest = DiscussionLocked::interest().filter(filter);
    if draw.one_in(3) {
        interest = interest.discussion_ids(draw.some(3, |draw| draw.one_of(&[1, 2])));
    }
    interest.into()
}

pub(super) fn discussion_events() -> Vec<Event> {
    use DiscussionIdentifier::{Contact, Group, Nobody};
    let mut events = Vec::new();
    for id in [1, 2, 3] {
        for number in [0, 1, 2, 3] {
            for identifier in [Nobody, Contact(number), Group(number)] {
                events.push(DiscussionLocked::new(Discussion { id, identifier, ..Discussion::default() }).into());
            }
        }
    }
    events
}

pub(super) fn attachments(draw: &mut Draw<'_>) -> Interest {
    use FileType::{Audio, Image, ImageVideo, LinkPreview, NotLinkPreview, Video};
    let (levels, message_ids) = (levels(draw), [MessageId::outbound(1), MessageId::outbound(2)]);
    let filter = composed(draw, levels, |draw, filter: AttachmentFilter, _| match draw.below(5) {
        0 | 1 => filter.file_type(draw.one_of(&[Image, Video, ImageVideo, Audio, LinkPreview, NotLinkPreview])),
        2 => filter.min_size(draw.one_of(&[0, 4, 5])),
        3 => filter.max_size(draw.one_of(&[0, 4, 5])),
        _ => filter.message_id(draw.one_of(&[MessageId::outbound(1), MessageId::outbound(2)])),
    });
    let mut interest = AttachmentUploaded::interest().filter(filter);
    if draw.one_in(3) {
        interest = interest.message_ids(draw.some(3, |draw| draw.one_of(&message_ids)));
    }
    if draw.one_in(3) {
        interest = interest.attachment_ids(draw.some(3, |draw| draw.one_of(&[AttachmentId::outbound(1)])));
    }
    interest.into()
}

pub(super) fn attachment_events() -> Vec<Event> {
    let mut events = Vec::new();
    for mime_type in ["image/png", "video/mp4", "audio/ogg", "olvid/link-preview", "text/plain"] {
        for size in [0, 1, 4, 5, 6] {
            for message in [1, 2, 3] {
                for id in [AttachmentId::outbound(1), AttachmentId::outbound(2)] {
                    let message_id = MessageId::outbound(message);
                    let attachment = Attachment {
                        id: Some(id),
                        message_id: Some(message_id),
                        mime_type: mime_type.into(),
                        size,
                        ..Attachment::default()
                    };
                    events.push(AttachmentUploaded::new(attachment).into());
                }
            }
        }
    }
    events
}

pub(super) fn contacts(draw: &mut Draw<'_>) -> Interest {
    let levels = levels(draw);
    let filter = composed(draw, levels, |draw, filter: ContactFilter, _| match draw.below(4) {
        0 => filter.photo(draw.flag()),
        1 => filter.one_to_one(draw.flag()),
        2 => filter.display_name_search(pattern(draw)),
        _ => filter.details_search(DetailsFilter::new().first_name(pattern(draw)).not(match draw.flag() {
            true => DetailsFilter::new().first_name(pattern(draw)),
            false => DetailsFilter::new().any_of([]),
        })),
    });
    ContactNew::interest().filter(filter).into()
}

pub(super) fn contact_events() -> Vec<Event> {
    let mut events = Vec::new();
    for (has_a_photo, has_one_to_one_discussion) in [(false, false), (false, true), (true, false), (true, true)] {
        for display_name in TEXTS {
            for first_name in [None, Some("tea"), Some("cake 42"), Some("Tea")] {
                let details = IdentityDetails { first_name: first_name.map(Into::into), ..IdentityDetails::default() };
                let display_name = (*display_name).into();
                let contact = Contact {
                    has_a_photo,
                    has_one_to_one_discussion,
                    display_name,
                    details: Some(details),
                    ..Contact::default()
                };
                events.push(ContactNew::new(contact).into());
            }
        }
    }
    events
}
