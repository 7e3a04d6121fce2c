//! PDF (ISO 32000-2) to pages of glyphs and rulings.
//!
//! `hayro-interpret` runs the content streams; [`sink::Sink`] keeps what a reader of the printed page would see: glyphs
//! with Unicode, box, size and direction, and straight lines from strokes and from thin fills. Hidden text (rendering
//! mode 3), clipped text and everything that is not text or line stays out.

mod cmaps;
mod dicts;
mod operands;
mod packing;
mod programs;
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

use programs::Programs;
use sink::{Sink, Stop};
use widths::Widths;

/// Reads a PDF.
///
/// # Errors
/// `Encrypted` when a password is needed, `Damaged` when no page can be found, `NeedsOcr` when the pages are pictures,
/// `Limit` when a cap is reached.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    packing::check(bytes, limits)?;
    let mut pdf = without_programs(bytes)?;
    let mut pages = read_pages(&pdf, limits)?;
    if pages.is_none() {
        pdf = open(&Arc::new(bytes.to_vec()))?;
        pages = read_pages(&pdf, limits)?;
    }
    let pages = pages.ok_or_else(|| failed("a font program is missing"))?;
    legible(&pages)?;
    let metadata = pdf.metadata();
    Ok(Document {
        format: Format::Pdf,
        producer: unicode::text_string(metadata.producer.as_deref().unwrap_or_default()),
        title: unicode::text_string(metadata.title.as_deref().unwrap_or_default()),
        running: Vec::new(),
        content: Content::Pages(pages),
    })
}

/// The document without the font programs that reading can do without. Looks at every dictionary, and therefore counts
/// the widths of fonts on the way.
fn without_programs(bytes: &[u8]) -> Result<Pdf, Error> {
    let mut file = Arc::new(bytes.to_vec());
    let pdf = open(&file)?;
    let mut widths = Widths::default();
    let mut programs = Programs::new(pdf.data().as_ref());
    dicts::each(&pdf, &mut |dict| {
        programs.see(dict);
        widths.add(dict)
    })?;
    let spare = programs.spare();
    if spare.is_empty() {
        return Ok(pdf);
    }
    // Nobody else holds the bytes then, so that they are not copied.
    drop(pdf);
    let bytes: &mut Vec<u8> = Arc::make_mut(&mut file);
    programs::leave_out(bytes, &spare);
    open(&file)
}

/// `None` when a font program is needed that was left out.
fn read_pages(pdf: &Pdf, limits: &Limits) -> Result<Option<Vec<Page>>, Error> {
    operands::check(pdf, limits)?;
    work::check(pdf)?;
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
        let outcome = read_page(pdf, page, number, &cache, budget);
        let Some((page, left)) = outcome.map_err(|error| error.at_page(number))? else {
            return Ok(None);
        };
        budget = left;
        read.push(page);
    }
    Ok(Some(read))
}

fn open(file: &Arc<Vec<u8>>) -> Result<Pdf, Error> {
    Pdf::new(Arc::clone(file)).map_err(|error| match error {
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

/// `None` as for [`read_pages`].
fn read_page<'a>(
    pdf: &'a Pdf,
    page: &PdfPage<'a>,
    number: u32,
    cache: &InterpreterCache<'a>,
    budget: Budget,
) -> Result<Option<(Page, Budget)>, Error> {
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
        Ok(()) => Ok(Some(sink.into_page(number))),
        Err(payload) => match payload.downcast::<Stop>().map(|stop| *stop) {
            Ok(Stop::LacksProgram) => Ok(None),
            Ok(Stop::TooMuch) => Err(Error::new(
                ErrorKind::Limit,
                "read",
                "the page draws more than the caps allow",
            )),
            Err(_) => Err(failed("the PDF interpreter failed on this page")),
        },
    }
}

fn failed(message: &str) -> Error {
    Error::new(ErrorKind::Crash, "read", message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use std::io::Write;

    /// A font whose `cmap` table names glyph 1 甲 and glyph 2 乙, and that has nothing else.
    fn program() -> Vec<u8> {
        let groups = [('甲', 1u32), ('乙', 2)];
        let groups = groups.map(|(ch, glyph)| [u32::from(ch), u32::from(ch), glyph]);
        let mut groups = groups.to_vec();
        groups.sort_unstable();
        // Version, one subtable for Windows and all of Unicode at 12; format 12 of 40 bytes.
        let head: [u16; 8] = [0, 1, 3, 10, 0, 12, 12, 0];
        let subtable: [u32; 3] = [40, 0, 2];
        let mut table: Vec<u8> = head.iter().flat_map(|part| part.to_be_bytes()).collect();
        let parts = subtable.iter().chain(groups.iter().flatten());
        table.extend(parts.flat_map(|part| part.to_be_bytes()));
        // One table; its name, no checksum, where it begins, its length.
        let mut font = vec![0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        font.extend(b"cmap\0\0\0\0");
        font.extend(28u32.to_be_bytes());
        font.extend((table.len() as u32).to_be_bytes());
        font.extend(table);
        font
    }

    /// A page with glyphs 1 and 2, of which `ToUnicode` names these.
    fn document(named: &str) -> Vec<u8> {
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
        packer.write_all(&program()).unwrap();
        let map = format!(
            "begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 2 beginbfchar {named} endbfchar endcmap"
        );
        let text = |object: &str| object.as_bytes().to_vec();
        testing::file(&[
            text("<</Type/Catalog/Pages 2 0 R>>"),
            text("<</Type/Pages/Count 1/Kids[3 0 R]>>"),
            text(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
            ),
            testing::stream("", b"BT /F 9 Tf 9 9 Td <00010002> Tj ET"),
            text(
                "<</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 9 0 R>>",
            ),
            text(
                "<</Type/Font/Subtype/CIDFontType2/CIDToGIDMap/Identity/DW 700/FontDescriptor 7 0 R>>",
            ),
            text("<</Type/FontDescriptor/FontFile2 8 0 R>>"),
            testing::stream("/Filter/FlateDecode", &packer.finish().unwrap()),
            testing::stream("", map.as_bytes()),
        ])
    }

    fn glyphs(pages: &[Page]) -> Vec<(char, f32)> {
        let glyphs = pages.iter().flat_map(|page| &page.glyphs);
        glyphs
            .map(|glyph| (glyph.ch, (glyph.rect.x0 * 10.0).round()))
            .collect()
    }

    #[test]
    fn a_font_program_is_read_when_only_it_knows_a_character() {
        let both = "<0001> <7532> <0002> <4E59>";
        for (named, is_enough) in [(both, true), ("<0001> <7532>", false)] {
            let lighter = without_programs(&document(named)).unwrap();
            let light = read_pages(&lighter, &Limits::default()).unwrap();
            let whole = [('甲', 90.0), ('乙', 153.0)];
            let light = light.map(|pages| glyphs(&pages));
            assert_eq!(light, is_enough.then(|| whole.to_vec()));
            let read = read(&document(named), &Limits::default()).unwrap();
            let Content::Pages(pages) = read.content else {
                panic!("no pages");
            };
            assert_eq!(glyphs(&pages), whole, "{named}");
        }
    }
}
