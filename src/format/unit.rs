//! Which units a record is of, for `--unit`: as journalctl has it, the unit that wrote it and the one it is about.
//!
//! ```text
//! kubelet   kubelet.service   snap.k8s.*   user@100?.service   calico-[!f]*       what a user gives
//!
//! systemd[1]: kubelet.service: Main process exited, code=exited, status=1/FAILURE
//! systemd[1]: Started kubelet.service - Kubernetes Kubelet.
//! systemd[1]: Unit kubelet.service entered failed state.
//! _SYSTEMD_UNIT=systemd-coredump@1-99-0.service COREDUMP_UNIT=kubelet.service
//! ```
//!
//! A text log names the program and not the unit, so that `.service` may be there or not.
//!
//! # Source
//!
//! systemd, `src/shared/logs-show.c`: `add_matches_for_unit`; `src/core/unit.c`: `unit_status_printf`.

use crate::model::Record;

/// How names of units end.
const SUFFIXES: [&str; 11] = [
    ".service",
    ".socket",
    ".target",
    ".device",
    ".mount",
    ".automount",
    ".swap",
    ".timer",
    ".path",
    ".slice",
    ".scope",
];

/// A unit's name, perhaps with `*`, `?` and `[...]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitName(Box<str>);

impl UnitName {
    /// As the user gave it.
    #[must_use]
    pub fn new(name: &str) -> Self {
        UnitName(name.strip_suffix(".service").unwrap_or(name).into())
    }

    /// Whether a unit or program has this name.
    #[must_use]
    pub fn is(&self, unit: &[u8]) -> bool {
        matches(self.0.as_bytes(), unit.strip_suffix(b".service").unwrap_or(unit))
    }
}

/// Whether a record is of one of these units; where none is named each is.
#[must_use]
pub fn is_any(wanted: &[UnitName], record: &Record<'_>) -> bool {
    wanted.is_empty() || names(record).any(|unit| wanted.iter().any(|name| name.is(unit)))
}

/// The units of a record: its own, or its program, then those that it is about.
pub fn names<'r>(record: &'r Record<'_>) -> impl Iterator<Item = &'r [u8]> {
    let own = record.unit.as_deref().or(record.ident.as_deref());
    let others = record.other_units.iter().map(|unit| &**unit);
    own.into_iter().chain(others).chain(told_of(record))
}

/// The unit that the manager of the system tells of in a log that stores no fields.
fn told_of<'r>(record: &'r Record<'_>) -> Option<&'r [u8]> {
    let is_manager = record.ident.as_deref() == Some(b"systemd") && record.pid.is_none_or(|pid| pid == 1);
    if !is_manager || record.unit.is_some() { None } else { subject(&record.text) }
}

/// The unit that a message of systemd is about: named before a colon, before ` - ` and a description, last, or behind
/// the word `Unit`.
fn subject(text: &[u8]) -> Option<&[u8]> {
    let line = text.split(|b| *b == b'\n').next()?;
    let mut words = line.split(|b| *b == b' ').peekable();
    let first = words.peek()?;
    if let Some(name) = first.strip_suffix(b":").filter(|name| is_unit(name)) {
        return Some(name);
    }
    let mut before: &[u8] = b"";
    while let Some(word) = words.next() {
        let name = without_dots(word);
        let stands_for_it = before == b"Unit" || words.peek().is_none_or(|next| *next == b"-");
        if stands_for_it && is_unit(name) {
            return Some(name);
        }
        before = word;
    }
    None
}

/// `...` and `.` end a sentence of systemd.
fn without_dots(word: &[u8]) -> &[u8] {
    let end = word.iter().rposition(|b| *b != b'.').map_or(0, |at| at + 1);
    &word[..end]
}

fn is_unit(name: &[u8]) -> bool {
    SUFFIXES.iter().any(|suffix| name.len() > suffix.len() && name.ends_with(suffix.as_bytes()))
}

/// Whether `*` (anything), `?` (one byte) and `[a-z]` (one of these) in a pattern can stand for what the name has there.
///
/// The last `*` met takes one byte more whenever what follows it does not fit: linear in practice, and never worse than
/// the product of both lengths.
fn matches(pattern: &[u8], name: &[u8]) -> bool {
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        if pattern.get(p) == Some(&b'*') {
            star = Some((p, n));
            p += 1;
        } else if let Some(used) = one(&pattern[p..], name[n]) {
            (p, n) = (p + used, n + 1);
        } else if let Some((at, taken)) = star {
            star = Some((at, taken + 1));
            (p, n) = (at + 1, taken + 1);
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|b| *b == b'*')
}

