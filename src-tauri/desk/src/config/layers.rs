//! How the layers become one configuration: no disk, no environment, only text.

use std::fmt;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use doorflow::{ClientSecret, Scope};
use toml::de::{DeTable, DeValue};
use url::Url;

use super::Config;
use super::fields::{NotedFields, PersonField};
use super::file::is_client_id;
use super::lock_after::{self, LockAfter};
use super::templates::{self, Template, Written as WrittenPlace};
use super::values::{
    authorise_address_of, read_api_address, read_authorise_address, read_scopes, whole,
};
use crate::session::{Redirect, SCOPES_ASKED};

/// A configuration file that was read.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// Where it is.
    pub path: &'a Path,
    /// What it says.
    pub text: &'a str,
}

/// Something in the configuration that was passed over. Names no value, for the value may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Where it stands.
    pub place: Place,
    /// What is wrong, as a whole sentence without its full stop.
    pub reason: String,
}

/// Where a trouble stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a file, in a line counted from 1 where one can be named.
    File(PathBuf, Option<usize>),
    /// In an environment variable.
    Environment(&'static str),
}

impl Trouble {
    /// The file is there and cannot be read.
    pub(super) fn unread(path: &Path, error: &std::io::Error) -> Self {
        let reason = match error.kind() {
            std::io::ErrorKind::PermissionDenied => "this user may not read it".to_owned(),
            std::io::ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
            _ => format!("it cannot be read: {error}"),
        };
        Self {
            place: Place::File(path.to_owned(), None),
            reason,
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::File(path, Some(line)) => {
                write!(f, "{}, line {line}: {}", path.display(), self.reason)
            }
            Place::File(path, None) => write!(f, "{}: {}", path.display(), self.reason),
            Place::Environment(name) => write!(f, "{name}: {}", self.reason),
        }
    }
}

/// The keys and the environment variables that set them.
const KEYS: [(Key, &str, &str); 15] = [
    (Key::Api, "api_url", "LOBBY_API_URL"),
    (Key::Auth, "auth_url", "LOBBY_AUTH_URL"),
    (Key::Id, "client_id", "LOBBY_CLIENT_ID"),
    (Key::Secret, "client_secret", "LOBBY_CLIENT_SECRET"),
    (Key::Redirect, "redirect_uri", "LOBBY_REDIRECT_URI"),
    (Key::Scopes, "scopes", "LOBBY_SCOPES"),
    (Key::Retention, "retention_days", "LOBBY_RETENTION_DAYS"),
    (Key::Pages, "pages_at_once", "LOBBY_PAGES_AT_ONCE"),
    (Key::Disable, "disable_visitors", "LOBBY_DISABLE_VISITORS"),
    (Key::Guests, "guests_at_once", "LOBBY_GUESTS_AT_ONCE"),
    (Key::Lock, lock_after::KEY, "LOBBY_LOCK_AFTER_MINUTES"),
    (Key::Group, "visitor_group", "LOBBY_VISITOR_GROUP"),
    (Key::Host, "host_field", "LOBBY_HOST_FIELD"),
    (Key::Purpose, "purpose_field", "LOBBY_PURPOSE_FIELD"),
    (Key::Note, "note_field", "LOBBY_NOTE_FIELD"),
];

/// DoorFlow itself.
const DOORFLOW: &str = "https://api.doorflow.com/";

/// Whether this is the DoorFlow that counts where no layer says otherwise.
pub(crate) fn is_doorflow_itself(api: &Url) -> bool {
    api.as_str() == DOORFLOW
}

/// For how many days what is over may be kept: ten years are longer than anybody needs.
const RETENTION_DAYS: RangeInclusive<u16> = 1..=3650;
/// How many pages of a list may be asked for at once: more than these would only wait for one another.
const PAGES_AT_ONCE: RangeInclusive<u16> = 1..=16;
/// How many guests at once may be asked for: no building holds more. None at all stands for no limit.
pub(super) const GUESTS_AT_ONCE: RangeInclusive<u16> = 0..=10_000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Api,
    Auth,
    Id,
    Secret,
    Redirect,
    Scopes,
    Retention,
    Pages,
    Disable,
    Guests,
    Lock,
    Group,
    Host,
    Purpose,
    Note,
}

