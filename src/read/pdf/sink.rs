//! Collects what one page draws.

use std::collections::HashMap;

use hayro_interpret::font::{Glyph as PdfGlyph, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::hayro_syntax::object::dict::keys::{MASK, SMASK};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
};
use kurbo::{Affine, BezPath, PathEl, Point, Shape};

use super::paint::Tone;
use super::unicode::Reverse;
use crate::document::{Direction, Glyph, Page, Ruling};
use crate::geometry::Rect;
use crate::limits::Limits;

/// Filled rectangles up to this thickness are rulings; thicker ones are backgrounds. Points.
const RULING_THICKNESS: f32 = 3.5;

/// A ruling must be this many times longer than thick: dots of a dotted rule are squares and are kept apart below.
const RULING_RATIO: f32 = 2.5;

/// Fills smaller than this in both directions are dots or dashes of a rule. Points.
const DOT: f32 = 3.0;

/// How far from an axis a line may lean and still be a ruling: rise over run.
const LEAN: f64 = 0.01;

/// Pale text of this size and more is a watermark. Points.
const WATERMARK_SIZE: f64 = 20.0;

/// An image over this share of a page is a scan of it.
const SCAN_SHARE: f32 = 0.5;

/// Looking at so many glyphs counts as one drawing operation.
const GLYPHS_AN_OPERATION: usize = 256;

/// So many filled areas are remembered for white text on them.
const MAX_BACKGROUNDS: usize = 2_000;

/// Straight shapes with at most so many corners are rectangles or mitred borders; more is an outline.
const MAX_CORNERS: usize = 8;

/// Outlines of this size and less, in both directions, may be characters. Points.
const MAX_OUTLINE: f32 = 40.0;

/// Share of an em within which the same character again is the same print (fake bold, shadow, stroke and fill).
const OVERPRINT: f32 = 0.15;

/// Ascent and descent of the em box over the baseline, in 1/1000 em (the usual split of CJK fonts).
const ASCENT: f64 = 880.0;
const DESCENT: f64 = -120.0;

/// What unwinds out of the interpreter when a page draws more than [`crate::Limits`] allows.
pub(super) struct TooMuch;

pub(super) struct Sink {
    width: f32,
    height: f32,
    glyph_cap: usize,
    ruling_cap: usize,
    operations_left: usize,
    glyphs: Vec<Glyph>,
    /// The last glyph of each bucket, and for each glyph the one before it in its bucket.
    seen: HashMap<(char, i32, i32), u32>,
    seen_before: Vec<Option<u32>>,
    rulings: Vec<Ruling>,
    /// Areas filled with something else than white: white text shows on them.
    backgrounds: Vec<Rect>,
    clips: Vec<Rect>,
    image_area: f32,
    reverse: Reverse,
}

impl Sink {
    /// `glyph_cap` is what earlier pages have left of the document's cap.
    pub(super) fn new(width: f32, height: f32, glyph_cap: usize, limits: &Limits) -> Self {
        Sink {
            width,
            height,
            glyph_cap,
            ruling_cap: limits.rulings,
            operations_left: limits.operations,
            glyphs: Vec::new(),
            seen: HashMap::new(),
            seen_before: Vec::new(),
            rulings: Vec::new(),
            backgrounds: Vec::new(),
            clips: Vec::new(),
            image_area: 0.0,
            reverse: Reverse::default(),
        }
    }

    pub(super) fn into_page(self, number: u32) -> Page {
        let page_area = (self.width * self.height).max(1.0);
        Page {
            number,
            width: self.width,
            height: self.height,
            glyphs: self.glyphs,
            rulings: self.rulings,
            image_share: (self.image_area / page_area).min(1.0),
        }
    }

    /// Counts one drawing operation.
    fn count(&mut self) {
        match self.operations_left.checked_sub(1) {
            Some(left) => self.operations_left = left,
            None => give_up(),
        }
    }

