//! JSON objects one after the other: the items of a list, or what a tool printed several times.
//!
//! ```text
//! [ {"a":1}, {"a":2}          a list that is cut: its last object is not whole
//! {"a":1} {"a":2}             with blanks, line ends or typed commands between
//! ```

use super::json;

/// An object of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Object<'a> {
    /// Its text; of one that is damaged everything up to the end.
    pub text: &'a [u8],
    /// Whether its last brace is there.
    pub is_whole: bool,
}

/// The objects that `text` starts with; `between` steps over what parts two of them.
pub fn objects<'a>(text: &'a [u8], between: fn(&'a [u8]) -> &'a [u8]) -> impl Iterator<Item = Object<'a>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if !json::is_object(rest) {
            return None;
        }
        let mut fields = json::fields(rest);
        fields.by_ref().for_each(drop);
        let after = fields.after();
        let text = &rest[..rest.len() - after.map_or(0, <[u8]>::len)];
        rest = between(after.unwrap_or_default());
        Some(Object { text, is_whole: after.is_some() })
    })
}

/// Steps over the comma between the items of a list.
#[must_use]
pub fn without_comma(after: &[u8]) -> &[u8] {
    let after = after.trim_ascii_start();
    after.strip_prefix(b",").unwrap_or(after).trim_ascii_start()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_of_a_cut_list() {
        let found: Vec<_> = objects(br#"{"a":{"b":1}} , {"a":2},{"a":"#, without_comma).collect();
        let texts: Vec<_> = found.iter().map(|object| String::from_utf8_lossy(object.text)).collect();
        assert_eq!(texts, [r#"{"a":{"b":1}}"#, r#"{"a":2}"#, r#"{"a":"#]);
        assert_eq!(found.iter().filter(|object| object.is_whole).count(), 2);
        assert_eq!(objects(b"[1]", without_comma).count(), 0);
    }
}
