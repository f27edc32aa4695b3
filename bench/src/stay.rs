//! What a desk takes of the machine that is left alone: memory, and processor time, beside a window with nothing in it.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use crate::office::{Office, Size};
use crate::process::{memory, memory_of_all, processor_time, quiet, tree};
use crate::report::{Figure, Report, Target};
use crate::samples::Samples;
use crate::start::{Layers, end, start_blank, start_lobby};

/// How often memory is weighed, each time in a new process.
const WEIGHED: usize = 5;

/// How long a desk is watched that does nothing.
const WATCHED: Duration = Duration::from_mins(1);

/// How closely.
const LOOK: Duration = Duration::from_millis(500);

/// For how long after a request what is done may be the request's.
const ANSWERED_BY: Duration = Duration::from_millis(1500);

pub(crate) async fn measure() -> Result<()> {
    let begun = Instant::now();
    let office = Office::of(Size::BIG).await?;
    office.fill_profile().await?;
    let mut weights: [Vec<f64>; 6] = Default::default();
    for _ in 0..WEIGHED {
        let (blank, _) = start_blank(Layers::Composed).await?;
        let of_blank = weigh(blank.id()).await?;
        end(blank).await?;
        let (plain, _) = start_blank(Layers::None).await?;
        let of_plain = weigh(plain.id()).await?;
        end(plain).await?;
        let (lobby, _) = start_lobby(&office).await?;
        let of_lobby = weigh(lobby.id()).await?;
        end(lobby).await?;
        let all = of_blank.into_iter().chain(of_plain).chain(of_lobby);
        for (weight, of) in weights.iter_mut().zip(all) {
            weight.push(of);
        }
    }
    let [blank, all_blank, plain, all_plain, lobby, all_lobby] =
        weights.map(|of| Samples::new(of).median());

    let (desk, _) = start_lobby(&office).await?;
    let id = desk.id().context("it runs")?;
    quiet(id).await;
    let idle = watch(&office, id).await;
    end(desk).await?;
    let (window, _) = start_blank(Layers::Composed).await?;
    let id = window.id().context("it runs")?;
    quiet(id).await;
    let floor = watch(&office, id).await;
    end(window).await?;

    let about = "A desk with 100,000 people and 10,000 visits in its profile that shows a calendar of 2,000 and is left alone, beside a Tauri \
        window with nothing in it, as Tauri makes it and composing no layers, as Lobby does where there is no graphics card. Memory is \
        what is a process's own and its share of the rest (PSS), in the middle of five starts, once all is quiet. The processor's time \
        is that of the app and all its processes in a minute; what falls within 1.5 s after a request to DoorFlow is a poll's.";
    let figures = vec![
        Figure::new("memory of the app's own process", lobby, "MB")
            .beside("blank window", blank)
            .reach(Target::OverPeer(60.0)),
        Figure::new("memory of all its processes", all_lobby, "MB")
            .beside("blank window", all_blank)
            .reach(Target::TimesPeer(1.2)),
        Figure::new("memory of the app's own process", lobby, "MB")
            .beside("blank window without layers", plain),
        Figure::new("memory of all its processes", all_lobby, "MB")
            .beside("blank window without layers", all_plain),
        Figure::new("of a core, apart from polls", idle.apart, "%")
            .beside("blank window", floor.apart)
            .reach(Target::AtMost(0.05)),
        Figure::new("of a core, polls and all", idle.all, "%").beside("blank window", floor.all),
    ];
    Report::new("stay", about, begun.elapsed(), figures).keep()
}

/// The memory of the process itself, and with all that it has started, MB.
async fn weigh(id: Option<u32>) -> Result<[f64; 2]> {
    let id = id.context("it has ended by itself")?;
    quiet(id).await;
    Ok([memory(id)?, memory_of_all(id)?])
}

/// Processor time in percent of a core.
struct Idle {
    /// While nothing was asked of DoorFlow.
    apart: f64,
    all: f64,
}

/// Watches a program for [`WATCHED`].
async fn watch(office: &Office, id: u32) -> Idle {
    let control = office.building.control();
    let asked = || control.requests().values().sum::<u64>();
    let mut apart = (Duration::ZERO, Duration::ZERO);
    let mut all = (Duration::ZERO, Duration::ZERO);
    let mut before = (Instant::now(), processor_time(&tree(id)), asked());
    let mut last_asked: Option<Instant> = None;
    let until = Instant::now() + WATCHED;
    while Instant::now() < until {
        tokio::time::sleep(LOOK).await;
        let now = (Instant::now(), processor_time(&tree(id)), asked());
        let passed = now.0 - before.0;
        let worked = now.1.saturating_sub(before.1);
        if now.2 != before.2 {
            last_asked = Some(now.0);
        }
        if last_asked.is_none_or(|at| now.0 - at > ANSWERED_BY) {
            apart = (apart.0 + worked, apart.1 + passed);
        }
        all = (all.0 + worked, all.1 + passed);
        before = now;
    }
    let percent = |(worked, passed): (Duration, Duration)| {
        100.0 * worked.as_secs_f64() / passed.as_secs_f64().max(f64::MIN_POSITIVE)
    };
    Idle {
        apart: percent(apart),
        all: percent(all),
    }
}
