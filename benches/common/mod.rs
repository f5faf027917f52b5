//! What the stages are fed with: seeded text, and failure lines whose findings are known beforehand.

#![allow(dead_code)]

pub mod corpus;
pub mod failures;
pub mod healthy;
pub mod seeded;

pub use corpus::{Corpus, Form, Mix};
pub use failures::Failures;
