//! A block of Lua as a workspace of its own, and what its comments expect of it.
//!
//! Header lines come first: `--- hook: before_signup` (more behind commas), `--- needs: a, b`, `--- config: { .. }`.
//! `--- file: PATH` opens another file; what stands before is `scripts/example.lua`, at the node `example` of
//! `before_signup` unless the header says otherwise. A script that does not end in `return` lets in.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipelua_analysis::infer::{Inference, infer};
use pipelua_analysis::{
    Database, Diagnostic, FileText, Severity, SourceFile, diagnostics, editor_context, file_at,
};
use pipelua_syntax::{NodeId, NodeKind, Parse, parse};

use super::expectation::{Expectation, expectations};
use super::page::Failure;

const EXAMPLE: &str = "scripts/example.lua";

pub(crate) struct Block {
    pub(crate) heading: String,
    hooks: Vec<String>,
    needs: Vec<String>,
    config: Option<String>,
    files: BTreeMap<String, Vec<Line>>,
}

/// A line of a file, with its place in the page.
struct Line {
    text: String,
    number: usize,
}

impl Block {
    pub(crate) fn new(heading: &str, start: usize, lines: &[&str]) -> Self {
        let mut block = Self {
            heading: heading.to_owned(),
            hooks: vec!["before_signup".to_owned()],
            needs: Vec::new(),
            config: None,
            files: BTreeMap::new(),
        };
        let list = |text: &str| text.split(',').map(|part| part.trim().to_owned()).collect();
        let mut path = EXAMPLE.to_owned();
        for (number, text) in (start..).zip(lines) {
            if let Some(hooks) = text.strip_prefix("--- hook: ") {
                block.hooks = list(hooks);
            } else if let Some(needs) = text.strip_prefix("--- needs: ") {
                block.needs = list(needs);
            } else if let Some(config) = text.strip_prefix("--- config: ") {
                block.config = Some(config.to_owned());
            } else if let Some(file) = text.strip_prefix("--- file: ") {
                file.trim().clone_into(&mut path);
            } else {
                let text = (*text).to_owned();
                block
                    .files
                    .entry(path.clone())
                    .or_default()
                    .push(Line { text, number });
            }
        }
        block
    }

    /// Whether the block can fail for more than a finding that nobody expects; `-- silent` says that this is all.
    pub(crate) fn expects_something(&self) -> bool {
        let mut lines = self.files.values().flatten();
        lines.any(|line| line.text.contains("-- silent") || !expectations(&line.text).is_empty())
    }

    pub(crate) fn failures(&self) -> Vec<Failure> {
        let db = self.database();
        let mut failures = Vec::new();
        for (path, lines) in &self.files {
            let file = file_at(&db, path).expect("each file was loaded");
            let script = file.kind(&db).is_lua().then(|| Script::new(&db, file));
            let mut findings: Vec<&Diagnostic> = diagnostics(&db, file).list.iter().collect();
            let text = file.text(&db).as_str().clone();
            for (at, line) in lines.iter().enumerate() {
                for expectation in expectations(&line.text) {
                    let failed = match &expectation {
                        Expectation::Revealed { name, ty } => {
                            let script = script.as_ref().expect("types are revealed in scripts");
                            reveal_failure(script, at, name.as_deref(), ty)
                        }
                        Expectation::Finding { severity, code, part } => {
                            let found = findings.iter().position(|finding| {
                                line_of(&text, finding) == at
                                    && finding.code == code
                                    && finding.severity.as_str() == severity
                                    && finding.message.contains(part)
                            });
                            match found {
                                Some(found) => {
                                    findings.remove(found);
                                    None
                                }
                                None => Some((format!("no {severity} [{code}] \"{part}\""), None)),
                            }
                        }
                    };
                    if let Some((message, renewal)) = failed {
                        failures.push(self.failure(line.number, message, renewal));
                    }
                }
            }
            for finding in findings
                .iter()
                .filter(|finding| finding.severity != Severity::Hint)
                // Both branches print, to show what is known in each.
                .filter(|finding| finding.code != "same-branches")
            {
                let line = lines.get(line_of(&text, finding)).or(lines.last());
                let number = line.map_or(0, |line| line.number);
                let message = format!(
                    "nobody expects {}: [{}] \"{}\"",
                    finding.severity.as_str(),
                    finding.code,
                    finding.message
                );
                failures.push(self.failure(number, message, None));
            }
        }
        failures
    }

    fn failure(&self, line: usize, message: String, renewal: Option<(String, String)>) -> Failure {
        Failure {
            heading: self.heading.clone(),
            file: String::new(),
            line,
            message,
            renewal,
        }
    }

