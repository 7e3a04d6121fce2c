//! Bad and odd inputs: none may stop a batch, each has an expected end.

use super::report::Report;

mod binary;
mod containers;
mod forms;
mod offices;
mod packed;
mod pages;
mod webs;

/// One file under `samples/hostile/`.
pub struct Bad {
    pub id: &'static str,
    /// The file name without its extension: two samples may stand in one archive.
    pub file: &'static str,
    /// Extension of the file name, which may lie.
    pub extension: &'static str,
    /// The code of what the bytes are; empty when they are of no kind.
    pub format: &'static str,
    pub bytes: Vec<u8>,
    /// The member of an archive that the sample is, and what stands there.
    pub member: Option<(&'static str, Vec<u8>)>,
    /// Expected status; alternatives with `|` between where the bytes leave a choice.
    pub status: &'static str,
    /// Expected kind in quarantine.
    pub kind: &'static str,
    pub issues: &'static str,
    pub about: &'static str,
    /// What is in it, when it holds a statutory form.
    pub report: Option<Report>,
}

impl Bad {
    /// A file that goes into quarantine.
    fn quarantined(
        id: &'static str,
        extension: &'static str,
        kind: &'static str,
        bytes: Vec<u8>,
    ) -> Bad {
        Bad {
            id,
            file: id,
            extension,
            format: extension,
            bytes,
            member: None,
            status: "quarantined",
            kind,
            issues: "",
            about: "",
            report: None,
        }
    }

    fn about(mut self, about: &'static str) -> Bad {
        self.about = about;
        self
    }

    /// Path under `samples/`.
    pub fn path(&self) -> String {
        format!("hostile/{}.{}", self.file, self.extension)
    }

    /// What the manifest calls it: members stand behind `!/`.
    pub fn source(&self) -> String {
        match &self.member {
            Some((name, _)) => format!("{}!/{name}", self.path()),
            None => self.path(),
        }
    }

    /// The bytes of that.
    pub fn own_bytes(&self) -> &[u8] {
        match &self.member {
            Some((_, bytes)) => bytes,
            None => &self.bytes,
        }
    }
}

/// Every bad file. `pdf` and `docx` are the bytes of proper reports, to be damaged.
pub fn all(pdf: &[u8], docx: &[u8]) -> Vec<Bad> {
    let mut empty = Bad::quarantined("empty", "pdf", "empty", Vec::new()).about("no bytes at all");
    empty.format = "";
    let mut bad = vec![empty];
    bad.extend(containers::all(pdf, docx));
    bad.extend(pages::all());
    bad.extend(forms::all());
    bad.extend(binary::all());
    bad.extend(packed::all());
    bad.extend(webs::all());
    bad.extend(offices::all());
    bad
}
