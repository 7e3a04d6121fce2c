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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::testing::{input, with_content};
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    /// Every field of the first row, by name.
    fn first_row(values: &[i64]) -> Vec<(String, Field)> {
        let file = tempfile::tempfile().expect("a scratch file");
        with_content(input(&[("a", "", values)]), |content| {
            write(&file, content).expect("written");
        });
        let file = SerializedFileReader::new(file).expect("a file");
        let row = file
            .get_row_iter(None)
            .expect("rows")
            .next()
            .expect("a row");
        let row = row.expect("a row");
        row.get_column_iter()
            .map(|(name, field)| (name.clone(), field.clone()))
            .collect()
    }

    #[test]
    fn fields_have_their_types_and_what_is_blank_is_null() {
        let row = first_row(&[7, -1, 0]);
        let field = |name: &str| {
            row.iter()
                .find(|(own, _)| own == name)
                .map(|(_, field)| field)
        };
        assert_eq!(
            field("panel_id"),
            Some(&Field::Str("320813:人民政府".into()))
        );
        assert_eq!(field("year"), Some(&Field::Int(2023)));
        assert_eq!(field("url"), Some(&Field::Null));
        let values: Vec<_> = row
            .iter()
            .skip(KEY_FIELDS.len())
            .take(3)
            .map(|(_, field)| field)
            .collect();
        assert_eq!(values, [&Field::Long(7), &Field::Null, &Field::Long(0)]);
    }

    #[test]
    fn an_amount_is_an_exact_decimal() {
        // The tenth cell of the form is the amount of fees.
        let row = first_row(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 25]);
        let (_, fees) = row
            .iter()
            .find(|(name, _)| name.ends_with("__fees_wan_yuan"))
            .expect("the column");
        let Field::Decimal(fees) = fees else {
            panic!("{fees:?}");
        };
        assert_eq!((fees.precision(), fees.scale()), (38, 12));
        assert_eq!(fees.data(), (25 * 10_i128.pow(12)).to_be_bytes());
    }
}
