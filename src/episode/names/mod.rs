//! Which names mean one thing, once all inputs were read: those of a machine, also where another one speaks of it, and of
//! the host of a pod.

pub mod machines;
pub mod pod_hosts;
pub mod spoken;
