//! A quoted record without what its row says already: the header of its line, the fields of its journal entry.
//!
//! ```text
//! Mar  2 02:50:30 node-3 k3s[812]: message       2024-03-02T02:50:30Z stderr F message
//! {"_PID":"702", ... "MESSAGE":"message"}        _HOSTNAME=node-3 ... MESSAGE=message
//! E0302 02:50:30.118204    812 file.go:99] message    [  103.118204] message    time="2024-03-02T02:50:30Z" message
//! ```
//!
//! A line of another shape stays whole; reports that have the room show all of it.

use std::borrow::Cow;

use crate::text::unescape;

/// Words of a syslog header before the program: month, day, time, host at most, a blank more before a short day.
const HEADER_WORDS: usize = 5;
/// How formats of the journal and of Docker name the message.
const KEYS: [&str; 3] = ["\"MESSAGE\":\"", "\"MESSAGE\" : \"", "{\"log\":\""];
/// Fields of a program's own JSON that come before what it says.
const PLACES: [&str; 7] = ["level", "ts", "time", "timestamp", "caller", "logger", "severity"];

/// The message of a record as it is quoted.
pub fn body<'a>(raw: &'a str, unit: &str) -> Cow<'a, str> {
    let stored = || event_body(raw).or_else(|| pod_body(raw)).or_else(|| json_body(raw)).or_else(|| field_body(raw));
    match stored() {
        Some(body) => Cow::Owned(own_body(&body).to_owned()),
        None => Cow::Borrowed(own_body(container_body(raw).unwrap_or_else(|| syslog_body(raw, unit)))),
    }
}

/// A message without the header that its program wrote: the row has its time.
fn own_body(message: &str) -> &str {
    let headers = [klog_body, kernel_body, talos_body, logfmt_body, zap_body, console_body];
    headers.iter().find_map(|header| header(message)).filter(|body| !body.is_empty()).unwrap_or(message)
}

fn klog_body(message: &str) -> Option<&str> {
    let (header, body) = message.split_once("] ")?;
    let day = header.strip_prefix(['I', 'W', 'E', 'F'])?.split_once(' ')?.0;
    (day.len() == 4 && is_number(day) && header.contains(".go:")).then_some(body)
}

/// Behind the stamp of `dmesg`: seconds since the boot, or a date.
fn kernel_body(message: &str) -> Option<&str> {
    let (stamp, body) = message.strip_prefix('[')?.split_once("] ")?;
    let is_second = stamp.trim_start().split_once('.').is_some_and(|(s, rest)| is_number(s) && is_number(rest));
    let is_date = stamp.len() == 24 && stamp.matches(':').count() == 2;
    (is_second || is_date).then_some(body)
}

/// Behind node, facility, level and time of `talosctl dmesg`: `node-3: kern:    err: [2024-03-02T02:50:30.1Z]: message`.
fn talos_body(message: &str) -> Option<&str> {
    let (header, body) = message.split_once("]: ")?;
    let (_, stamp) = header.split_once(": [").filter(|(before, _)| before.contains(": "))?;
    (stamp.ends_with('Z') && stamp.contains('T') && !stamp.contains(' ')).then_some(body)
}

fn logfmt_body(message: &str) -> Option<&str> {
    let value = ["time=", "ts=", "t="].iter().find_map(|key| message.strip_prefix(key))?;
    let end = match value.strip_prefix('"') {
        Some(quoted) => quoted.find('"')? + 2,
        None => value.find(' ')?,
    };
    Some(value[end..].trim_start())
}

/// Of an object of a program that logs JSON, from behind the fields that only say when and where.
fn zap_body(message: &str) -> Option<&str> {
    let mut rest = message.strip_prefix('{')?;
    let is_place = |(key, _): &(&str, &str)| PLACES.contains(key);
    while let Some((_, behind)) = rest.strip_prefix('"').and_then(|rest| rest.split_once("\":")).filter(is_place) {
        rest = behind.split_once(",\"").map(|(value, _)| &behind[value.len() + 1..])?;
    }
    (rest.len() + 1 < message.len()).then_some(rest)
}

/// Behind the time of zap's console form: `2024-03-02T02:50:30.1Z<tab>ERROR<tab>orders<tab>message`.
fn console_body(message: &str) -> Option<&str> {
    let (time, body) = message.split_once('\t')?;
    let is_time = time.contains('T') && time.starts_with(|c: char| c.is_ascii_digit()) && !time.contains(' ');
    is_time.then_some(body)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// The message of a JSON entry.
fn json_body(raw: &str) -> Option<Cow<'_, str>> {
    let at = KEYS.iter().find_map(|key| Some(raw.find(key)? + key.len())).filter(|_| raw.starts_with('{'))?;
    Some(string(&raw[at..]).into())
}

