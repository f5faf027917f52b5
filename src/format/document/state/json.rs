//! What `ceph` and `etcdctl` say of a cluster's state in JSON, as records like those of their tables.
//!
//! ```text
//! {"fsid": "0123...", "health": {"status": "HEALTH_WARN", "checks": {CODE: CHECK}}, ...}    ceph -s -f json
//! {"status": "HEALTH_ERR", "checks": {"OSD_FULL": {"severity": "HEALTH_ERR",                ceph health detail -f json
//!     "summary": {"message": "1 full osd(s)"}, "detail": [{"message": "osd.3 is full"}], "muted": false}}}
//! [{"Endpoint": "https://10.0.0.2:2379", "Status": {"header": {"member_id": 9}, "dbSize": 2147483648, "leader": 9,
//!     "errors": ["memberID:9 alarm:NOSPACE "]}}]                                            etcdctl endpoint status
//! [{"endpoint": "https://10.0.0.2:2379", "health": false, "took": "5s", "error": "..."}]    etcdctl endpoint health
//! {"header": {"member_id": 9}, "alarms": [{"memberID": 9, "alarm": 1}]}                     etcdctl alarm list
//! ```
//!
//! # Source
//!
//! ceph, `src/mon/health_check.h`: `health_check_t::dump`; etcd, `etcdctl/ctlv3/command/printer.go`,
//! `api/etcdserverpb/rpc.proto`: `AlarmType`.

use crate::format::document::place::Places;
use crate::format::document::{Sink, without_echo};
use crate::format::json::{self, Value};
use crate::format::objects::{objects, without_comma};
use crate::format::{Document, Names};
use crate::model::Record;

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "state-json", looks_like, read };

/// What an object is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Ceph,
    EtcdStatus,
    EtcdHealth,
    EtcdAlarms,
}

fn looks_like(head: &[u8], _: &str) -> bool {
    let head = start(head);
    json::is_object(head) && kind(head).is_some()
}

/// Behind the command and the bracket of a list.
fn start(input: &[u8]) -> &[u8] {
    let input = without_echo(input);
    input.strip_prefix(b"[").unwrap_or(input).trim_ascii_start()
}

/// Steps over what parts two objects: a comma, or the end of a list and the next command.
fn between(after: &[u8]) -> &[u8] {
    let after = without_comma(after);
    start(after.strip_prefix(b"]").unwrap_or(after))
}

fn kind(object: &[u8]) -> Option<Kind> {
    let has = |key: &[u8]| json::get(object, key).is_some();
    if json::mentions(object, b"\"HEALTH_") && health(object).is_some() {
        Some(Kind::Ceph)
    } else if json::mentions(object, b"\"dbSize\"") && has(b"Endpoint") {
        Some(Kind::EtcdStatus)
    } else if json::mentions(object, b"\"took\"") && has(b"endpoint") && has(b"health") && !has(b"level") {
        Some(Kind::EtcdHealth)
    } else {
        (json::mentions(object, b"\"alarms\"") && json::at(object, &[b"header", b"member_id"]).is_some())
            .then_some(Kind::EtcdAlarms)
    }
}

fn read(input: &[u8], _: &str, _: &Names, sink: Sink<'_>) -> bool {
    let (mut places, mut sent) = (Places::new(input), false);
    for object in objects(start(input), between) {
        let facts = match kind(object.text) {
            Some(Kind::Ceph) => ceph(object.text),
            Some(Kind::EtcdStatus) => vec![etcd_status(object.text)],
            Some(Kind::EtcdHealth) => vec![etcd_health(object.text)],
            Some(Kind::EtcdAlarms) => json::list(object.text, b"alarms").filter_map(alarm).collect(),
            None => continue,
        };
        let (offset, line) = places.of(object.text);
        for text in facts {
            sink(offset, line, Record { raw: object.text, ..super::fact(text, DOCUMENT.name) });
            sent = true;
        }
    }
    sent
}

/// The words at the end of a path.
fn text(object: &[u8], path: &[&[u8]]) -> Vec<u8> {
    json::at(object, path).and_then(Value::text).unwrap_or_default().trim_ascii().to_vec()
}

/// The health in a status, or a health alone.
fn health(object: &[u8]) -> Option<&[u8]> {
    let health = match json::get(object, b"health") {
        Some(Value::Object(health)) => health,
        _ => object,
    };
    text(health, &[b"status"]).starts_with(b"HEALTH_").then_some(health)
}

/// The health, the checks that fail and are not muted, and what they say in detail.
fn ceph(object: &[u8]) -> Vec<Vec<u8>> {
    let Some(health) = health(object) else { return Vec::new() };
    let mut facts = vec![[b"ceph status: ", &*text(health, &[b"status"])].concat()];
    let Some(Value::Object(checks)) = json::get(health, b"checks") else { return facts };
    for (code, check) in json::fields(checks) {
        let Value::Object(check) = check else { continue };
        if text(check, &[b"muted"]) == b"true" {
            continue;
        }
        facts.push([b"ceph health: ", &*text(check, &[b"summary", b"message"]), b" (", code, b")"].concat());
        for detail in json::list(check, b"detail") {
            let Value::Object(detail) = detail else { continue };
            facts.push([b"ceph detail: ", &*text(detail, &[b"message"])].concat());
        }
    }
    facts
}

