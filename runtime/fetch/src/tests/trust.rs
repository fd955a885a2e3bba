//! A server has to prove that it is the one that was meant.

use super::*;

#[test]
fn a_certificate_has_to_be_signed_in_time_and_for_this_name() {
    let world = World::new();
    for (host, message) in [
        (
            "self-signed.example",
            "the certificate of `self-signed.example` is not valid: nobody known has signed it",
        ),
        (
            "wrong-name.example",
            "the certificate of `wrong-name.example` is not valid: it is for another name",
        ),
        (
            "8.8.8.9",
            "the certificate of `8.8.8.9` is not valid: it is for another name",
        ),
        (
            "expired.example",
            "the certificate of `expired.example` is not valid: it has expired",
        ),
    ] {
        assert_eq!(
            world.told(get(&format!("https://{host}/?key=secret"))),
            format!("failed: {message}")
        );
    }
    let told = world.told(get("https://no-certificate.example/"));
    assert!(
        told.starts_with("failed: no TLS with `no-certificate.example`: "),
        "{told}"
    );
    assert_eq!(world.server.seen().len(), 0, "no request was sent to any of them");
}

#[test]
fn the_test_root_is_unknown_to_the_client_that_people_run() {
    let world = World::new();
    let network = Network::new(
        FetchRules::of(builtin().limits()),
        Arc::clone(&world.names) as Arc<dyn Resolver>,
        Arc::clone(&world.leads) as Arc<dyn Connector>,
        tls::config(tls::public_roots()),
    );
    let world = World {
        client: Client::over(network).unwrap(),
        ..world
    };
    assert_eq!(
        world.told(get("https://example.com/")),
        "failed: the certificate of `example.com` is not valid: nobody known has signed it"
    );
}
