//! File URIs and paths. Clients write one path in several ways, so paths are what is compared.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use tower_lsp_server::lsp_types::Uri;

/// The path of a `file:` URI; `None` for all others.
pub(crate) fn path_of(uri: &Uri) -> Option<PathBuf> {
    let text = uri.as_str();
    let rest = text
        .get(..5)
        .filter(|scheme| scheme.eq_ignore_ascii_case("file:"))
        .and_then(|_| text.get(5..))?;
    let path = match rest.strip_prefix("//") {
        // `file://host/path`: no host is ours but the empty one and this machine.
        Some(rest) => {
            let at = rest.find('/')?;
            let (host, path) = rest.split_at(at);
            if !host.is_empty() && !host.eq_ignore_ascii_case("localhost") {
                return None;
            }
            path
        }
        None => rest,
    };
    let end = path.find(['?', '#']).unwrap_or(path.len());
    let decoded = decode(&path[..end])?;
    Some(clean(&PathBuf::from(drive(&decoded))))
}

/// The URI of an absolute path.
pub(crate) fn uri_of(path: &Path) -> Option<Uri> {
    let text = path.to_str()?;
    let mut uri = String::from("file://");
    if !text.starts_with('/') {
        uri.push('/');
    }
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(byte as char);
            }
            b'\\' if cfg!(windows) => uri.push('/'),
            _ => write!(uri, "%{byte:02X}").ok()?,
        }
    }
    Uri::from_str(&uri).ok()
}

/// Without `.` and `..`.
fn clean(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => {
                clean.pop();
            }
            std::path::Component::CurDir => {}
            other => clean.push(other),
        }
    }
    clean
}

/// `/C:/x` is `C:/x` where there are drives.
fn drive(path: &str) -> &str {
    let is_drive = cfg!(windows) && path.as_bytes().get(2) == Some(&b':');
    if is_drive { &path[1..] } else { path }
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let high = char::from(rest.next()?).to_digit(16)?;
        let low = char::from(rest.next()?).to_digit(16)?;
        bytes.push((high * 16 + low) as u8);
    }
    String::from_utf8(bytes).ok().filter(|path| !path.contains('\0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(uri: &str, path: Option<&str>) {
        assert_eq!(
            Uri::from_str(uri).ok().as_ref().and_then(path_of).as_deref(),
            path.map(Path::new)
        );
    }

    #[test]
    fn one_path_may_be_written_in_several_ways() {
        check("file:///a/b%20c.lua", Some("/a/b c.lua"));
        check("file:///a/%62.lua", Some("/a/b.lua"));
        check("FILE:///a/x/../b.lua", Some("/a/b.lua"));
        check("file://localhost/a", Some("/a"));
    }

    #[test]
    fn what_is_no_file_has_no_path() {
        check("untitled:Untitled-1", None);
        check("git:/a/b.lua?ref", None);
        check("file://server/share/a.lua", None);
        check("file:///a%00b", None);
    }

    #[test]
    fn paths_come_back_from_their_uris() {
        for path in ["/a/b.lua", "/a b/ü😀%#?.lua", "/a+b/(c)"] {
            let uri = uri_of(Path::new(path)).unwrap();
            assert_eq!(path_of(&uri).as_deref(), Some(Path::new(path)));
        }
    }
}
