//! Ctrl-C: the run stops, what was read so far is judged and printed.

use std::sync::atomic::{AtomicBool, Ordering};

/// Set when the user wants to stop.
static STOP: AtomicBool = AtomicBool::new(false);

/// The flag that a run looks at; a second interrupt ends the program at once.
pub fn flag() -> &'static AtomicBool {
    // Without a handler Ctrl-C ends the program as it always does: nothing is lost but the partial answer.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(super::exit::INTERRUPTED));
        }
    });
    &STOP
}
