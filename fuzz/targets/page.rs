//! Any bytes are taken for a foreign page: the draft is a lesson without errors.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use workbook::course::{Course, Origin, draft, load};

static COURSE: LazyLock<Course> =
    LazyLock::new(|| load(&Origin::Embedded).expect("the built-in course loads").course);

fuzz_target!(|bytes: &[u8]| {
    for name in ["page.md", "page.ipynb"] {
        let _ = draft(name, bytes, 1, &COURSE, &COURSE);
    }
});
