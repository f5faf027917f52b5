//! The incident of what no rule knows: a row for each shape of trouble, what is known beside them, and what came first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::gate::Run;
use super::voice::{Name, Piece, Said, Voice};
use super::words::Weight;
use super::{CONDITION, known, rows};
use crate::cascade::constants::{FAILS_HINTED, FAILS_SILENT, MOST_STARTS, MOST_STEPS, START_POINTS};
use crate::cascade::fitting;
use crate::cascade::links::join;
use crate::cascade::novelty::beforehand::{self, Speaks};
use crate::episode::drafts::Fnv;
use crate::model::{
    Action, Analysis, Confidence, Episode, Factors, Hypothesis, Incident, Missing, Place, Quote, Role, Severity, Stamp,
    Verdict,
};
use crate::rule::{Library, title};

/// A program that fails in words of no rule.
#[derive(Clone, Copy, Debug)]
pub struct Failure<'p, 'l> {
    /// Who it is.
    pub name: Name<'l>,
    /// What it says.
    pub voice: &'p Voice<'l>,
    /// From where to where.
    pub run: Run,
    /// Whether these are its last words.
    pub ended: bool,
}

impl<'l> Failure<'_, 'l> {
    /// Its first word of trouble, among the voice's lines: what it hinted at right before the first complaint, and had
    /// not said before, leads to that.
    pub fn begins(&self) -> usize {
        let said = &self.voice.said;
        let first = said[self.run.first].at;
        let is_near = |hint: &Said<'_>| first - hint.at <= FAILS_HINTED;
        let is_new = |at: usize| !said[..at].iter().any(|old| !is_near(old) && old.line.key == said[at].line.key);
        let leads = |at: &usize| said[*at].weight > Weight::Nothing && is_near(&said[*at]) && is_new(*at);
        (0..self.run.first).find(leads).unwrap_or(self.run.first)
    }

    /// The line of that.
    pub fn opening(&self) -> &Said<'l> {
        &self.voice.said[self.begins()]
    }

    /// What it is called.
    fn named<'a>(&'a self, analysis: &'a Analysis) -> &'a str {
        let input = || analysis.inputs.iter().find(|input| Some(input.place) == self.name.2);
        let file = || input().map(|input| input.path.rsplit('/').next().unwrap_or(&input.path));
        self.name.1.or_else(file).unwrap_or("a program")
    }
}

/// Adds the incident, its rows among the episodes.
pub fn add(library: &Library, analysis: &mut Analysis, piece: &Piece<'_>, failures: &[Failure<'_, '_>]) {
    let Some(first) = failures.iter().min_by_key(|failure| (failure.opening().at, failure.opening().index)) else {
        return;
    };
    let Some(incident) = Story { library, piece, failures, first }.told(analysis) else { return };
    let used: BTreeSet<usize> = incident.timeline.iter().copied().collect();
    analysis.minor.retain(|index| !used.contains(index));
    let told =
        |raw: &str| incident.timeline.iter().any(|&i| analysis.episodes[i].quotes.iter().any(|q| &*q.raw == raw));
    let is_row: Vec<bool> = analysis.unexplained.iter().map(|u| u.evidence.iter().any(|q| told(&q.raw))).collect();
    let mut is_row = is_row.into_iter();
    analysis.unexplained.retain(|_| !is_row.next().unwrap_or_default());
    analysis.incidents.push(incident);
}

struct Story<'s, 'p, 'l> {
    library: &'s Library,
    piece: &'p Piece<'l>,
    failures: &'p [Failure<'p, 'l>],
    first: &'p Failure<'p, 'l>,
}

