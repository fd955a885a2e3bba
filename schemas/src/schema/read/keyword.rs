//! Keywords of JSON Schema: those for people, those that belong elsewhere, those that are not supported and what to do instead.

use crate::suggest::{did_you_mean, nearest, shown};

/// Understood in every schema.
pub(super) const ANNOTATIONS: &[&str] = &["title", "description", "examples", "deprecated", "$comment"];

/// Supported, each for some types only.
const SUPPORTED: &[&str] = &[
    "type",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "enum",
    "const",
    "oneOf",
    "anyOf",
    "$ref",
    "format",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
];

/// Keywords of the standard that would promise more than is kept, with the way out.
const UNSUPPORTED: &[(&str, &str)] = &[
    ("allOf", "write all properties into one object"),
    ("not", "check it in a script"),
    ("if", "check it in a script"),
    ("then", "check it in a script"),
    ("else", "check it in a script"),
    ("dependentRequired", "check it in a script"),
    ("dependentSchemas", "check it in a script"),
    ("pattern", "check it in a script with `helpers.matches`"),
    ("patternProperties", "use `additionalProperties` with a schema"),
    ("propertyNames", "use `additionalProperties` with a schema"),
    ("unevaluatedProperties", "use `additionalProperties`"),
    ("minProperties", "check it in a script"),
    ("maxProperties", "check it in a script"),
    ("prefixItems", "use an object with named properties"),
    ("additionalItems", "use `items`"),
    ("unevaluatedItems", "use `items`"),
    ("contains", "check it in a script"),
    ("uniqueItems", "check it in a script"),
    ("multipleOf", "check it in a script"),
    ("exclusiveMinimum", "use `minimum`"),
    ("exclusiveMaximum", "use `maximum`"),
    ("default", "say it in `description`"),
    (
        "nullable",
        "use \"type\": [\"string\", \"null\"], or leave the key out of `required`",
    ),
    ("definitions", "use `$defs` at the top of the file"),
    ("$defs", "put it at the top of the file"),
    ("example", "use `examples` with a list"),
    ("$id", "remove it"),
    ("$anchor", "use `$ref` with `#/$defs/..`"),
    ("$dynamicRef", "use `$ref` with `#/$defs/..`"),
    ("readOnly", "say it in `description`"),
    ("writeOnly", "say it in `description`"),
    ("contentEncoding", "say it in `description`"),
    ("contentMediaType", "say it in `description`"),
];

/// What is wrong with this keyword at `place`, and what to do.
pub(super) fn advice(key: &str, place: &str) -> String {
    if let Some((_, way_out)) = UNSUPPORTED.iter().find(|(name, _)| *name == key) {
        return format!("`{key}` is not supported; {way_out}");
    }
    if SUPPORTED.contains(&key) {
        return format!("`{key}` has no meaning beside {place}; remove it");
    }
    let key = shown(key);
    match nearest(&key, SUPPORTED.iter().chain(ANNOTATIONS).copied()) {
        Some(meant) => format!("`{key}` is not a keyword{}", did_you_mean(Some(meant))),
        None => format!("`{key}` is not a keyword that is understood; remove it"),
    }
}
