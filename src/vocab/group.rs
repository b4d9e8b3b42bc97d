//! Groups of the daemon, their members and permissions.
//!
//! Owns [`Group`] and what is in it, and the four filters around it. Must not know subscriptions or users.
//! Invariant: what a filter reads is what the event carries (F4).

use alloc::string::String;
use alloc::vec::Vec;

use super::filter::{Can, Has, Is};
#[cfg(feature = "lint")]
use super::implied;
use super::macros::entity::{Subject as _, entity, symbols};
use super::macros::filter::filter;
use crate::predicate::Value;

symbols! {
    /// How a group is run.
    pub enum GroupType {
        /// Everyone may do everything.
        Standard = "STANDARD",
        /// Admins decide who is in.
        Controlled = "CONTROLLED",
        /// Only admins write.
        ReadOnly = "READ_ONLY",
        /// See [`AdvancedConfiguration`].
        Advanced = "ADVANCED",
    }
    /// Who may delete messages of others for everyone.
    pub enum RemoteDelete {
        /// Nobody.
        Nobody = "NOBODY",
        /// Admins.
        Admins = "ADMINS",
        /// Everyone.
        Everyone = "EVERYONE",
    }
}

entity! {
    /// How a group of type [`GroupType::Advanced`] is run.
    pub struct AdvancedConfiguration {
        /// Whether only admins write.
        read_only: bool,
        /// Who may delete messages of others for everyone.
        remote_delete: RemoteDelete,
    }
}

entity! {
    /// A group that the user is in.
    pub struct Group {
        /// Which group it is.
        id: u64,
        /// How it is run.
        r#type: GroupType,
        /// What the user may do in it.
        own_permissions: Option<GroupMemberPermissions>,
        /// The other members.
        members: Vec<GroupMember>,
        /// Those invited who have not joined yet.
        pending_members: Vec<PendingGroupMember>,
        /// Whether a change of the group is in progress.
        update_in_progress: bool,
        /// Whether a directory manages the group.
        keycloak_managed: bool,
        /// The name.
        name: String,
        /// The description.
        description: String,
        /// Whether there is a picture.
        has_a_photo: bool,
    }
    optional {
        /// How it is run, when of type [`GroupType::Advanced`].
        advanced_configuration: AdvancedConfiguration,
    }
    attributes of it {
        TYPE "type" => it.r#type,
        IS_EMPTY "members empty" => it.members.is_empty(); implies implied::empty(Self::MEMBERS),
        PHOTO "has_a_photo" => it.has_a_photo,
        KEYCLOAK "keycloak_managed" => it.keycloak_managed,
        OWN_PERMISSIONS "own_permissions" => it.own_permissions.subject(),
        NAME "name" => it.name.as_str(),
        DESCRIPTION "description" => it.description.as_str(),
        MEMBERS "members" => Value::List(&it.members),
        PENDING_MEMBERS "pending_members" => Value::List(&it.pending_members),
    }
}

entity! {
    /// A member of a group.
    pub struct GroupMember {
        /// The contact.
        contact_id: u64,
        /// What the member may do.
        permissions: Option<GroupMemberPermissions>,
    }
    attributes of it {
        CONTACT_ID "contact_id" => it.contact_id,
        PERMISSIONS "permissions" => it.permissions.subject(),
    }
}

entity! {
    /// Someone invited into a group who has not joined yet.
    pub struct PendingGroupMember {
        /// Which pending member it is.
        pending_member_id: u64,
        /// The contact; 0 when not one yet.
        contact_id: u64,
        /// The name shown.
        display_name: String,
        /// Whether the invitation was declined.
        declined: bool,
        /// What the member will be allowed to do.
        permissions: Option<GroupMemberPermissions>,
    }
    attributes of it {
        IS_CONTACT "contact_id not 0" => it.contact_id != 0; implies implied::not_zero(Self::CONTACT_ID),
        DECLINED "declined" => it.declined,
        CONTACT_ID "contact_id" => it.contact_id,
        DISPLAY_NAME "display_name" => it.display_name.as_str(),
        PERMISSIONS "permissions" => it.permissions.subject(),
    }
}

