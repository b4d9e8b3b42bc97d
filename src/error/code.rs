//! The sort of an error, and what other protocols call it.
//!
//! Owns [`Code`]. Must not know which error has which code. Invariant: each code has one number in each protocol.

use core::fmt;

use crate::vocab::wire::words;

/// The sort of an [`Error`](crate::Error), as the protocols name them (T3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Code {
    /// The client key or the session is not accepted.
    Unauthenticated,
    /// The caller may not do that.
    PermissionDenied,
    /// What was named does not exist.
    NotFound,
    /// The name is in use.
    AlreadyExists,
    /// The input makes no sense, whatever the state.
    InvalidArgument,
    /// The input makes no sense in this state.
    FailedPrecondition,
    /// A bound is reached.
    ResourceExhausted,
}

words! {
    Code {
        Unauthenticated = "UNAUTHENTICATED", PermissionDenied = "PERMISSION_DENIED", NotFound = "NOT_FOUND",
        AlreadyExists = "ALREADY_EXISTS", InvalidArgument = "INVALID_ARGUMENT", FailedPrecondition = "FAILED_PRECONDITION",
        ResourceExhausted = "RESOURCE_EXHAUSTED",
    }
}

impl Code {
    /// The name as the protocols write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::PermissionDenied => "PERMISSION_DENIED",
            Self::NotFound => "NOT_FOUND",
            Self::AlreadyExists => "ALREADY_EXISTS",
            Self::InvalidArgument => "INVALID_ARGUMENT",
            Self::FailedPrecondition => "FAILED_PRECONDITION",
            Self::ResourceExhausted => "RESOURCE_EXHAUSTED",
        }
    }
}

impl Code {
    /// The status code of gRPC.
    ///
    /// ```
    /// # use tidings::Code;
    /// assert_eq!((Code::NotFound.grpc(), Code::NotFound.http()), (5, 404));
    /// ```
    #[must_use]
    pub const fn grpc(self) -> u8 {
        match self {
            Self::Unauthenticated => 16,
            Self::PermissionDenied => 7,
            Self::NotFound => 5,
            Self::AlreadyExists => 6,
            Self::InvalidArgument => 3,
            Self::FailedPrecondition => 9,
            Self::ResourceExhausted => 8,
        }
    }

    /// The status code of HTTP.
    #[must_use]
    pub const fn http(self) -> u16 {
        match self {
            Self::Unauthenticated => 401,
            Self::PermissionDenied => 403,
            Self::NotFound => 404,
            Self::AlreadyExists => 409,
            Self::InvalidArgument | Self::FailedPrecondition => 400,
            Self::ResourceExhausted => 429,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