    /// Something opaque is painted over what is there: text under it shows no more.
    fn cover(&mut self, area: Rect) {
        let area = self.clip().map_or(area, |clip| clip.intersect(&area));
        // Every glyph is looked at: a page of fills over a page of glyphs is work that counts.
        match self
            .operations_left
            .checked_sub(self.glyphs.len() / GLYPHS_AN_OPERATION)
        {
            Some(left) => self.operations_left = left,
            None => give_up(),
        }
        for glyph in &mut self.glyphs {
            glyph.hidden |= area.contains(glyph.rect.center_x(), glyph.rect.center_y());
        }
    }

    /// A filled area that is no ruling.
    fn background(&mut self, area: Rect, props: &DrawProps<'_>) {
        let tone = Tone::of(&props.paint);
        let opaque =
            tone.is_opaque() && props.soft_mask.is_none() && props.blend_mode == BlendMode::Normal;
        if opaque && area.width().min(area.height()) > RULING_THICKNESS {
            self.cover(area);
            if !tone.is_white() && self.backgrounds.len() < MAX_BACKGROUNDS {
                self.backgrounds.push(area);
            }
        }
    }

    fn clip(&self) -> Option<&Rect> {
        self.clips.last()
    }

    fn push_clip(&mut self, clip: Rect) {
        let clip = self.clip().map_or(clip, |outer| outer.intersect(&clip));
        self.clips.push(clip);
    }

    fn add_glyph(&mut self, glyph: Glyph, tone: Tone) {
        let rect = glyph.rect;
        if !rect.is_finite() || !glyph.size.is_finite() || glyph.size <= 0.0 {
            return;
        }
        let (x, y) = (rect.center_x(), rect.center_y());
        let on_page = x >= 0.0 && y >= 0.0 && x <= self.width && y <= self.height;
        let clipped = self.clip().is_some_and(|clip| !clip.contains(x, y));
        let on_white = || !self.backgrounds.iter().any(|area| area.contains(x, y));
        let hidden = !on_page || clipped || (tone.is_white() && on_white());
        let glyph = Glyph {
            hidden,
            pale: tone.is_pale(),
            ..glyph
        };
        if self.is_overprint(&glyph) {
            return;
        }
        if self.glyphs.len() >= self.glyph_cap {
            give_up();
        }
        let index = self.glyphs.len() as u32;
        let bucket = (glyph.ch, cell(rect.x0), cell(rect.y0));
        self.seen_before.push(self.seen.insert(bucket, index));
        self.glyphs.push(glyph);
    }

    fn is_overprint(&self, glyph: &Glyph) -> bool {
        let near = |index: &u32| {
            self.glyphs.get(*index as usize).is_some_and(|other| {
                let reach = OVERPRINT * glyph.size;
                other.hidden == glyph.hidden
                    && (other.rect.x0 - glyph.rect.x0).abs() < reach
                    && (other.rect.y0 - glyph.rect.y0).abs() < reach
            })
        };
        let before = |index: &u32| self.seen_before.get(*index as usize).copied().flatten();
        buckets(glyph).any(|bucket| {
            let last = self.seen.get(&bucket).copied();
            std::iter::successors(last, before).any(|index| near(&index))
        })
    }

    fn add_line(&mut self, a: Point, b: Point, thickness: f32) {
        let (dx, dy) = ((b.x - a.x).abs(), (b.y - a.y).abs());
        let horizontal = dx >= dy;
        if (horizontal && dy > LEAN * dx + 0.3) || (!horizontal && dx > LEAN * dy + 0.3) {
            return;
        }
        let (at, start, end) = match horizontal {
            true => ((a.y + b.y) / 2.0, a.x.min(b.x), a.x.max(b.x)),
            false => ((a.x + b.x) / 2.0, a.y.min(b.y), a.y.max(b.y)),
        };
        self.add_ruling(Ruling {
            horizontal,
            at: at as f32,
            start: start as f32,
            end: end as f32,
            width: thickness,
        });
    }

