//! Failure lines: the texts that the rules themselves must match, printed by a program that may print them.
//!
//! What each line yields is found by asking every signature of the library about that one record, without filter,
//! blocks or bounds: the plain search that the stages are checked against.

use std::sync::Arc;

use kascade::format::Dialect;
use kascade::matcher::told::Told;
use kascade::matcher::{Context, Engine, Subjects, Trial};
use kascade::model::{SignatureId, Subject};
use kascade::rule::baked;
use kascade::rule::build::Source;

use super::corpus::{Form, HOST, Moment, envelope};
use super::healthy::{self, Template};
use super::seeded::Seeded;

/// A program of each stream.
const PROGRAMS: [(&str, &str); 16] = [
    ("any", "app"),
    ("kernel", "kernel"),
    ("kubelet", "kubelet"),
    ("containerd", "containerd"),
    ("etcd", "etcd"),
    ("systemd", "systemd"),
    ("k3s", "k3s"),
    ("apiserver", "kube-apiserver"),
    ("scheduler", "kube-scheduler"),
    ("controller-manager", "kube-controller-manager"),
    ("kube-proxy", "kube-proxy"),
    ("coredns", "coredns"),
    ("crio", "crio"),
    ("docker", "dockerd"),
    ("networkd", "NetworkManager"),
    ("timesync", "chronyd"),
];

/// A line that tells of trouble.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Who prints it.
    pub ident: &'static str,
    /// What.
    pub text: String,
    /// Findings that it yields, but for ends.
    pub begins: u64,
    /// Findings that end something.
    pub ends: u64,
    /// The first finding.
    first: Arc<Subject>,
}

/// Failure lines of one form.
#[derive(Clone, Debug)]
pub struct Failures {
    /// In the order of the rules.
    pub lines: Vec<Failure>,
}

impl Failures {
    /// Every text of the built-in rules that yields a finding in this form.
    ///
    /// # Panics
    ///
    /// When a healthy line yields one too: then that line is a bad example of health, and must be replaced.
    pub fn new(engine: &Engine, form: Form) -> Self {
        healthy::templates()
            .for_each(|template| assert_eq!(conditions(engine, form, template), "", "{}", template.text));
        let lines = baked::sources()
            .into_iter()
            .flat_map(|source| texts(&source))
            .filter_map(|(ident, text)| failure(engine, form, ident, text));
        Failures { lines: lines.collect() }
    }

    /// One line for each condition that tells its hosts apart, as far as a line yields that finding alone.
    pub fn one_for_each_condition(&self, engine: &Engine) -> Vec<&Failure> {
        let host = engine.library.kind("host");
        let alone = |f: &&Failure| (f.begins, f.ends) == (1, 0) && f.first.about_host.is_none();
        let mut lines: Vec<&Failure> = self.lines.iter().filter(alone).collect();
        lines.retain(|f| engine.library.condition(f.first.condition).is_about(host));
        lines.dedup_by_key(|f| f.first.condition);
        lines
    }
}

/// The texts of one rule, each with who prints it; texts of several lines are left out.
fn texts(source: &Source) -> Vec<(&'static str, String)> {
    let rows = source.file.signatures.iter().chain(&source.file.ends);
    let printed = rows.filter_map(|row| {
        let from = row.from.first()?.get_ref();
        let (_, ident) = PROGRAMS.iter().find(|(stream, _)| stream == from)?;
        Some(row.matches.iter().map(|text| (*ident, text.get_ref().clone())))
    });
    printed.flatten().filter(|(_, text)| !text.contains('\n')).collect()
}

/// The conditions that a healthy line is taken for.
fn conditions(engine: &Engine, form: Form, template: Template) -> String {
    let (mut payload, mut raw) = (Vec::new(), Vec::new());
    healthy::fill(&mut payload, template.text, Moment(0), &mut Seeded::new(1));
    envelope(&mut raw, form, HOST, Moment(0), template.ident, &payload);
    let findings = plain_search(engine, &context(engine, form), &raw);
    findings.iter().map(|f| &*engine.library.condition(f.condition).id).collect::<Vec<&str>>().join(", ")
}

fn failure(engine: &Engine, form: Form, ident: &'static str, text: String) -> Option<Failure> {
    let mut raw = Vec::new();
    envelope(&mut raw, form, HOST, Moment(0), ident, text.as_bytes());
    let findings = plain_search(engine, &context(engine, form), &raw);
    let ends = findings.iter().filter(|f| f.ends).count() as u64;
    let begins = findings.len() as u64 - ends;
    Some(Failure { ident, text, begins, ends, first: findings.into_iter().next()? })
}

/// What every signature of the library says of one record.
pub fn plain_search(engine: &Engine, context: &Context<'_>, raw: &[u8]) -> Vec<Arc<Subject>> {
    let record = context.dialect.decode(raw, &engine.names);
    let streams = engine.streams_of(&record, context.file, context.container);
    let all = (0..engine.library.signatures.len()).map(|i| SignatureId(u16::try_from(i).expect("few signatures")));
    let known = &mut Subjects::default();
    let told = Told::new(&record, &engine.names);
    let all = all.map(|id| Trial { id, at: None });
    all.filter_map(|trial| Some(engine.verify(&trial, &told, streams, context, known)?.subject)).collect()
}

/// What is known of a corpus before its records are read.
pub fn context(engine: &Engine, form: Form) -> Context<'static> {
    let dialect = dialect(form);
    let file = engine.library.streams.of_file("corpus.log");
    Context {
        input: 0,
        host: None,
        labels: &[],
        container: None,
        file,
        dialect,
        frame: dialect.frame(),
        is_beside: false,
        units: &[],
    }
}

/// The format of a corpus.
pub fn dialect(form: Form) -> Dialect {
    match form {
        Form::Short => Dialect::named("short"),
        Form::JournalJson => Dialect::named("journal-json"),
        Form::Cri => Dialect::named("cri"),
        Form::Klog | Form::Zap => Some(Dialect::default()),
    }
    .expect("a format of the house")
}
