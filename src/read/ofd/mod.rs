//! Reads OFD (GB/T 33190), the fixed layout of Chinese government offices: pages of glyphs and rulings.
//!
//! Templates are drawn with their pages; annotations (watermarks, seals), attachments, signatures and clips are left out.
//! Fonts are not looked into: `TextCode` holds Unicode, and the offsets between characters tell their widths. All
//! documents of one file are read, one after the other.

mod draw;
mod object;
#[cfg(test)]
mod parts;
mod resources;
#[cfg(test)]
pub(super) mod testing;
mod values;

use std::collections::{HashMap, HashSet};

use kurbo::{Affine, Rect};
use quick_xml::events::BytesStart;

use crate::document::{Content, Document, Format, Page};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::read::canvas::{Budget, Canvas};
use crate::read::legible::legible;
use crate::read::package::{Package, resolve};
use crate::read::xml::{Cursor, attribute, damaged, local};

use object::{Collector, Objects, text_of};
use resources::Resources;

/// Points in a millimetre.
const POINTS: f64 = 72.0 / 25.4;

/// Paper when nothing says its size: A4 in millimetres.
const PAPER: Rect = Rect::new(0.0, 0.0, 210.0, 297.0);

/// Documents in one file that are read.
const MAX_DOCUMENTS: usize = 100;

/// All pages together may draw as many objects as so many pages at the cap of one page.
const OBJECT_PAGES: usize = 4;

/// Templates of one page.
const MAX_TEMPLATES: usize = 16;

/// Resource parts of one document.
const MAX_RESOURCES: usize = 100;

/// Reads an OFD file.
///
/// # Errors
/// `Encrypted`, `Damaged` when no page can be found or a page's XML is broken, `NeedsOcr` when the pages are pictures,
/// `Limit` when a cap is reached.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    if u64::try_from(bytes.len()).is_ok_and(|length| length > limits.file_bytes) {
        let message = format!("the file is longer than {} bytes", limits.file_bytes);
        return Err(Error::new(ErrorKind::Limit, "read", message));
    }
    let mut package = Package::open(bytes, limits)?;
    read_package(&mut package, limits).map_err(|error| {
        // An encrypted package names its entries in the clear; what they hold is no XML.
        let encrypted = error.kind() == ErrorKind::Damaged && package.mentions("encrypt");
        match encrypted {
            true => Error::new(ErrorKind::Encrypted, "read", "the OFD package is encrypted"),
            false => error,
        }
    })
}

fn read_package(package: &mut Package<'_>, limits: &Limits) -> Result<Document, Error> {
    let xml = package
        .part("OFD.xml")?
        .ok_or_else(|| damaged("OFD.xml is missing"))?;
    let entry = Entry::parse(&xml, limits)?;
    let mut reader = Reader {
        package,
        limits,
        pages: Vec::new(),
        found: 0,
        budget: Budget::new(limits),
        resources: Resources::default(),
        loaded: HashSet::new(),
        templates: HashMap::new(),
        objects_left: limits.operations.saturating_mul(OBJECT_PAGES),
    };
    for root in &entry.roots {
        reader.document(root)?;
    }
    if reader.found == 0 {
        return Err(damaged("no page of the document is there"));
    }
    let pages = reader.pages;
    legible(&pages)?;
    Ok(Document {
        format: Format::Ofd,
        producer: entry.producer,
        title: entry.title,
        running: Vec::new(),
        content: Content::Pages(pages),
    })
}

/// What `OFD.xml` says (GB/T 33190, 7.4).
#[derive(Default)]
struct Entry {
    roots: Vec<String>,
    title: String,
    producer: String,
}

impl Entry {
    fn parse(xml: &str, limits: &Limits) -> Result<Entry, Error> {
        let mut entry = Entry::default();
        let mut cursor = Cursor::new(xml, limits.depth);
        cursor.root()?;
        entry.add(&mut cursor)?;
        entry.producer = entry.producer.trim().to_string();
        Ok(entry)
    }

