//! The day it is, for shutdown dates.

use std::time::{SystemTime, UNIX_EPOCH};

/// The day the catalogue was written: a clock that is behind it is not believed.
const CATALOGUE_DAY: &str = "2026-11-20";

/// Today in UTC as `YYYY-MM-DD`, but never before the catalogue was written.
#[must_use]
pub fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let day = civil(seconds / 86_400);
    if day.as_str() < CATALOGUE_DAY { CATALOGUE_DAY.to_owned() } else { day }
}

/// Days since 1970-01-01 as a Gregorian date (Hinnant's `civil_from_days`).
fn civil(days: u64) -> String {
    let z = days + 719_468;
    let era = z / 146_097;
    let day_of_era = z % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Days from one `YYYY-MM-DD` to a later one; 0 when it is not later.
#[must_use]
pub fn days_between(from: &str, to: &str) -> u64 {
    unix_seconds(to).saturating_sub(unix_seconds(from)) / 86_400
}

/// Seconds since 1970 at the start of a `YYYY-MM-DD` day; 0 for anything else.
pub(crate) fn unix_seconds(day: &str) -> u64 {
    let mut parts = day.split('-').map(|part| part.parse::<u64>().unwrap_or(0));
    let (Some(year), Some(month), Some(day)) = (parts.next(), parts.next(), parts.next()) else { return 0 };
    if year < 1970 || month == 0 || month > 12 || day == 0 {
        return 0;
    }
    let y = if month <= 2 { year - 1 } else { year };
    let shifted_month = if month > 2 { month - 3 } else { month + 9 };
    let year_of_era = y % 400;
    let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    ((y / 400) * 146_097 + day_of_era - 719_468) * 86_400
}

/// Seconds since 1970 as a point in time: `2026-11-20T10:00:00Z`.
pub(crate) fn rfc3339(seconds: u64) -> String {
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{}T{hour:02}:{minute:02}:{second:02}Z", civil(seconds / 86_400))
}

/// Whether the text has the form `YYYY-MM-DD`.
#[cfg(test)]
pub(super) fn is_day(text: &str) -> bool {
    civil(unix_seconds(text) / 86_400) == text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_agree() {
        assert_eq!(civil(0), "1970-01-01");
        assert_eq!(civil(19_782), "2024-02-29");
        assert_eq!(unix_seconds("2024-07-18"), 1_721_260_800);
        for days in (0..40_000).step_by(17) {
            assert_eq!(unix_seconds(&civil(days)), days * 86_400);
        }
        assert_eq!(rfc3339(1_721_260_800 + 36_061), "2024-07-18T10:01:01Z");
        assert_eq!(unix_seconds("soon"), 0);
        assert!(!is_day("2026-02-30"));
    }

    #[test]
    fn today_is_never_before_the_catalogue() {
        assert!(today().as_str() >= CATALOGUE_DAY);
    }
}
