//! Reads the door log: pages in the order of time, each kept with how far it has come.

use std::collections::HashSet;
use std::pin::pin;

use chrono::{DateTime, TimeDelta, Utc};
use doorflow::{AccessToken, ChannelId, Event, EventKind, EventsQuery, PersonId};
use futures_util::StreamExt as _;
use rusqlite::Connection;

use super::super::pull::OVERLAP;
use crate::building::{Building, lock};
use crate::call::CallError;
use crate::freshness::LATELY;
use crate::news::{News, Topic};
use crate::store::events::{self, Away, EventRow};
use crate::store::visits::{self, VisitRow};
use crate::store::watermarks::{self, List};
use crate::store::{channels, facts, millis};
use crate::visits::Presence;
use crate::visits::log::EARLY;

/// DoorFlow serves no more of its log.
const SERVED: TimeDelta = TimeDelta::days(90);
/// A door that is back may take so long until it has reported everything.
const REPORTING: TimeDelta = TimeDelta::minutes(5);
/// What is older when it becomes known is no news: nobody stands at that door any more.
const NEWS: TimeDelta = TimeDelta::minutes(10);

/// What a look into the log begins with.
struct Plan {
    /// From when on it is read.
    since: DateTime<Utc>,
    /// How far it was read.
    watermark: Option<DateTime<Utc>>,
    /// Doors whose reports were lacking at the last look.
    known: Vec<Away>,
    /// Doors whose reports are lacking, as of now.
    away: Vec<Away>,
    /// When the doors were read by which that is so.
    doors_read: Option<DateTime<Utc>>,
}

impl Building {
    /// Reads what is new in the log, and tells the page whom it concerns.
    pub(super) async fn read_the_log(&self, token: &AccessToken) -> Result<(), CallError> {
        let plan = self.plan_a_look().await?;
        let query = EventsQuery {
            since: Some(plan.since),
            ascending: true,
            ..EventsQuery::default()
        };
        let mut pages = pin!(self.client.events(token, &query));
        let mut asked_at = None;
        let mut next = pages.next().await.transpose()?;
        while let Some(page) = next {
            self.heard(page.server_time);
            asked_at = asked_at.or(page.server_time);
            if !page.unreadable.is_empty() {
                tracing::warn!(count = page.unreadable.len(), "events could not be read");
            }
            let rows: Vec<EventRow> = page.items.iter().filter_map(row).collect();
            let last = page.items.last().map(|event| event.created_at);
            let following = pages.next().await.transpose();
            // A page is kept before what became of the next one matters.
            let done = matches!(following, Ok(None));
            let mark = if done {
                Some(asked_at.unwrap_or_else(|| self.now()))
            } else {
                last
            };
            self.keep_events(rows, mark, &plan, done).await?;
            next = following?;
        }
        lock(&self.begun).looked(plan.doors_read);
        Ok(())
    }

    /// From when on the log is to be read: from where it was read to, a little before; at first from the beginning of the account's day;
    /// and after a door was away, from when it went, since what it reports late has happened long ago.
    async fn plan_a_look(&self) -> Result<Plan, CallError> {
        let now = self.now();
        let today = self.today(now);
        let (doors_read, before) = lock(&self.begun).doors();
        let plan = self.store.read(move |connection| {
            let watermark = watermarks::read(connection, List::Events)?;
            let from = watermark.map_or(today, |at| at - OVERLAP);
            let known = events::away(connection)?;
            // Whoever slept looks into the log before the doors are read, and goes by what was known of them then.
            let online = before.map_or(from, |before| before.min(from));
            let away = still_away(connection, &known, online, now)?;
            let late = away.iter().filter(|away| away.back.is_some());
            let since = late.map(|away| away.since).fold(from, DateTime::min);
            Ok(Plan {
                since: since.max(now - SERVED),
                watermark,
                known,
                away,
                doors_read,
            })
        });
        Ok(plan.await?)
    }

    /// Keeps a page of events and how far the log is read with it.
    async fn keep_events(
        &self,
        rows: Vec<EventRow>,
        mark: Option<DateTime<Utc>>,
        plan: &Plan,
        done: bool,
    ) -> Result<(), CallError> {
        let now = self.now();
        let (since, before) = (plan.since, plan.watermark);
        let stays = |before| watermarks::may_stay(before, mark.unwrap_or(now));
        if done && rows.is_empty() && plan.away == plan.known && before.is_some_and(stays) {
            return Ok(());
        }
        // Of whom nothing was known while the log was behind, it is known now that they did not come.
        let mut overdue = mark.is_some_and(|mark| before.is_none_or(|at| mark - at >= LATELY));
        let away = done.then(|| plan.away.clone());
        overdue |= done && doors_of(&plan.known) != doors_of(&plan.away);
        let kept = self.store.run(move |connection| {
            let new: HashSet<i64> = events::add(connection, &rows)?.into_iter().collect();
            // A log with a gap in it says nothing of the time before.
            if before.is_none_or(|at| at < since) {
                let from = millis(since).to_string();
                facts::write(connection, facts::EVENTS_FROM, &from)?;
            }
            if let Some(mark) = mark.filter(|mark| before.is_none_or(|before| *mark > before)) {
                watermarks::write(connection, List::Events, mark)?;
            }
            if let Some(away) = away {
                events::set_away(connection, &away)?;
            }
            let people: HashSet<PersonId> = rows
                .iter()
                .filter(|row| new.contains(&row.id))
                .map(|row| row.person)
                .collect();
            Ok((new, of_people(connection, &people, now)?))
        });
        let (new, visits) = kept.await?;
        if overdue || !visits.is_empty() {
            self.changed([Topic::Visits]);
        }
        if !visits.is_empty() {
            self.tell_arrivals(visits, &new).await?;
        }
        Ok(())
    }

