//! Several files, or what several machines printed, one after the other with a line above each.
//!
//! ```text
//! ==> /var/log/pods/shop_web-0_4c1d.../app/0.log <==     tail, head; the path tells whose log it is
//! ==> etcd [4c1d...] <==                                 minikube logs: the container; older ones put `* ` before all lines
//! node-3 | CHANGED | rc=0 >>                             ansible -m shell: the machine
//! ----------------                                       pdsh through dshbak, clush -b: the machine
//! node-3
//! ----------------
//! ```
//!
//! # Source
//!
//! coreutils, `src/tail.c`: `write_header`; minikube, `pkg/minikube/logs/logs.go`; ansible, `lib/ansible/plugins/
//! callback/minimal.py`; pdsh, `scripts/dshbak`.

use std::borrow::Cow;

use crate::format::{Document, Names, margin, path};
use crate::framing::Margin;
use crate::model::Record;
use crate::text::{lines, name::is_name};

use super::place::Places;
use super::{Sink, part, without_echo};

/// See the head of this file.
pub const DOCUMENT: Document = Document {
    name: "joined-files",
    looks_like: |head, _| begins(without_echo(head)),
    read: |input, _, names, sink| if is_list(input) { read_list(input, names, sink) } else { read(input, names, sink) },
};

/// Whether a text begins with the line above a file.
#[must_use]
pub fn begins(text: &[u8]) -> bool {
    Above::of(text).is_some() || is_list(text)
}

/// Whether a text begins with the line above a part as an item of a list.
fn is_list(text: &[u8]) -> bool {
    let mut items = lines(text).map(<[u8]>::trim_ascii_end).skip_while(|line| *line == b"*");
    items.next().is_some_and(|line| line.starts_with(b"* ==> ") && line.ends_with(b" <=="))
}

/// Reads the parts behind the stars of their lines.
fn read_list(input: &[u8], names: &Names, sink: Sink<'_>) -> bool {
    let starts: Vec<usize> = std::iter::once(0).chain(memchr::memchr_iter(b'\n', input).map(|end| end + 1)).collect();
    let bare = margin::without(Margin::Sign, input);
    let first = bare.iter().position(|b| *b != b'\n').unwrap_or(0);
    read(&bare[first..], names, &mut |_, line, record| {
        let line = line + first as u64;
        sink(starts[line as usize - 1] as u64, line, record);
    })
}

/// The line or lines above a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Above<'a> {
    owner: Owner<'a>,
    /// Bytes, line ends included.
    length: usize,
}

/// Whose the part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner<'a> {
    /// Path of a file.
    File(&'a str),
    /// Container or program.
    Program(&'a [u8]),
    /// Machine.
    Host(&'a [u8]),
    /// What a command printed.
    Nobody,
}

impl<'a> Above<'a> {
    /// Reads it at the start of a text.
    fn of(text: &'a [u8]) -> Option<Self> {
        let mut rest = lines(text);
        let first = rest.next()?;
        if first.len() > 5 && first.iter().all(|b| *b == b'-') {
            let (host, last) = (rest.next()?, rest.next()?);
            let length = first.len() + host.len() + last.len() + 3;
            let sound = last == first && is_host(host);
            return sound.then_some(Above { owner: Owner::Host(host), length: length.min(text.len()) });
        }
        let length = (first.len() + 1).min(text.len());
        let line = first.trim_ascii_end();
        let owner = of_file(line).or_else(|| of_ansible(line))?;
        Some(Above { owner, length })
    }
}

/// `==> NAME <==`.
fn of_file(line: &[u8]) -> Option<Owner<'_>> {
    let name = line.strip_prefix(b"==> ")?.strip_suffix(b" <==")?;
    if name.contains(&b'/') || name.contains(&b'.') {
        return std::str::from_utf8(name).ok().map(Owner::File);
    }
    let mut words = name.split(|b| *b == b' ');
    let (first, second) = (words.next()?, words.next());
    // `Last Start`, `describe nodes` are no programs.
    Some(if second.is_none_or(|id| id.starts_with(b"[")) { Owner::Program(first) } else { Owner::Nobody })
}

/// `HOST | CHANGED | rc=0 >>`.
fn of_ansible(line: &[u8]) -> Option<Owner<'_>> {
    let mut parts = line.strip_suffix(b" >>")?.split(|b| *b == b'|').map(<[u8]>::trim_ascii);
    let (host, state, code) = (parts.next()?, parts.next()?, parts.next()?);
    let sound = matches!(state, b"CHANGED" | b"SUCCESS" | b"FAILED") && code.starts_with(b"rc=") && is_host(host);
    sound.then_some(Owner::Host(host))
}

