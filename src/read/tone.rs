//! How paint shows on white paper.

/// Colours lighter than this do not print a line (1 is white): the white borders that hide a table's grid.
const VISIBLE_LUMINANCE: f32 = 0.95;

/// Lighter than this is white paper.
const WHITE_LUMINANCE: f32 = 0.985;

/// Text lighter, or more transparent, than this is pale.
const PALE_LUMINANCE: f32 = 0.6;
const PALE_ALPHA: f32 = 0.5;

/// From this on nothing shows through.
const OPAQUE_ALPHA: f32 = 0.95;

/// Luminance and opacity of a paint, both from 0 to 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tone {
    luminance: f32,
    alpha: f32,
}

impl Tone {
    /// Patterns and shadings count as half opaque marks: they neither hide text nor are white.
    pub(super) const PATTERN: Tone = Tone {
        luminance: 0.5,
        alpha: 0.5,
    };

    /// The tone of a colour; all four from 0 to 1.
    pub(super) fn of_rgba([r, g, b, alpha]: [f32; 4]) -> Tone {
        Tone {
            luminance: 0.299 * r + 0.587 * g + 0.114 * b,
            alpha,
        }
    }

    /// Whether it leaves a mark on white paper.
    pub(super) fn is_visible(self) -> bool {
        self.alpha > 0.05 && self.luminance < VISIBLE_LUMINANCE
    }

    /// Whether nothing of it shows, on whatever ground.
    #[cfg(feature = "office")]
    pub(super) fn is_invisible(self) -> bool {
        self.alpha <= 0.0
    }

    /// Whether it is the colour of the paper.
    pub(super) fn is_white(self) -> bool {
        self.luminance > WHITE_LUMINANCE
    }

    /// Whether text in it hardly shows: watermarks.
    pub(super) fn is_pale(self) -> bool {
        (self.luminance > PALE_LUMINANCE && !self.is_white()) || self.alpha < PALE_ALPHA
    }

    /// Whether it hides what is under it.
    pub(super) fn is_opaque(self) -> bool {
        self.alpha > OPAQUE_ALPHA
    }
}
