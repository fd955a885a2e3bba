//! Another name for a key of `data`: in the scripts that write and read it and in samples, or in none of them.

use pipelua_analysis::Db;

use super::{Refusal, Renaming, Replacement, new_name};
use crate::data_field::{DataField, closure};

pub(super) fn rename(db: &dyn Db, field: &DataField, new_name: &str) -> Result<Renaming, Refusal> {
    new_name::of_lua(new_name)?;
    let closure = closure(db, field, Some(new_name));
    if let Some(first) = closure.obstacles.first() {
        let of_its_kind = closure.obstacles.iter().filter(|other| other.why == first.why);
        return Err(Refusal {
            message: format!("`{}` keeps its name: {}", field.name, first.why),
            places: of_its_kind.filter_map(|obstacle| obstacle.place).collect(),
        });
    }
    let edits = closure.places.into_iter().map(|place| Replacement {
        file: place.file,
        range: place.range,
        text: new_name.to_owned(),
    });
    let asks = closure.enriches.first().map(|hook| {
        format!(
            "`{hook}` hands `{}` to its host, which may know it by this name",
            field.name
        )
    });
    Ok(Renaming {
        edits: edits.collect(),
        asks,
        ..Renaming::default()
    })
}
