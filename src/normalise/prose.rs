//! What the sentences around the tables say about agency and year: preamble, period, contact, signature.

use std::sync::LazyLock;

use regex_lite::Regex;

use super::agency;
use super::date::Date;
use super::title::{self, Title};
use super::year;

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is constant and tested")
}

/// Characters of a title inside a sentence, of a name, and between 统计期限 and its first day. Counted here and not in
/// the patterns, which a bounded repetition makes as many times larger.
const MAX_TITLE: usize = 75;
const MAX_NAME: usize = 40;
const MAX_GAP: usize = 20;

fn short(text: &str, max: usize) -> Option<&str> {
    (text.chars().count() <= max).then_some(text)
}

/// A title inside a sentence.
pub(super) struct SelfTitle<'a> {
    pub(super) title: Title,
    /// What it was read from.
    pub(super) text: &'a str,
    /// A verb stands before it: it is not the text of a link.
    pub(super) announced: bool,
}

/// The report's own title inside a sentence: `现发布《某局2023年政府信息公开工作年度报告》`.
///
/// Titles of notices that hold the same words (`…年度报告格式`) are none.
pub(super) fn self_title(preamble: &str) -> Option<SelfTitle<'_>> {
    // Without a section the preamble is the whole document, which a pattern goes through slowly.
    if !preamble.contains("信息公开") {
        return None;
    }
    static SELF_TITLE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:发布|公布|编制|公开|制作|形成|撰写|完成|报告|为)?[《〈“]?(?<title>[^,。;:!《〈“》〉”]*?信息公开(?:工作)?(?:情况)?的?(?:年度)?(?:工作)?报告)(?<after>》?的?(?:格式|通知|编制|编写|组成部分|要求))?",
        )
    });
    let titles = SELF_TITLE
        .captures_iter(preamble)
        .filter(|found| found.name("after").is_none());
    titles
        .filter_map(|found| {
            let title = found.name("title")?;
            let text = short(title.as_str(), MAX_TITLE)?;
            let ends = VERBS
                .iter()
                .filter_map(|verb| Some(text.rfind(verb)? + verb.len()));
            let start = ends.max().unwrap_or_default();
            let before = preamble.get(..title.start() + start)?;
            let text = text.get(start..).filter(|_| !is_cited(before))?;
            let lead = before.trim_end_matches(['《', '〈', '“']);
            Some(SelfTitle {
                title: title::parse(text)?,
                text,
                announced: ANNOUNCING.iter().any(|verb| lead.ends_with(verb)),
            })
        })
        .find(|found| !found.title.agency.is_empty() || found.title.year.is_some())
}

/// Verbs with which a report names itself.
const ANNOUNCING: &[&str] = &[
    "发布",
    "公布",
    "公开",
    "编制",
    "编制了",
    "制作",
    "形成",
    "撰写",
    "完成",
    "现将",
];

/// Characters of a clause before a title.
const MAX_CLAUSE: usize = 200;

/// Whether the words before a title name it as a model, or as one that came out before.
fn is_cited(before: &str) -> bool {
    let before = before.trim_end_matches(['《', '〈', '“']);
    // A clause is no longer; asking all that stands before each of many titles would take with the square of the text.
    let start = before
        .char_indices()
        .rev()
        .nth(MAX_CLAUSE)
        .map_or(0, |(at, _)| at);
    let before = before.get(start..).unwrap_or_default();
    let lead = before.rsplit([',', '。', ';', ':', '》', '〉']).next();
    let lead = lead.unwrap_or_default();
    let past = ["已于", "此前"].iter().any(|word| lead.contains(word));
    let models = ["按照", "根据", "依据", "参照"];
    let model = models.iter().filter_map(|word| lead.rfind(word)).max();
    let published = |at: usize| {
        lead.get(at..)
            .is_some_and(|rest| VERBS.iter().any(|verb| rest.contains(verb)))
    };
    past || model.is_some_and(|at| !published(at))
}

/// Words of a sentence behind which a title may begin.
const VERBS: &[&str] = &[
    "发布",
    "公布",
    "编制",
    "编制了",
    "制作",
    "形成",
    "撰写",
    "完成",
    "现将",
    "向社会公开",
    "特此",
    "要求",
    "规定",
    "现公开",
];

/// The period that the figures cover: `统计期限自2023年1月1日起至2023年12月31日止`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Period {
    /// The year in which it begins. Digits of the days are often lost.
    pub(super) year: Option<u16>,
    /// The month in which it ends, when that is legible.
    pub(super) last_month: Option<u8>,
    /// The text it was read from.
    pub(super) text: String,
}

