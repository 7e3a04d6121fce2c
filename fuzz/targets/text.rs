//! Plain text and Markdown.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use nianbao::Format;

fuzz_target!(|data: &[u8]| -> Corpus { nianbao_fuzz::file(&[Format::Text], data) });
