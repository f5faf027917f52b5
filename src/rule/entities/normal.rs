//! Values in the normal form of their kind, and which of them name one thing.

use super::Form;

pub(super) fn normal(form: Form, value: &str) -> String {
    let value = value.trim_matches(['"', '\'', '`', ' ']);
    match form {
        Form::Plain => value.to_owned(),
        Form::Lower => value.trim_end_matches('.').to_ascii_lowercase(),
        Form::Uid => value.to_ascii_lowercase().replace('_', "-"),
        Form::Device | Form::Disk => {
            let value = value.to_ascii_lowercase();
            value.strip_prefix("/dev/").unwrap_or(&value).to_owned()
        }
        Form::Pod => pod(value),
        Form::Address => address(value),
    }
}

/// `name_namespace(uid)` and `namespace/name` become `namespace/name`.
fn pod(value: &str) -> String {
    let value = value.split('(').next().unwrap_or(value);
    match value.split_once('_') {
        Some((name, namespace)) if !value.contains('/') => format!("{namespace}/{name}"),
        _ => value.to_owned(),
    }
}

fn address(value: &str) -> String {
    let value = value.split('/').next().unwrap_or(value);
    if let Some(inner) = value.strip_prefix('[') {
        return inner.split(']').next().unwrap_or(inner).to_ascii_lowercase();
    }
    match value.matches(':').count() {
        1 => value.split(':').next().unwrap_or(value).to_ascii_lowercase(),
        _ => value.to_ascii_lowercase(),
    }
}

/// The disk of a partition: `sda1` is on `sda`, `nvme0n1p2` on `nvme0n1`; anything else is itself.
pub(super) fn disk_of(name: &str) -> &str {
    let base = name.trim_end_matches(|c: char| c.is_ascii_digit());
    if base.len() == name.len() || base.is_empty() {
        return name;
    }
    match base.strip_suffix('p') {
        Some(disk) if disk.ends_with(|c: char| c.is_ascii_digit()) => disk,
        _ if ["sd", "vd", "hd", "xvd"].iter().any(|p| base.starts_with(p)) => base,
        _ => name,
    }
}

/// The disk of a partition, however often that may be asked.
pub(super) fn innermost_disk(mut name: &str) -> &str {
    while disk_of(name) != name {
        name = disk_of(name);
    }
    name
}

/// A bare name is the pod of that name in some namespace.
pub(super) fn same_pod(a: &str, b: &str) -> bool {
    (!a.contains('/') || !b.contains('/')) && bare_name(a) == bare_name(b)
}

/// The name of a pod without its namespace.
pub(super) fn bare_name(pod: &str) -> &str {
    pod.rsplit('/').next().unwrap_or(pod)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_forms() {
        assert_eq!(normal(Form::Pod, "coredns-abc_kube-system(1-2-3)"), "kube-system/coredns-abc");
        assert_eq!(normal(Form::Pod, "kube-system/coredns-abc"), "kube-system/coredns-abc");
        assert_eq!(normal(Form::Address, "10.0.0.1:6443"), "10.0.0.1");
        assert_eq!(normal(Form::Address, "[fe80::1]:443"), "fe80::1");
        assert_eq!(normal(Form::Address, "fe80::1"), "fe80::1");
        assert_eq!(normal(Form::Device, "/dev/SDA1"), "sda1");
        assert_eq!(normal(Form::Uid, "3F2A0c11_9d0e_4b6e"), "3f2a0c11-9d0e-4b6e");
        assert_eq!(normal(Form::Lower, "Nas.Example.Org."), "nas.example.org");
    }

    #[test]
    fn partitions_belong_to_disks() {
        assert_eq!(disk_of("sda1"), "sda");
        assert_eq!(disk_of("nvme0n1p2"), "nvme0n1");
        assert_eq!(disk_of("nvme0n1"), "nvme0n1");
        assert_eq!(disk_of("dm-3"), "dm-3");
        assert_eq!(disk_of("md0"), "md0");
    }

    #[test]
    fn bare_pod_names_match() {
        assert!(same_pod("web-1", "shop/web-1"));
        assert!(!same_pod("blog/web-1", "shop/web-1"));
    }
}
