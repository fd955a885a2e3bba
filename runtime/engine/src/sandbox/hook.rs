//! The count hook that ends a script, and what charges library calls: all of the code that is `unsafe`.
//!
//! A limit must hold against a script that catches errors. So a trip *yields* where it can: that unwinds
//! nothing, no handler sees it, and the host drops the state. Where a yield is impossible (below a C
//! function, such as in `__tostring` called by `string.format`) it raises, and again at every following
//! instruction, until a place is reached that can yield.
//!
//! **Invariant.** No Rust value with a destructor is alive where Lua may leave a function by a long jump.
#![allow(unsafe_code)]

use std::ffi::{c_int, c_void};
use std::ptr;
use std::sync::OnceLock;

use mlua::ffi::{
    LUA_GCCOUNT, LUA_GCCOUNTB, LUA_MASKCOUNT, LUA_TSTRING, lua_Alloc, lua_Debug, lua_State, lua_gc,
    lua_getallocf, lua_gethookcount, lua_getinfo, lua_getstack, lua_gettop, lua_getupvalue, lua_isyieldable,
    lua_pushcclosure, lua_pushnil, lua_rawlen, lua_setallocf, lua_sethook, lua_tocfunction, lua_type,
    lua_upvalueindex, lua_yield, luaL_error,
};
use mlua::{Function, Lua};

use super::budget::{BYTES, CALL, LONG_TEXT, PERIOD, Tick};
use super::execution;

/// Sets the hook in the main thread of `lua`; coroutines made later take it over.
pub(super) fn install(lua: &Lua) -> mlua::Result<()> {
    // SAFETY: `state` is the valid main state; setting a hook neither touches its stack nor raises.
    unsafe {
        lua.exec_raw::<()>((), |state| {
            lua_sethook(state, Some(on_count), LUA_MASKCOUNT, PERIOD as c_int);
        })
    }
}

/// A function that charges a call by the number of its arguments and the bytes of those that are strings.
/// It returns nothing; a script that has to stop does so at the next instruction.
pub(super) fn charging_function(lua: &Lua) -> mlua::Result<Function> {
    // SAFETY: `charge_call` reads its arguments and returns none; it never raises and never panics.
    unsafe { lua.create_c_function(charge_call) }
}

unsafe extern "C-unwind" fn on_count(state: *mut lua_State, _: *mut lua_Debug) {
    // SAFETY: Lua hands a valid state. Neither counting nor reading the heap's size raises, and the
    // values of `tick` are plain, so nothing is left behind by `luaL_error`, which does not return.
    // From a count hook `lua_yield` returns here, and Lua yields when the hook has returned.
    unsafe {
        let count = lua_gethookcount(state);
        let (tick, period) = execution::tick(count as u64, heap_bytes(state));
        if tick != Tick::Stop && period != count as u64 {
            lua_sethook(state, Some(on_count), LUA_MASKCOUNT, period as c_int);
        }
        match tick {
            Tick::GoOn => {}
            Tick::Pause => {
                if lua_isyieldable(state) != 0 {
                    lua_yield(state, 0);
                }
            }
            Tick::Stop => {
                execution::stops_at(|| line_of_script(state));
                lua_sethook(state, Some(on_count), LUA_MASKCOUNT, 1);
                if lua_isyieldable(state) != 0 {
                    lua_yield(state, 0);
                } else {
                    luaL_error(state, c"a limit is broken".as_ptr());
                }
            }
        }
    }
}

/// How many calls are looked through for the script's own line, from either end: to find a call takes as long as the calls
/// above it are many.
const LEVELS: c_int = 100;

/// The line of the innermost call that has one; the prelude has none.
///
/// # Safety
/// `state` is a valid state that runs a function.
unsafe fn line_of_script(state: *mut lua_State) -> Option<u32> {
    // SAFETY: all of `lua_Debug` may be zero, and both functions only write to it; they raise nothing.
    unsafe {
        let mut call: lua_Debug = std::mem::zeroed();
        let mut is_there = |level| lua_getstack(state, level, &raw mut call) != 0;
        let (mut some, mut none) = (0, LEVELS);
        while is_there(none) {
            (some, none) = (none, none * 2);
        }
        while none - some > 1 {
            let middle = some.midpoint(none);
            if is_there(middle) {
                some = middle;
            } else {
                none = middle;
            }
        }
        // `none` is how many there are. A script that calls itself in the last place leaves but its outermost call.
        let innermost = 0..none.min(LEVELS);
        let outermost = (none - LEVELS / 10).max(innermost.end)..none;
        for level in innermost.chain(outermost) {
            if lua_getstack(state, level, &raw mut call) == 0 {
                return None;
            }
            lua_getinfo(state, c"l".as_ptr(), &raw mut call);
            if let Ok(line @ 1..) = u32::try_from(call.currentline) {
                return Some(line);
            }
        }
        None
    }
}

/// The same, of what calls the host.
pub(super) fn line_of_caller(lua: &Lua) -> Option<u32> {
    let mut line = None;
    // SAFETY: the state is one that runs a function, which is what asks; nothing is left on its stack.
    unsafe { lua.exec_raw::<()>((), |state| line = line_of_script(state)) }.ok()?;
    line
}

