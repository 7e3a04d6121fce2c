//! Automatic numbering as Word does it: which level of a list prints what, and how far each list has counted
//! (ISO/IEC 29500-1, 17.9; [MS-DOC] 2.4.6.4).

use std::collections::{BTreeMap, BTreeSet};

use super::numerals;
use crate::error::{Error, ErrorKind};

/// Levels of a list (17.9.6).
pub(super) const LEVELS: usize = 9;
/// Characters of one level's text; Word's own limit.
pub(super) const MAX_LEVEL_TEXT: usize = 255;
/// Lists in one document; Word itself stops at 2,047 definitions.
const MAX_LISTS: usize = 20_000;

/// A part of what a level prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// As it stands.
    Text(String),
    /// How far a level has counted, 0-based.
    Number(usize),
}

/// One level of a list.
#[derive(Clone, Debug)]
pub(super) struct Level {
    /// The first number.
    pub(super) start: u32,
    /// A number format by the name of ISO/IEC 29500-1, 17.18.59.
    pub(super) format: String,
    /// What is printed: `（`, a number, `）`.
    pub(super) text: Vec<Piece>,
    /// Restarts after a level with a lower 0-based number than this; `None`: than its own.
    pub(super) restart: Option<u32>,
    /// What parts label and text: a tab, a space or nothing.
    pub(super) suffix: &'static str,
    /// Prints the numbers of all levels in decimal.
    pub(super) all_decimal: bool,
}

impl Default for Level {
    fn default() -> Self {
        Level {
            start: 0,
            format: String::from("decimal"),
            text: Vec::new(),
            restart: None,
            suffix: "\t",
            all_decimal: false,
        }
    }
}

/// Levels by their 0-based number.
pub(super) type Levels = BTreeMap<usize, Level>;

/// A list: a definition with what it changes of it.
#[derive(Debug, Default)]
pub(super) struct List {
    /// The definition by its identifier.
    pub(super) definition: u32,
    /// Levels that begin with another number when the list begins.
    pub(super) starts: BTreeMap<usize, u32>,
    /// Levels in place of those of the definition.
    pub(super) levels: Levels,
}

/// All lists of one document, with how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Lists {
    definitions: BTreeMap<u32, Levels>,
    lists: BTreeMap<u32, List>,
    /// Per definition: lists of one definition go on counting where another stopped.
    counters: BTreeMap<u32, Counters>,
    begun: BTreeSet<u32>,
}

type Counters = [Option<u32>; LEVELS];

impl Lists {
    /// Adds the levels of a definition.
    ///
    /// # Errors
    /// `Limit` for too many lists.
    pub(super) fn define(&mut self, id: u32, levels: Levels) -> Result<(), Error> {
        self.definitions.insert(id, levels);
        check_count(self.definitions.len())
    }

    /// Adds a list.
    ///
    /// # Errors
    /// `Limit` for too many lists.
    pub(super) fn add(&mut self, id: u32, list: List) -> Result<(), Error> {
        self.lists.insert(id, list);
        check_count(self.lists.len())
    }

    /// The definition of a list.
    pub(super) fn definition_of(&self, list: u32) -> Option<u32> {
        self.lists.get(&list).map(|list| list.definition)
    }

    /// Counts one paragraph of a list and gives its label with what follows it (tab, space or nothing); `definition` is
    /// that of the list, or another one to which it refers. `None` when there is no such list or level.
    pub(super) fn label(&mut self, id: u32, definition: u32, level: usize) -> Option<String> {
        let list = self.lists.get(&id)?;
        let levels = self.definitions.get(&definition)?;
        let find = |level: usize| list.levels.get(&level).or_else(|| levels.get(&level));
        let start = |level: usize| {
            let own = || find(level).map_or(0, |found| found.start);
            list.starts.get(&level).copied().unwrap_or_else(own)
        };
        let counters = self.counters.entry(definition).or_default();
        if self.begun.insert(id) {
            forget(counters, list.starts.keys().copied());
        }
        count(counters, level, &find, &start);
        let value = |level: usize| {
            let counted = counters.get(level).copied().flatten();
            counted.unwrap_or_else(|| start(level))
        };
        Some(render(find(level)?, &value, &find))
    }
}

fn check_count(lists: usize) -> Result<(), Error> {
    if lists > MAX_LISTS {
        let message = format!("more than {MAX_LISTS} lists");
        return Err(Error::new(ErrorKind::Limit, "read", message));
    }
    Ok(())
}

fn forget(counters: &mut Counters, levels: impl Iterator<Item = usize>) {
    for level in levels {
        if let Some(counter) = counters.get_mut(level) {
            *counter = None;
        }
    }
}

