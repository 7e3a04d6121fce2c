//! What stands on a page as the file says it: text, path and image objects in drawing order (GB/T 33190, 8.5 to 13).

use kurbo::{Affine, Rect};
use quick_xml::events::BytesStart;

use super::values::{matrix, rect};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::read::xml::{Cursor, Token, attribute, local};

/// A colour as written.
#[derive(Clone, Debug, Default)]
pub(super) struct Color {
    /// `Value`: the channels.
    pub(super) value: String,
    /// `ColorSpace`.
    pub(super) space: String,
    /// `Alpha`, from 0 to 255.
    pub(super) alpha: Option<f32>,
    /// A shading or a pattern instead of channels.
    pub(super) is_pattern: bool,
}

/// One `TextCode`.
#[derive(Clone, Debug, Default)]
pub(super) struct TextCode {
    /// Where the first character stands; `None` continues at the object's last `X` or `Y`.
    pub(super) x: Option<f64>,
    /// As `x`.
    pub(super) y: Option<f64>,
    /// `DeltaX` as written.
    pub(super) delta_x: Option<String>,
    /// `DeltaY` as written.
    pub(super) delta_y: Option<String>,
    /// Its characters.
    pub(super) text: String,
}

/// What kind of mark an object makes.
#[derive(Clone, Debug)]
pub(super) enum Mark {
    /// Characters.
    Text {
        /// Their runs.
        codes: Vec<TextCode>,
        /// Font size in millimetres.
        size: f64,
        /// `HScale`.
        h_scale: f64,
        /// `ReadDirection` and `CharDirection` in degrees, clockwise.
        directions: (i32, i32),
    },
    /// Lines and areas; `AbbreviatedData` as written.
    Path(String),
    /// A raster image: `ResourceID`.
    Image(String),
    /// A vector image among the resources: `ResourceID`.
    Composite(String),
}

/// How an object is painted; `None` where the drawing parameters or the defaults decide.
#[derive(Clone, Debug, Default)]
pub(super) struct Style {
    /// Millimetres.
    pub(super) line_width: Option<f64>,
    /// `FillColor`.
    pub(super) fill: Option<Color>,
    /// `StrokeColor`.
    pub(super) stroke: Option<Color>,
}

/// One graphic object.
#[derive(Clone, Debug)]
pub(super) struct Object {
    /// What it draws.
    pub(super) mark: Mark,
    /// Where its own coordinates begin, and how large it says it is. Millimetres.
    pub(super) boundary: Option<Rect>,
    /// From its own coordinates to those of its boundary.
    pub(super) matrix: Option<Affine>,
    /// Its paint.
    pub(super) style: Style,
    /// `DrawParam` of its layer and of itself; empty when there is none.
    pub(super) params: [String; 2],
    /// `Stroke` and `Fill`.
    pub(super) paints: (Option<bool>, Option<bool>),
    /// `Alpha` as a share.
    pub(super) alpha: f32,
}

/// What stands on a page or a template, or inside a composite.
#[derive(Debug, Default)]
pub(super) struct Objects {
    /// In drawing order.
    pub(super) objects: Vec<Object>,
}

/// `Type` of a layer as a place in the drawing order: background, body, foreground.
fn layer_order(layer: &BytesStart<'_>) -> u8 {
    match attribute(layer, "Type").as_deref() {
        Some("Background") => 0,
        Some("Foreground") => 2,
        _ => 1,
    }
}

/// Collects objects from inside the element that began last: layers, page blocks and what is in them.
pub(super) struct Collector {
    found: Vec<(u8, Object)>,
    max: usize,
}

impl Collector {
    /// Refuses more objects than there may be drawing operations on a page.
    pub(super) fn new(limits: &Limits) -> Self {
        Collector {
            found: Vec::new(),
            max: limits.operations,
        }
    }

    /// In drawing order.
    pub(super) fn finish(mut self) -> Objects {
        self.found.sort_by_key(|(order, _)| *order);
        let objects = self.found.into_iter().map(|(_, object)| object).collect();
        Objects { objects }
    }

