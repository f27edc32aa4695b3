//! Which DoorFlow this desk talks to, as which application, and for how long it keeps what is over.
//!
//! The machine's `lobby.toml` says what its administrator wants, the person's own file goes over it (but for which DoorFlow this is, and as
//! which application), the environment over both. What is wrong in one of them is told and passed over; the rest still counts.

mod fields;
mod file;
mod layers;
mod lock_after;
mod templates;
mod values;

use std::path::{Path, PathBuf};

use doorflow::{ClientSecret, Scope};
use url::Url;

pub use self::fields::{NotedFields, PersonField};
pub use self::file::SaveError;
pub(crate) use self::layers::is_doorflow_itself;
pub use self::layers::{Place, Trouble, Written, layer};
pub use self::lock_after::LockAfter;
pub(crate) use self::lock_after::MINUTES as LOCK_MINUTES;
pub(crate) use self::templates::is_name;
pub use self::templates::{Template, Written as WrittenPlace};
use crate::profile::Profile;
use crate::session::{Redirect, Setup};

/// The name of the machine's file and of the person's.
const FILE: &str = "lobby.toml";

/// Where DoorFlow is and who this application is to it.
#[derive(Clone, Debug)]
pub struct Config {
    /// The base of the API, `https://api.doorflow.com`: https, or http on this machine.
    pub api_url: Url,
    /// The page on which a person signs in, `https://admin.doorflow.com/oauth/authorize`.
    pub auth_url: Url,
    /// The OAuth application's client id; empty until somebody gives it.
    pub client_id: String,
    /// Its secret, if the machine's file or the environment has one. One that a person typed is in the keychain.
    pub client_secret: Option<ClientSecret>,
    /// Where the browser takes the answer.
    pub redirect: Redirect,
    /// What is asked for at a sign-in: no more than the application has, or DoorFlow refuses it all.
    pub scopes: Vec<Scope>,
    /// For how many days visits that are over, and writes that are settled, are kept here; from 1.
    pub retention_days: u16,
    /// How many pages of a list are asked for at once, from 1.
    pub pages_at_once: u16,
    /// Whether somebody whom Lobby made for a visit is disabled in DoorFlow once their visits are over.
    pub disable_visitors: bool,
    /// More guests at once than this are said when a visit is planned; `None` for no limit.
    pub guests_at_once: Option<u16>,
    /// After how long the desk locks itself.
    pub lock_after: LockAfter,
    /// The group that somebody who is made for a visit comes into; `None` for none.
    pub visitor_group: Option<WrittenPlace>,
    /// It was said which group that is, or that there is to be none.
    pub group_settled: bool,
    /// Into which of DoorFlow's fields of a person it goes what is noted of their visit.
    pub fields: NotedFields,
    /// Named defaults of bookings, those of the person's own file last.
    pub templates: Vec<Template>,
    /// The machine or the environment has set the client id: a person is not asked for it.
    pub managed: bool,
    /// What was passed over, in the order of the layers.
    pub troubles: Vec<Trouble>,
}

impl Default for Config {
    fn default() -> Self {
        layers::defaults()
    }
}

impl Config {
    /// Reads the machine's file, the person's, and the environment. A file that is not there says nothing.
    #[must_use]
    pub fn load(profile: &Profile) -> Self {
        Self::load_here(profile).0
    }

    /// The same; what is wrong, where a file cannot be read, or not to its end: what else it says is not known then.
    pub(crate) fn load_whole(profile: &Profile) -> Result<Self, Vec<Trouble>> {
        match Self::load_here(profile) {
            (config, true) => Ok(config),
            (config, false) => Err(config.troubles),
        }
    }

    fn load_here(profile: &Profile) -> (Self, bool) {
        Self::load_from(machine_file().as_deref(), &user_file(profile), &|name| {
            std::env::var(name).ok()
        })
    }

