//! What a text with probes calls: it counts, and knows which `return` is the script's own.

use std::cell::RefCell;
use std::rc::Rc;

use mlua::{Function, Lua, Thread};

use crate::coverage::Passed;

/// Where the body of the script runs: tail calls keep that place, other calls are deeper.
struct Body {
    thread: Thread,
    depth: usize,
}

/// The function behind probes. The first probe of a run is that of the script's first statement.
pub(super) fn function(lua: &Lua, passed: Rc<RefCell<Passed>>) -> mlua::Result<Function> {
    let body: RefCell<Option<Body>> = RefCell::new(None);
    lua.create_function(move |lua, (point, returns): (usize, bool)| {
        let mut passed = passed.borrow_mut();
        let Some(count) = passed.counts.get_mut(point) else {
            return Ok(());
        };
        *count += 1;
        let mut body = body.borrow_mut();
        let body = body.get_or_insert_with(|| Body {
            thread: lua.current_thread(),
            depth: depth(lua),
        });
        let is_at = |level| lua.inspect_stack(level, |_| ()).is_some();
        if returns && is_at(body.depth - 1) && !is_at(body.depth) && lua.current_thread() == body.thread {
            passed.returned = Some(point);
        }
        Ok(())
    })
}

/// How many calls are under way, this one included.
fn depth(lua: &Lua) -> usize {
    let mut level = 1;
    while lua.inspect_stack(level, |_| ()).is_some() {
        level += 1;
    }
    level
}
