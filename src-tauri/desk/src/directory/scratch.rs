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
    pub(super) best: Best,
    pub(super) meanings: Meanings,
}

impl Scratch {
    /// Gives back what takes more room than it is worth.
    pub(super) fn shorten(&mut self) {
        self.meanings.shorten();
        self.fits.sums.shorten();
        self.fits.both.shrink_to(FEW);
        self.best.0.shorten();
    }

    /// How much memory it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.fits.bytes() + self.best.0.bytes() + self.meanings.bytes()
    }
}

/// A small number for some of the people, by their places.
#[derive(Debug, Default)]
struct Sums {
    /// [`NONE`] for most.
    of: Vec<u8>,
    /// The people who have one, in any order, and some who had one.
    who: Vec<u32>,
}

impl Sums {
    /// Makes room for so many people, none of whom has one.
    fn clear(&mut self, places: usize) {
        for slot in self.who.drain(..) {
            self.of[slot as usize] = NONE;
        }
        if self.of.len() < places {
            self.of.resize(places, NONE);
        }
    }

    fn shorten(&mut self) {
        self.clear(0);
        self.who.shrink_to(FEW);
    }

    fn bytes(&self) -> usize {
        self.of.capacity() + 4 * self.who.capacity()
    }
}

/// How well people fit the words so far. Each word is held against them from what fits best to what fits least, so that what is met
/// first counts.
#[derive(Debug, Default)]
pub(super) struct Fits {
    /// What each sums up to over the words before this one.
    sums: Sums,
    /// Those who fit this one too, each with the sum.
    both: Vec<(u32, u8)>,
    /// The people who were met already, a bit each, where a word stands alone.
    met: Vec<u64>,
}

impl Fits {
    /// Begins a search for several words among so many people.
    pub(super) fn begin(&mut self, places: usize) {
        self.sums.clear(places);
    }

    /// Begins a search for one word among so many people.
    pub(super) fn begin_alone(&mut self, places: usize) {
        self.met.clear();
        self.met.resize(places.div_ceil(64), 0);
    }

    /// Takes people who fit the only word.
    pub(super) fn alone(&mut self, people: &[u32], mut each: impl FnMut(u32)) {
        for slot in people {
            let (bits, bit) = (&mut self.met[*slot as usize / 64], 1_u64 << (slot % 64));
            if *bits & bit == 0 {
                *bits |= bit;
                each(*slot);
            }
        }
    }

    /// Knows that people fit the first of several words so well.
    pub(super) fn first(&mut self, people: &[u32], fit: u8) {
        let Sums { of, who } = &mut self.sums;
        for slot in people {
            let sum = &mut of[*slot as usize];
            if *sum == NONE {
                *sum = fit;
                who.push(*slot);
            }
        }
    }

    /// Knows that people fit a word after the first so well.
    pub(super) fn next(&mut self, people: &[u32], fit: u8) {
        let Self { sums, both, .. } = self;
        for slot in people {
            if let Some(sum) = sums.take(*slot, fit) {
                both.push((*slot, sum));
            }
        }
    }

    /// Goes on with those who fit the last word as well as those before it; says whether there is anybody.
    pub(super) fn sum_up(&mut self) -> bool {
        self.sums.clear(0);
        for (slot, sum) in self.both.drain(..) {
            self.sums.of[slot as usize] = sum;
            self.sums.who.push(slot);
        }
        !self.sums.who.is_empty()
    }

    /// Whether anybody fits the first word.
    pub(super) fn any(&self) -> bool {
        !self.sums.who.is_empty()
    }

    /// Takes people who fit the last word too, each with the sum.
    pub(super) fn last(&mut self, people: &[u32], fit: u8, mut each: impl FnMut(u32, u8)) {
        for slot in people {
            if let Some(sum) = self.sums.take(*slot, fit) {
                each(*slot, sum);
            }
        }
    }

    fn bytes(&self) -> usize {
        let both = self.both.capacity() * size_of::<(u32, u8)>();
        self.sums.bytes() + both + 8 * self.met.capacity()
    }
}

impl Sums {
    /// What somebody's sum and a fit come to, once.
    fn take(&mut self, slot: u32, fit: u8) -> Option<u8> {
        let sum = &mut self.of[slot as usize];
        let known = std::mem::replace(sum, NONE);
        (known != NONE).then(|| known.saturating_add(fit).min(NONE - 1))
    }
}

/// How well people fit by whichever reading fits best.
#[derive(Debug, Default)]
pub(super) struct Best(Sums);

impl Best {
    /// Begins among so many people.
    pub(super) fn begin(&mut self, places: usize) {
        self.0.clear(places);
    }

    /// Knows that somebody fits one reading so well.
    pub(super) fn add(&mut self, slot: u32, sum: u8) {
        let Sums { of, who } = &mut self.0;
        let known = &mut of[slot as usize];
        if *known == NONE {
            who.push(slot);
        }
        *known = sum.min(*known);
    }

    /// Everybody, each once.
    pub(super) fn all(&self) -> impl Iterator<Item = (u32, u8)> {
        self.0
            .who
            .iter()
            .map(|slot| (*slot, self.0.of[*slot as usize]))
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
