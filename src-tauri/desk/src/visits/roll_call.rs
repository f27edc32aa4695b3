//! Who is here now: for whoever has to count heads. It is kept in the encrypted store as it changes, so that it can be shown for a day with
//! no network and nobody signed in.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use doorflow::{ChannelId, PersonId};
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast::error::RecvError;
use ts_rs::TS;

use super::attendance::{self, Seen};
use super::log::{BY_HAND, Log};
use super::{Presence, Visit};
use crate::account::Account;
use crate::building::Building;
use crate::desk::Desk;
use crate::directory::order_of;
use crate::error::DeskError;
use crate::freshness::LATELY;
use crate::news::{News, Topic};
use crate::session::Capability;
use crate::store::visits::{self, VisitRow};
use crate::store::{channels, facts};
use crate::wall::Moment;

/// A stay of days may have begun so long ago.
const LONGEST: TimeDelta = TimeDelta::days(400);
/// One that is older says nothing of who is here.
const GOOD_FOR: TimeDelta = TimeDelta::days(1);
/// What changes within this time is kept together.
const GATHERED: Duration = Duration::from_secs(1);

/// Who is here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RollCall {
    /// The account's name.
    pub account: String,
    /// When this was so, on the account's clock.
    pub taken: Moment,
    /// It is so now, as far as this desk knows; else it was kept when somebody was last signed in.
    pub live: bool,
    /// Whether the door log was read: else it is only known who was checked in by hand, and whose visit is under way.
    pub watched: bool,
    /// Up to when the door log was read, where it has not been read lately: whoever has come since is not known, so it also has those whose visit
    /// is under way.
    pub unread_since: Option<Moment>,
    /// Doors that may have somebody to report yet, such as one that is offline and lets people in by itself: whoever has come by them is not
    /// known, so it also has those who may use them and whose visit is under way.
    #[serde(default)]
    pub silent_doors: Vec<String>,
    /// When what this computer keeps was begun anew, where that was today: whoever was checked in by hand before is not known, so it also has those
    /// whose visit is under way.
    #[serde(default)]
    pub begun_anew: Option<Moment>,
    /// Up to when the file of what this computer keeps could not be opened, where that is so now or was today: of those who were checked in by hand
    /// not all are known, so it also has those whose visit is under way.
    #[serde(default)]
    pub unkept: Option<Moment>,
    /// Those who are here, by name.
    pub people: Vec<RollCallLine>,
}

/// Somebody who is here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RollCallLine {
    /// First and last name.
    pub name: String,
    /// Department or job title; may be empty.
    pub line: String,
    /// Since when; absent where nobody saw them come.
    pub since: Option<Moment>,
    /// When their visit ends.
    pub until: Moment,
    /// The door that let them in last as far as is known; empty where none did.
    pub places: Vec<String>,
}

impl Desk {
    /// Who is here now. While nobody is signed in it is what was kept last, `None` where that is older than a day, or was never kept.
    ///
    /// # Errors
    /// `machine` when the store cannot be read.
    pub async fn roll_call(&self) -> Result<Option<RollCall>, DeskError> {
        let building = self.building();
        match building.known_account() {
            Some(account) => {
                let call = building.who_is_here(&account).await?;
                building.keep_roll_call(&call).await;
                Ok(Some(call))
            }
            None => Ok(building.kept_roll_call().await?),
        }
    }
}

/// Keeps who is here as that changes, for as long as somebody is signed in.
pub(crate) async fn keep_roll_call(building: Arc<Building>) {
    let mut news = building.listen();
    let mut kept: Option<RollCall> = None;
    loop {
        match news.recv().await {
            Ok(News::Clock { .. }) | Err(RecvError::Lagged(_)) => {}
            Ok(News::Changed { topics }) if topics.contains(&Topic::Visits) => {}
            Ok(_) => continue,
            Err(RecvError::Closed) => return,
        }
        tokio::time::sleep(GATHERED).await;
        let Some(account) = building.known_account() else {
            return;
        };
        let now = match building.who_is_here(&account).await {
            Ok(now) => now,
            Err(error) => {
                tracing::error!(%error, "the store could not be read");
                continue;
            }
        };
        // That the minute turned is no reason to write more often than it is of use.
        let old = kept.as_ref().is_none_or(|kept| {
            kept.people != now.people
                || kept.silent_doors != now.silent_doors
                || kept.begun_anew != now.begun_anew
                || kept.unkept.is_some() != now.unkept.is_some()
                || kept.unread_since.is_some() != now.unread_since.is_some()
                || now.taken.utc - kept.taken.utc >= TimeDelta::minutes(5)
        });
        if old && building.keep_roll_call(&now).await {
            kept = Some(now);
        }
    }
}

