//! Who they are.

use desk::directory::Entry;
use rand::prelude::*;
use rand_chacha::ChaCha8Rng;
use unicode_normalization::UnicodeNormalization as _;

/// A line `+` begins a country; what follows are its names, `~` for a space within one.
const NAMES: &str = include_str!("names.txt");

const DEPARTMENTS: [&str; 36] = [
    "Sales",
    "Marketing",
    "Research & Development",
    "Human Resources",
    "Finance",
    "Legal",
    "Facilities",
    "IT Support",
    "Logistics",
    "Purchasing",
    "Quality Assurance",
    "Security",
    "Reception",
    "Customer Care",
    "Production",
    "Maintenance",
    "Communications",
    "Controlling",
    "Buchhaltung",
    "Einkauf",
    "Geschäftsführung",
    "Ressources humaines",
    "Comptabilité",
    "Ventas",
    "Compras",
    "Księgowość",
    "Recursos Humanos",
    "Bokföring",
    "Отдел кадров",
    "Бухгалтерия",
    "開発部",
    "営業部",
    "财务部",
    "Λογιστήριο",
    "",
    "",
];

const DOMAINS: [&str; 16] = [
    "northwind.example",
    "contoso.example",
    "initech.example",
    "acme-werke.example",
    "globex.example",
    "umbrella.example",
    "hooli.example",
    "stark.example",
    "wayne-group.example",
    "tyrell.example",
    "cyberdyne.example",
    "soylent.example",
    "mail.example",
    "post.example",
    "office.example",
    "visitors.example",
];

/// Somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Unlike anybody else's.
    pub id: i64,
    /// First name or names.
    pub first: String,
    /// Last name.
    pub last: String,
    /// E-mail address; empty for one in ten, as the fields below may be too.
    pub email: String,
    /// Department.
    pub department: String,
    /// The customer's own id.
    pub system_id: String,
    /// Mobile phone, grouped in any way.
    pub mobile: String,
}

impl Person {
    /// First and last name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.first, self.last).trim().to_owned()
    }

    /// As the directory takes them.
    #[must_use]
    pub fn entry(&self) -> Entry {
        Entry {
            id: self.id.into(),
            first_name: self.first.clone(),
            last_name: self.last.clone(),
            email: self.email.clone(),
            department: self.department.clone(),
            job_title: String::new(),
            system_id: self.system_id.clone(),
            mobile: self.mobile.clone(),
            telephone: String::new(),
            enabled: true,
            valid_from: None,
            valid_to: None,
        }
    }

    /// How many bytes of text there are of them.
    #[must_use]
    pub fn bytes(&self) -> usize {
        [
            &self.first,
            &self.last,
            &self.email,
            &self.department,
            &self.system_id,
            &self.mobile,
        ]
        .iter()
        .map(|text| text.len())
        .sum()
    }
}

/// A country's names.
#[derive(Default)]
struct Country {
    dialled: &'static str,
    given: Vec<&'static str>,
    family: Vec<&'static str>,
    stems: Vec<&'static str>,
    endings: Vec<&'static str>,
}

fn countries() -> Vec<Country> {
    let mut countries: Vec<Country> = Vec::new();
    for line in NAMES.lines() {
        if line.starts_with('+') {
            countries.push(Country {
                dialled: line,
                ..Country::default()
            });
        }
        let (Some(country), Some((kind, names))) = (countries.last_mut(), line.split_once(' '))
        else {
            continue;
        };
        let list = match kind {
            "given" => &mut country.given,
            "family" => &mut country.family,
            "stems" => &mut country.stems,
            "endings" => &mut country.endings,
            _ => continue,
        };
        list.extend(names.split(' '));
    }
    countries
}

/// So many people, the same for the same seed. Some names are common and most are rare, as in life, so that there are namesakes.
#[must_use]
pub fn crowd(seed: u64, many: usize) -> Vec<Person> {
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let countries = countries();
    (1..)
        .take(many)
        .filter_map(|id| Some(person(id, countries.choose(&mut dice)?, &mut dice)))
        .collect()
}

