//! Words and letters for the severity of a message.

use crate::model::Level;

/// The level of a word in any case, slog's `WARN+2` included.
#[must_use]
pub fn word(word: &[u8]) -> Option<Level> {
    let end = word.iter().position(|b| matches!(b, b'+' | b'-')).unwrap_or(word.len());
    let word = word[..end].trim_ascii();
    if word.len() > 11 {
        return None;
    }
    let mut lower = [0; 11];
    lower[..word.len()].copy_from_slice(word);
    lower.make_ascii_lowercase();
    named(&lower[..word.len()])
}

fn named(word: &[u8]) -> Option<Level> {
    Some(match word {
        b"emerg" | b"emergency" => Level::Emergency,
        b"alert" => Level::Alert,
        b"crit" | b"critical" | b"fatal" | b"fault" | b"panic" | b"dpanic" | b"ftl" | b"pnc" => Level::Critical,
        b"err" | b"error" | b"erro" | b"eror" | b"severe" => Level::Error,
        b"warn" | b"warning" | b"wrn" => Level::Warning,
        b"notice" | b"note" | b"system" => Level::Notice,
        b"info" | b"information" | b"inf" | b"log" | b"detail" | b"hint" | b"statement" | b"context" => Level::Info,
        b"debug" | b"trace" | b"dbg" | b"trc" | b"debug1" | b"debug2" | b"debug3" | b"debug4" | b"debug5" => {
            Level::Debug
        }
        _ => return None,
    })
}

/// The level of a capital letter, as klog and capnslog print it.
#[must_use]
pub const fn letter(letter: u8) -> Option<Level> {
    Some(match letter {
        b'F' | b'C' => Level::Critical,
        b'E' => Level::Error,
        b'W' => Level::Warning,
        b'N' => Level::Notice,
        b'I' => Level::Info,
        b'D' | b'T' => Level::Debug,
        _ => return None,
    })
}

/// The level that dmesg and busybox print by name.
#[must_use]
pub fn syslog(name: &[u8]) -> Option<Level> {
    match name {
        b"emerg" | b"alert" | b"crit" | b"err" | b"error" | b"warn" | b"warning" | b"notice" | b"info" | b"debug" => {
            named(name)
        }
        _ => None,
    }
}

/// Whether a word is a syslog facility by name.
#[must_use]
pub fn is_facility(name: &[u8]) -> bool {
    const ALL: [&[u8]; 14] = [
        b"kern",
        b"user",
        b"mail",
        b"daemon",
        b"auth",
        b"syslog",
        b"lpr",
        b"news",
        b"uucp",
        b"cron",
        b"authpriv",
        b"ftp",
        b"security",
        b"ntp",
    ];
    ALL.contains(&name) || matches!(name, [b'l', b'o', b'c', b'a', b'l', b'0'..=b'7'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_any_case() {
        assert_eq!(word(b"WARN+2"), Some(Level::Warning));
        assert_eq!(word(b"Note"), Some(Level::Notice));
        assert_eq!(word(b"fatal"), Some(Level::Critical));
        assert_eq!(word(b"lookup quay.io"), None);
        assert_eq!(word(b""), None);
    }

    #[test]
    fn facilities() {
        assert!(is_facility(b"kern") && is_facility(b"local7"));
        assert!(!is_facility(b"local8"));
    }
}
