//! How a type declares a kind of the host's own (U6).
//!
//! Owns `custom_events!`. Must not do anything that a host without it could not do by [`KindDefinition`](super::KindDefinition),
//! [`CustomEvent`](super::CustomEvent) and [`CustomInterest`](super::CustomInterest). Invariant: the methods that are named by
//! fields are alone on their type, but for `any_of`, `all_of` and `not`, which no field can be called.

/// Declares kinds of the host's own, each with a struct, an interest and a filter (U6).
///
/// A field is `name: type`, or `name: type?` where it may be absent; the types are `text` (a `String`), `number` (`u64`), `flag`
/// (`bool`), `texts` (`Vec<String>`) and `data` ([`Json`](crate::Json)). A field has on the wire the name that it has here, or the
/// one written after it: `repo_id "repo-id": text`; `r#type` is `type` there. A kind has at most 64 fields.
///
/// ```
/// use tidings::custom::CustomEvent;
/// use tidings::{Config, Engine, Timestamp};
///
/// tidings::custom_events! {
///     /// A build has finished.
///     pub struct BuildFinished "BuildFinished" {
///         /// Which repository.
///         repo: text,
///         ok: flag,
///         duration_ms: number,
///         log: text?,
///         triggered_by "triggered-by": texts?,
///     }
/// }
///
/// let mut engine = Engine::new(Config::default())?;
/// engine.define::<BuildFinished>(Timestamp::ZERO)?; // before anything else is done with the kind
///
/// let panicked = BuildFinished::filter().ok().equals(false).log().search("(?i)panic");
/// let interest = BuildFinished::interest().filter(panicked.repo().equals("core")).count(3);
///
/// let build = BuildFinished {
///     repo: "core".into(),
///     ok: false,
///     duration_ms: 9_000,
///     log: Some("thread 'main' panicked".into()),
///     triggered_by: None,
/// };
/// let event = CustomEvent::from(build.clone());
/// assert_eq!(event.read::<BuildFinished>()?, Some(build));
/// # let _ = interest;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// What does not fit does not compile: a field that the kind does not have,
///
/// ```compile_fail,E0599
/// tidings::custom_events! { pub struct BuildFinished "BuildFinished" { repo: text, ok: flag } }
/// BuildFinished::filter().branch().equals("main");
/// ```
///
/// a value of another type,
///
/// ```compile_fail,E0308
/// tidings::custom_events! { pub struct BuildFinished "BuildFinished" { repo: text, ok: flag } }
/// BuildFinished { repo: "core".into(), ok: 1 };
/// ```
///
/// a condition that the type of the field has no answer to,
///
/// ```compile_fail,E0599
/// tidings::custom_events! { pub struct BuildFinished "BuildFinished" { repo: text, ok: flag } }
/// BuildFinished::filter().repo().min(5);
/// ```
///
/// a condition on a field of type `data`,
///
/// ```compile_fail,E0599
/// tidings::custom_events! { pub struct BuildFinished "BuildFinished" { extra: data? } }
/// BuildFinished::filter().extra().present(true);
/// ```
///
/// and the filter of another kind.
///
/// ```compile_fail,E0308
/// tidings::custom_events! {
///     pub struct BuildFinished "BuildFinished" { repo: text, ok: flag }
///     pub struct Deployed "Deployed" { repo: text }
/// }
/// Deployed::interest().filter(BuildFinished::filter().repo().equals("core"));
/// ```
///
/// # When the fields change
///
/// A snapshot keeps the definitions, and after a restore those of the snapshot apply. Where a type has other fields by then,
/// `define` refuses it and names the fields that differ. Give the changed kind a name of its own, such as `"BuildFinished.2"`: who
/// has subscribed to the old one keeps the subscription, and a new subscription gets the new one.
#[macro_export]
macro_rules! custom_events {
    ($( $(#[$meta:meta])* $vis:vis struct $Kind:ident $name:literal { $($fields:tt)* } )+) => {
        $( $crate::custom_events! { @fields { $(#[$meta])* $vis struct $Kind $name } [] $($fields)* } )+
    };

    // The fields, one after the other, each written as attributes, name in Rust, name on the wire, type, and whether it may be
    // absent.
    (@fields $head:tt [ $($done:tt)* ] $(#[$meta:meta])* $field:ident $($name:literal)? : $type:ident ? $(, $($rest:tt)*)?) => {
        $crate::custom_events! {
            @fields $head [ $($done)* { [ $(#[$meta])* ] $field ( $($name)? ) $type optional } ] $($($rest)*)?
        }
    };
    (@fields $head:tt [ $($done:tt)* ] $(#[$meta:meta])* $field:ident $($name:literal)? : $type:ident $(, $($rest:tt)*)?) => {
        $crate::custom_events! {
            @fields $head [ $($done)* { [ $(#[$meta])* ] $field ( $($name)? ) $type plain } ] $($($rest)*)?
        }
    };
    (@fields
        { $(#[$meta:meta])* $vis:vis struct $Kind:ident $name:literal }
        [ $( { [ $($attribute:tt)* ] $field:ident $wire:tt $type:ident $presence:ident } )* ]
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        #[allow(clippy::exhaustive_structs, reason = "it is made by naming its fields")]
        $vis struct $Kind {
            $(
                $($attribute)*
                #[allow(missing_docs, reason = "the host may leave it to the name")]
                pub $field: $crate::custom_events!(@stored $type $presence),
            )*
        }

        impl $Kind {
            /// An interest in this kind; narrow it with a filter, and a count.
            $vis fn interest() -> $crate::custom::TypedInterest<Self> {
                $crate::custom::TypedInterest::new()
            }

            /// A filter on this kind: name a field, then a condition on it.
            $vis fn filter() -> <Self as $crate::custom::CustomKind>::Filter {
                ::core::default::Default::default()
            }
        }

        const _: () = {
            /// A filter on the kind, with a method for each field that can be tested.
            #[derive(Clone, Debug, Default, PartialEq)]
            #[must_use = "a filter does nothing until an interest has it"]
            pub struct TidingsFilter($crate::custom::CustomFilter);

            impl TidingsFilter {
                $( $crate::custom_events! { @condition $field $wire $type } )*

                /// Also requires that at least one of these admits; none given, nothing passes (F5).
                pub fn any_of(self, filters: impl ::core::iter::IntoIterator<Item = Self>) -> Self {
                    Self(self.0.any_of(::core::iter::IntoIterator::into_iter(filters).map(|one| one.0)))
                }

                /// Also requires that each of these admits (F5).
                pub fn all_of(self, filters: impl ::core::iter::IntoIterator<Item = Self>) -> Self {
                    Self(self.0.all_of(::core::iter::IntoIterator::into_iter(filters).map(|one| one.0)))
                }

                /// Also requires that this one does not admit (F5).
                pub fn not(self, filter: Self) -> Self {
                    Self(self.0.not(filter.0))
                }
            }

            impl ::core::convert::AsMut<$crate::custom::CustomFilter> for TidingsFilter {
                fn as_mut(&mut self) -> &mut $crate::custom::CustomFilter {
                    &mut self.0
                }
            }

            impl ::core::convert::From<TidingsFilter> for $crate::custom::CustomFilter {
                fn from(filter: TidingsFilter) -> Self {
                    filter.0
                }
            }

            impl $crate::custom::CustomKind for $Kind {
                type Filter = TidingsFilter;

                const SPEC: &'static $crate::custom::KindSpec = {
                    // In one place, by which it is told from others.
                    static SPEC: $crate::custom::KindSpec = $crate::custom::KindSpec::new(
                        $name,
                        &[ $( $crate::custom_events!(@spec $field $wire $type) ),* ],
                    );
                    &SPEC
                };

                #[allow(unused_variables, reason = "a kind may have no fields")]
                fn from_fields(
                    fields: &mut $crate::custom::FieldReader<'_>,
                ) -> ::core::result::Result<Self, $crate::custom::ReadError> {
                    ::core::result::Result::Ok(Self { $( $field: fields.next_field()? ),* })
                }
            }

            impl ::core::convert::From<$Kind> for $crate::custom::CustomEvent {
                #[allow(unused_variables, reason = "a kind may have no fields")]
                fn from(event: $Kind) -> Self {
                    let values = [ $( $crate::custom::Field::into_value(event.$field) ),* ];
                    $crate::custom::CustomEvent::of_type(<$Kind as $crate::custom::CustomKind>::SPEC, values)
                }
            }

            impl ::core::convert::From<$Kind> for $crate::custom::macro_support::Event {
                fn from(event: $Kind) -> Self {
                    $crate::custom::macro_support::Event::Custom(::core::convert::From::from(event))
                }
            }
        };
    };
    (@fields $head:tt [ $($done:tt)* ] $($other:tt)+) => {
        ::core::compile_error!(::core::concat!(
            "a field is `name: type`, `name: type?` or `name \"name on the wire\": type`; this is not: ",
            ::core::stringify!($($other)+)
        ));
    };

    (@stored $type:ident plain) => { $crate::custom_events!(@type $type) };
    (@stored $type:ident optional) => { ::core::option::Option<$crate::custom_events!(@type $type)> };
    (@type text) => { $crate::custom::macro_support::String };
    (@type number) => { u64 };
    (@type flag) => { bool };
    (@type texts) => { $crate::custom::macro_support::Vec<$crate::custom::macro_support::String> };
    (@type data) => { $crate::custom::macro_support::Json };
    (@type $other:ident) => {
        ::core::compile_error!(::core::concat!(
            "`", ::core::stringify!($other), "` is no type of a field; the types are text, number, flag, texts and data"
        ))
    };

    (@spec $field:ident () $type:ident) => {
        $crate::custom::FieldSpec::of_identifier(::core::stringify!($field), $crate::custom_events!(@field_type $type))
    };
    (@spec $field:ident ($name:literal) $type:ident) => {
        $crate::custom::FieldSpec::new($name, $crate::custom_events!(@field_type $type))
    };
    (@field_type text) => { $crate::custom::FieldType::Text };
    (@field_type number) => { $crate::custom::FieldType::Number };
    (@field_type flag) => { $crate::custom::FieldType::Flag };
    (@field_type texts) => { $crate::custom::FieldType::Texts };
    (@field_type data) => { $crate::custom::FieldType::Data };

    (@condition $field:ident $wire:tt text) => { $crate::custom_events! { @condition $field $wire text TextField } };
    (@condition $field:ident $wire:tt number) => { $crate::custom_events! { @condition $field $wire number NumberField } };
    (@condition $field:ident $wire:tt flag) => { $crate::custom_events! { @condition $field $wire flag FlagField } };
    (@condition $field:ident $wire:tt texts) => { $crate::custom_events! { @condition $field $wire texts TextsField } };
    (@condition $field:ident $wire:tt data) => {};
    (@condition $field:ident $wire:tt $type:ident $Conditions:ident) => {
        #[doc = ::core::concat!("Asks something of the field `", ::core::stringify!($field), "`.")]
        pub fn $field(self) -> $crate::custom::$Conditions<Self> {
            const FIELD: $crate::custom::FieldSpec = $crate::custom_events!(@spec $field $wire $type);
            $crate::custom::$Conditions::new(self, FIELD.name())
        }
    };
}
