//! What a comment of a block expects on its line: a revealed type, or a finding.

/// One expectation.
#[derive(Debug)]
pub(crate) enum Expectation {
    /// `-- revealed: string` or `-- revealed a.b: string`
    Revealed { name: Option<String>, ty: String },
    /// `-- error: [code] "part of the message"`, also `warning`, `info` and `hint`.
    Finding {
        severity: String,
        code: String,
        part: String,
    },
}

/// The expectations of a line. A comment that begins like one must be one.
pub(crate) fn expectations(line: &str) -> Vec<Expectation> {
    line.split("-- ")
        .skip(1)
        .filter_map(|comment| one(comment.trim()))
        .collect()
}

fn one(comment: &str) -> Option<Expectation> {
    let (head, rest) = comment.split_once(": ")?;
    if let Some(name) = head.strip_prefix("revealed") {
        let name = name.trim();
        return Some(Expectation::Revealed {
            name: (!name.is_empty()).then(|| name.to_owned()),
            ty: rest.trim().to_owned(),
        });
    }
    if !["error", "warning", "info", "hint"].contains(&head) {
        return None;
    }
    let (code, part) = rest
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
        .unwrap_or_else(|| panic!("`{comment}` names no [code]"));
    Some(Expectation::Finding {
        severity: head.to_owned(),
        code: code.to_owned(),
        part: part.trim().trim_matches('"').to_owned(),
    })
}
