//! URLs in, targets or refusals out: every URL that the documents name, and the tricks of the trade.

use std::net::IpAddr;

use super::{Host, HostPattern, UrlRules, is_globally_routable, judge, judge_header, judge_headers};

/// The target, or `refused: ` and the message.
fn verdict(url: &str, rules: UrlRules<'_>) -> String {
    match judge(url, rules) {
        Ok(target) => target.to_string(),
        Err(refusal) => {
            let message = refusal.to_string();
            assert!(message.chars().count() <= 100, "{message}");
            format!("refused: {message}")
        }
    }
}

#[track_caller]
fn check(url: &str, expected: &str) {
    assert_eq!(verdict(url, UrlRules::default()), expected, "{url:?}");
}

#[track_caller]
fn check_refused(url: &str, part: &str) {
    let verdict = verdict(url, UrlRules::default());
    assert!(
        verdict.starts_with("refused: ") && verdict.contains(part),
        "{url:?}: {verdict}"
    );
}

#[test]
fn public_https_urls_are_allowed() {
    check("https://example.com/", "https://example.com/");
    check("https://example.com", "https://example.com/");
    check("https://example.com:443/a", "https://example.com/a");
    check("https://example.com:/a", "https://example.com/a");
    check("https://example.com:0443/a", "https://example.com/a");
    check("HTTPS://Example.COM/A?b=C", "https://example.com/A?b=C");
    check("https://example.com./", "https://example.com/");
    check("https://example.com?q=1#f", "https://example.com/?q=1");
    check("https://example.com#f", "https://example.com/");
    check(
        "https://example.com/a/../b?x=\\&y=@:#/@",
        "https://example.com/a/../b?x=%5C&y=@:",
    );
    check(
        "https://example.com/{id}/`a`|^?q={\"a\":[1]}",
        "https://example.com/%7Bid%7D/%60a%60%7C%5E?q=%7B%22a%22:[1]%7D",
    );
    check(
        "https://a_b.xn--bcher-kva.example/ä b\"",
        "https://a_b.xn--bcher-kva.example/%C3%A4%20b%22",
    );
    check("https://example.com/%20%0d", "https://example.com/%20%0d");
    check("https://172.32.0.1/", "https://172.32.0.1/");
    check("https://100.128.0.1/", "https://100.128.0.1/");
    check("https://8.8.8.8", "https://8.8.8.8/");
    check("https://134744072/", "https://8.8.8.8/");
    check("https://[2606:4700::1111]/", "https://[2606:4700::1111]/");
    check("https://127.0.0.1.example.com/", "https://127.0.0.1.example.com/");
    check("https://localhost.example.com/", "https://localhost.example.com/");
    check(
        "https://mylocal/",
        "refused: `mylocal` has no domain; fetch reaches public hosts only",
    );
    check("https://thelocalhost.com/", "https://thelocalhost.com/");
}

#[test]
fn only_https_is_spoken() {
    for (url, scheme) in [
        ("http://example.com/", "http"),
        ("HTTP://example.com/", "http"),
        ("ftp://example.com/", "ftp"),
        ("file:///etc/passwd", "file"),
        ("data:text/plain,hello", "data"),
        ("javascript:alert(1)", "javascript"),
        ("gopher://example.com:70/", "gopher"),
    ] {
        check(
            url,
            &format!("refused: `{scheme}:` is refused; fetch speaks https only"),
        );
    }
    for url in [
        "",
        "example.com",
        "//example.com/",
        "https",
        "https:example.com",
        "https:/example.com",
        "example.com:443/x",
        " https://example.com/",
        ":",
    ] {
        check(url, "refused: a URL begins with `https://`");
    }
}

