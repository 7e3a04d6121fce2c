//! Web pages, and web archives.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use nianbao::Format;

fuzz_target!(|data: &[u8]| -> Corpus { nianbao_fuzz::file(&[Format::Html, Format::Mht], data) });