    fn add(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Error> {
        let depth = cursor.depth();
        while let Some(start) = cursor.element_in(depth)? {
            match local(&start) {
                "DocBody" | "DocInfo" => self.add(cursor)?,
                "DocRoot" => {
                    let root = text_in(cursor)?;
                    if self.roots.len() < MAX_DOCUMENTS {
                        self.roots.push(root);
                    }
                }
                "Title" if self.title.is_empty() => self.title = text_in(cursor)?,
                "Creator" | "CreatorVersion" if self.roots.is_empty() => {
                    let text = text_in(cursor)?;
                    self.producer = format!("{} {text}", self.producer);
                }
                _ => cursor.skip()?,
            }
        }
        Ok(())
    }
}

/// What `Document.xml` says (GB/T 33190, 7.5).
#[derive(Default)]
struct Tree {
    paper: Option<Rect>,
    resources: Vec<String>,
    templates: HashMap<String, String>,
    pages: Vec<String>,
}

impl Tree {
    fn add(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Error> {
        let depth = cursor.depth();
        while let Some(start) = cursor.element_in(depth)? {
            match local(&start) {
                "CommonData" | "Pages" | "PageArea" => self.add(cursor)?,
                "PhysicalBox" => self.paper = paper(&text_in(cursor)?),
                "PublicRes" | "DocumentRes" if self.resources.len() < MAX_RESOURCES => {
                    self.resources.push(text_in(cursor)?);
                }
                "TemplatePage" => {
                    let place = location(&start);
                    self.templates.insert(text_of(&start, "ID"), place);
                    cursor.skip()?;
                }
                "Page" => {
                    self.pages.push(location(&start));
                    cursor.skip()?;
                }
                _ => cursor.skip()?,
            }
        }
        Ok(())
    }
}

/// What a page's or template's own part says (GB/T 33190, 7.7).
#[derive(Default)]
struct Sheet {
    paper: Option<Rect>,
    resources: Vec<String>,
    /// Identifiers, and whether they lie over the page.
    templates: Vec<(String, bool)>,
    objects: Objects,
}

impl Sheet {
    fn parse(xml: &str, limits: &Limits) -> Result<Sheet, Error> {
        let mut cursor = Cursor::new(xml, limits.depth);
        cursor.root()?;
        let mut sheet = Sheet::default();
        let mut collector = Collector::new(limits);
        let depth = cursor.depth();
        while let Some(start) = cursor.element_in(depth)? {
            match local(&start) {
                "Area" => sheet.paper = read_area(&mut cursor)?.or(sheet.paper),
                "PageRes" if sheet.resources.len() < MAX_RESOURCES => {
                    sheet.resources.push(text_in(&mut cursor)?);
                }
                "Template" => {
                    let over = attribute(&start, "ZOrder").as_deref() == Some("Foreground");
                    sheet.templates.push((text_of(&start, "TemplateID"), over));
                    cursor.skip()?;
                }
                "Content" => collector.read(&mut cursor, (1, ""))?,
                _ => cursor.skip()?,
            }
        }
        sheet.objects = collector.finish();
        Ok(sheet)
    }
}

fn read_area(cursor: &mut Cursor<'_>) -> Result<Option<Rect>, Error> {
    let mut found = None;
    let depth = cursor.depth();
    while let Some(start) = cursor.element_in(depth)? {
        match local(&start) {
            "PhysicalBox" => found = paper(&text_in(cursor)?),
            _ => cursor.skip()?,
        }
    }
    Ok(found)
}

/// A box that can be paper.
fn paper(text: &str) -> Option<Rect> {
    let fits = |length: f64| (1.0..=100_000.0).contains(&length);
    values::rect(text).filter(|b| fits(b.width()) && fits(b.height()))
}

fn location(start: &BytesStart<'_>) -> String {
    text_of(start, "BaseLoc")
}

fn text_in(cursor: &mut Cursor<'_>) -> Result<String, Error> {
    let mut text = String::new();
    cursor.text(&mut text)?;
    Ok(text.trim().to_string())
}

struct Reader<'p, 'a> {
    package: &'p mut Package<'a>,
    limits: &'p Limits,
    pages: Vec<Page>,
    /// Pages whose part is there.
    found: usize,
    /// What the pages yet to come may draw.
    budget: Budget,
    /// Of the document being read: identifiers are one document's own.
    resources: Resources,
    /// Resource parts that are in `resources`.
    loaded: HashSet<String>,
    /// Templates of that document, by the names of their parts; `None` when a part is not there.
    templates: HashMap<String, Option<Sheet>>,
    /// Objects that the pages yet to come may draw: a template is drawn once a page.
    objects_left: usize,
}

impl Reader<'_, '_> {
    /// Where a location in the part `from` leads, and what is there. Some producers write all locations from the root.
    fn part(&mut self, from: &str, location: &str) -> Result<Option<(String, String)>, Error> {
        if location.is_empty() {
            return Ok(None);
        }
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        for name in [resolve(folder, location), resolve("", location)] {
            if let Some(xml) = self.package.part(&name)? {
                return Ok(Some((name, xml)));
            }
        }
        log::warn!("ofd: {location} named in {from} is missing");
        Ok(None)
    }

