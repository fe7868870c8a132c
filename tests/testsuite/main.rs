//! The one integration binary: a module a feature.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod architecture;
mod course;
mod course_hostile;
mod reading;
