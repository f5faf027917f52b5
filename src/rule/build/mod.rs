//! From rule files to a [`Library`]: names become indices, mistakes become [`RuleError`]s.
//!
//! ```text
//! text --source--> Source (shape is right) --Builder--> Library
//!                                            names, condition, signature, pattern, link
//! ```

mod condition;
mod link;
mod names;
mod pattern;
mod signature;
mod source;

use std::collections::HashMap;
use std::ops::Range;

use super::entities::Kinds;
use super::error::RuleError;
use super::library::{Condition, Library, LinkRule, Signature};
use super::streams::Streams;
use super::window::Benign;
pub(super) use names::did_you_mean;
pub use signature::SHORT;
pub use source::Source;
pub(super) use source::shape_error;

/// Builds a library from files.
///
/// # Errors
///
/// Every mistake found, in the order of the files.
pub fn build(
    mut sources: Vec<Source>,
    kinds: Kinds,
    streams: Streams,
    benign: &Benign,
) -> Result<Library, Vec<RuleError>> {
    sources.sort_by(|a, b| a.id.cmp(&b.id));
    let ids = (0u16..).zip(&sources).map(|(i, s)| (s.id.clone(), i)).collect();
    let digest = digest(&sources);
    let mut builder = Builder {
        kinds: &kinds,
        streams: &streams,
        ids,
        benign,
        errors: Vec::new(),
        signatures: Vec::new(),
        links: Vec::new(),
    };
    let conditions: Vec<Condition> = (0u16..).zip(&sources).map(|(i, s)| builder.condition(i, s)).collect();
    builder.sort_links(&sources);
    let Builder { errors, signatures, links, .. } = builder;
    if !errors.is_empty() {
        return Err(errors);
    }
    let links = links.into_iter().map(|(rule, _, _)| rule).collect();
    Ok(Library::new(kinds, streams, conditions, signatures, links, digest))
}

/// FNV-1a over ids and texts: names the rules a report was made with; no secret is kept by it.
fn digest(sources: &[Source]) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in sources.iter().flat_map(|s| s.id.bytes().chain(s.text.bytes())) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}")
}

struct Builder<'a> {
    kinds: &'a Kinds,
    streams: &'a Streams,
    ids: HashMap<String, u16>,
    benign: &'a Benign,
    errors: Vec<RuleError>,
    signatures: Vec<Signature>,
    links: Vec<(LinkRule, usize, Range<usize>)>,
}
