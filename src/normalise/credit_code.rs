//! The 统一社会信用代码 (GB 32100-2015) of an agency, which holds the code of its region and proves itself by its check character.

/// Characters of the code and their values, GB 32100-2015 table 1.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
/// Length of the code.
const LENGTH: usize = 18;

/// Characters 3-8 (GB/T 2260) of the first 统一社会信用代码 in `text` whose check character is right.
///
/// An 索引号 often begins with the code of the agency that publishes it.
pub(super) fn region(text: &str) -> Option<&str> {
    let mut runs = text.split(|c: char| !c.is_ascii_alphanumeric());
    let code = runs.find_map(|run| run.get(..LENGTH).filter(|code| is_valid(code)))?;
    code.get(2..8)
}

/// GB 32100-2015 clause 5: the sum of values weighted by powers of 3, modulo 31, and a GB/T 2260 code of digits.
fn is_valid(code: &str) -> bool {
    let value = |c: char| ALPHABET.chars().position(|a| a == c);
    let mut weight = 1;
    let mut sum = 0;
    for c in code.chars().take(LENGTH - 1) {
        let Some(value) = value(c) else { return false };
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    let region = code.get(2..8).unwrap_or_default();
    let digits = region.chars().all(|c| c.is_ascii_digit());
    digits && code.chars().last().and_then(value) == Some((31 - sum % 31) % 31)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A code with a right check character, for a region of one's own.
    pub(in crate::normalise) fn index(region: &str) -> String {
        let body = format!("11{region}0000000000").split_at(17).0.to_owned();
        let codes = ALPHABET.chars().map(|c| format!("{body}{c}"));
        codes
            .into_iter()
            .find(|code| is_valid(code))
            .expect("a check character")
    }

    #[test]
    fn the_check_character_decides() {
        for (text, code) in [
            ("12620600MB0523338C/2024-00433", Some("620600")),
            ("114418000072998934", Some("441800")),
            ("索引号:11330703729102247D", Some("330703")),
            ("113325000026455663", Some("332500")),
            ("11341702486344515H/202401-00012", Some("341702")),
            ("114418000072998935", None),
            ("000014349/2024-00433", None),
            ("4311030021/2024-00433", None),
            ("", None),
        ] {
            assert_eq!(region(text), code, "{text}");
        }
    }
}