    fn database(&self) -> Database {
        let mut texts: BTreeMap<String, String> = BTreeMap::new();
        texts.insert(
            "pipelua.toml".to_owned(),
            "schema = 1\nname = \"spec\"\n".to_owned(),
        );
        for hook in &self.hooks {
            texts.insert(format!("pipelines/{hook}.json"), self.pipeline());
        }
        for (path, lines) in &self.files {
            let mut text = lines
                .iter()
                .map(|line| line.text.as_str())
                .collect::<Vec<_>>()
                .join("\n");
            if path.starts_with("scripts/") && !ends_in_return(&text) {
                text.push_str("\nreturn { allowed = true }");
            }
            texts.insert(path.clone(), text + "\n");
        }
        let mut db = Database::default();
        db.load(texts.iter().map(|(path, text)| {
            let path: Arc<str> = path.as_str().into();
            (path, FileText::Utf8(text.as_str().into()))
        }));
        db
    }

    /// One node for each need, and `example`, which builds on all of them.
    fn pipeline(&self) -> String {
        let mut nodes: Vec<String> = self
            .needs
            .iter()
            .map(|need| format!("\"{need}\": {{ \"script\": \"{need}\" }}"))
            .collect();
        let needs: Vec<String> = self.needs.iter().map(|need| format!("\"{need}\"")).collect();
        let needs = match needs.as_slice() {
            [] => String::new(),
            needs => format!(", \"needs\": [{}]", needs.join(", ")),
        };
        let config = self
            .config
            .as_ref()
            .map_or(String::new(), |config| format!(", \"config\": {config}"));
        nodes.push(format!(
            "\"example\": {{ \"script\": \"example\"{needs}{config} }}"
        ));
        format!("{{ \"nodes\": {{ {} }} }}\n", nodes.join(", "))
    }
}

fn ends_in_return(text: &str) -> bool {
    let tree = parse(text);
    let root = tree.children(NodeId::ROOT).next();
    root.and_then(|block| tree.children(block).last())
        .is_some_and(|last| tree.node(last).kind == NodeKind::ReturnStmt)
}

/// The line of a finding, from 0.
fn line_of(text: &str, finding: &Diagnostic) -> usize {
    let start = finding.range.map_or(0, |range| range.start as usize);
    text[..start].matches('\n').count()
}

fn reveal_failure(
    script: &Script,
    line: usize,
    name: Option<&str>,
    expected: &str,
) -> Option<(String, Option<(String, String)>)> {
    let Some(node) = script.node_at(line, name) else {
        return Some(("nothing to reveal on this line".to_owned(), None));
    };
    let found = script.inference.display(node);
    (found != expected).then(|| {
        let head = name.map_or("revealed".to_owned(), |name| format!("revealed {name}"));
        let renewal = (format!("{head}: {expected}"), format!("{head}: {found}"));
        (format!("{head}: `{found}`, not `{expected}`"), Some(renewal))
    })
}

/// A script with what is known of it.
struct Script {
    text: Arc<str>,
    parse: Parse,
    inference: Inference,
}

impl Script {
    fn new(db: &Database, file: SourceFile) -> Self {
        let text = file.text(db).as_str().clone();
        Self {
            parse: parse(text.clone()),
            text,
            inference: infer(db, file, editor_context(db, file)).clone(),
        }
    }

    /// What a line reveals: the expression or declared name with this text that stands last, or what its first
    /// statement is about.
    fn node_at(&self, line: usize, name: Option<&str>) -> Option<NodeId> {
        let ids = (0..self.parse.nodes().len() as u32).map(NodeId);
        let mut on_line = ids.filter(|id| {
            let start = self.parse.node_range(*id).start as usize;
            self.text[..start].matches('\n').count() == line
        });
        if let Some(name) = name {
            return on_line
                .filter(|id| self.is_value(*id) && self.text_of(*id) == name)
                .max();
        }
        let statement = on_line.find(|id| self.parse.node(*id).kind.is_statement())?;
        let child = |id: NodeId, n: usize| self.parse.children(id).nth(n);
        match self.parse.node(statement).kind {
            NodeKind::LocalStmt | NodeKind::ReturnStmt => child(child(statement, 0)?, 0),
            NodeKind::AssignStmt => child(child(statement, 1)?, 0),
            NodeKind::CallStmt => child(child(child(statement, 0)?, 1)?, 0),
            _ => None,
        }
    }

    fn is_value(&self, id: NodeId) -> bool {
        let kind = self.parse.node(id).kind;
        kind.is_expression() || matches!(kind, NodeKind::NameDef | NodeKind::Param)
    }

    fn text_of(&self, id: NodeId) -> &str {
        let range = self.parse.node_range(id);
        &self.text[range.start as usize..range.end as usize]
    }
}
