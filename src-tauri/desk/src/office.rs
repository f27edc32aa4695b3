//! What an office has settled for its bookings: in the machine's configuration, or in the person's own.

use doorflow::{ChannelId, GroupId};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::booking::Place;
use crate::config::{
    ChangeTemplates, Config, PersonField, SaveError, Template as Written, WrittenPlace, is_name,
};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::store::channels;
use crate::store::names::{self, Kind};

/// What this office has settled, as it counts now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Office {
    /// More guests at once than this are said when a visit is planned; 0 for no limit.
    pub guests_at_once: u16,
    /// The group that somebody who is made for a visit comes into, where DoorFlow lists it; absent where there is to be none.
    #[ts(type = "number | null")]
    pub visitor_group: Option<GroupId>,
    /// What is said of that group where DoorFlow does not list it, or lists it twice.
    pub missing_group: Option<String>,
    /// It was settled which group that is, or that there is to be none.
    pub group_settled: bool,
    /// DoorFlow's name of the visitor's field into which the host goes; absent where it stays here.
    pub host_field: Option<String>,
    /// The same of the purpose.
    pub purpose_field: Option<String>,
    /// The same of the note.
    pub note_field: Option<String>,
    /// Named defaults of bookings, those of the machine's configuration first.
    pub templates: Vec<Template>,
}

/// Named defaults of a booking. What it leaves out stays as it is in the drawer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Template {
    /// What people call it.
    pub name: String,
    /// How long a visit is, in minutes; absent where it does not say.
    pub minutes: Option<u16>,
    /// The doors or groups that DoorFlow lists of those that it names; absent where it names none.
    pub place: Option<Place>,
    /// Doors or groups that it names and that DoorFlow does not list, or lists twice.
    pub missing: Vec<String>,
    /// Whether somebody new gets a PIN.
    pub pin: bool,
    /// What the visit is for; may be empty.
    pub purpose: String,
    /// A private note; may be empty.
    pub note: String,
    /// It was made on this desk, and can be changed here.
    pub own: bool,
}

/// The doors or the groups of DoorFlow's lists: numbers and names.
type Listed = Vec<(i64, String)>;

impl Desk {
    /// What this office has settled.
    ///
    /// # Errors
    /// `machine` when the store cannot be read.
    pub async fn office(&self) -> Result<Office, DeskError> {
        let building = self.building();
        let config = building.session.config();
        let (doors, groups) = building.store.read(listed).await?;
        let templates = config.templates.into_iter();
        let group = config.visitor_group.map(|it| place_of(it, &groups));
        let (visitor_group, missing_group) = match group {
            Some(Ok(id)) => (Some(GroupId(id)), None),
            Some(Err(said)) => (None, Some(said)),
            None => (None, None),
        };
        Ok(Office {
            guests_at_once: config.guests_at_once.unwrap_or_default(),
            visitor_group,
            missing_group,
            group_settled: config.group_settled,
            host_field: config.fields.host.map(PersonField::name),
            purpose_field: config.fields.purpose.map(PersonField::name),
            note_field: config.fields.note.map(PersonField::name),
            templates: templates.map(|it| resolved(it, &doors, &groups)).collect(),
        })
    }

    /// Has more guests at once than this said when a visit is planned; 0 for no limit. It is kept in the person's own file, and only for this
    /// run in the demo. Answers with what counts now: what the environment says goes over it.
    ///
    /// # Errors
    /// `badInput` for more than can be asked for; `machine` when the file cannot be written.
    pub async fn limit_guests(&self, guests: u16) -> Result<Office, DeskError> {
        if self.is_demo() {
            let limit = Some(guests).filter(|guests| *guests > 0);
            let session = &self.building().session;
            session.settle(|config| config.guests_at_once = limit);
        } else {
            Config::save_guests_at_once(self.profile(), guests)
                .map_err(|error| not_saved(&error))?;
            self.settle_anew();
        }
        self.office().await
    }

