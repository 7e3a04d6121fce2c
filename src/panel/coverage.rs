//! Which agency has a report of which year, and how good it is.

use super::build::{Agency, AgencyYear, Panel};
use super::input::Input;

/// What is there of an agency and year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    /// No file.
    Missing,
    /// Only files that are no report.
    NotAReport,
    /// Only the form, not filled in.
    BlankForm,
    /// Only files that could not be read.
    Quarantined,
    /// A report with values or a key in doubt.
    Doubtful,
    /// A report that was read in part; what is there is not in doubt.
    Partial,
    /// A whole report that breaks identities.
    Failed,
    /// A whole report.
    Ok,
}

impl State {
    /// Every state, the best first.
    pub(super) const ALL: [State; 8] = [
        State::Ok,
        State::Failed,
        State::Partial,
        State::Doubtful,
        State::Quarantined,
        State::BlankForm,
        State::NotAReport,
        State::Missing,
    ];

    /// The word in `coverage.csv`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            State::Ok => "ok",
            State::Failed => "failed",
            State::Partial => "partial",
            State::Doubtful => "doubtful",
            State::Quarantined => "quarantined",
            State::BlankForm => "blank_form",
            State::NotAReport => "not_a_report",
            State::Missing => "missing",
        }
    }

    /// What the picture's legend says.
    pub(super) const fn name_zh(self) -> &'static str {
        match self {
            State::Ok => "完整",
            State::Failed => "勾稽不符",
            State::Partial => "部分读取",
            State::Doubtful => "存疑",
            State::Quarantined => "未能读取",
            State::BlankForm => "空白表样",
            State::NotAReport => "非年度报告",
            State::Missing => "缺失",
        }
    }

    /// Its colour in the picture: red, green, blue. The colours differ in lightness too, for those who see no red.
    pub(super) const fn colour(self) -> [u8; 3] {
        match self {
            State::Ok => [0x1b, 0x7f, 0x4f],
            State::Failed => [0x8c, 0xc4, 0x6b],
            State::Partial => [0xf2, 0xc1, 0x4e],
            State::Doubtful => [0xe0, 0x7b, 0x39],
            State::Quarantined => [0xb0, 0x2e, 0x2e],
            State::BlankForm => [0x8f, 0x7f, 0xb5],
            State::NotAReport => [0x6b, 0x8f, 0xb5],
            State::Missing => [0xe6, 0xe6, 0xe6],
        }
    }
}

/// The years that the coverage shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Years {
    /// The first and the last.
    pub(crate) first: u16,
    /// See `first`.
    pub(crate) last: u16,
}

impl Years {
    /// All years that the panel has a file of; `None` when it has none.
    pub(super) fn of(panel: &Panel) -> Option<Years> {
        let years = || {
            panel
                .agencies
                .iter()
                .flat_map(|a| &a.years)
                .map(|year| year.year)
        };
        Some(Years {
            first: years().min()?,
            last: years().max()?,
        })
    }

    /// Each of them.
    pub(super) fn each(self) -> std::ops::RangeInclusive<u16> {
        self.first..=self.last
    }
}

/// What is there of an agency in each of the years.
pub(super) fn of<'a>(
    agency: &'a Agency,
    years: Years,
    input: &'a Input,
) -> impl Iterator<Item = (u16, State, Option<&'a AgencyYear>)> {
    years.each().map(|year| {
        let found = agency.years.iter().find(|own| own.year == year);
        let state = found.map_or(State::Missing, |own| own.state(input));
        (year, state, found)
    })
}
