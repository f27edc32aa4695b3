//! The account that is open: which one it is, its clock, and what the sign-in may do.

use std::time::Duration;

use doorflow::Scopes;
use rusqlite::Connection;
use url::Url;

use crate::building::{Building, lock};
use crate::call::CallError;
use crate::described::Described;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::session::{AccountLine, Capability, SessionState};
use crate::store::{StoreError, facts, instant, people};
use crate::sync;
use crate::zone::AccountZone;

/// For how long DoorFlow is left alone at most that asks for it while somebody waits to be signed in.
const LONGEST_ASKED: Duration = Duration::from_mins(10);

/// Up to so many people are indexed while nobody notices.
const MANY: i64 = 5000;

/// How long a first view may take.
const FIRST_VIEW: Duration = Duration::from_secs(1);

/// Who is signed in, to what.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    /// DoorFlow's id of it.
    pub(crate) id: String,
    pub(crate) line: AccountLine,
    pub(crate) zone: AccountZone,
    /// What the sign-in may do; `None` while DoorFlow has not yet said.
    pub(crate) scopes: Option<Scopes>,
}

impl Account {
    /// Whether the sign-in may do something: yes while it is not known, since DoorFlow will say.
    pub(crate) fn may(&self, capability: Capability) -> bool {
        self.scopes
            .as_ref()
            .is_none_or(|scopes| scopes.allows(capability.scope()))
    }

    /// What the sign-in may not do.
    pub(crate) fn missing(&self) -> Vec<Capability> {
        Capability::ALL
            .into_iter()
            .filter(|capability| !self.may(*capability))
            .collect()
    }
}

impl Desk {
    /// Finds out which account a sign-in is for. One from the keychain is for the account that the store was filled from, so that a
    /// desk with no network opens too; for a new one DoorFlow is asked, for as long as it takes. It ends when the sign-in does.
    pub(crate) async fn open_account(
        &self,
        building: &Building,
        scopes: Option<Scopes>,
    ) -> Account {
        building.left().await;
        open_store_after_all(building).await;
        let mut failures = 0_u32;
        loop {
            // One that does not say any more whose it is would never open.
            building.mend_store_of_nobody().await;
            match try_to_open(building, scopes.clone()).await {
                Ok(account) => return account,
                Err(error) => {
                    tracing::warn!(%error, "the account could not be opened yet");
                    failures = failures.saturating_add(1);
                    let asked = error.wait().map(|asked| asked.min(LONGEST_ASKED));
                    let chance = (building.machine.chance)();
                    let wait = sync::after_failure(failures, asked, chance);
                    let trouble = Some(DeskError::from(error).code);
                    self.set_state(SessionState::Finishing { trouble });
                    tokio::time::sleep(wait).await;
                }
            }
        }
    }
}

/// Opens the store that could not be opened before, as where a keychain was unlocked late, before anything of this account is kept in memory
/// in its stead.
async fn open_store_after_all(building: &Building) {
    if building.at_rest.trouble().is_none() || building.known_account().is_some() {
        return;
    }
    let filled = building
        .store
        .run(|connection| facts::read(connection, facts::ACCOUNT_ID))
        .await;
    // What an account has left in memory is known to be that account's only there.
    if matches!(filled, Ok(None)) {
        building.open_store().await;
    }
}

async fn try_to_open(building: &Building, scopes: Option<Scopes>) -> Result<Account, CallError> {
    let kept = account_in_store(building).await?;
    if let (Some(account), None) = (kept, &scopes) {
        return Ok(account);
    }
    let account = sync::account(building).await?;
    let Described { id, line, zone } = Described::of(&account)?;
    adopt(building, id.clone(), line.clone()).await?;
    Ok(Account {
        id,
        line,
        zone,
        scopes,
    })
}

/// Notes that somebody begins to sign in: until DoorFlow has said who, no sign-in is for the account that the store was filled from.
pub(crate) async fn doubt(building: &Building) {
    building.leave_doubt().await;
    let doubted = building
        .store
        .run(|connection| facts::write(connection, facts::ACCOUNT_IN_DOUBT, "1"))
        .await;
    if let Err(error) = doubted {
        tracing::error!(%error, "the store could not be written");
    }
}

/// By which client this sign-in is, and at which DoorFlow: another one may be another account's.
fn client(building: &Building) -> String {
    let config = building.session.config();
    format!("{} {}", config.client_id, config.api_url)
}

