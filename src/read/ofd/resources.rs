//! What objects refer to: drawing parameters, colour spaces, media and composites of `Res` parts (GB/T 33190, 7.9).

use std::collections::{HashMap, HashSet};

use super::object::{Collector, Color, Object, Objects, Style, number_of, read_color, text_of};
use super::values::rgb;
use crate::error::Error;
use crate::limits::Limits;
use crate::read::tone::Tone;
use crate::read::xml::{Cursor, local};

/// How far drawing parameters inherit from each other.
const MAX_RELATIVES: usize = 16;

/// Width of a line when nothing says it, in millimetres (GB/T 33190, 8.2).
const LINE_WIDTH: f64 = 0.353;

/// One `DrawParam`.
#[derive(Debug, Default)]
struct DrawParam {
    relative: String,
    style: Style,
}

/// What may be referred to, by identifier.
#[derive(Debug, Default)]
pub(super) struct Resources {
    params: HashMap<String, DrawParam>,
    /// The largest value of a channel, of colour spaces.
    channel_max: HashMap<String, f32>,
    /// Images that have no transparent parts.
    opaque: HashSet<String>,
    composites: HashMap<String, Objects>,
}

impl Resources {
    /// Adds what a `Res` part defines.
    ///
    /// # Errors
    /// `Damaged` for malformed XML, `Limit` for caps.
    pub(super) fn add(&mut self, xml: &str, limits: &Limits) -> Result<(), Error> {
        let mut cursor = Cursor::new(xml, limits.depth);
        cursor.root()?;
        self.add_group(&mut cursor, limits)
    }

    fn add_group(&mut self, cursor: &mut Cursor<'_>, limits: &Limits) -> Result<(), Error> {
        let depth = cursor.depth();
        while let Some(start) = cursor.element_in(depth)? {
            let id = text_of(&start, "ID");
            match local(&start) {
                "DrawParams" | "ColorSpaces" | "MultiMedias" | "CompositeGraphicUnits" => {
                    self.add_group(cursor, limits)?;
                }
                "DrawParam" => {
                    let mut param = DrawParam {
                        relative: text_of(&start, "Relative"),
                        style: Style {
                            line_width: number_of(&start, "LineWidth"),
                            ..Style::default()
                        },
                    };
                    read_paint(cursor, &mut param.style)?;
                    self.params.insert(id, param);
                }
                "ColorSpace" => {
                    let bits = number_of(&start, "BitsPerComponent").unwrap_or(8.0);
                    let bits = bits.clamp(1.0, 16.0) as i32;
                    self.channel_max.insert(id, 2.0_f32.powi(bits) - 1.0);
                    cursor.skip()?;
                }
                "MultiMedia" => {
                    let mut name = text_of(&start, "Format");
                    name.push(' ');
                    cursor.text(&mut name)?;
                    if is_opaque(&name) {
                        self.opaque.insert(id);
                    }
                }
                "CompositeGraphicUnit" | "CompositeGraphicsUnit" => {
                    let mut collector = Collector::new(limits);
                    collector.read(cursor, (1, ""))?;
                    self.composites.insert(id, collector.finish());
                }
                _ => cursor.skip()?,
            }
        }
        Ok(())
    }

    /// Whether nothing shows through this image.
    pub(super) fn is_opaque(&self, id: &str) -> bool {
        self.opaque.contains(id)
    }

    /// The objects of a composite.
    pub(super) fn composite(&self, id: &str) -> &[Object] {
        self.composites
            .get(id)
            .map_or(&[], |found| found.objects.as_slice())
    }

    /// The style of an object: its own, then of its parameters and those they inherit from, then of its layer's.
    fn look<T>(&self, object: &Object, part: impl Fn(&Style) -> Option<T>) -> Option<T> {
        let [layer, own] = &object.params;
        part(&object.style)
            .or_else(|| self.inherited(own, &part))
            .or_else(|| self.inherited(layer, &part))
    }

    fn inherited<T>(&self, id: &str, part: &impl Fn(&Style) -> Option<T>) -> Option<T> {
        let first = self.params.get(id);
        let next = |param: &&DrawParam| self.params.get(&param.relative);
        std::iter::successors(first, next)
            .take(MAX_RELATIVES)
            .find_map(|param| part(&param.style))
    }

    /// Width of the object's lines in millimetres.
    pub(super) fn line_width(&self, object: &Object) -> f64 {
        self.look(object, |style| style.line_width)
            .unwrap_or(LINE_WIDTH)
    }

    /// How what the object fills shows.
    pub(super) fn fill(&self, object: &Object) -> Tone {
        let color = self.look(object, |style| style.fill.clone());
        self.tone(color, object.alpha)
    }

    /// How what the object strokes shows.
    pub(super) fn stroke(&self, object: &Object) -> Tone {
        let color = self.look(object, |style| style.stroke.clone());
        self.tone(color, object.alpha)
    }

    /// Black when nothing is said; a colour that cannot be told is taken for black too, so that nothing vanishes.
    fn tone(&self, color: Option<Color>, alpha: f32) -> Tone {
        let color = color.unwrap_or_default();
        if color.is_pattern {
            return Tone::PATTERN;
        }
        let max = self.channel_max.get(&color.space).copied().unwrap_or(255.0);
        let [r, g, b] = rgb(&color.value, max).unwrap_or_default();
        Tone::of_rgba([r, g, b, alpha * color.alpha.unwrap_or(255.0) / 255.0])
    }
}

fn read_paint(cursor: &mut Cursor<'_>, style: &mut Style) -> Result<(), Error> {
    let depth = cursor.depth();
    while let Some(child) = cursor.element_in(depth)? {
        match local(&child) {
            "FillColor" => style.fill = Some(read_color(cursor, &child)?),
            "StrokeColor" => style.stroke = Some(read_color(cursor, &child)?),
            _ => cursor.skip()?,
        }
    }
    Ok(())
}

/// By the names of formats that know no transparency; `name` is the format with the file's name behind it.
fn is_opaque(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    let formats = ["jpg", "jpeg", "bmp", "tif", "tiff", "jb2", "jbig2"];
    formats
        .iter()
        .any(|format| name.starts_with(format) || name.ends_with(&format!(".{format}")))
}
