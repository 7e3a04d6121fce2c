//! The region code inside a 统一社会信用代码, the one trace of it that needs no registry.

/// Characters of the code and their values, GB 32100-2015 table 1.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
/// Length of the code.
const LENGTH: usize = 18;

/// Characters 3-8 (GB/T 2260) of the first 统一社会信用代码 in `text` whose check character is right; empty when there is none.
///
/// An 索引号 often begins with the code of the agency that publishes it.
pub(super) fn region_code(text: &str) -> String {
    let runs = text.split(|c: char| !c.is_ascii_alphanumeric());
    let code = runs
        .filter_map(|run| run.get(..LENGTH))
        .find(|code| is_valid(code));
    code.and_then(|code| code.get(2..8))
        .unwrap_or_default()
        .to_owned()
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
    let province: u8 = region.get(..2).and_then(|p| p.parse().ok()).unwrap_or(0);
    let digits = region.chars().all(|c| c.is_ascii_digit());
    digits
        && (11..=82).contains(&province)
        && code.chars().last().and_then(value) == Some((31 - sum % 31) % 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_character_decides() {
        assert_eq!(region_code("11341702486344515H/202401-00012"), "341702");
        assert_eq!(region_code("索引号:12620600MB0523338C"), "620600");
        assert_eq!(region_code("114418000072998934"), "441800");
        assert_eq!(region_code("114418000072998935"), "");
        assert_eq!(region_code("000014349/2024-00433"), "");
    }
}