/// What is known of those who are here.
#[derive(Default)]
struct Found {
    /// How they came, by the key of the visit.
    seen: HashMap<String, Seen>,
    /// Up to when the door log was read, where that is long ago.
    unread_since: Option<DateTime<Utc>>,
    /// Doors that may have somebody to report yet.
    silent: BTreeSet<ChannelId>,
    /// When what is kept here was begun anew, where that was today.
    begun_anew: Option<DateTime<Utc>>,
    /// Up to when it was not kept here, where that is so now or was today.
    unkept: Option<DateTime<Utc>>,
    /// Every door's name.
    names: HashMap<ChannelId, String>,
}

impl Found {
    fn name(&self, door: ChannelId) -> Option<String> {
        self.names.get(&door).cloned()
    }
}

fn key_of(row: &VisitRow) -> String {
    format!("{}{}", visits::letter(row.kind), row.id)
}

impl Building {
    async fn who_is_here(&self, account: &Account) -> Result<RollCall, crate::store::StoreError> {
        let now = self.now();
        let today = account.zone.day_start(account.zone.day_of(now));
        // Whoever comes early is here before the visit starts.
        let within = (now - LONGEST, now + BY_HAND);
        let watched = self.may(Capability::ReadEvents);
        let in_memory = self.at_rest.trouble().is_some();
        let read = self.store.read(move |connection| {
            let mut rows = visits::starting(connection, within, now)?;
            let log = Log::read_all(connection, &rows, &[], (now, None))?;
            // After a start or a sleep the log is old before a look at it has failed.
            let read_to = log.read.map_or(today, |(_, to)| to);
            let unread_since = (watched && now - read_to > LATELY).then_some(read_to);
            let of_today = |name| -> rusqlite::Result<Option<DateTime<Utc>>> {
                let at = facts::read_instant(connection, name)?;
                // What is later than now was stamped by a clock that was wrong.
                Ok(at.filter(|at| (today..=now).contains(at)))
            };
            let begun_anew = of_today(facts::BEGUN_ANEW)?;
            let unkept = if in_memory {
                Some(now)
            } else {
                of_today(facts::UNKEPT)?
            };
            let by_hand_known = begun_anew.is_none() && unkept.is_none();
            let all_known = watched && unread_since.is_none() && by_hand_known;
            let mut found = Found {
                unread_since,
                begun_anew,
                unkept,
                ..Found::default()
            };
            // This is asked each minute, and few of those who have a visit are here: only theirs are made ready to be shown.
            rows.retain(|row| {
                let seen = attendance::judge(row, &log, now, today);
                let under_way = row.start <= now && now < row.end;
                let silent = attendance::silent_doors(row, &log);
                let here = is_here(
                    seen.as_ref().map(|seen| seen.presence),
                    under_way,
                    all_known && silent.is_empty(),
                );
                if under_way {
                    found.silent.extend(silent);
                }
                let came = seen.filter(|seen| seen.presence == Presence::Here);
                found.seen.extend(came.map(|seen| (key_of(row), seen)));
                here
            });
            let doors = channels::all(connection)?;
            found.names = doors.into_iter().map(|it| (it.id, it.name)).collect();
            Ok((rows, found))
        });
        let (rows, found) = read.await?;
        let visits = self.visits(&account.zone, rows, Vec::new()).await?;
        // How they came is as it was just judged, among all of their visits.
        let lines = visits.into_iter().map(|visit| {
            let seen = found.seen.get(&visit.key);
            let since = seen.and_then(|seen| seen.at);
            let door = seen.and_then(|seen| found.name(seen.door?));
            line(visit, since.map(|at| account.zone.moment(at)), door)
        });
        let mut people = heads(lines);
        in_order(&mut people);
        Ok(RollCall {
            account: account.line.name.clone(),
            taken: account.zone.moment(now),
            live: true,
            watched,
            unread_since: found.unread_since.map(|at| account.zone.moment(at)),
            silent_doors: found
                .silent
                .iter()
                .filter_map(|id| found.name(*id))
                .collect(),
            begun_anew: found.begun_anew.map(|at| account.zone.moment(at)),
            unkept: found.unkept.map(|at| account.zone.moment(at)),
            people,
        })
    }