entity! {
    /// What a member of a group may do.
    pub struct GroupMemberPermissions {
        /// Manage the group.
        admin: bool,
        /// Delete any message for everyone.
        remote_delete_anything: bool,
        /// Edit own messages, and delete them for everyone.
        edit_or_remote_delete_own_messages: bool,
        /// Change the shared settings.
        change_settings: bool,
        /// Write.
        send_message: bool,
    }
    attributes of it {
        ADMIN "admin" => it.admin,
        REMOTE_DELETE_ANYTHING "remote_delete_anything" => it.remote_delete_anything,
        EDIT_OR_REMOTE_DELETE_OWN_MESSAGES "edit_or_remote_delete_own_messages" => it.edit_or_remote_delete_own_messages,
        CHANGE_SETTINGS "change_settings" => it.change_settings,
        SEND_MESSAGE "send_message" => it.send_message,
    }
}

filter! {
    /// What a [`Group`] must look like.
    pub struct GroupFilter on Group {
        /// The type of the group.
        r#type: GroupType => TYPE, Is;
        /// Without or with members; pending ones do not count.
        empty: Is => IS_EMPTY, IsYes;
        /// With or without a picture.
        photo: Has => PHOTO, IsYes;
        /// Managed by a directory or not.
        keycloak: Is => KEYCLOAK, IsYes;
        /// What the user may do in it.
        own_permissions_filter: GroupPermissionFilter => OWN_PERMISSIONS, Meets;
        /// A regular expression that occurs in the name; "" is no condition (F2).
        name_search: String => NAME, Search;
        /// A regular expression that occurs in the description; "" is no condition (F2).
        description_search: String => DESCRIPTION, Search;
        /// Each of these is met by some member; one member may meet several (F3).
        member_filters: [GroupMemberFilter] => MEMBERS, EachMetBySome;
        /// Each of these is met by some pending member; one may meet several (F3).
        pending_member_filters: [PendingGroupMemberFilter] => PENDING_MEMBERS, EachMetBySome;
    }
}

filter! {
    /// What a [`GroupMember`] must look like.
    pub struct GroupMemberFilter on GroupMember {
        /// This contact.
        contact_id: u64 => CONTACT_ID, Equals;
        /// What the member may do.
        permissions: GroupPermissionFilter => PERMISSIONS, Meets;
    }
}

filter! {
    /// What a [`PendingGroupMember`] must look like.
    pub struct PendingGroupMemberFilter on PendingGroupMember {
        /// A contact already, or not: `contact_id` is not 0.
        is_contact: Is => IS_CONTACT, IsYes;
        /// Has declined or not.
        has_declined: Has => DECLINED, IsYes;
        /// This contact; 0: none yet (F1: 0 is compared).
        contact_id: u64 => CONTACT_ID, Equals;
        /// A regular expression that occurs in the name shown; "" is no condition (F2).
        display_name_search: String => DISPLAY_NAME, Search;
        /// What the member will be allowed to do.
        permissions: GroupPermissionFilter => PERMISSIONS, Meets;
    }
}

filter! {
    /// What [`GroupMemberPermissions`] must look like.
    pub struct GroupPermissionFilter on GroupMemberPermissions {
        /// May manage the group or not.
        admin: Is => ADMIN, IsYes;
        /// May write or not.
        send_message: Can => SEND_MESSAGE, IsYes;
        /// May delete any message for everyone or not.
        remote_delete_anything: Can => REMOTE_DELETE_ANYTHING, IsYes;
        /// May edit own messages, and delete them for everyone, or not.
        edit_or_remote_delete_own_messages: Can => EDIT_OR_REMOTE_DELETE_OWN_MESSAGES, IsYes;
        /// May change the shared settings or not.
        change_settings: Can => CHANGE_SETTINGS, IsYes;
    }
}
