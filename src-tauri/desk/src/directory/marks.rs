//! Why somebody was found: what of their name, and of the line under it, was meant.

use std::cell::OnceCell;

use chrono::{DateTime, Utc};

use super::fold::Folded;
use super::query::{Query, Token};
use super::slip::{Meant, Typed};
use super::{Entry, Hit, Span, initials};

/// Between the fields of a line.
const BETWEEN: &str = " · ";

/// How a word fits a text; less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Beginning,
    Part,
    WithSlip,
}

/// A text on the screen, or a part of one.
struct Shown {
    folded: Folded,
    /// Where it begins in what is shown, in UTF-16 units.
    at: u16,
}

/// The person as the page shows them, with what matched marked.
pub(super) fn hit(entry: &Entry, query: &Query, most: usize, now: DateTime<Utc>) -> Hit {
    let name = entry.name();
    let names = shown_names(entry, &name);
    let fields = Fields::of(entry);
    let found = query
        .readings
        .iter()
        .chain(&query.initials)
        .map(|reading| locate(reading, &names, &fields, most))
        .min_by_key(|found| found.missed)
        .unwrap_or_default();
    let (line, line_spans) = fields.line(&found.in_fields);
    Hit {
        id: entry.id,
        initials: initials(&entry.first_name, &entry.last_name),
        name,
        line,
        name_spans: joined(found.in_name),
        line_spans: joined(line_spans),
        bar: entry.bar(now),
    }
}

/// First and last name, where they stand in the name that is shown.
fn shown_names(entry: &Entry, name: &str) -> Vec<Shown> {
    let (first, last) = (entry.first_name.trim(), entry.last_name.trim());
    if first.is_empty() && last.is_empty() {
        return vec![Shown {
            folded: Folded::new(name),
            at: 0,
        }];
    }
    let after = if first.is_empty() {
        0
    } else {
        units(first) + 1
    };
    vec![
        Shown {
            folded: Folded::new(first),
            at: 0,
        },
        Shown {
            folded: Folded::new(last),
            at: after,
        },
    ]
}

/// What one reading of the query found.
#[derive(Default)]
struct Found {
    /// Units of the name.
    in_name: Vec<(u16, u16)>,
    /// Fields of the line, by their number, with units of the field.
    in_fields: Vec<(usize, Vec<(u16, u16)>)>,
    /// Words that are nowhere.
    missed: usize,
}

/// Looks for each word in the name, and where it is not there, in the other fields.
fn locate(reading: &[Token], names: &[Shown], fields: &Fields<'_>, most: usize) -> Found {
    let mut found = Found::default();
    for word in reading {
        let in_names: Vec<_> = names
            .iter()
            .filter_map(|shown| Some((shown.at, places(&shown.folded, word, most)?)))
            .collect();
        if let Some(fit) = in_names.iter().map(|(_, (fit, _))| *fit).min() {
            let best = in_names.into_iter().filter(|(_, (other, _))| *other == fit);
            for (at, (_, spans)) in best {
                let moved =
                    |(from, to): (u16, u16)| (at.saturating_add(from), at.saturating_add(to));
                found.in_name.extend(spans.into_iter().map(moved));
            }
            continue;
        }
        if let Some(together) = written_together(names, &word.text) {
            found.in_name.extend(together);
            continue;
        }
        let in_fields = fields
            .folded()
            .iter()
            .enumerate()
            .filter_map(|(number, folded)| {
                let (fit, spans) = places(folded, word, 0)?;
                Some((fit, number, spans))
            });
        match in_fields.min_by_key(|(fit, number, _)| (*fit, *number)) {
            Some((_, number, spans)) => found.in_fields.push((number, spans)),
            None => found.missed += 1,
        }
    }
    found
}

/// Where first and last name are in a word that is both of them without a space, in either order.
fn written_together(names: &[Shown], word: &str) -> Option<[(u16, u16); 2]> {
    let [first, last] = names else {
        return None;
    };
    [(first, last), (last, first)]
        .into_iter()
        .find_map(|(one, other)| {
            let rest = word
                .strip_prefix(one.folded.text.as_str())
                .filter(|rest| !rest.is_empty())?;
            let span = |shown: &Shown, to: usize| {
                let (from, to) = shown.folded.origin(0, to)?;
                Some((shown.at.saturating_add(from), shown.at.saturating_add(to)))
            };
            let begins = other.folded.text.starts_with(rest);
            begins.then_some([span(one, one.folded.text.len())?, span(other, rest.len())?])
        })
}

