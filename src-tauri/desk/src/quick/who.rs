//! Whom a text names: the words that say neither when nor where, looked for in the directory.

use unicode_normalization::char::is_combining_mark;

use super::answer::{Kind, Part, QuickAdd, Reading};
use super::read::{Claim, Here, Said, read};
use super::spots::place_of;
use super::words::{LONGEST, Word, words_of};
use crate::booking::{Draft, Place, times_amiss};
use crate::directory::{Answer, Hit, folded};

/// So many words that may be a name or a day are tried as a name.
const TRIED: usize = 3;
/// Small words that say nothing beside others.
const FILLERS: &[&str] = &[
    "book", "visit", "for", "on", "at", "from", "in", "the", "via", "to", "by", "and", "&", "+",
    "-", "@", "·",
];
const AND: &[&str] = &["and", "&", "+"];

/// Looks people up, best first.
pub type Find<'a> = &'a dyn Fn(&str) -> Answer;

/// Whether there is so much in a text that it may be a booking.
pub(super) fn may_be_booking(text: &str) -> bool {
    text.split_whitespace().nth(1).is_some() && text.chars().nth(LONGEST).is_none()
}

/// What a text says, with the people of the directory whom it may mean.
#[must_use]
pub fn understand(text: &str, by: Here<'_>, find: Find<'_>) -> QuickAdd {
    let mut answer = QuickAdd {
        text: text.to_owned(),
        ..QuickAdd::default()
    };
    if !may_be_booking(text) {
        return answer;
    }
    let words = words_of(text);
    let none = vec![false; words.len()];
    let said = read(&words, &none, by);
    if !says_something(&said) {
        return answer;
    }
    let mut rivals = Vec::new();
    let in_question: Vec<Claim> = said
        .claims
        .iter()
        .copied()
        .filter(|claim| claim.may_be_name)
        .collect();
    for claim in in_question.iter().take(TRIED) {
        let mut kept = none.clone();
        kept[claim.from..claim.to].fill(true);
        let said = read(&words, &kept, by);
        let mut whom = Whom::of(&words, &said, find);
        let whole = claim.kind != Kind::Where;
        whom.hits
            .retain(|hit| has_words(&hit.name, &words[claim.from..claim.to], whole));
        if whom.hits.is_empty()
            || !kept
                .iter()
                .zip(&whom.kinds)
                .all(|(kept, kind)| !kept || *kind == Some(Kind::Who))
        {
            continue;
        }
        whom.total = u32::try_from(whom.hits.len()).unwrap_or(u32::MAX);
        if says_something(&said) {
            rivals.push((whole, reading(text, &words, &said, whom, by)));
        } else {
            answer.is_name |= whole;
        }
    }
    let whom = Whom::of(&words, &said, find);
    let nobody = whom.hits.is_empty();
    let first = reading(text, &words, &said, whom, by);
    let (before, after): (Vec<_>, Vec<_>) =
        rivals.into_iter().partition(|(whole, _)| *whole || nobody);
    let taken = |rivals: Vec<(bool, Reading)>| rivals.into_iter().map(|(_, reading)| reading);
    answer.readings.extend(taken(before));
    answer.readings.push(first);
    answer.readings.extend(taken(after));
    answer
}

/// Whether there is more in it than a name.
fn says_something(said: &Said) -> bool {
    said.claims.iter().any(|claim| {
        matches!(
            claim.kind,
            Kind::When | Kind::Repeat | Kind::Where | Kind::Pin
        )
    })
}

/// Whether a name has each of the words, or at least begins with each.
fn has_words(name: &str, words: &[Word], whole: bool) -> bool {
    let theirs: Vec<String> = name
        .split(|letter: char| letter.is_whitespace() || letter == '-')
        .map(folded)
        .collect();
    words.iter().all(|word| {
        let is = |theirs: &String| {
            if whole {
                *theirs == word.folded
            } else {
                theirs.starts_with(&word.folded)
            }
        };
        !word.folded.is_empty() && theirs.iter().any(is)
    })
}

