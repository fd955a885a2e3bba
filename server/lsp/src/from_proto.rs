//! From the protocol's words to ours.

use std::path::PathBuf;

use tower_lsp_server::lsp_types as lsp;

use crate::uri::path_of;

/// The folders that a client has open when it starts.
#[allow(deprecated)] // older clients name one root in one of two old ways
pub(crate) fn folders(params: &lsp::InitializeParams) -> Vec<PathBuf> {
    if let Some(folders) = &params.workspace_folders {
        return folders.iter().filter_map(|folder| path_of(&folder.uri)).collect();
    }
    if let Some(root) = &params.root_uri {
        return path_of(root).into_iter().collect();
    }
    params.root_path.iter().map(PathBuf::from).collect()
}