impl Story<'_, '_, '_> {
    fn told(&self, analysis: &mut Analysis) -> Option<Incident> {
        let condition = self.library.id(CONDITION)?;
        let known = self.known(analysis);
        let rows = rows::of(self.piece, self.failures, self.first.opening().at);
        let opening: BTreeMap<usize, usize> =
            (analysis.episodes.len()..).zip(&rows).map(|(i, r)| (r.first(), i)).collect();
        let new = rows.iter().map(|row| row.episode(self.library, condition));
        let mut timeline: Vec<usize> = (analysis.episodes.len()..).take(rows.len()).chain(known).collect();
        analysis.episodes.extend(new);
        timeline.sort_by_key(|&i| order(analysis, i));
        let head = self.head(self.first, &opening, analysis, &timeline)?;
        let mut incident = self.incident(analysis, timeline, head);
        self.root(analysis, &mut incident);
        self.further(&opening, analysis, &mut incident);
        Some(incident)
    }

    /// The episode of the first word of a program: its row, or what is known of it.
    fn head(
        &self,
        failure: &Failure<'_, '_>,
        opening: &BTreeMap<usize, usize>,
        analysis: &Analysis,
        timeline: &[usize],
    ) -> Option<usize> {
        let said = failure.opening();
        let tells = |i: &usize| {
            let quotes = || analysis.episodes[*i].quotes.iter();
            quotes().any(|quote| quote.place == said.line.quote.place)
        };
        let covers = |i: &usize| {
            let episode = &analysis.episodes[*i];
            (episode.seen.ns..=episode.last.ns).contains(&said.at) && is_of(episode, failure)
        };
        let known = || timeline.iter().copied().find(tells).or_else(|| timeline.iter().copied().find(covers));
        opening.get(&said.index).copied().or_else(known)
    }

    /// Minor findings of the same hosts and the same time, and what befell the program itself before, when it said hardly
    /// anything since.
    fn known(&self, analysis: &Analysis) -> Vec<usize> {
        let since = self.first.opening().at - FAILS_HINTED;
        let grave = |i: &usize| {
            let episode = &analysis.episodes[*i];
            let role = self.library.condition(episode.key.condition).role;
            let is_told = !matches!(role, Role::Context | Role::Recovery);
            let is_own = known::is_trouble(self.library, episode) && self.failures.iter().any(|f| is_of(episode, f));
            (episode.severity >= Severity::Medium || is_own) && !episode.expected && is_told
        };
        let during = |i: &usize| {
            let seen = analysis.episodes[*i].seen;
            seen.is_timeless() || (since..=self.piece.span.1).contains(&seen.ns)
        };
        let minor = analysis.minor.iter().copied().filter(grave).filter(|&i| self.is_here(&analysis.episodes[i]));
        minor.filter(|i| during(i) || self.befell(&analysis.episodes[*i])).collect()
    }

    fn is_here(&self, episode: &Episode) -> bool {
        let own: BTreeSet<&str> = self.failures.iter().filter_map(|failure| failure.name.0).collect();
        let mut hosts = join::hosts(episode).peekable();
        own.is_empty() || hosts.peek().is_none() || hosts.any(|host| own.contains(host))
    }

    /// Whether a known finding is about the program that fails first, and it said hardly anything since.
    fn befell(&self, episode: &Episode) -> bool {
        let Some(program) = self.first.name.1.filter(|program| program.len() >= 3) else { return false };
        let is_own = |value: &str| {
            let rest = value.strip_prefix(program);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '@', '_']))
        };
        let begins = self.first.begins();
        let since = self.first.voice.said[..begins].iter().filter(|said| said.at > episode.last.ns).count();
        episode.last.ns <= self.first.opening().at
            && since <= FAILS_SILENT
            && episode.entities().any(|e| is_own(&e.value))
    }

    fn incident(&self, analysis: &Analysis, timeline: Vec<usize>, head: usize) -> Incident {
        let all = || timeline.iter().map(|&i| &analysis.episodes[i]);
        let hosts: BTreeSet<Box<str>> = all().flat_map(|e| e.key.host.iter().chain(&e.observers)).cloned().collect();
        let mut id = Fnv::default();
        all().for_each(|e| id.add(e.id.as_bytes()));
        Incident {
            id: format!("i-{}", id.letters()),
            title: self.title(analysis),
            severity: Severity::Medium,
            start: analysis.episodes[head].began,
            end: all().map(|e| e.last).max().unwrap_or_default(),
            hosts: hosts.into_iter().collect(),
            verdict: Verdict::Unknown,
            roots: vec![self.hypothesis(analysis, &timeline, head)],
            chain: Vec::new(),
            links: Vec::new(),
            also_seen: Vec::new(),
            actions: Vec::new(),
            contradictions: Vec::new(),
            gaps: Vec::new(),
            timeline,
        }
    }

    fn title(&self, analysis: &Analysis) -> String {
        let name = self.first.named(analysis);
        match self.first.ended {
            true => format!("{name} ended with an error, and no rule knows why"),
            false => format!("{name} goes on failing, and no rule knows why"),
        }
    }

    fn hypothesis(&self, analysis: &Analysis, timeline: &[usize], episode: usize) -> Hypothesis {
        let own = &analysis.episodes[episode];
        let condition = self.library.condition(own.key.condition);
        let count = |i: &usize| analysis.episodes[*i].count as f64;
        let explains = own.count as f64 / timeline.iter().map(count).sum::<f64>().max(1.0);
        let factors = Factors {
            prior: condition.prior,
            sure: own.sure,
            explains,
            explained_by_others: 0.0,
            predictions_kept: 1.0,
        };
        Hypothesis {
            episode,
            statement: format!("{}: the earliest of what no rule links", title::of(self.library, own)),
            score: factors.prior * factors.sure * explains,
            lead: f64::INFINITY,
            confidence: Confidence::Low,
            factors,
            trigger: None,
            latent_since: None,
            alike: Vec::new(),
            explains: Vec::new(),
            against: vec!["only the order of the lines speaks for it: no rule knows what leads to them".to_owned()],
            missing: self.missing(analysis),
            branches: Vec::new(),
            before: Vec::new(),
        }
    }

    /// What would tell more: the time before, where the piece begins in the middle, or another log.
    fn missing(&self, analysis: &Analysis) -> Vec<Missing> {
        let name = self.first.named(analysis);
        let (what, why) = match self.first.run.from_start {
            true => (format!("what {name} printed before"), "it fails from the first line of these logs on"),
            false => (format!("the log of what {name} asks or reads"), "these lines show that it fails, not why"),
        };
        vec![Missing { what, why: why.to_owned(), command: String::new(), printed: true }]
    }

    /// Settles where it starts: at something known that came right before, when that is more telling, or at what befell
    /// the program itself; else at its first word.
    fn root(&self, analysis: &Analysis, incident: &mut Incident) {
        incident.chain = incident.timeline.clone();
        let suspects = beforehand::suspects(self.library, analysis, incident, &[]);
        let befell = incident
            .timeline
            .iter()
            .copied()
            .find(|&i| self.is_known(analysis, i) && self.befell(&analysis.episodes[i]));
        let start = analysis.episodes[incident.roots[0].episode].seen;
        let fault = |i: &usize| {
            let episode = &analysis.episodes[*i];
            let role = self.library.condition(episode.key.condition).role;
            let ago = start.ns - episode.seen.ns;
            let speaks = if matches!(role, Role::Cause | Role::Fault) { Speaks::Fault } else { Speaks::Nothing };
            self.is_known(analysis, *i) && ago >= 0 && beforehand::points(speaks, ago, true) >= START_POINTS
        };
        let near = incident.timeline.iter().copied().find(fault);
        incident.roots[0].before = suspects.iter().map(|suspect| suspect.quote.clone()).collect();
        if let Some(head) = befell.or(near) {
            let own = incident.roots[0].clone();
            incident.roots.insert(0, self.hypothesis(analysis, &incident.timeline, head));
            incident.roots[0].before = own.before;
            incident.roots[1].before = Vec::new();
            incident.start = analysis.episodes[head].began;
        }
        self.tell(analysis, incident);
    }

    fn is_known(&self, analysis: &Analysis, index: usize) -> bool {
        Some(analysis.episodes[index].key.condition) != self.library.id(CONDITION)
    }

    /// What its program said in the same breath counts as one with it; chain and advice begin with it.
    fn tell(&self, analysis: &Analysis, incident: &mut Incident) {
        let head = incident.roots[0].episode;
        let own = &analysis.episodes[head];
        let is_alike = |i: &usize| {
            let other = &analysis.episodes[*i];
            let breath = rows::BREATH;
            *i != head
                && unit(other) == unit(own)
                && other.key.condition == own.key.condition
                && other.key.host == own.key.host
                && (other.seen.ns - own.seen.ns).abs() <= breath
        };
        let mut alike: Vec<usize> = incident.timeline.iter().copied().filter(is_alike).collect();
        alike.sort_by_key(|&i| (Reverse(analysis.episodes[i].count), order(analysis, i)));
        incident.roots[0].alike = if own.seen.is_undated() { Vec::new() } else { alike };
        let mut chain: Vec<usize> =
            incident.timeline.iter().copied().filter(|&i| order(analysis, i) >= order(analysis, head)).collect();
        chain.retain(|&i| i == head || !incident.roots[0].alike.contains(&i));
        chain.sort_by_key(|&i| (i != head, Reverse(analysis.episodes[i].count), i));
        chain.truncate(MOST_STEPS);
        chain.sort_by_key(|&i| (i != head, order(analysis, i)));
        incident.chain = chain;
        incident.actions = vec![self.action(analysis, head)];
        let other = incident.roots.get(1).map(|root| self.action(analysis, root.episode));
        incident.actions.extend(other);
    }

    fn action(&self, analysis: &Analysis, index: usize) -> Action {
        let episode = &analysis.episodes[index];
        let explain = self.library.condition(episode.key.condition).explain();
        let cluster = fitting::has_cluster(self.library, &analysis.inputs, &analysis.episodes);
        let commands = fitting::fitting(explain.check, cluster);
        Action {
            episode: index,
            check: commands.iter().map(|command| title::command(self.library, episode, command)).collect(),
            fix: title::filled(self.library, episode, &explain.fix),
            care: title::filled(self.library, episode, &explain.care),
        }
    }

    /// Other programs that fail may be where it starts.
    fn further(&self, opening: &BTreeMap<usize, usize>, analysis: &Analysis, incident: &mut Incident) {
        let mut others: Vec<&Failure<'_, '_>> = self.failures.iter().filter(|f| f.name != self.first.name).collect();
        others.sort_by_key(|failure| (failure.opening().at, failure.opening().index));
        let head = |failure: &Failure<'_, '_>| self.head(failure, opening, analysis, &incident.timeline);
        let heads: BTreeSet<usize> = incident.roots.iter().map(|root| root.episode).collect();
        let new = others.into_iter().filter_map(head).filter(|head| !heads.contains(head)).take(MOST_STARTS);
        let more: Vec<Hypothesis> = new.map(|head| self.hypothesis(analysis, &incident.timeline, head)).collect();
        incident.roots.extend(more);
    }
}

/// Who says it first.
fn unit(episode: &Episode) -> Option<&str> {
    episode.quotes.first().and_then(|quote| quote.unit.as_deref())
}

/// Whether a program says what an episode quotes.
fn is_of(episode: &Episode, failure: &Failure<'_, '_>) -> bool {
    let (_, unit, input) = failure.name;
    let own = |quote: &Quote| quote.unit.as_deref() == unit && input.is_none_or(|input| quote.place.input == input);
    episode.quotes.iter().any(own)
}

/// By time, and of one time by place.
fn order(analysis: &Analysis, index: usize) -> (Stamp, Option<Place>, usize) {
    let episode = &analysis.episodes[index];
    (episode.seen, episode.quotes.first().map(|quote| quote.place), index)
}
