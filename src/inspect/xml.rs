//! A drawing in SVG: plain elements, classes for the looks, everything that comes from a document escaped.

use std::fmt::Write as _;

use super::text::pt;
use crate::extraction::{CellRecord, State};
use crate::geometry::Rect;
use crate::issue::Kind;

/// Room above the drawing for its title. Points.
pub(super) const TOP: f32 = 30.0;

/// Room beside the drawing for the legend. Points.
const LEGEND: f32 = 190.0;

/// Room around the drawing. Points.
const MARGIN: f32 = 14.0;

/// Line height of the legend and of its sample boxes. Points.
const LEGEND_LINE: f32 = 15.0;

/// A code is broken at `.` and `_` into lines of about this many characters.
const CODE_LINE: usize = 11;

/// Height of the letters of a code, and the least; in between they shrink to fit the cell. Points.
const CODE_SIZE: f32 = 4.2;
const CODE_SIZE_LEAST: f32 = 1.5;

/// Width of a letter as a share of its height.
const LETTER: f32 = 0.56;

const STYLE: &str = "\
text{font-family:'Noto Sans CJK SC','Noto Serif CJK SC',sans-serif}
.paper{fill:#fff;stroke:#999;stroke-width:.5}
.glyph{fill:#000;fill-opacity:.5}
.ruling{stroke:#555}
.lattice{fill:none;stroke:#1f6fb4;stroke-width:1}
.ruled{fill:none;stroke:#0a8f7f;stroke-width:1}
.stream{fill:none;stroke:#a58ac9;stroke-width:.4}
.logical{fill:none;stroke:#1f6fb4;stroke-width:1}
.number{fill:#2ca02c;fill-opacity:.16}
.blank{fill:#7f9fbf;fill-opacity:.22}
.dash{fill:#ff9d2e;fill-opacity:.25}
.words{fill:#9467bd;fill-opacity:.22}
.doubt{fill:#d62728;fill-opacity:.18;stroke:#d62728;stroke-width:1.6}
.code{fill:#1b6e1b;fill-opacity:.8}
.code-doubt{fill:#d62728;font-weight:bold}
.code-finding{fill:#b35900;font-weight:bold}
.join{fill:none;stroke:#c2189b;stroke-width:1;stroke-dasharray:3 2}
.bracket{fill:none;stroke:#c2189b;stroke-width:1.4}
.note{fill:#c2189b}
.tag{fill:#1f4f84}
.title{fill:#000;font-weight:bold}
.legend{fill:#333}
";

/// What the legend explains: class, shape, words.
const LEGEND_LINES: [(&str, bool, &str); 11] = [
    ("lattice", true, "cell between rulings, or of a table"),
    ("ruled", true, "cell between horizontal rules"),
    ("stream", true, "piece of loose text"),
    ("ruling", false, "ruling"),
    ("number", true, "value: number"),
    ("blank", true, "value: blank"),
    ("dash", true, "value: dash"),
    ("words", true, "value: text"),
    ("doubt", true, "value: the reading is doubted (R…)"),
    ("join", true, "piece of a row that was joined"),
    ("bracket", false, "joined with"),
];

/// A drawing under way.
pub(super) struct Drawing {
    out: String,
    size: (f32, f32),
}

/// Escapes text for XML 1.0; what XML cannot hold becomes U+FFFD.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(ch),
            _ if ch.is_control() || matches!(ch, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            _ => out.push(ch),
        }
    }
    out
}

impl Drawing {
    /// A white page of this size under a title.
    pub(super) fn new(size: (f32, f32), title: &str) -> Drawing {
        let size = (sane(size.0), sane(size.1));
        let whole = (
            size.0 + LEGEND + 2.0 * MARGIN,
            size.1.max(LEGEND_LINE * LEGEND_LINES.len() as f32) + TOP + 2.0 * MARGIN,
        );
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        let (width, height) = (pt(whole.0), pt(whole.1));
        let (left, top) = (pt(-MARGIN), pt(-TOP - MARGIN));
        let _ = writeln!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"{left} {top} {width} {height}\">\n<style>{STYLE}</style>"
        );
        let mut drawing = Drawing { out, size };
        drawing.rect(
            &Rect::new(-MARGIN, -TOP - MARGIN, whole.0, whole.1),
            "paper",
        );
        drawing.text((0.0, -TOP / 2.0), 11.0, "title", title);
        drawing.rect(&Rect::new(0.0, 0.0, size.0, size.1), "paper");
        drawing
    }

    /// A box; nothing when its coordinates are no numbers.
    pub(super) fn rect(&mut self, rect: &Rect, class: &str) {
        if !rect.is_finite() {
            return;
        }
        let (x, y) = (pt(rect.x0), pt(rect.y0));
        let (width, height) = (pt(rect.width()), pt(rect.height()));
        let _ = writeln!(
            self.out,
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>"
        );
    }

    /// A line through points.
    pub(super) fn line(&mut self, points: &[(f32, f32)], class: &str, width: Option<f32>) {
        if points.iter().any(|(x, y)| !x.is_finite() || !y.is_finite()) {
            return;
        }
        let points: Vec<String> = points
            .iter()
            .map(|(x, y)| format!("{},{}", pt(*x), pt(*y)))
            .collect();
        let width = width.map_or_else(String::new, |width| {
            format!(" stroke-width=\"{}\"", pt(width))
        });
        let points = points.join(" ");
        let _ = writeln!(
            self.out,
            "<polyline class=\"{class}\"{width} points=\"{points}\"/>"
        );
    }

    /// Text that begins at a point on its baseline.
    pub(super) fn text(&mut self, at: (f32, f32), size: f32, class: &str, text: &str) {
        self.placed(at, size, &format!("class=\"{class}\""), text);
    }

    /// One character about a point, turned by so many degrees.
    pub(super) fn glyph(&mut self, middle: (f32, f32), size: f32, degrees: u16, ch: char) {
        // Ideographs and digits stand about so far above their baseline.
        let base = (middle.0, middle.1 + 0.36 * size);
        let mut attributes = String::from("text-anchor=\"middle\"");
        if degrees > 0 {
            let (x, y) = (pt(middle.0), pt(middle.1));
            let _ = write!(attributes, " transform=\"rotate({degrees} {x} {y})\"");
        }
        self.placed(base, size, &attributes, ch.encode_utf8(&mut [0; 4]));
    }

    fn placed(&mut self, at: (f32, f32), size: f32, attributes: &str, text: &str) {
        if !at.0.is_finite() || !at.1.is_finite() || !size.is_finite() {
            return;
        }
        let (x, y, size, text) = (pt(at.0), pt(at.1), pt(size), escape(text));
        let _ = writeln!(
            self.out,
            "<text {attributes} x=\"{x}\" y=\"{y}\" font-size=\"{size}\">{text}</text>"
        );
    }

    /// Opens a group; every group must be closed.
    pub(super) fn open(&mut self, class: &str, tip: &str) {
        let _ = write!(self.out, "<g class=\"{class}\">");
        if !tip.is_empty() {
            let _ = write!(self.out, "<title>{}</title>", escape(tip));
        }
        self.out.push('\n');
    }

    pub(super) fn close(&mut self) {
        self.out.push_str("</g>\n");
    }

    /// A value cell: its state as a colour, its code in small letters, what is found wrong with it.
    pub(super) fn value(&mut self, rect: &Rect, cell: &CellRecord) {
        let code = format!("{}.{}.{}", cell.table, cell.row_code, cell.column_code);
        let findings: Vec<&str> = cell.issues.iter().map(|kind| kind.code).collect();
        let value = cell
            .value
            .map(crate::write::text::decimal)
            .unwrap_or_default();
        let tip = format!(
            "{code} {} “{}” {value} {}",
            cell.state.name(),
            super::text::printable(&cell.raw),
            findings.join(" ")
        );
        self.open("value", tip.trim_end());
        self.rect(rect, class_of(cell));
        self.codes(rect, &wrapped(&code), &cell.issues);
        self.close();
    }

    fn codes(&mut self, rect: &Rect, code: &[String], findings: &[&'static Kind]) {
        let lines = code.len() + findings.len();
        let longest = code.iter().map(String::len).max().unwrap_or(1).max(1);
        let fits = (rect.width() - 1.0) / (longest as f32 * LETTER);
        let size = fits
            .min(rect.height() / (lines as f32 * 1.05))
            .clamp(CODE_SIZE_LEAST, CODE_SIZE);
        let mut y = rect.y0 + size;
        for line in code {
            self.text((rect.x0 + 0.5, y), size, "code", line);
            y += size;
        }
        for kind in findings {
            let class = if kind.code.starts_with('R') {
                "code-doubt"
            } else {
                "code-finding"
            };
            self.text((rect.x0 + 0.5, y), size, class, kind.code);
            y += size;
        }
    }

    /// Adds the legend and ends the drawing.
    pub(super) fn finish(mut self) -> String {
        let left = self.size.0 + MARGIN;
        for (nth, (class, boxed, words)) in LEGEND_LINES.iter().enumerate() {
            let y = LEGEND_LINE * nth as f32;
            let middle = y + LEGEND_LINE / 2.0;
            match boxed {
                true => self.rect(&Rect::new(left, y + 2.0, left + 18.0, y + 13.0), class),
                false => self.line(&[(left, middle), (left + 18.0, middle)], class, None),
            }
            self.text((left + 24.0, middle + 3.0), 8.0, "legend", words);
        }
        self.out.push_str("</svg>\n");
        self.out
    }
}

/// A size that can be drawn.
fn sane(length: f32) -> f32 {
    if length.is_finite() {
        length.clamp(1.0, 20_000.0)
    } else {
        1.0
    }
}

/// A cell in doubt is red whatever its state.
fn class_of(cell: &CellRecord) -> &'static str {
    if cell.issues.iter().any(|kind| kind.code.starts_with('R')) {
        return "doubt";
    }
    match cell.state {
        State::Number => "number",
        State::Blank | State::Absent => "blank",
        State::Dash => "dash",
        State::Text => "words",
    }
}

/// Breaks a code after `.` and `_`.
fn wrapped(code: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in code.split_inclusive(['.', '_']) {
        match lines.last_mut() {
            Some(line) if !line.ends_with('.') && line.len() + part.len() <= CODE_LINE => {
                line.push_str(part)
            }
            _ => lines.push(part.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_replaced_and_the_rest_escaped() {
        assert_eq!(
            escape("a<b>&\"\u{1}\u{ffff}年"),
            "a&lt;b&gt;&amp;&quot;\u{fffd}\u{fffd}年"
        );
    }

    #[test]
    fn a_code_is_broken_after_its_table_its_row_and_between_words() {
        assert_eq!(
            wrapped("t3.not_processed_petition.social_service_org"),
            [
                "t3.",
                "not_",
                "processed_",
                "petition.",
                "social_",
                "service_org"
            ]
        );
        assert_eq!(
            wrapped("t4.counts.review_total"),
            ["t4.", "counts.", "review_", "total"]
        );
    }

    #[test]
    fn coordinates_that_are_no_numbers_draw_nothing() {
        let mut drawing = Drawing::new((f32::NAN, f32::INFINITY), "t");
        let before = drawing.out.len();
        drawing.rect(&Rect::new(0.0, 0.0, f32::INFINITY, 1.0), "paper");
        drawing.line(&[(0.0, f32::INFINITY)], "ruling", None);
        drawing.text((f32::NAN, 0.0), 1.0, "code", "x");
        assert_eq!(drawing.out.len(), before);
    }
}
