//! The lines that show how a boot ended.
//!
//! ```text
//! 03:44:39  Probe failed ...                                           its last line
//! 03:50:48  Linux version 5.15.0-78-generic ...                        the first one of the next boot
//! 03:50:51  system.journal corrupted or uncleanly shut down, ...       what the next boot says of the one before
//! ```

use super::Boot;
use crate::episode::drafts::{Draft, quote};
use crate::episode::intake::cell::RawQuote;
use crate::model::stamp::MINUTE;
use crate::model::{Basis, Quote};

/// What a boot says of the one before is said in its first minutes, nanoseconds.
const SOON: i64 = 10 * MINUTE;
/// Lines of the next boot about this one.
const MOST: usize = 4;

/// The last line of a boot, the first one of the next, and what that says of this one.
pub fn quotes(host: &str, boot: &Boot, next_start: i64, drafts: &[Draft]) -> Vec<Quote> {
    let edges: Vec<&RawQuote> = boot.last_quote.iter().chain(&boot.next_quote).collect();
    let soon = next_start - MINUTE..=next_start + SOON;
    let of_host = |d: &&Draft| d.episode.key.host.as_deref() == Some(host) && soon.contains(&d.episode.seen.ns);
    let later = drafts.iter().filter(|d| d.of_previous_boot).filter(of_host);
    let later = later.filter_map(|d| d.episode.quotes.first().cloned()).take(MOST);
    edges.into_iter().map(|q| quote(q.clone(), Basis::Exact)).chain(later).collect()
}
