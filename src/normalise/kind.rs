//! What is no annual report though it stands beside them: figures of a part of a year, interpretations, notices that carry the
//! form, guides, budgets. Told from titles alone, never from words in running text: every report speaks of 上半年 or 解读.

use std::sync::LazyLock;

use regex::Regex;

use super::evidence::Evidence;
use super::keying::{Line, first_section};
use super::text::fold;
use super::{title, year};
use crate::issue::{self, Kind};

/// Why a file is no annual report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OtherKind {
    /// The finding that says so.
    pub(crate) kind: &'static Kind,
    /// What the file is, with the words that tell.
    pub(crate) message: String,
    /// What statutory tables in it change about that.
    pub(crate) weight: Weight,
}

/// How much a kind weighs against statutory tables in the file, the most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Weight {
    /// No report, whatever tables are in it.
    Sure,
    /// A notice on how to compile reports: numbers in its tables are a sample.
    Instructions,
    /// A notice: its tables are a blank form when no number is in them, and a report when it publishes one.
    Notice,
    /// No report when there are no tables; with tables it is one, under a portal's menu.
    WithoutTables,
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is constant and tested")
}

/// A part of a year; `1-12月` is none.
static PART: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        "上半年|下半年|半年度|半年报|[一二三四1-4]季度|季报|季度报|[0-9]月份|月报",
        "|(?:^|[^0-9])1月?(?:[0-9]{1,2}日)?[-—~至到](?:[1-9]|1[01])月|(?:^|[^0-9])7月?(?:1日)?[-—~至到]12月",
    ))
});

/// What titles about the disclosure of information hold.
static SUBJECT: LazyLock<Regex> =
    LazyLock::new(|| pattern("信息公开|政[务務]公[开開]|依申请公开|公开工作|公开情况"));

/// How the titles of reports and statistics end, a year or a note in brackets aside.
static ENDS_AS_FIGURES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:报告|总结|统计表|情况表|报表|汇总表|统计|情况|汇总|数据|季报|月报|半年报)(?:[(〔\[][^()]*[)〕\]])?$",
    )
});

/// Files beside the reports: what their titles hold, what they are called, what they weigh.
static OTHERS: LazyLock<[(Regex, &str, Weight); 7]> = LazyLock::new(|| {
    [
        (
            pattern(
                "20[0-9]{2}.*(?:年度报告|年报).*(?:解读|图解|读懂|看懂)|^[【(《“]?(?:解读|图解|图说|一图读懂|一图看懂).*(?:年度报告|年报)",
            ),
            "an interpretation (解读)",
            Weight::Sure,
        ),
        (
            pattern(
                "(?:做好|报送|上报|编制|编写|填报|格式|模板|样式|样表|表样).*(?:年度报告|年报|信息公开).*通知$|(?:年度报告|年报).*(?:做好|报送|上报|编制|编写|填报|格式|模板|样式|样表|表样).*通知$",
            ),
            "a notice on how to report (通知)",
            Weight::Instructions,
        ),
        (
            pattern("(?:年度报告|年报|信息公开).*(?:通知|方案)$"),
            "a notice (通知)",
            Weight::Notice,
        ),
        (
            pattern("(?:部门|单位|财政|年度|年)(?:预算|决算)|(?:预算|决算)(?:公开|报告|草案|说明)"),
            "a budget or final accounts (预算, 决算)",
            Weight::WithoutTables,
        ),
        (
            pattern("公开.*指南"),
            "a guide (指南)",
            Weight::WithoutTables,
        ),
        (
            pattern("公开.*(?:目录|清单)"),
            "a catalogue (目录)",
            Weight::WithoutTables,
        ),
        (
            pattern("(?:申请表|流程图|制度|办法|规定|规程)(?:[(〔].*)?$"),
            "rules or a form of application",
            Weight::WithoutTables,
        ),
    ]
});

/// The title of an interpretation that may be broken over two lines, the first of which is that of a report.
static BROKEN: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:年度报告|年报)》?的?(?:政策)?(?:解读|图解|解读材料)$"));

