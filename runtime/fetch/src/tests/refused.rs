//! What is refused: nobody is asked for an address, and not one packet is sent.

use std::net::TcpListener;

use pipelua_engine::fetch::FetchErrorKind;
use pipelua_schemas::builtin;

use super::*;

const REFUSED: &[(&str, &[&str])] = &[
    (
        "fetch speaks https only",
        &[
            "http://example.com/",
            "HTTP://example.com/",
            "ftp://example.com/",
            "file:///etc/passwd",
            "file://example.com/x",
            "data:text/plain,hello",
            "javascript:alert(1)",
            "ws://example.com/",
            "wss://example.com/",
            "gopher://example.com:70/",
            "unix:/var/run/docker.sock",
            "httpss://example.com/",
        ],
    ),
    (
        "begins with `https://`",
        &[
            "",
            "example.com",
            "//example.com/",
            "https:example.com",
            "https:/example.com",
            " https://example.com/",
        ],
    ),
    (
        "is not a public address",
        &[
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0X7F.1/",
            "https://0177.0.0.1/",
            "https://017700000001/",
            "https://127.0.0.1./",
            "https://127.255.255.254/",
            "https://0.0.0.0/",
            "https://0/",
            "https://10.0.0.1/",
            "https://10.255.255.255/",
            "https://172.16.0.1/",
            "https://172.31.255.255/",
            "https://192.168.0.1/",
            "https://192.168.1/",
            "https://100.64.0.1/",
            "https://100.127.255.255/",
            "https://169.254.169.254/latest/meta-data/",
            "https://2852039166/",
            "https://198.18.0.1/",
            "https://198.19.255.255/",
            "https://192.0.0.1/",
            "https://192.0.2.1/",
            "https://198.51.100.1/",
            "https://203.0.113.1/",
            "https://224.0.0.1/",
            "https://239.255.255.255/",
            "https://240.0.0.1/",
            "https://255.255.255.255/",
            "https://[::1]/",
            "https://[::]/",
            "https://[0:0:0:0:0:0:0:1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:7f00:1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[::127.0.0.1]/",
            "https://[64:ff9b::7f00:1]/",
            "https://[64:ff9b::10.0.0.1]/",
            "https://[64:ff9b:1::1]/",
            "https://[2002:7f00:1::]/",
            "https://[2001::1]/",
            "https://[2001:db8::1]/",
            "https://[3fff::1]/",
            "https://[fc00::1]/",
            "https://[fd00::1]/",
            "https://[fd00:ec2::254]/",
            "https://[fe80::1]/",
            "https://[fec0::1]/",
            "https://[ff02::1]/",
            "https://[100::1]/",
        ],
    ),
    (
        "is a local name",
        &[
            "https://localhost/",
            "https://LOCALHOST./",
            "https://localhost:443/",
            "https://a.localhost/",
            "https://printer.local/",
            "https://metadata.google.internal/",
            "https://METADATA.google.Internal./",
            "https://a.b.internal/",
            "https://router.home.arpa/",
        ],
    ),
    (
        "has no domain",
        &[
            "https://intranet/",
            "https://redis/",
            "https://com./",
            "https://kubernetes/",
        ],
    ),
    (
        "user and password",
        &[
            "https://example.com@127.0.0.1/",
            "https://user:pass@example.com/",
            "https://user@example.com/",
            "https://@example.com/",
            "https://example.com:443@10.0.0.1/",
        ],
    ),
    (
        "fetch uses 443",
        &[
            "https://example.com:22/",
            "https://example.com:6379/",
            "https://example.com:0/",
            "https://example.com:80/",
            "https://example.com:8443/",
            "https://8.8.8.8:53/",
            "https://[2606:4700::1111]:22/",
        ],
    ),
    (
        "is not a port",
        &[
            "https://example.com:65536/",
            "https://example.com:443x/",
            "https://example.com:-1/",
        ],
    ),
    (
        "control characters",
        &[
            "https://example.com/\r\nX-Evil: 1",
            "https://example.com/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
            "https://example.com/\n",
            "https://exa\tmple.com/",
            "https://example.com/\0",
            "https://example.com/?q=\r",
        ],
    ),
    (
        "backslash",
        &[
            "https://example.com\\@127.0.0.1/",
            "https:\\\\example.com/",
            "https:/\\127.0.0.1/",
            "https://a.example\\.evil.example/",
        ],
    ),
    (
        "not a valid host",
        &[
            "https://%31%32%37.0.0.1/",
            "https://exam ple.com/",
            "https://example..com/",
            "https://1.2.3.4.5/",
            "https://256.256.256.256/",
            "https://4294967296/",
            "https://[::1/",
            "https://[fe80::1%25eth0]/",
            "https://[]/",
        ],
    ),
    (
        "xn--",
        &[
            "https://１２７.0.0.1/",
            "https://127。0。0。1/",
            "https://bücher.example/",
            "https://ⓛocalhost/",
        ],
    ),
    ("no host", &["https:///path", "https://?q", "https://:443/"]),
];

