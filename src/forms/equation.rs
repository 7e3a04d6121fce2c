//! Identities of a form as text: `total = letters + visits - repeated`, `of_which <= total`.

/// How both sides stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// `=`
    Equal,
    /// `<=`
    AtMost,
}

impl Relation {
    /// The sign.
    pub(crate) const fn sign(self) -> &'static str {
        match self {
            Relation::Equal => "=",
            Relation::AtMost => "<=",
        }
    }
}

/// A code with its sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Term<'a> {
    pub(crate) is_negative: bool,
    pub(crate) code: &'a str,
}

/// Two sums and how they stand to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Equation<'a> {
    pub(crate) left: Vec<Term<'a>>,
    pub(crate) relation: Relation,
    pub(crate) right: Vec<Term<'a>>,
}

/// Reads an equation.
///
/// # Errors
/// When it is none: the message quotes it.
pub(crate) fn parse(text: &str) -> Result<Equation<'_>, String> {
    let wrong = |why: &str| {
        format!("{why} in {text:?}; an identity is like \"total = a + b\" or \"part <= total\"")
    };
    let (left, relation, right) = match (text.split_once("<="), text.split_once('=')) {
        (Some((left, right)), _) => (left, Relation::AtMost, right),
        (None, Some((left, right))) => (left, Relation::Equal, right),
        (None, None) => return Err(wrong("no = or <=")),
    };
    Ok(Equation {
        left: sum(left).map_err(|why| wrong(&why))?,
        relation,
        right: sum(right).map_err(|why| wrong(&why))?,
    })
}

fn sum(text: &str) -> Result<Vec<Term<'_>>, String> {
    let mut terms = Vec::new();
    let mut rest = text;
    let mut is_negative = false;
    loop {
        let end = rest.find(['+', '-']).unwrap_or(rest.len());
        let (code, after) = rest.split_at(end);
        let code = code.trim();
        let is_code = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
        if code.is_empty() || !code.chars().all(is_code) {
            return Err(format!("{code:?} is no code"));
        }
        terms.push(Term { is_negative, code });
        let mut signs = after.chars();
        match signs.next() {
            Some(sign) => is_negative = sign == '-',
            None => return Ok(terms),
        }
        rest = signs.as_str();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_on_both_sides_are_read_with_their_signs() {
        let equation = parse("a + b = c - d_2").expect("an equation");
        let shown = |terms: &[Term<'_>]| {
            let sign = |term: &Term<'_>| if term.is_negative { "-" } else { "+" };
            terms
                .iter()
                .map(|term| format!("{}{}", sign(term), term.code))
                .collect::<String>()
        };
        assert_eq!(
            (shown(&equation.left), shown(&equation.right)),
            ("+a+b".into(), "+c-d_2".into())
        );
        assert_eq!(parse("a <= b").map(|e| e.relation), Ok(Relation::AtMost));
    }

    #[test]
    fn what_is_no_equation_is_told() {
        for text in ["a + b", "a = ", "a = b +", "a = b c", "a == b", "= b"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
