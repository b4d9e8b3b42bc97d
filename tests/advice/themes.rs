//! What is asked about, theme by theme.
//!
//! Owns for each theme how an interest is drawn, and all events in which what it asks about takes every value that the filters
//! can tell apart. Must not know advice. Invariant: where a theme is `complete`, an interest that no event of it passes is one
//! that no event passes.

use tidings::*;

use super::draw::Draw;

pub(crate) struct Theme {
    pub(crate) name: &'static str,
    /// Whether its events tell all.
    pub(crate) complete: bool,
    pub(crate) draw: fn(&mut Draw<'_>) -> Interest,
    pub(crate) events: fn() -> Vec<Event>,
}

pub(crate) const THEMES: &[Theme] = &[
    Theme { name: "times", complete: true, draw: times, events: time_events },
    Theme { name: "exact values", complete: true, draw: exact, events: exact_events },
    Theme { name: "replies and locations", complete: true, draw: replies, events: reply_events },
    Theme { name: "reactions of a message", complete: true, draw: reactions, events: reaction_events },
    Theme { name: "a reaction and the one before", complete: true, draw: replaced, events: replaced_events },
    Theme { name: "members of a group", complete: true, draw: members, events: member_events },
    Theme { name: "pending members", complete: true, draw: pending, events: pending_events },
    Theme { name: "invitations", complete: true, draw: invitations, events: invitation_events },
    Theme { name: "discussions", complete: true, draw: discussions, events: discussion_events },
    // Incomplete: a word of an enumeration may have another beside it; id lists and filters speak of the same attachment.
    Theme { name: "attachments", complete: false, draw: attachments, events: attachment_events },
    // Incomplete: patterns.
    Theme { name: "contacts", complete: false, draw: contacts, events: contact_events },
    Theme { name: "renamed groups", complete: false, draw: renamed, events: renamed_events },
];

/// What can stand beside the fields of every filter (F5).
trait Compose: Sized {
    fn with_any_of(self, filters: Vec<Self>) -> Self;
    fn with_all_of(self, filters: Vec<Self>) -> Self;
    fn without(self, filter: Self) -> Self;
}

macro_rules! compose {
    ($($Filter:ident),+) => { $(
        impl Compose for $Filter {
            fn with_any_of(self, filters: Vec<Self>) -> Self {
                self.any_of(filters)
            }
            fn with_all_of(self, filters: Vec<Self>) -> Self {
                self.all_of(filters)
            }
            fn without(self, filter: Self) -> Self {
                self.not(filter)
            }
        }
    )+ };
}

compose!(
    MessageFilter,
    ReactionFilter,
    GroupFilter,
    GroupMemberFilter,
    PendingGroupMemberFilter,
    GroupPermissionFilter,
    InvitationFilter,
    DiscussionFilter,
    AttachmentFilter,
    ContactFilter
);

/// A filter with a few fields, and others composed with it, so many levels deep.
fn composed<F: Compose + Default>(draw: &mut Draw<'_>, levels: usize, field: fn(&mut Draw<'_>, F, usize) -> F) -> F {
    let mut filter = F::default();
    for _ in 0..draw.below(3) {
        filter = field(draw, filter, levels);
    }
    if levels == 0 {
        return filter;
    }
    for _ in 0..draw.below(3) {
        filter = match draw.below(4) {
            0 => filter.without(composed(draw, levels - 1, field)),
            1 => filter.with_all_of((0..=draw.below(3)).map(|_| composed(draw, levels - 1, field)).collect()),
            2 => filter.with_any_of((0..draw.below(4)).map(|_| composed(draw, levels - 1, field)).collect()),
            _ => filter,
        };
    }
    filter
}

fn levels(draw: &mut Draw<'_>) -> usize {
    draw.one_of(&[1, 0, 2, 2, 3])
}

const MOMENTS: &[u64] = &[5, 0, 4, 6, u64::MAX];
/// Those, and what lies between and beside them.
const AROUND: &[u64] = &[0, 1, 3, 4, 5, 6, 7, u64::MAX - 1, u64::MAX];

/// A message with its place among all that a theme has.
fn received(messages: impl IntoIterator<Item = Message>) -> Vec<Event> {
    messages.into_iter().map(|message| MessageReceived::new(message).into()).collect()
}

