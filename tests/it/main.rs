//! The one integration binary: the real program on real files, module by subject.

/// A scratch folder and the program run in it.
mod scratch;

/// Exit codes, messages and help.
mod cli;

/// The dataset as a whole: that it is whole, and the same whatever the number of threads.
mod dataset;

/// That the committed samples are what the script makes.
#[cfg(all(feature = "cli", feature = "office"))]
mod samples;

/// What is in the archives of samples, told by other means than the program's.
#[cfg(all(feature = "cli", feature = "office"))]
mod members;

/// That every sample is read as it should be: cells, keys, findings, outcomes.
#[cfg(all(feature = "cli", feature = "pdf", feature = "office"))]
mod truth;

/// That each stage says of every sample what it said before.
#[cfg(all(feature = "cli", feature = "pdf", feature = "office"))]
mod golden;

/// What `inspect` says and draws.
#[cfg(all(feature = "cli", feature = "pdf", feature = "office"))]
mod inspect;

/// What the program makes of other people's files, where they are at hand.
#[cfg(all(feature = "cli", feature = "pdf", feature = "office"))]
mod corpus;

/// What whole web pages come to.
#[cfg(feature = "office")]
mod pages;
mod resume;

/// Agencies, years and regions over several files, what a manifest says, and what is no report.
#[cfg(feature = "office")]
mod keys;

/// How the checks come out on other people's files, where they are at hand.
#[cfg(all(feature = "pdf", feature = "office"))]
mod corpus_checks;

/// What other readers make of the samples.
#[cfg(all(feature = "cli", feature = "pdf", feature = "office"))]
mod differential;

/// What a file costs that takes too much, and that worker processes change nothing else.
#[cfg(feature = "office")]
mod workers;

/// That datasets are joined as they should be.
#[cfg(feature = "panel")]
mod panel;

/// A form of a user's own, given with `--form`.
#[cfg(feature = "office")]
mod own_form;
