//! The members of one archive: a thread walks through it and decodes ahead, the worker scans.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::feed::{Ahead, Message, Sink, feed_opened};
use super::job::Job;
use super::stream::{AtWork, HowKept, Listener};
use super::workers::Read1;
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

/// Reads the members of one archive, a job for each.
pub fn read(at_work: AtWork<'_, '_>, members: &[Input], jobs: Arc<[Job]>, block: usize) {
    let inputs: Arc<[Input]> = members.into();
    let of = Arc::clone(&jobs);
    let ahead = Ahead::start(move |sink| feed(&inputs, &of, block, sink));
    let mut open: Option<Listener<'_, '_>> = None;
    let (mut reached, mut limits) = (0, Vec::new());
    while let Some(message) = ahead.next(at_work) {
        if let Message::Member(at) = message {
            if let Some(before) =
                open.replace(Listener::new(at_work, &jobs[at]).keeping(HowKept::WithRoom { packed: true }))
            {
                before.finish();
            }
            reached = at + 1;
        } else if let Message::Limits(notices) = message {
            limits = notices;
        } else if let Some(listener) = &mut open {
            listener.take(message);
        }
    }
    if let Some(mut last) = open {
        last.notices.append(&mut limits);
        last.finish();
    }
    let is_stopped = at_work.stop.load(Ordering::Relaxed);
    for job in &jobs[reached..] {
        let lost = Notice::once(NoticeKind::Unreadable, format!("{}: not reached any more", job.name));
        at_work.crew.finish(job.index as usize, Read1::nothing(if is_stopped { Vec::new() } else { vec![lost] }));
    }
}

/// Walks through the archive and sends what its members hold; ends when nobody listens any more.
fn feed(members: &[Input], jobs: &[Job], block: usize, sink: &Sink) {
    let walked = walk(members, &sink.ended, |at, met| {
        if !sink.send(Message::Member(at)) {
            return Flow::Break(());
        }
        feed_opened(met.peeled.head, met.peeled.rest, &jobs[at], block, sink);
        Flow::Continue(())
    });
    sink.send(Message::Limits(walked.unwrap_or_default()));
}
