//! The fields of `AttachmentFilter`.
//!
//! Owns what each field admits and does not, boundaries included. Must not know messages.

use tidings::{daemon::*, filter::*};

use super::expect;
use crate::entities::attachment;

fn filter() -> AttachmentFilter {
    AttachmentFilter::new()
}

fn sample() -> Attachment {
    attachment(AttachmentId::inbound(1))
}

fn of_type(mime_type: &str) -> Attachment {
    Attachment { mime_type: mime_type.into(), ..sample() }
}

fn named(file_name: &str) -> Attachment {
    Attachment { file_name: file_name.into(), ..sample() }
}

fn sized(size: u64) -> Attachment {
    Attachment { size, ..sample() }
}

#[test]
fn f1_type_is_the_direction_of_the_id() {
    let [received, sent] = [AttachmentId::inbound(1), AttachmentId::outbound(1)].map(attachment);
    expect(filter().r#type(Direction::Inbound), [received.clone()], [sent.clone(), Attachment::default()]);
    expect(filter().r#type(Direction::Outbound), [sent.clone()], [received.clone(), Attachment::default()]);
    expect(filter().r#type(Direction::Unspecified), [received, sent, Attachment::default()], []);
}

#[test]
fn f6_file_type_follows_the_prefix_but_for_link_previews() {
    let image = ["image/png", "image/", "image/olvid/link-preview"];
    let video = ["video/mp4", "video/"];
    let audio = ["audio/ogg", "audio/"];
    let preview = ["olvid/link-preview"];
    let other = [
        "",
        "text/plain",
        "image",
        "Image/png",
        "IMAGE/PNG",
        " image/png",
        "x-image/png",
        "olvid/link-preview2",
        "olvid/",
    ];
    let all: Vec<&str> = [&image[..], &video, &audio, &preview, &other].concat();
    let cases = [
        (FileType::Image, image.to_vec()),
        (FileType::Video, video.to_vec()),
        (FileType::ImageVideo, [&image[..], &video].concat()),
        (FileType::Audio, audio.to_vec()),
        (FileType::LinkPreview, preview.to_vec()),
        (FileType::NotLinkPreview, [&image[..], &video, &audio, &other].concat()),
        (FileType::Unspecified, all.clone()),
    ];
    for (file_type, admitted) in cases {
        let refused = all.iter().filter(|mime_type| !admitted.contains(mime_type)).map(|mime_type| of_type(mime_type));
        let admitted = admitted.iter().map(|mime_type| of_type(mime_type));
        expect(filter().file_type(file_type), admitted, refused);
    }
}

#[test]
fn f1_discussion_id_is_compared_0_included() {
    let of = |discussion_id| Attachment { discussion_id, ..sample() };
    expect(filter().discussion_id(7), [of(7)], [of(0), of(8)]);
    expect(filter().discussion_id(0), [of(0)], [of(7)]);
}

#[test]
fn f1_message_id_is_compared_with_its_direction() {
    let of = |message_id| Attachment { message_id: Some(message_id), ..sample() };
    let (received, sent) = (MessageId::inbound(1), MessageId::outbound(1));
    expect(filter().message_id(received), [of(received)], [sent, MessageId::inbound(2), MessageId::default()].map(of));
    expect(filter().message_id(MessageId::default()), [of(MessageId::default())], [received, sent].map(of));
}

#[test]
fn f2_filename_search_occurs_anywhere_and_minds_case() {
    let photos = ["photo.jpg", "my photo.jpg.txt"].map(named);
    expect(filter().filename_search(r"photo\.jpg"), photos, ["", "Photo.jpg", "photo-jpg"].map(named));
    expect(filter().filename_search(r"(?i)\.jpg$"), [named("A.JPG")], ["jpg", "a.jpg.txt"].map(named));
    expect(filter().filename_search(""), ["", "photo.jpg"].map(named), []);
}

#[test]
fn f2_mime_type_search_occurs_anywhere_and_minds_case() {
    let filter = |pattern: &str| filter().mime_type_search(pattern);
    expect(filter("json"), ["application/json", "json"].map(of_type), ["", "application/JSON"].map(of_type));
    expect(filter("^text/"), [of_type("text/plain")], ["context/", "Text/plain"].map(of_type));
    expect(filter(""), ["", "text/plain"].map(of_type), []);
}

#[test]
fn f1_sizes_are_inclusive_and_0_is_compared() {
    expect(filter().min_size(10), [sized(10), sized(u64::MAX)], [sized(0), sized(9)]);
    expect(filter().max_size(10), [sized(0), sized(10)], [sized(11), sized(u64::MAX)]);
    expect(filter().min_size(10).max_size(10), [sized(10)], [sized(9), sized(11)]);
    expect(filter().max_size(0), [sized(0)], [sized(1)]);
    expect(filter().min_size(0), [sized(0), sized(1)], []);
    expect(filter().min_size(2).max_size(1), [], [sized(0), sized(1), sized(2), sized(3)]);
}

#[test]
fn i2_file_type_and_mime_type_search_must_both_match() {
    let filter = filter().file_type(FileType::Image).mime_type_search("png|mp4");
    expect(filter, [of_type("image/png")], ["image/gif", "video/mp4"].map(of_type));
}
