//! OpenDocument: the input is one flat XML file, or else the XML of the parts of a container.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use nianbao::Format;
use nianbao_fuzz::parts;

fuzz_target!(|data: &[u8]| -> Corpus {
    match nianbao::stages::kind(data) {
        Some(Format::Odt) => nianbao_fuzz::file(&[Format::Odt], data),
        _ => nianbao_fuzz::packed(&parts::ODT, data),
    }
});