    /// The configuration, and whether its files could be read to their end.
    fn load_from(
        machine: Option<&Path>,
        user: &Path,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> (Self, bool) {
        let own = Place::File(user.to_owned(), None);
        let mut unread = Vec::new();
        let mut read = |path: &Path| match std::fs::read_to_string(path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => {
                unread.push(Trouble::unread(path, &error));
                None
            }
        };
        let machine = machine.and_then(|path| Some((path, read(path)?)));
        let user = read(user).map(|text| (user, text));
        let written = |file: &Option<(&Path, String)>| {
            file.as_ref()
                .map(|(path, text)| (path.to_path_buf(), text.clone()))
        };
        let (machine, user) = (written(&machine), written(&user));
        let (mut config, troubles) = layer(
            machine.as_ref().map(|(path, text)| Written { path, text }),
            user.as_ref().map(|(path, text)| Written { path, text }),
            env,
        );
        let mut texts = [&machine, &user].into_iter().flatten();
        if unread.iter().any(|trouble| trouble.place == own) {
            config.lock_after.own = Some(lock_after::LONGEST);
        }
        let whole = unread.is_empty() && texts.all(|(_, text)| file::is_sound(text));
        config.troubles = unread.into_iter().chain(troubles).collect();
        (config, whole)
    }

    /// As which application, and at which DoorFlow: a sign-in, or a secret, is of both.
    pub(crate) fn client(&self) -> (&str, &Url) {
        (&self.client_id, &self.api_url)
    }

    /// What the sign-in screen needs to know. A secret in the keychain is the session's to tell of:
    /// [`Session::setup`](crate::session::Session::setup) does.
    #[must_use]
    pub fn setup(&self, version: &str) -> Setup {
        let host = self.api_url.host_str().unwrap_or_default();
        Setup {
            client_id: self.client_id.clone(),
            has_secret: self.client_secret.is_some(),
            redirect_uri: self.redirect.as_str().to_owned(),
            scopes: self.scopes.iter().map(ToString::to_string).collect(),
            api_host: match self.api_url.port() {
                Some(port) => format!("{host}:{port}"),
                None => host.to_owned(),
            },
            managed: self.managed,
            version: version.to_owned(),
            trouble: self
                .troubles
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("\n"),
        }
    }

    /// Keeps what a person gave in their own file, whose other keys and comments stay. An empty redirect address
    /// means the usual one, and its key goes.
    ///
    /// The file is replaced at once or not at all. What the machine or the environment says still counts as
    /// [`layer`] has it: load again afterwards.
    pub fn save_user(
        profile: &Profile,
        client_id: &str,
        redirect_uri: &str,
    ) -> Result<(), SaveError> {
        profile.create().map_err(SaveError::Disk)?;
        file::save(&user_file(profile), client_id.trim(), redirect_uri.trim())
    }
}

/// What is to become of the templates of the person's own file.
#[derive(Clone, Debug)]
pub(crate) enum ChangeTemplates {
    /// There is this one, in place of that of its name.
    Put(Template),
    /// The first of these names becomes the second.
    Rename(String, String),
    /// It goes.
    Remove(String),
}

impl ChangeTemplates {
    /// Makes the same change in memory alone.
    pub(crate) fn make(self, templates: &mut Vec<Template>) {
        let own =
            |name: &str, all: &[Template]| all.iter().position(|it| it.own && it.is_called(name));
        match self {
            Self::Put(template) => {
                templates.retain(|it| !it.is_called(&template.name));
                templates.push(Template {
                    own: true,
                    ..template
                });
            }
            Self::Rename(name, to) => {
                if let Some(at) = own(&name, templates) {
                    templates[at].name = to;
                }
            }
            Self::Remove(name) => {
                if let Some(at) = own(&name, templates) {
                    templates.remove(at);
                }
            }
        }
    }
}

impl Config {
    /// Keeps in the person's own file how many guests at once are said to be too many; 0 for no limit, whatever the machine's file says.
    ///
    /// # Errors
    /// [`SaveError::Guests`] for more than can be asked for; else as [`Self::save_user`].
    pub fn save_guests_at_once(profile: &Profile, guests: u16) -> Result<(), SaveError> {
        if !layers::GUESTS_AT_ONCE.contains(&guests) {
            let most = layers::GUESTS_AT_ONCE.end();
            return Err(SaveError::Guests(format!("must be at most {most}")));
        }
        profile.create().map_err(SaveError::Disk)?;
        file::change(&user_file(profile), |document| {
            document["guests_at_once"] = toml_edit::value(i64::from(guests));
            Ok(())
        })
    }

    /// Keeps in the person's own file which group new visitors come into; `None` for none, whatever the machine's file says.
    ///
    /// # Errors
    /// As [`Self::save_user`].
    pub fn save_visitor_group(
        profile: &Profile,
        group: Option<&WrittenPlace>,
    ) -> Result<(), SaveError> {
        profile.create().map_err(SaveError::Disk)?;
        file::change(&user_file(profile), |document| {
            document["visitor_group"] = match group {
                Some(WrittenPlace::Name(name)) => toml_edit::value(name),
                Some(WrittenPlace::Number(number)) => toml_edit::value(*number),
                None => toml_edit::value(""),
            };
            Ok(())
        })
    }

    /// Changes the templates of the person's own file.
    pub(crate) fn change_templates(
        profile: &Profile,
        change: &ChangeTemplates,
    ) -> Result<(), SaveError> {
        profile.create().map_err(SaveError::Disk)?;
        file::change(&user_file(profile), |document| match change {
            ChangeTemplates::Put(template) => templates::put(document, template),
            ChangeTemplates::Rename(name, to) => templates::rename(document, name, to),
            ChangeTemplates::Remove(name) => templates::remove(document, name),
        })
    }
}

/// The person's own file.
fn user_file(profile: &Profile) -> PathBuf {
    profile.config.join(FILE)
}

/// The machine's file, where an administrator of this system looks for it.
fn machine_file() -> Option<PathBuf> {
    if cfg!(windows) {
        std::env::var_os("PROGRAMDATA").map(|dir| PathBuf::from(dir).join("Lobby").join(FILE))
    } else if cfg!(target_os = "macos") {
        Some(Path::new("/Library/Application Support/Lobby").join(FILE))
    } else {
        Some(Path::new("/etc/lobby").join(FILE))
    }
}

#[cfg(test)]
mod tests;
