//! Redirects: each is judged like a URL that a script wrote, and nothing private goes along to another origin.

use super::*;

/// `/N` leads to `/N-1`, and `/0` answers; `/to?URL` leads to the URL.
fn leads_on(seen: &Seen) -> Answer {
    if seen.path == "/to?backslash" {
        return Answer::redirect(302, "/\\127.0.0.1/");
    }
    if let Some(to) = seen.path.strip_prefix("/to?") {
        return Answer::redirect(302, to);
    }
    match seen.path[1..].parse::<u32>() {
        Ok(0) | Err(_) => Answer::text("here"),
        Ok(more) => Answer::redirect(302, &format!("/{}", more - 1)),
    }
}

#[test]
fn three_redirects_are_followed_a_fourth_is_refused() {
    let world = Setting::default().serve(leads_on);
    assert_eq!(world.told(get("https://example.com/3")), "200 here");
    assert_eq!(world.server.seen().len(), 4);
    assert_eq!(
        world.told(get("https://example.com/4")),
        "refused: more than 3 redirects"
    );
    assert_eq!(world.server.seen().len(), 8, "the fifth request was not sent");
    assert_eq!(world.connects().len(), 1, "one origin, one line");
}

#[test]
fn where_a_redirect_leads_is_judged_again() {
    let mut setting = Setting::default().name("inside.example", &["10.0.0.1"]);
    setting.rules.allow_hosts = Some(
        [
            "example.com",
            "inside.example",
            "a.example",
            "127.0.0.1.example.com",
        ]
        .map(|host| host.parse().unwrap())
        .to_vec(),
    );
    let world = setting.serve(leads_on);
    for (to, message) in [
        (
            "http://example.com/",
            "`http:` is refused; fetch speaks https only",
        ),
        (
            "file:///etc/passwd",
            "`file:` is refused; fetch speaks https only",
        ),
        ("https://127.0.0.1/", "`127.0.0.1` is not a public address"),
        ("//169.254.169.254/x", "`169.254.169.254` is not a public address"),
        ("https://[::1]/", "`::1` is not a public address"),
        (
            "https://localhost/",
            "`localhost` is a local name; fetch reaches public hosts only",
        ),
        ("https://example.com:22/", "port 22 is refused; fetch uses 443"),
        (
            "https://a@example.com/",
            "a URL has no user and password; send an `authorization` header",
        ),
        ("backslash", "a URL has `/` where this one has a backslash"),
        ("https://evil.example/", "`evil.example` is not in `allow-hosts`"),
    ] {
        let told = world.told(get(&format!("https://example.com/to?{to}")));
        assert_eq!(
            told,
            format!("refused: the redirect was refused: {message}"),
            "{to}"
        );
    }
    assert_eq!(
        world.told(get("https://example.com/to?https://inside.example/")),
        "refused: `inside.example` leads to `10.0.0.1`, which is not a public address"
    );
    let connects = world.connects();
    assert!(
        connects.iter().all(|to| to == &format!("{SOMEWHERE}:443")),
        "{connects:?}"
    );
    assert!(
        world
            .server
            .seen()
            .iter()
            .all(|seen| seen.path.starts_with("/to?"))
    );
}

/// The headers of a script that was led on to this URL.
fn arrived_with(to: &str) -> Vec<(String, String)> {
    let world = Setting::default().serve(leads_on);
    let headers = [
        ("authorization", "Bearer s3cret"),
        ("cookie", "session=s3cret"),
        ("x-api-key", "s3cret"),
        ("accept", "application/json"),
        ("accept-language", "de"),
        (
            "traceparent",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        ),
    ];
    let request = FetchRequest {
        headers: headers
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
        ..get(&format!("https://a.example/to?{to}"))
    };
    assert_eq!(world.told(request), "200 here");
    world.server.seen().pop().unwrap().headers
}

#[test]
fn credentials_stay_with_their_origin() {
    let is_private = |headers: &[(String, String)]| {
        headers
            .iter()
            .filter(|(_, value)| value.contains("s3cret"))
            .count()
    };
    assert_eq!(is_private(&arrived_with("/x")), 3);
    assert_eq!(is_private(&arrived_with("https://a.example:443/x")), 3);
    let elsewhere = arrived_with("https://b.example/x");
    assert_eq!(is_private(&elsewhere), 0, "{elsewhere:?}");
    for (name, value) in [
        ("accept", "application/json"),
        ("accept-language", "de"),
        (
            "traceparent",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        ),
        ("host", "b.example"),
    ] {
        assert!(
            elsewhere.contains(&(name.to_owned(), value.to_owned())),
            "{elsewhere:?}"
        );
    }
    assert_eq!(
        is_private(&arrived_with("https://b.example/to?https://a.example/x")),
        0,
        "what was dropped does not come back"
    );
}

#[test]
fn another_port_is_another_origin() {
    let mut setting = Setting::default();
    setting.rules.extra_ports = vec![8443];
    let world = setting.serve(leads_on);
    let request = FetchRequest {
        headers: vec![("authorization".to_owned(), "Bearer s3cret".to_owned())],
        ..get("https://a.example/to?https://a.example:8443/x")
    };
    assert_eq!(world.told(request), "200 here");
    assert_eq!(world.server.seen()[1].header("authorization"), None);
}

#[test]
fn methods_and_bodies_change_as_the_fetch_standard_says() {
    for (status, method, then, keeps_body) in [
        (301, "POST", "GET", false),
        (302, "POST", "GET", false),
        (303, "POST", "GET", false),
        (303, "PUT", "GET", false),
        (303, "HEAD", "HEAD", false),
        (301, "PUT", "PUT", true),
        (302, "DELETE", "DELETE", true),
        (307, "POST", "POST", true),
        (308, "POST", "POST", true),
        (307, "GET", "GET", false),
    ] {
        let world = Setting::default().serve(move |seen| match seen.path.as_str() {
            "/" => Answer::redirect(status, "/next"),
            _ => Answer::raw("HTTP/1.1 204 No Content\r\n\r\n", server::Then::Next),
        });
        let has_body = !["GET", "HEAD"].contains(&method);
        let request = FetchRequest {
            method: method.to_owned(),
            body: has_body.then(|| b"hello".to_vec()),
            headers: vec![("content-type".to_owned(), "text/plain".to_owned())],
            ..get("https://a.example/")
        };
        assert_eq!(world.told(request), "204 ");
        let last = world.server.seen().pop().unwrap();
        assert_eq!(
            (last.path.as_str(), last.method.as_str()),
            ("/next", then),
            "{status} {method}"
        );
        assert_eq!(
            last.body,
            if keeps_body { "hello" } else { "" },
            "{status} {method}"
        );
        if has_body {
            assert_eq!(
                last.header("content-type").is_some(),
                keeps_body,
                "{status} {method}"
            );
        }
    }
}

#[test]
fn an_answer_that_leads_nowhere_is_the_answer() {
    for head in [
        "302 Found",
        "300 Choices\r\nlocation: /x",
        "304 Not Modified\r\nlocation: /x",
        "201 Created\r\nlocation: /x",
    ] {
        let world = Setting::default().serve(move |_| Answer::of(head, b""));
        let told = world.told(get("https://a.example/"));
        assert_eq!(told, format!("{} ", &head[..3]));
        assert_eq!(world.server.seen().len(), 1);
    }
}
