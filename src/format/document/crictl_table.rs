//! Tables of `crictl pods`, `crictl ps` and `docker ps`: what the runtime knows of sandboxes and containers.
//!
//! ```text
//! POD ID          CREATED         STATE      NAME     NAMESPACE   ATTEMPT   RUNTIME
//! 7cb1adad7bd37   3 seconds ago   NotReady   web-0    shop        1         (default)
//! CONTAINER       IMAGE           CREATED         STATE    NAME   ATTEMPT   POD ID          POD     NAMESPACE
//! 9db32036e9c1e   shop/web:2      3 seconds ago   Exited   web    3         7cb1adad7bd37   web-0   shop
//! CONTAINER ID   IMAGE        COMMAND   CREATED       STATUS                       PORTS   NAMES
//! 9db32036e9c1   shop/web:2   "/web"    2 hours ago   Exited (137) 5 minutes ago           web     docker, podman, nerdctl
//! ```
//!
//! # Source
//!
//! cri-tools, `cmd/crictl/sandbox.go` and `container.go`; docker/cli, `cli/command/formatter/container.go`.

use std::borrow::Cow;

use crate::format::Names;
use crate::model::Record;

use super::columns::Columns;
use super::k8s_cell::NOW;
use super::k8s_event::pod_name;
use super::k8s_pod::UNIT;

/// What is told of a sandbox.
#[derive(Clone, Debug, Default)]
pub struct Sandbox<'a> {
    /// Of its pod.
    pub namespace: Cow<'a, [u8]>,
    /// Of its pod.
    pub name: Cow<'a, [u8]>,
    /// `NotReady`.
    pub state: Cow<'a, [u8]>,
    /// How many the pod had before.
    pub attempt: Cow<'a, [u8]>,
    /// Its own.
    pub id: Cow<'a, [u8]>,
}

impl<'a> Sandbox<'a> {
    /// `sandbox shop/web-0 state=NotReady attempt=1 id=7cb1adad7bd37`.
    #[must_use]
    pub fn record(self, names: &Names) -> Option<Record<'a>> {
        let sound = !self.state.is_empty() && !self.name.is_empty();
        let pod = pod_name(&self.namespace, &self.name);
        let head = [b"sandbox ", &*pod, b" state=", &self.state].concat();
        let tail = [b" attempt=", &*self.attempt, b" id=", &self.id].concat();
        let labels = vec![(names.pod, pod), (names.namespace, self.namespace)];
        sound.then(|| record([head, tail].concat(), labels, "crictl-pods"))
    }
}

/// What is told of a container.
#[derive(Clone, Debug, Default)]
pub struct Container<'a> {
    /// Its name.
    pub name: Cow<'a, [u8]>,
    /// `Exited`.
    pub state: Cow<'a, [u8]>,
    /// How often it was started before.
    pub attempt: Cow<'a, [u8]>,
    /// Of its pod.
    pub namespace: Cow<'a, [u8]>,
    /// Its pod, where it is known.
    pub pod: Cow<'a, [u8]>,
    /// A name or an id.
    pub image: Cow<'a, [u8]>,
    /// Its own.
    pub id: Cow<'a, [u8]>,
}

impl<'a> Container<'a> {
    /// `container web state=Exited attempt=3 pod=shop/web-0 image=shop/web:2 id=9db32036e9c1e`.
    #[must_use]
    pub fn record(self, names: &Names) -> Option<Record<'a>> {
        let sound = !self.state.is_empty() && !self.name.is_empty();
        let known = !self.pod.is_empty() && &*self.pod != b"unknown";
        let pod = if known { pod_name(&self.namespace, &self.pod) } else { Cow::Borrowed(&b""[..]) };
        let head = [b"container ", &*self.name, b" state=", &self.state, b" attempt=", &self.attempt].concat();
        let tail = [b" pod=", &*pod, b" image=", &self.image, b" id=", &self.id].concat();
        let labels = [(names.container, self.name), (names.container_id, self.id), (names.pod, pod)];
        let labels = labels.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        sound.then(|| record([head, tail].concat(), labels, "crictl-ps"))
    }
}

/// A row of `crictl pods`.
#[must_use]
pub fn sandbox<'r>(columns: &Columns<'_>, row: &'r [u8], names: &Names) -> Option<Record<'r>> {
    let cell = |name| Cow::Borrowed(columns.cell(row, name));
    let (namespace, name, state) = (cell("NAMESPACE"), cell("NAME"), cell("STATE"));
    Sandbox { namespace, name, state, attempt: cell("ATTEMPT"), id: cell("POD ID") }.record(names)
}

