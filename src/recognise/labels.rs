//! Labels and how alike two of them are.

use crate::normalise::text::{Numbering, core_of, split_numbering};

/// A label in the form in which it is compared.
#[derive(Clone, Debug, Default)]
pub(crate) struct Label {
    /// Letters, digits and ideographs, without the outline number.
    pub(crate) words: Vec<char>,
    /// The outline number, if the label has one.
    pub(crate) numbering: Option<Numbering>,
    letters: u64,
}

impl Label {
    pub(crate) fn new(text: &str) -> Label {
        let (numbering, rest) = split_numbering(text);
        Label {
            numbering,
            ..Label::of_words(core_of(&rest).collect())
        }
    }

    /// A label without outline number.
    pub(crate) fn of_words(words: Vec<char>) -> Label {
        Label {
            letters: letters(&words),
            words,
            numbering: None,
        }
    }

    /// [`similarity`] of the words, or less than `least` when it is less.
    pub(crate) fn similarity_from(&self, least: f32, official: &Label) -> f32 {
        let (a, b) = (
            (self.letters, self.words.len()),
            (official.letters, official.words.len()),
        );
        match can_reach(least, a, b) {
            true => similarity_from(least, &self.words, &official.words),
            false => 0.0,
        }
    }

    /// Whether the words are the same.
    pub(crate) fn has_words_of(&self, other: &Label) -> bool {
        self.letters == other.letters && self.words == other.words
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty() && self.numbering.is_none()
    }
}

/// A wording that holds the other whole counts at least this much: guidance printed behind a label.
const CONTAINS: f32 = 0.88;

/// What a part of a label counts at least, and what it gains by its share of the whole.
const PART: f32 = 0.55;
const PART_GAIN: f32 = 0.4;

/// A part shorter than this says nothing.
const MIN_PART: usize = 3;

/// A longest common subsequence that cannot give this much is not looked for.
const MIN_DICE: f32 = 0.3;

/// How alike two wordings are, 0 to 1: twice the longest common subsequence over both lengths, or more when one holds
/// the other (a label cut by the page, guidance printed behind it).
pub(crate) fn similarity(observed: &[char], official: &[char]) -> f32 {
    similarity_from(MIN_DICE, observed, official)
}

/// [`similarity`], or less than `least` when it is less.
pub(crate) fn similarity_from(least: f32, observed: &[char], official: &[char]) -> f32 {
    let (n, m) = (observed.len(), official.len());
    if n == 0 || m == 0 {
        return 0.0;
    }
    if observed == official {
        return 1.0;
    }
    let shared = shared_at_most(observed, official);
    let dice = if dice(shared.min(m), n + m) < least {
        0.0
    } else {
        dice(common(observed, official), n + m)
    };
    let holds = |long: &[char], short: &[char]| long.windows(short.len()).any(|w| w == short);
    if n > m && m >= 2 && observed.starts_with(official) {
        return dice.max(CONTAINS);
    }
    if n < m && n >= MIN_PART && shared == n && holds(official, observed) {
        return dice.max(PART + PART_GAIN * n as f32 / m as f32);
    }
    dice
}

/// Dice's coefficient of a subsequence of this length and both lengths together.
fn dice(common: usize, lengths: usize) -> f32 {
    2.0 * common as f32 / lengths as f32
}

/// How many characters of `a` may stand in `b`: no fewer than do. Most pairs of labels need no closer look.
fn shared_at_most(a: &[char], b: &[char]) -> usize {
    let bit = |c: &char| 1u64 << (u32::from(*c) % u64::BITS);
    let seen = b.iter().fold(0, |bits, c| bits | bit(c));
    a.iter().map(|c| usize::from(seen & bit(c) != 0)).sum()
}

/// Length of the longest common subsequence.
fn common(a: &[char], b: &[char]) -> usize {
    match b.len() <= u64::BITS as usize {
        true => common_with_short(a, b),
        false => common_with_long(a, b),
    }
}

/// The same by whole rows of the table as bits of one word (Hyyrö 2004); `b` has at most 64 characters.
fn common_with_short(a: &[char], b: &[char]) -> usize {
    let mut row = u64::MAX;
    for x in a {
        let matches = b
            .iter()
            .rev()
            .fold(0u64, |bits, y| bits << 1 | u64::from(x == y));
        let kept = row & matches;
        row = row.wrapping_add(kept) | (row - kept);
    }
    row.count_zeros() as usize
}

