//! How much a line says by its words, whoever prints it: an error, trouble, a change, or nothing of the kind.

/// What a line speaks of, the most telling last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Speaks {
    /// Anything else.
    Nothing,
    /// Something that was done.
    Change,
    /// Something that went wrong, at no level or a low one.
    Trouble,
    /// An error by its level or its first word, or a known fault.
    Fault,
}

/// How trouble is spoken of by programs, the kernel first of all, that print no level or a low one; in lower case.
const TROUBLE: [&str; 52] = [
    "abort",
    "bad ",
    "can't",
    "cannot",
    "conflict",
    "corrupt",
    "could not",
    "denied",
    "disabl",
    "duplicate",
    "error",
    "exceed",
    "exception",
    "expired",
    "fail",
    "fatal",
    "fault",
    "forbidden",
    "hang",
    "in use",
    "insecure",
    "invalid",
    "killed",
    "lost",
    "mismatch",
    "missing",
    "no longer",
    "no response",
    "no space",
    "no such",
    "non-operational",
    "not found",
    "not permitted",
    "not responding",
    "not secure",
    "offline",
    "out of ",
    "overflow",
    "panic",
    "refus",
    "reject",
    "reset",
    "stuck",
    "timed out",
    "timeout",
    "too many",
    "unable",
    "unexpected",
    "unhealthy",
    "unknown",
    "unreachable",
    "violat",
];

/// How a change is spoken of; in lower case.
const CHANGE: [&str; 26] = [
    "added", "adding", "appl", "chang", "configur", "creat", "delet", "drain", "enabled", "install", "invoked",
    "migrat", "mounted", "reboot", "reload", "remov", "renam", "replac", "restart", "rotat", "scal", "shut", "start",
    "stop", "switch", "upgrad",
];

/// What a text that no rule knows speaks of. What went well is a change at most.
#[must_use]
pub fn speaks(template: &str, error: bool) -> Speaks {
    let text = template.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    match () {
        () if error => Speaks::Fault,
        () if says(&TROUBLE) && !says(&["success"]) => Speaks::Trouble,
        () if says(&CHANGE) => Speaks::Change,
        () => Speaks::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_trouble_from_change() {
        let check = |text: &str, want: Speaks| assert_eq!(speaks(text, false), want, "{text}");
        check("mpt3sas_cm<n>: SAS host is non-operational !!!!", Speaks::Trouble);
        check("bond<n>: No response from the link partner", Speaks::Trouble);
        check("Reloaded nftables.service - nftables.", Speaks::Change);
        check("all retries after the timeout ended successfully: started", Speaks::Change);
        check("Accepted publickey for ops from <n>", Speaks::Nothing);
        assert_eq!(speaks("all is well", true), Speaks::Fault);
    }
}