/// A handler of errors that changes none of them: it takes down the line of the script.
pub(super) fn noting_function(lua: &Lua) -> mlua::Result<Function> {
    // SAFETY: `note` returns its one argument, and never raises.
    unsafe { lua.create_c_function(note) }
}

unsafe extern "C-unwind" fn note(state: *mut lua_State) -> c_int {
    // SAFETY: the state runs this function. The error is on top of its stack.
    execution::raised_at(unsafe { line_of_script(state) });
    1
}

/// The allocator that mlua gave the state; the same for all states.
static ALLOCATE: OnceLock<lua_Alloc> = OnceLock::new();
/// From this size on a block is judged before it is made, or grows.
const LARGE: usize = 64 << 10;

/// One instruction may take minutes: a table that is its own `__call` moves a growing stack at each turn. No hook looks
/// in between, but growing it asks for memory, and is refused when the instruction has had its time. A few may make texts of
/// megabytes, each of which takes long to compare: those are paid for before they are made.
///
/// The state must be given its own allocator back by [`disarm`] before it is dropped.
pub(super) fn arm(lua: &Lua) -> mlua::Result<()> {
    // SAFETY: the userdata stays the one of mlua's allocator, which is who is asked in the end; mlua took note before
    // that allocations may fail, because a limit is set.
    unsafe {
        lua.exec_raw::<()>((), |state| {
            let mut data = ptr::null_mut();
            let stock = lua_getallocf(state, &raw mut data);
            ALLOCATE.get_or_init(|| stock);
            lua_setallocf(state, allocate, data);
        })
    }
}

/// Undoes [`arm`]; nothing happens to a state that was not armed.
pub(super) fn disarm(lua: &Lua) {
    let Some(stock) = ALLOCATE.get() else { return };
    // SAFETY: the allocator and its userdata are those that mlua began with.
    let _ = unsafe {
        lua.exec_raw::<()>((), |state| {
            let mut data = ptr::null_mut();
            lua_getallocf(state, &raw mut data);
            lua_setallocf(state, *stock, data);
        })
    };
}

unsafe extern "C" fn allocate(data: *mut c_void, block: *mut c_void, old: usize, new: usize) -> *mut c_void {
    // Of a new block Lua tells what it is for in the place of its size.
    let (is_text, before) = if block.is_null() {
        (old == LUA_TSTRING as usize, 0)
    } else {
        (false, old)
    };
    if is_text && new as u64 >= LONG_TEXT {
        execution::makes_long_text(new as u64);
    }
    if new > before && new >= LARGE && !execution::may_allocate(new as u64, is_text) {
        return ptr::null_mut();
    }
    let Some(stock) = ALLOCATE.get() else {
        return ptr::null_mut();
    };
    // SAFETY: handed on as Lua handed it over.
    let given = unsafe { stock(data, block, old, new) };
    if given.is_null() && new > before {
        execution::is_out_of_memory();
    }
    given
}

/// A function that takes a function of stock Lua written in C and gives one that charges each call before it works.
/// It calls in its own place, so that errors name the line of the script.
pub(super) fn metering_function(lua: &Lua) -> mlua::Result<Function> {
    // SAFETY: `meter` is always called with one argument, by the prelude.
    unsafe { lua.create_c_function(meter) }
}

unsafe extern "C-unwind" fn meter(state: *mut lua_State) -> c_int {
    // SAFETY: its one argument is on the stack; it becomes the only upvalue of the function that is returned.
    unsafe {
        // A function with upvalues would find that one in the place of its own. It becomes nil, and is missed.
        if lua_tocfunction(state, 1).is_none() || !lua_getupvalue(state, 1, 1).is_null() {
            lua_pushnil(state);
        } else {
            lua_pushcclosure(state, metered_call, 1);
        }
        1
    }
}

unsafe extern "C-unwind" fn metered_call(state: *mut lua_State) -> c_int {
    // SAFETY: the upvalue is the one set by `meter`. The stock function has the stack and the call that are
    // meant for it; it has no upvalues of its own, or `meter` had refused it. Nothing here has a destructor.
    unsafe {
        charge_call(state);
        match lua_tocfunction(state, lua_upvalueindex(1)) {
            Some(stock) => stock(state),
            None => luaL_error(state, c"not a function of stock Lua".as_ptr()),
        }
    }
}

unsafe extern "C-unwind" fn charge_call(state: *mut lua_State) -> c_int {
    // SAFETY: the indices read are those of the arguments that Lua says there are; `lua_rawlen` of a
    // string reads its length and converts nothing.
    unsafe {
        let count = lua_gettop(state);
        let mut bytes = 0;
        for index in 1..=count {
            if lua_type(state, index) == LUA_TSTRING {
                bytes += lua_rawlen(state, index) as u64;
            }
        }
        if execution::charge(CALL + count as u64 / BYTES, bytes, heap_bytes(state)) {
            lua_sethook(state, Some(on_count), LUA_MASKCOUNT, 1);
        }
        0
    }
}

/// SAFETY: `state` must be valid; these two requests of `lua_gc` only read.
unsafe fn heap_bytes(state: *mut lua_State) -> u64 {
    // SAFETY: as the caller promises.
    unsafe { ((lua_gc(state, LUA_GCCOUNT, 0) as u64) << 10) + lua_gc(state, LUA_GCCOUNTB, 0) as u64 }
}