/// Who was named, and by which words.
struct Whom {
    hits: Vec<Hit>,
    total: u32,
    others: Vec<Hit>,
    newcomer: String,
    /// For each word that says neither when nor where.
    kinds: Vec<Option<Kind>>,
}

impl Whom {
    fn of(words: &[Word], said: &Said, find: Find<'_>) -> Self {
        let mut whom = Self {
            hits: Vec::new(),
            total: 0,
            others: Vec::new(),
            newcomer: String::new(),
            kinds: vec![None; words.len()],
        };
        let (runs, besides) = whom.runs(words, said);
        let together: Vec<usize> = runs.concat();
        if whom.is(words, &together, find) {
            whom.besides(words, &besides, find);
            return whom;
        }
        // A word too many: what stands alone, or at either end of three, may be none of the name. Of two, either is as likely: no John is
        // meant by the name of another one.
        let mut parts: Vec<&[usize]> = Vec::new();
        if runs.len() > 1 {
            parts.extend(runs.iter().map(Vec::as_slice));
        }
        if let Some(run) = runs.first().filter(|run| run.len() > 2) {
            parts.extend([&run[..run.len() - 1], &run[1..]]);
        }
        let found = parts.into_iter().any(|part| whom.is(words, part, find));
        let named = runs.iter().find(|run| is_name(words, run));
        if !found && let Some(run) = named {
            whom.newcomer = joined(words, run);
            whom.mark(run, Kind::Who);
        }
        if found {
            whom.besides(words, &besides, find);
            let all_of = |run: &&Vec<usize>| {
                run.len() > 2 && run.iter().any(|at| whom.kinds[*at] == Some(Kind::Unknown))
            };
            if let Some(run) = named.filter(all_of) {
                whom.newcomer = joined(words, run);
            }
        }
        whom
    }

    /// The words in a row that are left, and those of people who come besides; each word is unknown until somebody has it.
    fn runs(&mut self, words: &[Word], said: &Said) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
        let mut free = vec![true; words.len()];
        for claim in &said.claims {
            free[claim.from..claim.to].fill(false);
        }
        let is = |at: usize, of: &[&str]| !words[at].quoted && of.contains(&words[at].low.as_str());
        let name = |at: Option<usize>| {
            at.is_some_and(|at| free.get(at) == Some(&true) && !is(at, FILLERS))
        };
        let (mut runs, mut besides) = (Vec::new(), Vec::new());
        let (mut run, mut joined) = (Vec::new(), false);
        let mut hosted = false;
        for at in 0..=words.len() {
            let is_free = free.get(at) == Some(&true);
            if is_free && is(at, &["with"]) {
                hosted = true;
            } else if !is_free {
                hosted = false;
            }
            if is_free {
                self.kinds[at] = Some(Kind::Unknown);
            }
            if name(Some(at)) && !hosted {
                run.push(at);
                continue;
            }
            if !run.is_empty() {
                let run = std::mem::take(&mut run);
                if joined {
                    besides.push(run);
                } else {
                    runs.push(run);
                }
                joined = false;
            }
            if is_free && !hosted && is(at, FILLERS) {
                self.kinds[at] = Some(Kind::Filler);
                joined = is(at, AND) && name(at.checked_sub(1)) && name(Some(at + 1));
            }
        }
        (runs, besides)
    }

    fn mark(&mut self, run: &[usize], kind: Kind) {
        for at in run {
            self.kinds[*at] = Some(kind);
        }
    }

    /// Looks for the visitor by some words; answers whether there is one.
    fn is(&mut self, words: &[Word], run: &[usize], find: Find<'_>) -> bool {
        let Some(found) = looked_up(words, run, find) else {
            return false;
        };
        (self.hits, self.total) = (found.hits, found.total);
        // Whoever is found only by a slip may be somebody else.
        let typed: Vec<Word> = run.iter().map(|at| words[*at].clone()).collect();
        let alike = self
            .hits
            .iter()
            .any(|hit| has_words(&hit.name, &typed, false));
        if !alike && run.len() > 1 && is_name(words, run) {
            self.newcomer = joined(words, run);
        }
        self.mark(run, Kind::Who);
        true
    }

    /// Looks for those who come besides: the best of each name.
    fn besides(&mut self, words: &[Word], runs: &[Vec<usize>], find: Find<'_>) {
        for run in runs {
            let found = looked_up(words, run, find).and_then(|found| found.hits.into_iter().next());
            if let Some(hit) = found {
                if !self.others.iter().any(|other| other.id == hit.id) {
                    self.others.push(hit);
                }
                self.mark(run, Kind::Besides);
            }
        }
    }
}

