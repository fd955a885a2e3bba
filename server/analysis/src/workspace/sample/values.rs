//! Values of a sample that a schema cannot judge: mocks, the time, and expectations that contradict each other.

use pipelua_rules::url::{Refusal, UrlRules, judge};
use pipelua_schemas::{Hook, Mode};
use pipelua_syntax::json::Value;

use super::Sample;
use crate::lints::sample_value;
use crate::workspace::manifest::manifest;
use crate::workspace::wording::{message_and_help, quoted};

impl Sample<'_> {
    /// Mocks that contradict themselves, or that no request can reach.
    pub(super) fn mocks(&mut self) {
        let mocks = self.get("fetch").and_then(Value::as_array);
        for mock in mocks.into_iter().flatten() {
            for (one, other) in [
                ("error", "status"),
                ("error", "json"),
                ("error", "text"),
                ("json", "text"),
            ] {
                if let (Some(first), Some(second)) = (mock.member(one), mock.member(other)) {
                    let later = if first.key_range.start < second.key_range.start {
                        second
                    } else {
                        first
                    };
                    let message = format!("a mock has `{one}` or `{other}`, not both");
                    self.report(
                        &sample_value::LINT,
                        later.key_range,
                        message,
                        "remove one of the two",
                    );
                    break;
                }
            }
            if let Some((url, value)) = mock.get("url").and_then(|value| Some((value.as_str()?, value))) {
                self.mock_url(url, value);
            }
        }
    }

    /// The rules come before the mocks, so a mock of a URL that they refuse is never used.
    fn mock_url(&mut self, url: &str, value: Value<'_>) {
        if url.is_empty() {
            self.report(
                &sample_value::LINT,
                value.range(),
                "a mock of an empty URL is never used",
                "write the URL",
            );
            return;
        }
        let authority = url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        if authority.contains('*') || !url.contains("://") {
            return;
        }
        let manifest = manifest(self.db);
        let rules = UrlRules {
            allow_hosts: manifest.allow_hosts.as_deref(),
            extra_ports: &[],
        };
        match judge(url, rules) {
            // A service may allow further ports.
            Ok(_) | Err(Refusal::Port { .. }) => {}
            Err(refusal) => {
                let (reason, _) = message_and_help(&refusal.to_string());
                let message = format!("no request reaches this mock: {reason}");
                let finding = self.report(
                    &sample_value::LINT,
                    value.range(),
                    crate::workspace::wording::sentence(&message),
                    "mock the URL that the script asks for, or change `[fetch]` in the manifest",
                );
                finding.runtime =
                    Some("the request is refused before any mock is asked (fetch.refused)".to_owned());
            }
        }
    }

    pub(super) fn time(&mut self) {
        let Some((text, value)) = self.get("now").and_then(|value| Some((value.as_str()?, value))) else {
            return;
        };
        if !is_time(text) {
            let message = format!("{} is not a time", quoted(text));
            self.report(
                &sample_value::LINT,
                value.range(),
                message,
                "write a time such as \"2026-01-31T23:59:59Z\"",
            );
        }
    }

    /// Expectations that no run can meet.
    pub(super) fn expected(&mut self, hook: &Hook) {
        let Some(expect) = self.get("expect") else { return };
        let verdict = expect
            .get("verdict")
            .and_then(|value| Some((value.as_str()?, value)));
        let Some((verdict, value)) = verdict else { return };
        if verdict == "denied" && hook.mode == Mode::Async {
            let message = format!("`{}` is async, so a run of it is never denied", hook.name);
            self.report(
                &sample_value::LINT,
                value.range(),
                message,
                "expect `allowed` or `error`",
            );
        }
        let reason = expect.member("reason");
        if let Some(reason) = reason.filter(|_| verdict == "allowed") {
            let message = "there is a reason only where the answer is no, but `allowed` is expected";
            self.report(
                &sample_value::LINT,
                reason.key_range,
                message,
                "remove `reason`, or expect `denied`",
            );
        }
        let class = expect.member("errorClass");
        if let Some(class) = class.filter(|class| verdict == "error" && is_null(class.value)) {
            let message = "a run that ends in an error has one, but `errorClass` is null";
            self.report(
                &sample_value::LINT,
                class.key_range,
                message,
                "name the class, or expect another verdict",
            );
        }
    }
}

fn is_null(value: Value<'_>) -> bool {
    matches!(value.kind(), pipelua_syntax::json::Kind::Null)
}

/// Whether this is a date and time with its zone, as ISO 8601 has it: `2026-01-31T23:59:59.5+01:00`.
fn is_time(text: &str) -> bool {
    let (Some(date), Some("T"), Some(time)) = (text.get(..10), text.get(10..11), text.get(11..)) else {
        return false;
    };
    let Some(zone) = time.find(['Z', '+', '-']) else {
        return false;
    };
    let (time, zone) = time.split_at_checked(zone).unwrap_or((time, ""));
    let (clock, fraction) = time
        .split_once('.')
        .map_or((time, None), |(clock, fraction)| (clock, Some(fraction)));
    let fraction_fits = fraction.is_none_or(|digits| (1..=3).contains(&digits.len()) && is_number(digits));
    let zone_fits = zone == "Z" || parts(zone.get(1..).unwrap_or_default(), ':', &[(0, 14), (0, 59)]);
    is_date(date) && parts(clock, ':', &[(0, 23), (0, 59), (0, 59)]) && fraction_fits && zone_fits
}

fn is_date(date: &str) -> bool {
    let mut numbers = date.splitn(3, '-').map(|part| part.parse::<u32>().unwrap_or(0));
    let (Some(year), Some(month), Some(day)) = (numbers.next(), numbers.next(), numbers.next()) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let shape = date.bytes().enumerate().all(|(at, byte)| {
        if at == 4 || at == 7 {
            byte == b'-'
        } else {
            byte.is_ascii_digit()
        }
    });
    shape && (1..=12).contains(&month) && (1..=days).contains(&day)
}

/// Two-digit numbers, each within its bounds.
fn parts(text: &str, separator: char, bounds: &[(u32, u32)]) -> bool {
    let found: Vec<&str> = text.split(separator).collect();
    found.len() == bounds.len()
        && found.iter().zip(bounds).all(|(part, (least, most))| {
            part.len() == 2
                && is_number(part)
                && part
                    .parse()
                    .is_ok_and(|number: u32| (least..=most).contains(&&number))
        })
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}
