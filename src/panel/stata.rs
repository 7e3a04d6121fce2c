//! `panel.dta`: the rows of `panel.csv` for Stata 14 and later (release 118, UTF-8).
//!
//! Values are doubles, which hold every count up to 2^53 exactly and amounts to 15 digits; a count beyond that is missing.
//! `id` numbers the agencies, so that `xtset id year` works.

use std::io::Cursor;

use dta::stata::dta::byte_order::ByteOrder;
use dta::stata::dta::dta_error::Result;
use dta::stata::dta::dta_writer::DtaWriter;
use dta::stata::dta::header::Header;
use dta::stata::dta::release::Release;
use dta::stata::dta::schema::Schema;
use dta::stata::dta::value::Value;
use dta::stata::dta::variable::Variable;
use dta::stata::dta::variable_type::VariableType;
use dta::stata::missing_value::MissingValue;
use dta::stata::stata_double::StataDouble;
use dta::stata::stata_long::StataLong;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::column::Type;
use super::rows::{self, KEY_FIELDS, Key};
use super::tables::Content;
use crate::write::text::one_line;

/// Bytes of text that a variable holds at most.
const MAX_TEXT: usize = 2_045;
/// Characters of a label.
const MAX_LABEL: usize = 80;

/// The file.
///
/// # Errors
/// When the panel is larger than a file of Stata can be.
pub(super) fn bytes(content: &Content<'_>) -> Result<Vec<u8>> {
    let rows: Vec<_> = rows::rows(content.panel).collect();
    let key = |at: usize| {
        let (agency, year, row) = rows.get(at)?;
        Some(rows::keys(content.input, agency, year, row))
    };
    let widths = widths((0..rows.len()).filter_map(key));
    let header =
        Header::builder(Release::V118, ByteOrder::LittleEndian).dataset_label("nianbao panel");
    let mut writer = DtaWriter::new()
        .from_writer(Cursor::new(Vec::new()))
        .write_header(header.build())?
        .write_schema(schema(content, &widths)?)?
        .into_record_writer()?;
    let mut id = 0;
    let mut last = "";
    for (at, (agency, _, row)) in rows.iter().enumerate() {
        id += i32::from(last != agency.id);
        last = &agency.id;
        let mut record = vec![Value::Long(StataLong::Present(id))];
        record.extend(key(at).into_iter().flatten().map(|key| match key {
            Key::Text(text) => Value::String(cut(&text).into()),
            Key::Count(n) => Value::Long(i32::try_from(n).map_or(NO_COUNT, StataLong::Present)),
        }));
        for (number, column) in row.numbers.iter().zip(content.columns) {
            let value = content.input.numbers.get(*number);
            record.push(Value::Double(
                value
                    .and_then(|value| double(value, column.kind))
                    .map_or(NO_NUMBER, StataDouble::Present),
            ));
        }
        writer.write_record(&record)?;
    }
    let file = writer
        .into_long_string_writer()?
        .into_value_label_writer()?
        .finish()?;
    Ok(file.into_inner())
}

const NO_COUNT: StataLong = StataLong::Missing(MissingValue::System);
const NO_NUMBER: StataDouble = StataDouble::Missing(MissingValue::System);

/// The number as a double; `None` for a count that no double is equal to.
fn double(value: Decimal, kind: Type) -> Option<f64> {
    let near = value.to_f64()?;
    let exact = Decimal::from_f64_retain(near).is_some_and(|back| back == value);
    (kind == Type::Amount || exact).then_some(near)
}

/// What a variable of text can hold of it, on one line.
fn cut(text: &str) -> String {
    let text = one_line(text);
    let end = text.floor_char_boundary(MAX_TEXT);
    text.get(..end).unwrap_or_default().to_owned()
}

/// The bytes of the longest text of each column, at least one.
fn widths(rows: impl Iterator<Item = [Key; 16]>) -> Vec<u16> {
    let mut widths = vec![1; KEY_FIELDS.len()];
    for keys in rows {
        for (key, width) in keys.iter().zip(&mut widths) {
            if let Key::Text(text) = key {
                *width = (*width).max(u16::try_from(cut(text).len()).unwrap_or(u16::MAX));
            }
        }
    }
    widths
}

fn schema(content: &Content<'_>, widths: &[u16]) -> Result<Schema> {
    let id = Variable::builder(VariableType::Long, "id").format("%12.0g");
    let mut schema =
        Schema::builder().add_variable(id.label("Number of the agency, for xtset id year"));
    for (field, width) in KEY_FIELDS.iter().zip(widths) {
        let (kind, format) = match field.kind {
            crate::write::schema::Type::Integer => (VariableType::Long, "%12.0g".to_owned()),
            _ => (VariableType::FixedString(*width), format!("%{width}s")),
        };
        let variable = Variable::builder(kind, field.name).format(format);
        schema = schema.add_variable(variable.label(label(field.description)));
    }
    for column in content.columns {
        let unit = if column.unit.is_empty() {
            String::new()
        } else {
            format!(" ({})", column.unit)
        };
        let text = one_line(&format!("{}{unit}", column.label_zh));
        let variable = Variable::builder(VariableType::Double, &column.stata).format("%12.0g");
        schema = schema.add_variable(variable.label(label(&text)));
    }
    schema.build()
}

fn label(text: &str) -> String {
    text.chars().take(MAX_LABEL).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::testing::{input, with_content};
    use dta::stata::dta::dta_reader::DtaReader;

    #[test]
    fn a_count_that_a_double_cannot_hold_is_missing() {
        let count = |text: &str| double(text.parse().expect("a number"), Type::Count);
        assert_eq!(count("9007199254740992"), Some(9_007_199_254_740_992.0));
        assert_eq!(count("9007199254740993"), None);
        assert_eq!(
            double("0.092".parse().expect("a number"), Type::Amount),
            Some(0.092)
        );
    }

    #[test]
    fn agencies_are_numbered_and_what_is_blank_is_missing() {
        let bytes = with_content(input(&[("a", "", &[7, -1])]), |content| {
            bytes(content).expect("a file")
        });
        let header = DtaReader::new()
            .from_reader(Cursor::new(bytes))
            .read_header()
            .expect("a header");
        let mut characteristics = header.read_schema().expect("a schema");
        characteristics.skip_to_end().expect("the end");
        let mut records = characteristics.into_record_reader().expect("records");
        let names: Vec<String> = records
            .schema()
            .variables()
            .iter()
            .map(|v| v.name().to_owned())
            .collect();
        let record = records.read_record().expect("a record").expect("a record");
        let value = |name: &str| {
            let at = names
                .iter()
                .position(|own| own == name)
                .expect("the variable");
            record.values().get(at).expect("a value")
        };
        assert_eq!(value("id"), &Value::Long(StataLong::Present(1)));
        assert_eq!(value("panel_id"), &Value::string("320813:人民政府"));
        assert_eq!(value("t2_1_1_1"), &Value::Double(StataDouble::Present(7.0)));
        assert_eq!(value("t2_1_1_2"), &Value::Double(NO_NUMBER));
    }

    #[test]
    fn text_is_cut_between_characters() {
        assert_eq!(cut(&"局".repeat(700)).len(), 2_043);
        assert_eq!(cut("甲\n县"), "甲县");
    }
}