    fn document(&mut self, root: &str) -> Result<(), Error> {
        let Some((root, xml)) = self.part("", root)? else {
            return Ok(());
        };
        let mut tree = Tree::default();
        let mut cursor = Cursor::new(&xml, self.limits.depth);
        cursor.root()?;
        tree.add(&mut cursor)?;
        let total = self.pages.len().saturating_add(tree.pages.len());
        if total > self.limits.pages {
            let message = format!("{total} pages, more than the cap of {}", self.limits.pages);
            return Err(Error::new(ErrorKind::Limit, "read", message));
        }
        self.resources = Resources::default();
        self.loaded.clear();
        self.templates.clear();
        for location in &tree.resources {
            self.add_resources(&root, location)?;
        }
        for location in &tree.pages {
            let number = u32::try_from(self.pages.len()).unwrap_or(u32::MAX);
            let number = number.saturating_add(1);
            let page = self
                .page(&root, location, &tree, number)
                .map_err(|error| error.at_page(number))?;
            self.pages.push(page);
        }
        Ok(())
    }

    /// Resources that cannot be read cost colours and widths of lines: they count as not there.
    fn add_resources(&mut self, from: &str, location: &str) -> Result<(), Error> {
        let Some((name, xml)) = self.part(from, location)? else {
            return Ok(());
        };
        if self.loaded.len() >= MAX_RESOURCES || !self.loaded.insert(name.clone()) {
            return Ok(());
        }
        match self.resources.add(&xml, self.limits) {
            Err(error) if error.kind() == ErrorKind::Damaged => {
                log::warn!("ofd: {name}: {error}");
                Ok(())
            }
            read => read,
        }
    }

    /// Reads a template once.
    fn add_template(&mut self, root: &str, location: &str) -> Result<(), Error> {
        if self.templates.contains_key(location) {
            return Ok(());
        }
        let sheet = match self.part(root, location)? {
            Some((name, xml)) => Some(self.sheet(&name, &xml)?),
            None => None,
        };
        self.templates.insert(String::from(location), sheet);
        Ok(())
    }

    fn sheet(&mut self, name: &str, xml: &str) -> Result<Sheet, Error> {
        let sheet = Sheet::parse(xml, self.limits)?;
        for location in &sheet.resources {
            self.add_resources(name, location)?;
        }
        Ok(sheet)
    }

