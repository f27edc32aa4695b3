//! BENCHMARKS.md, of the parts that were measured.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};

use crate::report::{Report, folder};

const HEAD: &str = "# How fast and how heavy\n\n`make bench` measures all of it (`make bench PART=search` one part): a release build, \
each figure beside a peer or a floor that was measured in the same run, for a ratio says more than a machine's own figure. \
The parts lie as JSON in `target/bench/`; this file is made from them.\n";

/// Where it begins what people have written about the figures. That is kept.
const REMARKS: &str = "\n## What is missed, and what is not measured\n";

/// Writes BENCHMARKS.md.
pub(crate) fn write() -> Result<()> {
    let folder = folder();
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .with_context(|| format!("no part has been measured yet: {}", folder.display()))?
        .filter_map(|file| Some(file.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    files.sort();
    let mut reports: Vec<Report> = Vec::new();
    for file in files {
        let json = std::fs::read_to_string(&file)?;
        reports.push(serde_json::from_str(&json).with_context(|| file.display().to_string())?);
    }
    let before = std::fs::read_to_string("BENCHMARKS.md").unwrap_or_default();
    std::fs::write("BENCHMARKS.md", page(&reports)? + remarks(&before))?;
    println!("BENCHMARKS.md");
    Ok(())
}

/// What people have written, of the page as it was.
fn remarks(before: &str) -> &str {
    before
        .find(REMARKS)
        .and_then(|at| before.get(at..))
        .unwrap_or_default()
}

fn page(reports: &[Report]) -> Result<String> {
    let mut page = HEAD.to_owned();
    for report in reports {
        let Report {
            part,
            about,
            machine,
            seconds,
            ..
        } = report;
        write!(
            page,
            "\n## {part}\n\n{about}\n\n{}\nMeasured in {seconds:.0} s on {machine}.\n",
            report.table()
        )?;
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_have_written_stays() {
        let written = format!("{HEAD}\n## start\n\nfigures\n{REMARKS}\n- *Start.* Slow.\n");
        assert_eq!(remarks(&written), format!("{REMARKS}\n- *Start.* Slow.\n"));
        assert_eq!(remarks("# How fast and how heavy\n"), "");
    }
}
