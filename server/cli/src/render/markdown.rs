//! Markdown pages made readable in a terminal: headings, prose, lists, code and tables of our own pages, no more.

use super::style::Palette;
use super::wrap::wrap;
use std::fmt::Write as _;

/// The page in at most `width` columns, code excepted. Ends with a newline.
pub(crate) fn markdown(page: &str, palette: Palette, width: usize) -> String {
    let mut out = String::new();
    let mut paragraph = String::new();
    // The fence that ends the code, while inside.
    let mut code: Option<&str> = None;
    for line in page.lines() {
        if let Some(fence) = code {
            if line.trim() == fence {
                code = None;
                continue;
            }
            let _ = write!(out, "    {}", palette.code(line));
            trim_line(&mut out);
        } else if let Some((fence, info)) = fence(line) {
            flush(&mut paragraph, &mut out, palette, width);
            code = Some(fence);
            // Behind the language may stand the file that the code is.
            if let Some((_, path)) = info.split_once(' ') {
                let _ = writeln!(out, "  {}", palette.frame(path.trim()));
            }
        } else if let Some(heading) = heading(line) {
            flush(&mut paragraph, &mut out, palette, width);
            out.push_str(&palette.strong(inline(heading, Palette::new(false))));
            out.push('\n');
        } else if line.trim().is_empty() || line.starts_with('|') {
            flush(&mut paragraph, &mut out, palette, width);
            out.push_str(&inline(line.trim_end(), palette));
            out.push('\n');
        } else if is_item(line) {
            flush(&mut paragraph, &mut out, palette, width);
            paragraph.push_str(line.trim_end());
        } else {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            let continues_item = !paragraph.is_empty();
            paragraph.push_str(if continues_item {
                line.trim()
            } else {
                line.trim_end()
            });
        }
    }
    flush(&mut paragraph, &mut out, palette, width);
    out
}

/// The back quotes that open a block of code, and what stands behind them.
fn fence(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let ticks = line.len() - line.trim_start_matches('`').len();
    (ticks >= 3).then(|| line.split_at(ticks))
}

fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    (text.len() < line.len())
        .then(|| text.strip_prefix(' '))
        .flatten()
}

fn is_item(line: &str) -> bool {
    let line = line.trim_start();
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with("- ")
        || line.starts_with("* ")
        || (number.len() < line.len() && number.starts_with(". "))
}

/// Writes the paragraph that has been gathered; lines of an item hang behind its mark.
fn flush(paragraph: &mut String, out: &mut String, palette: Palette, width: usize) {
    if paragraph.is_empty() {
        return;
    }
    let text = std::mem::take(paragraph);
    let hang = if is_item(&text) {
        let mark = text.len() - text.trim_start().len();
        mark + text.trim_start().find(' ').map_or(0, |blank| blank + 1)
    } else {
        0
    };
    let (mark, rest) = text.split_at(hang);
    // Wrapped before it is coloured: colours take no columns.
    let wrapped = wrap(&links(rest), width, hang);
    let _ = writeln!(out, "{mark}{}", inline(&wrapped, palette));
}

/// `code` in colour; without colour the back quotes stay, because they carry meaning.
fn inline(text: &str, palette: Palette) -> String {
    if palette == Palette::new(false) {
        return text.replace("**", "");
    }
    let mut out = String::new();
    for (index, part) in text.replace("**", "").split('`').enumerate() {
        if index % 2 == 1 {
            out.push_str(&palette.code(part));
        } else {
            out.push_str(part);
        }
    }
    out
}

/// `[text](target)` as `text (target)`, or as its text alone where the target is a page beside this one.
fn links(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, label, target, after)) = next_link(rest) {
        out.push_str(before);
        out.push_str(label);
        if target.starts_with("http") {
            let _ = write!(out, " ({target})");
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn next_link(text: &str) -> Option<(&str, &str, &str, &str)> {
    let middle = text.find("](")?;
    let open = text[..middle].rfind('[')?;
    let close = middle + text[middle..].find(')')?;
    Some((
        &text[..open],
        &text[open + 1..middle],
        &text[middle + 2..close],
        &text[close + 1..],
    ))
}

fn trim_line(out: &mut String) {
    let kept = out.trim_end_matches(' ').len();
    out.truncate(kept);
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(page: &str, expect: &Expect) {
        expect.assert_eq(&markdown(page, Palette::new(false), 40));
    }

    #[test]
    fn prose_is_wrapped_and_headings_lose_their_marks() {
        check(
            "# some-code\n\nA sentence that is **longer** than forty columns,\nover two lines.\n",
            &expect![[r"
                some-code

                A sentence that is longer than forty
                columns, over two lines.
            "]],
        );
    }

    #[test]
    fn code_is_indented_and_kept() {
        check(
            "Bad:\n\n```lua\nlocal a = 1\n\nreturn a\n```\n",
            &expect![[r"
            Bad:

                local a = 1

                return a
        "]],
        );
    }

    #[test]
    fn a_block_says_which_file_it_is() {
        check(
            "Fires\n\n```json pipelines/a.json\n{}\n```\n\n````text\n```\n````\n",
            &expect![[r"
                Fires

                  pipelines/a.json
                    {}

                    ```
            "]],
        );
    }

    #[test]
    fn items_hang_behind_their_mark() {
        check(
            "- an item that is too long for one line\n  and goes on\n- `b`\n",
            &expect![[r"
            - an item that is too long for one line
              and goes on
            - `b`
        "]],
        );
    }

    #[test]
    fn links_show_where_they_lead() {
        check(
            "See [the manual](https://lua.example) or [return-shape](return-shape.md).",
            &expect![[r"
            See the manual (https://lua.example) or
            return-shape.
        "]],
        );
    }
}
