//! A made-up analysis for the tests of this room: a file server goes away, and what hangs on it follows.
//!
//! ```text
//! 0 NFS server away -> 1 task blocked -> 2 lookups fail -> 3 no sandboxes -> 5 log ends       4 minor   6 rival
//! 7 module not built for the next kernel ... reboot 8 ... -> 9 no network card                 (another story)
//! ```
//!
//! `rules` has the conditions, `parts` makes an episode or a link, `story` puts them together; `variants` and `hostile`
//! are the story told otherwise, `expected` compares what is written of it with files.

mod expected;
mod hostile;
mod parts;
mod rules;
mod story;
mod variants;

pub use expected::{check_file, check_path};
pub use hostile::{HOSTILE, hostile, is_inert, monstrous};
pub use rules::library;
pub use story::nfs;
pub use variants::{compared, healthy, latent, no_root, rivals, tuned, unknown};
