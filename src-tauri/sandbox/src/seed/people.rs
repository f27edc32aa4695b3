//! The people of the demo building.

use chrono::{DateTime, TimeDelta, Utc};
use rand::Rng as _;
use rand::seq::IndexedRandom as _;
use rand_chacha::ChaCha8Rng;

use super::names::{NAMINGS, Name, WELL_KNOWN};
use super::places::{CARD, CONTRACTORS, FAR_STAFF, PIN, STAFF};
use crate::building::World;
use crate::building::people::{Person, Photo};

const DEPARTMENTS: &[&str] = &[
    "Engineering",
    "Finance",
    "Legal",
    "Marketing",
    "People & Culture",
    "Facilities",
    "Research",
    "Sales",
    "Customer Care",
    "IT",
];
const JOBS: &[&str] = &[
    "Analyst",
    "Engineer",
    "Team Lead",
    "Director",
    "Assistant",
    "Accountant",
    "Researcher",
    "Technician",
    "Project Manager",
    "Counsel",
];
const SALUTATIONS: &[&str] = &["Ms.", "Mr.", "Mx.", "Dr.", "Prof."];
/// Where visitors come from, and the domain of that place.
const FIRMS: &[(&str, &str)] = &[
    ("Northwind Traders", "northwind.example"),
    ("Kestrel & Sons", "kestrel.example"),
    ("Brightwater Ltd", "brightwater.example"),
    ("Åkerlund Arkitekter", "akerlund.example"),
    ("Grüne Wiese GmbH", "gruenewiese.example"),
    ("Café Río", "caferio.example"),
    ("Polaris Freight", "polaris.example"),
    ("St. Clare's College", "stclares.example"),
];
const HOUSE_DOMAIN: &str = "harbourhouse.example";

/// The part that a person plays in the building.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Visitor,
    Contractor,
    Staff,
    FarStaff,
}

/// Adds `count` people, the well-known ones first.
pub(crate) fn people_arrive(world: &mut World, count: usize, now: DateTime<Utc>) {
    let mut rng = world.rng.clone();
    let mut pins = std::collections::HashSet::new();
    for index in 0..count {
        let well_known = WELL_KNOWN.get(index);
        let (given, family) = well_known.copied().unwrap_or_else(|| draw_name(&mut rng));
        let part = if well_known.is_some() {
            Part::Visitor
        } else {
            match rng.random_range(0..100) {
                0..35 => Part::Visitor,
                35..43 => Part::Contractor,
                43..85 => Part::Staff,
                _ => Part::FarStaff,
            }
        };
        let id = world.people.claim_id();
        let added = now - TimeDelta::minutes(rng.random_range(3 * 24 * 60..600 * 24 * 60));
        let mut person = Person::named(id, given.0, family.0, added);
        describe(&mut person, part, index, &mut rng);
        let (organisation, domain) = match part {
            Part::Visitor | Part::Contractor => {
                let chosen = rng.random_range(0..FIRMS.len());
                person.organisation_id = i64::try_from(chosen + 1).ok();
                (Some(FIRMS[chosen].0), FIRMS[chosen].1)
            }
            Part::Staff | Part::FarStaff => (None, HOUSE_DOMAIN),
        };
        person.set_text("custom_1", organisation.map(str::to_owned));
        let email = free_address(world, given.1, family.1, domain, id);
        // Walk-in visitors often leave no address.
        if well_known.is_some() || part != Part::Visitor || rng.random_bool(0.7) {
            person.set_text("email", Some(email));
        }
        if well_known.is_none() {
            limit(&mut person, &mut rng, now);
        }
        let has_pin = match part {
            Part::Visitor => well_known.is_some() || rng.random_bool(0.4),
            Part::Contractor => true,
            Part::Staff | Part::FarStaff => rng.random_bool(0.1),
        };
        world.insert_person(person);
        if has_pin {
            // Seven digits leave room for everybody in the largest building.
            let mut pin = format!("{:07}", rng.random_range(0..10_000_000));
            while !pins.insert(pin.clone()) {
                pin = format!("{:07}", rng.random_range(0..10_000_000));
            }
            world.add_credential(id, PIN, Some(pin));
        }
        if matches!(part, Part::Staff | Part::FarStaff) {
            world.add_credential(id, CARD, Some(format!("{}", 30_000_000 + id)));
        }
    }
    world.rng = rng;
}

fn draw_name(rng: &mut ChaCha8Rng) -> (Name, Name) {
    let naming = &NAMINGS[rng.random_range(0..NAMINGS.len())];
    // People move, and marry.
    let other = if rng.random_bool(0.1) {
        &NAMINGS[rng.random_range(0..NAMINGS.len())]
    } else {
        naming
    };
    (
        naming.given[rng.random_range(0..naming.given.len())],
        other.family[rng.random_range(0..other.family.len())],
    )
}

fn describe(person: &mut Person, part: Part, index: usize, rng: &mut ChaCha8Rng) {
    let pick =
        |list: &[&str], rng: &mut ChaCha8Rng| list.choose(rng).map(|text| (*text).to_owned());
    if index >= WELL_KNOWN.len() && rng.random_bool(0.25) {
        person.set_text("salutation", pick(SALUTATIONS, rng));
    }
    match part {
        Part::Staff | Part::FarStaff => {
            person.set_text("department", pick(DEPARTMENTS, rng));
            person.set_text("job_title", pick(JOBS, rng));
            person.set_text("system_id", Some(format!("EMP-{:06}", index + 1)));
            person.groups.push(if part == Part::Staff {
                STAFF
            } else {
                FAR_STAFF
            });
        }
        Part::Contractor => {
            person.set_text("job_title", Some("Contractor".to_owned()));
            person.set_text("department", Some("Facilities".to_owned()));
            person.groups.push(CONTRACTORS);
        }
        Part::Visitor => {}
    }
    // Numbers that the British regulator set aside for drama.
    let tail = index % 1000;
    if rng.random_bool(0.5) {
        person.set_text("telephone", Some(format!("+44 20 7946 0{tail:03}")));
    }
    if rng.random_bool(0.6) {
        person.set_text("mobile", Some(format!("+447700900{tail:03}")));
    }
    if rng.random_bool(0.3) {
        person.set_text("barcode", Some(format!("HH{:08}", 10_000_000 + index)));
    }
    if rng.random_bool(0.05) {
        person.set_text(
            "notes",
            Some("Needs step-free access.\nUse the lift.".to_owned()),
        );
    }
    if rng.random_bool(0.6) || index < WELL_KNOWN.len() {
        person.photo = Photo::Drawn;
    }
}

/// Some people are disabled, and some are let in for a time only.
fn limit(person: &mut Person, rng: &mut ChaCha8Rng, now: DateTime<Utc>) {
    match rng.random_range(0..100) {
        0..6 => person.enabled = false,
        6..9 => person.valid_from = Some(now + TimeDelta::days(rng.random_range(2..30))),
        9..12 => person.valid_to = Some(now - TimeDelta::days(rng.random_range(1..60))),
        12..20 => {
            person.valid_from = Some(now - TimeDelta::days(rng.random_range(10..90)));
            person.valid_to = Some(now + TimeDelta::days(rng.random_range(30..300)));
        }
        _ => {}
    }
}

fn free_address(world: &World, given: &str, family: &str, domain: &str, id: i64) -> String {
    let plain = format!("{given}.{family}@{domain}");
    if world.emails.contains_key(&plain) {
        // The id makes it free, and short of a list of every address tried.
        format!("{given}.{family}.{id}@{domain}")
    } else {
        plain
    }
}
