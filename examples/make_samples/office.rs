//! Writers of binary files that the tests of the library share: they live beside the readers.

#[path = "../../src/read/testing/compound.rs"]
pub mod compound;

#[allow(dead_code, reason = "the library's tests use the rest")]
#[path = "../../src/read/doc/testing.rs"]
pub mod word;

#[allow(dead_code, reason = "the library's tests use the rest")]
#[path = "../../src/read/sheet/testing.rs"]
pub mod workbook;

#[path = "../../src/read/ofd/parts.rs"]
pub mod ofd;
