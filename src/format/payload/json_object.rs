//! One JSON object a line: zap (etcd), klog's JSON, containerd, hclog, MetalLB, PostgreSQL's jsonlog.
//!
//! ```text
//! {"level":"warn","ts":"2026-11-20T15:21:10.427797Z","caller":"embed/config.go:689","msg":"..."}     zap
//! {"L":"ERROR","T":"2026-11-20T15:21:10.427+0100","N":"raft","C":"raft/log.go:5","M":"..."}     zap for developers
//! {"ts":1795189041505.3335,"caller":"app/server.go:545","msg":"Kubelet version","v":0}               klog
//! {"level":"info","msg":"loading plugin","time":"2026-11-20T15:22:07.989250276Z"}                    logrus
//! {"@level":"warn","@message":"...","@module":"agent","@timestamp":"2026-11-20T15:21:21.105663Z"}    hclog
//! {"timestamp":"2026-11-20 16:24:24.002 CET","pid":7,"error_severity":"LOG","message":"..."}         PostgreSQL
//! {"t":{"$date":"2026-11-20T15:28:19.5+00:00"},"s":"E","c":"NETWORK","msg":"..."}                    MongoDB
//! {"timestamp":"2026-11-20T15:28:19.5Z","level":"WARN","fields":{"message":"..."},"target":"a::b"}  tracing
//! {"level":50,"time":1795188499500,"pid":7,"hostname":"web-0","msg":"..."}                           pino, Bunyan
//! {"@t":"2026-11-20T15:28:19.5Z","@mt":"...","@l":"Error","SourceContext":"Shop.Cart"}             Serilog
//! {"Timestamp":"2026-11-20T15:28:19Z","LogLevel":"Error","Category":"Shop.Cart","Message":"..."}   .NET
//! {"eventMessage":"...","processImagePath":"/usr/libexec/configd","timestamp":"...","messageType":"Error"}  macOS
//! {"time":"2026-11-20T15:28:19Z","level":"ERROR","error":{"message":"..."}}                         MinIO
//! {"level":"info","ts":"...","msg":"record","record":{"error_severity":"ERROR","message":"..."}}     CloudNativePG
//! {"instant":{"epochSecond":1795188499,"nanoOfSecond":5},"level":"ERROR","message":"..."}           Log4j
//! {"event":"text","level":"error","timestamp":"2026-11-20T15:28:19Z"}                              structlog
//! {"asctime":"2026-11-20 15:28:19,500","levelname":"ERROR","message":"..."}                        python-json-logger
//! {"@timestamp":"...","log":{"level":"error","logger":"a"},"process":{"pid":7},"message":"..."}     ECS
//! {"start_time":"2026-11-20T15:28:19.5Z","method":"GET","response_code":503}                       an access log
//! ```
//!
//! klog prints no level: an object with `v` is information, one without is an error.

use std::borrow::Cow;

use crate::format::json::{self, Value};
use crate::format::{Inner, Payload, level};
use crate::model::{Keys, Level};
use crate::text::{ansi, cursor::number};

use super::json_value::{counted, of_parts, time};

/// See the head of this file.
pub const PAYLOAD: Payload = Payload { name: "json", parse };

/// What the keys of an object tell, as far as they are known.
#[derive(Default)]
struct Found<'a> {
    inner: Inner<'a>,
    message: Option<Value<'a>>,
    /// What stands for the message where there is none.
    other: Option<Value<'a>>,
    /// A line of another program inside.
    record: Option<&'a [u8]>,
    verbosity: bool,
    error: bool,
    header: bool,
}

fn parse(text: &[u8]) -> Option<Inner<'_>> {
    let text = text.trim_ascii_start();
    if !json::is_object(text) {
        return None;
    }
    let mut found = Found::default();
    for (key, value) in json::fields(text) {
        found.set(key, value);
    }
    found.finish(text)
}

