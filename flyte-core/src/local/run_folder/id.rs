//! The ids of runs: the time, so that they sort, and something random.

use std::hash::{BuildHasher, RandomState};
use std::time::{SystemTime, UNIX_EPOCH};

/// The time now, in UTC.
pub(super) struct Now {
    year: i64,
    month: u32,
    day: u32,
    seconds: u32,
    millis: u32,
}

impl Now {
    pub(super) fn get() -> Now {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let (year, month, day) = date((since.as_secs() / 86_400) as i64);
        let seconds = (since.as_secs() % 86_400) as u32;
        Now { year, month, day, seconds, millis: since.subsec_millis() }
    }

    /// `20260102-030405-678-1a2b3c`.
    pub(super) fn id(&self) -> String {
        let (hour, minute, second) = self.clock();
        let random = RandomState::new().hash_one(self.millis) & 0xff_ffff;
        let (year, month, day, millis) = (self.year, self.month, self.day, self.millis);
        format!(
            "{year:04}{month:02}{day:02}-{hour:02}{minute:02}{second:02}-{millis:03}-{random:06x}"
        )
    }

    /// `2026-01-02T03:04:05.678Z`.
    pub(super) fn text(&self) -> String {
        let (hour, minute, second) = self.clock();
        let (year, month, day, millis) = (self.year, self.month, self.day, self.millis);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
    }

    fn clock(&self) -> (u32, u32, u32) {
        (self.seconds / 3600, self.seconds / 60 % 60, self.seconds % 60)
    }
}

/// Year, month and day of a day counted from 1970-01-01, in eras of 400 years that begin in March.
fn date(days: i64) -> (i64, u32, u32) {
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day_of_month = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month as u32, day_of_month as u32)
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn dates() {
        assert_eq!(date(0), (1970, 1, 1));
        assert_eq!(date(11_016), (2000, 2, 29));
        assert_eq!(date(19_782), (2024, 2, 29));
        assert_eq!(date(20_453), (2025, 12, 31));
    }
}
