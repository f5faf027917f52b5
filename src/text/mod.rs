//! Bytes as text.

pub mod ansi;
pub mod count;
pub mod cursor;
pub mod glob;
pub mod lines;
pub mod name;
pub mod near;
pub mod part;
pub mod sanitize;
pub mod stack;
pub mod template;
pub mod unescape;

pub use lines::lines;
