//! List labels (ISO/IEC 26300-1, 5.3 and 16.30): which level prints what, and how far each list has counted.

use std::collections::BTreeMap;

use quick_xml::events::BytesStart;

use super::styles::{OUTLINE, Styles};
use crate::error::Error;
use crate::read::numerals;
use crate::read::xml::{Cursor, attribute, local};

/// Levels of a list.
const LEVELS: usize = 10;
/// Characters of the text around a number; a longer one is no label.
const MAX_AFFIX: usize = 255;

/// One level of a list style.
#[derive(Clone, Debug, Default)]
struct Level {
    /// The number format in the words of WordprocessingML; empty: no number.
    format: &'static str,
    prefix: String,
    suffix: String,
    /// `（%1%）`, where said: stands for prefix, numbers and suffix.
    template: Option<String>,
    /// How many levels are printed, this one included.
    display: usize,
    start: u32,
    bullet: Option<char>,
    /// What parts label and text.
    follow: &'static str,
}

/// `text:list-style` or `text:outline-style`.
#[derive(Clone, Debug, Default)]
pub(super) struct ListStyle {
    levels: BTreeMap<usize, Level>,
}

type Counters = [Option<u32>; LEVELS];

/// An open `text:list`.
#[derive(Clone, Debug)]
struct Open {
    style: String,
    counters: usize,
}

/// The lists of one document on the way through it.
#[derive(Debug)]
pub(super) struct Lists {
    open: Vec<Open>,
    /// An item has begun and no paragraph of it yet: a number set for it, if any.
    pending: Option<Option<u32>>,
    /// The first is that of the headings.
    counters: Vec<Counters>,
    by_id: BTreeMap<String, usize>,
    by_style: BTreeMap<String, usize>,
}

impl Default for Lists {
    fn default() -> Self {
        Lists {
            open: Vec::new(),
            pending: None,
            counters: vec![Counters::default()],
            by_id: BTreeMap::new(),
            by_style: BTreeMap::new(),
        }
    }
}

impl Lists {
    /// A `text:list` begins.
    pub(super) fn begin(&mut self, start: &BytesStart<'_>) {
        let own = attribute(start, "style-name").map(|name| name.into_owned());
        let outer = self.open.last().cloned();
        let style = own
            .or_else(|| outer.as_ref().map(|open| open.style.clone()))
            .unwrap_or_default();
        let counters = match outer {
            Some(open) => open.counters,
            None => self.begin_counting(start, &style),
        };
        self.pending = None;
        self.open.push(Open { style, counters });
    }

    fn begin_counting(&mut self, start: &BytesStart<'_>, style: &str) -> usize {
        let continued = match attribute(start, "continue-list") {
            Some(id) => self.by_id.get(&*id).copied(),
            None if attribute(start, "continue-numbering").as_deref() == Some("true") => {
                self.by_style.get(style).copied()
            }
            None => None,
        };
        let counters = continued.unwrap_or(self.counters.len());
        if continued.is_none() {
            self.counters.push(Counters::default());
        }
        if let Some(id) = attribute(start, "id") {
            self.by_id.insert(id.into_owned(), counters);
        }
        self.by_style.insert(String::from(style), counters);
        counters
    }

    /// The `text:list` that began last ends.
    pub(super) fn end(&mut self) {
        self.open.pop();
        self.pending = None;
    }

    /// A `text:list-item` begins; it is counted when its first paragraph comes.
    pub(super) fn item(&mut self, start: &BytesStart<'_>) {
        let value = attribute(start, "start-value").and_then(|value| value.trim().parse().ok());
        self.pending = Some(value);
    }

    /// The label of the paragraph that begins, with what parts it from the text; `None` when it has none.
    pub(super) fn label(&mut self, outline: Option<usize>, styles: &Styles) -> Option<String> {
        if let Some(open) = self.open.last() {
            let value = self.pending.take()?;
            let level = self.open.len().checked_sub(1)?;
            let counters = self.counters.get_mut(open.counters)?;
            return label(styles.list(&open.style)?, counters, level, value);
        }
        let counters = self.counters.first_mut()?;
        label(styles.list(OUTLINE)?, counters, outline?, None)
    }
}

fn label(
    style: &ListStyle,
    counters: &mut Counters,
    level: usize,
    value: Option<u32>,
) -> Option<String> {
    let found = style.levels.get(&level)?;
    let counter = counters.get_mut(level)?;
    let next = || counter.map_or(found.start, |count| count.saturating_add(1));
    *counter = Some(value.unwrap_or_else(next));
    // An item that holds nothing but a deeper list has begun its level.
    for (above, counter) in counters.iter_mut().enumerate().take(level) {
        let start = || style.levels.get(&above).map_or(1, |found| found.start);
        counter.get_or_insert_with(start);
    }
    for deeper in counters.iter_mut().skip(level.saturating_add(1)) {
        *deeper = None;
    }
    let mut text = String::new();
    match (found.bullet, &found.template) {
        (Some(bullet), _) => text.push(bullet),
        (None, _) if found.format.is_empty() => {
            text.push_str(&found.prefix);
            text.push_str(&found.suffix);
        }
        (None, Some(template)) => fill(&mut text, template, style, counters),
        (None, None) => join(&mut text, found, level, style, counters),
    }
    if text.is_empty() {
        return None;
    }
    text.push_str(found.follow);
    Some(text)
}

