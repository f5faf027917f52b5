//! Bytes as text.

pub mod ansi;
pub mod cursor;
pub mod unescape;
pub mod sanitize;
