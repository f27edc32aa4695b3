//! What a search needs meanwhile, kept from one to the next.

/// Not at all.
const NONE: u8 = u8::MAX;

/// How well people fit the words so far, by their places.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// What each sums up to over the words before this one.
    sums: Vec<u8>,
    /// The people who have one, in any order.
    summed: Vec<u32>,
    /// How well each fits this word.
    fits: Vec<u8>,
    /// The people who do.
    marked: Vec<u32>,
    /// The first word is being looked for: there are no sums yet.
    first: bool,
}

impl Scratch {
    /// Begins a search among so many people.
    pub(super) fn begin(&mut self, places: usize) {
        for slot in self.summed.drain(..) {
            self.sums[slot as usize] = NONE;
        }
        if self.sums.len() < places {
            self.sums.resize(places, NONE);
            self.fits.resize(places, NONE);
        }
        self.first = true;
    }

    /// Knows that people fit the word so well; the better of two counts.
    pub(super) fn mark(&mut self, people: &[u32], fit: u8) {
        for slot in people {
            let place = *slot as usize;
            if !self.first && self.sums[place] == NONE {
                continue;
            }
            let known = &mut self.fits[place];
            if *known == NONE {
                self.marked.push(*slot);
            }
            *known = fit.min(*known);
        }
    }

    /// Goes on to the next word with those who fit this one too; says whether there is anybody.
    pub(super) fn sum_up(&mut self) -> bool {
        let before = std::mem::replace(&mut self.summed, std::mem::take(&mut self.marked));
        if self.first {
            for slot in &self.summed {
                let place = *slot as usize;
                self.sums[place] = std::mem::replace(&mut self.fits[place], NONE);
            }
            self.first = false;
        } else {
            for slot in &before {
                let place = *slot as usize;
                let (sum, fit) = (
                    self.sums[place],
                    std::mem::replace(&mut self.fits[place], NONE),
                );
                self.sums[place] = if fit == NONE {
                    NONE
                } else {
                    sum.saturating_add(fit).min(NONE - 1)
                };
            }
        }
        self.marked = before;
        self.marked.clear();
        !self.summed.is_empty()
    }

    /// The people who fit every word, with their sums.
    pub(super) fn sums(&self) -> impl Iterator<Item = (u32, u8)> {
        self.summed
            .iter()
            .map(|slot| (*slot, self.sums[*slot as usize]))
    }
}

/// The best of many, by a number of which less is better.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// As many as are wanted, and some more, in any order.
    pub(super) best: Vec<u64>,
    /// How many there are in all.
    pub(super) total: usize,
    wanted: usize,
    /// The worst of the best so far, once there are enough.
    bar: Option<u64>,
}

impl Found {
    /// Wants so many.
    pub(super) fn new(wanted: usize) -> Self {
        Self {
            wanted,
            ..Self::default()
        }
    }

    /// Takes one more.
    pub(super) fn push(&mut self, packed: u64) {
        self.total += 1;
        if self.wanted == 0 || self.bar.is_some_and(|bar| packed > bar) {
            return;
        }
        self.best.push(packed);
        if self.best.len() / 2 >= self.wanted {
            let (_, bar, _) = self.best.select_nth_unstable(self.wanted - 1);
            self.bar = Some(*bar);
            self.best.truncate(self.wanted);
        }
    }
}
