//! The inputs that are tried: all samples, and contexts made of the hook's schema and of what its scripts compare with.

use std::collections::{BTreeMap, HashSet};

use pipelua_engine::sample::Sample;
use pipelua_schemas::{Hook, Schema, SchemaKind};
use serde_json::{Map, Value, json};

use super::literals::Literals;
use super::version::Version;
use crate::exit::Failure;

/// So many contexts of a hook are made at most.
const MOST: usize = 1_000;

/// Fields inside fields are changed this deep.
const DEPTH: usize = 4;

pub(super) struct Input {
    /// The path of a sample; none for a context that was made.
    pub(super) file: Option<String>,
    pub(super) sample: Sample,
}

/// The inputs of a hook, samples first; no two are equal.
///
/// # Errors
/// If neither version knows the hook, or one of them has a sample that is none.
pub(super) fn inputs(hook: &str, old: &Version, new: &Version) -> Result<Vec<Input>, Failure> {
    let schema = hook_of(hook, new, old)?;
    let mut inputs = Vec::new();
    for version in [new, old] {
        for file in version
            .runs
            .samples()
            .into_iter()
            .filter(|file| file.hook == hook)
        {
            let sample = file
                .sample()
                .map_err(|error| Failure::new(format!("`{}`: {error}", file.path)))?;
            let sample = Sample {
                expect: None,
                description: None,
                ..sample
            };
            if inputs.iter().all(|input: &Input| input.sample != sample) {
                inputs.push(Input {
                    file: Some(file.path.to_string()),
                    sample,
                });
            }
        }
    }
    let literals = Literals::of(&schema, [old, new]);
    let mut seen: HashSet<String> = HashSet::new();
    let mut made = Vec::new();
    let bases = bases(&schema, &inputs, [old, new]);
    let rounds = literals
        .iter()
        .flat_map(|literals| bases.iter().map(move |base| (literals, base)));
    for (literals, base) in rounds {
        let context = Value::Object(base.context.clone());
        let mut variants = vec![context.clone()];
        vary(&schema.input, &context, literals, DEPTH, &mut |variant| {
            variants.push(variant);
        });
        for variant in variants {
            if made.len() >= MOST {
                break;
            }
            let Value::Object(context) = variant else {
                continue;
            };
            if seen.insert(json!(context).to_string()) {
                made.push(Input {
                    file: None,
                    sample: Sample {
                        context,
                        ..base.clone()
                    },
                });
            }
        }
    }
    inputs.extend(made);
    Ok(inputs)
}

/// The hook as the first version knows it, else as the second does.
pub(super) fn hook_of(hook: &str, first: &Version, second: &Version) -> Result<Hook, Failure> {
    first.runs.hook(hook).or_else(|_| second.runs.hook(hook))
}

/// What contexts are made from: the least that the hook hands over, its examples, and the samples that run all nodes.
fn bases(hook: &Hook, samples: &[Input], versions: [&Version; 2]) -> Vec<Sample> {
    let mut values = Sample::of_context(Map::new(), 0, 1);
    values.now = None;
    let mut secrets: BTreeMap<String, String> = BTreeMap::new();
    let mut env: BTreeMap<String, String> = BTreeMap::new();
    for version in versions {
        let rules = version.runs.rules(hook);
        let stand_in = |name: &String| (name.clone(), format!("stand-in-for-{}", name.to_lowercase()));
        secrets.extend(rules.secrets.iter().map(stand_in));
        env.extend(rules.env.iter().map(stand_in));
    }
    for input in samples {
        secrets.extend(input.sample.secrets.clone());
        env.extend(input.sample.env.clone());
        for mock in &input.sample.fetch {
            let mut mock = mock.clone();
            mock.times = None;
            if !values.fetch.contains(&mock) {
                values.fetch.push(mock);
            }
        }
    }
    (values.secrets, values.env) = (secrets, env);
    let mut contexts = vec![least(&hook.input)];
    contexts.extend(hook.input.examples.iter().cloned());
    let made = contexts.into_iter().filter_map(|context| match context {
        Value::Object(context) => Some(Sample {
            context,
            ..values.clone()
        }),
        _ => None,
    });
    let whole = samples.iter().filter(|input| input.sample.node.is_none());
    made.chain(whole.map(|input| input.sample.clone())).collect()
}

/// The smallest value that is usual.
fn least(schema: &Schema) -> Value {
    if let SchemaKind::Object { fields, .. } = &schema.kind {
        let required = fields.iter().filter(|field| field.required);
        return required
            .map(|field| (field.name.clone(), least(&field.schema)))
            .collect::<Map<_, _>>()
            .into();
    }
    if let Some(example) = schema.examples.first() {
        return example.clone();
    }
    match &schema.kind {
        SchemaKind::Boolean => json!(false),
        SchemaKind::Integer | SchemaKind::Number => {
            schema.bounds.minimum.clone().map_or(json!(0), Value::Number)
        }
        SchemaKind::String { one_of, .. } => json!(one_of.first().map_or("", String::as_str)),
        SchemaKind::Array(_) => json!([]),
        SchemaKind::Union(kinds) => kinds.first().map_or(Value::Null, least),
        SchemaKind::Any | SchemaKind::Null | SchemaKind::Object { .. } => Value::Null,
    }
}

/// Hands over each value that differs from `value` in one place.
fn vary(schema: &Schema, value: &Value, literals: &Literals, depth: usize, give: &mut dyn FnMut(Value)) {
    let Value::Object(fields) = value else {
        return;
    };
    for field in schema.fields() {
        let there = fields.get(&field.name);
        let with = |new: Value| {
            let mut fields = fields.clone();
            fields.insert(field.name.clone(), new);
            Value::Object(fields)
        };
        if there.is_some() && !field.required {
            let mut fields = fields.clone();
            fields.remove(&field.name);
            give(Value::Object(fields));
        }
        for new in candidates(&field.schema, literals) {
            if there != Some(&new) {
                give(with(new));
            }
        }
        if depth > 1 {
            let inner = there.cloned().unwrap_or_else(|| least(&field.schema));
            vary(&field.schema, &inner, literals, depth - 1, &mut |new| {
                give(with(new));
            });
        }
    }
}

fn candidates(schema: &Schema, literals: &Literals) -> Vec<Value> {
    let mut all = schema.examples.clone();
    match &schema.kind {
        SchemaKind::Boolean => all.extend([json!(false), json!(true)]),
        SchemaKind::Integer | SchemaKind::Number => {
            let bounds = [&schema.bounds.minimum, &schema.bounds.maximum];
            all.extend(bounds.into_iter().flatten().cloned().map(Value::Number));
            all.extend(literals.numbers.iter().map(|number| json!(number)));
        }
        SchemaKind::String { one_of, .. } if !one_of.is_empty() => {
            all.extend(one_of.iter().map(|text| json!(text)));
        }
        SchemaKind::String { format, .. } => {
            all.push(json!(""));
            for text in &literals.texts {
                all.push(json!(text));
                if format.as_deref() == Some("email") && !text.contains('@') {
                    all.push(json!(format!("a@{text}")));
                    all.push(json!(format!("{text}@a.example")));
                }
            }
        }
        SchemaKind::Array(item) => {
            all.push(json!([]));
            all.extend(candidates(item, literals).into_iter().map(|item| json!([item])));
        }
        SchemaKind::Union(kinds) => all.extend(kinds.iter().flat_map(|kind| candidates(kind, literals))),
        SchemaKind::Object { .. } => all.push(least(schema)),
        SchemaKind::Any | SchemaKind::Null => {}
    }
    all
}
