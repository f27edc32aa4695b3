//! The app is killed while it books, again and again: what it had said yes to is on its disk, is made once, and the calendar never
//! shows more than DoorFlow has.
//!
//! `LOBBY_KILLS` says how often it is killed, `LOBBY_KILLS_SEED` which moments are drawn.

mod files;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use chrono::{Days, NaiveDate};
use chrono_tz::Europe::London;
use lobby_tests::harness::app::{App, Machine};
use lobby_tests::harness::page::Page;
use lobby_tests::harness::until;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sandbox::{Control, Write};
use serde::Deserialize;
use serde_json::json;

use crate::{building, quiet_day, screen, signed_in};

/// How often the app is killed unless somebody says otherwise.
const KILLS: usize = 10;
/// How often it is killed before it gets another building: what one run leaves is looked for in all that DoorFlow has.
const IN_ONE_BUILDING: usize = 20;
/// How many visits are asked for at once before each kill.
const AT_ONCE: usize = 8;
/// About how long one of them takes.
const A_BOOKING: Duration = Duration::from_millis(60);
/// The longest time from asking to killing.
const LONGEST: Duration = Duration::from_millis(600);
/// How many visitors there are; each comes once a day.
const VISITORS: usize = 40;
/// A door that is online.
const FRONT_DOOR: i64 = 1340;

/// Somebody's visit on a day: no two are asked for alike.
type Wish = (i64, NaiveDate);

/// What the calendar shows for each wish.
type Calendar = BTreeMap<Wish, Vec<Shown>>;

/// The reservation that was made for each wish.
type Made = BTreeMap<Wish, i64>;

/// One entry of the calendar.
#[derive(Debug, Deserialize)]
struct Shown {
    key: String,
    person: i64,
    day: NaiveDate,
    state: String,
}

#[tokio::test]
async fn a_killed_app_loses_nothing_and_makes_nothing_twice() -> Result<()> {
    let kills = drawn("LOBBY_KILLS")?.map_or(Ok(KILLS), usize::try_from)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let seed = drawn("LOBBY_KILLS_SEED")?.unwrap_or(now);
    tell(&format!("{kills} kills, LOBBY_KILLS_SEED={seed}"));

    let _screen = screen().await;
    let mut moments = StdRng::seed_from_u64(seed);
    let mut standing = BTreeMap::new();
    let mut left = kills;
    while left > 0 {
        let here = left.min(IN_ONE_BUILDING);
        kill_at_one(here, &mut moments, &mut standing).await?;
        left -= here;
    }
    tell(&format!("as the app died, the writes stood: {standing:?}"));
    Ok(())
}

/// Kills the app so often, in a building of its own; counts where the writes of each moment stood.
async fn kill_at_one(
    kills: usize,
    moments: &mut StdRng,
    standing: &mut BTreeMap<String, usize>,
) -> Result<()> {
    let building = building().await?;
    let control = building.control();
    let desk = Desk {
        visitors: (0..VISITORS)
            .map(|number| control.add_person("Visitor", &format!("Number {number}")))
            .collect(),
        machine: Machine::of(building.hello())?,
        control,
        first: quiet_day(London),
    };
    signed_in(&desk.machine).await?.quit().await?;

    let mut promised = BTreeSet::new();
    for kill in 0..kills {
        let wishes = desk.wishes(kill);
        let app = desk.begin().await?;
        // Half of the time it dies while it still sees to what the death before left, else once it has sent so many.
        let sent = moments
            .random_bool(0.5)
            .then(|| moments.random_range(0..=AT_ONCE as u64));
        let moment = if sent.is_some() {
            desk.watch(&app.page, "what was queued to be sent", nothing_pends)
                .await?;
            A_BOOKING.mul_f64(moments.random())
        } else {
            desk.only_what_is(&app.page).await?;
            LONGEST.mul_f64(moments.random())
        };
        let sent = sent.map(|more| desk.posts() + more);
        let dies = async {
            until("the app to send", async || {
                Ok(sent.is_none_or(|sent| desk.posts() >= sent).then_some(()))
            })
            .await?;
            tokio::time::sleep(moment).await;
            Ok(())
        };
        promised.extend(book_and_die(app, &wishes, dies).await?);
        let kept = files::look(&desk.machine)?;
        for wish in &promised {
            ensure!(
                kept.iter().any(|entry| entry.wish == *wish),
                "kill {kill}: {wish:?} was promised and is not on the disk"
            );
        }
        for entry in kept.iter().filter(|entry| wishes.contains(&entry.wish)) {
            *standing.entry(entry.state.clone()).or_insert(0) += 1;
        }
        // What is on the disk stays there, whether or not anybody was told.
        promised.extend(kept.iter().map(|entry| entry.wish));
    }
    desk.settles(&promised).await
}

