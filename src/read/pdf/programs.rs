//! Font programs on which no printed character depends.
//!
//! The interpreter unpacks and parses the program of each font that a page uses, for outlines that nobody looks at here.
//! Characters come from a font's `ToUnicode` and widths from its dictionary (ISO 32000-2, 9.7.4.3 and 9.10.3), so such a
//! program may as well hold no glyphs. Where a code has no entry in `ToUnicode` after all, the sink says so, and the
//! document is read again as it is.

use std::borrow::Cow;
use std::cell::LazyCell;
use std::collections::BTreeMap;

use flate2::{Decompress, FlushDecompress};
use hayro_interpret::hayro_syntax::Filter;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Stream};
use memchr::memmem;

/// A font without glyphs: the head of an sfnt of no tables.
pub(super) const EMPTY: [u8; 12] = [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/// [`EMPTY`] in zlib's format (RFC 1950), as one stored block of deflate (RFC 1951, 3.2.4).
const PACKED: [u8; 23] = [
    0x78, 0x01, 0x01, 12, 0, !12, !0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 23, 0, 2,
];

/// What a program of glyphs starts with: TrueType, OpenType, and a bare CFF.
const STARTS: [&[u8; 4]; 4] = [b"\0\x01\0\0", b"true", b"OTTO", b"\x01\0\x04\x01"];

/// The keys of a font descriptor under which its program stands (ISO 32000-2, table 120), in the order in which the
/// interpreter looks for that of a composite font.
const KEYS: [&[u8]; 3] = [b"FontFile2", b"FontFile3", b"FontFile"];

/// Bytes of objects that are looked at for fonts: thousands of fonts may share one long object, which each look reads.
const MOST: usize = 64 << 20;

/// Where programs stand in a file, and whether they can be done without.
pub(super) struct Programs<'f> {
    file: &'f [u8],
    found: BTreeMap<usize, bool>,
    unpacker: LazyCell<Decompress>,
    /// What is left of [`MOST`]; at 0 nothing is left out.
    left: usize,
}

impl<'f> Programs<'f> {
    /// `file` is what the interpreter holds: the places of streams in it are taken from where they are in memory.
    pub(super) fn new(file: &'f [u8]) -> Self {
        Programs {
            file,
            found: BTreeMap::new(),
            unpacker: LazyCell::new(|| Decompress::new(true)),
            // Programs are written over in the file, so they must stand there as they are.
            left: match memmem::find(file, b"/Encrypt") {
                Some(_) => 0,
                None => MOST,
            },
        }
    }

    fn count(&mut self, bytes: usize) {
        self.left = self.left.saturating_sub(bytes);
    }

