//! The name of a unit as a user gives it to `--unit`: journalctl's words.
//!
//! ```text
//! kubelet   kubelet.service   snap.k8s.*   user@100?.service   calico-[!f]*
//! ```
//!
//! A text log names the program and not the unit, so that `.service` may be there or not.

/// A unit's name, perhaps with `*`, `?` and `[...]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitName(Box<str>);

impl UnitName {
    /// As the user gave it.
    #[must_use]
    pub fn new(name: &str) -> Self {
        UnitName(stem(name).into())
    }

    /// Whether a record's unit or program has this name; a record without any has not.
    #[must_use]
    pub fn is(&self, unit: Option<&str>) -> bool {
        unit.is_some_and(|unit| matches(self.0.as_bytes(), stem(unit).as_bytes()))
    }
}

fn stem(name: &str) -> &str {
    name.strip_suffix(".service").unwrap_or(name)
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
    use super::UnitName;

    #[track_caller]
    fn check(name: &str, units: &[&str], others: &[&str]) {
        let name = UnitName::new(name);
        units.iter().for_each(|unit| assert!(name.is(Some(unit)), "{name:?} {unit}"));
        others.iter().for_each(|unit| assert!(!name.is(Some(unit)), "{name:?} {unit}"));
        assert!(!name.is(None));
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
}