/// Where a word is in a text, the best way that it is, in units of the original.
fn places(folded: &Folded, word: &Token, most: usize) -> Option<(Fit, Vec<(u16, u16)>)> {
    let (text, token) = (folded.text.as_str(), word.text.as_str());
    let spans = |ranges: Vec<(usize, usize)>| -> Vec<(u16, u16)> {
        ranges
            .into_iter()
            .filter_map(|(from, to)| folded.origin(from, to))
            .collect()
    };
    let starts = || folded.starts.iter().copied();
    let beginnings: Vec<_> = starts()
        .filter(|at| text[*at..].starts_with(token))
        .map(|at| (at, at + token.len()))
        .collect();
    if !beginnings.is_empty() {
        return Some((Fit::Beginning, spans(beginnings)));
    }
    if word.may_be_inside() {
        let parts: Vec<_> = text
            .match_indices(token)
            .map(|(at, part)| (at, at + part.len()))
            .collect();
        if !parts.is_empty() {
            return Some((Fit::Part, spans(parts)));
        }
    }
    let most = word.slips(most);
    let nearly: Vec<_> = starts()
        .filter_map(|at| Some((at, at + with_slips(folded, at, token, most)?.length)))
        .collect();
    if most > 0 && !nearly.is_empty() {
        return Some((Fit::WithSlip, spans(nearly)));
    }
    None
}

/// How much of the word at `at`, or of all that follows, is meant.
fn with_slips(folded: &Folded, at: usize, token: &str, most: usize) -> Option<Meant> {
    let end = folded.starts.iter().find(|start| **start > at);
    let word = &folded.text[at..end.copied().unwrap_or(folded.text.len())];
    let typed = Typed::new(token, most);
    let of = |text: &str| typed.meant(text.as_bytes()).filter(|meant| meant.slips > 0);
    [of(word), of(&folded.text[at..])]
        .into_iter()
        .flatten()
        .min_by_key(|meant| meant.slips)
}

/// The fields that the line under the name is made of.
struct Fields<'a> {
    /// As they are written: department, job title, e-mail, system id, mobile, telephone.
    written: [&'a str; 6],
    /// Only once a word is in no name.
    folded: OnceCell<[Folded; 6]>,
}

const JOB_TITLE: usize = 1;
const PHONES: usize = 4;

impl<'a> Fields<'a> {
    fn of(entry: &'a Entry) -> Self {
        let written = [
            entry.department.trim(),
            entry.job_title.trim(),
            entry.email.trim(),
            entry.system_id.trim(),
            entry.mobile.trim(),
            entry.telephone.trim(),
        ];
        let folded = OnceCell::new();
        Self { written, folded }
    }

    fn folded(&self) -> &[Folded; 6] {
        self.folded.get_or_init(|| {
            let [department, job_title, email, system_id, mobile, telephone] = self.written;
            [
                Folded::new(department),
                Folded::new(job_title),
                Folded::new(email),
                Folded::new(system_id),
                Folded::digits(mobile),
                Folded::digits(telephone),
            ]
        })
    }

    /// The fields that matched, then the department (or the job title), the e-mail and the system id; with the units that matched.
    fn line(&self, found: &[(usize, Vec<(u16, u16)>)]) -> (String, Vec<(u16, u16)>) {
        let matched = |number: usize| found.iter().any(|(other, _)| *other == number);
        let mut order: Vec<usize> = (0..self.written.len()).filter(|it| matched(*it)).collect();
        let role = usize::from(self.written[0].is_empty()) * JOB_TITLE;
        let role = (!matched(JOB_TITLE)).then_some(role);
        order.extend(
            role.into_iter()
                .chain(JOB_TITLE + 1..PHONES)
                .filter(|it| !matched(*it)),
        );
        let mut line = String::new();
        let mut spans = Vec::new();
        for number in order {
            let written = self.written[number];
            if written.is_empty() {
                continue;
            }
            if !line.is_empty() {
                line.push_str(BETWEEN);
            }
            let at = units(&line);
            for (from, to) in found
                .iter()
                .filter(|it| it.0 == number)
                .flat_map(|it| &it.1)
            {
                spans.push((at.saturating_add(*from), at.saturating_add(*to)));
            }
            line.push_str(written);
        }
        (line, spans)
    }
}

/// Its length as the page counts.
fn units(text: &str) -> u16 {
    u16::try_from(text.encode_utf16().count()).unwrap_or(u16::MAX - 1)
}

/// In order, with those that touch made one.
fn joined(mut units: Vec<(u16, u16)>) -> Vec<Span> {
    units.sort_unstable();
    let mut spans: Vec<Span> = Vec::new();
    for (from, to) in units {
        match spans.last_mut() {
            Some(last) if from <= last.start.saturating_add(last.len) => {
                last.len = last.len.max(to - last.start);
            }
            _ => spans.push(Span {
                start: from,
                len: to - from,
            }),
        }
    }
    spans
}
