//! Blocks to OFD: the pages that a PDF would have, in millimetres.

use super::blocks::Block;
use super::docx::pack_texts;
use super::office::ofd::{Book, Text, list, path};
use super::pdf::canvas::{ASCENT, Area, Canvas, Mark, advance};
use super::pdf::{self, Lie, PdfStyle};

/// The look of an OFD sample.
#[derive(Clone, Copy, Debug)]
pub struct OfdStyle {
    /// Where everything stands, and how rules are drawn.
    pub layout: PdfStyle,
    /// Objects keep the points of the program that made them, and a matrix takes them to millimetres.
    pub points: bool,
    /// A template behind every page holds a running head over a line.
    pub template: bool,
}

impl OfdStyle {
    pub const PLAIN: OfdStyle = OfdStyle {
        layout: PdfStyle::PLAIN,
        points: false,
        template: false,
    };
}

/// What is named as the program of every sample.
const PROGRAM: &str = "nianbao samples";
/// Millimetres in a point.
const MILLIMETRES: f32 = 25.4 / 72.0;
/// Size of the running head.
const HEAD_SIZE: f32 = 10.5;
/// Space around a path inside its boundary.
const MARGIN: f32 = 1.0;

/// Writes the blocks as an OFD file.
pub fn write(blocks: &[Block], style: &OfdStyle) -> Vec<u8> {
    let title = pdf::title(blocks);
    let pages = pdf::pages(blocks, &style.layout);
    let paper = style.layout.paper;
    let template = match style.template {
        true => layer(&head(&title, style), style, "Background"),
        false => String::new(),
    };
    let parts = Book {
        title: &title,
        creator: PROGRAM,
        version: "1.0",
        paper: (paper.width * MILLIMETRES, paper.height * MILLIMETRES),
        pages: pages
            .iter()
            .map(|page| layer(page, style, "Body"))
            .collect(),
        template,
        resources: "",
    }
    .parts();
    pack_texts(&parts)
}

fn head(title: &str, style: &OfdStyle) -> Canvas {
    let paper = style.layout.paper;
    let mut canvas = Canvas::new(paper, &style.layout);
    canvas.text(paper.margin, 30.0, HEAD_SIZE, title);
    let right = paper.width - paper.margin;
    canvas.line((paper.margin, 44.0), (right, 44.0), 0.75);
    canvas
}

/// What is drawn on a page as a layer.
fn layer(canvas: &Canvas, style: &OfdStyle, kind: &str) -> String {
    let place = Place {
        scale: if style.points { 1.0 } else { MILLIMETRES },
        matrix: if style.points { MILLIMETRES } else { 1.0 },
        sideways: (canvas.paper.lie == Lie::Sideways).then_some(canvas.paper.width),
    };
    let objects: String = canvas
        .marks
        .iter()
        .map(|mark| object(mark, canvas.by_character, &place))
        .collect();
    format!("<ofd:Layer Type=\"{kind}\">{objects}</ofd:Layer>")
}

/// How points of the page become coordinates of an object.
struct Place {
    /// Units of an object in a point.
    scale: f32,
    /// Millimetres in such a unit.
    matrix: f32,
    /// The page is shown sideways, turned anticlockwise; its width as read.
    sideways: Option<f32>,
}

impl Place {
    /// `Boundary` and `CTM` of an object within this area of the page as read.
    fn attributes(&self, (left, top, right, bottom): Area) -> String {
        let (width, height) = (right - left, bottom - top);
        let millimetres = |numbers: [f32; 4]| list(&numbers.map(|n| n * MILLIMETRES));
        let k = self.matrix;
        match self.sideways {
            Some(page) => {
                let boundary = millimetres([top, page - right, height, width]);
                let matrix = list(&[0.0, -k, k, 0.0, 0.0, width * MILLIMETRES]);
                format!("Boundary=\"{boundary}\" CTM=\"{matrix}\"")
            }
            None => {
                let boundary = millimetres([left, top, width, height]);
                if k == 1.0 {
                    return format!("Boundary=\"{boundary}\"");
                }
                let matrix = list(&[k, 0.0, 0.0, k, 0.0, 0.0]);
                format!("Boundary=\"{boundary}\" CTM=\"{matrix}\"")
            }
        }
    }

