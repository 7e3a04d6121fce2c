//! A result in bytes: how it comes out of a worker process and how it is kept until the dataset is written.

use std::io;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::ErrorKind;
use crate::extraction::Status;
use crate::forms::Forms;
use crate::words::{self, Word};
use crate::write::{FileResult, text, wide};

/// What comparing files with each other needs of a result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Brief {
    pub(super) source: String,
    pub(super) sha256: String,
    /// Whether the file is known to hold no bytes.
    pub(super) is_empty: bool,
    pub(super) status: Status,
    pub(super) failure: Option<ErrorKind>,
    /// The first digits of the hash.
    pub(super) report_id: String,
    pub(super) agency: String,
    pub(super) agency_key: String,
    pub(super) region_code: String,
    pub(super) year: Option<u16>,
    /// Its rows in the wide tables: id of the form, text of the values.
    pub(super) wide: Vec<(String, String)>,
}

impl Brief {
    fn of(result: &FileResult, forms: Forms) -> Brief {
        let report = result.report();
        let row = |form| Some((form, wide::values(form, result)?));
        let rows = forms.iter().filter_map(row);
        Brief {
            source: result.source.clone(),
            sha256: report.sha256.clone(),
            is_empty: result.size == Some(0),
            status: report.status,
            failure: result.failure.as_ref().map(|error| error.kind()),
            report_id: report.id().to_owned(),
            agency: text::one_line(&report.agency),
            agency_key: report.agency_key.clone(),
            region_code: report.region_code.clone(),
            year: report.year,
            wide: rows
                .map(|(form, values)| (form.id.clone(), wide::text(values)))
                .collect(),
        }
    }

    /// The agency's key and the year when both are known.
    pub(super) fn key(&self) -> Option<(&str, u16)> {
        let year = self.year?;
        (!self.agency_key.is_empty()).then_some((self.agency_key.as_str(), year))
    }
}

/// A result in bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Parcel {
    pub(super) brief: Brief,
    pub(super) body: Bytes,
}

impl Parcel {
    /// # Errors
    /// When the result cannot be written as bytes: none that is known.
    pub(super) fn pack(result: &FileResult, forms: Forms) -> io::Result<Parcel> {
        let (words, body) = words::packed(|| postcard::to_stdvec(result));
        let mut bytes = postcard::to_stdvec(&words).map_err(io::Error::other)?;
        bytes.extend(body.map_err(io::Error::other)?);
        Ok(Parcel {
            brief: Brief::of(result, forms),
            body: Bytes(bytes),
        })
    }
}

/// The result in the body of a parcel.
///
/// # Errors
/// When the bytes are none that [`Parcel::pack`] gives.
pub(super) fn unpack(body: &[u8]) -> io::Result<FileResult> {
    let (words, rest) = postcard::take_from_bytes::<Words>(body).map_err(io::Error::other)?;
    let result = words::unpacked(words.0, || postcard::from_bytes(rest));
    result.map_err(io::Error::other)
}

#[derive(Deserialize)]
struct Words(#[serde(with = "words::many")] Vec<Word>);

/// Bytes that are written as a whole, not one by one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bytes(pub(super) Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Bytes;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.to_vec()))
            }
        }
        deserializer.deserialize_bytes(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;
    use crate::batch::entry::read_file;

    fn again(result: &FileResult) -> FileResult {
        let parcel = Parcel::pack(result, Forms::default()).expect("packed");
        unpack(&parcel.body.0).expect("unpacked")
    }

    #[cfg(feature = "office")]
    #[test]
    fn a_result_comes_through_as_it_was() {
        let bytes = include_bytes!("../../samples/docx/yanxi2023.docx");
        let result = read_file("a/yanxi2023.docx", bytes, &Settings::default()).remove(0);
        assert!(!result.extraction.cells.is_empty() && !result.extraction.checks.is_empty());
        let came = again(&result);
        assert_eq!(came.extraction, result.extraction);
        assert_eq!((came.source, came.size), (result.source, result.size));
    }

    #[test]
    fn a_failure_comes_through_as_it_was() {
        let result = read_file("a.bin", b"\x00\x01", &Settings::default()).remove(0);
        let came = again(&result);
        let (came, error) = (came.failure.expect("one"), result.failure.expect("one"));
        assert_eq!(
            (came.kind(), came.stage(), came.page(), came.to_string()),
            (error.kind(), error.stage(), error.page(), error.to_string())
        );
    }

    #[test]
    fn bytes_that_break_off_are_no_result() {
        let result = read_file("a.bin", b"\x00\x01", &Settings::default()).remove(0);
        let body = Parcel::pack(&result, Forms::default())
            .expect("packed")
            .body
            .0;
        for length in 0..body.len() {
            assert!(unpack(&body[..length]).is_err(), "{length}");
        }
    }
}
