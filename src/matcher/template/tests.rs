//! The regex engine is the oracle: same answer, same groups.

use proptest::prelude::*;
use regex::bytes::Regex;

use super::*;
use crate::matcher::verify::compile;
use crate::rule::{baked, implied};

/// A regex with its template; every group is kept.
struct Pair {
    regex: Regex,
    template: Option<Template>,
}

impl Pair {
    fn new(regex: &str) -> Self {
        let compiled = compile(regex).expect(regex);
        let groups: Vec<usize> = (1..compiled.captures_len()).collect();
        let template = template(&implied::parse(regex).expect(regex), &groups);
        Pair { regex: compiled, template }
    }

    /// The regex's groups, when it matches; compared with the template's on the way.
    #[track_caller]
    fn check(&self, text: &[u8]) -> Option<Groups> {
        let group = |m: regex::bytes::Match<'_>| (m.start(), m.end());
        let want: Option<Groups> = self.regex.captures(text).map(|c| c.iter().skip(1).map(|m| m.map(group)).collect());
        let got = match self.template.as_ref().map_or(Answer::Unknown, |template| template.find(text)) {
            Answer::Match(spans) => Some(spans.groups),
            Answer::No => None,
            Answer::Unknown => return want,
        };
        assert_eq!(got, want, "{} on {:?}", self.regex, String::from_utf8_lossy(text));
        want
    }
}

#[track_caller]
fn check(regex: &str, text: &str, want: Option<&[&str]>) {
    let pair = Pair::new(regex);
    assert!(pair.template.is_some(), "{regex} has a template");
    let groups = pair.check(text.as_bytes());
    let texts = groups.map(|g| g.iter().map(|span| span.map_or("-", |(from, to)| &text[from..to])).collect::<Vec<_>>());
    assert_eq!(texts.as_deref(), want, "{regex} on {text:?}");
}