// Messages -----------------------------------------------------------------------------------------------------------

fn times(draw: &mut Draw<'_>) -> Interest {
    let levels = levels(draw);
    let filter = composed(draw, levels, |draw, filter: MessageFilter, _| match draw.below(5) {
        0 | 1 => filter.min_timestamp(draw.one_of(MOMENTS)),
        2 | 3 => filter.max_timestamp(draw.one_of(MOMENTS)),
        _ => filter.r#type(draw.one_of(&[Direction::Inbound, Direction::Outbound])),
    });
    MessageReceived::interest().filter(filter).into()
}

fn time_events() -> Vec<Event> {
    let types = [Direction::Inbound, Direction::Outbound, Direction::Unspecified];
    received(types.into_iter().flat_map(|r#type| {
        let id = MessageId { r#type, id: 1 };
        AROUND.iter().map(move |timestamp| Message { id, timestamp: *timestamp, ..Message::default() })
    }))
}

fn exact(draw: &mut Draw<'_>) -> Interest {
    let levels = levels(draw);
    let filter = composed(draw, levels, |draw, filter: MessageFilter, _| match draw.below(3) {
        0 => filter.discussion_id(draw.one_of(&[1, 2])),
        1 => filter.sender_contact_id(draw.one_of(&[0, 5])),
        _ => filter.attachment(draw.flag()),
    });
    MessageReceived::interest().filter(filter).into()
}

fn exact_events() -> Vec<Event> {
    let mut messages = Vec::new();
    for discussion_id in [1, 2, 3] {
        for sender_id in [0, 5, 6] {
            for attachments_count in [0, 2] {
                messages.push(Message { discussion_id, sender_id, attachments_count, ..Message::default() });
            }
        }
    }
    received(messages)
}

fn replies(draw: &mut Draw<'_>) -> Interest {
    use MessageLocationCondition::{Have, HaveNot, IsSend, IsSharing, IsSharingFinished};
    let levels = levels(draw);
    let filter = composed(draw, levels, |draw, filter: MessageFilter, _| match draw.below(6) {
        0 => filter.reply_to_a_message(true),
        1 => filter.do_not_reply_to_a_message(true),
        2 => filter.replied_message_id(draw.one_of(&[MessageId::inbound(1), MessageId::outbound(1)])),
        _ => filter.location(draw.one_of(&[HaveNot, Have, IsSend, IsSharing, IsSharingFinished])),
    });
    MessageReceived::interest().filter(filter).into()
}

