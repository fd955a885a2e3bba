//! Workspaces on the disk: which one a path belongs to, and what its files hold.

pub(crate) mod editor_schemas;
pub(crate) mod find;
pub(crate) mod git;
pub(crate) mod ignore_file;
pub(crate) mod local_values;
pub(crate) mod own_hooks;
pub(crate) mod path_base;
pub(crate) mod read;
pub(crate) mod selection;
pub(crate) mod stranger;
