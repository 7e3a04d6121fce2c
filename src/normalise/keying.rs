//! Whose report it is and of which year: every place that says so is read, the most trusted one is taken, and
//! whatever is weak or contradicted is said to be so.

use std::collections::BTreeMap;

use super::header_table::{self, Header};
use super::hints::{self, Hint};
use super::text::{fold, is_invisible, split_numbering, split_struck};
use super::title::{self, Found, Title};
use super::{agency, path, prose, region, year};
use crate::document::LINE_BREAK;
use crate::issue::{self, Issue, Kind, Place};

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
    /// The year of the reporting period as the text gives it.
    pub(crate) period: Option<u16>,
    /// The year in which the report was published, by the table over it or else by its signature.
    pub(crate) published: Option<u16>,
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
    let evidence = gather(&input, &page);
    let mut keying = Keying {
        title: evidence
            .title
            .as_ref()
            .map_or_else(String::new, |found| found.printed.clone()),
        ..Keying::default()
    };
    decide_agency(&mut keying, &evidence);
    decide_year(&mut keying, &evidence);
    decide_region(&mut keying, &evidence);
    keying.period = evidence.period;
    keying.published = evidence.header.published.or(evidence.signature.signed);
    keying.hints = hints::find(&page.body.text, keying.year);
    for issue in &mut keying.issues {
        issue.place.page = evidence.title.as_ref().and_then(|found| found.page);
    }
    keying
}

/// What each place says.
struct Evidence<'a> {
    title: Option<&'a Found>,
    self_title: Option<Title>,
    header: Header,
    period: Option<u16>,
    preamble: &'a str,
    signature: prose::Signature,
    /// The title in a page header: it may be that of a collection.
    running: Option<Title>,
    metadata: Option<Title>,
    path: Title,
}

/// Lines at the end of a document among which a signature stands: it is followed by page numbers and footers at most.
const SIGNATURE_LINES: usize = 12;
/// Lines before the first section, in which the title stands.
const HEAD_LINES: usize = 120;
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
struct Page {
    lines: Vec<Line>,
    body: Body,
    title: Option<Found>,
}

impl Page {
    fn of(lines: Vec<Line>) -> Self {
        let body = Body::of(&lines);
        let title = find_title(&lines, &body);
        Page { lines, body, title }
    }
}

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
    let period = prose::period(body.between(0, first_section));
    let among = |end: usize| {
        let lines = lines.get(..lines.len().min(end)).unwrap_or_default();
        title::find(lines, body, period)
    };
    among(first_section).or_else(|| among(HEAD_LINES))
}

fn gather<'a>(input: &KeyingInput<'_>, page: &'a Page) -> Evidence<'a> {
    let Page { lines, body, title } = page;
    let section = first_section(lines);
    let before = lines.iter().take(section).map(|line| line.text.as_str());
    // A title cut by the page may go on behind the first section: the preamble stands before that all the same.
    let after_title = title.as_ref().map_or(0, |found| found.end);
    let cut = section > 0 && after_title > section;
    let after_title = if cut { 0 } else { after_title };
    let preamble = body.between(after_title, section.max(after_title));
    let last = lines
        .iter()
        .skip(lines.len().saturating_sub(SIGNATURE_LINES));
    let cells = input.tables.iter().flatten();
    Evidence {
        self_title: prose::self_title(preamble),
        header: header_table::read(cells.map(Vec::as_slice), before),
        period: prose::period(preamble),
        preamble,
        signature: prose::signature(last.map(|line| line.text.as_str())).unwrap_or_default(),
        running: running_title(input.running),
        metadata: title::parse(&year::with_digits(&fold(input.metadata_title))),
        path: path::read(input.path),
        title: title.as_ref(),
    }
}

