//! The forms of plain types, by their rows.
//!
//! Owns the macros `record!` (a struct as an object), `words!` (an enumeration as its words) and `written!` (a struct that is written
//! and never read). Must not know a type. The first two give the type [`Wire`](super::Wire) and, with the feature `serde`, both
//! serde forms; the type itself is declared beside it. Invariant: what is written is read back equal.

/// Gives types that implement `Wire` their serde forms.
macro_rules! serde_form {
    ($($Type:ty),+ $(,)?) => { $(
        #[cfg(feature = "serde")]
        impl serde::Serialize for $Type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serde::Serialize::serialize(&$crate::vocab::wire::Wire::view(self), serializer)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $Type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::vocab::wire::Wire::read(serde::Deserialize::deserialize(deserializer)?).map_err(serde::de::Error::custom)
            }
        }
    )+ };
}

/// A struct as an object. Fields after `required` are always written, and must be present; all others are left out where they hold
/// their default. The two are apart by a `;`, which is there even if one of them is missing. Fields in one `oneof` exclude each
/// other.
///
/// ```text
/// record! { Grant { required user: UserId, required permissions: Vec<Permission>; name: Option<String> } }
/// ```
macro_rules! record {
    ($Name:ident $( $rest:tt )+) => {
        $crate::vocab::wire::record! { @plain $Name $( $rest )+ }
        $crate::vocab::wire::serde_form!($Name);
    };

    (@plain $Name:ident {
        $( required $must:ident : $mty:ty ),* $(,)? ;
        $( $field:ident : $ty:ty ),* $(,)?
    } $( oneof [ $( $member:ident ),+ ] )*) => {
        const _: () = {
            static SPEC: $crate::vocab::spec::EntitySpec = $crate::vocab::wire::spec_of! {
                $Name { $( required $must : $mty ),* ; $( $field : $ty ),* } $( oneof [ $( $member ),+ ] )*
            };

            impl $crate::vocab::wire::Fields for $Name {
                fn each(&self, visit: &mut dyn FnMut(&str, $crate::vocab::wire::View<'_>)) {
                    use $crate::vocab::wire::Wire as _;
                    $( visit($crate::vocab::spec::wire_name(stringify!($must)), self.$must.view()); )*
                    $( if !self.$field.is_default() {
                        visit($crate::vocab::spec::wire_name(stringify!($field)), self.$field.view());
                    } )*
                    let _ = visit;
                }
            }

            impl $crate::vocab::wire::Wire for $Name {
                const TYPE: $crate::vocab::spec::FieldType = $crate::vocab::spec::FieldType::Entity(&SPEC);

                fn read(json: $crate::vocab::wire::Json) -> Result<Self, $crate::vocab::wire::Fault> {
                    $crate::vocab::wire::read_fields! {
                        json, SPEC, Self { $( required $must : $mty ),* ; $( $field : $ty ),* }
                    }
                }

                fn view(&self) -> $crate::vocab::wire::View<'_> {
                    $crate::vocab::wire::View::Object(self)
                }

                fn is_default(&self) -> bool {
                    $crate::vocab::wire::is_empty(self)
                }
            }
        };
    };
}

/// What an object with these fields looks like.
macro_rules! spec_of {
    ($Name:ident {
        $( required $must:ident : $mty:ty ),* ;
        $( $field:ident : $ty:ty ),*
    } $( oneof [ $( $member:ident ),+ ] )*) => {
        $crate::vocab::spec::EntitySpec::new(
            stringify!($Name),
            &[
                $( $crate::vocab::spec::FieldSpec::required(stringify!($must), <$mty as $crate::vocab::wire::Wire>::TYPE), )*
                $( $crate::vocab::spec::FieldSpec::new(stringify!($field), <$ty as $crate::vocab::wire::Wire>::TYPE), )*
            ],
            &[ $( &[ $( $crate::vocab::spec::wire_name(stringify!($member)) ),+ ] ),* ],
        )
    };
}

/// Reads an object with these fields, and makes a value of them.
macro_rules! read_fields {
    ($json:expr, $SPEC:ident, $Made:ident $( :: $Variant:ident )? {
        $( required $must:ident : $mty:ty ),* ;
        $( $field:ident : $ty:ty ),*
    }) => {{
        $( let mut $must: Option<$mty> = None; )*
        $( let mut $field = <$ty>::default(); )*
        $crate::vocab::wire::fields($json, &$SPEC, &mut [
            $( &mut $must as &mut dyn $crate::vocab::wire::Slot, )*
            $( &mut $field as &mut dyn $crate::vocab::wire::Slot, )*
        ])?;
        Ok($Made $( :: $Variant )? {
            $( $must: $crate::vocab::wire::require_field($must, $crate::vocab::spec::wire_name(stringify!($must)))?, )*
            $( $field, )*
        })
    }};
}

/// An enumeration as its words. What comes after `or` is left out, as the default of a field.
///
/// ```text
/// words! { EndReason { Count = "count", Unsubscribed = "unsubscribed" } }
/// ```
macro_rules! words {
    ($Name:ident $( or $Default:ident )? { $( $Variant:ident = $word:literal ),+ $(,)? }) => {
        const _: () = {
            static SPEC: $crate::vocab::spec::WordSpec =
                $crate::vocab::spec::WordSpec::new(stringify!($Name), &[ $( $word ),+ ]);

            impl $crate::vocab::wire::Wire for $Name {
                const TYPE: $crate::vocab::spec::FieldType = $crate::vocab::spec::FieldType::Word(&SPEC);

                fn read(json: $crate::vocab::wire::Json) -> Result<Self, $crate::vocab::wire::Fault> {
                    Ok([ $( Self::$Variant ),+ ][$crate::vocab::wire::word(&json, &SPEC)?])
                }

                fn view(&self) -> $crate::vocab::wire::View<'_> {
                    $crate::vocab::wire::View::Word(match self { $( Self::$Variant => $word ),+ })
                }
                $(
                    fn is_default(&self) -> bool {
                        matches!(self, Self::$Default)
                    }
                )?
            }
        };

        $crate::vocab::wire::serde_form!($Name);
    };
}

/// Gives a struct the serde form in which it is written: an object of its fields. Those after the `;` are left out where their
/// condition holds.
macro_rules! written {
    ($Name:ty { $( $must:ident ),* ; $( $field:ident [unless $is_default:path] ),* $(,)? }) => {
        #[cfg(feature = "serde")]
        impl serde::Serialize for $Name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeStruct as _;
                let count = [ $( stringify!($must) ),* ].len() $( + usize::from(!$is_default(&self.$field)) )*;
                let mut fields = serializer.serialize_struct(stringify!($Name), count)?;
                $( fields.serialize_field(stringify!($must), &self.$must)?; )*
                $( if !$is_default(&self.$field) {
                    fields.serialize_field(stringify!($field), &self.$field)?;
                } )*
                fields.end()
            }
        }
    };
}

pub(crate) use {read_fields, record, serde_form, spec_of, words, written};
