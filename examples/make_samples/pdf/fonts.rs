//! The fonts of the PDF samples.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use super::super::labels::radical;
use super::PdfStyle;

/// Characters of the Type 3 font.
const DRAWN: &str = "+,-.0123456789";

/// Segments of a seven-segment display (x, y, width, height in thousandths of an em), top first, clockwise, middle last.
const SEGMENTS: [[i32; 4]; 7] = [
    [90, 640, 320, 50],
    [380, 360, 50, 310],
    [380, 30, 50, 310],
    [90, 0, 320, 50],
    [70, 30, 50, 310],
    [70, 360, 50, 310],
    [90, 320, 320, 50],
];

/// Which segments each digit lights, one bit a segment.
const DIGITS: [u8; 10] = [0x3F, 0x06, 0x5B, 0x4F, 0x66, 0x6D, 0x7D, 0x07, 0x7F, 0x6F];

/// Adds the fonts and gives the page's font resources: `S` Chinese, `V` Chinese downwards, `D` drawn digits, `L` Latin.
pub fn add_fonts(document: &mut Document, style: &PdfStyle, used: &BTreeSet<char>) -> Dictionary {
    let horizontal = if style.utf16 {
        "UniGB-UTF16-H"
    } else {
        "UniGB-UCS2-H"
    };
    let map = style.radicals.then(|| {
        let map = to_unicode(used.iter().map(|c| (*c, radical(*c))), 2);
        document.add_object(map)
    });
    let song = chinese(document, horizontal, map);
    let vertical = chinese(document, "UniGB-UCS2-V", None);
    let mut fonts = dictionary! {
        "S" => song,
        "V" => vertical,
        "L" => dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding" },
    };
    if style.drawn_digits {
        let digits = drawn(document);
        fonts.set("D", digits);
    }
    fonts
}

/// `STSong-Light`, not embedded, through a predefined CMap (ISO 32000-1, 9.7.5.2).
fn chinese(document: &mut Document, cmap: &str, to_unicode: Option<ObjectId>) -> ObjectId {
    let descriptor = document.add_object(dictionary! {
        "Type" => "FontDescriptor", "FontName" => "STSong-Light", "Flags" => 6,
        "FontBBox" => vec![(-25).into(), (-254).into(), 1000.into(), 880.into()],
        "ItalicAngle" => 0, "Ascent" => 880, "Descent" => -120, "CapHeight" => 880, "StemV" => 93,
    });
    // Adobe-GB1 holds proportional ASCII at CIDs 1 to 95.
    let widths: Vec<Object> = vec![1.into(), 95.into(), 500.into()];
    let descendant = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "CIDFontType0", "BaseFont" => "STSong-Light",
        "CIDSystemInfo" => dictionary! {
            "Registry" => Object::string_literal("Adobe"), "Ordering" => Object::string_literal("GB1"), "Supplement" => 4,
        },
        "FontDescriptor" => descriptor, "DW" => 1000, "W" => widths,
    });
    let mut font = dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => format!("STSong-Light-{cmap}").as_str(),
        "Encoding" => cmap, "DescendantFonts" => vec![descendant.into()],
    };
    if let Some(map) = to_unicode {
        font.set("ToUnicode", map);
    }
    document.add_object(font)
}

/// A ToUnicode CMap (ISO 32000-1, 9.10.3) for codes of `bytes` bytes that are Unicode themselves.
fn to_unicode(pairs: impl Iterator<Item = (char, char)>, bytes: usize) -> Stream {
    let digits = 2 * bytes;
    let line =
        |(code, c): (char, char)| format!("<{:0digits$X}> <{:04X}>\n", code as u32, c as u32);
    let lines: Vec<String> = pairs.map(line).collect();
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n\
         /CMapName /Sample-UCS def /CMapType 2 def 1 begincodespacerange\n",
    );
    map += &format!(
        "<{}> <{}>\nendcodespacerange\n",
        "0".repeat(digits),
        "F".repeat(digits)
    );
    // At most 100 entries a block (Adobe technical note 5014).
    for block in lines.chunks(100) {
        map += &format!("{} beginbfchar\n{}endbfchar\n", block.len(), block.concat());
    }
    map += "endcmap CMapName currentdict /CMap defineresource pop end end\n";
    compressed(dictionary! {}, map)
}

pub(super) fn compressed(dictionary: Dictionary, content: impl Into<Vec<u8>>) -> Stream {
    let mut stream = Stream::new(dictionary, content.into());
    // Compression can only fail on a filter that is already there; then the plain stream is right too.
    let _ = stream.compress();
    stream
}

/// Digits and signs as an embedded Type 3 font with ToUnicode (ISO 32000-1, 9.6.5).
fn drawn(document: &mut Document) -> ObjectId {
    let mut procedures = Dictionary::new();
    let mut differences: Vec<Object> = Vec::new();
    for c in DRAWN.chars() {
        let name = format!("g{}", c as u32);
        let glyph = compressed(dictionary! {}, glyph(c));
        let glyph = document.add_object(glyph);
        procedures.set(name.as_str(), glyph);
        differences.push((c as i64).into());
        differences.push(Object::Name(name.into_bytes()));
    }
    let map = to_unicode(DRAWN.chars().map(|c| (c, c)), 1);
    let map = document.add_object(map);
    let widths: Vec<Object> = (43..=57).map(|_| 500.into()).collect();
    document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type3", "FontBBox" => vec![0.into(), (-100).into(), 500.into(), 700.into()],
        "FontMatrix" => vec![0.001.into(), 0.into(), 0.into(), 0.001.into(), 0.into(), 0.into()],
        "CharProcs" => procedures,
        "Encoding" => dictionary! { "Type" => "Encoding", "Differences" => differences },
        "FirstChar" => 43, "LastChar" => 57, "Widths" => widths,
        "Resources" => dictionary! {}, "ToUnicode" => map,
    })
}

fn glyph(c: char) -> String {
    let rectangles: Vec<[i32; 4]> = match c.to_digit(10) {
        Some(digit) => {
            let bits = DIGITS[digit as usize];
            (0..7)
                .filter(|i| bits >> i & 1 == 1)
                .map(|i| SEGMENTS[i])
                .collect()
        }
        None if c == '+' => vec![SEGMENTS[6], [225, 170, 50, 350]],
        None if c == '-' => vec![SEGMENTS[6]],
        None if c == ',' => vec![[200, -90, 70, 160]],
        None => vec![[200, 0, 80, 80]],
    };
    let shapes = rectangles
        .iter()
        .map(|[x, y, w, h]| format!("{x} {y} {w} {h} re f\n"));
    format!("500 0 0 -100 500 700 d1\n{}", shapes.collect::<String>())
}
