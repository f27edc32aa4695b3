//! The sites, doors, groups and roles of the demo building.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::building::World;
use crate::building::doors::Channel;
use crate::building::places::{CredentialType, Group, Role, Site, ValueRule};

/// The site at which the receptionist sits.
pub(crate) const MAIN_SITE: i64 = 25;
/// The site elsewhere.
pub(crate) const FAR_SITE: i64 = 26;

/// The group that visitors are in who come for several days.
pub(crate) const VISITORS: i64 = 15;
/// The group of people who work here for other firms.
pub(crate) const CONTRACTORS: i64 = 16;
/// The group of everybody employed at the main site.
pub(crate) const STAFF: i64 = 17;
/// The group of everybody employed at the far site.
pub(crate) const FAR_STAFF: i64 = 18;
const CLEANERS: i64 = 19;
const EVENT_GUESTS: i64 = 20;

const VISITOR_ROLE: i64 = 41;
const STAFF_ROLE: i64 = 42;
const CONTRACTOR_ROLE: i64 = 43;
const FAR_ROLE: i64 = 44;
const SECURITY_ROLE: i64 = 45;

/// The kind of credential that is a card number.
pub(crate) const CARD: i64 = 5;
/// The kind of credential that is a PIN.
pub(crate) const PIN: i64 = 6;
const MOBILE: i64 = 7;

/// The door through which visitors come in.
pub(crate) const FRONT_DOOR: i64 = 1340;
/// The door through which visitors come in at the far site.
pub(crate) const FAR_ENTRANCE: i64 = 1360;
/// The door that cannot be reached at first.
const OFFLINE_DOOR: i64 = 1346;
/// The door that is in lockdown.
const LOCKED_DOOR: i64 = 1349;

const DOORS: &[(i64, &str, i64)] = &[
    (FRONT_DOOR, "Front Door", MAIN_SITE),
    (1341, "Lobby Turnstile", MAIN_SITE),
    (1342, "Lift Lobby 1st Floor", MAIN_SITE),
    (1343, "Lift Lobby 2nd Floor", MAIN_SITE),
    (1344, "Lift Lobby 3rd Floor", MAIN_SITE),
    (1345, "Meeting Rooms East", MAIN_SITE),
    (OFFLINE_DOOR, "Loading Bay", MAIN_SITE),
    (1347, "Car Park Barrier", MAIN_SITE),
    (1348, "Café Terrace", MAIN_SITE),
    (LOCKED_DOOR, "Server Room", MAIN_SITE),
    (FAR_ENTRANCE, "Main Entrance", FAR_SITE),
    (1361, "Reception Gate", FAR_SITE),
    (1362, "Workshop", FAR_SITE),
    (1363, "Laboratory", FAR_SITE),
    (1364, "Roof Garden", FAR_SITE),
];

/// Doors that a visit at the main site may name besides the front door.
pub(crate) const INNER_DOORS: &[i64] = &[1341, 1342, 1343, 1344, 1345, 1348];
/// Doors that a visit at the far site may name besides its entrance.
pub(crate) const FAR_INNER_DOORS: &[i64] = &[1361, 1362, 1363];

/// Puts up everything that stands still.
pub(crate) fn furnish(world: &mut World, now: DateTime<Utc>) {
    let founded = now - TimeDelta::days(700);
    world.sites = sites(world.zone);
    world.groups = groups(founded);
    world.roles = roles(founded);
    world.credential_types = credential_types();
    world.channels = DOORS
        .iter()
        .enumerate()
        .map(|(index, (id, name, site_id))| door(index, *id, name, *site_id, now, founded))
        .collect();
}

