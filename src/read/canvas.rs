//! What a page shows of what is drawn on it: glyphs and rulings kept, all else judged for what it hides.
//!
//! Shared by the readers of fixed layouts. Coordinates are points, origin top left, y down.

use std::collections::HashMap;

use kurbo::{Affine, BezPath, PathEl, Point, Shape};

use super::tone::Tone;
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

/// What the pages of a document may still draw.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    glyphs: usize,
    page_glyphs: usize,
    rulings: usize,
    operations: usize,
}

impl Budget {
    /// The budget of a document.
    pub(super) fn new(limits: &Limits) -> Self {
        Budget {
            glyphs: limits.glyphs,
            page_glyphs: limits.page_glyphs,
            rulings: limits.rulings,
            operations: limits.operations,
        }
    }
}

/// Collects what one page draws.
pub(super) struct Canvas {
    width: f32,
    height: f32,
    budget: Budget,
    /// Glyphs looked at that do not yet make up an operation.
    looked_at: usize,
    glyphs: Vec<Glyph>,
    /// The last glyph of each bucket, and for each glyph the one before it in its bucket.
    seen: HashMap<(char, i32, i32), u32>,
    seen_before: Vec<Option<u32>>,
    rulings: Vec<Ruling>,
    /// Areas filled with something else than white: white text shows on them.
    backgrounds: Vec<Rect>,
    clips: Vec<Rect>,
    image_area: f32,
    /// A cap was reached: nothing is taken in any more.
    exhausted: bool,
}

impl Canvas {
    /// `budget` is what earlier pages have left.
    pub(super) fn new(width: f32, height: f32, budget: Budget) -> Self {
        Canvas {
            width,
            height,
            budget,
            looked_at: 0,
            glyphs: Vec::new(),
            seen: HashMap::new(),
            seen_before: Vec::new(),
            rulings: Vec::new(),
            backgrounds: Vec::new(),
            clips: Vec::new(),
            image_area: 0.0,
            exhausted: false,
        }
    }

    /// The page, and what it has left of the budget.
    pub(super) fn into_page(self, number: u32) -> (Page, Budget) {
        let page_area = (self.width * self.height).max(1.0);
        let left = Budget {
            glyphs: self.budget.glyphs.saturating_sub(self.glyphs.len()),
            rulings: self.budget.rulings.saturating_sub(self.rulings.len()),
            ..self.budget
        };
        let page = Page {
            number,
            width: self.width,
            height: self.height,
            glyphs: self.glyphs,
            rulings: self.rulings,
            image_share: (self.image_area / page_area).min(1.0),
        };
        (page, left)
    }

    /// Whether the page draws more than the caps allow: what is kept is not all, and must not be used.
    pub(super) fn is_exhausted(&self) -> bool {
        self.exhausted
    }

    /// Refuses the page: there is more on it than its reader will look at.
    #[cfg(feature = "office")]
    pub(super) fn exhaust(&mut self) {
        self.exhausted = true;
    }

    /// Counts one drawing operation.
    pub(super) fn count(&mut self) {
        self.spend(1);
    }

    fn spend(&mut self, operations: usize) {
        match self.budget.operations.checked_sub(operations) {
            Some(left) => self.budget.operations = left,
            None => self.exhausted = true,
        }
    }

    /// Counts glyphs that were looked at to draw something else: they are work too.
    fn look_at(&mut self, glyphs: usize) {
        self.looked_at += glyphs;
        self.spend(self.looked_at / GLYPHS_AN_OPERATION);
        self.looked_at %= GLYPHS_AN_OPERATION;
    }

    /// Something opaque is painted over what is there: text under it shows no more.
    fn cover(&mut self, area: Rect) {
        let area = self.clip().map_or(area, |clip| clip.intersect(&area));
        self.look_at(self.glyphs.len());
        if self.exhausted {
            return;
        }
        for glyph in &mut self.glyphs {
            glyph.hidden |= area.contains(glyph.rect.center_x(), glyph.rect.center_y());
        }
    }

    /// A filled area that is no ruling.
    fn background(&mut self, area: Rect, tone: Tone, blends: bool) {
        if tone.is_opaque() && !blends && area.width().min(area.height()) > RULING_THICKNESS {
            self.cover(area);
            if !tone.is_white() && self.backgrounds.len() < MAX_BACKGROUNDS {
                self.backgrounds.push(area);
            }
        }
    }

    #[cfg(feature = "pdf")]
    pub(super) fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn clip(&self) -> Option<&Rect> {
        self.clips.last()
    }

