//! The members of one archive: a thread walks through it and decodes ahead, the worker scans.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use super::job::Job;
use super::stream::{self, Listener, Message};
use super::workers::Read1;
use crate::matcher::Engine;
use crate::model::{Notice, NoticeKind};
use crate::source::Input;
use crate::source::archive::{self, Flow, Met};

/// Runs of inputs that are read together: the members of one archive, or one other input.
#[must_use]
pub fn runs(inputs: &[Input]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, input) in inputs.iter().enumerate() {
        match runs.last_mut().filter(|run| inputs[run.start].shares_archive(input)) {
            Some(run) => run.end = at + 1,
            None => runs.push(at..at + 1),
        }
    }
    runs
}

/// Walks once through the archive that `members` lie in, and shows those to `visit` by their place.
///
/// # Errors
///
/// When the archive cannot be opened any more.
pub fn walk(
    members: &[Input],
    stop: &AtomicBool,
    mut visit: impl FnMut(usize, Met<'_>) -> Flow,
) -> std::io::Result<Vec<Notice>> {
    let Some((first, store)) = members.first().and_then(|first| Some((first, first.store()?))) else {
        return Err(std::io::Error::other("the archive is gone"));
    };
    let number = |i: usize| members.get(i).and_then(|input| Some(input.member.as_ref()?.number));
    let mut next = 0;
    let mut visitor = |met: Met<'_>| {
        if number(next) == Some(met.number) {
            next += 1;
            return visit(next - 1, met);
        }
        Flow::Continue(())
    };
    let notices = archive::walk(store, first.archive(), stop, &mut visitor)?;
    // What else is wrong with the archive was told when it was surveyed; a limit may be hit by what was not read then.
    Ok(notices.into_iter().filter(|notice| notice.kind == NoticeKind::Limit).collect())
}

/// Reads the members of one archive, a job for each; `done` gets what became of each, by its place among `members`.
pub fn read(
    engine: &Engine,
    members: &[Input],
    jobs: Arc<[Job]>,
    block: usize,
    stop: &AtomicBool,
    mut done: impl FnMut(usize, Read1),
) {
    let (send, receive) = sync_channel(stream::AHEAD);
    let inputs: Arc<[Input]> = members.into();
    let of = Arc::clone(&jobs);
    let ended = Arc::new(AtomicBool::new(false));
    let walker = Arc::clone(&ended);
    thread::spawn(move || feed(&inputs, &of, block, &walker, &send));
    let mut open: Option<(usize, Listener<'_, '_>)> = None;
    let (mut reached, mut limits) = (0, Vec::new());
    while let Some(message) = stream::next(&receive, stop) {
        if let Message::Member(at) = message {
            if let Some((before, listener)) = open.replace((at, Listener::new(engine, &jobs[at], stop))) {
                done(before, listener.finish());
            }
            reached = at + 1;
        } else if let Message::Limits(notices) = message {
            limits = notices;
        } else if let Some((_, listener)) = &mut open {
            listener.take(message);
        }
    }
    ended.store(true, Ordering::Relaxed);
    if let Some((at, listener)) = open {
        let (log, mut notices) = listener.finish();
        notices.append(&mut limits);
        done(at, (log, notices));
    }
    for (at, input) in members.iter().enumerate().skip(reached) {
        let lost = Notice::once(NoticeKind::Unreadable, format!("{}: not reached any more", input.name));
        done(at, (None, if stop.load(Ordering::Relaxed) { Vec::new() } else { vec![lost] }));
    }
}

/// Walks through the archive and sends what its members hold; ends when nobody listens any more.
fn feed(members: &[Input], jobs: &[Job], block: usize, ended: &AtomicBool, send: &SyncSender<Message>) {
    let walked = walk(members, ended, |at, met| {
        if send.send(Message::Member(at)).is_err() {
            return Flow::Break(());
        }
        stream::feed_opened(met.peeled.head, met.peeled.rest, &jobs[at], block, send);
        Flow::Continue(())
    });
    let _ = send.send(Message::Limits(walked.unwrap_or_default()));
}
