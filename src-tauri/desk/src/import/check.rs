//! Checks rows: who they are about, and what would come of them, by what the desk knows now.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use doorflow::PersonId;

use super::ids::Ids;
use super::judge::{Facts, Judge, Judged, shown};
use super::outcome::outcome;
use super::row::Typed;
use super::sheet::{Row, Sheet};
use super::view::{Import, ImportRow, WhoChosen};
use crate::booking::book::{door_facts, group_facts};
use crate::building::Building;
use crate::directory::Sought;
use crate::error::DeskError;
use crate::machine::Ended;
use crate::outbox::{EntryKind, as_settled, stands};
use crate::session::Capability;
use crate::store::outbox::{self as table, EntryRow, prints};
use crate::store::{people, visits};

impl Building {
    /// Checks all of a table. People are looked for anew where `anew` is set, else only for rows that name somebody else than before.
    pub(super) async fn check(
        self: &Arc<Self>,
        sheet: Sheet,
        anew: bool,
    ) -> Result<(Sheet, Import), DeskError> {
        let zone = self.account()?.zone;
        let building = Arc::clone(self);
        let matched = self.machine.blocking.run(move || {
            let mut sheet = sheet;
            let typed = sheet.typed(zone);
            building.match_people(&mut sheet, &typed, anew);
            (sheet, typed)
        });
        let (sheet, typed) = matched.await.map_err(|Ended| closing())?;
        let mut facts = self.facts(people_of(&sheet.rows)).await?;
        facts.asked = self.asked_before(None).await?;
        let bookings = sheet.rows.iter().filter_map(|row| row.booking).collect();
        let booked = self.bookings(bookings).await?;
        let mut judge = Judge::among(&facts, Ids::of(sheet.rows.iter().zip(&typed)));
        let mut rows = Vec::with_capacity(typed.len());
        for (at, typed) in typed.iter().enumerate() {
            let row = &sheet.rows[at];
            let judged = judge.judge(row, sheet.number(row), typed);
            rows.push(self.seen_row(&sheet, at, typed, judged, &facts, &booked));
        }
        let import = Import {
            columns: sheet.columns(),
            order: sheet.order,
            either: sheet.either(),
            for_all: sheet.for_all.clone(),
            rows,
            running: false,
        };
        Ok((sheet, import))
    }

    /// Judges one row by what is known now; `None` where there is no such row. Whose its system id is was found out with all rows as the run
    /// began, and while it lasts nothing of them is changed and nobody is looked for anew.
    pub(super) async fn check_row(
        &self,
        sheet: &Sheet,
        at: usize,
    ) -> Result<Option<(Typed, Judged)>, DeskError> {
        let zone = self.account()?.zone;
        let Some(row) = sheet.rows.get(at) else {
            return Ok(None);
        };
        let mut facts = self.facts(people_of(std::slice::from_ref(row))).await?;
        let typed = sheet.typed_row(row, zone);
        let judged = Judge::new(&facts).judge(row, sheet.number(row), &typed);
        let prints = judged.writes.into_iter().map(|(_, print)| print).collect();
        facts.asked = self.asked_before(Some(prints)).await?;
        let judged = Judge::new(&facts).judge(row, sheet.number(row), &typed);
        Ok(Some((typed, judged)))
    }

    /// A row as the page shows it; what became of one that was booked counts more than what would come of it.
    fn seen_row(
        &self,
        sheet: &Sheet,
        at: usize,
        typed: &Typed,
        judged: Judged,
        facts: &Facts,
        booked: &HashMap<i64, Vec<EntryRow>>,
    ) -> ImportRow {
        let mut shown = shown(sheet, at, typed, judged, facts);
        let entries = sheet.rows[at].booking.and_then(|it| booked.get(&it));
        if let Some(entries) = entries.filter(|entries| !entries.is_empty()) {
            self.tell_outcome(&mut shown, entries);
        }
        shown
    }

