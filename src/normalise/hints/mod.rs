//! What the sentences around the tables say in numbers about what the tables hold: requests received, documents in force,
//! reviews and suits, fees.
//!
//! Strict on purpose. A sentence is a hint only when all its words up to the number are understood: whose (`全区`,
//! `本级`), when (the year of the report), what. Parts (`其中`), differences (`较上年增加3件`), other years, vague numbers
//! (`近百件`) and words that are not known give none. A hint is set against a table for information; it never changes a
//! value.

use rust_decimal::Decimal;

mod count;
mod subject;
mod words;

use super::year;
use subject::Subject;
use words::{CASE_TAIL, CASES, DOCUMENTS, FEES, PARTIAL, PLAIN, REQUESTS, made_of};

/// What a hint counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    /// Requests received (收到、受理) in the year.
    Received,
    /// None was received, in words.
    NoneReceived,
    /// 规章 in force.
    RulesInForce,
    /// 规范性文件 in force.
    DocumentsInForce,
    /// 行政复议.
    Review,
    /// 行政诉讼.
    Litigation,
    /// 行政事业性收费, in yuan.
    Fees,
}

/// One number that the text gives.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Hint {
    pub(crate) topic: Topic,
    /// Whose, as the text says: `全区`, `本级`, `区政府办公室`; empty when it does not say.
    pub(crate) scope: String,
    pub(crate) count: Decimal,
    /// The text counts 件次: one request may count several times.
    pub(crate) times: bool,
    /// The words up to the number, folded.
    pub(crate) quote: String,
}

/// Hints of one document; more are not looked for.
const MAX_HINTS: usize = 32;
/// Characters of a sentence before its number; a longer one is none.
const MAX_SENTENCE: usize = 240;
/// Characters before a number in which its subject may be named.
const MAX_CONTEXT: usize = 100;
/// Characters that are quoted.
const MAX_QUOTE: usize = 40;
/// What ends a sentence.
const ENDS: [char; 4] = ['。', ';', '!', '?'];
/// What ends a clause inside a sentence.
const MARKS: [char; 8] = [',', ':', '(', ')', '《', '》', '“', '”'];

/// Looks through the folded text outside of the tables. `year` is that of the report.
pub(super) fn find(text: &str, year: Option<u16>) -> Vec<Hint> {
    let counts = text
        .match_indices('件')
        .filter_map(|(at, _)| counted(text, at));
    let amounts = text
        .match_indices('元')
        .filter_map(|(at, _)| amount(text, at));
    // One character is found faster than a word.
    let denials = text.match_indices('未').chain(text.match_indices('没'));
    let denials = denials.filter_map(|(at, _)| denied(text, at));
    let all = counts.chain(amounts).chain(denials);
    let own = all.filter(|(sentence, _)| sentence.is_of(year));
    let mut found: Vec<Hint> = Vec::new();
    for (_, hint) in own {
        if found.len() >= MAX_HINTS {
            break;
        }
        if !found.contains(&hint) {
            found.push(hint);
        }
    }
    found
}

/// A sentence up to a number or a denial.
#[derive(Clone, Copy)]
struct Sentence<'a> {
    text: &'a str,
    /// It and all before it.
    head: &'a str,
    /// Its last clause, in which the number stands.
    own: &'a str,
    /// The clause before that.
    before: &'a str,
}

impl<'a> Sentence<'a> {
    /// The sentence that `head` ends with.
    fn at_end(head: &'a str) -> Option<Self> {
        // Looking further back than a sentence can be long would make a text without marks slow.
        let mut window = head.char_indices().rev().take(MAX_SENTENCE + 1);
        let first = window.find(|(_, c)| ENDS.contains(c));
        let start = match (first, window.next()) {
            (Some((at, mark)), _) => at + mark.len_utf8(),
            (None, _) if head.chars().nth(MAX_SENTENCE).is_none() => 0,
            (None, _) => return None,
        };
        let text = head.get(start..)?;
        let mut clauses = text.rsplit(MARKS);
        let own = after_heading(clauses.next().unwrap_or_default());
        // One count after the other: `行政复议2件、行政诉讼1件`.
        let own = own.rsplit_once("件、").map_or(own, |(_, rest)| rest);
        let before = clauses.find(|clause| !clause.is_empty());
        Some(Sentence {
            text,
            head,
            own,
            before: after_heading(before.unwrap_or_default()),
        })
    }

