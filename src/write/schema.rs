//! The columns of every table, once: the header row, the Table Schema in `datapackage.json` and the writers share them.

/// What the values of a column are, in the words of the Frictionless Table Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// A decimal number with a point.
    Number,
    /// `true` or `false`.
    Boolean,
}

impl Type {
    /// The word in the schema.
    pub(super) fn name(self) -> &'static str {
        match self {
            Type::String => "string",
            Type::Integer => "integer",
            Type::Number => "number",
            Type::Boolean => "boolean",
        }
    }
}

/// One column of a table.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// Its name in the header row.
    pub(crate) name: &'static str,
    /// What its values are.
    pub(crate) kind: Type,
    /// Whether every row has a value.
    pub(crate) required: bool,
    /// The only values that occur; `None` when they are not a closed list.
    pub(crate) values: Option<fn() -> Vec<&'static str>>,
    /// A regular expression that every value matches; empty when there is none.
    pub(crate) pattern: &'static str,
    /// The least number that occurs.
    pub(crate) minimum: Option<u32>,
    /// What stands in it.
    pub(crate) description: &'static str,
}

impl Field {
    const fn new(name: &'static str, kind: Type, description: &'static str) -> Self {
        Field {
            name,
            kind,
            required: false,
            values: None,
            pattern: "",
            minimum: None,
            description,
        }
    }

    /// A column of text.
    pub(crate) const fn text(name: &'static str, description: &'static str) -> Self {
        Field::new(name, Type::String, description)
    }

    /// A column of decimal numbers.
    pub(crate) const fn number(name: &'static str, description: &'static str) -> Self {
        Field::new(name, Type::Number, description)
    }

    /// A column of `true` and `false`.
    pub(super) const fn boolean(name: &'static str, description: &'static str) -> Self {
        Field::new(name, Type::Boolean, description)
    }

    /// A column of whole numbers, none below `minimum`.
    pub(crate) const fn integer(
        name: &'static str,
        minimum: u32,
        description: &'static str,
    ) -> Self {
        let mut field = Field::new(name, Type::Integer, description);
        field.minimum = Some(minimum);
        field
    }

    /// The same column, with a value in every row.
    pub(crate) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same column, holding nothing but these values.
    pub(crate) const fn one_of(mut self, values: fn() -> Vec<&'static str>) -> Self {
        self.values = Some(values);
        self
    }

    /// The same column, every value matching this regular expression.
    pub(crate) const fn matching(mut self, pattern: &'static str) -> Self {
        self.pattern = pattern;
        self
    }
}

/// The pattern of a `report_id`.
pub(super) const REPORT_ID: &str = "^[0-9a-f]{16}$";

/// The pattern of a GB/T 2260 code.
pub(super) const REGION_CODE: &str = "^[0-9]{6}$";

/// The pattern of a day, or of its month or year.
pub(super) const DAY: &str = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$";

/// The pattern of a time, or of its day, month or year.
pub(super) const TIME: &str = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?$";

/// The pattern of an agency's key.
pub(super) const AGENCY_KEY: &str = "^([0-9]{6})?:.+$";

/// The pattern of a SHA-256.
pub(super) const SHA256: &str = "^[0-9a-f]{64}$";

/// The pattern of a list of finding codes.
pub(super) const CODES: &str = "^[FKRV][0-9]{3}( [FKRV][0-9]{3})*$";

/// The column that names the file; the key that `reports.csv` and every other table share.
pub(super) const SOURCE: Field = Field::text(
    "source",
    "Path of the file as given on the command line, with / between its parts",
)
.required();

/// The column of the `report_id` of a file that was read.
pub(super) const REPORT: Field =
    Field::text("report_id", "First 16 hex digits of the file's SHA-256")
        .required()
        .matching(REPORT_ID);

/// The column of the `report_id` in tables that have rows for files that could not be opened.
pub(super) const ANY_REPORT: Field = Field::text(
    "report_id",
    "First 16 hex digits of the file's SHA-256; empty when the file could not be opened",
)
.matching(REPORT_ID);

/// The column of the report's agency.
pub(super) const AGENCY: Field = Field::text(
    "agency",
    "Agency as the report names itself; empty when unknown",
);

/// The column of the report's year.
pub(super) const YEAR: Field = Field::integer("year", 1, "Report year; empty when unknown");

/// The names of these columns, in order.
pub(crate) fn names(fields: &[Field]) -> impl Iterator<Item = &'static str> {
    fields.iter().map(|field| field.name)
}
