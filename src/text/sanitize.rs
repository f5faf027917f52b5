//! Log text made safe for the place where it is shown: nothing that a log line holds may move a cursor, turn the
//! reading direction, hide itself or become markup.
//!
//! ```text
//! ESC [ 2 J      a control byte          \x1b[2J
//! U+202E         turns what follows      \u{202e}
//! 0xff           no UTF-8                \xff
//! ```
//!
//! [`plain`] does this much for every medium; the others add what their medium needs. Quotes and backslashes stay as
//! they are, so an escaped form can also be text that was there before: for evidence that is meant to be read, being
//! able to search for the text of the line is worth more than being able to undo the escape.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::ansi;

/// Text for JSON and for whatever is sanitised again later: tabs and line feeds stay, everything unsafe is escaped.
#[must_use]
pub fn plain<T: AsRef<[u8]> + ?Sized>(text: &T) -> Cow<'_, str> {
    escape(text.as_ref(), |c| is_unsafe(c) && !matches!(c, '\t' | '\n'))
}

/// Text for one line of a terminal; tabs and line feeds are visible as `\t` and `\n`.
#[must_use]
pub fn terminal<T: AsRef<[u8]> + ?Sized>(text: &T) -> Cow<'_, str> {
    escape(text.as_ref(), is_unsafe)
}

/// A record's text as evidence: [`plain`] and without colours, at most `max` bytes, the middle replaced by `…` when it
/// is longer.
#[must_use]
pub fn quote(text: &[u8], max: usize) -> Box<str> {
    quoted(text, max).into()
}

/// The same, borrowed where nothing is to be changed.
#[must_use]
pub fn quoted(text: &[u8], max: usize) -> Cow<'_, str> {
    let short = Some(text.trim_ascii_end()).filter(|text| text.len() <= max && is_printable(text));
    if let Some(plain) = short.and_then(|text| std::str::from_utf8(text).ok()) {
        return Cow::Borrowed(plain);
    }
    let shown = ansi::without_colours(text);
    let ends = shown.trim_ascii_end();
    if ends.len() <= max {
        return Cow::Owned(cut_middle(&plain(ends), max));
    }
    // The escaped text is never shorter, so the middle of a huge record need not be looked at.
    let (head, tail) = (&ends[..max], &ends[ends.len() - max..]);
    Cow::Owned(cut_middle(&format!("{}{ELLIPSIS}{}", plain(head), plain(tail)), max))
}

/// A record's text as evidence, like [`quote`], but where it is longer than `max` the part from byte `at` on is kept:
/// the message of a record whose other fields are longer than it.
#[must_use]
pub fn quote_from(text: &[u8], at: usize, max: usize) -> Box<str> {
    let ends = text.trim_ascii_end();
    let head = max / 4;
    if ends.len() <= max || at < head || at >= ends.len() {
        return quote(text, max);
    }
    let rest = &ends[at..ends.len().min(at + max)];
    let head = plain(&ends[..head]).into_owned();
    let kept = cut_middle(&plain(rest), max.saturating_sub(head.len() + ELLIPSIS.len_utf8())).to_string();
    cut_middle(&format!("{head}{ELLIPSIS}{kept}"), max).into()
}

/// Text inside a Markdown line or table cell: every mark that could become markup, a link or a cell border is escaped.
#[must_use]
pub fn markdown_cell(text: &str) -> String {
    let text = terminal(text);
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let within_word = before.is_alphanumeric() && rest.peek().is_some_and(|next| next.is_alphanumeric());
        match c {
            '<' => out.push_str("&lt;"),
            '>' | '-' | '+' | '=' if out.is_empty() => out.extend(['\\', c]),
            '&' => out.push_str("&amp;"),
            '_' if within_word => out.push('_'),
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '~' | '#' | '$' | '!' => out.extend(['\\', c]),
            ':' if rest.peek() == Some(&'/') => out.push_str("\\:"),
            _ => out.push(c),
        }
        before = c;
    }
    out
}