    /// Whether its years are all that of the report, and it counts no part, no other time, no difference.
    fn is_of(&self, year: Option<u16>) -> bool {
        year::years(self.text)
            .iter()
            .all(|found| Some(found.year) == year)
            && !PARTIAL.iter().any(|word| self.text.contains(word))
            && self.is_of_whole_year()
    }

    /// Whether its months, if it names any, are the first and the last, or it counts up to the last.
    fn is_of_whole_year(&self) -> bool {
        let before = self
            .text
            .match_indices('月')
            .map(|(at, _)| self.text.get(..at));
        let digits = |text: &str| {
            let head = text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
            text.get(head..).map(str::to_owned)
        };
        let months: Vec<String> = before.flatten().filter_map(digits).collect();
        let (first, last) = (
            months.iter().any(|m| m == "1"),
            months.iter().any(|m| m == "12"),
        );
        let up_to = ['截', '至', '-', '~', '—']
            .iter()
            .any(|word| self.text.contains(*word));
        let known = months.iter().all(|month| month == "1" || month == "12");
        months.is_empty() || (known && last && (first || up_to))
    }

    fn is_about_openness(&self) -> bool {
        self.text.contains("信息公开") || self.text.contains("申请公开")
    }

    /// The sentence and what stands shortly before it: a heading, the sentence before.
    fn context(&self) -> &'a str {
        let start = self.head.char_indices().rev().nth(MAX_CONTEXT);
        self.head
            .get(start.map_or(0, |(at, _)| at)..)
            .unwrap_or_default()
    }

    /// Whether the words name requests for information, of all who may ask. 申请 alone may be for a licence: then the
    /// context must speak of openness.
    fn is_request(&self, words: &str) -> bool {
        // Of citizens alone, or of organisations alone: a part.
        let citizens = words.contains("公民");
        let organisations = words.contains("法人") || words.contains("组织");
        let named = ["信息公开", "申请公开", "公开申请", "政府信息"];
        let is_named = |text: &str| named.iter().any(|name| text.contains(name));
        words.contains("申请")
            && citizens == organisations
            && made_of(words, &[REQUESTS])
            && (is_named(words) || is_named(self.context()))
    }

    /// Whose, given the words of the own clause before what is counted.
    fn scope(&self, words: &str, more: &[&str]) -> Option<String> {
        match subject::read(words, more)? {
            Subject { scope } if !scope.is_empty() => Some(scope),
            _ => Some(subject::read(self.before, more).map_or_else(String::new, |s| s.scope)),
        }
    }

    fn hint(&self, topic: Topic, scope: String, count: Decimal) -> Hint {
        let chars: Vec<char> = self.text.chars().collect();
        let start = chars.len().saturating_sub(MAX_QUOTE);
        Hint {
            topic,
            scope,
            count,
            times: false,
            quote: chars.iter().skip(start).collect(),
        }
    }
}

/// Headings run into the text behind them: `（二）依申请公开情况全年共受理…`.
fn after_heading(clause: &str) -> &str {
    clause.rsplit_once("情况").map_or(clause, |(_, rest)| rest)
}

type Found<'a> = (Sentence<'a>, Hint);

/// The rest of a clause; `None` when it is longer than a sentence: looking further would make a text without marks slow.
fn clause(text: &str) -> Option<&str> {
    let mut window = text.char_indices().take(MAX_SENTENCE);
    let end = window.find(|(_, c)| MARKS.contains(c) || ENDS.contains(c));
    match end {
        Some((at, _)) => text.get(..at),
        None => text.chars().nth(MAX_SENTENCE).is_none().then_some(text),
    }
}

/// A number of 件 whose sign stands at `at`.
fn counted(text: &str, at: usize) -> Option<Found<'_>> {
    let (start, count) = count::at_end(text.get(..at)?)?;
    let after = text.get(at + '件'.len_utf8()..)?;
    let vague = ["以上", "左右", "多", "余", "以内", "不等"];
    if !count.fract().is_zero() || vague.iter().any(|word| after.starts_with(word)) {
        return None;
    }
    let sentence = Sentence::at_end(text.get(..start)?)?;
    let (topic, scope) = received(&sentence, after)
        .or_else(|| in_force(&sentence))
        .or_else(|| case(&sentence))?;
    let mut hint = sentence.hint(topic, scope, count);
    hint.times = after.starts_with('次') || after.starts_with("(次)");
    Some((sentence, hint))
}