impl<'a> Found<'a> {
    fn set(&mut self, key: &'a [u8], value: Value<'a>) {
        match key {
            b"msg" | b"message" | b"@message" | b"MESSAGE" | b"Message" | b"@m" | b"RenderedMessage"
            | b"eventMessage" | b"M" => self.message = self.message.or(Some(value)),
            b"level" | b"@level" | b"severity" | b"lvl" | b"log.level" | b"Level" | b"LogLevel" | b"@l"
            | b"level_name" | b"levelname" | b"loglevel" | b"messageType" | b"L" => self.level(value),
            b"label" if self.inner.level.is_none() => self.level(value),
            b"s" => self.letter(value),
            b"error_severity" => {
                self.level(value);
                self.inner.ident = Some(Cow::Borrowed(b"postgres"));
            }
            b"ts" | b"time" | b"timestamp" | b"@timestamp" | b"t" | b"T" | b"Timestamp" | b"@t" | b"datetime"
            | b"start_time" | b"instant" | b"eventTime" | b"asctime" => self.time(value),
            b"record" => self.record = if let Value::Object(record) = value { Some(record) } else { None },
            b"caller" | b"@caller" | b"source" | b"file" | b"C" => self.caller(value),
            b"logger" | b"@module" | b"component" | b"Category" | b"SourceContext" | b"loggerName" | b"logger_name"
            | b"N" => self.module(value),
            b"processImagePath" => self.program(value),
            b"fields" => self.fields(value),
            b"v" => self.verbosity = true,
            b"err" | b"error" => self.error(value),
            b"@mt" | b"MessageTemplate" | b"event" => self.other = self.other.or(Some(value)),
            b"log" => self.log(value),
            b"process" => self.process(value),
            b"pid" | b"processID" | b"process_id" => self.inner.pid = pid(value),
            _ => {}
        }
    }

    /// An error, which some say nothing besides: `"error":{"message":"text"}`.
    fn error(&mut self, value: Value<'a>) {
        self.error = true;
        if let Value::Object(error) = value {
            self.other = self.other.or(json::get(error, b"message"));
        }
    }

    /// The path of macOS's program.
    fn program(&mut self, value: Value<'a>) {
        let path = value.text().unwrap_or_default();
        let start = memchr::memrchr(b'/', &path).map_or(0, |at| at + 1);
        let name = path[start..].to_vec();
        self.inner.ident = (!name.is_empty()).then_some(Cow::Owned(name));
    }

    /// `"log":{"level":"error","logger":"app"}`.
    fn log(&mut self, value: Value<'a>) {
        if let Value::Object(log) = value {
            json::get(log, b"level").into_iter().for_each(|level| self.level(level));
            json::get(log, b"logger").into_iter().for_each(|logger| self.module(logger));
        }
    }

    /// `"process":{"pid":7}`.
    fn process(&mut self, value: Value<'a>) {
        if let Value::Object(process) = value {
            self.inner.pid = self.inner.pid.or_else(|| pid(json::get(process, b"pid")?));
        }
    }

    fn level(&mut self, value: Value<'a>) {
        let level = value.plain().and_then(|word| level::word(word).or_else(|| counted(word)));
        self.header |= level.is_some();
        self.inner.level = self.inner.level.or(level);
    }

    /// MongoDB's `"s":"E"`.
    fn letter(&mut self, value: Value<'a>) {
        let level = value.plain().and_then(|word| level::letter(*word.first().filter(|_| word.len() <= 2)?));
        self.inner.level = self.inner.level.or(level);
    }

    fn time(&mut self, value: Value<'a>) {
        let time = match value {
            Value::Object(date) => of_parts(date).or_else(|| json::get(date, b"$date")?.plain().and_then(time)),
            value => value.plain().and_then(time),
        };
        let time = time.unwrap_or_default();
        self.header |= time.is_some();
        if !self.inner.time.is_some() {
            self.inner.time = time;
        }
    }

    /// Rust's tracing puts the message among the fields of the event.
    fn fields(&mut self, value: Value<'a>) {
        if let Value::Object(fields) = value {
            self.message = self.message.or(json::get(fields, b"message"));
        }
    }

    fn caller(&mut self, value: Value<'a>) {
        if let Some(file) = value.text().and_then(super::file_name_of) {
            self.inner.source_file = Some(file);
        }
    }

    fn module(&mut self, value: Value<'a>) {
        if self.inner.ident.is_none() {
            self.inner.ident = value.text();
        }
    }

    /// An object counts as a program's line when it has a message, and a level or a time. One with a time alone is the
    /// line of an access log: all of it is the message.
    fn finish(self, text: &'a [u8]) -> Option<Inner<'a>> {
        let words = |value: Option<Value<'a>>| value.and_then(Value::text).filter(|text| !text.is_empty());
        let told = words(self.message).or_else(|| words(self.other)).filter(|_| self.header);
        let message = told.or_else(|| self.inner.time.is_some().then_some(Cow::Borrowed(text)))?;
        let implied = match (self.verbosity, self.error) {
            (true, _) => Some(Level::Info),
            (false, true) => Some(Level::Error),
            _ => None,
        };
        let message = ansi::stripped(message);
        let outer = Inner { message, level: self.inner.level.or(implied), keys: Keys::Object, ..self.inner };
        Some(match self.record.filter(|_| &*outer.message == b"record").and_then(parse) {
            Some(own) => Inner { level: own.level, ident: own.ident, pid: own.pid, message: own.message, ..outer },
            None => outer,
        })
    }
}

fn pid(value: Value<'_>) -> Option<u32> {
    value.plain().and_then(number).and_then(|pid| u32::try_from(pid).ok())
}

/// The message of an object, for readers of other shapes that carry one.
#[must_use]
pub fn message(object: &[u8]) -> Option<Cow<'_, [u8]>> {
    parse(object).map(|inner| inner.message)
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::{Clock, Level};

