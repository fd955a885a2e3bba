//! What a host sends, made to fit the hook: checked, and without fields that the hook does not know.

use pipelua_schemas::{Hook, ProblemKind};
use pipelua_syntax::json::split_pointer;
use serde_json::{Map, Value};

use crate::error::ErrorClass;
use crate::verdict::RunError;

/// An input that fits, and what was left out of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    pub input: Map<String, Value>,
    /// JSON pointers. A newer host may send more than this workspace knows; that must lock nobody out.
    pub dropped: Vec<String>,
}

impl Fitted {
    pub(crate) fn unchecked(input: Map<String, Value>) -> Self {
        Self {
            input,
            dropped: Vec::new(),
        }
    }
}

/// Makes `input` fit `hook`.
///
/// # Errors
/// `input.invalid` with the field that is missing or of another type.
pub fn fit(hook: &Hook, mut input: Value) -> Result<Fitted, RunError> {
    let invalid = |message: String| RunError {
        class: ErrorClass::InputInvalid,
        message,
        node: None,
        line: None,
    };
    let mut dropped = Vec::new();
    for problem in hook.input.validate(&input) {
        if problem.kind != ProblemKind::Unknown {
            return Err(invalid(problem.message));
        }
        remove(&mut input, &problem.pointer);
        dropped.push(problem.pointer);
    }
    match input {
        Value::Object(input) => Ok(Fitted { input, dropped }),
        _ => Err(invalid("the input is not an object".to_owned())),
    }
}

fn remove(value: &mut Value, pointer: &str) {
    let parent = pointer.rsplit_once('/').map(|(parent, _)| parent);
    let key = split_pointer(pointer).and_then(|mut parts| parts.pop());
    if let (Some(parent), Some(key)) = (parent, key)
        && let Some(Value::Object(fields)) = value.pointer_mut(parent)
    {
        fields.shift_remove(&key);
    }
}

#[cfg(test)]
mod tests {
    use pipelua_schemas::builtin;
    use serde_json::json;

    use super::*;

    fn fit_signup(input: Value) -> Result<Fitted, RunError> {
        fit(builtin().hook("before_signup").unwrap(), input)
    }

    #[test]
    fn what_the_hook_does_not_know_is_left_out() {
        let fitted =
            fit_signup(json!({ "email": "a@b.example", "a/b": 1, "request": { "ip": "::1", "tls": true } }));
        let fitted = fitted.unwrap();
        assert_eq!(
            Value::Object(fitted.input),
            json!({ "email": "a@b.example", "request": { "ip": "::1" } })
        );
        assert_eq!(fitted.dropped, ["/a~1b", "/request/tls"]);
    }

    #[test]
    fn what_does_not_fit_is_refused_with_its_field() {
        for (input, part) in [
            (json!({ "request": {} }), "email"),
            (json!({ "email": 1, "request": {} }), "email"),
            (json!([]), "object"),
        ] {
            let error = fit_signup(input).unwrap_err();
            assert_eq!(error.class, ErrorClass::InputInvalid);
            assert!(error.message.contains(part), "{}", error.message);
        }
    }
}
