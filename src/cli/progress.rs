//! A line on the terminal while a long input is read: how much was read so far.
//!
//! ```text
//!   reading: 1.4 GB
//! ```
//!
//! Only when standard error is a terminal, only after half a second, and cleared at the end.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Short runs show nothing.
const FIRST: Duration = Duration::from_millis(500);
/// Then it is written anew so often.
const NEXT: Duration = Duration::from_millis(200);
/// Columns that are overwritten.
const WIDTH: usize = 32;

/// Shows progress until it is dropped.
#[derive(Debug)]
pub struct Progress {
    /// Dropped first: that tells the thread to end.
    end: Option<Sender<()>>,
    shows: Option<JoinHandle<()>>,
}

impl Progress {
    /// Watches a count of bytes; `None` when nobody would see it.
    #[must_use]
    pub fn start(read: &Arc<AtomicU64>, quiet: bool) -> Option<Self> {
        if quiet || !io::stderr().is_terminal() {
            return None;
        }
        let (end, ended) = channel();
        let read = Arc::clone(read);
        let shows = thread::spawn(move || show(&ended, &read, &mut io::stderr()));
        Some(Progress { end: Some(end), shows: Some(shows) })
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(shows) = self.shows.take() {
            let _ = shows.join();
        }
    }
}

fn show(ended: &Receiver<()>, read: &AtomicU64, out: &mut impl Write) {
    let goes_on = |pause| ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout);
    if !goes_on(FIRST) {
        return;
    }
    loop {
        let _ = write!(out, "\r{:<WIDTH$}", line(read.load(Ordering::Relaxed))).and_then(|()| out.flush());
        if !goes_on(NEXT) {
            break;
        }
    }
    let _ = write!(out, "\r{:WIDTH$}\r", "").and_then(|()| out.flush());
}

/// `reading: 1.4 GB`.
fn line(bytes: u64) -> String {
    match bytes {
        0..1_000_000_000 => format!("  reading: {} MB", bytes / 1_000_000),
        _ => format!("  reading: {:.1} GB", bytes as f64 / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit() {
        assert_eq!(line(7_900_000), "  reading: 7 MB");
        assert_eq!(line(1_440_000_000), "  reading: 1.4 GB");
        assert!(line(u64::MAX).len() < WIDTH);
    }

    #[test]
    fn a_short_run_shows_nothing_and_a_long_one_cleans_up() {
        let (end, ended) = channel();
        drop(end);
        let mut out = Vec::new();
        show(&ended, &AtomicU64::new(5_000_000), &mut out);
        assert!(out.is_empty());
        let (end, ended) = channel();
        let ends = thread::spawn(move || {
            thread::sleep(FIRST + NEXT / 2);
            drop(end);
        });
        show(&ended, &AtomicU64::new(5_000_000), &mut out);
        ends.join().expect("it only sleeps");
        let text = String::from_utf8(out).expect("text");
        assert!(text.contains("reading: 5 MB") && text.ends_with(" \r"), "{text:?}");
    }
}