    fn add_ruling(&mut self, mut ruling: Ruling) {
        if let Some(clip) = self.clip() {
            let (across, along) = match ruling.horizontal {
                true => ((clip.y0, clip.y1), (clip.x0, clip.x1)),
                false => ((clip.x0, clip.x1), (clip.y0, clip.y1)),
            };
            let half = ruling.width / 2.0 + 0.5;
            if ruling.at < across.0 - half || ruling.at > across.1 + half {
                return;
            }
            ruling.start = ruling.start.max(along.0);
            ruling.end = ruling.end.min(along.1);
        }
        if !(ruling.at.is_finite() && ruling.start.is_finite() && ruling.end.is_finite())
            || ruling.end <= ruling.start
        {
            return;
        }
        if self.rulings.len() >= self.ruling_cap {
            give_up();
        }
        self.rulings.push(ruling);
    }

    /// A filled shape: thin ones are rulings, tiny ones are dots of a rule, the rest is background.
    fn add_fill(&mut self, bounds: kurbo::Rect) {
        let rect = Rect::new(
            bounds.x0 as f32,
            bounds.y0 as f32,
            bounds.x1 as f32,
            bounds.y1 as f32,
        );
        let (w, h) = (rect.width(), rect.height());
        let thin = w.min(h);
        if thin > RULING_THICKNESS {
            return;
        }
        let dot = w.max(h) <= DOT;
        if !dot && w.max(h) < thin * RULING_RATIO {
            return;
        }
        let horizontal = Ruling {
            horizontal: true,
            at: rect.center_y(),
            start: rect.x0,
            end: rect.x1,
            width: h,
        };
        let vertical = Ruling {
            horizontal: false,
            at: rect.center_x(),
            start: rect.y0,
            end: rect.y1,
            width: w,
        };
        if dot || w >= h {
            self.add_ruling(horizontal);
        }
        if dot || w < h {
            self.add_ruling(vertical);
        }
    }

    fn stroke(&mut self, path: &BezPath, transform: Affine, width: f32) {
        let scale = (transform.determinant().abs().sqrt() as f32).max(1e-6);
        let thickness = width * scale;
        if thickness > 2.0 * RULING_THICKNESS {
            return;
        }
        let (mut start, mut last) = (Point::ZERO, Point::ZERO);
        for element in path.elements() {
            match *element {
                PathEl::MoveTo(p) => {
                    start = transform * p;
                    last = start;
                }
                PathEl::LineTo(p) => {
                    let p = transform * p;
                    self.add_line(last, p, thickness);
                    last = p;
                }
                PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => last = transform * p,
                PathEl::ClosePath => {
                    self.add_line(last, start, thickness);
                    last = start;
                }
            }
        }
    }

    /// A path may fill many rectangles at once: each closed part counts by itself.
    fn fill(&mut self, path: &BezPath, props: &DrawProps<'_>) {
        let mut part = BezPath::new();
        for element in path.elements() {
            if matches!(element, PathEl::MoveTo(_)) && !part.elements().is_empty() {
                self.fill_part(&part, props);
                part.truncate(0);
            }
            part.push(*element);
        }
        if !part.elements().is_empty() {
            self.fill_part(&part, props);
        }
    }

    fn fill_part(&mut self, part: &BezPath, props: &DrawProps<'_>) {
        let curve = |element: &PathEl| matches!(element, PathEl::QuadTo(..) | PathEl::CurveTo(..));
        let outline = part.elements().iter().any(curve) || part.elements().len() > MAX_CORNERS;
        let bounds = (props.transform * part.clone()).bounding_box();
        let area = Rect::new(
            bounds.x0 as f32,
            bounds.y0 as f32,
            bounds.x1 as f32,
            bounds.y1 as f32,
        );
        if !outline {
            self.background(area, props);
            if Tone::of(&props.paint).is_visible() {
                self.add_fill(bounds);
            }
        } else if area.width().max(area.height()) < MAX_OUTLINE && area.height() > DOT {
            self.add_outline(area, Tone::of(&props.paint));
        }
    }