    /// Tells the page of those visits whose visitors these events speak of: that they came, or were turned away.
    async fn tell_arrivals(
        &self,
        rows: Vec<VisitRow>,
        new: &HashSet<i64>,
    ) -> Result<(), CallError> {
        let Some(account) = self.known_account() else {
            return Ok(());
        };
        let now = self.now();
        let mut visits = self.visits(&account.zone, rows, Vec::new()).await?;
        visits.retain(|visit| {
            visit.attendance.as_ref().is_some_and(|attendance| {
                matches!(attendance.presence, Presence::Here | Presence::Rejected)
                    && attendance.event.is_some_and(|id| new.contains(&id))
                    && attendance.at.as_ref().is_some_and(|at| at.utc > now - NEWS)
            })
        });
        if !visits.is_empty() {
            self.tell(News::Arrivals { visits });
        }
        Ok(())
    }
}

/// The doors whose reports are lacking now, or may have been lacking until lately. Of one that is offline at first, everything since it was `online`.
fn still_away(
    connection: &Connection,
    known: &[Away],
    online: DateTime<Utc>,
    now: DateTime<Utc>,
) -> rusqlite::Result<Vec<Away>> {
    let mut away = Vec::new();
    for door in channels::all(connection)? {
        let before = known.iter().find(|away| away.door == door.id);
        match (door.online, before) {
            (true, None) => {}
            (true, Some(before)) => {
                let back = before.back.unwrap_or(now);
                if now - back < REPORTING {
                    away.push(Away {
                        back: Some(back),
                        ..*before
                    });
                }
            }
            (false, before) => away.push(Away {
                door: door.id,
                // It may have gone a while before the doors were asked about.
                since: before.map_or(online - REPORTING, |away| away.since),
                back: None,
            }),
        }
    }
    // In the order in which they are kept: the doors come by name, and where nothing is different nothing is to be written.
    away.sort_unstable_by_key(|away| away.door.0);
    Ok(away)
}

fn doors_of(away: &[Away]) -> HashSet<ChannelId> {
    away.iter().map(|away| away.door).collect()
}

/// The visits of these people that their coming now may be for.
fn of_people(
    connection: &Connection,
    people: &HashSet<PersonId>,
    now: DateTime<Utc>,
) -> rusqlite::Result<Vec<VisitRow>> {
    let mut rows = Vec::new();
    for person in people {
        let visits = visits::of_person(connection, *person, now - EARLY)?;
        rows.extend(visits.into_iter().filter(|row| row.start <= now + EARLY));
    }
    Ok(rows)
}

/// What is kept of an event: of whom it says that they came in, or were turned away.
fn row(event: &Event) -> Option<EventRow> {
    let person = event.person_id?;
    (event.kind() != EventKind::Other).then(|| EventRow {
        id: event.id.0,
        code: event.event_code,
        label: event.event_label.clone(),
        door: event.door(),
        person,
        at: event.created_at,
    })
}

#[cfg(test)]
mod tests {
    use doorflow::ChannelId;

    use super::*;
    use crate::store::Store;
    use crate::store::channels::{ChannelRow, DoorSync};

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_478_400, 0).unwrap() + TimeDelta::minutes(minutes)
    }

    fn door(id: i64, name: &str, online: bool) -> ChannelRow {
        ChannelRow {
            id: ChannelId(id),
            name: name.to_owned(),
            site_id: None,
            online,
            lockdown: false,
            sync: DoorSync::Ok,
            last_sync_completed_at: None,
        }
    }

    #[test]
    fn doors_that_stay_away_are_no_change() {
        let store = Store::in_memory().unwrap();
        let looked = store.run_here(|connection| {
            let doors = [door(9, "Annexe", false), door(7, "Front Door", false)];
            channels::replace(connection, &doors)?;
            events::set_away(connection, &still_away(connection, &[], at(10), at(12))?)?;
            let known = events::away(connection)?;
            let away = still_away(connection, &known, at(20), at(22))?;
            Ok((known, away))
        });
        let (known, away) = looked.unwrap();
        assert_eq!(known.len(), 2);
        assert_eq!(known, away);
    }

    #[test]
    fn a_door_is_away_from_before_it_was_missed_until_it_has_had_time_to_report() {
        let store = Store::in_memory().unwrap();
        let seen = |online: bool, from: i64, now: i64| {
            store
                .run_here(|connection| {
                    channels::replace(connection, &[door(7, "Front Door", online)])?;
                    let known = events::away(connection)?;
                    let away = still_away(connection, &known, at(from), at(now))?;
                    events::set_away(connection, &away)?;
                    Ok(away)
                })
                .unwrap()
        };
        let away = |back: Option<i64>| Away {
            door: ChannelId(7),
            since: at(5),
            back: back.map(at),
        };
        assert_eq!(seen(true, 0, 1), []);
        assert_eq!(seen(false, 10, 12), [away(None)]);
        assert_eq!(
            seen(false, 40, 42),
            [away(None)],
            "since it was missed first"
        );
        assert_eq!(seen(true, 50, 52), [away(Some(52))]);
        assert_eq!(seen(true, 54, 56), [away(Some(52))], "it may report yet");
        assert_eq!(seen(true, 56, 58), [], "it has reported");
        seen(false, 58, 60);
        seen(true, 60, 62);
        let again = seen(false, 63, 64);
        assert_eq!(again[0].back, None, "gone again before it had reported all");
        assert_eq!(again[0].since, at(53));
    }
}
