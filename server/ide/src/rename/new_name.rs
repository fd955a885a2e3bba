//! What may be a name, and why a text may not.

use pipelua_syntax::tokenise;

use super::Refusal;

/// A word of letters, digits and `_`.
pub(super) fn of_word(new_name: &str) -> Result<(), Refusal> {
    let shown = pipelua_rules::suggest::shown(new_name);
    let refuse = |why: String| Err(Refusal::of(why));
    if new_name.is_empty() {
        return refuse("a name cannot be empty".to_owned());
    }
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if !new_name.chars().all(is_word) || new_name.starts_with(|c: char| c.is_ascii_digit()) {
        return refuse(format!(
            "`{shown}` is no name: use letters, digits and `_`, not beginning with a digit"
        ));
    }
    Ok(())
}

/// A name of Lua: of a local, a parameter, a label, or a field behind a dot.
pub(super) fn of_lua(new_name: &str) -> Result<(), Refusal> {
    of_word(new_name)?;
    if new_name == "_ENV" {
        return Err(Refusal::of(
            "`_ENV` holds the globals: all of them would be looked for in it".to_owned(),
        ));
    }
    let is_keyword = tokenise(new_name)
        .first()
        .is_some_and(|token| token.kind().is_keyword());
    if is_keyword {
        return Err(Refusal::of(format!("`{new_name}` is a keyword of Lua")));
    }
    Ok(())
}