fn number(out: &mut String, level: usize, style: &ListStyle, counters: &Counters) {
    let Some(found) = style.levels.get(&level) else {
        return;
    };
    let count = counters.get(level).copied().flatten();
    if !found.format.is_empty() {
        numerals::push(out, found.format, count.unwrap_or(found.start));
    }
}

fn join(out: &mut String, found: &Level, level: usize, style: &ListStyle, counters: &Counters) {
    out.push_str(&found.prefix);
    let first = level.saturating_add(1).saturating_sub(found.display.max(1));
    for shown in first..=level {
        if shown > first {
            out.push('.');
        }
        number(out, shown, style, counters);
    }
    out.push_str(&found.suffix);
}

/// Writes `%1%` as the number of level 1.
fn fill(out: &mut String, template: &str, style: &ListStyle, counters: &Counters) {
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let place = after.split_once('%').and_then(|(digits, after)| {
            let level = digits.parse::<usize>().ok()?.checked_sub(1)?;
            Some((level, after))
        });
        rest = match place {
            Some((level, after)) => {
                number(out, level, style, counters);
                after
            }
            None => {
                out.push('%');
                after
            }
        };
    }
    out.push_str(rest);
}

/// Reads the levels of the list style that began last.
pub(super) fn read_list_style(cursor: &mut Cursor<'_>) -> Result<ListStyle, Error> {
    let depth = cursor.depth();
    let mut style = ListStyle::default();
    let mut current = LEVELS;
    while let Some(start) = cursor.element_in(depth)? {
        match local(&start) {
            "list-level-style-number"
            | "list-level-style-bullet"
            | "list-level-style-image"
            | "outline-level-style" => {
                let number = attribute(&start, "level").and_then(|l| l.trim().parse().ok());
                current = number
                    .and_then(|l: usize| l.checked_sub(1))
                    .unwrap_or(LEVELS);
                if current < LEVELS {
                    style.levels.insert(current, read_level(&start));
                }
            }
            "list-level-label-alignment" => {
                if let Some(level) = style.levels.get_mut(&current) {
                    level.follow = match attribute(&start, "label-followed-by").as_deref() {
                        Some("nothing") => "",
                        Some("space") => " ",
                        _ => "\t",
                    };
                }
            }
            _ => {}
        }
    }
    Ok(style)
}

fn read_level(start: &BytesStart<'_>) -> Level {
    let affix = |name: &str| {
        let text = attribute(start, name).unwrap_or_default().into_owned();
        if text.len() > MAX_AFFIX {
            return String::from('\u{FFFD}');
        }
        text
    };
    let whole = |name: &str| attribute(start, name).and_then(|n| n.trim().parse::<u32>().ok());
    let is_bullet = local(start) == "list-level-style-bullet";
    let bullet = attribute(start, "bullet-char").and_then(|text| text.chars().next());
    let template = attribute(start, "num-list-format").map(|_| affix("num-list-format"));
    Level {
        format: format_of(
            attribute(start, "num-format")
                .as_deref()
                .unwrap_or_default(),
        ),
        prefix: affix("num-prefix"),
        suffix: affix("num-suffix"),
        template,
        display: whole("display-levels")
            .and_then(|n| usize::try_from(n).ok())
            .unwrap_or(1),
        start: whole("start-value").unwrap_or(1),
        bullet: bullet.map(plain_bullet).filter(|_| is_bullet),
        follow: "",
    }
}

/// A bullet of a pictorial font; only the dash matters to a reader of numbers.
fn plain_bullet(ch: char) -> char {
    match ch {
        '\u{F02D}' => '-',
        '\u{E000}'..='\u{F8FF}' => '•',
        _ => ch,
    }
}

/// `style:num-format`: `1`, `a`, `A`, `i`, `I`, or as LibreOffice writes them, the first members of a sequence.
fn format_of(value: &str) -> &'static str {
    match value.split(',').next().unwrap_or_default().trim() {
        "" => "",
        "1" => "decimal",
        "a" => "lowerLetter",
        "A" => "upperLetter",
        "i" => "lowerRoman",
        "I" => "upperRoman",
        "１" => "decimalFullWidth",
        "①" => "decimalEnclosedCircle",
        "一" => "chineseCountingThousand",
        "壹" => "chineseLegalSimplified",
        "甲" => "ideographTraditional",
        "子" => "ideographZodiac",
        _ => "unknown",
    }
}
