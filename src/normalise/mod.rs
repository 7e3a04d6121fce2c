//! From printed text to values: what a label says, what number a cell holds, whose report it is and of which year.

pub(crate) mod number;
mod radicals_generated;
pub(crate) mod records;
pub(crate) mod text;
