//! Page numbers and running headers and footers: what stands at the same place of several pages and is no content.

use std::sync::LazyLock;

use regex::Regex;

use super::words::Segment;

/// Furniture stands within this share of the page's height from its top or bottom edge.
const MARGIN: f32 = 0.13;

/// How far furniture may move between pages. Points.
const SAME_PLACE: f32 = 4.0;

/// A page number with its ornaments, after dropping white space: `-3-`, `—3—`, `第3页`, `第3页共5页`, `3/5`.
static PAGE_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^[-—–－―·•.~]*第?[0-9０-９]{1,4}页?[-—–－―·•.~]*([/／,，]?共?[0-9０-９]{1,4}页?)?[-—–－―·•.~]*$";
    Regex::new(pattern).expect("the pattern is tested")
});

/// One page's lines, for the comparison between pages.
pub(super) struct PageLines<'a> {
    pub(super) height: f32,
    pub(super) lines: &'a [Vec<Segment>],
}

/// For each page, the segments (line, position) that are furniture.
///
/// Words count when they stand at the same height of another page with the same text (digits apart); a page number
/// also when it is alone on the last or first line.
pub(super) fn find(pages: &[PageLines<'_>]) -> Vec<Vec<(usize, usize)>> {
    let whole: Vec<Vec<Segment>> = pages
        .iter()
        .map(|page| page.lines.iter().map(|line| join(line)).collect())
        .collect();
    pages
        .iter()
        .enumerate()
        .map(|(index, page)| page_furniture(pages, &whole, index, page))
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
    }
}

fn page_furniture(
    pages: &[PageLines<'_>],
    whole: &[Vec<Segment>],
    index: usize,
    page: &PageLines<'_>,
) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let others: Vec<&Segment> = others(pages, index, |_, page| {
        page.lines.iter().flatten().collect()
    });
    let other_lines: Vec<&Segment> =
        self::others(pages, index, |other, _| whole[other].iter().collect());
    for (l, line) in page.lines.iter().enumerate() {
        let joined = &whole[index][l];
        let outermost = l == 0 || l + 1 == page.lines.len();
        let lonely_number = outermost && is_page_number(&joined.text) && is_one_number(line);
        if in_margin(joined, page.height)
            && (lonely_number || repeats(&other_lines, joined, page.height))
        {
            found.extend((0..line.len()).map(|s| (l, s)));
            continue;
        }
        for (s, segment) in line.iter().enumerate() {
            if in_margin(segment, page.height) && repeats(&others, segment, page.height) {
                found.push((l, s));
            }
        }
    }
    found
}

/// What stands on the other pages of the same height.
fn others<'a>(
    pages: &[PageLines<'a>],
    index: usize,
    pick: impl Fn(usize, &PageLines<'a>) -> Vec<&'a Segment>,
) -> Vec<&'a Segment> {
    let height = pages[index].height;
    let same_height = pages
        .iter()
        .enumerate()
        .filter(|(other, page)| *other != index && same(page.height, height));
    same_height
        .flat_map(|(other, page)| pick(other, page))
        .collect()
}

/// Whether at most one segment of a line is a bare number: a row of numbers is no page number.
fn is_one_number(line: &[Segment]) -> bool {
    line.iter()
        .filter(|segment| segment.text.chars().any(char::is_numeric))
        .count()
        == 1
}

fn in_margin(segment: &Segment, height: f32) -> bool {
    let y = segment.center_y();
    y < MARGIN * height || y > (1.0 - MARGIN) * height
}

fn is_page_number(text: &str) -> bool {
    let dense: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    PAGE_NUMBER.is_match(&dense)
}

/// Whether another page has the same words, or another page number, at the same height.
fn repeats(others: &[&Segment], segment: &Segment, height: f32) -> bool {
    let numbered = is_ornamented_number(&segment.text);
    let words = mask(&segment.text);
    if words.is_empty() && !numbered {
        return false;
    }
    others.iter().any(|other| {
        same(other.center_y(), segment.center_y())
            && in_margin(other, height)
            && match numbered {
                true => is_ornamented_number(&other.text) && other.text != segment.text,
                false => {
                    words.chars().count() > 3
                        && mask(&other.text) == words
                        && same(other.x.0, segment.x.0)
                }
            }
    })
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
        }
    }

    fn furniture(pages: &[Vec<Vec<Segment>>]) -> Vec<Vec<(usize, usize)>> {
        let pages: Vec<PageLines<'_>> = pages
            .iter()
            .map(|lines| PageLines {
                height: 800.0,
                lines,
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
    fn a_row_of_numbers_at_the_foot_of_a_page_is_no_page_number() {
        let found = furniture(&[vec![vec![segment("0", 770.0), segment("3", 770.0)]]]);
        assert_eq!(found, [vec![]]);
    }
}