#[test]
fn what_the_rules_refuse_asks_nobody_and_sends_nothing() {
    let world = World::new();
    let mut cases = 0;
    for (part, urls) in REFUSED {
        for url in *urls {
            cases += 1;
            let told = world.told(get(url));
            assert!(
                told.starts_with("refused: ") && told.contains(part),
                "{url:?}: {told}"
            );
        }
    }
    assert!(cases >= 110, "{cases} cases");
    assert_eq!(world.asked(), [""; 0]);
    assert_eq!(world.connects(), [""; 0]);
    assert_eq!(world.server.connections(), 0);
}

#[test]
fn headers_that_hide_a_line_or_frame_the_request_send_nothing() {
    let world = World::new();
    let many: Vec<(String, String)> = (0..65).map(|n| (format!("x-{n}"), String::new())).collect();
    let long = vec![("x".to_owned(), "v".repeat(17_000))];
    let one = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
    for (headers, part) in [
        (one("x", "a\r\nhost: evil.example"), "line break"),
        (one("x", "a\nb"), "line break"),
        (one("x", "\0"), "line break"),
        (one("x\r\ny", "a"), "not a valid name"),
        (one("x: y", "a"), "not a valid name"),
        (one("", "a"), "not a valid name"),
        (one("Host", "evil.example"), "set by fetch itself"),
        (one("content-length", "0"), "set by fetch itself"),
        (one("Transfer-Encoding", "chunked"), "set by fetch itself"),
        (one("connection", "upgrade"), "set by fetch itself"),
        (one("proxy-authorization", "Basic x"), "set by fetch itself"),
        (many, "at most 64 headers"),
        (long, "at most 16384 bytes"),
    ] {
        let request = FetchRequest {
            headers,
            ..get("https://example.com/")
        };
        let told = world.told(request);
        assert!(told.starts_with("refused: ") && told.contains(part), "{told}");
    }
    assert_eq!(world.asked(), [""; 0]);
    assert_eq!(world.server.connections(), 0);
}

#[test]
fn hosts_outside_the_list_are_not_reached_those_inside_are() {
    let mut setting = Setting::default();
    setting.rules.allow_hosts = Some(vec!["a.example".parse().unwrap()]);
    let world = setting.serve(|_| Answer::text("ok"));
    assert_eq!(
        world.told(get("https://example.com/")),
        "refused: `example.com` is not in `allow-hosts`"
    );
    assert_eq!(world.asked(), [""; 0]);
    assert_eq!(world.told(get("https://a.example/")), "200 ok");
    assert_eq!(world.asked(), ["a.example"]);
}

#[test]
fn what_is_allowed_arrives() {
    let mut setting = Setting::default();
    setting.rules.extra_ports = vec![8443];
    let world = setting.serve(|seen| Answer::text(&format!("{} {}", seen.host(), seen.path)));
    for (url, arrived) in [
        ("https://example.com/", "example.com /"),
        ("https://example.com", "example.com /"),
        ("https://example.com:443/", "example.com /"),
        ("HTTPS://EXAMPLE.com./a?b=c#d", "example.com /a?b=c"),
        ("https://example.com//a/../b", "example.com //a/../b"),
        (
            "https://example.com/ä b?q={\"a\":[1]}",
            "example.com /%C3%A4%20b?q=%7B%22a%22:[1]%7D",
        ),
        ("https://example.com:8443/x", "example.com:8443 /x"),
        ("https://xn--bcher-kva.example/", "xn--bcher-kva.example /"),
        ("https://172.32.0.1/", "172.32.0.1 /"),
        ("https://100.128.0.1/", "100.128.0.1 /"),
        ("https://134744072/", "8.8.8.8 /"),
        ("https://[2606:4700::1111]/", "[2606:4700::1111] /"),
    ] {
        assert_eq!(world.told(get(url)), format!("200 {arrived}"), "{url}");
    }
    let connects = world.connects();
    assert!(connects.contains(&"172.32.0.1:443".to_owned()), "{connects:?}");
    assert!(connects.contains(&format!("{SOMEWHERE}:8443")), "{connects:?}");
}

#[test]
fn the_client_that_people_run_never_reaches_this_machine() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let client = Client::new(FetchRules {
        extra_ports: vec![port],
        ..FetchRules::of(builtin().limits())
    })
    .unwrap();
    for host in ["127.0.0.1", "localhost", "[::1]", "0x7f.1", "[::ffff:127.0.0.1]"] {
        let (done, told) = channel();
        let _flight = client.send(get(&format!("https://{host}:{port}/")), move |answer| {
            done.send(answer).unwrap();
        });
        let error = told.recv_timeout(HANG_GUARD).unwrap().unwrap_err();
        assert_eq!(error.kind, FetchErrorKind::Refused, "{host}");
    }
    assert!(listener.accept().is_err(), "nobody came");
}
