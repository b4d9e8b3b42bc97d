//! Each of the 46 kinds of the daemon's protocol, in use.
//!
//! Owns the test table: per kind how to make an event and an interest for a number, in a file per family, from which the
//! macro `rows!` makes the same tests for every row. Must not hold what only one row means: that stands by hand in the file of
//! its family. Invariant: the test table has every daemon kind of the protocol, once, in its order; a kind that comes later is tested by
//! the random histories, which draw it by itself.

use tidings::{daemon::*, *};

use crate::entities::{attachment, contact, discussion, group, inbound, invitation, located, outbound};

mod attachments;
mod calls;
mod checks;
mod contacts;
mod discussions;
mod groups;
mod invitations;
mod messages;
mod reactions;

/// How a daemon kind is tested.
pub(crate) struct Row {
    pub(crate) kind: Kind,
    /// The event about entity `n`; a value before the change is that of [`before`](crate::entities::before)`(n)`.
    pub(crate) event: fn(u64) -> Event,
    pub(crate) interest: fn(&Ask) -> Interest,
    pub(crate) id_lists: Vec<List>,
    /// The filters, with the place of a bad regular expression in those that can have one.
    pub(crate) filters: Vec<(&'static str, Option<&'static str>)>,
}

/// An id list: what it names, and the event after which that exists.
pub(crate) struct List {
    pub(crate) name: &'static str,
    pub(crate) entity: fn(u64) -> EntityId,
    pub(crate) begin: fn(u64) -> Event,
}

/// What an interest is to ask for: nothing, unless it is set.
#[derive(Clone, Default)]
pub(crate) struct Ask {
    pub(crate) count: u64,
    ids: Vec<(&'static str, Vec<u64>)>,
    filters: Vec<(&'static str, u64)>,
    patterns: Vec<(&'static str, &'static str)>,
}

impl Ask {
    pub(crate) fn count(mut self, count: u64) -> Self {
        self.count = count;
        self
    }

    /// The ids of these numbers in an id list.
    pub(crate) fn ids(mut self, list: &'static str, numbers: &[u64]) -> Self {
        self.ids.push((list, numbers.into()));
        self
    }

    /// A filter for what is made of `n`.
    pub(crate) fn filter(mut self, filter: &'static str, n: u64) -> Self {
        self.filters.push((filter, n));
        self
    }

    /// A filter with this regular expression.
    pub(crate) fn pattern(mut self, filter: &'static str, pattern: &'static str) -> Self {
        self.patterns.push((filter, pattern));
        self
    }

    fn listed(&self, list: &str) -> Vec<u64> {
        self.ids.iter().filter(|(name, _)| *name == list).flat_map(|(_, numbers)| numbers.clone()).collect()
    }

    fn about(&self, filter: &str) -> Option<u64> {
        self.filters.iter().find_map(|(name, n)| (*name == filter).then_some(*n))
    }

    fn searching(&self, filter: &str) -> Option<&'static str> {
        self.patterns.iter().find_map(|(name, pattern)| (*name == filter).then_some(*pattern))
    }
}

impl Row {
    /// The interest that asks for all that it can, all of it about these numbers: first the id lists, then the filters.
    pub(crate) fn maximal(&self, numbers: impl Fn(usize) -> u64) -> Ask {
        let mut ask = Ask::default();
        for (at, list) in self.id_lists.iter().enumerate() {
            ask = ask.ids(list.name, &[numbers(at)]);
        }
        for (at, (filter, _)) in self.filters.iter().enumerate() {
            ask = ask.filter(filter, numbers(self.id_lists.len() + at));
        }
        ask
    }
}

/// All rows.
pub(crate) fn all() -> Vec<Row> {
    let families = [
        messages::rows(),
        reactions::rows(),
        attachments::rows(),
        discussions::rows(),
        contacts::rows(),
        groups::rows(),
        invitations::rows(),
        calls::rows(),
    ];
    families.into_iter().flatten().collect()
}

#[test]
fn the_test_table_has_every_daemon_kind_of_the_protocol() {
    let tested: Vec<Kind> = all().iter().map(|row| row.kind).collect();
    let protocol: Vec<Kind> = (1..=46).filter_map(Kind::from_number).collect();
    assert_eq!(tested, protocol);
    assert!(protocol.iter().all(|kind| kind.family() == Family::Daemon));
}

#[test]
fn the_test_table_has_every_id_list_and_filter() {
    for row in all() {
        let lists: Vec<&str> = row.id_lists.iter().map(|list| list.name).collect();
        let filters: Vec<&str> = row.filters.iter().map(|(name, _)| *name).collect();
        let parts: Vec<&str> = row.kind.spec().parts.iter().map(|part| part.name).collect();
        assert_eq!([lists, filters].concat(), parts, "{}", row.kind.name());
        assert_eq!((row.event)(1).kind(), row.kind);
        assert_eq!((row.interest)(&Ask::default()), Interest::in_all(row.kind).unwrap());
    }
}

/// What an id list can name.
trait Listed {
    type Id;

