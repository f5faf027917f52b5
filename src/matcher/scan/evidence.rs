//! What single records tell of all the others: year and zone of their stamps, and where pods run.
//!
//! ```text
//! -- Logs begin at Fri 2026-02-13 03:12:01 CET, end at Tue 2026-02-17 04:32:01 CET. --      year and zone
//! Nov 14 02:57:33 n kernel: rtc_cmos 00:05: setting system clock to 2023-11-14T02:57:30 UTC (1699930650)      year
//!      Active: failed (Result: exit-code) since Fri 2025-11-14 02:57:18 CET; 3s ago          zone
//! #Date: 2025-11-14 02:57:18                                                                 zone: UTC
//! pod shop/web-0 status=Running ready=1/1 restarts=0 node=n1                                 where a pod runs
//! ```

use memchr::memmem;

use super::Scan;
use crate::format::document::k8s_pod;
use crate::format::envelope::{journal_marker, systemctl_status};
use crate::model::{Clock, Record};
use crate::time::{inner, rfc3339};

/// A pod and the node that it runs on, as a list tells.
pub type Home = (Box<[u8]>, Box<[u8]>);

/// Pods whose node is kept for one block.
const MOST_HOMES: usize = 20_000;

impl Scan {
    /// Keeps what a record tells of others.
    pub(super) fn tell(&mut self, record: &Record<'_>) {
        if let Some(ns) = of_w3c(record) {
            self.date((ns, ns));
            self.header_offset_ns = Some(0);
        } else if record.time.clock == Clock::None && record.message.starts_with(b"-- ") {
            if let Some(header) = journal_marker::header(&record.message) {
                self.date(header.span);
                self.header_offset_ns = header.offset_ns;
            }
        } else if let Some(offset) = systemctl_status::offset_ns(record) {
            self.date((record.time.ns, record.time.ns));
            self.header_offset_ns = Some(offset);
        } else if record.time.clock.lacks_year()
            && let Some(ns) = inner::now(record.ident.as_deref().unwrap_or_default(), &record.message)
        {
            self.date((ns, ns));
        }
        if record.unit.as_deref() == Some(k8s_pod::UNIT) && self.homes.len() < MOST_HOMES {
            self.homes.extend(home(&record.text));
        }
    }

    fn date(&mut self, span: (i64, i64)) {
        let known = self.dated.unwrap_or(span);
        self.dated = Some((known.0.min(span.0), known.1.max(span.1)));
    }
}

/// The moment in a head of the W3C's extended log format, as IIS writes it: all its stamps are in UTC.
fn of_w3c(record: &Record<'_>) -> Option<i64> {
    let date = record.message.strip_prefix(b"#Date: ").filter(|_| record.time.clock == Clock::None)?;
    rfc3339::local(date).map(|(ns, _)| ns)
}

/// Pod and node of `pod shop/web-0 status=... node=n1`.
fn home(text: &[u8]) -> Option<Home> {
    let rest = text.strip_prefix(b"pod ")?;
    let pod = &rest[..memchr::memchr(b' ', rest)?];
    let node = &rest[memmem::rfind(rest, b" node=")? + 6..];
    let sound = !node.is_empty() && node != b"<none>" && memchr::memchr(b' ', node).is_none();
    sound.then(|| (pod.into(), node.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_of_iis() {
        let told = |text: &'static str| of_w3c(&Record { message: text.as_bytes().into(), ..Record::default() });
        assert_eq!(told("#Date: 2025-11-14 02:57:18"), Some(1_763_089_038_000_000_000));
        assert_eq!(told("#Date: today"), None);
        assert_eq!(told("Date: 2025-11-14 02:57:18"), None);
    }

    #[test]
    fn homes_of_pods() {
        let told = |text: &str| {
            home(text.as_bytes()).map(|(pod, node)| [pod, node].map(|name| String::from_utf8_lossy(&name).into_owned()))
        };
        let line = "pod shop/web-0 status=Running ready=1/1 restarts=0 node=n1";
        assert_eq!(told(line), Some(["shop/web-0".to_owned(), "n1".to_owned()]));
        for other in ["pod shop/web-0 status=Pending ready=0/1 restarts=0 node=<none>", "node n1 Ready=True", "pod "] {
            assert_eq!(told(other), None, "{other}");
        }
    }
}
