//! People whom visits name and this desk does not know: whom DoorFlow's list of people leaves out is asked for one by one.

use std::collections::HashSet;
use std::sync::Arc;

use doorflow::PersonId;

use super::people::know_of;
use crate::building::{Building, lock};
use crate::call::CallError;
use crate::session::Capability;
use crate::store::{people, visits};

/// So many are asked for in a round at most; the others in those that follow.
const AT_ONCE: usize = 20;

/// Whom this desk looks for.
#[derive(Debug, Default)]
pub(crate) struct Strangers {
    /// A visit may name somebody who is not known.
    any: bool,
    /// DoorFlow does not know them either.
    gone: HashSet<PersonId>,
}

impl Strangers {
    pub(super) fn may_be(&mut self) {
        self.any = true;
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
                named.retain(|id| !directory.knows(*id) && !known.gone.contains(id));
            }
            people::unknown(connection, named)
        })
        .await?;
    let more = strangers.len() > AT_ONCE;
    for id in strangers.into_iter().take(AT_ONCE) {
        if !know_of(building, id).await? {
            tracing::info!(person = id.0, "named by a visit, and not in DoorFlow");
            lock(&building.strangers).gone.insert(id);
        }
    }
    lock(&building.strangers).any = more;
    Ok(())
}
