//! What a cloud kept of a machine's serial console, inside the object that its command line prints.
//!
//! ```text
//! {"InstanceId":"i-07","Output":"[    0.000000] Linux version 6.1.0\r\n...","Timestamp":"..."}     AWS
//! {"contents":"[    0.000000] Linux version 6.1.0\r\n...","kind":"compute#serialPortOutput"}        Google Cloud
//! ```
//!
//! The text is a log of its own; its records stand where the object stands.

use crate::format::json::{self, Value};
use crate::format::{Document, Names};

use super::place::Places;
use super::{Sink, part, without_echo};

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "console-output", looks_like, read };

/// The key of the text, and one that stands beside it.
const KEYS: [(&[u8], &[u8]); 2] = [(b"\"Output\"", b"\"InstanceId\""), (b"\"contents\"", b"#serialPortOutput\"")];

fn looks_like(head: &[u8], _: &str) -> bool {
    let head = without_echo(head);
    // The text is long: what stands behind it may lie beyond the head.
    json::is_object(head)
        && KEYS.iter().any(|(text, beside)| {
            let cut = head.len() > 60_000 && head[1..].trim_ascii_start().starts_with(text);
            json::mentions(head, text) && (cut || json::mentions(head, beside))
        })
}

fn read(input: &[u8], _: &str, names: &Names, sink: Sink<'_>) -> bool {
    let object = without_echo(input);
    let texts = json::fields(object).filter(|(key, _)| KEYS.iter().any(|(name, _)| &name[1..name.len() - 1] == *key));
    let mut texts = texts.filter(|(_, value)| matches!(value, Value::Text(_) | Value::Escaped(_)));
    let Some(text) = texts.find_map(|(_, value)| value.text()) else { return false };
    let (offset, line) = Places::new(input).of(object);
    let mut sent = false;
    part::read(&text, &mut Places::new(&text), names, &mut |_, _, record| {
        sink(offset, line, record);
        sent = true;
    });
    sent
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[test]
    fn consoles_of_clouds() {
        for input in [
            r#"{"InstanceId": "i-07", "Output": "[    1.500000] a\r\n[    2.500000] b \"c\"\r\n"}"#,
            r#"{"contents": "[    1.500000] a\r\n[    2.500000] b \"c\"\r\n", "kind": "compute#serialPortOutput"}"#,
        ] {
            let mut seen = Vec::new();
            assert!(looks_like(input.as_bytes(), ""), "{input}");
            read(input.as_bytes(), "", &NAMES, &mut |_, line, r| seen.push((line, r.time.ns, r.message.into_owned())));
            assert_eq!(seen, [(1, 1_500_000_000, b"a".to_vec()), (1, 2_500_000_000, b"b \"c\"".to_vec())], "{input}");
        }
        for other in [r#"{"Output": "x"}"#, r#"{"contents": "x"}"#, "[1]"] {
            assert!(!looks_like(other.as_bytes(), ""), "{other}");
        }
        assert!(!read(b"{\"Output\": 7}", "", &NAMES, &mut |_, _, _| {}));
    }
}