    /// Has everybody who is made for a visit from now on come into a group; `None` for none. It is kept as [`Desk::limit_guests`] keeps its
    /// number, the group by its name, or by number where several have it.
    ///
    /// # Errors
    /// `machine` when the file cannot be written.
    pub async fn choose_visitor_group(&self, group: Option<GroupId>) -> Result<Office, DeskError> {
        let (_, groups) = self.building().store.read(listed).await?;
        let group = group.map(|group| written(group.0, &groups));
        if self.is_demo() {
            let session = &self.building().session;
            session.settle(|config| {
                config.visitor_group = group;
                config.group_settled = true;
            });
        } else {
            Config::save_visitor_group(self.profile(), group.as_ref())
                .map_err(|error| not_saved(&error))?;
            self.settle_anew();
        }
        self.office().await
    }

    /// Keeps a template in the person's own file, in place of that of its name; only for this run in the demo. Doors and groups are kept by
    /// name, or by number where several have it.
    ///
    /// # Errors
    /// `badInput` for a name that none can have; `machine` when the file cannot be written.
    pub async fn save_template(&self, template: &Template) -> Result<Office, DeskError> {
        let name = template.name.trim();
        if !is_name(name) {
            return Err(DeskError::bad_input("no name for a template"));
        }
        let (doors, groups) = self.building().store.read(listed).await?;
        let mut kept = Written {
            name: name.to_owned(),
            minutes: template.minutes,
            pin: template.pin,
            purpose: template.purpose.trim().to_owned(),
            note: template.note.trim().to_owned(),
            own: true,
            ..Written::default()
        };
        match &template.place {
            Some(Place::Doors { channel_ids }) => {
                let doors = channel_ids.iter().map(|id| written(id.0, &doors));
                kept.doors = doors.collect();
            }
            Some(Place::Groups { group_ids }) => {
                let groups = group_ids.iter().map(|id| written(id.0, &groups));
                kept.groups = groups.collect();
            }
            None => {}
        }
        self.change_templates(ChangeTemplates::Put(kept)).await
    }

    /// Gives a template of the person's own file another name.
    ///
    /// # Errors
    /// `badInput` for a name that none can have, or that another has; `notFound` for one that was not made here; `machine` when the file
    /// cannot be written.
    pub async fn rename_template(&self, name: &str, to: &str) -> Result<Office, DeskError> {
        let to = to.trim();
        let templates = self.building().session.config().templates;
        let mut others = templates.iter().filter(|it| !it.is_called(name));
        if !is_name(to) || others.any(|it| it.is_called(to)) {
            return Err(DeskError::bad_input("no name for this template"));
        }
        self.own_template(name)?;
        let change = ChangeTemplates::Rename(name.to_owned(), to.to_owned());
        self.change_templates(change).await
    }

    /// Takes a template out of the person's own file. One of the machine's file that it stood in place of counts again.
    ///
    /// # Errors
    /// `notFound` for one that was not made here; `machine` when the file cannot be written.
    pub async fn remove_template(&self, name: &str) -> Result<Office, DeskError> {
        self.own_template(name)?;
        self.change_templates(ChangeTemplates::Remove(name.to_owned()))
            .await
    }

    fn own_template(&self, name: &str) -> Result<(), DeskError> {
        let templates = self.building().session.config().templates;
        let own = templates.iter().any(|it| it.own && it.is_called(name));
        let none = || DeskError::not_found("no template of this name was made here");
        own.then_some(()).ok_or_else(none)
    }

    async fn change_templates(&self, change: ChangeTemplates) -> Result<Office, DeskError> {
        if self.is_demo() {
            let session = &self.building().session;
            session.settle(|config| change.make(&mut config.templates));
        } else {
            Config::change_templates(self.profile(), &change).map_err(|error| not_saved(&error))?;
            self.settle_anew();
        }
        self.office().await
    }

    /// Reads again what the office has settled.
    fn settle_anew(&self) {
        let read = Config::load(self.profile());
        self.building().session.settle(|config| {
            config.guests_at_once = read.guests_at_once;
            config.visitor_group = read.visitor_group;
            config.group_settled = read.group_settled;
            config.templates = read.templates;
        });
    }
}

