//! What the scripts of a hook compare with: the texts and numbers written in them, and in the configs of their nodes.

use std::collections::BTreeSet;

use pipelua_schemas::Hook;
use pipelua_syntax::TokenKind;
use serde_json::Value;

use super::version::Version;

/// More of each than this would only be tried against each other.
const MOST: usize = 48;

/// Longer texts are messages.
const LONGEST: usize = 64;

#[derive(Default)]
pub(super) struct Literals {
    pub(super) texts: BTreeSet<String>,
    pub(super) numbers: BTreeSet<i64>,
}

impl Literals {
    /// Those that only one of the versions has, where most changes show; then those of both, as far as there is room.
    pub(super) fn of(hook: &Hook, versions: [&Version; 2]) -> [Self; 2] {
        let [old, new] = versions.map(|version| Self::of_version(hook, version));
        let changed = Self {
            texts: old.texts.symmetric_difference(&new.texts).cloned().collect(),
            numbers: old.numbers.symmetric_difference(&new.numbers).copied().collect(),
        };
        let shared = Self {
            texts: old.texts.intersection(&new.texts).cloned().collect(),
            numbers: old.numbers.intersection(&new.numbers).copied().collect(),
        };
        [changed, shared].map(Self::cut)
    }

    fn of_version(hook: &Hook, version: &Version) -> Self {
        let mut literals = Self::default();
        // A pipeline that does not compile is told where it is run.
        if let Ok(plan) = version.runs.plan(hook) {
            for node in plan.pipeline().nodes() {
                literals.add_value(&node.config);
                let script = node.script.as_deref();
                if let Some(text) = script.and_then(|script| version.runs.script(script)) {
                    literals.add_script(text);
                }
            }
        }
        literals
    }

    fn cut(self) -> Self {
        Self {
            texts: self.texts.into_iter().take(MOST).collect(),
            numbers: self.numbers.into_iter().take(MOST).collect(),
        }
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
        if text.len() <= LONGEST {
            self.texts.insert(text.to_owned());
        }
    }

    /// Conditions turn at a number: its neighbours are tried as well.
    fn add_number(&mut self, number: i64) {
        self.numbers
            .extend([number.saturating_sub(1), number, number.saturating_add(1)]);
    }
}
