//! Names with a random part: `shop/web-7d4b9c6f58-x2x7k` tells no more than that some pod is meant.
//!
//! ```text
//! pod="shop/web-7d4b9c6f58-x2x7k"          pod="<name>"
//! /run/k3s/tasks/pod-9f1c2ab47d.sock       /run/k<n>s/tasks/<name>      of a path only the part with it
//! ```

const MASK: &[u8] = b"<name>";

/// The name that is being written.
#[derive(Debug, Default)]
pub struct Name {
    /// Where it starts in the output; none between names.
    start: Option<usize>,
    /// Whether it begins with `/`.
    path: bool,
    /// Whether a part of it is random.
    pub random: bool,
}

impl Name {
    /// A run of letters and digits begins here.
    pub fn run(&mut self, at: usize) {
        self.start.get_or_insert(at);
    }

    /// A byte that is neither letter nor digit is next.
    pub fn separator(&mut self, byte: u8, out: &mut Vec<u8>) {
        match byte {
            b'/' if self.start.is_none() => self.path = true,
            b'/' if self.path => {
                self.end(out);
                self.path = true;
            }
            b'-' | b'.' | b'_' | b'/' | b'@' | b'~' | b'+' => {}
            _ => self.end(out),
        }
    }

    /// The name ends.
    #[inline]
    pub fn end(&mut self, out: &mut Vec<u8>) {
        if let Some(start) = self.start.filter(|_| self.random) {
            mask(start, out);
        }
        *self = Name::default();
    }
}

/// Masks the name that starts there, unless it is one mask already.
fn mask(start: usize, out: &mut Vec<u8>) {
    let alone = out[start..].starts_with(b"<") && !out[start + 1..out.len() - 1].contains(&b'>');
    if !alone || !out.ends_with(b">") {
        out.truncate(start);
        out.extend_from_slice(MASK);
    }
}
