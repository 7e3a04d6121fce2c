//! What control words and symbols do.

use super::charset;
use super::reader::{Reader, spend};
use super::state::{Destination, Part, is_unprinted};
use super::tables::RowDef;
use crate::error::Error;
use crate::read::characters::UNKNOWN;
use crate::read::table::Merge;

impl Reader<'_> {
    /// A control symbol.
    pub(super) fn symbol(&mut self, symbol: u8) -> Result<(), Error> {
        if symbol == b'*' && self.at_start {
            self.starred = true;
            return Ok(());
        }
        self.at_start = false;
        if self.stand_ins > 0 {
            self.stand_ins -= 1;
            return Ok(());
        }
        self.flush()?;
        match symbol {
            b'\\' | b'{' | b'}' => {
                self.bytes.push(symbol);
                Ok(())
            }
            b'~' => self.put('\u{A0}'),
            b'_' => self.put('-'),
            b'\r' | b'\n' => self.end_paragraph(),
            _ => Ok(()),
        }
    }

    /// A control word with its number.
    pub(super) fn word(&mut self, name: &str, number: Option<i32>) -> Result<(), Error> {
        self.flush()?;
        let is_first = std::mem::take(&mut self.at_start);
        let is_starred = std::mem::take(&mut self.starred);
        if name == "bin" {
            self.tokens
                .skip(number.and_then(|n| usize::try_from(n).ok()).unwrap_or(0));
            return Ok(());
        }
        if let Some(ch) = character(name) {
            if self.stand_ins > 0 {
                self.stand_ins -= 1;
                return Ok(());
            }
            return self.put(ch);
        }
        self.stand_ins = 0;
        if self.state.destination == Destination::Skip {
            return Ok(());
        }
        if self.begins_destination(name, is_first, is_starred) {
            return Ok(());
        }
        if self.state.character(name, number) {
            return Ok(());
        }
        match name {
            "u" => self.unicode(number.unwrap_or(0)),
            "uc" => {
                self.state.stand_ins = number.and_then(|n| u32::try_from(n).ok()).unwrap_or(1);
                Ok(())
            }
            _ if self.state.destination == Destination::Fonts => {
                self.font_word(name, number);
                Ok(())
            }
            _ => self.format(name, number),
        }
    }

    /// A word that says what its group is for.
    fn begins_destination(&mut self, name: &str, is_first: bool, is_starred: bool) -> bool {
        let destination = match name {
            "ud" if is_starred => self.before_both(),
            "nesttableprops" => {
                self.state.in_nested_props = true;
                return true;
            }
            "shpinst" => return true,
            "generator" if is_starred => Destination::Generator,
            "fldinst" => Destination::Instruction,
            "moMath" | "moMathPara" if is_starred => {
                // A formula has no faithful linear text; what stands for it must be seen.
                if self.state.destination == Destination::Text {
                    self.flow.paragraph.push(UNKNOWN);
                }
                Destination::Skip
            }
            _ if is_starred => Destination::Skip,
            _ if !is_first => return false,
            "fonttbl" => Destination::Fonts,
            "info" => Destination::Info,
            "title" if self.state.destination == Destination::Info => Destination::Title,
            "upr" => Destination::Both,
            "header" | "headerl" | "headerr" | "headerf" => {
                self.begin_story(Part::Header);
                return true;
            }
            "shptxt" => {
                self.begin_story(Part::TextBox);
                return true;
            }
            "field" => {
                self.state.part = Some(Part::Field(self.flow.paragraph.len()));
                return true;
            }
            "listtext" | "pntext" => {
                self.state.in_label = true;
                self.state.part = Some(Part::Label(self.flow.paragraph.len()));
                return true;
            }
            _ if is_unprinted(name) => Destination::Skip,
            _ => return false,
        };
        self.state.destination = destination;
        true
    }

    /// Where the text of an `\upr` belongs.
    fn before_both(&self) -> Destination {
        let outer = self.states.iter().rev().map(|state| state.destination);
        outer
            .into_iter()
            .find(|destination| *destination != Destination::Both)
            .unwrap_or_default()
    }

    fn format(&mut self, name: &str, number: Option<i32>) -> Result<(), Error> {
        match name {
            "ansicpg" => self.code_page = number.and_then(charset::of_code_page),
            "mac" => self.code_page = Some(encoding_rs::MACINTOSH),
            "deflang" | "deflangfe" => self.is_chinese |= number == Some(2052),
            "deff" => self.default_font = number.unwrap_or(0),
            "f" => self.state.charset = self.charset_of(number.unwrap_or(0)),
            "plain" => {
                let charset = self.charset_of(self.default_font);
                self.state.reset_characters(charset);
            }
            _ if self.state.destination != Destination::Text => {}
            "pard" => self.state.reset_paragraph(),
            "intbl" => self.state.in_table = number != Some(0),
            "itap" => self.state.level = number.and_then(|n| u32::try_from(n).ok()),
            "par" | "sect" => self.end_paragraph()?,
            "cell" => self.end_cell(1)?,
            "nestcell" => self.end_cell(self.state.table_level().max(2))?,
            "row" => {
                self.charge_row(self.flow.row.len())?;
                self.flow.end_row()?;
            }
            "nestrow" => {
                self.charge_row(self.flow.nested.len())?;
                self.flow.end_nested_row();
            }
            _ => self.row_word(name, number)?,
        }
        Ok(())
    }

    fn row_word(&mut self, name: &str, number: Option<i32>) -> Result<(), Error> {
        let number = number.unwrap_or(0);
        if name == "trowd" && !self.state.in_nested_props {
            return self.flow.begin_row();
        }
        let row = if self.state.in_nested_props {
            &mut self.flow.nested
        } else {
            &mut self.flow.row
        };
        match name {
            "trowd" => *row = RowDef::default(),
            "trleft" => row.left = number,
            "cellx" => row.end_cell(number),
            "clmgf" => row.next.horizontal = Merge::Start,
            "clmrg" => row.next.horizontal = Merge::Continue,
            "clvmgf" => row.next.vertical = Merge::Start,
            "clvmrg" => row.next.vertical = Merge::Continue,
            _ => {}
        }
        Ok(())
    }

    fn charge_row(&mut self, cells: usize) -> Result<(), Error> {
        self.cells_left = spend(self.cells_left, cells.saturating_add(1), "table cells")?;
        Ok(())
    }

    fn end_cell(&mut self, level: usize) -> Result<(), Error> {
        self.cells_left = spend(self.cells_left, 1, "table cells")?;
        self.flow.end_cell(level)
    }

    fn end_paragraph(&mut self) -> Result<(), Error> {
        if self.state.destination != Destination::Text {
            return Ok(());
        }
        // A mark that is gone: the next paragraph goes on in the same line.
        if self.state.deleted || self.state.look.hidden {
            return Ok(());
        }
        self.paragraphs_left = spend(self.paragraphs_left, 1, "paragraphs")?;
        self.flow.end_paragraph(self.state.table_level())
    }
}

/// Control words that stand for one character.
fn character(name: &str) -> Option<char> {
    Some(match name {
        "tab" => '\t',
        "line" | "page" | "column" => '\n',
        "emdash" => '—',
        "endash" => '–',
        "lquote" => '‘',
        "rquote" => '’',
        "ldblquote" => '“',
        "rdblquote" => '”',
        "bullet" => '•',
        "emspace" | "enspace" | "qmspace" => ' ',
        _ => return None,
    })
}
