//! What stands between the stamp and the message in syslog files and journalctl's short modes.
//!
//! ```text
//!  node-3 k3s[1224]: text          kernel: [ 4242.000001] nfs: server ...       kubelet[1231] text
//!  host   ident pid                no host column, second clock                 tag without a colon
//! ```
//!
//! An identifier may hold blanks and brackets: `with space[and brackets][78]: text`.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memchr2, memrchr};

use crate::format::Hints;
use crate::model::{Level, RawTime, Record, Repeats};
use crate::text::{cursor::number, unescape};
use crate::time::boot;

use super::tag::{after, first_word};

pub use super::tag::tag;

/// The parts of a head; `text` is what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head<'a> {
    /// Host column.
    pub host: Option<&'a [u8]>,
    /// Program.
    pub ident: Option<&'a [u8]>,
    /// Its process id.
    pub pid: Option<u32>,
    /// How bad, where a template puts that in front of the program.
    pub level: Option<Level>,
    /// The message with all its lines.
    pub text: &'a [u8],
}

/// The head of a line whose stamp nothing but a log begins with: what is no head is all text.
#[inline]
#[must_use]
pub fn parse_or_text<'a>(rest: &'a [u8], hints: Hints<'_>) -> Option<Head<'a>> {
    // Junos pads before the host, and old syslogs leave out its name; other programs pad before what they say.
    let padded = || parse(rest.strip_prefix(b" ")?, hints).filter(|head| head.ident.is_some());
    let text = || rest.strip_prefix(b": ").or_else(|| rest.strip_prefix(b" ").filter(|text| !text.is_empty()));
    let is_padded = rest.starts_with(b"  ");
    (if is_padded { padded() } else { None })
        .or_else(|| parse(rest, hints))
        .or_else(|| text().map(|text| Head { host: None, ident: None, pid: None, level: None, text }))
}

/// Reads the head after a stamp; `rest` starts with the blank that ends the stamp.
#[inline]
#[must_use]
pub fn parse<'a>(rest: &'a [u8], hints: Hints<'_>) -> Option<Head<'a>> {
    let rest = rest.strip_prefix(b" ")?;
    let word = first_word(rest);
    if hints.no_host_column || word.ends_with(b":") {
        return Some(tag(rest));
    }
    let head = of_netconsole(tag(after(rest, word.len())));
    if head.text.is_empty() && head.ident.is_none() {
        // One word alone is what the line says.
        return None;
    }
    if is_host(word) { Some(Head { host: Some(word), ..head }) } else { relayed(word, head) }
}

/// `node-3 [ 4242.000001] text`: what a log server writes of a kernel's console over the network has no tag.
#[inline]
fn of_netconsole(head: Head<'_>) -> Head<'_> {
    let is_kernel = head.ident.is_none() && head.text.first() == Some(&b'[') && boot::prefix(head.text).is_some();
    if is_kernel { Head { ident: Some(b"kernel"), ..head } } else { head }
}

/// `[fd00::7]`, and what syslog-ng writes with `chain-hostnames` and `use-dns`: `src@node-3`, `node-3/10.0.0.7`.
/// Such a word may be text too, so a tag must follow it.
#[cold]
fn relayed<'a>(word: &'a [u8], head: Head<'a>) -> Option<Head<'a>> {
    let bare = word.strip_prefix(b"[").and_then(|word| word.strip_suffix(b"]"));
    let numeric = bare.filter(|word| memchr_iter(b':', word).count() > 1);
    let last = memrchr(b'@', word).map_or(word, |at| &word[at + 1..]);
    let first = memchr(b'/', last).map_or(last, |at| &last[..at]);
    let host = numeric.or((first.len() < word.len()).then_some(first)).filter(|host| is_host(host))?;
    head.ident.is_some().then_some(Head { host: Some(host), ..head })
}

/// Host names, addresses and words such as `no`.
fn is_host(word: &[u8]) -> bool {
    let is_part = |b: &u8| OF_HOST[usize::from(*b)];
    word.first().is_some_and(u8::is_ascii_alphanumeric) && word.len() <= 255 && word.iter().all(is_part)
}

/// What hosts are made of.
const OF_HOST: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        table[byte] = b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':' | b'%');
        byte += 1;
    }
    table
};

