//! The account that is open: which one it is, its clock, and what the sign-in may do.

use std::time::Duration;

use doorflow::{PersonId, Scopes, Unreadable};

use crate::building::{Building, lock};
use crate::call::CallError;
use crate::desk::Desk;
use crate::news::Topic;
use crate::session::{AccountLine, Capability, SessionState};
use crate::store::{StoreError, facts, instant, people, visits};
use crate::zone::AccountZone;

/// How long to wait before the account is asked for again when DoorFlow could not be reached.
const ACCOUNT_AGAIN: Duration = Duration::from_secs(3);

/// How many people are read from the store in one go.
const AT_A_TIME: u32 = 4000;

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
        loop {
            match try_to_open(building, scopes.clone()).await {
                Ok(account) => return account,
                Err(error) => {
                    tracing::warn!(%error, "the account could not be opened yet");
                    self.set_state(SessionState::Finishing);
                    tokio::time::sleep(error.wait().unwrap_or(ACCOUNT_AGAIN)).await;
                }
            }
        }
    }
}

async fn try_to_open(building: &Building, scopes: Option<Scopes>) -> Result<Account, CallError> {
    let kept = account_in_store(building).await?;
    if let (Some(account), None) = (kept, &scopes) {
        return Ok(account);
    }
    let account = building
        .call(|client, token| async move { client.account(&token).await })
        .await?
        .value;
    let zone = AccountZone::parse(&account.time_zone).map_err(|error| {
        let what = Unreadable {
            path: "time_zone".to_owned(),
            reason: error.to_string(),
        };
        doorflow::Error::Unreadable { status: 200, what }
    })?;
    let user = format!("{} {}", account.user.first_name, account.user.last_name);
    let line = AccountLine {
        name: account.name,
        user: user.trim().to_owned(),
        zone: account.time_zone,
    };
    let id = account.id.to_string();
    adopt(building, id.clone(), line.clone()).await?;
    Ok(Account {
        id,
        line,
        zone,
        scopes,
    })
}

/// The account that the store was filled from.
async fn account_in_store(building: &Building) -> Result<Option<Account>, StoreError> {
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
            ))
        })
        .await?;
    let (Some(id), Some(name), user, Some(zone_name), kept_scopes, read_at) = kept else {
        return Ok(None);
    };
    let Ok(zone) = AccountZone::parse(&zone_name) else {
        return Ok(None);
    };
    lock(&building.freshening).read_at = read_at.and_then(|text| text.parse().ok()).map(instant);
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

/// Keeps which account this is; what another account left is removed.
async fn adopt(building: &Building, id: String, line: AccountLine) -> Result<(), StoreError> {
    let other = building
        .store
        .run({
            let id = id.clone();
            move |connection| {
                Ok(facts::read(connection, facts::ACCOUNT_ID)?.is_some_and(|kept| kept != id))
            }
        })
        .await?;
    if other {
        building.forget().await?;
    }
    building
        .store
        .run(move |connection| {
            facts::write(connection, facts::ACCOUNT_ID, &id)?;
            facts::write(connection, facts::ACCOUNT_NAME, &line.name)?;
            facts::write(connection, facts::USER_NAME, &line.user)?;
            facts::write(connection, facts::ZONE, &line.zone)
        })
        .await?;
    Ok(())
}

/// Puts everybody whom the store knows into the directory. The calendar does not wait for it; whoever looks for somebody does, and so
/// does the first pull, which may know better than the store.
pub(crate) async fn fill_directory(building: &Building) {
    while let Err(error) = try_to_fill(building).await {
        tracing::warn!(%error, "the directory could not be filled yet");
        building.filled.send_replace(true);
        tokio::time::sleep(ACCOUNT_AGAIN).await;
    }
    building.filled.send_replace(true);
    building.changed([Topic::People]);
}

/// Takes some at a time, so that the store answers others in between, and so that not all of it is in memory twice.
async fn try_to_fill(building: &Building) -> Result<(), StoreError> {
    let mut everybody = Vec::new();
    let mut last = PersonId(i64::MIN);
    loop {
        let some = building
            .store
            .read(move |connection| people::entries_after(connection, last, AT_A_TIME))
            .await?;
        let Some(person) = some.last() else {
            break;
        };
        last = person.id;
        everybody.extend(some);
    }
    let booked = building.store.run(visits::people).await?;
    let mut directory = building.directory_mut();
    directory.booked(booked);
    directory.upsert(everybody.into_iter());
    Ok(())
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
