//! What History shows, as files that other programs read.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use desk::booking::{About, Draft};
use desk::history::{ExportForm, Exported, HistoryAsk, HistoryState};
use desk::outbox::StepState;
use desk::{Code, News};
use icalendar::{Component as _, EventStatus};
use sandbox::Fault;
use serde_json::json;

use crate::day::Day;
use crate::ears::until;
use crate::reception::{
    FRONT_DOOR, LINH, LINH_NAME, RESERVATIONS, Reception, TURNSTILE, building, signed_in,
};

/// All that is kept of Linh.
fn of_linh() -> HistoryAsk {
    HistoryAsk {
        person: Some(LINH),
        ..HistoryAsk::default()
    }
}

/// Twelve past ten: Linh was checked in, and her second visit was cancelled.
async fn two_visits() -> Result<(Day, [String; 2])> {
    let day = Day::at_ten().await?;
    let first = day.booked("10:05", "11:00", FRONT_DOOR).await?;
    let second = day.booked("14:00", "15:00", TURNSTILE).await?;
    day.desk().cancel_visit(&second).await?;
    until("the visit to be cancelled", async || {
        let page = day.desk().history(of_linh(), 0, 10, None).await?;
        let state = page
            .lines
            .iter()
            .find(|line| line.state == HistoryState::Cancelled);
        Ok(state.map(|_| ()))
    })
    .await?;
    day.later(12);
    day.desk().mark(std::slice::from_ref(&first), true).await?;
    Ok((day, [first, second]))
}

/// Exports into this folder, under the name that is offered.
async fn export(
    day: &Day,
    ask: HistoryAsk,
    form: ExportForm,
    folder: &Path,
) -> Result<(Exported, PathBuf)> {
    let choose = async |name: String| Some(folder.join(name));
    let done = day.desk().export_history(ask, form, choose).await?;
    let done = done.context("a file was chosen")?;
    let path = folder.join(&done.file);
    Ok((done, path))
}

#[tokio::test]
async fn what_the_filters_show_is_a_table_on_the_accounts_clock() -> Result<()> {
    let (day, _) = two_visits().await?;
    let folder = tempfile::tempdir()?;
    let (done, path) = export(&day, of_linh(), ExportForm::Csv, folder.path()).await?;
    assert_eq!((done.visits, done.file.as_str()), (2, "Visits.csv"));
    assert_eq!(
        done.kept_from.date.to_string(),
        "2026-08-20",
        "ninety days are kept"
    );
    let text = fs::read_to_string(&path)?;
    let text = text
        .strip_prefix('\u{feff}')
        .context("it says it is UTF-8")?;
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let headers = table.headers()?.clone();
    let rows: Vec<csv::StringRecord> = table.records().collect::<Result<_, _>>()?;
    let cell = |row: usize, column: &str| {
        let at = headers.iter().position(|header| header == column);
        at.map_or("", |at| &rows[row][at])
    };
    assert_eq!(rows.len(), 2);
    assert_eq!(cell(0, "Start"), "2026-11-18 14:00", "the latest first");
    assert_eq!(cell(0, "State"), "Cancelled");
    assert_eq!(cell(1, "Start"), "2026-11-18 10:05");
    assert_eq!(cell(1, "Start UTC offset"), "UTC+00:00");
    assert_eq!(cell(1, "Visitor"), LINH_NAME);
    assert_eq!(cell(1, "State"), "Here");
    assert_eq!(cell(1, "By hand"), "yes");
    assert!(cell(1, "Arrived").starts_with("2026-11-18 10:1"));

    let today = HistoryAsk {
        first: "2026-11-18".parse().ok(),
        last: "2026-11-18".parse().ok(),
        states: vec![HistoryState::Here],
        ..of_linh()
    };
    let (done, path) = export(&day, today, ExportForm::Csv, folder.path()).await?;
    assert_eq!(
        (done.visits, done.file.as_str()),
        (1, "Visits 2026-11-18.csv")
    );
    assert_eq!(fs::read_to_string(path)?.lines().count(), 2);
    Ok(())
}

