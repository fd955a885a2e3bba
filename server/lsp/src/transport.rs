//! Messages on a byte stream: `Content-Length` headers and a body. What is malformed is told and skipped, never the end.
//!
//! **Source**: LSP 3.17, "Base Protocol".

use std::io::{self, BufRead, Read as _, Write};

/// Longer header lines are no headers.
const LONGEST_LINE: u64 = 4 * 1024;

/// Longer bodies are read past, not kept.
const LONGEST_BODY: u64 = 256 * 1024 * 1024;

/// What was read.
#[derive(PartialEq, Eq, Debug)]
pub(crate) enum Frame {
    Body(Vec<u8>),
    /// Headers that announce no body.
    Malformed,
}

/// The next message; `None` where the stream ends.
///
/// # Errors
/// If the stream cannot be read.
pub(crate) fn read_frame(input: &mut impl BufRead) -> io::Result<Option<Frame>> {
    let mut length = None;
    let mut malformed = false;
    let mut begun = false;
    loop {
        let mut line = Vec::new();
        let read = input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(begun.then_some(Frame::Malformed));
        }
        let line = trim(&line);
        if line.is_empty() {
            match length {
                Some(_) => break,
                None if begun => return Ok(Some(Frame::Malformed)),
                // Blank lines between messages are harmless.
                None => continue,
            }
        }
        begun = true;
        match header(line) {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                match value.parse::<u64>() {
                    Ok(bytes) => length = Some(bytes),
                    Err(_) => malformed = true,
                }
            }
            Some(_) => {}
            None => malformed = true,
        }
    }
    let length = length.unwrap_or(0);
    if length > LONGEST_BODY {
        io::copy(&mut input.by_ref().take(length), &mut io::sink())?;
        return Ok(Some(Frame::Malformed));
    }
    let mut body = Vec::with_capacity((length as usize).min(1 << 20));
    input.by_ref().take(length).read_to_end(&mut body)?;
    if (body.len() as u64) < length {
        return Ok(None);
    }
    Ok(Some(if malformed && body.is_empty() {
        Frame::Malformed
    } else {
        Frame::Body(body)
    }))
}

/// Writes one message.
///
/// # Errors
/// If the stream cannot be written.
pub(crate) fn write_frame(output: &mut impl Write, body: &[u8]) -> io::Result<()> {
    write!(output, "Content-Length: {}\r\n\r\n", body.len())?;
    output.write_all(body)?;
    output.flush()
}

fn header(line: &[u8]) -> Option<(&str, &str)> {
    let (name, value) = std::str::from_utf8(line).ok()?.split_once(':')?;
    Some((name.trim(), value.trim()))
}

fn trim(line: &[u8]) -> &[u8] {
    line.trim_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(stream: &str, expected: &[&str]) {
        let mut input = stream.as_bytes();
        let mut frames = Vec::new();
        while let Some(frame) = read_frame(&mut input).unwrap() {
            frames.push(match frame {
                Frame::Body(body) => String::from_utf8(body).unwrap(),
                Frame::Malformed => "malformed".to_owned(),
            });
        }
        assert_eq!(frames, expected);
    }

    #[test]
    fn bodies_follow_their_headers() {
        check(
            "Content-Length: 2\r\n\r\n{}content-length:3\r\nContent-Type: x\r\n\r\n[1]",
            &["{}", "[1]"],
        );
    }

    #[test]
    fn headers_without_a_length_are_skipped() {
        check(
            "Content-Type: x\r\n\r\nContent-Length: 2\r\n\r\n{}",
            &["malformed", "{}"],
        );
        check(
            "Content-Length: many\r\n\r\nContent-Length: 2\r\n\r\n{}",
            &["malformed", "{}"],
        );
        check("nonsense\n\nContent-Length: 2\r\n\r\n{}", &["malformed", "{}"]);
    }

    #[test]
    fn a_stream_that_ends_within_a_message_has_no_such_message() {
        check("Content-Length: 20\r\n\r\n{}", &[]);
        check("Content-Len", &["malformed"]);
        check("", &[]);
    }
}
