//! `datapackage.json`: what the tables are, column by column, as a Frictionless Data Package with Table Schemas.

use std::borrow::Cow;
use std::io::{self, Write};

use memchr::memmem;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::schema::{Field, Type};
use super::wide::{self, KEY_FIELDS, cells_of};
use super::{candidates, cells, checks, codebook, extra, issues, quarantine, reports};
use crate::forms::{Form, Forms};

/// A file of the dataset as it was written.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    /// Its path in the dataset, `/`-separated.
    pub(crate) path: String,
    /// Its length.
    pub(crate) bytes: u64,
    /// Its SHA-256 in lower-case hex digits.
    pub(crate) sha256: String,
}

/// What [`generate`] gives for the forms of this version and files of no bytes and no hash; a test holds the two together.
/// Making it anew takes a twentieth of the time for one report.
static BUILT_IN: &str = include_str!("datapackage.json");
/// What begins each table of [`BUILT_IN`], and what ends just before its hash.
const NO_BYTES: &str = "\"bytes\": 0,";
const NO_HASH: &str = "\"hash\": \"sha256:";

/// Writes the description of the dataset whose files these are; a file without a schema here is left out.
pub(crate) fn write(mut out: impl Write, written: &[Written], forms: Forms) -> io::Result<()> {
    match filled(written).filter(|_| forms.own().is_empty()) {
        Some(parts) => parts
            .iter()
            .try_for_each(|part| out.write_all(part.as_bytes())),
        None => out.write_all(&generate(written, forms)),
    }
}

/// [`BUILT_IN`] with the lengths and hashes of these files, in parts; `None` when one of its tables was not written.
fn filled(written: &[Written]) -> Option<Vec<Cow<'_, str>>> {
    let ends = memmem::find_iter(BUILT_IN.as_bytes(), NO_BYTES).chain([BUILT_IN.len()]);
    let mut from = 0;
    let mut tables = ends.map(|end| {
        let table = BUILT_IN.get(from..end);
        from = end + NO_BYTES.len();
        table
    });
    let mut parts = vec![Cow::from(tables.next()??)];
    for table in tables {
        let (before, behind) = table?.split_once(NO_HASH)?;
        let path = behind.split_once("\"path\": \"")?.1.split('"').next()?;
        let file = written.iter().find(|file| file.path == path)?;
        let bytes = format!("\"bytes\": {},", file.bytes);
        let texts = [before, NO_HASH, &file.sha256, behind];
        parts.push(bytes.into());
        parts.extend(texts.map(Cow::from));
    }
    Some(parts)
}

fn generate(written: &[Written], forms: Forms) -> Vec<u8> {
    let title = "政府信息公开工作年度报告";
    package("nianbao", title, DESCRIPTION, resources(forms), written)
}

/// The description of a package of these tables; one that was not written is left out.
pub(crate) fn package(
    name: &'static str,
    title: &'static str,
    description: &'static str,
    resources: Vec<Resource>,
    written: &[Written],
) -> Vec<u8> {
    let resources = resources.into_iter().filter_map(|resource| {
        let file = written.iter().find(|file| file.path == resource.path)?;
        Some(resource.described(file))
    });
    let package = Package {
        description,
        generator: concat!("nianbao ", env!("CARGO_PKG_VERSION")),
        name,
        profile: "tabular-data-package",
        resources: resources.collect(),
        title,
    };
    // These types cannot fail.
    let mut text = serde_json::to_vec_pretty(&package).unwrap_or_default();
    text.push(b'\n');
    text
}

const DESCRIPTION: &str = "Annual reports on open government information of Chinese agencies: every cell of the \
    statutory tables as printed, with its place in the source and the findings about it. codebook.csv explains every \
    code. Text is as printed; a cell may begin with = + - or @, so import text columns as text.";

/// The descriptor of the dataset. Its members stand in the order of their names, as in every object of the file.
#[derive(Serialize)]
struct Package {
    description: &'static str,
    generator: &'static str,
    name: &'static str,
    profile: &'static str,
    resources: Vec<Descriptor>,
    title: &'static str,
}