/// Whose layer it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    Machine,
    User,
    Environment,
}

/// What one layer says, each value sound by itself.
#[derive(Default)]
struct Said {
    api: Option<Url>,
    auth: Option<Url>,
    id: Option<String>,
    secret: Option<ClientSecret>,
    redirect: Option<Redirect>,
    scopes: Option<Vec<Scope>>,
    retention_days: Option<u16>,
    pages_at_once: Option<u16>,
    disable_visitors: Option<bool>,
    guests_at_once: Option<u16>,
    lock_after: Option<u16>,
    visitor_group: Option<WrittenPlace>,
    fields: NotedFields,
    templates: Vec<Template>,
}

/// Lays the person's file over the machine's, and the environment over both.
///
/// - Which DoorFlow this is, and as which application, is the administrator's to say: where the machine's file names either, the person's
///   addresses count for nothing, lest the machine's secret be sent to them; nor do the person's client id, redirect address and scopes,
///   where the machine's names an application: it has its own.
/// - After how long the desk locks itself, the machine's and the person's file say side by side: the shorter counts.
/// - A wrong value or an unknown key is a trouble, and the layer below counts instead; but a time to lock after in the person's file, which says
///   that a PIN is chosen, is the longest then.
/// - An API address without an authorise address brings its own, with `api.` swapped for `admin.`: an authorise
///   address from below belongs to another DoorFlow.
/// - Another client id leaves behind the secret and the scopes from below: they belong to another application.
/// - A secret in the person's file is a trouble: one that a person has belongs into the keychain.
/// - An empty environment variable says nothing.
#[must_use]
pub fn layer(
    machine: Option<Written<'_>>,
    user: Option<Written<'_>>,
    env: &dyn Fn(&str) -> Option<String>,
) -> (Config, Vec<Trouble>) {
    let mut config = defaults();
    let mut troubles = Vec::new();
    let (mut names_doorflow, mut names_client) = (false, false);
    if let Some(file) = machine {
        let said = read_file(file, Owner::Machine, &mut troubles);
        names_client = said.id.is_some();
        names_doorflow = names_client || said.api.is_some() || said.auth.is_some();
        lay_over(&mut config, said, Owner::Machine);
    }
    if let Some(file) = user {
        let said = read_file(file, Owner::User, &mut troubles);
        let said = Said {
            api: said.api.filter(|_| !names_doorflow),
            auth: said.auth.filter(|_| !names_doorflow),
            id: said.id.filter(|_| !names_client),
            redirect: said.redirect.filter(|_| !names_client),
            scopes: said.scopes.filter(|_| !names_client),
            ..said
        };
        lay_over(&mut config, said, Owner::User);
    }
    let said = read_environment(env, &mut troubles);
    lay_over(&mut config, said, Owner::Environment);
    config.troubles.clone_from(&troubles);
    (config, troubles)
}

/// What counts where no layer says otherwise.
pub(super) fn defaults() -> Config {
    let api_url = Url::parse(DOORFLOW).expect("a sound constant");
    Config {
        auth_url: authorise_address_of(&api_url),
        api_url,
        client_id: String::new(),
        client_secret: None,
        redirect: Redirect::parse("http://127.0.0.1:17805/callback").expect("a sound constant"),
        scopes: SCOPES_ASKED.to_vec(),
        retention_days: 90,
        pages_at_once: 4,
        disable_visitors: false,
        guests_at_once: None,
        lock_after: LockAfter::default(),
        visitor_group: None,
        group_settled: false,
        fields: NotedFields::default(),
        templates: Vec::new(),
        managed: false,
        troubles: Vec::new(),
    }
}

