//! Where bytes come from: standard input, files, directories, archives, compressed streams.
//!
//! Evidence is opened for reading only; no link is followed out of a named directory, nothing is written.

pub mod archive;
pub mod compressed;
pub mod expand;
pub mod foreign;
pub mod journal;
pub mod lz4;
pub mod machine;
pub mod open;
pub mod origin;
pub mod pipe;
mod pod_path;
pub mod rest;
pub mod utf16;
pub mod walk;
pub mod xz;
pub mod zone_link;

pub use open::Opened;
pub use walk::Input;
