//! An analysis on trial: what it must hold by the truth of its fixture, and a list of what it lacks.

use kascade::model::{Analysis, Episode, Hypothesis, Incident, Origin, Quote, Verdict};
use kascade::report::{View, answer};
use kascade::rule::title;
use kascade::time::show;

use super::truth::{Branch, Root, Step, Truth};
use super::{condition, engine, lacks};

/// An analysis beside the truth, and what was found wanting.
pub struct Trial<'a> {
    pub truth: &'a Truth,
    pub analysis: &'a Analysis,
    missing: Vec<String>,
}

impl<'a> Trial<'a> {
    pub fn new(truth: &'a Truth, analysis: &'a Analysis) -> Self {
        Trial { truth, analysis, missing: Vec::new() }
    }

    pub fn require(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.missing.push(what());
        }
    }

    pub fn episode(&self, index: usize) -> &'a Episode {
        &self.analysis.episodes[index]
    }

    /// `kernel.task-hung on kestrel at 2025-12-19T04:41:22Z`.
    pub fn shown(&self, index: usize) -> String {
        let episode = self.episode(index);
        let host = episode.key.host.as_deref().unwrap_or("no host");
        format!("{} on {host} at {}", condition(self.analysis, index), show::rfc3339(episode.began.ns))
    }

    /// The incident of the root cause; where the logs hold only one, the first.
    fn first(&mut self) -> Option<&'a Incident> {
        let (incidents, truth) = (&self.analysis.incidents, self.truth);
        let own = incidents.iter().find(|i| !truth.roots.is_empty() && self.heads(i, &truth.root_cause));
        let first = own.or(incidents.first());
        self.require(first.is_some(), || "no incident was found".to_owned());
        first
    }

    pub fn judge(&mut self) {
        let Some(incident) = self.first() else { return };
        let (truth, root) = (self.truth, &incident.roots[0]);
        self.require(incident.verdict.word() == truth.verdict, || {
            format!("verdict is {}, not {}", incident.verdict.word(), truth.verdict)
        });
        self.root(root);
        self.trigger(root);
        self.chain(incident);
        self.distractors(incident, root);
        truth.branches.iter().for_each(|branch| self.branch(root, branch));
        truth.roots.iter().for_each(|root| self.further(root));
        self.contradictions(incident);
        self.cannot_tell(incident);
        self.screen();
    }

    /// Whether an incident is the one of this root.
    fn heads(&self, incident: &Incident, truth: &Root) -> bool {
        let episode = incident.roots[0].episode;
        let place = self.episode(episode);
        condition(self.analysis, episode) == truth.condition
            && (on_host(place, &truth.host) || quoted(&place.quotes, &truth.evidence))
    }

    fn further(&mut self, truth: &Root) {
        let told = self.analysis.incidents.iter().any(|incident| self.heads(incident, truth));
        self.require(told, || format!("no other incident has the root {} on {}", truth.condition, truth.host));
    }

    fn root(&mut self, root: &Hypothesis) {
        let truth = &self.truth.root_cause;
        let named = self.shown(root.episode);
        let same = condition(self.analysis, root.episode) == truth.condition;
        self.require(same, || format!("root is {named}, not {} on {}", truth.condition, truth.host));
        let episode = self.episode(root.episode);
        let place =
            on_host(episode, &truth.host) || episode.key.host.is_none() || quoted(&episode.quotes, &truth.evidence);
        self.require(!same || place, || format!("root {named} is not on {} and quotes none of its lines", truth.host));
        let basis = if episode.origin == Origin::Inferred { "inferred" } else { "observed" };
        let wanted = truth.basis.as_deref().unwrap_or("observed");
        self.require(!same || basis == wanted, || format!("root is {basis}, not {wanted}"));
    }

    fn trigger(&mut self, root: &Hypothesis) {
        let Some(truth) = &self.truth.trigger else { return };
        let holds = root.trigger.as_ref().is_some_and(|trigger| {
            let named = trigger.episode.is_some_and(|e| condition(self.analysis, e) == truth.condition);
            named || quoted(&trigger.evidence, &truth.evidence)
        });
        let found = root.trigger.as_ref().map_or("none", |t| t.statement.as_str());
        self.require(holds, || format!("trigger is {found:?}, not {} at {}", truth.condition, truth.time));
        self.both_dates(truth);
    }

    /// A latent cause and its trigger each have their date on the screen.
    fn both_dates(&mut self, trigger: &Root) {
        let answer = answer::render(&View::new(self.analysis, &engine().library));
        let (cause, trigger) = (&self.truth.root_cause.time[..10], &trigger.time[..10]);
        let both = cause == trigger || answer.contains(cause) && answer.contains(trigger);
        self.require(both, || format!("the answer does not show both dates, {cause} and {trigger}"));
    }

    fn chain(&mut self, incident: &Incident) {
        let truth = self.truth;
        let found: Vec<Option<usize>> = truth.chain.iter().map(|step| self.step(incident, step)).collect();
        for (step, found) in truth.chain.iter().zip(&found) {
            self.require(found.is_some(), || {
                format!("step is not in the timeline: {} on {} at {}", step.condition, step.host, step.time)
            });
        }
        let held: Vec<(&Step, usize)> =
            truth.chain.iter().zip(found).filter_map(|(step, e)| Some((step, e?))).collect();
        for (at, &(earlier, one)) in held.iter().enumerate() {
            let turned =
                held[at + 1..].iter().find(|(later, two)| later.time != earlier.time && !self.in_order(one, *two));
            let said =
                turned.map(|&(_, two)| format!("order: {} must not come after {}", self.shown(one), self.shown(two)));
            self.missing.extend(said);
        }
    }

    /// The episode of a step: of several, the one nearest to the step's time.
    fn step(&self, incident: &Incident, step: &Step) -> Option<usize> {
        let like = |&&e: &&usize| condition(self.analysis, e) == step.condition && on_host(self.episode(e), &step.host);
        let near = |&&e: &&usize| (self.episode(e).began.ns - step.ns()).abs();
        incident.timeline.iter().filter(like).min_by_key(near).copied()
    }

    /// Whether the onset of `one` is not after that of `two`, as far as either is known.
    fn in_order(&self, one: usize, two: usize) -> bool {
        let (one, two) = (self.episode(one), self.episode(two));
        one.began.ns <= two.began.ns + one.onset_sigma_ns.max(two.onset_sigma_ns)
    }

    fn distractors(&mut self, incident: &Incident, root: &Hypothesis) {
        let head = incident.chain.first().copied().unwrap_or(root.episode);
        for distractor in &self.truth.distractors {
            let evidence = std::slice::from_ref(&distractor.evidence);
            let blamed = [root.episode, head].iter().any(|&e| quoted(&self.episode(e).quotes, evidence));
            self.require(!blamed, || format!("a distractor is blamed: {}", distractor.what));
        }
    }

    fn branch(&mut self, root: &Hypothesis, branch: &Branch) {
        let is_it =
            |&e: &usize| condition(self.analysis, e) == branch.condition && on_host(self.episode(e), &branch.host);
        let there = root.branches.iter().any(is_it);
        self.require(there, || format!("no branch {} on {}", branch.condition, branch.host));
    }

    /// A line that names the numbers in brackets (pids) of both lines.
    fn contradictions(&mut self, incident: &Incident) {
        for truth in &self.truth.contradictions {
            let pids = || truth.evidence.iter().filter_map(|line| line.split_once('[')?.1.split_once(']'));
            let told = |line: &String| pids().all(|(pid, _)| line.contains(pid));
            self.require(incident.contradictions.iter().any(told), || {
                format!("contradiction is not told: {}", truth.what)
            });
        }
    }

    fn cannot_tell(&mut self, incident: &Incident) {
        let Some(truth) = &self.truth.cannot_tell else { return };
        let listed = incident.gaps.iter().any(|gap| named(gap, &truth.condition));
        self.require(listed, || {
            format!("gaps do not say that {} cannot be told: {:?}", truth.condition, incident.gaps)
        });
        let claimed = incident.timeline.iter().find(|&&e| condition(self.analysis, e) == truth.condition);
        let claimed = claimed.map(|&e| self.shown(e));
        self.require(claimed.is_none(), || format!("claimed although it cannot be told: {claimed:?}"));
    }

    fn screen(&mut self) {
        let answer = answer::render(&View::new(self.analysis, &engine().library));
        let (lines, columns) = (answer.lines().count(), answer.lines().map(|l| l.chars().count()).max().unwrap_or(0));
        self.require(lines <= 30 && columns <= 100, || {
            format!("the answer has {lines} lines of up to {columns} columns")
        });
    }

    pub fn cause_is_gone(&mut self) {
        let removed = &self.truth.cause_removed;
        for incident in &self.analysis.incidents {
            let root = condition(self.analysis, incident.roots[0].episode);
            let still = incident.verdict == Verdict::Known && root == self.truth.root_cause.condition;
            let head = self.shown(incident.roots[0].episode);
            self.require(!still, || format!("known without its cause: {head}"));
        }
        let Some(incident) = self.analysis.incidents.first() else {
            return self
                .require(removed.verdicts.iter().any(|v| v == "none"), || "no incident without its cause".to_owned());
        };
        let head = self.shown(incident.roots[0].episode);
        let allowed = removed.verdicts.iter().any(|v| v == incident.verdict.word());
        self.require(allowed, || {
            format!("verdict {} ({head}) is none of {:?}", incident.verdict.word(), removed.verdicts)
        });
        for id in &removed.missing {
            let texts = said_to_be_missing(incident);
            self.require(texts.iter().any(|t| named(t, id)), || {
                format!("missing cause {id} is not named ({head}): {texts:?}")
            });
            // Whole files are gone: somebody must be told to fetch them.
            let rows = &incident.roots[0].missing;
            let asked = rows.iter().any(|m| named(&m.what, id) && m.why.contains("not supplied"));
            self.require(asked || removed.drop_files.is_empty() || !removed.drop_lines.is_empty(), || {
                format!("the source of {id} is not said to be missing ({head}): {rows:?}")
            });
        }
    }

    pub fn same_as(&mut self, other: &Analysis) {
        let (one, two) = (head_of(self.analysis), head_of(other));
        self.require(one == two, || format!("verdict and root are {two:?} with doubled noise, {one:?} without"));
    }

    pub fn quiet(&mut self) {
        for incident in &self.analysis.incidents {
            let head = self.shown(incident.roots[0].episode);
            self.missing.push(format!(
                "{} incident of distractors: {head}: {}",
                incident.severity.word(),
                incident.title
            ));
        }
    }

    /// What was found wanting.
    pub fn missing(&self) -> &[String] {
        &self.missing
    }

    #[track_caller]
    pub fn end(self, name: &str) {
        let timeline =
            self.analysis.incidents.first().map(|i| i.timeline.iter().map(|&e| self.shown(e)).collect::<Vec<_>>());
        let seen = timeline.unwrap_or_default().join("\n    ");
        let new: Vec<&str> =
            self.missing.iter().map(String::as_str).filter(|line| !lacks::is_known(name, line)).collect();
        let list = new.join("\n  - ");
        assert!(
            new.is_empty(),
            "{name}: {} wrong\n  - {list}\n  timeline of the first incident:\n    {seen}",
            new.len()
        );
    }
}