/// The first period in a text.
pub(super) fn period(text: &str) -> Option<Period> {
    if !text.contains("20") {
        return None;
    }
    static PERIOD: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:统计期限|统计时限|统计数据|数据统计|统计时间|统计周期|统计年度|数据期限|所列数据|数据时间|数据的?期限|期限|时限)(?<gap>[^。0-9]*)(?<days>20[0-9]+)",
        )
    });
    static SPAN: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"自(?<days>20[0-9]{2}年?1月?1日)[^。]*至"));
    let near =
        |found: &regex_lite::Captures<'_>| short(found.name("gap")?.as_str(), MAX_GAP).map(|_| ());
    let mut periods = PERIOD
        .captures_iter(text)
        .filter(|found| near(found).is_some());
    let found = periods.next().or_else(|| SPAN.captures(text))?;
    let days = found.name("days")?;
    let rest = text.get(days.start()..)?;
    let end = rest
        .char_indices()
        .nth(MAX_PERIOD)
        .map_or(rest.len(), |(at, _)| at);
    let rest = rest.get(..end)?.split(['。', ';']).next()?;
    let year = year::leading_year(days.as_str());
    Some(Period {
        year,
        last_month: last_month(rest, year).or_else(|| only_month(found.get(0)?.as_str(), rest)),
        text: text.get(found.get(0)?.start()..days.start())?.to_owned() + rest,
    })
}

/// Characters from the first day of a period in which the last one stands.
const MAX_PERIOD: usize = 30;

/// The month up to which figures go: `数据统计截至2023年6月30日`.
fn only_month(lead: &str, days: &str) -> Option<u8> {
    static DAY: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^20[0-9]{2}年(?<month>[0-9]{1,2})月[0-9]{1,2}日[止,]?$"));
    let until = ["截至", "截止"].iter().any(|word| lead.contains(word));
    let month = DAY
        .captures(days)
        .filter(|_| until)?
        .name("month")?
        .as_str()
        .parse()
        .ok()?;
    // Figures up to the first days of a year are of the year before.
    (2..=12).contains(&month).then_some(month)
}

/// The month in which a period ends that begins on the first of January and ends in the same year.
fn last_month(text: &str, year: Option<u16>) -> Option<u8> {
    static LAST: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^20[0-9]{2}年?1月(?:1日)?起?[至到—~-]+(?:(?<year>20[0-9]{2})年|同年|当年)?(?<month>[0-9]{1,2})月",
        )
    });
    let found = LAST.captures(text)?;
    let same_year = match found.name("year") {
        Some(named) => named.as_str().parse().ok() == year,
        None => true,
    };
    let month = found.name("month")?.as_str().parse().ok()?;
    (same_year && (1..=12).contains(&month)).then_some(month)
}

/// Who compiled the report: `本报告由某局编制`, `某局根据《条例》编制`. By hand, as its pattern takes longer to build than a report
/// to read.
pub(super) fn compiled_by(preamble: &str) -> Option<String> {
    let starts = preamble.match_indices([',', '。', '由']).take(MAX_PLACES);
    let mut names = starts.filter_map(|(at, mark)| {
        let rest = preamble.get(at + mark.len()..)?;
        let rest = rest.strip_prefix('由').unwrap_or(rest);
        name_before(rest, "。,;:()《》", is_compiling)
    });
    names.find_map(name)
}

/// Places of a text from which a name is read; a preamble has less than a hundred.
const MAX_PLACES: usize = 2_000;

/// The characters before the first place where `ends` holds, at least one and none of `barred`.
fn name_before<'a>(text: &'a str, barred: &str, ends: fn(&str) -> bool) -> Option<&'a str> {
    let places = text.char_indices().take(MAX_NAME + 1);
    let own = places.take_while(|(_, c)| !barred.contains(*c));
    let ends_at = own.map(|(at, c)| at + c.len_utf8());
    let end = ends_at
        .into_iter()
        .find(|at| text.get(*at..).is_some_and(ends))?;
    text.get(..end)
}

fn is_compiling(text: &str) -> bool {
    let task = ["负责", "组织"]
        .iter()
        .find_map(|word| text.strip_prefix(word));
    let text = task.unwrap_or(text);
    let by_rule = || {
        let rule = ["根据", "按照", "依据", "依照"]
            .iter()
            .find_map(|word| text.strip_prefix(word));
        let end = |rule: &str| {
            rule.char_indices()
                .nth(MAX_RULE)
                .map_or(rule.len(), |(at, _)| at)
        };
        let sentence = rule.and_then(|rule| rule.get(..end(rule))?.split('。').next());
        sentence.is_some_and(|sentence| sentence.contains("编制"))
    };
    ["编制", "撰写"].iter().any(|verb| text.starts_with(verb)) || by_rule()
}

