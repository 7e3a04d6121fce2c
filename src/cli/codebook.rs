//! `nianbao codebook`: prints the codebook that every dataset carries.

use super::{Exit, print};
use crate::write::codebook;

/// Runs the subcommand.
pub(super) fn run() -> anyhow::Result<Exit> {
    let mut text = Vec::new();
    codebook::generate(&mut text)?;
    print(&String::from_utf8(text)?)?;
    Ok(Exit::Done)
}
