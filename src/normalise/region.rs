//! The region of an agency (GB/T 2260): from the 统一社会信用代码 in the 索引号, else from the agency's name in its year.

use super::agency;
use super::credit_code;
use super::divisions::{self, Answer, Level, lies_in};
use crate::issue::{self, Issue, Kind, Place};

/// What the region is decided from.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Evidence<'a> {
    /// 索引号; empty when there is none.
    pub(super) index: &'a str,
    /// The agency's name, folded.
    pub(super) agency: &'a str,
    /// The year of the report.
    pub(super) year: Option<u16>,
    /// Names that other places give, and the address: they tell which of several divisions is meant, and the region of an
    /// agency whose name has none.
    pub(super) others: &'a [&'a str],
    /// Running text in which the agency's district or town may stand behind its city or county.
    pub(super) text: &'a str,
}

/// What was decided, and what each place said.
#[derive(Clone, Debug, Default)]
pub(super) struct Region {
    /// Empty when unknown.
    pub(super) code: String,
    /// `credit_code`, `name` or `document`; empty when unknown.
    pub(super) from: &'static str,
    /// What is doubtful about it.
    pub(super) issue: Option<Issue>,
    /// Place and code, most trusted first.
    pub(super) said: Vec<(&'static str, String)>,
}

/// The region, of which the code in the 索引号 is the most trusted witness.
pub(super) fn decide(evidence: Evidence<'_>) -> Region {
    let (agency, year) = (evidence.agency, evidence.year);
    let divisions::Lookup { answer, chain } = divisions::region_of(agency, year);
    let from_name = match answer {
        Answer::One(_) | Answer::OtherYear(_) => "name",
        _ => "document",
    };
    let named = match answer {
        Answer::Ambiguous(codes) => {
            let said = agency.get(chain.0..chain.1).unwrap_or_default();
            settle(codes, said, &evidence)
        }
        Answer::None => fuller_name(&evidence).map_or(Answer::None, Answer::One),
        answer => answer,
    };
    let printed = credit_code::region(evidence.index).filter(|code| divisions::is_known(code));
    let (code, issue) = match printed {
        Some(printed) => with_printed(printed, &named, &evidence),
        None => by_name(&named, &evidence),
    };
    let mut said: Vec<(&'static str, String)> = Vec::new();
    said.extend(printed.map(|printed| ("credit_code", printed.to_owned())));
    if let Answer::One(named) | Answer::OtherYear(named) = named {
        said.push((from_name, named.to_owned()));
    }
    let own = said.iter().find(|(_, said)| said == code);
    let from = match own.or(said.first()) {
        Some((from, _)) if !code.is_empty() => from,
        _ => "",
    };
    Region {
        code: code.to_owned(),
        from,
        issue,
        said,
    }
}

/// The code in the year of the report of the division that has `code` at any time; `code` when there is none.
pub(super) fn in_year(code: &str, year: Option<u16>) -> String {
    divisions::code_in(code, year).unwrap_or(code).to_owned()
}

/// Whether two codes are of divisions of which one lies in the other.
pub(super) fn fit(a: &str, b: &str) -> bool {
    lies_in(a, b) || lies_in(b, a)
}

/// The agency's name without the divisions for which `code` stands, by which it is told from others of its region.
///
/// A name that begins with another division keeps it: under the code of a portal it would be taken for the portal's own agency.
/// `others` may give a short name in full: 市财政局 is 财政局 where 淮安市财政局 stands.
pub(super) fn body(agency: &str, year: Option<u16>, code: &str, others: &[&str]) -> String {
    let lookup = divisions::region_of(agency, year);
    let is_it = |named: &str| named == code || divisions::code_in(named, year) == Some(code);
    let own = match &lookup.answer {
        Answer::One(named) | Answer::OtherYear(named) => is_it(named),
        Answer::Ambiguous(codes) => codes.contains(&code),
        Answer::Torn => false,
        Answer::None => {
            let bodies = others.iter().filter_map(|other| {
                let fuller = divisions::region_of(other, year);
                let rest = other.get(fuller.chain.1..)?;
                let same = matches!(fuller.answer, Answer::One(named) if is_it(named));
                (same && other.ends_with(agency) && agency.ends_with(rest)).then_some(rest)
            });
            let shortest = bodies.min_by_key(|rest| rest.len());
            let body = shortest.unwrap_or_else(|| without_unit(agency, code));
            return whole_unless_empty(body, agency);
        }
    };
    match own {
        true => whole_unless_empty(&lookup.without_region(agency), agency),
        false => agency.to_owned(),
    }
}

/// What follows a unit that is part of a word: 市场监督管理局, 市政工程处, 区划地名办公室; 市政务服务中心 begins with none.
const UNIT_IN_WORD: &[&str] = &[
    "场",
    "容",
    "域",
    "划",
    "民中心",
    "民服务",
    "民热线",
    "政工程",
    "政管理",
    "政设施",
    "政公用",
    "政园林",
    "政建设",
    "政局",
    "政处",
];

/// 信访局 of 县信访局, when the region is a county: its unit stands for its name.
fn without_unit<'a>(agency: &'a str, code: &str) -> &'a str {
    let units = ["自治区", "省", "州", "盟", "市", "县", "区", "旗"];
    let region = divisions::name_of(code).unwrap_or_default();
    let unit = units.into_iter().find(|unit| region.ends_with(unit));
    let rest = unit
        .and_then(|unit| agency.strip_prefix(unit))
        .unwrap_or(agency);
    let is_word = UNIT_IN_WORD.iter().any(|next| rest.starts_with(next));

