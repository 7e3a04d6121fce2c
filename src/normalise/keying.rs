//! Whose report it is and of which year: every place that says so is read, the most trusted one is taken, and
//! whatever is weak or contradicted is said to be so.

use std::collections::BTreeMap;

use super::hints::{self, Hint};
use super::kind::{self, OtherKind};
use super::text::{fold, is_invisible, split_numbering, split_struck};
use super::title::{self, Found};
use super::{decide, evidence, prose, year};
use crate::Known;
use crate::document::LINE_BREAK;
use crate::extraction::Candidate;
use crate::issue::Issue;

/// One line (or paragraph) of text outside of the statutory tables.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TextLine {
    /// As printed.
    pub(crate) text: String,
    /// 1-based page, where the source has pages.
    pub(crate) page: Option<u32>,
    /// Distance of its top from the top of the page in points; 0 when unknown.
    pub(crate) top: f32,
    /// Font size in points; 0 when unknown.
    pub(crate) size: f32,
}

/// All that keying looks at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyingInput<'a> {
    /// Lines outside of tables in reading order, headers and footers included.
    pub(crate) lines: &'a [TextLine],
    /// Rows of cell texts above the numbers of the first statutory table, in its own grid and in those before it.
    pub(crate) tables: &'a [Vec<Vec<String>>],
    /// Texts of the page headers that are not among `lines`.
    pub(crate) running: &'a [String],
    /// The title in the file's metadata; empty when there is none.
    pub(crate) metadata_title: &'a str,
    /// Path or URL of the file; empty when there is none.
    pub(crate) path: &'a str,
    /// What is known from elsewhere, checked.
    pub(crate) known: &'a Known,
}

/// The key of a report, with where each part was found (the words of [`crate::Report`]).
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Keying {
    pub(crate) title: String,
    pub(crate) agency: String,
    pub(crate) agency_source: &'static str,
    pub(crate) year: Option<u16>,
    pub(crate) year_source: &'static str,
    /// GB/T 2260 code of the agency's region; empty when unknown.
    pub(crate) region_code: String,
    pub(crate) region_source: &'static str,
    pub(crate) agency_key: String,
    pub(crate) compiled_by: String,
    pub(crate) url: String,
    pub(crate) publisher: String,
    pub(crate) published: String,
    pub(crate) retrieved: String,
    /// What each place says, by field and trust.
    pub(crate) candidates: Vec<Candidate>,
    /// Why the file is no annual report, or carries one's form only, as its titles tell.
    pub(crate) other: Option<OtherKind>,
    /// The year of the reporting period as the text gives it.
    pub(crate) period: Option<u16>,
    /// The year in which the report was published, by the table over it or else by its signature.
    pub(crate) published_year: Option<u16>,
    /// Numbers that the text gives about what the tables hold.
    pub(crate) hints: Vec<Hint>,
    /// `K` findings.
    pub(crate) issues: Vec<Issue>,
}

/// A line made ready to compare; running headers and footers are no lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Line {
    /// Folded, years in digits.
    pub(super) text: String,
    /// As printed, without spaces.
    printed: String,
    pub(super) page: Option<u32>,
    pub(super) size: f32,
}

impl Line {
    /// Words that are crossed out are withdrawn: they are no part of a name.
    pub(super) fn plain(text: &str) -> Self {
        let end = text.char_indices().nth(LINE_CHARS);
        let text = end.map_or(text, |(end, _)| text.get(..end).unwrap_or_default());
        Line {
            text: year::with_digits(&fold(&split_struck(text).0)),
            printed: text.chars().filter(|c| !is_invisible(*c)).collect(),
            ..Line::default()
        }
    }

    pub(super) fn printed(&self) -> &str {
        &self.printed
    }
}

