//! What the scripts of a hook compare with: the texts and numbers written in them, and in the configs of their nodes.

use std::collections::BTreeSet;

use pipelua_schemas::Hook;
use pipelua_syntax::TokenKind;
use serde_json::Value;

use super::version::Version;

/// More of each than this would only be tried against each other.
const MOST: usize = 48;

#[derive(Default)]
pub(super) struct Literals {
    pub(super) texts: BTreeSet<String>,
    pub(super) numbers: BTreeSet<i64>,
}

impl Literals {
    /// Those of both versions.
    pub(super) fn of(hook: &Hook, versions: [&Version; 2]) -> Self {
        let mut literals = Self::default();
        for version in versions {
            // A pipeline that does not compile is told where it is run.
            let Ok(plan) = version.runs.plan(hook) else {
                continue;
            };
            for node in plan.pipeline().nodes() {
                literals.add_value(&node.config);
                if let Some(text) = node
                    .script
                    .as_deref()
                    .and_then(|script| version.runs.script(script))
                {
                    literals.add_script(text);
                }
            }
        }
        literals
    }

    fn add_script(&mut self, text: &str) {
        for token in pipelua_syntax::tokenise(text) {
            let written = text.get(token.range().as_usize()).unwrap_or("");
            match token.kind() {
                TokenKind::String => {
                    let quoted = written
                        .strip_prefix(['"', '\''])
                        .and_then(|rest| rest.strip_suffix(['"', '\'']));
                    // An escape is seldom part of what is compared with.
                    if let Some(quoted) = quoted.filter(|quoted| !quoted.contains('\\')) {
                        self.add_text(quoted);
                    }
                }
                TokenKind::Number => {
                    if let Ok(number) = written.parse() {
                        self.add_number(number);
                    }
                }
                _ => {}
            }
        }
    }

    fn add_value(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.add_text(text),
            Value::Number(number) => {
                if let Some(number) = number.as_i64() {
                    self.add_number(number);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.add_value(item)),
            Value::Object(fields) => fields.values().for_each(|field| self.add_value(field)),
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn add_text(&mut self, text: &str) {
        if self.texts.len() < MOST && text.len() <= 64 {
            self.texts.insert(text.to_owned());
        }
    }

    /// Conditions turn at a number: its neighbours are tried as well.
    fn add_number(&mut self, number: i64) {
        if self.numbers.len() < MOST {
            self.numbers
                .extend([number.saturating_sub(1), number, number.saturating_add(1)]);
        }
    }
}