#[tokio::test]
async fn what_the_filters_show_is_a_calendar_that_keeps_its_events_names() -> Result<()> {
    let (day, [first, second]) = two_visits().await?;
    let folder = tempfile::tempdir()?;
    let (done, path) = export(&day, of_linh(), ExportForm::Calendar, folder.path()).await?;
    assert_eq!((done.visits, done.file.as_str()), (2, "Visits.ics"));
    let read = |path: &Path| -> Result<icalendar::Calendar> {
        fs::read_to_string(path)?
            .parse()
            .map_err(anyhow::Error::msg)
    };
    let calendar = read(&path)?;
    assert_eq!(calendar.get_timezone(), Some("Europe/London"));
    let events: Vec<_> = calendar.events().cloned().collect();
    let of = |key: &str| {
        let start = format!("{key}-");
        let mut found = events.iter();
        found
            .find(|event| event.get_uid().is_some_and(|uid| uid.starts_with(&start)))
            .context("the visit")
    };
    let (came, cancelled) = (of(&first)?, of(&second)?);
    assert_eq!(came.get_summary(), Some(LINH_NAME));
    assert_eq!(came.property_value("DTSTART"), Some("20261118T100500Z"));
    assert_eq!(came.property_value("DTEND"), Some("20261118T110000Z"));
    assert_eq!(came.get_status(), Some(EventStatus::Confirmed));
    assert_eq!(cancelled.get_status(), Some(EventStatus::Cancelled));

    day.later(5);
    let (_, again) = export(&day, of_linh(), ExportForm::Calendar, folder.path()).await?;
    let uids = |calendar: &icalendar::Calendar| -> Vec<String> {
        let uids = calendar.events().filter_map(|event| event.get_uid());
        uids.map(str::to_owned).collect()
    };
    assert_eq!(uids(&read(&again)?), uids(&calendar));
    Ok(())
}

#[tokio::test]
async fn nothing_is_written_where_no_file_is_chosen_or_it_cannot_be() -> Result<()> {
    let day = Day::at_ten().await?;
    let desk = day.desk();
    let none = desk
        .export_history(of_linh(), ExportForm::Csv, async |_| None)
        .await?;
    assert_eq!(none, None);

    let folder = tempfile::tempdir()?;
    let taken = folder.path().join("Visits.csv");
    fs::create_dir(&taken)?;
    fs::write(taken.join("kept"), "kept")?;
    let choose = async |name: String| Some(folder.path().join(name));
    let refused = desk
        .export_history(of_linh(), ExportForm::Csv, choose)
        .await;
    ensure!(
        matches!(&refused, Err(error) if error.code == Code::Machine),
        "{refused:?}"
    );
    assert_eq!(fs::read_to_string(taken.join("kept"))?, "kept");
    assert_eq!(fs::read_dir(folder.path())?.count(), 1, "and nothing half");

    let backwards = HistoryAsk {
        first: "2026-11-19".parse().ok(),
        last: "2026-11-18".parse().ok(),
        ..HistoryAsk::default()
    };
    let asked = std::cell::Cell::new(false);
    let choose = async |_| {
        asked.set(true);
        None
    };
    let refused = desk
        .export_history(backwards, ExportForm::Csv, choose)
        .await;
    ensure!(
        matches!(&refused, Err(error) if error.code == Code::BadInput),
        "{refused:?}"
    );
    assert!(!asked.get(), "nobody is asked for a file in vain");
    Ok(())
}

#[tokio::test]
async fn whose_account_is_left_while_the_dialog_is_open_gets_no_file() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let refused = |done: Result<Option<Exported>, desk::DeskError>| -> Result<()> {
        let error = done.err().context("it is refused")?;
        assert_eq!(error.code, Code::SignedOut, "{error:?}");
        assert_eq!(
            fs::read_dir(folder.path())?.count(),
            0,
            "nothing is written"
        );
        Ok(())
    };
    for form in [ExportForm::Csv, ExportForm::Calendar] {
        let reception = Reception::open_in(building().await?).await?;
        let desk = &reception.desk;
        let signed_out = async |name: String| {
            desk.sign_out().await.ok()?;
            Some(folder.path().join(name))
        };
        refused(
            desk.export_history(HistoryAsk::default(), form, signed_out)
                .await,
        )?;

        // Another account is at this desk by the time that the file is named.
        desk.sign_in().await?;
        signed_in(desk).await?;
        let other = async |name: String| {
            desk.sign_out().await.ok()?;
            desk.start_demo().await.ok()?;
            signed_in(desk).await.ok()?;
            Some(folder.path().join(name))
        };
        refused(
            desk.export_history(HistoryAsk::default(), form, other)
                .await,
        )?;
    }
    Ok(())
}

