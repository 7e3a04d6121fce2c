//! Reader stub.
use crate::document::Document;
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;

pub(super) fn read(_bytes: &[u8], _limits: &Limits) -> Result<Document, Error> {
    Err(Error::new(
        ErrorKind::UnknownFormat,
        "read",
        "not built yet",
    ))
}
