//! One file a lint. `lints!` makes the modules and the registry from one list, so neither can lack one.

use crate::lint::Lint;

macro_rules! lints {
    ($($module:ident),* $(,)?) => {
        $(pub(crate) mod $module;)*

        /// All lints, in order of their codes.
        pub(crate) static ALL: &[&Lint] = &[$(&$module::LINT),*];
    };
}

lints! {
    pipeline_syntax,
    syntax_error,
}
