//! Names are looked up once, and what the resolver says is believed only if all of it is public.

use super::server::Then;
use super::*;

#[test]
fn one_address_that_is_not_public_refuses_them_all() {
    let setting = Setting::default()
        .name("mixed.example", &["93.184.215.14 127.0.0.1"])
        .name("mixed6.example", &["93.184.215.14 fd00::1"]);
    let world = setting.serve(|_| Answer::text("ok"));
    assert_eq!(
        world.told(get("https://mixed.example/?key=secret")),
        "refused: `mixed.example` leads to `127.0.0.1`, which is not a public address"
    );
    assert_eq!(
        world.told(get("https://mixed6.example/")),
        "refused: `mixed6.example` leads to `fd00::1`, which is not a public address"
    );
    assert_eq!(world.connects(), [""; 0]);
}

#[test]
fn names_of_every_special_block_are_refused() {
    for address in [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.1",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:192.168.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:db8::1",
        "fc00::1",
        "fe80::1",
        "ff02::1",
    ] {
        let world = Setting::default()
            .name("a.example", &[address])
            .serve(|_| Answer::text("ok"));
        let told = world.told(get("https://a.example/"));
        assert!(told.starts_with("refused: "), "{address}: {told}");
        assert_eq!(world.asked(), ["a.example"]);
        assert_eq!(world.connects(), [""; 0], "{address}");
    }
}

#[test]
fn a_name_that_changes_its_address_is_asked_once_and_reached_where_it_was_judged() {
    let world = Setting::default()
        .name("a.example", &["93.184.215.14", "127.0.0.1"])
        .serve(|_| Answer::raw("HTTP/1.1 200 OK\r\n\r\nok", Then::Close));
    assert_eq!(world.told(get("https://a.example/")), "200 ok");
    assert_eq!(world.asked(), ["a.example"]);
    assert_eq!(world.connects(), ["93.184.215.14:443"]);

    let told = world.told(get("https://a.example/"));
    assert_eq!(
        told,
        "refused: `a.example` leads to `127.0.0.1`, which is not a public address"
    );
    assert_eq!(world.server.connections(), 1);
}

#[test]
fn the_next_address_is_tried_where_one_is_dead_or_silent() {
    for first in [DEAD, SILENT] {
        let world = Setting::default()
            .name("a.example", &[&format!("{first} 93.184.215.14")])
            .serve(|_| Answer::text("ok"));
        assert_eq!(world.told(get("https://a.example/")), "200 ok");
        assert_eq!(
            world.connects(),
            [format!("{first}:443"), "93.184.215.14:443".to_owned()]
        );
    }
}

#[test]
fn what_cannot_be_reached_says_so() {
    let mut setting = Setting::default()
        .name("gone.example", &[])
        .name("dead.example", &[DEAD])
        .name("silent.example", &[SILENT]);
    setting.rules.connect_time = Duration::from_millis(50);
    let world = setting.serve(|_| Answer::text("ok"));
    for (host, message) in [
        (
            "gone.example",
            "failed: the host `gone.example` could not be looked up",
        ),
        (
            "dead.example",
            "failed: no connection to `dead.example`: connection refused",
        ),
        (
            "silent.example",
            "failed: no connection to `silent.example` within 50 ms",
        ),
    ] {
        assert_eq!(world.told(get(&format!("https://{host}/?key=secret"))), message);
    }
}