    fn point(&self, x: f32, y: f32) -> String {
        list(&[x * self.scale, y * self.scale])
    }
}

fn object(mark: &Mark, by_character: bool, place: &Place) -> String {
    match mark {
        Mark::Text { x, y, size, text } | Mark::Latin { x, y, size, text } => {
            let mut x = *x;
            let mut objects = String::new();
            for piece in pieces(text, by_character) {
                let width = super::pdf::canvas::width(piece) * size;
                if piece.contains(|c| c != ' ') {
                    objects += &line(piece, (x, *y), *size, place);
                }
                x += width;
            }
            objects
        }
        Mark::Vertical { x, y, size, text } => {
            let count = text.chars().count() as f32;
            let left = x - size / 2.0;
            let area = (left, *y, left + size, y + count * size);
            let step = size * place.scale;
            let steps = vec![(0.0, step); text.chars().count() - 1];
            Text {
                attributes: &place.attributes(area),
                size: step,
                at: (0.0, ASCENT * step),
                steps: &steps,
                color: "",
                text,
            }
            .object()
        }
        Mark::Line {
            from,
            to,
            thickness,
        } => stroke(&[*from, *to], false, *thickness, place),
        Mark::Frame(area, thickness) => stroke(&corners(*area), true, *thickness, place),
        Mark::Fill(area) => {
            let (points, around) = (corners(*area), *area);
            let data = outline(&points, true, (around.0, around.1), place);
            let attributes = place.attributes(around);
            path(
                &format!("{attributes} Stroke=\"false\" Fill=\"true\""),
                &data,
            )
        }
        Mark::Raw(_) => panic!("for PDF only"),
    }
}

/// A text in one piece, or character by character.
fn pieces(text: &str, by_character: bool) -> Vec<&str> {
    match by_character {
        true => text.split_inclusive(|_| true).collect(),
        false => vec![text],
    }
}

/// A line of text with its em box's top left at `at`.
fn line(text: &str, at: (f32, f32), size: f32, place: &Place) -> String {
    let step = |c: char| (advance(c) * size * place.scale, 0.0);
    let mut steps: Vec<(f32, f32)> = text.chars().map(step).collect();
    let last = steps.pop().unwrap_or_default();
    let width = steps.iter().fold(last.0, |sum, step| sum + step.0) / place.scale;
    let area = (at.0, at.1, at.0 + width, at.1 + size);
    Text {
        attributes: &place.attributes(area),
        size: size * place.scale,
        at: (0.0, ASCENT * size * place.scale),
        steps: &steps,
        color: "",
        text,
    }
    .object()
}

fn corners((left, top, right, bottom): Area) -> [(f32, f32); 4] {
    [(left, top), (right, top), (right, bottom), (left, bottom)]
}

fn stroke(points: &[(f32, f32)], closed: bool, thickness: f32, place: &Place) -> String {
    let ends = |part: fn(&(f32, f32)) -> f32| {
        let values = points.iter().map(part);
        (
            values.clone().fold(f32::MAX, f32::min) - MARGIN,
            values.fold(f32::MIN, f32::max) + MARGIN,
        )
    };
    let ((left, right), (top, bottom)) = (ends(|p| p.0), ends(|p| p.1));
    let attributes = place.attributes((left, top, right, bottom));
    let data = outline(points, closed, (left, top), place);
    let width = thickness * place.scale;
    path(&format!("{attributes} LineWidth=\"{width}\""), &data)
}

/// `AbbreviatedData` of these points, seen from `origin`.
fn outline(points: &[(f32, f32)], closed: bool, origin: (f32, f32), place: &Place) -> String {
    let mut data = String::new();
    for (number, (x, y)) in points.iter().enumerate() {
        let command = if number == 0 { "M" } else { " L" };
        let point = place.point(x - origin.0, y - origin.1);
        data += &format!("{command} {point}");
    }
    if closed {
        data += " C";
    }
    data
}
