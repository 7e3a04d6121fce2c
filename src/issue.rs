//! Findings that travel with the data: each has a stable code, a severity, a place and one readable sentence.
//!
//! The first letter says what the finding is about: `R` what was read, `V` an identity of the form, `K` agency, region or year,
//! `F` the file as a whole. A finding never changes a printed number; an `R` finding may leave a value empty.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::extraction::CellRecord;
use crate::words;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Info,
    /// May be wrong; look at it before you rely on it.
    Warning,
    /// Something is wrong, in the source or in the reading.
    Error,
}

impl Severity {
    /// Every severity.
    pub const ALL: [Severity; 3] = [Severity::Info, Severity::Warning, Severity::Error];

    /// The word in `issues.csv`.
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// One kind of finding.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// Stable code, e.g. `V303`.
    pub code: &'static str,
    /// Short name in kebab case, e.g. `row-total`.
    pub name: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What `nianbao explain CODE` prints: what it means, why it matters, an example (Markdown).
    pub doc: &'static str,
}

/// By its code.
impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code)
    }
}

impl<'de> Deserialize<'de> for &'static Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        words::found(deserializer, find)
    }
}

/// Where in the source a finding stands; unknown parts are `None` or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// 1-based page.
    pub page: Option<u32>,
    /// Physical table of the document, 1-based.
    pub table_no: Option<u32>,
    /// 1-based row in that table.
    pub grid_row: Option<u32>,
    /// 1-based column in that table.
    pub grid_column: Option<u32>,
    /// Table code of the form (`t3`), or empty.
    pub table: String,
    /// Row code of the form, or empty.
    pub row_code: String,
    /// Column code of the form, or empty.
    pub column_code: String,
}

