//! Reads the tables of an SQLite file, which is never written to.

use std::fmt::Write as _;
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Map, Value};

use super::source::{SECRETS, TABLES};
use crate::exit::Failure;

/// How a journal begins that SQLite would roll back; a file that is only read cannot be.
const UNFINISHED: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];

/// The tables in the form of a dump.
///
/// # Errors
/// If the file cannot be read as it is, or is not what it seems.
pub(super) fn tables(path: &Path) -> Result<Value, Failure> {
    let shown = path.display();
    // What was written last may lie beside the file.
    let mut beside = path.as_os_str().to_owned();
    beside.push("-wal");
    if std::fs::metadata(&beside).is_ok_and(|meta| meta.len() > 0) {
        return Err(Failure::new(format!(
            "the newest changes of `{shown}` are still in its `-wal` file"
        ))
        .help(format!(
            "Stop what uses it, or copy it whole: sqlite3 {shown} \"VACUUM INTO 'copy.db'\""
        )));
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push("-journal");
    if std::fs::read(&beside).is_ok_and(|journal| journal.starts_with(&UNFINISHED)) {
        return Err(Failure::new(format!(
            "a change of `{shown}` was not finished: its `-journal` file is there"
        ))
        .help("Open it once with what uses it, or with `sqlite3`: that undoes the change."));
    }
    let unreadable = |error: rusqlite::Error| Failure::to(format_args!("read `{shown}` as SQLite"), error);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let database = Connection::open_with_flags(uri(path), flags).map_err(unreadable)?;
    let mut tables = Map::new();
    for (table, columns) in TABLES {
        let known = columns_of(&database, table).map_err(unreadable)?;
        if known.is_empty() {
            // Who keeps no secrets may have no such table; of others the reader of the dump tells.
            continue;
        }
        let is_known = |column: &str| known.iter().any(|name| name.eq_ignore_ascii_case(column));
        let optional = |column: &str| column == "config";
        if let Some(missing) = columns
            .iter()
            .find(|column| !is_known(column) && !optional(column))
        {
            return Err(Failure::new(format!(
                "the table `{table}` of `{shown}` has no column `{missing}`"
            ))
            .help("Nothing was written."));
        }
        let columns: Vec<&str> = columns
            .iter()
            .copied()
            .filter(|column| is_known(column))
            .collect();
        tables.insert(table.to_owned(), rows(&database, table, &columns, path)?);
    }
    tables.entry(SECRETS).or_insert_with(|| Value::Array(Vec::new()));
    Ok(Value::Object(tables))
}

/// Opened so, nothing is written beside it either.
fn uri(path: &Path) -> String {
    let mut uri = "file:".to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                uri.push(char::from(*byte));
            }
            other => {
                let _ = write!(uri, "%{other:02X}");
            }
        }
    }
    uri + "?mode=ro&immutable=1"
}

fn columns_of(database: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = database.prepare("SELECT name FROM pragma_table_info(?1)")?;
    let names = statement.query_map([table], |row| row.get(0))?;
    names.collect()
}

/// In the order of their first column, so that the same rows always give the same.
fn rows(database: &Connection, table: &str, columns: &[&str], path: &Path) -> Result<Value, Failure> {
    let unreadable =
        |error: rusqlite::Error| Failure::to(format_args!("read `{table}` of `{}`", path.display()), error);
    let names = columns.join("\", \"");
    let query = format!("SELECT \"{names}\" FROM \"{table}\" ORDER BY");
    // Views and tables `WITHOUT ROWID` have none: of equal rows the order is that of their other columns.
    let places: Vec<String> = (1..=columns.len()).map(|column| column.to_string()).collect();
    let mut statement = database
        .prepare(&format!("{query} 1, rowid"))
        .or_else(|_| database.prepare(&format!("{query} {}", places.join(", "))))
        .map_err(unreadable)?;
    let mut found = statement.query([]).map_err(unreadable)?;
    let mut rows = Vec::new();
    while let Some(row) = found.next().map_err(unreadable)? {
        let mut fields = Map::new();
        for (index, column) in columns.iter().enumerate() {
            let value = match row.get_ref(index).map_err(unreadable)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(number) => number.into(),
                ValueRef::Real(number) => number.into(),
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => match std::str::from_utf8(bytes) {
                    Ok(text) => text.into(),
                    Err(error) => {
                        let row = rows.len() + 1;
                        return Err(Failure::new(format!(
                            "`{column}` in row {row} of `{table}` is not UTF-8 from byte {} on",
                            error.valid_up_to()
                        ))
                        .help("Mend it there, or dump the tables as JSON."));
                    }
                },
            };
            fields.insert((*column).to_owned(), value);
        }
        rows.push(Value::Object(fields));
    }
    Ok(Value::Array(rows))
}
