//! Workbooks: the input is the XML of their parts.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use nianbao_fuzz::parts;

fuzz_target!(|data: &[u8]| -> Corpus { nianbao_fuzz::packed(&parts::XLSX, data) });