#[test]
fn addresses_of_this_machine_and_network_are_refused_in_every_notation() {
    for host in [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0X7F.1",
        "0177.0.0.1",
        "017700000001",
        "0x7f.0x0.0x0.0x1",
        "127.0.0.1.",
        "0.0.0.0",
        "0",
        "0x",
        "10.0.0.1",
        "10.255.255.255",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.0.1",
        "192.168.1",
        "100.64.0.1",
        "100.127.255.255",
        "169.254.169.254",
        "0xa9fea9fe",
        "2852039166",
        "198.18.0.1",
        "198.19.255.255",
        "192.0.2.1",
        "198.51.100.1",
        "203.0.113.1",
        "192.0.0.1",
        "192.88.99.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "4294967295",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::ffff:0:127.0.0.1]",
        "[::127.0.0.1]",
        "[::8.8.8.8]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b::10.0.0.1]",
        "[64:ff9b:1::1]",
        "[2002:7f00:1::]",
        "[2002:808:808::]",
        "[2001::1]",
        "[2001:2::1]",
        "[2001:10::1]",
        "[2001:db8::1]",
        "[3fff::1]",
        "[fc00::1]",
        "[fd00::1]",
        "[fe80::1]",
        "[fec0::1]",
        "[ff02::1]",
        "[100::1]",
        "[5f00::1]",
        "[4000::1]",
    ] {
        check_refused(&format!("https://{host}/"), "is not a public address");
    }
}

#[test]
fn embedded_public_addresses_are_public() {
    for (host, shown) in [
        ("[64:ff9b::808:808]", "[64:ff9b::808:808]"),
        ("[::ffff:8.8.8.8]", "[::ffff:8.8.8.8]"),
    ] {
        check(&format!("https://{host}/"), &format!("https://{shown}/"));
    }
}

#[test]
fn local_names_are_refused() {
    for host in [
        "localhost",
        "LOCALHOST.",
        "a.localhost",
        "printer.local",
        "metadata.google.internal",
        "a.b.internal",
        "router.home.arpa",
        "home.arpa",
        "internal",
        "local",
    ] {
        check_refused(&format!("https://{host}/"), "is a local name");
    }
    for host in ["intranet", "redis", "com", "com."] {
        check_refused(&format!("https://{host}/"), "has no domain");
    }
}

#[test]
fn what_parsers_read_differently_is_refused() {
    for (url, part) in [
        ("https://example.com@127.0.0.1/", "user and password"),
        ("https://user:pass@example.com/", "user and password"),
        ("https://@example.com/", "user and password"),
        ("https://example.com\\@127.0.0.1/", "backslash"),
        ("https://example.com\\.evil.com/", "backslash"),
        ("https:\\\\example.com/", "backslash"),
        ("https:/\\example.com/", "backslash"),
        ("https://example.com/a\\..\\b", "backslash"),
        ("https://exa\nmple.com/", "control characters"),
        ("https://example.com/\r\nX-Evil: 1", "control characters"),
        ("https://example.com/\tx", "control characters"),
        ("https://example.com/\0", "control characters"),
        ("https://example.com/\u{85}", "control characters"),
        ("https://exämple.com/", "xn--"),
        ("https://１２７.0.0.1/", "xn--"),
        ("https://127。0。0。1/", "xn--"),
        ("https://example\u{ad}.com/", "xn--"),
        ("https://%31%32%37.0.0.1/", "not a valid host"),
        ("https://exam ple.com/", "not a valid host"),
        ("https://example..com/", "not a valid host"),
        ("https://.example.com/", "not a valid host"),
        ("https://example.com../", "not a valid host"),
        ("https://-a.example.com/", "not a valid host"),
        ("https://a!b.example.com/", "not a valid host"),
        ("https://1.2.3.4.5/", "not a valid host"),
        ("https://256.256.256.256/", "not a valid host"),
        ("https://08.1.1.1/", "not a valid host"),
        ("https://4294967296/", "not a valid host"),
        ("https://1.2.3.0x1ff/", "not a valid host"),
        ("https://example.1/", "not a valid host"),
        ("https://[::1/", "not a valid host"),
        ("https://[fe80::1%25eth0]/", "not a valid host"),
        ("https://[::1]x/", "not a valid host"),
        ("https://[]/", "not a valid host"),
        ("https://::1/", "not a port"),
        ("https:///path", "no host"),
        ("https://?q", "no host"),
        ("https://:443/", "no host"),
    ] {
        check_refused(url, part);
    }
    check_refused(
        &format!("https://{}.example.com/", "a".repeat(64)),
        "not a valid host",
    );
    check_refused(
        &format!("https://{}example.com/", "a.".repeat(125)),
        "not a valid host",
    );
}

