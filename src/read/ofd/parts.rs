//! Writes the parts of OFD files (GB/T 33190) for tests and samples. Shared by the example that makes the samples, so
//! it knows nothing of the crate.

use std::fmt::Write;

/// The identifier of the one font.
const FONT: u32 = 1;

/// A document: what stands on its pages, and what its pages share.
pub(crate) struct Book<'a> {
    pub(crate) title: &'a str,
    pub(crate) creator: &'a str,
    pub(crate) version: &'a str,
    /// Width and height of its pages in millimetres.
    pub(crate) paper: (f32, f32),
    /// What stands in the `Content` of each page; objects and layers get their identifiers here.
    pub(crate) pages: Vec<String>,
    /// What stands in the `Content` of a template that lies behind every page; empty when there is none.
    pub(crate) template: String,
    /// What stands in `DocumentRes.xml`.
    pub(crate) resources: &'a str,
}

/// The namespace of every root.
const SPACE: &str = "xmlns:ofd=\"http://www.ofdspec.org/2016\"";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

impl Book<'_> {
    /// Names and texts of all parts.
    pub(crate) fn parts(&self) -> Vec<(String, String)> {
        let mut ids = FONT;
        let (width, height) = self.paper;
        let area =
            format!("<ofd:Area><ofd:PhysicalBox>0 0 {width} {height}</ofd:PhysicalBox></ofd:Area>");
        let mut sheets = Vec::new();
        let mut template = (String::new(), String::new());
        if !self.template.is_empty() {
            let content = numbered(&self.template, &mut ids);
            sheets.push((
                String::from("Doc_0/Tpls/Tpl_0/Content.xml"),
                format!(
                    "{HEAD}<ofd:Page {SPACE}>{area}<ofd:Content>{content}</ofd:Content></ofd:Page>"
                ),
            ));
            ids += 1;
            template = (
                format!("<ofd:TemplatePage ID=\"{ids}\" BaseLoc=\"Tpls/Tpl_0/Content.xml\"/>"),
                format!("<ofd:Template TemplateID=\"{ids}\" ZOrder=\"Background\"/>"),
            );
        }
        let mut list = String::new();
        for (number, page) in self.pages.iter().enumerate() {
            let content = numbered(page, &mut ids);
            let place = format!("Pages/Page_{number}/Content.xml");
            ids += 1;
            let _ = write!(list, "<ofd:Page ID=\"{ids}\" BaseLoc=\"{place}\"/>");
            let behind = &template.1;
            sheets.push((
                format!("Doc_0/{place}"),
                format!(
                    "{HEAD}<ofd:Page {SPACE}>{behind}{area}<ofd:Content>{content}</ofd:Content></ofd:Page>"
                ),
            ));
        }
        let document = format!(
            "{HEAD}<ofd:Document {SPACE}><ofd:CommonData><ofd:MaxUnitID>{ids}</ofd:MaxUnitID>\
             <ofd:PageArea><ofd:PhysicalBox>0 0 {width} {height}</ofd:PhysicalBox></ofd:PageArea>\
             <ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>{}\
             </ofd:CommonData><ofd:Pages>{list}</ofd:Pages></ofd:Document>",
            template.0
        );
        let font = format!(
            "{HEAD}<ofd:Res {SPACE} BaseLoc=\"Res\"><ofd:Fonts><ofd:Font ID=\"{FONT}\" FontName=\"宋体\" FamilyName=\"宋体\"/>\
             </ofd:Fonts></ofd:Res>"
        );
        let resources = format!(
            "{HEAD}<ofd:Res {SPACE} BaseLoc=\"Res\">{}</ofd:Res>",
            self.resources
        );
        let mut parts = vec![
            (String::from("OFD.xml"), self.entry()),
            (String::from("Doc_0/Document.xml"), document),
            (String::from("Doc_0/PublicRes.xml"), font),
            (String::from("Doc_0/DocumentRes.xml"), resources),
        ];
        parts.extend(sheets);
        parts
    }

    fn entry(&self) -> String {
        let (title, creator, version) = (escaped(self.title), self.creator, self.version);
        format!(
            "{HEAD}<ofd:OFD {SPACE} Version=\"1.0\" DocType=\"OFD\"><ofd:DocBody><ofd:DocInfo>\
             <ofd:DocID>00000000000000000000000000000001</ofd:DocID><ofd:Title>{title}</ofd:Title>\
             <ofd:CreationDate>2024-01-15</ofd:CreationDate><ofd:Creator>{creator}</ofd:Creator>\
             <ofd:CreatorVersion>{version}</ofd:CreatorVersion></ofd:DocInfo>\
             <ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
        )
    }
}

/// Gives each layer and object an identifier of its own.
fn numbered(content: &str, ids: &mut u32) -> String {
    let mut out = String::with_capacity(content.len());
    let mut rest = content;
    while let Some(at) = rest.find("<ofd:") {
        let name = rest[at + 5..].split([' ', '>', '/']).next();
        let name = name.unwrap_or_default();
        let end = at + 5 + name.len();
        out.push_str(&rest[..end]);
        if matches!(name, "Layer" | "TextObject" | "PathObject") {
            *ids += 1;
            let _ = write!(out, " ID=\"{ids}\"");
        }
        rest = &rest[end..];
    }
    out + rest
}

/// A text as it stands between tags.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Four lengths or six: a box, a matrix.
pub(crate) fn list(numbers: &[f32]) -> String {
    let words: Vec<String> = numbers.iter().map(|number| number.to_string()).collect();
    words.join(" ")
}

/// Characters of one object.
pub(crate) struct Text<'a> {
    /// `Boundary`, and more attributes behind it.
    pub(crate) attributes: &'a str,
    pub(crate) size: f32,
    /// Where the first character begins on its baseline.
    pub(crate) at: (f32, f32),
    /// From each character to the next, to the right and downwards.
    pub(crate) steps: &'a [(f32, f32)],
    /// `Value` of its colour.
    pub(crate) color: &'a str,
    pub(crate) text: &'a str,
}

impl Text<'_> {
    /// The object. Equal steps are written once, as `g n v`.
    pub(crate) fn object(&self) -> String {
        let deltas = |name: &str, part: fn(&(f32, f32)) -> f32| {
            let steps: Vec<f32> = self.steps.iter().map(part).collect();
            if steps.iter().all(|step| *step == 0.0) {
                return String::new();
            }
            let runs = steps.chunk_by(|a, b| a == b).map(|run| match run {
                [_, _, _, ..] => format!("g {} {}", run.len(), run[0]),
                _ => list(run),
            });
            let runs: Vec<String> = runs.collect();
            format!(" {name}=\"{}\"", runs.join(" "))
        };
        let color = match self.color {
            "" => String::new(),
            value => format!("<ofd:FillColor Value=\"{value}\"/>"),
        };
        format!(
            "<ofd:TextObject {} Font=\"{FONT}\" Size=\"{}\">{color}<ofd:TextCode X=\"{}\" Y=\"{}\"{}{}>{}</ofd:TextCode></ofd:TextObject>",
            self.attributes,
            self.size,
            self.at.0,
            self.at.1,
            deltas("DeltaX", |step| step.0),
            deltas("DeltaY", |step| step.1),
            escaped(self.text)
        )
    }
}

/// A path object of this outline.
pub(crate) fn path(attributes: &str, data: &str) -> String {
    format!(
        "<ofd:PathObject {attributes}><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
    )
}
