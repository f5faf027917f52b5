//! What a record names by keys: its envelope's, read already, and those of the text, read here.
//!
//! ```text
//! "Probe failed" pod="shop/web-0" podUID="1-2"         klog: pairs behind the message
//! level=info msg=x k8sPodName=shop/web-0               pairs
//! {"level":"warn","msg":"x","containerID":"4c1d"}      fields
//! ```
//!
//! Reading the keys costs more than the rest of a header, and only a record that a signature holds on is asked.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memmem;

use crate::model::{Keys, Kind, Record};

use super::names::{Label, is_label, label};
use super::payload::logrus::without_prefix;
use super::{Names, json, logfmt};

/// An entity of a record.
type Named<'r> = (Kind, Cow<'r, [u8]>);

/// Everything that a record names, in the order in which it stands there.
#[must_use]
pub fn labels<'r>(record: &'r Record<'_>, names: &Names) -> Vec<Named<'r>> {
    let mut all: Vec<Named<'r>> = record.labels.iter().map(|(kind, value)| (*kind, Cow::Borrowed(&**value))).collect();
    let mut add = |(label, value): (Label, Cow<'r, [u8]>)| all.push((names.kind(label), value));
    let text = with_keys(record);
    match record.keys {
        _ if text.is_empty() => {}
        Keys::Object if may_be_labelled(text, &OF_OBJECT) => of_object(text).for_each(&mut add),
        Keys::Object | Keys::None => {}
        _ if may_be_labelled(text, &OF_PAIRS) => of_pairs(text).for_each(&mut add),
        _ => {}
    }
    all
}

/// The part of a record's text that has keys: in klog's lines what follows a quoted message.
fn with_keys<'r>(record: &'r Record<'_>) -> &'r [u8] {
    match record.keys {
        Keys::None => b"",
        Keys::Structured => record.text.strip_prefix(b"\"").map_or(b"", |message| logfmt::quoted(message).1),
        Keys::Pairs => without_prefix(&record.text),
        Keys::Object => &record.text,
    }
}

/// Searches for the ends of labels.
type Ends = LazyLock<[memmem::Finder<'static>; 4]>;
static OF_PAIRS: Ends = LazyLock::new(|| ["od=", "odUID=", "Name=", "ontainer"].map(memmem::Finder::new));
static OF_OBJECT: Ends = LazyLock::new(|| ["od\"", "odUID\"", "Name\"", "ontainer"].map(memmem::Finder::new));

/// Whether the end of a key that is a label stands in a text: in most none does, and then no key needs to be read.
fn may_be_labelled(text: &[u8], ends: &Ends) -> bool {
    ends.iter().any(|end| end.find(text).is_some())
}

fn of_pairs(text: &[u8]) -> impl Iterator<Item = (Label, Cow<'_, [u8]>)> {
    logfmt::pairs(text).filter(|(key, _)| is_label(key)).filter_map(|(key, value)| label(key, value.text()))
}

fn of_object(text: &[u8]) -> impl Iterator<Item = (Label, Cow<'_, [u8]>)> {
    let fields = json::fields(text.trim_ascii_start()).filter(|(key, _)| is_label(key));
    fields.filter_map(|(key, value)| label(key, value.text()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::{Dialect, names::tests::NAMES};

    #[track_caller]
    fn check(line: &str, want: &[(u8, &str)]) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        let got = labels(&record, &NAMES);
        let got: Vec<_> = got.iter().map(|(kind, value)| (kind.0, String::from_utf8_lossy(value))).collect();
        let want: Vec<_> = want.iter().map(|(kind, value)| (*kind, Cow::Borrowed(*value))).collect();
        assert_eq!(got, want, "{line}");
    }

    #[test]
    fn every_label_is_looked_for() {
        for key in ["pod", "k8sPodName", "podUID", "containerName", "container", "containerID", "volumeName"] {
            let (pair, field) = (format!("x {key}=y"), format!("{{\"{key}\":1}}"));
            assert!(is_label(key.as_bytes()), "{key}");
            assert!(may_be_labelled(pair.as_bytes(), &OF_PAIRS), "{key}");
            assert!(may_be_labelled(field.as_bytes(), &OF_OBJECT), "{key}");
        }
    }

    #[test]
    fn keys_of_every_shape() {
        check(
            r#"E0217 03:12:01.1 1 a.go:1] "x" pod="shop/web-0" podUID="1-2" containerID="containerd://4c" pods=["a/b"]"#,
            &[(0, "shop/web-0"), (2, "1-2"), (4, "4c")],
        );
        check(r#"E0217 03:12:01.1 1 a.go:1] x pod="shop/web-0""#, &[]);
        check("time=2025-11-14T03:02:41Z level=info msg=x k8sPodName=shop/web-0", &[(0, "shop/web-0")]);
        check(r#"{"level":"warn","ts":"2026-11-20T15:28:19Z","msg":"x","volumeName":"pvc-7"}"#, &[(6, "pvc-7")]);
        check("pod=shop/web-0 went away", &[]);
    }
}