    async fn keep_roll_call(&self, call: &RollCall) -> bool {
        let Ok(text) = serde_json::to_string(call) else {
            return false;
        };
        self.leave_unkept().await;
        let kept = self
            .store
            .run(move |connection| facts::write(connection, facts::ROLL_CALL, &text))
            .await;
        if let Err(error) = &kept {
            tracing::error!(%error, "who is here could not be kept");
        }
        kept.is_ok()
    }

    async fn kept_roll_call(&self) -> Result<Option<RollCall>, crate::store::StoreError> {
        let text = self
            .store
            .run(|connection| facts::read(connection, facts::ROLL_CALL))
            .await?;
        let kept: Option<RollCall> = text.and_then(|text| serde_json::from_str(&text).ok());
        let now = self.now();
        Ok(kept
            .filter(|kept| is_good(kept.taken.utc, now))
            .map(|kept| RollCall {
                live: false,
                ..kept
            }))
    }
}

/// Whether what was so `then` is still of use; what is from later than now was kept by a clock that was wrong.
fn is_good(then: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    then > now - GOOD_FOR
}

/// Whether a visit's visitor is in the building, as far as is known. Where not everybody who comes is known, so is whoever may have come: those
/// whose visit is `under_way`, and they may have been turned away at first.
fn is_here(presence: Option<Presence>, under_way: bool, all_known: bool) -> bool {
    match presence {
        Some(Presence::Here) => true,
        Some(Presence::Rejected) | None => under_way && !all_known,
        Some(Presence::Left | Presence::NoShow) => false,
    }
}

/// One line for each head: somebody with two visits at once is one, and two of the same name are two.
fn heads(lines: impl Iterator<Item = (PersonId, RollCallLine)>) -> Vec<RollCallLine> {
    let mut heads: BTreeMap<PersonId, RollCallLine> = BTreeMap::new();
    for (person, line) in lines {
        match heads.entry(person) {
            Entry::Vacant(head) => {
                head.insert(line);
            }
            Entry::Occupied(mut head) => head.get_mut().join(line),
        }
    }
    heads.into_values().collect()
}

/// By name, as the directory compares names.
fn in_order(people: &mut [RollCallLine]) {
    people.sort_by_cached_key(|line| (order_of(&line.name), line.until.utc));
}

impl RollCallLine {
    /// Adds what another visit of the same person says: since the first, until the last, and where they were seen last.
    fn join(&mut self, other: Self) {
        let seen = |line: &Self| line.since.as_ref().map(|since| since.utc);
        if seen(&other) > seen(self) {
            self.places = other.places;
        }
        if other.until.utc > self.until.utc {
            self.until = other.until;
        }
        let first = [self.since.take(), other.since].into_iter().flatten();
        self.since = first.min_by_key(|since| since.utc);
    }
}

fn line(visit: Visit, since: Option<Moment>, door: Option<String>) -> (PersonId, RollCallLine) {
    let line = RollCallLine {
        name: visit.name,
        line: visit.line,
        since,
        until: visit.end,
        places: door.into_iter().collect(),
    };
    (visit.person_id, line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zone::AccountZone;

    #[test]
    fn names_are_in_the_order_of_a_list_of_people() {
        let zone = AccountZone::parse("Europe/London").expect("a zone");
        let named = |name: &str| RollCallLine {
            name: name.to_owned(),
            line: String::new(),
            since: None,
            until: zone.moment(DateTime::UNIX_EPOCH),
            places: Vec::new(),
        };
        let mut people = ["Annabel Ash", "Zoe Fry", "ben Kos", "Änne Lau", "Anna Wu"].map(named);
        in_order(&mut people);
        let order = people.each_ref().map(|line| line.name.as_str());
        assert_eq!(
            order,
            ["Anna Wu", "Annabel Ash", "Änne Lau", "ben Kos", "Zoe Fry"]
        );
    }

    #[test]
    fn whoever_may_have_come_is_here_where_not_everybody_who_comes_is_known() {
        use Presence::{Here, Left, NoShow, Rejected};
        let here = |all_known| {
            [None, Some(Here), Some(Rejected), Some(Left), Some(NoShow)]
                .map(|presence| is_here(presence, true, all_known))
        };
        assert_eq!(here(true), [false, true, false, false, false]);
        assert_eq!(here(false), [true, true, true, false, false]);
        assert!(!is_here(None, false, false), "nobody has to be there yet");
        assert!(is_here(Some(Here), false, true), "who came early is");
    }
}
