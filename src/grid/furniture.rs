//! Page numbers and running headers and footers: what stands at the same place of several pages and is no content.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::words::Segment;
use crate::geometry::Rect;

/// Furniture stands within this share of the page's height from its top or bottom edge.
const MARGIN: f32 = 0.13;

/// How far furniture may move between pages. Points.
const SAME_PLACE: f32 = 4.0;

/// A bare number is a page number only when the text begins at least so many of its heights away: a number broken over
/// two lines may leave one half alone at the head of a page.
const APART: f32 = 1.0;

/// A page number with its ornaments, in the letters of [`letter`].
static PAGE_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = "^-*n?0{1,4}p?-*(?:/?t?0{1,4}p?)?-*$";
    Regex::new(pattern).expect("the pattern is tested")
});

/// What a character is in a page number: `n0p/t0p` is `第3页/共5页`. Patterns of ASCII are made many times faster.
fn letter(ch: char) -> char {
    match ch {
        '0'..='9' | '０'..='９' => '0',
        '-' | '—' | '–' | '－' | '―' | '·' | '•' | '.' | '~' => '-',
        '/' | '／' | ',' | '，' => '/',
        '第' => 'n',
        '页' => 'p',
        '共' => 't',
        _ => '?',
    }
}

/// One page's lines, for the comparison between pages.
pub(super) struct PageLines<'a> {
    pub(super) height: f32,
    pub(super) lines: &'a [Vec<Segment>],
    /// Where tables are drawn: a header that a table repeats on each page is no running header.
    pub(super) tables: &'a [Rect],
}

/// So many lines at the top and at the foot of a page may be furniture.
const MAX_LINES: usize = 2;

