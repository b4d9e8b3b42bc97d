//! Random filters.
//!
//! Owns one function for each filter type. Must not know which kind has which filter. Invariant: every field of every filter
//! can be drawn, and so can what is composed with them (F5).

use tidings::*;

use super::Draw;

/// Sets a few fields of a filter, and sometimes composes others of its type with it.
macro_rules! drawn {
    ($from:ident as $draw:ident, $levels:ident, $Filter:ident::$again:ident, { $( $field:ident : $value:expr ),+ $(,)? }) => {{
        let fields: &[fn(&mut Draw<'_>, $Filter, usize) -> $Filter] = &[ $(
            |$draw, filter, $levels| {
                let _ = $levels;
                let wanted = $value;
                filter.$field(wanted)
            }
        ),+ ];
        let mut filter = $Filter::new();
        for _ in 0..$from.below(4) {
            filter = fields[$from.below(fields.len())]($from, filter, $levels);
        }
        if $levels == 0 {
            return filter;
        }
        let below = $levels - 1;
        match $from.below(12) {
            8 => filter.not($from.$again(below)),
            9 => filter.all_of($from.some(3, |draw| draw.$again(below))),
            10 | 11 => filter.any_of($from.some(4, |draw| draw.$again(below))),
            _ => filter,
        }
    }};
}

impl Draw<'_> {
    pub(super) fn pattern(&mut self) -> String {
        const PATTERNS: &[&str] =
            &["tea", "(?i)TEA", "^cake", "tea|cake", r"\d+$", "^$", ".", "", "(?i)tea", "[a-e]{3}"];
        match self.below(48) {
            46 => "[".into(),
            47 => "(?s)tea.cake".into(),
            at => PATTERNS[at % PATTERNS.len()].into(),
        }
    }

    fn yes_no<T: From<bool> + Default>(&mut self) -> T {
        match self.below(5) {
            0 | 1 => T::from(true),
            2 | 3 => T::from(false),
            _ => T::default(),
        }
    }

    pub(super) fn message_filter(&mut self, levels: usize) -> MessageFilter {
        use MessageLocationCondition::{Have, HaveNot, IsSend, IsSharing, IsSharingFinished, Unspecified};
        drawn!(self as draw, levels, MessageFilter::message_filter, {
            r#type: draw.direction(),
            discussion_id: draw.id(),
            sender_contact_id: draw.id(),
            body_search: draw.pattern(),
            attachment: draw.yes_no::<tidings::Have>(),
            location: draw.one_of(&[HaveNot, Have, IsSend, IsSharing, IsSharingFinished, Unspecified]),
            min_timestamp: draw.moment(),
            max_timestamp: draw.moment(),
            has_reaction: draw.yes_no::<Has>(),
            reaction_filters: draw.some(3, |draw| draw.reaction_filter(levels / 2)),
            reply_to_a_message: draw.flag(),
            do_not_reply_to_a_message: draw.flag(),
            replied_message_id: draw.message_id(),
        })
    }

    pub(super) fn reaction_filter(&mut self, levels: usize) -> ReactionFilter {
        drawn!(self as draw, levels, ReactionFilter::reaction_filter, {
            reacted_by_me: draw.flag(),
            reacted_by_contact_id: draw.id(),
            reaction: draw.emoji(),
        })
    }

    pub(super) fn attachment_filter(&mut self, levels: usize) -> AttachmentFilter {
        use FileType::{Audio, Image, ImageVideo, LinkPreview, NotLinkPreview, Unspecified, Video};
        drawn!(self as draw, levels, AttachmentFilter::attachment_filter, {
            r#type: draw.direction(),
            file_type: draw.one_of(&[ImageVideo, Image, Video, Audio, LinkPreview, NotLinkPreview, Unspecified]),
            discussion_id: draw.id(),
            message_id: draw.message_id(),
            filename_search: draw.pattern(),
            mime_type_search: draw.pattern(),
            min_size: draw.moment(),
            max_size: draw.moment(),
        })
    }

    pub(super) fn discussion_filter(&mut self, levels: usize) -> DiscussionFilter {
        drawn!(self as draw, levels, DiscussionFilter::discussion_filter, {
            r#type: draw.one_of(&[DiscussionType::Oto, DiscussionType::Group, DiscussionType::Unspecified]),
            contact_id: draw.id(),
            group_id: draw.id(),
            title_search: draw.pattern(),
        })
    }

    pub(super) fn contact_filter(&mut self, levels: usize) -> ContactFilter {
        drawn!(self as draw, levels, ContactFilter::contact_filter, {
            one_to_one: draw.yes_no::<Is>(),
            photo: draw.yes_no::<Has>(),
            keycloak: draw.yes_no::<Managed>(),
            display_name_search: draw.pattern(),
            details_search: draw.details_filter(levels / 2),
        })
    }

    fn details_filter(&mut self, levels: usize) -> DetailsFilter {
        drawn!(self as draw, levels, DetailsFilter::details_filter, {
            first_name: draw.pattern(),
            last_name: draw.pattern(),
            company: draw.pattern(),
            position: draw.pattern(),
        })
    }

    pub(super) fn group_filter(&mut self, levels: usize) -> GroupFilter {
        drawn!(self as draw, levels, GroupFilter::group_filter, {
            r#type: draw.group_type(),
            empty: draw.yes_no::<Is>(),
            photo: draw.yes_no::<Has>(),
            keycloak: draw.yes_no::<Is>(),
            own_permissions_filter: draw.permission_filter(levels / 2),
            name_search: draw.pattern(),
            description_search: draw.pattern(),
            member_filters: draw.some(3, |draw| draw.member_filter(levels / 2)),
            pending_member_filters: draw.some(3, |draw| draw.pending_member_filter(levels / 2)),
        })
    }

    pub(super) fn member_filter(&mut self, levels: usize) -> GroupMemberFilter {
        drawn!(self as draw, levels, GroupMemberFilter::member_filter, {
            contact_id: draw.id(),
            permissions: draw.permission_filter(levels / 2),
        })
    }

    pub(super) fn pending_member_filter(&mut self, levels: usize) -> PendingGroupMemberFilter {
        drawn!(self as draw, levels, PendingGroupMemberFilter::pending_member_filter, {
            is_contact: draw.yes_no::<Is>(),
            has_declined: draw.yes_no::<Has>(),
            contact_id: draw.id(),
            display_name_search: draw.pattern(),
            permissions: draw.permission_filter(levels / 2),
        })
    }

    pub(super) fn permission_filter(&mut self, levels: usize) -> GroupPermissionFilter {
        drawn!(self as draw, levels, GroupPermissionFilter::permission_filter, {
            admin: draw.yes_no::<Is>(),
            send_message: draw.yes_no::<Can>(),
            remote_delete_anything: draw.yes_no::<Can>(),
            edit_or_remote_delete_own_messages: draw.yes_no::<Can>(),
            change_settings: draw.yes_no::<Can>(),
        })
    }

    pub(super) fn invitation_filter(&mut self, levels: usize) -> InvitationFilter {
        use InvitationType::{Group, Introduction, Invitation, OneToOne, Unspecified};
        drawn!(self as draw, levels, InvitationFilter::invitation_filter, {
            status: draw.status(),
            r#type: draw.one_of(&[Invitation, Introduction, Group, OneToOne, Unspecified]),
            display_name_search: draw.pattern(),
            min_timestamp: draw.moment(),
            max_timestamp: draw.moment(),
        })
    }
}