fn running_title(texts: &[String]) -> Option<Title> {
    let pieces = texts.iter().flat_map(|text| text.split(['\n', LINE_BREAK]));
    let lines: Vec<Line> = pieces.take(HEAD_LINES).map(Line::plain).collect();
    Some(title::find(&lines, &Body::of(&lines), None)?.title)
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

    fn between(&self, start: usize, end: usize) -> &str {
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
fn first_section(lines: &[Line]) -> usize {
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

fn finding(kind: &'static Kind, message: String) -> Issue {
    Issue {
        kind,
        place: Place::default(),
        message,
    }
}

/// Finds a name in the preamble.
type Reader = fn(&str) -> Option<String>;

fn decide_agency(keying: &mut Keying, evidence: &Evidence<'_>) {
    let titled = evidence
        .title
        .as_ref()
        .map(|found| (found.title.agency.as_str(), found.doubtful));
    let quoted = evidence
        .self_title
        .as_ref()
        .map(|title| title.agency.as_str());
    let text = |name: &Option<Title>| {
        name.as_ref()
            .map_or(String::new(), |title| title.agency.clone())
    };
    // Source, name, whether it is weak; most trusted first.
    let named = [
        (
            "title",
            titled.map_or(String::new(), |t| t.0.to_owned()),
            titled.is_some_and(|t| t.1),
        ),
        ("preamble", quoted.unwrap_or_default().to_owned(), false),
        ("header_table", text(&evidence.header.title), false),
        ("page_header", text(&evidence.running), true),
        ("header_table", evidence.header.publisher.clone(), true),
    ];
    // Asked only when nothing above answers: their patterns take as long to build as a page to read.
    let prose: [(_, Reader); 2] = [
        ("preamble", prose::compiled_by),
        ("contact", prose::contact),
    ];
    let prose = prose
        .into_iter()
        .map(|(source, find)| (source, find(evidence.preamble).unwrap_or_default(), true));
    let last = [
        ("signature", evidence.signature.agency.clone(), true),
        ("metadata", text(&evidence.metadata), true),
        ("path", evidence.path.agency.clone(), true),
    ];
    let mut candidates = named.into_iter().chain(prose).chain(last);
    let Some((source, name, weak)) = candidates.find(|candidate| !candidate.1.is_empty()) else {
        keying.issues.push(finding(
            &issue::NO_AGENCY,
            "no place in the file names the agency".to_owned(),
        ));
        return;
    };
    if weak {
        let message = match source {
            "title" => {
                format!("「{name}」 in the title may be no agency, or only part of its name")
            }
            _ => format!("the agency 「{name}」 was found only in a weak place ({source})"),
        };
        keying
            .issues
            .push(finding(&issue::AGENCY_UNCERTAIN, message));
    }
    if let Some(other) = quoted.filter(|other| source == "title" && disagree(&name, other)) {
        let message = format!("the title names 「{name}」, the preamble 「{other}」");
        keying
            .issues
            .push(finding(&issue::AGENCY_CONFLICT, message));
    }
    keying.agency = name;
    keying.agency_source = source;
}

fn decide_region(keying: &mut Keying, evidence: &Evidence<'_>) {
    let agency_of = |title: Option<&Title>| title.map_or(String::new(), |t| t.agency.clone());
    let own = [
        agency_of(evidence.self_title.as_ref()),
        agency_of(evidence.header.title.as_ref()),
        evidence.header.publisher.clone(),
        evidence.signature.agency.clone(),
    ];
    let mut others: Vec<&str> = own.iter().map(String::as_str).collect();
    others.extend(prose::address(evidence.preamble));
    let (code, issue) = region::decide(region::Evidence {
        index: &evidence.header.index,
        agency: &keying.agency,
        year: keying.year,
        others: &others,
        text: evidence.preamble,
    });
    keying.region_code = code;
    keying.issues.extend(issue);
}

/// A name with and without its region, or with and without its office, is no conflict.
fn disagree(a: &str, b: &str) -> bool {
    let (short_a, short_b) = (agency::without_legal_tail(a), agency::without_legal_tail(b));
    !b.is_empty() && agency::is_shaped(b) && !a.contains(short_b) && !b.contains(short_a)
}

fn decide_year(keying: &mut Keying, evidence: &Evidence<'_>) {
    let title = evidence.title.as_ref().map(|found| &found.title);
    let of = |title: Option<&Title>| title.and_then(|title| title.year);
    let strong = [
        ("title", of(title)),
        ("preamble", of(evidence.self_title.as_ref())),
        ("header_table", of(evidence.header.title.as_ref())),
        ("period", evidence.period),
    ];
    let weak = [
        ("page_header", of(evidence.running.as_ref())),
        ("metadata", of(evidence.metadata.as_ref())),
        ("path", evidence.path.year),
        ("signature", evidence.signature.year),
    ];
    let said = |(source, year): (&'static str, Option<u16>)| Some((source, year?));
    let strong: Vec<_> = strong.into_iter().filter_map(said).collect();
    let first = strong.first().copied();
    let Some((source, year)) = first.or_else(|| weak.into_iter().find_map(said)) else {
        keying.issues.push(finding(
            &issue::NO_YEAR,
            "no place in the file names the year".to_owned(),
        ));
        return;
    };
    if first.is_none() {
        let message = format!("the year {year} was found only in a weak place ({source})");
        keying.issues.push(finding(&issue::YEAR_UNCERTAIN, message));
    }
    if title.is_some_and(|title| title.years_differ) || strong.iter().any(|other| other.1 != year) {
        let all: Vec<String> = strong
            .iter()
            .map(|(source, year)| format!("{source} {year}"))
            .collect();
        let message = format!("the report names more than one year: {}", all.join(", "));
        keying.issues.push(finding(&issue::YEAR_CONFLICT, message));
    }
    keying.year = Some(year);
    keying.year_source = source;
}

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