/// Words of which every match of [`OTHERS`] holds one: nearly no page holds any, and the patterns take longer to build than a
/// report to read.
const OTHER_WORDS: &[&str] = &[
    "解读",
    "图解",
    "图说",
    "读懂",
    "看懂",
    "通知",
    "方案",
    "预算",
    "决算",
    "指南",
    "目录",
    "清单",
    "申请表",
    "流程图",
    "制度",
    "办法",
    "规定",
    "规程",
];
/// The same for [`PART`].
const PART_WORDS: &[&str] = &["半年", "季", "月"];

/// Lines in which a document that is no web page has its title.
const TITLE_LINES: usize = 3;
/// Characters of a title.
const MAX_TITLE: usize = 60;
/// Months with which a quarter ends, the last aside.
const QUARTERS: [u8; 3] = [3, 6, 9];

/// Why the file is no annual report, as far as its titles tell; `None` when nothing speaks against it.
///
/// `cells` are the lines of the cells above the numbers.
pub(super) fn other_kind(
    lines: &[Line],
    cells: &[Line],
    evidence: &Evidence<'_>,
) -> Option<OtherKind> {
    let head = lines.get(..first_section(lines)).unwrap_or_default();
    let titles = Titles::of(head, cells, evidence);
    part_of_year(&titles, evidence).or_else(|| other_document(&titles, evidence))
}

/// The texts that may be titles.
struct Titles<'a> {
    /// The lines before the first section.
    head: Vec<&'a str>,
    /// Lines before the first section, alone and with the next, in order.
    lines: Vec<String>,
    /// Of these, those of the first lines.
    first: usize,
    /// The title that keying found, folded; empty when there is none.
    found: String,
}

impl<'a> Titles<'a> {
    fn of(head: &'a [Line], cells: &[Line], evidence: &Evidence<'_>) -> Self {
        let mut lines = Vec::new();
        let mut first = 0;
        for (at, line) in head.iter().enumerate() {
            let next = head
                .get(at + 1)
                .map(|next| [line.text.as_str(), &next.text].concat());
            let texts = std::iter::once(line.text.clone()).chain(next);
            lines.extend(texts.filter(|text| is_title_like(text)));
            if at < TITLE_LINES {
                first = lines.len();
            }
        }
        let texts = cells.iter().map(|cell| cell.text.clone());
        lines.extend(texts.filter(|text| is_title_like(text)));
        let found = evidence
            .title
            .map(|found| year::with_digits(&fold(&found.printed)));
        Titles {
            head: head.iter().map(|line| line.text.as_str()).collect(),
            lines,
            first,
            found: found.unwrap_or_default(),
        }
    }

    /// The line that holds the words, at this place or beside it: the one before may be a page number.
    fn shortest(&self, at: usize, words: &Regex) -> Option<&str> {
        let near = self.lines.iter().skip(at).take(2);
        let fitting = near.filter(|line| words.is_match(line));
        fitting.min_by_key(|line| line.len()).map(String::as_str)
    }

    /// Where the first annual title stands among the lines, or that there is one.
    fn annual(&self) -> Option<usize> {
        let broken = |at: usize| {
            let whole = self.lines.get(at + 1);
            whole.is_some_and(|whole| holds(whole, OTHER_WORDS) && BROKEN.is_match(whole))
        };
        let mut annuals = self
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| is_annual(line));
        let at = annuals.find(|(at, _)| !broken(*at)).map(|(at, _)| at);
        if at.is_none() && self.lines.iter().any(|line| is_annual(line)) {
            return None;
        }
        at.or_else(|| is_annual(&self.found).then_some(usize::MAX))
    }
}

fn is_title_like(text: &str) -> bool {
    text.chars().count() <= MAX_TITLE && !text.contains(['。', ';', '!', '?', '|', '>'])
}

fn is_annual(text: &str) -> bool {
    let other = |(words, _, weight): &(Regex, &str, Weight)| {
        *weight == Weight::Sure && words.is_match(text)
    };
    title::parse(text).is_some()
        && !names_part_of_year(text)
        && !(holds(text, OTHER_WORDS) && OTHERS.iter().any(other))
}

/// Whether a title names a part of a year.
pub(super) fn names_part_of_year(text: &str) -> bool {
    holds(text, PART_WORDS) && PART.is_match(text)
}

