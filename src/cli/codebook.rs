//! `nianbao codebook`: prints the codebook that every dataset carries.

use super::args::FormArgs;
use super::{Exit, forms, print};
use crate::write::codebook;

/// Runs the subcommand.
pub(super) fn run(args: &FormArgs) -> anyhow::Result<Exit> {
    let mut text = Vec::new();
    codebook::generate(&mut text, forms::load(args)?)?;
    print(&String::from_utf8(text)?)?;
    Ok(Exit::Done)
}
