//! What is typed, and when.

use super::*;

