//! PDF, as it is; the seeds are uncompressed, so that changes reach the content of pages.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use nianbao::Format;

fuzz_target!(|data: &[u8]| -> Corpus { nianbao_fuzz::file(&[Format::Pdf], data) });