#[test]
fn only_the_port_of_https_is_used() {
    for port in ["22", "6379", "0", "80", "8443", "65535"] {
        check(
            &format!("https://example.com:{port}/"),
            &format!("refused: port {port} is refused; fetch uses 443"),
        );
    }
    for port in ["65536", "443x", "-1", "+443", "99999999999999999999", "4 43"] {
        check_refused(&format!("https://example.com:{port}/"), "is not a port");
    }
    check_refused("https://[2606:4700::1111]:22/", "port 22");
    let rules = UrlRules {
        extra_ports: &[8443],
        ..UrlRules::default()
    };
    assert_eq!(
        verdict("https://example.com:8443/x", rules),
        "https://example.com:8443/x"
    );
    assert_eq!(verdict("https://example.com/x", rules), "https://example.com/x");
}

#[test]
fn hosts_lie_inside_the_list_if_there_is_one() {
    let patterns: Vec<HostPattern> = ["api.stripe.com", "*.Geo.example.", "9.9.9.9"]
        .iter()
        .map(|text| text.parse().unwrap())
        .collect();
    let rules = UrlRules {
        allow_hosts: Some(&patterns),
        extra_ports: &[],
    };
    for url in [
        "https://api.stripe.com/v1",
        "https://API.stripe.com./",
        "https://eu.geo.example/",
        "https://a.b.geo.example/",
        "https://9.9.9.9/",
    ] {
        assert!(judge(url, rules).is_ok(), "{url}");
    }
    for (url, host) in [
        ("https://stripe.com/", "stripe.com"),
        ("https://xapi.stripe.com/", "xapi.stripe.com"),
        ("https://api.stripe.com.evil.com/", "api.stripe.com.evil.com"),
        ("https://geo.example/", "geo.example"),
        ("https://xgeo.example/", "xgeo.example"),
        ("https://8.8.8.8/", "8.8.8.8"),
    ] {
        assert_eq!(
            verdict(url, rules),
            format!("refused: `{host}` is not in `allow-hosts`")
        );
    }
    assert!(
        judge(
            "https://example.com/",
            UrlRules {
                allow_hosts: Some(&[]),
                extra_ports: &[]
            }
        )
        .is_err()
    );
    let long = format!("https://{}example.com/", "a.".repeat(100));
    assert!(verdict(&long, rules).contains("is not in `allow-hosts`"));
    let private = "https://127.0.0.1/";
    assert!(
        verdict(private, rules).contains("not a public address"),
        "no list opens the local network"
    );
}

#[test]
fn entries_of_the_list_are_hosts() {
    for (text, expected) in [
        ("api.stripe.com", "api.stripe.com"),
        ("*.example.com", "*.example.com"),
        ("*.com", "*.com"),
        ("[2606:4700::1111]", "[2606:4700::1111]"),
        ("", "a host cannot be empty"),
        (
            "https://api.stripe.com",
            "name the host alone, without `https://`",
        ),
        ("api.stripe.com/v1", "name the host alone, without port and path"),
        ("api.stripe.com:443", "name the host alone, without port and path"),
        ("*", "`*` stands alone at the start, as in `*.example.com`"),
        (
            "api.*.com",
            "`*` stands alone at the start, as in `*.example.com`",
        ),
        ("*.*.com", "`*` stands alone at the start, as in `*.example.com`"),
        ("*x.com", "`*` stands alone at the start, as in `*.example.com`"),
        ("a b", "`a b` is not a valid host"),
        ("bücher.example", "write `bücher.example` in ASCII, as `xn--..`"),
        (
            "*.bücher.example",
            "write `*.bücher.example` in ASCII, as `xn--..`",
        ),
        ("*.", "`*.` is not a valid host"),
        ("*.0.1", "`*.0.1` is not a valid host"),
        (
            "localhost",
            "`localhost` is never reached; fetch reaches public hosts only",
        ),
        (
            "*.internal",
            "`*.internal` is never reached; fetch reaches public hosts only",
        ),
        (
            "10.0.0.1",
            "`10.0.0.1` is never reached; fetch reaches public hosts only",
        ),
    ] {
        let read = text
            .parse::<HostPattern>()
            .map_or_else(|fault| fault.to_string(), |pattern| pattern.to_string());
        assert_eq!(read, expected, "{text:?}");
    }
}

