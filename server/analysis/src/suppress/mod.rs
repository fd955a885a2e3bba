//! Comments that silence findings: `---@diagnostic disable-next-line: code -- reason`.

mod directive;
mod names;
mod silence;

pub use directive::REASON_PLACEHOLDER;
use directive::{Directive, Reach, Reason, Wrong};
use pipelua_syntax::TextRange;
use silence::Silence;

use crate::db::Db;
use crate::diagnose::{place, severity};
use crate::finding::{Diagnostic, Severity};
use crate::inputs::SourceFile;
use crate::lint::Finding;
use crate::lints::{blanket_suppression, doc_unknown_code, suppression_without_reason, unused_suppression};
use crate::lower::parse;
use crate::workspace::manifest::{Level, Manifest, manifest};

/// The suppressions of a file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Suppressions {
    /// In order of the text.
    directives: Vec<Directive>,
    wrong: Vec<Wrong>,
    /// Where the first token begins: what is reported of the file as a whole counts as there.
    first_token: u32,
    has_errors: bool,
}

/// The suppressions written in `file`. Empty, and so equal, for most texts.
#[salsa::tracked(returns(ref))]
pub(crate) fn suppressions(db: &dyn Db, file: SourceFile) -> Suppressions {
    let parse = parse(db, file);
    let read = directive::read(parse);
    if read.list.is_empty() && read.wrong.is_empty() {
        return Suppressions::default();
    }
    Suppressions {
        directives: read.list,
        wrong: read.wrong,
        first_token: parse.token_range(0).start,
        has_errors: !parse.errors().is_empty(),
    }
}

/// What became of one directive.
#[derive(Clone, Default)]
struct Outcome {
    /// By code as in the directive, or one entry for all codes.
    used: Vec<bool>,
    silenced_error: bool,
}

impl Suppressions {
    /// Takes what is suppressed out of `list`, and puts in what is to be said about the suppressions themselves.
    /// Returns how many were taken out.
    pub(crate) fn apply(&self, db: &dyn Db, file: SourceFile, list: &mut Vec<Diagnostic>) -> u32 {
        if self.directives.is_empty() && self.wrong.is_empty() {
            return 0;
        }
        let slots = |directive: &Directive| Outcome {
            used: vec![false; directive.codes.len().max(1)],
            silenced_error: false,
        };
        let mut outcomes: Vec<Outcome> = self.directives.iter().map(slots).collect();
        let mut order: Vec<(u32, usize)> = list.iter().map(|found| self.place_of(found)).zip(0..).collect();
        order.sort_unstable();
        let mut silence = Silence::new(&self.directives);
        let mut keep = vec![true; list.len()];
        for (place, index) in order {
            let found = &list[index];
            if matches!(found.code, "syntax-error" | "not-utf8") {
                continue;
            }
            let by = match found.range {
                Some(_) => silence.of(found.code, place),
                None => silence.of_file(found.code, place),
            };
            if let Some((at, slot)) = by {
                outcomes[at].used[slot] = true;
                outcomes[at].silenced_error |= found.severity == Severity::Error;
                keep[index] = false;
            }
        }
        let suppressed = keep.iter().filter(|keep| !**keep).count();
        let mut kept = keep.into_iter();
        list.retain(|_| kept.next().unwrap_or(true));
        let manifest = manifest(db);
        let about = self.directives.iter().zip(&outcomes);
        let about = about.flat_map(|(directive, outcome)| self.about(directive, outcome, manifest));
        let wrong = self.wrong.iter().map(|wrong| match wrong {
            Wrong::Code(range, code) => doc_unknown_code::code(*range, code),
            Wrong::Word(range, word) => doc_unknown_code::word(*range, word),
        });
        for finding in about.chain(wrong) {
            if let Some(severity) = severity(manifest, &finding) {
                list.push(place(db, file, &finding, severity));
            }
        }
        suppressed as u32
    }

    /// Where a finding counts as standing: what is of the file as a whole, before its first token.
    fn place_of(&self, found: &Diagnostic) -> u32 {
        found.range.map_or(self.first_token, |place| place.start)
    }

    fn about(&self, directive: &Directive, outcome: &Outcome, manifest: &Manifest) -> Vec<Finding> {
        let mut findings = Vec::new();
        if matches!(directive.reach, Reach::Until(_)) {
            return findings;
        }
        let is_blanket = directive.codes.is_empty();
        if is_blanket {
            findings.push(blanket_suppression::finding(directive.comment));
        }
        match directive.reason {
            Reason::None if outcome.silenced_error => {
                findings.push(suppression_without_reason::missing(directive.comment));
            }
            Reason::Placeholder => findings.push(suppression_without_reason::placeholder(directive.comment)),
            Reason::None | Reason::Given => {}
        }
        // In broken text much is not reported that is there.
        if self.has_errors {
            return findings;
        }
        let is_unused = |(code, used): (&directive::Code, &bool)| {
            let is_off = |code| manifest.level(code) == Some(Level::Off);
            !used && code.known.is_some_and(|code| !is_off(code))
        };
        let unused: Vec<bool> = directive.codes.iter().zip(&outcome.used).map(is_unused).collect();
        if is_blanket && !outcome.used[0] {
            findings.push(unused_suppression::whole(directive.comment, None));
        } else if !is_blanket && unused.iter().all(|unused| *unused) {
            let only = match directive.codes.as_slice() {
                [only] => only.known,
                _ => None,
            };
            findings.push(unused_suppression::whole(directive.comment, only));
        } else {
            let codes: Vec<TextRange> = directive.codes.iter().map(|code| code.range).collect();
            for (at, code) in directive
                .codes
                .iter()
                .enumerate()
                .filter(|(at, _)| unused.get(*at) == Some(&true))
            {
                findings.push(unused_suppression::one(
                    &codes,
                    at,
                    code.known.unwrap_or_default(),
                ));
            }
        }
        findings
    }
}

#[cfg(test)]
mod tests;
