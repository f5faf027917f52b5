//! What was asked for and not undone: a host that went down on request and is not seen again.
//!
//! ```text
//! 03:04:16  kured: systemctl reboot    asked to come back: the request says why it went, not why it stays away
//! 15:02:28  will power off now         asked to stay off: what follows is what somebody wanted
//! 15:14:00  others go on printing      ... for longer than a reboot takes
//! ```

use crate::cascade::links::join;
use crate::episode::Chronicle;
use crate::episode::patterns::expected::SETTLED;
use crate::model::stamp::MINUTE;
use crate::model::{Episode, Missing};
use crate::rule::Library;

/// Stops that somebody asked for: they tell why something is away, and not why it fails once it is started again.
const STOPS: [&str; 3] = [REQUEST, "systemd.unit-stopped-by-hand", "app.database-stopped"];
/// That of a whole host.
const REQUEST: &str = "boot.shutdown-requested";
/// How a request speaks that wants the host back.
const REBOOT: [&str; 3] = ["eboot", "kexec", "shutdown -r"];

/// What somebody wanted of a host that is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cascade) enum Asked {
    /// That it comes back.
    Reboot,
    /// That it stays off.
    PowerOff,
}

/// Whether an episode is a stop that somebody asked for.
pub(super) fn is_stop(library: &Library, episode: &Episode) -> bool {
    STOPS.contains(&&*library.condition(episode.key.condition).id)
}

/// What was asked for, when an episode is a request after which its host was not seen again although others were.
pub(in crate::cascade) fn stays_away(library: &Library, chronicle: &Chronicle, episode: &Episode) -> Option<Asked> {
    let host = episode.key.host.as_deref().filter(|_| library.id(REQUEST) == Some(episode.key.condition))?;
    let last = last_minute(chronicle, |name| name == Some(host))?;
    let others = last_minute(chronicle, |name| name != Some(host))?;
    let went = (last - episode.last.ns.div_euclid(MINUTE)) * MINUTE <= SETTLED;
    let away = (others - last) * MINUTE > SETTLED;
    let says = |words: &[&str]| episode.quotes.iter().any(|quote| words.iter().any(|word| quote.raw.contains(word)));
    (went && away).then(|| if says(&REBOOT) { Asked::Reboot } else { Asked::PowerOff })
}

/// The last minute in which one of some hosts printed anything.
fn last_minute(chronicle: &Chronicle, of: impl Fn(Option<&str>) -> bool) -> Option<i64> {
    chronicle.last_minutes().filter(|(host, _)| of(*host)).map(|(_, minute)| minute).max()
}

/// What would tell why a host did not come back.
pub(super) fn missing(episode: &Episode) -> Missing {
    let host = join::hosts(episode).next().unwrap_or("the host");
    Missing {
        what: format!("why {host} did not come back"),
        why: "it was asked to reboot, and nothing of it was read since; its console or its BMC would show it"
            .to_owned(),
        command: "ipmitool sel elist".to_owned(),
        printed: true,
    }
}