#[test]
fn each_kind_of_step() {
    check(r"nfs: server (\S+) not", "x nfs: server a.b not", Some(&["a.b"]));
    check(r"nfs: server (\S+) not", "nfs: server  not", None);
    check(r"(a+)(a*)b", "caaab", Some(&["aaa", ""]));
    check(r"(a+?)(a*)b", "caaab", Some(&["a", "aa"]));
    check(r"(?:x(\d)|y(\d)) z", "x1 y2 z", Some(&["-", "2"]));
    check(r"^(\w+)$", "word", Some(&["word"]));
    check(r"^(\w+)$", "two words", None);
    check(r"\btime (\d{2,3})\b", "uptime 1 time 12 ", Some(&["12"]));
    check(r#""([^"]*)".{0,9}?end"#, r#""a" "b" end"#, Some(&["a"]));
    check(r"(?:(\d+):)*(\w)", "1:22:333:z", Some(&["333", "z"]));
    check(r"(?:node (\w+): )?I/O on (\w+)", "node a: I/O on b", Some(&["a", "b"]));
    check(r"(?:node (\w+): )?I/O on (\w+)", "note a: I/O on b", Some(&["-", "b"]));
    check(r"aab", "aaab", Some(&[]));
    check(r"x(.*)(?:ab|cd|ef|gh|ij|kl|m)", "x ab cd e", Some(&[" ab "]));
    check(r"x(?:ab|cd|ef|gh|ij|kl|(m?))$", "xaxm", Some(&["m"]));
    check(r"x(?:ab|cd|ef|gh|ij|kl|(m?))$", "x", Some(&[""]));
    check(
        r"CMD ([^\n]*)(?:etcdctl\b|\betcd-(\w+)|\bx)",
        "CMD cd /etc/cron; petcd-x etcd-a",
        Some(&["cd /etc/cron; petcd-x ", "a"]),
    );
    check(r"CMD ([^\n]*)(?:etcdctl\b|\betcd-(\w+)|\bx)", "CMD cd /etc/cron; petcd-1 etcdctls", None);
    check(r"(\w+)\b (\d*)\b", "ab cd 1", Some(&["ab", ""]));
}

#[test]
fn a_long_text_is_worth_more_trials() {
    let pair = Pair::new(r"a(\d+)b");
    let find = |times: usize| pair.template.as_ref().map(|t| t.find(&b"a11 and what is not tried ".repeat(times)));
    assert_eq!(find(6000), Some(Answer::No));
}

#[test]
fn what_a_part_of_a_text_cannot_match() {
    for (regex, text, want) in [
        (r"\betcd (\d+)\b", "xetcd 12x", true),
        (r"\betcd (\d+)\b", "xetcd x12", false),
        (r"^etcd (\d+)$", "etcd", true),
        (r"etcd (?:\d+$|\Bx)", "an etcd 12 or so", true),
        (r"etcd (?:\d+$|\Bx)", "an etcd or so", false),
    ] {
        let template = Pair::new(regex).template.expect(regex);
        assert_eq!(template.may_match(text.as_bytes()), want, "{regex} on {text:?}");
    }
}

#[test]
fn a_text_that_costs_too_much_is_the_regex_s() {
    let pair = Pair::new(r"x(.*)(.*)(.*)y!");
    assert_eq!(pair.template.as_ref().map(|t| t.find(&b"xy ".repeat(200))), Some(Answer::Unknown));
}

/// Every regex of the library on its own examples, and on these with a byte, a word or the end changed.
#[test]
fn the_library_s_examples_and_their_mutations() {
    let (mut all, mut known, mut matched) = (0, 0, 0);
    for source in baked::sources() {
        for row in source.file.signatures.iter().chain(&source.file.ends) {
            let pair = Pair::new(row.regex.get_ref());
            all += 1;
            known += usize::from(pair.template.is_some());
            for example in row.matches.iter().chain(&row.rejects) {
                let text = example.get_ref().as_bytes();
                let groups = pair.check(text);
                matched += usize::from(groups.is_some());
                let around = [b"x", text, b"x"].concat();
                let may_match = pair.template.as_ref().is_none_or(|template| template.may_match(&around));
                assert!(may_match || groups.is_none(), "{} in {:?}", pair.regex, example.get_ref());
                mutations(text).iter().for_each(|text| drop(pair.check(text)));
            }
        }
    }
    assert!(known * 100 >= all * 98 && matched >= all, "{known} of {all} have a template, {matched} matches");
}

/// A text with each word left out, doubled or split, cut at several places, and inside another text.
fn mutations(text: &[u8]) -> Vec<Vec<u8>> {
    let mut all = vec![[text, b" ", text].concat(), [b"x", text, b"x"].concat()];
    for at in (0..text.len()).step_by(5) {
        let (one, two) = text.split_at(at);
        all.push([one, b"\"", two].concat());
        all.push([one, b" ", two].concat());
        all.push([one, &two[1..]].concat());
        all.push([one, b"\n", two].concat());
        all.push([one, one, two].concat());
        all.push(one.to_vec());
        all.push(two.to_vec());
    }
    all
}

const SHAPES: [&str; 19] = [
    r"(a+)b(c*?)a",
    r"(?:ab|a)(b*)(c)?",
    r"([ab]+) ?([bc]{1,3})c",
    r"a(.{0,5}?)b(.*)c",
    r"(?:a(b)?c?)+ (a)",
    r"^(a|b)*?c",
    r"\b(a\w*)\b c",
    r"([^ ]+)(?: ([ab]+))?$",
    r"(?:(a)|(b)|c){2,4}a",
    r"b([^c]*)c(a+|b+)",
    r"(\S+?)(a?)b",
    r"((?:a|b c){1,3}) c",
    r"(a|bb|c |ab|ca|b|cc)+b",
    r"a(?:b|cc| |ab|(a?)|ca|\bc)(b|$)",
    r"([^\n]*)(?:aa|ab|ba b|bc|ca|c a|cc)",
    r"([^\n]*)(?:ab\b|\bb([ac]*)\b|\bca|\Bc)",
    r"(a*)\B(b|c)([ab]*)\b",
    r"(\w+?)\b([ c]*)\B",
    r"a(?:b\b|\bcc| \b|\Bab|(a?)|ca|\bc)(b|$)",
];

proptest! {
    #[test]
    fn equal_to_the_regex(shape in 0..SHAPES.len(), text in "[abc \n]{0,24}") {
        Pair::new(SHAPES[shape]).check(text.as_bytes());
    }

    /// What matches a part of a text is never ruled out by the whole.
    #[test]
    fn a_part_that_matches(shape in 0..SHAPES.len(), text in "[abc \n]{0,24}", from in 0usize..12, to in 12usize..25) {
        let pair = Pair::new(SHAPES[shape]);
        let (from, to) = (from.min(text.len()), to.min(text.len()));
        if pair.regex.is_match(&text.as_bytes()[from..to]) {
            prop_assert!(pair.template.is_none_or(|template| template.may_match(text.as_bytes())));
        }
    }

    /// A match that lies in a part of a text is the first one of the part too.
    #[test]
    fn the_same_in_a_part(shape in 0..SHAPES.len(), text in "[abc \n]{0,24}", from in 0usize..12, to in 12usize..25) {
        let template = Pair::new(SHAPES[shape]).template.filter(|template| !template.has_places());
        let (from, to) = (from.min(text.len()), to.min(text.len()));
        let whole = template.as_ref().map(|template| template.find(text.as_bytes()));
        let Some(Answer::Match(spans)) = whole else { return Ok(()) };
        if let Some(spans) = spans.within(from..to) {
            let part = template.expect("it was found").find(&text.as_bytes()[from..to]);
            prop_assert_eq!(part, Answer::Match(spans));
        }
    }
}
