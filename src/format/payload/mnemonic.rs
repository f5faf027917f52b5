//! Codes of network devices and daemons that hold the level of a message, which stay in it.
//!
//! ```text
//! %LINK-3-UPDOWN: Interface Gi0/1, changed state to down             facility, level as syslog counts, what
//! *Nov 14 02:57:18.123: %SYS-5-CONFIG_I: Configured from console     a switch's own time in front
//! %%01IFNET/4/LINK_STATE(l)[12]:The line protocol ...                Huawei
//! <warn>  [1763089038.5121] device (eth0): x                         NetworkManager
//! ovs|00012|bridge|ERR|text                                          Open vSwitch
//! [error||123 |Async.VM.start|xapi_xenops] text                      xapi
//! ```
//!
//! # Source
//!
//! NetworkManager, `src/libnm-log-core/nm-logging.c`; Open vSwitch, `lib/vlog.c`; xen-api, `ocaml/libs/log/debug.ml`.

use std::borrow::Cow;

use crate::format::{Inner, Payload, level};
use crate::model::Level;
use crate::time::syslog;

/// See the head of this file.
pub const PAYLOAD: Payload = Payload { name: "mnemonic", parse };

fn parse(text: &[u8]) -> Option<Inner<'_>> {
    let level = match text.first()? {
        b'%' => of_code(text),
        b'*' | b'A'..=b'S' => of_code(own_time(text)?),
        b'<' => of_word(&text[1..], b'>'),
        b'[' => of_word(text[1..].trim_ascii_start(), b'|').filter(|_| text.contains(&b']')),
        // Behind the number of the message and the module.
        b'o' => of_word(text.strip_prefix(b"ovs|")?.splitn(3, |b| *b == b'|').nth(2)?, b'|'),
        _ => None,
    }?;
    Some(Inner { level: Some(level), message: Cow::Borrowed(text), ..Inner::default() })
}

/// What follows a switch's own time.
fn own_time(text: &[u8]) -> Option<&[u8]> {
    let (_, rest) = syslog::prefix(text.strip_prefix(b"*").unwrap_or(text))?;
    rest.strip_prefix(b": ").filter(|code| code.first() == Some(&b'%'))
}

/// `%FACILITY-SUBFACILITY-4-WHAT` and `%%01MODULE/4/WHAT`.
fn of_code(text: &[u8]) -> Option<Level> {
    let huawei = text.strip_prefix(b"%%");
    let (sign, code) = huawei.map_or_else(|| Some((b'-', text.strip_prefix(b"%")?)), |code| Some((b'/', code)))?;
    let end = code.iter().take(LONGEST).position(|b| !(b.is_ascii_alphanumeric() || *b == b'_' || *b == sign))?;
    let mut parts = code[..end].rsplit(|b| *b == sign);
    let (what, digit, facility) = (parts.next()?, parts.next()?, parts.next()?);
    let [digit @ b'0'..=b'7'] = digit else { return None };
    let sound = !what.is_empty() && facility.iter().any(u8::is_ascii_uppercase);
    sound.then(|| Level::from_priority(u32::from(digit - b'0')))
}

/// Bytes of the longest code.
const LONGEST: usize = 80;

/// `warn>`, `ERR|`, `error||`.
fn of_word(text: &[u8], sign: u8) -> Option<Level> {
    let mut words = text[..text.len().min(LONGEST)].split(|b| *b == sign);
    let word = words.next().filter(|word| word.iter().all(u8::is_ascii_alphabetic))?;
    words.next()?;
    let whole = word.len() > 2 && (sign != b'|' || text.get(word.len() + 1) == Some(&b'|') || is_capital(word));
    whole.then(|| level::word(word))?
}

fn is_capital(word: &[u8]) -> bool {
    word.iter().all(u8::is_ascii_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code() {
        let check = |text: &str, want: Option<Level>| {
            let inner = parse(text.as_bytes());
            assert_eq!(inner.as_ref().and_then(|inner| inner.level), want, "{text}");
            assert!(inner.is_none_or(|inner| *inner.message == *text.as_bytes()), "{text}");
        };
        check("%LINK-3-UPDOWN: Interface Gi0/1, changed state to down", Some(Level::Error));
        check("*Nov 14 02:57:18.123: %SYS-5-CONFIG_I: Configured", Some(Level::Notice));
        check("%DAEMON-4-RPD_OSPF_NBRDOWN: x", Some(Level::Warning));
        check("%FW-SUB-0-X_Y: x", Some(Level::Emergency));
        check("%%01IFNET/4/LINK_STATE(l)[12]:The line protocol", Some(Level::Warning));
        check("<warn>  [1763089038.5121] device (eth0): x", Some(Level::Warning));
        check("ovs|00012|bridge|ERR|boom", Some(Level::Error));
        check("[error||123 |Async.VM.start|xapi_xenops] x", Some(Level::Error));
        check("[ warn||5 ||xenops] x", Some(Level::Warning));
        for text in ["%d of %s-3-x", "%LINK-9-UPDOWN: x", "<b>error</b>", "100%-3-X", "[error] x", "ovs|x", "<warn", ""]
        {
            check(text, None);
        }
    }
}
