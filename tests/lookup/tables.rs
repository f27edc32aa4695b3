//! A directory and its questions, out of tab-separated files.

use std::collections::HashMap;

use anyhow::{Context as _, Result, bail};

use crate::crowd::Person;

/// What somebody types, and whom they mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What is typed.
    pub text: String,
    /// Who is meant: a [`Person::id`].
    pub expected: i64,
}

/// A directory out of a file.
#[derive(Debug)]
pub struct People {
    /// Numbered from 1, in the order of the file.
    pub all: Vec<Person>,
    /// The number of each by the id that the file has of them.
    numbers: HashMap<String, i64>,
}

/// Reads people: id, first name, last name, e-mail, department, system id and mobile, with or without a line of heads. What is
/// missing at the end of a line is empty.
///
/// # Errors
/// Names the line that is none: too few or too many columns, an id that is missing or there already, or bytes that are not UTF-8.
pub fn people(table: &[u8]) -> Result<People> {
    let (mut all, mut numbers) = (Vec::new(), HashMap::new());
    for (line, cells) in rows(table)? {
        if line == 1 && is_head(&cells, "id") {
            continue;
        }
        let bad = |what: &str| format!("line {line}: {what}");
        if cells.len() < 3 || cells.len() > 7 {
            bail!(bad(&format!(
                "{} columns: id, first, last, e-mail, department, system id, mobile are expected",
                cells.len()
            )));
        }
        let number = i64::try_from(all.len() + 1)?;
        if cells[0].is_empty() || numbers.insert(cells[0].to_owned(), number).is_some() {
            bail!(bad(&format!(
                "the id {:?} is empty or there already",
                cells[0]
            )));
        }
        let cell = |column: usize| {
            cells
                .get(column)
                .map_or_else(String::new, |cell| (*cell).to_owned())
        };
        all.push(Person {
            id: number,
            first: cell(1),
            last: cell(2),
            email: cell(3),
            department: cell(4),
            system_id: cell(5),
            mobile: cell(6),
        });
    }
    Ok(People { all, numbers })
}

/// Reads questions: a text and the expected id, with or without a line of heads.
///
/// # Errors
/// Names the line that is none: not two columns, no text, an id that no person has, or bytes that are not UTF-8.
pub fn questions(table: &[u8], people: &People) -> Result<Vec<Question>> {
    let mut all = Vec::new();
    for (line, cells) in rows(table)? {
        let known = cells.get(1).and_then(|id| people.numbers.get(*id));
        if line == 1 && known.is_none() && cells.get(1).is_some_and(|cell| is_head(&[cell], "id")) {
            continue;
        }
        let &[text, id] = &cells[..] else {
            bail!(
                "line {line}: {} columns: text and expected id are expected",
                cells.len()
            );
        };
        if text.is_empty() {
            bail!("line {line}: the text is empty");
        }
        let expected = *known.with_context(|| format!("line {line}: nobody has the id {id:?}"))?;
        all.push(Question {
            text: text.to_owned(),
            expected,
        });
    }
    Ok(all)
}

/// The lines that have something, with their numbers and cells.
fn rows(table: &[u8]) -> Result<Vec<(usize, Vec<&str>)>> {
    let table = table.strip_prefix(b"\xef\xbb\xbf").unwrap_or(table);
    let mut rows = Vec::new();
    for (line, bytes) in (1..).zip(table.split(|byte| *byte == b'\n')) {
        let text = std::str::from_utf8(bytes).with_context(|| format!("line {line}: not UTF-8"))?;
        if !text.trim().is_empty() {
            rows.push((
                line,
                text.trim_end_matches('\r')
                    .split('\t')
                    .map(str::trim)
                    .collect(),
            ));
        }
    }
    Ok(rows)
}

/// Whether a first line begins with the head of a column of ids.
fn is_head(cells: &[&str], ends: &str) -> bool {
    let head = cells
        .first()
        .map(|cell| cell.to_lowercase())
        .unwrap_or_default();
    head.split(|c: char| !c.is_alphanumeric())
        .any(|word| word == ends)
        && !head.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEOPLE: &str = "id\tfirst\tlast\te-mail\tdepartment\tsystem id\tmobile\r\n7\tAda\tLovelace\ta@b.c\tR&D\t\t+44 1\r\nx9\tGrace\tHopper\n\n";

    #[test]
    fn tables_are_read_with_and_without_heads() {
        let found = people(PEOPLE.as_bytes()).unwrap();
        assert_eq!(
            found.all.iter().map(Person::name).collect::<Vec<_>>(),
            ["Ada Lovelace", "Grace Hopper"]
        );
        assert_eq!(
            (found.all[0].mobile.as_str(), found.all[1].email.as_str()),
            ("+44 1", "")
        );
        let headless = people(&PEOPLE.as_bytes()[PEOPLE.find('7').unwrap()..]).unwrap();
        assert_eq!(headless.all, found.all);
        let asked =
            questions("text\texpected_id\nada\t7\nhopper\tx9\n".as_bytes(), &found).unwrap();
        assert_eq!(
            asked,
            questions("ada\t7\nhopper\tx9".as_bytes(), &found).unwrap()
        );
        assert_eq!(
            asked.iter().map(|it| it.expected).collect::<Vec<_>>(),
            [1, 2]
        );
    }

    #[test]
    fn a_bad_line_is_named() {
        for (table, says) in [
            (&b"1\tAda"[..], "line 1: 2 columns"),
            (
                b"id\tfirst\tlast\n\n1\ta\tb\tc\td\te\tf\tg",
                "line 3: 8 columns",
            ),
            (b"1\tAda\tL\n1\tAda\tL", "line 2: the id \"1\""),
            (b"1\tAda\tL\n\tAda\tL", "line 2: the id \"\""),
            (b"1\tAda\tL\n2\t\xff\tL", "line 2: not UTF-8"),
        ] {
            let error = people(table).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
        let found = people(PEOPLE.as_bytes()).unwrap();
        for (table, says) in [
            ("ada\t8", "line 1: nobody has the id \"8\""),
            ("ada\t7\n\t7", "line 2: the text"),
            ("ada", "line 1: 1 columns"),
        ] {
            let error = questions(table.as_bytes(), &found).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
    }
}
