//! Answers of every length, form and pace: whole and within their limits, or an error.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write as _;

use super::server::Then;
use super::*;

const MIB: usize = 1024 * 1024;

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

#[track_caller]
fn check(answer: impl Fn() -> Answer + Send + Sync + 'static, expected: &str) {
    let world = Setting::default().serve(move |_| answer());
    assert_eq!(world.told(get("https://a.example/")), expected);
}

fn check_raw(answer: &'static str, expected: &str) {
    check(move || Answer::raw(answer, Then::Close), expected);
}

const NO_GZIP: &str = "failed: the answer says that it is gzip, and is not";
const TOO_LARGE: &str = "failed: the answer is larger than 1048576 bytes";

#[test]
fn a_body_may_be_as_long_as_the_limit_and_no_longer() {
    let world = Setting::default().serve(|seen| {
        let length: usize = seen.path[2..].parse().unwrap();
        let body = vec![b'x'; length];
        if seen.path.starts_with("/l") {
            return Answer::of("200 OK", &body);
        }
        let mut bytes = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
        bytes.extend_from_slice(&body);
        Answer::raw(bytes, Then::Close)
    });
    for kind in ["l", "n"] {
        let url = |length: usize| format!("https://a.example/{kind}{length}");
        assert_eq!(world.send(get(&url(MIB))).unwrap().body.len(), MIB);
        assert_eq!(world.told(get(&url(MIB + 1))), TOO_LARGE);
        assert_eq!(world.told(get(&url(2 * MIB))), TOO_LARGE);
    }
}

#[test]
fn a_length_over_the_limit_is_enough() {
    check(
        || Answer::raw("HTTP/1.1 200 OK\r\ncontent-length: 2097152\r\n\r\n", Then::Hang),
        TOO_LARGE,
    );
}

#[test]
fn a_body_without_end_is_left_at_the_limit() {
    check(
        || Answer::raw("HTTP/1.1 200 OK\r\n\r\n", Then::Flood(vec![b'x'; 16 * 1024])),
        TOO_LARGE,
    );
    let mut chunk = b"4000\r\n".to_vec();
    chunk.extend(vec![b'x'; 0x4000]);
    chunk.extend(b"\r\n");
    check(
        move || {
            Answer::raw(
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
                Then::Flood(chunk.clone()),
            )
        },
        TOO_LARGE,
    );
}

#[test]
fn a_gzip_bomb_counts_by_what_it_becomes() {
    let bomb = gzip(&vec![0; 64 * MIB]);
    assert!(bomb.len() < MIB / 8);
    check(
        move || Answer::of("200 OK\r\ncontent-encoding: gzip", &bomb),
        TOO_LARGE,
    );
}

#[test]
fn a_body_of_many_gzip_texts_is_left_early() {
    let answer =
        |count: usize| move || Answer::of("200 OK\r\ncontent-encoding: gzip", &gzip(b"").repeat(count));
    check(answer(1000), "200 ");
    check(answer(1001), NO_GZIP);
    let empty = gzip(b"").repeat(1000);
    check(
        move || {
            let head = "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n";
            Answer::raw(head, Then::Flood(empty.clone()))
        },
        NO_GZIP,
    );
}

#[test]
fn zeros_behind_gzip_are_no_text() {
    for parts in [vec![0], vec![0; 511], vec![0; 2 * MIB / 32]] {
        let body = [gzip(b"hello"), parts].concat();
        let world = Setting::default().serve(move |_| Answer::of("200 OK\r\ncontent-encoding: gzip", &body));
        assert_eq!(world.told(get("https://a.example/")), "200 hello");
    }
    for broken in [vec![0, 1], [vec![0], gzip(b"x")].concat()] {
        let body = [gzip(b"hello"), broken].concat();
        check(
            move || Answer::of("200 OK\r\ncontent-encoding: gzip", &body),
            NO_GZIP,
        );
    }
    let zeros = vec![0; 10];
    check(
        move || Answer::of("200 OK\r\ncontent-encoding: gzip", &zeros),
        NO_GZIP,
    );
}

#[test]
fn gzip_is_asked_for_and_decoded() {
    let world = Setting::default().serve(|seen| {
        assert_eq!(seen.header("accept-encoding"), Some("gzip"));
        let mut body = gzip(b"hello ");
        body.extend(gzip(b"world"));
        Answer::of("200 OK\r\nContent-Encoding: GZIP\r\nx: 1", &body)
    });
    let answer = world.send(get("https://a.example/")).unwrap();
    assert_eq!(answer.body, b"hello world");
    let headers: Vec<&str> = answer.headers.keys().map(String::as_str).collect();
    assert_eq!(headers, ["x"], "what spoke of the compressed body is gone");
}

