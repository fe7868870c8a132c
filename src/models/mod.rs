//! What is known of the vendors' models: families, limits, prices, end of service.
//!
//! Owns: the catalogue and its dates. Must not know: requests, courses, grading.
