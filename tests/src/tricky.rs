//! Reads `tests/corpus/tricky.txt`; the form is described at its top.

/// All cases that are UTF-8: name and text.
///
/// # Panics
/// If the file is not of its form.
pub fn tricky_texts() -> Vec<(String, String)> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/tricky.txt");
    let file = std::fs::read_to_string(path).expect("tests/corpus/tricky.txt can be read");
    let mut cases: Vec<(String, Vec<&str>)> = Vec::new();
    for line in file.split('\n') {
        if let Some(name) = line.strip_prefix("=== ") {
            assert!(
                cases.iter().all(|(known, _)| known != name),
                "two cases are called {name}"
            );
            cases.push((name.to_owned(), Vec::new()));
        } else if let Some((_, lines)) = cases.last_mut() {
            lines.push(line);
        }
    }
    cases
        .into_iter()
        .filter_map(|(name, lines)| Some((name, decode(&lines.join("\n"))?)))
        .collect()
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('⟨') {
        let (code, after) = behind.split_once('⟩').expect("⟨ is closed by ⟩");
        bytes.extend(before.as_bytes());
        bytes.extend(special(code));
        rest = after;
    }
    bytes.extend(rest.as_bytes());
    String::from_utf8(bytes).ok()
}

/// `0D 0A`, `250*text` or `5#text`.
fn special(code: &str) -> Vec<u8> {
    let digits = code.bytes().take_while(u8::is_ascii_digit).count();
    let (count, rest) = code.split_at(digits);
    let count = || count.parse::<usize>().expect("digits are a number");
    if let Some(text) = rest.strip_prefix('*') {
        let unit = hexadecimal(text).unwrap_or_else(|| text.as_bytes().to_vec());
        return unit.repeat(count());
    }
    if let Some(text) = rest.strip_prefix('#') {
        return (1..=count())
            .flat_map(|n| text.replace('#', &n.to_string()).into_bytes())
            .collect();
    }
    hexadecimal(code).expect("⟨⟩ holds bytes, * or #")
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let byte = |word: &str| {
        (word.len() == 2)
            .then(|| u8::from_str_radix(word, 16).ok())
            .flatten()
    };
    text.split(' ').map(byte).collect()
}
