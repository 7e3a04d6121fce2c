//! Each stage by itself on a small, a typical and the worst sample: `cargo bench --bench stages`.

use std::hint::black_box;
use std::path::Path;

use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, Criterion, criterion_group, criterion_main};
use nianbao::{Settings, stages};

/// Small, typical, worst.
const PDF: [&str; 3] = [
    "pdf/shatang2019.pdf",
    "pdf/haiyuan2023_pdf.pdf",
    "pdf/moxi2021.pdf",
];
const DOCX: [&str; 3] = [
    "docx/yanxi2023.docx",
    "docx/haiyuan2023_docx.docx",
    "docx/lanqiao2023.docx",
];

fn load(sample: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("samples")
        .join(sample);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn layout(document: &stages::Document) -> stages::Layout {
    stages::layout(document, &Settings::default()).expect("no cap is reached")
}

fn document(bytes: &[u8]) -> stages::Document {
    stages::read(bytes, &Settings::default()).expect("the sample can be read")
}

/// Runs one stage on each sample, with what the stages before it give.
fn each<T>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    samples: &[&str],
    before: impl Fn(&[u8]) -> T,
    stage: impl Fn(&T),
) {
    for sample in samples {
        let input = before(&load(sample));
        group.bench_function(*sample, |bencher| bencher.iter(|| stage(black_box(&input))));
    }
}

fn read_stage(criterion: &mut Criterion) {
    for (name, samples) in [("read pdf", PDF), ("read docx", DOCX)] {
        let mut group = criterion.benchmark_group(name);
        each(&mut group, &samples, <[u8]>::to_vec, |bytes| {
            black_box(document(bytes));
        });
    }
}

fn grid_stage(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("grid");
    each(&mut group, &PDF, document, |document| {
        black_box(layout(document));
    });
}

fn recognise_stage(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("recognise");
    let layout = |bytes: &[u8]| layout(&document(bytes));
    each(&mut group, &PDF, layout, |layout| {
        black_box(stages::recognise(layout));
    });
}

fn records_stage(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("records and validate");
    let found = |bytes: &[u8]| {
        let document = document(bytes);
        let layout = layout(&document);
        let found = stages::recognise(&layout);
        let keying = stages::key(&document, &layout, &found, &Settings::default());
        (found, keying)
    };
    each(&mut group, &PDF, found, |(found, keying)| {
        let (mut cells, issues) = stages::records(found);
        black_box((stages::validate(&mut cells, keying), cells, issues));
    });
}

fn whole(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("extract");
    for sample in PDF.iter().chain(&DOCX) {
        let bytes = load(sample);
        group.bench_function(*sample, |bencher| {
            let extract = |settings: Settings| nianbao::extract(black_box(&bytes), &settings);
            bencher.iter_batched(Settings::default, extract, BatchSize::SmallInput);
        });
    }
}

criterion_group!(
    benches,
    read_stage,
    grid_stage,
    recognise_stage,
    records_stage,
    whole
);
criterion_main!(benches);
