//! PDF (ISO 32000-2) to pages of glyphs and rulings.
//!
//! `hayro-interpret` runs the content streams; [`sink::Sink`] keeps what a reader of the printed page would see: glyphs
//! with Unicode, box, size and direction, and straight lines from strokes and from thin fills. Hidden text (rendering
//! mode 3), clipped text and everything that is not text or line stays out.

mod cmaps;
mod operands;
mod packing;
mod sink;
#[cfg(test)]
mod testing;
mod unicode;
mod widths;
mod work;

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
use crate::read::canvas::Budget;
use crate::read::legible::legible;

use sink::{Sink, TooMuch};

/// Reads a PDF.
///
/// # Errors
/// `Encrypted` when a password is needed, `Damaged` when no page can be found, `NeedsOcr` when the pages are pictures,
/// `Limit` when a cap is reached.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    packing::check(bytes, limits)?;
    let pdf = open(bytes)?;
    operands::check(&pdf, limits)?;
    widths::check(&pdf)?;
    work::check(&pdf)?;
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
    let mut budget = Budget::new(limits);
    for (page, number) in pages.iter().zip(1u32..) {
        let (page, left) =
            read_page(&pdf, page, number, &cache, budget).map_err(|e| e.at_page(number))?;
        budget = left;
        read.push(page);
    }
    legible(&read)?;
    let metadata = pdf.metadata();
    Ok(Document {
        format: Format::Pdf,
        producer: unicode::text_string(metadata.producer.as_deref().unwrap_or_default()),
        title: unicode::text_string(metadata.title.as_deref().unwrap_or_default()),
        running: Vec::new(),
        content: Content::Pages(read),
    })
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
    budget: Budget,
) -> Result<(Page, Budget), Error> {
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
    let mut sink = Sink::new(width as f32, height as f32, budget);
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
