//! How much an archive may unfold, and the counting of it.

use std::cell::Cell;
use std::io::{Error, Read, Result};
use std::sync::atomic::{AtomicBool, Ordering};

/// How deep archives may lie in one another; collectors nest them two deep.
pub const MAX_DEPTH: u32 = 4;
/// Members of one named archive, those of the archives in it included.
pub const MAX_MEMBERS: u64 = 100_000;
/// Bytes that one named archive may unfold to.
pub const MAX_TOTAL: u64 = 256 << 30;
/// How many times its own size an archive may unfold to; logs compress 5 to 50 times, floods of one line some hundred.
pub const MAX_RATIO: u64 = 1000;
/// The ratio is not asked for before this many bytes.
pub const FREE: u64 = 1 << 30;
/// Bytes of an archive that must be held in memory: one from a pipe, a zip inside another archive.
pub const MAX_HELD: u64 = 256 << 20;

/// What one named archive may still unfold.
#[derive(Debug)]
pub struct Budget<'s> {
    stored: u64,
    unfolded: Cell<u64>,
    members: Cell<u64>,
    hit: Cell<Option<&'static str>>,
    stop: &'s AtomicBool,
}

const TOTAL: &str = "unfolds to more than 256 GiB";
const RATIO: &str = "unfolds to more than 1000 times its size, as a decompression bomb does";
const MEMBERS: &str = "has more than 100000 members";

impl<'s> Budget<'s> {
    /// For an archive of `stored` bytes; a set `stop` ends every reading.
    #[must_use]
    pub fn new(stored: u64, stop: &'s AtomicBool) -> Self {
        Budget { stored, unfolded: Cell::new(0), members: Cell::new(0), hit: Cell::new(None), stop }
    }

    /// The limit that was hit, as a report says it.
    #[must_use]
    pub fn hit(&self) -> Option<&'static str> {
        self.hit.get()
    }

    /// Whether reading is to go on.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        self.hit.get().is_none() && !self.stop.load(Ordering::Relaxed)
    }

    /// Counts a member; `false` when there are too many.
    pub fn member(&self) -> bool {
        self.members.set(self.members.get() + 1);
        if self.members.get() > MAX_MEMBERS {
            self.hit.set(Some(MEMBERS));
        }
        self.goes_on()
    }

    fn unfold(&self, bytes: usize) -> Result<()> {
        let all = self.unfolded.get() + bytes as u64;
        self.unfolded.set(all);
        if all > MAX_TOTAL {
            self.hit.set(Some(TOTAL));
        } else if all > FREE && all > self.stored.saturating_mul(MAX_RATIO) {
            self.hit.set(Some(RATIO));
        }
        if self.stop.load(Ordering::Relaxed) {
            return Err(Error::other("stopped"));
        }
        self.hit.get().map_or(Ok(()), |why| Err(Error::other(format!("the archive {why}"))))
    }
}

/// A reader whose bytes count as unfolded.
#[derive(Debug)]
pub struct Counted<'b, R> {
    /// What is read.
    pub inner: R,
    /// Where it counts.
    pub budget: &'b Budget<'b>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let n = self.inner.read(buffer)?;
        self.budget.unfold(n)?;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bomb_is_cut_and_a_flood_of_logs_is_not() {
        let stop = AtomicBool::new(false);
        for (stored, whole) in [(1 << 10, false), (4 << 20, true)] {
            let budget = Budget::new(stored, &stop);
            let mut inner = Counted { inner: std::io::repeat(0).take(2 << 30), budget: &budget };
            let read = std::io::copy(&mut inner, &mut std::io::sink());
            assert_eq!((read.is_ok(), budget.hit().is_none()), (whole, whole), "{stored}");
        }
    }

    #[test]
    fn too_many_members() {
        let stop = AtomicBool::new(false);
        let budget = Budget::new(1, &stop);
        assert_eq!((0..MAX_MEMBERS + 5).filter(|_| budget.member()).count() as u64, MAX_MEMBERS);
        assert_eq!(budget.hit(), Some(MEMBERS));
    }

    #[test]
    fn a_stop_is_felt() {
        let stop = AtomicBool::new(true);
        let budget = Budget::new(1 << 30, &stop);
        assert!(Counted { inner: &b"x"[..], budget: &budget }.read(&mut [0; 4]).is_err());
    }
}
