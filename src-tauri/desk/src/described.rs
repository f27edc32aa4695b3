//! How DoorFlow describes the account that is open, where that was changed since it was opened.

use doorflow::Unreadable;

use crate::account::{Account, write_line};
use crate::building::{Building, lock};
use crate::session::AccountLine;
use crate::zone::AccountZone;

/// How DoorFlow describes an account, whose administrators may change its zone and its name at any time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Described {
    pub(crate) id: String,
    pub(crate) line: AccountLine,
    pub(crate) zone: AccountZone,
}

impl Described {
    /// # Errors
    /// A zone that nobody here has heard of.
    pub(crate) fn of(account: &doorflow::Account) -> Result<Self, doorflow::Error> {
        let zone = AccountZone::parse(&account.time_zone).map_err(|error| {
            let what = Unreadable {
                path: "time_zone".to_owned(),
                reason: error.to_string(),
            };
            doorflow::Error::Unreadable { status: 200, what }
        })?;
        let user = format!("{} {}", account.user.first_name, account.user.last_name);
        let line = AccountLine {
            name: account.name.clone(),
            user: user.trim().to_owned(),
            zone: account.time_zone.clone(),
        };
        Ok(Self {
            id: account.id.to_string(),
            line,
            zone,
        })
    }
}

/// Takes note of how DoorFlow describes the account that is open; whoever follows the session takes it over.
pub(crate) fn note_described(building: &Building, account: &doorflow::Account) {
    let Some(known) = building.known_account() else {
        return;
    };
    match Described::of(account) {
        Ok(described) if described.id == known.id && described.line != known.line => {
            *lock(&building.described) = Some(described);
            building.described_anew.notify_one();
        }
        Ok(_) => {}
        Err(error) => tracing::warn!(%error, "the account goes on in the zone that it had"),
    }
}

/// The account as it was described since, and whether that is anything new; kept for a start without a network.
pub(crate) async fn described_since(building: &Building, account: Account) -> (Account, bool) {
    let described = lock(&building.described).take();
    let newer = described.filter(|it| it.id == account.id && it.line != account.line);
    let Some(Described { line, zone, .. }) = newer else {
        return (account, false);
    };
    tracing::info!(zone = line.zone, "the account is described otherwise now");
    let kept = line.clone();
    let kept = building
        .store
        .run(move |connection| write_line(connection, &kept))
        .await;
    if let Err(error) = kept {
        tracing::warn!(%error, "how the account is described could not be kept");
    }
    (
        Account {
            line,
            zone,
            ..account
        },
        true,
    )
}