/// A fenced Markdown block; the fence is longer than any run of backticks inside.
#[must_use]
pub fn markdown_fence(text: &str) -> String {
    let text = plain(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(3.max(longest + 1));
    format!("{fence}text\n{}\n{fence}\n", text.trim_end_matches('\n'))
}

/// A Mermaid label with its quotes; what Mermaid, Markdown or HTML could read as theirs is an entity code.
#[must_use]
pub fn mermaid_label(text: &str) -> String {
    let mut out = String::from("\"");
    for c in terminal(text).chars() {
        match c {
            '"' | '#' | '<' | '>' | '&' | '`' | '\\' | '%' | '{' | '}' | '[' | ']' | ';' => {
                let _ = write!(out, "#{};", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

const ELLIPSIS: char = '…';

fn escape(bytes: &[u8], is_bad: impl Fn(char) -> bool) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes)
        && (is_printable(bytes) || !text.chars().any(&is_bad))
    {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(bytes.len() + 16);
    for chunk in bytes.utf8_chunks() {
        chunk.valid().chars().for_each(|c| if is_bad(c) { push_escaped(&mut out, c) } else { out.push(c) });
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    Cow::Owned(out)
}

/// Whether a text is printable ASCII, as most lines are: told without looking at characters.
fn is_printable(bytes: &[u8]) -> bool {
    bytes.iter().fold(true, |all, b| all & (0x20..0x7f).contains(b))
}

fn push_escaped(out: &mut String, c: char) {
    let _ = match c {
        '\t' => out.write_str("\\t"),
        '\n' => out.write_str("\\n"),
        '\r' => out.write_str("\\r"),
        c if c.is_ascii() => write!(out, "\\x{:02x}", u32::from(c)),
        c => write!(out, "\\u{{{:x}}}", u32::from(c)),
    };
}

/// Characters that control, turn around or hide; a reader must see them as what they are.
///
/// # Source
///
/// Unicode 16, general categories `Cc` and `Cf`, the line separators, and the fillers and selectors that draw nothing
/// (Unicode Technical Report 36).
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e01ef}')
}

/// At most `max` bytes: the first and the last half with `…` between, cut between characters.
fn cut_middle(text: &str, max: usize) -> String {
    if text.len() <= max {
        return text.to_owned();
    }
    let room = max.saturating_sub(ELLIPSIS.len_utf8());
    let head = (0..=room.div_ceil(2)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let tail = (text.len() - room / 2..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    if max < ELLIPSIS.len_utf8() { String::new() } else { format!("{}{ELLIPSIS}{}", &text[..head], &text[tail..]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], want: &str) {
        assert_eq!(terminal(bytes), want);
        assert_eq!(terminal(want), want, "sanitising twice changes nothing");
    }

    #[test]
    fn nothing_reaches_a_terminal_but_text() {
        check(b"plain \"quoted\" C:\\dir", "plain \"quoted\" C:\\dir");
        check(b"\x1b[2J\x1b]0;owned\x07", "\\x1b[2J\\x1b]0;owned\\x07");
        check("a\u{202e}b\u{2066}c\u{200b}d\u{9b}e".as_bytes(), "a\\u{202e}b\\u{2066}c\\u{200b}d\\u{9b}e");
        check(b"bad \xff\xc3 utf", "bad \\xff\\xc3 utf");
        check(b"a\tb\nc\r\x00\x7f", "a\\tb\\nc\\r\\x00\\x7f");
        check("Übergröße 日本".as_bytes(), "Übergröße 日本");
    }

    #[test]
    fn quotes_keep_the_text_of_the_line() {
        assert_eq!(&*quote(b"msg=\"a\\nb\"\tok\n", 100), "msg=\"a\\nb\"\tok");
        assert_eq!(&*quote(b"\x1b[31mred\x1b[2J", 100), "red\\x1b[2J");
        assert_eq!(&*quote("0123456789äöü".as_bytes(), 11), "0123…öü");
        let long = vec![b'a'; 1 << 20];
        assert!(quote(&long, 1200).len() <= 1200 && quote(&long, 1200).contains('…'));
        let hostile = vec![0x1b; 5000];
        assert!(quote(&hostile, 1200).len() <= 1200);
        assert_eq!((&*quote(b"abcdef", 2), &*quote(b"abcdef", 3)), ("", "…"));
    }

    #[test]
    fn markdown_stays_text() {
        assert_eq!(markdown_cell("a|b `c` <script>"), "a\\|b \\`c\\` &lt;script>");
        assert_eq!(
            markdown_cell("[x](javascript:1) __init__ nfs_server"),
            "\\[x\\](javascript:1) \\_\\_init\\_\\_ nfs_server"
        );
        assert_eq!(markdown_cell("https://evil.example\n# head"), "https\\://evil.example\\\\n\\# head");
        assert_eq!((markdown_cell("> a"), markdown_cell("a -> b")), ("\\> a".to_owned(), "a -> b".to_owned()));
        assert_eq!(markdown_fence("a ``` b"), "````text\na ``` b\n````\n");
        assert_eq!(markdown_fence("x\ny\n"), "```text\nx\ny\n```\n");
    }

    #[test]
    fn mermaid_labels_are_inert() {
        assert_eq!(mermaid_label("a \"b\"; end"), "\"a #34;b#34;#59; end\"");
        assert_eq!(mermaid_label("%%{init}%%"), "\"#37;#37;#123;init#125;#37;#37;\"");
    }
}
