//! Results of blocks, put back in the order of the input and folded by the worker that brings the next one.
//!
//! ```text
//! scanned    3  1  5  2      blocks as the workers finish them
//! early            5         waits for block 4
//! folded     1 2 3           goes on outside the lock, while the others scan
//! ```

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard};

use super::fold::{Fold, Scanned};
use super::workers::Read1;
use crate::model::Notice;

/// Results that may wait while another worker folds: the bound on memory.
const AHEAD: usize = 8;

/// The results of one input.
#[derive(Debug)]
pub struct Ordered<'e> {
    done: Mutex<Done<'e>>,
    /// Told when results were folded.
    folded: Condvar,
}

/// What was scanned; the fold is away while a worker folds.
#[derive(Debug)]
struct Done<'e> {
    fold: Option<Fold<'e>>,
    /// Number of the next block.
    wanted: u64,
    /// Blocks of the input, once it is known.
    blocks: Option<u64>,
    early: BTreeMap<u64, Scanned>,
    trouble: Vec<Notice>,
}

impl<'e> Ordered<'e> {
    /// For an input of so many blocks, when it is known already.
    #[must_use]
    pub fn new(fold: Fold<'e>, blocks: Option<u64>, trouble: Vec<Notice>) -> Self {
        let done = Done { fold: Some(fold), wanted: 0, blocks, early: BTreeMap::new(), trouble };
        Ordered { done: Mutex::new(done), folded: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, Done<'e>> {
        self.done.lock().expect("no worker panics while it folds")
    }

    /// Leaves a result; folds what is next, unless another worker is at it. Gives what became of the input when this
    /// was all of it.
    ///
    /// Folding happens outside the lock, so that the others go on scanning; results that run too far ahead wait.
    pub fn add(&self, block: u64, scanned: Scanned, trouble: Option<Notice>) -> Option<Read1> {
        let mut done = self.lock();
        done.early.insert(block, scanned);
        done.trouble.extend(trouble);
        while done.fold.is_none() && done.early.len() > AHEAD {
            done = self.folded.wait(done).expect("no worker panics while it folds");
        }
        self.fold_on(done)
    }

    /// No block comes behind the first `blocks`. Gives what became of the input when all of them were folded.
    pub fn end(&self, blocks: u64, trouble: Vec<Notice>) -> Option<Read1> {
        let mut done = self.lock();
        done.blocks = Some(blocks);
        done.trouble.extend(trouble);
        self.fold_on(done)
    }

    fn fold_on<'a>(&'a self, mut done: MutexGuard<'a, Done<'e>>) -> Option<Read1> {
        let mut fold = done.fold.take()?;
        loop {
            let ready = done.ready();
            if ready.is_empty() {
                break;
            }
            drop(done);
            ready.into_iter().for_each(|scanned| fold.take(scanned));
            done = self.lock();
            self.folded.notify_all();
        }
        if done.blocks != Some(done.wanted) {
            done.fold = Some(fold);
            self.folded.notify_all();
            return None;
        }
        Some(fold.finish(std::mem::take(&mut done.trouble)))
    }

    /// What was folded so far, of a run that is stopped.
    #[must_use]
    pub fn give_up(self) -> Option<Read1> {
        let done = self.done.into_inner().ok()?;
        Some(done.fold?.finish(done.trouble))
    }
}

impl Done<'_> {
    /// The results that are next, in order.
    fn ready(&mut self) -> Vec<Scanned> {
        let mut ready = Vec::new();
        while let Some(scanned) = self.early.remove(&self.wanted) {
            self.wanted += 1;
            ready.push(scanned);
        }
        ready
    }
}
