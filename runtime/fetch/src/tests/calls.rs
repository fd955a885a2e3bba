//! What is sent is what the script asked for, and what servers expect beside it.

use super::server::Then;
use super::*;

fn sent(request: FetchRequest) -> Seen {
    let world = World::new();
    world.send(request).unwrap();
    world.server.seen().pop().unwrap()
}

#[test]
fn a_plain_request_says_little() {
    let seen = sent(get("https://a.example/x?y=1"));
    let mut headers = seen.headers;
    headers.sort();
    let version = env!("CARGO_PKG_VERSION");
    let expected = [
        ("accept", "*/*"),
        ("accept-encoding", "gzip"),
        ("host", "a.example"),
        ("user-agent", &format!("pipelua/{version}")),
    ];
    assert_eq!(
        headers,
        expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
}

#[test]
fn headers_and_bodies_arrive() {
    let headers = [
        ("Accept", "text/plain"),
        ("X-Name", "J\u{fc}rgen"),
        ("user-agent", "mine"),
    ];
    let seen = sent(FetchRequest {
        method: "POST".to_owned(),
        headers: headers
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
        body: Some("h\u{e9}llo".into()),
        ..get("https://a.example/")
    });
    assert_eq!(seen.method, "POST");
    assert_eq!(seen.body, "h\u{e9}llo");
    for (name, value) in [
        ("accept", "text/plain"),
        ("x-name", "J\u{fc}rgen"),
        ("user-agent", "mine"),
        ("content-length", "6"),
    ] {
        assert_eq!(seen.header(name), Some(value));
    }
}

#[test]
fn an_empty_body_has_a_length_where_one_is_expected() {
    for (method, length) in [
        ("POST", Some("0")),
        ("PUT", Some("0")),
        ("PATCH", Some("0")),
        ("GET", None),
        ("DELETE", None),
    ] {
        let seen = sent(FetchRequest {
            method: method.to_owned(),
            ..get("https://a.example/")
        });
        assert_eq!(seen.header("content-length"), length, "{method}");
    }
}

#[test]
fn a_line_is_used_again_by_its_own_origin_only() {
    let world = World::new();
    for url in [
        "https://a.example/1",
        "https://b.example/2",
        "https://a.example/3",
        "https://b.example:443/4",
        "https://example.com/5",
    ] {
        assert_eq!(world.told(get(url)), "200 ok");
    }
    let seen: Vec<(usize, String)> = world
        .server
        .seen()
        .iter()
        .map(|seen| (seen.connection, format!("{}{}", seen.host(), seen.path)))
        .collect();
    let by_connection: Vec<(usize, &str)> = seen.iter().map(|(line, what)| (*line, what.as_str())).collect();
    assert_eq!(
        by_connection,
        [
            (0, "a.example/1"),
            (1, "b.example/2"),
            (0, "a.example/3"),
            (1, "b.example/4"),
            (2, "example.com/5")
        ]
    );
}

#[test]
fn a_line_that_ended_meanwhile_costs_no_fetch() {
    for method in ["GET", "POST"] {
        let world = Setting::default()
            .serve(|_| Answer::raw("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok", Then::Close));
        for _ in 0..5 {
            let request = FetchRequest {
                method: method.to_owned(),
                ..get("https://a.example/")
            };
            let answer = world.send(request);
            // A post that may have arrived is not sent again, and then it says so.
            let is_cut = answer
                .as_ref()
                .is_err_and(|error| error.message.contains("the connection ended"));
            assert!(answer.is_ok() || (method == "POST" && is_cut), "{answer:?}");
        }
    }
}

#[test]
fn a_safe_request_is_sent_again_where_a_used_line_breaks() {
    let world = Setting::default().serve(|seen| match seen.path.as_str() {
        "/lost" if seen.connection == 0 => Answer::raw("", Then::Cut),
        _ => Answer::text("ok"),
    });
    assert_eq!(world.told(get("https://a.example/first")), "200 ok");
    assert_eq!(world.told(get("https://a.example/lost")), "200 ok");
    assert_eq!(world.server.connections(), 2);
}

#[test]
fn a_post_that_may_have_arrived_is_not_sent_again() {
    let world = Setting::default().serve(|seen| match seen.path.as_str() {
        "/lost" => Answer::raw("", Then::Cut),
        _ => Answer::text("ok"),
    });
    assert_eq!(world.told(get("https://a.example/first")), "200 ok");
    let lost = FetchRequest {
        method: "POST".to_owned(),
        body: Some(b"pay".to_vec()),
        ..get("https://a.example/lost")
    };
    assert_eq!(
        world.told(lost),
        "failed: the connection ended before the answer did"
    );
    let posts = world
        .server
        .seen()
        .iter()
        .filter(|seen| seen.method == "POST")
        .count();
    assert_eq!(posts, 1);
}