/// The desk that is killed.
struct Desk {
    machine: Machine,
    control: Control,
    visitors: Vec<i64>,
    first: NaiveDate,
}

impl Desk {
    /// What is asked for before this kill.
    fn wishes(&self, kill: usize) -> Vec<Wish> {
        (kill * AT_ONCE..(kill + 1) * AT_ONCE)
            .map(|number| {
                let day = Days::new((number / VISITORS) as u64);
                (self.visitors[number % VISITORS], self.first + day)
            })
            .collect()
    }

    /// The app, signed in. It reads, so that its tokens have been renewed: those it would lose with its life.
    async fn begin(&self) -> Result<App> {
        let before = self.reads();
        let app = self.machine.launch().await?;
        until("the app to read", async || {
            Ok((self.reads() > before).then_some(()))
        })
        .await?;
        Ok(app)
    }

    /// How many reservations DoorFlow was asked for.
    fn posts(&self) -> u64 {
        let requests = self.control.requests();
        let posts = requests.get("POST /api/3/reservations");
        posts.copied().unwrap_or(0)
    }

    fn reads(&self) -> u64 {
        let requests = self.control.requests();
        let reads = requests.iter().filter(|(at, _)| at.starts_with("GET /api"));
        reads.map(|(_, count)| count).sum()
    }

    /// The reservations that were made over the API, by what they were made for.
    fn made(&self) -> Result<Made> {
        let made: BTreeSet<i64> = self
            .control
            .ledger()
            .iter()
            .filter_map(|entry| match entry.write {
                Write::ReservationCreated(id) => Some(id),
                _ => None,
            })
            .collect();
        let mut wishes = Made::new();
        for one in self.control.reservations() {
            if made.contains(&one.id) {
                let day = one.start_time.with_timezone(&London).date_naive();
                let twin = wishes.insert((one.person_id, day), one.id);
                ensure!(twin.is_none(), "{} is {twin:?} once more", one.id);
            }
        }
        Ok(wishes)
    }

    /// What the calendar shows of the visitors; none that DoorFlow does not have is called accepted, and none is there twice.
    async fn only_what_is(&self, page: &Page) -> Result<(Calendar, Made)> {
        let last = self.first + Days::new(30);
        let shown = page
            .run_async(
                "const [first, last, visitors, done] = arguments; \
                 window.__TAURI_INTERNALS__.invoke('agenda', { first, last }).then((agenda) => done(agenda.visits \
                 .filter((visit) => visitors.includes(visit.personId)) \
                 .map((visit) => ({ key: visit.key, person: visit.personId, day: visit.start.date, state: visit.state }))), \
                 (error) => done(JSON.stringify(error)))",
                vec![json!(self.first), json!(last), json!(self.visitors)],
            )
            .await?;
        let shown: Vec<Shown> = serde_json::from_value(shown.clone())
            .with_context(|| format!("the calendar answers {shown}"))?;
        // Asked after the page was: what is made meanwhile cannot be missing.
        let made = self.made()?;
        let mut calendar = Calendar::new();
        for visit in shown {
            let wish = (visit.person, visit.day);
            let there = made.get(&wish).map(|id| format!("r{id}"));
            ensure!(
                visit.state != "expected" || there.as_ref() == Some(&visit.key),
                "{visit:?} is shown as accepted, DoorFlow has {there:?}"
            );
            calendar.entry(wish).or_default().push(visit);
        }
        for shown in calendar.values() {
            // One whose answer is lost may stand beside what came of it until it is found.
            let one = match shown.as_slice() {
                [_] => true,
                [one, other] => (one.state == "unknown") != (other.state == "unknown"),
                _ => false,
            };
            ensure!(one, "{shown:?} were asked for once");
        }
        Ok((calendar, made))
    }