    fn id(n: u64) -> Self::Id;
    fn entity(n: u64) -> EntityId;
    fn begin(n: u64) -> Event;
}

macro_rules! listed {
    ($( $Listed:ident: $Entity:ident($Id:ty) $n:ident => $id:expr, begins with $begin:expr; )+) => { $(
        struct $Listed;

        impl Listed for $Listed {
            type Id = $Id;

            fn id($n: u64) -> $Id {
                $id
            }

            fn entity(n: u64) -> EntityId {
                EntityId::$Entity(Self::id(n))
            }

            fn begin($n: u64) -> Event {
                $begin.into()
            }
        }
    )+ };
}

listed! {
    Inbound: Message(MessageId) n => MessageId::inbound(n), begins with MessageReceived::new(inbound(n));
    Outbound: Message(MessageId) n => MessageId::outbound(n), begins with MessageSent::new(outbound(n));
    Sharing: Message(MessageId) n => MessageId::inbound(n),
        begins with MessageLocationSharingStart::new(located(MessageId::inbound(n), LocationType::Sharing));
    Uploaded: Attachment(AttachmentId) n => AttachmentId::outbound(n),
        begins with AttachmentUploaded::new(attachment(AttachmentId::outbound(n)));
    Discussions: Discussion(u64) n => n, begins with DiscussionNew::new(discussion(n));
    Contacts: Contact(u64) n => n, begins with ContactNew::new(contact(n));
    Groups: Group(u64) n => n, begins with GroupNew::new(group(n));
    Invitations: Invitation(u64) n => n, begins with InvitationReceived::new(invitation(n));
}

/// Makes the rows of a family, and the tests that every row has. A row names its module, its kind, how to make the event about
/// `n`, what its id lists name, and its filters; `of before` where a filter judges the value before the change.
macro_rules! rows {
    ($( $row:ident: $Kind:ident {
        $event:expr;
        $( ids $list:ident: $Listed:ident; )*
        $( filter $filter:ident: $Filter:ident $(of $before:ident)?; )*
    } )+) => {
        pub(crate) fn rows() -> Vec<super::Row> {
            vec![ $( $row::row() ),+ ]
        }

        $( mod $row {
            #[allow(unused_imports, reason = "what the events of a family are made with")]
            use super::*;
            use super::super::{Row, checks};

            pub(super) fn row() -> Row {
                Row {
                    kind: Kind::$Kind,
                    event: |n| {
                        let event: fn(u64) -> $Kind = $event;
                        event(n).into()
                    },
                    interest: |ask| {
                        let interest = $Kind::interest().count(ask.count);
                        $( let interest = {
                            use super::super::{$Listed, Listed as _};
                            interest.$list(ask.listed(stringify!($list)).into_iter().map($Listed::id))
                        }; )*
                        $( let interest = {
                            use crate::entities::About as _;
                            let about = ask.about(stringify!($filter));
                            $( let about = about.map(crate::entities::$before); )?
                            let wanted = ask.searching(stringify!($filter)).and_then($Filter::searching);
                            match wanted.or(about.map($Filter::about)) {
                                Some(filter) => interest.$filter(filter),
                                None => interest,
                            }
                        }; )*
                        interest.into()
                    },
                    id_lists: vec![ $( {
                        use super::super::{$Listed, List, Listed as _};
                        List { name: stringify!($list), entity: $Listed::entity, begin: $Listed::begin }
                    } ),* ],
                    filters: vec![ $( {
                        use crate::entities::About as _;
                        (stringify!($filter), $Filter::SEARCH)
                    } ),* ],
                }
            }

            #[test]
            fn r1_reaches_every_session_of_its_user_and_nobody_else() {
                checks::reaches_its_user_alone(&row());
            }

            #[test]
            fn r1_reaches_no_other_kind() {
                checks::reaches_its_kind_alone(&row());
            }

            #[test]
            fn r5_does_not_reach_what_has_ended() {
                checks::reaches_nothing_that_ended(&row());
            }

            #[test]
            fn c1_the_nth_delivery_is_the_last() {
                checks::counts_exactly(&row());
            }

            #[test]
            fn k4_requires_an_open_session() {
                checks::requires_an_open_session(&row());
            }

            $( mod $list {
                use super::checks;

                #[test]
                fn i1_admits_the_listed_alone() {
                    checks::admits_the_listed(&super::row(), stringify!($list));
                }

                #[test]
                fn i3_names_only_what_exists() {
                    checks::names_what_exists(&super::row(), stringify!($list));
                }

                #[test]
                fn i2_is_combined_with_all_else() {
                    checks::combines_with_all_else(&super::row(), stringify!($list));
                }
            } )*

            $( mod $filter {
                use super::checks;

                #[test]
                fn r1_admits_what_matches_alone() {
                    checks::admits_what_matches(&super::row(), stringify!($filter));
                }

                #[test]
                fn i2_is_combined_with_all_else() {
                    checks::combines_with_all_else(&super::row(), stringify!($filter));
                }
            } )*
        } )+
    };
}

use rows;
