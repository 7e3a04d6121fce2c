//! The title of a report: `{agency}{year}年政府信息公开工作年度报告` in all its orders, breaks and slips.

use std::sync::LazyLock;

use regex_lite::Regex;

use super::agency;
use super::broken_name::{self, Above};
use super::keying::{Body, Line};
use super::kind;
use super::year;

/// What a title says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Title {
    /// The name left when year and report words are taken away, folded; empty when there is none.
    pub(super) agency: String,
    /// The report year.
    pub(super) year: Option<u16>,
    /// Two different years are named.
    pub(super) years_differ: bool,
}

/// Lines of one title at most, the agency on lines of its own included.
const MAX_LINES: usize = 4;
/// Lines before the title's last part that can belong to it.
const MAX_ABOVE: usize = 3;
/// Characters of a line that can belong to a title.
const MAX_LINE_CHARS: usize = 60;
/// Two lines of one title differ in font size by no more than this share.
const SAME_SIZE: f32 = 0.15;

static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = concat!(
        // In either script, and with a character lost or two changed about.
        r"^(?<head>.*?)(?:政府(?:信息|資訊)公[开開]|政[务務]信息公[开開]|政府信息[与與]政[务務]公[开開]|政[务務]公[开開]|信息公[开開]",
        r"|政府信公开|政府息公开|政府公开信息)",
        // Any order of the words of a report: titles slip (`工作告年度报`).
        r"(?<tail>[工作的情况年度报報告总總结結暨]+)",
        r"(?<suffix>(?:[(\[〔【][^()\[\]〔〕【】]+[)\]〕】]|20[0-9]{2}年?度?)*)》?(?:的(?:公告|公示|通告|函))?$",
    );
    Regex::new(pattern).expect("the pattern is constant and tested")
});

/// Marks of a browser print, an attachment or a field name before a title.
static JUNK: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = concat!(
        r"^(?:(?:20[0-9]{2}[/.-][0-9]{1,2}[/.-][0-9]{1,2}|[0-9]{1,2}/[0-9]{1,2}/(?:20[0-9]{2}|[0-9]{2}))",
        r",?(?:上午|下午)?(?:[0-9]{1,2}:[0-9]{2})?(?:[AP]M)?",
        r"|附件[0-9一二三四五]?:?|(?:标题|名称|题目|文件名称|信息名称|公文名称):|[《〈“]|[\[【][^\]】]{1,8}[\]】]|关于|[0-9]{1,2}[.、])+",
    );
    Regex::new(pattern).expect("the pattern is constant and tested")
});

/// Reads a folded text (years in digits) that is a title and nothing else; `None` when it is not.
pub(super) fn parse(text: &str) -> Option<Title> {
    const REPORT: [char; 2] = ['报', '報'];
    // Every line is asked.
    if !text.contains(REPORT) {
        return None;
    }
    let found = PATTERN.captures(text)?;
    let group = |name| found.name(name).map_or("", |m| m.as_str());
    let tail = group("tail");
    if !tail.contains(REPORT) || tail.chars().count() < 2 {
        return None;
    }
    let head = JUNK.replace(group("head"), "");
    let mut title = parse_head(&complete(&head, text))?;
    for part in group("suffix")
        .split(BRACKETS)
        .filter(|part| !part.is_empty())
    {
        title.add_suffix(part);
    }
    Some(title)
}

/// Brackets around the year or the agency in a title, full-width ones folded.
const BRACKETS: &[char] = &['(', ')', '[', ']', '〔', '〕', '【', '】'];

/// What follows a year in a title: its own word, and the months or days that the report covers.
static AFTER_YEAR: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = concat!(
        r"^(?:年(?:[0-9]{1,2}月?(?:[0-9]{1,2}日)?[-—~至到]+)?(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?份?)?)?",
        r"[年度的)\]〕】—至-]*",
    );
    Regex::new(pattern).expect("the pattern is constant and tested")
});

/// Gives `人民` its `政府` back, which the report words took: `某县人民政府信息公开年度报告`.
fn complete(head: &str, text: &str) -> String {
    let rest = text
        .find(head)
        .and_then(|at| text.get(at + head.len()..))
        .unwrap_or_default();
    let whole = if head.ends_with("人民") && rest.starts_with("政府") {
        "政府"
    } else {
        ""
    };
    format!("{head}{whole}")
}

