//! From printed text to values: what a label says, what number a cell holds, whose report it is and of which year.

mod agency;
mod header_table;
pub(crate) mod keying;
pub(crate) mod number;
mod path;
mod prose;
mod radicals_generated;
pub(crate) mod records;
mod region;
pub(crate) mod text;
mod title;
mod year;
