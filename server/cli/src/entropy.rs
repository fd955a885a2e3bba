//! Bytes that nobody can guess, from the operating system.

use crate::exit::Failure;

/// # Errors
/// When the system has none.
pub(crate) fn entropy() -> Result<[u8; 32], Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| Failure::to("get random bytes from the system", error))?;
    Ok(bytes)
}