/// `收到政府信息公开申请N件`, `受理N件政府信息公开申请`.
fn received(sentence: &Sentence<'_>, after: &str) -> Option<(Topic, String)> {
    let verbs = ["收到", "受理", "接到", "接收", "新收"];
    let ends = verbs
        .iter()
        .filter_map(|verb| Some((sentence.own.rfind(verb)?, verb.len())));
    let (verb, length) = ends.max()?;
    let asked = sentence.own.get(verb + length..)?;
    let is_request = match asked.contains("申请") {
        true => sentence.is_request(asked),
        false => made_of(asked, &[PLAIN]) && sentence.is_request(clause(after)?),
    };
    let scope = sentence.scope(sentence.own.get(..verb)?, &[])?;
    is_request.then_some((Topic::Received, scope))
}

/// `现行有效的行政规范性文件N件`, `规范性文件…现行有效N件`.
fn in_force(sentence: &Sentence<'_>) -> Option<(Topic, String)> {
    let (before, after) = sentence.own.rsplit_once("现行有效")?;
    if !made_of(after, &[DOCUMENTS]) {
        return None;
    }
    let scope = sentence.scope(before, DOCUMENTS)?;
    let kinds = |text: &str| (text.contains("规章"), text.contains("规范性文件"));
    let topic = match (kinds(sentence.own), kinds(sentence.text)) {
        ((true, false), _) | ((false, false), (true, false)) => Topic::RulesInForce,
        ((false, true), _) | ((false, false), (false, true)) => Topic::DocumentsInForce,
        _ => return None,
    };
    Some((topic, scope))
}

/// `政府信息公开行政复议N件`, `行政诉讼案件N件`.
fn case(sentence: &Sentence<'_>) -> Option<(Topic, String)> {
    let kinds = [("行政复议", Topic::Review), ("行政诉讼", Topic::Litigation)];
    let (words, topic) = kinds
        .into_iter()
        .find(|kind| sentence.own.contains(kind.0))?;
    let (before, after) = sentence.own.rsplit_once(words)?;
    if !sentence.is_about_openness() || !made_of(after, &[CASE_TAIL]) {
        return None;
    }
    Some((topic, sentence.scope(before, CASES)?))
}

/// An amount of 行政事业性收费 whose 元 stands at `at`.
fn amount(text: &str, at: usize) -> Option<Found<'_>> {
    let head = text.get(..at)?;
    let (head, factor) = match head.strip_suffix('万') {
        Some(head) => (head, 10_000),
        None => (head, 1),
    };
    let (start, count) = count::at_end(head)?;
    let sentence = Sentence::at_end(head.get(..start)?)?;
    let named = ["行政事业性收费", "收取费用", "收费金额"];
    let of_requests = ["处理费", "申请", "检索", "复制", "邮寄", "信息公开"];
    let is = |words: &[&str], text: &str| words.iter().any(|word| text.contains(word));
    let is_other = is(&of_requests, sentence.text)
        || (!sentence.own.contains("行政事业性收费") && is(&of_requests, sentence.context()));
    if !is(&named, sentence.own) || is_other {
        return None;
    }
    let scope = subject::read(sentence.own, FEES)?.scope;
    let yuan = count.checked_mul(Decimal::from(factor))?;
    Some((sentence, sentence.hint(Topic::Fees, scope, yuan)))
}

/// `未收到政府信息公开申请`, the denial at `at`.
fn denied(text: &str, at: usize) -> Option<Found<'_>> {
    let denial = text.get(at..)?;
    let words = ["未收到", "未接到", "没有收到", "没有接到"];
    let words = words.into_iter().find(|words| denial.starts_with(words))?;
    let after = denial.get(words.len()..)?;
    let asked = clause(after)?;
    let sentence = Sentence::at_end(text.get(..at)?)?;
    if !sentence.is_request(asked) {
        return None;
    }
    let scope = sentence.scope(sentence.own, &[])?;
    let quote = text.get(..at + words.len() + asked.len())?;
    let whole = Sentence::at_end(quote).unwrap_or(sentence);
    Some((
        sentence,
        whole.hint(Topic::NoneReceived, scope, Decimal::ZERO),
    ))
}

#[cfg(test)]
mod tests;