/// The record of a head: kernel clock, unit column and continued lines included.
///
/// `raw` is the whole record; the message's column in it is how far continued lines are indented.
#[must_use]
pub fn record<'a>(raw: &'a [u8], time: RawTime, head: Head<'a>) -> Record<'a> {
    let (since_boot_ns, text) = kernel_clock(head);
    let column = raw.len() - head.text.len();
    // Some senders start every message with a byte order mark.
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let (repeats, text) = repeated(text);
    let text = joined(text, column);
    let unit = head.ident.filter(|ident| is_unit(ident)).map(Cow::Borrowed);
    Record {
        time,
        since_boot_ns,
        host: head.host.map(Cow::Borrowed),
        ident: head.ident.map(Cow::Borrowed),
        unit,
        pid: head.pid,
        level: head.level,
        repeats,
        message: text.clone(),
        text,
        ..Record::default()
    }
}

/// `message repeated 4 times: [ text]`: how rsyslog shortens.
#[inline]
fn repeated(text: &[u8]) -> (Repeats, &[u8]) {
    let short = text.strip_prefix(b"message repeated ").and_then(|rest| {
        let (count, rest) = rest.split_at(memchr(b' ', &rest[..rest.len().min(12)])?);
        let inside = rest.strip_prefix(b" times: [")?.strip_suffix(b"]")?;
        Some((Repeats::of(number(count)?, 0), inside.strip_prefix(b" ").unwrap_or(inside)))
    });
    short.unwrap_or((Repeats::default(), text))
}

/// `kernel: [ 4242.000001] text`: the second clock, and the text without it.
#[inline]
fn kernel_clock(head: Head<'_>) -> (Option<i64>, &[u8]) {
    if head.ident != Some(b"kernel") || head.text.first() != Some(&b'[') {
        return (None, head.text);
    }
    match boot::prefix(head.text) {
        Some((time, rest)) => (Some(time.ns), super::dmesg::without_caller(rest)),
        None => (None, super::dmesg::without_caller(head.text)),
    }
}

/// Whether an identifier is a unit: `journalctl -o with-unit` prints it in its place.
fn is_unit(ident: &[u8]) -> bool {
    let kind = ident.iter().rposition(|b| *b == b'.').map(|dot| &ident[dot + 1..]);
    matches!(kind, Some(b"service" | b"scope" | b"slice" | b"socket" | b"mount" | b"timer" | b"target" | b"swap"))
}

