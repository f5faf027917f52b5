//! What a text suffered on its way into an input: it was copied from a web page, lost its escape characters, or went
//! through `cat -A`.
//!
//! ```text
//! kubelet[7]: &quot;Error syncing pod&quot; err=&quot;x&quot;        a page's source: HTML's entities
//! [32m[ 4242.000001] [0m[33mnfs[0m: server nas1 ...                    colours of a terminal without their ESC
//! kubelet[7]: "x M-bM-^@M-^T y"^I!^M$                                  cat -A, see `carets.rs`
//! ```
//!
//! A text counts as worn when its head shows it: a program may print `&lt;` too, but then hardly without a single `<`.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memmem};

use super::carets;

/// A kind of wear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wear {
    /// `<`, `>`, `&` and quotes are entities.
    Entities,
    /// Colours are `[32m`.
    Colours,
    /// What is not printed is spelled, and lines end in `$`.
    Carets,
}

/// Characters as HTML names them.
const ENTITIES: [(&[u8], u8); 9] = [
    (b"&quot;", b'"'),
    (b"&#34;", b'"'),
    (b"&#x22;", b'"'),
    (b"&#39;", b'\''),
    (b"&#x27;", b'\''),
    (b"&apos;", b'\''),
    (b"&lt;", b'<'),
    (b"&gt;", b'>'),
    (b"&amp;", b'&'),
];

impl Wear {
    /// What a text suffered that begins with `head`.
    #[must_use]
    pub fn of(head: &[u8]) -> Option<Wear> {
        if carets::is_spelled(head) {
            return Some(Wear::Carets);
        }
        let escaped =
            || memchr::memchr_iter(b'&', head).filter(|at| entity(&head[*at..]).is_some()).take(2).count() > 1;
        if memchr2(b'<', b'>', head).is_none() && escaped() {
            return Some(Wear::Entities);
        }
        let mut resets = memmem::find_iter(head, b"[0m").peekable();
        let lost = resets.peek().is_some() && resets.all(|at| !is_escaped(&head[..at]));
        (lost && memchr(0x1b, head).is_none()).then_some(Wear::Colours)
    }

    /// A line as it was before.
    #[must_use]
    pub fn undone(self, line: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
        let (sign, code): (u8, Code) = match self {
            Wear::Entities => (b'&', entity),
            Wear::Colours => (b'[', colour),
            Wear::Carets => return Cow::Owned(carets::unspelled(&line)),
        };
        if memchr(sign, &line).is_some() { Cow::Owned(replaced(&line, sign, code)) } else { line }
    }
}

/// Whether a text ends in an escape character as JSON, rsyslog or a shell spell it.
fn is_escaped(text: &[u8]) -> bool {
    [&b"u001b"[..], b"u001B", b"x1b", b"x1B", b"033", b"\\e", b"^["].iter().any(|escape| text.ends_with(escape))
}

/// How long the code is that a text starts with, and the character that it stands for, if any.
type Code = fn(&[u8]) -> Option<(usize, Option<u8>)>;

fn replaced(line: &[u8], sign: u8, code: Code) -> Vec<u8> {
    let mut out = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = memchr(sign, rest) {
        let (length, stands_for) = code(&rest[at..]).unwrap_or((1, Some(sign)));
        out.extend_from_slice(&rest[..at]);
        out.extend(stands_for);
        rest = &rest[at + length..];
    }
    out.extend_from_slice(rest);
    out
}

fn entity(text: &[u8]) -> Option<(usize, Option<u8>)> {
    let (name, byte) = ENTITIES.iter().find(|(name, _)| text.starts_with(name))?;
    Some((name.len(), Some(*byte)))
}

/// `[1;32m`
fn colour(text: &[u8]) -> Option<(usize, Option<u8>)> {
    let inside = text.strip_prefix(b"[")?;
    let end = inside.iter().take(12).position(|b| !(b.is_ascii_digit() || *b == b';'))?;
    (inside[end] == b'm').then_some((end + 2, None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, wear: Option<Wear>, undone: &str) {
        let found = Wear::of(text.as_bytes());
        assert_eq!(found, wear, "{text}");
        let got = found.map_or(Cow::Borrowed(text.as_bytes()), |wear| wear.undone(text.as_bytes().into()));
        assert_eq!(String::from_utf8_lossy(&got), undone);
    }

    #[test]
    fn entities() {
        check("a=&quot;b&quot; &lt;c&gt; d &amp;&amp; e &x", Some(Wear::Entities), "a=\"b\" <c> d && e &x");
        check("a &lt;b&gt; <c>", None, "a &lt;b&gt; <c>");
        check("?a=1&amp;b=2", None, "?a=1&amp;b=2");
    }

    #[test]
    fn colours_without_escapes() {
        check("[32m[ 4242.000001] [0m[1;33mnfs[0m: x [m] [7]", Some(Wear::Colours), "[ 4242.000001] nfs: x ] [7]");
        check("\u{1b}[32mx\u{1b}[0m", None, "\u{1b}[32mx\u{1b}[0m");
        check("a [7] [m", None, "a [7] [m");
        let escaped = r#"{"log":"\u001b[31mred\u001b[0m"}"#;
        check(escaped, None, escaped);
        check("#033[31mred#033[0m", None, "#033[31mred#033[0m");
        check("a [7]", None, "a [7]");
    }
}
