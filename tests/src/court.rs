//! Lua's compiler against the checker: `syntax-error` or `const-assign` exactly where Lua refuses.

use crate::checked::Checked;
use crate::judge::Judge;

/// Texts that Lua's compiler and the checker are asked about.
pub struct Court {
    judge: Judge,
    checked: Checked,
    /// How many Lua refused.
    pub refused: usize,
    pub cases: usize,
    disagreements: Vec<String>,
}

impl Default for Court {
    fn default() -> Self {
        Self::new()
    }
}

impl Court {
    pub fn new() -> Self {
        Self {
            judge: Judge::new(),
            checked: Checked::new(),
            refused: 0,
            cases: 0,
            disagreements: Vec::new(),
        }
    }

    /// Asks both about one text.
    pub fn hear(&mut self, name: &str, text: &str) {
        let lua = self.judge.accepts(text);
        let found = self.checked.check(text);
        let ours = found
            .iter()
            .find(|found| matches!(found.code, "syntax-error" | "const-assign"));
        self.cases += 1;
        self.refused += usize::from(lua.is_err());
        let shown: String = text.chars().take(3_000).collect();
        match (lua, ours) {
            (Ok(()), Some(found)) => {
                self.disagreements.push(format!(
                    "{name}: Lua accepts it, we say `{}`\n{shown}\n",
                    found.message
                ));
            }
            (Err(message), None) => {
                self.disagreements
                    .push(format!("{name}: we accept it, Lua says `{message}`\n{shown}\n"));
            }
            _ => {}
        }
    }

    /// # Panics
    /// If they disagreed.
    #[track_caller]
    pub fn close(self) {
        eprintln!("{} texts, {} of them refused", self.cases, self.refused);
        assert!(
            self.disagreements.is_empty(),
            "{} of {}:\n{}",
            self.disagreements.len(),
            self.cases,
            self.disagreements.join("\n")
        );
    }
}

/// `count` items with commas between; `#` in an item is its number.
pub fn list(count: usize, item: &str) -> String {
    (1..=count)
        .map(|n| item.replace('#', &n.to_string()))
        .collect::<Vec<_>>()
        .join(", ")
}