    /// Narrows the clip; [`Canvas::pop_clip`] takes that back.
    #[cfg(feature = "pdf")]
    pub(super) fn push_clip(&mut self, clip: Rect) {
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
        let (is_overprint, compared) = self.is_overprint(&glyph);
        self.look_at(compared);
        if is_overprint {
            return;
        }
        if self.exhausted || self.glyphs.len() >= self.budget.glyphs.min(self.budget.page_glyphs) {
            self.exhausted = true;
            return;
        }
        let index = self.glyphs.len() as u32;
        let bucket = (glyph.ch, cell(rect.x0), cell(rect.y0));
        self.seen_before.push(self.seen.insert(bucket, index));
        self.glyphs.push(glyph);
    }

    /// Whether the same character stands there already, and how many were compared.
    fn is_overprint(&self, glyph: &Glyph) -> (bool, usize) {
        let near = |index: &u32| {
            self.glyphs.get(*index as usize).is_some_and(|other| {
                let reach = OVERPRINT * glyph.size;
                other.hidden == glyph.hidden
                    && (other.rect.x0 - glyph.rect.x0).abs() < reach
                    && (other.rect.y0 - glyph.rect.y0).abs() < reach
            })
        };
        let before = |index: &u32| self.seen_before.get(*index as usize).copied().flatten();
        let mut compared = 0;
        let found = buckets(glyph).any(|bucket| {
            let last = self.seen.get(&bucket).copied();
            let mut same = std::iter::successors(last, before).inspect(|_| compared += 1);
            same.any(|index| near(&index))
        });
        (found, compared)
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
        if self.exhausted || self.rulings.len() >= self.budget.rulings {
            self.exhausted = true;
            return;
        }
        self.rulings.push(ruling);
    }

    /// A filled shape: thin ones are rulings, tiny ones are dots of a rule, the rest is background.
    fn add_fill(&mut self, rect: Rect) {
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

    /// Strokes a path: its straight parts along an axis are rulings. `width` is in the units of the path.
    pub(super) fn stroke(&mut self, path: &BezPath, transform: Affine, width: f32) {
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

    /// Fills a path; `blends` when what is under it shows through whatever the paint (masks, blend modes).
    /// A path may fill many rectangles at once: each closed part counts by itself.
    pub(super) fn fill(&mut self, path: &BezPath, transform: Affine, tone: Tone, blends: bool) {
        let mut part = BezPath::new();
        for element in path.elements() {
            if matches!(element, PathEl::MoveTo(_)) && !part.elements().is_empty() {
                self.fill_part(&part, transform, tone, blends);
                part.truncate(0);
            }
            part.push(*element);
        }
        if !part.elements().is_empty() {
            self.fill_part(&part, transform, tone, blends);
        }
    }

    fn fill_part(&mut self, part: &BezPath, transform: Affine, tone: Tone, blends: bool) {
        let curve = |element: &PathEl| matches!(element, PathEl::QuadTo(..) | PathEl::CurveTo(..));
        let outline = part.elements().iter().any(curve) || part.elements().len() > MAX_CORNERS;
        let area = bounds(&(transform * part.clone()));
        if !outline {
            self.background(area, tone, blends);
            if tone.is_visible() {
                self.add_fill(area);
            }
        } else if area.width().max(area.height()) < MAX_OUTLINE && area.height() > DOT {
            self.add_outline(area, tone);
        }
    }

    /// A raster image over the unit square of `place`; what it covers shows no more when `opaque` and a scan of the page.
    pub(super) fn image(&mut self, place: Affine, opaque: bool) {
        let area = place.determinant().abs() as f32;
        if !area.is_finite() {
            return;
        }
        self.image_area += area;
        if opaque && area > SCAN_SHARE * self.width * self.height {
            self.cover(bounds(
                &(place * kurbo::Rect::new(0.0, 0.0, 1.0, 1.0).to_path(0.1)),
            ));
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

    /// One character, `at` and `advance` along the baseline in 1/1000 em.
    pub(super) fn place(&mut self, frame: &Frame, ch: char, at: f64, advance: f64, vertical: bool) {
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

/// The box around a path.
pub(super) fn bounds(path: &impl Shape) -> Rect {
    let b = path.bounding_box();
    Rect::new(b.x0 as f32, b.y0 as f32, b.x1 as f32, b.y1 as f32)
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
pub(super) struct Frame {
    place: Affine,
    size: f32,
    direction: Direction,
    tone: Tone,
}

impl Frame {
    /// `None` for text at an angle and for large pale text: watermarks and stamps, never a table's text.
    ///
    /// `place` maps glyph space (1/1000 em, y up) to the page.
    pub(super) fn new(place: Affine, tone: Tone) -> Option<Frame> {
        let [a, b, c, d, _, _] = place.as_coeffs();
        let size = (c.hypot(d) * 1000.0) as f32;
        if tone.is_pale() && f64::from(size) >= WATERMARK_SIZE {
            return None;
        }
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
