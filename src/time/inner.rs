//! A UTC stamp somewhere inside a message: the second clock of a line whose own lacks zone or year.
//!
//! ```text
//! ... podCreationTimestamp="2025-11-14 02:57:10 +0000 UTC"     Go's default form
//! ... since 2025-11-14T02:57:10.5Z                             RFC 3339
//! ```

use std::sync::LazyLock;

use memchr::{memchr_iter, memmem};

use super::{ctime, rfc3339};
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
    go_form(text).or_else(|| rfc3339_form(text))
}

/// The moment at which a line was printed, where its program prints it too: nanoseconds UTC.
///
/// ```text
/// kernel: rtc_cmos 00:05: setting system clock to 2023-11-14T02:57:30 UTC (1699930650)
/// kernel: audit: type=1400 audit(1699930650.123:457): apparmor="DENIED"
/// cloud-init: Cloud-init v. 23.1 running 'init' at Tue, 14 Nov 2023 02:57:31 +0000. Up 12.34 seconds.
/// NetworkManager: <info>  [1699930650.1234] device (eth0): carrier: link connected
/// corosync: [MAIN  ] Corosync main process was not scheduled (@1699930650123) for 3012.7050 ms
/// pvedaemon: <root@pam> starting task UPID:pve1:0002A1B7:6A151:67C70A69:vzdump:    seconds since 1970, hexadecimal
/// ```
#[must_use]
pub fn now(ident: &[u8], text: &[u8]) -> Option<i64> {
    let behind = |mark: &[u8]| memmem::find(&text[..text.len().min(160)], mark).map(|at| &text[at + mark.len()..]);
    match ident {
        b"kernel" if text.starts_with(b"audit") => epoch(behind(b" audit(")?),
        b"kernel" => epoch(behind(b"setting system clock to ").and_then(|rest| rest.get(24..))?),
        b"NetworkManager" if text.starts_with(b"<") => epoch(behind(b" [")?),
        b"corosync" => epoch_ms(behind(b" was not scheduled (@")?),
        b"cloud-init" if text.starts_with(b"Cloud-init v. ") => {
            ctime::rfc1123(behind(b" at ")?).filter(|time| time.clock == Clock::Utc).map(|time| time.ns)
        }
        b"pvedaemon" | b"pveproxy" | b"pvescheduler" | b"pvesh" | b"qm" | b"pct" => {
            task(behind(b"starting task UPID:")?)
        }
        _ => None,
    }
}

/// `1699930650`, ended by a bracket or a point.
fn epoch(text: &[u8]) -> Option<i64> {
    let text = text.strip_prefix(b"(").unwrap_or(text);
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let sound = (9..=10).contains(&digits) && matches!(text.get(digits), Some(b')' | b'.'));
    let seconds = std::str::from_utf8(&text[..digits]).ok()?.parse::<i64>().ok()?;
    sound.then_some(seconds * SECOND)
}

/// `1699930650123`, milliseconds, ended by a bracket.
fn epoch_ms(text: &[u8]) -> Option<i64> {
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let ms = std::str::from_utf8(&text[..digits]).ok()?.parse::<i64>().ok()?;
    ((12..=13).contains(&digits) && text.get(digits) == Some(&b')')).then_some(ms * (SECOND / 1000))
}

/// The start of a task of Proxmox VE that begins here: `NODE:PID:TICKS:SECONDS:`.
fn task(text: &[u8]) -> Option<i64> {
    let seconds = text.split(|&b| b == b':').nth(3).filter(|part| part.len() == 8)?;
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
        check("The Time Is Not Told", None);
        check("0001-01-01 00:00:00 +0000 UTC", None);
    }

    #[test]
    fn lines_that_tell_when_they_were_printed() {
        let told = |ident: &str, text: &str| now(ident.as_bytes(), text.as_bytes()).map(show);
        let rtc = "rtc_cmos 00:05: setting system clock to 2023-11-14T02:57:30 UTC (1699930650)";
        let start = Some("2023-11-14T02:57:30Z".to_owned());
        assert_eq!(told("kernel", rtc), start);
        assert_eq!(told("kernel", "audit: type=1400 audit(1699930650.123:457): apparmor=\"DENIED\""), start);
        let cloud = "Cloud-init v. 23.1 running 'init' at Tue, 14 Nov 2023 02:57:30 +0000. Up 12.34 seconds.";
        assert_eq!(told("cloud-init", cloud), start);
        assert_eq!(told("NetworkManager", "<info>  [1699930650.0330] dhcp4 (eth1): state changed"), start);
        let task =
            |verb: &str| format!("<root@pam> {verb} task UPID:pve1:0002A1B7:006A1513:6552E21A:vzdump:111:root@pam:");
        assert_eq!(told("pvedaemon", &task("starting")), start);
        assert_eq!(told("pvedaemon", &task("end")), None);
        let late =
            "  [MAIN  ] Corosync main process was not scheduled (@1699930650000) for 7309.7050 ms (threshold is 2400)";
        assert_eq!(told("corosync", late), start);
        assert_eq!(told("NetworkManager", "<info>  [now] dhcp4"), None);
        assert_eq!(told("app", rtc), None);
        assert_eq!(told("kernel", "audit: initializing netlink subsys (disabled)"), None);
    }
}
