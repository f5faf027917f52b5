//! Every episode in order of its onset, one row each: `kascade timeline`.
//!
//! ```text
//! began (UTC)          last                 host    source  level     count  what                     role  in  id
//! 2024-03-02 02:47:30  2024-03-02 03:02:11  node-3  kernel  critical      3  NFS server filer-2 ...   root   1  f-nfsaway0
//! ```
//!
//! `in` is the number of the incident, most severe first; `-` for a minor episode.

use comfy_table::CellAlignment;

use super::table;
use super::tuning;
use super::view::View;
use super::when::grouped;
use super::width::{cut_end, cut_middle};
use crate::model::Stamp;

/// Columns of a source or host.
const NAME: usize = 24;
/// Columns of a title, at least, however narrow the screen is.
const TITLE: usize = 48;
/// Columns that the other cells take on an average screen.
const REST: usize = 74;

/// The table, a line when there is nothing to put into it, and what the site's tuning hid.
#[must_use]
pub fn render(view: &View<'_>) -> String {
    let order = order(view);
    let rows = if order.is_empty() { "no episodes\n".to_owned() } else { rows(view, &order) };
    tuning::line(view).into_iter().fold(rows, |rows, line| rows + &line + "\n")
}

fn rows(view: &View<'_>, order: &[usize]) -> String {
    let day = one_day(view, order);
    let zone = view.zone.label();
    let began = match day.as_deref() {
        Some("") => "began".to_owned(),
        Some(day) => format!("{day} ({zone})"),
        None => format!("began ({zone})"),
    };
    let mut table = table::new(&[&began, "last", "host", "source", "level", "count", "what", "role", "in", "id"]);
    order.iter().for_each(|&index| {
        table.add_row(row(view, index, day.is_some()));
    });
    for numeric in [5, 8] {
        table::align(&mut table, numeric, CellAlignment::Right);
    }
    table::text(&table)
}

/// All episodes that belong somewhere, in order of onset; equal ones as their first lines stand.
#[must_use]
pub fn order(view: &View<'_>) -> Vec<usize> {
    let of_incidents = view.analysis.incidents.iter().flat_map(|i| i.timeline.iter().chain(&i.also_seen));
    let mut all: Vec<usize> = of_incidents.chain(&view.analysis.minor).copied().collect();
    let place = |i: usize| view.episode(i).quotes.first().map(|q| q.place);
    all.sort_by_key(|&i| (view.episode(i).began.ns, place(i), &view.episode(i).id, i));
    all.dedup();
    all
}

/// The day of all times, when there is only one.
fn one_day(view: &View<'_>, order: &[usize]) -> Option<String> {
    let stamps = order.iter().flat_map(|&i| [view.episode(i).began, view.episode(i).last]);
    let mut days = stamps.map(|s| view.zone.day(s));
    let first = days.next()?;
    days.all(|day| day == first).then_some(first)
}

fn row(view: &View<'_>, index: usize, same_day: bool) -> Vec<String> {
    let episode = view.episode(index);
    let time = |stamp: Stamp| if same_day { view.zone.clock(stamp) } else { view.zone.full(stamp) };
    let name = |text: &str| cut_middle(&view.shown(text), NAME, view.ellipsis());
    let room = view.width.saturating_sub(REST).max(TITLE);
    vec![
        time(episode.began),
        time(episode.last),
        name(view.host(episode).unwrap_or("-")),
        name(&view.source(episode)),
        episode.severity.word().to_owned(),
        grouped(episode.count),
        cut_end(&view.shown(&view.title(index)), room, view.ellipsis()),
        role(view, index),
        incident_of(view, index).map_or_else(|| "-".to_owned(), |number| number.to_string()),
        view.shown(&episode.id),
    ]
}

/// `root` for the head of an incident, else the part that the condition can play.
fn role(view: &View<'_>, index: usize) -> String {
    let is_root = view.analysis.incidents.iter().filter_map(|i| i.roots.first()).any(|r| r.episode == index);
    let word = if is_root { "root" } else { view.condition(view.episode(index)).role.word() };
    word.to_owned()
}

fn incident_of(view: &View<'_>, index: usize) -> Option<usize> {
    let holds = |i: &crate::model::Incident| i.timeline.contains(&index) || i.also_seen.contains(&index);
    view.analysis.incidents.iter().position(holds).map(|at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Analysis;
    use crate::report::sample;

    #[test]
    fn every_episode_in_order() {
        let library = sample::library();
        let mut analysis = sample::nfs();
        sample::check_file("timeline.txt", &render(&View::new(&analysis, &library)));
        analysis.minor.clear();
        let text = render(&View::new(&analysis, &library));
        assert!(text.starts_with("2024-03-02 (UTC)  last      host"), "{text}");
        assert_eq!(render(&View::new(&Analysis::default(), &library)), "no episodes\n");
    }

    #[test]
    fn rows_stay_rows() {
        let library = sample::library();
        for analysis in [sample::hostile(), sample::monstrous()] {
            let view = View::new(&analysis, &library);
            let text = render(&view);
            assert_eq!(text.lines().count(), order(&view).len() + 1);
            assert!(sample::is_inert(&text), "{text:?}");
        }
    }
}
