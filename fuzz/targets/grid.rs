//! From drawn pages and logical tables to records, without a reader in front: see `nianbao_fuzz::drawing`.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use nianbao_fuzz::drawing::Drawing;

fuzz_target!(|drawing: Drawing| -> Corpus { nianbao_fuzz::drawn(drawing.content()) });