fn common_with_long(a: &[char], b: &[char]) -> usize {
    let mut row = vec![0usize; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if x == y {
                diagonal + 1
            } else {
                above.max(row[j])
            };
            diagonal = above;
        }
    }
    row[b.len()]
}

/// The set of letters, one bit for many of them.
fn letters(chars: &[char]) -> u64 {
    let bit = |ch: &char| 1u64 << (u32::from(*ch).wrapping_mul(0x9E37_79B1) >> 26);
    chars.iter().fold(0, |set, ch| set | bit(ch))
}

/// Whether two wordings, each with its letters and its length, can be as alike as `least`.
fn can_reach(least: f32, (a, n): (u64, usize), (b, m): (u64, usize)) -> bool {
    let nested = a & !b == 0 || b & !a == 0;
    // A letter that only one side has is in no common subsequence.
    let shared = n
        .saturating_sub((a & !b).count_ones() as usize)
        .min(m.saturating_sub((b & !a).count_ones() as usize));
    nested || dice(shared, n + m) >= least
}

/// Words with the set of their letters, which tells most pairs apart before they are compared.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Words {
    pub(crate) chars: Vec<char>,
    letters: u64,
}

impl Words {
    pub(crate) fn new(chars: Vec<char>) -> Words {
        let letters = letters(&chars);
        Words { chars, letters }
    }

    /// Whether another wording stands whole inside this one.
    pub(crate) fn holds(&self, part: &Words) -> bool {
        let Some((first, rest)) = part.chars.split_first() else {
            return false;
        };
        if part.letters & !self.letters != 0 {
            return false;
        }
        // Cells of hostile files hold thousands of characters, and every word of the vocabulary is asked of each.
        let mut starts = self.chars.iter().enumerate().filter(|(_, c)| *c == first);
        starts.any(|(at, _)| self.chars[at + 1..].starts_with(rest))
    }

    /// Whether [`similarity`] reaches `least`.
    pub(crate) fn is_similar(&self, official: &Words, least: f32) -> bool {
        let (a, b) = (
            (self.letters, self.chars.len()),
            (official.letters, official.chars.len()),
        );
        can_reach(least, a, b) && similarity(&self.chars, &official.chars) >= least
    }
}

/// The best similarity with any of several wordings.
pub(crate) fn best(observed: &Label, wordings: &[Label]) -> f32 {
    wordings
        .iter()
        .map(|label| observed.similarity_from(MIN_DICE, label))
        .fold(0.0, f32::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(a: &str, b: &str) -> f32 {
        similarity(&Label::new(a).words, &Label::new(b).words)
    }

    #[test]
    fn punctuation_width_and_outline_numbers_do_not_matter() {
        assert_eq!(alike("(一)予以公开", "（一） 予以公开"), 1.0);
        assert_eq!(
            alike("3、危及\"三安全一稳定\"", "3.危及“三安全一稳定”"),
            1.0
        );
    }

    #[test]
    fn a_misprint_stays_close_and_another_row_stays_far() {
        assert!(alike("2.其他法律行政止公开", "2.其他法律行政法规禁止公开") > 0.8);
        assert!(alike("2.重复申请", "3.要求提供公开出版物") < 0.4);
    }

    #[test]
    fn the_set_of_letters_never_hides_a_similar_wording() {
        let texts = [
            "其他",
            "其他结果",
            "结果维持",
            "总计",
            "社会公益组织",
            "组织",
            "现行有效件",
            "现行有效件数",
            "本年新",
        ];
        for a in texts {
            for b in texts {
                let words = |text: &str| Words::new(text.chars().collect());
                let (a, b) = (words(a), words(b));
                assert_eq!(
                    a.is_similar(&b, 0.75),
                    similarity(&a.chars, &b.chars) >= 0.75,
                    "{a:?} {b:?}"
                );
            }
        }
    }

    #[test]
    fn guidance_behind_a_label_does_little_harm() {
        assert!(alike("规章（设区的市、自治州人民政府应提供相关数据）", "规章") >= 0.88);
    }

    proptest::proptest! {
        #[test]
        fn both_ways_to_the_longest_common_subsequence_agree(a in "[一二三四]{0,40}", b in "[一二三四]{0,64}") {
            let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            proptest::prop_assert_eq!(common_with_short(&a, &b), common_with_long(&a, &b));
        }
    }
}
