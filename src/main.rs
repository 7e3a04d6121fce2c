//! The command line.
#![allow(clippy::print_stdout)]
fn main() {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).unwrap_or_default();
        match nianbao::inspect(&bytes, &nianbao::Settings::default()) {
            Ok(text) => println!("== {path}\n{text}"),
            Err(error) => println!("== {path}\nERROR {error}"),
        }
    }
}
