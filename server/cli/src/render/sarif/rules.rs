//! The rules of a SARIF report: the lints that found something, each with its page.

use std::collections::HashMap;

use pipelua_analysis::lint::lint;
use serde_json::{Value, json};

/// The rules of the results so far, in the order in which they are met.
#[derive(Default)]
pub(super) struct Rules {
    rules: Vec<Value>,
    indices: HashMap<String, usize>,
}

impl Rules {
    pub(super) fn index(&mut self, code: &str) -> usize {
        if let Some(index) = self.indices.get(code) {
            return *index;
        }
        let index = self.rules.len();
        self.rules.push(rule(code));
        self.indices.insert(code.to_owned(), index);
        index
    }

    pub(super) fn into_values(self) -> Vec<Value> {
        self.rules
    }
}

fn rule(code: &str) -> Value {
    let Some(lint) = lint(code) else {
        return json!({ "id": code });
    };
    let subject = subject(lint.page);
    let why = section(lint.page, "Why").unwrap_or(subject);
    json!({
        "id": code,
        "shortDescription": { "text": subject },
        "fullDescription": { "text": why },
        "helpUri": pipelua_ide::url(code),
        "help": {
            "text": format!("{subject} {why}\n`pipelua explain {code}` prints the page."),
            "markdown": without_heading(lint.page),
        },
        "defaultConfiguration": { "level": super::level(lint.severity) },
    })
}

fn without_heading(page: &str) -> &str {
    let body = page.strip_prefix("# ").and_then(|page| page.split_once('\n'));
    body.map_or(page, |(_, body)| body).trim()
}

/// The first paragraph.
fn subject(page: &str) -> &str {
    without_heading(page).split("\n\n").next().unwrap_or("").trim()
}

/// The first paragraph below a heading.
fn section<'a>(page: &'a str, heading: &str) -> Option<&'a str> {
    let (_, body) = page.split_once(&format!("\n## {heading}\n"))?;
    body.trim_start().split("\n\n").next().map(str::trim)
}

#[cfg(test)]
mod tests {
    use pipelua_analysis::lint::registry;

    use super::{section, subject};

    /// GitHub cuts longer descriptions.
    const LONGEST: usize = 1_024;

    #[test]
    fn every_page_has_a_subject_and_a_reason_that_fit() {
        for lint in registry() {
            let subject = subject(lint.page);
            assert!(
                !subject.is_empty() && !subject.starts_with('#'),
                "{}: {subject}",
                lint.code
            );
            let why = section(lint.page, "Why").unwrap_or_else(|| panic!("{} has no Why", lint.code));
            assert!(!why.is_empty() && !why.starts_with('#'), "{}: {why}", lint.code);
            assert!(subject.len() <= LONGEST && why.len() <= LONGEST, "{}", lint.code);
        }
    }
}
