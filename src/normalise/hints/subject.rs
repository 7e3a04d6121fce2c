//! The words before a verb: when and how, which bear on nothing, and whose, which is the scope.

use super::words::{BODIES, PLAIN, SCOPES, first_word};
use crate::normalise::agency;

/// Whose requests are counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Subject {
    /// As the text names it; empty when it does not.
    pub(super) scope: String,
}

/// Characters of a name that is a scope.
const MAX_NAME: usize = 20;

/// Reads the words before what is counted; `more` are further words without weight. `None` when something in them is not
/// understood.
pub(super) fn read(words: &str, more: &[&str]) -> Option<Subject> {
    let mut subject = Subject::default();
    let mut unknown = String::new();
    let mut rest = words;
    let mut joins = false;
    while let Some(first) = rest.chars().next() {
        let known = scope(rest).map(|word| (word, true));
        let known = known.or_else(|| Some((first_word(rest, &[PLAIN, more])?, false)));
        let known = known.or_else(|| Some((date(rest)?, false)));
        let length = match known {
            // Inside a name that is not known, its words are its own: 机关 in 某机关事务中心.
            Some((word, is_scope)) if unknown.is_empty() || is_end(&unknown) => {
                if is_scope {
                    subject.take(word, joins)?;
                }
                joins = is_scope;
                word.len()
            }
            _ => {
                joins = false;
                unknown.push(first);
                first.len_utf8()
            }
        };
        rest = rest.get(length..)?;
    }
    if !unknown.is_empty() {
        subject.take(name(&unknown)?, false)?;
    }
    Some(subject)
}

impl Subject {
    /// A scope right behind another belongs to it (`全县各级行政机关`); one further on leaves open which of them counts.
    fn take(&mut self, scope: &str, joins: bool) -> Option<()> {
        let is_first = self.scope.is_empty();
        if is_first || joins {
            self.scope.push_str(scope);
        }
        (is_first || joins || self.scope == scope).then_some(())
    }
}

fn is_end(name: &str) -> bool {
    self::name(name).is_some()
}

/// A name of an agency that may be a scope; who passes requests on or where they come in is none.
fn name(text: &str) -> Option<&str> {
    let passing = ['向', '由', '转', '经', '通', '从', '对', '未', '不', '无'];
    let fits = text.chars().count() <= MAX_NAME && !text.contains(passing);
    (fits && agency::is_shaped(text)).then_some(text)
}

/// The scope word with which a text begins: one of the list, or 全, 我, 本, 各 with what it is of.
fn scope(text: &str) -> Option<&str> {
    if let Some(word) = first_word(text, &[SCOPES]) {
        return Some(word);
    }
    let whose = ['全', '我', '本', '各'];
    let first = text.chars().next().filter(|c| whose.contains(c))?;
    let body = first_word(text.get(first.len_utf8()..)?, &[BODIES])?;
    text.get(..first.len_utf8() + body.len())
}

/// The part of a date with which a text begins. Only a year as a whole is a date here: its months are the first and the
/// last, its days likewise.
fn date(text: &str) -> Option<&str> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        let joining = ['自', '从', '至', '到', '起', '止', '-', '~', '—'];
        let first = text.chars().next().filter(|c| joining.contains(c))?;
        return text.get(..first.len_utf8());
    }
    let number: u32 = text.get(..digits)?.parse().ok()?;
    let sign = text.get(digits..)?.chars().next()?;
    let fits = match sign {
        '年' => digits == 4,
        '月' => matches!(number, 1 | 12),
        '日' => matches!(number, 1 | 31),
        _ => return None,
    };
    fits.then(|| text.get(..digits + sign.len_utf8()))?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope_of(words: &str) -> Option<String> {
        read(words, &[]).map(|subject| subject.scope)
    }

    #[test]
    fn a_scope_is_named_or_not() {
        for (words, scope) in [
            ("全年共", ""),
            ("2023年全区", "全区"),
            ("自2023年1月1日至2023年12月31日我局累计", "我局"),
            ("截至2023年12月底市本级", "市本级"),
            ("区政府办公室全年共", "区政府办公室"),
            ("青山县机关事务服务中心", "青山县机关事务服务中心"),
            ("2023年全县各级行政机关共", "全县各级行政机关"),
        ] {
            assert_eq!(scope_of(words).as_deref(), Some(scope), "{words}");
        }
    }

    #[test]
    fn what_is_not_understood_is_no_subject() {
        for words in [
            "不予",
            "通过政府网站",
            "网上",
            "1月至6月",
            "由区教育局",
            "全区共本级",
            "第3次",
        ] {
            assert_eq!(scope_of(words), None, "{words}");
        }
    }
}
