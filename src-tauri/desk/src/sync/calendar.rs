//! The first reading of the visits: its pages are kept as they come, and it goes on where it stopped. It takes nothing away, since nothing
//! was read before; the full lists that come after it do.

use std::collections::HashSet;

use doorflow::{Page, VisitsQuery};
use futures_util::FutureExt as _;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::course::Course;
use super::pull::Pulled;
use super::rows;
use super::walk::{self, Way};
use crate::booking::VisitKind;
use crate::building::{Building, lock};
use crate::call::CallError;
use crate::news::{Pulling, Topic};
use crate::store::visits::{self, VisitRow};
use crate::store::watermarks::List;
use crate::store::{facts, watermarks};

/// So many pages wait to be written at most.
const WAITING: usize = 8;

/// Reads every visit of one kind.
pub(super) async fn first(
    building: &Building,
    kind: VisitKind,
    list: List,
) -> Result<Pulled, CallError> {
    let left = building
        .store
        .run(move |connection| Course::left(connection, list, |_| Ok(HashSet::new())))
        .await?;
    let interrupted = left.is_some();
    let left = left.filter(|left| left.is_recent(building.now()));
    let mut course = left.unwrap_or_default();
    let way = way(building, kind);
    let from = course.page(interrupted);
    let (hand_on, pages) = mpsc::channel(WAITING);
    let (_, changed) = tokio::try_join!(
        walk::walk(building, &way, from, hand_on),
        keep_pages(building, (kind, list), &mut course, pages),
    )?;
    let asked_at = course.watermark().unwrap_or_else(|| building.now());
    building
        .store
        .run(move |connection| {
            facts::remove(connection, facts::course(list))?;
            watermarks::write(connection, list, asked_at)
        })
        .await?;
    lock(&building.freshening).made_out(kind.into(), true, course.unreadable);
    Ok(Pulled {
        changed,
        // Whoever they name may be as new here as the visits are.
        strangers: true,
        // What was cancelled in between, or passed over, shows in a list that is read in one go.
        settled: (!interrupted && course.is_whole()).then_some(course.seen.len()),
    })
}

fn way(building: &Building, kind: VisitKind) -> Way<VisitRow> {
    let query = VisitsQuery::default();
    Way {
        ask: Box::new(move |client, token, number| {
            async move {
                Ok(match kind {
                    VisitKind::Reservation => {
                        let page = client.reservations_page(&token, query, number).await?;
                        as_rows(page, rows::reservation)
                    }
                    VisitKind::GroupReservation => {
                        let page = client
                            .group_reservations_page(&token, query, number)
                            .await?;
                        as_rows(page, rows::group_reservation)
                    }
                })
            }
            .boxed()
        }),
        id: |row| row.id,
        at_once: usize::from(building.session.config().pages_at_once),
        spell: None,
    }
}

fn as_rows<T>(page: Page<T>, row: impl Fn(&T) -> VisitRow) -> Page<VisitRow> {
    Page {
        items: page.items.iter().map(row).collect(),
        unreadable: page.unreadable,
        number: page.number,
        total: page.total,
        server_time: page.server_time,
        last: page.last,
    }
}

/// Keeps pages as they come, together with how far the list has come. What was written here meanwhile is newer. Answers whether anything
/// is different.
async fn keep_pages(
    building: &Building,
    (kind, list): (VisitKind, List),
    course: &mut Course,
    mut pages: mpsc::Receiver<Page<VisitRow>>,
) -> Result<bool, CallError> {
    let asked = Instant::now();
    let mut any = false;
    while let Some(page) = pages.recv().await {
        course.took(&page, building.now(), |row| (row.id, row.created_at));
        let (newer, so_far) = (building.newer_than(asked), course.without_ids());
        let mut rows = page.items;
        let by = page.server_time.unwrap_or_else(|| building.now());
        let changed = building
            .store
            .run(move |connection| {
                rows.retain(|row| !newer((kind, row.id)));
                let mut changed = false;
                for row in &mut rows {
                    let before = visits::get(connection, kind, row.id)?;
                    rows::as_it_ended(row, before.as_ref(), by);
                    changed |= before.as_ref() != Some(row);
                }
                visits::upsert(connection, &rows)?;
                so_far.keep(connection, list)?;
                Ok(changed)
            })
            .await?;
        let (done, total) = course.progress();
        building.show_progress(Pulling::Visits, done, total);
        if changed {
            building.changed([Topic::Visits]);
        }
        any |= changed;
    }
    Ok(any)
}