/// Why the person's file was not changed.
pub(crate) fn not_saved(error: &SaveError) -> DeskError {
    match error {
        SaveError::Damaged | SaveError::Disk(_) => DeskError::machine(error.to_string()),
        _ => DeskError::bad_input(error.to_string()),
    }
}

fn listed(connection: &Connection) -> rusqlite::Result<(Listed, Listed)> {
    let doors = channels::all(connection)?.into_iter();
    let groups = names::all(connection, Kind::Groups)?.into_iter();
    Ok((
        doors.map(|door| (door.id.0, door.name)).collect(),
        groups.map(|group| (group.id, group.name)).collect(),
    ))
}

/// The one place of this name; `None` where there is none, or several are.
fn find(name: &str, listed: &Listed) -> Option<i64> {
    let name = name.to_lowercase();
    let mut found = listed
        .iter()
        .filter(|it| it.1.trim().to_lowercase() == name);
    let one = found.next()?;
    found.next().is_none().then_some(one.0)
}

/// How a place is written: by its name, or by its number where several have that name.
fn written(id: i64, listed: &Listed) -> WrittenPlace {
    let name = listed.iter().find(|it| it.0 == id).map(|it| it.1.clone());
    let name = name.filter(|name| find(name, listed) == Some(id));
    name.map_or(WrittenPlace::Number(id), WrittenPlace::Name)
}

/// The place that is meant; how it was written where it is not listed, or listed twice.
fn place_of(written: WrittenPlace, listed: &Listed) -> Result<i64, String> {
    match written {
        WrittenPlace::Name(name) => find(&name, listed).ok_or(name),
        WrittenPlace::Number(id) if listed.iter().any(|it| it.0 == id) => Ok(id),
        WrittenPlace::Number(id) => Err(format!("#{id}")),
    }
}

/// A template by the places that DoorFlow lists now.
fn resolved(written: Written, doors: &Listed, groups: &Listed) -> Template {
    let by_groups = !written.groups.is_empty();
    let named = !written.doors.is_empty() || by_groups;
    let (places, listed) = if by_groups {
        (written.groups, groups)
    } else {
        (written.doors, doors)
    };
    let (mut ids, mut missing) = (Vec::new(), Vec::new());
    for place in places {
        match place_of(place, listed) {
            Ok(id) => ids.push(id),
            Err(said) => missing.push(said),
        }
    }
    let place = if by_groups {
        Place::Groups {
            group_ids: ids.into_iter().map(GroupId).collect(),
        }
    } else {
        Place::Doors {
            channel_ids: ids.into_iter().map(ChannelId).collect(),
        }
    };
    Template {
        name: written.name,
        minutes: written.minutes,
        place: named.then_some(place),
        missing,
        pin: written.pin,
        purpose: written.purpose,
        note: written.note,
        own: written.own,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_is_gone_or_meant_twice_is_said_and_no_other_is_taken() {
        let listed = |all: &[(i64, &str)]| -> Listed {
            all.iter()
                .map(|(id, name)| (*id, (*name).to_owned()))
                .collect()
        };
        let doors = listed(&[(1, "Front Door"), (2, "Lift"), (3, "lift")]);
        let groups = listed(&[(7, "Contractors")]);
        let name = |name: &str| WrittenPlace::Name(name.to_owned());
        let by_doors = Written {
            doors: vec![
                name("front door"),
                name("Lift"),
                name("Plant"),
                WrittenPlace::Number(3),
                WrittenPlace::Number(9),
            ],
            ..Written::default()
        };
        let template = resolved(by_doors, &doors, &groups);
        let place = Place::Doors {
            channel_ids: vec![ChannelId(1), ChannelId(3)],
        };
        assert_eq!(template.place, Some(place));
        assert_eq!(template.missing, ["Lift", "Plant", "#9"]);
        let by_groups = Written {
            groups: vec![name("Contractors")],
            ..Written::default()
        };
        let place = Place::Groups {
            group_ids: vec![GroupId(7)],
        };
        assert_eq!(resolved(by_groups, &doors, &groups).place, Some(place));
        assert_eq!(resolved(Written::default(), &doors, &groups).place, None);
    }
}
