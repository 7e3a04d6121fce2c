//! Cuts CSS text where its syntax does (CSS Syntax Level 3): comments, strings, escapes and brackets are respected.

/// The text without comments.
pub(in crate::read::html) fn without_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find(['/', '"', '\'', '\\']) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        if let Some(comment) = from.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            continue;
        }
        let end = token_end(from);
        let (token, after) = from.split_at_checked(end).unwrap_or((from, ""));
        out.push_str(token);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Bytes of the string, the escape or the single character that begins a text.
fn token_end(text: &str) -> usize {
    let mut chars = text.char_indices();
    match chars.next() {
        Some((_, quote @ ('"' | '\''))) => {
            while let Some((at, ch)) = chars.next() {
                match ch {
                    '\\' => {
                        chars.next();
                    }
                    // A line's end ends a string that was not closed.
                    '\n' => return at,
                    ch if ch == quote => return at + 1,
                    _ => {}
                }
            }
            text.len()
        }
        Some((_, '\\')) => chars.next().map_or(1, |(at, ch)| at + ch.len_utf8()),
        Some((_, ch)) => ch.len_utf8(),
        None => 0,
    }
}

/// Where one of `stops` stands outside of strings and brackets; the length of the text when none does.
///
/// A stop that opens a bracket counts as a stop; a bracket that closes more than was opened does so too.
pub(super) fn find(text: &str, stops: &[u8]) -> usize {
    // Most declarations have neither strings nor brackets in front of their end.
    let is_special = |byte: &u8| b"\"'\\()[]{}".contains(byte);
    let bytes = text.as_bytes();
    match bytes
        .iter()
        .position(|byte| stops.contains(byte) || is_special(byte))
    {
        None => return text.len(),
        Some(at) if bytes.get(at).is_some_and(|byte| stops.contains(byte)) => return at,
        Some(_) => {}
    }
    let mut open: Vec<u8> = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at).copied() {
        if open.is_empty() && stops.contains(&byte) {
            return at;
        }
        match byte {
            b'(' => open.push(b')'),
            b'[' => open.push(b']'),
            b'{' => open.push(b'}'),
            b')' | b']' | b'}' if open.last() == Some(&byte) => {
                open.pop();
            }
            b'"' | b'\'' | b'\\' => {
                at += text.get(at..).map_or(1, token_end).max(1);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    text.len()
}

/// The text in front of the first of `stops`, that stop, and what follows it.
pub(super) fn split<'a>(text: &'a str, stops: &[u8]) -> (&'a str, Option<u8>, &'a str) {
    let at = find(text, stops);
    let stop = text.as_bytes().get(at).copied();
    let before = text.get(..at).unwrap_or(text);
    let after = text.get(at + 1..).unwrap_or_default();
    (before, stop, after)
}

/// The parts of a list between commas.
pub(super) fn list(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let (part, stop, after) = split(rest?, b",");
        rest = stop.map(|_| after);
        Some(part)
    })
}

/// The declarations of a block: name and value. Rules inside the block are passed over.
pub(in crate::read::html) fn declarations(block: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = block;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let (declaration, stop, after) = split(rest, b";{");
            rest = if stop == Some(b'{') {
                split(after, b"}").2
            } else {
                after
            };
            if stop != Some(b'{')
                && let Some((name, value)) = declaration.split_once(':')
            {
                return Some((name.trim(), value.trim()));
            }
        }
        None
    })
}

/// An identifier with its escapes resolved, and what follows it; `None` where none begins.
pub(super) fn identifier(text: &str) -> Option<(String, &str)> {
    let mut name = String::new();
    let mut rest = text;
    while let Some(ch) = rest.chars().next() {
        if ch == '\\' {
            let (resolved, after) = escaped(rest.get(1..).unwrap_or_default())?;
            name.push(resolved);
            rest = after;
        } else if ch.is_alphanumeric() || ch == '-' || ch == '_' || !ch.is_ascii() {
            name.push(ch);
            rest = rest.get(ch.len_utf8()..).unwrap_or_default();
        } else {
            break;
        }
    }
    let is_number = name.starts_with(|c: char| c.is_ascii_digit()) && !text.starts_with('\\');
    (!name.is_empty() && !is_number).then_some((name, rest))
}

/// The character of an escape (4.3.7), and what follows it.
fn escaped(text: &str) -> Option<(char, &str)> {
    let digits = text
        .bytes()
        .take(6)
        .take_while(u8::is_ascii_hexdigit)
        .count();
    if digits == 0 {
        let ch = text.chars().next()?;
        return Some((ch, text.get(ch.len_utf8()..)?));
    }
    let code = u32::from_str_radix(text.get(..digits)?, 16).ok()?;
    let rest = text.get(digits..)?;
    let rest = rest
        .strip_prefix([' ', '\t', '\n', '\r', '\u{C}'])
        .unwrap_or(rest);
    Some((
        char::from_u32(code)
            .filter(|c| *c != '\0')
            .unwrap_or('\u{FFFD}'),
        rest,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_strings_stay() {
        assert_eq!(
            without_comments("a/* ;} */b{c:\"/* d */\"}/*"),
            "ab{c:\"/* d */\"}"
        );
        assert_eq!(without_comments("a:'\n/* x */b"), "a:'\nb");
    }

    #[test]
    fn stops_inside_of_strings_brackets_and_escapes_are_none() {
        let (before, stop, after) = split("a[b='{'](;\")\")\\{ {x}", b"{;");
        assert_eq!(
            (before, stop, after),
            ("a[b='{'](;\")\")\\{ ", Some(b'{'), "x}")
        );
        assert_eq!(list("a,b(c,d),e").collect::<Vec<_>>(), ["a", "b(c,d)", "e"]);
    }

    #[test]
    fn declarations_are_told_from_rules_inside() {
        let block = "a:1; &.b{display:none} c : url(x;y) ;d";
        assert_eq!(
            declarations(block).collect::<Vec<_>>(),
            [("a", "1"), ("c", "url(x;y)")]
        );
    }

    #[test]
    fn escapes_in_names_are_resolved() {
        assert_eq!(identifier("\\31 a\\:b.c"), Some(("1a:b".to_owned(), ".c")));
        assert_eq!(identifier("隐藏 x"), Some(("隐藏".to_owned(), " x")));
        assert_eq!(identifier("1a"), None);
    }
}
