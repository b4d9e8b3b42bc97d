//! Tokens of protected conferences (P10).
//!
//! Owns the generator and, per conference, who holds which token. Must not know when a token is needed. Invariants: one
//! token per user and conference, the same in every later answer; 128 bits from a generator that the host has seeded; a refused
//! input leaves the generator where it was, because what it needs is planned first and added when it is accepted.

use alloc::collections::BTreeMap;
use alloc::string::String;
#[cfg(feature = "snapshot")]
use alloc::vec::Vec;
use core::fmt::{self, Write as _};

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore as _, SeedableRng as _};

use crate::ids::{ConferenceId, Token, UserId};

/// 32-bit words of the stream for one token: 128 bits.
const WORDS: u128 = 4;

/// Hexadecimal digits of a token.
const DIGITS: usize = 32;

/// The tokens of one conference.
pub(crate) struct Tokens {
    held: BTreeMap<UserId, Token>,
    made: u64,
    stream: ChaCha20Rng,
}

impl Tokens {
    pub(crate) fn new(seed: [u8; 32], conference: ConferenceId) -> Self {
        let mut stream = ChaCha20Rng::from_seed(seed);
        stream.set_stream(conference.number());
        Self { held: BTreeMap::new(), made: 0, stream }
    }

    /// How many were made, and who holds which, by name.
    #[cfg(feature = "snapshot")]
    pub(super) fn save(&self) -> (u64, Vec<(UserId, Token)>) {
        (self.made, self.held.iter().map(|(user, token)| (user.clone(), token.clone())).collect())
    }

    /// `None` where one is no token, more are held than were made, or someone holds two. What is made from here on comes from
    /// this seed.
    #[cfg(feature = "snapshot")]
    pub(super) fn restore(
        seed: [u8; 32],
        conference: ConferenceId,
        made: u64,
        held: Vec<(UserId, Token)>,
    ) -> Option<Self> {
        let mut tokens = Self { made, ..Self::new(seed, conference) };
        let count = held.len();
        let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let well_formed = held.iter().all(|(_, one)| one.reveal().len() == DIGITS && one.reveal().bytes().all(digit));
        tokens.held.extend(held);
        (well_formed && tokens.held.len() == count && count as u64 <= made).then_some(tokens)
    }

    /// Adds the tokens that a plan has made. Cost: O(tokens made).
    pub(super) fn add(&mut self, made: BTreeMap<UserId, Token>) {
        self.made += made.len() as u64;
        self.held.extend(made);
    }

    /// The token that is made after `made` others.
    fn generate(&self, made: u64) -> Token {
        let mut stream = self.stream.clone();
        stream.set_word_pos(u128::from(made) * WORDS);
        let mut text = String::with_capacity(DIGITS);
        for _ in 0..2 {
            // Writing to a String cannot fail.
            let _ = write!(text, "{:016x}", stream.next_u64());
        }
        Token::from(text)
    }

    /// Whether this is the user's token, compared in constant time.
    pub(super) fn proves(&self, user: &UserId, token: Option<&Token>) -> bool {
        matches!((self.held.get(user), token), (Some(held), Some(given)) if held == given)
    }

    /// Makes the user's token void.
    pub(super) fn void(&mut self, user: &UserId) {
        self.held.remove(user);
    }
}

/// The tokens that an input needs: those held, and those that it would make. Making a plan changes nothing.
pub(crate) struct TokenPlan<'t> {
    tokens: Option<&'t Tokens>,
    made: BTreeMap<UserId, Token>,
}

impl<'t> TokenPlan<'t> {
    /// `tokens`: those of the conference, where it has any.
    pub(super) fn new(tokens: Option<&'t Tokens>) -> Self {
        Self { tokens, made: BTreeMap::new() }
    }

    /// The user's token, made when first needed; `None` where the conference has no tokens.
    pub(crate) fn token(&mut self, user: &UserId) -> Option<Token> {
        let tokens = self.tokens?;
        if let Some(token) = tokens.held.get(user).or_else(|| self.made.get(user)) {
            return Some(token.clone());
        }
        let token = tokens.generate(tokens.made + self.made.len() as u64);
        self.made.insert(user.clone(), token.clone());
        Some(token)
    }

    /// Those that were made, for [`Tokens::add`].
    pub(super) fn made(self) -> BTreeMap<UserId, Token> {
        self.made
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tokens({} held, {} made)", self.held.len(), self.made)
    }
}
