//! What a page says about itself: its title and the program that wrote it.

use super::tree::{self, Data, Tree};

/// Head matter of a page.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// The title of the article, without the site's name where that can be told.
    pub(super) title: String,
    /// `<meta name=generator>`.
    pub(super) producer: String,
}

/// Names under which content managers put the title of an article, most telling first. GB/T of government sites asks
/// for the first.
const TITLES: &[&str] = &["articletitle", "og:title", "dc.title", "title"];
/// Characters of a title that are kept.
const MAX_CHARS: usize = 200;

/// Reads title and producer.
pub(super) fn read(tree: &Tree) -> Head {
    let mut head = Head::default();
    let mut titles = vec![String::new(); TITLES.len()];
    let mut own = None;
    for id in tree.ids() {
        let Data::Element(name, attributes) = tree.data(id) else {
            continue;
        };
        let attribute = |wanted: &str| tree::attribute(attributes, wanted);
        match &*name.local {
            "title" if own.is_none() => own = Some(tidy(&tree.text(id))),
            "meta" => {
                let key = attribute("name").or(attribute("property"));
                let key = key.unwrap_or_default().trim().to_ascii_lowercase();
                let content = tidy(attribute("content").unwrap_or_default());
                if key == "generator" && head.producer.is_empty() {
                    head.producer = content;
                } else if let Some(at) = TITLES.iter().position(|title| *title == key)
                    && let Some(title) = titles.get_mut(at)
                    && title.is_empty()
                {
                    *title = content;
                }
            }
            _ => {}
        }
    }
    let said = titles.into_iter().find(|title| !title.is_empty());
    let title = said.or(own).unwrap_or_default();
    head.title = article(&title).to_owned();
    head
}

/// White space as shown, and no more than a title's length.
fn tidy(text: &str) -> String {
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    words.join(" ").chars().take(MAX_CHARS).collect()
}

/// The part of a page title that names the report: `…年度报告_通知公告_某县人民政府`. Without one, all of it.
fn article(title: &str) -> &str {
    let parts = title.split(['_', '|', '-', '–', '—', '»', '>']);
    let mut named = parts
        .map(str::trim)
        .filter(|part| part.contains("公开") && (part.contains("报告") || part.contains("年报")));
    named.next().unwrap_or(title)
}

#[cfg(test)]
mod tests {
    use super::super::guard;
    use super::*;

    fn title(page: &str) -> String {
        read(&guard::parse(page, &[]).unwrap()).title
    }

    #[test]
    fn the_name_of_the_site_is_no_part_of_the_title() {
        let report = "青山县水务局2023年政府信息公开工作年度报告";
        for page in [
            format!("<title>\n {report}_通知公告_青山县人民政府</title>"),
            format!("<title>{report} - 青山县人民政府</title><svg><title>图</title></svg>"),
            format!("<title>青山县人民政府</title><meta name=ArticleTitle content='{report}'>"),
            format!("<body><meta property='og:title' content='{report}|政务公开'>"),
        ] {
            assert_eq!(title(&page), report, "{page}");
        }
        assert_eq!(
            title("<title>青山县人民政府-通知公告</title>"),
            "青山县人民政府-通知公告"
        );
        assert_eq!(title("<p>1"), "");
    }

    #[test]
    fn the_generator_is_the_producer() {
        let tree = guard::parse("<META NAME=Generator CONTENT='Microsoft Word 15'>", &[]).unwrap();
        assert_eq!(read(&tree).producer, "Microsoft Word 15");
    }
}
