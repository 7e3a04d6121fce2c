//! Draws the objects of a page on its canvas.

use kurbo::{Affine, Rect, Shape, Vec2};

use super::object::{Mark, Object, TextCode};
use super::resources::Resources;
use super::values::{offsets, outline};
use crate::read::canvas::{Canvas, Frame};
use crate::read::tone::Tone;

/// How deep composites nest.
const MAX_COMPOSITES: usize = 8;

/// Draws; `to_page` maps the millimetres of the page to points.
pub(super) fn draw(
    objects: &[Object],
    resources: &Resources,
    canvas: &mut Canvas,
    to_page: Affine,
) {
    Painter { resources, canvas }.draw(objects, to_page, 0);
}

struct Painter<'a> {
    resources: &'a Resources,
    canvas: &'a mut Canvas,
}

impl Painter<'_> {
    fn draw(&mut self, objects: &[Object], to_page: Affine, depth: usize) {
        for object in objects {
            self.canvas.count();
            if self.canvas.is_exhausted() {
                return;
            }
            let origin = object.boundary.map_or(Vec2::ZERO, |b| b.origin().to_vec2());
            let outer = to_page * Affine::translate(origin);
            let place = outer * object.matrix.unwrap_or(Affine::IDENTITY);
            match &object.mark {
                Mark::Text { .. } => self.text(object, place),
                Mark::Path(data) => self.path(object, data, place),
                Mark::Image(id) => {
                    let unit = object.matrix.is_none().then_some(object.boundary).flatten();
                    let size = unit.map_or(Affine::IDENTITY, |b: Rect| {
                        Affine::scale_non_uniform(b.width(), b.height())
                    });
                    let opaque = self.resources.is_opaque(id) && object.alpha > 0.99;
                    self.canvas.image(place * size, opaque);
                }
                Mark::Composite(id) if depth < MAX_COMPOSITES => {
                    self.draw(self.resources.composite(id), place, depth + 1);
                }
                Mark::Composite(_) => {}
            }
        }
    }

    fn path(&mut self, object: &Object, data: &str, place: Affine) {
        let Some(path) = outline(data) else {
            self.canvas.exhaust();
            return;
        };
        if !path.bounding_box().is_finite() {
            return;
        }
        if object.paints.1.unwrap_or(false) {
            let tone = self.resources.fill(object);
            self.canvas.fill(&path, place, tone, false);
        }
        if object.paints.0.unwrap_or(true) && self.resources.stroke(object).is_visible() {
            let width = self.resources.line_width(object);
            self.canvas.stroke(&path, place, width as f32);
        }
    }

    fn text(&mut self, object: &Object, place: Affine) {
        let Mark::Text {
            codes,
            size,
            h_scale,
            directions,
        } = &object.mark
        else {
            return;
        };
        let tone = match (object.paints.1.unwrap_or(true), object.paints.0) {
            (true, _) => self.resources.fill(object),
            (false, Some(true)) => self.resources.stroke(object),
            (false, _) => return,
        };
        // Text without a colour that shows is a layer for searching, not for reading.
        if *size <= 0.0 || tone.is_invisible() {
            return;
        }
        let setting = Setting {
            place,
            size: *size,
            h_scale: *h_scale,
            read: directions.0.rem_euclid(360),
            turn: directions.1.rem_euclid(360),
            tone,
        };
        let (mut x, mut y) = (0.0, 0.0);
        for code in codes {
            (x, y) = (code.x.unwrap_or(x), code.y.unwrap_or(y));
            self.run(code, (x, y), &setting);
        }
    }

    fn run(&mut self, code: &TextCode, (x, y): (f64, f64), setting: &Setting) {
        // Line breaks come from pretty-printed XML: they are set by nobody.
        let chars: Vec<char> = code
            .text
            .chars()
            .filter(|c| !matches!(c, '\n' | '\r' | '\t'))
            .collect();
        let steps = setting.steps(code, &chars);
        let vertical = setting.is_vertical(&steps);
        let (mut x, mut y) = (x, y);
        for (ch, step) in chars.into_iter().zip(steps) {
            let unit = setting.size / 1000.0;
            let glyph = setting.place
                * Affine::translate((x, y))
                * Affine::rotate(f64::from(setting.turn).to_radians())
                * Affine::scale_non_uniform(unit * setting.h_scale, -unit);
            if let Some(frame) = Frame::new(glyph, setting.tone) {
                let along = setting.along(step);
                self.canvas
                    .place(&frame, ch, 0.0, setting.advance(ch, along), vertical);
            }
            if self.canvas.is_exhausted() {
                return;
            }
            x += step.x;
            y += step.y;
        }
    }
}

/// How the characters of a text object are set.
struct Setting {
    place: Affine,
    size: f64,
    h_scale: f64,
    read: i32,
    turn: i32,
    tone: Tone,
}

impl Setting {
    /// From each character to the next. A short list of offsets goes on with its last; without any list the characters
    /// stand side by side in their usual widths, in the direction of reading.
    fn steps(&self, code: &TextCode, chars: &[char]) -> Vec<Vec2> {
        let list = |text: &Option<String>| {
            let text = text.as_deref().unwrap_or_default();
            offsets(text, chars.len())
        };
        let (dx, dy) = (list(&code.delta_x), list(&code.delta_y));
        let at = |list: &[f64], index: usize| {
            let step = list.get(index).or(list.last());
            step.copied().unwrap_or(0.0)
        };
        let listed = !dx.is_empty() || !dy.is_empty();
        let usual = |ch: char| {
            let length = self.size * usual_width(ch);
            match self.read {
                90 => Vec2::new(0.0, length),
                180 => Vec2::new(-length * self.h_scale, 0.0),
                270 => Vec2::new(0.0, -length),
                _ => Vec2::new(length * self.h_scale, 0.0),
            }
        };
        let step = |(index, ch): (usize, &char)| match listed {
            true => Vec2::new(at(&dx, index), at(&dy, index)),
            false => usual(*ch),
        };
        chars.iter().enumerate().map(step).collect()
    }

    /// The part of a step along the baseline of the character, in its own 1/1000 em.
    fn along(&self, step: Vec2) -> f64 {
        let (sin, cos) = f64::from(self.turn).to_radians().sin_cos();
        (step.x * cos + step.y * sin) / (self.size * self.h_scale) * 1000.0
    }

    /// Upright characters one below the other.
    fn is_vertical(&self, steps: &[Vec2]) -> bool {
        let across = |step: &Vec2| {
            let (sin, cos) = f64::from(self.turn).to_radians().sin_cos();
            (step.x * cos + step.y * sin).abs() < 0.1 * (step.y * cos - step.x * sin).abs()
        };
        steps.len() > 1 && steps.iter().take(steps.len() - 1).all(across)
    }

    /// How wide a character is, in 1/1000 em: fonts are not looked into, but the step to the next one tells unless it
    /// was set apart or moved back.
    fn advance(&self, ch: char, along: f64) -> f64 {
        let usual = usual_width(ch) * 1000.0;
        let widest = match ch {
            _ if usual > 900.0 => 1150.0,
            '0'..='9' => 700.0,
            _ => 1000.0,
        };
        if along > 100.0 && along <= widest {
            along
        } else {
            usual
        }
    }
}

/// Ems that a character usually takes: Latin half, Chinese full.
fn usual_width(ch: char) -> f64 {
    if (ch as u32) < 0x2000 { 0.5 } else { 1.0 }
}