#[test]
fn what_is_not_gzip_says_so() {
    let cut = gzip(b"hello world, hello world")[..20].to_vec();
    check(
        move || Answer::of("200 OK\r\ncontent-encoding: gzip", &cut),
        NO_GZIP,
    );
    for head in ["200 OK\r\ncontent-encoding: br", "200 OK\r\ncontent-encoding: BR"] {
        check(
            move || Answer::of(head, b"x"),
            "failed: the answer is encoded as `br`, which was not asked for",
        );
    }
    check(
        || Answer::of("200 OK\r\ncontent-encoding: gzip", b"plain"),
        NO_GZIP,
    );
    check(
        || Answer::of("200 OK\r\ncontent-encoding: identity", b"plain"),
        "200 plain",
    );
}

#[test]
fn every_status_is_an_answer() {
    check_raw("HTTP/1.1 204 No Content\r\n\r\n", "204 ");
    check_raw("HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\nno", "404 no");
    check_raw("HTTP/1.1 500 Oh\r\n\r\nno", "500 no");
    check_raw("HTTP/1.0 200 OK\r\n\r\nold", "200 old");
    check_raw(
        "HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\nlate",
        "200 late",
    );
    check_raw(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n",
        "200 abc",
    );
}

#[test]
fn head_has_no_body_whatever_its_headers_say() {
    let world = Setting::default().serve(|_| {
        Answer::raw(
            "HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\ncontent-encoding: gzip\r\n\r\n",
            Then::Next,
        )
    });
    let request = FetchRequest {
        method: "HEAD".to_owned(),
        ..get("https://a.example/")
    };
    let answer = world.send(request).unwrap();
    assert_eq!(answer.body, b"");
    assert_eq!(answer.headers["content-length"], "99999999");
}

#[test]
fn headers_of_one_name_are_one_text() {
    let world =
        Setting::default().serve(|_| Answer::of("200 OK\r\nX-A: 1\r\nx-a: \x322\r\nX-B: \u{fc}", b""));
    let headers = world.send(get("https://a.example/")).unwrap().headers;
    assert_eq!(headers["x-a"], "1, 22");
    assert_eq!(headers["x-b"], "\u{fc}");
}

#[test]
fn a_head_has_its_bounds() {
    let expected = "failed: the answer has too many headers, or too long ones";
    check(
        || {
            Answer::raw(
                format!("HTTP/1.1 200 OK\r\n{}\r\n", "x: 1\r\n".repeat(129)),
                Then::Close,
            )
        },
        expected,
    );
    check(
        || {
            Answer::raw(
                format!("HTTP/1.1 200 OK\r\n{}\r\n", "x: 1\r\n".repeat(128)),
                Then::Close,
            )
        },
        "200 ",
    );
    check(
        || {
            Answer::raw(
                format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "v".repeat(100_000)),
                Then::Close,
            )
        },
        expected,
    );
}

#[test]
fn what_is_no_whole_answer_says_so() {
    let cut_off = "failed: the connection ended before the answer did";
    for then in [|| Then::Close, || Then::Cut] {
        check(
            move || Answer::raw("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhello", then()),
            cut_off,
        );
        check(move || Answer::raw("HTTP/1.1 200", then()), cut_off);
        check(move || Answer::raw("", then()), cut_off);
    }
    check(|| Answer::raw("HTTP/1.1 200 OK\r\n\r\nhello", Then::Cut), cut_off);
    for text in [
        "SSH-2.0-OpenSSH_9.0\r\n\r\n",
        "hello\r\n\r\n",
        "HTTP/9.9 200 OK\r\n\r\n",
    ] {
        check_raw(text, "failed: the answer is no HTTP/1.1");
    }
    check_raw(
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
        "failed: the answer is no HTTP/1.1",
    );
}

#[test]
fn time_counts_to_the_last_byte() {
    for then in [|| Then::Drip, || Then::Hang] {
        for bytes in [
            "HTTP/1.1 200 OK\r\nx: ",
            "HTTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n",
        ] {
            let mut setting = Setting::default();
            setting.rules.time = Duration::from_millis(120);
            let world = setting.serve(move |_| Answer::raw(bytes, then()));
            let told = world.told(get("https://a.example/"));
            assert_eq!(told, "failed: no answer within 120 ms");
        }
    }
}

#[test]
fn the_shorter_of_two_times_counts() {
    let world = Setting::default().serve(|_| Answer::raw("", Then::Hang));
    let request = FetchRequest {
        timeout: Duration::from_millis(50),
        ..get("https://a.example/")
    };
    assert_eq!(world.told(request), "failed: no answer within 50 ms");
}