fn on_host(episode: &Episode, host: &str) -> bool {
    host == "cluster" || episode.key.host.as_deref() == Some(host) || episode.observers.iter().any(|o| **o == *host)
}

/// Whether a quote holds one of the substrings, however often it was escaped on its way.
fn quoted(quotes: &[Quote], evidence: &[String]) -> bool {
    let bare = |text: &str| text.replace('\\', "");
    quotes.iter().any(|quote| evidence.iter().any(|e| bare(&quote.raw).contains(&bare(e))))
}

/// Whether a line of a report names a condition, by id or by title.
fn named(text: &str, id: &str) -> bool {
    let library = &engine().library;
    let title = library.id(id).map(|c| title::bare(&library.condition(c).title));
    text.contains(id) || title.is_some_and(|title| text.contains(&title))
}

/// Every text of an incident that may name what is not there.
fn said_to_be_missing(incident: &Incident) -> Vec<&str> {
    let missing = incident.roots.iter().flat_map(|root| &root.missing).map(|m| m.what.as_str());
    let against = incident.roots.iter().flat_map(|root| &root.against).chain(&incident.gaps);
    missing.chain(against.map(String::as_str)).collect()
}

fn head_of(analysis: &Analysis) -> Option<(Verdict, &'static str)> {
    analysis.incidents.first().map(|i| (i.verdict, condition(analysis, i.roots[0].episode)))
}
