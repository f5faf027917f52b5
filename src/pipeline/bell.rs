//! Wakes the workers that wait, when there may be something to do for them.

use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::Duration;

/// The longest time before a worker that waits looks around by itself.
const LOOK: Duration = Duration::from_millis(50);

/// A bell that counts.
#[derive(Debug, Default)]
pub struct Bell {
    rung: Mutex<u64>,
    heard: Condvar,
}

impl Bell {
    fn lock(&self) -> MutexGuard<'_, u64> {
        self.rung.lock().expect("nobody panics while it counts")
    }

    /// How often it was rung. Asked before one looks for something to do, so that what comes up meanwhile is not missed.
    #[must_use]
    pub fn count(&self) -> u64 {
        *self.lock()
    }

    /// Something may be there to do.
    pub fn ring(&self) {
        *self.lock() += 1;
        self.heard.notify_all();
    }

    /// Waits until it was rung more than `count` times, but not for ever.
    pub fn wait(&self, count: u64) {
        let rung = self.lock();
        if *rung == count {
            drop(self.heard.wait_timeout(rung, LOOK).expect("nobody panics while it counts"));
        }
    }
}
