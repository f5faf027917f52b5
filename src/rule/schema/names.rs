//! Types that stand for a name out of a list, in the schema of a rule.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::JOINS;
use crate::rule::baked;

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
