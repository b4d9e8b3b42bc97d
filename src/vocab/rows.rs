//! The macro behind THE TABLE.
//!
//! Owns `notifications!`, which makes of each row: the event's struct, its interest with exactly the id lists and filters that
//! the kind has, the [`Kind`], the serde forms, and what the event teaches. Must not know any one kind.
//!
//! Invariant: nothing about a kind is written down a second time anywhere in `src/`.

use alloc::string::String;
use alloc::vec::Vec;

use super::filter::Filter;
use super::{EntityId, Kind};
use crate::predicate::Attr;

/// What the ids of a list must be for an interest to be accepted (I3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IdRequirement {
    /// They exist.
    Exists,
    /// They exist and are outbound.
    Outbound,
    /// They exist and are live location sharings.
    LiveSharing,
}

/// An id list of an interest, as given.
#[derive(Clone, Debug)]
pub(crate) struct IdList {
    pub(crate) field: Attr,
    pub(crate) ids: Vec<EntityId>,
    pub(crate) requirement: IdRequirement,
}

/// The names that an interest lists.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Names<'i> {
    pub(crate) field: Attr,
    pub(crate) names: &'i [String],
    /// Whether there must be one.
    pub(crate) required: bool,
}

/// What a row says of its kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    pub(crate) id_lists: &'static [&'static str],
    pub(crate) filters: &'static [&'static str],
    pub(crate) takes_alias: bool,
    pub(crate) requires_names: bool,
    pub(crate) deliveries: Reach,
}

/// Whose subscriptions hear the events of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Those of the users in the audience.
    Audience,
    /// Everyone's who subscribed to the alias that the event carries.
    Alias,
    /// Those of the members of the conversation that the event names.
    Members,
}

