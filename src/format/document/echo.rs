//! Commands that stand above what they printed: a terminal that was copied, a script that ran with `set -x`.
//!
//! ```text
//! $ kubectl get pods                          sh-4.4# kubectl get pods        / # dmesg
//! root@cp-01:~# kubectl get pods              cp-01:~ # kubectl get pods      core@cp-01 ~ $ kubectl get pods
//! [root@cp-01 ~]# kubectl get pods            PS C:\Users\ana> kubectl get pods
//! + kubectl get pods                          ===== kubectl get pods =====         a script that prints titles
//! ```
//!
//! What date(1) prints between such a command and a table is passed over too: it dates the table, see
//! `format/collected.rs`.

use memchr::{memchr, memchr2_iter};

use crate::time::date;

/// Bytes of a line in which a prompt ends.
const NEAR: usize = 120;
/// What commands stand behind in every shell and script.
const BARE: [&[u8]; 8] = [b"$ ", b"# ", b"+ ", b"++ ", b"/ # ", b"~ # ", b"~ $ ", "\u{276f} ".as_bytes()];

/// Whether a line is a command that was typed, or a prompt that waits for one.
#[must_use]
pub fn is_echo(line: &[u8]) -> bool {
    let bare = line.first().is_some_and(|b| b"$#+/~\xe2".contains(b));
    (bare && BARE.iter().any(|bare| line.starts_with(bare))) || has_prompt(line) || is_title(line)
}

/// `=== kubectl get pods ===`, `### kubectl get pods`: three signs or more, words, and signs again.
fn is_title(line: &[u8]) -> bool {
    let Some(sign) = line.first().copied().filter(|sign| b"#=*-".contains(sign)) else { return false };
    let line = line[..memchr(b'\n', line).unwrap_or(line.len())].trim_ascii_end();
    let signs = line.iter().take_while(|b| **b == sign).count();
    let closed = sign == b'#' || line.ends_with(&[sign, sign, sign]);
    let words = line[signs..].starts_with(b" ")
        && !line[signs..].starts_with(b" START logs ")
        && !line[signs..].starts_with(b" END logs ");
    signs >= 3 && closed && words && line.len() < NEAR
}

/// The input behind typed commands, dates, blanks and a byte order mark.
#[must_use]
pub fn without_echo(input: &[u8]) -> &[u8] {
    let mut rest = input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input).trim_ascii_start();
    while let Some(end) = echo_end(rest) {
        rest = rest[end..].trim_ascii_start();
    }
    rest
}

/// Where the line ends that is a command or a date.
fn echo_end(rest: &[u8]) -> Option<usize> {
    let end = memchr(b'\n', rest).unwrap_or(rest.len());
    (is_echo(rest) || date::whole(rest[..end].trim_ascii()).is_some()).then_some(end)
}

fn has_prompt(line: &[u8]) -> bool {
    let near = &line[..line.len().min(NEAR)];
    let near = &near[..memchr(b'\n', near).unwrap_or(near.len())];
    let near = near.strip_suffix(b"\r").unwrap_or(near);
    let mut signs = memchr2_iter(b'#', b'$', near);
    let end = signs.find(|&at| near.get(at + 1).is_none_or(|b| *b == b' '));
    end.is_some_and(|end| is_prompt(&near[..end])) || is_power_shell(near)
}

fn is_prompt(prompt: &[u8]) -> bool {
    let name = prompt.strip_prefix(b"[").unwrap_or(prompt);
    let place = match memchr(b'@', name) {
        Some(at) if at > 0 && name[..at].iter().all(is_of_name) => &name[at + 1..],
        Some(_) => return false,
        None => name,
    };
    let bracketed = name.len() < prompt.len() && name.len() > place.len() && prompt.ends_with(b"]");
    bracketed || is_place(place, name.len() > place.len()) || is_shell(prompt)
}

/// `cp-01:~`, `cp-01:/srv `, and behind a user `cp-01 ~ `, `cp-01:x`.
fn is_place(place: &[u8], of_user: bool) -> bool {
    let host = place.iter().position(|b| !is_of_name(b)).unwrap_or(place.len());
    let Some((sign, path)) = place[host..].split_first() else { return false };
    let path = path.strip_suffix(b" ").unwrap_or(path);
    let rooted = matches!(path.first(), Some(b'~' | b'/'));
    let told = if *sign == b':' { rooted || of_user } else { *sign == b' ' && rooted && of_user };
    host > 0 && told && !path.contains(&b' ')
}

/// `sh-4.4`, `bash-5.1`: a shell that has no prompt of its own, as in `oc debug`.
fn is_shell(prompt: &[u8]) -> bool {
    let version = prompt.strip_prefix(b"bash-").or_else(|| prompt.strip_prefix(b"sh-"));
    version.is_some_and(|v| !v.is_empty() && v.iter().all(|b| b.is_ascii_digit() || *b == b'.'))
}

/// `PS C:\Users\ana> kubectl`, `C:\>kubectl`.
fn is_power_shell(line: &[u8]) -> bool {
    let path = line.strip_prefix(b"PS ").unwrap_or(line);
    let rooted = matches!(path, [b'A'..=b'Z', b':', b'\\', ..]) || (path.len() < line.len() && path.starts_with(b"/"));
    rooted && memchr(b'>', path).is_some()
}

fn is_of_name(b: &u8) -> bool {
    b.is_ascii_alphanumeric() || b"-_.".contains(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands() {
        for line in [
            "$ kubectl get pods",
            "# journalctl",
            "+ date",
            "root@n1:~# kubectl get pods",
            "root@n1:~#",
            "[ops@n1 logs]$ ls",
            "a.b@n1:/srv/x$ echo # x",
            "core@n1 ~ $ dmesg",
            "n1:~ # dmesg",
            "n1:/var/log# dmesg",
            "sh-4.4# chroot /host",
            "/ # dmesg",
            "PS C:\\Users\\ana> kubectl get pods",
            "PS /home/ana> kubectl get pods",
            "C:\\>kubectl get pods",
            "=== kubectl get pods ===",
            "### dmesg ###",
            "### dmesg",
        ] {
            assert!(is_echo(line.as_bytes()), "{line}");
        }
    }

    #[test]
    fn other_lines() {
        for line in [
            "#!/bin/sh",
            "mail from a@b: costs 5$ a piece",
            "NAME   READY",
            "[    1.0] x@y# z",
            "a@b# x",
            "x\nroot@n1:~# y",
            "eth0: x # y",
            "node 1 # x",
            "==== START logs for container app of pod a/b ====",
            "--- a/file",
            "-- Boot 7cb1 --",
            "------",
            "==> kubelet <==",
            "E1114 02:57:18.1 1 a.go:1] x > y",
            "",
        ] {
            assert!(!is_echo(line.as_bytes()), "{line}");
        }
    }

    #[test]
    fn what_stands_above_a_document() {
        let text = "$ date\nFri Nov 14 02:57:18 UTC 2025\n\n+ kubectl get pods\nNAME";
        assert_eq!(without_echo(text.as_bytes()), b"NAME");
        assert_eq!(without_echo(b"Fri Nov 14 x"), b"Fri Nov 14 x");
    }
}
