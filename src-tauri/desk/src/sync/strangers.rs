//! People whom visits name and this desk does not know: whom DoorFlow's list of people leaves out is asked for one by one.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use doorflow::PersonId;
use tokio::time::Instant;

use super::people::know_of;
use crate::building::{Building, lock};
use crate::call::CallError;
use crate::session::Capability;
use crate::store::{people, visits};

/// So many are asked for by number in a round at most; the others in those that follow.
pub(super) const AT_ONCE: usize = 20;
/// Whoever could not be read is asked for again after so long.
const AGAIN: Duration = Duration::from_mins(10);

/// Whom this desk looks for.
#[derive(Debug, Default)]
pub(crate) struct Strangers {
    /// A visit may name somebody who is not known.
    any: bool,
    /// DoorFlow does not know them either.
    gone: HashSet<PersonId>,
    /// DoorFlow's answer was of no use, and they are left alone until then.
    aside: HashMap<PersonId, Instant>,
}

impl Strangers {
    pub(super) fn may_be(&mut self) {
        self.any = true;
    }

    fn is_passed_over(&self, id: PersonId) -> bool {
        let aside = self.aside.get(&id);
        self.gone.contains(&id) || aside.is_some_and(|until| Instant::now() < *until)
    }
}

/// Asks for those whom the calendar names and the list of people has not brought.
pub(super) async fn ask(building: &Arc<Building>) -> Result<(), CallError> {
    if !lock(&building.strangers).any || !building.may(Capability::ReadPeople) {
        return Ok(());
    }
    let within = Arc::clone(building);
    let strangers = building
        .store
        .run(move |connection| {
            let mut named = visits::named(connection)?;
            {
                let (directory, known) = (within.directory(), lock(&within.strangers));
                // Nearly everybody is in the directory, which is sooner asked than the store.
                named.retain(|id| !directory.knows(*id) && !known.is_passed_over(*id));
            }
            people::unknown(connection, named)
        })
        .await?;
    let more = strangers.len() > AT_ONCE;
    for id in strangers.into_iter().take(AT_ONCE) {
        match know_of(building, id).await {
            Ok(true) => {}
            Ok(false) => {
                tracing::info!(person = id.0, "named by a visit, and not in DoorFlow");
                lock(&building.strangers).gone.insert(id);
            }
            Err(error) if error.is_of_this_alone() => {
                tracing::warn!(%error, person = id.0, "named by a visit, and not to be read");
                let until = Instant::now() + AGAIN;
                lock(&building.strangers).aside.insert(id, until);
                // Where it is so of them all, once in a round is enough.
                return Ok(());
            }
            Err(error) => return Err(error),
        }
    }
    lock(&building.strangers).any = more;
    Ok(())
}