fn reply_events() -> Vec<Event> {
    use LocationType::{Send, Sharing, SharingFinished, Unspecified};
    let mut messages = Vec::new();
    for replied in [None, Some(MessageId::inbound(1)), Some(MessageId::outbound(1)), Some(MessageId::inbound(2))] {
        for location in [None, Some(Send), Some(Sharing), Some(SharingFinished), Some(Unspecified)] {
            messages.push(Message {
                replied_message_id: replied,
                message_location: location.map(|r#type| MessageLocation { r#type, ..MessageLocation::default() }),
                ..Message::default()
            });
        }
    }
    received(messages)
}

fn reaction_filter(draw: &mut Draw<'_>, levels: usize) -> ReactionFilter {
    composed(draw, levels, |draw, filter: ReactionFilter, _| match draw.below(4) {
        0 => filter.reacted_by_me(true),
        1 => filter.reacted_by_contact_id(draw.one_of(&[5, 0])),
        _ => filter.reaction(draw.one_of(&["👍", ""])),
    })
}

fn all_reactions() -> Vec<MessageReaction> {
    let mut reactions = Vec::new();
    for contact_id in [0, 5, 6] {
        for reaction in ["👍", "", "❤"] {
            reactions.push(MessageReaction { contact_id, reaction: reaction.into(), timestamp: 0 });
        }
    }
    reactions
}

fn reactions(draw: &mut Draw<'_>) -> Interest {
    let levels = levels(draw);
    let filter = composed(draw, levels, |draw, filter: MessageFilter, levels| match draw.below(3) {
        0 => filter.has_reaction(draw.flag()),
        _ => {
            filter.reaction_filters((0..=draw.below(2)).map(|_| reaction_filter(draw, levels / 2)).collect::<Vec<_>>())
        }
    });
    MessageReceived::interest().filter(filter).into()
}

fn reaction_events() -> Vec<Event> {
    received(lists(&all_reactions(), 3).into_iter().map(|reactions| Message { reactions, ..Message::default() }))
}

/// All lists of up to so many different elements, in one order each.
fn lists<T: Clone>(elements: &[T], most: usize) -> Vec<Vec<T>> {
    let mut lists = vec![Vec::new()];
    if most > 0 {
        for (at, first) in elements.iter().enumerate() {
            for mut rest in self::lists(&elements[at + 1..], most - 1) {
                rest.insert(0, first.clone());
                lists.push(rest);
            }
        }
    }
    lists
}

fn replaced(draw: &mut Draw<'_>) -> Interest {
    let (levels, ids) = (levels(draw), [MessageId::inbound(1), MessageId::outbound(1)]);
    let mut interest = MessageReactionUpdated::interest();
    if draw.one_in(3) {
        interest = interest.message_ids(draw.some(3, |draw| draw.one_of(&ids)));
    }
    if draw.flag() {
        interest = interest.reaction_filter(reaction_filter(draw, levels));
    }
    if draw.flag() {
        interest = interest.previous_reaction_filter(reaction_filter(draw, levels));
    }
    interest.into()
}

fn replaced_events() -> Vec<Event> {
    let mut events = Vec::new();
    for id in [MessageId::inbound(1), MessageId::outbound(1), MessageId::inbound(2)] {
        for reaction in all_reactions() {
            for previous in all_reactions() {
                let message = Message { id, ..Message::default() };
                events.push(MessageReactionUpdated::new(message, reaction.clone(), previous).into());
            }
        }
    }
    events
}

// Groups ---------------------------------------------------------------------------------------------------------------

fn permission_filter(draw: &mut Draw<'_>, levels: usize) -> GroupPermissionFilter {
    composed(draw, levels, |draw, filter: GroupPermissionFilter, _| match draw.below(2) {
        0 => filter.admin(draw.flag()),
        _ => filter.send_message(draw.flag()),
    })
}

fn all_permissions() -> Vec<GroupMemberPermissions> {
    let mut permissions = Vec::new();
    for admin in [false, true] {
        for send_message in [false, true] {
            permissions.push(GroupMemberPermissions { admin, send_message, ..GroupMemberPermissions::default() });
        }
    }
    permissions
}

fn member_filter(draw: &mut Draw<'_>, levels: usize) -> GroupMemberFilter {
    composed(draw, levels, |draw, filter: GroupMemberFilter, levels| match draw.below(2) {
        0 => filter.contact_id(draw.one_of(&[1, 2])),
        _ => filter.permissions(permission_filter(draw, levels / 2)),
    })
}

fn members(draw: &mut Draw<'_>) -> Interest {
    let levels = levels(draw);
    let filter = composed(draw, levels, |draw, filter: GroupFilter, levels| match draw.below(4) {
        0 => filter.empty(draw.flag()),
        1 => filter.own_permissions_filter(permission_filter(draw, levels / 2)),
        _ => filter.member_filters((0..=draw.below(2)).map(|_| member_filter(draw, levels / 2)).collect::<Vec<_>>()),
    });
    GroupNew::interest().group_filter(filter).into()
}

fn member_events() -> Vec<Event> {
    let mut members = Vec::new();
    for contact_id in [1, 2, 3] {
        for permissions in all_permissions() {
            members.push(GroupMember { contact_id, permissions });
        }
    }
    let mut events = Vec::new();
    for members in lists(&members, 2) {
        for own_permissions in all_permissions() {
            events.push(GroupNew::new(Group { members: members.clone(), own_permissions, ..Group::default() }).into());
        }
    }
    events
}

fn pending(draw: &mut Draw<'_>) -> Interest {
    let levels = levels(draw);
    let filter = composed(draw, levels, |draw, filter: PendingGroupMemberFilter, _| match draw.below(3) {
        0 => filter.is_contact(draw.flag()),
        1 => filter.has_declined(draw.flag()),
        _ => filter.contact_id(draw.one_of(&[0, 1, 2])),
    });
    let mut interest = GroupPendingMemberAdded::interest().pending_member_filter(filter);
    if draw.one_in(3) {
        interest = interest.group_ids(draw.some(3, |draw| draw.one_of(&[1, 2])));
    }
    interest.into()
}

fn pending_events() -> Vec<Event> {
    let mut events = Vec::new();
    for id in [1, 2, 3] {
        for contact_id in [0, 1, 2, 3] {
            for declined in [false, true] {
                let pending = PendingGroupMember { contact_id, declined, ..PendingGroupMember::default() };
                events.push(GroupPendingMemberAdded::new(Group { id, ..Group::default() }, pending).into());
            }
        }
    }
    events
}

const TEXTS: &[&str] = &["tea", "", "Tea and cake", "cake 42"];

fn pattern(draw: &mut Draw<'_>) -> &'static str {
    draw.one_of(&["tea", "(?i)tea", "^cake", r"\d+$", "^$", "."])
}

fn renamed(draw: &mut Draw<'_>) -> Interest {
    let levels = levels(draw);
    let filter = composed(draw, levels, |draw, filter: GroupFilter, _| match draw.below(3) {
        0 => filter.r#type(draw.one_of(&[GroupType::Standard, GroupType::Advanced])),
        _ => filter.name_search(pattern(draw)),
    });
    let mut interest = GroupNameUpdated::interest().group_filter(filter);
    if draw.flag() {
        interest = interest.previous_name_search(pattern(draw));
    }
    interest.into()
}

fn renamed_events() -> Vec<Event> {
    let mut events = Vec::new();
    for r#type in [GroupType::Standard, GroupType::Advanced, GroupType::Unspecified] {
        for name in TEXTS {
            for previous in TEXTS {
                let group = Group { r#type, name: (*name).into(), ..Group::default() };
                events.push(GroupNameUpdated::new(group, *previous).into());
            }
        }
    }
    events
}

// Everything else ------------------------------------------------------------------------------------------------------

const STATUSES: &[InvitationStatus] = &[
    InvitationStatus::InvitationWaitYouToAccept,
    InvitationStatus::InvitationWaitItToAccept,
    InvitationStatus::IntroductionWaitItToAccept,
    InvitationStatus::IntroductionWaitYouToAccept,
    InvitationStatus::GroupInvitationWaitYouToAccept,
];

fn invitations(draw: &mut Draw<'_>) -> Interest {
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

fn invitation_events() -> Vec<Event> {
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

fn discussions(draw: &mut Draw<'_>) -> Interest {
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

fn discussion_events() -> Vec<Event> {
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

fn attachments(draw: &mut Draw<'_>) -> Interest {
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

fn attachment_events() -> Vec<Event> {
    let mut events = Vec::new();
    for mime_type in ["image/png", "video/mp4", "audio/ogg", "olvid/link-preview", "text/plain"] {
        for size in [0, 1, 4, 5, 6] {
            for message in [1, 2, 3] {
                for id in [AttachmentId::outbound(1), AttachmentId::outbound(2)] {
                    let message_id = MessageId::outbound(message);
                    let attachment =
                        Attachment { id, message_id, mime_type: mime_type.into(), size, ..Attachment::default() };
                    events.push(AttachmentUploaded::new(attachment).into());
                }
            }
        }
    }
    events
}

fn contacts(draw: &mut Draw<'_>) -> Interest {
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

fn contact_events() -> Vec<Event> {
    let mut events = Vec::new();
    for (has_a_photo, has_one_to_one_discussion) in [(false, false), (false, true), (true, false), (true, true)] {
        for display_name in TEXTS {
            for first_name in [None, Some("tea"), Some("cake 42"), Some("Tea")] {
                let details = IdentityDetails { first_name: first_name.map(Into::into), ..IdentityDetails::default() };
                let display_name = (*display_name).into();
                let contact =
                    Contact { has_a_photo, has_one_to_one_discussion, display_name, details, ..Contact::default() };
                events.push(ContactNew::new(contact).into());
            }
        }
    }
    events
}
