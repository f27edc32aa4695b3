//! Letting a visitor in. It is an act of this moment: it is sent once, never kept, and never sent later or again by itself.

use std::time::Duration;

use doorflow::{AdmissionRequestId, AdmissionStatus, ChannelId, PersonId};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;
use ts_rs::TS;

use super::ask::Key;
use crate::building::{Building, lock};
use crate::call::CallError;
use crate::desk::Desk;
use crate::error::{Code, DeskError};
use crate::session::Capability;
use crate::wall::Moment;

/// How long DoorFlow waits for a door that does not answer, and a little more.
const PATIENCE: Duration = Duration::from_secs(130);
/// The first wait before it is asked how the door has answered; each further one is half as long again.
const FIRST_LOOK: Duration = Duration::from_millis(600);
/// No wait is longer.
const LAST_LOOK: Duration = Duration::from_secs(10);

/// What became of letting a visitor in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LetInOutcome {
    /// The door opened.
    Admitted,
    /// The door refused.
    Denied,
    /// DoorFlow does not let this person through this door now, and has not asked it.
    Barred,
    /// The door cannot be reached.
    Offline,
    /// The door did not answer within two minutes.
    Timeout,
    /// DoorFlow's answer was lost: the door may have opened.
    NotKnown,
    /// The same door is being asked for the same person already, and was not asked again: what becomes of it, whoever asked first is told.
    AlreadyAsked,
}

/// What became of letting a visitor in, and when that was known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetIn {
    /// What became of it.
    pub outcome: LetInOutcome,
    /// When.
    pub at: Moment,
}

impl Desk {
    /// Asks a door to let a visit's visitor in (`POST /api/3/channels/{id}/admit_person`), and waits for what the door makes of it
    /// (`GET /api/3/admission_requests/{id}`): two minutes at most. Whether the person may pass is DoorFlow's to say.
    ///
    /// # Errors
    /// The door was not asked then: `signedOut` while nobody is signed in; `forbidden` without the scope; `busy` when DoorFlow asks to wait;
    /// `refused` when the visit is over; `notFound`; `offline`.
    pub async fn let_in(&self, key: &str, door: ChannelId) -> Result<LetIn, DeskError> {
        let building = self.building();
        let zone = building.account()?.zone;
        if !building.may(Capability::Admit) {
            return Err(DeskError {
                code: Code::Forbidden,
                detail: "the sign-in lacks account.channel.admit.person".to_owned(),
                problems: Vec::new(),
            });
        }
        let Key::Visit(id) = Key::read(key)? else {
            return Err(DeskError::not_found("DoorFlow does not have this visit"));
        };
        let (row, _) = building.changeable(id).await?;
        let Some(_asking) = Asking::begin(&building, (row.person_id, door)) else {
            return Ok(LetIn {
                outcome: LetInOutcome::AlreadyAsked,
                at: zone.moment(building.now()),
            });
        };
        let outcome = building.let_in(row.person_id, door).await?;
        // What the door says of it comes with the log.
        building.look.notify_one();
        Ok(LetIn {
            outcome,
            at: zone.moment(building.now()),
        })
    }
}

/// A door is being asked to let somebody in, for as long as this lives.
struct Asking<'a>(&'a Building, (PersonId, ChannelId));

impl<'a> Asking<'a> {
    fn begin(building: &'a Building, whom: (PersonId, ChannelId)) -> Option<Self> {
        let first = lock(&building.letting_in).insert(whom);
        first.then_some(Self(building, whom))
    }
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        lock(&self.0.letting_in).remove(&self.1);
    }
}

impl Building {
    async fn let_in(&self, person: PersonId, door: ChannelId) -> Result<LetInOutcome, CallError> {
        let asked = self
            .call(|client, token| async move { client.admit_person(&token, door, person).await })
            .await;
        let ticket = match asked {
            Ok(answer) => answer.value,
            Err(CallError::DoorFlow(error)) if error.is_unknown_outcome() => {
                tracing::warn!(%error, door = door.0, "the answer to an admission was lost");
                return Ok(LetInOutcome::NotKnown);
            }
            Err(CallError::DoorFlow(doorflow::Error::Forbidden { .. }))
                if self.knows_its_scopes() =>
            {
                tracing::info!(door = door.0, "an admission is refused");
                return Ok(LetInOutcome::Barred);
            }
            Err(error) => return Err(error),
        };
        let request = ticket.admission_request_id;
        tracing::info!(door = door.0, request = request.0, "a door is asked");
        if let Some(outcome) = settled(&ticket.status) {
            return Ok(outcome);
        }
        Ok(self.follow_admission(request).await)
    }

    /// Whether it is known that the sign-in may let somebody in, so that a refusal is about the person.
    fn knows_its_scopes(&self) -> bool {
        self.known_account()
            .is_some_and(|account| account.scopes.is_some())
    }

    /// Asks until the door has answered. That it was asked is certain, so trouble on the way is no reason to give up.
    async fn follow_admission(&self, request: AdmissionRequestId) -> LetInOutcome {
        let began = Instant::now();
        let mut wait = FIRST_LOOK;
        while began.elapsed() < PATIENCE {
            tokio::time::sleep(wait).await;
            wait = wait.mul_f64(1.5).min(LAST_LOOK);
            let answer = self
                .call(
                    |client, token| async move { client.admission_request(&token, request).await },
                )
                .await;
            match answer {
                Ok(answer) => {
                    if let Some(outcome) = settled(&answer.value.status) {
                        return outcome;
                    }
                }
                Err(error) => {
                    tracing::info!(%error, request = request.0, "an admission could not be followed");
                    // What DoorFlow asks for is kept to, however long.
                    wait = wait.max(error.wait().unwrap_or_default());
                }
            }
        }
        LetInOutcome::NotKnown
    }
}

fn settled(status: &AdmissionStatus) -> Option<LetInOutcome> {
    match status {
        AdmissionStatus::Admitted => Some(LetInOutcome::Admitted),
        AdmissionStatus::Denied => Some(LetInOutcome::Denied),
        AdmissionStatus::Offline => Some(LetInOutcome::Offline),
        AdmissionStatus::Timeout => Some(LetInOutcome::Timeout),
        // One that DoorFlow has learnt since may yet become one of these.
        _ => None,
    }
}
