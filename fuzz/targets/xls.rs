//! Excel 97-2003: compound files as they are.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use nianbao::Format;

fuzz_target!(|data: &[u8]| -> Corpus { nianbao_fuzz::file(&[Format::Xls], data) });
