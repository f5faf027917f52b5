//! The name of a unit as a user gives it to `--unit`: journalctl's words.
//!
//! ```text
//! kubelet   kubelet.service   snap.k8s.*   user@100?.service
//! ```
//!
//! A text log names the program and not the unit, so that `.service` may be there or not.

/// A unit's name, perhaps with `*` and `?`.
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

/// Whether `*` (anything) and `?` (one byte) in a pattern can stand for what the name has there.
///
/// The last `*` met takes one byte more whenever what follows it does not fit: linear in practice, and never worse than
/// the product of both lengths.
fn matches(pattern: &[u8], name: &[u8]) -> bool {
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match (pattern.get(p), star) {
            (Some(b'*'), _) => {
                star = Some((p, n));
                p += 1;
            }
            (Some(&b), _) if b == b'?' || b == name[n] => (p, n) = (p + 1, n + 1),
            (_, Some((at, taken))) => {
                star = Some((at, taken + 1));
                (p, n) = (at + 1, taken + 1);
            }
            (_, None) => return false,
        }
    }
    pattern[p..].iter().all(|b| *b == b'*')
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
    }
}
