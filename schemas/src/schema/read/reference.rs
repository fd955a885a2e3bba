//! Follows `$ref`, to the file's own `$defs` and to the shared types.

use serde_json::Value;

use super::{Reader, escape};
use crate::listing::all_of;
use crate::schema::{Schema, SchemaKind};
use crate::suggest::shown;

impl Reader<'_> {
    pub(super) fn reference(&mut self, pointer: &str, target: &Value) -> Schema {
        let Some(target) = self.text(pointer, target) else {
            return Schema::new(SchemaKind::Any);
        };
        if let Some(name) = target.strip_prefix("#/$defs/") {
            return self.local_type(pointer, name);
        }
        // The second form is what an editor can follow in a team's workspace.
        let shared = ["../types.json#/$defs/", "../.pipelua/schemas/types.json#/$defs/"];
        let Some(name) = shared.iter().find_map(|prefix| target.strip_prefix(prefix)) else {
            let message = "refer to `#/$defs/..` of this file or to `../types.json#/$defs/..`, nothing else";
            self.report(pointer, message.to_owned());
            return Schema::new(SchemaKind::Any);
        };
        if let Some(schema) = self
            .shared
            .iter()
            .find(|known| known.type_name.as_deref() == Some(name))
        {
            return schema.clone();
        }
        let known = all_of(self.shared.iter().filter_map(|known| known.type_name.as_deref()));
        self.report(
            pointer,
            format!("there is no shared type `{}`; there are {known}", shown(name)),
        );
        Schema::new(SchemaKind::Any)
    }

    fn local_type(&mut self, pointer: &str, name: &str) -> Schema {
        let Some((name, value)) = self.local.and_then(|local| local.get_key_value(name)) else {
            self.report(
                pointer,
                format!(
                    "there is no `{}` in the `$defs` of this file; add it",
                    shown(name)
                ),
            );
            return Schema::new(SchemaKind::Any);
        };
        if self.reading.contains(name) {
            self.report(
                pointer,
                format!(
                    "`{}` contains itself; describe the inner value without `$ref`",
                    shown(name)
                ),
            );
            return Schema::new(SchemaKind::Any);
        }
        self.reading.push(name.clone());
        let schema = self.schema(&format!("/$defs/{}", escape(name)), value);
        self.reading.pop();
        Schema {
            type_name: Some(name.clone()),
            ..schema
        }
    }
}
