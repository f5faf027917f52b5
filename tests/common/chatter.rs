//! The chatter of a node, up to a fault.

use super::program::FAULT;

/// Seconds of chatter before the fault.
pub const HOURS_3: i64 = 3 * 3600;
/// Seconds since midnight at which [`FAULT`] is printed.
pub const AT_FAULT: i64 = 4 * 3600 + 44 * 60 + 18;

/// A line of a host, some seconds before the fault; days before the fault's own are counted back.
pub fn line(host: &str, before: i64, message: &str) -> String {
    let at = AT_FAULT - before;
    let (day, s) = (19 + at.div_euclid(86_400), at.rem_euclid(86_400));
    let (hour, minute, second) = (s / 3600, s / 60 % 60, s % 60);
    format!("2025-12-{day:02}T{hour:02}:{minute:02}:{second:02}.000000+00:00 {host} {message}\n")
}

/// Chatter of two programs, with other lines at their times, and the fault at the end.
pub fn log(seconds: i64, others: &[(&str, i64)]) -> String {
    let mut text = String::new();
    for before in (1..=seconds).rev() {
        if before % 5 == 0 {
            let pod = before % 7;
            let told = format!("sshd[{}]: Connection from 10.0.4.{} port {}", 900 + pod, before % 250, 1024 + before);
            text += &line("kestrel", before, &told);
            let told =
                format!("kubelet[812]: I1219 04:00:00.100000     812 prober.go:1] \"Probe ok\" pod=\"shop/web-{pod}\"");
            text += &line("kestrel", before, &told);
        }
        for (other, _) in others.iter().filter(|(_, at)| *at == before) {
            text += &line("kestrel", before, other);
        }
    }
    text + FAULT
}
