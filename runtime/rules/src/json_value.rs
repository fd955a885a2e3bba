//! From JSON with ranges to JSON as a value, for configuration, contexts and whatever is compared.

use pipelua_syntax::json::{Kind, Number, Value};

/// The value without its places. Holes become null, of duplicate keys the last counts, and integers
/// beyond 64 bits become floats.
///
/// Recursion is bounded: the parser reads at most [`pipelua_syntax::json::MAX_DEPTH`] levels.
pub fn to_value(value: Value<'_>) -> serde_json::Value {
    match value.kind() {
        Kind::Hole | Kind::Null => serde_json::Value::Null,
        Kind::Bool(value) => value.into(),
        Kind::Number(number) => to_number(number).map_or(serde_json::Value::Null, serde_json::Value::Number),
        Kind::String(text) => text.into(),
        Kind::Array(items) => items.map(to_value).collect(),
        Kind::Object(members) => members
            .map(|member| (member.name.to_owned(), to_value(member.value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    }
}

fn to_number(number: &Number) -> Option<serde_json::Number> {
    if number.is_integer()
        && let Ok(value) = number.text().parse::<i64>()
    {
        return Some(value.into());
    }
    serde_json::Number::from_f64(number.as_f64())
}

#[cfg(test)]
mod tests {
    use pipelua_syntax::json::parse;
    use serde_json::json;

    use super::to_value;

    #[test]
    fn values_are_kept() {
        let text = r#"{"a": [1, -2, 2.5, 1e3, true, null, "x\n"], "b": {}, "a~/": {"": 0}}"#;
        let strict: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(to_value(parse(text).root()), strict);
    }

    #[test]
    fn odd_texts_have_a_value_too() {
        assert_eq!(to_value(parse("").root()), json!(null));
        assert_eq!(
            to_value(parse(r#"{"a": 1, "a": 2, "b": }"#).root()),
            json!({"a": 2, "b": null})
        );
        assert_eq!(
            to_value(parse("9223372036854775808").root()),
            json!(9_223_372_036_854_775_808_f64)
        );
    }
}
