//! Names of what printed a line: a machine, a pod and its container, a service, the step of a job.
//!
//! ```text
//! node-3: text     [web-0 nginx] text     shop web-0 nginx text     web    | text
//! ```

use memchr::memchr;

use super::{Mark, WIDE};
use crate::text::name::is_name;

pub(super) fn host(line: &[u8]) -> Option<(Mark<'_>, &[u8])> {
    let (name, rest) = line.split_at(memchr(b':', &line[..line.len().min(80)])?);
    let rest = rest.strip_prefix(b": ")?;
    is_host(name).then_some((Mark { host: Some(name), ..Mark::default() }, rest))
}

pub(super) fn node(line: &[u8]) -> Option<(Mark<'_>, &[u8])> {
    let (name, rest) = word(line)?;
    is_host(name).then_some((Mark { host: Some(name), ..Mark::default() }, rest))
}

/// Hosts of a cluster are numbered, or named with their domain; programs rarely are.
fn is_host(name: &[u8]) -> bool {
    let sound = name.iter().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(b));
    let told = name.last().is_some_and(u8::is_ascii_digit) || name.contains(&b'.');
    sound && told && name[0].is_ascii_alphabetic()
}

pub(super) fn bracket(line: &[u8]) -> Option<(Mark<'_>, &[u8])> {
    let (inside, rest) = line.strip_prefix(b"[")?.split_at(memchr(b']', &line[..line.len().min(WIDE)])? - 1);
    let (pod, container) = word(inside).map_or((inside, None), |(pod, container)| (pod, Some(container)));
    let named = pod.iter().any(u8::is_ascii_alphabetic);
    let sound = named && is_object(pod, b".-") && container.is_none_or(|name| is_object(name, b"-"));
    sound.then_some((Mark { pod: Some(pod), container, ..Mark::default() }, rest.strip_prefix(b"] ")?))
}

pub(super) fn pod(line: &[u8]) -> Option<(Mark<'_>, &[u8])> {
    let (pod, rest) = word(line).filter(|(pod, _)| is_object(pod, b".-"))?;
    let (container, rest) = word(rest).filter(|(container, _)| is_object(container, b"-"))?;
    Some((Mark { pod: Some(pod), container: Some(container), ..Mark::default() }, rest))
}

pub(super) fn namespace(line: &[u8]) -> Option<(Mark<'_>, &[u8])> {
    let (namespace, rest) = word(line).filter(|(namespace, _)| is_object(namespace, b"-"))?;
    let (mark, rest) = pod(rest)?;
    Some((Mark { namespace: Some(namespace), ..mark }, rest))
}

pub(super) fn service(line: &[u8]) -> Option<(Mark<'_>, &[u8])> {
    let (name, rest) = line.split_at(memchr(b'|', &line[..line.len().min(80)])?);
    let name = name.strip_suffix(b" ")?.trim_ascii_end();
    let rest = rest[1..].strip_prefix(b" ").unwrap_or(&rest[1..]);
    is_object(name, b".-_").then_some((Mark { container: Some(name), ..Mark::default() }, rest))
}

/// Job and step: names of any words, so that a stamp must follow.
pub(super) fn step(line: &[u8]) -> Option<(Mark<'_>, &[u8])> {
    let (job, rest) = line.split_at(memchr(b'\t', &line[..line.len().min(WIDE)])?);
    let (_, rest) = rest[1..].split_at(memchr(b'\t', &rest[1..rest.len().min(WIDE)])?);
    let text = rest[1..].strip_prefix(b"\xef\xbb\xbf").unwrap_or(&rest[1..]);
    let stamped = matches!(text, [b'2', b'0', _, _, b'-', _, _, b'-', _, _, b'T', ..]);
    stamped.then_some((Mark { container: Some(job), ..Mark::default() }, text))
}

/// The name of an object, and no word for a level.
fn is_object(name: &[u8], others: &[u8]) -> bool {
    is_name(name, others) && !LEVELS.contains(&name)
}

/// What programs that are no pods put first.
const LEVELS: [&[u8]; 16] = [
    b"alert",
    b"crit",
    b"critical",
    b"dbg",
    b"debug",
    b"emerg",
    b"err",
    b"error",
    b"fatal",
    b"inf",
    b"info",
    b"notice",
    b"panic",
    b"trace",
    b"warn",
    b"warning",
];

fn word(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memchr(b' ', &line[..line.len().min(WIDE)])?;
    Some((&line[..end], &line[end + 1..]))
}
