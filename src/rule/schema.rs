//! JSON Schemas of a rule file and of a tuning, for editors that complete and check TOML.
//!
//! That of a rule is made from [`ConditionFile`], with the names that `streams.toml` and `entities.toml` allow filled in;
//! `schema/rule.schema.json` is written from here, and a test fails when it is stale. What a schema cannot say (a literal
//! that the regex implies, a link that names nothing) is left to the linter.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema, schema_for};

use super::baked;
use super::file::ConditionFile;
use super::tuning::TuningFile;

/// Joins of a link that are no entity kinds.
pub const JOINS: [&str; 7] = ["host", "boot", "next-boot", "peer", "guest", "all-hosts", "cluster"];

/// The schema of a rule file.
///
/// # Panics
///
/// Never: a schema is plain data.
#[must_use]
pub fn text() -> String {
    let mut schema = schema_for!(ConditionFile);
    schema.insert("title".to_owned(), "kascade rule".into());
    serde_json::to_string_pretty(&schema).expect("a schema is plain data") + "\n"
}

/// The schema of a `tuning.toml`.
///
/// # Panics
///
/// Never: a schema is plain data.
#[must_use]
pub fn tuning() -> String {
    let mut schema = schema_for!(TuningFile);
    schema.insert("title".to_owned(), "kascade tuning".into());
    serde_json::to_string_pretty(&schema).expect("a schema is plain data") + "\n"
}

/// A name out of a list that the library holds.
macro_rules! names {
    ($(#[$about:meta])* $name:ident, $values:expr) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                let values: Vec<String> = $values;
                json_schema!({ "type": "string", "enum": values })
            }
        }
    };
}

names!(
    /// A stream of `rules/streams.toml`.
    StreamName,
    baked::library().streams.all().map(str::to_owned).chain(["any".to_owned()]).collect()
);
names!(
    /// An entity kind of `rules/entities.toml`.
    KindName,
    kinds()
);
names!(
    /// What both ends of a link must agree on.
    JoinName,
    JOINS.iter().map(|j| (*j).to_owned()).chain(kinds().into_iter().filter(|k| k != "host")).collect()
);
names!(
    /// A named group that is a value.
    GroupName,
    baked::library().kinds.values.clone()
);

fn kinds() -> Vec<String> {
    baked::library().kinds.rows.into_iter().map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_names_keys_and_lists() {
        let schema: serde_json::Value = serde_json::from_str(&text()).expect("JSON");
        assert!(schema["properties"]["leads_to"].is_object() && schema["additionalProperties"] == false);
        let streams = schema["$defs"]["StreamName"]["enum"].as_array().expect("a list");
        assert!(streams.iter().any(|s| s == "kernel") && streams.iter().any(|s| s == "any"));
    }
}