    match is_word || !agency::is_shaped(rest) {
        true => agency,
        false => rest,
    }
}

/// Whether two names, with or without their region, are of one body: that of a government is not that of its office.
pub(super) fn same_body(a: &str, b: &str) -> bool {
    let read = |name: &str| {
        let lookup = divisions::region_of(name, None);
        let code = match lookup.answer {
            Answer::One(code) => Some(code),
            _ => None,
        };
        (lookup.without_region(name), code)
    };
    if a.ends_with(b) || b.ends_with(a) {
        return true;
    }
    let ((rest_a, code_a), (rest_b, code_b)) = (read(a), read(b));
    let apart = matches!((code_a, code_b), (Some(a), Some(b)) if !fit(a, b));
    rest_a == rest_b && !rest_a.is_empty() && !apart
}

/// A report may be titled with the division alone (`洪泽区2023年…`): which of its bodies that is, is not said.
fn whole_unless_empty(body: &str, agency: &str) -> String {
    let chosen = if body.is_empty() { agency } else { body };
    chosen.to_owned()
}

fn by_name(named: &Answer, evidence: &Evidence<'_>) -> (&'static str, Option<Issue>) {
    let agency = evidence.agency;
    match named {
        Answer::None => ("", None),
        Answer::One(code) => (code, None),
        Answer::OtherYear(code) => {
            let message = format!(
                "「{agency}」 begins with {}, which is of another time",
                label(code)
            );
            (code, Some(finding(&issue::REGION_OF_OTHER_YEAR, message)))
        }
        Answer::Torn => {
            let message = format!("the divisions in 「{agency}」 do not lie in each other");
            ("", Some(finding(&issue::REGION_CONFLICT, message)))
        }
        Answer::Ambiguous(codes) => {
            let names: Vec<String> = codes.iter().map(|code| label(code)).collect();
            let message = format!("「{agency}」 may be of {}", names.join(", "));
            ("", Some(finding(&issue::REGION_AMBIGUOUS, message)))
        }
    }
}

/// The code in the 索引号 and the name may differ in depth: `320800` for an agency of 淮安市洪泽区 when the city publishes.
fn with_printed<'a>(
    printed: &'a str,
    named: &Answer,
    evidence: &Evidence<'_>,
) -> (&'a str, Option<Issue>) {
    let current = divisions::code_in(printed, evidence.year);
    let code = current.unwrap_or(printed);
    let fits = |other: &str| lies_in(other, code) || lies_in(code, other);
    let deeper = |other: &'static str| if lies_in(other, code) { other } else { code };
    let old = || {
        let message = format!(
            "{} in the 索引号 is of another time than the report",
            label(printed)
        );
        current
            .is_none()
            .then(|| finding(&issue::REGION_OF_OTHER_YEAR, message))
    };
    let conflict = || {
        let message = format!(
            "the 索引号 names {}, the agency is 「{}」",
            label(printed),
            evidence.agency
        );
        Some(finding(&issue::REGION_CONFLICT, message))
    };
    match named {
        Answer::None => (code, old()),
        Answer::One(other) if fits(other) => (deeper(other), old()),
        Answer::Ambiguous(codes) => {
            let mut fitting = codes.iter().filter(|other| fits(other));
            match (fitting.next(), fitting.next()) {
                (Some(other), None) => (deeper(other), old()),
                (Some(_), Some(_)) => (code, old()),
                (None, _) => (code, conflict()),
            }
        }
        // The name of before or after, under the code of the year.
        Answer::OtherYear(other) if divisions::code_in(other, evidence.year) == Some(code) => {
            (code, old())
        }
        Answer::One(_) | Answer::OtherYear(_) | Answer::Torn => (code, conflict()),
    }
}

