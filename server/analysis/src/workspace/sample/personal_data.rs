//! What in a sample may be of a real person: samples lie in git, so they are to be made up.

use std::net::IpAddr;

use pipelua_rules::url::is_globally_routable;

use super::Sample;
use crate::lints::sample_personal_data;
use crate::workspace::wording::quoted;

/// Domains at which anybody may have an address.
const PUBLIC_MAIL: [&str; 58] = [
    "126.com",
    "163.com",
    "aol.com",
    "att.net",
    "bluewin.ch",
    "bt.com",
    "btinternet.com",
    "comcast.net",
    "cox.net",
    "email.cz",
    "fastmail.com",
    "free.fr",
    "freenet.de",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hey.com",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.de",
    "hotmail.es",
    "hotmail.fr",
    "hotmail.it",
    "icloud.com",
    "laposte.net",
    "libero.it",
    "live.com",
    "mac.com",
    "mail.com",
    "mail.ru",
    "me.com",
    "msn.com",
    "naver.com",
    "orange.fr",
    "outlook.com",
    "outlook.de",
    "pm.me",
    "posteo.de",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "rediffmail.com",
    "rocketmail.com",
    "sbcglobal.net",
    "seznam.cz",
    "t-online.de",
    "tuta.com",
    "tutanota.com",
    "verizon.net",
    "wanadoo.fr",
    "web.de",
    "ya.ru",
    "yandex.ru",
    "zoho.com",
];

/// Why a text looks like real data.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Kind {
    /// An address at this public mail service.
    Mail(String),
    Address,
    Random,
}

impl Sample<'_> {
    pub(super) fn personal_data(&mut self) {
        for value in self.root.json().values() {
            let Some(text) = value.as_str() else { continue };
            let pointer = value.pointer();
            let Some(kind) = kind(text, random_is_fine(&pointer)) else {
                continue;
            };
            let (message, help) = match kind {
                Kind::Mail(domain) => (
                    format!(
                        "this is an address at {}, so it may be a real person's",
                        quoted(&domain)
                    ),
                    "write an address that is nobody's, such as `ada@example.com` or one below `.example`",
                ),
                Kind::Address => (
                    "this is an address of the public internet, so it may be a real person's".to_owned(),
                    "write one of those kept for examples: 192.0.2.*, 198.51.100.*, 203.0.113.*, 2001:db8::*",
                ),
                Kind::Random => (
                    "this looks like a real key or token: long, and without a pattern".to_owned(),
                    "write a made-up value that shows it, such as `test-key`; renew it if it was real",
                ),
            };
            self.report(&sample_personal_data::LINT, value.range(), message, help)
                .runtime =
                Some("nothing: the sample runs, but what it holds lies in git for good".to_owned());
        }
    }
}

/// Places of random text that nobody has to hide: what is expected of a run (hashes), addresses of mocks, words.
fn random_is_fine(pointer: &str) -> bool {
    let part = |name: &str| pointer.split('/').nth(1) == Some(name);
    part("expect") || part("description") || part("$schema") || (part("fetch") && pointer.ends_with("/url"))
}

fn kind(text: &str, random_is_fine: bool) -> Option<Kind> {
    if let Some(domain) = public_mail(text) {
        return Some(Kind::Mail(domain));
    }
    if is_public_address(text) {
        return Some(Kind::Address);
    }
    (!random_is_fine && is_random(text)).then_some(Kind::Random)
}

/// The public mail service of the first such address in a text.
fn public_mail(text: &str) -> Option<String> {
    for (at, _) in text.match_indices('@') {
        let (before, after) = text.split_at_checked(at)?;
        let has_name =
            before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%'));
        let domain = after.get(1..).unwrap_or_default();
        let end = domain
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-')))
            .unwrap_or(domain.len());
        let domain = domain
            .get(..end)
            .unwrap_or_default()
            .trim_end_matches('.')
            .to_ascii_lowercase();
        let is_yahoo = domain.strip_prefix("yahoo.").is_some_and(|rest| rest.len() <= 6);
        if has_name && (is_yahoo || PUBLIC_MAIL.binary_search(&domain.as_str()).is_ok()) {
            return Some(domain);
        }
    }
    None
}

/// Whether a text is one address of the public internet, or a list with one. A number with dots inside other text
/// is more likely a version.
fn is_public_address(text: &str) -> bool {
    let addresses: Option<Vec<IpAddr>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
    addresses.is_some_and(|addresses| addresses.into_iter().any(is_globally_routable))
}

