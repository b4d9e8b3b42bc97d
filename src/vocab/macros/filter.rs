//! How a filter of the vocabulary is declared.
//!
//! Owns the macros `filter!` (one row per field: its type, the attribute that it is about, how it compares) and `yes_no!`. Must not
//! know any one filter. Invariant: a field is written down once: its setter, its form and its comparison come from the row.

/// Declares a pair of words for yes and no.
macro_rules! yes_no {
    ($( $(#[$doc:meta])* $Name:ident { $Yes:ident = $yes:literal, $No:ident = $no:literal } )+) => {
        $crate::vocab::macros::entity::symbols! { $(
            $(#[$doc])*
            pub enum $Name {
                /// Yes.
                $Yes = $yes,
                /// No.
                $No = $no,
            }
        )+ }
        $(
            impl From<bool> for $Name {
                fn from(yes: bool) -> Self {
                    if yes { Self::$Yes } else { Self::$No }
                }
            }
        )+
    };
}

/// Declares one filter. A row is `field: Type => ATTRIBUTE, Comparison;`, with `[Type]` for a list, and `by function` where what is
/// compared depends on the value; `oneof` names fields that exclude each other.
macro_rules! filter {
    (
        $(#[$doc:meta])*
        pub struct $Name:ident on $Entity:ident {
            $( $(#[$fdoc:meta])* $field:ident : $ty:tt => $ATTR:ident, $Comparison:ident $($by:ident)?; )+
        }
        $( oneof $group:ident { $( $member:ident ),+ } )*
    ) => {
        $(#[$doc])*
        ///
        /// All fields that are set must hold, and so must what is composed with them (I2, F5). Nothing set admits
        /// everything.
        #[derive(Clone, PartialEq)]
        pub struct $Name($crate::vocab::FilterParts);

        const _: () = {
            #[allow(non_camel_case_types, reason = "named as the fields are")]
            enum Field { $( $field ),+ }

            static FORM: $crate::vocab::EntitySpec = $crate::vocab::EntitySpec::new(
                stringify!($Name),
                &[
                    $( $crate::vocab::FieldSpec::new(
                        stringify!($field),
                        <$crate::vocab::macros::filter::filter!(@type $ty) as $crate::vocab::wire::Wire>::TYPE,
                    ), )+
                    $crate::vocab::FieldSpec::new("any_of", $crate::vocab::FieldType::List(&$crate::vocab::FieldType::Entity(&FORM))),
                    $crate::vocab::FieldSpec::new("all_of", $crate::vocab::FieldType::List(&$crate::vocab::FieldType::Entity(&FORM))),
                    $crate::vocab::FieldSpec::new("not", $crate::vocab::FieldType::Entity(&FORM)),
                ],
                &[ $( &[ $( stringify!($member) ),+ ] ),* ],
            );

            static SPEC: $crate::vocab::FilterSpec = $crate::vocab::FilterSpec {
                name: stringify!($Name),
                entity: stringify!($Entity),
                form: &FORM,
                fields: &[ $( $crate::vocab::FilterField {
                    name: $crate::vocab::wire_name(stringify!($field)),
                    r#type: <$crate::vocab::macros::filter::filter!(@type $ty) as $crate::vocab::wire::Wire>::TYPE,
                    attr: $Entity::$ATTR,
                    comparison: $crate::vocab::macros::filter::filter!(@comparison $ty, $Comparison $($by)?),
                    read: $crate::vocab::read_given::<$crate::vocab::macros::filter::filter!(@type $ty)>,
                } ),+ ],
            };

            impl $Name {
                /// What it consists of.
                pub const SPEC: &'static $crate::vocab::FilterSpec = &SPEC;

                /// A filter that admits everything.
                #[must_use]
                pub const fn new() -> Self {
                    Self($crate::vocab::FilterParts::new(&SPEC))
                }

                $( $crate::vocab::macros::filter::filter! { @setter $(#[$fdoc])* $field $ty } )+

                /// Also requires that at least one of these admits; none given, nothing passes (F5).
                #[must_use]
                pub fn any_of(mut self, filters: impl IntoIterator<Item = Self>) -> Self {
                    self.0.set_any_of(filters.into_iter().map(|filter| filter.0).collect());
                    self
                }

                /// Also requires that each of these admits (F5).
                #[must_use]
                pub fn all_of(mut self, filters: impl IntoIterator<Item = Self>) -> Self {
                    self.0.set_all_of(filters.into_iter().map(|filter| filter.0).collect());
                    self
                }

                /// Also requires that this one does not admit (F5).
                #[must_use]
                pub fn not(mut self, filter: Self) -> Self {
                    self.0.set_not(filter.0);
                    self
                }
            }

            impl $crate::vocab::FilterType for $Name {
                const SPEC: Option<&'static $crate::vocab::FilterSpec> = Some(&SPEC);

                fn into_filter(self) -> alloc::boxed::Box<dyn $crate::vocab::Filter> {
                    alloc::boxed::Box::new(self.0)
                }
            }

            impl $crate::vocab::wire::Wire for $Name {
                const TYPE: $crate::vocab::FieldType = $crate::vocab::FieldType::Entity(&FORM);

                fn read(json: $crate::vocab::Json) -> Result<Self, $crate::vocab::Fault> {
                    $crate::vocab::FilterParts::read(json, &SPEC).map(Self)
                }

                fn view(&self) -> $crate::vocab::wire::View<'_> {
                    $crate::vocab::wire::View::Object(&self.0)
                }
            }
        };

        impl Default for $Name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl core::fmt::Debug for $Name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<$Name> for $crate::vocab::FilterParts {
            fn from(filter: $Name) -> Self {
                filter.0
            }
        }

        impl From<$Name> for $crate::vocab::Given {
            fn from(filter: $Name) -> Self {
                Self::Filter(alloc::boxed::Box::new(filter.0))
            }
        }

        $crate::vocab::wire::serde_form!($Name);
    };

    (@type [$ty:ident]) => { alloc::vec::Vec<$ty> };
    (@type $ty:ident) => { $ty };

    (@comparison [$ty:ident], EachMetBySome) => { $crate::vocab::Comparison::EachMetBySome($ty::SPEC) };
    (@comparison $ty:ident, Meets) => { $crate::vocab::Comparison::Meets($ty::SPEC) };
    (@comparison $ty:ident, by $function:ident) => {
        $crate::vocab::Comparison::By(|given| {
            <$ty as $crate::vocab::FromGiven>::from_given(given).and_then($function)
        })
    };
    (@comparison $ty:ident, $Comparison:ident) => { $crate::vocab::Comparison::$Comparison };

    (@setter $(#[$fdoc:meta])* $field:ident [$ty:ident]) => {
        $(#[$fdoc])*
        #[must_use]
        pub fn $field(mut self, filters: impl IntoIterator<Item = $ty>) -> Self {
            let filters: alloc::vec::Vec<$ty> = filters.into_iter().collect();
            self.0.set(Field::$field as u8, filters.into());
            self
        }
    };
    // Numbers are taken as they are, so that literals need no suffix; everything else is converted.
    (@setter $(#[$fdoc:meta])* $field:ident u64) => {
        $(#[$fdoc])*
        #[must_use]
        pub fn $field(mut self, wanted: u64) -> Self {
            self.0.set(Field::$field as u8, wanted.into());
            self
        }
    };
    (@setter $(#[$fdoc:meta])* $field:ident $ty:ident) => {
        $(#[$fdoc])*
        #[must_use]
        pub fn $field(mut self, wanted: impl Into<$ty>) -> Self {
            let wanted: $ty = wanted.into();
            self.0.set(Field::$field as u8, wanted.into());
            self
        }
    };
}

pub(crate) use {filter, yes_no};
