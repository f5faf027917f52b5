//! Shapes of records that no rule knows, and which of them came up just before an incident.
//!
//! ```text
//! records no signature holds on --shapes--> how often and when each shape was printed, bounded
//!                                                      |
//! time before an incident ---------windows--judge------+--> new, surging, or at error level: `Unexplained`
//! ```
//!
//! A shape that also stands in the quiet time before is habit, however alarming it reads. `intake/index` tells where in a
//! large input a stretch of time lies, so that only that part is read again.

pub mod healthy;
pub mod judge;
pub mod shapes;
pub mod slots;
mod tally;
pub mod trail;
pub mod window;

pub use healthy::{Census, Healthy};
pub use judge::{Found, Fresh, Judge};
pub use shapes::{Shapes, Sight};
pub use trail::{Line, Trail};
pub use window::Window;
