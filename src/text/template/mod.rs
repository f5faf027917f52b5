//! The shape of a message: what changes from record to record is masked, what says something is kept.
//!
//! ```text
//! Get "https://10.96.0.1:443/api/v1/nodes/w3?timeout=10s": dial tcp 10.96.0.1:443: i/o timeout
//! Get "https://<ip>:<port>/api/v<n>/nodes/w<n>?timeout=<n>s": dial tcp <ip>:<port>: i/o timeout
//! ```
//!
//! Words are never masked, so that `connected` and `disconnected` are two shapes; a number keeps its unit, so that
//! `10ms` and `10s` are two. What a run of letters and digits is, the table in `known` and the rules in `word` say; a
//! name with a random part is masked as a whole (`name`).

mod known;
mod name;
mod word;

use known::KNOWN;
use name::Name;

/// Bytes of a message that are looked at; a shape is its first line.
pub const READ: usize = 400;

/// What a byte is to the shape.
const LETTER: u8 = 1;
const DIGIT: u8 = 2;

/// Bytes beyond ASCII are letters of some language.
const CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        if b.is_ascii_digit() {
            class[byte] = DIGIT;
        } else if b.is_ascii_alphabetic() || b >= 0x80 {
            class[byte] = LETTER;
        }
        byte += 1;
    }
    class
};

/// Puts the shape of a message in the place of what `out` holds.
pub fn write(message: &[u8], out: &mut Vec<u8>) {
    out.clear();
    let text = &message[..message.len().min(READ)];
    let mut name = Name::default();
    let mut at = 0;
    while at < text.len() && text[at] != b'\n' {
        at = match CLASS[usize::from(text[at])] {
            0 => separator(text, at, &mut name, out),
            _ => run(text, at, &mut name, out),
        };
    }
    name.end(out);
    while out.last().is_some_and(u8::is_ascii_whitespace) {
        out.pop();
    }
}

/// A byte between words; blanks in a row are one, since columns are padded by the width of numbers.
fn separator(text: &[u8], at: usize, name: &mut Name, out: &mut Vec<u8>) -> usize {
    name.separator(text[at], out);
    let blank = text[at].is_ascii_whitespace();
    if !blank {
        out.push(text[at]);
    } else if out.last().is_some_and(|b| *b != b' ') {
        out.push(b' ');
    }
    at + 1
}

/// A run of letters and digits, and what belongs to it; gives where the text goes on.
fn run(text: &[u8], at: usize, name: &mut Name, out: &mut Vec<u8>) -> usize {
    name.run(out.len());
    let (end, digits) = extent(text, at);
    let word = &text[at..end];
    // Only an address can begin without a digit, and then it is short and followed by its separator.
    let may_be_known = digits || (word.len() <= 4 && text.get(end) == Some(&b':'));
    if !may_be_known {
        name.random |= word::without_digits(word, out);
        return end;
    }
    let behind = text.get(end).copied();
    for known in KNOWN.iter().filter(|known| known.may_be(behind)) {
        if let Some(len) = (known.len)(&text[at..]).filter(|len| stops(text, at + len)) {
            out.extend_from_slice(known.mask);
            name.random |= known.random;
            return at + len;
        }
    }
    if !digits {
        name.random |= word::without_digits(word, out);
        return end;
    }
    let (len, random) = word::with_digits(&text[at..], word.len(), out);
    name.random |= random;
    at + len
}

/// End of a run, and whether it has a digit.
fn extent(text: &[u8], at: usize) -> (usize, bool) {
    let mut met = 0;
    for (end, byte) in (at..).zip(&text[at..]) {
        match CLASS[usize::from(*byte)] {
            0 => return (end, met & DIGIT != 0),
            class => met |= class,
        }
    }
    (text.len(), met & DIGIT != 0)
}

/// Whether a run ends here.
fn stops(text: &[u8], at: usize) -> bool {
    text.get(at).is_none_or(|b| CLASS[usize::from(*b)] == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(message: &str, shape: &str) {
        let mut out = Vec::new();
        write(message.as_bytes(), &mut out);
        assert_eq!(String::from_utf8_lossy(&out), shape, "{message}");
    }

    #[track_caller]
    fn same(one: &str, two: &str, alike: bool) {
        let (mut a, mut b) = (Vec::new(), Vec::new());
        write(one.as_bytes(), &mut a);
        write(two.as_bytes(), &mut b);
        assert_eq!(a == b, alike, "{} / {}", String::from_utf8_lossy(&a), String::from_utf8_lossy(&b));
    }

    #[test]
    fn numbers_keep_their_unit() {
        check("took 12.5ms, 3 of 40 left, 97%", "took <n>ms, <n> of <n> left, <n>%");
        check("wrote 512KiB in 1m30.5s", "wrote <n>KiB in <duration>");
        check("retry in 2h5m10s", "retry in <duration>");
        same("slow: 10ms", "slow: 10s", false);
        same("slow: 10ms", "slow: 1200.25ms", true);
    }

    #[test]
    fn addresses_and_ports() {
        check("dial tcp 10.0.4.17:6443: refused", "dial tcp <ip>:<port>: refused");
        check("route 10.42.0.0/24 via 10.0.0.9", "route <ip>/<n> via <ip>");
        check("peer fe80::1c2b:3aff:fe00:9 lost", "peer <ip> lost");
        check("listening on [::1]:9345", "listening on [::<n>]:<n>");
        check("link/ether 52:54:00:ab:cd:ef up", "link/ether <mac> up");
    }

    #[test]
    fn times_and_ids() {
        check("since 2031-02-03T04:05:06.789Z now", "since <time> now");
        check("at 04:05:06 and 4:05", "at <time> and <time>");
        check("uid 3c9f2b1e-7d40-4f6a-9a51-0b6e2d8c4f17 gone", "uid <uuid> gone");
        check("commit 9f1c2ab47d at 0xffff8881deadbeef", "commit <hex> at <hex>");
        check(
            "/var/lib/kubelet/pods/3c9f2b1e-7d40-4f6a-9a51-0b6e2d8c4f17/volumes",
            "/var/lib/kubelet/pods/<uuid>/volumes",
        );
    }

    #[test]
    fn names_with_a_random_part() {
        check("pod web-7d4b9c6f58-x2x7k gone", "pod <name> gone");
        check("pod=\"shop/web-7d4b9c6f58-x2x7k\" status=\"ready\"", "pod=\"<name>\" status=\"ready\"");
        same("pods=[shop/web-7d4b9c6f58-28nxr]", "pods=[mail/api-5fb8c7d9c4-bqzmt]", true);
        same("volume kube-api-access-kpjng", "volume kube-api-access-80481", true);
        check("/run/k3s/tasks/9f1c2ab47d/pod-9f1c2ab47d.sock", "/run/k<n>s/tasks/<hex>/<name>");
        check("eth0 on node12, sda1, k8s, vethf1a2b3ab", "eth<n> on node<n>, sda<n>, k<n>s, veth<hex>");
        check("token \"AbC3dEf9Gh1\" used", "token \"<id>\" used");
        same("kube-proxy ready", "kube-apiserver ready", false);
    }

    #[test]
    fn words_are_never_masked() {
        same("peer connected", "peer disconnected", false);
        same("unit started", "unit stopped", false);
        same("disk   7 of    9", "disk 12 of 9", true);
        check("ошибка 5", "ошибка <n>");
        check("first line 1\nsecond line", "first line <n>");
        check("", "");
    }
}
