//! Attachments of the daemon.
//!
//! Owns [`Attachment`], its id and [`AttachmentFilter`]. Must not know subscriptions or users.
//! Invariant: what a filter reads is what the event carries (F4).

use alloc::string::String;

use super::filter::FieldTest;
use super::macros::entity::{directed_id, entity, symbols};
use super::macros::filter::filter;
use super::message::{Direction, MessageId};
use crate::predicate::{Scalar, Symbol};

symbols! {
    /// A condition on what an attachment holds, by its MIME type (F6).
    pub enum FileType {
        /// `image/...`
        Image = "IMAGE",
        /// `video/...`
        Video = "VIDEO",
        /// `image/...` or `video/...`
        ImageVideo = "IMAGE_VIDEO",
        /// `audio/...`
        Audio = "AUDIO",
        /// Exactly `olvid/link-preview`.
        LinkPreview = "LINK_PREVIEW",
        /// Anything but `olvid/link-preview`.
        NotLinkPreview = "NOT_LINK_PREVIEW",
    }
}

directed_id! {
    /// Names an attachment of one user, counted separately for each direction.
    pub struct AttachmentId for "attachment";
}

entity! {
    /// A file that came with a message.
    pub struct Attachment {
        /// Which attachment it is.
        id: Option<AttachmentId>,
        /// The discussion that it belongs to.
        discussion_id: u64,
        /// The message that it belongs to.
        message_id: Option<MessageId>,
        /// The name of the file.
        file_name: String,
        /// The MIME type.
        mime_type: String,
        /// Bytes.
        size: u64,
    }
    attributes of it {
        TYPE "id.type" => it.id.unwrap_or_default().r#type,
        MEDIA "mime_type" => Media::of(&it.mime_type).symbol(),
        DISCUSSION_ID "discussion_id" => it.discussion_id,
        MESSAGE_ID "message_id" => it.message_id.unwrap_or_default(),
        FILE_NAME "file_name" => it.file_name.as_str(),
        MIME_TYPE "mime_type" => it.mime_type.as_str(),
        SIZE "size" => it.size,
    }
}

filter! {
    /// What an [`Attachment`] must look like.
    pub struct AttachmentFilter on Attachment {
        /// Received or sent: `attachment.id.type`.
        r#type: Direction => TYPE, Is;
        /// Of this sort (F6).
        file_type: FileType => MEDIA, by media;
        /// In this discussion.
        discussion_id: u64 => DISCUSSION_ID, Equals;
        /// Of this message.
        message_id: MessageId => MESSAGE_ID, Equals;
        /// A regular expression that occurs in the file's name; "" is no condition (F2).
        filename_search: String => FILE_NAME, Search;
        /// A regular expression that occurs in the MIME type; "" is no condition (F2).
        mime_type_search: String => MIME_TYPE, Search;
        /// This many bytes or more.
        min_size: u64 => SIZE, AtLeast;
        /// This many bytes or fewer.
        max_size: u64 => SIZE, AtMost;
    }
}

/// The classes of MIME types that [`FileType`] distinguishes; every type is exactly one of these.
#[derive(Clone, Copy)]
enum Media {
    Image,
    Video,
    Audio,
    LinkPreview,
    Other,
}

impl Media {
    fn of(mime_type: &str) -> Self {
        match mime_type {
            "olvid/link-preview" => Self::LinkPreview,
            image if image.starts_with("image/") => Self::Image,
            video if video.starts_with("video/") => Self::Video,
            audio if audio.starts_with("audio/") => Self::Audio,
            _ => Self::Other,
        }
    }

    fn symbol(self) -> Symbol {
        let name = match self {
            Self::Image => "an image",
            Self::Video => "a video",
            Self::Audio => "audio",
            Self::LinkPreview => "a link preview",
            Self::Other => "something else",
        };
        Symbol::new(self as u8, name)
    }
}

fn media(wanted: FileType) -> Option<FieldTest<'static>> {
    let admitted: &[Media] = match wanted {
        FileType::Unspecified => return None,
        FileType::Image => &[Media::Image],
        FileType::Video => &[Media::Video],
        FileType::ImageVideo => &[Media::Image, Media::Video],
        FileType::Audio => &[Media::Audio],
        FileType::LinkPreview => &[Media::LinkPreview],
        FileType::NotLinkPreview => &[Media::Image, Media::Video, Media::Audio, Media::Other],
    };
    Some(FieldTest::OneOf(admitted.iter().map(|media| Scalar::Symbol(media.symbol())).collect()))
}
