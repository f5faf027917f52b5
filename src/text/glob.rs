//! Patterns of paths.
//!
//! ```text
//! nodes/{host}/**/kubelet*.log
//!       kept   any directories, * and ? within a name
//! ```

/// A kept part: its word, and the text it stands for.
pub type Kept<'a> = Vec<(&'a str, &'a str)>;

/// Whether a whole path is of the pattern's shape.
#[must_use]
pub fn matches(pattern: &str, path: &str) -> bool {
    captures(pattern, path).is_some()
}

/// The kept parts of a path, in the order of the pattern; `None` when the path is of another shape.
///
/// `*` stands for any part of a name, `?` for one character, `**` for any number of directories (last: for whatever is
/// below), `{word}` for a part of a name that is not empty, as short as the rest allows.
#[must_use]
pub fn captures<'a>(pattern: &'a str, path: &'a str) -> Option<Kept<'a>> {
    let mut kept = Vec::new();
    below(pattern, path, &mut kept).then_some(kept)
}

fn below<'a>(pattern: &'a str, path: &'a str, kept: &mut Kept<'a>) -> bool {
    let mark = kept.len();
    let (name, rest) = split(pattern);
    let (own, inner) = split(path);
    let held = match (name, rest, inner) {
        ("**", None, _) => true,
        ("**", Some(rest), _) if below(rest, path, kept) => true,
        ("**", ..) => inner.is_some_and(|inner| below(pattern, inner, kept)),
        (_, None, None) => of_name(name, own, kept),
        (_, Some(rest), Some(inner)) => of_name(name, own, kept) && below(rest, inner, kept),
        _ => false,
    };
    if !held {
        kept.truncate(mark);
    }
    held
}

/// The first name of a path, and the rest.
fn split(path: &str) -> (&str, Option<&str>) {
    path.split_once('/').map_or((path, None), |(name, rest)| (name, Some(rest)))
}

fn of_name<'a>(pattern: &'a str, name: &'a str, kept: &mut Kept<'a>) -> bool {
    let Some(first) = pattern.chars().next() else { return name.is_empty() };
    let rest = &pattern[first.len_utf8()..];
    match first {
        '*' => cuts(name, 0).any(|at| of_name(rest, &name[at..], kept)),
        '?' => name.chars().next().is_some_and(|c| of_name(rest, &name[c.len_utf8()..], kept)),
        '{' => of_kept(rest, name, kept),
        c => name.strip_prefix(c).is_some_and(|name| of_name(rest, name, kept)),
    }
}

fn of_kept<'a>(pattern: &'a str, name: &'a str, kept: &mut Kept<'a>) -> bool {
    let Some((word, rest)) = pattern.split_once('}') else { return false };
    let mark = kept.len();
    cuts(name, 1).any(|at| {
        kept.truncate(mark);
        kept.push((word, &name[..at]));
        of_name(rest, &name[at..], kept)
    })
}

/// Where a name may be cut, from the `from`th byte to its end.
fn cuts(name: &str, from: usize) -> impl Iterator<Item = usize> {
    (from..=name.len()).filter(|at| name.is_char_boundary(*at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, path: &str, want: Option<&[(&str, &str)]>) {
        assert_eq!(captures(pattern, path).as_deref(), want, "{pattern} on {path}");
    }

    #[test]
    fn names_and_directories() {
        check("var/log/syslog*", "var/log/syslog.1", Some(&[]));
        check("var/log/syslog*", "var/log/x/syslog", None);
        check("**/syslog", "syslog", Some(&[]));
        check("**/syslog", "a/b/syslog", Some(&[]));
        check("**/b/**", "a/b/c/d", Some(&[]));
        check("a/**", "b/a", None);
        check("a", "a/b", None);
        check("ä?c", "äöc", Some(&[]));
    }

    #[test]
    fn kept_parts_are_short_and_never_empty() {
        check(
            "{namespace}_{pod}_{uid}/{container}/*.log",
            "kube-system_etcd-1_8f3a/etcd/0.log",
            Some(&[("namespace", "kube-system"), ("pod", "etcd-1"), ("uid", "8f3a"), ("container", "etcd")]),
        );
        check("{host}-????-??-??_??_??_??", "node-1-2025-11-14_03_10_11", Some(&[("host", "node-1")]));
        check("{host}.log", ".log", None);
        check("{host", "a", None);
    }
}
