//! Archives (zip, 7z, tar, gzip), and the files in them as a batch reads them.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|data: &[u8]| -> Corpus { nianbao_fuzz::archive(data) });