fn door(
    index: usize,
    id: i64,
    name: &str,
    site_id: i64,
    now: DateTime<Utc>,
    founded: DateTime<Utc>,
) -> Channel {
    let online = id != OFFLINE_DOOR;
    let synced = if online {
        TimeDelta::minutes(40)
    } else {
        TimeDelta::hours(26)
    };
    Channel {
        mac_address: format!("00:00:5e:00:53:{index:02x}"),
        serial_number: format!("SN{:06}", 410_200 + index),
        unit: i64::try_from(index % 2).unwrap_or_default() + 1,
        online,
        lockdown: id == LOCKED_DOOR,
        last_sync_completed_at: Some(now - synced),
        created_at: founded,
        updated_at: now - synced,
        ..Channel::new(id, name, site_id, now)
    }
}

fn sites(zone: Tz) -> Vec<Site> {
    // The second site has to be in another zone than the first, whichever that is.
    let far = if zone == chrono_tz::America::New_York {
        chrono_tz::Europe::London
    } else {
        chrono_tz::America::New_York
    };
    vec![
        Site {
            id: MAIN_SITE,
            name: "Harbour House".to_owned(),
            time_zone: Some(zone),
            notes: Some("Reception is on the ground floor".to_owned()),
            network: "192.0.2.0/24".to_owned(),
        },
        Site {
            id: FAR_SITE,
            name: "Mill Works".to_owned(),
            time_zone: Some(far),
            notes: None,
            network: "198.51.100.0/24".to_owned(),
        },
    ]
}

fn groups(created_at: DateTime<Utc>) -> Vec<Group> {
    let group = |id, name: &str, notes: Option<&str>, roles: &[i64]| Group {
        id,
        name: name.to_owned(),
        notes: notes.map(str::to_owned),
        global_across_sites: roles.len() > 1,
        role_ids: roles.to_vec(),
        created_at,
    };
    vec![
        group(
            VISITORS,
            "Visitors",
            Some("Guests who stay several days"),
            &[VISITOR_ROLE],
        ),
        group(CONTRACTORS, "Contractors", None, &[CONTRACTOR_ROLE]),
        group(STAFF, "Staff", None, &[STAFF_ROLE]),
        group(FAR_STAFF, "Staff, Mill Works", None, &[FAR_ROLE]),
        group(
            CLEANERS,
            "Cleaners",
            Some("Evenings and weekends"),
            &[STAFF_ROLE, FAR_ROLE],
        ),
        group(
            EVENT_GUESTS,
            "Event guests",
            Some("Roof garden and café"),
            &[VISITOR_ROLE],
        ),
    ]
}

fn roles(created_at: DateTime<Utc>) -> Vec<Role> {
    let role = |id, name: &str, shift_id, channel_ids: Vec<i64>| Role {
        id,
        name: name.to_owned(),
        notes: None,
        shift_id,
        channel_ids,
        created_at,
    };
    let at = |site: i64| -> Vec<i64> {
        DOORS
            .iter()
            .filter(|(id, _, at)| *at == site && *id != LOCKED_DOOR)
            .map(|(id, _, _)| *id)
            .collect()
    };
    vec![
        role(
            VISITOR_ROLE,
            "Public areas",
            Some(10),
            vec![FRONT_DOOR, 1341, 1348],
        ),
        role(STAFF_ROLE, "Office staff", None, at(MAIN_SITE)),
        role(
            CONTRACTOR_ROLE,
            "Contractors, office hours",
            Some(10),
            vec![FRONT_DOOR, 1341, 1342, OFFLINE_DOOR],
        ),
        role(FAR_ROLE, "Mill Works staff", None, at(FAR_SITE)),
        role(
            SECURITY_ROLE,
            "Security",
            None,
            DOORS.iter().map(|(id, _, _)| *id).collect(),
        ),
    ]
}

fn credential_types() -> Vec<CredentialType> {
    let kind = |id, label: &str, slug: &str, code, rule| CredentialType {
        id,
        label: label.to_owned(),
        slug: slug.to_owned(),
        code: Some(code),
        rule,
    };
    vec![
        kind(CARD, "Card Number", "card_number", 100, ValueRule::Card),
        kind(PIN, "PIN", "pin", 101, ValueRule::Pin),
        kind(
            MOBILE,
            "Mobile Access",
            "mobile_access",
            110,
            ValueRule::Mobile,
        ),
    ]
}
