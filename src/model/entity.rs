//! Typed things that findings share: what makes two of them about the same device, pod or server.

/// Index of an entity kind in `rules/entities.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind(pub u8);

/// A value of a kind, in its normal form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entity {
    /// What sort of thing it is.
    pub kind: Kind,
    /// Its name, normalised and sanitised.
    pub value: Box<str>,
}
