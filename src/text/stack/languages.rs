//! How single languages print the lines of their traces.
//!
//! ```text
//! thread 'main' panicked at src/main.rs:4:5:                                                  Rust
//! /srv/shop/db.rb:10:in 'Integer#/': divided by 0 (ZeroDivisionError)                        Ruby
//! [error] <0.913.0> ** Reason for termination ==                                             Erlang
//! #1 /srv/cart.php(4): load()                                                                PHP
//!   code: 'ECONNREFUSED',                                                                    Node.js
//! main.(*Server).Run(0xc000112000, {0x5d6, 0x7})                                             Go
//! ```
//!
//! # Source
//!
//! Rust, `library/std/src/panicking.rs`; Ruby, `error.c`; OTP, `gen_server.erl`; PHP, `Zend/zend_exceptions.c`; Node.js,
//! `lib/internal/util/inspect.js`; Go, `runtime/traceback.go`.

use super::names_class;

/// What Node.js prints of an error below its frames, behind two blanks.
const NODE: [&[u8]; 11] = [
    b"[cause]: ",
    b"[errors]: ",
    b"errno: ",
    b"code: ",
    b"syscall: ",
    b"address: ",
    b"port: ",
    b"hostname: ",
    b"path: ",
    b"dest: ",
    b"spawnargs: ",
];

/// `thread 'main' panicked at src/main.rs:4:5:`.
pub(super) fn is_rust(message: &[u8]) -> bool {
    message.starts_with(b"thread '") && memchr::memmem::find(message, b"' panicked at ").is_some()
}

/// `/srv/shop/db.rb:10:in 'Integer#/': divided by 0 (ZeroDivisionError)`.
pub(super) fn is_ruby(message: &[u8]) -> bool {
    let near = &message[..message.len().min(200)];
    let word = &near[..memchr::memchr(b' ', near).unwrap_or(near.len())];
    memchr::memmem::find(word, b".rb:").is_some_and(|end| {
        let line = near[end + 4..].iter().take_while(|b| b.is_ascii_digit()).count();
        line > 0 && near[end + 4 + line..].starts_with(b":in ") && !is_ruby_frame(message)
    })
}

/// `app/models/cart.rb:4:in 'load'`: nothing is said behind the method.
pub(super) fn is_ruby_frame(message: &[u8]) -> bool {
    if !message.ends_with(b"'") {
        return false;
    }
    let near = &message[..message.len().min(200)];
    let file = memchr::memmem::find(near, b".rb:");
    file.is_some_and(|at| memchr::memmem::find(&near[at..], b":in ").is_some_and(|length| length < 12))
}

/// A message of Erlang without level and process, which each of its lines bears: `[error] <0.913.0> `.
pub(super) fn without_process(message: &[u8]) -> &[u8] {
    let behind = |text: &'_ [u8], end: u8| text.iter().take(24).position(|b| *b == end).map(|at| at + 2);
    let level = message.strip_prefix(b"[").and_then(|_| behind(message, b']')).unwrap_or(0);
    let rest = message.get(level..).unwrap_or_default();
    let process = rest.strip_prefix(b"<").and_then(|_| behind(rest, b'>')).filter(|end| *end <= rest.len());
    let of_process = |b: &u8| b.is_ascii_digit() || *b == b'.';
    process.filter(|end| rest[1..end - 2].iter().all(of_process)).map_or(message, |end| &rest[end..])
}

/// `#1 /srv/cart.php(4): load()`, and what PHP threw before: `Next RuntimeException: ...`.
pub(super) fn is_php(message: &[u8]) -> bool {
    let digits = |rest: &[u8]| rest.iter().take_while(|b| b.is_ascii_digit()).count();
    let frame =
        message.strip_prefix(b"#").is_some_and(|rest| digits(rest) > 0 && rest[digits(rest)..].starts_with(b" "));
    frame || message.strip_prefix(b"Next ").is_some_and(names_class)
}

/// `  code: 'ECONNREFUSED',`: what an error of Node.js has beside its text.
pub(super) fn is_node(message: &[u8]) -> bool {
    message.strip_prefix(b"  ").is_some_and(|rest| NODE.iter().any(|key| rest.starts_with(key)))
}

/// `main.(*Server).Run(0xc000112000, {0x5d6, 0x7})`: the function of a frame of Go.
pub(super) fn is_go_call(message: &[u8]) -> bool {
    let Some(open) = memchr::memchr(b'(', message).filter(|_| message.ends_with(b")")) else { return false };
    let of_path = |b: &u8| b.is_ascii_alphanumeric() || b"./_-~@".contains(b);
    let told = message[open..].starts_with(b"(*")
        || !message[open..].contains(&b' ')
        || message[open + 1..].starts_with(b"{0x")
        || message[open + 1..].starts_with(b"0x");
    message[..open].contains(&b'.') && message[..open].iter().all(of_path) && told
}