/// How much of the pattern stands for this byte; `None` when its beginning does not.
fn one(pattern: &[u8], byte: u8) -> Option<usize> {
    match *pattern.first()? {
        b'?' => Some(1),
        b'[' => match set(&pattern[1..], byte) {
            Some((holds, used)) => holds.then_some(used + 1),
            None => (byte == b'[').then_some(1),
        },
        own => (own == byte).then_some(1),
    }
}

/// Whether a set holds a byte, and its length up to the `]`; `None` when it has no end. A `]` that comes first is one of
/// its bytes, `!` or `^` before that turns it round.
fn set(pattern: &[u8], byte: u8) -> Option<(bool, usize)> {
    let turned = matches!(pattern.first(), Some(b'!' | b'^'));
    let first = usize::from(turned);
    let end = first + 1 + pattern.get(first + 1..)?.iter().position(|b| *b == b']')?;
    let mut members = &pattern[first..end];
    let mut holds = false;
    while let Some((&from, rest)) = members.split_first() {
        let (to, rest) = match rest {
            [b'-', to, rest @ ..] => (*to, rest),
            _ => (from, rest),
        };
        holds |= (from..=to).contains(&byte);
        members = rest;
    }
    Some((holds != turned, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, units: &[&str], others: &[&str]) {
        let name = UnitName::new(name);
        units.iter().for_each(|unit| assert!(name.is(unit.as_bytes()), "{name:?} {unit}"));
        others.iter().for_each(|unit| assert!(!name.is(unit.as_bytes()), "{name:?} {unit}"));
    }

    #[test]
    fn names_as_journalctl_takes_them() {
        check("kubelet", &["kubelet", "kubelet.service"], &["kubelet-x", "kube", "kubelet.socket", ""]);
        check("k3s.service", &["k3s", "k3s.service"], &["k3s-agent.service"]);
        check("snap.*", &["snap.k8s.kubelet.service", "snap."], &["snapd.service"]);
        check("user@100?", &["user@1000.service"], &["user@100.service", "user@10000.service"]);
        check("*a*b", &["aab.service", "xaxb"], &["ba", "abc"]);
        check("calico-[!f]*", &["calico-node.service", "calico-kube"], &["calico-felix", "calico-"]);
        check("k[38][a-s].service", &["k3s", "k8a"], &["k3z", "k1s", "k3"]);
        check("[]x]-[]", &["]-[]", "x-[]"], &["y-[]", "]-]"]);
        check("*[0-9]", &["node1", "a1b2"], &["node", "1a"]);
    }

    #[track_caller]
    fn about(text: &str, unit: &str) {
        let record = |ident: &'static str, pid| Record {
            ident: Some(ident.as_bytes().into()),
            text: text.as_bytes().to_vec().into(),
            pid,
            ..Record::default()
        };
        let manager = record("systemd", Some(1));
        assert_eq!(names(&manager).nth(1).map(String::from_utf8_lossy).unwrap_or_default(), unit, "{text}");
        assert_eq!(names(&record("systemd", Some(1204))).count(), 1, "the manager of a user");
        assert_eq!(names(&record("systemd-logind", Some(1))).count(), 1, "another program");
    }

    #[test]
    fn what_systemd_says_of_a_unit_is_of_it() {
        about("kubelet.service: Main process exited, code=exited, status=1/FAILURE", "kubelet.service");
        about("user@1000.service: Found left-over process 812 (dbus.service) in control group.", "user@1000.service");
        about("Started kubelet.service - Kubernetes Kubelet.", "kubelet.service");
        about("Failed to start kubelet.service - Kubernetes Kubelet.", "kubelet.service");
        about("Dependency failed for srv-data.mount - /srv/data.", "srv-data.mount");
        about("Starting kubelet.service...", "kubelet.service");
        about("Unit kubelet.service entered failed state.", "kubelet.service");
        about("Started Kubernetes Kubelet, wanted by multi-user.target for long", "");
        about("Reloading...", "");
        about("", "");
        about(".service: x", "");
    }

    #[test]
    fn who_wrote_it_and_whose_core_it_is_count() {
        let record = Record {
            unit: Some(b"systemd-coredump@1-99-0.service".into()),
            other_units: vec![b"kubelet.service".into()],
            ident: Some(b"systemd-coredump".into()),
            ..Record::default()
        };
        let of = |names: &[&str]| is_any(&names.iter().map(|name| UnitName::new(name)).collect::<Vec<_>>(), &record);
        assert!(of(&[]) && of(&["kubelet"]) && of(&["crio", "systemd-coredump@*"]));
        assert!(!of(&["crio"]) && !of(&["systemd-coredump"]));
    }
}
