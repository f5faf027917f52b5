//! Entity kinds that envelopes and payloads know by themselves.

use std::borrow::Cow;

use crate::model::Kind;

/// The kinds that a label may be of, by name in `rules/entities.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Names {
    /// `pod`
    pub pod: Kind,
    /// `namespace`
    pub namespace: Kind,
    /// `pod_uid`
    pub pod_uid: Kind,
    /// `container`
    pub container: Kind,
    /// `container_id`
    pub container_id: Kind,
    /// `host`
    pub host: Kind,
    /// `volume`
    pub volume: Kind,
}

impl Names {
    /// Asks for each kind by its name.
    pub fn from_lookup(find: impl Fn(&str) -> Kind) -> Self {
        Names {
            pod: find("pod"),
            namespace: find("namespace"),
            pod_uid: find("pod_uid"),
            container: find("container"),
            container_id: find("container_id"),
            host: find("host"),
            volume: find("volume"),
        }
    }

    /// The kind of a label.
    #[must_use]
    pub const fn kind(&self, label: Label) -> Kind {
        match label {
            Label::Pod => self.pod,
            Label::Namespace => self.namespace,
            Label::PodUid => self.pod_uid,
            Label::Container => self.container,
            Label::ContainerId => self.container_id,
            Label::Volume => self.volume,
        }
    }
}

/// What a key of a payload names, before the rule library gives it a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// `namespace/name`, or a bare name.
    Pod,
    /// Namespace.
    Namespace,
    /// Pod uid.
    PodUid,
    /// Container name.
    Container,
    /// Container id, without its runtime.
    ContainerId,
    /// Volume name.
    Volume,
}

/// Whether a key of klog, logrus or zap may be a label: asked before its value is read.
#[must_use]
pub fn is_label(key: &[u8]) -> bool {
    named(key).is_some()
}

fn named(key: &[u8]) -> Option<Label> {
    match key {
        b"pod" | b"k8sPodName" => Some(Label::Pod),
        b"podUID" => Some(Label::PodUid),
        b"containerName" | b"container" => Some(Label::Container),
        b"containerID" => Some(Label::ContainerId),
        b"volumeName" => Some(Label::Volume),
        _ => None,
    }
}

/// The label that a key of klog, logrus or zap stands for, and the value without what is no part of it.
#[must_use]
pub fn label<'a>(key: &[u8], value: Cow<'a, [u8]>) -> Option<(Label, Cow<'a, [u8]>)> {
    let label = named(key)?;
    let sound = !value.is_empty() && value.len() <= 300 && !value.contains(&b' ') && !value.contains(&b'{');
    sound.then(|| (label, if label == Label::ContainerId { without_runtime(value) } else { value }))
}

/// `containerd://4c1d...` without its scheme.
fn without_runtime(id: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    match memchr::memmem::find(&id, b"://") {
        Some(at) => match id {
            Cow::Borrowed(id) => Cow::Borrowed(&id[at + 3..]),
            Cow::Owned(id) => Cow::Owned(id[at + 3..].to_vec()),
        },
        None => id,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Kinds numbered in the order of the fields.
    pub const NAMES: Names = Names {
        pod: Kind(0),
        namespace: Kind(1),
        pod_uid: Kind(2),
        container: Kind(3),
        container_id: Kind(4),
        host: Kind(5),
        volume: Kind(6),
    };

    #[test]
    fn keys_that_are_labels() {
        let id = label(b"containerID", Cow::Borrowed(b"containerd://4c1d"));
        assert_eq!(id, Some((Label::ContainerId, Cow::Borrowed(&b"4c1d"[..]))));
        assert_eq!(label(b"pods", Cow::Borrowed(b"a/b")), None);
        assert_eq!(label(b"pod", Cow::Borrowed(b"{Name:x}")), None);
    }
}
