//! Simulates a working day of a fleet: `fleet [--accounts 100] [--desks 10] [--seed 1] [--only hour]`, or only the hour of the power cut. The
//! table is printed, and the figures go to `target/simulate-fleet.json`; a promise that is broken fails.
#![expect(
    clippy::print_stdout,
    reason = "it is a program that says what it found"
)]

use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use lobby_tests::fleet::{Plan, Promise, run};

fn main() -> Result<ExitCode> {
    let (mut accounts, mut desks, mut seed) = (100, 10, 1);
    let mut plan: fn(u32, u32, u64) -> Plan = Plan::working_day;
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value = arguments.next().context("a number is missing")?;
        match name.as_str() {
            "--accounts" => accounts = value.parse()?,
            "--desks" => desks = value.parse()?,
            "--seed" => seed = value.parse()?,
            "--only" if value == "hour" => plan = Plan::busy_hour,
            _ => bail!("{name} is not known"),
        }
    }
    let began = Instant::now();
    let figures = run(&plan(accounts, desks, seed), |done| {
        if done % 10 == 0 {
            println!("{done} of {accounts} accounts, {:.0?}", began.elapsed());
        }
    })?;
    std::fs::create_dir_all("target")?;
    let json = serde_json::to_string_pretty(&figures)?;
    std::fs::write("target/simulate-fleet.json", format!("{json}\n"))?;
    println!("\n{figures}");
    Ok(if figures.promises.iter().all(Promise::is_kept) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