    #[track_caller]
    fn check(line: &str, clock: Clock, ns: i64, level: Option<Level>, message: &str) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert_eq!((record.time.clock, record.time.ns, record.level), (clock, ns, level), "{line}");
        assert_eq!(String::from_utf8_lossy(&record.message), message, "{line}");
        assert_eq!(record.format, "json", "{line}");
    }

    const AT: i64 = 1_795_188_499_000_000_000;

    #[test]
    fn every_dialect() {
        check(
            r#"{"level":"warn","ts":"2026-11-20T15:28:19Z","caller":"a/b.go:1","msg":"a \"b\""}"#,
            Clock::Utc,
            AT,
            Some(Level::Warning),
            "a \"b\"",
        );
        check(
            r#"{"ts":1795188499000.5,"caller":"a/b.go:1","msg":"x","v":0}"#,
            Clock::Utc,
            AT + 500_000,
            Some(Level::Info),
            "x",
        );
        check(r#"{"ts":1795188499.5,"msg":"x","err":"y"}"#, Clock::Utc, AT + 500_000_000, Some(Level::Error), "x");
        check(
            r#"    {"@level":"error","@message":"x","@timestamp":"2026-11-20T15:28:19Z"}"#,
            Clock::Utc,
            AT,
            Some(Level::Error),
            "x",
        );
        check(
            r#"{"timestamp":"2026-11-20 16:28:19 CET","error_severity":"PANIC","message":"x"}"#,
            Clock::Utc,
            AT,
            Some(Level::Critical),
            "x",
        );
        let mongo = r#"{"t":{"$date":"2026-11-20T15:28:19.5+00:00"},"s":"E","c":"NETWORK","msg":"x"}"#;
        check(mongo, Clock::Utc, AT + 500_000_000, Some(Level::Error), "x");
        let tracing = r#"{"timestamp":"2026-11-20T15:28:19Z","level":"WARN","fields":{"message":"x"},"target":"a"}"#;
        check(tracing, Clock::Utc, AT, Some(Level::Warning), "x");
        check(r#"{"level":50,"time":1795188499000,"msg":"x"}"#, Clock::Utc, AT, Some(Level::Error), "x");
        let error = Some(Level::Error);
        check(r#"{"@t":"2026-11-20T15:28:19Z","@mt":"x","@l":"Error"}"#, Clock::Utc, AT, error, "x");
        check(r#"{"Timestamp":"2026-11-20T15:28:19Z","LogLevel":"Error","Message":"x"}"#, Clock::Utc, AT, error, "x");
        let minio = r#"{"level":"ERROR","time":"2026-11-20T15:28:19Z","message":"","error":{"message":"x"}}"#;
        check(minio, Clock::Utc, AT, error, "x");
        let log4j = r#"{"instant":{"epochSecond":1795188499,"nanoOfSecond":7},"level":"ERROR","message":"x"}"#;
        check(log4j, Clock::Utc, AT + 7, error, "x");
        let pg = r#"{"level":"info","ts":"2026-11-20T15:28:19Z","msg":"record","record":{"process_id":"7","error_severity":"ERROR","message":"x"}}"#;
        check(pg, Clock::Utc, AT, error, "x");
        let structlog = r#"{"event":"x","level":"error","timestamp":"2026-11-20T15:28:19Z"}"#;
        check(structlog, Clock::Utc, AT, error, "x");
        let python = r#"{"asctime":"2026-11-20 15:28:19,000","levelname":"ERROR","message":"x"}"#;
        check(python, Clock::Local, AT, error, "x");
        let ecs = r#"{"@timestamp":"2026-11-20T15:28:19Z","log":{"level":"error","logger":"a"},"process":{"pid":7},"message":"x"}"#;
        check(ecs, Clock::Utc, AT, error, "x");
        let record = Dialect::default().decode(ecs.as_bytes(), &NAMES);
        assert_eq!((record.pid, record.ident.as_deref()), (Some(7), Some(&b"a"[..])));
        let access = r#"{"start_time":"2026-11-20T15:28:19Z","response_code":503}"#;
        check(access, Clock::Utc, AT, None, access);
        check(r#"{"severity":"INFO","message":"x"}"#, Clock::None, 0, Some(Level::Info), "x");
    }

    #[test]
    fn objects_that_are_no_log_lines() {
        for line in [r#"{"a":1}"#, r#"{"msg":"x"}"#, r#"{"level":"info"}"#, r#"{"kind":"Pod","message":"x"}"#, "{}"] {
            assert_eq!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "", "{line}");
        }
    }
}