/// A string without its escapes, from behind its first quote on; a quoted record may be cut before the last one.
fn string(text: &str) -> String {
    let bytes = text.as_bytes();
    let ends =
        |i: &usize| bytes[*i] == b'"' && (bytes[..*i].iter().rev().take_while(|b| **b == b'\\').count()) % 2 == 0;
    let end = (0..bytes.len()).find(ends).unwrap_or(bytes.len());
    String::from_utf8_lossy(&unescape::json(&bytes[..end])).trim_end().to_owned()
}

/// Reason and message of a cluster's event, as `kubectl get events -o json` and `-o yaml` print it.
fn event_body(raw: &str) -> Option<Cow<'_, str>> {
    let is_event = ["involvedObject", "regarding"].iter().any(|key| raw.contains(key));
    let message = field(raw, "message").or_else(|| field(raw, "note")).filter(|_| is_event)?;
    Some(field(raw, "reason").map_or_else(|| message.clone(), |reason| format!("{reason}: {message}")).into())
}

/// Name and state of a pod, as `kubectl get pods -o json` and `-o yaml` print it: `Pod shop/web-1: Pending,
/// ContainerCreating`. What it says last is its state.
fn pod_body(raw: &str) -> Option<Cow<'_, str>> {
    let about = &raw[raw.find("metadata").filter(|_| field(raw, "kind").as_deref() == Some("Pod"))?..];
    let name = [field(about, "namespace"), field(about, "name")].into_iter().flatten().collect::<Vec<_>>().join("/");
    let status = raw.rfind("status").map_or(about, |at| &raw[at..]);
    let said = [field(raw, "phase"), last_field(status, "reason"), last_field(status, "message")];
    let said = said.into_iter().flatten().collect::<Vec<_>>().join(", ");
    (!said.is_empty()).then(|| format!("Pod {name}: {said}").into())
}

/// The value of a field of an object, JSON or YAML: the first one of its name.
fn field(raw: &str, key: &str) -> Option<String> {
    values(raw, key).next()
}

fn last_field(raw: &str, key: &str) -> Option<String> {
    values(raw, key).last()
}

fn values<'r>(raw: &'r str, key: &str) -> impl Iterator<Item = String> + 'r {
    let (json, yaml) = (format!("\"{key}\":"), format!("{key}: "));
    let is_json = raw.contains(&json);
    let name = if is_json { json } else { yaml };
    let starts: Vec<usize> =
        raw.match_indices(&name).filter(|(at, _)| begins(&raw[..*at])).map(|(at, _)| at + name.len()).collect();
    starts.into_iter().filter_map(move |at| match is_json {
        true => raw[at..].trim_start().strip_prefix('"').map(string),
        false => Some(raw[at..].lines().next()?.trim().trim_matches(['\'', '"']).to_owned()),
    })
}

/// Whether a key may stand here: at the start of a line, or behind what parts fields.
fn begins(before: &str) -> bool {
    before.trim_end_matches(' ').ends_with(['{', ',', '\n', '-']) || before.is_empty()
}

/// The message of an entry of `journalctl -o verbose` or `-o export`.
fn field_body(raw: &str) -> Option<Cow<'_, str>> {
    let mut lines = raw.split('\n').map(str::trim_start);
    let message = lines.find_map(|line| line.strip_prefix("MESSAGE="))?;
    raw.contains('\n').then_some(Cow::Borrowed(message))
}

fn container_body(raw: &str) -> Option<&str> {
    let (_, rest) = raw.split_once(' ')?;
    let rest = rest.strip_prefix("stderr ").or_else(|| rest.strip_prefix("stdout "))?;
    rest.strip_prefix("F ").or_else(|| rest.strip_prefix("P "))
}

fn syslog_body<'a>(raw: &'a str, unit: &str) -> &'a str {
    let program = unit.trim_end_matches(".service");
    let header_ends = |at: usize| {
        let rest = &raw[at + 1 + program.len()..];
        let rest = match rest.strip_prefix('[') {
            Some(pid) => pid.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix(']')?,
            None => rest,
        };
        rest.strip_prefix(": ")
    };
    let mut places = raw.match_indices(' ').map(|(at, _)| at).take(HEADER_WORDS);
    places.find_map(|at| raw[at + 1..].starts_with(program).then(|| header_ends(at)).flatten()).unwrap_or(raw)
}

#[cfg(test)]
mod tests {
    use super::body;

    #[test]
    fn headers_that_the_row_repeats_go() {
        assert_eq!(body("Mar  2 02:50:30 node-3 kernel: nfs: server away", "kernel"), "nfs: server away");
        assert_eq!(
            body("2024-03-02T02:50:30+00:00 node-3 k3s[812]: E0302 kernel: x", "k3s.service"),
            "E0302 kernel: x"
        );
        for whole in ["nfs: server away", "kernel: x", "a kernel b", "one two three four five six k: x"] {
            assert_eq!((&*body(whole, "kernel"), &*body(whole, "k")), (whole, whole));
        }
        assert_eq!(body("2024-03-02T02:50:30.1Z stderr F bind: in use", "probe"), "bind: in use");
        assert_eq!(body("", ""), "");
    }

