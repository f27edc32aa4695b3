//! What a search needs meanwhile, kept from one to the next.

use super::meanings::Meanings;

/// Not at all.
const NONE: u8 = u8::MAX;

/// For so many people who fit, room is kept.
const FEW: usize = 8_192;

/// All of it.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub(super) fits: Fits,
    pub(super) meanings: Meanings,
}

impl Scratch {
    /// Gives back what takes more room than it is worth.
    pub(super) fn shorten(&mut self) {
        self.meanings.shorten();
        self.fits.shorten();
    }

    /// How much memory it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.fits.bytes() + self.meanings.bytes()
    }
}

/// How well people fit the words so far, by their places.
#[derive(Debug, Default)]
pub(super) struct Fits {
    /// What each sums up to over the words before this one.
    sums: Vec<u8>,
    /// The people who have one, in any order.
    summed: Vec<u32>,
    /// How well each fits this word.
    here: Vec<u8>,
    /// The people who do.
    marked: Vec<u32>,
    /// The first word is being looked for: there are no sums yet.
    first: bool,
}

impl Fits {
    /// Begins a search among so many people.
    pub(super) fn begin(&mut self, places: usize) {
        for slot in self.summed.drain(..) {
            self.sums[slot as usize] = NONE;
        }
        if self.sums.len() < places {
            self.sums.resize(places, NONE);
            self.here.resize(places, NONE);
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
            let known = &mut self.here[place];
            if *known == NONE {
                self.marked.push(*slot);
            }
            *known = fit.min(*known);
        }
    }

    /// Goes on to the next word with those who fit this one too; says whether there is anybody.
    pub(super) fn sum_up(&mut self) -> bool {
        let mut both = std::mem::take(&mut self.summed);
        for slot in both.drain(..) {
            // Whoever does not fit this word is out.
            if self.here[slot as usize] == NONE {
                self.sums[slot as usize] = NONE;
            }
        }
        self.take(|fits, slot, sum| {
            fits.sums[slot as usize] = sum;
            both.push(slot);
        });
        self.summed = both;
        self.first = false;
        !self.summed.is_empty()
    }

    /// The people who fit every word, this one being the last, each with the sum.
    pub(super) fn finish(&mut self, mut each: impl FnMut(u32, u8)) {
        self.take(|_, slot, sum| each(slot, sum));
    }

    /// Takes those who fit this word, each with the sum that it makes.
    fn take(&mut self, mut each: impl FnMut(&mut Self, u32, u8)) {
        let mut marked = std::mem::take(&mut self.marked);
        for slot in marked.drain(..) {
            let place = slot as usize;
            let fit = std::mem::replace(&mut self.here[place], NONE);
            let sum = if self.first {
                fit
            } else {
                self.sums[place].saturating_add(fit).min(NONE - 1)
            };
            each(self, slot, sum);
        }
        self.marked = marked;
    }

    fn shorten(&mut self) {
        for slot in self.summed.drain(..) {
            self.sums[slot as usize] = NONE;
        }
        self.summed.shrink_to(FEW);
        self.marked.shrink_to(FEW);
    }

    fn bytes(&self) -> usize {
        let places = self.sums.capacity() + self.here.capacity();
        places + 4 * (self.summed.capacity() + self.marked.capacity())
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

    /// Counts one more without taking them, if nobody with at least this number is among the best.
    pub(super) fn passes_over(&mut self, least: u64) -> bool {
        let is_over = self.wanted == 0 || self.bar.is_some_and(|bar| least > bar);
        self.total += usize::from(is_over);
        is_over
    }

    /// Takes one more.
    pub(super) fn push(&mut self, packed: u64) {
        if self.passes_over(packed) {
            return;
        }
        self.total += 1;
        self.best.push(packed);
        if self.best.len() / 2 >= self.wanted {
            let (_, bar, _) = self.best.select_nth_unstable(self.wanted - 1);
            self.bar = Some(*bar);
            self.best.truncate(self.wanted);
        }
    }
}
