//! The app in its window.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use anyhow::{Context, Result, ensure};
use tokio::process::Command;

use super::driver::{Driver, free_port};
use super::page::Page;
use super::{answer, paths, screen, until};

/// A desk as a machine sees it: its profile, its configuration, and the browser that the system has. It outlives the app, which
/// can be launched, quit and launched again.
#[derive(Debug)]
pub struct Machine {
    folder: tempfile::TempDir,
    environment: Vec<(OsString, OsString)>,
    arguments: Vec<String>,
}

impl Machine {
    /// A desk of the building that `sandbox` stands for, with the client id and secret set by the machine's configuration.
    ///
    /// # Errors
    /// When its folder cannot be made.
    pub fn of(sandbox: &sandbox::Hello) -> Result<Self> {
        let mut machine = Self::bare(sandbox)?;
        machine.set("LOBBY_CLIENT_ID", &sandbox.client_id);
        machine.set("LOBBY_CLIENT_SECRET", &sandbox.client_secret);
        Ok(machine)
    }

    /// The same without a client id: what a first run asks for.
    ///
    /// # Errors
    /// When its folder cannot be made.
    pub fn bare(sandbox: &sandbox::Hello) -> Result<Self> {
        let mut machine = Self::empty()?;
        machine.set("LOBBY_API_URL", &sandbox.url);
        machine.set("LOBBY_AUTH_URL", &sandbox.authorize_url);
        // Any loopback port will do for the answer; the usual one may be taken by a desk that a person has open.
        machine.set(
            "LOBBY_REDIRECT_URI",
            &format!("http://127.0.0.1:{}/callback", free_port()?),
        );
        Ok(machine)
    }

    /// A machine on which only the demo building is looked at.
    ///
    /// # Errors
    /// When its folder cannot be made.
    pub fn of_demo() -> Result<Self> {
        let mut machine = Self::empty()?;
        machine.arguments.push("--demo".to_owned());
        Ok(machine)
    }

    /// The same machine, its API calls going through `url`. The sign-in page stays where it is: a browser opens it.
    #[must_use]
    pub fn by_way_of(mut self, url: &str) -> Self {
        self.set("LOBBY_API_URL", url);
        self
    }

    fn empty() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("lobby-desk.").tempdir()?;
        let tools = folder.path().join("bin");
        fs::create_dir(&tools)?;
        fs::create_dir(folder.path().join("opened"))?;
        // The system's way to open a browser: writes the address down for the test, whole or not at all.
        let opener = tools.join("xdg-open");
        fs::write(
            &opener,
            format!(
                "#!/bin/sh\ncd '{}' && printf '%s' \"$1\" > \"$$.part\" && mv \"$$.part\" \"$$.address\"\n",
                folder.path().join("opened").display()
            ),
        )?;
        fs::set_permissions(&opener, fs::Permissions::from_mode(0o755))?;
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path =
            std::env::join_paths(std::iter::once(tools).chain(std::env::split_paths(&path)))?;
        let profile = folder.path().join("profile");
        Ok(Self {
            arguments: vec!["--profile".to_owned(), profile.display().to_string()],
            environment: vec![
                ("PATH".into(), path),
                // All that the app can be made to say, so that a secret in it would be found.
                (
                    "LOBBY_LOG".into(),
                    "lobby_shell=trace,desk=trace,doorflow=trace".into(),
                ),
                ("RUST_BACKTRACE".into(), "1".into()),
            ],
            folder,
        })
    }

    /// Sets a variable of the environment that the app is launched in.
    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.push((name.into(), value.into()));
    }

    /// Where the app keeps all that it keeps.
    #[must_use]
    pub fn profile(&self) -> PathBuf {
        self.folder.path().join("profile")
    }

    /// What the app has said on its standard error.
    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.folder.path().join("app.log")
    }

    /// Starts the app and waits for its first screen.
    ///
    /// # Errors
    /// When it is not built or shows no window.
    pub async fn launch(&self) -> Result<App> {
        let driver = Driver::start(&self.environment, &self.log()).await?;
        let client = driver
            .open(&paths::program("lobby")?, &self.arguments)
            .await
            .with_context(|| self.last_words())?;
        let app = App {
            page: Page::new(client),
            driver,
        };
        app.page
            .holds(
                "the page to draw something",
                "return document.querySelector('main, [role=main]') !== null",
            )
            .await
            .with_context(|| self.last_words())?;
        Ok(app)
    }

    /// Starts the app once more beside the one that runs, with `environment` added to the machine's, and waits until it has ended.
    ///
    /// # Errors
    /// When it is not built or goes on running.
    pub async fn start_again(&self, environment: &[(&str, &str)]) -> Result<Output> {
        let mut second = self.command()?;
        second.envs(environment.iter().copied());
        answer("the second start", second.output()).await
    }

    /// The app as a person starts it, with nothing that drives it.
    ///
    /// # Errors
    /// When it is not built.
    pub fn command(&self) -> Result<Command> {
        let mut app = Command::new(paths::program("lobby")?);
        app.args(&self.arguments)
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .kill_on_drop(true);
        Ok(app)
    }

    /// The same machine, the app saying no more than it usually does.
    #[must_use]
    pub fn of_few_words(mut self) -> Self {
        self.environment.retain(|(name, _)| name != "LOBBY_LOG");
        self
    }

    /// Waits until the app has opened the system's browser, and takes the address.
    ///
    /// # Errors
    /// When it opens none.
    pub async fn opened(&self) -> Result<String> {
        let folder = self.folder.path().join("opened");
        until("the app to open the browser", async || {
            let address = fs::read_dir(&folder)?
                .filter_map(|entry| Some(entry.ok()?.path()))
                .find(|path| {
                    path.extension()
                        .is_some_and(|extension| extension == "address")
                });
            address
                .map(|path| {
                    let text = fs::read_to_string(&path)?;
                    fs::remove_file(path)?;
                    Ok(text)
                })
                .transpose()
        })
        .await
    }

    /// Whether no browser was asked for since the last one that was taken.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn has_opened_nothing(&self) -> Result<bool> {
        Ok(fs::read_dir(self.folder.path().join("opened"))?
            .next()
            .is_none())
    }

    fn last_words(&self) -> String {
        let log = fs::read_to_string(self.log()).unwrap_or_default();
        let lines: Vec<&str> = log.lines().rev().take(30).collect();
        format!(
            "the app's last words:\n{}",
            lines.into_iter().rev().collect::<Vec<_>>().join("\n")
        )
    }
}

