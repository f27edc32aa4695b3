//! The sandbox as a program: prints how to connect as one line of JSON, then serves until it is
//! told to stop.

use std::io::{self, IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::process::ExitCode;

use chrono_tz::Tz;
use clap::Parser;
use sandbox::{Fault, Options, Sandbox};
use tracing_subscriber::EnvFilter;

/// A DoorFlow stand-in on loopback.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Where to listen; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// The same seed makes the same building
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// How many people there are
    #[arg(long, default_value_t = 500)]
    people: usize,
    /// The account's time zone, by its IANA name
    #[arg(long, default_value = "Europe/London")]
    time_zone: Tz,
    /// Consent at once, as the receptionist, without showing the page
    #[arg(long)]
    auto_approve: bool,
    /// What goes wrong, such as "POST /api/3/reservations lose-answer x2"; may be given repeatedly
    #[arg(long)]
    fault: Vec<Fault>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_env("SANDBOX_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr)
        .init();
    let arguments = Arguments::parse();
    let options = Options {
        listen: arguments.listen,
        seed: arguments.seed,
        people: arguments.people,
        time_zone: arguments.time_zone,
        auto_approve: arguments.auto_approve,
        ..Options::default()
    };
    let sandbox = match sandbox::start(options).await {
        Ok(sandbox) => sandbox,
        Err(error) => {
            tracing::error!(error = %with_cause(&error), "the sandbox does not start");
            return ExitCode::FAILURE;
        }
    };
    for fault in arguments.fault {
        sandbox.control().fail_next(fault);
    }
    if let Err(error) = greet(&sandbox) {
        tracing::error!(%error, "nobody reads how to connect");
        return ExitCode::FAILURE;
    }
    told_to_stop().await;
    sandbox.stop().await;
    ExitCode::SUCCESS
}

fn greet(sandbox: &Sandbox) -> io::Result<()> {
    let mut line = serde_json::to_string(sandbox.hello())?;
    line.push('\n');
    let mut stdout = io::stdout().lock();
    stdout.write_all(line.as_bytes())?;
    stdout.flush()
}

fn with_cause(error: &dyn std::error::Error) -> String {
    error
        .source()
        .map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
}

/// Waits for ctrl-c or, where there is such a thing, the signal that ends a service.
async fn told_to_stop() {
    let interrupt = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::warn!(%error, "ctrl-c will not be noticed");
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(error) => {
                tracing::warn!(%error, "a terminate signal will not be handled");
                std::future::pending::<()>().await;
            }
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
