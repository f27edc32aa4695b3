//! PINs: given through the outbox, and shown only when asked for.

use chrono::TimeDelta;
use doorflow::{CredentialValue, PersonId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::booking::VisitKind;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::outbox::{EntryKind, Receipt};
use crate::store::outbox::EntryRow;
use crate::store::visits::VisitRow;
use crate::sync;

/// How long it is tried to give a PIN.
const WANTED: TimeDelta = TimeDelta::hours(24);

/// A PIN for the visitor to be told. It is on no disk and in no log; Debug output does not show it.
#[derive(Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShownPin {
    /// The digits; `None` where the person has no PIN.
    pub digits: Option<String>,
}

impl std::fmt::Debug for ShownPin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ShownPin(..)")
    }
}

impl Desk {
    /// Has DoorFlow choose a PIN for a person who has none. It is committed to the outbox, then sent.
    ///
    /// # Errors
    /// `machine` when it cannot be kept: nothing is sent then.
    pub async fn give_pin(&self, person: PersonId) -> Result<Receipt, DeskError> {
        let building = self.building();
        let zone = building.account()?.zone;
        let now = building.now();
        let asked = VisitRow {
            kind: VisitKind::Reservation,
            id: 0,
            person_id: person,
            start: now,
            end: now + WANTED,
            place_ids: Vec::new(),
            deactivated: false,
            created_at: None,
        };
        let pin = EntryRow::queued(EntryKind::Pin, &asked, now);
        let kept = building.commit(vec![pin]).await?;
        let booking = kept.first().map_or(0, |entry| entry.booking);
        building
            .receipt(booking, &zone)
            .await?
            .ok_or_else(|| DeskError::not_found("no such booking"))
    }

    /// A person's PIN, read from DoorFlow at this moment.
    ///
    /// # Errors
    /// `signedOut` while nobody is signed in; `forbidden` without the right to read it; `offline`, `busy` and `doorFlow` when it cannot be read
    /// now.
    pub async fn show_pin(&self, person: PersonId) -> Result<ShownPin, DeskError> {
        let building = self.building();
        let kind = building.pin_kind().await?;
        let token = building.session.access_token().await;
        let token = token.map_err(crate::call::CallError::from)?;
        let all = building.client.credentials(&token, person);
        let held = sync::whole(&building, all).await?.items;
        let pin = held
            .into_iter()
            .find(|credential| Some(credential.credential_type_id) == kind);
        Ok(ShownPin {
            digits: pin
                .and_then(|credential| credential.value)
                .as_ref()
                .map(CredentialValue::secret)
                .map(str::to_owned),
        })
    }
}
