//! Which machine a path names: by a folder, a file of nameless lines, or the folder that was given.
//!
//! ```text
//! bundle/node-3/var/log/syslog         node-3: the first folder that is no place of a file system
//! console/forge-1-sol.log              forge-1: a serial console does not say whose it is
//! db-1-bmc/sel.txt                     db-1, told by its management controller
//! cluster/events.json                  none
//! ```

/// Directory names that are no host: kinds of files, places of a file system, parts of bundles.
const GENERIC: [&str; 58] = [
    ".",
    "apt",
    "artifacts",
    "attachments",
    "boot",
    "bundle",
    "bundles",
    "cluster",
    "cluster-info",
    "cluster-resources",
    "collected",
    "console",
    "containers",
    "crash",
    "data",
    "dkms",
    "docker",
    "download",
    "downloads",
    "dump",
    "etc",
    "events",
    "evidence",
    "export",
    "files",
    "home",
    "hosts",
    "installer",
    "journal",
    "k8s",
    "kernel",
    "kubernetes",
    "lib",
    "log",
    "logs",
    "namespaces",
    "node",
    "nodes",
    "output",
    "pods",
    "previous",
    "pstore",
    "raw",
    "results",
    "root",
    "run",
    "syslog",
    "system",
    "systemd",
    "temp",
    "tmp",
    "unattended-upgrades",
    "upgrade",
    "upload",
    "uploads",
    "usr",
    "var",
    "workers",
];

/// Directories of what belongs to no single machine.
const CLUSTER: [&str; 2] = ["cluster", "cluster-resources"];

/// Whether a path is that of something that belongs to the cluster, not to a machine.
#[must_use]
pub fn is_of_cluster(path: &str) -> bool {
    path.split('/').any(|part| CLUSTER.contains(&part))
}

/// The machine that the folders `parts` and the file below them tell of, and whether that is a guess: a folder that is
/// called something; `root` is the folder that was given.
#[must_use]
pub fn of(parts: &[&str], file: &str, root: Option<&str>) -> Option<(String, bool)> {
    let folder = host(parts);
    let file = || host_of_file(parts, file).map(|name| (name, false));
    let root = || host_of_root(parts, root);
    let on_console = || of_console(parts, file()).filter(|_| parts.len() > 1);
    on_console().or(folder).or_else(file).or_else(root)
}

/// The machine of a captured console below the folder of the server that captured it: `oob-gw/var/consoles/db-1.log`.
fn of_console(parts: &[&str], named: Option<(String, bool)>) -> Option<(String, bool)> {
    parts.last().filter(|folder| is_of_consoles(folder))?;
    let is_kind = |name: &str| NAMELESS.iter().any(|kind| name.starts_with(kind));
    named.filter(|(name, _)| !is_kind(name) && name.bytes().filter(u8::is_ascii_digit).nth(3).is_none())
}

/// What a file is called beside the name of its machine when its lines do not say whose they are: `forge-1-sol.log`,
/// `dmesg-forge-1.txt`.
const NAMELESS: [&str; 15] = [
    "bmc",
    "console",
    "idrac",
    "ilo",
    "ipmi",
    "netconsole",
    "sel",
    "serial",
    "sol",
    "containerd",
    "dmesg",
    "k3s",
    "kmsg",
    "kubelet",
    "pstore",
];
/// How many of them show one machine from outside, so that its name, whatever it is, stands before.
const OUTSIDE: usize = 9;
/// Words that name a folder of captured consoles, a file for each machine,
const CONSOLES: [&str; 6] = ["console", "consoles", "conserver", "netconsole", "serial", "sol"];
/// ... and that may stand beside them: `console-server`, `sol_logs`.
const OF_CONSOLES: [&str; 7] = ["capture", "captures", "ipmi", "log", "logs", "output", "server"];
/// How such a name begins when it is that of a boot, a part, a line or a store of crash records, and not of a machine.
const NO_MACHINE: [&str; 16] = [
    "agent",
    "boot",
    "config",
    "current",
    "efi-",
    "efi_pstore-",
    "erst-",
    "last",
    "nvram-",
    "old",
    "part",
    "prev",
    "ramoops-",
    "server",
    "since",
    "tty",
];