/// One of them, the first ones more often.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place in a short list"
)]
fn one(list: &[&str], dice: &mut impl Rng) -> String {
    let place = (list.len() as f64 * dice.random::<f64>().powf(1.6)) as usize;
    list.get(place)
        .map_or_else(String::new, |name| name.replace('~', " "))
}

fn person(id: i64, country: &Country, dice: &mut impl Rng) -> Person {
    let mut first = one(&country.given, dice);
    if first.chars().count() > 3 && dice.random_ratio(1, 5) {
        let sign = if dice.random_ratio(1, 3) { '-' } else { ' ' };
        let second = one(&country.given, dice);
        if second != first {
            first = format!("{first}{sign}{second}");
        }
    }
    let mut last = family(country, dice);
    if last.chars().count() > 3 && dice.random_ratio(1, 12) {
        let sign = if dice.random_ratio(1, 2) { '-' } else { ' ' };
        last = format!("{last}{sign}{}", family(country, dice));
    }
    let (user, number) = (spelled(&first), dice.random_range(10..1_000_000_u32));
    Person {
        id,
        email: if dice.random_ratio(1, 10) {
            String::new()
        } else {
            email(&user, &spelled(&last), number, dice)
        },
        department: DEPARTMENTS
            .choose(dice)
            .copied()
            .unwrap_or_default()
            .to_owned(),
        system_id: match dice.random_range(0..4) {
            0 => String::new(),
            1 => format!("EMP-{id:06}"),
            2 => format!("{}", 4_000_000 + id * 7),
            _ => format!("P{:02}/{:05}", id % 90 + 10, id),
        },
        mobile: if dice.random_ratio(1, 5) {
            String::new()
        } else {
            mobile(country.dialled, dice)
        },
        first,
        last,
    }
}

fn family(country: &Country, dice: &mut impl Rng) -> String {
    if country.stems.is_empty() || dice.random_ratio(1, 3) {
        one(&country.family, dice)
    } else {
        one(&country.stems, dice) + &one(&country.endings, dice)
    }
}

/// In plain Latin letters, as an address has it; nothing where the script is another.
fn spelled(name: &str) -> String {
    name.to_lowercase()
        .replace('ß', "ss")
        .replace('ø', "o")
        .replace('ł', "l")
        .nfkd()
        .filter(char::is_ascii_alphabetic)
        .collect()
}

fn email(user: &str, last: &str, number: u32, dice: &mut impl Rng) -> String {
    let domain = DOMAINS.choose(dice).copied().unwrap_or_default();
    if user.len() < 2 || last.is_empty() {
        return format!("visitor{number}@{domain}");
    }
    match dice.random_range(0..6) {
        0 => format!("{}{last}@{domain}", &user[..1]),
        1 => format!("{user}_{last}@{domain}"),
        2 => format!("{last}.{user}{}@{domain}", number % 100),
        3 => format!("{}{last}{number}@{domain}", &user[..1]),
        _ => format!("{user}.{last}@{domain}"),
    }
}

fn mobile(dialled: &str, dice: &mut impl Rng) -> String {
    let number = dice.random_range(100_000_000..999_999_999_u32).to_string();
    let (one, two, three) = (&number[..3], &number[3..6], &number[6..]);
    match dice.random_range(0..6) {
        0 => format!("{dialled}{number}"),
        1 => format!("{dialled} (0){one} {two}-{three}"),
        2 => format!(
            "{dialled} {} {} {} {}",
            &number[..2],
            &number[2..5],
            &number[5..7],
            &number[7..]
        ),
        3 => format!("0{one} {two} {three}"),
        4 => format!("00{} {one}.{two}.{three}", dialled.trim_start_matches('+')),
        _ => format!("{dialled} {one} {two} {three}"),
    }
}
