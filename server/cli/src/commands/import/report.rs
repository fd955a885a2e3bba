//! `MIGRATION.md`: what was changed, what is to be decided, and what is left to be done, script by script.

use std::fmt::Write as _;

use super::pipelines::Pipeline;
use super::rewrite::Note;
use super::source::Config;

/// What is told of one script.
pub(super) struct ScriptReport {
    pub(super) slug: String,
    pub(super) id: String,
    pub(super) name: String,
    pub(super) config: Config,
    pub(super) is_used: bool,
    pub(super) done: Vec<Note>,
    pub(super) left: Vec<Note>,
    /// What the checker finds, and the baseline accepts for now.
    pub(super) findings: Vec<Note>,
}

pub(super) struct Migration<'a> {
    pub(super) scripts: &'a [ScriptReport],
    pub(super) pipelines: &'a [Pipeline],
    pub(super) hosts: &'a [String],
    pub(super) baseline: &'a str,
    /// Findings in other files than scripts: the path, and what is found.
    pub(super) elsewhere: &'a [(String, Note)],
}

impl Migration<'_> {
    pub(super) fn text(&self) -> String {
        let mut text = String::from(
            "# Migration\n\nWhat `pipelua import` brought here, what it changed, and what it left to you. Scripts are laid out as `pipelua fmt` does it, too. Delete this file when you are done.\n",
        );
        self.decide(&mut text);
        self.left_out(&mut text);
        self.by_script(&mut text);
        if !self.elsewhere.is_empty() {
            text.push_str("\n## Found elsewhere\n\n");
            for (path, Note { line, text: message }) in self.elsewhere {
                let _ = writeln!(text, "- [ ] {path}, line {line}: {message}");
            }
        }
        let _ = write!(
            text,
            "\n## Findings that are accepted for now\n\nThe findings above stand in `{}`, so that `pipelua check` tells only of new ones. \
             `pipelua check --update-baseline` takes out what you have mended, `pipelua explain CODE` says what a code is about.\n",
            self.baseline
        );
        text
    }

    fn decide(&self, text: &mut String) {
        text.push_str(
            "\n## Decide\n\nThe old system went on when a script failed, so each pipeline has `\"onError\": \"allow\"`. Where a script decides who may come in, \
             that lets people in whenever it fails: write `\"deny\"` there.\n\n",
        );
        for pipeline in self.pipelines {
            let Some(hook) = pipeline.hook else { continue };
            for node in pipeline.nodes.iter().flatten() {
                let _ = writeln!(
                    text,
                    "- [ ] decide: `onError` of `{node}` in pipelines/{hook}.json"
                );
            }
        }
        for host in self.hosts {
            let _ = writeln!(
                text,
                "- [ ] decide: `{host}` may be called by all scripts (`[fetch]` in pipelua.toml)"
            );
        }
    }

    fn left_out(&self, text: &mut String) {
        let mut told = String::new();
        for pipeline in self.pipelines {
            for message in &pipeline.left {
                let _ = writeln!(told, "- [ ] plan of `{}`: {message}", one_line(&pipeline.event));
            }
        }
        for pipeline in self.pipelines.iter().filter(|pipeline| pipeline.hook.is_none()) {
            let json = serde_json::to_string_pretty(&pipeline.json).unwrap_or_default();
            let _ = write!(
                told,
                "\n- [ ] no hook of Pipelua is called `{}`, or it has a pipeline already. `pipelua new hook NAME` makes one of your own; \
                 then save this as pipelines/NAME.json:\n\n```json\n{json}\n```\n",
                one_line(&pipeline.event)
            );
        }
        for script in self.scripts {
            if let Config::Unreadable(config) = &script.config {
                let _ = write!(
                    told,
                    "\n- [ ] the config of `{}` is no JSON object, so its nodes have none:\n\n{}",
                    script.slug,
                    fenced(config)
                );
            }
        }
        if !told.is_empty() {
            let _ = write!(text, "\n## Not brought along\n\n{}\n", told.trim_start());
        }
    }

    fn by_script(&self, text: &mut String) {
        text.push_str("\n## Script by script\n");
        for script in self.scripts {
            let (name, id) = (one_line(&script.name), one_line(&script.id));
            let _ = write!(
                text,
                "\n### scripts/{}.lua\n\nIt was `{name}`, with the id `{id}`.",
                script.slug
            );
            if !script.is_used {
                text.push_str(" No plan used it.");
            }
            text.push('\n');
            for (title, notes, mark) in [
                ("Changed", &script.done, ""),
                ("Left to you", &script.left, "[ ] "),
                ("Found by the checker", &script.findings, "[ ] "),
            ] {
                if notes.is_empty() {
                    continue;
                }
                let _ = write!(text, "\n{title}:\n\n");
                for Note { line, text: message } in notes {
                    let _ = writeln!(text, "- {mark}line {line}: {message}");
                }
            }
        }
    }
}

/// A name of the old system, to stand between back quotes.
fn one_line(name: &str) -> String {
    let words = name.split(|c: char| c.is_whitespace() || c.is_control() || c == '`');
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A text as it is, whatever fences stand in it.
fn fenced(inside: &str) -> String {
    let longest = inside
        .lines()
        .map(|line| line.trim_start().chars().take_while(|c| *c == '`').count())
        .max();
    let fence = "`".repeat(longest.unwrap_or(0).max(2) + 1);
    format!("{fence}\n{inside}\n{fence}\n")
}
