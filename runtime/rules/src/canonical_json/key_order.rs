//! The order of keys that a JSON Schema implies: that of its `properties`.

use serde_json::Value;

/// A place in a JSON Schema (2020-12), which says in which order the keys of an object come.
#[derive(Debug, Clone, Copy, Default)]
pub struct KeyOrder<'s> {
    /// The whole file, for references inside it.
    root: Option<&'s Value>,
    at: Option<&'s Value>,
}

/// References and combinations followed from one place, so that a schema that refers to itself ends.
const DEEPEST: usize = 8;

impl<'s> KeyOrder<'s> {
    /// The order for a file with this schema. References lead into the same file, by `#/..`; others
    /// say nothing about order.
    pub fn new(schema: &'s Value) -> Self {
        Self {
            root: Some(schema),
            at: Some(schema),
        }
    }

    /// Whether anything is known about order here.
    pub fn is_known(self) -> bool {
        self.at.is_some()
    }

    /// The position of a key; unknown ones come last.
    pub fn position(self, key: &str) -> usize {
        let mut before = 0;
        let mut found = None;
        self.each(DEEPEST, &mut |schema| {
            let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
                return false;
            };
            found = properties
                .keys()
                .position(|name| name == key)
                .map(|at| before + at);
            before += properties.len();
            found.is_some()
        });
        found.unwrap_or(usize::MAX)
    }

    /// The order inside the value of a key.
    #[must_use]
    pub fn key(self, key: &str) -> Self {
        self.descend(|schema| {
            schema
                .get("properties")
                .and_then(|properties| properties.get(key))
                .or_else(|| schema.get("additionalProperties"))
                .or_else(|| schema.get("patternProperties")?.as_object()?.values().next())
        })
    }

    /// The order inside the items of an array.
    #[must_use]
    pub fn items(self) -> Self {
        self.descend(|schema| schema.get("items"))
    }

    fn descend(self, step: impl Fn(&'s Value) -> Option<&'s Value>) -> Self {
        let mut found = None;
        self.each(DEEPEST, &mut |schema| {
            found = step(schema).filter(|schema| schema.is_object());
            found.is_some()
        });
        Self {
            root: self.root,
            at: found,
        }
    }

    /// Visits the schema here and all that it refers to or combines, until `visit` has what it wants.
    fn each(self, depth: usize, visit: &mut dyn FnMut(&'s Value) -> bool) -> bool {
        let (Some(at), Some(root)) = (self.at, self.root) else {
            return false;
        };
        if depth == 0 {
            return false;
        }
        if visit(at) {
            return true;
        }
        let inside = |at: &'s Value| Self {
            root: self.root,
            at: Some(at),
        };
        let referred = at
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|to| root.pointer(to.strip_prefix('#')?));
        if referred.is_some_and(|schema| inside(schema).each(depth - 1, visit)) {
            return true;
        }
        ["allOf", "anyOf", "oneOf"]
            .into_iter()
            .filter_map(|combination| at.get(combination)?.as_array())
            .flatten()
            .any(|schema| inside(schema).each(depth - 1, visit))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::KeyOrder;

    #[test]
    fn order_goes_through_references_and_combinations() {
        let schema = json!({
            "properties": { "b": {}, "a": { "$ref": "#/$defs/inner" }, "list": { "items": { "$ref": "#/$defs/inner" } } },
            "patternProperties": { "^x": { "properties": { "z": {}, "y": {} } } },
            "anyOf": [{ "type": "string" }, { "properties": { "late": {} } }],
            "$defs": { "inner": { "properties": { "two": {}, "one": { "$ref": "#/$defs/inner" } } } }
        });
        let order = KeyOrder::new(&schema);
        assert!(order.position("b") < order.position("a"));
        assert!(order.position("list") < order.position("late"));
        assert_eq!(order.position("unknown"), usize::MAX);
        assert_eq!(order.key("a").position("one"), 1);
        assert_eq!(order.key("a").key("one").key("one").position("two"), 0);
        assert_eq!(order.key("list").items().position("one"), 1);
        assert_eq!(order.key("x1").position("y"), 1);
        assert!(!order.key("b").key("deeper").is_known());
    }

    #[test]
    fn a_schema_that_is_itself_ends() {
        let schema = json!({ "$ref": "#", "allOf": [{ "$ref": "#" }, { "$ref": "#" }] });
        assert_eq!(KeyOrder::new(&schema).position("a"), usize::MAX);
    }
}
