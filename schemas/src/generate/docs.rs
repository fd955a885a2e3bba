//! Reference pages in Markdown, for people who read rather than hover.

mod annotations;
mod files;
mod hooks;
mod limits;
mod sandbox;

use std::fmt::Write;

use super::GENERATED;

/// File name and text of each page.
pub fn docs() -> Vec<(&'static str, String)> {
    let pages = [
        (
            "hooks.md",
            "Hooks",
            "when scripts run, what they are given, what they may give back",
            hooks::page(),
        ),
        (
            "helpers.md",
            "Helpers",
            "what scripts can do beyond the Lua language",
            sandbox::helpers(),
        ),
        (
            "lua.md",
            "Lua in the sandbox",
            "every function of the language that scripts can call",
            sandbox::library(),
        ),
        (
            "removed.md",
            "What the sandbox does not have",
            "each with the reason and what to use instead",
            sandbox::removed(),
        ),
        (
            "annotations.md",
            "Annotations",
            "what a script can say of itself in its comments",
            annotations::page(),
        ),
        (
            "limits.md",
            "Limits and errors",
            "how much a script may do, and how a run can end",
            limits::page(),
        ),
        (
            "files.md",
            "Files",
            "every key of the files in a workspace",
            files::page(),
        ),
    ];
    let mut index = page("Reference", "What pipelua knows, page by page.\n");
    index.push('\n');
    for (file, title, about, _) in &pages {
        let _ = writeln!(index, "- [{title}]({file}): {about}");
    }
    let mut all = vec![("README.md", index)];
    all.extend(
        pages
            .into_iter()
            .map(|(file, title, _, text)| (file, page(title, &text))),
    );
    all
}

fn page(title: &str, text: &str) -> String {
    format!("<!-- {GENERATED} -->\n\n# {title}\n\n{}", text.trim_start())
}

/// Text for a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
