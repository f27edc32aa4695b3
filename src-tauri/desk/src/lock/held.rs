//! What becomes of the desk's news while it is locked: what names nobody is told, and what the page could not ask for again is told once it is
//! unlocked.

use std::collections::BTreeMap;

use crate::alerts::Alert;
use crate::import::ImportRow;
use crate::news::News;
use crate::outbox::Receipt;
use crate::visits::Presence;

/// What is to be told as soon as the desk is unlocked.
#[derive(Default)]
pub(crate) struct Held {
    /// How far bookings have come, by their number.
    receipts: BTreeMap<i64, Receipt>,
    /// Rows of an import, by their place.
    rows: BTreeMap<u32, ImportRow>,
    /// Whether more of them are being booked.
    running: Option<bool>,
}

impl Held {
    /// What the page of a locked desk is told of this. Of what has changed it is told nothing: it reads anew what it shows, once it may.
    pub(crate) fn take(&mut self, piece: News) -> Option<News> {
        match piece {
            News::Session { .. }
            | News::Status { .. }
            | News::Clock { .. }
            | News::Lock { .. }
            | News::Unnamed { .. } => Some(piece),
            News::Alert { alert } => Some(unnamed(&alert)),
            News::Booking { receipt } => {
                self.receipts.insert(receipt.booking, receipt);
                None
            }
            News::Import { rows, running } => {
                self.rows.extend(rows.into_iter().map(|row| (row.at, row)));
                self.running = Some(running);
                None
            }
            News::Changed { .. } | News::Turned { .. } | News::Arrivals { .. } => None,
        }
    }

    /// What was kept, once.
    pub(crate) fn give(&mut self) -> Vec<News> {
        let Self {
            receipts,
            rows,
            running,
        } = std::mem::take(self);
        let receipts = receipts.into_values();
        let mut news: Vec<News> = receipts.map(|receipt| News::Booking { receipt }).collect();
        if let Some(running) = running {
            let rows = rows.into_values().collect();
            news.push(News::Import { rows, running });
        }
        news
    }
}

/// An alert by numbers alone.
fn unnamed(alert: &Alert) -> News {
    let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
    let turned_away = alert.arrivals.iter().filter(|visit| {
        let attendance = visit.attendance.as_ref();
        attendance.is_some_and(|seen| seen.presence == Presence::Rejected)
    });
    let turned_away = turned_away.count();
    News::Unnamed {
        arrived: count(alert.arrivals.len() - turned_away),
        turned_away: count(turned_away),
        doors: count(alert.doors.len()),
        needing: count(alert.needing.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::Needing;
    use crate::news::Topic;
    use crate::outbox::{EntryKind, Standing};

    #[test]
    fn nobody_is_named_and_a_booking_is_told_of_afterwards_as_it_stands_then() {
        let mut held = Held::default();
        let receipt = |booking| Receipt {
            booking,
            who: "Marta Świątek".to_owned(),
            steps: Vec::new(),
        };
        let alert = Alert {
            arrivals: Vec::new(),
            doors: Vec::new(),
            needing: vec![Needing {
                who: "Marta Świątek".to_owned(),
                what: EntryKind::Book,
                state: Standing::Rejected,
            }],
        };
        let told: Vec<News> = [
            News::Booking {
                receipt: receipt(7),
            },
            News::Alert { alert },
            News::Changed {
                topics: vec![Topic::Visits],
            },
            News::Arrivals { visits: Vec::new() },
            News::Import {
                rows: Vec::new(),
                running: true,
            },
            News::Booking {
                receipt: receipt(7),
            },
            News::Import {
                rows: Vec::new(),
                running: false,
            },
        ]
        .into_iter()
        .filter_map(|piece| held.take(piece))
        .collect();
        let one = News::Unnamed {
            arrived: 0,
            turned_away: 0,
            doors: 0,
            needing: 1,
        };
        assert_eq!(told, [one]);
        assert_eq!(
            held.give(),
            [
                News::Booking {
                    receipt: receipt(7)
                },
                News::Import {
                    rows: Vec::new(),
                    running: false
                }
            ]
        );
        assert_eq!(held.give(), [], "once");
    }
}
