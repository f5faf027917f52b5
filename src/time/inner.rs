//! A UTC stamp somewhere inside a message: the second clock of a line whose own lacks zone or year.
//!
//! ```text
//! ... podCreationTimestamp="2025-11-14 02:57:10 +0000 UTC"     Go's default form
//! ... since 2025-11-14T02:57:10.5Z                             RFC 3339
//! ... starting task UPID:pve1:0002A1B7:6A151:67C70A69:vzdump:  Proxmox VE: seconds since 1970, hexadecimal
//! ```

use std::sync::LazyLock;

use memchr::{memchr_iter, memmem};

use super::rfc3339;
use crate::model::Clock;
use crate::model::stamp::SECOND;

/// Bytes of a message that are looked at.
const LOOK: usize = 2048;
/// Bytes of `YYYY-MM-DD`.
const DATE: usize = 10;

/// The first stamp with date and zone in a text, nanoseconds UTC.
#[must_use]
pub fn utc(text: &[u8]) -> Option<i64> {
    let text = &text[..text.len().min(LOOK)];
    go_form(text).or_else(|| rfc3339_form(text)).or_else(|| task_form(text))
}

/// The start of a task of Proxmox VE that begins here: `UPID:NODE:PID:TICKS:SECONDS:`.
fn task_form(text: &[u8]) -> Option<i64> {
    static TASK: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new(b"starting task UPID:"));
    let at = TASK.find(text)? + TASK.needle().len();
    let seconds = text[at..].split(|&b| b == b':').nth(3).filter(|part| part.len() == 8)?;
    let seconds = i64::from_str_radix(std::str::from_utf8(seconds).ok()?, 16).ok()?;
    Some(seconds * SECOND)
}

/// `2025-11-14 02:57:10.123 +0000 UTC`.
fn go_form(text: &[u8]) -> Option<i64> {
    static ZONE: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new(b" +0000 UTC"));
    let zone = ZONE.find(text)?;
    let blank = text[..zone].iter().rposition(|&b| b == b' ')?;
    let date = text.get(blank.checked_sub(DATE)?..blank)?;
    let mut stamp = date.to_vec();
    stamp.push(b'T');
    stamp.extend_from_slice(&text[blank + 1..zone]);
    stamp.push(b'Z');
    rfc3339::whole(&stamp).filter(|t| t.clock == Clock::Utc).map(|t| t.ns)
}

fn rfc3339_form(text: &[u8]) -> Option<i64> {
    memchr_iter(b'T', text).find_map(|at| {
        let start = at.checked_sub(DATE)?;
        let (time, _) = rfc3339::prefix(&text[start..])?;
        (time.clock == Clock::Utc).then_some(time.ns)
    })
}

#[cfg(test)]
mod tests {
    use super::super::show::rfc3339 as show;
    use super::*;

    #[track_caller]
    fn check(text: &str, want: Option<&str>) {
        assert_eq!(utc(text.as_bytes()).map(show).as_deref(), want, "{text}");
    }

    #[test]
    fn both_forms_and_near_misses() {
        check(r#"x podCreationTimestamp="2025-11-14 02:57:10 +0000 UTC" y"#, Some("2025-11-14T02:57:10Z"));
        check("since 2025-11-14T03:57:10.5+01:00, still", Some("2025-11-14T02:57:10.5Z"));
        check("at 2025-11-14T03:57:10 local", None);
        check(
            "<root@pam> starting task UPID:pve1:0002A1B7:006A1513:67C70A69:vzdump:111:root@pam:",
            Some("2025-03-04T14:12:57Z"),
        );
        check("<root@pam> end task UPID:pve1:0002A1B7:006A1513:67C70A69:vzdump:111:root@pam: OK", None);
        check("The Time Is Not Told", None);
        check("0001-01-01 00:00:00 +0000 UTC", None);
    }
}
