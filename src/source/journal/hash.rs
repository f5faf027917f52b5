//! The hash that a value is stored with: one that is wrong tells of a byte that is.
//!
//! ```text
//! keyed hash (systemd 246 and later)    SipHash-2-4 of `NAME=value`, unpacked, under the id of the file
//! before                                lookup3 of it, both of its words
//! ```
//!
//! # Source
//!
//! systemd, `journal-file.c`: `journal_file_hash_data`; Aumasson and Bernstein, "SipHash"; Jenkins, `lookup3.c`:
//! `hashlittle2`.

/// How the values of a file are hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// SipHash-2-4 under two halves of a key.
    Keyed(u64, u64),
    /// lookup3.
    Plain,
}

impl Hash {
    /// Under the id of a file, as its bytes stand there.
    #[must_use]
    pub fn keyed(file_id: u128) -> Self {
        let id = u128::from_le_bytes(file_id.to_be_bytes());
        Hash::Keyed(id as u64, (id >> 64) as u64)
    }

    /// The hash of a value.
    #[must_use]
    pub fn of(self, value: &[u8]) -> u64 {
        match self {
            Hash::Keyed(k0, k1) => sip(k0, k1, value),
            Hash::Plain => lookup3(value),
        }
    }
}

fn sip(k0: u64, k1: u64, text: &[u8]) -> u64 {
    let mut v = [
        k0 ^ 0x736f_6d65_7073_6575,
        k1 ^ 0x646f_7261_6e64_6f6d,
        k0 ^ 0x6c79_6765_6e65_7261,
        k1 ^ 0x7465_6462_7974_6573,
    ];
    let (words, rest) = text.as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    last[7] = text.len() as u8;
    for word in words.iter().chain([&last]).map(|word| u64::from_le_bytes(*word)) {
        v[3] ^= word;
        (0..2).for_each(|_| sip_round(&mut v));
        v[0] ^= word;
    }
    v[2] ^= 0xff;
    (0..4).for_each(|_| sip_round(&mut v));
    v[0] ^ v[1] ^ v[2] ^ v[3]
}

#[inline]
fn sip_round(v: &mut [u64; 4]) {
    v[0] = v[0].wrapping_add(v[1]);
    v[2] = v[2].wrapping_add(v[3]);
    v[1] = v[1].rotate_left(13) ^ v[0];
    v[3] = v[3].rotate_left(16) ^ v[2];
    v[0] = v[0].rotate_left(32);
    v[2] = v[2].wrapping_add(v[1]);
    v[0] = v[0].wrapping_add(v[3]);
    v[1] = v[1].rotate_left(17) ^ v[2];
    v[3] = v[3].rotate_left(21) ^ v[0];
    v[2] = v[2].rotate_left(32);
}

/// The first word of the two in the upper half, as journald joins them.
fn lookup3(text: &[u8]) -> u64 {
    let start = 0xdead_beef_u32.wrapping_add(text.len() as u32);
    let mut v = [start; 3];
    let mut rest = text;
    // The last twelve bytes are not mixed but made final.
    while rest.len() > 12 {
        let (part, more) = rest.split_at(12);
        add(&mut v, part);
        mix(&mut v);
        rest = more;
    }
    if !rest.is_empty() {
        add(&mut v, rest);
        make_final(&mut v);
    }
    u64::from(v[2]) << 32 | u64::from(v[1])
}

fn add(v: &mut [u32; 3], part: &[u8]) {
    for (word, bytes) in v.iter_mut().zip(part.chunks(4)) {
        let value = bytes.iter().rev().fold(0, |value, byte| value << 8 | u32::from(*byte));
        *word = word.wrapping_add(value);
    }
}

fn mix(v: &mut [u32; 3]) {
    for (i, turn) in [4, 6, 8, 16, 19, 4].into_iter().enumerate() {
        let (a, b, c) = (i % 3, (i + 1) % 3, (i + 2) % 3);
        v[a] = v[a].wrapping_sub(v[c]) ^ v[c].rotate_left(turn);
        v[c] = v[c].wrapping_add(v[b]);
    }
}

fn make_final(v: &mut [u32; 3]) {
    for (i, turn) in [14, 11, 25, 16, 4, 14, 24].into_iter().enumerate() {
        let (to, from) = ((i + 2) % 3, (i + 1) % 3);
        v[to] = (v[to] ^ v[from]).wrapping_sub(v[from].rotate_left(turn));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_its_authors_print_it() {
        let key = 0x0706_0504_0302_0100;
        let siphash = Hash::Keyed(key, key + 0x0808_0808_0808_0808);
        assert_eq!(siphash.of(b""), 0x726f_db47_dd0e_0e31);
        assert_eq!(siphash.of(&(0..15).collect::<Vec<u8>>()), 0xa129_ca61_49be_45e5);
        assert_eq!(Hash::keyed(0x0001_0203_0405_0607_0809_0a0b_0c0d_0e0f), siphash);
        assert_eq!(Hash::Plain.of(b""), 0xdead_beef_dead_beef);
        assert_eq!(Hash::Plain.of(b"Four score and seven years ago"), 0x1777_0551_ce72_26e6);
    }
}
