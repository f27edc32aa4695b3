//! The account's wall time, as the page receives it.
//!
//! Every time on the screen is a time of the building: the account's zone, never the computer's. The page gets integers and
//! ready labels and never makes a local date of an instant, because that is where calendars go wrong on a day of 23 or 25 hours.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An instant, with where it stands on the account's clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Moment {
    /// The instant, UTC, RFC 3339.
    #[ts(type = "string")]
    pub utc: DateTime<Utc>,
    /// The day it falls on in the account's zone, `YYYY-MM-DD`.
    #[ts(type = "string")]
    pub date: NaiveDate,
    /// Minutes that have really passed since that day began (0 to 1,500): where it is drawn.
    pub offset: u16,
    /// What the clock on the wall says, `HH:MM`; with the zone's abbreviation (`01:30 GMT`) when that time happens twice.
    pub time: String,
}

/// A point of a day where wall time and elapsed time are known to agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HourMark {
    /// Minutes since the day began.
    pub offset: u16,
    /// Minutes past midnight that the clock shows there (540 is 09:00).
    pub wall: u16,
    /// The clock's reading, `HH:MM`.
    pub label: String,
}

/// One day of the account's calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DayFrame {
    /// `YYYY-MM-DD`.
    #[ts(type = "string")]
    pub date: NaiveDate,
    /// 1 is Monday, 7 is Sunday.
    pub weekday: u8,
    /// 1 to 31.
    pub day: u8,
    /// 1 to 12.
    pub month: u8,
    /// The year.
    pub year: i32,
    /// How long the day is: 1,440 minutes, less or more when the clocks change.
    pub minutes: u16,
    /// Each full hour on the wall clock, and the moment of a change; the first is the start of the day. Between two marks the wall clock
    /// runs evenly.
    pub marks: Vec<HourMark>,
    /// Where the day before was shorter or longer, or this one is: `+1 h` and the like, to be said beside the date; empty otherwise.
    pub change: String,
}

/// The hour of the building, sent at each turn of the minute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Clock {
    /// Now.
    pub now: Moment,
    /// The account's zone, an IANA name.
    pub zone: String,
    /// The zone's present distance from UTC: `UTC+0`, `UTC+5:30`.
    pub utc_offset: String,
}
