//! Whether something other than its writer put a margin in front of every line of an input, and what it tells.
//!
//! No line shows by itself that it has a margin: an input has one when most of its lines are of a known shape behind it
//! and are not of any with it. What margins look like: `framing/margin.rs`.

use std::borrow::Cow;

use crate::framing::margin::{ALL, Mark};
use crate::framing::{Frame, Margin};
use crate::model::Record;
use crate::text;

use super::document::k8s_event::pod_name;
use super::{Names, dialect, path};

/// Lines of a head that are looked at.
const SAMPLE: usize = 60;

/// The margin of an input whose lines form records as `frame` says, if it has one.
#[must_use]
pub fn of(head: &[u8], frame: Frame) -> Option<Margin> {
    let lines: Vec<Cow<'_, [u8]>> = dialect::lines(head).take(SAMPLE).filter(|line| **line != *b"--").collect();
    let told = lines.iter().filter(|line| dialect::is_known(line) || frame.continues(line)).count();
    let enough = |known: usize| known * 2 >= lines.len() && known > told + lines.len() / 10;
    let found = ALL.map(|margin| (margin, if told == lines.len() { 0 } else { known(margin, &lines) }));
    let best = found.into_iter().filter(|(_, known)| enough(*known)).rev().max_by_key(|(_, known)| *known);
    best.map(|(margin, _)| margin).or_else(|| is_list(head).then_some(Margin::Sign))
}

/// Whether every line is an item of a list, and some are of a known shape behind the star: `minikube logs` begins with
/// tables.
fn is_list(head: &[u8]) -> bool {
    let mut known = 0;
    dialect::lines(head).all(|line| {
        let item = line.strip_prefix(b"*").filter(|rest| rest.is_empty() || rest.starts_with(b" "));
        known += usize::from(item.is_some_and(|rest| dialect::is_known(rest.trim_ascii_start())));
        item.is_some()
    }) && known > 1
}

/// How many lines are of a known shape behind the margin, or go on with one that is.
fn known(margin: Margin, lines: &[Cow<'_, [u8]>]) -> usize {
    let behind = || lines.iter().filter_map(|line| Some(margin.split(line)?.1));
    if behind().count() * 2 < lines.len() {
        return 0;
    }
    let goes_on = |line: &[u8]| [Frame::Indented, Frame::Klog].iter().any(|frame| frame.continues(line));
    let mut begun = false;
    let told = behind().filter(|line| {
        let known = dialect::is_known(line);
        begun |= known;
        known || (begun && goes_on(line))
    });
    told.count()
}

/// A text without the margin of its lines.
#[must_use]
pub fn without(margin: Margin, text: &[u8]) -> Vec<u8> {
    let bare = |line| margin.split(line).map_or(line, |(_, rest)| rest);
    text::lines(text).map(bare).collect::<Vec<_>>().join(&b'\n')
}

/// Adds what a margin tells; what the line itself tells holds.
pub fn tell<'a>(mark: Mark<'a>, record: &mut Record<'a>, names: &Names) {
    if let Some(file) = mark.file.and_then(|file| std::str::from_utf8(file).ok()) {
        path::tell(file, record, names);
    }
    record.host = record.host.take().or(mark.host.map(Cow::Borrowed));
    record.ident = record.ident.take().or(mark.container.map(Cow::Borrowed));
    let pod = mark.pod.map(|pod| pod_name(mark.namespace.unwrap_or_default(), pod));
    let (namespace, container) = (mark.namespace.map(Cow::Borrowed), mark.container.map(Cow::Borrowed));
    let told = [(names.namespace, namespace), (names.pod, pod), (names.container, container)];
    record.labels.extend(told.into_iter().filter_map(|(kind, name)| Some((kind, name?))));
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "Nov 14 02:57:18 node-3 kernel: x";

    #[track_caller]
    fn check(margin: &str, expected: Option<Margin>) {
        let text = format!("{margin}{LINE}\n").repeat(3);
        assert_eq!(of(text.as_bytes(), Frame::Lines), expected, "{text}");
        if let Some(expected) = expected {
            let line = format!("{margin}{LINE}");
            assert_eq!(expected.split(line.as_bytes()).expect(&line).1, LINE.as_bytes(), "{line}");
        }
    }

    #[test]
    fn margins() {
        check("", None);
        check("words ", None);
        check("    ", Some(Margin::Indent));
        check("\t", Some(Margin::Indent));
        check("> > ", Some(Margin::Quote));
        check("   12\t", Some(Margin::Number));
        check("12:", Some(Margin::Number));
        check("12-", Some(Margin::Number));
        check("/var/log/syslog.1:", Some(Margin::File));
        check("syslog:", Some(Margin::File));
        check("syslog-20251114:7:", Some(Margin::File));
        check("a-1/syslog-7-", Some(Margin::File));
        check("node-3: ", Some(Margin::Host));
        check("node-3.lan ", Some(Margin::Node));
        check("* ", Some(Margin::Sign));
        check("+", Some(Margin::Sign));
        check("[web-0] ", Some(Margin::Bracket));
        check("[web-0 nginx] ", Some(Margin::Bracket));
        check("web-0 nginx ", Some(Margin::Pod));
        check("shop web-0 nginx ", Some(Margin::Namespace));
        check("web    | ", Some(Margin::Service));
    }

    #[test]
    fn jobs_and_their_steps() {
        let line = "2025-11-14T02:57:18.1234567Z x";
        let text = format!("build\tRun tests\t{line}\n").repeat(3);
        assert_eq!(of(text.as_bytes(), Frame::Lines), Some(Margin::Step));
        assert_eq!(Margin::Step.split(b"a\tb\tc"), None);
    }

    #[test]
    fn lists_that_begin_with_a_table() {
        let text = format!("{}* {LINE}\n* {LINE}\n", "* | a | b |\n*\n".repeat(20));
        assert_eq!(of(text.as_bytes(), Frame::Lines), Some(Margin::Sign));
        assert_eq!(of(b"* a\n* b\n* c\n", Frame::Lines), None);
    }

    #[test]
    fn records_of_several_lines_and_marks_between() {
        let text = format!("12-{LINE}\n13:{LINE}\n14-{:40}more\n--\n40:{LINE}\n", "");
        assert_eq!(of(text.as_bytes(), Frame::Lines), Some(Margin::Number));
        let text = "> E1114 02:57:18.1 1 a.go:1] \"x\" out=<\n> \tone\n> \ttwo\n> \tthree\n>  >\n";
        assert_eq!(of(text.as_bytes(), Frame::Lines), Some(Margin::Quote));
    }

    #[test]
    fn continued_lines_need_no_margin() {
        let text = format!("{LINE}\n{:60}level=info msg=x\n", "").repeat(3);
        assert_eq!(of(text.as_bytes(), Frame::Indented), None);
    }
}