fn lay_over(config: &mut Config, said: Said, owner: Owner) {
    if let Some(api) = said.api {
        config.auth_url = authorise_address_of(&api);
        config.api_url = api;
    }
    if let Some(auth) = said.auth {
        config.auth_url = auth;
    }
    if let Some(id) = said.id {
        // The person's own id is theirs to change.
        config.managed = owner != Owner::User;
        if id != config.client_id {
            config.client_secret = None;
            if !config.client_id.is_empty() {
                config.scopes = SCOPES_ASKED.to_vec();
            }
        }
        config.client_id = id;
    }
    if let Some(secret) = said.secret {
        config.client_secret = Some(secret);
    }
    if let Some(redirect) = said.redirect {
        config.redirect = redirect;
    }
    if let Some(scopes) = said.scopes {
        config.scopes = scopes;
    }
    if let Some(days) = said.retention_days {
        config.retention_days = days;
    }
    if let Some(pages) = said.pages_at_once {
        config.pages_at_once = pages;
    }
    if let Some(disable) = said.disable_visitors {
        config.disable_visitors = disable;
    }
    if let Some(guests) = said.guests_at_once {
        config.guests_at_once = Some(guests).filter(|guests| *guests > 0);
    }
    if let Some(minutes) = said.lock_after {
        // Side by side: the person's own neither lengthens what the office says nor is lost under it.
        let LockAfter { office, own } = &mut config.lock_after;
        let whose = if owner == Owner::User { own } else { office };
        *whose = Some(minutes);
    }
    if let Some(group) = said.visitor_group {
        config.group_settled = true;
        let none = WrittenPlace::Name(String::new());
        config.visitor_group = Some(group).filter(|group| *group != none);
    }
    let (fields, below) = (said.fields, config.fields);
    config.fields = NotedFields {
        host: fields.host.or(below.host),
        purpose: fields.purpose.or(below.purpose),
        note: fields.note.or(below.note),
    };
    for template in said.templates {
        config
            .templates
            .retain(|below| !below.is_called(&template.name));
        config.templates.push(Template {
            own: owner == Owner::User,
            ..template
        });
    }
}

fn read_file(file: Written<'_>, owner: Owner, troubles: &mut Vec<Trouble>) -> Said {
    let line_of = |at: usize| {
        file.text
            .bytes()
            .take(at)
            .filter(|byte| *byte == b'\n')
            .count()
            + 1
    };
    let mut tell = |at: Option<usize>, reason: String| {
        let place = Place::File(file.path.to_owned(), at.map(line_of));
        troubles.push(Trouble { place, reason });
    };
    let (table, errors) = DeTable::parse_recoverable(file.text);
    let mut lock_unread = !errors.is_empty() && file.text.contains(lock_after::KEY);
    for error in errors {
        // The message alone: the whole error quotes the line, and the line may hold a secret.
        tell(
            error.span().map(|span| span.start),
            error.message().to_owned(),
        );
    }
    let mut said = Said::default();
    let mut table: Vec<_> = table.into_inner().into_iter().collect();
    table.sort_by_key(|(name, _)| name.span().start);
    for (name, value) in table {
        let at = Some(name.span().start);
        let name = name.get_ref();
        if name == templates::KEY {
            said.templates = templates::read(value.get_ref(), |place, reason| {
                tell(place.or(at), reason);
            });
            continue;
        }
        let Some((key, ..)) = KEYS.iter().find(|(_, key, _)| key == name) else {
            let known = KEYS.iter().map(|(_, key, _)| *key);
            let known: Vec<&str> = known.chain([templates::KEY]).collect();
            tell(
                at,
                format!("{name:?} is not a key; the keys are {}", known.join(", ")),
            );
            continue;
        };
        let listed;
        let value = match (value.get_ref(), key) {
            // Here, a name may be one of digits.
            (DeValue::String(name), Key::Group) => {
                said.visitor_group = Some(WrittenPlace::Name(name.trim().to_owned()));
                continue;
            }
            (
                DeValue::Integer(number),
                Key::Retention | Key::Pages | Key::Guests | Key::Lock | Key::Group,
            ) if number.radix() == 10 => number.as_str(),
            (DeValue::Boolean(yes), Key::Disable) => {
                if *yes {
                    "true"
                } else {
                    "false"
                }
            }
            (_, Key::Retention | Key::Pages | Key::Guests | Key::Lock | Key::Disable) => "",
            (DeValue::Array(names), Key::Scopes)
                if names.iter().all(|name| name.get_ref().is_str()) =>
            {
                let names = names.iter().filter_map(|name| name.get_ref().as_str());
                listed = names.collect::<Vec<_>>().join(" ");
                &listed
            }
            (_, Key::Scopes) => {
                tell(at, format!("{name} must be a list of texts in quotes"));
                continue;
            }
            (_, Key::Group) => {
                tell(
                    at,
                    format!("{name} must be a name in quotes, or a whole number"),
                );
                continue;
            }
            (DeValue::String(text), _) => text,
            _ => {
                tell(at, format!("{name} must be a text in quotes"));
                continue;
            }
        };
        if *key == Key::Secret && owner == Owner::User {
            let reason = "client_secret does not belong into this file; type it on the sign-in screen, which \
                          keeps it in the keychain";
            tell(at, reason.to_owned());
        } else if let Err(reason) = said.take(*key, value) {
            lock_unread |= *key == Key::Lock;
            tell(at, format!("{name} {reason}"));
        }
    }
    if lock_unread && owner == Owner::User {
        said.lock_after = said.lock_after.or(Some(lock_after::LONGEST));
    }
    said
}

