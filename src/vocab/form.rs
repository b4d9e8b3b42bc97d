//! A small piece of the derived serde forms.
//!
//! Owns [`present`]. Must not decide what a value means. Invariant: what is left out is read back as its default.

/// Reads a field that, when it is there, has a value: `null` is refused.
pub(crate) fn present<'de, D: serde::Deserializer<'de>, T: serde::Deserialize<'de>>(
    form: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(form).map(Some)
}
