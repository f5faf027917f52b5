//! What the path of a container's log file tells.
//!
//! ```text
//! /var/log/pods/NAMESPACE_POD_UID/CONTAINER/RESTARTS.log      kubelet
//! /var/log/containers/POD_NAMESPACE_CONTAINER-ID64.log        link to the former
//! /var/lib/docker/containers/ID64/ID64-json.log               docker
//! ```

/// The parts of such a path; a part that the path does not tell is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct PodPath<'p> {
    /// Namespace.
    pub namespace: &'p str,
    /// Pod name.
    pub pod: &'p str,
    /// Pod uid.
    pub uid: &'p str,
    /// Container name.
    pub container: &'p str,
    /// Container id, 64 hexadecimal digits.
    pub container_id: &'p str,
}

impl<'p> PodPath<'p> {
    /// Reads a path, or the end of one; `None` when it is no container's log.
    #[must_use]
    pub fn of(path: &'p str) -> Option<Self> {
        let mut parts = path.rsplit('/');
        let file = parts.next()?;
        let (container, pod) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        of_pod(pod, container, file).or_else(|| of_link(file)).or_else(|| of_docker(file))
    }
}

fn of_pod<'p>(pod: &'p str, container: &'p str, file: &str) -> Option<PodPath<'p>> {
    let mut parts = pod.split('_');
    let (namespace, name, uid) = (parts.next()?, parts.next()?, parts.next()?);
    let is_life = file.contains(".log") && file.starts_with(|c: char| c.is_ascii_digit());
    let sound = is_life && parts.next().is_none() && !namespace.is_empty() && !name.is_empty();
    sound.then_some(PodPath { namespace, pod: name, uid, container, container_id: "" })
}

fn of_link(file: &str) -> Option<PodPath<'_>> {
    let mut parts = file.strip_suffix(".log")?.split('_');
    let (pod, namespace, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let (container, container_id) = rest.rsplit_once('-')?;
    let sound = is_id(container_id) && parts.next().is_none();
    sound.then_some(PodPath { namespace, pod, uid: "", container, container_id })
}

fn of_docker(file: &str) -> Option<PodPath<'_>> {
    let container_id = file.strip_suffix("-json.log")?;
    is_id(container_id).then_some(PodPath { container_id, ..PodPath::default() })
}

fn is_id(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_layouts() {
        let id = "0123456789abcdef".repeat(4);
        let pod = PodPath::of("logs/kube-system_coredns-abc_1-2-3/coredns/0.log").expect("pod");
        assert_eq!(
            (pod.namespace, pod.pod, pod.uid, pod.container),
            ("kube-system", "coredns-abc", "1-2-3", "coredns")
        );
        let link = format!("/var/log/containers/web-0_shop_nginx-main-{id}.log");
        let link = PodPath::of(&link).expect("link");
        assert_eq!((link.pod, link.namespace, link.container), ("web-0", "shop", "nginx-main"));
        let docker = format!("{id}-json.log");
        assert_eq!(PodPath::of(&docker).expect("docker").container_id, id);
    }

    #[test]
    fn other_paths() {
        for path in ["/var/log/syslog", "a_b_c/d/kubelet.log", "x-json.log", ""] {
            assert_eq!(PodPath::of(path), None, "{path}");
        }
    }
}