    /// Notes the program of a font.
    pub(super) fn see(&mut self, font: &Dict<'_>) {
        if self.left == 0 {
            return;
        }
        let subtype = font.get::<Name<'_>>(b"Subtype".as_slice());
        let has_map = font.contains_key(b"ToUnicode".as_slice());
        match subtype.as_deref() {
            Some(b"Type0") => {
                let Some(descendants) = font.get::<Array<'_>>(b"DescendantFonts".as_slice()) else {
                    return;
                };
                self.count(descendants.data().len());
                if let Some(descendant) = descendants.iter::<Dict<'_>>().next() {
                    self.count(descendant.data().len());
                    self.note(&descendant, &KEYS, has_map);
                }
            }
            Some(b"TrueType") => {
                let is_spare = has_map && self.has_widths(font);
                self.note(font, &KEYS[..1], is_spare);
            }
            // Seen with the font that they belong to.
            Some(b"CIDFontType0" | b"CIDFontType2") => {}
            _ => self.note(font, &KEYS, false),
        }
    }

    /// Whether the interpreter takes the widths of a simple font from its dictionary and not from its program.
    fn has_widths(&mut self, font: &Dict<'_>) -> bool {
        let widths = font.get::<Array<'_>>(b"Widths".as_slice());
        self.count(widths.as_ref().map_or(0, |widths| widths.data().len()));
        let code = |key: &[u8]| font.get::<usize>(key).is_some();
        widths.is_some() && code(b"FirstChar") && code(b"LastChar")
    }

    fn note(&mut self, font: &Dict<'_>, keys: &[&[u8]], is_spare: bool) {
        let Some(descriptor) = font.get::<Dict<'_>>(b"FontDescriptor".as_slice()) else {
            return;
        };
        self.count(descriptor.data().len());
        let programs = keys
            .iter()
            .filter_map(|key| descriptor.get::<Stream<'_>>(*key));
        for program in programs {
            let Cow::Borrowed(data) = program.raw_data() else {
                continue;
            };
            self.count(data.len());
            let Some(start) = place(self.file, data) else {
                continue;
            };
            let known = self.found.get(&start).copied();
            let is_spare = is_spare && known.unwrap_or_else(|| self.is_replaceable(&program, data));
            self.found.insert(start, is_spare);
        }
    }

    /// Where programs stand that can be done without, in bytes from the start of the file.
    pub(super) fn spare(&self) -> Vec<usize> {
        if self.left == 0 {
            return Vec::new();
        }
        let spare = self.found.iter().filter(|(_, is_spare)| **is_spare);
        spare.map(|(start, _)| *start).collect()
    }

    /// Whether a stream is packed as [`PACKED`] is, has room for it, and is a font.
    fn is_replaceable(&mut self, program: &Stream<'_>, data: &[u8]) -> bool {
        let has_parameters = ["F", "DP", "DecodeParms"]
            .iter()
            .any(|key| program.dict().contains_key(key));
        data.len() >= PACKED.len()
            && program.filters()[..] == [Filter::FlateDecode]
            && !has_parameters
            && STARTS.contains(&&self.start_of(data))
    }

    /// The first bytes of what is packed; zeros where there are none.
    fn start_of(&mut self, data: &[u8]) -> [u8; 4] {
        let mut start = [0; 4];
        self.unpacker.reset(true);
        let none = FlushDecompress::None;
        match self.unpacker.decompress(data, &mut start, none) {
            Ok(_) => start,
            Err(_) => [0; 4],
        }
    }
}

/// Where a part of the file begins.
fn place(file: &[u8], part: &[u8]) -> Option<usize> {
    let start = part.as_ptr().addr().checked_sub(file.as_ptr().addr())?;
    (start + part.len() <= file.len()).then_some(start)
}

