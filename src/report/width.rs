//! How wide text is on a terminal, and how it is cut to fit.
//!
//! ```text
//! width("a日") = 3      cut_end("abcdef", 4, "…") = "abc…"      cut_middle("abcdef", 5, "…") = "ab…ef"
//! ```

/// Columns of a text; never fewer than a terminal uses, so that a line that fits here fits there.
///
/// Marks that combine with the letter before count as one column, which is too many and does no harm.
#[must_use]
pub fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// The beginning of a text, ending in `mark` where something was cut.
#[must_use]
pub fn cut_end(text: &str, max: usize, mark: &str) -> String {
    if width(text) <= max {
        return text.to_owned();
    }
    let head = head_of(text, max.saturating_sub(width(mark)));
    if width(mark) > max { String::new() } else { format!("{}{mark}", head.trim_end()) }
}

/// The beginning and the end of a text with `mark` between: a log line says who at its start and why at its end.
#[must_use]
pub fn cut_middle(text: &str, max: usize, mark: &str) -> String {
    if width(text) <= max {
        return text.to_owned();
    }
    let Some(room) = max.checked_sub(width(mark)) else { return String::new() };
    let head = head_of(text, room.div_ceil(2));
    let reversed: String = text.chars().rev().collect();
    let tail: String = head_of(&reversed, room / 2).chars().rev().collect();
    format!("{head}{mark}{tail}")
}

/// Text folded at blanks into lines of at most `max` columns; a longer word stays whole.
#[must_use]
pub fn fold(text: &str, max: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(word) <= max => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A shell command folded into lines of at most `max` columns so that it can be pasted: at a blank between words, with a
/// backslash before the end of the line; where a word is longer, at a blank in its quotes; else wherever it must be.
#[must_use]
pub fn fold_command(command: &str, max: usize) -> Vec<String> {
    let max = max.max(4);
    let mut lines = Vec::new();
    let (mut rest, mut quoted) = (command, None);
    while width(rest) > max {
        let (at, mark) = command_break(head_of(rest, max - 2), quoted);
        quoted = quote_after(&rest[..at], quoted);
        lines.push(format!("{}{mark}", rest[..at].trim_end()));
        rest = rest[at..].trim_start();
    }
    lines.push(rest.to_owned());
    lines
}

/// Where to end a line that begins a command, or goes on in a quote, and what marks that it goes on.
fn command_break(head: &str, quoted: Option<char>) -> (usize, &'static str) {
    let blanks: Vec<usize> = head.match_indices(' ').map(|(at, _)| at).filter(|&at| at > 0).collect();
    let between = blanks.iter().rev().find(|&&at| quote_after(&head[..at], quoted).is_none());
    match (between, blanks.last()) {
        (Some(&at), _) => (at, " \\"),
        (None, Some(&at)) => (at, ""),
        (None, None) => (head.len(), ""),
    }
}

/// The quote that is open behind a part of a command.
fn quote_after(text: &str, open: Option<char>) -> Option<char> {
    text.chars().fold(open, |open, c| match (open, c) {
        (None, '\'' | '"') => Some(c),
        (Some(quote), _) if quote == c => None,
        _ => open,
    })
}

/// A text in two: what fits into `max` columns, cut at a blank where one is near, and the rest.
#[must_use]
pub fn split(text: &str, max: usize) -> (&str, &str) {
    if width(text) <= max {
        return (text, "");
    }
    let head = head_of(text, max);
    let at = head.rfind(' ').filter(|at| width(&head[*at..]) <= max / 3).unwrap_or(head.len());
    (&text[..at], text[at..].trim_start())
}

fn head_of(text: &str, max: usize) -> &str {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += columns(c);
        if used > max {
            return &text[..at];
        }
    }
    text
}

/// Columns of one character.
///
/// # Source
///
/// Unicode 16, `EastAsianWidth.txt`: the blocks that are wide or full-width throughout, and pictographs.
const fn columns(c: char) -> usize {
    match c as u32 {
        0x1100..=0x115f
        | 0x231a..=0x231b
        | 0x23e9..=0x23f3
        | 0x25fd..=0x25fe
        | 0x2614..=0x27bf
        | 0x2b1b..=0x2b55
        | 0x2e80..=0x303e
        | 0x3041..=0xa4cf
        | 0xa960..=0xa97f
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe10..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x16fe0..=0x1b2ff
        | 0x1d300..=0x1d37f
        | 0x1f000..=0x1faff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts() {
        assert_eq!(cut_end("abcdef", 6, "…"), "abcdef");
        assert_eq!(cut_end("abc def", 5, "…"), "abc…");
        assert_eq!(cut_middle("abcdefgh", 5, "…"), "ab…gh");
        assert_eq!(cut_middle("日本語日本語", 7, "…"), "日…語");
        assert_eq!((cut_end("abc", 0, "…"), cut_middle("abc", 0, "…")), (String::new(), String::new()));
        assert_eq!(cut_middle("abcdefgh", 5, "..."), "a...h");
    }

    #[test]
    fn never_wider_than_asked() {
        for max in 0..40 {
            assert!(width(&cut_middle("日本 a very long line 語 with 日 words", max, "…")) <= max);
            assert!(width(&cut_end("日本 a very long line 語 with 日 words", max, "...")) <= max);
        }
    }

    #[test]
    fn splits_near_a_blank() {
        assert_eq!(split("one two three", 20), ("one two three", ""));
        assert_eq!(split("one two three", 9), ("one two", "three"));
        assert_eq!(split("one-two-three", 9), ("one-two-t", "hree"));
        assert_eq!(split("a one-two-three", 9), ("a one-two", "-three"));
        assert_eq!(split("日本", 0), ("", "日本"));
    }

    #[test]
    fn folds_at_blanks() {
        assert_eq!(fold("one two three", 7), ["one two", "three"]);
        assert_eq!(fold("  ", 7), Vec::<String>::new());
    }

    #[test]
    fn commands_are_folded_whole() {
        assert_eq!(fold_command("ss -lptn", 20), ["ss -lptn"]);
        assert_eq!(fold_command("kubectl get node n1 -o wide", 20), ["kubectl get node \\", "n1 -o wide"]);
        assert_eq!(fold_command("get n1 -o jsonpath='{.a}{.b}'", 20), ["get n1 -o \\", "jsonpath='{.a}{.b}'"]);
        assert_eq!(fold_command("psql -c 'select a, b from c'", 18), ["psql -c \\", "'select a, b", "from c'"]);
        assert_eq!(fold_command("abcdefghij", 6), ["abcd", "efghij"]);
        for max in 0..40 {
            let folded = fold_command("grep -E 'one two|three' 日本語日本語 \"four five\" six", max);
            assert!(folded.iter().all(|line| width(line) <= max.max(4)), "{folded:?}");
        }
    }
}
