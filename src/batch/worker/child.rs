//! The worker's side: reads what it is asked for until nobody asks any more.

use std::io::{self, BufReader, BufWriter, Write};

use super::{Answer, Caps, Request, Start, caps, receive, send};
use crate::Settings;
use crate::batch::entry::{QuietPanics, Reading, Taker, Turn};
use crate::batch::manifest::Manifest;
use crate::batch::parcel::Parcel;
use crate::batch::paths::from_bytes;
use crate::batch::plan::Entry;
use crate::batch::run::STACK_BYTES;
use crate::error::Error;
use crate::forms::Forms;
use crate::write::FileResult;

/// Serves the process that started this one, over stdin and stdout, until it asks for nothing more.
///
/// # Errors
/// When the other side breaks off or does not speak as it should.
pub(crate) fn serve() -> anyhow::Result<()> {
    // What ends the run ends it in order, and its workers when nothing more is asked of them.
    let _ = ctrlc::try_set_handler(|| {});
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES);
    let thread =
        thread.spawn(|| serve_on(io::stdin().lock(), BufWriter::new(io::stdout().lock())))?;
    let end = thread.join();
    end.unwrap_or_else(|_| Err(anyhow::anyhow!("the worker crashed")))
}

fn serve_on(from: impl io::Read, mut out: impl Write) -> anyhow::Result<()> {
    let mut from = BufReader::new(from);
    let Some(start) = receive::<Start>(&mut from)? else {
        return Ok(());
    };
    let named = |text: &String| ("form".to_owned(), text.clone());
    let texts: Vec<_> = start.forms.iter().map(named).collect();
    let settings = Settings {
        limits: start.limits,
        forms: Forms::with(&texts)?,
        ..Settings::default()
    };
    let _quiet = (!log::log_enabled!(log::Level::Info)).then(QuietPanics::begin);
    caps::begin(&start.caps)?;
    send(
        &mut out,
        &Answer::Ready(env!("CARGO_PKG_VERSION").to_owned()),
    )?;
    out.flush()?;
    while let Some(request) = receive::<Request>(&mut from)? {
        let entry = Entry {
            source: request.source,
            path: from_bytes(request.path),
            fault: request.fault,
        };
        let mut answers = Answers {
            out: &mut out,
            caps: &start.caps,
            forms: settings.forms,
            done: request.done,
            failure: request.failure,
            is_archive: false,
            broken: caps::next_file(&start.caps).err(),
        };
        let reading = Reading {
            manifest: &Manifest::of_part(request.manifest),
            settings: &settings,
        };
        reading.entry(&entry, &mut answers);
        answers.say(&Answer::End);
        answers.hurry();
        if let Some(error) = answers.broken {
            return Err(error.into());
        }
    }
    Ok(())
}

/// Sends results away as they come.
struct Answers<'a, W> {
    out: &'a mut W,
    caps: &'a Caps,
    forms: Forms,
    done: usize,
    failure: Option<Error>,
    is_archive: bool,
    /// Why nothing more can be said.
    broken: Option<io::Error>,
}

impl<W: Write> Answers<'_, W> {
    fn say(&mut self, answer: &Answer) {
        if self.broken.is_none() {
            self.broken = send(self.out, answer).err();
        }
    }

    /// Sends what was said: what is not sent dies with the worker.
    fn hurry(&mut self) {
        if self.broken.is_none() {
            self.broken = self.out.flush().err();
        }
    }

    fn new_time(&mut self) {
        if self.broken.is_none() {
            self.broken = caps::next_file(self.caps).err();
        }
    }
}

impl<W: Write> Taker for Answers<'_, W> {
    fn archive(&mut self) {
        self.is_archive = true;
        self.say(&Answer::Archive);
        self.hurry();
    }

    fn no_file(&mut self) {
        // It goes on between two files: neither this nor the other side's clock may take it for one that takes too long.
        self.archive();
        self.new_time();
    }

    fn turn(&mut self) -> Turn {
        if self.done > 0 || self.broken.is_some() {
            self.done = self.done.saturating_sub(1);
            if self.is_archive {
                // To come this far again has its own time.
                self.no_file();
            }
            return Turn::PassOver;
        }
        if self.is_archive {
            self.say(&Answer::Begun);
            self.hurry();
            self.new_time();
        }
        self.failure.take().map_or(Turn::Read, Turn::Fail)
    }

    fn take(&mut self, result: FileResult) {
        match Parcel::pack(&result, self.forms) {
            Ok(parcel) => self.say(&Answer::Done(Box::new(parcel))),
            Err(error) => self.broken = self.broken.take().or(Some(error)),
        }
        if self.is_archive {
            // What comes between two files, as the unpacking of the next, has its own time.
            self.hurry();
            self.new_time();
        }
    }
}