impl Place {
    /// Where a cell stands.
    pub(crate) fn of(cell: &CellRecord) -> Place {
        Place {
            page: cell.page,
            table_no: cell.table_no,
            grid_row: cell.grid_row,
            grid_column: cell.grid_column,
            table: cell.table.to_owned(),
            row_code: cell.row_code.to_owned(),
            column_code: cell.column_code.to_owned(),
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Issue {
    /// What kind it is.
    pub kind: &'static Kind,
    /// Where it stands.
    pub place: Place,
    /// One readable sentence in English; quotes what the source prints.
    pub message: String,
}

macro_rules! kinds {
    ($($ident:ident = $code:literal $name:literal $severity:ident;)*) => {
        $(
            #[doc = concat!("`", $code, "` ", $name, ".\n\n", include_str!(concat!("issues/", $code, ".md")))]
            pub static $ident: Kind = Kind {
                code: $code,
                name: $name,
                severity: Severity::$severity,
                doc: include_str!(concat!("issues/", $code, ".md")),
            };
        )*
        /// Every kind of finding, in code order.
        pub static KINDS: &[&Kind] = &[$(&$ident),*];
    };
}

kinds! {
    LYING_EXTENSION = "F001" "lying-extension" Info;
    SAME_CONTENT = "F002" "same-content" Info;
    PICTURE_PAGE = "F003" "picture-page" Warning;
    NOT_A_REPORT = "F004" "not-a-report" Info;
    BLANK_FORM = "F005" "blank-form" Info;
    SAME_REPORT = "F006" "same-report" Info;
    PART_OF_YEAR = "F007" "part-of-year" Warning;
    OTHER_DOCUMENT = "F008" "other-document" Info;
    KNOWN_LEFT_OUT = "F009" "known-left-out" Warning;
    NO_AGENCY = "K101" "no-agency" Warning;
    AGENCY_CONFLICT = "K102" "agency-conflict" Warning;
    AGENCY_UNCERTAIN = "K103" "agency-uncertain" Warning;
    AGENCY_ELSEWHERE = "K104" "agency-elsewhere" Info;
    AGENCY_NOT_AS_KNOWN = "K105" "agency-not-as-known" Warning;
    NO_YEAR = "K201" "no-year" Warning;
    YEAR_CONFLICT = "K202" "year-conflict" Warning;
    YEAR_UNCERTAIN = "K203" "year-uncertain" Warning;
    YEAR_ELSEWHERE = "K204" "year-elsewhere" Info;
    YEAR_BY_PUBLICATION = "K205" "year-by-publication" Warning;
    YEAR_NOT_AS_KNOWN = "K206" "year-not-as-known" Warning;
    PERIOD_NOT_A_YEAR = "K207" "period-not-a-year" Warning;
    SAME_KEY = "K301" "same-key" Warning;
    REGION_AMBIGUOUS = "K401" "region-ambiguous" Warning;
    REGION_CONFLICT = "K402" "region-conflict" Warning;
    REGION_OF_OTHER_YEAR = "K403" "region-of-other-year" Warning;
    REGION_NOT_AS_KNOWN = "K404" "region-not-as-known" Warning;
    ROW_AMBIGUOUS = "R101" "row-ambiguous" Error;
    ROW_BY_PLACE = "R102" "row-by-place" Warning;
    ROW_LEFT_OVER = "R103" "row-left-over" Warning;
    COLUMN_AMBIGUOUS = "R201" "column-ambiguous" Error;
    COLUMN_BY_PLACE = "R202" "column-by-place" Warning;
    COLUMN_LEFT_OVER = "R203" "column-left-over" Warning;
    UNREADABLE_GLYPH = "R301" "unreadable-glyph" Error;
    SEVERAL_NUMBERS = "R302" "several-numbers" Error;
    CROSSES_BORDER = "R303" "crosses-border" Warning;
    READ_TWICE = "R304" "read-twice" Error;
    NUMBER_REJOINED = "R305" "number-rejoined" Warning;
    NUMBER_UNCLEAR = "R306" "number-unclear" Warning;
    UNIT_DIFFERS = "R307" "unit-differs" Warning;
    TABLE_INCOMPLETE = "R401" "table-incomplete" Warning;
    TABLE_MISSING = "R402" "table-missing" Warning;
    T2_RANGE = "V201" "t2-range" Error;
    T2_RULES = "V202" "t2-rules" Warning;
    T2_PUBLISHED = "V203" "t2-published" Info;
    T2_UNIT = "V204" "t2-unit" Warning;
    T2_STOCK = "V205" "t2-stock" Warning;
    T2_ITEMS = "V206" "t2-items" Warning;
    T3_BALANCE = "V301" "t3-balance" Error;
    T3_ITEMS = "V302" "t3-items" Error;
    T3_APPLICANTS = "V303" "t3-applicants" Error;
    T3_CARRY = "V304" "t3-carry" Warning;
    T4_OUTCOMES = "V401" "t4-outcomes" Error;
    TX_RECEIVED = "V501" "text-received" Info;
    TX_IN_FORCE = "V502" "text-in-force" Info;
    TX_ZERO = "V503" "text-zero" Info;
    TX_REVIEW = "V504" "text-review" Info;
    PERIOD = "V601" "period" Warning;
    S_RECEIVED = "V701" "s-received" Error;
    S_CLOSED = "V702" "s-closed" Error;
    S_REPLIED = "V703" "s-replied" Error;
    S_REVIEW = "V704" "s-review" Error;
    S_STAFF = "V705" "s-staff" Error;
    S_CHANNELS = "V706" "s-channels" Warning;
    S_OF_WHICH = "V707" "s-of-which" Error;
    FORM_IDENTITY = "V901" "form-identity" Warning;
    FORM_IDENTITY_NOTE = "V902" "form-identity-note" Info;
}

/// The kind with this code, in any case; `None` when there is none.
pub fn find(code: &str) -> Option<&'static Kind> {
    KINDS
        .iter()
        .copied()
        .find(|kind| kind.code.eq_ignore_ascii_case(code))
}