/// Writes empty programs over those that stand at these places.
pub(super) fn leave_out(file: &mut [u8], spare: &[usize]) {
    for start in spare {
        if let Some(place) = file.get_mut(*start..start + PACKED.len()) {
            place.copy_from_slice(&PACKED);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{dicts, testing};
    use super::*;
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use hayro_interpret::hayro_syntax::Pdf;
    use std::io::Write;

    const MAP: &str = "/ToUnicode 9 0 R";
    const WIDTHS: &str = "/FirstChar 65/LastChar 65/Widths[500]";

    fn packed(start: &[u8]) -> Vec<u8> {
        let mut writer = ZlibEncoder::new(Vec::new(), Compression::best());
        writer.write_all(start).unwrap();
        writer.write_all(&(0..=255).collect::<Vec<u8>>()).unwrap();
        writer.finish().unwrap()
    }

    /// A file whose fonts 4 and 5 share a descriptor, and its program.
    fn file(fonts: [&str; 2], filter: &str, program: &[u8]) -> Vec<u8> {
        let text = |object: &str| object.as_bytes().to_vec();
        testing::file(&[
            text("<</Type/Catalog/Pages 2 0 R>>"),
            text("<</Type/Pages/Count 1/Kids[3 0 R]>>"),
            text("<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"),
            text(fonts[0]),
            text(fonts[1]),
            text("<</Type/FontDescriptor/FontFile2 7 0 R>>"),
            testing::stream(filter, program),
            text("<</Type/Font/Subtype/CIDFontType2/FontDescriptor 6 0 R>>"),
            testing::stream("", b"a map"),
        ])
    }

    fn left_out(file: &[u8]) -> Option<Vec<u8>> {
        left_out_within(MOST, file)
    }

    /// With so many bytes that may be looked at.
    fn left_out_within(most: usize, file: &[u8]) -> Option<Vec<u8>> {
        let pdf = Pdf::new(file.to_vec()).unwrap();
        let mut programs = Programs::new(pdf.data().as_ref());
        programs.left = programs.left.min(most);
        let seen: Result<(), ()> = dicts::each(&pdf, &mut |dict| {
            programs.see(dict);
            Ok(())
        });
        assert_eq!(seen, Ok(()));
        let spare = programs.spare();
        let mut lighter = file.to_vec();
        leave_out(&mut lighter, &spare);
        (!spare.is_empty()).then_some(lighter)
    }

    fn program_of(file: Vec<u8>) -> Vec<u8> {
        let pdf = Pdf::new(file).unwrap();
        let id = hayro_interpret::hayro_syntax::object::ObjectIdentifier::new(7, 0);
        let program: Stream<'_> = pdf.xref().get(id).unwrap();
        program.decoded_data().unwrap().into_owned()
    }

    fn true_type(keys: &[&str]) -> String {
        let keys = keys.concat();
        format!("<</Type/Font/Subtype/TrueType/FontDescriptor 6 0 R{keys}>>")
    }

    fn composite(keys: &str) -> String {
        format!("<</Type/Font/Subtype/Type0/DescendantFonts[8 0 R]{keys}>>")
    }

    const FLATE: &str = "/Filter/FlateDecode";
    const SFNT: &[u8] = b"\0\x01\0\0";

    #[test]
    fn an_empty_program_takes_the_place_of_one_that_no_font_needs() {
        let fonts = [true_type(&[MAP, WIDTHS]), composite(MAP)];
        let file = file([&fonts[0], &fonts[1]], FLATE, &packed(SFNT));
        let lighter = left_out(&file).unwrap();
        assert_eq!(lighter.len(), file.len());
        assert_eq!(program_of(lighter), EMPTY);
        assert!(skrifa::FontRef::new(&EMPTY).is_ok());
    }

    #[test]
    fn a_program_stays_where_a_font_needs_it() {
        let spare = composite(MAP);
        let type1 = "<</Type/Font/Subtype/Type1/FontDescriptor 6 0 R/ToUnicode 9 0 R>>";
        for other in [
            &composite(""),
            &true_type(&[MAP]),
            &true_type(&[WIDTHS]),
            &true_type(&[MAP, "/FirstChar 65/LastChar 65/Widths 500"]),
            &true_type(&[MAP, "/FirstChar/A/LastChar 65/Widths[500]"]),
            type1,
        ] {
            for fonts in [[spare.as_str(), other], [other, &spare]] {
                let file = file(fonts, FLATE, &packed(SFNT));
                assert_eq!(left_out(&file), None, "{fonts:?}");
            }
        }
    }

    #[test]
    fn nothing_is_left_out_of_a_file_whose_fonts_take_too_much_reading() {
        let font = composite(MAP);
        let file = file([&font, &font], FLATE, &packed(SFNT));
        assert!(left_out_within(MOST, &file).is_some());
        // More than one font takes, less than both.
        assert!(left_out_within(file.len() / 2, &file).is_none());
    }

    #[test]
    fn a_file_that_is_encrypted_stays_as_it_is() {
        let font = composite(MAP);
        let mut file = file([&font, &font], FLATE, &packed(SFNT));
        file.extend(b"% /Encrypt");
        assert!(left_out(&file).is_none());
    }

    #[test]
    fn only_fonts_in_plain_deflate_are_left_out() {
        let font = composite(MAP);
        let is_left_out = |filter: &str, program: &[u8]| {
            left_out(&file([&font, &font], filter, program)).is_some()
        };
        assert!(is_left_out("/Filter[/FlateDecode]", &packed(SFNT)));
        assert!(is_left_out(FLATE, &packed(b"\x01\0\x04\x01")));
        // A content stream under the key of a program, no deflate at all, and one that says more.
        assert!(!is_left_out(FLATE, &packed(b"BT /F 9 Tf")));
        assert!(!is_left_out(FLATE, SFNT));
        assert!(!is_left_out("", &packed(SFNT)));
        assert!(!is_left_out(
            "/Filter/FlateDecode/DecodeParms<</Predictor 12>>",
            &packed(SFNT)
        ));
    }
}