fn read_environment(env: &dyn Fn(&str) -> Option<String>, troubles: &mut Vec<Trouble>) -> Said {
    let mut said = Said::default();
    for (key, _, name) in KEYS {
        let Some(value) = env(name).filter(|value| !value.trim().is_empty()) else {
            continue;
        };
        if let Err(reason) = said.take(key, &value) {
            troubles.push(Trouble {
                place: Place::Environment(name),
                reason,
            });
        }
    }
    said
}

impl Said {
    /// Takes a value if it is sound; the reason if not reads as the end of "the value …".
    fn take(&mut self, key: Key, value: &str) -> Result<(), String> {
        let value = value.trim();
        match key {
            Key::Api => self.api = Some(read_api_address(value)?),
            Key::Auth => self.auth = Some(read_authorise_address(value)?),
            Key::Id if is_client_id(value) => self.id = Some(value.to_owned()),
            Key::Id => return Err("is empty or has blanks in it".to_owned()),
            Key::Secret if value.is_empty() => return Err("is empty".to_owned()),
            Key::Secret => self.secret = Some(ClientSecret::new(value.to_owned())),
            Key::Redirect => {
                self.redirect = Some(Redirect::parse(value).map_err(|reason| reason.to_string())?);
            }
            Key::Scopes => self.scopes = Some(read_scopes(value)?),
            Key::Retention => {
                self.retention_days = Some(whole(value, "days", &RETENTION_DAYS)?);
            }
            Key::Pages => self.pages_at_once = Some(whole(value, "pages", &PAGES_AT_ONCE)?),
            Key::Disable => {
                let yes = value.parse();
                self.disable_visitors = Some(yes.map_err(|_| "must be true or false".to_owned())?);
            }
            Key::Guests => {
                self.guests_at_once = Some(whole(value, "guests", &GUESTS_AT_ONCE)?);
            }
            Key::Lock => {
                self.lock_after = Some(whole(value, "minutes", &lock_after::MINUTES)?);
            }
            Key::Group => {
                let number = value.parse().map(WrittenPlace::Number);
                let group = number.unwrap_or_else(|_| WrittenPlace::Name(value.to_owned()));
                self.visitor_group = Some(group);
            }
            Key::Host => self.fields.host = Some(PersonField::parse(value)?),
            Key::Purpose => self.fields.purpose = Some(PersonField::parse(value)?),
            Key::Note => self.fields.note = Some(PersonField::parse(value)?),
        }
        Ok(())
    }
}
