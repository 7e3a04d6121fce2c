//! Hands what the interpreter of one page draws to the page's [`Canvas`].

use hayro_interpret::font::{Glyph as PdfGlyph, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::hayro_syntax::object::dict::keys::{MASK, SMASK};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask,
};
use kurbo::{Affine, BezPath, Shape};

use super::unicode::Reverse;
use crate::document::Page;
use crate::read::canvas::{Budget, Canvas, Frame, bounds};
use crate::read::tone::Tone;

/// What unwinds out of the interpreter. It cannot be told to stop; no hook runs, no message is printed.
pub(super) enum Stop {
    /// The page draws more than [`crate::Limits`] allows.
    TooMuch,
    /// The page shows a glyph whose character only a font program that was left out can tell.
    LacksProgram,
}

/// The device of one page.
pub(super) struct Sink {
    canvas: Canvas,
    reverse: Reverse,
}

impl Sink {
    /// `budget` is what earlier pages have left.
    pub(super) fn new(width: f32, height: f32, budget: Budget) -> Self {
        Sink {
            canvas: Canvas::new(width, height, budget),
            reverse: Reverse::default(),
        }
    }

    pub(super) fn into_page(self, number: u32) -> (Page, Budget) {
        self.canvas.into_page(number)
    }

    /// Counts one drawing operation.
    fn count(&mut self) {
        self.canvas.count();
        self.check();
    }

    fn check(&self) {
        if self.canvas.is_exhausted() {
            std::panic::resume_unwind(Box::new(Stop::TooMuch));
        }
        if self.reverse.lacks_program() {
            std::panic::resume_unwind(Box::new(Stop::LacksProgram));
        }
    }

    fn fill(&mut self, path: &BezPath, props: &DrawProps<'_>) {
        let blends = props.soft_mask.is_some() || props.blend_mode != BlendMode::Normal;
        self.canvas
            .fill(path, props.transform, tone(&props.paint), blends);
        self.check();
    }

    fn stroke(&mut self, path: &BezPath, props: &DrawProps<'_>, width: f32) {
        self.canvas.stroke(path, props.transform, width);
        self.check();
    }

    fn draw(&mut self, path: &BezPath, props: &DrawProps<'_>, draw_mode: &DrawMode) {
        self.count();
        match draw_mode {
            DrawMode::Fill(_) => self.fill(path, props),
            DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke)
                if tone(&props.paint).is_visible() =>
            {
                self.stroke(path, props, stroke.line_width);
            }
            _ => {}
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
            Some(BfString::Char(ch)) => {
                return self.canvas.place(&frame, ch, 0.0, advance, vertical);
            }
            Some(BfString::String(text)) => text,
            None => String::from('\u{FFFD}'),
        };
        let count = text.chars().count().max(1) as f64;
        for (index, ch) in text.chars().enumerate() {
            let at = advance * index as f64 / count;
            self.canvas.place(&frame, ch, at, advance / count, vertical);
        }
    }
}

fn tone(paint: &Paint<'_>) -> Tone {
    match paint {
        Paint::Color(color) => Tone::of_rgba(color.to_rgba().components()),
        Paint::Pattern(_) => Tone::PATTERN,
    }
}

impl<'a> Device<'a> for Sink {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, draw_mode: &DrawMode) {
        self.draw(path, &props, draw_mode);
    }

    fn push_clip_path(&mut self, clip_path: &ClipPath) {
        self.count();
        self.canvas.push_clip(bounds(&clip_path.path));
    }

    fn push_clip_rect(&mut self, rect: &kurbo::Rect) {
        self.count();
        self.canvas.push_clip(bounds(rect));
    }

    fn pop_clip(&mut self) {
        self.canvas.pop_clip();
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
        let tone = tone(&props.paint);
        for glyph in run.glyphs() {
            self.show(glyph, props.transform * glyph.transform(), vertical, tone);
        }
        self.check();
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.count();
        // A scan laid over the text that was recognised from it: what is printed is the scan.
        let masked = match &image {
            Image::Raster(raster) => {
                let dict = raster.stream().dict();
                dict.contains_key(SMASK) || dict.contains_key(MASK)
            }
            Image::Stencil(_) => true,
        };
        let opaque = !masked && props.soft_mask.is_none() && props.blend_mode == BlendMode::Normal;
        // hayro scales the unit square of an image by its size in pixels.
        let unit = Affine::scale_non_uniform(image.width().into(), image.height().into());
        self.canvas.image(props.transform * unit, opaque);
        self.check();
    }

    fn draw_rect(&mut self, rect: &kurbo::Rect, props: DrawProps<'a>, draw_mode: &DrawMode) {
        self.draw(&rect.to_path(0.1), &props, draw_mode);
    }
}
