//! What happens to the report of an agency and year.

/// What is wrong with, or special about, an agency and year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Plain,
    Gap,
    Copy,
    /// In another format, one cell of it in doubt.
    Mirror,
    /// Corrected, both days known.
    Corrected,
    /// Corrected, and the first version mirrored later still.
    CorrectedAndMirrored,
    /// Two versions, no days.
    Contradiction,
    Doubt,
    BrokenCarry,
    BrokenStock,
    BrokenForm,
    Partial,
    NotAReport,
    BlankForm,
    Quarantined,
    KeyDoubt,
}

impl Event {
    /// About half of all years are plain.
    pub(super) fn of(roll: u64) -> Event {
        match roll % 100 {
            0..5 => Event::Gap,
            5..10 => Event::Copy,
            10..15 => Event::Mirror,
            15..18 => Event::Corrected,
            18..20 => Event::CorrectedAndMirrored,
            20..23 => Event::Contradiction,
            23..27 => Event::Doubt,
            27..31 => Event::BrokenCarry,
            31..34 => Event::BrokenStock,
            34..37 => Event::BrokenForm,
            37..39 => Event::Partial,
            39 => Event::NotAReport,
            40 => Event::BlankForm,
            41..43 => Event::Quarantined,
            43 => Event::KeyDoubt,
            _ => Event::Plain,
        }
    }

    pub(super) fn state(self) -> &'static str {
        match self {
            Event::Gap => "missing",
            Event::Contradiction | Event::Doubt | Event::KeyDoubt => "doubtful",
            Event::BrokenForm => "failed",
            Event::Partial => "partial",
            Event::NotAReport => "not_a_report",
            Event::BlankForm => "blank_form",
            Event::Quarantined => "quarantined",
            // Broken identities between years only count beside a year before.
            _ => "ok",
        }
    }

    pub(super) fn is_report(self) -> bool {
        !matches!(
            self,
            Event::Gap | Event::NotAReport | Event::BlankForm | Event::Quarantined
        )
    }
}
