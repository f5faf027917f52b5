//! Short names of episodes: the same on any machine.

use crate::model::EpisodeKey;
use crate::rule::Library;

/// Short hash of what an episode is about and when it was first printed: the same on any machine.
#[must_use]
pub fn id(library: &Library, key: &EpisodeKey, first: i64) -> String {
    let mut hash = Fnv::default();
    hash.add(library.condition(key.condition).id.as_bytes());
    hash.add(key.host.as_deref().unwrap_or("").as_bytes());
    for entity in &key.about {
        hash.add(library.kinds.name(entity.kind).as_bytes());
        hash.add(entity.value.as_bytes());
    }
    hash.add(&first.to_le_bytes());
    format!("f-{}", hash.letters())
}

/// FNV-1a, for names: not for secrets.
#[derive(Clone, Copy, Debug)]
pub struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// Adds a part, apart from its neighbours.
    pub fn add(&mut self, part: &[u8]) {
        for byte in part.iter().chain(&[0xff]) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// Eight letters and digits.
    #[must_use]
    pub fn letters(self) -> String {
        const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        let mixed = self.0 ^ (self.0 >> 29);
        (0..8).map(|i| char::from(ALPHABET[(mixed >> (5 * i) & 31) as usize])).collect()
    }
}
