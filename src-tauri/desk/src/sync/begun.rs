//! When DoorFlow began to tell the doors, as far as this run knows; and by that, which doors have what others booked. Pure.

use chrono::{DateTime, TimeDelta, Utc};

use crate::store::channels::{ChannelRow, DoorSync};

/// So long after a sync began, a door that is online and in order has it: it would be waiting for it otherwise.
const TAKES_AT_MOST: TimeDelta = TimeDelta::minutes(5);
/// So many are remembered: of what came before the first of them, the doors' own times say enough.
const REMEMBERED: usize = 64;

/// The beginnings of syncs, and when the doors were last read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Begun {
    /// Ascending.
    at: Vec<DateTime<Utc>>,
    doors_read: Option<DateTime<Utc>>,
    /// When the doors were read that the last look into the door log went by.
    doors_at_look: Option<DateTime<Utc>>,
}

impl Begun {
    /// A sync began then, by DoorFlow.
    pub(crate) fn hear(&mut self, at: DateTime<Utc>) {
        if let Err(place) = self.at.binary_search(&at) {
            self.at.insert(place, at);
            let surplus = self.at.len().saturating_sub(REMEMBERED);
            self.at.drain(..surplus);
        }
    }

    /// The doors have been asked for at this time; whether by that another sync has long begun, so that doors may have more than they had.
    pub(crate) fn doors_are_of(&mut self, now: DateTime<Utc>) -> bool {
        let before = self.doors_read.replace(now);
        self.at.iter().any(|at| {
            let long_since = latest(*at) + TAKES_AT_MOST;
            now > long_since && before.is_none_or(|before| before <= long_since)
        })
    }

    /// The doors were read then, by an earlier run.
    pub(crate) fn doors_were_read(&mut self, at: DateTime<Utc>) {
        self.doors_at_look = Some(at);
    }

    /// When the doors were read that are known now, and those that the last look went by.
    pub(super) fn doors(&self) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        (self.doors_read, self.doors_at_look)
    }

    /// A look into the door log went by the doors that were read then.
    pub(super) fn looked(&mut self, doors_read: Option<DateTime<Utc>>) {
        self.doors_at_look = doors_read.or(self.doors_at_look);
    }

    /// The latest moment at which the first sync can have begun that is known to have begun after this.
    fn since(&self, made: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let made = latest(made);
        let first = self.at.partition_point(|at| *at <= made);
        self.at.get(first).copied().map(latest)
    }

    /// Whether a door has what was made then, and not by this desk, which therefore does not know when the doors were told of it. That a
    /// door has completed a sync since is not enough, however late: it may have been on its way already, and a door that was away completes
    /// an old one when it comes back. It has to be one that began after it. Where a sync has long begun since, and the door is in order and
    /// has completed one, that was it.
    pub(crate) fn has(&self, door: &ChannelRow, made: DateTime<Utc>) -> bool {
        let Some(completed) = door.last_sync_completed_at.filter(|at| *at > latest(made)) else {
            return false;
        };
        let Some(since) = self.since(made) else {
            return false;
        };
        let long_since = self.doors_read.is_some_and(|at| at > since + TAKES_AT_MOST);
        completed > since || (long_since && door.online && door.sync == DoorSync::Ok)
    }

    /// Whether to ask DoorFlow when it last told the doors would say more of this door and what was made then.
    pub(crate) fn leaves_open(&self, door: &ChannelRow, made: DateTime<Utc>) -> bool {
        door.last_sync_completed_at > Some(latest(made)) && self.since(made).is_none()
    }

    /// Which moments are open as far as that goes: from the newest sync that is known to have begun, so that none is known to have begun
    /// later, up to the last that one of these doors has completed; `None` where no sync is known, or none was completed since. The first is a
    /// second early: a time can be in whole seconds.
    pub(crate) fn open(&self, doors: &[ChannelRow]) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let newest = *self.at.last()?;
        let completed = doors.iter().filter_map(|door| door.last_sync_completed_at);
        let last = completed.max().filter(|last| *last > newest)?;
        Some((newest - TimeDelta::seconds(1), last))
    }

    /// Whether nothing is known of any.
    pub(crate) fn is_empty(&self) -> bool {
        self.at.is_empty()
    }
}

/// The latest moment that a time can mean: one in whole seconds, any within that second. A door is called ready a second late rather than
/// early.
pub(crate) fn latest(at: DateTime<Utc>) -> DateTime<Utc> {
    if at.timestamp_subsec_millis() == 0 {
        at + TimeDelta::milliseconds(999)
    } else {
        at
    }
}

