//! Doors and groups by the words of their names.

use std::collections::BTreeSet;
use std::ops::Bound;

use doorflow::{ChannelId, GroupId};

use crate::booking::Place;
use crate::directory::folded;

/// As many words in a row may name one place.
pub(super) const LONGEST_NAME: usize = 6;

/// One door or group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    Door(ChannelId),
    Group(GroupId),
}

/// How well words name a place; less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// All of the name.
    Whole,
    /// Words of it.
    Words,
    /// Beginnings of words of it.
    Beginnings,
}

/// What words name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    Nothing,
    One(Spot, Fit),
    /// Several places, or a site alone.
    Several(Fit),
}

/// The names of the doors and groups that can be booked.
#[derive(Clone, Debug, Default)]
pub struct Spots {
    names: Vec<Name>,
    /// Every word of all of them, closed-up names too, each once.
    words: BTreeSet<String>,
}

#[derive(Clone, Debug)]
struct Name {
    spot: Spot,
    /// Folded and closed up.
    whole: String,
    words: Vec<String>,
    /// The words of its site's name.
    site: Vec<String>,
    /// The site's name closed up.
    whole_site: String,
}

impl Spots {
    /// Adds a door.
    pub fn door(&mut self, id: ChannelId, name: &str, site: Option<&str>) {
        self.add(Spot::Door(id), name, site.unwrap_or_default());
    }

    /// Adds a group.
    pub fn group(&mut self, id: GroupId, name: &str) {
        self.add(Spot::Group(id), name, "");
    }

    fn add(&mut self, spot: Spot, name: &str, site: &str) {
        let name = Name {
            spot,
            whole: folded(name),
            words: apart(name),
            site: apart(site),
            whole_site: folded(site),
        };
        for word in name.words.iter().chain(&name.site).chain([&name.whole]) {
            if !self.words.contains(word) {
                self.words.insert(word.clone());
            }
        }
        self.names.push(name);
    }

    /// What these words name, folded each; in quotation marks they are all of a name, that of its site before or after it aside.
    pub(super) fn named(&self, words: &[&str], exact: bool) -> Named {
        let together: String = words.concat();
        if together.is_empty() {
            return Named::Nothing;
        }
        let mut best: Option<(Fit, Option<Spot>)> = None;
        for name in &self.names {
            let Some(fit) = name.fit(words, &together) else {
                continue;
            };
            if exact && fit != Fit::Whole {
                continue;
            }
            best = Some(match best {
                Some((found, spot)) if found < fit => (found, spot),
                Some((found, _)) if found == fit => (fit, None),
                _ => (fit, Some(name.spot)),
            });
        }
        match best {
            Some((fit, Some(spot))) => Named::One(spot, fit),
            Some((fit, None)) => Named::Several(fit),
            None if !exact && self.is_site(words) => Named::Several(Fit::Words),
            None => Named::Nothing,
        }
    }

    /// Whether a word, folded, may be one of a name.
    pub(super) fn may_hold(&self, word: &str) -> bool {
        if word.is_empty() {
            return false;
        }
        let from = (Bound::Included(word), Bound::Unbounded);
        let begins = |typed: &str| {
            self.words
                .range::<str, _>(from)
                .next()
                .is_some_and(|it| it.starts_with(typed))
        };
        begins(word)
            || word
                .strip_suffix('s')
                .is_some_and(|one| self.words.contains(one))
            || ordinal(word).is_some_and(|number| self.words.contains(number))
            || self.words.iter().any(|it| ordinal(it) == Some(word))
    }

    fn is_site(&self, words: &[&str]) -> bool {
        let all_of = |name: &Name| {
            words.len() == name.site.len()
                && words
                    .iter()
                    .zip(&name.site)
                    .all(|(one, other)| one == other)
        };
        self.names.iter().any(all_of)
    }
}

impl Name {
    fn fit(&self, words: &[&str], together: &str) -> Option<Fit> {
        if together == self.whole {
            return Some(Fit::Whole);
        }
        let site = &self.whole_site;
        let with_site = |rest: Option<&str>| !site.is_empty() && rest == Some(&self.whole);
        if with_site(together.strip_prefix(site.as_str()))
            || with_site(together.strip_suffix(site.as_str()))
        {
            return Some(Fit::Whole);
        }
        let mut fit = Fit::Words;
        let mut of_name = false;
        let mut used = 0_u64;
        for word in words {
            let all = self.words.iter().chain(&self.site);
            let mut found: Option<(usize, Fit)> = None;
            for (at, theirs) in all
                .take(64)
                .enumerate()
                .filter(|(at, _)| used & 1 << at == 0)
            {
                if is_same(word, theirs) {
                    found = Some((at, Fit::Words));
                    break;
                }
                if found.is_none() && begins(word, theirs, words.len() > 1) {
                    found = Some((at, Fit::Beginnings));
                }
            }
            let (at, how) = found?;
            used |= 1 << at;
            of_name |= at < self.words.len();
            fit = fit.max(how);
        }
        of_name.then_some(fit)
    }
}