    /// Puts what became of a row's booking into what is shown of it.
    pub(super) fn tell_outcome(&self, row: &mut ImportRow, entries: &[EntryRow]) {
        let (state, told_by) = outcome(entries);
        let said = told_by
            .map(|entry| self.outbox.said(entry))
            .unwrap_or_default();
        row.state = state;
        row.problems = said.problems;
        row.detail = said.detail;
        row.notes.clear();
        row.same_as = None;
    }

    fn match_people(&self, sheet: &mut Sheet, typed: &[Typed], anew: bool) {
        let stale = |row: &Row, typed: &Typed| {
            let known = row.found.as_ref().map(|(before, _)| before);
            anew || known
                .is_none_or(|before| before.who != typed.who || before.system_id != typed.system_id)
        };
        let wanted: Vec<usize> = (0..typed.len())
            .filter(|at| stale(&sheet.rows[*at], &typed[*at]))
            .collect();
        let sought: Vec<Sought<'_>> = wanted
            .iter()
            .map(|at| {
                let Typed { who, system_id, .. } = &typed[*at];
                Sought {
                    first_name: &who.first_name,
                    last_name: &who.last_name,
                    email: &who.email,
                    phone: &who.mobile,
                    system_id,
                }
            })
            .collect();
        let found = self.directory().alike(&sought);
        for (at, found) in wanted.into_iter().zip(found) {
            sheet.rows[at].found = Some((typed[at].clone(), found));
        }
    }

    async fn facts(&self, ids: HashSet<PersonId>) -> Result<Facts, DeskError> {
        let account = self.account()?;
        let printer = self.printer().await?;
        let now = self.now();
        let ((doors, groups, people, mut visits), entries) = self
            .with_entries(move |c| {
                let mut known = HashMap::with_capacity(ids.len());
                let mut theirs = Vec::new();
                for id in ids {
                    known.extend(people::get(c, id)?.map(|person| (id, person)));
                    theirs.extend(visits::of_person(c, id, now)?);
                }
                Ok((door_facts(c)?, group_facts(c)?, known, theirs))
            })
            .await?;
        as_settled(&mut visits, &entries);
        Ok(Facts {
            now,
            zone: account.zone,
            may: self.may_book(),
            may_make_people: self.may(Capability::WritePeople),
            doors,
            groups,
            people,
            visits,
            entries,
            printer,
            asked: HashSet::new(),
        })
    }

    /// The prints, of these or of all, of visits that were asked for before and stand.
    async fn asked_before(&self, of: Option<Vec<String>>) -> Result<HashSet<String>, DeskError> {
        let account = self.account()?.id;
        let read = self.outbox.store.run(move |c| {
            let found = match of {
                Some(of) => prints::find(c, &account, &of)?,
                None => prints::all(c, &account)?,
            };
            let mut asked = HashSet::new();
            for (print, entry) in found {
                if entry.what == EntryKind::Book && stands(c, &entry)? {
                    asked.insert(print);
                }
            }
            Ok(asked)
        });
        Ok(read.await?)
    }

    /// The writes of these bookings.
    pub(super) async fn bookings(
        &self,
        bookings: Vec<i64>,
    ) -> Result<HashMap<i64, Vec<EntryRow>>, DeskError> {
        let read = self.outbox.store.run(move |c| {
            let mut all = HashMap::with_capacity(bookings.len());
            for booking in bookings {
                all.insert(booking, table::of_booking(c, booking)?);
            }
            Ok(all)
        });
        Ok(read.await?)
    }
}

/// Everybody who may be meant.
fn people_of(rows: &[Row]) -> HashSet<PersonId> {
    let mut ids = HashSet::new();
    for row in rows {
        let found = row.found.iter().flat_map(|(_, found)| found);
        ids.extend(found.map(|person| person.id));
        ids.extend(row.made);
        if let Some(WhoChosen::Person { id }) = row.chosen {
            ids.insert(id);
        }
    }
    ids
}

pub(super) fn closing() -> DeskError {
    DeskError::machine("the program is closing")
}