/// A row of `crictl ps`.
#[must_use]
pub fn container<'r>(columns: &Columns<'_>, row: &'r [u8], names: &Names) -> Option<Record<'r>> {
    let cell = |name| Cow::Borrowed(columns.cell(row, name));
    let container = Container {
        name: cell("NAME"),
        state: cell("STATE"),
        attempt: cell("ATTEMPT"),
        namespace: cell("NAMESPACE"),
        pod: cell("POD"),
        image: cell("IMAGE"),
        // Releases before 1.22 name the column `CONTAINER ID`.
        id: if columns.have(&["CONTAINER ID"]) { cell("CONTAINER ID") } else { cell("CONTAINER") },
    };
    container.record(names)
}

/// A row of `docker ps`: `container web state=Exited exit=137 image=shop/web:2 id=9db32036e9c1`, where it is known
/// `health=unhealthy`. `docker compose ps` names the container first.
#[must_use]
pub fn docker<'r>(columns: &Columns<'_>, row: &'r [u8], names: &Names) -> Option<Record<'r>> {
    let cell = |name| columns.cell(row, name);
    let name = [cell("NAMES"), cell("NAME")].concat();
    let status = cell("STATUS");
    let state =
        status.split(|b| *b == b' ').next().filter(|state| state.first().is_some_and(u8::is_ascii_uppercase))?;
    let aside = memchr::memchr(b'(', status).map_or(&b""[..], |at| &status[at + 1..]);
    let aside = aside.split(|b| *b == b')').next().unwrap_or_default();
    let note: &[u8] = match (state, aside) {
        (_, b"") => b"",
        (b"Up", _) => b" health=",
        _ => b" exit=",
    };
    let id = cell("CONTAINER ID");
    let of_id: &[u8] = if id.is_empty() { b"" } else { b" id=" };
    let parts = [b"container ", &*name, b" state=", state, note, aside, b" image=", cell("IMAGE"), of_id, id];
    let labels = [(names.container, Cow::Owned(name.clone())), (names.container_id, Cow::Borrowed(id))];
    let labels = labels.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    (!name.is_empty()).then(|| record(parts.concat(), labels, "docker-ps"))
}

fn record<'r>(text: Vec<u8>, labels: Vec<(crate::model::Kind, Cow<'r, [u8]>)>, format: &'static str) -> Record<'r> {
    let text: Cow<'_, [u8]> = Cow::Owned(text);
    Record {
        time: NOW,
        unit: Some(Cow::Borrowed(UNIT)),
        message: text.clone(),
        text,
        labels,
        format,
        ..Record::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[test]
    fn containers_of_docker() {
        let columns =
            Columns::of(b"CONTAINER ID   IMAGE   COMMAND   CREATED       STATUS                      PORTS  NAMES");
        for (status, told) in [
            ("Exited (137) 5 minutes ago", "state=Exited exit=137"),
            ("Up 2 hours (unhealthy)", "state=Up health=unhealthy"),
            ("Up 2 hours", "state=Up"),
        ] {
            let row = format!("9db32036e9c1   web:2   \"/web\"    2 hours ago   {status:28}       web");
            let record = docker(&columns, row.as_bytes(), &NAMES).expect(&row);
            let text = format!("container web {told} image=web:2 id=9db32036e9c1");
            assert_eq!((String::from_utf8_lossy(&record.text).into_owned(), record.labels.len()), (text, 2));
        }
    }

    #[test]
    fn sandboxes_and_containers() {
        let columns = Columns::of(b"POD ID          CREATED         STATE      NAME    NAMESPACE   ATTEMPT");
        let record = sandbox(&columns, b"7cb1adad7bd37   3 seconds ago   NotReady   web-0   shop        1", &NAMES);
        let text = record.map(|r| String::from_utf8_lossy(&r.text).into_owned());
        assert_eq!(text.as_deref(), Some("sandbox shop/web-0 state=NotReady attempt=1 id=7cb1adad7bd37"));
        let columns = Columns::of(b"CONTAINER      IMAGE   CREATED             STATE    NAME   ATTEMPT   POD ID   POD");
        let record = container(
            &columns,
            b"9db32036e9c1e  web:2   About an hour ago   Exited   web    3         7cb1     unknown",
            &NAMES,
        );
        let record = record.expect("a row");
        assert_eq!(
            String::from_utf8_lossy(&record.text),
            "container web state=Exited attempt=3 pod= image=web:2 id=9db32036e9c1e"
        );
        assert_eq!(record.labels.len(), 2);
        assert!(container(&columns, b"9db32036e9c1e", &NAMES).is_none());
    }
}