/// Reads what stands before the report words: agency and year in any order.
pub(super) fn parse_head(head: &str) -> Option<Title> {
    let years = year::years(head);
    let mut name = String::new();
    let mut at = 0;
    for found in &years {
        name.push_str(
            head.get(at..found.start)?
                .trim_end_matches(['在', '(', '[', '〔', '【'])
                .trim_end_matches("关于"),
        );
        let rest = head.get(found.end..)?;
        at = found.end + AFTER_YEAR.find(rest).map_or(0, |after| after.len());
    }
    name.push_str(head.get(at..)?);
    let name = trim_name(&name);
    let possible = name.is_empty() || agency::is_possible(name);
    possible.then(|| Title {
        agency: name.to_owned(),
        year: years.first().map(|found| found.year),
        years_differ: years
            .iter()
            .any(|found| Some(found.year) != years.first().map(|y| y.year)),
    })
}

fn trim_name(name: &str) -> &str {
    // `某局关于报送…的函`; without the name, only the verb is left.
    let name = name.split("关于").next().unwrap_or_default();
    let verbs = ["报送", "发布", "公布", "公开", "印发"];
    let name = verbs
        .iter()
        .fold(name, |name, verb| name.trim_start_matches(verb));
    let name = name.trim_end_matches(['的', '年', '、', '-', '—', ':', '|', '/', '·']);
    let name = name.trim_start_matches(['、', '-', '—', '年', ':', '|', '/', '·']);
    let inner = name.strip_prefix('(').and_then(|n| n.strip_suffix(')'));
    agency::undouble(inner.unwrap_or(name))
}

impl Title {
    fn add_suffix(&mut self, part: &str) {
        // `（2024年1月15日）` under a title is the day it was published, not the period it covers.
        let is_day = part.contains('月') && !part.contains(['至', '到', '-', '—', '~']);
        let Some(other) = parse_head(part.trim_end_matches('度')).filter(|_| !is_day) else {
            return;
        };
        if self.year.is_none() && other.agency.is_empty() {
            self.year = other.year;
        }
        if self.agency.is_empty() && other.year.is_none() && agency::is_shaped(&other.agency) {
            self.agency = other.agency;
        }
    }

    fn fields(&self) -> usize {
        usize::from(!self.agency.is_empty()) + usize::from(self.year.is_some())
    }
}

/// A title found in the lines of a document.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    pub(super) title: Title,
    /// First line, 0-based.
    pub(super) start: usize,
    /// Line after the last.
    pub(super) end: usize,
    /// Only part of a name was found, or a line was taken for its head without other evidence.
    pub(super) doubtful: bool,
    /// As printed, spaces dropped.
    pub(super) printed: String,
    /// The page it stands on.
    pub(super) page: Option<u32>,
    /// It is titled for a part of a year: a link to half-year figures may stand over an annual report.
    pub(super) part_of_year: bool,
    size: f32,
}

/// The title among the first lines: the most complete, then the largest, then the first.
///
/// `body` is the text of the whole document: a name put together from two lines should occur again after them.
/// `period` is the year that the text says the figures cover: it decides between titles that say as much, as when a link
/// to another report stands over the title.
pub(super) fn find(lines: &[Line], body: &Body, period: Option<u16>) -> Option<Found> {
    let mut best: Option<Found> = None;
    for end in 1..=lines.len() {
        let Some(base) = base_at(lines, end) else {
            continue;
        };
        let found = extend(lines, base, body, end);
        let rank = |found: &Found| {
            let agrees = period.is_some() && found.title.year == period;
            (!found.part_of_year, found.title.fields(), agrees)
        };
        let better = |old: &Found| {
            let larger = found.size > old.size * (1.0 + SAME_SIZE);
            rank(&found) > rank(old) || (rank(&found) == rank(old) && larger)
        };
        if best.as_ref().is_none_or(better) {
            best = Some(found);
        }
    }
    let mut found = best?;
    let run = lines.get(found.start..found.end)?;
    found.printed = run.iter().map(Line::printed).collect();
    Some(found)
}

/// The shortest run of lines that ends before `end` and is a title.
fn base_at(lines: &[Line], end: usize) -> Option<Found> {
    (1..=MAX_LINES.min(end)).find_map(|count| read(lines, end - count, end))
}

