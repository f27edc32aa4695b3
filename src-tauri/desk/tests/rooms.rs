//! What a room may not name: the rooms table of ARCHITECTURE.md, held to what the sources use.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The room as its row there calls it; its files, from `src-tauri`; those of them, as the row names them, that the rest does not hold for; and what
/// none of the others may name.
const ROWS: &str = "
src-tauri/doorflow | doorflow/src | | fs File SystemTime tauri desk
src-tauri/desk | desk/src | | tauri reqwest
src-tauri/sandbox | sandbox/src | | tauri doorflow desk
desk/session | desk/src/session desk/src/config desk/src/config.rs desk/src/profile.rs | | store rusqlite ABOVE
desk/machine | desk/src/machine.rs | | store config account ABOVE
desk/store | desk/src/store | | Client Building Desk session sync
desk/at_rest | desk/src/at_rest.rs desk/src/at_rest desk/src/retention.rs | | doorflow rusqlite
desk/sync | desk/src/sync | | wall frame first_view
desk/booking | desk/src/booking | about book moves newcomer party series told undo | ASKED
desk/import | desk/src/import | check desk newcomers print run | ASKED
desk/quick | desk/src/quick | desk locale | ASKED
desk/quick | desk/src/quick | | outbox
desk/alerts | desk/src/alerts | keep | ASKED
desk/visits | desk/src/visits/build.rs desk/src/visits/attendance.rs | | ASKED
desk/history | desk/src/history/found.rs desk/src/history/export/table.rs desk/src/history/export/calendar.rs | | ASKED
desk/lock | desk/src/lock/rule.rs desk/src/lock/pin.rs | | ASKED
desk/lock | desk/src/lock | desk | store rusqlite
desk/hour | desk/src/hour.rs | | crate doorflow
desk/zone | desk/src/zone.rs desk/src/wall.rs | | store session doorflow ABOVE
";
/// Who is asked. What is pure is handed rows of the store, and asks nobody.
const ASKED: &str = "Building Desk Store Session Client rusqlite";
/// What is built on the rooms at the bottom.
const ABOVE: &str = "Building Desk sync outbox booking directory visits history import quick";

struct Row {
    room: &'static str,
    files: Vec<&'static str>,
    but_for: Vec<&'static str>,
    words: Vec<&'static str>,
}

fn rows() -> impl Iterator<Item = Row> {
    ROWS.trim().lines().map(|line| {
        let cells: Vec<Vec<&str>> = line
            .split('|')
            .map(|cell| cell.split_whitespace().collect())
            .collect();
        let [room, files, but_for, words] = &cells[..] else {
            panic!("four cells: {line}")
        };
        let spelt = |word: &&'static str| match *word {
            "ASKED" => ASKED.split(' ').collect(),
            "ABOVE" => ABOVE.split(' ').collect(),
            word => vec![word],
        };
        Row {
            room: room[0],
            files: files.clone(),
            but_for: but_for.clone(),
            words: words.iter().flat_map(spelt).collect(),
        }
    })
}

#[test]
fn no_room_names_what_it_may_not_know() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut wrong = Vec::new();
    for row in rows() {
        let files: Vec<PathBuf> = row
            .files
            .iter()
            .flat_map(|file| sources(&root.join(file)))
            .collect();
        assert!(!files.is_empty(), "{} has files", row.room);
        for file in files
            .iter()
            .filter(|file| !row.but_for.iter().any(|name| is_of(file, name)))
        {
            let text = std::fs::read_to_string(file).expect("a source");
            let named = named(&text);
            let known = row.words.iter().filter(|word| named.contains(**word));
            wrong.extend(known.map(|word| format!("{}: {word}", file.display())));
        }
    }
    assert!(
        wrong.is_empty(),
        "ARCHITECTURE.md says otherwise:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn the_rooms_table_says_what_is_held_here() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = std::fs::read_to_string(root.join("ARCHITECTURE.md")).expect("it is there");
    for row in rows() {
        let begin = format!("| `{}`", row.room);
        let line = text.lines().find(|line| line.starts_with(&begin));
        let line = line.unwrap_or_else(|| panic!("a row for {}", row.room));
        for name in &row.but_for {
            assert!(
                line.contains(&format!("`{name}`")),
                "{} leaves {name} out: {line}",
                row.room
            );
        }
    }
}

/// The sources of the program at a path, without its tests.
fn sources(path: &Path) -> Vec<PathBuf> {
    let name = path
        .file_stem()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    if name == "tests" || name.ends_with("_tests") {
        return Vec::new();
    }
    if path.is_dir() {
        let inside = std::fs::read_dir(path).expect("a folder");
        return inside
            .flat_map(|one| sources(&one.expect("an entry").path()))
            .collect();
    }
    let is_source = path.extension().is_some_and(|ending| ending == "rs") && path.exists();
    is_source.then(|| path.to_owned()).into_iter().collect()
}

/// Whether it is this file of its room, or one of the folder beside it.
fn is_of(file: &Path, name: &str) -> bool {
    file.file_stem().is_some_and(|stem| stem == name)
        || file
            .parent()
            .and_then(Path::file_name)
            .is_some_and(|folder| folder == name)
}

/// Every word of what a source uses: its `use`, and the paths from the crate's root that it writes out. Tests at its end are no part of it.
fn named(text: &str) -> BTreeSet<&str> {
    let text = text
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default();
    let mut named = BTreeSet::new();
    let mut using = false;
    for line in text
        .lines()
        .map(str::trim_start)
        .filter(|line| !line.starts_with("//"))
    {
        using |= line.starts_with("use ") || (line.starts_with("pub") && line.contains(" use "));
        // Rust's own room of that name is none of ours.
        let line = line
            .trim_start_matches("use std::sync")
            .trim_start_matches("use tokio::sync");
        if using || line.contains("crate::") {
            named.extend(line.split(|c: char| !c.is_alphanumeric() && c != '_'));
        }
        using &= !line.ends_with(';');
    }
    named
}
