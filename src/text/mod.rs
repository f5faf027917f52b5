//! Bytes as text.

pub mod ansi;
pub mod cursor;
pub mod sanitize;
pub mod unescape;
