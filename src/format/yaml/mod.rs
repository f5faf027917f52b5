//! The YAML that `kubectl -o yaml` prints, as JSON: no more of the language than that.
//!
//! ```text
//! involvedObject:            {"involvedObject":{"kind":"Pod","labels":{}},
//!   kind: Pod
//!   labels: {}
//! message: '0/1 nodes are    "message":"0/1 nodes are available","items":[{"a":1},"b"]}
//!   available'
//! items:
//! - a: 1
//! - b
//! ```
//!
//! Block maps and lists, plain and quoted scalars over several lines, `|` and `>` blocks. Anchors, tags and flow
//! collections with something in them are text. Damage never fails: a line that fits nowhere is left out.

mod scalar;

/// Levels of nesting that are followed; deeper parts become null.
const DEPTH: usize = 64;

/// One line: how far it is indented, and what it says.
#[derive(Clone, Copy, Debug)]
struct Line<'y> {
    indent: usize,
    text: &'y [u8],
}

/// The JSON of one YAML document, or of one item of a list with its dash.
#[must_use]
pub fn to_json(yaml: &[u8]) -> Vec<u8> {
    let lines = yaml.split(|b| *b == b'\n').map(Line::of).collect();
    let mut reader = Reader { lines, at: 0, out: Vec::with_capacity(yaml.len() + yaml.len() / 8) };
    reader.skip();
    reader.node(0, DEPTH);
    reader.out
}

impl<'y> Line<'y> {
    fn of(line: &'y [u8]) -> Self {
        let text = line.trim_ascii_start();
        Line { indent: line.len() - text.len(), text: text.trim_ascii_end() }
    }

    fn is_item(self) -> bool {
        self.text == b"-" || self.text.starts_with(b"- ")
    }

    /// The key of `key: value` or `key:`, and what follows.
    fn pair(self) -> Option<(&'y [u8], &'y [u8])> {
        if let [quote @ (b'"' | b'\''), rest @ ..] = self.text {
            let end = rest.iter().position(|b| b == quote)?;
            let value = rest[end + 1..].strip_prefix(b":")?;
            return Some((&rest[..end], value.trim_ascii()));
        }
        let colon = memchr::memmem::find(self.text, b": ");
        let at = colon.or_else(|| self.text.ends_with(b":").then(|| self.text.len() - 1))?;
        Some((&self.text[..at], self.text[at + 1..].trim_ascii()))
    }
}

struct Reader<'y> {
    lines: Vec<Line<'y>>,
    at: usize,
    out: Vec<u8>,
}

impl<'y> Reader<'y> {
    fn line(&self) -> Option<Line<'y>> {
        self.lines.get(self.at).copied()
    }

    /// Steps over empty lines, comments and document marks.
    fn skip(&mut self) {
        while self.line().is_some_and(|l| l.text.is_empty() || l.text[0] == b'#' || l.text == b"---") {
            self.at += 1;
        }
    }

    /// The value that starts on this line, if it is indented far enough.
    fn node(&mut self, indent: usize, depth: usize) {
        match self.line().filter(|line| line.indent >= indent && depth > 0) {
            Some(line) if line.is_item() => self.list(line.indent, depth),
            Some(line) if line.pair().is_some() => self.map(line.indent, depth),
            Some(line) => {
                self.at += 1;
                self.scalar(line.text, indent);
            }
            None => self.out.extend_from_slice(b"null"),
        }
    }

    fn list(&mut self, indent: usize, depth: usize) {
        self.out.push(b'[');
        let mut first = true;
        while let Some(line) = self.line().filter(|line| line.indent == indent && line.is_item()) {
            self.comma(&mut first);
            let rest = line.text[1..].trim_ascii_start();
            if rest.is_empty() {
                self.at += 1;
                self.skip();
                self.node(indent + 1, depth - 1);
            } else {
                let moved = line.text.len() - rest.len();
                self.lines[self.at] = Line { indent: indent + moved, text: rest };
                self.node(indent + 1, depth - 1);
            }
            self.finish(indent);
        }
        self.out.push(b']');
    }

    fn map(&mut self, indent: usize, depth: usize) {
        self.out.push(b'{');
        let mut first = true;
        while let Some(line) = self.line().filter(|line| line.indent == indent && !line.is_item()) {
            self.at += 1;
            if let Some((key, value)) = line.pair() {
                self.comma(&mut first);
                quote(&mut self.out, key);
                self.out.push(b':');
                self.value(value, indent, depth);
            }
            self.finish(indent);
        }
        self.out.push(b'}');
    }

    /// The value after a key: on its line, or below it.
    fn value(&mut self, value: &'y [u8], indent: usize, depth: usize) {
        if !value.is_empty() {
            return self.scalar(value, indent + 1);
        }
        self.skip();
        // The items of a list may stand as far left as the key.
        let is_list = self.line().is_some_and(|line| line.indent == indent && line.is_item());
        self.node(if is_list { indent } else { indent + 1 }, depth - 1);
    }

    /// Leaves out what is indented further but belongs to nothing.
    fn finish(&mut self, indent: usize) {
        self.skip();
        while self.line().is_some_and(|line| line.indent > indent) {
            self.at += 1;
            self.skip();
        }
    }

    fn comma(&mut self, first: &mut bool) {
        if !std::mem::take(first) {
            self.out.push(b',');
        }
    }
}

fn quote(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    for byte in text {
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', *byte]),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0..=31 => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            _ => out.push(*byte),
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(yaml: &str, json: &str) {
        assert_eq!(String::from_utf8_lossy(&to_json(yaml.as_bytes())), json, "{yaml}");
    }

    #[test]
    fn maps_and_lists() {
        check("a: 1\nb:\n  c: x y\n  d: {}\ne: null\nf:\n", r#"{"a":1,"b":{"c":"x y","d":{}},"e":null,"f":null}"#);
        check(
            "items:\n- a: 1\n  b:\n  - x\n  - y: z\n- c\nkind: List\n",
            r#"{"items":[{"a":1,"b":["x",{"y":"z"}]},"c"],"kind":"List"}"#,
        );
        check("- a: 1\n  b: 2\n", r#"[{"a":1,"b":2}]"#);
    }

    #[test]
    fn scalars_over_several_lines() {
        check("m: '0/1 nodes: it''s\n  not'\nn: 1\n", r#"{"m":"0/1 nodes: it's not","n":1}"#);
        check("m: \"a \\\"b\\\"\\\n  \\ c\"\nn: one\n  two\n", r#"{"m":"a \"b\" c","n":"one two"}"#);
        check("m: |-\n  a\n    b\nn: >\n  c\n  d\n", r#"{"m":"a\n  b","n":"c d"}"#);
        check(
            "t: \"2026-03-08T06:41:07Z\"\nu: 10.0.0.1\n\"q\": v\n",
            r#"{"t":"2026-03-08T06:41:07Z","u":"10.0.0.1","q":"v"}"#,
        );
    }

    #[test]
    fn damage_is_left_out() {
        check("a: 1\n     stray: 2\nb", r#"{"a":"1 stray: 2"}"#);
        check("", "null");
        check("a: 'open\nb: 2", r#"{"a":"open b: 2"}"#);
        assert!(to_json("- ".repeat(500).as_bytes()).len() < 4000);
    }
}
