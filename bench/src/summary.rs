//! BENCHMARKS.md, of the parts that were measured.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};

use crate::report::{Report, folder};

const HEAD: &str = "# How fast and how heavy\n\n`make bench` measures all of it (`make bench PART=search` one part): a release build, \
each figure beside a peer or a floor that was measured in the same run, for a ratio says more than a machine's own figure. \
The parts lie as JSON in `target/bench/`; this file is made from them, and keeps the table of a part that is not there.\n";

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
    let mut sections = sections(&before);
    for report in &reports {
        sections.insert(report.part.clone(), section(report));
    }
    let sections: String = sections.into_values().collect();
    std::fs::write(
        "BENCHMARKS.md",
        format!("{HEAD}{sections}{}", remarks(&before)),
    )?;
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

/// The sections of the page as it was, by part: a part that was not measured anew keeps its own.
fn sections(before: &str) -> BTreeMap<String, String> {
    let figures = before.strip_suffix(remarks(before)).unwrap_or(before);
    let mut sections = BTreeMap::new();
    for section in figures.split("\n## ").skip(1) {
        if let Some((part, _)) = section.split_once('\n') {
            sections.insert(part.to_owned(), format!("\n## {section}"));
        }
    }
    sections
}

fn section(report: &Report) -> String {
    let Report {
        part,
        about,
        machine,
        seconds,
        ..
    } = report;
    let table = report.table();
    format!("\n## {part}\n\n{about}\n\n{table}\nMeasured in {seconds:.0} s on {machine}.\n")
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

    #[test]
    fn a_part_that_was_not_measured_anew_keeps_its_section() {
        let start = "\n## start\n\nabout\n\n| a |\n\nMeasured in 2 s on a machine.\n";
        let stay = "\n## stay\n\nabout\n\n| b |\n\nMeasured in 3 s on a machine.\n";
        let written = format!("{HEAD}{start}{stay}{REMARKS}\n- *Start.* Slow.\n");
        let found = sections(&written);
        let both: Vec<_> = found
            .iter()
            .map(|(part, text)| (&**part, &**text))
            .collect();
        assert_eq!(both, [("start", start), ("stay", stay)]);
        assert!(sections("").is_empty());
    }
}