/// One of several divisions, when another name or an address in the document leaves only that.
fn settle(codes: Vec<&'static str>, said: &str, evidence: &Evidence<'_>) -> Answer {
    let in_text = fuller_in_text(said, evidence);
    let names = evidence.others.iter().copied().chain(in_text);
    let mut found = names.filter_map(|other| {
        let Answer::One(place) = divisions::region_of(other, evidence.year).answer else {
            return None;
        };
        let mut within = codes.iter().filter(|code| lies_in(code, place));
        let first = within.next()?;
        within.next().is_none().then_some(*first)
    });
    let first = found.next();
    match first {
        Some(code) if found.all(|other| other == code) => Answer::One(code),
        _ => Answer::Ambiguous(codes),
    }
}

/// The region of the same name where another place gives it in full: 洪泽区水务局 for 水务局; of a town, that of its address.
fn fuller_name(evidence: &Evidence<'_>) -> Option<&'static str> {
    let agency = evidence.agency;
    if agency.is_empty() {
        return None;
    }
    let town = town(agency);
    // Other bodies of the name may stand in the text: the water bureau of the city beside that of the county.
    let in_text = town.map_or(Vec::new(), |town| fuller_in_text(town, evidence));
    let names = evidence.others.iter().copied().chain(in_text);
    let mut found = names.filter_map(|other| {
        let lookup = divisions::region_of(other, evidence.year);
        let Answer::One(code) = lookup.answer else {
            return None;
        };
        let rest = other.get(lookup.chain.1..)?;
        let is_town = town.is_some_and(|town| rest.starts_with(town));
        let same = rest.starts_with(agency) || other.ends_with(agency);
        let county = divisions::level(code) == Level::County;
        (same || (is_town && county)).then_some(code)
    });
    let first = found.next()?;
    found.all(|code| code == first).then_some(first)
}

/// Places in a text that are looked at.
const MAX_PLACES: usize = 8;
/// Characters before a name among which the divisions around it stand.
const MAX_BEFORE: usize = 24;

/// Where `said` stands in the text behind other divisions: these and it.
fn fuller_in_text<'a>(said: &str, evidence: &Evidence<'a>) -> Vec<&'a str> {
    let text = evidence.text;
    let places = text.match_indices(said).take(MAX_PLACES);
    let fuller = |(at, _): (usize, &str)| {
        let before = text.get(..at)?.char_indices().rev().take(MAX_BEFORE);
        let starts = before.map(|(start, _)| start);
        // 长沙县 ends like 沙县: the longest is meant.
        let names = starts.filter_map(|start| text.get(start..at + said.len()));
        names
            .filter(|name| is_behind_divisions(name, said, evidence.year))
            .last()
    };
    places.filter_map(fuller).collect()
}

fn is_behind_divisions(name: &str, said: &str, year: Option<u16>) -> bool {
    let lookup = divisions::region_of(name, year);
    let (start, end) = lookup.chain;
    start == 0
        && end > 0
        && end + said.len() >= name.len()
        && matches!(lookup.answer, Answer::One(_))
}

/// The town in the name of its government: 建新镇 of 建新镇人民政府.
fn town(agency: &str) -> Option<&str> {
    let units = ["街道", "镇", "乡", "苏木"];
    let ends = units
        .iter()
        .filter_map(|unit| Some(agency.find(unit)? + unit.len()));
    let town = agency.get(..ends.min()?)?;
    (town.chars().count() > 2).then_some(town)
}

fn label(code: &str) -> String {
    format!("{code} {}", divisions::name_of(code).unwrap_or_default())
}