/// The message's lines without their indentation, and rsyslog's `#011` undone.
fn joined(text: &[u8], column: usize) -> Cow<'_, [u8]> {
    if memchr2(b'\n', b'#', text).is_none() {
        return Cow::Borrowed(text);
    }
    if memchr(b'\n', text).is_none() {
        return unescape::octal(text);
    }
    let mut out = Vec::with_capacity(text.len());
    for (index, line) in text.split(|b| *b == b'\n').enumerate() {
        if index > 0 {
            out.push(b'\n');
        }
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let blanks = line.iter().take(column).take_while(|b| **b == b' ').count();
        out.extend_from_slice(if index > 0 { &line[blanks..] } else { line });
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[track_caller]
    fn check(rest: &str, host: Option<&str>, ident: Option<&str>, pid: Option<u32>, text: &str) {
        let hints = Hints { names: &NAMES, own: true, no_host_column: false };
        let head = parse(rest.as_bytes(), hints).expect(rest);
        let level = head.level;
        let (host, ident) = (host.map(str::as_bytes), ident.map(str::as_bytes));
        let expected = Head { host, ident, pid, level, text: text.as_bytes() };
        assert_eq!(head, expected, "{rest}");
    }

    #[test]
    fn heads() {
        check(" node-3 k3s[1224]: dial tcp: no", Some("node-3"), Some("k3s"), Some(1224), "dial tcp: no");
        check(" node-3 kernel: eth0: down", Some("node-3"), Some("kernel"), None, "eth0: down");
        check(" kernel: eth0: down", None, Some("kernel"), None, "eth0: down");
        check(" n with space:and[brackets][78]: text", Some("n"), Some("with space:and[brackets]"), Some(78), "text");
        check(" n (sd-exec-[233]: text", Some("n"), Some("(sd-exec-"), Some(233), "text");
        check(" n kubelet[1231] Failed: x", Some("n"), Some("kubelet"), Some(1231), "Failed: x");
        check(" n some words: here", Some("n"), None, None, "some words: here");
        check(" n ident:", Some("n"), Some("ident"), None, "");
        check(
            " n pacemakerd  [12] (up@a.c:7)  info: x",
            Some("n"),
            Some("pacemakerd"),
            Some(12),
            "(up@a.c:7)  info: x",
        );
        check(" nx1 %ETHPORT-5-IF_DOWN: x", Some("nx1"), None, None, "%ETHPORT-5-IF_DOWN: x");
        let huawei = "%%01IFNET/4/LINK_STATE(l)[12]:The line";
        check(&format!(" hw1 {huawei}"), Some("hw1"), None, None, huawei);
        check(" bigip1 notice mcpd[7]: x", Some("bigip1"), Some("mcpd"), Some(7), "x");
        check(" n <daemon.err> app[7]: x", Some("n"), Some("app"), Some(7), "x");
        check(" fw1 : %ASA-3-1: x", Some("fw1"), None, None, "%ASA-3-1: x");
        check(" [fd00::7] app[7]: x", Some("fd00::7"), Some("app"), Some(7), "x");
        check(" src@n app[7]: x", Some("n"), Some("app"), Some(7), "x");
        check(" s_net@10.1.2.3/10.1.2.3 app: x", Some("10.1.2.3"), Some("app"), None, "x");
        check(" n/10.1.2.3 app[7]: x", Some("n"), Some("app"), Some(7), "x");
        check(" n app[7]:no blank: x", Some("n"), Some("app"), Some(7), "no blank: x");
        check(" n kernel:[ 42.000001] x", Some("n"), Some("kernel"), None, "[ 42.000001] x");
        check(" vm syslogd started: BusyBox", Some("vm"), Some("syslogd"), None, "syslogd started: BusyBox");
    }

    #[test]
    fn hosts_behind_two_blanks() {
        let hints = Hints { names: &NAMES, own: true, no_host_column: false };
        let parts = |rest: &'static str| {
            let head = parse_or_text(rest.as_bytes(), hints).expect(rest);
            (head.host, head.ident, head.pid, head.text)
        };
        assert_eq!(parts("  mx1 rpd[2]: x"), (Some(&b"mx1"[..]), Some(&b"rpd"[..]), Some(2), &b"x"[..]));
        assert_eq!(parts("  kernel: x"), (None, Some(&b"kernel"[..]), None, &b"x"[..]));
        assert_eq!(parts("  some words alone").0, None);
    }

    #[test]
    fn repeated_messages() {
        assert_eq!(repeated(b"message repeated 4 times: [ a]"), (Repeats { times: 3, over_s: 0 }, &b"a"[..]));
        for text in ["message repeated x times: [ a]", "message repeated 4 times: [ a", "message repeated", "m"] {
            assert_eq!(repeated(text.as_bytes()), (Repeats::default(), text.as_bytes()));
        }
    }

    #[test]
    fn what_is_no_head() {
        let hints = Hints { names: &NAMES, own: true, no_host_column: false };
        for rest in [" word", "node x: y", " [INFO] x: y", " \"a\" b: c", ""] {
            assert_eq!(parse(rest.as_bytes(), hints), None, "{rest}");
        }
    }
}