/// Characters in which a sentence names the rules by which a report is compiled.
const MAX_RULE: usize = 120;

/// Whom to ask: `请与某局办公室联系`. An office inside a body (`某局办公室`) is taken off, that of a government is not.
pub(super) fn contact(preamble: &str) -> Option<String> {
    let starts = preamble.match_indices(['请', '可']).take(MAX_PLACES);
    let mut names = starts.filter_map(|(at, mark)| {
        let rest = preamble.get(at + mark.len()..)?;
        let manner = ["直接", "及时"]
            .iter()
            .find_map(|word| rest.strip_prefix(word));
        let rest = manner.unwrap_or(rest);
        let words = ["与", "向", "同", "联系", "致电", "径与"];
        let rest = words.iter().find_map(|word| rest.strip_prefix(word))?;
        name_before(rest, ",。;:()", is_end_of_contact)
    });
    names.find_map(|found| name(without_office(found)))
}

fn is_end_of_contact(text: &str) -> bool {
    let words = [
        "联系", "反映", "咨询", "反馈", "提出", "索取", "(", ":", ",", "。",
    ];
    words.iter().any(|word| text.starts_with(word))
}

/// Where the agency sits: what stands after `地址:`, up to the next mark.
pub(super) fn address(preamble: &str) -> Option<&str> {
    let (_, after) = preamble.split_once("地址")?;
    let after = after.trim_start_matches([':', '为', '是', '在', '位', '于']);
    let end = after.find([',', '。', ';', ')', '(', ':', '、']);
    let address = after.get(..end.unwrap_or(after.len()))?;
    (address.chars().count() <= MAX_ADDRESS).then_some(address)
}

/// Characters of an address.
const MAX_ADDRESS: usize = 60;

fn without_office(name: &str) -> &str {
    let offices = [
        "综合办公室",
        "党政办公室",
        "党政综合办公室",
        "办公室",
        "综合科",
        "办公室政务公开科",
        "政务公开办公室",
        "政务公开科",
    ];
    let bodies = offices
        .iter()
        .filter_map(|office| name.strip_suffix(office));
    let bodies = bodies.filter(|body| {
        agency::is_shaped(body) && !body.ends_with("政府") && !agency::is_bare(body)
    });
    bodies.min_by_key(|body| body.len()).unwrap_or(name)
}

fn name(text: &str) -> Option<String> {
    let text = short(text, MAX_NAME)?;
    agency::is_shaped(text).then(|| text.to_owned())
}

/// Agency and day under the last line of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Signature {
    pub(super) agency: String,
    /// The year reported on: the year before the day, or the same when it was signed at its end.
    pub(super) year: Option<u16>,
    /// The line with the day.
    pub(super) day: String,
    /// The year of the day itself.
    pub(super) signed: Option<u16>,
}

