//! Layout of Lua files: StyLua behind three functions, [`style()`], [`format()`] and [`format_range`].
//!
//! StyLua never sees a text that our own parser finds fault with or that is nested too deeply for it; it runs on a
//! thread with a stack of its own, and its output is compared with its input, so that layout is all that changes.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod edits;
mod guard;
mod numerals;
mod style;

use pipelua_syntax::TextRange;
use stylua_lib::{OutputVerification, Range, format_code};

pub use edits::{TextEdit, between as edits_between};
pub use style::{Style, StyleError, style};

/// Why a text was left as it is.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// A text with errors has no certain layout.
    #[error("it has a syntax error: {message}")]
    Syntax { message: String, range: TextRange },
    #[error("it is nested {depth} levels deep, and {limit} can be formatted")]
    TooDeep { depth: usize, limit: usize },
    /// Valid Lua that StyLua cannot read or would change.
    #[error("StyLua cannot format it: {reason}")]
    Refused { reason: String },
}

/// The whole text in its layout, with `\n` as its line ends and no byte order mark.
///
/// # Errors
/// If the text has syntax errors, is nested too deeply, or StyLua fails on it.
pub fn format(text: &str, style: &Style) -> Result<String, FormatError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = if text.contains('\r') {
        text.replace("\r\n", "\n")
    } else {
        text.to_owned()
    };
    let mut formatted = run(text.clone(), None, style.config(), OutputVerification::Full)?;
    if formatted == text {
        return Ok(formatted);
    }
    // StyLua breaks some lines another way when it reads them broken. Most texts it leaves as they are then, and what
    // is the same need not be compared.
    for _ in 0..ROUNDS {
        let again = run(formatted.clone(), None, style.config(), OutputVerification::None)?;
        if again == formatted {
            break;
        }
        formatted = run(formatted, None, style.config(), OutputVerification::Full)?;
    }
    Ok(formatted)
}

/// After so many rounds no layout has been seen to change.
const ROUNDS: usize = 3;

/// The edits that bring the statements inside `range` into their layout; nothing outside it changes.
///
/// # Errors
/// As [`format()`].
pub fn format_range(text: &str, range: TextRange, style: &Style) -> Result<Vec<TextEdit>, FormatError> {
    let mut config = style.config();
    if text.contains("\r\n") {
        config.line_endings = stylua_lib::LineEndings::Windows;
    }
    // StyLua counts from the text it is given, and takes both ends as included.
    let within = Range::from_values(Some(range.start as usize), Some(range.end as usize));
    let formatted = run(text.to_owned(), Some(within), config, OutputVerification::Full)?;
    Ok(edits::between(text, &formatted))
}

fn run(
    text: String,
    range: Option<Range>,
    config: stylua_lib::Config,
    verify: OutputVerification,
) -> Result<String, FormatError> {
    guard::check(&text)?;
    let (text, hidden) = numerals::hide(text);
    let (text, result) = guard::on_large_stack(move || {
        let result = format_code(&text, config, range, verify);
        (text, result)
    })?;
    let formatted = result.map_err(|error| FormatError::Refused {
        reason: reason(&text, &error),
    })?;
    hidden.restore(formatted).ok_or_else(|| FormatError::Refused {
        reason: "what it writes has other numerals".to_owned(),
    })
}

fn reason(text: &str, error: &stylua_lib::Error) -> String {
    match error {
        stylua_lib::Error::ParseError(errors) => match errors.first() {
            Some(first) => format!("it does not understand line {}", first.range().0.line()),
            None => format!("it does not understand these {} bytes", text.len()),
        },
        stylua_lib::Error::VerificationAstError(_) => "what it writes would be no Lua".to_owned(),
        stylua_lib::Error::VerificationAstDifference => "what it writes could mean something else".to_owned(),
    }
}

#[cfg(test)]
mod tests;
