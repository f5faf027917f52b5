//! Under which names collectors and log stores keep a line and where it is from.
//!
//! ```text
//! "pod_name"                              a name that says enough alone
//! "pod": {"name": ...}, "pod.name"        a name that needs the object around it
//! ```

/// A fact about a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The line itself.
    Text,
    /// The same, under a name that programs use too.
    Message,
    /// When.
    Time,
    /// The machine.
    Host,
    /// The program.
    Ident,
    /// systemd's unit.
    Unit,
    /// How bad.
    Level,
    /// Kubernetes namespace.
    Namespace,
    /// Pod.
    Pod,
    /// Its uid.
    PodUid,
    /// Container.
    Container,
    /// Its id.
    ContainerId,
}

/// How many facts there are.
pub const FACTS: usize = 12;

/// A name of a fact: the object around the key, where the key says too little alone, and the key.
type Name = (&'static str, &'static str, Fact);

/// The names of facts, better ones first.
const NAMED: [Name; 98] = [
    ("", "log", Fact::Text),
    ("", "textpayload", Fact::Text),
    ("", "full_message", Fact::Text),
    ("", "short_message", Fact::Text),
    ("", "line", Fact::Text),
    ("", "@message", Fact::Text),
    ("", "logentry", Fact::Text),
    ("", "log_s", Fact::Text),
    ("", "logmessage", Fact::Text),
    ("", "syslogmessage", Fact::Text),
    ("", "_raw", Fact::Text),
    ("jsonpayload", "message", Fact::Text),
    ("jsonpayload", "msg", Fact::Text),
    ("jsonpayload", "log", Fact::Text),
    ("", "message", Fact::Message),
    ("", "content", Fact::Message),
    ("event", "original", Fact::Message),
    ("", "@timestamp", Fact::Time),
    ("", "timestampstr", Fact::Time),
    ("", "timestamp", Fact::Time),
    ("", "timegenerated", Fact::Time),
    ("", "timegenerated [utc]", Fact::Time),
    ("", "time", Fact::Time),
    ("", "_time", Fact::Time),
    ("", "date", Fact::Time),
    ("", "ts", Fact::Time),
    ("", "receivetimestamp", Fact::Time),
    ("", "timecreated", Fact::Time),
    ("", "date and time", Fact::Time),
    ("host", "name", Fact::Host),
    ("host", "hostname", Fact::Host),
    ("node", "name", Fact::Host),
    ("kubernetes", "host", Fact::Host),
    ("kubernetes", "node_name", Fact::Host),
    ("", "kubernetes_host", Fact::Host),
    ("", "pod_node_name", Fact::Host),
    ("", "node_name", Fact::Host),
    ("", "nodename", Fact::Host),
    ("", "_hostname", Fact::Host),
    ("", "hostname", Fact::Host),
    ("", "host", Fact::Host),
    ("", "computer", Fact::Host),
    ("", "node", Fact::Host),
    ("", "machinename", Fact::Host),
    ("", "syslog_identifier", Fact::Ident),
    ("", "syslogtag", Fact::Ident),
    ("process", "name", Fact::Ident),
    ("", "appname", Fact::Ident),
    ("", "app_name", Fact::Ident),
    ("", "program", Fact::Ident),
    ("", "programname", Fact::Ident),
    ("", "processname", Fact::Ident),
    ("", "ident", Fact::Ident),
    ("", "service", Fact::Ident),
    ("", "app-name", Fact::Ident),
    ("", "providername", Fact::Ident),
    ("service", "name", Fact::Ident),
    ("", "_systemd_unit", Fact::Unit),
    ("", "systemd_unit", Fact::Unit),
    ("", "__journal__systemd_unit", Fact::Unit),
    ("systemd", "unit", Fact::Unit),
    ("", "unit", Fact::Unit),
    ("log", "level", Fact::Level),
    ("", "leveldisplayname", Fact::Level),
    ("", "entrytype", Fact::Level),
    ("", "severity", Fact::Level),
    ("", "severitytext", Fact::Level),
    ("", "loglevel", Fact::Level),
    ("", "severitylevel", Fact::Level),
    ("", "level", Fact::Level),
    ("", "priority", Fact::Level),
    ("", "status", Fact::Level),
    ("", "namespace_name", Fact::Namespace),
    ("", "pod_namespace", Fact::Namespace),
    ("kubernetes", "namespace", Fact::Namespace),
    ("namespace", "name", Fact::Namespace),
    ("", "kubernetes_namespace_name", Fact::Namespace),
    ("", "podnamespace", Fact::Namespace),
    ("", "namespace", Fact::Namespace),
    ("pod", "name", Fact::Pod),
    ("", "pod_name", Fact::Pod),
    ("", "podname", Fact::Pod),
    ("", "pod_s", Fact::Pod),
    ("", "kubernetes_pod_name", Fact::Pod),
    ("", "pod", Fact::Pod),
    ("pod", "uid", Fact::PodUid),
    ("", "pod_uid", Fact::PodUid),
    ("", "pod_id", Fact::PodUid),
    ("container", "name", Fact::Container),
    ("", "container_name", Fact::Container),
    ("", "containername", Fact::Container),
    ("", "kubernetes_container_name", Fact::Container),
    ("", "container", Fact::Container),
    ("container", "id", Fact::ContainerId),
    ("", "container_id", Fact::ContainerId),
    ("", "containerid", Fact::ContainerId),
    ("", "containerid_s", Fact::ContainerId),
    ("", "docker_id", Fact::ContainerId),
];

