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

/// A row of `crictl pods`: `sandbox shop/web-0 state=NotReady attempt=1 id=7cb1adad7bd37`.
#[must_use]
pub fn sandbox<'r>(columns: &Columns<'_>, row: &'r [u8], names: &Names) -> Option<Record<'r>> {
    let cell = |name| columns.cell(row, name);
    let pod = pod_name(cell("NAMESPACE"), cell("NAME"));
    let parts = [b"sandbox ", &*pod, b" state=", cell("STATE"), b" attempt=", cell("ATTEMPT"), b" id=", cell("POD ID")];
    let sound = !cell("STATE").is_empty() && !cell("NAME").is_empty();
    let text = parts.concat();
    let labels = vec![(names.pod, pod), (names.namespace, Cow::Borrowed(cell("NAMESPACE")))];
    sound.then(|| record(text, labels, "crictl-pods"))
}

/// A row of `crictl ps`: `container web state=Exited attempt=3 pod=shop/web-0 image=shop/web:2 id=9db32036e9c1e`.
#[must_use]
pub fn container<'r>(columns: &Columns<'_>, row: &'r [u8], names: &Names) -> Option<Record<'r>> {
    let cell = |name| columns.cell(row, name);
    let known = |text: &[u8]| !text.is_empty() && text != b"unknown";
    let pod = if known(cell("POD")) { pod_name(cell("NAMESPACE"), cell("POD")) } else { Cow::Borrowed(&b""[..]) };
    let head = [b"container ", cell("NAME"), b" state=", cell("STATE"), b" attempt=", cell("ATTEMPT")].concat();
    // Releases before 1.22 name the column `CONTAINER ID`.
    let id = if columns.have(&["CONTAINER ID"]) { cell("CONTAINER ID") } else { cell("CONTAINER") };
    let tail = [b" pod=", &*pod, b" image=", cell("IMAGE"), b" id=", id].concat();
    let labels =
        [(names.container, Cow::Borrowed(cell("NAME"))), (names.container_id, Cow::Borrowed(id)), (names.pod, pod)];
    let labels = labels.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    let sound = !cell("STATE").is_empty() && !cell("NAME").is_empty();
    sound.then(|| record([head, tail].concat(), labels, "crictl-ps"))
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