#[tokio::test]
async fn what_was_noted_for_this_desk_alone_is_in_no_file() -> Result<()> {
    let day = Day::at_ten().await?;
    let key = day.booked("10:05", "11:00", FRONT_DOOR).await?;
    let about = About {
        purpose: "Audit of the Marlowe books".to_owned(),
        note: "Comes by wheelchair: Quillfeather".to_owned(),
        ..About::default()
    };
    day.desk().note_visit(&key, &about).await?;
    assert_eq!(day.desk().visit(&key).await?.about, about);
    let folder = tempfile::tempdir()?;
    for form in [ExportForm::Csv, ExportForm::Calendar] {
        let (done, path) = export(&day, of_linh(), form, folder.path()).await?;
        assert_eq!(done.visits, 1);
        let text = fs::read_to_string(path)?;
        // Lines of a calendar are folded.
        let text = text.replace("\r\n ", "");
        ensure!(text.contains(LINH_NAME), "{text}");
        for private in ["Quillfeather", "wheelchair", "Marlowe"] {
            ensure!(!text.contains(private), "{private} in {text}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_calendar_has_only_what_doorflow_numbered_and_says_what_it_leaves_out() -> Result<()> {
    let day = Day::at_ten().await?;
    let kept = day.booked("10:05", "11:00", FRONT_DOOR).await?;
    let reception = &day.reception;
    let busy = json!({ "error": "rate_limited", "retry_in": 3600 });
    let control = reception.control();
    control.fail_next(Fault::answer("POST", RESERVATIONS, 429, busy));
    let today = reception.day(0)?.to_string();
    let draft = Draft {
        date: today.clone(),
        last_date: today,
        from: "15:00".to_owned(),
        to: "16:00".to_owned(),
        ..reception.draft()?
    };
    let booking = day.desk().book(&draft).await?.booking;
    let waits = |news: &News| match news {
        News::Booking { receipt } if receipt.booking == booking => {
            let step = receipt.steps.first()?;
            (step.state == StepState::Queued && !step.detail.is_empty()).then_some(())
        }
        _ => None,
    };
    reception.ears.hear("the wait", waits).await?;

    let folder = tempfile::tempdir()?;
    let (table, _) = export(&day, of_linh(), ExportForm::Csv, folder.path()).await?;
    assert_eq!((table.visits, table.left_out), (2, 0));
    let (calendar, path) = export(&day, of_linh(), ExportForm::Calendar, folder.path()).await?;
    assert_eq!((calendar.visits, calendar.left_out), (1, 1));
    let read: icalendar::Calendar = fs::read_to_string(path)?
        .parse()
        .map_err(anyhow::Error::msg)?;
    let uids: Vec<&str> = read.events().filter_map(|event| event.get_uid()).collect();
    ensure!(
        uids.len() == 1 && uids[0].starts_with(&format!("{kept}-")),
        "{uids:?}"
    );
    Ok(())
}

#[tokio::test]
async fn that_an_arrival_was_said_by_hand_is_in_the_table_also_when_the_visit_is_over() -> Result<()>
{
    let (day, _) = two_visits().await?;
    day.later(60);
    let folder = tempfile::tempdir()?;
    let (_, path) = export(&day, of_linh(), ExportForm::Csv, folder.path()).await?;
    let text = fs::read_to_string(&path)?;
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let headers = table.headers()?.clone();
    let rows: Vec<csv::StringRecord> = table.records().collect::<Result<_, _>>()?;
    let cell = |column: &str| {
        let at = headers.iter().position(|header| header == column);
        at.map_or("", |at| &rows[1][at])
    };
    assert_eq!((cell("State"), cell("By hand")), ("Came and left", "yes"));
    Ok(())
}
