//! The words of all lines as one run of characters, in which labels are found however they are cut or glued.

use super::lines::Line;
use crate::grid::is_value;
use crate::normalise::text::core;

/// One word: what stands between white space or the ends of a cell.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// As printed.
    pub(super) text: String,
    /// Its line.
    pub(super) line: usize,
    /// Whether it is a number or a sign for none.
    pub(super) is_value: bool,
    /// Where its characters begin in [`Words::chars`].
    start: usize,
}

/// The words of a text.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) list: Vec<Word>,
    /// The characters of all words that count in comparisons.
    chars: Vec<char>,
}

/// Where a wording ends: before this word, and how many characters of the next word belong to it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct End {
    pub(super) word: usize,
    pub(super) inside: usize,
}

impl Words {
    /// The words of these lines; cells are parted at white space too.
    pub(super) fn new(lines: &[Line]) -> Words {
        let mut words = Words::default();
        for (index, line) in lines.iter().enumerate() {
            match &line.cells {
                Some(cells) => cells.iter().for_each(|cell| words.add(cell, index)),
                None => words.add(&line.text, index),
            }
        }
        words
    }

    fn add(&mut self, text: &str, line: usize) {
        for word in text.split_whitespace() {
            let start = self.chars.len();
            self.chars.extend(core(word).chars());
            self.list.push(Word {
                text: word.to_owned(),
                line,
                is_value: is_value(word),
                start,
            });
        }
    }

    pub(super) fn start(&self, word: usize) -> usize {
        self.list
            .get(word)
            .map_or(self.chars.len(), |word| word.start)
    }

    /// Where a wording that begins at this character ends; `None` when something else stands there.
    pub(super) fn after(&self, start: usize, wording: &[char]) -> Option<usize> {
        let end = start.checked_add(wording.len())?;
        (!wording.is_empty() && self.chars.get(start..end)? == wording).then_some(end)
    }

    /// The word at whose beginning, or in which, this character stands; words without characters are passed over.
    pub(super) fn at(&self, character: usize, from: usize) -> End {
        let mut word = from;
        while word < self.list.len()
            && self.start(word + 1) <= character
            && self.start(word) < character
        {
            word += 1;
        }
        // A word of marks only, right behind: `：`, `）`.
        while word < self.list.len()
            && self.start(word) == character
            && self.start(word + 1) == character
            && !self.is_value(word)
        {
            word += 1;
        }
        End {
            word,
            inside: character.saturating_sub(self.start(word)),
        }
    }

    pub(super) fn is_value(&self, word: usize) -> bool {
        self.list.get(word).is_some_and(|word| word.is_value)
    }

    pub(super) fn line(&self, word: usize) -> Option<usize> {
        self.list.get(word).map(|word| word.line)
    }

    /// What these words print.
    pub(super) fn text(&self, range: std::ops::Range<usize>) -> String {
        let words = self.list.get(range).unwrap_or_default();
        words.iter().map(|word| word.text.as_str()).collect()
    }

    /// Characters of a word behind the first `inside` of those that count.
    pub(super) fn rest(&self, end: End) -> &[char] {
        self.chars
            .get(self.start(end.word) + end.inside..self.start(end.word + 1))
            .unwrap_or_default()
    }
}