    /// One page. A page whose part is missing stays empty, so that the others keep their numbers.
    fn page(
        &mut self,
        root: &str,
        location: &str,
        tree: &Tree,
        number: u32,
    ) -> Result<Page, Error> {
        let sheet = match self.part(root, location)? {
            Some((name, xml)) => {
                self.found = self.found.saturating_add(1);
                self.sheet(&name, &xml)?
            }
            None => Sheet::default(),
        };
        let templates: Vec<(&str, bool)> = sheet
            .templates
            .iter()
            .filter_map(|(id, over)| Some((tree.templates.get(id)?.as_str(), *over)))
            .take(MAX_TEMPLATES)
            .collect();
        for (location, _) in &templates {
            self.add_template(root, location)?;
        }
        let paper = sheet.paper.or(tree.paper).unwrap_or(PAPER);
        let (width, height) = (paper.width() * POINTS, paper.height() * POINTS);
        let mut canvas = Canvas::new(width as f32, height as f32, self.budget);
        let to_page = Affine::scale(POINTS) * Affine::translate(-paper.origin().to_vec2());
        let chosen = |wanted: bool| {
            let wanted = templates.iter().filter(move |(_, over)| *over == wanted);
            wanted.filter_map(|(location, _)| self.templates.get(*location)?.as_ref())
        };
        for sheet in chosen(false).chain([&sheet]).chain(chosen(true)) {
            let objects = &sheet.objects.objects;
            let left = self.objects_left.checked_sub(objects.len());
            let Some(left) = left else {
                canvas.exhaust();
                break;
            };
            self.objects_left = left;
            draw::draw(objects, &self.resources, &mut canvas, to_page);
        }
        if canvas.is_exhausted() {
            let message = "the page draws more than the caps allow";
            return Err(Error::new(ErrorKind::Limit, "read", message));
        }
        let (page, left) = canvas.into_page(number);
        self.budget = left;
        Ok(page)
    }
}

#[cfg(test)]
mod tests {
    use super::testing::file;
    use super::*;
    use crate::document::{Direction, Glyph};

    fn pages(bytes: &[u8]) -> Vec<Page> {
        match read(bytes, &Limits::default()).unwrap().content {
            Content::Pages(pages) => pages,
            Content::Flow(_) => unreachable!("a fixed layout"),
        }
    }

    fn page(content: &str, resources: &str) -> Page {
        pages(&file(&[content], resources)).remove(0)
    }

    fn error(bytes: &[u8]) -> ErrorKind {
        read(bytes, &Limits::default()).unwrap_err().kind()
    }

    /// Character, left and bottom in whole millimetres.
    fn places(glyphs: &[Glyph]) -> Vec<(char, i32, i32)> {
        let round = |points: f32| (f64::from(points) / POINTS).round() as i32;
        let place = |g: &Glyph| (g.ch, round(g.rect.x0), round(g.rect.y1));
        glyphs.iter().map(place).collect()
    }

    const TEXT: &str = "<TextObject Boundary=\"20 30 1 1\" Size=\"10\"><TextCode X=\"1\" Y=\"10\" DeltaX=\"g 2 10 5\">公开1２</TextCode></TextObject>";

    #[test]
    fn characters_stand_where_the_offsets_say() {
        let page = page(TEXT, "");
        assert_eq!(
            places(&page.glyphs),
            [
                ('公', 21, 41),
                ('开', 31, 41),
                ('1', 41, 41),
                ('２', 46, 41)
            ]
        );
        let size = (f64::from(page.glyphs[0].size) / POINTS).round();
        assert_eq!((size, page.glyphs[0].direction), (10.0, Direction::Right));
        assert_eq!((page.width.round(), page.height.round()), (595.0, 842.0));
    }

    #[test]
    fn the_matrix_and_the_character_direction_turn_glyphs() {
        let turned = TEXT.replace("Size=", "CTM=\"0 1 -1 0 0 0\" Size=");
        let glyphs = page(&turned, "").glyphs;
        assert_eq!(glyphs[0].direction, Direction::Down);
        assert_eq!(places(&glyphs)[1], ('开', 9, 51));
        let stood = TEXT.replace("Size=", "CharDirection=\"270\" Size=");
        assert_eq!(page(&stood, "").glyphs[0].direction, Direction::Up);
        let slanted = TEXT.replace("Size=", "CTM=\"1 1 -1 1 0 0\" Size=");
        assert_eq!(page(&format!("{slanted}{TEXT}"), "").glyphs.len(), 4);
    }

    #[test]
    fn characters_below_each_other_are_vertical_text() {
        let below = TEXT.replace("DeltaX=\"g 2 10 5\"", "DeltaY=\"10\"");
        let glyphs = page(&below, "").glyphs;
        assert!(glyphs.iter().all(|glyph| glyph.vertical));
        assert_eq!(places(&glyphs)[3], ('２', 21, 71));
    }

    #[test]
    fn text_without_offsets_is_laid_side_by_side() {
        let bare = TEXT.replace(" DeltaX=\"g 2 10 5\"", "");
        let glyphs = page(&bare, "").glyphs;
        assert_eq!(places(&glyphs)[2..], [('1', 41, 41), ('２', 46, 41)]);
    }

