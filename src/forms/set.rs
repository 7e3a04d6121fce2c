//! The forms that one run knows: those compiled in and those a user adds.
//!
//! Everything found in a document points into its form, so forms live as long as the process, as those compiled in do.
//! A set is made once for the same texts and their total is capped, so that this takes bounded room.

use std::fmt;
use std::sync::{LazyLock, OnceLock, PoisonError, RwLock};

use super::{Form, FormTable, check};

/// A file with a form is no longer than this. Bytes.
const MAX_TEXT: usize = 1 << 20;

/// All files with forms that one process is given are no longer than this together. Bytes.
const MAX_TEXTS: usize = 16 << 20;

/// So many sets are made in one process.
const MAX_SETS: usize = 256;

/// `src/forms/*.toml`, made JSON by `build.rs`.
const SOURCES: [&str; 3] = [
    include_str!(concat!(env!("OUT_DIR"), "/cn_foi_annual_2021.json")),
    include_str!(concat!(env!("OUT_DIR"), "/cn_foi_annual_2019.json")),
    include_str!(concat!(env!("OUT_DIR"), "/cn_foi_stats_2014.json")),
];

static BUILT_IN: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let parsed = SOURCES.iter().map(|text| serde_json::from_str(text));
    parsed
        .collect::<Result<_, _>>()
        .expect("the forms compiled in are tested to parse")
});

/// The forms compiled in, newest first.
pub fn all() -> &'static [Form] {
    &BUILT_IN
}

/// Why a form cannot be used: which file, and what is wrong in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormError(String);

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for FormError {}

/// The forms that tables are looked for: those compiled in, then those of a user's own. A handle, cheap to copy.
#[derive(Clone, Copy)]
pub struct Forms(Option<&'static Set>);

/// Forms compiled in and others.
struct Set {
    /// Position among the sets of the process.
    number: usize,
    /// The texts of the others.
    texts: Vec<String>,
    own: Vec<Form>,
}

static SETS: RwLock<Vec<&'static Set>> = RwLock::new(Vec::new());

impl Default for Forms {
    /// The forms compiled in.
    fn default() -> Self {
        Forms(None)
    }
}

impl fmt::Debug for Forms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.iter().map(|form| &form.id))
            .finish()
    }
}

impl Forms {
    /// The forms compiled in and those in these files, each a name for messages and a text in TOML.
    ///
    /// # Errors
    /// When a text is no form, its id is that of another form, or the forms given to this process are too many.
    ///
    /// # Example
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let text = std::fs::read_to_string("samples/forms/proposals.toml")?;
    /// let forms = nianbao::forms::Forms::with(&[("proposals.toml".to_owned(), text)])?;
    /// let settings = nianbao::Settings { forms, ..nianbao::Settings::default() };
    /// let bytes = std::fs::read("samples/proposals/lanhe2022.docx")?;
    /// let extraction = nianbao::extract(&bytes, &settings)?;
    /// assert_eq!(extraction.report.forms, ["local_proposals"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn with(files: &[(String, String)]) -> Result<Forms, FormError> {
        if files.is_empty() {
            return Ok(Forms::default());
        }
        let texts: Vec<String> = files.iter().map(|(_, text)| text.clone()).collect();
        if let Some(known) = known(&texts) {
            return Ok(known);
        }
        let mut own: Vec<Form> = Vec::new();
        for (name, text) in files {
            let form = parse(text, &own).map_err(|why| FormError(format!("{name}: {why}")))?;
            own.push(form);
        }
        register(texts, own)
    }

    /// Every form, those compiled in first, newest first.
    pub fn iter(self) -> impl Iterator<Item = &'static Form> + Clone {
        all().iter().chain(self.own())
    }

    /// The forms of a user's own.
    pub fn own(self) -> &'static [Form] {
        self.0.map_or(&[], |set| &set.own)
    }

    /// The texts that the forms of a user's own were read from.
    #[cfg(feature = "cli")]
    pub(crate) fn texts(self) -> &'static [String] {
        self.0.map_or(&[], |set| &set.texts)
    }

    /// Every table of every form, in order.
    pub(crate) fn tables(self) -> impl Iterator<Item = (&'static Form, &'static FormTable)> {
        let tables = |form: &'static Form| form.tables.iter().map(move |table| (form, table));
        self.iter().flat_map(tables)
    }
}

fn parse(text: &str, others: &[Form]) -> Result<Form, String> {
    if text.len() > MAX_TEXT {
        return Err(format!("longer than {MAX_TEXT} bytes"));
    }
    let form = Form::from_toml(text)?;
    check::check(&form)?;
    if all().iter().any(|other| other.id == form.id) {
        return Err(format!(
            "the id {:?} is that of a form of the program",
            form.id
        ));
    }
    if others.iter().any(|other| other.id == form.id) {
        return Err(format!("the id {:?} is that of another file", form.id));
    }
    Ok(form)
}