fn etcd_status(object: &[u8]) -> Vec<u8> {
    let status = |key: &[u8]| text(object, &[b"Status", key]);
    let size = String::from_utf8_lossy(&status(b"dbSize")).parse().map(size).unwrap_or_default();
    let leads = status(b"leader") == text(object, &[b"Status", b"header", b"member_id"]);
    let leader: &[u8] = if leads { b"true" } else { b"false" };
    let errors: Vec<Vec<u8>> = match json::at(object, &[b"Status", b"errors"]) {
        Some(Value::List(list)) => json::items(list).filter_map(|e| Some(e.text()?.trim_ascii().to_vec())).collect(),
        _ => Vec::new(),
    };
    let endpoint = text(object, &[b"Endpoint"]);
    let fact = [b"etcd endpoint ", &*endpoint, b" size=", size.as_bytes(), b" leader=", leader].concat();
    with_error(fact, &errors.join(&b", "[..]))
}

fn etcd_health(object: &[u8]) -> Vec<u8> {
    let fact = [b"etcd endpoint ", &*text(object, &[b"endpoint"]), b" health=", &text(object, &[b"health"])].concat();
    with_error(fact, &text(object, &[b"error"]))
}

fn with_error(fact: Vec<u8>, error: &[u8]) -> Vec<u8> {
    if error.is_empty() { fact } else { [&*fact, b": ", error].concat() }
}

/// An alarm as etcdctl prints it where it is not asked for JSON, which has the number alone.
fn alarm(alarm: Value<'_>) -> Option<Vec<u8>> {
    let Value::Object(alarm) = alarm else { return None };
    let kind = match &*text(alarm, &[b"alarm"]) {
        b"1" | b"NOSPACE" => "NOSPACE",
        b"2" | b"CORRUPT" => "CORRUPT",
        _ => return None,
    };
    let member = text(alarm, &[b"memberID"]);
    Some([b"memberID:", &*member, b" alarm:", kind.as_bytes()].concat())
}

/// Bytes as etcdctl's table has them: `2.1 GB`.
fn size(bytes: f64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    let (mut rest, mut unit) = (bytes, 0);
    while rest >= 1000.0 && unit + 1 < UNITS.len() {
        (rest, unit) = (rest / 1000.0, unit + 1);
    }
    let digits = usize::from(rest < 10.0 && unit > 0);
    format!("{rest:.digits$} {}", UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[track_caller]
    fn check(input: &str, expected: &[&str]) {
        assert!(looks_like(input.as_bytes(), ""), "{input}");
        let mut seen = Vec::new();
        read(input.as_bytes(), "", &NAMES, &mut |_, _, r| seen.push(String::from_utf8_lossy(&r.text).into_owned()));
        assert_eq!(seen, expected, "{input}");
    }

    #[test]
    fn healths_of_ceph() {
        check(
            r#"$ ceph -s -f json
{"fsid":"0123abcd","health":{"status":"HEALTH_WARN","checks":{"OSD_DOWN":{"severity":"HEALTH_WARN","summary":{"message":"1 osds down","count":1},"muted":false},"PG_NOT_SCRUBBED":{"severity":"HEALTH_WARN","summary":{"message":"3 pgs not scrubbed in time","count":3},"muted":true}},"mutes":[]},"quorum":[0]}"#,
            &["ceph status: HEALTH_WARN", "ceph health: 1 osds down (OSD_DOWN)"],
        );
        check(
            r#"{"status":"HEALTH_ERR","checks":{"OSD_FULL":{"severity":"HEALTH_ERR","summary":{"message":"1 full osd(s)"},"detail":[{"message":"osd.3 is full"}]}}}"#,
            &["ceph status: HEALTH_ERR", "ceph health: 1 full osd(s) (OSD_FULL)", "ceph detail: osd.3 is full"],
        );
        check(
            "[{\"endpoint\":\"a\",\"health\":true,\"took\":\"1s\"}]\n$ ceph health -f json\n{\"status\":\"HEALTH_OK\"}\n",
            &["etcd endpoint a health=true", "ceph status: HEALTH_OK"],
        );
        check(r#"{"fsid":"0","health":{"status":"HEALTH_OK","checks":{},"mutes":[]}}"#, &["ceph status: HEALTH_OK"]);
    }

    #[test]
    fn endpoints_of_etcd() {
        check(
            r#"[{"Endpoint":"https://a:2379","Status":{"header":{"member_id":9,"raft_term":4},"version":"3.5.12","dbSize":2147532800,"leader":9,"errors":["memberID:9 alarm:NOSPACE "]}},{"Endpoint":"https://b:2379","Status":{"header":{"member_id":7},"dbSize":20480,"leader":9}}]"#,
            &[
                "etcd endpoint https://a:2379 size=2.1 GB leader=true: memberID:9 alarm:NOSPACE",
                "etcd endpoint https://b:2379 size=20 kB leader=false",
            ],
        );
        check(
            r#"[{"endpoint":"https://a:2379","health":false,"took":"5.0002s","error":"context deadline exceeded"},{"endpoint":"https://b:2379","health":true,"took":"9ms"}]"#,
            &[
                "etcd endpoint https://a:2379 health=false: context deadline exceeded",
                "etcd endpoint https://b:2379 health=true",
            ],
        );
        check(
            r#"{"header":{"cluster_id":1,"member_id":9},"alarms":[{"memberID":9,"alarm":1},{"memberID":7,"alarm":2}]}"#,
            &["memberID:9 alarm:NOSPACE", "memberID:7 alarm:CORRUPT"],
        );
    }

    #[test]
    fn other_objects() {
        for text in [
            r#"{"level":"warn","ts":"2026-11-20T15:19:40Z","endpoint":"a","health":false,"took":"1s"}"#,
            r#"{"status":"ok","text":"HEALTH_OK"}"#,
            r#"{"alarms":[]}"#,
            r#"[1]"#,
        ] {
            assert!(!looks_like(text.as_bytes(), ""), "{text}");
        }
    }
}
