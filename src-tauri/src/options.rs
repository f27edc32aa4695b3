//! The command line.

use std::path::PathBuf;

use clap::Parser;
use desk::profile::Profile;

/// Book visitors into a building that DoorFlow looks after.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Options {
    /// Keep everything that is local in this folder instead of the user's own.
    #[arg(long, value_name = "DIR")]
    profile: Option<PathBuf>,
    /// Open the demo building: a stand-in for DoorFlow inside the app. Nothing is kept.
    #[arg(long)]
    pub(crate) demo: bool,
}

impl Options {
    /// Where local state lives.
    pub(crate) fn profile(&self) -> Result<Profile, Box<dyn std::error::Error>> {
        let profile = match &self.profile {
            Some(folder) => Profile::at(folder)?,
            None => Profile::of_user()?,
        };
        profile.create()?;
        Ok(profile)
    }

    /// Whether a second start brings this desk to the front instead. The person's usual desk is known everywhere; another profile's can
    /// be told apart on Linux only, and is kept to one program by its lock elsewhere.
    pub(crate) fn is_one_of_a_kind(&self) -> bool {
        !self.demo && (self.profile.is_none() || cfg!(target_os = "linux"))
    }
}
