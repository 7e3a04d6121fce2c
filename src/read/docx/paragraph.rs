//! One paragraph: its text as printed.

use std::borrow::Cow;

use quick_xml::events::BytesStart;

use super::body::{Walker, is_deletion, is_gone};
use super::styles::{NumberRef, either, raised_of};
use crate::document::FlowBlock;
use crate::error::Error;
use crate::read::characters::{self, Look, Raised, UNKNOWN, is_computed};
use crate::read::lists::put_in_front;
use crate::read::xml::{Token, attribute, is_on, local, number};

/// A paragraph, read.
#[derive(Default)]
pub(super) struct Paragraph {
    /// Its text.
    pub(super) text: String,
    /// Its automatic number, which stands in front of it and of what runs on into it.
    pub(super) label: String,
    /// Text boxes anchored in it and tables inside it; they follow it.
    pub(super) boxes: Vec<FlowBlock>,
    /// Its mark is deleted or hidden: the next paragraph goes on in the same line.
    pub(super) joins_next: bool,
    style: Option<String>,
    number: NumberRef,
    base: Look,
    run: Look,
    fields: Vec<Field>,
}

/// A complex field that has begun (17.16.18).
struct Field {
    /// Where its instruction, and later its result, begins in the text.
    start: usize,
    instruction: String,
    has_result: bool,
}

impl Paragraph {
    fn push(&mut self, ch: char) {
        if !self.run.hidden {
            self.run.write(ch, &mut self.text);
        }
    }

    fn field_mark(&mut self, kind: Option<&str>) {
        match kind {
            Some("begin") => self.fields.push(Field {
                start: self.text.len(),
                instruction: String::new(),
                has_result: false,
            }),
            Some("separate") => {
                if let Some(field) = self.fields.last_mut().filter(|field| !field.has_result) {
                    field.has_result = true;
                    shorten(&mut self.text, field.start);
                }
            }
            Some("end") => self.end_field(),
            _ => {}
        }
    }

    /// Ends a field. One that never ends in this paragraph keeps its text: a field may span paragraphs.
    fn end_field(&mut self) {
        let Some(field) = self.fields.pop().filter(|field| !field.has_result) else {
            return;
        };
        shorten(&mut self.text, field.start);
        if is_computed(&field.instruction) {
            self.push(UNKNOWN);
        }
    }
}

impl Walker<'_, '_> {
    /// The paragraph whose `w:p` began last.
    pub(super) fn paragraph(&mut self) -> Result<Paragraph, Error> {
        self.charge_paragraph()?;
        let depth = self.cursor.depth();
        let mut paragraph = Paragraph::default();
        self.set_base(&mut paragraph);
        while let Some(token) = self.cursor.next_in(depth)? {
            if let Token::Start(start) = token {
                self.inline(&start, &mut paragraph)?;
            }
        }
        self.number(&mut paragraph)?;
        Ok(paragraph)
    }

    fn inline(&mut self, start: &BytesStart<'_>, paragraph: &mut Paragraph) -> Result<(), Error> {
        match local(start) {
            "pPr" => self.paragraph_properties(paragraph)?,
            "r" => paragraph.run = paragraph.base,
            "rPr" => self.run_properties(paragraph)?,
            "t" => self.run_text(start, paragraph)?,
            "tab" | "ptab" => paragraph.push('\t'),
            "br" | "cr" => paragraph.push('\n'),
            "noBreakHyphen" => paragraph.push('-'),
            "sym" => paragraph.push(symbol(start)),
            "fldChar" => paragraph.field_mark(attribute(start, "fldCharType").as_deref()),
            "instrText" => self.instruction(paragraph)?,
            "drawing" | "pict" | "object" => self.drawing(paragraph)?,
            "txbxContent" => self.text_box(paragraph)?,
            "oMath" => self.formula(paragraph)?,
            "tbl" => self.table(&mut paragraph.boxes)?,
            "p" => {
                let mut inner = self.paragraph()?;
                put_in_front(&inner.label, &mut inner.text);
                paragraph.boxes.push(FlowBlock::Paragraph(inner.text));
                paragraph.boxes.extend(inner.boxes);
            }
            _ if is_gone(start) => self.cursor.skip()?,
            "del" | "moveFrom" | "delText" | "footnote" | "endnote" | "binData"
            | "delInstrText" | "rt" | "rubyPr" | "sdtPr" | "sdtEndPr" | "smartTagPr"
            | "customXmlPr" | "fldData" | "ffData" => self.cursor.skip()?,
            _ => {}
        }
        Ok(())
    }