/// Whether a part of a text looks drawn by lot: 20 or more letters and digits in a row, of both cases, that
/// change between the three classes at every second step or so (words do not), with few repeated.
fn is_random(text: &str) -> bool {
    if text.contains("://") {
        return false;
    }
    text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '_' | '-')))
        .any(is_random_word)
}

fn is_random_word(word: &str) -> bool {
    const LEAST: usize = 20;
    let classes: Vec<u8> = word.bytes().filter_map(class).collect();
    if classes.len() < LEAST || (0..3).any(|class| !classes.contains(&class)) {
        return false;
    }
    let changes = classes
        .windows(2)
        .filter(|pair| pair.first() != pair.last())
        .count();
    changes * 5 >= (classes.len() - 1) * 2 && entropy(word) >= 3.5
}

fn class(byte: u8) -> Option<u8> {
    match byte {
        b'a'..=b'z' => Some(0),
        b'A'..=b'Z' => Some(1),
        b'0'..=b'9' => Some(2),
        _ => None,
    }
}

/// Bits of each character, by how often each occurs in the word itself.
fn entropy(word: &str) -> f64 {
    let mut counts = [0_u32; 128];
    for byte in word.bytes() {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    let length: f64 = counts.iter().copied().map(f64::from).sum();
    let bits = |count: &u32| {
        let share = f64::from(*count) / length;
        -share * share.log2()
    };
    counts.iter().filter(|count| **count > 0).map(bits).sum()
}

#[cfg(test)]
mod tests {
    use super::{Kind, PUBLIC_MAIL, kind};

    #[track_caller]
    fn check(text: &str, expected: Option<Kind>) {
        assert_eq!(kind(text, false), expected, "{text}");
    }

    #[test]
    fn the_list_can_be_searched() {
        assert!(PUBLIC_MAIL.is_sorted());
    }

    #[test]
    fn addresses_at_public_services_are_told() {
        let mail = |domain: &str| Some(Kind::Mail(domain.to_owned()));
        check("jane.roe@gmail.com", mail("gmail.com"));
        check("Jane <JANE@GMail.com>, b@example.com", mail("gmail.com"));
        check("b@example.com jane+x@yahoo.co.uk.", mail("yahoo.co.uk"));
        check("jane@t-online.de", mail("t-online.de"));
        for fine in [
            "gmail.com",
            "@gmail.com",
            "jane@gmail.com.example",
            "jane@notgmail.com",
            "jane@gmail.example",
            "ada@example.com",
            "ada@acme.test",
            "jane at gmail.com",
            "jane@",
            "@",
            "jane@yahoo-support.example",
        ] {
            check(fine, None);
        }
    }

    #[test]
    fn public_addresses_are_told() {
        for address in [
            "8.8.4.4",
            "2a00:1450:4001:81b::200e",
            "203.0.113.7, 8.8.4.4",
            " 81.2.69.142 ",
        ] {
            check(address, Some(Kind::Address));
        }
        for fine in [
            "203.0.113.7",
            "198.51.100.1",
            "192.0.2.255",
            "10.0.0.1",
            "192.168.1.1",
            "127.0.0.1",
            "169.254.169.254",
            "2001:db8::1",
            "fe80::1",
            "::1",
            "8.8.4",
            "Chrome/120.0.6099.71",
            "version 8.8.4.4",
            "1.2.3.4.5",
            "",
        ] {
            check(fine, None);
        }
    }

    #[test]
    fn random_text_is_told_from_words_and_ids() {
        for random in [
            "xK9fQ2mZ7bT4wR8vY1nL",
            "Bearer aGVsbG8gd29ybGQgMTIzNDU2Nzg5MA",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0.c2ln",
            "key-4fJ8dKq1ZpLw9XcVb2Nm7RtY",
        ] {
            check(random, Some(Kind::Random));
        }
        for fine in [
            "test-key",
            "usr_8fK2",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "123e4567-e89b-12d3-a456-426614174000",
            "123E4567-E89B-12D3-A456-426614174000",
            "passwordResetTokenHandlerVersion2",
            "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0",
            "https://app.example/xK9fQ2mZ7bT4wR8vY1nL",
            "aaaaaaaaaaAAAAAAAAAA1111111111",
            "aA1aA1aA1aA1aA1aA1aA1aA1",
            "2026-01-31T23:59:59.000Z",
            "TestSecretNumber1ForSamples",
            "risk.signals.v2.CountryMismatchScore",
        ] {
            check(fine, None);
        }
    }
}
