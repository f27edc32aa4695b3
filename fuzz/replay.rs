//! A corpus as plain tests use it: each file of it, and mutations of them that are the same in every run.

use std::fs;
use std::path::Path;

/// Gives `probe` every file of a target's corpus, then `count` mutations of them.
///
/// `root` is the directory of a crate of the app; bytes that make `probe` panic are printed, to become a file of the corpus.
pub(crate) fn replay(root: &str, target: &str, count: usize, probe: fn(&[u8])) {
    let corpus = corpus(&Path::new(root).join("../../fuzz/corpus").join(target));
    for (name, bytes) in &corpus {
        let _shown = Shown(name, bytes);
        probe(bytes);
    }
    let mut dice = Dice(0x10bb_1e55);
    for _ in 0..count {
        let (name, bytes) = &corpus[dice.below(corpus.len())];
        let (_, other) = &corpus[dice.below(corpus.len())];
        let mut bytes = bytes.clone();
        for _ in 0..=dice.below(4) {
            mutate(&mut bytes, other, &mut dice);
        }
        let _shown = Shown(name, &bytes);
        probe(&bytes);
    }
}

/// The files by name, since their order decides what becomes of the dice.
fn corpus(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("a corpus")
        .map(|entry| {
            let entry = entry.expect("an entry");
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).expect("a file"))
        })
        .collect();
    files.sort();
    assert!(files.len() >= 20, "a corpus of {} files", files.len());
    files
}

/// Prints what was being read when a panic went by.
struct Shown<'a>(&'a str, &'a [u8]);

impl Drop for Shown<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("made of {}: \"{}\"", self.0, self.1.escape_ascii());
        }
    }
}

/// One small change; `other` is a file to take a part from.
fn mutate(bytes: &mut Vec<u8>, other: &[u8], dice: &mut Dice) {
    const ODD: [&[u8]; 12] = [
        b"\0",
        b"\xff",
        b"\xc3\x28",
        b"\r\n",
        b"%",
        b"%00",
        b"&",
        b"\"",
        b"[",
        b"null",
        b"-1",
        b"18446744073709551616",
    ];
    let at = dice.below(bytes.len() + 1);
    let end = (at + dice.below(16)).min(bytes.len());
    match dice.below(6) {
        0 => bytes.truncate(at),
        1 => {
            bytes.drain(at..end);
        }
        2 => {
            let part = bytes[at..end].to_vec();
            bytes.splice(at..at, part);
        }
        3 => {
            bytes.splice(at..end, ODD[dice.below(ODD.len())].iter().copied());
        }
        4 => {
            let from = dice.below(other.len() + 1);
            let to = (from + dice.below(64)).min(other.len());
            bytes.splice(at..end, other[from..to].iter().copied());
        }
        _ => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << dice.below(8);
            }
        }
    }
}

/// `SplitMix64`: the same throws on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let bound = u64::try_from(bound).expect("a length");
        usize::try_from((mixed ^ (mixed >> 31)) % bound).expect("less than a length")
    }
}
