//! The bytes of a journal: a file that is read where it is needed, or a copy in memory of one that comes as a stream.

use std::fs::File;
use std::io::{ErrorKind, Read, Result};
use std::os::unix::fs::FileExt;

/// Bytes of a journal that are held when it comes as a stream: compressed, in an archive, through a pipe.
pub const MAX_HELD: usize = 512 << 20;

/// Where a journal's bytes are.
#[derive(Debug)]
pub enum Bytes {
    /// A regular file and its length: what is appended later is not read.
    File(File, u64),
    /// All of it.
    Held(Vec<u8>),
}

impl Bytes {
    /// Holds a stream whose first bytes are `head`, and says what is missing of it.
    ///
    /// An entry may use any value before it, so that a stream cannot be read as it comes.
    #[must_use]
    pub fn hold(head: Vec<u8>, rest: impl Read) -> (Bytes, Option<String>) {
        let mut held = head;
        let room = MAX_HELD.saturating_sub(held.len()) as u64;
        let trouble = rest.take(room).read_to_end(&mut held).err().map(|e| format!("ends early: {e}"));
        let full = held.len() >= MAX_HELD;
        let too_long = full.then(|| format!("longer than {} MiB: the rest was not read", MAX_HELD >> 20));
        (Bytes::Held(held), trouble.or(too_long))
    }

    /// Looks again how long a file is, which somebody may be writing. What cannot be asked stays as it was.
    pub fn measure(&mut self) {
        if let Bytes::File(file, len) = self {
            *len = file.metadata().map_or(*len, |meta| meta.len());
        }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        match self {
            Bytes::File(_, len) => *len,
            Bytes::Held(held) => held.len() as u64,
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads `len` bytes from `at` into `into`, fewer where the journal ends.
    ///
    /// # Errors
    ///
    /// When the file cannot be read; what came before the error is in `into`.
    pub fn read(&self, at: u64, len: usize, into: &mut Vec<u8>) -> Result<()> {
        let len = usize::try_from(self.len().saturating_sub(at)).unwrap_or(usize::MAX).min(len);
        match self {
            Bytes::File(file, _) => read_file(file, at, len, into),
            Bytes::Held(held) => {
                let start = usize::try_from(at).unwrap_or(usize::MAX).min(held.len());
                into.clear();
                into.extend_from_slice(&held[start..start + len]);
                Ok(())
            }
        }
    }
}

fn read_file(file: &File, at: u64, len: usize, into: &mut Vec<u8>) -> Result<()> {
    // What was there is written over, not cleared first.
    into.resize(len, 0);
    let mut have = 0;
    let mut trouble = Ok(());
    while have < len {
        match file.read_at(&mut into[have..], at + have as u64) {
            Ok(0) => break,
            Ok(n) => have += n,
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) => {
                trouble = Err(e);
                break;
            }
        }
    }
    into.truncate(have);
    trouble
}
