//! The coverage as a picture: agencies down, years across, one rectangle each.
//!
//! Few agencies are drawn with their names (SVG) or row numbers (PNG: no font with Chinese letters is at hand everywhere);
//! many are drawn two pixels high, with a row number now and then. The row is that of `coverage.csv`.

mod font;
mod png;
mod svg;

pub(super) use png::bytes as png;
pub(super) use svg::text as svg;

use super::build::Panel;
use super::coverage::{self, State, Years};
use super::input::Input;

/// Agencies that are drawn with their names.
const MAX_NAMED: usize = 200;
/// Agencies that are drawn at all; the caption says how many are not.
const MAX_ROWS: usize = 8_000;
/// Years that are drawn at all.
const MAX_YEARS: usize = 60;
/// Rows from one row number to the next where rows have no names.
const STEP: usize = 50;

/// Pixels.
const MARGIN: u32 = 16;
const CELL: u32 = 40;
const HEAD: u32 = 24;
const LEGEND: u32 = 20;

/// A rectangle of one state.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Block {
    x: u32,
    y: u32,
    width: u32,
    height: u32,
    state: State,
}

/// Words in the picture; `y` is their middle.
#[derive(Clone, Debug, PartialEq)]
struct Words {
    x: u32,
    y: u32,
    /// Where there are fonts.
    text: String,
    /// Where there are none: letters, digits and punctuation of ASCII.
    ascii: String,
    /// Whether `x` is where they end, not where they begin.
    ends: bool,
}

/// The whole picture.
#[derive(Clone, Debug, Default)]
pub(super) struct Picture {
    width: u32,
    height: u32,
    blocks: Vec<Block>,
    words: Vec<Words>,
}

/// Lays the picture out, with room for names or without; when no file has a place it is its legend.
pub(super) fn layout(panel: &Panel, years: Option<Years>, input: &Input, names: bool) -> Picture {
    let named = panel.agencies.len() <= MAX_NAMED;
    let (row, gap) = if named { (16, 2) } else { (2, 0) };
    let label = if named && names { 260 } else { 48 };
    let shown = panel.agencies.len().min(MAX_ROWS);
    let mut all = Picture::default();
    let left = MARGIN + label;
    let top = MARGIN + LEGEND * 3 + HEAD;
    legend(&mut all, panel.agencies.len(), shown);
    for (nth, year) in (0..).zip(years.iter().flat_map(|years| years.each()).take(MAX_YEARS)) {
        all.say(
            left + nth * CELL + 2,
            top - HEAD / 2,
            &year.to_string(),
            &year.to_string(),
            false,
        );
    }
    for (nth, agency) in panel.agencies.iter().enumerate().take(shown) {
        let y = top + pixels(nth) * row;
        let number = (nth + 1).to_string();
        if named {
            let text = format!("{}  {number}", short(&agency.name));
            all.say(left - 6, y + row / 2, &text, &number, true);
        } else if nth.is_multiple_of(STEP) {
            all.say(left - 6, y + row / 2, &number, &number, true);
        }
        let states = years
            .into_iter()
            .flat_map(|years| coverage::of(agency, years, input));
        for (nth, (_, state, _)) in (0..).zip(states.take(MAX_YEARS)) {
            all.block(left + nth * CELL, y, CELL - 2, row - gap, state);
        }
    }
    let years = years.map_or(0, |years| years.each().count().min(MAX_YEARS));
    all.width = (left + pixels(years) * CELL + MARGIN).max(690);
    all.height = top + pixels(shown) * row + MARGIN;
    all
}

fn legend(all: &mut Picture, agencies: usize, shown: usize) {
    let half = State::ALL.len() / 2;
    for (nth, state) in State::ALL.into_iter().enumerate() {
        let (line, place) = (pixels(nth / half), pixels(nth % half));
        let (x, y) = (MARGIN + place * 165, MARGIN + line * LEGEND);
        all.block(x, y, 12, 12, state);
        let text = format!("{} {}", state.name_zh(), state.name());
        all.say(x + 18, y + 6, &text, &state.name().replace('_', " "), false);
    }
    let (text, ascii) = match agencies == shown {
        true => (format!("{agencies} 个单位"), format!("{agencies} agencies")),
        false => (
            format!("前 {shown} 个单位，共 {agencies} 个"),
            format!("first {shown} of {agencies} agencies"),
        ),
    };
    all.say(MARGIN, MARGIN + LEGEND * 2 + 6, &text, &ascii, false);
}

impl Picture {
    fn block(&mut self, x: u32, y: u32, width: u32, height: u32, state: State) {
        self.blocks.push(Block {
            x,
            y,
            width,
            height,
            state,
        });
    }

    fn say(&mut self, x: u32, y: u32, text: &str, ascii: &str, ends: bool) {
        self.words.push(Words {
            x,
            y,
            text: text.to_owned(),
            ascii: ascii.to_owned(),
            ends,
        });
    }
}

fn pixels(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX >> 8)
}

/// A name that fits beside its row.
fn short(name: &str) -> String {
    const MAX: usize = 18;
    match name.char_indices().nth(MAX) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
        None => name.to_owned(),
    }
}
