//! JSON Schemas of a rule file and of a tuning, for editors that complete and check TOML.
//!
//! They are the files in `schema/`, which the tests below write: that of a rule from
//! [`ConditionFile`](super::file::ConditionFile), with the names that `streams.toml` and `entities.toml` allow filled in.
//! What a schema cannot say (a literal that the regex implies, a link that names nothing) is left to the linter.

use super::baked;

/// Joins of a link that are no entity kinds.
pub const JOINS: [&str; 7] = ["host", "boot", "next-boot", "peer", "guest", "all-hosts", "cluster"];

/// The schema of a rule file.
#[must_use]
pub fn text() -> String {
    baked::schema("rule")
}

/// The schema of a `tuning.toml`.
#[must_use]
pub fn tuning() -> String {
    baked::schema("tuning")
}

/// Names that the schema of a rule lists.
#[cfg(test)]
pub(super) mod names;

#[cfg(test)]
mod tests {
    use schemars::schema_for;

    use super::*;
    use crate::rule::file::ConditionFile;
    use crate::rule::tuning::TuningFile;

    /// As a file holds it.
    fn titled(mut schema: schemars::Schema, title: &str) -> String {
        schema.insert("title".to_owned(), title.into());
        serde_json::to_string_pretty(&schema).expect("a schema is plain data") + "\n"
    }

    #[test]
    fn that_of_a_rule_is_up_to_date() {
        baked::check_schema("rule", &titled(schema_for!(ConditionFile), "kascade rule"));
    }

    #[test]
    fn that_of_a_tuning_is_up_to_date() {
        baked::check_schema("tuning", &titled(schema_for!(TuningFile), "kascade tuning"));
    }

    #[test]
    fn it_names_keys_and_lists() {
        let schema: serde_json::Value = serde_json::from_str(&text()).expect("JSON");
        assert!(schema["properties"]["leads_to"].is_object() && schema["additionalProperties"] == false);
        let streams = schema["$defs"]["StreamName"]["enum"].as_array().expect("a list");
        assert!(streams.iter().any(|s| s == "kernel") && streams.iter().any(|s| s == "any"));
    }
}
