//! How a report prints the labels of the form: in the official wording, or in one of the ways seen in the wild.

use std::collections::BTreeMap;

/// The printed labels: the official ones unless told otherwise.
#[derive(Clone, Default)]
pub struct Labels {
    /// Own wording by table id and code.
    own: BTreeMap<(String, String), String>,
    /// Applied to every label, in order.
    rewrites: Vec<fn(&str) -> String>,
}

impl Labels {
    /// Prints `wording` for the row or column `code` of `table`.
    pub fn own(&mut self, table: &str, code: &str, wording: &str) {
        self.own.insert((table.into(), code.into()), wording.into());
    }

    /// Sends every label through `rewrite`.
    pub fn rewrite(&mut self, rewrite: fn(&str) -> String) {
        self.rewrites.push(rewrite);
    }

    /// The label as printed.
    pub fn of(&self, table: &str, code: &str, official: &str) -> String {
        let own = self.own.get(&(table.to_string(), code.to_string()));
        self.plain(own.map_or(official, String::as_str))
    }

    /// A text that belongs to no row or column, sent through the rewrites.
    pub fn plain(&self, text: &str) -> String {
        let start = text.to_string();
        self.rewrites
            .iter()
            .fold(start, |text, rewrite| rewrite(&text))
    }
}

/// Full-width punctuation becomes half-width.
pub fn half_width(text: &str) -> String {
    let swap = |c| match c {
        '（' => '(',
        '）' => ')',
        '，' => ',',
        '：' => ':',
        other => other,
    };
    text.chars().map(swap).collect()
}

/// `1.` becomes `1、`.
pub fn ideographic_numbers(text: &str) -> String {
    match text.split_once('.') {
        Some((number, rest)) if number.chars().all(|c| c.is_ascii_digit()) => {
            format!("{number}、{rest}")
        }
        _ => text.to_string(),
    }
}

/// Characters become the look-alikes that some producers write for them: Kangxi radicals (U+2F00…) and CJK radicals
/// supplement (U+2E80…). The look is the same, the code point is not.
pub fn radicals(text: &str) -> String {
    text.chars().map(radical).collect()
}

/// The radical that looks like `c`; `c` itself when there is none.
pub fn radical(c: char) -> char {
    match c {
        '一' => '\u{2F00}',
        '二' => '\u{2F06}',
        '人' => '\u{2F08}',
        '力' => '\u{2F12}',
        '大' => '\u{2F24}',
        '工' => '\u{2F2F}',
        '文' => '\u{2F42}',
        '无' => '\u{2F46}',
        '用' => '\u{2F64}',
        '生' => '\u{2F63}',
        '自' => '\u{2F83}',
        '行' => '\u{2F8F}',
        '民' => '\u{2EA0}',
        '见' => '\u{2EC5}',
        '长' => '\u{2ED3}',
        other => other,
    }
}
