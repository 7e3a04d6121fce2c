//! One page as it is drawn, before it is PDF or OFD. Coordinates are points, origin top left, y down.

use super::{Paper, PdfStyle};

/// Height of the baseline below the top of the em box, as a share of the size.
pub const ASCENT: f32 = 0.86;

/// A rectangle: left, top, right, bottom.
pub type Area = (f32, f32, f32, f32);

/// One thing drawn.
#[derive(Clone, Debug)]
pub enum Mark {
    /// One line of text with its em box's top left at `x`, `y`.
    Text {
        x: f32,
        y: f32,
        size: f32,
        text: String,
    },
    /// Upright characters below each other, in a column centred on `x`; the first em box begins at `y`.
    Vertical {
        x: f32,
        y: f32,
        size: f32,
        text: String,
    },
    /// ASCII text in a Latin font, placed as `Text`.
    Latin {
        x: f32,
        y: f32,
        size: f32,
        text: String,
    },
    /// A stroke of this thickness.
    Line {
        from: (f32, f32),
        to: (f32, f32),
        thickness: f32,
    },
    /// A filled rectangle.
    Fill(Area),
    /// The outline of a rectangle, of this thickness.
    Frame(Area, f32),
    /// Operators of PDF.
    Raw(String),
}

/// A page being drawn.
#[derive(Clone)]
pub struct Canvas {
    pub paper: Paper,
    pub marks: Vec<Mark>,
    pub by_character: bool,
    pub drawn_digits: bool,
}

/// Advance of a character in ems: ASCII is half as wide as the rest.
pub fn advance(c: char) -> f32 {
    if c.is_ascii() { 0.5 } else { 1.0 }
}

/// Width of a text in ems.
pub fn width(text: &str) -> f32 {
    text.chars().map(advance).sum()
}

impl Canvas {
    pub fn new(paper: Paper, style: &PdfStyle) -> Canvas {
        Canvas {
            paper,
            marks: Vec::new(),
            by_character: style.by_character,
            drawn_digits: style.drawn_digits,
        }
    }

    /// One line of text with its em box's top left at (`x`, `y`).
    pub fn text(&mut self, x: f32, y: f32, size: f32, text: &str) {
        let text = text.to_owned();
        self.marks.push(Mark::Text { x, y, size, text });
    }

    /// A text set with the vertical font: its first em box begins at `top`, its column is centred on `middle`.
    pub fn vertical(&mut self, middle: f32, top: f32, size: f32, text: &str) {
        let (x, y, text) = (middle, top, text.to_owned());
        self.marks.push(Mark::Vertical { x, y, size, text });
    }

    /// ASCII text in Helvetica.
    pub fn latin(&mut self, x: f32, y: f32, size: f32, text: &str) {
        let text = text.to_owned();
        self.marks.push(Mark::Latin { x, y, size, text });
    }

    /// A stroked line.
    pub fn line(&mut self, from: (f32, f32), to: (f32, f32), thickness: f32) {
        let line = Mark::Line {
            from,
            to,
            thickness,
        };
        self.marks.push(line);
    }

    /// A filled rectangle.
    pub fn fill(&mut self, area: Area) {
        self.marks.push(Mark::Fill(area));
    }

    /// The outline of a rectangle.
    pub fn frame(&mut self, area: Area, thickness: f32) {
        self.marks.push(Mark::Frame(area, thickness));
    }

    /// Operators of PDF, for files that are made to trip a reader.
    pub fn raw(&mut self, operators: &str) {
        self.marks.push(Mark::Raw(operators.to_owned()));
    }
}
