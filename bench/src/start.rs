//! From the start of the process to the painted calendar, beside a window with nothing in it.

use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context as _, Result, bail};
use chrono::{DateTime, Utc};
use lobby_tests::harness::paths;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::office::{Office, Size};
use crate::process::quiet;
use crate::report::{Figure, Report, Target};
use crate::samples::Samples;

/// How often each is started.
const TIMES: usize = 20;

/// How long a start may take at most.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the log says once the first view is on the screen.
const PAINTED: &str = "the first view is painted";

pub(crate) async fn measure() -> Result<()> {
    let begun = Instant::now();
    let office = Office::of(Size::BIG).await?;
    office.fill_profile().await?;
    let (mut lobbys, mut blanks, mut plains) = (Vec::new(), Vec::new(), Vec::new());
    // The first of each warms the disk's cache and is not counted.
    for turn in 0..=TIMES {
        let (blank, blank_took) = start_blank(Layers::Composed).await?;
        end(blank).await?;
        let (plain, plain_took) = start_blank(Layers::None).await?;
        end(plain).await?;
        let (lobby, lobby_took) = start_lobby(&office).await?;
        end(lobby).await?;
        if turn > 0 {
            blanks.push(blank_took);
            plains.push(plain_took);
            lobbys.push(lobby_took);
        }
    }
    let (lobby, blank) = (Samples::millis(lobbys), Samples::millis(blanks));
    let plain = Samples::millis(plains);
    let about = "From the start of the process until the calendar is painted, with 10,000 visits and 100,000 people in the profile, 2,000 of the \
        visits in the week that is shown; beside a Tauri window with nothing in it, as Tauri makes it and composing no layers, as \
        Lobby does where there is no graphics card. Started in turn, each after the other has ended; painted is the first task after the \
        animation frame that draws the visits in sight; what lies above and below follows.";
    let figures = vec![
        Figure::new("start to painted calendar, median", lobby.median(), "ms")
            .beside("blank window", blank.median())
            .reach(Target::TimesPeer(1.25)),
        Figure::new("the same, p99", lobby.p99(), "ms").beside("blank window", blank.p99()),
        Figure::new("start to painted calendar, median", lobby.median(), "ms")
            .beside("blank window without layers", plain.median()),
    ];
    Report::new("start", about, begun.elapsed(), figures).keep()
}

/// How WebKit paints a blank window.
#[derive(Clone, Copy)]
pub(crate) enum Layers {
    /// As it does by itself.
    Composed,
    /// As Lobby has it where there is no graphics card.
    None,
}

/// Starts the blank window and waits until it is painted.
pub(crate) async fn start_blank(layers: Layers) -> Result<(Child, Duration)> {
    let mut command = Command::new(paths::program("blank")?);
    if let Layers::None = layers {
        command.env("WEBKIT_DISABLE_COMPOSITING_MODE", "1");
    }
    command
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::piped())
        .kill_on_drop(true);
    let started = SystemTime::now();
    let mut blank = command.spawn()?;
    let said = blank.stdout.take().context("it can be read")?;
    let mut lines = BufReader::new(said).lines();
    let line = tokio::time::timeout(PATIENCE, lines.next_line()).await??;
    let micros: u64 = line
        .as_deref()
        .and_then(|line| line.strip_prefix("painted ")?.parse().ok())
        .with_context(|| format!("the blank window said {line:?}"))?;
    let painted = SystemTime::UNIX_EPOCH + Duration::from_micros(micros);
    Ok((blank, painted.duration_since(started)?))
}

/// Starts the app and waits until its log says that it is painted.
pub(crate) async fn start_lobby(office: &Office) -> Result<(Child, Duration)> {
    let log = office.machine.profile().join("lobby.log");
    let mut command = office.machine.command()?;
    let started = SystemTime::now();
    let lobby = command.spawn()?;
    while started.elapsed()? < PATIENCE {
        if let Some(painted) = painted_since(&log, started.into())? {
            return Ok((lobby, SystemTime::from(painted).duration_since(started)?));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    bail!("{} does not say that {PAINTED}", log.display())
}

/// When the log says that the first view was painted, if it has since.
fn painted_since(log: &Path, since: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let Some(line) = text.lines().rfind(|line| line.contains(PAINTED)) else {
        return Ok(None);
    };
    let stamp = line.split_whitespace().next().unwrap_or_default();
    let at: DateTime<Utc> = stamp.parse().with_context(|| line.to_owned())?;
    Ok((at >= since).then_some(at))
}

/// Ends a window once it has nothing more to do: what its start has set going is not to run beside the next.
pub(crate) async fn end(mut window: Child) -> Result<()> {
    let id = window.id().context("it has ended by itself")?;
    quiet(id).await;
    let told = Command::new("kill").arg(id.to_string()).status().await?;
    anyhow::ensure!(told.success(), "kill says {told}");
    window.wait().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_start_counts() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("lobby-bench.{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let log = folder.join("lobby.log");
        let at = |text: &str| text.parse::<DateTime<Utc>>();
        assert_eq!(painted_since(&log, at("2026-01-01T00:00:00Z")?)?, None);
        std::fs::write(
            &log,
            "2026-01-01T00:00:01.5Z  INFO lobby_shell: the first view is painted ms=300\n2026-01-01T00:00:02Z  INFO desk: another\n",
        )?;
        let painted = painted_since(&log, at("2026-01-01T00:00:01Z")?)?;
        assert_eq!(painted, Some(at("2026-01-01T00:00:01.5Z")?));
        assert_eq!(painted_since(&log, at("2026-01-01T00:00:02Z")?)?, None);
        std::fs::remove_dir_all(&folder)?;
        Ok(())
    }
}