fn read(lines: &[Line], start: usize, end: usize) -> Option<Found> {
    let run = lines.get(start..end)?;
    let inside_paragraph = start
        .checked_sub(1)
        .and_then(|i| lines.get(i))
        .is_some_and(is_unfinished);
    if inside_paragraph || !run.iter().all(is_title_line) || run.windows(2).any(|w| !same_page(w)) {
        return None;
    }
    let text: String = run.iter().map(|line| line.text.as_str()).collect();
    let title = parse(&text)?;
    let size = run.iter().map(|line| line.size).fold(0.0, f32::max);
    Some(Found {
        title,
        start,
        end,
        doubtful: false,
        printed: String::new(),
        page: run.first().and_then(|line| line.page),
        part_of_year: kind::names_part_of_year(&text),
        size,
    })
}

fn same_page(pair: &[Line]) -> bool {
    pair.first().map(|line| line.page) == pair.last().map(|line| line.page)
}

fn is_title_line(line: &Line) -> bool {
    let sentence = |c: char| "。;!?>@".contains(c);
    // One bar may part agency and title; more of them part the entries of a menu.
    let bars = line.text.matches('|').count();
    line.text.chars().count() <= MAX_LINE_CHARS && !line.text.contains(sentence) && bars <= 1
}

/// A line of running text that goes on in the next line.
fn is_unfinished(line: &Line) -> bool {
    let within = line.text.contains([',', '。', ';', '《']);
    within && !line.text.ends_with(['。', ':', '!', ')', '》'])
}

/// Looks above for the head of the name and above and below for what the title lacks.
fn extend(lines: &[Line], base: Found, whole: &Body, end: usize) -> Found {
    let body = whole.after(end);
    let mut choice = add_below(lines, base.clone());
    let mut proven = false;
    for count in 1..=MAX_ABOVE.min(base.start) {
        let Some(longer) = read(lines, base.start - count, base.end) else {
            break;
        };
        let longer = add_below(lines, longer);
        let name = &longer.title.agency;
        let gains_year = longer.title.year.is_some() && choice.title.year.is_none();
        let gains_name = choice.title.agency.is_empty() && agency::is_shaped(name);
        let first = lines.get(longer.start).map_or(0, |line| line.text.len());
        let evident =
            name.len() > choice.title.agency.len() && whole.holds(end, name.as_str(), first);
        let bare = agency::is_bare(&choice.title.agency) && !proven && same_size(&longer, lines);
        let above = match proven || gains_name || count != choice_lines(&base, &choice) + 1 {
            true => Above::Apart,
            false => above(&choice, &longer, lines, body),
        };
        if evident || gains_year || gains_name || bare || above == Above::Head {
            let doubtful = choice.doubtful || ((bare || above == Above::Head) && !evident);
            choice = Found { doubtful, ..longer };
            proven = evident;
        }
        choice.doubtful |= above == Above::Unclear;
    }
    let name = &choice.title.agency;
    choice.doubtful |= !name.is_empty()
        && (!agency::is_shaped(name) || broken_name::is_headless(name))
        && !broken_name::stands_alone(body, name);
    choice.doubtful |= agency::is_bare(&choice.title.agency);
    choice
}

/// Lines above `base` that `choice` takes in.
fn choice_lines(base: &Found, choice: &Found) -> usize {
    base.start.saturating_sub(choice.start)
}

/// What the first line of `longer` has to do with the name in `choice`, to which it is put in front.
fn above(choice: &Found, longer: &Found, lines: &[Line], body: &str) -> Above {
    let name = &choice.title.agency;
    let stands_alone =
        broken_name::stands_alone(body, name) && !body.contains(&longer.title.agency);
    let same_year = choice.title.year == longer.title.year;
    if name.is_empty() || stands_alone || !same_year || !same_size(longer, lines) {
        return Above::Apart;
    }
    let text = lines.get(longer.start).map_or("", |line| &line.text);
    broken_name::judge(text, name)
}

fn same_size(found: &Found, lines: &[Line]) -> bool {
    let first = lines.get(found.start).map_or(0.0, |line| line.size);
    (first - found.size).abs() <= found.size * SAME_SIZE
}

