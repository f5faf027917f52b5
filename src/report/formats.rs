//! What was read and how it was understood: `kascade formats`.
//!
//! ```text
//! input             formats        host    records  unparsed  first                last                 assumed
//! node-3/kern.log   short-precise  node-3   11 302         0  2024-02-27 08:00:00  2024-03-02 03:06:40  zone: UTC
//! ```

use comfy_table::CellAlignment;

use super::notices;
use super::table;
use super::view::View;
use super::when::grouped;
use crate::model::InputFacts;

/// The table of inputs, then the notices.
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
    let mut out = table::text(&table);
    let details = view.analysis.inputs.iter().filter(|i| !i.detail.is_empty());
    for input in details {
        out.push_str(&format!("\n{}: {}\n", view.shown(&input.path), view.shown(&input.detail)));
    }
    let notices = notices::render(view);
    if !notices.is_empty() {
        out.push('\n');
        out.push_str(&notices);
    }
    out
}

fn row(view: &View<'_>, input: &InputFacts) -> Vec<String> {
    let (first, last) =
        input.span.map_or((String::new(), String::new()), |(a, b)| (view.zone.full(a), view.zone.full(b)));
    let formats = if input.formats.is_empty() { "none known".to_owned() } else { input.formats.join(", ") };
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
    let named = [("zone", &input.zone), ("year", &input.year)];
    let known = named.iter().filter(|(_, how)| !how.is_empty()).map(|(what, how)| format!("{what}: {how}"));
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