/// Objects whose keys tell of the line around them.
const OPENED: [&str; 21] = [
    "_source",
    "attributes",
    "container",
    "content",
    "event",
    "fields",
    "host",
    "jsonpayload",
    "k8s",
    "kubernetes",
    "labels",
    "log",
    "metadata",
    "node",
    "pod",
    "process",
    "properties",
    "resource",
    "result",
    "stream",
    "systemd",
];

/// The fact that a name stands for, by its place.
#[must_use]
pub const fn at(place: usize) -> Fact {
    NAMED[place].2
}

/// Whether the keys of the object below a key tell of the line.
#[must_use]
pub fn is_opened(key: &[u8]) -> bool {
    OPENED.iter().any(|name| key.eq_ignore_ascii_case(name.as_bytes()))
}

/// The place of a key among the names, with the object around it or alone.
#[must_use]
pub fn place(around: &[u8], key: &[u8]) -> Option<usize> {
    let (around, key) = flat(key).unwrap_or((around, key));
    let of_line = around.is_empty() || is_opened(around);
    let fits = |name: &str| around.eq_ignore_ascii_case(name.as_bytes()) || (name.is_empty() && of_line);
    NAMED.iter().position(|(name, own, _)| key.eq_ignore_ascii_case(own.as_bytes()) && fits(name))
}

/// `kubernetes.pod.name`, where the objects were laid flat, is `name` in `pod`.
fn flat(key: &[u8]) -> Option<(&[u8], &[u8])> {
    let (around, name) = key.split_at(memchr::memrchr(b'.', key)?);
    let inner = memchr::memrchr(b'.', around).filter(|dot| around[..*dot].split(|b| *b == b'.').all(is_opened));
    Some((inner.map_or(around, |dot| &around[dot + 1..]), &name[1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(around: &str, key: &str, fact: Option<Fact>) {
        assert_eq!(place(around.as_bytes(), key.as_bytes()).map(at), fact, "{around} {key}");
    }

    #[test]
    fn names_alone_and_in_objects() {
        check("", "pod_name", Some(Fact::Pod));
        check("pod", "name", Some(Fact::Pod));
        check("", "kubernetes.pod.name", Some(Fact::Pod));
        check("labels", "Unit", Some(Fact::Unit));
        check("", "name", None);
        check("spec", "pod_name", None);
    }
}