    #[test]
    fn the_headers_of_programs_go() {
        for (raw, want) in [
            ("E0302 02:50:30.118204     812 kuberuntime_manager.go:99] \"no [x] sandbox\"", "\"no [x] sandbox\""),
            ("[  103.118204] nfs: server away", "nfs: server away"),
            ("[Sat Mar  2 02:50:30 2024] nfs: server away", "nfs: server away"),
            ("time=\"2024-03-02T02:50:30Z\" level=error msg=\"in use\"", "level=error msg=\"in use\""),
            (
                r#"{"level":"warn","ts":1.5,"caller":"a/b.go:3","msg":"slow","took":"2s"}"#,
                r#""msg":"slow","took":"2s"}"#,
            ),
            ("2024-03-02T02:50:30.1Z\tERROR\torders\tin use", "ERROR\torders\tin use"),
            ("ts=2024-03-02T02:50:30.1Z caller=x", "caller=x"),
            ("node-3: kern:    err: [2024-03-02T02:50:30.1Z]: nvme nvme1: gone", "nvme nvme1: gone"),
            ("Mar  2 02:50:30 node-3 k3s[812]: E0302 02:50:30.1 812 a.go:9] gone", "gone"),
            (r#"{"_PID":"7","MESSAGE":"W0302 02:50:30.1 812 a.go:9] gone"}"#, "gone"),
        ] {
            assert_eq!(body(raw, "k3s"), want);
        }
        for whole in
            ["[UFW BLOCK] IN=x", "[1] done", "E0302 x", "Events] none", "time=\"never", "[12.5] ", "t=1", "a: b [3]: c"]
        {
            assert_eq!(body(whole, "x"), whole);
        }
    }

    #[test]
    fn events_are_told_in_their_words() {
        let json = "{\n  \"count\": 3,\n  \"involvedObject\": {\"kind\": \"Pod\"},\n  \"message\": \"0/4 nodes: \\\"x\\\"\",\n  \"reason\": \"FailedScheduling\"\n}";
        assert_eq!(body(json, "k8s-event"), "FailedScheduling: 0/4 nodes: \"x\"");
        assert_eq!(body(r#"{"regarding":{"kind":"Pod"},"note":"no room","type":"Warning"}"#, "x"), "no room");
        let yaml = "- apiVersion: v1\n  involvedObject:\n    kind: Pod\n  message: 'Back-off: x'\n  reason: BackOff\n";
        assert_eq!(body(yaml, "x"), "BackOff: Back-off: x");
        let other = r#"{"kind":"Pod","message":"x"}"#;
        assert_eq!(body(other, "x"), other);
    }

    #[test]
    fn pods_are_told_by_name_and_state() {
        let json = "{\n \"apiVersion\": \"v1\",\n \"kind\": \"Pod\",\n \"metadata\": {\n \"name\": \"web-1\",\n \"namespace\": \"shop\"\n },\n\
            \"spec\": {…\n \"state\": {\n \"waiting\": {\n \"reason\": \"ContainerCreating\"\n }\n },\n \"phase\": \"Pending\"\n}";
        assert_eq!(body(json, "k8s-state"), "Pod shop/web-1: Pending, ContainerCreating");
        let yaml = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web-1\nstatus:\n  message: 'no room'\n  phase: Failed\n  reason: Evicted\n";
        assert_eq!(body(yaml, "x"), "Pod web-1: Failed, Evicted, no room");
        let other = r#"{"kind":"Node","metadata":{"name":"n1"},"phase":"x"}"#;
        assert_eq!(body(other, "x"), other);
    }

    #[test]
    fn fields_of_journal_entries_go() {
        let json = r#"{"_PID":"702","MESSAGE":"level=error msg=\"no space\"","_UID":"0"}"#;
        assert_eq!(body(json, "k3s"), r#"level=error msg="no space""#);
        assert_eq!(body(r#"{"log":"bind: in use\n","stream":"stderr"}"#, "x"), "bind: in use");
        assert_eq!(body(r#"{"_PID":"7",…"MESSAGE":"cut her"#, "x"), "cut her");
        assert_eq!(
            body("Tue 2024-11-12 UTC [s=0]\n    _PID=1\n    MESSAGE=conn error\n    X=1", "kernel"),
            "conn error"
        );
        for whole in ["MESSAGE=one line is no entry", r#"{"level":"error"}"#] {
            assert_eq!(body(whole, "x"), whole);
        }
    }
}