/// The machine that a file of nameless lines is named after.
fn host_of_file(parts: &[&str], file: &str) -> Option<String> {
    let extensions = [".gz", ".zst", ".xz", ".log", ".txt", ".out", ".console", ".serial"];
    let stem = extensions.iter().fold(file, |stem, end| stem.strip_suffix(end).unwrap_or(stem));
    let is_part = |c: char| "-_.".contains(c);
    let before = |kind: &&str| stem.strip_suffix(*kind).and_then(|rest| rest.strip_suffix(is_part));
    let behind = |kind: &&str| stem.strip_prefix(*kind).and_then(|rest| rest.strip_prefix(is_part));
    let from_outside = NAMELESS[..OUTSIDE].iter().find_map(before);
    let numbered =
        || NAMELESS.iter().find_map(|kind| before(kind).or_else(|| behind(kind))).filter(|name| is_numbered(name));
    let in_console = || parts.last().filter(|folder| is_of_consoles(folder)).and(Some(stem));
    let name = from_outside.or_else(numbered).or_else(in_console).filter(|name| !NAMELESS.contains(name))?;
    let is_line = NO_MACHINE.iter().any(|no| name.starts_with(no)) || parts.iter().any(|part| CLUSTER.contains(part));
    (!is_line && looks_like_host(name)).then(|| name.to_owned())
}

/// Whether a folder is one of captured consoles.
fn is_of_consoles(folder: &str) -> bool {
    let name = folder.to_ascii_lowercase();
    let mut words = name.split(['-', '_', '.']);
    words.clone().any(|word| CONSOLES.contains(&word))
        && words.all(|word| CONSOLES.contains(&word) || OF_CONSOLES.contains(&word))
}

/// Whether a name is that of one machine of several: `forge-1`, `forge-1.example.com`.
fn is_numbered(name: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    let (host, domain) = name.split_once('.').unwrap_or((name, ""));
    let is_release = host.strip_prefix('v').is_some_and(|rest| rest.starts_with(is_digit));
    host.starts_with(|c: char| c.is_ascii_alphabetic())
        && host.ends_with(is_digit)
        && !is_release
        && !domain.contains(is_digit)
}

/// The nearest directory that is named like a machine. A boot's or a package's directory (`nvidia/390.157/build`) is
/// none: only the names before the first generic one count once one was met.
fn host(parts: &[&str]) -> Option<(String, bool)> {
    if parts.iter().any(|part| CLUSTER.contains(part)) {
        return None;
    }
    let generic = |p: &str| is_generic(p) || is_of_consoles(p);
    let generic = |p: &str| generic(p) || is_collection(p);
    let tells = |p: &&str| !generic(p) && !is_machine_id(p) && !super::origin::is_container_id(p);
    let mut named = parts.iter().copied().skip_while(|part| !tells(part));
    let (first, inner) = (named.next(), named.next().filter(tells));
    let named = inner.filter(|inner| first.is_some_and(|first| is_group(first, inner))).or(first);
    named.filter(|name| looks_like_host(name)).map(guess)
}

/// How tools that collect from a whole cluster begin the name of their folder.
const COLLECTIONS: [&str; 8] = [
    "calico-diagnostics",
    "cilium-sysdump",
    "cluster-info",
    "inspect.local.",
    "inspection-report",
    "must-gather.",
    "support-bundle",
    "supportbundle",
];

/// Whether a tool that collects from a whole cluster named the folder.
fn is_collection(name: &str) -> bool {
    COLLECTIONS.iter().any(|start| name.starts_with(start))
}

/// The machine that a folder is named after; a guess, but where a collector or a controller wrote the name.
fn guess(name: &str) -> (String, bool) {
    (machine(name).to_owned(), machine(name) == name)
}

/// Whether a folder groups machines rather than being one: `new-nodes/ip-10-0-3-7`.
fn is_group(outer: &str, inner: &str) -> bool {
    !outer.contains(|c: char| c.is_ascii_digit()) && inner.contains('-') && is_numbered(inner)
}