fn looked_up(words: &[Word], run: &[usize], find: Find<'_>) -> Option<Answer> {
    let text = joined(words, run);
    // What has no letter or digit would be everybody.
    if folded(&text).is_empty() {
        return None;
    }
    Some(find(&text)).filter(|found| !found.hits.is_empty())
}

/// Some words as they were typed.
fn joined(words: &[Word], run: &[usize]) -> String {
    let typed: Vec<&str> = run.iter().map(|at| words[*at].typed.as_str()).collect();
    typed.join(" ")
}

/// Whether words may be the name of somebody new.
fn is_name(words: &[Word], run: &[usize]) -> bool {
    let letters = |text: &str| {
        text.chars().any(char::is_alphabetic)
            && text.chars().all(|it| {
                it.is_alphabetic()
                    || matches!(it, '\'' | '’' | '-' | '.' | ' ')
                    || is_combining_mark(it)
            })
    };
    run.len() <= 6 && run.iter().all(|at| letters(&words[*at].typed))
}

fn reading(text: &str, words: &[Word], said: &Said, whom: Whom, by: Here<'_>) -> Reading {
    let when = said.when(by);
    let place = place_of(&said.spots);
    let mut problems = said.unclear.clone();
    let mut notes = Vec::new();
    if let Some(draft) = when.draft() {
        let place = place.clone().unwrap_or(Place::Doors {
            channel_ids: Vec::new(),
        });
        let (amiss, told) = times_amiss(&Draft { place, ..draft }, by.zone, by.now);
        problems.extend(amiss);
        notes = told;
    }
    Reading {
        parts: parts(text, words, &said.claims, &whom.kinds),
        hits: whom.hits,
        total: whom.total,
        others: whom.others,
        newcomer: whom.newcomer,
        date: when.date,
        last_date: when.last_date,
        from: when.from,
        to: when.to,
        repeat: when.repeat,
        place,
        pin: said.pin,
        cut: when.cut,
        problems,
        notes,
    }
}

/// Each word in one part; words in a row that are the same are one.
fn parts(text: &str, words: &[Word], claims: &[Claim], kinds: &[Option<Kind>]) -> Vec<Part> {
    let mut spans: Vec<(usize, usize, Kind)> = claims
        .iter()
        .map(|claim| (claim.from, claim.to, claim.kind))
        .collect();
    let left = kinds
        .iter()
        .enumerate()
        .filter_map(|(at, kind)| Some((at, at + 1, (*kind)?)));
    spans.extend(left);
    spans.sort_unstable_by_key(|(from, ..)| *from);
    let mut joined: Vec<(usize, usize, Kind)> = Vec::with_capacity(spans.len());
    for (from, to, kind) in spans {
        match joined.last_mut() {
            Some(last) if last.2 == kind && last.1 == from => last.1 = to,
            _ => joined.push((from, to, kind)),
        }
    }
    let units = |to: usize| text[..to].encode_utf16().count();
    joined
        .into_iter()
        .filter_map(|(from, to, kind)| {
            let (start, end) = (units(words[from].start), units(words[to - 1].end));
            Some(Part {
                start: u16::try_from(start).ok()?,
                len: u16::try_from(end - start).ok()?,
                kind,
            })
        })
        .collect()
}
