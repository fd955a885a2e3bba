//! `--format junit`: a suite for each hook, for the reports of CI services.

use std::fmt::Write as _;
use std::path::Path;

use super::difference::{self, Line};
use super::execute::{End, Status, Tested};
use super::place::place_of;
use super::text::count;
use crate::exit::Failure;
use crate::render::xml::escaped;
use crate::workspace::path_base::PathBase;

/// The report. Files are named from the root of the git repository around `root`, as CI services look for them.
///
/// # Errors
/// If the working directory is gone.
pub(super) fn junit(tested: &[Tested<'_>], root: &Path) -> Result<String, Failure> {
    let prefix = PathBase::new(&[root], None)?.prefix(root);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(out, "<testsuites name=\"pipelua test\" {}>", totals(tested));
    for of_hook in tested.chunk_by(|left, right| left.file.hook == right.file.hook) {
        let hook = of_hook.first().map_or("", |tested| tested.file.hook.as_str());
        let _ = writeln!(
            out,
            "  <testsuite name=\"{}\" {} skipped=\"0\">",
            escaped(hook),
            totals(of_hook)
        );
        for tested in of_hook {
            case(&mut out, tested, &prefix);
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    Ok(out)
}

fn totals(tested: &[Tested<'_>]) -> String {
    let time: f64 = tested.iter().map(|tested| tested.duration.as_secs_f64()).sum();
    format!(
        "tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{time:.6}\"",
        tested.len(),
        count(tested, Status::Failed),
        count(tested, Status::Error),
    )
}

fn case(out: &mut String, tested: &Tested<'_>, prefix: &str) {
    let file = tested.file;
    let (line, problem) = match &tested.end {
        End::Ran { failures, .. } => match failures.first() {
            None => (None, None),
            Some(first) => {
                let mut text = String::new();
                for failure in failures {
                    for line in difference::lines(failure) {
                        let _ = match line {
                            Line::Said(said) => writeln!(text, "{said}"),
                            Line::Expected(line) => writeln!(text, "- {line}"),
                            Line::Got(line) => writeln!(text, "+ {line}"),
                            Line::Same(line) => writeln!(text, "  {line}"),
                        };
                    }
                    let at = place_of(&file.text, &failure.pointer);
                    let _ = writeln!(text, "at {prefix}{}{}", file.path, numbers(at));
                    if let (Some(script), Some(line)) = (&failure.script, failure.line) {
                        let _ = writeln!(text, "from {prefix}scripts/{script}.lua:{line}");
                    }
                }
                let at = place_of(&file.text, &first.pointer);
                let kind = difference::what(first).to_owned();
                (at, Some(("failure", difference::headline(first), kind, text)))
            }
        },
        End::Refused(refusals) => {
            let mut text = String::new();
            for refusal in refusals {
                let _ = writeln!(text, "{}", refusal.message);
                let _ = {
                    let path = refusal.file.as_deref().unwrap_or(&file.path);
                    writeln!(text, "at {prefix}{path}{}", numbers(refusal.range))
                };
                if let Some(help) = &refusal.help {
                    let _ = writeln!(text, "fix: {help}");
                }
            }
            let first = refusals.first();
            let message = first.map_or("", |refusal| refusal.message.as_str()).to_owned();
            let at = first.and_then(|refusal| refusal.range);
            (at, Some(("error", message, "sample".to_owned(), text)))
        }
    };
    let _ = write!(
        out,
        "    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\" time=\"{:.6}\"",
        escaped(&file.hook),
        escaped(&file.name),
        escaped(&format!("{prefix}{}", file.path)),
        line.map_or(1, |range| range.start.line + 1),
        tested.duration.as_secs_f64(),
    );
    match problem {
        None => out.push_str("/>\n"),
        Some((element, message, kind, text)) => {
            let _ = writeln!(
                out,
                ">\n      <{element} message=\"{}\" type=\"{}\">{}</{element}>\n    </testcase>",
                escaped(&message),
                escaped(&kind),
                escaped(&text),
            );
        }
    }
}

fn numbers(range: Option<crate::report::Range>) -> String {
    range.map_or_else(String::new, |range| {
        format!(":{}:{}", range.start.line + 1, range.start.character + 1)
    })
}