/// Finds agency and year.
pub(crate) fn find(input: KeyingInput<'_>) -> Keying {
    let page = page(&input);
    let evidence = evidence::gather(&input, &page);
    let mut keying = decide::decide(&evidence);
    keying.other = kind::other_kind(&page.lines, &cells_above(&input), &evidence);
    let title = evidence.title.as_ref();
    keying.title = title.map_or_else(String::new, |found| found.printed.clone());
    keying.period = evidence.period.as_ref().and_then(|period| period.year);
    let signed = evidence.signature.signed;
    keying.published_year = evidence.header.published_year().or(signed);
    keying.hints = hints::find(&page.body.text, keying.year);
    for issue in &mut keying.issues {
        issue.place.page = title.and_then(|found| found.page);
    }
    keying
}

/// The key of a file of which nothing was read.
pub(crate) fn of_known(known: &Known) -> Keying {
    let keying = find(KeyingInput {
        lines: &[],
        tables: &[],
        running: &[],
        metadata_title: "",
        path: "",
        known,
    });
    Keying {
        issues: Vec::new(),
        ..keying
    }
}

/// Lines at the end of a document among which a signature stands: it is followed by page numbers and footers at most.
pub(super) const SIGNATURE_LINES: usize = 12;
/// Lines before the first section, in which the title stands.
pub(super) const HEAD_LINES: usize = 120;
/// Bytes of the text after the title that count as preamble when no section heading ends it.
const PREAMBLE_BYTES: usize = 6_000;
/// Bytes of the text before the first section in which a name and a period are looked for.
const MAX_PREAMBLE_BYTES: usize = 30_000;
/// Characters of a line in which something is looked for: a title, an agency and a date stand in few words, and a
/// preamble in one paragraph ends long before.
const LINE_CHARS: usize = 4_000;
/// Bytes of the text in which a name is looked for again.
const BODY_BYTES: usize = 1 << 20;

/// The lines to read, with their text and the title in them.
pub(super) struct Page {
    pub(super) lines: Vec<Line>,
    pub(super) body: Body,
    pub(super) title: Option<Found>,
}

impl Page {
    fn of(lines: Vec<Line>) -> Self {
        let body = Body::of(&lines);
        let title = find_title(&lines, &body);
        Page { lines, body, title }
    }
}

/// The cells above the numbers, line by line: a sheet has its title in its table.
fn cells_above(input: &KeyingInput<'_>) -> Vec<Line> {
    let cells = input.tables.iter().flatten().flatten();
    let pieces = cells.flat_map(|cell| cell.split(['\n', LINE_BREAK]));
    // A merged cell stands in each of its rows.
    let mut lines: Vec<Line> = pieces.take(MAX_CELLS_ABOVE).map(Line::plain).collect();
    lines.retain(|line| !line.text.is_empty());
    lines.dedup();
    lines.truncate(HEAD_LINES);
    lines
}

/// Lines of cells that are looked at for a title.
const MAX_CELLS_ABOVE: usize = 1_000;

/// A layout table may hold the whole page: without a title outside of tables their cells come first.
fn page(input: &KeyingInput<'_>) -> Page {
    let own = Page::of(prepare(input.lines));
    if input.tables.is_empty() || own.title.is_some() {
        return own;
    }
    let cells = input.tables.iter().flatten().flatten();
    let pieces = cells.flat_map(|cell| cell.split(['\n', LINE_BREAK]));
    let mut lines: Vec<Line> = pieces
        .map(Line::plain)
        .filter(|line| !line.text.is_empty())
        .collect();
    // A merged cell stands in each of its rows.
    lines.dedup();
    lines.extend(own.lines.iter().cloned());
    let whole = Page::of(lines);
    let has_section = |page: &Page| section_heading(&page.lines).is_some();
    let is_page = whole.title.is_some() || (!has_section(&own) && has_section(&whole));
    if is_page { whole } else { own }
}

/// The title before the first section, or else among the first lines.
fn find_title(lines: &[Line], body: &Body) -> Option<Found> {
    let first_section = first_section(lines);
    let period = prose::period(body.between(0, first_section)).and_then(|period| period.year);
    let among = |end: usize| {
        let lines = lines.get(..lines.len().min(end)).unwrap_or_default();
        title::find(lines, body, period)
    };
    among(first_section).or_else(|| among(HEAD_LINES))
}

