//! How much content a document runs, forms as often as they are drawn: what a form does without drawing is seen by no
//! counter, and two thousand times twenty thousand changes of the matrix fit into one kilobyte.

use std::collections::HashMap;

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::content::UntypedIter;
use hayro_interpret::hayro_syntax::object::dict::keys::RESOURCES;
use hayro_interpret::hayro_syntax::object::{Dict, Name, Object, ObjectIdentifier, Stream};
use hayro_interpret::hayro_syntax::page::Resources;

use crate::error::{Error, ErrorKind};

/// Bytes of content that all pages together may run.
const MOST: u64 = 64 << 20;
/// A form that draws itself and is longer than this is refused; shorter ones are stopped by the count of drawings.
const SHORT: usize = 2 << 10;
/// Forms in forms; the interpreter goes no deeper.
const MAX_DEPTH: usize = 20;

/// Refuses a document that runs too much.
///
/// # Errors
/// `Limit`.
pub(super) fn check(pdf: &Pdf) -> Result<(), Error> {
    let mut forms = Forms::default();
    let mut sum: u64 = 0;
    for (page, number) in pdf.pages().iter().zip(1u32..) {
        let content = page.page_stream().unwrap_or_default();
        sum = sum.saturating_add(forms.length(content, page.resources(), 0));
        if sum > MOST {
            let message = "the pages draw their forms too often";
            return Err(Error::new(ErrorKind::Limit, "read", message).at_page(number));
        }
    }
    Ok(())
}

/// What each form runs; `None` while that is being counted.
#[derive(Default)]
struct Forms(HashMap<ObjectIdentifier, Option<u64>>);

impl Forms {
    /// What a content runs, itself included.
    fn length(&mut self, content: &[u8], resources: &Resources<'_>, depth: usize) -> u64 {
        let mut sum = content.len() as u64;
        if depth > MAX_DEPTH || !content.windows(2).any(|word| word == b"Do") {
            return sum;
        }
        let mut instructions = UntypedIter::new(content);
        while let Some(instruction) = instructions.next() {
            if &**instruction.operator != b"Do" {
                continue;
            }
            let drawn = instruction.operands().find_map(|operand| match operand {
                Object::Name(name) => resources.get_x_object(name),
                _ => None,
            });
            if let Some(drawn) = drawn.filter(is_form) {
                sum = sum.saturating_add(self.form(&drawn, resources, depth));
            }
        }
        sum
    }

    fn form(&mut self, form: &Stream<'_>, outer: &Resources<'_>, depth: usize) -> u64 {
        let id = form.obj_id();
        if let Some(Some(length)) = self.0.get(&id) {
            return *length;
        }
        let content = form.decoded_data().unwrap_or_default();
        if self.0.insert(id, None).is_some() {
            return if content.len() > SHORT { MOST + 1 } else { 0 };
        }
        let own = form.dict().get::<Dict<'_>>(RESOURCES).map(Resources::new);
        let length = self.length(&content, own.as_ref().unwrap_or(outer), depth + 1);
        self.0.insert(id, Some(length));
        length
    }
}

fn is_form(stream: &Stream<'_>) -> bool {
    let subtype = stream.dict().get::<Name<'_>>(b"Subtype".as_slice());
    subtype.is_some_and(|name| name.as_ref() == b"Form")
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;

    /// A page that draws a form so often, whose content is this.
    fn document(times: usize, form: &str) -> Pdf {
        let page = "/X Do ".repeat(times);
        let stream = |dict: &str, content: &str| {
            let length = content.len();
            format!("<<{dict}/Length {length}>>stream\n{content}\nendstream")
        };
        let objects = [
            String::from("<</Type/Catalog/Pages 2 0 R>>"),
            String::from("<</Type/Pages/Count 1/Kids[3 0 R]>>"),
            String::from(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>",
            ),
            stream("", &page),
            stream("/Subtype/Form/BBox[0 0 9 9]", form),
        ];
        testing::document(&objects)
    }

    #[test]
    fn a_form_counts_as_often_as_it_is_drawn() {
        let form = "1 0 0 1 0 0 cm ".repeat(5_000);
        assert!(check(&document(800, &form)).is_ok());
        assert!(check(&document(1_000, &form)).is_err());
    }

    #[test]
    fn a_long_form_that_draws_itself_is_refused() {
        assert!(check(&document(1, "/X Do /X Do")).is_ok());
        let form = format!("/X Do {}", "1 0 0 1 0 0 cm ".repeat(200));
        assert!(check(&document(1, &form)).is_err());
    }
}
