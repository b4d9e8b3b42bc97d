//! The forms of enumerations whose values carry something.
//!
//! Owns the macro `variants!`, and taking apart an object with one field. Must not know a type. What has this form are inputs, answers and
//! their parts: they are made by calls, and written and read through serde alone. Invariant: what is written is read back equal.

use alloc::string::String;

use super::fault::Fault;
use super::json::Json;
use super::read::unexpected;

/// An enumeration whose values may carry something: a word alone, or an object with one field, the word, whose value is an object
/// of what the value carries, or, after `as`, its only content itself.
///
/// ```text
/// variants! { Input {
///     Restart = "restart";
///     Close = "close" as close: SessionId;
///     Publish = "publish" { required event: Event ; user: Option<UserId> };
/// } }
/// ```
macro_rules! variants {
    ($Name:ident { $(
        $Variant:ident = $word:literal
            $( as $content:ident : $cty:ty )?
            $( { $( required $must:ident : $mty:ty ),* $(,)? ; $( $field:ident : $ty:ty ),* $(,)? } )?
    ;)+ }) => {
        const _: () = {
            /// The position of each word.
            enum Word { $( $Variant ),+ }

            static WORDS: $crate::vocab::spec::WordSpec =
                $crate::vocab::spec::WordSpec::new(stringify!($Name), &[ $( $word ),+ ]);

            impl $crate::vocab::wire::Fields for $Name {
                fn each(&self, visit: &mut dyn FnMut(&str, $crate::vocab::wire::View<'_>)) {
                    #[allow(unused_imports, reason = "words alone hold nothing")]
                    use $crate::vocab::wire::Wire as _;
                    match self { $(
                        $crate::vocab::wire::variants!(@pattern $Variant $( as $content )? $( { $( $must )* $( $field )* } )?) => {
                            $( visit($word, $content.view()); )?
                            $( visit($word, $crate::vocab::wire::View::Object(
                                &|visit: &mut dyn FnMut(&str, $crate::vocab::wire::View<'_>)| {
                                    $( visit($crate::vocab::spec::wire_name(stringify!($must)), $must.view()); )*
                                    $( if !$field.is_default() {
                                        visit($crate::vocab::spec::wire_name(stringify!($field)), $field.view());
                                    } )*
                                    let _ = visit;
                                },
                            )); )?
                        }
                    )+ }
                }
            }

            impl $crate::vocab::wire::Wire for $Name {
                const TYPE: $crate::vocab::spec::FieldType = $crate::vocab::spec::FieldType::FreeForm;

                fn read(json: $crate::vocab::wire::Json) -> Result<Self, $crate::vocab::wire::Fault> {
                    let (word, content) = $crate::vocab::wire::variant(json)?;
                    let at = $crate::vocab::wire::word(&$crate::vocab::wire::Json::Text(word.clone()), &WORDS)?;
                    let read = |content: Option<$crate::vocab::wire::Json>| -> Result<Self, $crate::vocab::wire::Fault> {
                        $(
                            if at == Word::$Variant as usize {
                                return $crate::vocab::wire::variants!(
                                    @read content, $Variant $( as $cty )? $( { $( required $must : $mty ),* ; $( $field : $ty ),* } )?
                                );
                            }
                        )+
                        Err($crate::vocab::wire::Fault::new("there are no variants"))
                    };
                    read(content).map_err(|fault| fault.prefixed(&word))
                }

                fn view(&self) -> $crate::vocab::wire::View<'_> {
                    match self {
                        $( $crate::vocab::wire::variants!(@bare $Variant $( as $content )? $( { $( $must )* $( $field )* } )?) =>
                            $crate::vocab::wire::variants!(@view self, $word $( as $content )? $( { $( $must )* $( $field )* } )?), )+
                    }
                }
            }
        };

        $crate::vocab::wire::serde_form!($Name);
    };

    (@pattern $Variant:ident) => { Self::$Variant };
    (@pattern $Variant:ident as $content:ident) => { Self::$Variant($content) };
    (@pattern $Variant:ident { $( $field:ident )* }) => { Self::$Variant { $( $field ),* } };
    (@bare $Variant:ident) => { Self::$Variant };
    (@bare $Variant:ident as $content:ident) => { Self::$Variant(_) };
    (@bare $Variant:ident { $( $field:ident )* }) => { Self::$Variant { .. } };
    (@view $this:ident, $word:literal) => { $crate::vocab::wire::View::Word($word) };
    (@view $this:ident, $word:literal $( $content:tt )+) => { $crate::vocab::wire::View::Object($this) };

    (@read $json:ident, $Variant:ident) => {{
        $crate::vocab::wire::ensure_no_content($json)?;
        Ok(Self::$Variant)
    }};
    (@read $json:ident, $Variant:ident as $cty:ty) => {
        <$cty as $crate::vocab::wire::Wire>::read($crate::vocab::wire::require_content($json)?).map(Self::$Variant)
    };
    (@read $json:ident, $Variant:ident { $( required $must:ident : $mty:ty ),* ; $( $field:ident : $ty:ty ),* }) => {{
        static SPEC: $crate::vocab::spec::EntitySpec = $crate::vocab::wire::spec_of! {
            $Variant { $( required $must : $mty ),* ; $( $field : $ty ),* }
        };
        $crate::vocab::wire::read_fields! {
            $crate::vocab::wire::require_content($json)?, SPEC, Self::$Variant { $( required $must : $mty ),* ; $( $field : $ty ),* }
        }
    }};
}

pub(crate) use variants;

/// Takes a value with a name apart: the name alone as a string, or an object with that one field.
pub(crate) fn variant(json: Json) -> Result<(String, Option<Json>), Fault> {
    match json {
        Json::Text(word) => Ok((word, None)),
        Json::Object(mut entries) if entries.len() == 1 => {
            let only = entries.pop().map(|(word, content)| (word, Some(content)));
            only.ok_or_else(|| Fault::new("expected an object with one field"))
        }
        other @ (Json::Null | Json::Bool(_) | Json::Number(_) | Json::List(_) | Json::Object(_)) => {
            Err(unexpected(&other, "an object with one field"))
        }
    }
}

/// The content of a variant that has one.
pub(crate) fn require_content(content: Option<Json>) -> Result<Json, Fault> {
    content.ok_or_else(|| Fault::new("expected an object with this field, not the word alone"))
}

/// Refuses content for a variant that has none.
pub(crate) fn ensure_no_content(content: Option<Json>) -> Result<(), Fault> {
    if content.is_none() { Ok(()) } else { Err(Fault::new("expected the word alone, as a string")) }
}
