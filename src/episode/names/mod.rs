//! Which names mean one thing, once all inputs were read: those of a machine, and of the host of a pod.

pub mod machines;
pub mod pod_hosts;