    fn paragraph_properties(&mut self, paragraph: &mut Paragraph) -> Result<(), Error> {
        let depth = self.cursor.depth();
        self.cursor.pass_over(&[
            "pStyle", "numPr", "listPr", "vanish", "del", "moveFrom", "Deletion",
        ]);
        while let Some(start) = self.cursor.element_in(depth)? {
            match local(&start) {
                "pStyle" => paragraph.style = attribute(&start, "val").map(Cow::into_owned),
                "numId" | "ilfo" => paragraph.number.id = number(&start),
                "ilvl" => paragraph.number.level = number(&start),
                "rPr" => paragraph.joins_next = self.mark_properties()?,
                "pPrChange" | "sectPr" | "tabs" | "annotation" => self.cursor.skip()?,
                _ => {}
            }
        }
        if paragraph.style.is_some() {
            self.set_base(paragraph);
        }
        Ok(())
    }

    /// Starts from what the paragraph's style says of its characters.
    fn set_base(&self, paragraph: &mut Paragraph) {
        let style = paragraph
            .style
            .as_deref()
            .or(self.styles.default_paragraph());
        paragraph.base = Look {
            hidden: self.styles.is_hidden(style),
            struck: self.styles.is_struck(style),
            raised: self.styles.raised(style),
        };
        paragraph.run = paragraph.base;
    }

    /// Reads the properties of the paragraph mark; says whether the mark is gone.
    fn mark_properties(&mut self) -> Result<bool, Error> {
        let depth = self.cursor.depth();
        let mut gone = false;
        while let Some(start) = self.cursor.element_in(depth)? {
            match local(&start) {
                "del" | "moveFrom" => gone = true,
                "vanish" => gone |= is_on(&start),
                "rPrChange" => self.cursor.skip()?,
                "annotation" => {
                    gone |= is_deletion(&start);
                    self.cursor.skip()?;
                }
                _ => {}
            }
        }
        Ok(gone)
    }

    fn run_properties(&mut self, paragraph: &mut Paragraph) -> Result<(), Error> {
        let depth = self.cursor.depth();
        let (mut hidden, mut struck, mut raised) = (None, None, None);
        let mut style = Look::default();
        self.cursor
            .pass_over(&["rStyle", "vanish", "strike", "vertAlign"]);
        while let Some(start) = self.cursor.element_in(depth)? {
            match local(&start) {
                "rStyle" => style = self.character_style(&start),
                "vanish" => hidden = Some(is_on(&start)),
                "strike" | "dstrike" => struck = either(struck, is_on(&start)),
                "vertAlign" => raised = Some(raised_of(&start)),
                "rPrChange" | "annotation" => self.cursor.skip()?,
                _ => {}
            }
        }
        let base = paragraph.base;
        let inherited = if style.raised == Raised::No {
            base.raised
        } else {
            style.raised
        };
        paragraph.run = Look {
            // Toggle properties (17.7.3): set in both styles, they are off.
            hidden: hidden.unwrap_or(base.hidden ^ style.hidden),
            struck: struck.unwrap_or(base.struck ^ style.struck),
            raised: raised.unwrap_or(inherited),
        };
        Ok(())
    }

    fn character_style(&self, start: &BytesStart<'_>) -> Look {
        let id = attribute(start, "val");
        Look {
            hidden: self.styles.is_hidden(id.as_deref()),
            struck: self.styles.is_struck(id.as_deref()),
            raised: self.styles.raised(id.as_deref()),
        }
    }

