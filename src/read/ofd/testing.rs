//! Writes small OFD files for tests: pages of glyphs and rulings, as converters from PDF and word processors do.

use crate::document::{Direction, Glyph, Page, Ruling};
use crate::read::testing::pack;

/// Millimetres in a point.
const MILLIMETRES: f32 = 25.4 / 72.0;

/// An OFD file whose pages have these contents of `Content`, on A4; `resources` is what stands in `DocumentRes.xml`.
pub(in crate::read) fn file(pages: &[&str], resources: &str) -> Vec<u8> {
    let pages: Vec<String> = pages
        .iter()
        .map(|content| format!("<ofd:Page xmlns:ofd=\"http://www.ofdspec.org/2016\"><ofd:Content>{content}</ofd:Content></ofd:Page>"))
        .collect();
    pack_pages(&pages, resources, (210.0, 297.0))
}

fn pack_pages(pages: &[String], resources: &str, paper: (f32, f32)) -> Vec<u8> {
    let entry = "<ofd:OFD><ofd:DocBody><ofd:DocInfo><ofd:Title>年报</ofd:Title><ofd:Creator>W</ofd:Creator>\
                 <ofd:CreatorVersion>1.0</ofd:CreatorVersion></ofd:DocInfo>\
                 <ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>";
    let list: String = (0..pages.len())
        .map(|index| format!("<ofd:Page ID=\"{index}\" BaseLoc=\"Pages/{index}.xml\"/>"))
        .collect();
    let document = format!(
        "<ofd:Document><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 {} {}</ofd:PhysicalBox></ofd:PageArea>\
         <ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes></ofd:CommonData><ofd:Pages>{list}</ofd:Pages></ofd:Document>",
        paper.0, paper.1
    );
    let resources = format!("<ofd:Res BaseLoc=\"Res\">{resources}</ofd:Res>");
    let mut parts = vec![
        (String::from("OFD.xml"), entry.as_bytes()),
        (String::from("Doc_0/Document.xml"), document.as_bytes()),
        (String::from("Doc_0/DocumentRes.xml"), resources.as_bytes()),
    ];
    for (index, page) in pages.iter().enumerate() {
        parts.push((format!("Doc_0/Pages/{index}.xml"), page.as_bytes()));
    }
    let parts: Vec<(&str, &[u8])> = parts
        .iter()
        .map(|(name, part)| (name.as_str(), *part))
        .collect();
    pack(&parts)
}

/// What is printed on these pages as OFD: a text object for each run of glyphs on one baseline, a path for each ruling.
#[cfg(feature = "pdf")]
pub(in crate::read) fn write(pages: &[Page]) -> Vec<u8> {
    let paper = pages
        .first()
        .map_or((595.0, 842.0), |page| (page.width, page.height));
    let pages: Vec<String> = pages.iter().map(write_page).collect();
    pack_pages(&pages, "", (paper.0 * MILLIMETRES, paper.1 * MILLIMETRES))
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
    format!(
        "<Page><Area><PhysicalBox>0 0 {} {}</PhysicalBox></Area><Content><Layer>{lines}{texts}</Layer></Content></Page>",
        page.width * MILLIMETRES,
        page.height * MILLIMETRES
    )
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
    let steps: Vec<String> = run
        .windows(2)
        .map(|pair| ((origin(pair[1]).0 - origin(pair[0]).0) * MILLIMETRES).to_string())
        .collect();
    let text: String = run
        .iter()
        .map(|glyph| match glyph.ch {
            '<' => String::from("&lt;"),
            '&' => String::from("&amp;"),
            ch => ch.to_string(),
        })
        .collect();
    let color = if first.pale { "200 200 200" } else { "0 0 0" };
    format!(
        "<TextObject Boundary=\"{} {} 1 1\" Size=\"{}\" CharDirection=\"{turn}\"><FillColor Value=\"{color}\"/>\
         <TextCode X=\"0\" Y=\"0\" DeltaX=\"{}\">{text}</TextCode></TextObject>",
        x * MILLIMETRES,
        y * MILLIMETRES,
        first.size * MILLIMETRES,
        steps.join(" ")
    )
}

#[cfg(feature = "pdf")]
fn write_ruling(ruling: &Ruling) -> String {
    let at = |along: f32| match ruling.horizontal {
        true => format!("{} {}", along * MILLIMETRES, ruling.at * MILLIMETRES),
        false => format!("{} {}", ruling.at * MILLIMETRES, along * MILLIMETRES),
    };
    format!(
        "<PathObject Boundary=\"0 0 1000 1000\" LineWidth=\"{}\"><AbbreviatedData>M {} L {}</AbbreviatedData></PathObject>",
        ruling.width * MILLIMETRES,
        at(ruling.start),
        at(ruling.end)
    )
}
