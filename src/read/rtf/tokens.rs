//! From bytes to tokens: groups, control words, characters (RTF 1.9.1, "RTF Syntax").

/// Letters of a control word; the specification allows 32.
const MAX_WORD: usize = 32;

/// What stands next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// `\word` with its number.
    Word(&'a str, Option<i32>),
    /// `\` and another character than a letter; not `\'`.
    Symbol(u8),
    /// A byte of text as it is.
    Byte(u8),
    /// A byte of text as `\'xx`.
    Escaped(u8),
}

/// Reads tokens forward.
pub(super) struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    /// Stands at the start of `bytes`.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Tokens { bytes, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at = self.at.saturating_add(1);
        Some(byte)
    }

    /// The next token; `None` at the end. Line ends and zeros between tokens are nothing.
    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        loop {
            return Some(match self.take()? {
                b'\r' | b'\n' | 0 => continue,
                b'{' => Token::Open,
                b'}' => Token::Close,
                b'\\' => match self.escape()? {
                    Some(token) => token,
                    None => continue,
                },
                byte => Token::Byte(byte),
            });
        }
    }

    /// The second byte of a character of two that stands unescaped, where a `\` or a brace is no markup.
    pub(super) fn trail(&mut self) -> Option<u8> {
        if self.bytes.get(self.at..)?.starts_with(b"\\'") {
            return None;
        }
        let byte = self
            .peek()
            .filter(|byte| matches!(byte, b'\\' | b'{' | b'}'))?;
        self.at = self.at.saturating_add(1);
        Some(byte)
    }

    /// Goes past the bytes of `\bin`.
    pub(super) fn skip(&mut self, count: usize) {
        self.at = self.at.saturating_add(count).min(self.bytes.len());
    }

    /// What a `\` begins; the inner `None` is nothing.
    fn escape(&mut self) -> Option<Option<Token<'a>>> {
        let first = self.peek()?;
        if first.is_ascii_alphabetic() {
            return Some(self.word());
        }
        self.at = self.at.saturating_add(1);
        if first != b'\'' {
            return Some(Some(Token::Symbol(first)));
        }
        let digits = self.bytes.get(self.at..self.at.checked_add(2)?)?;
        let value = std::str::from_utf8(digits)
            .ok()
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if value.is_some() {
            self.skip(2);
        }
        Some(value.map(Token::Escaped))
    }

    fn word(&mut self) -> Option<Token<'a>> {
        let rest = self.bytes.get(self.at..)?;
        let length = rest
            .iter()
            .take(MAX_WORD)
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        let name = std::str::from_utf8(rest.get(..length)?).ok()?;
        self.skip(length);
        let number = self.number();
        if self.peek() == Some(b' ') {
            self.skip(1);
        }
        Some(Token::Word(name, number))
    }

    /// The number after a control word; one too long to hold is the largest.
    fn number(&mut self) -> Option<i32> {
        let rest = self.bytes.get(self.at..)?;
        let sign = usize::from(rest.first() == Some(&b'-'));
        let digits = rest.get(sign..)?;
        let length = digits.iter().take_while(|b| b.is_ascii_digit()).count();
        if length == 0 {
            return None;
        }
        let value = digits.iter().take(length).fold(0_i32, |value, digit| {
            value
                .saturating_mul(10)
                .saturating_add(i32::from(digit.saturating_sub(b'0')))
        });
        self.skip(sign.saturating_add(length));
        Some(if sign == 1 { -value } else { value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(bytes: &[u8]) -> Vec<Token<'_>> {
        let mut tokens = Tokens::new(bytes);
        std::iter::from_fn(|| tokens.next()).collect()
    }

    #[test]
    fn words_take_their_number_and_one_space() {
        use Token::{Byte, Close, Escaped, Open, Symbol, Word};
        assert_eq!(
            tokens(b"{\\b0  1\r\n\\u-3 \\par\\~\\'b1}"),
            [
                Open,
                Word("b", Some(0)),
                Byte(b' '),
                Byte(b'1'),
                Word("u", Some(-3)),
                Word("par", None),
                Symbol(b'~'),
                Escaped(0xB1),
                Close
            ]
        );
    }

    #[test]
    fn broken_escapes_are_nothing() {
        assert_eq!(tokens(b"\\'zz"), [Token::Byte(b'z'), Token::Byte(b'z')]);
        assert_eq!(tokens(b"\\"), []);
        assert_eq!(tokens(b"\\'1"), []);
        assert_eq!(
            tokens(b"\\cellx99999999999"),
            [Token::Word("cellx", Some(i32::MAX))]
        );
    }
}