    /// A small shape with curves: a character drawn as an outline, or an ornament. What it says is not known.
    fn add_outline(&mut self, area: Rect, tone: Tone) {
        if tone.is_visible() {
            let (direction, vertical, hidden, pale) = (Direction::Right, false, false, false);
            let size = area.height();
            self.add_glyph(
                Glyph {
                    ch: '\u{FFFD}',
                    rect: area,
                    size,
                    direction,
                    vertical,
                    hidden,
                    pale,
                },
                tone,
            );
        }
    }

    fn show(&mut self, glyph: &PdfGlyph<'_>, place: Affine, vertical: bool, tone: Tone) {
        let Some(frame) = Frame::new(place, tone) else {
            return;
        };
        let advance = match glyph {
            PdfGlyph::Outline(outline) => outline.advance_width(),
            PdfGlyph::Type3(type3) => type3.advance_width(),
        };
        // Vertical fonts have no horizontal advance: their glyphs fill an em.
        let advance = match vertical {
            true => 1000.0,
            false => f64::from(advance.unwrap_or(1000.0)).clamp(0.0, 4000.0),
        };
        let text = match self.reverse.unicode(glyph) {
            Some(BfString::Char(ch)) => return self.place(&frame, ch, 0.0, advance, vertical),
            Some(BfString::String(text)) => text,
            None => String::from('\u{FFFD}'),
        };
        let count = text.chars().count().max(1) as f64;
        for (index, ch) in text.chars().enumerate() {
            let at = advance * index as f64 / count;
            self.place(&frame, ch, at, advance / count, vertical);
        }
    }

    fn place(&mut self, frame: &Frame, ch: char, at: f64, advance: f64, vertical: bool) {
        let ch = if ch.is_control() { '\u{FFFD}' } else { ch };
        let a = frame.place * Point::new(at, DESCENT);
        let b = frame.place * Point::new(at + advance, ASCENT);
        let glyph = Glyph {
            ch,
            rect: Rect::new(a.x as f32, a.y as f32, b.x as f32, b.y as f32),
            size: frame.size,
            direction: frame.direction,
            vertical,
            hidden: false,
            pale: false,
        };
        self.add_glyph(glyph, frame.tone);
    }
}

/// The interpreter cannot be told to stop: unwinding is the way out of it. No hook runs, no message is printed.
fn give_up() -> ! {
    std::panic::resume_unwind(Box::new(TooMuch))
}

/// Size of the buckets that find overprints, in points.
const BUCKET: f32 = 4.0;

fn cell(at: f32) -> i32 {
    (at / BUCKET).floor().clamp(-1e6, 1e6) as i32
}

/// The buckets in which an overprint of this glyph can stand: its own, and neighbours within reach.
fn buckets(glyph: &Glyph) -> impl Iterator<Item = (char, i32, i32)> {
    let reach = (OVERPRINT * glyph.size).min(BUCKET);
    let around = |at: f32| cell(at - reach)..=cell(at + reach);
    let (xs, ys, ch) = (around(glyph.rect.x0), around(glyph.rect.y0), glyph.ch);
    xs.flat_map(move |x| ys.clone().map(move |y| (ch, x, y)))
}

/// Where a glyph stands: its transform, and size and direction told from it.
struct Frame {
    place: Affine,
    size: f32,
    direction: Direction,
    tone: Tone,
}

impl Frame {
    /// `None` for text at an angle: watermarks and stamps, never a table's text.
    fn new(place: Affine, tone: Tone) -> Option<Frame> {
        let [a, b, c, d, _, _] = place.as_coeffs();
        let size = (c.hypot(d) * 1000.0) as f32;
        let length = a.hypot(b);
        if length.partial_cmp(&0.0) != Some(std::cmp::Ordering::Greater) {
            return None;
        }
        let (x, y) = (a / length, b / length);
        let direction = match () {
            () if x > 0.99 => Direction::Right,
            () if x < -0.99 => Direction::Left,
            () if y > 0.99 => Direction::Down,
            () if y < -0.99 => Direction::Up,
            () => return None,
        };
        Some(Frame {
            place,
            size,
            direction,
            tone,
        })
    }
}

