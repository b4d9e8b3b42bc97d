//! Tokens of protected conferences (P10).
//!
//! Owns the generator and, per conference, who holds which token. Must not know when a token is needed. Invariants: one
//! token per user and conference, the same in every later answer; 128 bits from a generator that the host has seeded; a failed
//! input leaves the generator where it was, because each conference has its own stream and counts on a copy.

use alloc::string::String;
#[cfg(feature = "snapshot")]
use alloc::vec::Vec;
use core::fmt::{self, Write as _};

use hashbrown::HashMap;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore as _, SeedableRng as _};

use crate::ids::{ConferenceId, Token, UserId};

/// 32-bit words of the stream that one token takes: 128 bits.
const WORDS: u128 = 4;

/// As they are written.
const DIGITS: usize = 32;

/// The tokens of one conference.
#[derive(Clone)]
pub(crate) struct Tokens {
    held: HashMap<UserId, Token, ahash::RandomState>,
    made: u64,
    stream: ChaCha20Rng,
}

impl Tokens {
    pub(crate) fn new(seed: [u8; 32], conference: ConferenceId, hash_seed: u64) -> Self {
        let mut stream = ChaCha20Rng::from_seed(seed);
        stream.set_stream(conference.number());
        Self { held: HashMap::with_hasher(ahash::RandomState::with_seeds(hash_seed, 16, 17, 18)), made: 0, stream }
    }

    /// How many were made, and who holds which, by name.
    #[cfg(feature = "snapshot")]
    pub(super) fn save(&self) -> (u64, Vec<(UserId, Token)>) {
        let mut held: Vec<_> = self.held.iter().map(|(user, token)| (user.clone(), token.clone())).collect();
        held.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        (self.made, held)
    }

    /// `None` where one is no token, more are held than were made, or someone holds two. What is made from here on comes from
    /// this seed.
    #[cfg(feature = "snapshot")]
    pub(super) fn restore(
        seed: [u8; 32],
        conference: ConferenceId,
        hash_seed: u64,
        made: u64,
        held: Vec<(UserId, Token)>,
    ) -> Option<Self> {
        let mut tokens = Self { made, ..Self::new(seed, conference, hash_seed) };
        let count = held.len();
        let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let tokens_all = held.iter().all(|(_, one)| one.reveal().len() == DIGITS && one.reveal().bytes().all(digit));
        tokens.held.extend(held);
        (tokens_all && tokens.held.len() == count && count as u64 <= made).then_some(tokens)
    }

    /// The user's token; made when first needed.
    pub(crate) fn of(&mut self, user: &UserId) -> Token {
        if let Some(token) = self.held.get(user) {
            return token.clone();
        }
        self.stream.set_word_pos(u128::from(self.made) * WORDS);
        self.made += 1;
        let mut text = String::with_capacity(DIGITS);
        for _ in 0..2 {
            // Writing to a String cannot fail.
            let _ = write!(text, "{:016x}", self.stream.next_u64());
        }
        let token = Token::from(text);
        self.held.insert(user.clone(), token.clone());
        token
    }

    /// Whether this is the user's token, compared in constant time.
    pub(crate) fn proves(&self, user: &UserId, token: Option<&Token>) -> bool {
        matches!((self.held.get(user), token), (Some(held), Some(given)) if held == given)
    }

    /// The user's token is void from now on.
    pub(crate) fn void(&mut self, user: &UserId) {
        self.held.remove(user);
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tokens({} held, {} made)", self.held.len(), self.made)
    }
}