/// The last lines of a document, agency over date or both on one line; `None` when no line is a date.
pub(super) fn signature<'a>(last_lines: impl Iterator<Item = &'a str>) -> Option<Signature> {
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"^(?<name>.*?)(?<year>20[0-9]{2})年(?<month>[0-9]{1,2})月(?<day>[0-9]{1,2})日$")
    });
    let lines: Vec<&str> = last_lines.collect();
    let (at, found) = lines
        .iter()
        .enumerate()
        .rev()
        .filter(|(_, line)| line.ends_with('日'))
        .find_map(|(i, line)| Some((i, DATE.captures(line)?)))?;
    let group = |name| found.name(name).map_or("", |m| m.as_str());
    let above = at
        .checked_sub(1)
        .and_then(|i| lines.get(i))
        .copied()
        .unwrap_or_default();
    let agency = [group("name"), above]
        .into_iter()
        .find_map(name)
        .unwrap_or_default();
    let signed: u16 = group("year").parse().ok()?;
    let month: u8 = group("month").parse().ok()?;
    let reported = Date::at_start(&format!("{signed}-{month}")).map(Date::reported_year);
    Some(Signature {
        agency,
        year: reported,
        signed: Some(signed),
        day: lines.get(at).copied().unwrap_or_default().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn self_title(text: &str) -> Option<Title> {
        super::self_title(text).map(|found| found.title)
    }

    fn period(text: &str) -> Option<u16> {
        super::period(text)?.year
    }

    #[test]
    fn a_period_ends_in_a_month_or_is_not_legible() {
        let last = |text| super::period(text).and_then(|period| period.last_month);
        assert_eq!(last("统计期限自2023年1月1日起至2023年6月30日止。"), Some(6));
        assert_eq!(last("统计期限为2023年1月1日至12月31日。"), Some(12));
        assert_eq!(last("统计期限自2023年1月1日起至2024年6月30日止。"), None);
        assert_eq!(last("统计期限为202311日至1231日。"), None);
        assert_eq!(last("统计数据截至2023年6月30日。"), Some(6));
        assert_eq!(last("统计数据截至2023年12月31日。"), Some(12));
    }

    #[test]
    fn an_address_ends_at_the_next_mark() {
        assert_eq!(
            address("请与水务局联系(地址:淮安市洪泽区人民路1号;邮编:223100)"),
            Some("淮安市洪泽区人民路1号")
        );
        assert_eq!(address("地址"), Some(""));
        assert_eq!(address("无"), None);
    }

    #[test]
    fn the_preamble_quotes_the_title() {
        let text = "根据《中华人民共和国政府信息公开条例》规定和《某办公室关于印发〈中华人民共和国政府信息公开工作年度报告格式〉的通知》要求,现发布《青山县事务中心2023年政府信息公开工作年度报告》。";
        let title = self_title(text).expect("a title");
        assert_eq!(
            (title.agency.as_str(), title.year),
            ("青山县事务中心", Some(2023))
        );
        let title =
            self_title("根据《条例》要求,现公布青山县水务局2023年政府信息公开工作年度报告。")
                .expect("a title");
        assert_eq!(
            (title.agency.as_str(), title.year),
            ("青山县水务局", Some(2023))
        );
        assert_eq!(self_title("根据《条例》要求,现发布本机关年度报告。"), None);
    }

    #[test]
    fn a_title_that_is_only_cited_is_not_the_report_s_own() {
        for text in [
            "按照《青山市人民政府2023年政府信息公开工作年度报告》的编写要求,编制本报告。",
            "参照《青山市人民政府2023年政府信息公开工作年度报告》,编制本报告。",
            "本机关已于2023年1月发布《青山县水务局2022年政府信息公开工作年度报告》。",
            "本报告是青山县人民政府2023年政府信息公开工作年度报告的组成部分。",
        ] {
            assert_eq!(self_title(text), None, "{text}");
        }
        let own = "根据要求现发布青山县水务局2023年政府信息公开工作年度报告。";
        assert_eq!(self_title(own).and_then(|title| title.year), Some(2023));
    }

    #[test]
    fn a_period_with_lost_digits_keeps_its_year() {
        assert_eq!(
            period("数据统计期限自2023年1月1日起至2023年12月31日止"),
            Some(2023)
        );
        assert_eq!(
            period("本报告所列数据的统计期限为202411日至1231日。"),
            Some(2024)
        );
        assert_eq!(period("本报告统计数据从2022年1月1日起"), Some(2022));
        assert_eq!(period("2024年将继续努力。"), None);
    }

    #[test]
    fn the_compiler_and_the_contact_are_named() {
        let text = "本报告由青山市人民政府办公室根据《条例》编制。如有疑问,请与青山市水务局综合办公室联系(地址:";
        assert_eq!(compiled_by(text).as_deref(), Some("青山市人民政府办公室"));
        assert_eq!(contact(text).as_deref(), Some("青山市水务局"));
        assert_eq!(
            contact("请与青山市人民政府办公室联系(").as_deref(),
            Some("青山市人民政府办公室")
        );
        assert_eq!(contact("请与我局联系"), None);
        let by = |text| compiled_by(text);
        assert_eq!(
            by("根据《条例》,青山县水务局组织编制了本报告。").as_deref(),
            Some("青山县水务局")
        );
        assert_eq!(by("本报告由青山县水务局负责,各科室编制。"), None);
        assert_eq!(by("青山县水务局编制本报告"), None);
        let contacts = "可直接向青山县水务局(电话:1)咨询";
        assert_eq!(contact(contacts).as_deref(), Some("青山县水务局"));
    }

    #[test]
    fn a_signature_is_agency_over_date() {
        let signed = |lines: &[&str]| signature(lines.iter().copied()).unwrap_or_default();
        assert_eq!(
            signed(&["无。", "青山县水务局", "2024年1月15日", "-3-"]),
            Signature {
                agency: "青山县水务局".into(),
                year: Some(2023),
                signed: Some(2024),
                day: "2024年1月15日".into()
            }
        );
        assert_eq!(
            signed(&["青山镇人民政府2018年12月31日"]),
            Signature {
                agency: "青山镇人民政府".into(),
                year: Some(2018),
                signed: Some(2018),
                day: "青山镇人民政府2018年12月31日".into()
            }
        );
        assert_eq!(signature(["无。", "-3-"].into_iter()), None);
    }
}