/// The descriptor of one table.
#[derive(Serialize)]
struct Descriptor {
    bytes: u64,
    description: String,
    dialect: Value,
    encoding: &'static str,
    format: &'static str,
    hash: String,
    mediatype: &'static str,
    name: String,
    path: String,
    profile: &'static str,
    schema: Schema,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema {
    fields: Vec<FieldSchema>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    foreign_keys: Vec<Value>,
    missing_values: [&'static str; 1],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    primary_key: &'static [&'static str],
}

/// The descriptor of one column.
#[derive(Serialize)]
struct FieldSchema {
    #[serde(skip_serializing_if = "Map::is_empty")]
    constraints: Map<String, Value>,
    description: Cow<'static, str>,
    name: Cow<'static, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(rename = "type")]
    kind: &'static str,
}

/// One table of a package.
pub(crate) struct Resource {
    name: String,
    path: String,
    description: String,
    fields: Vec<FieldSchema>,
    primary_key: &'static [&'static str],
    foreign_keys: Vec<Value>,
}

impl Resource {
    /// The table `name.csv` with these columns.
    pub(crate) fn new(name: &str, description: &str, fields: &[Field]) -> Self {
        Resource {
            name: name.to_owned(),
            path: format!("{name}.csv"),
            description: description.to_owned(),
            fields: fields.iter().map(field_schema).collect(),
            primary_key: &[],
            foreign_keys: Vec::new(),
        }
    }

    /// The columns `form` and `table` hold ids of these forms only.
    fn with_forms(mut self, forms: Forms) -> Self {
        let ids: Vec<&str> = forms.iter().map(|form| form.id.as_str()).collect();
        let mut tables: Vec<&str> = forms.tables().map(|(_, table)| table.id.as_str()).collect();
        tables.sort_unstable();
        tables.dedup();
        for (name, values) in [("form", ids), ("table", tables)] {
            let field = self.fields.iter_mut().find(|field| field.name == name);
            if let Some(field) = field {
                field.constraints.insert("enum".into(), json!(values));
            }
        }
        self
    }

    /// The same table; no two rows have the same values of `fields`.
    pub(crate) fn keyed_by(mut self, fields: &'static [&'static str]) -> Self {
        self.primary_key = fields;
        self
    }

    /// Every value or group of values of `fields` occurs in the same columns of `resource`.
    pub(crate) fn pointing_to(mut self, resource: &str, fields: &[&str]) -> Self {
        let fields = match fields {
            [one] => json!(one),
            several => json!(several),
        };
        self.foreign_keys.push(json!({
            "fields": fields,
            "reference": { "resource": resource, "fields": fields },
        }));
        self
    }

    /// The same table with a further column of numbers.
    #[cfg(feature = "panel")]
    pub(crate) fn with_numbers(
        mut self,
        name: &str,
        title: &str,
        description: &str,
        kind: Type,
    ) -> Self {
        self.fields.push(FieldSchema {
            constraints: Map::new(),
            description: description.to_owned().into(),
            name: name.to_owned().into(),
            title: (!title.is_empty()).then(|| title.to_owned()),
            kind: kind.name(),
        });
        self
    }

    fn described(self, file: &Written) -> Descriptor {
        Descriptor {
            bytes: file.bytes,
            description: self.description,
            dialect: json!({ "delimiter": ",", "lineTerminator": "\n", "quoteChar": "\"", "doubleQuote": true, "header": true }),
            encoding: "utf-8",
            format: "csv",
            hash: format!("sha256:{}", file.sha256),
            mediatype: "text/csv",
            name: self.name,
            path: self.path,
            profile: "tabular-data-resource",
            schema: Schema {
                fields: self.fields,
                foreign_keys: self.foreign_keys,
                missing_values: [""],
                primary_key: self.primary_key,
            },
        }
    }
}

fn resources(forms: Forms) -> Vec<Resource> {
    let mut all = vec![
        Resource::new(
            "cells",
            "One row for every cell of every recognised statutory table",
            cells::FIELDS,
        )
        .with_forms(forms)
        .keyed_by(&["source", "form", "table", "row_code", "column_code"])
        .pointing_to("reports", &["source"])
        .pointing_to("codebook", &["form", "table", "row_code", "column_code"]),
        Resource::new(
            "extra",
            "One row for every cell of a recognised table that is none of its form: rows and columns of the document's own",
            extra::FIELDS,
        )
        .with_forms(forms)
        .pointing_to("reports", &["source"]),
        Resource::new("reports", "One row for every file", reports::FIELDS).keyed_by(&["source"]),
    ];
    all.push(
        Resource::new(
            "candidates",
            "One row for every place in a file that names its agency, year, region or compiler",
            candidates::FIELDS,
        )
        .keyed_by(&["source", "field", "rank"])
        .pointing_to("reports", &["source"]),
    );
    all.extend(forms.iter().map(wide_resource));
    all.extend([
        Resource::new("issues", "One row for every finding", issues::FIELDS)
            .pointing_to("reports", &["source"]),
        Resource::new(
            "checks",
            "One row for every instance of every check and report, passed or not",
            checks::FIELDS,
        )
        .pointing_to("reports", &["source"]),
        Resource::new(
            "quarantine",
            "One row for every file that could not be read",
            quarantine::FIELDS,
        )
        .keyed_by(&["source"])
        .pointing_to("reports", &["source"]),
        Resource::new(
            "codebook",
            "One row for every code and form; kind cell joins to cells.csv",
            codebook::FIELDS,
        ),
    ]);
    all
}

fn wide_resource(form: &'static Form) -> Resource {
    let description = format!(
        "One row for every agency and year with tables of the {}; a value that carries an R code is left out",
        form.name
    );
    let mut resource = Resource::new(&form.id.replace('_', "-"), &description, KEY_FIELDS)
        .keyed_by(&["source"])
        .pointing_to("reports", &["source"]);
    resource.path = wide::path(form);
    let columns = cells_of(form).map(|cell| FieldSchema {
        constraints: Map::new(),
        description: cell.gloss_en().into(),
        name: cell.name().into(),
        title: Some(cell.label_zh()),
        kind: Type::Number.name(),
    });
    resource.fields.extend(columns);
    resource
}

fn field_schema(field: &Field) -> FieldSchema {
    let mut constraints = Map::new();
    if field.required {
        constraints.insert("required".into(), json!(true));
    }
    if let Some(values) = field.values {
        constraints.insert("enum".into(), json!(values()));
    }
    if !field.pattern.is_empty() {
        constraints.insert("pattern".into(), json!(field.pattern));
    }
    if let Some(minimum) = field.minimum {
        constraints.insert("minimum".into(), json!(minimum));
    }
    FieldSchema {
        constraints,
        description: field.description.into(),
        name: field.name.into(),
        title: None,
        kind: field.kind.name(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(paths: &[&str]) -> Value {
        let written = |path: &&str| Written {
            path: (*path).to_owned(),
            bytes: 7,
            sha256: "0".repeat(64),
        };
        let written: Vec<Written> = paths.iter().map(written).collect();
        let mut text = Vec::new();
        write(&mut text, &written, Forms::default()).expect("memory can be written");
        serde_json::from_slice(&text).expect("JSON")
    }

    /// Every file of a dataset.
    fn all(sha256: &str) -> Vec<Written> {
        let written = |(resource, bytes): (Resource, u64)| Written {
            path: resource.path,
            bytes,
            sha256: sha256.to_owned(),
        };
        let resources = resources(Forms::default()).into_iter();
        resources.zip(1000..).map(written).collect()
    }

    #[test]
    fn the_built_in_description_is_the_one_that_the_forms_give() {
        let mut none = all("");
        none.iter_mut().for_each(|file| file.bytes = 0);
        let made = generate(&none, Forms::default());
        if std::env::var_os("BLESS").is_some() {
            std::fs::write("src/write/datapackage.json", &made)
                .expect("the checkout can be written");
        }
        // Not `assert_eq`: it would print both.
        assert!(BUILT_IN.as_bytes() == made, "BLESS=1 cargo test renews it");

        let written = all(&"12ab".repeat(16));
        let parts = filled(&written).expect("every file was written");
        assert!(parts.concat().into_bytes() == generate(&written, Forms::default()));
        assert_eq!(filled(&written[1..]), None);
    }

    #[test]
    fn each_written_table_is_a_resource_with_the_columns_of_its_header() {
        let package = package(&["cells.csv", "wide/cn_foi_annual_2019.csv"]);
        let resources = package["resources"].as_array().expect("resources");
        assert_eq!(resources.len(), 2);
        assert_eq!(
            resources[0]["schema"]["fields"].as_array().map(Vec::len),
            Some(25)
        );
        assert_eq!(resources[1]["path"], "wide/cn_foi_annual_2019.csv");
        assert_eq!(
            resources[1]["schema"]["fields"][5]["name"],
            "t2_1__rules__new_made"
        );
    }

    #[test]
    fn every_table_has_a_description_for_every_column() {
        for resource in resources(Forms::default()) {
            for field in &resource.fields {
                let named = (&resource.path, &field.name);
                assert!(!field.description.is_empty(), "{named:?}");
            }
        }
    }

    #[test]
    fn the_key_of_every_table_is_among_its_columns() {
        for resource in resources(Forms::default()) {
            for key in resource.primary_key {
                assert!(resource.fields.iter().any(|field| field.name == *key));
            }
        }
    }
}
