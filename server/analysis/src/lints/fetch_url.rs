//! `fetch-url`: the rules of fetch refuse a URL before any packet is sent.

use pipelua_rules::url::{HostPattern, Refusal, UrlRules, judge};

use crate::finding::Severity;
use crate::lint::fetched_url::{FetchedUrl, fetched_urls};
use crate::lint::library_call::as_literal;
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof};
use crate::workspace::manifest::manifest;
use crate::workspace::wording::message_and_help;

pub(crate) static LINT: Lint = Lint {
    code: "fetch-url",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::RuntimeError,
    page: include_str!("../../../../docs/lints/fetch-url.md"),
    check: Check::Lua(check),
};

const PUBLIC: &str = "fetch from a public host, such as `https://api.example.com/`";

fn check(cx: &mut LuaContext<'_>) {
    for url in fetched_urls(cx) {
        let allow_hosts = manifest(cx.db).allow_hosts.as_deref();
        if let Some(refusal) = refusal(&url, allow_hosts) {
            report(cx, &url, &refusal, allow_hosts);
        }
    }
}

/// Why the run refuses it, whatever follows what is known.
fn refusal(url: &FetchedUrl, allow_hosts: Option<&[HostPattern]>) -> Option<Refusal> {
    if url.has_authority() {
        return refused(&url.known, allow_hosts);
    }
    // Of the host nothing may be said before its end is known.
    let is_scheme = url.known.contains("://");
    refused(&url.known, None).filter(|refusal| is_scheme && matches!(refusal, Refusal::Scheme { .. }))
}

fn refused(url: &str, allow_hosts: Option<&[HostPattern]>) -> Option<Refusal> {
    let rules = UrlRules {
        allow_hosts,
        extra_ports: &[],
    };
    judge(url, rules).err()
}

fn report(cx: &mut LuaContext<'_>, url: &FetchedUrl, refusal: &Refusal, allow_hosts: Option<&[HostPattern]>) {
    let (message, help) = message_and_help(&refusal.to_string());
    let mut finding = cx
        .finding(Anchor::Node(url.argument), message)
        .runtime("`await` raises fetch.refused, before anything is sent")
        .help(match refusal {
            Refusal::NotAllowed { .. } => "add the host to `allow-hosts` of pipelua.toml, or fetch from one that is there".to_owned(),
            Refusal::Scheme { .. } | Refusal::NoScheme => "write `https://`".to_owned(),
            Refusal::Port { .. } => "leave the port out".to_owned(),
            Refusal::LocalName { .. } | Refusal::SingleLabel { .. } | Refusal::PrivateAddress { .. } => PUBLIC.to_owned(),
            _ => help.unwrap_or_else(|| PUBLIC.to_owned()),
        });
    if matches!(refusal, Refusal::Port { .. }) {
        // A service may allow further ports.
        finding = finding.severity(Severity::Warning);
    }
    if let Some(fix) = https(url, allow_hosts) {
        finding = finding.fix(fix);
    }
    cx.report(finding);
}

/// `https` in the place of `http`, where that is all that is wrong.
fn https(url: &FetchedUrl, allow_hosts: Option<&[HostPattern]>) -> Option<FixData> {
    let (literal, text) = url.literal.as_ref()?;
    let better = |text: &str| {
        let (scheme, rest) = text.split_once("://")?;
        scheme.eq_ignore_ascii_case("http").then(|| format!("https://{rest}"))
    };
    if url.has_authority() && refused(&better(&url.known)?, allow_hosts).is_some() {
        return None;
    }
    let new_text = as_literal(&better(text)?)?;
    Some(FixData::new("write `https`").replace(Anchor::Node(*literal), new_text))
}

#[cfg(test)]
mod tests;
