//! Scans the blocks of one input, on any thread: what a scanner remembers goes on to the next one.

use std::sync::Mutex;
use std::sync::atomic::Ordering;

use super::job::Job;
use crate::format::Dialect;
use crate::matcher::{Engine, Piece, Scan, Scanner, Subjects};

/// The scanners of one input.
#[derive(Debug)]
pub struct Scanners<'e> {
    /// The rules.
    pub engine: &'e Engine,
    /// The input.
    pub job: Job,
    /// How its records are stored.
    pub dialect: Dialect,
    /// What the scanners of the blocks so far remember, one for each thread that was at work.
    subjects: Mutex<Vec<Subjects>>,
}

impl<'e> Scanners<'e> {
    /// For the blocks of one input.
    #[must_use]
    pub fn new(engine: &'e Engine, job: Job, dialect: Dialect) -> Self {
        Scanners { engine, job, dialect, subjects: Mutex::default() }
    }

    /// Finds and notes what is in a piece.
    pub fn scan(&self, piece: &Piece<'_>) -> Scan {
        let subjects = self.subjects.lock().expect("no worker panics").pop().unwrap_or_default();
        let scanner = Scanner::with(self.engine, self.job.context(self.dialect), subjects);
        let scan = scanner.scan(piece);
        self.subjects.lock().expect("no worker panics").push(scanner.into_subjects());
        self.job.told.fetch_add(scan.bytes, Ordering::Relaxed);
        scan
    }
}
