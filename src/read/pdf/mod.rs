//! PDF (ISO 32000-2) to pages of glyphs and rulings.
//!
//! `hayro-interpret` runs the content streams; [`sink::Sink`] keeps what a reader of the printed page would see: glyphs
//! with Unicode, box, size and direction, and straight lines from strokes and from thin fills. Hidden text (rendering
//! mode 3), clipped text and everything that is not text or line stays out.

mod cmaps;
mod paint;
mod sink;
mod unicode;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use hayro_interpret::hayro_syntax::page::Page as PdfPage;
use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, RenderContent, interpret_page,
};
use kurbo::Affine;

use crate::document::{Content, Document, Format, Page};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;

use sink::{Sink, TooMuch};

/// Reads a PDF.
///
/// # Errors
/// `Encrypted` when a password is needed, `Damaged` when no page can be found, `NeedsOcr` when the pages are pictures,
/// `Limit` when a cap is reached.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    let pdf = open(bytes)?;
    let pages = pdf.pages();
    if pages.is_empty() {
        return Err(damaged("the PDF has no page"));
    }
    if pages.len() > limits.pages {
        let message = format!(
            "{} pages, more than the cap of {}",
            pages.len(),
            limits.pages
        );
        return Err(Error::new(ErrorKind::Limit, "read", message));
    }
    let cache = InterpreterCache::new();
    let mut read = Vec::with_capacity(pages.len());
    let mut glyphs_left = limits.glyphs;
    for (page, number) in pages.iter().zip(1u32..) {
        let page = read_page(&pdf, page, number, &cache, glyphs_left, limits)
            .map_err(|e| e.at_page(number))?;
        glyphs_left = glyphs_left.saturating_sub(page.glyphs.len());
        read.push(page);
    }
    if is_unreadable(&read) {
        let message = "the fonts do not say what their characters are";
        return Err(Error::new(ErrorKind::NeedsOcr, "read", message));
    }
    if read.iter().all(Page::is_picture) {
        return Err(Error::new(
            ErrorKind::NeedsOcr,
            "read",
            "the pages are pictures without text",
        ));
    }
    let metadata = pdf.metadata();
    Ok(Document {
        format: Format::Pdf,
        producer: unicode::text_string(metadata.producer.as_deref().unwrap_or_default()),
        title: unicode::text_string(metadata.title.as_deref().unwrap_or_default()),
        running: Vec::new(),
        content: Content::Pages(read),
    })
}

/// Share of characters without Unicode from which on a document cannot be read.
const UNREADABLE_SHARE: f32 = 0.5;

/// Whether most of the text does not say what it is: fonts without a map to Unicode, fonts with a wrong one, outlines.
fn is_unreadable(pages: &[Page]) -> bool {
    let written = pages
        .iter()
        .flat_map(|page| &page.glyphs)
        .filter(|glyph| !glyph.hidden && glyph.ch != ' ');
    let (all, garbled) = written.fold((0u32, 0u32), |(all, garbled), glyph| {
        (all + 1, garbled + u32::from(is_garbled(glyph.ch)))
    });
    all > 0 && garbled as f32 > UNREADABLE_SHARE * all as f32
}

/// Characters that no language is mostly written with, but that fonts with invented codes give: unknown and private ones,
/// accented Latin letters, arrows, dingbats.
fn is_garbled(ch: char) -> bool {
    matches!(ch, '\u{FFFD}' | '\u{A1}'..='\u{2FF}' | '\u{2190}'..='\u{2BFF}' | '\u{E000}'..='\u{F8FF}')
}

fn open(bytes: &[u8]) -> Result<Pdf, Error> {
    Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Error::new(
            ErrorKind::Encrypted,
            "read",
            "the PDF needs a password or uses an unknown encryption",
        ),
        LoadPdfError::Invalid => damaged("no cross-reference table or page tree could be found"),
    })
}

fn damaged(message: &str) -> Error {
    Error::new(ErrorKind::Damaged, "read", message)
}

fn read_page<'a>(
    pdf: &'a Pdf,
    page: &PdfPage<'a>,
    number: u32,
    cache: &InterpreterCache<'a>,
    glyphs: usize,
    limits: &Limits,
) -> Result<Page, Error> {
    // UserUnit (ISO 32000-2, table 31) scales the page's unit of 1/72 inch.
    let unit = page
        .raw()
        .get::<f64>(b"UserUnit".as_slice())
        .filter(|u| (0.1..=1000.0).contains(u))
        .unwrap_or(1.0);
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width) * unit, f64::from(height) * unit);
    let upright = Affine::scale(unit) * Affine::new(page.initial_transform(true).as_coeffs());
    let settings = InterpreterSettings {
        warning_sink: Arc::new(|warning| log::debug!("pdf: {warning:?}")),
        cmap_resolver: Arc::new(cmaps::resolve),
        render_content: RenderContent::all(),
        ..InterpreterSettings::default()
    };
    // Text may stand beyond the page (a table wider than the paper): nothing is culled by the page's box.
    let everywhere = kurbo::Rect::new(-1e5, -1e5, 1e5, 1e5);
    let mut context = Context::new(upright, everywhere, cache, pdf.xref(), settings);
    let mut sink = Sink::new(width as f32, height as f32, glyphs, limits);
    // After an unwind the sink and the context are dropped, never looked into.
    let ran = catch_unwind(AssertUnwindSafe(|| {
        interpret_page(page, &mut context, &mut sink)
    }));
    match ran {
        Ok(()) => Ok(sink.into_page(number)),
        Err(payload) if payload.is::<TooMuch>() => Err(Error::new(
            ErrorKind::Limit,
            "read",
            "the page draws more than the caps allow",
        )),
        Err(_) => Err(Error::new(
            ErrorKind::Crash,
            "read",
            "the PDF interpreter failed on this page",
        )),
    }
}
