//! A page's content stream, in which y goes up.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::Lie;
use super::canvas::{ASCENT, Area, Canvas, Mark, width};

/// The content stream of a page.
pub struct Content {
    pub stream: String,
    /// Every character set in the horizontal Chinese font.
    pub used: BTreeSet<char>,
}

/// Writes what is drawn on a page.
pub fn content(canvas: &Canvas) -> Content {
    let mut writer = Writer {
        canvas,
        stream: String::new(),
        used: BTreeSet::new(),
    };
    writer.place();
    canvas.marks.iter().for_each(|mark| writer.mark(mark));
    Content {
        stream: writer.stream,
        used: writer.used,
    }
}

struct Writer<'a> {
    canvas: &'a Canvas,
    stream: String,
    used: BTreeSet<char>,
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

impl Writer<'_> {
    /// The transform from the page as read to the page as stored.
    fn place(&mut self) {
        let paper = self.canvas.paper;
        match paper.lie {
            Lie::Plain => {}
            // Stored portrait: (u right, w up) of the landscape page lies at (H - w, u).
            Lie::Rotated | Lie::Sideways => {
                let height = paper.height;
                let _ = writeln!(self.stream, "0 1 -1 0 {height:.2} 0 cm");
            }
        }
        if let Some((x, y)) = paper.crop {
            let _ = writeln!(self.stream, "1 0 0 1 {x:.2} {y:.2} cm");
        }
    }

    fn up(&self, y: f32) -> f32 {
        self.canvas.paper.height - y
    }

    fn mark(&mut self, mark: &Mark) {
        match mark {
            Mark::Text { x, y, size, text } => self.text(*x, *y, *size, text),
            Mark::Vertical { x, y, size, text } => self.vertical(*x, *y, *size, text),
            Mark::Latin { x, y, size, text } => self.latin(*x, *y, *size, text),
            Mark::Line {
                from,
                to,
                thickness,
            } => self.line(*from, *to, *thickness),
            Mark::Fill(area) => self.rectangle(*area, "f"),
            Mark::Frame(area, thickness) => {
                let _ = writeln!(self.stream, "{thickness} w");
                self.rectangle(*area, "S");
            }
            Mark::Raw(operators) => {
                self.stream.push_str(operators);
                self.stream.push('\n');
            }
        }
    }

    fn text(&mut self, x: f32, y: f32, size: f32, text: &str) {
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
            let drawn = self.canvas.drawn_digits && is_drawn(c);
            match runs.last_mut() {
                Some(run) if last == Some(drawn) && !self.canvas.by_character => run.push(c),
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
        let drawn = self.canvas.drawn_digits && run.chars().all(is_drawn);
        let (font, string) = if drawn {
            ("D", format!("({run})"))
        } else {
            self.used.extend(run.chars());
            ("S", format!("<{}>", hex(run)))
        };
        let _ = writeln!(
            self.stream,
            "BT /{font} {size} Tf {x:.2} {y:.2} Td {string} Tj ET"
        );
    }

    fn vertical(&mut self, middle: f32, top: f32, size: f32, text: &str) {
        // The default vertical metrics put the origin 880/1000 em above the baseline, centred.
        let y = self.up(top);
        let string = hex(text);
        let _ = writeln!(
            self.stream,
            "BT /V {size} Tf {middle:.2} {y:.2} Td <{string}> Tj ET"
        );
    }

    fn latin(&mut self, x: f32, y: f32, size: f32, text: &str) {
        let y = self.up(y + ASCENT * size);
        let _ = writeln!(
            self.stream,
            "BT /L {size} Tf {x:.2} {y:.2} Td ({text}) Tj ET"
        );
    }

    fn line(&mut self, from: (f32, f32), to: (f32, f32), thickness: f32) {
        let (y0, y1) = (self.up(from.1), self.up(to.1));
        let (x0, x1) = (from.0, to.0);
        let _ = writeln!(
            self.stream,
            "{thickness} w {x0:.2} {y0:.2} m {x1:.2} {y1:.2} l S"
        );
    }

    /// A rectangle painted with `operator`.
    fn rectangle(&mut self, area: Area, operator: &str) {
        let (left, top, right, bottom) = area;
        let (width, height, y) = (right - left, bottom - top, self.up(bottom));
        let _ = writeln!(
            self.stream,
            "{left:.2} {y:.2} {width:.2} {height:.2} re {operator}"
        );
    }
}