/// The text of the lines joined.
pub(super) struct Body {
    text: String,
    /// Where each line begins; one more for the end.
    starts: Vec<usize>,
}

impl Body {
    pub(super) fn of(lines: &[Line]) -> Self {
        let mut body = Body {
            text: String::new(),
            starts: vec![0],
        };
        for line in lines {
            if body.text.len() < BODY_BYTES {
                body.text.push_str(&line.text);
            }
            body.starts.push(body.text.len());
        }
        body
    }

    /// The text from this line on.
    pub(super) fn after(&self, line: usize) -> &str {
        let start = self.starts.get(line).copied().unwrap_or(self.text.len());
        self.text.get(start..).unwrap_or_default()
    }

    /// Whether the text from a line on holds a name otherwise than broken over two lines behind the same `first` bytes:
    /// a page that shows a report twice repeats the line above the title with the title, and proves nothing by it.
    pub(super) fn holds(&self, line: usize, name: &str, first: usize) -> bool {
        let text = self.after(line);
        let offset = self.text.len() - text.len();
        let is_start = |at: usize| self.starts.binary_search(&at).is_ok();
        text.match_indices(name)
            .map(|(at, _)| offset + at)
            .any(|at| !(first < name.len() && is_start(at) && is_start(at + first)))
    }

    pub(super) fn between(&self, start: usize, end: usize) -> &str {
        let text = self.after(start);
        let length = text.len() - self.after(end).len();
        let cap = if length == 0 { PREAMBLE_BYTES } else { length };
        let cap = cap.min(MAX_PREAMBLE_BYTES);
        let end = (0..=cap.min(text.len()))
            .rev()
            .find(|i| text.is_char_boundary(*i));
        text.get(..end.unwrap_or(0)).unwrap_or_default()
    }
}

/// The index of the line `一、总体情况`, or of the last line that may belong to the head.
pub(super) fn first_section(lines: &[Line]) -> usize {
    section_heading(lines).unwrap_or(lines.len().min(HEAD_LINES))
}

fn section_heading(lines: &[Line]) -> Option<usize> {
    let is_heading = |line: &Line| {
        let (numbering, rest) = split_numbering(&line.text);
        let first = numbering.is_some_and(|n| n.level == 1 && n.value == 1);
        (first && !rest.is_empty() && rest.chars().count() < 30) || line.text == "总体情况"
    };
    lines.iter().take(HEAD_LINES).position(is_heading)
}

fn prepare(lines: &[TextLine]) -> Vec<Line> {
    let running = running_lines(lines);
    let own = lines.iter().zip(running).filter(|(_, running)| !running);
    // A paragraph may hold a whole title block, broken by hand.
    let pieces = own.flat_map(|(line, _)| line.text.split('\n').map(move |text| (line, text)));
    let ready = pieces.map(|(line, text)| Line {
        page: line.page,
        size: line.size,
        ..Line::plain(text)
    });
    ready.filter(|line| !line.text.is_empty()).collect()
}

/// How far the same header may move from page to page, in points.
const RUNNING_TOLERANCE: f32 = 6.0;

/// Which lines recur at the same height on another page, page numbers aside.
fn running_lines(lines: &[TextLine]) -> Vec<bool> {
    let mut places: BTreeMap<String, Vec<(u32, f32)>> = BTreeMap::new();
    let key = |line: &TextLine| {
        fold(&line.text)
            .chars()
            .filter(|c| !c.is_ascii_digit())
            .collect::<String>()
    };
    for line in lines {
        if let Some(page) = line.page {
            places.entry(key(line)).or_default().push((page, line.top));
        }
    }
    let recurs = |line: &TextLine| {
        let here = line.page?;
        // Few places are enough to tell; a line on every page of a long document is found at once.
        let others = places.get(&key(line))?.iter().take(MAX_PLACES);
        Some(
            others
                .into_iter()
                .any(|(page, top)| *page != here && (top - line.top).abs() <= RUNNING_TOLERANCE),
        )
    };
    lines
        .iter()
        .map(|line| recurs(line).unwrap_or(false))
        .collect()
}

