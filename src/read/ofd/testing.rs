//! Makes small OFD files for tests: pages of glyphs and rulings, as converters from PDF and word processors do.

use super::parts::{Book, Text, list, path};
use crate::document::{Direction, Glyph, Page, Ruling};
use crate::read::testing::pack;

/// Millimetres in a point.
const MILLIMETRES: f32 = 25.4 / 72.0;

/// An OFD file whose pages have these contents of `Content`, on A4; `resources` is what stands in `DocumentRes.xml`.
pub(in crate::read) fn file(pages: &[&str], resources: &str) -> Vec<u8> {
    let pages = pages.iter().map(|page| String::from(*page)).collect();
    pack_pages(pages, resources, (210.0, 297.0))
}

fn pack_pages(pages: Vec<String>, resources: &str, paper: (f32, f32)) -> Vec<u8> {
    let book = Book {
        title: "年报",
        creator: "W",
        version: "1.0",
        paper,
        pages,
        template: String::new(),
        resources,
    };
    let parts = book.parts();
    let parts: Vec<(&str, &[u8])> = parts
        .iter()
        .map(|(name, part)| (name.as_str(), part.as_bytes()))
        .collect();
    pack(&parts)
}

/// What is printed on these pages as OFD: a text object for each run of glyphs on one baseline, a path for each ruling.
#[cfg(feature = "pdf")]
pub(in crate::read) fn write(pages: &[Page]) -> Vec<u8> {
    let paper = pages
        .first()
        .map_or((595.0, 842.0), |page| (page.width, page.height));
    let pages = pages.iter().map(write_page).collect();
    pack_pages(pages, "", (paper.0 * MILLIMETRES, paper.1 * MILLIMETRES))
}

#[cfg(feature = "pdf")]
fn write_page(page: &Page) -> String {
    let printed: Vec<&Glyph> = page.glyphs.iter().filter(|glyph| !glyph.hidden).collect();
    let follows = |a: &&Glyph, b: &&Glyph| {
        let plain = a.direction == Direction::Right && !a.vertical && !b.vertical && !b.pale;
        let (a0, b0) = (origin(a), origin(b));
        plain
            && b.direction == a.direction
            && a.size == b.size
            && a.pale == b.pale
            && a0.1 == b0.1
            && b0.0 > a0.0
    };
    let texts: String = printed.chunk_by(follows).map(write_run).collect();
    let lines: String = page.rulings.iter().map(write_ruling).collect();
    format!("<ofd:Layer>{lines}{texts}</ofd:Layer>")
}

/// Where a glyph's baseline begins: an em stands 0.88 above it and 0.12 below.
#[cfg(feature = "pdf")]
fn origin(glyph: &Glyph) -> (f32, f32) {
    let below = 0.12 * glyph.size;
    match glyph.direction {
        Direction::Right => (glyph.rect.x0, glyph.rect.y1 - below),
        Direction::Down => (glyph.rect.x0 + below, glyph.rect.y0),
        Direction::Left => (glyph.rect.x1, glyph.rect.y0 + below),
        Direction::Up => (glyph.rect.x1 - below, glyph.rect.y1),
    }
}

#[cfg(feature = "pdf")]
fn write_run(run: &[&Glyph]) -> String {
    let first = run.first().expect("runs hold a glyph");
    let (x, y) = origin(first);
    let turn = match first.direction {
        Direction::Right => 0,
        Direction::Down => 90,
        Direction::Left => 180,
        Direction::Up => 270,
    };
    let steps: Vec<(f32, f32)> = run
        .windows(2)
        .map(|pair| ((origin(pair[1]).0 - origin(pair[0]).0) * MILLIMETRES, 0.0))
        .collect();
    let text: String = run.iter().map(|glyph| glyph.ch).collect();
    let at = list(&[x * MILLIMETRES, y * MILLIMETRES, 1.0, 1.0]);
    Text {
        attributes: &format!("Boundary=\"{at}\" CharDirection=\"{turn}\""),
        size: first.size * MILLIMETRES,
        at: (0.0, 0.0),
        steps: &steps,
        color: if first.pale { "200 200 200" } else { "0 0 0" },
        text: &text,
    }
    .object()
}

#[cfg(feature = "pdf")]
fn write_ruling(ruling: &Ruling) -> String {
    let at = |along: f32| match ruling.horizontal {
        true => list(&[along * MILLIMETRES, ruling.at * MILLIMETRES]),
        false => list(&[ruling.at * MILLIMETRES, along * MILLIMETRES]),
    };
    let width = ruling.width * MILLIMETRES;
    path(
        &format!("Boundary=\"0 0 1000 1000\" LineWidth=\"{width}\""),
        &format!("M {} L {}", at(ruling.start), at(ruling.end)),
    )
}
