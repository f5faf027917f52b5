//! Trouble with the input, as it is printed on stderr while the answer goes to stdout.
//!
//! ```text
//! note: damaged: bundle.tar.gz: ends early (x3, first: member n1/kern.log)
//! note: and 4 more, see `kascade formats`
//! ```

use super::view::View;
use super::when::grouped;
use super::width::cut_middle;
use crate::model::{Notice, NoticeKind};

/// Lines that are printed at most, the last one saying how many there are more.
pub const LINES: usize = 12;
/// Notices of one kind that are printed at most.
const EACH: usize = 3;

/// The notices, a line each, those of one kind together. Who wants the verdict only is still told what was not read.
#[must_use]
pub fn render(view: &View<'_>) -> String {
    let mut notices: Vec<&Notice> = view.analysis.notices.iter().collect();
    notices.retain(|notice| !view.quiet || notice.kind.is_loss());
    notices.sort();
    let mut lines = Vec::new();
    for kind in notices.chunk_by(|a, b| a.kind == b.kind) {
        lines.extend(kind.iter().take(EACH).map(|notice| line(view, notice)));
        lines.extend(rest(kind[0].kind, &kind[EACH.min(kind.len())..]));
    }
    if lines.len() > LINES {
        let more = lines.len() - (LINES - 1);
        lines.truncate(LINES - 1);
        lines.push(format!("note: and {more} more, see `kascade formats -o json`"));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn rest(kind: NoticeKind, notices: &[&Notice]) -> Option<String> {
    let count = notices.iter().map(|n| n.count).fold(0, u64::saturating_add);
    (count > 0).then(|| format!("note: {}: {} more like these", kind.word(), grouped(count)))
}

/// A count that the text tells is not told again. The width holds for the text; a path is worth more whole than a line that fits.
fn line(view: &View<'_>, notice: &Notice) -> String {
    let count = grouped(notice.count);
    let count = (notice.count > 1 && !notice.text.contains(&format!(" {count} "))).then(|| format!("x{count}"));
    let example = (!notice.example.is_empty())
        .then(|| format!("first: {}", cut_middle(&view.shown(&notice.example), view.width / 2, view.ellipsis())));
    let facts: Vec<String> = count.into_iter().chain(example).collect();
    let aside = if facts.is_empty() { String::new() } else { format!(" ({})", facts.join(", ")) };
    format!(
        "note: {}: {}{aside}",
        notice.kind.word(),
        cut_middle(&view.shown(&notice.text), 2 * view.width, view.ellipsis())
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn notice(kind: NoticeKind, count: u64, text: &str) -> Notice {
        Notice { count, ..Notice::once(kind, text) }
    }

    #[test]
    fn grouped_by_kind() {
        let (mut analysis, library) = (sample::nfs(), sample::library());
        analysis.notices.push(notice(NoticeKind::Damaged, 3, "b.gz: ends early"));
        analysis.notices[1].example = "byte 88".into();
        analysis.notices.extend((0..5).map(|i| notice(NoticeKind::NoTime, 2, &format!("n{i}.log: no time"))));
        let want = "\
note: damaged: b.gz: ends early (x3, first: byte 88)
note: time-assumed: kern.log: times carry no zone, taken as UTC
note: no-time: n0.log: no time (x2)
note: no-time: n1.log: no time (x2)
note: no-time: n2.log: no time (x2)
note: no-time: 4 more like these
";
        assert_eq!(render(&View::new(&analysis, &library)), want);
    }

    #[test]
    fn what_was_not_read_is_told_to_the_quiet_too() {
        let (mut analysis, library) = (sample::nfs(), sample::library());
        analysis.notices.push(notice(NoticeKind::Damaged, 1, "b.gz: ends early"));
        let mut view = View::new(&analysis, &library);
        view.quiet = true;
        assert_eq!(render(&view), "note: damaged: b.gz: ends early\n");
    }

    #[test]
    fn few_lines_and_inert() {
        let (mut analysis, library) = (sample::hostile(), sample::library());
        let kinds = [NoticeKind::Gap, NoticeKind::Binary, NoticeKind::WildTime, NoticeKind::Empty, NoticeKind::NoTime];
        analysis.notices.extend((0..500).map(|i| notice(kinds[i % 5], 1, &format!("{i}{}", sample::HOSTILE))));
        let text = render(&View::new(&analysis, &library));
        assert_eq!(text.lines().count(), LINES);
        assert!(text.ends_with("more, see `kascade formats -o json`\n"), "{text}");
        assert!(sample::is_inert(&text), "{text:?}");
    }
}
