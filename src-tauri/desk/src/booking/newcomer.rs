//! A visitor whom DoorFlow does not know yet: the person, a PIN if one is wanted, and the visits, as one booking.

use std::fmt;
use std::fmt::Write as _;

use doorflow::{GroupId, PersonId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::book::cannot_be;
use super::{Draft, Field, Plan, Planned, Problem, ProblemCode, in_series};
use crate::building::Building;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::machine::Machine;
use crate::outbox::{EntryKind, Prints, Receipt};
use crate::session::Capability;
use crate::store::newcomers;
use crate::store::outbox::EntryRow;
use crate::store::visits::VisitRow;

/// Who comes, as typed. Debug output names nobody.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Newcomer {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// E-mail, which no other person of the account has; empty where there is none.
    pub email: String,
    /// Mobile number; empty where there is none.
    pub mobile: String,
}

/// What somebody who is made is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Given {
    /// A PIN, which DoorFlow chooses.
    pub pin: bool,
    /// The group that visitors come into here.
    #[ts(type = "number | null")]
    pub group_id: Option<GroupId>,
}

impl From<bool> for Given {
    /// A PIN or none, and no group.
    fn from(pin: bool) -> Self {
        Self {
            pin,
            group_id: None,
        }
    }
}

impl fmt::Debug for Newcomer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Newcomer(..)")
    }
}

impl Newcomer {
    /// First and last name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
            .trim()
            .to_owned()
    }

    /// The same without the blanks around what was typed.
    fn trimmed(&self) -> Self {
        let trim = |text: &str| text.trim().to_owned();
        Self {
            first_name: trim(&self.first_name),
            last_name: trim(&self.last_name),
            email: trim(&self.email),
            mobile: trim(&self.mobile),
        }
    }

    /// Whether the e-mail cannot be one; an empty one is none.
    pub(crate) fn has_bad_email(&self) -> bool {
        let email = self.email.as_str();
        let written_well = email.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && host.contains('.') && !host.contains('@')
        }) && !email.contains(char::is_whitespace);
        !email.is_empty() && !written_well
    }

    /// What DoorFlow would refuse of it.
    pub(crate) fn problem(&self) -> Option<ProblemCode> {
        if self.first_name.is_empty() || self.last_name.is_empty() {
            Some(ProblemCode::NoName)
        } else if self.has_bad_email() {
            Some(ProblemCode::BadEmail)
        } else {
            None
        }
    }
}

impl Desk {
    /// What would come of a draft for somebody who is not in DoorFlow yet. Sends nothing to DoorFlow.
    ///
    /// # Errors
    /// `signedOut` while no account is open; `machine` when the store cannot be read.
    pub async fn plan_newcomer(&self, draft: &Draft, who: &Newcomer) -> Result<Plan, DeskError> {
        let (building, who) = (self.building(), who.trimmed());
        Ok(building.planned_newcomer(draft, &who).await?.plan)
    }

    /// Books somebody who is not in DoorFlow yet: makes the person, in a group and with a PIN if asked to, then makes the visits. All of it is one
    /// booking, committed to the outbox before the first byte is sent; who it is lies in the encrypted store alone, until the person is
    /// made. How it goes on comes as news.
    ///
    /// # Errors
    /// `refused` with the problems when it cannot be so: nothing was kept or sent. `machine` when it cannot be kept.
    pub async fn book_newcomer(
        &self,
        draft: &Draft,
        who: &Newcomer,
        given: impl Into<Given> + Send,
    ) -> Result<Receipt, DeskError> {
        let building = self.building();
        let who = who.trimmed();
        let planned = building.planned_newcomer(draft, &who).await?;
        let zone = building.account()?.zone;
        let visits = building.asked(planned.writes).await?;
        let mut visits = in_series(visits, planned.rule.as_ref(), zone);
        if visits.is_empty() {
            return Err(cannot_be(planned.plan.problems));
        }
        let noted = building.note_ahead(draft.about.as_ref()).await?;
        for visit in &mut visits {
            visit.about.clone_from(&noted);
        }
        let entries = building
            .commit_newcomer(visits, who, given.into(), Prints::default())
            .await?
            .unwrap_or_default();
        let booking = entries.first().map_or(0, |entry| entry.booking);
        building
            .receipt(booking, &zone)
            .await?
            .ok_or_else(|| DeskError::not_found("no such booking"))
    }
}

