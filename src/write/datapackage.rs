//! `datapackage.json`: what the tables are, column by column, as a Frictionless Data Package with Table Schemas.

use serde_json::{Map, Value, json};

use super::schema::{Field, Type};
use super::wide::{self, KEY_FIELDS, cells_of};
use super::{cells, codebook, issues, quarantine, reports};
use crate::forms::{self, Form};

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

/// The description of the dataset whose files these are; a file without a schema here is left out.
pub(crate) fn describe(written: &[Written]) -> String {
    let resources: Vec<Value> = resources()
        .into_iter()
        .filter_map(|resource| {
            let file = written.iter().find(|file| file.path == resource.path)?;
            Some(resource.json(file))
        })
        .collect();
    let package = json!({
        "profile": "tabular-data-package",
        "name": "nianbao",
        "title": "政府信息公开工作年度报告",
        "description": DESCRIPTION,
        "generator": concat!("nianbao ", env!("CARGO_PKG_VERSION")),
        "resources": resources,
    });
    let mut text = serde_json::to_string_pretty(&package).unwrap_or_default();
    text.push('\n');
    text
}

const DESCRIPTION: &str = "Annual reports on open government information of Chinese agencies: every cell of the \
    statutory tables as printed, with its place in the source and the findings about it. codebook.csv explains every \
    code. Text is as printed; a cell may begin with = + - or @, so import text columns as text.";

/// One table of the dataset.
struct Resource {
    name: String,
    path: String,
    description: String,
    fields: Vec<Value>,
    primary_key: &'static [&'static str],
    foreign_keys: Vec<Value>,
}

impl Resource {
    fn new(name: &str, description: &str, fields: &[Field]) -> Self {
        Resource {
            name: name.to_owned(),
            path: format!("{name}.csv"),
            description: description.to_owned(),
            fields: fields.iter().map(field_json).collect(),
            primary_key: &[],
            foreign_keys: Vec::new(),
        }
    }

    fn keyed_by(mut self, fields: &'static [&'static str]) -> Self {
        self.primary_key = fields;
        self
    }

    /// Every value or group of values of `fields` occurs in the same columns of `resource`.
    fn pointing_to(mut self, resource: &str, fields: &[&str]) -> Self {
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

    fn json(self, file: &Written) -> Value {
        let mut schema = Map::new();
        schema.insert("fields".into(), self.fields.into());
        schema.insert("missingValues".into(), json!([""]));
        if !self.primary_key.is_empty() {
            schema.insert("primaryKey".into(), json!(self.primary_key));
        }
        if !self.foreign_keys.is_empty() {
            schema.insert("foreignKeys".into(), self.foreign_keys.into());
        }
        json!({
            "profile": "tabular-data-resource",
            "name": self.name,
            "path": self.path,
            "description": self.description,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": file.bytes,
            "hash": format!("sha256:{}", file.sha256),
            "dialect": { "delimiter": ",", "lineTerminator": "\n", "quoteChar": "\"", "doubleQuote": true, "header": true },
            "schema": schema,
        })
    }
}

fn resources() -> Vec<Resource> {
    let mut all = vec![
        Resource::new(
            "cells",
            "One row for every cell of every recognised statutory table",
            cells::FIELDS,
        )
        .keyed_by(&["source", "form", "table", "row_code", "column_code"])
        .pointing_to("reports", &["source"])
        .pointing_to("codebook", &["form", "table", "row_code", "column_code"]),
        Resource::new("reports", "One row for every file", reports::FIELDS).keyed_by(&["source"]),
    ];
    all.extend(forms::all().iter().map(wide_resource));
    all.extend([
        Resource::new("issues", "One row for every finding", issues::FIELDS)
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
    resource.fields.extend(cells_of(form).map(|cell| {
        json!({
            "name": cell.name(),
            "type": Type::Number.name(),
            "title": cell.label_zh(),
            "description": cell.gloss_en(),
        })
    }));
    resource
}

fn field_json(field: &Field) -> Value {
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
    let mut json = json!({
        "name": field.name,
        "type": field.kind.name(),
        "description": field.description,
    });
    if let (false, Some(object)) = (constraints.is_empty(), json.as_object_mut()) {
        object.insert("constraints".into(), constraints.into());
    }
    json
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
        serde_json::from_str(&describe(&written)).expect("JSON")
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
        for resource in resources() {
            for field in &resource.fields {
                let text = field["description"].as_str().unwrap_or_default();
                assert!(!text.is_empty(), "{} {}", resource.path, field["name"]);
            }
        }
    }

    #[test]
    fn the_key_of_every_table_is_among_its_columns() {
        for resource in resources() {
            for key in resource.primary_key {
                assert!(resource.fields.iter().any(|field| field["name"] == *key));
            }
        }
    }
}
