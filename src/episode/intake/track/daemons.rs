//! Long-lived programs, told by their process id: one that changes without a restart in the log is a contradiction.

use std::collections::BTreeMap;

use crate::model::{Place, RawTime};

/// Programs that live as long as their host is up, by syslog identifier.
const LONG_LIVED: [&[u8]; 13] = [
    b"k3s",
    b"k3s-agent",
    b"rke2",
    b"rke2-server",
    b"rke2-agent",
    b"kubelet",
    b"containerd",
    b"dockerd",
    b"crio",
    b"etcd",
    b"kube-apiserver",
    b"microk8s.daemon-kubelite",
    b"microk8s.daemon-containerd",
];
/// Changes kept for one program.
const MAX_CHANGES: usize = 100;

/// A program's last sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sign {
    /// Process id.
    pub pid: u32,
    /// When.
    pub time: RawTime,
    /// Where.
    pub place: Place,
}

/// A process id that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PidChange {
    /// The program.
    pub program: Box<str>,
    /// Last sign of the old process.
    pub before: Sign,
    /// First sign of the new one.
    pub after: Sign,
    /// Whether systemd spoke of the program in between.
    pub announced: bool,
}

/// The programs of one host in one input.
#[derive(Clone, Debug, Default)]
pub struct Daemons {
    last: BTreeMap<Box<[u8]>, Sign>,
    /// Units that systemd spoke of since the last sign of their program.
    spoken: BTreeMap<Box<[u8]>, ()>,
    /// What changed, in order.
    pub changes: Vec<PidChange>,
}

/// Whether a program lives as long as its host is up.
#[must_use]
pub fn is_long_lived(program: &[u8]) -> bool {
    LONG_LIVED.contains(&program)
}

impl Daemons {
    /// systemd spoke of a unit.
    pub fn spoken_of(&mut self, unit: &[u8]) {
        let program = unit.strip_prefix(b"snap.").unwrap_or(unit);
        if is_long_lived(program) {
            self.spoken.insert(program.into(), ());
        }
    }

    /// A new boot: every program starts anew.
    pub fn rebooted(&mut self) {
        self.last.clear();
        self.spoken.clear();
    }

    /// A program spoke.
    pub fn sign(&mut self, program: &[u8], sign: Sign) {
        if !is_long_lived(program) {
            return;
        }
        let Some(last) = self.last.get_mut(program) else {
            self.last.insert(program.into(), sign);
            return;
        };
        let before = std::mem::replace(last, sign);
        if before.pid == sign.pid {
            return;
        }
        let announced = self.spoken.remove(program).is_some();
        if self.changes.len() < MAX_CHANGES {
            let program = String::from_utf8_lossy(program).into_owned().into();
            self.changes.push(PidChange { program, before, after: sign, announced });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sign(pid: u32) -> Sign {
        Sign { pid, time: RawTime::NONE, place: Place::default() }
    }

    #[test]
    fn silent_and_announced_changes() {
        let mut daemons = Daemons::default();
        daemons.sign(b"k3s", sign(1));
        daemons.sign(b"k3s", sign(2));
        daemons.spoken_of(b"k3s");
        daemons.sign(b"k3s", sign(3));
        daemons.rebooted();
        daemons.sign(b"k3s", sign(4));
        daemons.sign(b"bash", sign(5));
        daemons.sign(b"bash", sign(6));
        let got: Vec<_> = daemons.changes.iter().map(|c| (c.before.pid, c.after.pid, c.announced)).collect();
        assert_eq!(got, [(1, 2, false), (2, 3, true)]);
    }
}
