//! A table in the making, and what DoorFlow has of it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, bail};
use chrono::{Days, NaiveDate, TimeZone as _, Utc};
use chrono_tz::Europe::London;
use desk::Desk;
use desk::import::{Import, ImportRead, ImportState};
use sandbox::{Control, Person};

use crate::ears::until;
use crate::reception::{FRONT_DOOR, TURNSTILE};

pub(super) const HEADER: &str = "Name;E-mail;Mobile;Company;Date;From;To;Doors\n";

/// A visit as DoorFlow has it: whose, by name, from and to in UTC, and through which doors.
pub(super) type Booked = (String, String, String, Vec<i64>);

/// Everything that was booked since there were `before` reservations.
pub(super) fn booked(control: &Control, before: &BTreeSet<i64>) -> Vec<Booked> {
    let names: BTreeMap<i64, String> = control
        .people()
        .into_iter()
        .map(|person| {
            (
                person.id,
                format!("{} {}", person.first_name, person.last_name),
            )
        })
        .collect();
    let mut booked: Vec<Booked> = control
        .reservations()
        .into_iter()
        .filter(|visit| !before.contains(&visit.id))
        .map(|visit| {
            let name = names.get(&visit.person_id).cloned().unwrap_or_default();
            (
                name,
                visit.start_time.to_rfc3339(),
                visit.end_time.to_rfc3339(),
                visit.channel_ids,
            )
        })
        .collect();
    booked.sort();
    booked
}

pub(super) fn ids(control: &Control) -> BTreeSet<i64> {
    control
        .reservations()
        .iter()
        .map(|visit| visit.id)
        .collect()
}

/// The instant of an hour of a day in the account's zone.
pub(super) fn utc(day: NaiveDate, hour: u32) -> Result<String> {
    let wall = day.and_hms_opt(hour, 0, 0).context("an hour")?;
    let at = London
        .from_local_datetime(&wall)
        .single()
        .context("an hour that comes once")?;
    Ok(at.with_timezone(&Utc).to_rfc3339())
}

/// A table in the making, with what is to come of it.
#[derive(Default)]
pub(super) struct Table {
    pub(super) text: String,
    pub(super) rows: u32,
    pub(super) good: Vec<Booked>,
    /// How many rows there are of each kind that is not to be booked.
    pub(super) bad: BTreeMap<&'static str, usize>,
    pub(super) expected: BTreeMap<ImportStateName, usize>,
}

/// The name of a state, which can be put in order.
pub(super) type ImportStateName = String;

pub(super) fn name_of(state: ImportState) -> ImportStateName {
    format!("{state:?}")
}

impl Table {
    pub(super) fn new() -> Self {
        Self {
            text: HEADER.to_owned(),
            ..Self::default()
        }
    }

    pub(super) fn row(&mut self, cells: &[&str], state: ImportState) {
        self.rows += 1;
        self.text.push_str(&cells.join(";"));
        self.text.push('\n');
        *self.expected.entry(name_of(state)).or_default() += 1;
    }

    /// A row that is to be booked: it is written as `cells` says.
    pub(super) fn good(
        &mut self,
        name: &str,
        email: &str,
        day: NaiveDate,
        from: u32,
        form: usize,
    ) -> Result<()> {
        let date = match form % 4 {
            0 => day.to_string(),
            1 => day.format("%d.%m.%Y").to_string(),
            2 => day.format("%-d %b %Y").to_string(),
            _ => day.format("%A, %B %-d, %Y").to_string(),
        };
        let (start, end) = match form % 3 {
            0 => (format!("{from:02}:00"), format!("{:02}:00", from + 1)),
            1 => (format!("{from}"), format!("{} pm", from + 1 - 12)),
            _ => (
                format!("{from}h00"),
                format!("0.{:04}", (from + 1) * 10_000 / 24),
            ),
        };
        let doors = if form.is_multiple_of(2) {
            "Front Door"
        } else {
            "lobby turnstile, FRONT DOOR"
        };
        self.row(
            &[name, email, "", "Acme", &date, &start, &end, doors],
            ImportState::Ready,
        );
        let mut channels = vec![FRONT_DOOR];
        if form % 2 == 1 {
            channels.push(TURNSTILE);
        }
        self.good.push((
            name.to_owned(),
            utc(day, from)?,
            utc(day, from + 1)?,
            channels,
        ));
        Ok(())
    }

    pub(super) fn bad(&mut self, kind: &'static str, cells: &[&str], state: ImportState) {
        *self.bad.entry(kind).or_default() += 1;
        self.row(cells, state);
    }
}

/// Whoever can be booked, by a name and an e-mail that are theirs alone.
pub(super) fn bookable(control: &Control) -> Vec<(String, String)> {
    let people = control.people();
    let name = |person: &Person| format!("{} {}", person.first_name, person.last_name);
    let alone = |of: &Person| people.iter().filter(|it| name(it) == name(of)).count() == 1;
    people
        .iter()
        .filter(|it| it.enabled && it.valid_from.is_none() && it.valid_to.is_none() && alone(it))
        .filter_map(|it| Some((name(it), it.text("email")?.to_owned())))
        .collect()
}

/// A day far enough ahead that nobody else is expected, and near enough for the year to be told.
pub(super) fn later(today: NaiveDate, days: u64) -> NaiveDate {
    today + Days::new(30 + days)
}

pub(super) fn read(read: ImportRead) -> Result<Import> {
    match read {
        ImportRead::Read { import } => Ok(import),
        ImportRead::Not { why } => bail!("not read: {why:?}"),
    }
}

pub(super) fn counts(import: &Import) -> BTreeMap<ImportStateName, usize> {
    let mut counts = BTreeMap::new();
    for row in &import.rows {
        *counts.entry(name_of(row.state)).or_default() += 1;
    }
    counts
}

/// Waits until no more rows are being booked and everything is settled, for as long as it goes on.
pub(super) async fn done(desk: &Desk) -> Result<()> {
    let mut before = usize::MAX;
    loop {
        let left = until("the import to go on", async || {
            let import = desk.import_now();
            let waiting = import
                .rows
                .iter()
                .filter(|row| row.state == ImportState::Waiting)
                .count();
            let settled = !import.running && desk.outbox().await?.is_empty();
            Ok((waiting != before || settled).then_some((waiting, settled)))
        });
        let (waiting, settled) = left.await?;
        if settled {
            return Ok(());
        }
        before = waiting;
    }
}

pub(super) fn table_of(people: &[(String, String)], today: NaiveDate) -> Result<Table> {
    let mut table = Table::new();
    for (at, (name, email)) in people.iter().take(12).enumerate() {
        table.good(name, email, later(today, 1), 13, at)?;
        let name = format!("Newcomer Nummer{at}");
        table.good(
            &name,
            &format!("n{at}@new.example"),
            later(today, 2),
            14,
            at,
        )?;
        table.good(&name, "", later(today, 3), 15, at)?;
    }
    Ok(table)
}
