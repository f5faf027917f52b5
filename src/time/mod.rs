//! Time as logs print it, one file per shape, and the arithmetic under it.

pub mod boot;
pub mod civil;
pub mod ctime;
pub mod date;
pub mod daytime;
pub mod digits;
pub mod duration;
pub mod follow;
pub mod infer;
pub mod inner;
pub mod locale;
pub mod moment;
pub mod named;
pub mod offset;
pub mod pairs;
pub mod rfc3339;
pub mod show;
pub mod slashed;
pub mod span;
pub mod spelled;
pub mod syslog;
pub mod told;
pub mod tzif;
pub mod unix;
pub mod year;
pub mod zone;