fn holds(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

fn is_part_of_year(text: &str) -> bool {
    names_part_of_year(text) && SUBJECT.is_match(text) && ENDS_AS_FIGURES.is_match(text)
}

fn part_of_year(titles: &Titles<'_>, evidence: &Evidence<'_>) -> Option<OtherKind> {
    let last_month = evidence
        .period
        .as_ref()
        .and_then(|period| period.last_month);
    let told = |text: &str| OtherKind {
        kind: &issue::PART_OF_YEAR,
        message: format!("the figures are of a part of a year: 「{text}」"),
        weight: Weight::Sure,
    };
    let part = titles.lines.iter().position(|line| is_part_of_year(line));
    let part = part.or_else(|| names_part_of_year(&titles.found).then_some(usize::MAX));
    if let Some(at) = part {
        // A page may link to one beside the other: the period knows, or the title of the page, or else the first is its own.
        let own = match (titles.annual(), last_month) {
            (_, Some(month)) => month < 12,
            (None, None) => !quotes_annual(evidence),
            (Some(_), None) if PART.is_match(&evidence.metadata_title) => true,
            (Some(_), None) if is_annual(&evidence.metadata_title) => false,
            (Some(annual), None) => at < annual,
        };
        let text = titles.shortest(at, &PART).unwrap_or(&titles.found);
        return own.then(|| told(text));
    }
    let says_year = |text: &str| text.contains("年度") || text.contains("年报");
    let mut annuals = titles.lines.iter().filter(|line| is_annual(line));
    if says_year(&titles.found) || annuals.any(|line| says_year(line)) {
        return None;
    }
    let quarter = last_month.filter(|month| QUARTERS.contains(month));
    if quarter.is_some() {
        return evidence.period.as_ref().map(|period| told(&period.text));
    }
    if !titles.found.is_empty() || last_month.is_some() {
        return None;
    }
    let sentence = titles.head.iter().find_map(|line| announced_part(line));
    let names = [evidence.metadata_title.as_str(), &evidence.path.name];
    let about = |name: &&str| SUBJECT.is_match(name) || name.contains("统计");
    let named = names
        .into_iter()
        .filter(|name| names_part_of_year(name))
        .find(about);
    sentence.or(named).map(told)
}

/// Whether the report names itself an annual one in a sentence.
pub(super) fn quotes_annual(evidence: &Evidence<'_>) -> bool {
    let quoted = evidence.self_title.as_ref();
    quoted.is_some_and(|found| {
        found.announced && found.title.year.is_some() && !names_part_of_year(found.text)
    })
}

/// `现将2023年上半年政府信息公开工作情况报告如下`, where there is no title.
fn announced_part(line: &str) -> Option<&str> {
    let mut clauses = line
        .split(['。', ',', ';'])
        .filter(|clause| clause.chars().count() <= MAX_TITLE);
    clauses.find(|clause| {
        let announced =
            clause.contains("现将") || clause.ends_with("如下:") || clause.ends_with("如下");
        announced && names_part_of_year(clause) && SUBJECT.is_match(clause)
    })
}

fn other_document(titles: &Titles<'_>, evidence: &Evidence<'_>) -> Option<OtherKind> {
    let metadata = Some(evidence.metadata_title.as_str()).filter(|text| is_title_like(text));
    let name = Some(evidence.path.name.as_str()).filter(|_| titles.lines.is_empty());
    let texts = titles.lines.iter().map(String::as_str);
    let mut all = texts.chain(metadata).chain(name);
    if !all.any(|text| holds(text, OTHER_WORDS)) {
        return None;
    }
    let annual = titles.annual();
    let mut found: Option<OtherKind> = None;
    for (words, called, weight) in OTHERS.iter() {
        // A menu names kinds of files, the title of one also says of which year.
        let dated = |text: &String| words.is_match(text) && !year::years(text).is_empty();
        let among = match weight {
            Weight::WithoutTables => None,
            _ => titles.lines.iter().position(dated),
        };
        let first = titles
            .lines
            .iter()
            .take(titles.first)
            .position(|text| words.is_match(text));
        let at = among.or(first);
        let by_name = metadata
            .into_iter()
            .chain(name)
            .find(|text| words.is_match(text));
        let own = match (at, annual) {
            (Some(at), Some(annual)) => {
                at < annual && (by_name.is_some() || *weight != Weight::Sure)
            }
            (Some(_), None) => true,
            (None, annual) => annual.is_none() && by_name.is_some(),
        };
        // With a title of its own it publishes that report.
        let weight = match (*weight, annual) {
            (Weight::Instructions, Some(_)) => Weight::Notice,
            (Weight::Sure, _) if among.is_none() && by_name.is_none() => Weight::WithoutTables,
            (weight, _) => weight,
        };
        let heavier = found.as_ref().is_none_or(|other| weight < other.weight);
        if own && heavier && (weight != Weight::WithoutTables || annual.is_none()) {
            let text = at.and_then(|at| titles.shortest(at, words));
            let text = text.or(by_name).unwrap_or_default();
            found = Some(OtherKind {
                kind: &issue::OTHER_DOCUMENT,
                message: format!("the file is titled as {called}: 「{text}」"),
                weight,
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::keying::{self, Keying, KeyingInput, TextLine};
    use super::*;
    use crate::Known;

    const WHOLE: &str = "统计期限自2023年1月1日起至2023年12月31日止。";
    const HALF: &str = "统计期限自2023年1月1日起至2023年6月30日止。";
    const TITLE: &str = "青山县水务局2023年政府信息公开工作年度报告";

    fn keyed(texts: &[&str], path: &str, metadata_title: &str) -> Keying {
        let line = |text: &&str| TextLine {
            text: (*text).to_owned(),
            ..TextLine::default()
        };
        let lines: Vec<TextLine> = texts.iter().chain(&["一、总体情况"]).map(line).collect();
        keying::find(KeyingInput {
            lines: &lines,
            tables: &[],
            running: &[],
            metadata_title,
            path,
            known: &Known::default(),
        })
    }

    fn kind(texts: &[&str]) -> Option<(&'static str, Weight)> {
        let other = keyed(texts, "", "").other?;
        Some((other.kind.code, other.weight))
    }

    const PART: Option<(&str, Weight)> = Some(("F007", Weight::Sure));

    #[test]
    fn figures_of_a_part_of_a_year_are_told_by_their_title() {
        for title in [
            "青山县水务局2023年上半年政府信息公开工作报告",
            "青山县水务局2023年第三季度政府信息公开情况统计表",
            "2023年1-6月政府信息公开工作情况报告(青山县水务局)",
            "青山县水务局2023年半年度政府信息公开工作报告",
            "2023年6月份政府信息公开情况统计",
        ] {
            assert_eq!(kind(&[title]), PART, "{title}");
        }
        assert_eq!(
            kind(&["青山县水务局2023年上半年", "政府信息公开工作报告"]),
            PART
        );
    }

    #[test]
    fn a_sheet_has_its_title_in_its_table() {
        let sheet = |title: &str| {
            let row = vec![title.to_owned(), String::new()];
            let keying = keying::find(KeyingInput {
                lines: &[],
                tables: &[vec![row.clone(), row]],
                running: &[],
                metadata_title: "",
                path: "",
                known: &Known::default(),
            });
            keying.other.map(|other| other.kind.code)
        };
        assert_eq!(sheet("2023年上半年政府信息公开情况统计表"), Some("F007"));
        assert_eq!(sheet("2023年政府信息公开情况统计表"), None);
    }

    #[test]
    fn without_an_annual_title_the_period_or_the_first_sentence_tells() {
        assert_eq!(kind(&["政府信息公开工作报告", HALF]), PART);
        assert_eq!(kind(&[HALF]), PART);
        assert_eq!(
            kind(&["政府信息公开工作报告", "统计数据截至2023年6月30日。"]),
            PART
        );
        let menu = "首页政策解读政府信息公开指南政府信息公开年报";
        assert_eq!(
            kind(&[menu, "现将2023年上半年政府信息公开工作情况报告如下:"]),
            PART
        );
        let named = |path| {
            keyed(&["统计表"], path, "")
                .other
                .map(|other| other.kind.code)
        };
        assert_eq!(named("a/2023年上半年统计表.xlsx"), Some("F007"));
        assert_eq!(named("a/2023年统计表.xlsx"), None);
    }

    #[test]
    fn a_report_that_speaks_of_half_years_and_interpretations_stays_one() {
        for texts in [
            &[TITLE, WHOLE][..],
            &[TITLE, "2023年上半年开展政府信息公开工作培训,政策解读12件。"],
            &["青山县水务局2023年1-12月政府信息公开工作年度报告"],
            // A menu and links beside the report.
            &["政策解读", "信息公开指南", "部门决算", TITLE],
            &[TITLE, "青山县水务局2023年上半年政府信息公开工作报告"],
            &["政策解读", "年报解读", "公开目录", WHOLE],
            &["青山县水务局2023年上半年政府信息公开工作报告", TITLE, WHOLE],
            &["青山县水务局2023年政府信息公开工作报告", WHOLE],
            &["首页年报解读政府信息公开年报预算/决算", TITLE],
            &[
                "青山县水务局2023年上半年政府信息公开工作报告",
                "现公布青山县水务局2023年政府信息公开工作年度报告。",
            ],
        ] {
            let found = kind(texts).filter(|other| other.1 != Weight::WithoutTables);
            assert_eq!(found, None, "{texts:?}");
        }
    }

    #[test]
    fn the_text_of_a_link_is_no_sentence_of_the_report() {
        let half = "青山县水务局2023年上半年政府信息公开工作报告";
        let link = "相关:青山县水务局2022年政府信息公开工作年度报告";
        assert_eq!(kind(&[half, link]), PART);
        assert_eq!(
            kind(&[
                half,
                "无。相关:青山县水务局2022年政府信息公开工作年度报告。"
            ]),
            PART
        );
    }

    #[test]
    fn a_link_to_half_year_figures_is_not_the_title() {
        let half = "青山县林业局2023年上半年政府信息公开工作报告";
        for own in [TITLE, "现公布青山县水务局2023年政府信息公开工作年度报告。"]
        {
            assert_eq!(
                keyed(
                    &[half, own],
                    "",
                    "青山县水务局2023年政府信息公开工作年度报告"
                )
                .agency,
                "青山县水务局"
            );
        }
    }

    #[test]
    fn an_annual_report_whose_period_ends_early_stays_one_and_is_told() {
        let keying = keyed(&[TITLE, HALF], "", "");
        assert_eq!(keying.other, None);
        let codes: Vec<&str> = keying.issues.iter().map(|issue| issue.kind.code).collect();
        assert_eq!(codes, ["K207"]);
    }

    #[test]
    fn a_link_to_an_annual_report_makes_none_of_a_half_year_s() {
        let half = "青山县水务局2023年上半年政府信息公开工作报告";
        assert_eq!(kind(&[half, HALF, TITLE]), PART);
        assert_eq!(kind(&[half, TITLE]), PART);
    }

    #[test]
    fn interpretations_and_notices_are_told() {
        let sure = Some(("F008", Weight::Sure));
        assert_eq!(
            kind(&["《青山县2023年政府信息公开工作年度报告》解读"]),
            sure
        );
        assert_eq!(
            kind(&["《青山县2023年政府信息公开工作年度报", "告》解读"]),
            sure
        );
        assert_eq!(
            kind(&["青山县2023年政府信息公开工作年度报告", "解读"]),
            sure
        );
        assert_eq!(kind(&["一图读懂青山县2023年政府信息公开年度报告"]), sure);
        let notice = "关于做好2023年政府信息公开工作年度报告编制工作的通知";
        assert_eq!(kind(&[notice]), Some(("F008", Weight::Instructions)));
        let menu = "首页政策解读政府信息公开年报";
        assert_eq!(kind(&[menu, notice]), Some(("F008", Weight::Instructions)));
        assert_eq!(kind(&[notice, TITLE]), Some(("F008", Weight::Notice)));
        let own = "关于公布2023年政府信息公开工作年度报告的通知";
        assert_eq!(kind(&[own]), Some(("F008", Weight::Notice)));
    }

    #[test]
    fn what_has_no_tables_is_called_by_its_name() {
        let without = Some(("F008", Weight::WithoutTables));
        for title in [
            "青山县水务局2023年度部门决算",
            "青山县水务局政府信息公开指南",
            "青山县水务局依申请公开申请表",
        ] {
            assert_eq!(kind(&[title]), without, "{title}");
        }
    }
}