impl<'a> Device<'a> for Sink {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, draw_mode: &DrawMode) {
        self.count();
        let visible = Tone::of(&props.paint).is_visible();
        match draw_mode {
            DrawMode::Fill(_) => self.fill(path, &props),
            DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) if visible => {
                self.stroke(path, props.transform, stroke.line_width);
            }
            _ => {}
        }
    }

    fn push_clip_path(&mut self, clip_path: &ClipPath) {
        self.count();
        let b = clip_path.path.bounding_box();
        self.push_clip(Rect::new(
            b.x0 as f32,
            b.y0 as f32,
            b.x1 as f32,
            b.y1 as f32,
        ));
    }

    fn push_clip_rect(&mut self, rect: &kurbo::Rect) {
        self.count();
        self.push_clip(Rect::new(
            rect.x0 as f32,
            rect.y0 as f32,
            rect.x1 as f32,
            rect.y1 as f32,
        ));
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.count();
    }

    fn pop_transparency_group(&mut self) {}

    fn draw_glyph_run(
        &mut self,
        run: &GlyphRun<'_, 'a>,
        props: DrawProps<'a>,
        draw_mode: &DrawMode,
    ) {
        self.count();
        if matches!(draw_mode, DrawMode::Invisible) {
            return;
        }
        let vertical = matches!(run.writing_mode(), WritingMode::Vertical);
        let tone = Tone::of(&props.paint);
        for glyph in run.glyphs() {
            let place = props.transform * glyph.transform();
            // Pale text much larger than any table's is a watermark behind it.
            let [_, _, c, d, _, _] = place.as_coeffs();
            if !tone.is_pale() || c.hypot(d) * 1000.0 < WATERMARK_SIZE {
                self.show(glyph, place, vertical, tone);
            }
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.count();
        // hayro scales the unit square of an image by its size in pixels.
        let pixels = kurbo::Rect::new(
            0.0,
            0.0,
            f64::from(image.width()),
            f64::from(image.height()),
        );
        let area = (props.transform.determinant().abs() * pixels.area()) as f32;
        if !area.is_finite() {
            return;
        }
        self.image_area += area;
        // A scan laid over the text that was recognised from it: what is printed is the scan.
        let page = self.width * self.height;
        let masked = match &image {
            Image::Raster(raster) => {
                let dict = raster.stream().dict();
                dict.contains_key(SMASK) || dict.contains_key(MASK)
            }
            Image::Stencil(_) => true,
        };
        if area > SCAN_SHARE * page
            && !masked
            && props.soft_mask.is_none()
            && props.blend_mode == BlendMode::Normal
        {
            let b = (props.transform * pixels.to_path(0.1)).bounding_box();
            self.cover(Rect::new(
                b.x0 as f32,
                b.y0 as f32,
                b.x1 as f32,
                b.y1 as f32,
            ));
        }
    }

    fn draw_rect(&mut self, rect: &kurbo::Rect, props: DrawProps<'a>, draw_mode: &DrawMode) {
        self.count();
        let visible = Tone::of(&props.paint).is_visible();
        match draw_mode {
            DrawMode::Fill(_) => {
                let b = (props.transform * rect.to_path(0.1)).bounding_box();
                self.background(
                    Rect::new(b.x0 as f32, b.y0 as f32, b.x1 as f32, b.y1 as f32),
                    &props,
                );
                if visible {
                    self.add_fill(b);
                }
            }
            DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) if visible => {
                self.stroke(&rect.to_path(0.1), props.transform, stroke.line_width);
            }
            _ => {}
        }
    }
}
