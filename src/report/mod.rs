//! What a person or a program reads at the end: one file for each form of output.
//!
//! ```text
//! Analysis + Library + how the user wants to see it = View
//!
//! View -> answer     the screen of at most 30 lines      View -> json      schema kascade.report/1
//!      -> timeline   every episode                            -> formats   what was read, and how
//!      -> markdown   post-mortem draft                        -> explain   a condition, or an episode
//!                                                             -> notices   trouble with the input, for stderr
//! ```
//!
//! A form is a function from a [`View`] to text. A new one is a file here and a line in [`FORMS`]. Nothing in this room
//! decides anything: it says what the analysis holds. Every text of a log passes [`crate::text::sanitize`] on its way.

pub mod answer;
pub mod explain;
pub mod formats;
pub mod json;
pub mod markdown;
pub mod notices;
pub mod screen;
pub mod table;
pub mod timeline;
pub mod tuning;
pub mod view;
pub mod when;
pub mod width;

#[cfg(test)]
mod sample;

pub use view::{OutputZone, View};

/// One form of output of one command.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// The command it belongs to; `why` is the one that need not be typed.
    pub command: &'static str,
    /// Its name behind `-o`.
    pub name: &'static str,
    /// What it is, for the help.
    pub about: &'static str,
    /// Makes it.
    pub render: fn(&View<'_>) -> String,
}

const fn form(command: &'static str, name: &'static str, about: &'static str, render: fn(&View<'_>) -> String) -> Form {
    Form { command, name, about, render }
}

/// Every form; the first one of a command is its default.
pub static FORMS: [Form; 13] = [
    form("why", "text", "the answer on one screen", answer::render),
    form("why", "json", "schema kascade.report/1", json::pretty),
    form("why", "ndjson", "the same on one line", json::compact),
    form("why", "md", "post-mortem draft", markdown::render),
    form("timeline", "text", "a table", timeline::render),
    form("timeline", "json", "an array of rows", json::timeline_array),
    form("timeline", "ndjson", "a row a line", json::timeline_lines),
    form("report", "md", "post-mortem draft", markdown::render),
    form("report", "text", "the answer on one screen", answer::render),
    form("report", "json", "schema kascade.report/1", json::pretty),
    form("report", "ndjson", "the same on one line", json::compact),
    form("formats", "text", "a table", formats::render),
    form("formats", "json", "inputs and notices as in the report", json::formats),
];

/// The form of a command by its name; the default one without a name.
#[must_use]
pub fn find(command: &str, name: Option<&str>) -> Option<&'static Form> {
    FORMS.iter().find(|f| f.command == command && name.is_none_or(|name| f.name == name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_found() {
        assert_eq!(find("report", None).map(|f| f.name), Some("md"));
        assert_eq!(find("why", Some("json")).map(|f| f.about), Some("schema kascade.report/1"));
        assert!(find("why", Some("pdf")).is_none() && find("what", None).is_none());
    }

    #[test]
    fn the_same_input_gives_the_same_bytes() {
        let library = sample::library();
        for form in &FORMS {
            for make in [sample::nfs, sample::latent, sample::hostile, sample::healthy, crate::model::Analysis::default]
            {
                let (one, two) = (make(), make());
                let text = (form.render)(&View::new(&one, &library));
                assert!(text.ends_with('\n') || text.is_empty(), "{} {}", form.command, form.name);
                assert_eq!(text, (form.render)(&View::new(&two, &library)), "{} {}", form.command, form.name);
                assert!(sample::is_inert(&text), "{} {}", form.command, form.name);
            }
        }
    }
}
