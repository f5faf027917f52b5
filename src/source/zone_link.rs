//! `/etc/localtime`: a link whose target names the zone of a machine. In a copy it mostly leads nowhere.
//!
//! ```text
//! etc/localtime -> ../usr/share/zoneinfo/America/New_York
//! ```

/// Where the data of all zones lie.
const DATA: &str = "zoneinfo/";
/// Other forms of the same data below that.
const FORMS: [&str; 2] = ["posix/", "right/"];

/// Whether a file is called like such a link.
#[must_use]
pub fn is_called(file: &str) -> bool {
    file == "localtime"
}

/// The zone that the target of a link names.
#[must_use]
pub fn zone(target: &str) -> Option<&str> {
    let (_, name) = target.rsplit_once(DATA)?;
    let name = FORMS.iter().find_map(|form| name.strip_prefix(form)).unwrap_or(name);
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_that_name_a_zone() {
        for (target, name) in [
            ("../usr/share/zoneinfo/America/New_York", Some("America/New_York")),
            ("/usr/share/zoneinfo/posix/Europe/Berlin", Some("Europe/Berlin")),
            ("/usr/share/zoneinfo/UTC", Some("UTC")),
            ("/etc/locale.conf", None),
            ("/usr/share/zoneinfo/", None),
        ] {
            assert_eq!(zone(target), name, "{target}");
        }
    }
}