/// The folder that was named, when it is named like a machine and nothing in it is.
fn host_of_root(parts: &[&str], root: Option<&str>) -> Option<(String, bool)> {
    let generic = |p: &&str| is_generic(p) || is_machine_id(p) || super::origin::is_container_id(p);
    let is_alone = parts.iter().all(generic) && !parts.iter().any(|part| CLUSTER.contains(part));
    let is_machine = |name: &&str| looks_like_host(name) && !is_of_a_case(name) && !is_collection(name);
    root.filter(|name| is_alone && is_machine(name)).map(guess)
}

/// Whether a folder or an archive that is all there is to read is named like a machine: one word may be anything
/// (`vault`, `o`), but who collects from several gives them such names.
#[must_use]
pub fn is_one_of_many(name: &str) -> bool {
    name.bytes().any(|b| b.is_ascii_digit() || b == b'-' || b == b'.')
}

/// Words in the name of a folder that somebody made for an outage, not for a machine: `outage-friday`, `INC-4711`.
const CASE: [&str; 17] = [
    "attachments",
    "bundle",
    "case",
    "debug",
    "download",
    "downloads",
    "dump",
    "inc",
    "incident",
    "issue",
    "logs",
    "outage",
    "paste",
    "postmortem",
    "sev",
    "support",
    "ticket",
];

/// Whether a folder was named for what happened.
#[must_use]
pub fn is_of_a_case(name: &str) -> bool {
    let words = name.split(['-', '_', '.']).map(|word| word.trim_end_matches(|c: char| c.is_ascii_digit()));
    words.into_iter().any(|word| CASE.iter().any(|case| word.eq_ignore_ascii_case(case)))
}

/// The last name of a path that is named like a machine: what stands right above a copied `var/log`.
#[must_use]
pub fn nearest_host(path: &str) -> Option<String> {
    let nearest = path.split('/').rev().find(|part| looks_like_host(part));
    nearest.filter(|name| !is_of_a_case(name)).map(|name| machine(name).to_owned())
}

/// What a directory is called that holds the words of a machine's management controller or its serial console.
const CONTROLLER: [&str; 6] = ["-bmc", "-ipmi", "-idrac", "-ilo", "-sol", "-console"];
/// How many of them are the controller itself: the others show what the machine prints.
const ITSELF: usize = 4;

/// How collectors begin the name of what they packed.
const COLLECTORS: [&str; 3] = ["sosreport-", "scc_", "nts_"];

/// The machine that a directory is named after: `db-1-bmc` and `sosreport-db-1-2025-11-07-abcdefg` tell of `db-1`.
fn machine(name: &str) -> &str {
    let controlled = CONTROLLER.iter().find_map(|end| name.strip_suffix(end));
    let collected = || COLLECTORS.iter().find_map(|start| name.strip_prefix(start)).map(undated);
    controlled.or_else(collected).filter(|rest| looks_like_host(rest)).unwrap_or(name)
}

/// A name up to the date that a collector put behind it: `2025-11-07`, `20251107`, `251107`.
fn undated(name: &str) -> &str {
    let is_date = |rest: &str| {
        let run = rest.bytes().take_while(u8::is_ascii_digit).count();
        run >= 6 || (run == 4 && rest[run..].starts_with('-'))
    };
    let ends = name.match_indices(['-', '_', '.']).find(|(at, _)| is_date(&name[at + 1..]));
    ends.map_or(name, |(at, _)| &name[..at])
}

/// Whether a directory is that of a controller.
#[must_use]
pub fn is_controller(name: &str) -> bool {
    CONTROLLER[..ITSELF].iter().any(|end| name.ends_with(end) || name == &end[1..])
}

/// 32 hexadecimal digits, as journald names the directory of a machine.
fn is_machine_id(name: &str) -> bool {
    name.len() == 32 && name.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Whether a name is none of a machine, whatever lies below it: `logs`, `download`.
#[must_use]
pub fn is_generic(name: &str) -> bool {
    GENERIC.contains(&name.to_ascii_lowercase().as_str())
}

fn looks_like_host(name: &str) -> bool {
    !is_generic(name)
        && !is_machine_id(name)
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'))
        && name.bytes().any(|b| b.is_ascii_alphabetic())
}
