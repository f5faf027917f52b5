//! Pipes: standard input, a FIFO. They come once, and may never end.

use std::fs::File;
use std::io::{Read, Result, stdin};
use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

/// How often one that waits for bytes looks whether it is to go on, nanoseconds.
const LOOK: i64 = 50_000_000;
/// Bytes that a pipe may hold, where the system allows it: a reader and a writer wait for each other less often.
#[cfg(target_os = "linux")]
const ROOM: usize = 1 << 20;

/// Standard input, without a buffer that would keep bytes from the next one who asks.
///
/// # Errors
///
/// When it is closed.
pub fn standard_input() -> Result<File> {
    Ok(File::from(stdin().as_fd().try_clone_to_owned()?))
}

/// A pipe that ends when nobody wants more of it, even while its writer pauses.
#[derive(Debug)]
pub struct Until {
    pipe: File,
    ended: Arc<AtomicBool>,
}

impl Until {
    /// Reads until `ended` is set.
    #[must_use]
    pub fn new(pipe: File, ended: &Arc<AtomicBool>) -> Self {
        #[cfg(target_os = "linux")]
        // Of another kind of file, or beyond what a user may have: it is read as it is.
        let _ = rustix::pipe::fcntl_setpipe_size(&pipe, ROOM);
        Until { pipe, ended: Arc::clone(ended) }
    }

    /// Whether there is something to read, or the end; waits for it a little.
    fn is_ready(&self) -> bool {
        let mut asked = [PollFd::new(&self.pipe, PollFlags::IN)];
        let wait = Timespec { tv_sec: 0, tv_nsec: LOOK };
        match poll(&mut asked, Some(&wait)) {
            Ok(ready) => ready > 0,
            Err(Errno::INTR) => false,
            // What is wrong shows when it is read.
            Err(_) => true,
        }
    }
}

impl Read for Until {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        loop {
            if self.ended.load(Ordering::Relaxed) {
                return Ok(0);
            }
            if self.is_ready() {
                return self.pipe.read(buffer);
            }
        }
    }
}
