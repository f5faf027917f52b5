//! What was read and how it was understood: `kascade formats`.
//!
//! ```text
//! input             formats        host    records  unparsed  first                last                 assumed
//! node-3/kern.log   short-precise  node-3   11 302         0  2024-02-27 08:00:00  2024-03-02 03:06:40  zone: UTC
//! ```
//!
//! Bundles that were recognised stand before it, files that were not read behind it.

use std::fmt::Write as _;

use comfy_table::CellAlignment;

use super::notices;
use super::table;
use super::view::View;
use super::when::grouped;
use crate::model::{Basis, BundleFacts, InputFacts, Stamp};
use crate::text::count::counted;

/// The bundles, the table of inputs, what was not read, then the notices.
#[must_use]
pub fn render(view: &View<'_>) -> String {
    let zone = view.zone.label();
    let (first, last) = (format!("first ({zone})"), format!("last ({zone})"));
    let mut table = table::new(&["input", "formats", "host", "records", "unparsed", &first, &last, "assumed"]);
    for input in &view.analysis.inputs {
        table.add_row(row(view, input));
    }
    for numeric in [3, 4] {
        table::align(&mut table, numeric, CellAlignment::Right);
    }
    let mut out: String = view.analysis.bundles.iter().map(|bundle| self::bundle(view, bundle)).collect();
    if !out.is_empty() {
        out.push('\n');
    }
    if !view.analysis.inputs.is_empty() {
        out.push_str(&table::text(&table));
    }
    let details = view.analysis.inputs.iter().filter(|i| !i.detail.is_empty());
    for input in details {
        out.push_str(&format!("\n{}: {}\n", view.shown(&input.path), view.shown(&input.detail)));
    }
    out.push_str(&passed(view));
    let notices = notices::render(view);
    if !notices.is_empty() {
        out.push('\n');
        out.push_str(&notices);
    }
    out
}

/// What a bundle is, how that was found out, and what it lacks.
fn bundle(view: &View<'_>, bundle: &BundleFacts) -> String {
    let place = if bundle.path.is_empty() { "." } else { &bundle.path };
    let of = bundle.host.as_ref().map(|host| format!(" of {}", view.shown(host))).unwrap_or_default();
    let mut text = format!("{}: {}{of}, by {}\n", view.shown(place), bundle.title, view.shown(&bundle.marker));
    let taken = bundle
        .clock
        .taken_ns
        .map(|ns| format!(", made {}", view.zone.full(Stamp { ns, basis: Basis::Exact, ahead_ns: 0 })));
    let _ = writeln!(
        text,
        "  {}, {}{}, {} passed over",
        counted(bundle.logs, "log"),
        counted(bundle.states, "state"),
        taken.unwrap_or_default(),
        counted(bundle.passed, "file")
    );
    if !bundle.clock.from.is_empty() {
        let _ = writeln!(text, "  zone from {}", view.shown(&bundle.clock.from));
    }
    if !bundle.cut.is_empty() {
        let _ = writeln!(text, "  not in it: {}", bundle.cut);
    }
    text
}

/// Every file that was not read, and why.
fn passed(view: &View<'_>) -> String {
    let all = &view.analysis.passed;
    if all.is_empty() {
        return String::new();
    }
    let mut table = table::new(&["not read", "why"]);
    for file in all {
        table.add_row(vec![view.shown(&file.path), view.shown(&file.why)]);
    }
    format!("\n{}", table::text(&table))
}

fn row(view: &View<'_>, input: &InputFacts) -> Vec<String> {
    let (first, last) =
        input.span.map_or((String::new(), String::new()), |(a, b)| (view.zone.full(a), view.zone.full(b)));
    let formats = match input.formats.as_slice() {
        [] if input.records == 0 => "no record".to_owned(),
        [] => "none known".to_owned(),
        known => known.join(", "),
    };
    let sampled = if input.sampled { "~" } else { "" };
    vec![
        view.shown(&input.path),
        formats,
        view.shown(input.host.as_deref().unwrap_or("-")),
        format!("{sampled}{}", grouped(input.records)),
        format!("{sampled}{}", grouped(input.unparsed)),
        first,
        last,
        view.shown(&assumed(input)),
    ]
}

fn assumed(input: &InputFacts) -> String {
    let of_time = [("zone", &*input.zone), ("year", &input.year), ("date", &input.date)];
    let named = of_time.into_iter().chain([("boot", input.boot), ("order", input.order)]);
    let known = named.filter(|(_, how)| !how.is_empty()).map(|(what, how)| format!("{what}: {how}"));
    known.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn what_was_understood() {
        let (analysis, library) = (sample::nfs(), sample::library());
        let want = "\
input            formats        host    records  unparsed  first (UTC)          last (UTC)           assumed
node-3/kern.log  short-precise  node-3   11 302         0  2024-02-27 08:00:00  2024-03-02 03:06:40  zone: UTC, assumed; year: 2024, from k3s.log
node-3/k3s.log   klog           node-3  401 016     1 204  2024-02-27 08:00:00  2024-03-02 03:06:40

note: time-assumed: kern.log: times carry no zone, taken as UTC
";
        assert_eq!(render(&View::new(&analysis, &library)), want);
    }

    #[test]
    fn hostile_paths_are_text() {
        let (analysis, library) = (sample::hostile(), sample::library());
        let text = render(&View::new(&analysis, &library));
        assert!(sample::is_inert(&text), "{text:?}");
    }
}