    /// Looks at the calendar until this is so of it; at each look, it must be true.
    async fn watch(
        &self,
        page: &Page,
        what: &str,
        mut so: impl FnMut(&Calendar, &Made) -> bool,
    ) -> Result<()> {
        until(what, async || {
            // What is shown and is not so is no matter of patience.
            Ok(match self.only_what_is(page).await {
                Ok((calendar, made)) => so(&calendar, &made).then_some(Ok(())),
                Err(error) => Some(Err(error)),
            })
        })
        .await?
    }

    /// Starts the app a last time and waits until it knows of every visit what DoorFlow knows.
    async fn settles(&self, promised: &BTreeSet<Wish>) -> Result<()> {
        let app = self.begin().await?;
        let mut open = Vec::new();
        let settled = self.watch(&app.page, "the calendar to settle", |calendar, made| {
            open = promised
                .iter()
                .chain(made.keys())
                .chain(calendar.keys())
                .filter(|wish| match calendar.get(wish).map(Vec::as_slice) {
                    Some([visit]) if made.contains_key(wish) => visit.state != "expected",
                    // Killed before it was sent whole: it is looked for, and then a person's to decide.
                    Some([visit]) => !matches!(visit.state.as_str(), "unknown" | "notBooked"),
                    _ => true,
                })
                .copied()
                .collect();
            open.is_empty()
        });
        settled
            .await
            .with_context(|| format!("these are not settled: {open:?}"))?;
        tell(&format!(
            "{} kept, {} made",
            promised.len(),
            self.made()?.len()
        ));
        app.quit().await
    }
}

fn nothing_pends(calendar: &Calendar, _: &Made) -> bool {
    calendar
        .values()
        .flatten()
        .all(|visit| visit.state != "pending")
}

/// Asks for these visits and kills the app at this moment. Answers with what it had said yes to.
async fn book_and_die(
    app: App,
    wishes: &[Wish],
    moment: impl Future<Output = Result<()>>,
) -> Result<Vec<Wish>> {
    ask(&app.page, wishes).await?;
    let mut promised = Vec::new();
    let listening = async {
        loop {
            promised = yes(&app.page).await?;
        }
    };
    let killed: Result<()> = tokio::select! {
        come = moment => come,
        failed = listening => failed,
    };
    killed?;
    app.kill().await?;
    promised
        .into_iter()
        .map(|number| wishes.get(number).copied().context("a wish"))
        .collect()
}

/// Asks for visits as the page does, all at once, and does not wait.
async fn ask(page: &Page, wishes: &[Wish]) -> Result<()> {
    let drafts: Vec<_> = wishes
        .iter()
        .map(|(person, day)| {
            json!({
                "personId": person, "date": day, "lastDate": day, "from": "09:00", "to": "17:00",
                "place": { "kind": "doors", "channelIds": [FRONT_DOOR] },
            })
        })
        .collect();
    page.run(
        "window.promised = []; window.refused = []; arguments[0].forEach((draft, number) => \
         window.__TAURI_INTERNALS__.invoke('book', { draft }).then( \
         () => window.promised.push(number), (error) => window.refused.push(JSON.stringify(error))))",
        vec![json!(drafts)],
    )
    .await?;
    Ok(())
}

/// Which of the visits the app has said yes to so far.
async fn yes(page: &Page) -> Result<Vec<usize>> {
    let said = page
        .run("return [window.promised, window.refused]", vec![])
        .await?;
    let (promised, refused): (Vec<usize>, Vec<String>) = serde_json::from_value(said)?;
    ensure!(refused.is_empty(), "the app refuses: {refused:?}");
    Ok(promised)
}

/// A number from the environment.
fn drawn(name: &str) -> Result<Option<u64>> {
    std::env::var(name)
        .ok()
        .map(|text| text.parse().with_context(|| format!("{name}={text}")))
        .transpose()
}

#[expect(clippy::print_stdout, reason = "a failure is sought again by its seed")]
fn tell(what: &str) {
    println!("  {what}");
}