fn count<'l>(
    counters: &mut Counters,
    level: usize,
    find: &impl Fn(usize) -> Option<&'l Level>,
    start: &impl Fn(usize) -> u32,
) {
    if let Some(counter) = counters.get_mut(level) {
        *counter = Some(counter.map_or_else(|| start(level), |n| n.saturating_add(1)));
    }
    // A level that is passed over has begun: a `1.1` in front of all others is followed by `2`.
    for (above, counter) in counters.iter_mut().enumerate().take(level) {
        counter.get_or_insert_with(|| start(above));
    }
    let restarts = |deeper: usize| {
        let after = find(deeper).and_then(|found| found.restart);
        after.is_none_or(|limit| usize::try_from(limit).is_ok_and(|limit| level < limit))
    };
    let deeper = (level.saturating_add(1)..LEVELS).filter(|deeper| restarts(*deeper));
    forget(counters, deeper);
}

fn render<'l>(
    level: &Level,
    value: &impl Fn(usize) -> u32,
    find: &impl Fn(usize) -> Option<&'l Level>,
) -> String {
    let mut label = String::new();
    for piece in &level.text {
        match piece {
            Piece::Text(text) => label.push_str(text),
            Piece::Number(place) => {
                let format = find(*place).map_or("decimal", |found| found.format.as_str());
                let format = if level.all_decimal { "decimal" } else { format };
                numerals::push(&mut label, format, value(*place));
            }
        }
    }
    if !label.is_empty() {
        label.push_str(level.suffix);
    }
    label
}

/// What a bullet from a pictorial font stands for. Only the dash matters to a reader of numbers; all others are bullets.
pub(super) fn pictorial_bullet(ch: Option<char>) -> Vec<Piece> {
    let bullet = match ch {
        Some('-' | '\u{F02D}') => "-",
        _ => "•",
    };
    vec![Piece::Text(String::from(bullet))]
}

/// Puts a label in front of the text of its paragraph; nothing parts it from a text that is not there.
pub(super) fn put_in_front(label: &str, text: &mut String) {
    let label = if text.is_empty() {
        label.trim_end()
    } else {
        label
    };
    text.insert_str(0, label);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(format: &str, text: &[Piece]) -> Level {
        Level {
            start: 1,
            format: String::from(format),
            text: text.to_vec(),
            suffix: "",
            ..Level::default()
        }
    }

    fn in_brackets(place: usize) -> Vec<Piece> {
        let text = |text: &str| Piece::Text(String::from(text));
        vec![text("（"), Piece::Number(place), text("）")]
    }

    fn labels(lists: &mut Lists, asked: &[(u32, usize)]) -> Vec<String> {
        asked
            .iter()
            .map(|(id, level)| lists.label(*id, 7, *level).unwrap_or_default())
            .collect()
    }

    #[test]
    fn a_level_restarts_after_those_that_it_names() {
        let mut deep = level("decimal", &in_brackets(2));
        deep.restart = Some(1);
        let levels = [
            level("decimal", &in_brackets(0)),
            level("chineseCounting", &in_brackets(1)),
            deep,
        ];
        let mut lists = Lists::default();
        lists
            .define(7, (0..).zip(levels).collect())
            .and_then(|()| lists.add(1, List::default()))
            .unwrap();
        let asked = [(1, 0), (1, 1), (1, 2), (1, 1), (1, 2), (1, 0), (1, 2)];
        assert_eq!(
            labels(&mut lists, &asked),
            [
                "（1）",
                "（一）",
                "（1）",
                "（二）",
                "（2）",
                "（2）",
                "（1）"
            ]
        );
        assert_eq!(labels(&mut lists, &[(2, 0), (1, 5)]), ["", ""]);
    }

    #[test]
    fn a_level_that_is_passed_over_counts_as_begun() {
        let levels = (0..3).map(|place| (place, level("decimal", &in_brackets(place))));
        let mut lists = Lists::default();
        lists
            .define(7, levels.collect())
            .and_then(|()| lists.add(1, List::default()))
            .unwrap();
        let asked = [(1, 1), (1, 0), (1, 2), (1, 1)];
        assert_eq!(
            labels(&mut lists, &asked),
            ["（1）", "（2）", "（1）", "（2）"]
        );
    }

    #[test]
    fn too_many_lists_are_refused() {
        let mut lists = Lists::default();
        let refused =
            (0..).find_map(|id| lists.add(id, List::default()).err().map(|e| (id, e.kind())));
        assert_eq!(refused, Some((20_000, ErrorKind::Limit)));
    }

    #[test]
    fn a_label_without_text_ends_where_it_is_printed() {
        let mut text = String::new();
        put_in_front("1.\t", &mut text);
        put_in_front("（一） ", &mut text);
        assert_eq!(text, "（一） 1.");
    }
}