    #[test]
    fn what_does_not_show_is_left_out() {
        for hidden in ["Visible=\"false\"", "Alpha=\"0\"", "Fill=\"false\""] {
            let twice = format!(
                "{TEXT}{}",
                TEXT.replace("Size=", &format!("{hidden} Size="))
                    .replace("公开1２", "9999")
            );
            assert_eq!(page(&twice, "").glyphs.len(), 4, "{hidden}");
        }
        let small = TEXT.replace("Size=\"10\"", "Size=\"3\"");
        let pale = small.replace("<TextCode", "<FillColor Value=\"220 220 220\"/><TextCode");
        assert!(page(&pale, "").glyphs[0].pale);
        let white = pale.replace("220", "255");
        assert!(page(&format!("{white}{TEXT}"), "").glyphs[0].hidden);
        let beside = TEXT.replace("20 30", "300 30");
        assert!(page(&format!("{beside}{TEXT}"), "").glyphs[0].hidden);
    }

    /// Whether horizontal, `at`, `start` and `end` in whole millimetres.
    fn rulings(page: &Page) -> Vec<(bool, [i32; 3])> {
        let round = |points: f32| (f64::from(points) / POINTS).round() as i32;
        let line = |r: &crate::document::Ruling| (r.horizontal, [r.at, r.start, r.end].map(round));
        page.rulings.iter().map(line).collect()
    }

    #[test]
    fn strokes_and_thin_fills_are_rulings() {
        let path = |attributes: &str, inside: &str, data: &str| {
            let path = format!(
                "<PathObject Boundary=\"10 20 90 90\" {attributes}>{inside}<AbbreviatedData>{data}</AbbreviatedData></PathObject>"
            );
            rulings(&page(
                &format!("{TEXT}{path}"),
                "<DrawParams><DrawParam ID=\"1\" Relative=\"2\"/>\
                <DrawParam ID=\"2\"><StrokeColor Value=\"255 255 255\"/></DrawParam></DrawParams>",
            ))
        };
        assert_eq!(path("", "", "M 0 1 L 50 1"), [(true, [21, 10, 60])]);
        assert_eq!(
            path("CTM=\"2 0 0 2 0 0\"", "", "M 1 0 L 1 9"),
            [(false, [12, 20, 38])]
        );
        assert_eq!(path("", "", "M 0 0 L 50 0 L 50 9 L 0 9 C").len(), 4);
        let bar = "M 0 0 L 50 0 L 50 0.5 L 0 0.5 C";
        assert_eq!(
            path("Stroke=\"false\" Fill=\"true\"", "", bar),
            [(true, [20, 10, 60])]
        );
        assert_eq!(path("Stroke=\"false\"", "", bar), []);
        assert_eq!(path("DrawParam=\"1\"", "", "M 0 1 L 50 1"), []);
        let black = "<StrokeColor Value=\"0 0 0\"/>";
        assert_eq!(path("DrawParam=\"1\"", black, "M 0 1 L 50 1").len(), 1);
        assert_eq!(path("", "", "M 0 0 L 50 9"), []);
    }

    #[test]
    fn composites_are_drawn_and_do_not_draw_themselves_for_ever() {
        let unit = format!(
            "<CompositeGraphicUnits><CompositeGraphicUnit ID=\"7\"><Content><PageBlock>{TEXT}\
             <CompositeObject ResourceID=\"7\" Boundary=\"0 20 1 1\"/></PageBlock></Content></CompositeGraphicUnit></CompositeGraphicUnits>"
        );
        let glyphs = page(
            "<Layer><CompositeObject ResourceID=\"7\" Boundary=\"1 0 1 1\"/></Layer>",
            &unit,
        )
        .glyphs;
        assert_eq!(places(&glyphs)[..1], [('公', 22, 41)]);
        assert_eq!(places(&glyphs)[4], ('公', 22, 61));
        let many = "<CompositeObject ResourceID=\"7\"/>".repeat(30);
        let bomb = unit.replace("</PageBlock>", &format!("{many}</PageBlock>"));
        let bomb = file(&["<CompositeObject ResourceID=\"7\"/>"], &bomb);
        let limits = Limits {
            operations: 10_000,
            ..Limits::default()
        };
        let stopped = read(&bomb, &limits)
            .map(|_| ())
            .map_err(|error| error.kind());
        assert_eq!(stopped, Err(ErrorKind::Limit));
    }

