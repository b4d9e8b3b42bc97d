//! The macro of THE TABLE.
//!
//! Owns `notifications!`, which makes of each row: the event's struct, the builder of its interest with exactly the id lists and
//! filters that the kind has, its [`KindSpec`](crate::vocab::KindSpec), and what its attributes read; and of all rows together
//! [`Kind`](crate::vocab::Kind) and [`Event`](crate::vocab::Event). Must not know any one kind.
//!
//! Invariants: one arm takes a row apart; a row's slots are numbered in one place; what is not in the row is done by functions that
//! all rows share.

/// Takes THE TABLE apart. A row is `/// doc`, number, name on the wire, `=>`, name in Rust, and in braces, in this order:
///
/// | line | what it gives the kind |
/// | --- | --- |
/// | `about message: Message;` | the entity that the event is about, shared and required |
/// | `with reaction: Option<MessageReaction>;` | a further payload field; an entity is optional (N3) |
/// | `alias conference_alias;` | interests name an alias, which the event carries in this field (K7) |
/// | `must name users at user;` | interests list names, at least one, never checked for existence |
/// | `inside conference_id;` | those in the conference that this field names get it (R6) |
/// | `may name conversation_ids at conversation_id;` | the members of what this field names get it; interests may list such names, never checked for existence |
/// | `ids message_ids: MessageId of Message at message.id;` | an id list; `, Outbound` or `, LiveSharing` says what the ids must be |
/// | `filter reaction_filter: ReactionFilter on reaction;` | a filter on that payload field |
/// | `directory Creates Message at message.id;` | what the event says about existence (I4) |
///
/// A kind that groups several has their names in brackets before the braces. Rows are in blocks by family and role; `in` names
/// the module that holds the structs of a block.
macro_rules! notifications {
    ($( $Family:ident $role:ident in $module:ident {
        $( $(#[$doc:meta])* $number:literal $name:literal => $Row:ident $( [ $( $Member:ident ),+ $(,)? ] )? { $( $body:tt )* } )*
    } )+) => {
        $($( $crate::vocab::macros::row::notifications! {
            @row $Family $role [ $(#[$doc])* ] $number $name $Row [ $($( $Member )+)? ] { $( $body )* }
        } )*)+

        // What the public module of each family shows.
        $( pub(crate) mod $module {
            pub use super::{ $( $Row ),* };
        } )+

        /// One interest type per kind, each with exactly the id lists and filters that its kind has.
        pub mod interest {
            $($( $crate::vocab::macros::row::notifications! { @builder $role [ $(#[$doc])* ] $Row } )*)+
        }

        $crate::vocab::macros::row::notifications! { @kind $($( [ $(#[$doc])* ] $number $name $Row )*)+ }
        $crate::vocab::macros::row::notifications! { @event [] $( $role [ $( $Row )* ] )+ }
    };

    (@row $Family:ident $role:ident [ $( $doc:tt )* ] $number:literal $name:literal $Row:ident [ $( $Member:ident )* ] {
        $( about $main:ident : $Main:ident ; )?
        $( $(#[$fdoc:meta])* with $field:ident : $ty:ty ; )*
        $( alias $alias:ident ; )?
        $( inside $inside:ident ; )?
        $( must name $must:ident at $must_at:ident ; )?
        $( may name $may:ident at $may_at:ident ; )?
        $( ids $list:ident : $Id:ident of $Entity:ident at $at:ident $( . $at_in:ident )* $( , $Requirement:ident )? ; )*
        $( filter $filter:ident : $Filter:ident on $subject:ident ; )*
        $( directory $Update:ident $Named:ident at $named:ident $( . $named_in:ident )* ; )?
    }) => {
        $crate::vocab::macros::row::notifications! { @unless_group $role {
            $( $doc )*
            #[derive(Clone, Debug, Default, PartialEq)]
            #[expect(clippy::exhaustive_structs, reason = "a row of THE TABLE")]
            pub struct $Row {
                $(
                    #[doc = concat!("The ", stringify!($main), " as it is now, after the change.")]
                    pub $main: Arc<$Main>,
                )?
                $( $(#[$fdoc])* pub $field: $ty, )*
            }

            $crate::vocab::wire::record! { $Row { $( required $main : Arc<$Main> )? ; $( $field : $ty ),* } }

            impl $Row {
                /// The event with this payload.
                #[must_use]
                #[allow(clippy::too_many_arguments, reason = "as many as the payload has fields")]
                pub fn new($( $main: impl Into<Arc<$Main>>, )? $( $field: impl Into<$ty> ),*) -> Self {
                    Self { $( $main: $main.into(), )? $( $field: $field.into() ),* }
                }
            }

            impl From<$Row> for Event {
                fn from(event: $Row) -> Self {
                    Self::$Row(event)
                }
            }
        } }
        $crate::vocab::macros::row::notifications! { @only_group $role {
            $( $doc )*
            #[derive(Clone, Copy, Debug)]
            #[non_exhaustive]
            pub struct $Row;
        } }
        $crate::vocab::macros::row::notifications! { @marker $Family $role $Row }
        $crate::vocab::macros::row::notifications! { @unless_answer $role {
            $crate::vocab::macros::row::notifications! { @start $Row [ $( $alias )? ] [ $( $must )? ] }
        } }

        const _: () = {
            /// The parts of an interest, and the attributes of an event that they are about.
            #[allow(non_camel_case_types, dead_code, reason = "named as the parts are; a kind may have none")]
            enum Slot { $( $alias, )? $( $must, )? $( $may, )? $( $list, )* $( $filter, )* }

            static INTEREST: EntitySpec = EntitySpec::new($name, &[
                FieldSpec::new("count", <u64 as Wire>::TYPE),
                $( FieldSpec::required(stringify!($alias), <String as Wire>::TYPE), )?
                $( FieldSpec::required(stringify!($must), <Vec<String> as Wire>::TYPE), )?
                $( FieldSpec::new(stringify!($may), <Vec<String> as Wire>::TYPE), )?
                $( FieldSpec::new(stringify!($list), <Vec<$Id> as Wire>::TYPE), )*
                $( FieldSpec::new(stringify!($filter), <$Filter as Wire>::TYPE), )*
            ], &[]);

            static ROW: KindSpec = KindSpec {
                number: $number,
                name: $name,
                family: Family::$Family,
                event: $crate::vocab::macros::row::notifications!(@event_form $role $Row $name),
                interest: &INTEREST,
                parts: &[
                    $( PartSpec { name: stringify!($alias), at: stringify!($alias), part: Part::Alias }, )?
                    $( PartSpec { name: stringify!($must), at: stringify!($must_at), part: Part::Names { required: true } }, )?
                    $( PartSpec { name: stringify!($may), at: stringify!($may_at), part: Part::Names { required: false } }, )?
                    $( PartSpec {
                        name: stringify!($list),
                        at: concat!(stringify!($at) $( , ".", stringify!($at_in) )*),
                        part: Part::Ids(IdsSpec {
                            entity: EntityType::$Entity,
                            requirement: [ $( IdRequirement::$Requirement, )? IdRequirement::Exists ][0],
                        }),
                    }, )*
                    $( PartSpec {
                        name: stringify!($filter),
                        at: stringify!($subject),
                        part: Part::Filter(PartFilter {
                            filter: <$Filter as FilterType>::SPEC,
                            read: read_filter::<$Filter>,
                        }),
                    }, )*
                ],
                inside: $crate::vocab::macros::row::notifications!(@first_or_none $( stringify!($inside) )?),
                members: $crate::vocab::macros::row::notifications!(@members $role $Row [ $( $Member )* ]),
                directory_update: $crate::vocab::macros::row::notifications!(@first_or_none
                    $( DirectoryUpdateSpec {
                        update: stringify!($Update),
                        entity: EntityType::$Named,
                        at: concat!(stringify!($named) $( , ".", stringify!($named_in) )*),
                    } )?
                ),
            };

            impl $Row {
                /// What its row of THE TABLE says.
                pub const SPEC: &'static KindSpec = &ROW;
            }

            $crate::vocab::macros::row::notifications! { @unless_group $role {
                // The attributes of an event are the parts of its interest: each reads what that part is about.
                impl Attributes for $Row {
                    fn read(&self, attr: Attr) -> Value<'_> {
                        let slot = attr.slot();
                        $( if slot == Slot::$alias as u8 { return self.$alias.subject(); } )?
                        $( if slot == Slot::$must as u8 { return self.$must_at.as_str().into(); } )?
                        $( if slot == Slot::$list as u8 { return Value::from(self.$at $( .$at_in )* .id()); } )*
                        $( if slot == Slot::$filter as u8 { return self.$subject.subject(); } )*
                        let _ = slot;
                        Value::Missing
                    }
                }

                impl Payload for $Row {
                    $( fn directory_update(&self) -> Option<DirectoryUpdate> {
                        Some(DirectoryUpdate::$Update(EntityId::$Named(self.$named $( .$named_in )* .id())))
                    } )?

                    $( fn conversation_id(&self) -> Option<&str> {
                        Some(&self.$may_at)
                    } )?
                }
            } }

            $crate::vocab::macros::row::notifications! { @unless_answer $role {
                impl interest::$Row {
                    /// Ends the subscription with its `deliveries`-th delivery; 0: never (C1).
                    pub fn count(mut self, deliveries: u64) -> Self {
                        self.0.set_count(deliveries);
                        self
                    }
                    $(
                        #[doc = concat!("Only events with one of these in `", stringify!($may_at), "`; none listed: with any.")]
                        pub fn $may<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
                            self.0.set_names(Slot::$may as usize, names.into_iter().map(Into::into).collect());
                            self
                        }
                    )?
                    $(
                        #[doc = concat!("Only events about these; none listed: about any (I1). From `", stringify!($at) $( , ".", stringify!($at_in) )*, "`.")]
                        pub fn $list(mut self, ids: impl IntoIterator<Item = $Id>) -> Self {
                            self.0.set_ids(Slot::$list as usize, ids.into_iter().map(EntityId::$Entity).collect());
                            self
                        }
                    )*
                    $(
                        #[doc = concat!("Only events of which `", stringify!($subject), "` passes this.")]
                        pub fn $filter(mut self, filter: impl Into<$Filter>) -> Self {
                            self.0.set_filter(Slot::$filter as usize, filter.into().into_filter());
                            self
                        }
                    )*
                }
            } }
        };
    };

    (@unless_group Group { $( $items:tt )* }) => {};
    (@unless_group $role:ident { $( $items:tt )* }) => { $( $items )* };
    (@only_group Group { $( $items:tt )* }) => { $( $items )* };
    (@only_group $role:ident { $( $items:tt )* }) => {};
    (@unless_answer Answer { $( $items:tt )* }) => {};
    (@unless_answer $role:ident { $( $items:tt )* }) => { $( $items )* };

    // What the host may publish, and how: see `publishable`.
    (@marker Daemon Event $Row:ident) => {
        impl $crate::vocab::Publishable for $Row {}
        impl $crate::vocab::DaemonEvent for $Row {}
    };
    (@marker Conversation Event $Row:ident) => {
        impl $crate::vocab::Publishable for $Row {}
        impl $crate::vocab::ConversationEvent for $Row {}
    };
    (@marker $Family:ident $role:ident $Row:ident) => {};

    (@event_form Group $Row:ident $name:literal) => {{
        static NONE: EntitySpec = EntitySpec::new($name, &[], &[]);
        &NONE
    }};
    (@event_form $role:ident $Row:ident $name:literal) => { entity(<$Row as Wire>::TYPE) };

    (@members Answer $Row:ident []) => { &[] };
    (@members Event $Row:ident []) => { &[Kind::$Row] };
    (@members Group $Row:ident [ $( $Member:ident )+ ]) => { &[ $( Kind::$Member ),+ ] };

    (@first_or_none) => { None };
    (@first_or_none $value:expr) => { Some($value) };

    (@start $Row:ident [] []) => {
        impl $Row {
            /// An interest in this kind; narrow it with the id lists and filters that it has.
            pub fn interest() -> interest::$Row {
                interest::$Row(Interest::new(Kind::$Row))
            }
        }
    };
    (@start $Row:ident [ $alias:ident ] []) => {
        impl $Row {
            /// An interest in this kind for the conferences of an alias, whatever its case (K7).
            pub fn interest(conference_alias: impl Into<String>) -> interest::$Row {
                let mut interest = Interest::new(Kind::$Row);
                interest.set_alias(0, conference_alias.into());
                interest::$Row(interest)
            }
        }
    };
    (@start $Row:ident [] [ $must:ident ]) => {
        impl $Row {
            /// An interest in this kind for those named; there is none for everybody.
            pub fn interest<S: Into<String>>(names: impl IntoIterator<Item = S>) -> interest::$Row {
                let mut interest = Interest::new(Kind::$Row);
                interest.set_names(0, names.into_iter().map(Into::into).collect());
                interest::$Row(interest)
            }
        }
    };

    (@builder Answer [ $( $doc:tt )* ] $Row:ident) => {};
    (@builder $role:ident [ $( $doc:tt )* ] $Row:ident) => {
        #[doc = concat!("What a subscription to [`", stringify!($Row), "`](super::", stringify!($Row), ") asks for.")]
        ///
        $( $doc )*
        #[derive(Clone, Debug, PartialEq)]
        #[must_use = "an interest does nothing until it is subscribed to"]
        pub struct $Row(pub(super) super::Interest);

        impl From<$Row> for super::Interest {
            fn from(interest: $Row) -> Self {
                interest.0
            }
        }
    };

    (@kind $( [ $( $doc:tt )* ] $number:literal $name:literal $Row:ident )+) => {
        /// One of the notification kinds. Numbers and names never change once released.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum Kind {
            /// Any kind of the host's own: none of the table. Its name is on the event and on the subscription.
            Custom = 0,
            $( $( $doc )* $Row = $number, )+
        }

        impl Kind {
            /// All kinds of the table, in its order.
            pub const ALL: &[Self] = &[ $( Self::$Row ),+ ];

            /// What its row of THE TABLE says.
            #[must_use]
            pub const fn spec(self) -> &'static KindSpec {
                match self {
                    Self::Custom => &CUSTOM,
                    $( Self::$Row => $Row::SPEC, )+
                }
            }
        }

        /// The names of [`Kind::ALL`], in the same order.
        pub(super) static KIND_WORDS: WordSpec = WordSpec::new("Kind", &[ $( $name ),+ ]);
    };

    (@event [ $( $Event:ident )+ ]) => {
        /// Something that happened, of one kind. Cloning shares the entity that it is about.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Event {
            $(
                #[doc = concat!("See [`", stringify!($Event), "`].")]
                $Event($Event),
            )+
            /// Of a kind of the host's own.
            Custom(CustomEvent),
        }

        impl Event {
            /// The kind of the event.
            #[must_use]
            #[inline]
            pub const fn kind(&self) -> Kind {
                match self {
                    $( Self::$Event(_) => Kind::$Event, )+
                    Self::Custom(_) => Kind::Custom,
                }
            }

            /// What the event says about existence (I4).
            #[must_use]
            pub fn directory_update(&self) -> Option<DirectoryUpdate> {
                match self {
                    $( Self::$Event(event) => event.directory_update(), )+
                    Self::Custom(event) => event.directory_update(),
                }
            }

            pub(super) fn payload(&self) -> &dyn Payload {
                match self {
                    $( Self::$Event(event) => event, )+
                    Self::Custom(event) => event,
                }
            }

            /// What filters read of the event: what it carries; of one of the host's own, the one filter is about all its fields.
            pub(crate) fn attributes(&self) -> &dyn Attributes {
                match self {
                    $( Self::$Event(event) => event, )+
                    Self::Custom(_) => self,
                }
            }

            /// Reads what an event of this kind carries; `None` where the kind is a group.
            pub(super) fn read_payload(kind: Kind, json: Json) -> Option<Result<Self, Fault>> {
                match kind {
                    $( Kind::$Event => Some(Wire::read(json).map(Self::$Event)), )+
                    #[allow(unreachable_patterns, reason = "groups and custom kinds are left")]
                    _ => None,
                }
            }

            /// An event of this kind, or of one of its group, with everything as it is by default: what is a number, a text,
            /// a list there is one in each such event. `None` where there is no such event.
            #[cfg(feature = "lint")]
            pub(crate) fn template(kind: Kind) -> Option<Self> {
                match kind {
                    $( Kind::$Event => Some(Self::$Event($Event::default())), )+
                    // Any field may be absent.
                    Kind::Custom => Some(Self::Custom(CustomEvent::template())),
                    // A group: its members do not differ in any attribute.
                    _ => kind.member_kinds().first().copied().and_then(Self::template),
                }
            }
        }
    };
    (@event [ $( $Event:ident )* ] Group [ $( $Row:ident )* ] $( $rest:tt )*) => {
        $crate::vocab::macros::row::notifications! { @event [ $( $Event )* ] $( $rest )* }
    };
    (@event [ $( $Event:ident )* ] $role:ident [ $( $Row:ident )* ] $( $rest:tt )*) => {
        $crate::vocab::macros::row::notifications! { @event [ $( $Event )* $( $Row )* ] $( $rest )* }
    };
}

pub(crate) use notifications;