/// Whether two words say the same: one of them in the plural, or an ordinal written out.
fn is_same(typed: &str, theirs: &str) -> bool {
    typed == theirs
        || typed.strip_suffix('s') == Some(theirs)
        || theirs.strip_suffix('s') == Some(typed)
        || ordinal(typed).is_some_and(|number| number == theirs)
        || ordinal(theirs).is_some_and(|number| number == typed)
}

/// Whether a word is the beginning of another: a word alone has to be three letters long.
fn begins(typed: &str, theirs: &str, beside_others: bool) -> bool {
    let number = typed.bytes().all(|byte| byte.is_ascii_digit());
    if number {
        // `3` is the 3rd, and no 30th.
        return beside_others
            && theirs
                .strip_prefix(typed)
                .is_some_and(|rest| ["st", "nd", "rd", "th"].contains(&rest));
    }
    let least = if beside_others { 2 } else { 3 };
    typed.chars().count() >= least && theirs.starts_with(typed)
}

fn ordinal(word: &str) -> Option<&'static str> {
    Some(match word {
        "first" => "1st",
        "second" => "2nd",
        "third" => "3rd",
        "fourth" => "4th",
        "fifth" => "5th",
        "sixth" => "6th",
        "seventh" => "7th",
        "eighth" => "8th",
        "ninth" => "9th",
        "tenth" => "10th",
        _ => return None,
    })
}

/// The words of a name, folded each.
fn apart(name: &str) -> Vec<String> {
    name.split(|letter: char| !letter.is_alphanumeric() && letter != '\'' && letter != '’')
        .map(folded)
        .filter(|word| !word.is_empty())
        .collect()
}

/// The places, where they are all doors or all groups.
pub(super) fn place_of(spots: &[Spot]) -> Option<Place> {
    let doors: Vec<ChannelId> = spots
        .iter()
        .filter_map(|spot| match spot {
            Spot::Door(id) => Some(*id),
            Spot::Group(_) => None,
        })
        .collect();
    let groups: Vec<GroupId> = spots
        .iter()
        .filter_map(|spot| match spot {
            Spot::Group(id) => Some(*id),
            Spot::Door(_) => None,
        })
        .collect();
    match (doors.is_empty(), groups.is_empty()) {
        (false, true) => Some(Place::Doors { channel_ids: doors }),
        (true, false) => Some(Place::Groups { group_ids: groups }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spots() -> Spots {
        let mut spots = Spots::default();
        let (here, there) = (Some("Harbour House"), Some("Mill Works"));
        spots.door(ChannelId(1), "Front Door", here);
        spots.door(ChannelId(2), "Lift Lobby 2nd Floor", here);
        spots.door(ChannelId(3), "Lift Lobby 3rd Floor", here);
        spots.door(ChannelId(4), "Café Terrace", here);
        spots.door(ChannelId(5), "Meeting Rooms East", here);
        spots.door(ChannelId(6), "Lift", there);
        spots.door(ChannelId(7), "Server Room", here);
        spots.door(ChannelId(8), "Server Room", there);
        spots.group(GroupId(9), "Visitors");
        spots
    }

    #[test]
    fn a_place_is_named_by_any_words_that_are_its_own() {
        let named = |text: &str| {
            let words = apart(text);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            match spots().named(&words, false) {
                Named::One(Spot::Door(ChannelId(id)) | Spot::Group(GroupId(id)), _) => id,
                Named::Several(_) => -1,
                Named::Nothing => 0,
            }
        };
        for (text, id) in [
            ("front door", 1),
            ("front", 1),
            ("fro", 1),
            ("fr do", 1),
            ("front doors", 1),
            ("fr", 0),
            ("3rd floor", 3),
            ("third floor", 3),
            ("floor 3", 3),
            ("lift 3rd", 3),
            ("3", 0),
            ("cafe", 4),
            ("meeting room", 5),
            ("lift", 6),
            ("lobby", -1),
            ("floor", -1),
            ("server room", -1),
            ("mill works server room", 8),
            ("server room mill", 8),
            ("harbour house", -1),
            ("visitor", 9),
            ("attic", 0),
        ] {
            assert_eq!(named(text), id, "{text}");
        }
        assert_eq!(spots().named(&["front"], true), Named::Nothing);
        assert_eq!(
            spots().named(&["frontdoor"], true),
            Named::One(Spot::Door(ChannelId(1)), Fit::Whole)
        );
    }
}