    fn run_text(&mut self, start: &BytesStart<'_>, paragraph: &mut Paragraph) -> Result<(), Error> {
        let begin = paragraph.text.len();
        self.cursor.text(&mut paragraph.text)?;
        let preserve = self.preserves || attribute(start, "space").as_deref() == Some("preserve");
        if !paragraph.run.is_plain() {
            // A raised digit, and a digit with a stroke, takes three bytes where a plain one takes one.
            self.charge_growth(paragraph.text.len().saturating_sub(begin).saturating_mul(2))?;
        }
        if paragraph.run.hidden {
            shorten(&mut paragraph.text, begin);
        } else {
            tidy(&mut paragraph.text, begin, preserve, paragraph.run);
        }
        Ok(())
    }

    fn instruction(&mut self, paragraph: &mut Paragraph) -> Result<(), Error> {
        match paragraph.fields.last_mut() {
            Some(field) => self.cursor.text(&mut field.instruction),
            None => self.cursor.skip(),
        }
    }

    /// Looks for text boxes in a drawing; other text in it (names, descriptions, sizes) is not printed.
    fn drawing(&mut self, paragraph: &mut Paragraph) -> Result<(), Error> {
        let depth = self.cursor.depth();
        while let Some(start) = self.cursor.element_in(depth)? {
            if local(&start) == "txbxContent" {
                self.text_box(paragraph)?;
            }
        }
        Ok(())
    }

    fn text_box(&mut self, paragraph: &mut Paragraph) -> Result<(), Error> {
        let blocks = self.story()?;
        paragraph.boxes.extend(blocks);
        Ok(())
    }

