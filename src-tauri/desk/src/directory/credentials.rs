//! What somebody opens doors with, as DoorFlow lists it and as the outbox is changing it. Never a value.

use doorflow::{Credential, CredentialId, CredentialTypeId, PersonId};

use super::CredentialLine;
use crate::building::{Building, lock};
use crate::call::CallError;
use crate::outbox::Revoking;
use crate::store::StoreError;
use crate::sync;

/// What is known of a person's credentials.
pub(super) struct Held {
    pub(super) lines: Vec<CredentialLine>,
    /// Whether DoorFlow said so just now.
    pub(super) read: bool,
    pub(super) has_pin: Option<bool>,
}

/// The credentials of the outbox that are being revoked: which, what its kind is called, and how far it is.
type Revokes = Vec<(CredentialId, String, Revoking)>;

impl Building {
    /// A person's credentials; only those that are being revoked where DoorFlow cannot be asked.
    pub(super) async fn held_by(&self, person: PersonId, ask: bool) -> Result<Held, StoreError> {
        // The outbox first: what is done meanwhile is not taken for one that nobody revokes.
        let revokes = self.revokes(person).await?;
        let (held, pin) = if ask {
            tokio::join!(self.credentials(person), self.pin_kind_as_known())
        } else {
            (None, None)
        };
        Ok(lines(held, pin, revokes))
    }

    async fn credentials(&self, person: PersonId) -> Option<Vec<Credential>> {
        match self.all_credentials(person).await {
            Ok(all) => Some(all),
            Err(error) => {
                tracing::info!(person = person.0, %error, "credentials could not be read");
                None
            }
        }
    }

    async fn all_credentials(&self, person: PersonId) -> Result<Vec<Credential>, CallError> {
        let token = self.session.access_token().await?;
        let all = self.client.credentials(&token, person);
        Ok(sync::whole(self, all).await?.items)
    }

    /// As [`Self::pin_kind`], asked for once in an account.
    async fn pin_kind_as_known(&self) -> Option<CredentialTypeId> {
        let account = self.account_id();
        let known = lock(&self.pin_kind_of)
            .as_ref()
            .filter(|(of, _)| *of == account)
            .map(|(_, kind)| *kind);
        if known.is_some() {
            return known;
        }
        let kind = match self.pin_kind().await {
            Ok(kind) => kind?,
            Err(error) => {
                tracing::info!(%error, "the kinds of credentials could not be read");
                return None;
            }
        };
        *lock(&self.pin_kind_of) = Some((account, kind));
        Some(kind)
    }
}

/// What DoorFlow lists, each with how far it is with being revoked. What is not in the list is gone, whatever the outbox is still to find out.
fn lines(held: Option<Vec<Credential>>, pin: Option<CredentialTypeId>, revokes: Revokes) -> Held {
    let Some(held) = held else {
        let lines = revokes
            .into_iter()
            .map(|(id, label, revoking)| CredentialLine {
                id,
                label,
                is_pin: false,
                status: String::new(),
                wallet: String::new(),
                revoking: Some(revoking),
            })
            .collect();
        return Held {
            lines,
            read: false,
            has_pin: None,
        };
    };
    let is_pin = |credential: &Credential| Some(credential.credential_type_id) == pin;
    let has_pin = pin.map(|_| held.iter().any(is_pin));
    let lines = held
        .into_iter()
        .map(|credential| {
            let asked = revokes.iter().find(|(id, _, _)| *id == credential.id);
            CredentialLine {
                is_pin: is_pin(&credential),
                status: credential
                    .status
                    .map(|status| status.as_str().to_owned())
                    .unwrap_or_default(),
                wallet: credential.wallet_type.unwrap_or_default(),
                revoking: asked.map(|(_, _, revoking)| revoking.clone()),
                id: credential.id,
                label: credential.label,
            }
        })
        .collect();
    Held {
        lines,
        read: true,
        has_pin,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbox::{Reason, Standing};

    fn listed(id: &str, kind: i64, label: &str) -> Credential {
        let told = serde_json::json!({ "id": id, "credential_type_id": kind, "person_id": 1, "label": label, "value": "4711" });
        serde_json::from_value(told).expect("a credential")
    }

    fn revoked(id: &str) -> (CredentialId, String, Revoking) {
        let revoking = Revoking {
            state: Standing::Queued,
            reason: Reason::Offline,
            problems: Vec::new(),
        };
        (CredentialId(id.to_owned()), "PIN".to_owned(), revoking)
    }

    fn shown(held: &Held) -> Vec<(&str, bool, bool)> {
        let lines = held.lines.iter();
        lines
            .map(|line| (line.id.0.as_str(), line.is_pin, line.revoking.is_some()))
            .collect()
    }

    #[test]
    fn each_credential_says_whether_it_is_being_revoked() {
        let all = vec![listed("c1", 6, "Card"), listed("p1", 7, "PIN")];
        let held = lines(Some(all), Some(CredentialTypeId(7)), vec![revoked("p1")]);
        assert_eq!(shown(&held), [("c1", false, false), ("p1", true, true)]);
        assert_eq!((held.read, held.has_pin), (true, Some(true)));
    }

    #[test]
    fn what_doorflow_does_not_list_any_more_is_gone() {
        let card = vec![listed("c1", 6, "Card")];
        let held = lines(Some(card), Some(CredentialTypeId(7)), vec![revoked("p1")]);
        assert_eq!(shown(&held), [("c1", false, false)]);
        assert_eq!(held.has_pin, Some(false));
    }

    #[test]
    fn without_the_list_only_what_is_being_revoked_is_known() {
        let held = lines(None, None, vec![revoked("p1")]);
        assert_eq!(shown(&held), [("p1", false, true)]);
        assert_eq!((held.read, held.has_pin), (false, None));
        let kinds_unknown = lines(Some(vec![listed("p1", 7, "PIN")]), None, Vec::new());
        assert_eq!(kinds_unknown.has_pin, None);
    }
}
