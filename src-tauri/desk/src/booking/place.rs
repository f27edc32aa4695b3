//! Where: the doors or the groups, which have to exist and be the sign-in's to book.

use super::rules::Findings;
use super::{Field, Known, NoteCode, Place, ProblemCode, VisitKind};
use doorflow::{ChannelId, GroupId};

/// The places of a draft, each once.
pub(super) struct Chosen {
    /// What they make of the visit.
    pub(super) kind: VisitKind,
    /// Doors, ascending.
    pub(super) channel_ids: Vec<ChannelId>,
    /// Groups, ascending.
    pub(super) group_ids: Vec<GroupId>,
    /// Their names, in the order in which they were chosen.
    pub(super) names: Vec<String>,
}

/// Looks the places up, with a problem for each that is not there.
pub(super) fn look_up(place: &Place, known: &Known<'_>, found: &mut Findings) -> Chosen {
    match place {
        Place::Doors { channel_ids } => doors(channel_ids, known, found),
        Place::Groups { group_ids } => groups(group_ids, known, found),
    }
}

fn doors(asked: &[ChannelId], known: &Known<'_>, found: &mut Findings) -> Chosen {
    if !known.may.book_doors {
        found.problem(
            Field::Place,
            ProblemCode::MissingScope,
            "account.reservation",
        );
    }
    if asked.is_empty() {
        found.problem(Field::Place, ProblemCode::NoDoors, "");
    }
    let mut names = Vec::new();
    for id in each_once(asked) {
        let Some(door) = known.doors.iter().find(|door| door.id == id) else {
            let subject = format!("door {id}");
            found.problem(Field::Place, ProblemCode::UnknownDoor, &subject);
            continue;
        };
        names.push(door.name.clone());
        if !door.online {
            found.note(NoteCode::DoorOffline, &door.name);
        }
        if door.lockdown {
            found.note(NoteCode::DoorLockdown, &door.name);
        }
    }
    Chosen {
        kind: VisitKind::Reservation,
        channel_ids: ascending(asked),
        group_ids: Vec::new(),
        names,
    }
}

fn groups(asked: &[GroupId], known: &Known<'_>, found: &mut Findings) -> Chosen {
    if !known.may.book_groups {
        found.problem(
            Field::Place,
            ProblemCode::MissingScope,
            "account.group_reservation",
        );
    }
    if asked.is_empty() {
        found.problem(Field::Place, ProblemCode::NoGroups, "");
    }
    let mut names = Vec::new();
    for id in each_once(asked) {
        let Some(group) = known.groups.iter().find(|group| group.id == id) else {
            let subject = format!("group {id}");
            found.problem(Field::Place, ProblemCode::UnknownGroup, &subject);
            continue;
        };
        names.push(group.name.clone());
    }
    Chosen {
        kind: VisitKind::GroupReservation,
        channel_ids: Vec::new(),
        group_ids: ascending(asked),
        names,
    }
}

/// In the order given, without those that came before.
fn each_once<Id: Copy + PartialEq>(ids: &[Id]) -> impl Iterator<Item = Id> {
    ids.iter()
        .enumerate()
        .filter(|(at, id)| !ids[..*at].contains(id))
        .map(|(_, id)| *id)
}

fn ascending<Id: Copy + Ord>(ids: &[Id]) -> Vec<Id> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    ids
}