/// Places of one text that are compared.
const MAX_PLACES: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, page: u32, top: f32) -> TextLine {
        TextLine {
            text: text.to_owned(),
            page: Some(page),
            top,
            size: 16.0,
        }
    }

    fn keyed(lines: &[TextLine], path: &str) -> Keying {
        find(KeyingInput {
            lines,
            tables: &[],
            running: &[],
            metadata_title: "",
            path,
            known: &Known::default(),
        })
    }

    fn codes(keying: &Keying) -> Vec<&'static str> {
        keying.issues.iter().map(|issue| issue.kind.code).collect()
    }

    const PREAMBLE: &str = "现公布青山县水务局2023年政府信息公开工作年度报告。统计期限自2023年1月1日起至2023年12月31日止。如有疑问，请与青山县水务局办公室联系（地址：";

    #[test]
    fn the_title_is_taken_and_a_running_header_is_not() {
        let lines = [
            line("青山市政府信息公开工作年度报告", 1, 40.0),
            line("青山县水务局", 1, 90.0),
            line("2023年政府信息公开 工作年度报告", 1, 120.0),
            line(PREAMBLE, 1, 150.0),
            line("一、总体情况", 1, 400.0),
            line("青山市政府信息公开工作年度报告", 2, 41.0),
        ];
        let keying = keyed(&lines, "");
        assert_eq!(
            (keying.agency.as_str(), keying.agency_source),
            ("青山县水务局", "title")
        );
        assert_eq!((keying.year, keying.year_source), (Some(2023), "title"));
        assert_eq!(keying.title, "青山县水务局2023年政府信息公开工作年度报告");
        assert_eq!(keying.issues, []);
    }

    #[test]
    fn without_a_title_the_preamble_speaks() {
        let keying = keyed(&[line(PREAMBLE, 1, 100.0)], "a/2019.pdf");
        assert_eq!(
            (keying.agency.as_str(), keying.agency_source),
            ("青山县水务局", "preamble")
        );
        assert_eq!((keying.year, keying.year_source), (Some(2023), "preamble"));
        assert_eq!(codes(&keying), [""; 0]);
    }

    #[test]
    fn years_that_differ_are_a_conflict() {
        let lines = [
            line("青山县水务局2022年政府信息公开工作年度报告", 1, 90.0),
            line(PREAMBLE, 1, 150.0),
        ];
        let keying = keyed(&lines, "");
        assert_eq!(keying.year, Some(2022));
        assert_eq!(codes(&keying), ["K202"]);
    }

    #[test]
    fn agencies_that_differ_are_a_conflict_but_not_with_and_without_region() {
        let other = [
            line("青山县教育局2023年政府信息公开工作年度报告", 1, 90.0),
            line(PREAMBLE, 1, 150.0),
        ];
        assert_eq!(codes(&keyed(&other, "")), ["K102"]);
        let short = [
            line("水务局2023年政府信息公开工作年度报告", 1, 90.0),
            line(PREAMBLE, 1, 150.0),
        ];
        // No conflict, but a short name.
        assert_eq!(codes(&keyed(&short, "")), ["K103"]);
    }

    #[test]
    fn weak_places_are_told() {
        let lines = [
            line("如有疑问，请与青山县水务局联系。", 1, 90.0),
            line("青山县水务局", 2, 600.0),
            line("2024年1月15日", 2, 620.0),
        ];
        let keying = keyed(&lines, "");
        assert_eq!(
            (keying.agency_source, keying.year_source),
            ("contact", "signature")
        );
        assert_eq!(
            (keying.agency.as_str(), keying.year),
            ("青山县水务局", Some(2023))
        );
        assert_eq!(codes(&keying), ["K103", "K203"]);
    }

    #[test]
    fn a_title_broken_by_hand_inside_a_paragraph_is_read() {
        let block = TextLine {
            text: format!("青山县水务局\n2023年政府信息公开\n工作年度报告\n{PREAMBLE}"),
            ..TextLine::default()
        };
        let keying = keyed(&[block], "");
        assert_eq!((keying.agency_source, keying.year), ("title", Some(2023)));
        assert_eq!(keying.title, "青山县水务局2023年政府信息公开工作年度报告");
    }

    proptest::proptest! {
        #[test]
        fn any_text_gives_a_key_or_a_finding(texts in proptest::collection::vec("[青山县水务局政府信息公开工作年度报告二〇20234年()（）《》,。:/%\n ]{0,30}|.{0,20}", 0..8), path in ".{0,20}|[%/0-9a-f局.年]{0,20}") {
            let lines: Vec<TextLine> = texts.iter().zip(1..).map(|(text, page)| line(text, page % 3, 40.0)).collect();
            let keying = keyed(&lines, &path);
            let codes = codes(&keying);
            proptest::prop_assert_eq!(keying.agency.is_empty(), codes.contains(&"K101"));
            proptest::prop_assert_eq!(keying.year.is_none(), codes.contains(&"K201"));
        }
    }

    #[test]
    fn a_title_in_a_page_header_is_weak() {
        let running = ["青山县水务局2023年政府信息公开工作年度报告".to_owned()];
        let keying = find(KeyingInput {
            lines: &[line("如有疑问，请与青山县水务局联系。", 1, 90.0)],
            tables: &[],
            running: &running,
            metadata_title: "",
            path: "",
            known: &Known::default(),
        });
        assert_eq!(
            (keying.agency.as_str(), keying.year),
            ("青山县水务局", Some(2023))
        );
        assert_eq!(
            (keying.agency_source, keying.year_source),
            ("page_header", "page_header")
        );
        assert_eq!(codes(&keying), ["K103", "K203"]);
    }

    #[test]
    fn a_layout_table_that_holds_the_page_is_read_like_a_page() {
        let cell = format!(
            "青山县水务局\n2023年政府信息公开\u{2028}工作年度报告\n{PREAMBLE}\n一、总体情况\n无。"
        );
        let keying = find(KeyingInput {
            lines: &[],
            tables: &[vec![vec![cell.clone()], vec![cell]]],
            running: &[],
            metadata_title: "",
            path: "",
            known: &Known::default(),
        });
        assert_eq!(
            (keying.agency.as_str(), keying.year_source),
            ("青山县水务局", "title")
        );
        assert_eq!(keying.issues, []);
    }

    #[test]
    fn the_period_decides_between_a_title_and_a_link_above_it() {
        let other = line("青山市审计局2021年政府信息公开工作年度报告", 1, 40.0);
        let own = line("青山县水务局2023年政府信息公开工作年度报告", 1, 90.0);
        let keying = keyed(&[other, own, line(PREAMBLE, 1, 150.0)], "");
        assert_eq!(
            (keying.agency.as_str(), keying.year),
            ("青山县水务局", Some(2023))
        );
        assert_eq!(codes(&keying), [""; 0]);
    }

    #[test]
    fn the_region_is_that_of_the_name_in_its_year_or_is_doubtful() {
        let region = |agency: &str, index: &str| {
            let title = format!("{agency}2014年政府信息公开工作年度报告");
            let keying = keyed(&[line(index, 1, 40.0), line(&title, 1, 90.0)], "");
            (keying.region_code.clone(), codes(&keying))
        };
        assert_eq!(region("洪泽县水务局", ""), ("320829".into(), vec![]));
        let bare = region("鼓楼区人民政府", "");
        assert_eq!(bare, (String::new(), vec!["K401"]));
        let index = "索引号:11341702486344515H/2015-00012";
        let copied = region("宁国市水务局", index);
        assert_eq!(copied, ("341702".into(), vec!["K402"]));
        assert_eq!(region("水务局", index).0, "341702");
    }

    #[test]
    fn nothing_found_is_told() {
        assert_eq!(codes(&keyed(&[], "")), ["K101", "K201"]);
    }
}