#[test]
fn edges_of_special_blocks_are_exact() {
    for (special, public) in [
        ("0.255.255.255", "1.0.0.0"),
        ("10.0.0.0", "9.255.255.255"),
        ("10.255.255.255", "11.0.0.0"),
        ("100.64.0.0", "100.63.255.255"),
        ("100.127.255.255", "100.128.0.0"),
        ("169.254.0.0", "169.253.255.255"),
        ("169.254.255.255", "169.255.0.0"),
        ("172.16.0.0", "172.15.255.255"),
        ("172.31.255.255", "172.32.0.0"),
        ("192.168.0.0", "192.167.255.255"),
        ("198.18.0.0", "198.17.255.255"),
        ("198.19.255.255", "198.20.0.0"),
        ("224.0.0.0", "223.255.255.255"),
        ("2001:1ff::", "2001:200::"),
        ("2001:db8:ffff::", "2001:db9::"),
        ("2002:ffff::", "2003::"),
        ("3fff:fff::", "3ffe::"),
        ("1fff::", "2000::"),
    ] {
        assert!(
            !is_globally_routable(special.parse::<IpAddr>().unwrap()),
            "{special}"
        );
        assert!(
            is_globally_routable(public.parse::<IpAddr>().unwrap()),
            "{public}"
        );
    }
}

#[test]
fn a_target_is_judged_like_the_url_it_came_from() {
    for url in [
        "https://Example.com:443/ä?b c#d",
        "https://8.8.8.8",
        "https://[2606:4700::1111]:443/x",
    ] {
        let target = judge(url, UrlRules::default()).unwrap();
        assert_eq!(
            judge(&target.to_string(), UrlRules::default()).as_ref(),
            Ok(&target)
        );
    }
    assert_eq!(
        Host::parse("LOCALHOST.").map(|host| host.to_string()).as_deref(),
        Ok("localhost")
    );
}

#[test]
fn headers_hide_no_lines() {
    for (name, value) in [
        ("authorization", "Bearer x"),
        ("X-Api-Key", ""),
        ("accept", "a\tb"),
        ("x", "ü"),
    ] {
        assert!(judge_header(name, value).is_ok(), "{name}");
    }
    for (name, value, part) in [
        ("x", "a\r\nhost: b", "line break"),
        ("x", "a\nb", "line break"),
        ("x", "a\rb", "line break"),
        ("x", "a\0", "line break"),
        (&"x".repeat(99), "a\0", "line break"),
        ("x\r\ny", "a", "not a valid name"),
        ("x y", "a", "not a valid name"),
        ("x:", "a", "not a valid name"),
        ("", "a", "not a valid name"),
        ("é", "a", "not a valid name"),
        ("Host", "evil.com", "set by fetch itself"),
        ("Transfer-Encoding", "chunked", "set by fetch itself"),
        ("content-length", "0", "set by fetch itself"),
    ] {
        let refusal = judge_header(name, value).unwrap_err().to_string();
        assert!(
            refusal.contains(part) && refusal.chars().count() <= 100,
            "{refusal}"
        );
    }
}

#[test]
fn urls_and_headers_have_an_end() {
    let url = |path: usize| format!("https://example.com/{}", "x".repeat(path));
    assert!(judge(&url(8191), UrlRules::default()).is_ok());
    check_refused(&url(8192), "at most 8192 bytes; this one has 8193");
    check_refused(
        &format!("https://example.com/{}", "ä".repeat(2000)),
        "at most 8192",
    );

    let headers = |count: usize, value: usize| vec![("x".to_owned(), "v".repeat(value)); count];
    assert_eq!(judge_headers(&headers(64, 255)), Ok(()));
    for (headers, part) in [
        (headers(65, 0), "at most 64 headers; this one has 65"),
        (headers(64, 256), "at most 16384 bytes; these are 16448"),
        (vec![("host".to_owned(), "x".to_owned())], "set by fetch itself"),
    ] {
        let refusal = judge_headers(&headers).unwrap_err().to_string();
        assert!(refusal.contains(part), "{refusal}");
    }
}
