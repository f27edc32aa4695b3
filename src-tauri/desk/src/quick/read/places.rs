//! Words that say where: a door, a group, and what names several of them.

use super::super::answer::Kind;
use super::super::spots::{Fit, LONGEST_NAME, Named, Spot};
use super::Reader;
use crate::booking::{Field, Problem, ProblemCode};

impl Reader<'_, '_> {
    fn named(&self, at: usize, count: usize) -> Named {
        let words = &self.words[at..at + count];
        // In quotation marks several words are one.
        if !words[0].quoted && !self.may_place[at..at + count].iter().all(|may| *may) {
            return Named::Nothing;
        }
        let folded: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
        self.by.spots.named(&folded, words[0].quoted)
    }

    /// Whether a word is one of those that may stand before a place.
    pub(super) fn leads(&self, at: usize) -> bool {
        ["at", "via", "by", "through", "in", "to", "the"].contains(&self.words[at].low.as_str())
    }

    pub(super) fn place(&mut self, at: usize, count: usize) -> Option<usize> {
        let led = count > 1 && self.leads(at);
        let (from, of) = if led {
            (at + 1, count - 1)
        } else {
            (at, count)
        };
        if of > LONGEST_NAME || self.words[from].quoted && of > 1 {
            return None;
        }
        let Named::One(spot, fit) = self.named(from, of) else {
            return None;
        };
        // One word that only begins a name is as likely the beginning of a person's.
        let may_be_name = of == 1 && fit == Fit::Beginnings;
        let is_door = |spot: &Spot| matches!(spot, Spot::Door(_));
        let mixed = self
            .said
            .spots
            .first()
            .is_some_and(|first| is_door(first) != is_door(&spot));
        let kind = if mixed {
            self.unclear(ProblemCode::DoorsAndGroups, from, of);
            Kind::Unclear
        } else {
            if !self.said.spots.contains(&spot) {
                self.said.spots.push(spot);
            }
            Kind::Where
        };
        self.claim(at, count, kind);
        if let Some(claim) = self.said.claims.last_mut() {
            claim.may_be_name &= may_be_name || of == 1;
        }
        Some(count)
    }

    /// Words that name several places, where they are whole words of their names.
    pub(super) fn unclear_place(&mut self, at: usize, free: usize) -> Option<usize> {
        let count = (1..=free.min(LONGEST_NAME)).rev().find(
            |count| matches!(self.named(at, *count), Named::Several(fit) if fit != Fit::Beginnings),
        )?;
        self.unclear(ProblemCode::SeveralPlaces, at, count);
        self.claim(at, count, Kind::Unclear);
        Some(count)
    }

    fn unclear(&mut self, code: ProblemCode, at: usize, count: usize) {
        let typed: Vec<&str> = self.words[at..at + count]
            .iter()
            .map(|word| word.typed.as_str())
            .collect();
        let why = Problem {
            field: Field::Place,
            code,
            subject: typed.join(" "),
        };
        if !self.said.unclear.contains(&why) {
            self.said.unclear.push(why);
        }
    }
}
