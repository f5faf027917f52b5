//! What the workers share while they work: the inputs whose blocks any of them may take, and what became of the rest.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use super::bell::Bell;
use super::flow::{Flow, Numbered};
use super::large::{Buffer, Large};
use super::spared::Room;
use super::workers::Read1;
use crate::framing::reader::Block;
use crate::model::Notice;

/// The workers of a run.
#[derive(Debug)]
pub struct Crew<'e> {
    /// How many there are.
    threads: usize,
    divided: Mutex<Vec<Divided<'e>>>,
    done: Mutex<Vec<(usize, Read1)>>,
    /// For the blocks of files: one for each worker that was at such a block.
    buffers: Mutex<Vec<Buffer>>,
    held: Arc<Held>,
    room: Arc<Room>,
}

/// Blocks of streams that came and are not folded yet: the bound on memory.
#[derive(Debug, Default)]
struct Held {
    blocks: AtomicUsize,
    bell: Bell,
}

/// Stands for a block of a stream until it is folded.
#[derive(Debug)]
pub struct Ticket(Arc<Held>);

impl Drop for Ticket {
    fn drop(&mut self) {
        self.0.blocks.fetch_sub(1, Ordering::AcqRel);
        self.0.bell.ring();
    }
}

/// An input that is read by several workers.
#[derive(Clone, Debug)]
enum Divided<'e> {
    File(Arc<Large<'e>>),
    Stream(Arc<Flow<'e>>),
}

/// A block of it.
enum Taken<'e> {
    File(Arc<Large<'e>>, u64),
    Stream(Arc<Flow<'e>>, Numbered),
}

impl<'e> Crew<'e> {
    /// Of so many workers.
    #[must_use]
    pub fn new(threads: usize) -> Self {
        let (divided, done, buffers) = Default::default();
        Crew { threads, divided, done, buffers, held: Arc::default(), room: Arc::default() }
    }

    fn divided(&self) -> MutexGuard<'_, Vec<Divided<'e>>> {
        self.divided.lock().expect("no worker panics")
    }

    /// Rung when there may be something to do.
    #[must_use]
    pub fn bell(&self) -> &Bell {
        &self.held.bell
    }

    /// Memory to keep compressed logs in.
    #[must_use]
    pub const fn room(&self) -> &Arc<Room> {
        &self.room
    }

    /// Lets everybody take blocks of a file.
    pub fn share_file(&self, file: Large<'e>) {
        self.divided().push(Divided::File(Arc::new(file)));
        self.bell().ring();
    }

    /// Lets everybody take blocks of a stream, as they come.
    pub fn share_stream(&self, flow: &Arc<Flow<'e>>) {
        self.divided().push(Divided::Stream(Arc::clone(flow)));
    }

    /// Hands over the next block of a shared stream; helps with the scanning while too many wait.
    pub fn push(&self, flow: &Flow<'e>, block: Block) {
        self.held.blocks.fetch_add(1, Ordering::AcqRel);
        flow.push(block, Ticket(Arc::clone(&self.held)));
        self.bell().ring();
        loop {
            let count = self.bell().count();
            if self.held.blocks.load(Ordering::Acquire) < self.most() {
                return;
            }
            if !self.next_block() {
                self.bell().wait(count);
            }
        }
    }

    /// Blocks that may wait: a second one for each other worker.
    const fn most(&self) -> usize {
        2 * self.threads - 1
    }

    /// Scans a block of the first divided input that has one left; says whether there was one.
    pub fn next_block(&self) -> bool {
        self.work_on(|_| true)
    }

    fn work_on(&self, which: impl Fn(&Divided<'e>) -> bool) -> bool {
        let taken = self.divided().iter().filter(|divided| which(divided)).find_map(Divided::take);
        let Some(taken) = taken else { return false };
        let (index, read) = match taken {
            Taken::File(file, block) => (file.index(), self.work_on_file(&file, block)),
            Taken::Stream(flow, block) => (flow.index(), flow.work(block)),
        };
        if let Some(read) = read {
            self.leave(index, read);
        }
        true
    }

    fn work_on_file(&self, file: &Large<'e>, block: u64) -> Option<Read1> {
        let mut buffer = self.buffers.lock().expect("no worker panics").pop().unwrap_or_default();
        let read = file.work(block, &mut buffer);
        self.buffers.lock().expect("no worker panics").push(buffer);
        read
    }

    /// Scans what came of streams already, in a run that is stopped.
    pub fn finish_streams(&self) {
        while self.work_on(|divided| matches!(divided, Divided::Stream(_))) {}
    }

    /// Nothing more comes of a stream.
    pub fn end(&self, flow: &Flow<'e>, trouble: Vec<Notice>) {
        if let Some(read) = flow.end(trouble) {
            self.leave(flow.index(), read);
        }
    }

    fn leave(&self, index: usize, read: Read1) {
        self.divided().retain(|divided| divided.index() != index);
        self.finish(index, read);
    }

    /// Notes what became of an input.
    pub fn finish(&self, index: usize, read: Read1) {
        self.done.lock().expect("no worker panics").push((index, read));
    }

    /// What became of every input, in their order; of those that were not read to their end, what was folded.
    #[must_use]
    pub fn disband(self) -> Vec<(usize, Read1)> {
        let mut done = self.done.into_inner().expect("no worker panics");
        for divided in self.divided.into_inner().expect("no worker panics") {
            let index = divided.index();
            done.extend(divided.give_up().map(|read| (index, read)));
        }
        done.sort_by_key(|(index, _)| *index);
        done
    }
}

impl<'e> Divided<'e> {
    fn index(&self) -> usize {
        match self {
            Divided::File(file) => file.index(),
            Divided::Stream(flow) => flow.index(),
        }
    }

    fn take(&self) -> Option<Taken<'e>> {
        Some(match self {
            Divided::File(file) => Taken::File(Arc::clone(file), file.take()?),
            Divided::Stream(flow) => Taken::Stream(Arc::clone(flow), flow.take()?),
        })
    }

    fn give_up(self) -> Option<Read1> {
        match self {
            Divided::File(file) => Arc::into_inner(file)?.give_up(),
            Divided::Stream(flow) => Arc::into_inner(flow)?.give_up(),
        }
    }
}