    #[test]
    fn pages_that_are_pictures_need_ocr() {
        let scan =
            "<ImageObject ResourceID=\"5\" Boundary=\"0 0 210 297\" CTM=\"210 0 0 297 0 0\"/>";
        assert_eq!(error(&file(&[scan], "")), ErrorKind::NeedsOcr);
        let media = "<MultiMedias><MultiMedia ID=\"5\" Format=\"JPEG\"><MediaFile>a.jpg</MediaFile></MultiMedia></MultiMedias>";
        let long = TEXT.replace("公开1２", &"公开".repeat(20));
        let under = format!("<Layer>{long}</Layer><Layer Type=\"Background\">{scan}</Layer>");
        let read = page(&under, media).glyphs;
        assert_eq!(read.iter().filter(|glyph| !glyph.hidden).count(), 36);
        assert_eq!(
            error(&file(&[&format!("{long}{scan}")], media)),
            ErrorKind::NeedsOcr
        );
    }

    #[test]
    fn missing_pages_keep_the_numbers_and_no_page_at_all_is_damage() {
        let bytes = crate::read::testing::pack(&[
            ("OFD.xml", b"<OFD><DocBody><DocRoot>/D/Document.xml</DocRoot></DocBody></OFD>"),
            ("D/Document.xml", b"<Document><Pages><Page BaseLoc=\"lost.xml\"/><Page BaseLoc=\"D/p.xml\"/></Pages></Document>"),
            ("D/p.xml", format!("<Page><Content>{TEXT}</Content></Page>").as_bytes()),
        ]);
        let pages = pages(&bytes);
        let counts: Vec<_> = pages
            .iter()
            .map(|page| (page.number, page.glyphs.len()))
            .collect();
        assert_eq!(counts, [(1, 0), (2, 4)]);
        assert_eq!(error(&file(&[], "")), ErrorKind::Damaged);
        let entry: (&str, &[u8]) = ("OFD.xml", b"<OFD/>");
        assert_eq!(
            error(&crate::read::testing::pack(&[entry])),
            ErrorKind::Damaged
        );
        let locked = crate::read::testing::pack(&[entry, ("Encryptions.xml", b"")]);
        assert_eq!(error(&locked), ErrorKind::Encrypted);
        assert_eq!(error(&file(&["<Layer>"], "")), ErrorKind::Damaged);
    }

    #[test]
    fn the_entry_names_title_and_producer() {
        let document = read(&file(&[TEXT], ""), &Limits::default()).unwrap();
        assert_eq!(
            (document.title.as_str(), document.producer.as_str()),
            ("年报", "W 1.0")
        );
    }

    #[cfg(feature = "pdf")]
    #[test]
    fn a_report_says_the_same_in_pdf_and_in_ofd() {
        let settings = crate::Settings::default();
        for pdf in [
            &include_bytes!("../../../samples/pdf/haiyuan2023_pdf.pdf")[..],
            include_bytes!("../../../samples/pdf/luting2024.pdf"),
            include_bytes!("../../../samples/pdf/yunxiu2022.pdf"),
            include_bytes!("../../../samples/pdf/shatang2019.pdf"),
        ] {
            let Content::Pages(pages) = crate::read::read(pdf, &settings.limits, settings.forms)
                .unwrap()
                .content
            else {
                unreachable!("a PDF has pages");
            };
            let ofd = testing::write(&pages);
            let cells = |bytes: &[u8]| -> Vec<_> {
                let cells = crate::extract(bytes, &settings).unwrap().cells;
                cells
                    .into_iter()
                    .map(|c| (c.table, c.row_code, c.column_code, c.raw, c.state))
                    .collect()
            };
            let expected = cells(pdf);
            assert!(expected.len() > 100);
            assert_eq!(cells(&ofd), expected);
        }
    }
}
