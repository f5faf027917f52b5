//! One member of an archive, read through a thread that walks to it.

use std::io::{Read, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::{Flow, Met, walk};
use crate::source::Input;
use crate::source::walk::Member;

/// Bytes of a piece.
const PIECE: usize = 64 << 10;
/// Pieces that may wait.
const AHEAD: usize = 4;

type Piece = Result<Vec<u8>>;

/// The bytes of a member, compressions taken off.
pub fn read(input: &Input, member: &Member) -> impl Read + use<> {
    let (send, receive) = sync_channel(AHEAD);
    let stop = Arc::new(AtomicBool::new(false));
    let (input, number, ended) = (input.clone(), member.number, Arc::clone(&stop));
    thread::spawn(move || {
        let mut visit = |met: Met<'_>| {
            if met.number == number {
                pass_on(met.peeled.head.chain(met.peeled.rest), &send);
                ended.store(true, Ordering::Relaxed);
            }
            Flow::Continue(())
        };
        let _ = input.store().map(|store| walk(store, &input.name, &ended, &mut visit));
    });
    Pieces { receive, piece: Vec::new(), at: 0, stop }
}

fn pass_on(mut from: impl Read, send: &SyncSender<Piece>) {
    loop {
        let mut piece = vec![0; PIECE];
        let read = from.read(&mut piece);
        let is_last = !matches!(read, Ok(n) if n > 0);
        let piece = read.map(|n| {
            piece.truncate(n);
            piece
        });
        if send.send(piece).is_err() || is_last {
            return;
        }
    }
}

/// What comes from the walking thread; the walk ends when nobody reads it any more.
struct Pieces {
    receive: Receiver<Piece>,
    piece: Vec<u8>,
    at: usize,
    stop: Arc<AtomicBool>,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if self.at == self.piece.len() {
            let next = self.receive.recv();
            let Ok(piece) = next else { return Ok(0) };
            (self.piece, self.at) = (piece?, 0);
        }
        let n = (&self.piece[self.at..]).read(buffer)?;
        self.at += n;
        Ok(n)
    }
}

impl Drop for Pieces {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}
