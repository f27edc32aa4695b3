//! How much there is to download, and to read at each start.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};

use crate::report::{Figure, Report, Target};

pub(crate) fn measure() -> Result<()> {
    let begun = Instant::now();
    let packages = files("target/release/bundle/deb", "deb")
        .context("nothing is packed: scripts/package.sh")?;
    let deb = packages
        .iter()
        .max_by_key(|path| changed(path))
        .context("there is no deb: scripts/package.sh")?;
    let page = "ui/dist/assets";
    let scripts = files(page, "js").context("the page is not built")?;
    let html = std::fs::read_to_string("ui/dist/index.html")?;
    // What the page names is there at its start; it asks for the rest once its first view is painted.
    let at_start = |script: &&PathBuf| {
        let name = script.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| html.contains(name))
    };
    let first: Vec<&PathBuf> = scripts.iter().filter(at_start).collect();
    ensure!(!first.is_empty(), "the page names no script of its own");
    let packed = |scripts: &[&PathBuf]| -> Result<f64> {
        scripts.iter().map(|script| gzipped(script)).sum()
    };
    let all: Vec<&PathBuf> = scripts.iter().collect();
    let about = "The newest deb, the program and the page in it. The page's own JavaScript as gzip -9 packs it: what a start loads, and all of \
        it, with what is read once the first view is painted, and the licences, which are read where they are asked for.";
    let figures = vec![
        Figure::new("the deb", size(deb)? / 1e6, "MB").reach(Target::AtMost(8.0)),
        Figure::new(
            "the page's JavaScript at its start, gzip",
            packed(&first)? / 1e3,
            "KB",
        )
        .reach(Target::AtMost(90.0)),
        Figure::new("all of it, gzip", packed(&all)? / 1e3, "KB"),
        Figure::new("all of it, unpacked", total(&scripts)? / 1e3, "KB"),
        Figure::new("its styles", total(&files(page, "css")?)? / 1e3, "KB"),
        Figure::new("its fonts", total(&files(page, "woff2")?)? / 1e3, "KB"),
        Figure::new(
            "the program, the page in it",
            size(Path::new("target/release/lobby"))? / 1e6,
            "MB",
        ),
    ];
    Report::new("weight", about, begun.elapsed(), figures).keep()
}

/// The files of a folder with this ending.
fn files(folder: &str, ending: &str) -> Result<Vec<PathBuf>> {
    let listed = std::fs::read_dir(folder).with_context(|| folder.to_owned())?;
    Ok(listed
        .filter_map(|file| Some(file.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .collect())
}

fn changed(path: &Path) -> Option<std::time::SystemTime> {
    path.metadata().ok()?.modified().ok()
}

/// Bytes.
#[expect(clippy::cast_precision_loss, reason = "no file here has 2^52 bytes")]
fn size(path: &Path) -> Result<f64> {
    Ok(path
        .metadata()
        .with_context(|| path.display().to_string())?
        .len() as f64)
}

fn total(paths: &[PathBuf]) -> Result<f64> {
    paths.iter().map(|path| size(path)).sum()
}

/// How many bytes gzip makes of a file.
#[expect(clippy::cast_precision_loss, reason = "no file here has 2^52 bytes")]
fn gzipped(path: &Path) -> Result<f64> {
    let packed = Command::new("gzip")
        .args(["-9", "--stdout"])
        .arg(path)
        .output()?;
    ensure!(packed.status.success(), "gzip says {}", packed.status);
    Ok(packed.stdout.len() as f64)
}