    /// Reads what is inside; nesting is bounded by the cursor.
    ///
    /// # Errors
    /// `Damaged` for malformed XML, `Limit` for too many objects.
    pub(super) fn read(
        &mut self,
        cursor: &mut Cursor<'_>,
        (order, layer_param): (u8, &str),
    ) -> Result<(), Error> {
        let depth = cursor.depth();
        while let Some(start) = cursor.element_in(depth)? {
            match local(&start) {
                "Layer" => {
                    let param = text_of(&start, "DrawParam");
                    self.read(cursor, (layer_order(&start), &param))?;
                }
                "Content" | "PageBlock" => self.read(cursor, (order, layer_param))?,
                name => match mark(name, &start) {
                    Some(mark) => {
                        let object = read_object(cursor, &start, mark, layer_param)?;
                        if attribute(&start, "Visible").is_some_and(|v| !is_true(&v)) {
                            continue;
                        }
                        if self.found.len() >= self.max {
                            let message = "the page holds more objects than the cap allows";
                            return Err(Error::new(ErrorKind::Limit, "read", message));
                        }
                        self.found.push((order, object));
                    }
                    None => cursor.skip()?,
                },
            }
        }
        Ok(())
    }
}

fn mark(name: &str, start: &BytesStart<'_>) -> Option<Mark> {
    match name {
        "TextObject" => Some(Mark::Text {
            codes: Vec::new(),
            size: number_of(start, "Size").unwrap_or(0.0),
            h_scale: number_of(start, "HScale").unwrap_or(1.0),
            directions: (
                turn_of(start, "ReadDirection"),
                turn_of(start, "CharDirection"),
            ),
        }),
        "PathObject" => Some(Mark::Path(String::new())),
        "ImageObject" => Some(Mark::Image(text_of(start, "ResourceID"))),
        "CompositeObject" => Some(Mark::Composite(text_of(start, "ResourceID"))),
        _ => None,
    }
}

fn read_object(
    cursor: &mut Cursor<'_>,
    start: &BytesStart<'_>,
    mut mark: Mark,
    layer_param: &str,
) -> Result<Object, Error> {
    let flag = |name: &str| attribute(start, name).map(|value| is_true(&value));
    let mut object = Object {
        boundary: attribute(start, "Boundary").and_then(|text| rect(&text)),
        matrix: attribute(start, "CTM").and_then(|text| matrix(&text)),
        style: Style {
            line_width: number_of(start, "LineWidth"),
            ..Style::default()
        },
        params: [String::from(layer_param), text_of(start, "DrawParam")],
        paints: (flag("Stroke"), flag("Fill")),
        alpha: alpha_of(start).map_or(1.0, |alpha| alpha / 255.0),
        mark: Mark::Path(String::new()),
    };
    let depth = cursor.depth();
    while let Some(child) = cursor.element_in(depth)? {
        match (local(&child), &mut mark) {
            ("FillColor", _) => object.style.fill = Some(read_color(cursor, &child)?),
            ("StrokeColor", _) => object.style.stroke = Some(read_color(cursor, &child)?),
            ("AbbreviatedData", Mark::Path(data)) => cursor.text(data)?,
            ("TextCode", Mark::Text { codes, .. }) => {
                let mut code = TextCode {
                    x: number_of(&child, "X"),
                    y: number_of(&child, "Y"),
                    delta_x: attribute(&child, "DeltaX").map(|text| text.into_owned()),
                    delta_y: attribute(&child, "DeltaY").map(|text| text.into_owned()),
                    text: String::new(),
                };
                cursor.text(&mut code.text)?;
                codes.push(code);
            }
            _ => cursor.skip()?,
        }
    }
    object.mark = mark;
    Ok(object)
}

/// Reads a colour and goes past its end.
pub(super) fn read_color(cursor: &mut Cursor<'_>, start: &BytesStart<'_>) -> Result<Color, Error> {
    let mut color = Color {
        value: text_of(start, "Value"),
        space: text_of(start, "ColorSpace"),
        alpha: alpha_of(start),
        is_pattern: false,
    };
    let depth = cursor.depth();
    while let Some(token) = cursor.next_in(depth)? {
        if matches!(token, Token::Start(_)) {
            color.is_pattern = true;
            cursor.skip()?;
        }
    }
    Ok(color)
}

fn alpha_of(start: &BytesStart<'_>) -> Option<f32> {
    number_of(start, "Alpha").map(|alpha| alpha.clamp(0.0, 255.0) as f32)
}

/// An attribute as text, empty when it is missing.
pub(super) fn text_of(start: &BytesStart<'_>, name: &str) -> String {
    attribute(start, name).map_or_else(String::new, |text| text.trim().to_string())
}

/// An attribute as a finite number.
pub(super) fn number_of(start: &BytesStart<'_>, name: &str) -> Option<f64> {
    let number: f64 = attribute(start, name)?.trim().parse().ok()?;
    number.is_finite().then_some(number)
}

fn turn_of(start: &BytesStart<'_>, name: &str) -> i32 {
    number_of(start, name).map_or(0, |turn| turn.clamp(-1e6, 1e6) as i32)
}

fn is_true(value: &str) -> bool {
    !matches!(value.trim(), "false" | "0" | "False" | "FALSE")
}
