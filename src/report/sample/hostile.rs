//! The story with texts that do harm, and with far too much of everything.

use super::parts::quote;
use super::rivals;
use crate::model::{Action, Analysis, Incident, Missing, Notice, NoticeKind};

/// Everything that a line can carry to do harm.
pub const HOSTILE: &str = "\u{1b}[2J\u{1b}]0;x\u{7} `````` | <script>alert(1)</script> \u{202e}gpj \u{200b} \"%%{init}%%\" [a](b) \u{9b}1m\r\nnext";

/// Hostile text wherever text can stand.
pub fn hostile() -> Analysis {
    let mut analysis = rivals();
    let text = || HOSTILE.to_owned();
    analysis.inputs.iter_mut().for_each(|i| (i.path, i.zone, i.host) = (text(), text(), Some(HOSTILE.into())));
    analysis.hosts[0].name = HOSTILE.into();
    analysis.hosts[0].boots[0].id = text();
    for episode in &mut analysis.episodes {
        episode.key.host = Some(HOSTILE.into());
        episode.key.about.iter_mut().chain(&mut episode.also).for_each(|e| e.value = HOSTILE.into());
        episode.quotes.iter_mut().for_each(|q| (q.raw, q.unit) = (HOSTILE.into(), Some(HOSTILE.into())));
        episode.notes.push(text());
    }
    analysis.links.iter_mut().for_each(|l| (l.because, l.joined) = (text().into(), text().into()));
    analysis.notices.push(Notice { count: 3, example: text(), ..Notice::once(NoticeKind::Damaged, text()) });
    analysis.unexplained[0].template = text();
    hostile_incident(&mut analysis.incidents[0]);
    analysis
}

fn hostile_incident(incident: &mut Incident) {
    let text = || HOSTILE.to_owned();
    incident.title = text();
    incident.hosts = vec![HOSTILE.into()];
    incident.contradictions = vec![text()];
    incident.gaps = vec![text()];
    incident.actions[0] = Action { episode: 0, check: vec![text()], fix: text(), care: text() };
    for root in &mut incident.roots {
        root.statement = text();
        root.against = vec![text()];
        root.missing = vec![Missing { what: text(), why: text(), command: text(), printed: true }];
    }
}

/// Far too much of everything: many incidents, endless lines, chains, roots, gaps and actions.
pub fn monstrous() -> Analysis {
    let mut analysis = hostile();
    let long = "日本語 long word ".repeat(60);
    analysis.episodes.iter_mut().for_each(|e| {
        e.count = u64::MAX;
        e.quotes = (0..40).map(|i| quote("02:50:30", 0, u64::MAX - i, &long, &long)).collect();
        e.notes = vec![long.clone(); 30];
    });
    let incident = &mut analysis.incidents[0];
    incident.chain = (0..500).map(|i| [0, 1, 2, 3, 5][i % 5]).collect();
    incident.timeline = incident.chain.clone();
    incident.contradictions = vec![long.clone(); 50];
    incident.gaps = vec![long.clone(); 50];
    incident.hosts = (0..300).map(|i| format!("{long}{i}").into()).collect();
    incident.roots[0].branches = vec![6; 60];
    incident.roots[0].missing =
        vec![Missing { what: long.clone(), why: long.clone(), command: long.clone(), printed: true }; 20];
    incident.roots = vec![incident.roots[0].clone(); 9];
    incident.actions[0].fix = long.clone();
    incident.actions[0].care = long;
    analysis.incidents = vec![analysis.incidents[0].clone(); 70];
    analysis
}

/// Whether a text holds nothing that a terminal could take for more than text.
pub fn is_inert(text: &str) -> bool {
    let hides = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}');
    text.chars().all(|c| c == '\n' || !c.is_control() && !hides(c))
}