/// An interest of whatever kind, laid open.
#[derive(Clone, Debug)]
pub(crate) struct InterestParts<'i> {
    pub(crate) kind: Kind,
    pub(crate) count: u64,
    pub(crate) alias: Option<(Attr, &'i str)>,
    pub(crate) names: Option<Names<'i>>,
    pub(crate) id_lists: Vec<IdList>,
    pub(crate) filters: Vec<(Attr, &'i dyn Filter)>,
}

/// Takes THE TABLE apart. A row is `/// doc`, number, name on the wire, `=>`, name in Rust, and in braces, in this order:
///
/// | line | what it gives the kind |
/// | --- | --- |
/// | `about message: Message;` | the entity that the event is about, shared and required |
/// | `with reaction: MessageReaction;` | a further payload field |
/// | `alias conference_alias;` | interests name an alias, which the event carries in this field (K7) |
/// | `ids message_ids: MessageId of Message at message.id;` | an id list; `, outbound` or `, live` says what the ids must be |
/// | `filter reaction_filter: ReactionFilter on reaction;` | a filter on that payload field |
/// | `must name users at user;` | interests list names, at least one, never checked for existence |
/// | `may name conversation_ids at conversation_id;` | the members of what this field names hear it; interests may list such names, never checked for existence |
/// | `teaches Begins Message at message.id;` | what the event says about existence (I4) |
macro_rules! notifications {
    (
        daemon $daemon:tt
        conference $conference:tt
        conversation $conversation:tt
        answers $answers:tt
        groups { $( $(#[$gdoc:meta])* $gnumber:literal $gname:literal => $Group:ident [ $($Member:ident),+ $(,)? ] $gbody:tt )* }
    ) => {
        $crate::vocab::rows::events! { $daemon }
        $crate::vocab::rows::events! { $conference }
        $crate::vocab::rows::events! { $conversation }
        $crate::vocab::rows::events! { $answers }
        $crate::vocab::publishable::publishable! { DaemonEvent $daemon }
        $crate::vocab::publishable::publishable! { ConversationEvent $conversation }

        /// One interest type per kind, each with exactly the id lists and filters that its kind has.
        pub mod interest {
            use alloc::string::String;
            use alloc::vec::Vec;

            use super::*;

            $crate::vocab::rows::interests! { $daemon }
            $crate::vocab::rows::interests! { $conference }
            $crate::vocab::rows::interests! { $conversation }
            $(
                $crate::vocab::rows::interests! { @one $(#[$gdoc])* $Group $gbody }
            )*
        }
        $(
            $(#[$gdoc])*
            #[derive(Clone, Copy, Debug)]
            #[non_exhaustive]
            pub struct $Group;

            $crate::vocab::rows::events! { @start $Group $gbody }
        )*

        $crate::vocab::rows::kinds! {
            daemon $daemon conference $conference conversation $conversation answers $answers
            groups { $( $(#[$gdoc])* $gnumber $gname $Group [ $($Member),+ ] $gbody )* }
        }
    };
}

/// The struct of each event: what a host makes and reads.
macro_rules! events {
    ({ $( $(#[$doc:meta])* $number:literal $name:literal => $Row:ident $body:tt )* }) => { $(
        $crate::vocab::rows::events! { @one $(#[$doc])* $Row $body }
        $crate::vocab::rows::events! { @start $Row $body }
    )* };

    (@one $(#[$doc:meta])* $Row:ident {
        $( about $main:ident : $Main:ident ; )?
        $( $(#[$fdoc:meta])* with $field:ident : $ty:ty ; )*
        $( alias $alias:ident ; )?
        $( ids $list:ident : $Id:ident of $Entity:ident at $($at:ident).+ $(, $requirement:ident)? ; )*
        $( filter $filter:ident : $Filter:ident on $subject:ident ; )*
        $( must name $must:ident at $must_at:ident ; )?
        $( may name $may:ident at $may_at:ident ; )?
        $( directory $DirectoryUpdate:ident $Taught:ident at $($taught:ident).+ ; )?
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields, expecting = "an object"))]
        #[expect(clippy::exhaustive_structs, reason = "a row of THE TABLE")]
        pub struct $Row {
            $(
                #[doc = concat!("The ", stringify!($main), " as it is now, after the change.")]
                pub $main: Arc<$Main>,
            )?
            $(
                $(#[$fdoc])*
                #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "crate::vocab::form::SkipDefault::skip"))]
                pub $field: $ty,
            )*
        }

        impl $Row {
            /// The event with this payload.
            #[must_use]
            #[allow(clippy::too_many_arguments, reason = "as many as the payload has fields")]
            pub fn new($( $main: impl Into<Arc<$Main>>, )? $( $field: impl Into<$ty> ),*) -> Self {
                Self { $( $main: $main.into(), )? $( $field: $field.into() ),* }
            }

            /// The event in which everything has its default.
            #[cfg(feature = "lint")]
            fn template() -> Self {
                Self { $( $main: Arc::<$Main>::default(), )? $( $field: <$ty>::default() ),* }
            }

            fn directory_update(&self) -> Option<DirectoryUpdate> {
                $crate::vocab::rows::events!(@directory_update self $( $DirectoryUpdate $Taught at $($taught).+ )?)
            }

            fn conversation_id(&self) -> Option<&str> {
                $crate::vocab::rows::events!(@conversation self $( $may_at )?)
            }
        }

        impl From<$Row> for Event {
            fn from(event: $Row) -> Self {
                Self::$Row(event)
            }
        }

        // The attributes of an event are the fields of its interest: each reads what that field is about.
        impl Attributes for $Row {
            fn read(&self, attr: Attr) -> Value<'_> {
                #[allow(non_camel_case_types, dead_code, reason = "named as the fields are; a kind may have none")]
                enum Slot { $( $list, )* $( $filter, )* $( $alias, )? $( $must, )? $( $may, )? }
                let slot = attr.slot();
                $( if slot == Slot::$list as u8 { return Value::from(self.$($at).+); } )*
                $( if slot == Slot::$filter as u8 { return self.$subject.subject(); } )*
                $( if slot == Slot::$alias as u8 { return self.$alias.subject(); } )?
                $( if slot == Slot::$must as u8 { return self.$must_at.as_str().into(); } )?
                let _ = slot;
                Value::Missing
            }
        }
    };

    (@start ConferenceStatus $body:tt) => {};
    (@start $Row:ident { $( about $main:ident : $Main:ident ; )? $( $(#[$fdoc:meta])* with $field:ident : $ty:ty ; )* alias $alias:ident ; }) => {
        impl $Row {
            /// An interest in this kind for the conferences under an alias, whatever its case (K7).
            pub fn interest(conference_alias: impl Into<String>) -> interest::$Row {
                interest::$Row { $alias: conference_alias.into(), ..Default::default() }
            }
        }
    };
    (@start $Row:ident { $( $(#[$fdoc:meta])* with $field:ident : $ty:ty ; )* must name $must:ident at $at:ident ; }) => {
        impl $Row {
            /// An interest in this kind for those named; there is none for everybody.
            pub fn interest<S: Into<String>>(names: impl IntoIterator<Item = S>) -> interest::$Row {
                interest::$Row { $must: names.into_iter().map(Into::into).collect(), ..Default::default() }
            }
        }
    };
    (@start $Row:ident $body:tt) => {
        impl $Row {
            /// An interest in this kind; narrow it with the id lists and filters that it has.
            pub fn interest() -> interest::$Row {
                interest::$Row::default()
            }
        }
    };

    (@conversation $this:ident) => { None };
    (@conversation $this:ident $id:ident) => { Some($this.$id.as_str()) };
    (@directory_update $this:ident) => { None };
    (@directory_update $this:ident $DirectoryUpdate:ident $Taught:ident at $($taught:ident).+) => {
        Some(DirectoryUpdate::$DirectoryUpdate(EntityId::$Taught($this.$($taught).+)))
    };
}

/// The interest of each kind: what a client asks for.
macro_rules! interests {
    ({ $( $(#[$doc:meta])* $number:literal $name:literal => $Row:ident $body:tt )* }) => {
        $( $crate::vocab::rows::interests! { @one $(#[$doc])* $Row $body } )*
    };

    (@one $(#[$doc:meta])* $Row:ident {
        $( about $main:ident : $Main:ident ; )?
        $( $(#[$fdoc:meta])* with $field:ident : $ty:ty ; )*
        $( alias $alias:ident ; )?
        $( ids $list:ident : $Id:ident of $Entity:ident at $($at:ident).+ $(, $requirement:ident)? ; )*
        $( filter $filter:ident : $Filter:ident on $subject:ident ; )*
        $( must name $must:ident at $must_at:ident ; )?
        $( may name $may:ident at $may_at:ident ; )?
        $( directory $DirectoryUpdate:ident $Taught:ident at $($taught:ident).+ ; )?
    }) => {
        #[doc = concat!("What a subscription to [`", stringify!($Row), "`](super::", stringify!($Row), ") asks for.")]
        ///
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields, expecting = "an object"))]
        #[must_use = "an interest does nothing until it is subscribed to"]
        pub struct $Row {
            #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "crate::vocab::form::SkipDefault::skip"))]
            pub(super) count: u64,
            $( pub(super) $alias: String, )?
            $( pub(super) $must: Vec<String>, )?
            $(
                #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
                pub(super) $may: Vec<String>,
            )?
            $(
                #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
                pub(super) $list: Vec<$Id>,
            )*
            $(
                #[cfg_attr(
                    feature = "serde",
                    serde(default, deserialize_with = "crate::vocab::form::present", skip_serializing_if = "Option::is_none")
                )]
                pub(super) $filter: Option<$Filter>,
            )*
        }

        impl $Row {
            /// Ends the subscription with its `deliveries`-th delivery; 0: never (C1).
            pub fn count(mut self, deliveries: u64) -> Self {
                self.count = deliveries;
                self
            }
            $(
                #[doc = concat!("Only events about these; none listed: about any (I1). From `", stringify!($($at).+), "`.")]
                pub fn $list(mut self, ids: impl IntoIterator<Item = $Id>) -> Self {
                    self.$list = ids.into_iter().collect();
                    self
                }
            )*
            $(
                #[doc = concat!("Only events of which `", stringify!($subject), "` passes this.")]
                pub fn $filter(mut self, filter: impl Into<$Filter>) -> Self {
                    self.$filter = Some(filter.into());
                    self
                }
            )*

            $(
                #[doc = concat!("Only events with one of these in `", stringify!($may_at), "`; none listed: with any.")]
                pub fn $may<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
                    self.$may = names.into_iter().map(Into::into).collect();
                    self
                }
            )?

            pub(super) fn form(&self) -> InterestParts<'_> {
                #[allow(non_camel_case_types, dead_code, reason = "named as the fields are; a kind may have none")]
                enum Slot { $( $list, )* $( $filter, )* $( $alias, )? $( $must, )? $( $may, )? }
                InterestParts {
                    kind: Kind::$Row,
                    count: self.count,
                    alias: $crate::vocab::rows::interests!(@alias self $( $alias )?),
                    names: $crate::vocab::rows::interests!(@names self $( must $must )? $( may $may )?),
                    id_lists: Vec::from([ $( IdList {
                        field: Attr::new(Slot::$list as u8, stringify!($list)),
                        ids: self.$list.iter().map(|id| EntityId::$Entity(*id)).collect(),
                        requirement: $crate::vocab::rows::interests!(@requirement $( $requirement )?),
                    } ),* ]),
                    filters: [ $(
                        (Attr::new(Slot::$filter as u8, stringify!($filter)), self.$filter.as_ref().map(|one| one as &dyn Filter))
                    ),* ]
                    .into_iter()
                    .filter_map(|(field, filter): (Attr, Option<&dyn Filter>)| filter.map(|filter| (field, filter)))
                    .collect(),
                }
            }
        }

        impl From<$Row> for Interest {
            fn from(interest: $Row) -> Self {
                Self::$Row(interest)
            }
        }
    };

    (@alias $this:ident) => { None };
    (@alias $this:ident $alias:ident) => {
        Some((Attr::new(Slot::$alias as u8, stringify!($alias)), $this.$alias.as_str()))
    };
    (@names $this:ident) => { None };
    (@names $this:ident must $must:ident) => { $crate::vocab::rows::interests!(@names $this $must, true) };
    (@names $this:ident may $may:ident) => { $crate::vocab::rows::interests!(@names $this $may, false) };
    (@names $this:ident $names:ident, $required:literal) => {
        Some(Names {
            field: Attr::new(Slot::$names as u8, stringify!($names)),
            names: &$this.$names,
            required: $required,
        })
    };
    (@requirement) => { IdRequirement::Exists };
    (@requirement outbound) => { IdRequirement::Outbound };
    (@requirement live) => { IdRequirement::LiveSharing };
}

/// The enumerations over all rows: [`Kind`], `Event`, `Interest`.
macro_rules! kinds {
    (
        daemon { $( $(#[$ddoc:meta])* $dnumber:literal $dname:literal => $Daemon:ident $dbody:tt )* }
        conference { $( $(#[$cdoc:meta])* $cnumber:literal $cname:literal => $Conference:ident $cbody:tt )* }
        conversation { $( $(#[$vdoc:meta])* $vnumber:literal $vname:literal => $Conversation:ident $vbody:tt )* }
        answers { $( $(#[$adoc:meta])* $anumber:literal $aname:literal => $Answer:ident $abody:tt )* }
        groups { $( $(#[$gdoc:meta])* $gnumber:literal $gname:literal $Group:ident [ $($Member:ident),+ ] $gbody:tt )* }
    ) => {
        $crate::vocab::rows::kinds! { @kind
            $( $(#[$ddoc])* $dnumber $dname $Daemon Daemon [ $Daemon ] $dbody )*
            $( $(#[$cdoc])* $cnumber $cname $Conference Conference [ $Conference ] $cbody )*
            $( $(#[$vdoc])* $vnumber $vname $Conversation Conversation [ $Conversation ] $vbody )*
            $( $(#[$adoc])* $anumber $aname $Answer Conference [] {} )*
            $( $(#[$gdoc])* $gnumber $gname $Group Conversation [ $($Member),+ ] $gbody )*
        }
        $crate::vocab::rows::kinds! { @event $($Daemon $dname)* $($Conference $cname)* $($Conversation $vname)* $($Answer $aname)* }
        $crate::vocab::rows::kinds! { @interest $($Daemon $dname)* $($Conference $cname)* $($Conversation $vname)* $($Group $gname)* }
    };

    (@kind $( $(#[$doc:meta])* $number:literal $name:literal $Kind:ident $Family:ident [ $($Covered:ident),* ] $body:tt )*) => {
        /// One of the notification kinds. Numbers and names never change once released.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum Kind {
            $(
                $(#[$doc])*
                #[cfg_attr(feature = "serde", serde(rename = $name))]
                $Kind = $number,
            )*
        }

        impl Kind {
            /// All kinds, in the order of THE TABLE.
            pub const ALL: &[Self] = &[ $( Self::$Kind ),* ];

            /// The name on the wire, as the protocols give it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $( Self::$Kind => $name, )* }
            }

            /// The number; stable across versions.
            #[must_use]
            pub const fn number(self) -> u8 {
                self as u8
            }

            /// Which of the three models the kind belongs to.
            #[must_use]
            pub const fn family(self) -> Family {
                match self { $( Self::$Kind => Family::$Family, )* }
            }

            /// The kinds of event that an interest in this one takes in: itself; the members of a group; none where the kind
            /// cannot be subscribed to.
            #[must_use]
            pub const fn member_kinds(self) -> &'static [Self] {
                match self { $( Self::$Kind => &[ $( Self::$Covered ),* ], )* }
            }

            /// The names of the id lists that an interest in this kind may have.
            #[must_use]
            pub const fn id_lists(self) -> &'static [&'static str] {
                self.facts().id_lists
            }

            /// The names of the filters that an interest in this kind may have.
            #[must_use]
            pub const fn filters(self) -> &'static [&'static str] {
                self.facts().filters
            }

            /// Whether an interest in this kind names a conference by its alias (K7).
            #[must_use]
            pub const fn takes_alias(self) -> bool {
                self.facts().takes_alias
            }

            /// Whether an interest in this kind must list names: whose sessions to watch.
            #[must_use]
            pub const fn requires_names(self) -> bool {
                self.facts().requires_names
            }

            /// Whose subscriptions hear its events.
            pub(crate) const fn deliveries(self) -> Reach {
                self.facts().deliveries
            }

            const fn facts(self) -> Facts {
                match self { $( Self::$Kind => $crate::vocab::rows::kinds!(@facts $body), )* }
            }
        }
    };

    (@facts {
        $( about $main:ident : $Main:ident ; )?
        $( $(#[$fdoc:meta])* with $field:ident : $ty:ty ; )*
        $( alias $alias:ident ; )?
        $( ids $list:ident : $Id:ident of $Entity:ident at $($at:ident).+ $(, $requirement:ident)? ; )*
        $( filter $filter:ident : $Filter:ident on $subject:ident ; )*
        $( must name $must:ident at $must_at:ident ; )?
        $( may name $may:ident at $may_at:ident ; )?
        $( directory $DirectoryUpdate:ident $Taught:ident at $($taught:ident).+ ; )?
    }) => {
        Facts {
            id_lists: &[ $( stringify!($list) ),* ],
            filters: &[ $( stringify!($filter) ),* ],
            takes_alias: !concat!($( stringify!($alias) )?).is_empty(),
            requires_names: !concat!($( stringify!($must) )?).is_empty(),
            deliveries: $crate::vocab::rows::kinds!(@deliveries $( alias $alias )? $( may $may )?),
        }
    };

    (@deliveries) => { Reach::Audience };
    (@deliveries alias $alias:ident) => { Reach::Alias };
    (@deliveries may $may:ident) => { Reach::Members };

    (@event $( $Event:ident $name:literal )*) => {
        /// Something that happened, of one kind. Cloning shares the entity that it is about.
        #[derive(Clone, Debug, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize), serde(tag = "kind"))]
        #[non_exhaustive]
        pub enum Event {
            $(
                #[doc = concat!("See [`", stringify!($Event), "`].")]
                #[cfg_attr(feature = "serde", serde(rename = $name))]
                $Event($Event),
            )*
        }

        impl Event {
            /// The kind of the event.
            #[must_use]
            pub const fn kind(&self) -> Kind {
                match self { $( Self::$Event(_) => Kind::$Event, )* }
            }

            /// An event of the kind with its defaults: what is a number, a text or a list in it is one in each such event. `None`
            /// where the kind has no events.
            #[cfg(feature = "lint")]
            pub(crate) fn template(kind: Kind) -> Option<Self> {
                match kind {
                    $( Kind::$Event => Some(Self::$Event($Event::template())), )*
                    // A group: its members differ in nothing that can be asked.
                    _ => kind.member_kinds().iter().find_map(|covered| Self::template(*covered)),
                }
            }

            /// What the event teaches about existence (I4).
            #[must_use]
            pub fn directory_update(&self) -> Option<DirectoryUpdate> {
                match self { $( Self::$Event(event) => event.directory_update(), )* }
            }

            /// The conversation whose members hear the event.
            pub(crate) fn conversation_id(&self) -> Option<&str> {
                match self { $( Self::$Event(event) => event.conversation_id(), )* }
            }
        }

        impl Attributes for Event {
            fn read(&self, attr: Attr) -> Value<'_> {
                match self { $( Self::$Event(event) => event.read(attr), )* }
            }
        }

        $crate::vocab::rows::read_by_kind! { "an event" Event [ $($Event)* ] "stands for several kinds, name one" }
    };

    (@interest $( $Interest:ident $name:literal )*) => {
        /// What a subscription asks for: a kind, id lists, filters, a count. Made from the typed ones of [`interest`].
        #[derive(Clone, Debug, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize), serde(tag = "kind"))]
        #[non_exhaustive]
        pub enum Interest {
            $(
                #[doc = concat!("In [`", stringify!($Interest), "`].")]
                #[cfg_attr(feature = "serde", serde(rename = $name))]
                $Interest(interest::$Interest),
            )*
        }

        impl Interest {
            /// An interest in every event of the kind; `None` where the kind needs an alias or names, or cannot be subscribed to.
            #[must_use]
            pub fn in_all(kind: Kind) -> Option<Self> {
                match kind {
                    _ if kind.takes_alias() || kind.requires_names() => None,
                    $( Kind::$Interest => Some(Self::$Interest(interest::$Interest::default())), )*
                    #[allow(unreachable_patterns, reason = "only answers are left")]
                    _ => None,
                }
            }

            /// The kind that it asks for.
            #[must_use]
            pub const fn kind(&self) -> Kind {
                match self { $( Self::$Interest(_) => Kind::$Interest, )* }
            }

            pub(crate) fn form(&self) -> InterestParts<'_> {
                match self { $( Self::$Interest(interest) => interest.form(), )* }
            }

            /// Writes all but the kind.
            #[cfg(feature = "snapshot")]
            pub(crate) fn serialize_content<S: serde::Serializer>(&self, form: S) -> Result<S::Ok, S::Error> {
                match self { $( Self::$Interest(interest) => serde::Serialize::serialize(interest, form), )* }
            }
        }

        $crate::vocab::rows::read_by_kind! { "an interest" Interest [ $($Interest)* ] "cannot be subscribed to" }
    };
}

/// Reads an object of which the field `kind` says how the others are read; kinds that are not among the variants are refused
/// with these words.
macro_rules! read_by_kind {
    ($what:literal $Type:ident [ $($Variant:ident)* ] $refused:literal) => {
        #[cfg(feature = "serde")]
        impl $Type {
            #[doc = concat!("Reads ", $what, ", wherever its `kind` stands.")]
            ///
            /// # Errors
            ///
            /// [`Fault`](super::Fault) says what is wrong and where.
            pub fn from_json(mut json: Json) -> Result<Self, super::Fault> {
                let kind = json.take("kind")?.read().map_err(|fault: super::Fault| fault.prefixed("kind"))?;
                match kind {
                    $( Kind::$Variant => json.read().map(Self::$Variant), )*
                    #[allow(unreachable_patterns, reason = "only those that are refused are left")]
                    other => {
                        let words = format_args!(concat!("kind: {} ", $refused), other.name());
                        Err(serde::de::Error::custom(words))
                    }
                }
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $Type {
            fn deserialize<D: serde::Deserializer<'de>>(form: D) -> Result<Self, D::Error> {
                Self::from_json(Json::deserialize(form)?).map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(crate) use {events, interests, kinds, notifications, read_by_kind};