/// For each page, the segments (line, position) that are furniture.
///
/// A line at the head or foot of the page counts when it stands at the same height of another page with the same words
/// (digits apart); a page number also when it is alone on the last or first line. Inside a drawn table only a page
/// number with ornaments counts, and only when another page has one at the same height.
pub(super) fn find(pages: &[PageLines<'_>]) -> Vec<Vec<(usize, usize)>> {
    let whole: Vec<Vec<Segment>> = pages
        .iter()
        .map(|page| page.lines.iter().map(|line| join(line)).collect())
        .collect();
    let (mut lines, mut segments) = (Places::default(), Places::default());
    for (number, (page, whole)) in pages.iter().zip(&whole).enumerate() {
        lines.add(number, page.height, whole.iter());
        segments.add(number, page.height, page.lines.iter().flatten());
    }
    (0..pages.len())
        .map(|index| page_furniture(pages, &whole, index, &lines, &segments))
        .collect()
}

/// A line as one segment: page numbers and running headers are often set with wide gaps.
fn join(line: &[Segment]) -> Segment {
    let texts: Vec<&str> = line.iter().map(|segment| segment.text.as_str()).collect();
    let fold = |pick: fn(&Segment) -> (f32, f32)| {
        let ends = line.iter().map(pick);
        ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
            .unwrap_or_default()
    };
    Segment {
        glyphs: Vec::new(),
        text: texts.join(" "),
        x: fold(|s| s.x),
        y: fold(|s| s.y),
        size: 0.0,
        cut: false,
    }
}

fn page_furniture(
    pages: &[PageLines<'_>],
    whole: &[Vec<Segment>],
    index: usize,
    all_lines: &Places<'_>,
    all_segments: &Places<'_>,
) -> Vec<(usize, usize)> {
    let page = &pages[index];
    let is_furniture = |line: usize, outermost: bool| {
        let joined = &whole[index][line];
        let lonely = outermost
            && is_page_number(&joined.text)
            && is_one_number(&page.lines[line])
            && (is_ornamented_number(&joined.text) || is_apart(&whole[index], line));
        in_margin(joined, page.height)
            && !in_table(joined, page.tables)
            && (lonely || all_lines.repeat(index, joined, page.height))
    };
    let last = page.lines.len();
    let head = (0..last.min(MAX_LINES)).take_while(|&line| is_furniture(line, line == 0));
    let foot = (0..last.min(MAX_LINES)).map(|up| last - 1 - up);
    let foot = foot.take_while(|&line| is_furniture(line, line + 1 == last));
    let mut lines: Vec<usize> = head.chain(foot).collect();
    lines.sort_unstable();
    lines.dedup();
    let mut found: Vec<(usize, usize)> = lines
        .iter()
        .flat_map(|&line| (0..page.lines[line].len()).map(move |s| (line, s)))
        .collect();
    for (l, line) in page
        .lines
        .iter()
        .enumerate()
        .filter(|(l, _)| !lines.contains(l))
    {
        let numbers = line.iter().enumerate().filter(|(_, segment)| {
            in_margin(segment, page.height)
                && is_ornamented_number(&segment.text)
                && all_segments.repeat(index, segment, page.height)
        });
        found.extend(numbers.map(|(s, _)| (l, s)));
    }
    found
}

fn in_table(segment: &Segment, tables: &[Rect]) -> bool {
    let x = (segment.x.0 + segment.x.1) / 2.0;
    tables
        .iter()
        .any(|table| table.contains(x, segment.center_y()))
}

/// Whether at most one segment of a line is a bare number: a row of numbers is no page number.
fn is_one_number(line: &[Segment]) -> bool {
    line.iter()
        .filter(|segment| segment.text.chars().any(char::is_numeric))
        .count()
        == 1
}

/// Whether the lines beside one are far from it.
fn is_apart(lines: &[Segment], line: usize) -> bool {
    let own = &lines[line];
    let gap = |other: &Segment| (other.y.0 - own.y.1).max(own.y.0 - other.y.1);
    let beside = [line.checked_sub(1), line.checked_add(1)];
    let mut beside = beside.into_iter().flatten().filter_map(|at| lines.get(at));
    beside.all(|other| gap(other) >= APART * (own.y.1 - own.y.0))
}

fn in_margin(segment: &Segment, height: f32) -> bool {
    let y = segment.center_y();
    y < MARGIN * height || y > (1.0 - MARGIN) * height
}

/// `-3-`, `—3—`, `第3页`, `第3页共5页`, `3/5`.
fn is_page_number(text: &str) -> bool {
    let dense = text.chars().filter(|c| !c.is_whitespace());
    PAGE_NUMBER.is_match(&dense.map(letter).collect::<String>())
}

/// What stands in the margins of all pages, by words and by place rounded to [`SAME_PLACE`].
#[derive(Default)]
struct Places<'a>(HashMap<Place, Vec<Seen<'a>>>);

/// The words of a text, empty for a page number, with its height and, for words, its left end.
type Place = (String, i32, i32);

/// A text in the margin of a page.
struct Seen<'a> {
    page: usize,
    height: f32,
    segment: &'a Segment,
}

/// So many texts of one page and place are kept: they are looked for on other pages.
const SEEN_ON_A_PAGE: usize = 2;
/// So many texts of a place are compared: those of one place and one wording repeat at once, or the pages have
/// as many sizes.
const SEEN: usize = 256;
/// Words of a running header have more characters than this.
const SHORT: usize = 3;

impl<'a> Places<'a> {
    fn add(&mut self, page: usize, height: f32, segments: impl Iterator<Item = &'a Segment>) {
        for segment in segments.filter(|segment| in_margin(segment, height)) {
            let Some(place) = place(segment) else {
                continue;
            };
            let seen = self.0.entry(place).or_default();
            let on_page = seen.iter().rev().take(SEEN_ON_A_PAGE);
            if on_page.filter(|other| other.page == page).count() < SEEN_ON_A_PAGE {
                seen.push(Seen {
                    page,
                    height,
                    segment,
                });
            }
        }
    }

