//! What holds inside one group and ends with it: destination, character and paragraph properties.

use super::charset::Charset;
use crate::read::characters::{Look, Raised};

/// What the text of a group is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Destination {
    /// It is printed.
    #[default]
    Text,
    /// It is not; neither is that of groups inside.
    Skip,
    /// `\info`: only the title in it counts.
    Info,
    /// The title of the document.
    Title,
    /// `\*\generator`.
    Generator,
    /// `\fonttbl`: text is the name of a font.
    Fonts,
    /// `\fldinst`.
    Instruction,
    /// `\upr`: a text without Unicode, and `\*\ud` with it.
    Both,
}

/// What begins with a group and ends with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A story of its own: a page header.
    Header,
    /// A story of its own: a text box.
    TextBox,
    /// A field, with the length of the paragraph where it began.
    Field(usize),
    /// The label of a list, with the length of the paragraph where it began.
    Label(usize),
}

/// The state of one group.
#[derive(Clone, Copy, Debug)]
pub(super) struct State {
    pub(super) destination: Destination,
    /// What ends with this group; groups inside do not inherit it.
    pub(super) part: Option<Part>,
    pub(super) look: Look,
    /// `\deleted`.
    pub(super) deleted: bool,
    pub(super) charset: Charset,
    /// In `\listtext` or `\pntext`, where pictures are bullets.
    pub(super) in_label: bool,
    /// `\uc`: how many bytes stand in for a `\u`.
    pub(super) stand_ins: u32,
    /// `\intbl`.
    pub(super) in_table: bool,
    /// `\itap`.
    pub(super) level: Option<u32>,
    /// In `\*\nesttableprops`: row definitions are those of a nested table.
    pub(super) in_nested_props: bool,
}

impl State {
    /// The state of the outermost group.
    pub(super) fn new() -> Self {
        State {
            destination: Destination::Text,
            part: None,
            look: Look::default(),
            deleted: false,
            charset: Charset::Document,
            in_label: false,
            stand_ins: 1,
            in_table: false,
            level: None,
            in_nested_props: false,
        }
    }

    /// `\plain`.
    pub(super) fn reset_characters(&mut self, charset: Charset) {
        self.look = Look::default();
        self.deleted = false;
        self.charset = charset;
    }

    /// `\pard`.
    pub(super) fn reset_paragraph(&mut self) {
        self.in_table = false;
        self.level = None;
    }

    /// How many tables the paragraph stands in.
    pub(super) fn table_level(&self) -> usize {
        let level = self.level.unwrap_or(u32::from(self.in_table));
        usize::try_from(level).unwrap_or(usize::MAX)
    }

    /// Character properties that change the text; says whether the word is one.
    pub(super) fn character(&mut self, name: &str, number: Option<i32>) -> bool {
        let is_on = number != Some(0);
        match name {
            "v" => self.look.hidden = is_on,
            "strike" | "striked" => self.look.struck = is_on,
            "deleted" => self.deleted = is_on,
            "super" if is_on => self.look.raised = Raised::Up,
            "sub" if is_on => self.look.raised = Raised::Down,
            "super" | "sub" | "nosupersub" => self.look.raised = Raised::No,
            _ => return false,
        }
        true
    }
}

/// Destinations whose text is not printed in place, other than those marked `\*`.
pub(super) fn is_unprinted(name: &str) -> bool {
    matches!(
        name,
        "colortbl"
            | "stylesheet"
            | "filetbl"
            | "listtable"
            | "listoverridetable"
            | "revtbl"
            | "rsidtbl"
            | "pict"
            | "nonshppict"
            | "objdata"
            | "objclass"
            | "objname"
            | "footer"
            | "footerl"
            | "footerr"
            | "footerf"
            | "footnote"
            | "annotation"
            | "atnid"
            | "atnauthor"
            | "ftnsep"
            | "ftnsepc"
            | "ftncn"
            | "aftnsep"
            | "aftnsepc"
            | "aftncn"
            | "pntxta"
            | "pntxtb"
            | "nonesttables"
            | "xe"
            | "rxe"
            | "txe"
            | "tc"
            | "tcn"
            | "sp"
            | "shprslt"
            | "template"
            | "falt"
            | "panose"
            | "fontemb"
            | "bkmkstart"
            | "bkmkend"
            | "mmathPict"
            | "themedata"
            | "datastore"
            | "latentstyles"
    )
}