/// The running app.
#[derive(Debug)]
pub struct App {
    /// Its page.
    pub page: Page,
    driver: Driver,
}

impl App {
    /// The app's processes that the driver has started: its own comes first.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn processes(&self) -> Result<Vec<u32>> {
        self.driver.children()
    }

    /// Closes the window and waits until the process is gone.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn quit(self) -> Result<()> {
        let processes = self.driver.children()?;
        answer("closing the window", self.page.client().clone().close()).await?;
        until("the app to end", async || {
            Ok((!processes.iter().any(|id| alive(*id))).then_some(()))
        })
        .await?;
        self.driver.stop().await;
        Ok(())
    }

    /// Asks the window to close, as a click on its cross does. The app may have something to say first.
    ///
    /// # Errors
    /// When there is no window.
    pub fn ask_to_close(&self) -> Result<()> {
        screen::ask_to_close("Lobby")
    }

    /// Waits until the app, whose window was closed, is gone.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn ended(self) -> Result<()> {
        let processes = self.driver.children()?;
        until("the app to end", async || {
            Ok((!processes.iter().any(|id| alive(*id))).then_some(()))
        })
        .await?;
        self.driver.stop().await;
        Ok(())
    }

    /// Kills the process that draws the page (`SIGKILL`), and leaves the app as it is.
    ///
    /// # Errors
    /// When there is none.
    pub async fn kill_page(&self) -> Result<()> {
        let app = self.processes()?;
        let of_page = |id: &u32| {
            let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
            let Some((name, rest)) = stat.rsplit_once(')') else {
                return false;
            };
            let parent = rest
                .split_whitespace()
                .nth(1)
                .and_then(|id| id.parse().ok());
            name.contains("WebKitWebProc") && parent.is_some_and(|id| app.contains(&id))
        };
        let page = fs::read_dir("/proc")?
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok())
            .find(of_page)
            .context("a process that draws the page")?;
        let killed = Command::new("kill")
            .args(["-KILL", &page.to_string()])
            .status()
            .await
            .context("running kill")?;
        ensure!(killed.success(), "kill says {killed}");
        Ok(())
    }

    /// Kills the process as it stands (`SIGKILL`) and waits until it is gone.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn kill(self) -> Result<()> {
        let processes = self.driver.children()?;
        ensure!(!processes.is_empty(), "the app has ended by itself");
        let killed = Command::new("kill")
            .arg("-KILL")
            .args(processes.iter().map(u32::to_string))
            .status()
            .await
            .context("running kill")?;
        ensure!(killed.success(), "kill says {killed}");
        until("the app to be dead", async || {
            Ok((!processes.iter().any(|id| alive(*id))).then_some(()))
        })
        .await?;
        self.driver.stop().await;
        Ok(())
    }
}

/// Whether any thread of a process still runs: one that waits for its parent to take notice does not. The first can be done while
/// others still hold the process's files and connections open.
fn alive(process: u32) -> bool {
    let threads = fs::read_dir(Path::new("/proc").join(process.to_string()).join("task"));
    threads.into_iter().flatten().flatten().any(|thread| {
        fs::read_to_string(thread.path().join("stat")).is_ok_and(|stat| {
            !stat
                .rsplit(')')
                .next()
                .is_some_and(|rest| rest.trim_start().starts_with('Z'))
        })
    })
}