    /// A formula: plain runs give their text; fractions, powers and kin have no faithful linear text.
    fn formula(&mut self, paragraph: &mut Paragraph) -> Result<(), Error> {
        let depth = self.cursor.depth();
        while let Some(start) = self.cursor.element_in(depth)? {
            match local(&start) {
                "t" => self.run_text(&start, paragraph)?,
                "acc" | "bar" | "box" | "borderBox" | "d" | "eqArr" | "f" | "func" | "groupChr"
                | "limLow" | "limUpp" | "m" | "nary" | "phant" | "rad" | "sPre" | "sSub"
                | "sSubSup" | "sSup" => {
                    paragraph.push(UNKNOWN);
                    self.cursor.skip()?;
                }
                "del" | "moveFrom" => self.cursor.skip()?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Tells the automatic number.
    fn number(&mut self, paragraph: &mut Paragraph) -> Result<(), Error> {
        let unprinted = self.in_continuation && paragraph.text.is_empty();
        if paragraph.joins_next || unprinted {
            return Ok(());
        }
        let style = paragraph
            .style
            .as_deref()
            .or(self.styles.default_paragraph());
        let Some(label) = self.numbering.label(paragraph.number, style, self.styles) else {
            return Ok(());
        };
        self.charge_growth(label.len())?;
        paragraph.label = label;
        Ok(())
    }
}

fn shorten(text: &mut String, length: usize) {
    if text.is_char_boundary(length) {
        text.truncate(length);
    }
}

/// Brings what a `w:t` added to the form in which it is printed.
fn tidy(text: &mut String, begin: usize, preserve: bool, look: Look) {
    let added = text.get(begin..).unwrap_or_default();
    let is_space = |ch: char| matches!(ch, ' ' | '\t' | '\n' | '\r');
    let needs_trim = !preserve && (added.starts_with(is_space) || added.ends_with(is_space));
    let has_controls = added.contains(['\t', '\n', '\r']);
    if look.is_plain() && !needs_trim && !has_controls {
        return;
    }
    let kept = if preserve {
        added
    } else {
        added.trim_matches(is_space)
    };
    let mut printed = String::with_capacity(kept.len());
    for ch in kept.chars() {
        // A line break in the file is a space in print.
        let is_break = matches!(ch, '\t' | '\n' | '\r');
        look.write(if is_break { ' ' } else { ch }, &mut printed);
    }
    shorten(text, begin);
    text.push_str(&printed);
}

/// The character of a `w:sym`.
///
/// Symbol fonts are addressed at F000 to F0FF.
fn symbol(start: &BytesStart<'_>) -> char {
    let font = attribute(start, "font")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let code = attribute(start, "char").and_then(|code| u32::from_str_radix(code.trim(), 16).ok());
    let Some(code) = code else { return UNKNOWN };
    let is_pictorial = font.starts_with("wingdings") || font.starts_with("webdings");
    characters::symbol(code, is_pictorial)
}

#[cfg(test)]
mod tests {
    use super::super::body;
    use super::super::numbering::Numbering;
    use super::super::styles::Styles;
    use super::super::testing::{blocks, document};
    use crate::limits::Limits;
    use crate::read::testing::show;

    fn text(inside: &str) -> String {
        blocks(&format!("<w:p>{inside}</w:p>")).concat()
    }

    fn run(text: &str) -> String {
        format!("<w:r><w:t>{text}</w:t></w:r>")
    }

    #[test]
    fn runs_join_and_breaks_stay() {
        let inside = run("1")
            + "<w:r><w:t>2</w:t><w:tab/><w:t>3</w:t><w:br/><w:noBreakHyphen/><w:softHyphen/></w:r>";
        assert_eq!(text(&inside), "12\t3\n-");
        assert_eq!(
            text("<w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr>"),
            ""
        );
    }

    #[test]
    fn space_at_the_ends_counts_only_where_it_is_preserved() {
        let inside = "<w:r><w:t> 1 </w:t><w:t xml:space='preserve'> 2 </w:t><w:t>3\n4</w:t></w:r>";
        assert_eq!(text(inside), "1 2 3 4");
    }

    #[test]
    fn insertions_stay_and_deletions_go() {
        let inside = format!(
            "<w:ins>{}<w:del>{}</w:del></w:ins><w:del><w:r><w:delText>3</w:delText></w:r></w:del>\
             <w:moveFrom>{}</w:moveFrom><w:moveTo>{}</w:moveTo>",
            run("1"),
            run("2"),
            run("4"),
            run("5"),
        );
        assert_eq!(text(&inside), "15");
    }

    fn mark(kind: &str) -> String {
        format!("<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>")
    }

    fn field(instruction: &str, result: &str) -> String {
        let result = if result.is_empty() {
            String::new()
        } else {
            mark("separate") + result
        };
        mark("begin")
            + &format!("<w:r><w:instrText>{instruction}</w:instrText></w:r>")
            + &result
            + &mark("end")
    }

    #[test]
    fn fields_give_their_results() {
        assert_eq!(
            text(&(run("a") + &field("PAGE", &run("7")) + &run("b"))),
            "a7b"
        );
        let nested = mark("begin")
            + &run("IF ")
            + &field("X", &run("9"))
            + &mark("separate")
            + &run("8")
            + &mark("end");
        assert_eq!(text(&(run("a") + &nested + &run("b"))), "a8b");
        assert_eq!(
            text(&format!(
                "<w:fldSimple w:instr='DATE'>{}</w:fldSimple>",
                run("7")
            )),
            "7"
        );
        assert_eq!(text(&(field("XE \"a\"", "") + &run("1"))), "1");
    }

    #[test]
    fn fields_computed_in_layout_are_marked_unknown() {
        assert_eq!(
            text(&(run("1") + &field(" eq \\o\\ac(○,3)", "") + &run("2"))),
            "1\u{FFFD}2"
        );
    }

    #[test]
    fn a_field_without_end_loses_no_text() {
        assert_eq!(text(&(run("1") + &mark("begin") + &run("2"))), "12");
        assert_eq!(
            text(&(run("1") + &mark("end") + &mark("separate") + &run("2"))),
            "12"
        );
    }

    #[test]
    fn hidden_text_is_not_printed() {
        let hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>9</w:t><w:tab/></w:r>";
        let shown = "<w:r><w:rPr><w:vanish w:val='false'/></w:rPr><w:t>1</w:t></w:r>";
        assert_eq!(text(&format!("{hidden}{shown}")), "1");
    }

    #[test]
    fn raised_digits_are_other_characters() {
        let raised = |kind: &str| {
            format!("<w:r><w:rPr><w:vertAlign w:val='{kind}'/></w:rPr><w:t>120</w:t></w:r>")
        };
        assert_eq!(text(&(run("5") + &raised("superscript"))), "5¹²⁰");
        assert_eq!(text(&raised("subscript")), "₁₂₀");
        assert_eq!(text(&raised("baseline")), "120");
    }

    #[test]
    fn a_crossed_out_character_carries_its_stroke() {
        let run = |kind: &str| {
            format!("<w:r><w:rPr><w:{kind}/></w:rPr><w:t xml:space='preserve'>1 2</w:t></w:r>")
        };
        let struck = "1\u{336} 2\u{336}";
        assert_eq!(
            text(&(run("strike") + &self::run("5"))),
            format!("{struck}5")
        );
        assert_eq!(text(&run("dstrike")), struck);
        for harmless in [
            "strike w:val='0'",
            "caps",
            "position w:val='6'",
            "fitText w:val='9'",
        ] {
            assert_eq!(text(&run(harmless)), "1 2", "{harmless}");
        }
    }

    #[test]
    fn ruby_gives_its_base() {
        let ruby = format!(
            "<w:r><w:ruby><w:rt>{}</w:rt><w:rubyBase>{}</w:rubyBase></w:ruby></w:r>",
            run("nian"),
            run("年")
        );
        assert_eq!(text(&ruby), "年");
    }

    #[test]
    fn symbols_are_told_only_where_fonts_agree() {
        let symbol = |font: &str, code: &str| {
            text(&format!(
                "<w:r><w:sym w:font='{font}' w:char='{code}'/></w:r>"
            ))
        };
        assert_eq!(symbol("Symbol", "F035"), "5");
        assert_eq!(symbol("Symbol", "F061"), "\u{FFFD}");
        assert_eq!(symbol("Wingdings", "F035"), "\u{FFFD}");
        assert_eq!(symbol("宋体", "2611"), "☑");
        assert_eq!(symbol("Symbol", "zz"), "\u{FFFD}");
    }

    #[test]
    fn a_formula_gives_plain_runs_and_marks_the_rest() {
        let run = "<m:r><m:t>12</m:t></m:r>";
        assert_eq!(text(&format!("<m:oMath>{run}</m:oMath>")), "12");
        let power = format!("<m:sSup><m:e>{run}</m:e><m:sup>{run}</m:sup></m:sSup>");
        assert_eq!(
            text(&format!(
                "<m:oMathPara><m:oMath>{power}</m:oMath></m:oMathPara>"
            )),
            "\u{FFFD}"
        );
    }

    #[test]
    fn text_of_a_drawing_comes_once_from_its_box() {
        let content = format!("<w:txbxContent><w:p>{}</w:p></w:txbxContent>", run("2"));
        let drawing = format!(
            "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:posOffset>99</wp:posOffset><a:t>no</a:t>\
             {content}</w:drawing></mc:Choice><mc:Fallback><w:pict>{content}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        );
        assert_eq!(
            blocks(&format!("<w:p>{}{drawing}</w:p>", run("1"))),
            ["1", "2"]
        );
    }

    #[test]
    fn automatic_numbers_are_written_out() {
        let numbering = "<w:numbering><w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'><w:start w:val='1'/>\
            <w:numFmt w:val='chineseCounting'/><w:suff w:val='nothing'/><w:lvlText w:val='（%1）'/></w:lvl></w:abstractNum>\
            <w:num w:numId='3'><w:abstractNumId w:val='0'/></w:num></w:numbering>";
        let styles =
            "<w:styles><w:style w:styleId='v'><w:rPr><w:vanish/></w:rPr></w:style></w:styles>";
        let numbered = "<w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='3'/></w:numPr></w:pPr>";
        let hidden = "<w:r><w:rPr><w:rStyle w:val='v'/></w:rPr><w:t>x</w:t></w:r>";
        let xml = document(&format!(
            "<w:p>{numbered}{}{hidden}</w:p><w:p>{numbered}</w:p>\
             <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{}</w:p><w:p>{numbered}{}</w:p>",
            run("予以公开"),
            run("1"),
            run("2"),
        ));
        let read = body::read(
            &xml,
            &Styles::parse(styles, 50).unwrap(),
            Numbering::parse(numbering, 50).unwrap(),
            &Limits::default(),
        );
        assert_eq!(
            show(&read.unwrap()),
            ["（一）予以公开", "（二）", "（三）12"]
        );
    }
}
