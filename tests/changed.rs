//! A value that differs from the one before is a change of its own: of the same host, and of the same thing on it.

mod common;

use common::program::pipe;

/// The new addresses of a host with leases `(minute, interface, address)`.
fn new_addresses(leases: &[(u32, &str, &str)]) -> Vec<String> {
    let line = |(minute, interface, address): &(u32, &str, &str)| {
        format!(
            "2026-03-14T02:{minute:02}:01+00:00 web-3 systemd-networkd[611]: {interface}: DHCPv4 address {address}/24, gateway 10.2.3.1 acquired from 10.2.3.1\n"
        )
    };
    let report = pipe(["-o", "json"], leases.iter().map(line).collect::<String>().as_bytes()).ends(0).json();
    let rows = report["minor"].as_array().cloned().unwrap_or_default();
    let changes = rows.iter().filter(|row| row["condition"] == "network.address-changed");
    changes.filter_map(|row| Some(row["title"].as_str()?.rsplit(' ').next()?.to_owned())).collect()
}

#[test]
fn another_address_of_the_same_interface_is_a_change() {
    assert_eq!(new_addresses(&[(10, "eth0", "10.2.3.4"), (40, "eth0", "10.2.3.77")]), ["10.2.3.77"]);
}

#[test]
fn two_interfaces_have_two_addresses() {
    let leases =
        [(10, "eth0", "10.2.3.4"), (11, "eth1", "10.9.0.8"), (40, "eth0", "10.2.3.4"), (41, "eth1", "10.9.0.8")];
    assert_eq!(new_addresses(&leases), Vec::<String>::new());
}
