//! Edits of several files as the protocol's one transaction: versioned and annotated as far as the client can take it.

use std::collections::HashMap;

use pipelua_analysis::SourceFile;
use pipelua_ide::Rename;
use tower_lsp_server::lsp_types as lsp;

use crate::snapshot::Snapshot;
use crate::uri;

/// What is to be changed.
#[derive(Default)]
pub(crate) struct Changes {
    files: Vec<(SourceFile, Vec<lsp::TextEdit>)>,
    /// Why a person should confirm them, if so.
    pub(crate) asks: Option<String>,
    /// What is said of edits in files other than the one asked about.
    pub(crate) elsewhere: Option<String>,
}

const ELSEWHERE: &str = "elsewhere";
const ASKS: &str = "asks";

impl Changes {
    pub(crate) fn add(&mut self, file: SourceFile, edit: lsp::TextEdit) {
        match self.files.iter_mut().find(|(known, _)| *known == file) {
            Some((_, edits)) => edits.push(edit),
            None => self.files.push((file, vec![edit])),
        }
    }

    /// Open files with the version that the edits are for, where the client can tell.
    #[allow(clippy::mutable_key_type)] // the protocol's type; nobody changes a URI in it
    pub(crate) fn workspace_edit(
        self,
        snapshot: &Snapshot,
        renames: &[Rename],
    ) -> Option<lsp::WorkspaceEdit> {
        if !snapshot.session.versions_edits {
            let changes = self
                .files
                .into_iter()
                .filter_map(|(file, edits)| Some((snapshot.uri(file)?, edits)))
                .collect();
            return Some(lsp::WorkspaceEdit {
                changes: Some(changes),
                ..Default::default()
            });
        }
        let annotations = self.annotations(snapshot);
        let note = |id: &str| annotations.contains_key(id).then(|| id.to_owned());
        let mut operations = Vec::new();
        for (file, edits) in self.files {
            let is_elsewhere = snapshot.file() != Some(file);
            let note = note(ASKS).or_else(|| note(ELSEWHERE).filter(|_| is_elsewhere));
            operations.push(lsp::DocumentChangeOperation::Edit(lsp::TextDocumentEdit {
                text_document: lsp::OptionalVersionedTextDocumentIdentifier {
                    uri: snapshot.uri(file)?,
                    version: snapshot.opened(file).map(|open| open.version),
                },
                edits: edits
                    .into_iter()
                    .map(|edit| annotated(edit, note.clone()))
                    .collect(),
            }));
        }
        for rename in renames {
            let uri = |path: &str| uri::uri_of(&snapshot.workspace.root.join(path));
            operations.push(lsp::DocumentChangeOperation::Op(lsp::ResourceOp::Rename(
                lsp::RenameFile {
                    old_uri: uri(&rename.from)?,
                    new_uri: uri(&rename.to)?,
                    options: None,
                    annotation_id: note(ASKS).or_else(|| note(ELSEWHERE)),
                },
            )));
        }
        Some(lsp::WorkspaceEdit {
            document_changes: Some(lsp::DocumentChanges::Operations(operations)),
            change_annotations: (!annotations.is_empty()).then_some(annotations),
            ..Default::default()
        })
    }

    /// What is said of the edits, for clients that show it.
    fn annotations(&self, snapshot: &Snapshot) -> HashMap<String, lsp::ChangeAnnotation> {
        let said = [(ASKS, &self.asks, true), (ELSEWHERE, &self.elsewhere, false)];
        said.into_iter()
            .filter(|_| snapshot.session.annotates_edits)
            .filter_map(|(id, label, confirms)| {
                let annotation = lsp::ChangeAnnotation {
                    label: label.clone()?,
                    needs_confirmation: Some(confirms),
                    description: None,
                };
                Some((id.to_owned(), annotation))
            })
            .collect()
    }
}

fn annotated(edit: lsp::TextEdit, note: Option<String>) -> lsp::OneOf<lsp::TextEdit, lsp::AnnotatedTextEdit> {
    match note {
        None => lsp::OneOf::Left(edit),
        Some(annotation_id) => lsp::OneOf::Right(lsp::AnnotatedTextEdit {
            text_edit: edit,
            annotation_id,
        }),
    }
}