    /// Whether another page has the same words, or another page number, at the same height.
    fn repeat(&self, page: usize, segment: &Segment, height: f32) -> bool {
        let Some((words, y, x)) = place(segment) else {
            return false;
        };
        let numbered = words.is_empty();
        let is_same = |other: &Seen<'_>| {
            other.page != page
                && same(other.height, height)
                && same(other.segment.center_y(), segment.center_y())
                && match numbered {
                    true => other.segment.text != segment.text,
                    false => same(other.segment.x.0, segment.x.0),
                }
        };
        let beside = (-1..=1).flat_map(|up| (-1..=1).map(move |left| (up, left)));
        beside
            .filter_map(|(up, left)| {
                let place = (words.clone(), y.saturating_add(up), x.saturating_add(left));
                self.0.get(&place)
            })
            .any(|seen| seen.iter().take(SEEN).any(is_same))
    }
}

/// Where a text is looked for; `None` when it is neither a page number nor a running header.
fn place(segment: &Segment) -> Option<Place> {
    let rounded = |at: f32| (at / SAME_PLACE).floor() as i32;
    let y = rounded(segment.center_y());
    if is_ornamented_number(&segment.text) {
        return Some((String::new(), y, 0));
    }
    let words = mask(&segment.text);
    (words.chars().count() > SHORT).then(|| (words, y, rounded(segment.x.0)))
}

fn same(a: f32, b: f32) -> bool {
    (a - b).abs() <= SAME_PLACE
}

/// A page number that cannot be a table's number: it has ornaments or the word 页.
fn is_ornamented_number(text: &str) -> bool {
    let plain = text.chars().all(|c| c.is_numeric() || c.is_whitespace());
    !plain && text.chars().any(char::is_numeric) && is_page_number(text)
}

/// The words of a segment without digits and spaces.
fn mask(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !c.is_numeric())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(text: &str, y: f32) -> Segment {
        Segment {
            glyphs: Vec::new(),
            text: text.to_owned(),
            x: (50.0, 90.0),
            y: (y, y + 10.0),
            size: 10.0,
            cut: false,
        }
    }

    fn furniture(pages: &[Vec<Vec<Segment>>]) -> Vec<Vec<(usize, usize)>> {
        let pages: Vec<PageLines<'_>> = pages
            .iter()
            .map(|lines| PageLines {
                height: 800.0,
                lines,
                tables: &[],
            })
            .collect();
        find(&pages)
    }

    #[test]
    fn a_page_number_alone_on_the_last_line_is_furniture() {
        let found = furniture(&[vec![
            vec![segment("正文", 100.0)],
            vec![segment("— 3 —", 770.0)],
        ]]);
        assert_eq!(found, [vec![(1, 0)]]);
    }

    #[test]
    fn a_bare_number_close_to_the_text_is_no_page_number() {
        let page = |y: f32| {
            vec![vec![
                vec![segment("1000", y)],
                vec![segment("二、上年结转", 60.0)],
            ]]
        };
        assert_eq!(furniture(&page(48.0)), [vec![]]);
        assert_eq!(furniture(&page(30.0)), [vec![(0, 0)]]);
    }

    #[test]
    fn a_running_header_is_furniture_and_a_title_is_not() {
        let page = |title: &str| {
            vec![
                vec![segment("政府信息公开年报", 30.0)],
                vec![segment(title, 90.0)],
            ]
        };
        let found = furniture(&[page("甲县二〇二三年报告"), page("二、主动公开")]);
        assert_eq!(found, [vec![(0, 0)], vec![(0, 0)]]);
    }

    #[test]
    fn a_table_header_repeated_on_each_page_is_no_running_header() {
        let page = vec![
            vec![segment("本年制发件数", 30.0)],
            vec![segment("0", 90.0)],
        ];
        let table = [Rect::new(0.0, 20.0, 500.0, 200.0)];
        let sheet = || PageLines {
            height: 800.0,
            lines: &page,
            tables: &table,
        };
        assert_eq!(find(&[sheet(), sheet()]), [vec![], vec![]]);
    }

    #[test]
    fn a_row_of_numbers_at_the_foot_of_a_page_is_no_page_number() {
        let found = furniture(&[vec![vec![segment("0", 770.0), segment("3", 770.0)]]]);
        assert_eq!(found, [vec![]]);
    }
}