/// The account that the store was filled from, unless that is in doubt.
async fn account_in_store(building: &Building) -> Result<Option<Account>, StoreError> {
    if building.left_in_doubt().await {
        return Ok(None);
    }
    let kept = building
        .store
        .run(|connection| {
            Ok((
                facts::read(connection, facts::ACCOUNT_ID)?,
                facts::read(connection, facts::ACCOUNT_NAME)?,
                facts::read(connection, facts::USER_NAME)?,
                facts::read(connection, facts::ZONE)?,
                facts::read(connection, facts::SCOPES)?,
                facts::read(connection, facts::READ_AT)?,
                facts::read(connection, facts::ACCOUNT_IN_DOUBT)?,
                facts::read(connection, facts::OPENED_BY)?,
            ))
        })
        .await?;
    let (Some(id), Some(name), user, Some(zone_name), kept_scopes, read_at, None, by) = kept else {
        return Ok(None);
    };
    // The configuration may have been put back to a client with a sign-in of its own.
    if by.is_some_and(|by| by != client(building)) {
        return Ok(None);
    }
    let Ok(zone) = AccountZone::parse(&zone_name) else {
        return Ok(None);
    };
    let read_at = read_at.and_then(|text| text.parse().ok()).map(instant);
    lock(&building.freshening).read_at = read_at;
    if let Some(at) = read_at {
        lock(&building.begun).doors_were_read(at);
    }
    let line = AccountLine {
        name,
        user: user.unwrap_or_default(),
        zone: zone_name,
    };
    let scopes = kept_scopes.map(|text| Scopes::parse(&text));
    Ok(Some(Account {
        id,
        line,
        zone,
        scopes,
    }))
}

/// By which client, and at which DoorFlow, an earlier sign-in was, where either is another than now.
fn another_client(building: &Building, opened_by: &str) -> Option<(String, Url)> {
    let (id, api) = opened_by.split_once(' ')?;
    let api = api.parse().ok()?;
    let other = building.session.config().client() != (id, &api);
    other.then(|| (id.to_owned(), api))
}

/// Keeps which account this is; what another account left is removed, and what another client left in the keychain.
pub(crate) async fn adopt(
    building: &Building,
    id: String,
    line: AccountLine,
) -> Result<(), StoreError> {
    let (kept, opened_by) = building
        .store
        .run(|connection| {
            Ok((
                facts::read(connection, facts::ACCOUNT_ID)?,
                facts::read(connection, facts::OPENED_BY)?,
            ))
        })
        .await?;
    if kept.is_some_and(|kept| kept != id) {
        building.forget().await?;
    }
    let by = client(building);
    building
        .store
        .run(move |connection| {
            facts::write(connection, facts::OPENED_BY, &by)?;
            facts::write(connection, facts::ACCOUNT_ID, &id)?;
            write_line(connection, &line)?;
            facts::remove(connection, facts::ACCOUNT_IN_DOUBT)
        })
        .await?;
    building.leave_unkept().await;
    building.end_doubt().await;
    let other = opened_by.and_then(|by| another_client(building, &by));
    if let Some((client_id, api)) = other {
        let session = building.session.clone();
        // The keychain may be locked, and nobody is to wait for that.
        tokio::spawn(async move { session.forget_client(&client_id, &api).await });
    }
    Ok(())
}

/// Keeps how the account is described, for a start without a network.
pub(crate) fn write_line(connection: &Connection, line: &AccountLine) -> rusqlite::Result<()> {
    facts::write(connection, facts::ACCOUNT_NAME, &line.name)?;
    facts::write(connection, facts::USER_NAME, &line.user)?;
    facts::write(connection, facts::ZONE, &line.zone)
}

/// Lets the window have the processors for its first view in a big building. Whoever looks for somebody ends that.
pub(crate) async fn let_the_window_go_first(building: &Building) {
    let ids = building.store.read(people::ends).await.ok().flatten();
    if ids.is_some_and(|ids| ids.end().saturating_sub(*ids.start()) > MANY) {
        // A window that is not painted by then is not waited for.
        let _ = tokio::time::timeout(FIRST_VIEW, building.fill.notified()).await;
    }
}

/// Remembers what the sign-in may do, for a start without a network.
pub(crate) async fn keep_scopes(building: &Building, account: &Account) {
    let Some(scopes) = &account.scopes else {
        return;
    };
    let text = scopes.to_string();
    let kept = building
        .store
        .run(move |connection| facts::write(connection, facts::SCOPES, &text))
        .await;
    if let Err(error) = kept {
        tracing::warn!(%error, "the scopes could not be kept");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::tests::Bench;

    #[tokio::test]
    async fn an_account_that_was_opened_by_another_client_is_asked_for() {
        let bench = Bench::open().await;
        let building = bench.building();
        let open = async || {
            let account = try_to_open(building, None).await.expect("an account");
            account.id
        };
        let note = async |fact: &'static str, value: &'static str| {
            let noted = building.store.run(move |c| facts::write(c, fact, value));
            noted.await.expect("a store");
        };
        let doorflows = open().await;
        note(facts::ACCOUNT_ID, "kept").await;
        assert_eq!(open().await, "kept", "with no network, too");
        note(facts::OPENED_BY, "another https://api.doorflow.com/").await;
        assert_eq!(open().await, doorflows);
    }
}
