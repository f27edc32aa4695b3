//! Adds people while others search: what takes long is done beside the directory, which is held for moments only.

use std::collections::HashSet;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use doorflow::PersonId;

use super::{Directory, once_each};
use crate::directory::Entry;
use crate::directory::segment::Segment;

impl Directory {
    /// How often everybody was forgotten so far.
    pub(crate) fn era(&self) -> u64 {
        self.era
    }

    /// As [`Self::upsert`], for a directory that others search meanwhile. Nobody is added once everybody was forgotten since `era`.
    pub(crate) fn upsert_beside(
        directory: &RwLock<Self>,
        era: u64,
        entries: impl Iterator<Item = Entry>,
    ) {
        let mut news = once_each(entries);
        let (known, made) = {
            let directory = read(directory);
            let mut known = Vec::new();
            news.retain(|entry| {
                let there = directory.get(entry.id);
                known.extend(there.iter().map(|it| it.id));
                there.as_ref() != Some(entry)
            });
            (known, Made::of(&directory, &news))
        };
        if !news.is_empty() {
            let segment = made.segment(&news);
            let mut directory = write(directory);
            if directory.era != era {
                return;
            }
            if directory.next == made.next {
                for id in known {
                    if segment.place(id).is_some() {
                        directory.bury(id);
                    }
                }
            } else {
                // Somebody else has added people since.
                for entry in &news {
                    directory.bury(entry.id);
                }
            }
            directory.put(segment, &made);
        }
        while tidy_beside(directory, era) {}
    }

    /// Takes a segment in, of people who are nowhere else.
    fn put(&mut self, mut segment: Segment, made: &Made) {
        if self.lately.len() != made.booked {
            for id in &self.lately {
                if let Some(slot) = segment.place(*id) {
                    segment.booked(slot);
                }
            }
        }
        self.living += segment.living;
        self.segments.insert(self.next, segment);
        self.next += 1;
    }

    /// How many are left in each of these segments that is still there.
    fn living_of(&self, numbers: &[u32]) -> Vec<usize> {
        let segments = numbers
            .iter()
            .filter_map(|number| self.segments.get(number));
        segments.map(|segment| segment.living).collect()
    }
}

/// Makes one segment of those that are to be made one, if any are; whether there may be more to do.
fn tidy_beside(directory: &RwLock<Directory>, era: u64) -> bool {
    let (worn, living, people, made) = {
        let directory = read(directory);
        let worn = directory.worn();
        let people = directory.people_of(&worn);
        let living = directory.living_of(&worn);
        let made = Made::of(&directory, &people);
        (worn, living, people, made)
    };
    if worn.is_empty() {
        return false;
    }
    let segment = (!people.is_empty()).then(|| made.segment(&people));
    let mut directory = write(directory);
    if directory.era != era {
        return false;
    }
    // Whoever was forgotten meanwhile is not to come back.
    if directory.living_of(&worn) == living {
        directory.drop_segments(&worn);
        if let Some(segment) = segment {
            directory.put(segment, &made);
        }
    }
    true
}

/// What a segment is made by.
struct Made {
    /// Who of its people was booked here lately.
    lately: HashSet<PersonId>,
    /// How many were booked here lately in all.
    booked: usize,
    /// The number of the next segment at that time.
    next: u32,
}

impl Made {
    fn of(directory: &Directory, people: &[Entry]) -> Self {
        let ids = people.iter().map(|entry| entry.id);
        Self {
            lately: ids.filter(|id| directory.lately.contains(id)).collect(),
            booked: directory.lately.len(),
            next: directory.next,
        }
    }

    fn segment(&self, people: &[Entry]) -> Segment {
        Segment::new(people, &self.lately)
    }
}

fn read(directory: &RwLock<Directory>) -> RwLockReadGuard<'_, Directory> {
    directory.read().unwrap_or_else(PoisonError::into_inner)
}

fn write(directory: &RwLock<Directory>) -> RwLockWriteGuard<'_, Directory> {
    directory.write().unwrap_or_else(PoisonError::into_inner)
}
