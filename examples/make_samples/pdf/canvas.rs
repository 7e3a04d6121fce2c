//! One page's content stream. Coordinates are points, origin top left, y down; the stream gets y up.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::{Lie, Paper, PdfStyle};

/// Height of the baseline below the top of the em box, as a share of the size.
const ASCENT: f32 = 0.86;

/// A rectangle: left, top, right, bottom.
pub type Area = (f32, f32, f32, f32);

/// A page being drawn.
pub struct Canvas {
    pub paper: Paper,
    pub content: String,
    by_character: bool,
    drawn_digits: bool,
    /// Every character set in the horizontal Chinese font.
    pub used: BTreeSet<char>,
}

/// Advance of a character in ems: ASCII is half as wide as the rest.
pub fn advance(c: char) -> f32 {
    if c.is_ascii() { 0.5 } else { 1.0 }
}

/// Width of a text in ems.
pub fn width(text: &str) -> f32 {
    text.chars().map(advance).sum()
}

fn hex(text: &str) -> String {
    let mut hex = String::new();
    for unit in text.encode_utf16() {
        let _ = write!(hex, "{unit:04X}");
    }
    hex
}

fn is_drawn(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, ',' | '.' | '-' | '+')
}

impl Canvas {
    pub fn new(paper: Paper, style: &PdfStyle) -> Canvas {
        let mut canvas = Canvas {
            paper,
            content: String::new(),
            by_character: style.by_character,
            drawn_digits: style.drawn_digits,
            used: BTreeSet::new(),
        };
        canvas.place();
        canvas
    }

    /// The transform from the page as read to the page as stored.
    fn place(&mut self) {
        match self.paper.lie {
            Lie::Plain => {}
            // Stored portrait: (u right, w up) of the landscape page lies at (H - w, u).
            Lie::Rotated | Lie::Sideways => {
                let height = self.paper.height;
                let _ = writeln!(self.content, "0 1 -1 0 {height:.2} 0 cm");
            }
        }
        if let Some((x, y)) = self.paper.crop {
            let _ = writeln!(self.content, "1 0 0 1 {x:.2} {y:.2} cm");
        }
    }

    fn up(&self, y: f32) -> f32 {
        self.paper.height - y
    }

    /// One line of text with its em box's top left at (`x`, `y`).
    pub fn text(&mut self, x: f32, y: f32, size: f32, text: &str) {
        let mut x = x;
        for run in self.runs(text) {
            self.run(x, y, size, &run);
            x += width(&run) * size;
        }
    }

    /// Pieces of one font each; single characters when the style says so.
    fn runs(&self, text: &str) -> Vec<String> {
        let mut runs: Vec<String> = Vec::new();
        let mut last = None;
        for c in text.chars() {
            let drawn = self.drawn_digits && is_drawn(c);
            match runs.last_mut() {
                Some(run) if last == Some(drawn) && !self.by_character => run.push(c),
                _ => runs.push(c.into()),
            }
            last = Some(drawn);
        }
        runs
    }

    fn run(&mut self, x: f32, y: f32, size: f32, run: &str) {
        if run.chars().all(|c| c == ' ') {
            return;
        }
        let y = self.up(y + ASCENT * size);
        let drawn = self.drawn_digits && run.chars().all(is_drawn);
        let (font, string) = if drawn {
            ("D", format!("({run})"))
        } else {
            self.used.extend(run.chars());
            ("S", format!("<{}>", hex(run)))
        };
        let _ = writeln!(
            self.content,
            "BT /{font} {size} Tf {x:.2} {y:.2} Td {string} Tj ET"
        );
    }

    /// A text set with the vertical font: its first em box begins at `top`, its column is centred on `middle`.
    pub fn vertical(&mut self, middle: f32, top: f32, size: f32, text: &str) {
        // The default vertical metrics put the origin 880/1000 em above the baseline, centred.
        let y = self.up(top);
        let string = hex(text);
        let _ = writeln!(
            self.content,
            "BT /V {size} Tf {middle:.2} {y:.2} Td <{string}> Tj ET"
        );
    }

    /// ASCII text in Helvetica.
    pub fn latin(&mut self, x: f32, y: f32, size: f32, text: &str) {
        let y = self.up(y + ASCENT * size);
        let _ = writeln!(
            self.content,
            "BT /L {size} Tf {x:.2} {y:.2} Td ({text}) Tj ET"
        );
    }

    /// A stroked line.
    pub fn line(&mut self, from: (f32, f32), to: (f32, f32), thickness: f32) {
        let (y0, y1) = (self.up(from.1), self.up(to.1));
        let (x0, x1) = (from.0, to.0);
        let _ = writeln!(
            self.content,
            "{thickness} w {x0:.2} {y0:.2} m {x1:.2} {y1:.2} l S"
        );
    }

    /// A filled rectangle.
    pub fn fill(&mut self, area: Area) {
        self.rectangle(area, "f");
    }

    /// A rectangle painted with `operator`.
    pub fn rectangle(&mut self, area: Area, operator: &str) {
        let (left, top, right, bottom) = area;
        let (width, height, y) = (right - left, bottom - top, self.up(bottom));
        let _ = writeln!(
            self.content,
            "{left:.2} {y:.2} {width:.2} {height:.2} re {operator}"
        );
    }

    /// Raw operators.
    pub fn raw(&mut self, operators: &str) {
        self.content.push_str(operators);
        self.content.push('\n');
    }
}