#[cfg(test)]
mod tests {
    use doorflow::ChannelId;

    use super::*;

    fn at(time: &str) -> DateTime<Utc> {
        format!("2026-11-18T{time}Z").parse().expect("a time")
    }

    fn door(sync: DoorSync, completed: &str) -> ChannelRow {
        ChannelRow {
            id: ChannelId(1),
            name: "Front Door".to_owned(),
            site_id: None,
            online: true,
            lockdown: false,
            sync,
            last_sync_completed_at: Some(at(completed)),
        }
    }

    fn begun(times: &[&str], doors_read: &str) -> Begun {
        let mut begun = Begun::default();
        for time in times {
            begun.hear(at(time));
        }
        begun.doors_are_of(at(doors_read));
        begun
    }

    #[test]
    fn a_sync_that_was_on_its_way_already_is_not_taken_for_a_later_one() {
        let made = at("10:00:00.500");
        let soon = door(DoorSync::Ok, "10:00:04");
        for (begun, has, open, why) in [
            (Begun::default(), false, true, "nothing is known of any"),
            (
                begun(&["09:59:59"], "10:01:00"),
                false,
                true,
                "it began before",
            ),
            (
                begun(&["10:00:00"], "10:01:00"),
                false,
                true,
                "it may have begun before, within that second",
            ),
            (
                begun(&["10:00:02"], "10:01:00"),
                true,
                false,
                "it began after",
            ),
            (
                begun(&["10:00:30"], "10:01:00"),
                false,
                false,
                "it began after the door had completed one",
            ),
            (
                begun(&["10:00:02", "10:00:30"], "10:01:00"),
                true,
                false,
                "the first of them counts",
            ),
            (
                begun(&["10:00:30"], "10:05:40"),
                true,
                false,
                "the door has that one, or would wait for it",
            ),
        ] {
            assert_eq!(begun.has(&soon, made), has, "{why}");
            assert_eq!(begun.leaves_open(&soon, made), open, "{why}");
        }
        let behind = door(DoorSync::Behind, "10:00:04");
        assert!(!begun(&["10:00:30"], "10:05:40").has(&behind, made));
    }

    #[test]
    fn a_door_that_was_away_may_complete_an_old_sync_late() {
        let made = at("10:00:00");
        let back = door(DoorSync::Ok, "10:30:00");
        assert!(
            !Begun::default().has(&back, made),
            "nothing is known of any"
        );
        assert!(!begun(&["10:31:00"], "10:32:00").has(&back, made));
        assert!(begun(&["10:10:00"], "10:32:00").has(&back, made));
        let away = ChannelRow {
            online: false,
            ..back
        };
        assert!(!begun(&["10:31:00"], "10:40:00").has(&away, made));
        assert!(begun(&["10:10:00"], "10:40:00").has(&away, made));
    }

    #[test]
    fn what_a_door_leaves_open_was_made_in_the_time_that_is_open() {
        let moment = |quarters: i64| at("10:00:00") + TimeDelta::milliseconds(250 * quarters);
        let mut left_open = 0;
        for (newest, completed, made) in
            (0..12).flat_map(|a| (0..12).flat_map(move |b| (0..12).map(move |c| (a, b, c))))
        {
            let mut begun = begun(&["09:50:00"], "10:01:00");
            begun.hear(moment(newest));
            let door = ChannelRow {
                last_sync_completed_at: Some(moment(completed)),
                ..door(DoorSync::Ok, "10:00:00")
            };
            let made = moment(made);
            if begun.leaves_open(&door, made) {
                let (after, before) = begun.open(&[door]).expect("a time");
                assert!(after < made && made < before, "{made}");
                left_open += 1;
            }
        }
        assert!(left_open > 0);
        assert_eq!(
            Begun::default().open(&[door(DoorSync::Ok, "10:00:00")]),
            None
        );
    }

    #[test]
    fn only_the_latest_are_remembered() {
        let mut begun = Begun::default();
        for minute in 0..100 {
            begun.hear(at("10:00:00") + TimeDelta::minutes(minute));
            begun.hear(at("10:00:00") + TimeDelta::minutes(minute));
        }
        assert_eq!(begun.at.len(), REMEMBERED);
        assert_eq!(begun.since(at("11:38:00")), Some(at("11:39:00.999")));
        assert_eq!(begun.since(at("11:39:00")), None);
    }
}
