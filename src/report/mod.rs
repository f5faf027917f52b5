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
//! A form is a function from a [`View`] to text; what grows with the findings is written piece by piece. A new one is a
//! file here and a line in [`FORMS`]. Nothing in this room decides anything: it says what the analysis holds. Every text
//! of a log passes [`crate::text::sanitize`] on its way.

pub mod answer;
pub mod explain;
pub mod formats;
pub mod json;
pub mod markdown;
pub mod notices;
mod rivals;
pub mod screen;
pub mod table;
pub mod timeline;
pub mod tuning;
pub mod view;
pub mod when;
pub mod width;

#[cfg(test)]
mod sample;

use std::io::{self, Write};

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
    /// How it is made.
    pub make: Make,
}

/// Writes piece by piece.
pub type Written = fn(&View<'_>, &mut dyn Write) -> io::Result<()>;

/// How a form is made.
#[derive(Clone, Copy, Debug)]
pub enum Make {
    /// At once.
    Text(fn(&View<'_>) -> String),
    /// Piece by piece: it may be long.
    Stream(Written),
}

use Make::{Stream, Text};

impl Form {
    /// Writes it.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn write(&self, view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
        match self.make {
            Text(make) => out.write_all(make(view).as_bytes()),
            Stream(write) => write(view, out),
        }
    }
}

const fn form(command: &'static str, name: &'static str, about: &'static str, make: Make) -> Form {
    Form { command, name, about, make }
}

/// Every form; the first one of a command is its default.
pub static FORMS: [Form; 13] = [
    form("why", "text", "the answer on one screen", Text(answer::render)),
    form("why", "json", "schema kascade.report/1", Stream(json::pretty)),
    form("why", "ndjson", "the same on one line", Stream(json::compact)),
    form("why", "md", "post-mortem draft", Text(markdown::render)),
    form("timeline", "text", "a table", Text(timeline::render)),
    form("timeline", "json", "an array of rows", Stream(json::timeline_array)),
    form("timeline", "ndjson", "a row a line", Stream(json::timeline_lines)),
    form("report", "md", "post-mortem draft", Text(markdown::render)),
    form("report", "text", "the answer on one screen", Text(answer::render)),
    form("report", "json", "schema kascade.report/1", Stream(json::pretty)),
    form("report", "ndjson", "the same on one line", Stream(json::compact)),
    form("formats", "text", "a table", Text(formats::render)),
    form("formats", "json", "inputs and notices as in the report", Stream(json::formats)),
];

/// All that is written piece by piece, for who wants to look into it.
///
/// # Panics
///
/// Never: memory takes everything, and what is written is text.
#[must_use]
pub fn whole(written: Written, view: &View<'_>) -> String {
    let mut text = Vec::new();
    written(view, &mut text).expect("memory takes everything");
    String::from_utf8(text).expect("reports are text")
}

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
        let text = |form: &Form, view: &View<'_>| match form.make {
            Text(make) => make(view),
            Stream(written) => whole(written, view),
        };
        for form in &FORMS {
            for make in [sample::nfs, sample::latent, sample::hostile, sample::healthy, crate::model::Analysis::default]
            {
                let (one, two) = (make(), make());
                let once = text(form, &View::new(&one, &library));
                assert!(once.ends_with('\n') || once.is_empty(), "{} {}", form.command, form.name);
                assert_eq!(once, text(form, &View::new(&two, &library)), "{} {}", form.command, form.name);
                assert!(sample::is_inert(&once), "{} {}", form.command, form.name);
            }
        }
    }
}