/// A line below the title that is only a year or only the agency, with or without brackets.
fn add_below(lines: &[Line], mut found: Found) -> Found {
    for line in lines.iter().skip(found.end).take(2) {
        // A report to a higher body names it under its title: `市政府办公室：`.
        let is_addressee = line.text.ends_with(':');
        if found.title.fields() == 2 || is_addressee || !is_title_line(line) {
            break;
        }
        let before = found.title.fields();
        found.title.add_suffix(line.text.trim_matches(BRACKETS));
        if found.title.fields() == before {
            break;
        }
        found.end += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<(String, Option<u16>)> {
        let title = parse(&year::with_digits(&super::super::text::fold(text)))?;
        Some((title.agency, title.year))
    }

    fn lines(texts: &[&str]) -> Vec<Line> {
        texts.iter().map(|text| Line::plain(text)).collect()
    }

    fn found(texts: &[&str], body: &str) -> (String, Option<u16>, bool) {
        let mut all = lines(texts);
        all.push(Line::plain(body));
        let found = find(&lines(texts), &Body::of(&all), None).expect("a title");
        (found.title.agency, found.title.year, found.doubtful)
    }

    #[test]
    fn every_order_of_agency_and_year_is_read() {
        for text in [
            "青山县水务局2023年政府信息公开工作年度报告",
            "青山县水务局 2023 年度政府信息公开工作报告",
            "2023年青山县水务局政府信息公开年度报告",
            "青山县水务局关于2023年度政府信息公开工作的报告",
            "青山县水务局政府信息公开工作年度报告（2023年度）",
            "2023年度政府信息公开工作年度报告（青山县水务局）",
            "青山县水务局2023政府信息公开工作年度报告",
            "青山县水务局二〇二三年政务公开工作年度报告",
            "青山县水务局2023年信息公开年报",
            "青山县水务局2023年政府信息公开 工作告年度报",
            "【图解】青山县水务局2023年政府信息公开工作年度报告",
            "《青山县水务局2023年政府信息公开工作年度报告》",
            "附件1：青山县水务局2023年政府信息公开工作年度报告",
            "2024/1/15 16:30 青山县水务局2023年政府信息公开工作年度报告",
            "青山县水务局政府信息公开工作年度报告〔2023〕",
            "青山县水务局政府信息公开工作年度报告[2023年]",
            "青山县水务局〔2023〕年政府信息公开工作年度报告",
            "青山县水务局2023年1-12月政府信息公开工作年度报告",
            "青山县水务局2023年1月1日至2023年12月31日政府信息公开工作年度报告",
            "青山县水务局政府信息公开工作年度报告（2023年1月1日至12月31日）",
            "青山县水务局2O23年政府信息公开工作年度报告",
            "青山县水务局：2023年政府信息公开工作年度报告",
            "青山县水务局 | 2023年政府信息公开工作年度报告",
            "青山县水务局2023年政府信息公开工作总结暨年度报告",
            "青山县水务局2023年政府信息公開工作年度報告",
            "青山县水务局2023年度政府資訊公開工作年度報告",
            "青山县水务局2023年政府信公开工作年度报告",
            "青山县水务局关于发布2023年政府信息公开工作年度报告的公告",
            "青山县水务局关于报送2023年度政府信息公开工作年度报告的函",
        ] {
            assert_eq!(
                parsed(text),
                Some(("青山县水务局".into(), Some(2023))),
                "{text}"
            );
        }
    }

    #[test]
    fn a_government_keeps_its_own_word() {
        for text in [
            "青山县人民政府2023年信息公开年度报告",
            "2023年青山县人民政府信息公开年度报告",
            "2023年青山县人民政府政府信息公开工作年度报告",
        ] {
            assert_eq!(
                parsed(text),
                Some(("青山县人民政府".into(), Some(2023))),
                "{text}"
            );
        }
    }

    #[test]
    fn a_name_that_ends_like_a_word_keeps_its_end() {
        let text = "中华人民共和国青山海关2023年政府信息公开工作年度报告";
        assert_eq!(
            parsed(text).map(|t| t.0).as_deref(),
            Some("中华人民共和国青山海关")
        );
    }

    #[test]
    fn what_is_no_title_is_none() {
        for text in [
            "现公布青山县水务局，2023年政府信息公开工作年度报告",
            "关于做好2023年政府信息公开工作年度报告编制工作的通知",
            "中华人民共和国政府信息公开工作年度报告格式",
            "政府信息公开工作",
            "2023年政务公开工作总结",
        ] {
            assert_eq!(parsed(text), None, "{text}");
        }
    }

    #[test]
    fn two_years_in_a_title_are_told() {
        let title = parse("青山县水务局2022-2023年政府信息公开工作年度报告").expect("a title");
        assert!(title.years_differ);
    }

    #[test]
    fn a_title_may_break_anywhere() {
        let whole = ("青山县综合行政执法局".to_owned(), Some(2023), false);
        let body = "请与青山县综合行政执法局办公室联系";
        for texts in [
            &["青山县综合行政执法局", "2023年政府信息公开工作年度报告"][..],
            &["青山县综合", "行政执法局2023年政府信息公开工作年度报告"],
            &["青山县综合行政执法局2023年政府信息公开工作年度报", "告"],
            &["青山县综合行政执法局2023年政府", "信息公开工作年度报告"],
            &[
                "政府信息公开工作年度报告",
                "青山县综合行政执法局",
                "2023年政府信息公开工作年度报告",
            ],
            &[
                "青山县综合行政执法局",
                "政府信息公开工作 年度报告",
                "（2023年度）",
            ],
            &[
                "政府信息公开工作年度报告",
                "2023年度政府信息公开工作年度报告",
                "（青山县综合行政执法局）",
            ],
            &[
                "青山县综合行政执法局",
                "青山县综合行政执法局2023年政府信息公开工作",
                "年度报告",
            ],
            &[
                "2023年度",
                "青山县综合行政执法局",
                "政府信息公开工作年度报告",
                "2024年1月15日",
            ],
        ] {
            assert_eq!(found(texts, body), whole, "{texts:?}");
        }
    }

    #[test]
    fn a_line_above_the_title_is_no_name_for_standing_there_twice() {
        let title = "丰口市人民政府2023年政府信息公开工作年度报告";
        let page = ["导航", title, "公开信息728条。"];
        let lines = lines(&[page, page].concat());
        let found = find(&lines[..2], &Body::of(&lines), None).unwrap();
        assert_eq!(found.title.agency, "丰口市人民政府");
    }

    #[test]
    fn a_header_of_another_body_is_not_the_agency() {
        let texts = [
            "青山市人民政府",
            "青山市教育局2023年政府信息公开工作年度报告",
        ];
        assert_eq!(found(&texts, "").0, "青山市教育局");
    }

    #[test]
    fn the_bare_tail_of_a_name_is_doubtful() {
        let texts = ["青山市人民政府", "办公室2023年政府信息公开工作年度报告"];
        assert_eq!(found(&texts, "").0, "青山市人民政府办公室");
        assert!(found(&texts, "").2);
    }

    #[test]
    fn a_wrapped_line_of_the_preamble_is_no_title() {
        let texts = [
            "根据要求，现公布青山县人",
            "民政府2023年政府信息公开工作年度报告",
        ];
        assert_eq!(find(&lines(&texts), &Body::of(&[]), None), None);
    }

    #[test]
    fn the_addressee_under_a_title_is_not_the_agency() {
        let texts = [
            "青山县水务局",
            "关于2023年度政府信息公开工作的报告",
            "市政府办公室：",
        ];
        assert_eq!(found(&texts, "").0, "青山县水务局");
    }

    #[test]
    fn a_name_broken_over_lines_is_joined_and_doubtful() {
        for (texts, name) in [
            (
                &[
                    "青山经济技术开",
                    "发区管理委员会2023年政府信息公开工作年度报告",
                ][..],
                "青山经济技术开发区管理委员会",
            ),
            (
                &[
                    "青山县",
                    "石桥镇人民政府",
                    "2023年政府信息公开",
                    "工作年度报告",
                ],
                "青山县石桥镇人民政府",
            ),
        ] {
            assert_eq!(found(texts, ""), (name.to_owned(), Some(2023), true));
            let body = format!("请与{name}联系");
            assert_eq!(found(texts, &body), (name.to_owned(), Some(2023), false));
        }
    }

    #[test]
    fn a_short_name_under_another_body_is_doubtful_unless_the_text_uses_it() {
        let texts = ["青山市人民政府", "水务局2023年政府信息公开工作年度报告"];
        assert_eq!(found(&texts, ""), ("水务局".to_owned(), Some(2023), true));
        let used = found(&texts, "现公布水务局2023年度报告");
        assert_eq!(used, ("水务局".to_owned(), Some(2023), false));
    }

    #[test]
    fn the_day_of_publication_is_not_the_year() {
        let texts = ["青山市教育局政府信息公开工作年度报告", "（2024年1月15日）"];
        assert_eq!(found(&texts, "").1, None);
    }
}
