//! Schemas of the workspace's own files, for editors, and of the machine formats, for those who read them.

use serde_json::Value;

/// A JSON Schema 2020-12 of one kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FileSchema {
    /// Such as `pipeline`.
    pub name: &'static str,
    /// Name in a workspace's `.pipelua/schemas/`, such as `pipeline.json`.
    pub file_name: &'static str,
    pub audience: Audience,
    pub text: &'static str,
}

/// Who deals with a kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Audience {
    /// People write it; unknown keys are refused.
    People,
    /// The binary writes it; programs that read it must bear further keys.
    Programs,
}

impl FileSchema {
    /// The schema as a value.
    pub fn to_value(&self) -> Value {
        serde_json::from_str(self.text).expect("the file schemas are checked by a test")
    }

    /// The schema with further keys refused everywhere: our own tests find with it what is written and not described.
    pub fn to_strict_value(&self) -> Value {
        let mut schema = self.to_value();
        close(&mut schema);
        schema
    }
}

/// All of them: what people write first.
pub(crate) const ALL: &[FileSchema] = &[
    FileSchema {
        name: "manifest",
        file_name: "manifest.json",
        audience: Audience::People,
        text: include_str!("../files/manifest.schema.json"),
    },
    FileSchema {
        name: "pipeline",
        file_name: "pipeline.json",
        audience: Audience::People,
        text: include_str!("../files/pipeline.schema.json"),
    },
    FileSchema {
        name: "sample",
        file_name: "sample.json",
        audience: Audience::People,
        text: include_str!("../files/sample.schema.json"),
    },
    FileSchema {
        name: "hook",
        file_name: "hook.json",
        audience: Audience::People,
        text: include_str!("../files/hook.schema.json"),
    },
    FileSchema {
        name: "baseline",
        file_name: "baseline.json",
        audience: Audience::People,
        text: include_str!("../files/baseline.schema.json"),
    },
    FileSchema {
        name: "check",
        file_name: "check.json",
        audience: Audience::Programs,
        text: include_str!("../files/check.schema.json"),
    },
    FileSchema {
        name: "check-jsonl",
        file_name: "check-jsonl.json",
        audience: Audience::Programs,
        text: include_str!("../files/check-jsonl.schema.json"),
    },
    FileSchema {
        name: "check-statistics",
        file_name: "check-statistics.json",
        audience: Audience::Programs,
        text: include_str!("../files/check-statistics.schema.json"),
    },
    FileSchema {
        name: "check-config",
        file_name: "check-config.json",
        audience: Audience::Programs,
        text: include_str!("../files/check-config.schema.json"),
    },
    FileSchema {
        name: "compare",
        file_name: "compare.json",
        audience: Audience::Programs,
        text: include_str!("../files/compare.schema.json"),
    },
    FileSchema {
        name: "run",
        file_name: "run.json",
        audience: Audience::Programs,
        text: include_str!("../files/run.schema.json"),
    },
    FileSchema {
        name: "test",
        file_name: "test.json",
        audience: Audience::Programs,
        text: include_str!("../files/test.schema.json"),
    },
    FileSchema {
        // What `$ref`s of a team's own hooks lead to.
        name: "types",
        file_name: "types.json",
        audience: Audience::People,
        text: include_str!("../types.json"),
    },
];

fn close(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            map.values_mut().for_each(close);
            if map.get("properties").is_some_and(Value::is_object)
                && !map.contains_key("additionalProperties")
            {
                map.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}
