//! Visits as a calendar, RFC 5545. Its times are instants in UTC, which every program shows right without a zone's rules.

use chrono::{DateTime, Utc};
use icalendar::{Component as _, Event, EventLike as _, EventStatus, Property};

use crate::history::line::{HistoryLine, HistoryState};
use crate::zone::AccountZone;

/// The most octets of a line, without its end (RFC 5545, 3.1).
const LINE: usize = 75;

/// A calendar of visits.
pub(super) struct Calendar<'a> {
    /// DoorFlow's id of the account.
    pub(super) account: &'a str,
    /// The account's name.
    pub(super) name: &'a str,
    pub(super) zone: AccountZone,
    /// When it is made.
    pub(super) now: DateTime<Utc>,
}

impl Calendar<'_> {
    /// The file, of visits that DoorFlow had. It is no invitation, and has no METHOD.
    pub(super) fn of(&self, lines: &[HistoryLine]) -> String {
        let mut calendar = icalendar::Calendar::empty();
        let name = format!("Visits, {}", plain(self.name));
        for (key, value) in [
            ("VERSION", "2.0"),
            ("PRODID", "-//Lobby//Lobby//EN"),
            ("CALSCALE", "GREGORIAN"),
            ("X-WR-CALNAME", name.as_str()),
            ("X-WR-TIMEZONE", self.zone.name()),
        ] {
            calendar.append_property(Property::new(key, value));
        }
        for line in lines {
            calendar.push(self.event(line));
        }
        folded(&calendar.to_string())
    }

    fn event(&self, line: &HistoryLine) -> Event {
        let visit = &line.visit;
        let mut event = Event::new();
        event
            .uid(&self.uid(line))
            .timestamp(self.now)
            .summary(&plain(&visit.name))
            .location(&plain(&visit.place_names().join("; ")))
            .description(super::state_name(line))
            .status(status(line.state))
            // It is the visitor's time that is taken, not that of whoever opens the file.
            .add_property("TRANSP", "TRANSPARENT")
            .starts(visit.start.utc);
        // RFC 5545 has no end that is not after its start.
        if visit.end.utc > visit.start.utc {
            event.ends(visit.end.utc);
        }
        event.done()
    }

    /// The same for the same visit in each file, so that a later one brings it up to date: its key is DoorFlow's number.
    fn uid(&self, line: &HistoryLine) -> String {
        format!("{}-{}@lobby", line.visit.key, plain(self.account))
    }
}

fn status(state: HistoryState) -> EventStatus {
    match state {
        HistoryState::Cancelled | HistoryState::Moved => EventStatus::Cancelled,
        _ => EventStatus::Confirmed,
    }
}

/// The same lines, none over 75 octets: icalendar leaves a last piece of 76 where 75 are left to it, without the blank before them.
fn folded(text: &str) -> String {
    let whole = text.replace("\r\n ", "");
    let mut folded = String::with_capacity(text.len());
    for line in whole.split_terminator("\r\n") {
        let mut rest = line;
        let mut room = LINE;
        while rest.len() > room {
            let (piece, more) = rest.split_at(rest.floor_char_boundary(room));
            folded.push_str(piece);
            folded.push_str("\r\n ");
            (rest, room) = (more, LINE - 1);
        }
        folded.push_str(rest);
        folded.push_str("\r\n");
    }
    folded
}

/// Text without what no line of a calendar may have: control characters, but for line ends of one kind.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|char| if char == '\r' { '\n' } else { char })
        .filter(|char| *char == '\n' || *char == '\t' || !char.is_control())
        .collect()
}

#[cfg(test)]
mod tests {
    use icalendar::CalendarDateTime;
    use proptest::prelude::*;

    use super::super::tests::{at, line, london};
    use super::*;

    fn of(account: &str, lines: &[HistoryLine]) -> String {
        Calendar {
            account,
            name: "Harbour House",
            zone: london(),
            now: at("2026-11-28T10:00:00Z"),
        }
        .of(lines)
    }

    fn nine_to_ten(name: &str, door: &str) -> HistoryLine {
        line(name, door, "2026-07-28T08:00:00Z", "2026-07-28T09:00:00Z")
    }

    #[test]
    fn a_visit_is_an_event_with_a_lasting_name() {
        let text = of("42", &[nine_to_ten("Nguyễn, Linh", "Front door")]);
        let mut lines: Vec<&str> = text.split_terminator("\r\n").collect();
        lines[6..15].sort_unstable();
        assert_eq!(
            lines,
            [
                "BEGIN:VCALENDAR",
                "VERSION:2.0",
                "PRODID:-//Lobby//Lobby//EN",
                "CALSCALE:GREGORIAN",
                "X-WR-CALNAME:Visits\\, Harbour House",
                "X-WR-TIMEZONE:Europe/London",
                "BEGIN:VEVENT",
                "DESCRIPTION:Came and left",
                "DTEND:20260728T090000Z",
                "DTSTAMP:20261128T100000Z",
                "DTSTART:20260728T080000Z",
                "LOCATION:Front door",
                "STATUS:CONFIRMED",
                "SUMMARY:Nguyễn\\, Linh",
                "TRANSP:TRANSPARENT",
                "UID:r17-42@lobby",
                "END:VEVENT",
                "END:VCALENDAR"
            ]
        );
    }

    #[test]
    fn what_does_not_stand_says_so() {
        let with = |state| {
            let visit = HistoryLine {
                state,
                ..nine_to_ten("Linh", "Front door")
            };
            of("42", &[visit])
        };
        assert!(with(HistoryState::Cancelled).contains("STATUS:CANCELLED\r\n"));
        assert!(with(HistoryState::Moved).contains("STATUS:CANCELLED\r\n"));
        assert!(with(HistoryState::NoShow).contains("STATUS:CONFIRMED\r\n"));
    }

    #[test]
    fn a_last_piece_is_short_too() {
        // 75 octets, then 75 left: icalendar's own folding makes 76 of them.
        let name = "x".repeat(75 - "SUMMARY:".len() + 75);
        let text = of("42", &[nine_to_ten(&name, "Front door")]);
        let lengths: Vec<usize> = text
            .split_terminator("\r\n")
            .skip_while(|line| !line.starts_with("SUMMARY"))
            .take(3)
            .map(str::len)
            .collect();
        assert_eq!(lengths, [75, 75, 2]);
    }

    proptest! {
        #[test]
        fn whatever_names_are_lines_are_short_and_are_read_back(
            name in "[\\\\;,:\"\r\n\t 老虎é🦀\\PC]{0,120}",
            door in "([ 　\\\\;,]|\\PC){0,120}",
        ) {
            let text = of("42", &[nine_to_ten(&name, &door)]);
            for line in text.split_terminator("\r\n") {
                prop_assert!(line.len() <= 75, "{} octets: {line:?}", line.len());
                prop_assert!(!line.contains(['\r', '\n']));
            }
            // Each line is whole characters, since the text is one of Rust's.
            let read: icalendar::Calendar = text.parse().map_err(TestCaseError::fail)?;
            let event = read.events().next().expect("the visit");
            prop_assert_eq!(read.components.len(), 1);
            prop_assert_eq!(event.get_summary().unwrap_or_default(), plain(&name));
            prop_assert_eq!(event.get_location().unwrap_or_default(), plain(&door));
            let start = event.get_start().expect("a start");
            let utc = CalendarDateTime::Utc(at("2026-07-28T08:00:00Z"));
            prop_assert_eq!(start, utc.into());
        }
    }
}