fn finding(kind: &'static Kind, message: String) -> Issue {
    Issue {
        kind,
        place: Place::default(),
        message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::credit_code::tests::index;

    fn decided(index: &str, agency: &str, others: &[&str]) -> (String, &'static str) {
        let region = decide(Evidence {
            index,
            agency,
            year: Some(2023),
            others,
            text: "",
        });
        (
            region.code,
            region.issue.map_or("", |issue| issue.kind.code),
        )
    }

    fn region_code(index: &str) -> String {
        decided(index, "", &[]).0
    }

    #[test]
    fn a_code_alone_is_that_of_its_year() {
        assert_eq!(region_code("12620600MB0523338C/2024-00433"), "620600");
        assert_eq!(region_code("000014349/2024-00433"), "");
        // 丽水地区 until 1999.
        assert_eq!(region_code("113325000026455663"), "331100");
    }

    #[test]
    fn a_region_that_never_was_is_none() {
        assert_eq!(region_code(&index("320813")), "320813");
        assert_eq!(region_code(&index("999999")), "");
        assert_eq!(region_code(&index("320801")), "");
    }

    #[test]
    fn a_portal_s_own_code_over_another_region_s_report_stays_flagged_and_joins_nothing() {
        let portal = index("341702");
        assert_eq!(
            decided(&portal, "宁国市人民政府", &[]),
            ("341702".into(), "K402")
        );
        let year = Some(2023);
        assert_eq!(
            body("宁国市人民政府", year, "341702", &[]),
            "宁国市人民政府"
        );
    }

    #[test]
    fn one_body_may_be_named_with_and_without_its_region() {
        assert!(same_body("洪泽区水务局", "江苏省淮安市洪泽区水务局"));
        assert!(same_body("水务局", "洪泽区水务局"));
        assert!(same_body("鼓楼区水务局", "福州市鼓楼区水务局"));
        for other in ["清江浦区水务局", "洪泽区财政局", "洪泽区水务局办公室"]
        {
            assert!(!same_body("洪泽区水务局", other), "{other}");
        }
    }

    #[test]
    fn the_body_is_the_name_without_the_divisions_of_its_code() {
        let of = |agency, code| body(agency, Some(2023), code, &[]);
        for (agency, code, rest) in [
            ("洪泽区人民政府", "320813", "人民政府"),
            ("淮安市洪泽区人民政府", "320813", "人民政府"),
            (
                "江苏省淮安市洪泽区人民政府办公室",
                "320813",
                "人民政府办公室",
            ),
            ("洪泽区", "320813", "洪泽区"),
            (
                "国家税务总局淮安市洪泽区税务局",
                "320813",
                "国家税务总局税务局",
            ),
            ("遂溪县建新镇人民政府", "440823", "建新镇人民政府"),
            ("建新镇人民政府", "440823", "建新镇人民政府"),
            ("鼓楼区水务局", "350102", "水务局"),
            // The code is of a district of the city that the name gives.
            ("淮安市财政局", "320813", "淮安市财政局"),
            ("水务局", "320813", "水务局"),
        ] {
            assert_eq!(of(agency, code), rest, "{agency}");
        }
        let fuller = ["淮安市财政局"];
        assert_eq!(body("市财政局", Some(2023), "320800", &fuller), "财政局");
        for (agency, code, rest) in [
            ("县信访局", "320829", "信访局"),
            ("市财政局", "320800", "财政局"),
            ("区政府办公室", "320813", "政府办公室"),
            ("县民政局", "320829", "民政局"),
            ("市政管理局", "320800", "市政管理局"),
            ("市财政局", "320813", "市财政局"),
            ("市场监督管理局", "320800", "市场监督管理局"),
            ("自治区人民政府办公厅", "640000", "人民政府办公厅"),
        ] {
            assert_eq!(of(agency, code), rest, "{agency}");
        }
        // Under the code of before or after.
        assert_eq!(body("洪泽县水务局", Some(2020), "320813", &[]), "水务局");
        assert_eq!(body("洪泽县水务局", Some(2014), "320829", &[]), "水务局");
    }

    #[test]
    fn an_agency_keeps_its_code_when_its_region_gets_another() {
        let old = index("320829");
        assert_eq!(decided(&old, "洪泽区人民政府", &[]), ("320813".into(), ""));
        assert_eq!(decided(&old, "", &[]), ("320813".into(), ""));
        // 毕节市 of 522401 became 七星关区 520502.
        let lost = index("522401");
        assert_eq!(decided(&lost, "水务局", &[]), ("522401".into(), "K403"));
        assert_eq!(
            decided(&lost, "七星关区水务局", &[]),
            ("522401".into(), "K402")
        );
    }

    #[test]
    fn the_deeper_of_code_and_name_is_the_region() {
        let (city, county) = (index("320800"), index("320813"));
        assert_eq!(decided(&city, "洪泽区人民政府", &[]), ("320813".into(), ""));
        assert_eq!(decided(&county, "淮安市水务局", &[]), ("320813".into(), ""));
        assert_eq!(
            decided(&index("320100"), "鼓楼区人民政府", &[]),
            ("320106".into(), "")
        );
        assert_eq!(
            decided(&city, "鼓楼区人民政府", &[]),
            ("320800".into(), "K402")
        );
        assert_eq!(
            decided("11341702486344515H", "宁国市人民政府", &[]),
            ("341702".into(), "K402")
        );
    }

    #[test]
    fn a_name_alone_gives_a_code_or_says_why_not() {
        assert_eq!(decided("", "洪泽区人民政府", &[]), ("320813".into(), ""));
        assert_eq!(decided("", "鼓楼区人民政府", &[]), (String::new(), "K401"));
        assert_eq!(
            decided("", "淮安市南山区人民政府", &[]),
            (String::new(), "K402")
        );
        assert_eq!(
            decided("", "洪泽县人民政府", &[]),
            ("320829".into(), "K403")
        );
        assert_eq!(decided("", "市政府办", &[]), (String::new(), ""));
    }

    #[test]
    fn other_places_tell_which_of_several_is_meant() {
        let full = "南京市鼓楼区人民政府";
        let name = "鼓楼区人民政府";
        assert_eq!(decided("", name, &[full]), ("320106".into(), ""));
        assert_eq!(
            decided("", name, &["江苏省南京市山西路124号"]),
            ("320106".into(), "")
        );
        assert_eq!(decided("", name, &["江苏省"]), (String::new(), "K401"));
        assert_eq!(
            decided("", name, &["福州市", "南京市"]),
            (String::new(), "K401")
        );
        assert_eq!(decided("", name, &["西安市"]), (String::new(), "K401"));
    }

    fn in_text(agency: &str, text: &str) -> (String, &'static str) {
        let region = decide(Evidence {
            agency,
            text,
            year: Some(2023),
            ..Evidence::default()
        });
        (
            region.code,
            region.issue.map_or("", |issue| issue.kind.code),
        )
    }

    #[test]
    fn the_text_puts_a_district_or_a_town_behind_its_city_or_county() {
        let district = "鼓楼区人民政府";
        let text = "本报告由福建省福州市鼓楼区人民政府办公室编制";
        assert_eq!(in_text(district, text), ("350102".into(), ""));
        let two = "福州市鼓楼区,徐州市鼓楼区";
        assert_eq!(in_text(district, two), (String::new(), "K401"));
        let town = "建新镇人民政府";
        let text = "请与遂溪县建新镇党政办公室联系";
        assert_eq!(in_text(town, text), ("440823".into(), ""));
        assert_eq!(in_text(town, "请与长沙县建新镇联系"), ("430121".into(), ""));
        assert_eq!(
            in_text(town, "遂溪县和长沙县建新镇,遂溪县建新镇"),
            (String::new(), "")
        );
        // The bureau of the city is another body.
        assert_eq!(
            in_text("水务局", "按照淮安市水务局要求"),
            (String::new(), "")
        );
    }

    #[test]
    fn a_short_name_has_the_region_of_its_full_one() {
        assert_eq!(
            decided("", "水务局", &["洪泽区水务局"]),
            ("320813".into(), "")
        );
        assert_eq!(
            decided("", "市财政局", &["淮安市财政局"]),
            ("320800".into(), "")
        );
        let town = "建新镇人民政府";
        assert_eq!(
            decided("", town, &["遂溪县建新镇建新路1号"]),
            ("440823".into(), "")
        );
        // The address of a bureau is where its house stands.
        assert_eq!(
            decided("", "水务局", &["淮安市清江浦区健康路1号"]),
            (String::new(), "")
        );
        assert_eq!(
            decided("", town, &["湛江市建新镇建新路1号"]),
            (String::new(), "")
        );
    }
}
