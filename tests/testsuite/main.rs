//! Tests of the whole, one file per room.

mod course;
mod course_hostile;
