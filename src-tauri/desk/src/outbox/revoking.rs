//! Revokes credentials: asked for once however often, and gone only when DoorFlow says so.

use chrono::{DateTime, TimeDelta, Utc};
use doorflow::{Credential, CredentialId, CredentialStatus, PersonId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::newcomer::by_mark;
use super::{EntryKind, Reason, Receipt, Standing};
use crate::booking::{Problem, VisitKind};
use crate::building::Building;
use crate::call::CallError;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::session::Capability;
use crate::store::StoreError;
use crate::store::outbox::{self as table, EntryRow, EntryState};
use crate::store::visits::VisitRow;
use crate::sync;

/// How long it is tried before a person is asked.
const WANTED: TimeDelta = TimeDelta::days(7);

/// How far the revoking of a credential has come that is not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Revoking {
    /// Where it stands.
    pub state: Standing,
    /// Why.
    pub reason: Reason,
    /// Why it was refused; known for this run of the program only.
    pub problems: Vec<Problem>,
}

impl Desk {
    /// Revokes a credential, for good. It is committed to the outbox, then sent; one that is being revoked already is not asked for a second
    /// time, and one that was refused is asked for again. `credential` is DoorFlow's id of it, `label`
    /// what DoorFlow calls its kind.
    ///
    /// # Errors
    /// `badInput` without an id; `forbidden` where the sign-in may not change people; `machine` when it cannot be kept: nothing is sent then.
    pub async fn revoke_credential(
        &self,
        person: PersonId,
        credential: &str,
        label: &str,
    ) -> Result<Receipt, DeskError> {
        if credential.is_empty() {
            return Err(DeskError::bad_input("no credential"));
        }
        let building = self.building();
        building.outbox.is_open()?;
        let account = building.account()?;
        if !building.may(Capability::WritePeople) {
            return Err(DeskError::forbidden(
                "this sign-in may not revoke credentials",
            ));
        }
        let now = building.now();
        let asked = revoke(person, credential, label, now);
        let kept = building
            .outbox
            .store
            .run(move |c| keep_once(c, &account.id, asked, now))
            .await?;
        building.send.notify_one();
        let zone = account.zone;
        let receipt = building.receipt(kept, &zone).await?;
        building.entries_moved().await;
        receipt.ok_or_else(|| DeskError::not_found("no such booking"))
    }
}

/// Keeps a write that revokes a credential, unless one does already; answers with its booking's number.
fn keep_once(
    connection: &rusqlite::Connection,
    account: &str,
    asked: EntryRow,
    now: DateTime<Utc>,
) -> rusqlite::Result<i64> {
    let open = table::revokes(connection, account, asked.person_id)?;
    let same = open.into_iter().find(|entry| entry.made == asked.made);
    match same {
        Some(entry) if entry.under_way() => return Ok(entry.booking),
        Some(entry) if entry.can_send_again(now) => {
            let entry = EntryRow {
                next_look: None,
                ..entry.into_state(EntryState::Queued, Reason::None, now)
            };
            table::update(connection, &entry)?;
            return Ok(entry.booking);
        }
        // It was tried for too long: it is begun anew.
        Some(entry) => table::remove(connection, entry.id)?,
        None => {}
    }
    let kept = table::add(connection, account, vec![asked])?;
    Ok(kept.first().map_or(0, |entry| entry.booking))
}

/// The write that revokes a credential.
fn revoke(person: PersonId, credential: &str, label: &str, now: DateTime<Utc>) -> EntryRow {
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
    EntryRow {
        made: Some(credential.to_owned()),
        label: Some(label.trim().to_owned()),
        ..EntryRow::queued(EntryKind::Revoke, &asked, now)
    }
}

impl Building {
    /// The revoking of a person's credentials that is not done.
    pub(crate) async fn revokes(
        &self,
        person: PersonId,
    ) -> Result<Vec<(CredentialId, String, Revoking)>, StoreError> {
        let account = self.account_id();
        let open = self
            .outbox
            .store
            .run(move |c| table::revokes(c, &account, person))
            .await?;
        let told = open.into_iter().filter_map(|entry| {
            let revoking = Revoking {
                state: entry.standing()?,
                reason: self.outbox.reason_of(&entry),
                problems: self.outbox.said(entry.id).problems,
            };
            let label = entry.label.unwrap_or_default();
            Some((CredentialId(entry.made?), label, revoking))
        });
        Ok(told.collect())
    }

    /// The credential is revoked.
    pub(super) async fn revoked(&self, entry: EntryRow) -> Result<(), StoreError> {
        tracing::info!(
            entry = entry.id,
            person = entry.person_id.0,
            "a credential is revoked"
        );
        let done = self.told_to_doors(entry);
        self.keep(&done).await?;
        self.promote.notify_one();
        Ok(())
    }
}

/// The request that takes away the credential that a write names, if it names one. It does no harm a second time; what is gone already is as it
/// should be.
pub(super) async fn take_away(building: &Building, entry: &EntryRow) -> Result<(), CallError> {
    let Some(id) = entry.made.clone().map(CredentialId) else {
        return Ok(());
    };
    let person = entry.person_id;
    let taken = building
        .call(|client, token| {
            let id = id.clone();
            async move { client.delete_credential(&token, person, &id).await }
        })
        .await;
    match taken {
        Ok(_) => Ok(()),
        Err(CallError::DoorFlow(doorflow::Error::NotFound { .. })) => {
            is_gone(building, entry, &id).await
        }
        Err(error) => Err(error),
    }
}

/// Sees that a credential is gone, with its person or without: not every 404 is DoorFlow's own.
async fn is_gone(
    building: &Building,
    entry: &EntryRow,
    id: &CredentialId,
) -> Result<(), CallError> {
    let token = building.session.access_token().await?;
    let held = building.client.credentials(&token, entry.person_id);
    let there = match sync::whole(building, held).await {
        Ok(held) => held.items.iter().any(|one| one.id == *id && stands(one)),
        Err(CallError::DoorFlow(doorflow::Error::NotFound { .. })) => {
            is_there(building, entry).await?
        }
        Err(error) => return Err(error),
    };
    if there {
        Err(CallError::Unsteady)
    } else {
        Ok(())
    }
}

/// Whether a credential opens doors. A mobile one stays in the list when it was revoked.
fn stands(credential: &Credential) -> bool {
    let gone = [CredentialStatus::Revoking, CredentialStatus::Revoked];
    !credential
        .status
        .as_ref()
        .is_some_and(|it| gone.contains(it))
}

/// Whether the person of a write is in DoorFlow: whoever was made here is looked for by their mark.
async fn is_there(building: &Building, entry: &EntryRow) -> Result<bool, CallError> {
    if entry.mark.is_some() {
        return Ok(by_mark(building, entry).await?.is_some());
    }
    let person = entry.person_id;
    let asked = building
        .call(|client, token| async move { client.person(&token, person).await })
        .await;
    match asked {
        Ok(_) => Ok(true),
        Err(CallError::DoorFlow(doorflow::Error::NotFound { .. })) => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revoked_phone_is_as_good_as_gone_while_a_card_is_not() {
        let with = |status: Option<&str>| -> Credential {
            let told = serde_json::json!({ "id": "c1", "credential_type_id": 3, "person_id": 1, "label": "Phone", "status": status });
            serde_json::from_value(told).expect("a credential")
        };
        for (status, wanted) in [
            (None, true),
            (Some("active"), true),
            (Some("invited"), true),
            (Some("revoking"), false),
            (Some("revoked"), false),
            (Some("suspended"), true),
        ] {
            assert_eq!(stands(&with(status)), wanted, "{status:?}");
        }
    }
}