impl Building {
    /// Commits the making of a person, of a PIN where one is wanted, and of these visits, as one booking. `None`, and nothing is kept,
    /// where one of the visits was asked for before by its print.
    pub(crate) async fn commit_newcomer(
        &self,
        visits: Vec<EntryRow>,
        who: Newcomer,
        given: Given,
        prints: Prints,
    ) -> Result<Option<Vec<EntryRow>>, DeskError> {
        let (Some(first), Some(last)) = (visits.first(), visits.last()) else {
            return Ok(None);
        };
        let now = self.now();
        let mark = mark(&self.machine);
        let asked = VisitRow {
            end: last.end,
            ..first.visit(0)
        };
        let mut entries = vec![EntryRow {
            mark: Some(mark.clone()),
            ..EntryRow::queued(EntryKind::Person, &asked, now)
        }];
        if given.pin {
            entries.push(EntryRow::queued(EntryKind::Pin, &asked, now));
        }
        entries.extend(visits);
        // Nobody tidies up the newcomers between the two.
        let _both = self.outbox.gate.write().await;
        self.store
            .run(move |c| newcomers::add(c, &mark, &who, given.group_id))
            .await?;
        self.commit_once(entries, prints).await
    }

    async fn planned_newcomer(&self, draft: &Draft, who: &Newcomer) -> Result<Planned, DeskError> {
        let draft = Draft {
            person_id: Some(NOBODY_YET),
            ..draft.clone()
        };
        let mut planned = self.planned(&draft, &[], Some(who)).await?;
        let scope = Capability::WritePeople;
        let lacking = (!self.may(scope)).then_some(ProblemCode::MissingScope);
        let subject = lacking.map_or("", |_| scope.scope().as_str());
        // All writes of a booking that makes somebody are of that one.
        let alone = (!draft.others.is_empty()).then_some(ProblemCode::NewcomerAlone);
        if let Some(code) = lacking.or(who.problem()).or(alone) {
            planned.writes.clear();
            planned.plan.problems.insert(
                0,
                Problem {
                    field: Field::Who,
                    code,
                    subject: subject.to_owned(),
                },
            );
        }
        Ok(planned)
    }
}

/// Stands for somebody in the rules who has no number: not one that somebody who is being made has either.
pub(crate) const NOBODY_YET: PersonId = PersonId(-i64::MAX);

/// What a mark begins with.
const MARK: &str = "lobby-";
/// So many hexadecimal digits follow.
const MARK_DIGITS: usize = 32;

/// Whether somebody's system id is a mark of this program's, and none that an office gave them.
pub(crate) fn is_mark(system_id: &str) -> bool {
    let digits = system_id.trim().strip_prefix(MARK);
    digits.is_some_and(|it| it.len() == MARK_DIGITS && it.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// A new mark: 128 bits by chance. By a newcomer's, the person is known again in DoorFlow whatever became of the answer.
pub(super) fn mark(machine: &Machine) -> String {
    let mut text = String::from(MARK);
    for _ in 0..4 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is from 0 up to, not including, 2 to the 32nd"
        )]
        let drawn = ((machine.chance)() * f64::from(u32::MAX)) as u32;
        // Writing to a String cannot fail.
        let _ = write!(text, "{drawn:08x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::MemoryKeychain;

    #[test]
    fn a_newcomer_has_two_names_and_an_address_that_can_be_one() {
        let who = |first: &str, last: &str, email: &str| Newcomer {
            first_name: first.to_owned(),
            last_name: last.to_owned(),
            email: email.to_owned(),
            mobile: String::new(),
        };
        for (who, problem) in [
            (who(" Ana ", "Kos", ""), None),
            (who("Ana", "Kos", "ana@kos.example "), None),
            (who("Ana", " ", ""), Some(ProblemCode::NoName)),
            (who("Ana", "Kos", "ana@kos"), Some(ProblemCode::BadEmail)),
            (who("Ana", "Kos", "a b@k.ex"), Some(ProblemCode::BadEmail)),
        ] {
            let name = who.name();
            assert_eq!(who.trimmed().problem(), problem, "{name}");
            assert_eq!(format!("{who:?}"), "Newcomer(..)");
        }
    }

    #[test]
    fn no_mark_is_given_twice() {
        let machine = Machine::with_keychain(std::sync::Arc::new(MemoryKeychain::default()));
        let (one, other) = (mark(&machine), mark(&machine));
        assert_ne!(one, other);
        assert!(is_mark(&one) && is_mark(&other));
        assert!(!is_mark("lobby-17") && !is_mark("S7") && !is_mark(""));
    }
}
