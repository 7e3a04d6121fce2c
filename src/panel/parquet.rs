//! `panel.parquet`: the rows of `panel.csv` with types. Text is UTF-8, the year a 32-bit integer, counts 64-bit integers, amounts
//! decimals; nothing is rounded.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{
    ByteArray, ByteArrayType, DataType, FixedLenByteArray, FixedLenByteArrayType, Int32Type,
    Int64Type,
};
use parquet::errors::Result;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;

use super::column::{self, PRECISION, SCALE};
use super::rows::{self, KEY_FIELDS, Key};
use super::tables::Content;
use crate::write::schema;

/// Rows of one row group: what a reader holds at a time.
const GROUP: usize = 100_000;

/// Bytes of an amount.
const AMOUNT: i32 = 16;

/// Writes the file.
///
/// # Errors
/// When `out` fails.
pub(super) fn write(out: impl Write + Send, content: &Content<'_>) -> Result<()> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::GZIP(parquet::basic::GzipLevel::default()))
        .build();
    let mut file =
        SerializedFileWriter::new(out, Arc::new(schema(content)?), Arc::new(properties))?;
    let rows: Vec<_> = rows::rows(content.panel).collect();
    for rows in rows.chunks(GROUP) {
        let mut group = file.next_row_group()?;
        let keys: Vec<_> = rows
            .iter()
            .map(|(agency, year, row)| rows::keys(content.input, agency, year, row))
            .collect();
        for (at, field) in KEY_FIELDS.iter().enumerate() {
            let cells = keys.iter().filter_map(|keys| keys.get(at));
            match kind(field) {
                Physical::BYTE_ARRAY => text(&mut group, cells)?,
                _ => counts(&mut group, cells)?,
            }
        }
        for (at, column) in content.columns.iter().enumerate() {
            let numbers = rows.iter().map(|(_, _, row)| {
                let number = row.numbers.get(at)?;
                content.input.numbers.get(*number)
            });
            match column.kind {
                column::Type::Count => {
                    let values = numbers.map(|n| n.and_then(column::count));
                    optional::<Int64Type>(&mut group, values)?;
                }
                column::Type::Amount => {
                    let bytes = |n: i128| FixedLenByteArray::from(n.to_be_bytes().to_vec());
                    let values = numbers.map(|n| n.and_then(column::amount).map(bytes));
                    optional::<FixedLenByteArrayType>(&mut group, values)?;
                }
            }
        }
        group.close()?;
    }
    file.close()?;
    Ok(())
}

fn kind(field: &schema::Field) -> Physical {
    match field.kind {
        schema::Type::Integer => Physical::INT32,
        _ => Physical::BYTE_ARRAY,
    }
}

fn schema(content: &Content<'_>) -> Result<Type> {
    let mut fields = Vec::new();
    for field in KEY_FIELDS {
        let kind = kind(field);
        let logical = (kind == Physical::BYTE_ARRAY).then_some(LogicalType::String);
        let repetition = if field.required {
            Repetition::REQUIRED
        } else {
            Repetition::OPTIONAL
        };
        let column = Type::primitive_type_builder(field.name, kind);
        fields.push(Arc::new(
            column
                .with_repetition(repetition)
                .with_logical_type(logical)
                .build()?,
        ));
    }
    for column in content.columns {
        let field = match column.kind {
            column::Type::Count => Type::primitive_type_builder(&column.name, Physical::INT64),
            column::Type::Amount => {
                let (scale, precision) = (SCALE.cast_signed(), PRECISION.cast_signed());
                Type::primitive_type_builder(&column.name, Physical::FIXED_LEN_BYTE_ARRAY)
                    .with_length(AMOUNT)
                    .with_precision(precision)
                    .with_scale(scale)
                    .with_logical_type(Some(LogicalType::decimal(scale, precision)))
            }
        };
        fields.push(Arc::new(
            field.with_repetition(Repetition::OPTIONAL).build()?,
        ));
    }
    Type::group_type_builder("panel")
        .with_fields(fields)
        .build()
}

type Group<'a, W> = SerializedRowGroupWriter<'a, W>;

/// A column of text; one that may be empty has no value where it is.
fn text<'a, W: Write + Send>(
    group: &mut Group<'_, W>,
    cells: impl Iterator<Item = &'a Key>,
) -> Result<()> {
    let text = cells.map(|cell| match cell {
        Key::Text(text) => (!text.is_empty()).then(|| ByteArray::from(text.as_str())),
        Key::Count(_) => None,
    });
    optional::<ByteArrayType>(group, text)
}

fn counts<'a, W: Write + Send>(
    group: &mut Group<'_, W>,
    cells: impl Iterator<Item = &'a Key>,
) -> Result<()> {
    let counts = cells.map(|cell| match cell {
        Key::Count(n) => Some(i32::try_from(*n).unwrap_or(i32::MAX)),
        Key::Text(_) => None,
    });
    optional::<Int32Type>(group, counts)
}

/// Writes the next column of the group, whether or not every row must have a value.
fn optional<T: DataType>(
    group: &mut Group<'_, impl Write + Send>,
    cells: impl Iterator<Item = Option<T::T>>,
) -> Result<()> {
    let Some(mut column) = group.next_column()? else {
        return Ok(());
    };
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    for cell in cells {
        levels.push(i16::from(cell.is_some()));
        values.extend(cell);
    }
    column
        .typed::<T>()
        .write_batch(&values, Some(&levels), None)?;
    column.close()
}
