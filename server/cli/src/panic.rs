//! A panic is our fault: it is caught, worded, and ends with exit code 3 and what to send us.

use std::cell::RefCell;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::exit::Exit;

thread_local! {
    /// What the last panic of this thread said.
    static HERE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// What the last panic of any thread said.
static ANYWHERE: Mutex<Option<String>> = Mutex::new(None);

/// Whether panics print where they come from (`-v`).
static TELLS_WHERE: AtomicBool = AtomicBool::new(false);

/// Keeps what panics say for [`take`] and [`report`], instead of printing it as they happen.
pub(crate) fn install_hook() {
    std::panic::set_hook(Box::new(|info| {
        let payload = info.payload();
        let said = payload
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
            .unwrap_or("no message");
        let text = match info.location() {
            Some(at) => format!("{said} ({}:{})", at.file(), at.line()),
            None => said.to_owned(),
        };
        if TELLS_WHERE.load(Ordering::Relaxed) {
            eprintln!("{text}\n{}", std::backtrace::Backtrace::force_capture());
        }
        HERE.with_borrow_mut(|here| *here = Some(text.clone()));
        if let Ok(mut anywhere) = ANYWHERE.lock() {
            *anywhere = Some(text);
        }
    }));
}

/// From now on panics print where they come from.
pub(crate) fn tell_where() {
    TELLS_WHERE.store(true, Ordering::Relaxed);
}

/// Takes what the last panic of this thread said.
pub(crate) fn take() -> String {
    HERE.with_borrow_mut(Option::take)
        .unwrap_or_else(|| "no message".to_owned())
}

/// Tells the user that this is our fault and how to report it.
pub(crate) fn report() -> Exit {
    let said = ANYWHERE.lock().ok().and_then(|mut anywhere| anywhere.take());
    eprintln!(
        "error: pipelua failed, and that is our fault: {}",
        said.as_deref().unwrap_or("no message")
    );
    eprintln!("{}", how_to_report());
    Exit::Ours
}

/// The lines that ask for a report.
pub(crate) fn how_to_report() -> String {
    format!(
        "Please report it at {}/issues with the output of `pipelua doctor` and the file it happened on.\n\
         The same with `-v` shows where it happened.",
        env!("CARGO_PKG_REPOSITORY")
    )
}