fn known(texts: &[String]) -> Option<Forms> {
    let sets = SETS.read().unwrap_or_else(PoisonError::into_inner);
    let found = sets.iter().find(|set| set.texts == texts);
    found.map(|set| Forms(Some(set)))
}

fn register(texts: Vec<String>, own: Vec<Form>) -> Result<Forms, FormError> {
    let mut sets = SETS.write().unwrap_or_else(PoisonError::into_inner);
    if let Some(set) = sets.iter().find(|set| set.texts == texts) {
        return Ok(Forms(Some(set)));
    }
    let length = |texts: &[String]| texts.iter().map(String::len).sum::<usize>();
    let total = sets.iter().map(|set| length(&set.texts)).sum::<usize>() + length(&texts);
    if sets.len() >= MAX_SETS || total > MAX_TEXTS {
        return Err(FormError(format!(
            "this process was given more than {MAX_SETS} sets of forms, or {MAX_TEXTS} bytes of them"
        )));
    }
    let set: &'static Set = Box::leak(Box::new(Set {
        number: sets.len(),
        texts,
        own,
    }));
    sets.push(set);
    Ok(Forms(Some(set)))
}

/// Something that is made of the forms once for each set and kept.
pub(crate) struct PerSet<T: 'static> {
    make: fn(Forms) -> T,
    built_in: OnceLock<T>,
    others: RwLock<Vec<(usize, &'static T)>>,
}

impl<T> PerSet<T> {
    pub(crate) const fn new(make: fn(Forms) -> T) -> Self {
        PerSet {
            make,
            built_in: OnceLock::new(),
            others: RwLock::new(Vec::new()),
        }
    }

    /// What belongs to these forms; made when first asked for.
    pub(crate) fn get(&'static self, forms: Forms) -> &'static T {
        let Some(set) = forms.0 else {
            return self.built_in.get_or_init(|| (self.make)(forms));
        };
        let found = |others: &[(usize, &'static T)]| {
            let found = others.iter().find(|(number, _)| *number == set.number);
            found.map(|(_, made)| *made)
        };
        let made = found(&self.others.read().unwrap_or_else(PoisonError::into_inner));
        made.unwrap_or_else(|| {
            let mut others = self.others.write().unwrap_or_else(PoisonError::into_inner);
            found(&others).unwrap_or_else(|| {
                let made: &'static T = Box::leak(Box::new((self.make)(forms)));
                others.push((set.number, made));
                made
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(id: &str) -> (String, String) {
        let text = format!(
            "id = \"{id}\"\nname = \"n\"\nnotice = \"n\"\nfirst_year = 2020\n[[tables]]\nid = \"a\"\ntitle = \"甲\"\ngloss = \"g\"\n\
             [[tables.columns]]\nno = \"1\"\ncode = \"c\"\nlabel = \"乙\"\ngloss = \"g\"\n\
             [[tables.rows]]\nno = \"1\"\ncode = \"r\"\nlabel = \"丙\"\ngloss = \"g\"\n"
        );
        (format!("{id}.toml"), text)
    }

    #[test]
    fn the_same_texts_give_the_same_forms() {
        let a = Forms::with(&[file("one")]).expect("a form");
        let b = Forms::with(&[file("one")]).expect("a form");
        let other = Forms::with(&[file("two")]).expect("a form");
        assert!(std::ptr::eq(a.own(), b.own()) && !std::ptr::eq(a.own(), other.own()));
        assert_eq!(a.iter().count(), all().len() + 1);
    }

    #[test]
    fn an_id_can_be_given_once_and_none_of_the_programs() {
        let error =
            |files: &[(String, String)]| Forms::with(files).expect_err("a clash").to_string();
        assert_eq!(
            error(&[file("cn_foi_annual_2021")]),
            "cn_foi_annual_2021.toml: the id \"cn_foi_annual_2021\" is that of a form of the program"
        );
        assert!(error(&[file("x"), file("x")]).contains("another file"));
    }

    #[test]
    fn what_is_made_of_a_set_is_made_once() {
        static IDS: PerSet<Vec<&str>> =
            PerSet::new(|forms| forms.iter().map(|form| form.id.as_str()).collect());
        let forms = Forms::with(&[file("one")]).expect("a form");
        assert_eq!(IDS.get(forms).last(), Some(&"one"));
        assert!(std::ptr::eq(IDS.get(forms), IDS.get(forms)));
        assert!(!IDS.get(Forms::default()).contains(&"one"));
    }
}
