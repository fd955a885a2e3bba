//! `textDocument/codeAction` and `codeAction/resolve`: fixes, comments that silence, all safe fixes at once, and other ways to
//! write the same.

use pipelua_analysis::SourceFile;
use pipelua_ide::{
    Action, ActionKind, Edit, Finding, RefactorKind, Refactoring, Rename, fix_all, fixes, refactorings,
    suppressions,
};
use pipelua_syntax::TextRange;
use serde::{Deserialize, Serialize};
use tower_lsp_server::lsp_types as lsp;

use crate::snapshot::Snapshot;
use crate::to_proto;
use crate::workspace_edit::Changes;

/// What a client sends back to have an action's edit made.
#[derive(Serialize, Deserialize)]
pub(crate) struct Ticket {
    pub(crate) uri: lsp::Uri,
    id: String,
}

const FIX_ALL: &str = "fix-all";
/// The kinds of what is rewritten by choice.
const REFACTORS: [lsp::CodeActionKind; 3] = [
    lsp::CodeActionKind::REFACTOR_EXTRACT,
    lsp::CodeActionKind::REFACTOR_INLINE,
    lsp::CodeActionKind::REFACTOR_REWRITE,
];

pub(crate) fn code_actions(
    snapshot: &Snapshot,
    params: &lsp::CodeActionParams,
) -> Option<lsp::CodeActionResponse> {
    let file = snapshot.file()?;
    let uri = &params.text_document.uri;
    let wants = |kind: &lsp::CodeActionKind| {
        let only = params.context.only.as_deref();
        only.is_none_or(|only| only.iter().any(|wanted| is_under(kind, wanted)))
    };
    let mut actions = Vec::new();
    if wants(&lsp::CodeActionKind::QUICKFIX) {
        let range = snapshot.lines(file).bytes(params.range);
        let (found, offered) = offered(snapshot, file, range);
        for action in offered {
            if action.renames.is_empty() || snapshot.session.renames_files {
                actions.push(quick_fix(snapshot, uri, &found, action));
            }
        }
    }
    if REFACTORS.iter().any(wants) {
        let range = snapshot.lines(file).bytes(params.range);
        let offered = refactorings(&snapshot.db, file, range, snapshot.session.encoding);
        let offered = offered.into_iter().map(|offered| refactor(snapshot, offered));
        actions.extend(offered.filter(|action| action.kind.as_ref().is_some_and(&wants)));
    }
    if wants(&lsp::CodeActionKind::SOURCE_FIX_ALL) {
        let edits = fix_all(&snapshot.db, file, snapshot.session.encoding);
        if !edits.is_empty() {
            actions.push(lsp::CodeAction {
                title: "Apply all safe fixes".to_owned(),
                kind: Some(lsp::CodeActionKind::SOURCE_FIX_ALL),
                ..with_edit(snapshot, uri, FIX_ALL, || workspace_edit(snapshot, &edits, &[]))
            });
        }
    }
    Some(
        actions
            .into_iter()
            .map(lsp::CodeActionOrCommand::CodeAction)
            .collect(),
    )
}

/// The action with its edit; without one where the finding is gone.
pub(crate) fn resolve(
    snapshot: &Snapshot,
    mut action: lsp::CodeAction,
    ticket: &Ticket,
) -> Option<lsp::CodeAction> {
    let file = snapshot.file()?;
    action.edit = if ticket.id == FIX_ALL {
        let edits = fix_all(&snapshot.db, file, snapshot.session.encoding);
        workspace_edit(snapshot, &edits, &[])
    } else {
        let whole = TextRange::new(0, u32::MAX);
        let (_, offered) = offered(snapshot, file, whole);
        let found = offered.into_iter().find(|offered| offered.id == ticket.id);
        found.and_then(|found| workspace_edit(snapshot, &found.edits, &found.renames))
    };
    Some(action)
}

fn offered(snapshot: &Snapshot, file: SourceFile, range: TextRange) -> (Vec<Finding>, Vec<Action>) {
    let encoding = snapshot.session.encoding;
    let (found, mut offered) = fixes(&snapshot.db, file, range, encoding);
    offered.extend(suppressions(&snapshot.db, file, &found, encoding));
    (found, offered)
}

fn quick_fix(snapshot: &Snapshot, uri: &lsp::Uri, found: &[Finding], action: Action) -> lsp::CodeAction {
    let finding = found.get(action.finding);
    lsp::CodeAction {
        title: action.title.clone(),
        kind: Some(lsp::CodeActionKind::QUICKFIX),
        diagnostics: finding.map(|finding| vec![to_proto::diagnostic(snapshot, finding)]),
        is_preferred: (action.kind == ActionKind::Fix && action.preferred).then_some(true),
        ..with_edit(snapshot, uri, &action.id, || {
            workspace_edit(snapshot, &action.edits, &action.renames)
        })
    }
}

/// With its edits: they depend on what is selected, which a client does not send again.
fn refactor(snapshot: &Snapshot, offered: Refactoring) -> lsp::CodeAction {
    lsp::CodeAction {
        title: offered.title,
        kind: Some(match offered.kind {
            RefactorKind::Extract => lsp::CodeActionKind::REFACTOR_EXTRACT,
            RefactorKind::Inline => lsp::CodeActionKind::REFACTOR_INLINE,
            RefactorKind::Rewrite => lsp::CodeActionKind::REFACTOR_REWRITE,
        }),
        edit: workspace_edit(snapshot, &offered.edits, &[]),
        ..Default::default()
    }
}

/// The edit now, or a ticket for it where the client asks again.
fn with_edit(
    snapshot: &Snapshot,
    uri: &lsp::Uri,
    id: &str,
    edit: impl FnOnce() -> Option<lsp::WorkspaceEdit>,
) -> lsp::CodeAction {
    if !snapshot.session.resolves_actions {
        return lsp::CodeAction {
            edit: edit(),
            ..Default::default()
        };
    }
    let ticket = Ticket {
        uri: uri.clone(),
        id: id.to_owned(),
    };
    lsp::CodeAction {
        data: serde_json::to_value(ticket).ok(),
        ..Default::default()
    }
}

fn is_under(kind: &lsp::CodeActionKind, wanted: &lsp::CodeActionKind) -> bool {
    let (kind, wanted) = (kind.as_str(), wanted.as_str());
    wanted.is_empty()
        || kind
            .strip_prefix(wanted)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The edits by file.
fn workspace_edit(snapshot: &Snapshot, edits: &[Edit], renames: &[Rename]) -> Option<lsp::WorkspaceEdit> {
    let mut changes = Changes::default();
    for edit in edits {
        let edit_here = lsp::TextEdit {
            range: to_proto::range(edit.range),
            new_text: edit.new_text.clone(),
        };
        changes.add(snapshot.file_at(&edit.file)?, edit_here);
    }
    changes.workspace_edit(snapshot, renames)
}