fn is_host(word: &[u8]) -> bool {
    is_name(&word.to_ascii_lowercase(), b".-_")
}

impl<'a> Owner<'a> {
    fn tell<'r>(self, mut record: Record<'r>, names: &Names) -> Record<'r>
    where
        'a: 'r,
    {
        match self {
            Owner::File(file) => path::tell(file, &mut record, names),
            Owner::Program(name) => record.ident = record.ident.or(Some(Cow::Borrowed(name))),
            Owner::Nobody => {}
            Owner::Host(host) => record.host = record.host.or(Some(Cow::Borrowed(host))),
        }
        record
    }
}

fn read(input: &[u8], names: &Names, sink: Sink<'_>) -> bool {
    let mut at = input.len() - without_echo(input).len();
    let (mut places, mut found) = (Places::new(input), false);
    while let Some(above) = Above::of(&input[at..]) {
        found = true;
        let start = at + above.length;
        at = next(input, start);
        part::read(&input[start..at], &mut places, names, &mut |offset, line, record| {
            sink(offset, line, above.owner.tell(record, names));
        });
    }
    found
}

/// Where the next part starts.
fn next(input: &[u8], from: usize) -> usize {
    let starts = std::iter::once(from).chain(memchr::memchr_iter(b'\n', &input[from..]).map(|end| from + end + 1));
    let mut starts = starts.filter(|at| input.get(*at).is_some_and(|b| *b == b'=' || *b == b'-' || is_of_name(*b)));
    starts.find(|at| begins(&input[*at..])).unwrap_or(input.len())
}

fn is_of_name(b: u8) -> bool {
    b.is_ascii_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[track_caller]
    fn check(input: &str, expected: &[(u64, &str, &str)]) {
        assert!(begins(input.as_bytes()), "{input}");
        let mut seen = Vec::new();
        let reader = if is_list(input.as_bytes()) { read_list } else { read };
        reader(input.as_bytes(), &NAMES, &mut |_, line, r| {
            let owner = r.labels.iter().find(|(kind, _)| *kind == NAMES.pod).map(|(_, pod)| pod.clone());
            let owner = owner.or(r.host.clone()).or(r.ident.clone()).unwrap_or_default();
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            seen.push((line, text(&owner), text(&r.message)));
        });
        let seen: Vec<_> = seen.iter().map(|(line, owner, text)| (*line, &**owner, &**text)).collect();
        assert_eq!(seen, expected, "{input}");
    }

    #[test]
    fn files_of_tail() {
        let pod = "/var/log/pods/shop_web-0_11111111-2222-3333-4444-555555555555/app/0.log";
        check(
            &format!(
                "==> /var/log/syslog <==\nNov 14 02:57:18 n7 kernel: x\n\n==> {pod} <==\n2025-11-14T02:57:18.1Z stderr F y\n"
            ),
            &[(2, "n7", "x"), (5, "shop/web-0", "y")],
        );
        check("==> etcd [4c1d] <==\nwords\n==> kubelet <==\n", &[(2, "etcd", "words")]);
    }

    #[test]
    fn lists_of_minikube() {
        let text = "==> Last Start <==\nLog file created at: 2025/11/14 02:57:18\n\n==> etcd [4c1d] <==\nwords\n\
                    ==> kubelet <==\nmore\n";
        let told = [(2, "", "Log file created at: 2025/11/14 02:57:18"), (5, "etcd", "words"), (7, "kubelet", "more")];
        check(text, &told);
        check(&text.lines().map(|line| format!("* {line}\n")).collect::<String>(), &told);
        let below = told.map(|(line, owner, text)| (line + 1, owner, text));
        check(&format!("*\n{}", text.lines().map(|line| format!("* {line}\n")).collect::<String>()), &below);
    }

    #[test]
    fn machines() {
        check(
            "n7 | CHANGED | rc=0 >>\n[    1.000000] x\nn8 | FAILED | rc=1 >>\ny\n",
            &[(2, "n7", "x"), (4, "n8", "y")],
        );
        check(
            "--------\nn7\n--------\n[    1.000000] x\n--------\nn8\n--------\ny\n",
            &[(4, "n7", "x"), (8, "n8", "y")],
        );
    }

    #[test]
    fn other_texts() {
        for text in ["==> x", "a | b | c >>", "n7 | CHANGED | rc=0", "------\na b\n------\n", "------\nx\n-----\n", ""]
        {
            assert!(!begins(text.as_bytes()), "{text}");
        }
    }
}
