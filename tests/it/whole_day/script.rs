//! What each visitor of the day does, by the minute.

/// Visitors whom DoorFlow knows.
pub(super) const KNOWN: i64 = 55;
/// Minutes past midnight at which somebody walks in; one of them while DoorFlow is down.
const WALK_INS: [i64; 5] = [600, 750, 790, 845, 900];
/// A door is away.
const AWAY: (i64, i64) = (11 * 60, 12 * 60);
/// DoorFlow answers nothing of use.
pub(super) const DOWN: (i64, i64) = (14 * 60, 14 * 60 + 20);

/// What happens at a minute of the day.
#[derive(Clone, Debug)]
pub(super) enum Act {
    /// The visitor of this number tries their door.
    Comes(usize),
    /// They try another's.
    Strays(usize),
    /// Their visit is made half an hour longer.
    Stays(usize),
    Cancelled(usize),
    /// They were cancelled by mistake.
    Undone(usize),
    /// Somebody new asks for a visit.
    WalksIn(usize),
    DoorGoes,
    DoorIsBack,
    DoorFlowGoes,
    DoorFlowIsBack,
}

pub(super) fn start_of(number: usize) -> i64 {
    8 * 60 + 30 + i64::try_from(number).unwrap_or(0) * 8
}

/// What each of them does, by the minute.
pub(super) fn script() -> Vec<(i64, Act)> {
    let mut acts = vec![
        (AWAY.0, Act::DoorGoes),
        (AWAY.1, Act::DoorIsBack),
        (DOWN.0, Act::DoorFlowGoes),
        (DOWN.1, Act::DoorFlowIsBack),
    ];
    for number in 0..usize::try_from(KNOWN).unwrap_or(0) {
        let start = start_of(number);
        match number % 11 {
            // Early: turned away, and let in once it is time.
            0 => acts.extend([
                (start - 5, Act::Comes(number)),
                (start + 1, Act::Comes(number)),
            ]),
            1 => acts.push((start + 20, Act::Comes(number))),
            2 => acts.extend([
                (start + 3, Act::Strays(number)),
                (start + 6, Act::Comes(number)),
            ]),
            3 => {}
            // While DoorFlow is down nobody's visit is made longer: that has tests of its own.
            4 => acts.extend([
                (start + 2, Act::Comes(number)),
                (start + 30, Act::Stays(number)),
            ]),
            5 if number == 16 => acts.extend([
                (start - 20, Act::Cancelled(number)),
                (start - 15, Act::Undone(number)),
                (start + 2, Act::Comes(number)),
            ]),
            5 => acts.push((start - 10, Act::Cancelled(number))),
            _ => acts.push((start + 4, Act::Comes(number))),
        }
    }
    for (at, minute) in WALK_INS.into_iter().enumerate() {
        let number = usize::try_from(KNOWN).unwrap_or(0) + at;
        acts.push((minute, Act::WalksIn(number)));
        // Who asked while DoorFlow was down is let in once it has the visit.
        let comes = if (DOWN.0..DOWN.1).contains(&minute) {
            DOWN.1 + 4
        } else {
            minute + 6
        };
        acts.push((comes, Act::Comes(number)));
    }
    acts.sort_by_key(|(minute, _)| *minute);
    acts
}
