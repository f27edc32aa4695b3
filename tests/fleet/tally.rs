//! What was counted.

use std::collections::BTreeMap;

use super::day::Plan;

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Reservations,
    GroupReservations,
    Doors,
    People,
    Names,
    Events,
    Account,
    Token,
    Sync,
    Write,
    Other,
}

impl Kind {
    pub(super) const ALL: [Self; 11] = [
        Self::Reservations,
        Self::GroupReservations,
        Self::Doors,
        Self::People,
        Self::Names,
        Self::Events,
        Self::Account,
        Self::Token,
        Self::Sync,
        Self::Write,
        Self::Other,
    ];

    pub(super) fn of(method: &http::Method, path: &str) -> Self {
        let subject = path.rsplit('/').next().unwrap_or_default();
        if path.contains("/oauth/") {
            return Self::Token;
        }
        if subject == "sync" {
            return Self::Sync;
        }
        if method != http::Method::GET {
            return Self::Write;
        }
        match subject {
            "reservations" => Self::Reservations,
            "group_reservations" => Self::GroupReservations,
            "channels" => Self::Doors,
            "people" => Self::People,
            "groups" | "roles" | "sites" => Self::Names,
            "events" => Self::Events,
            "account" => Self::Account,
            _ => Self::Other,
        }
    }

    /// How a table and a file name it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Reservations => "reservations",
            Self::GroupReservations => "group_reservations",
            Self::Doors => "channels",
            Self::People => "people",
            Self::Names => "groups, roles, sites",
            Self::Events => "events",
            Self::Account => "account",
            Self::Token => "token",
            Self::Sync => "POST sync",
            Self::Write => "other writes",
            Self::Other => "other",
        }
    }
}

/// How long it took until a booking that was made at one desk had come to another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    /// Whether it is a group reservation.
    pub(super) group: bool,
    pub(super) milliseconds: u32,
}

/// What was counted on an account, or on all of them.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    /// Requests in each second of the day, by the numbers of what they were for.
    pub(super) seconds: Vec<[u32; Kind::ALL.len()]>,
    /// Requests of each kind in the day.
    pub(super) kinds: BTreeMap<Kind, u64>,
    /// Requests of each desk in each hour of the day, by what they were for.
    pub(super) desk_hours: Vec<Vec<BTreeMap<Kind, u32>>>,
    /// Requests that DoorFlow turned away, for a minute or for a sync that came too soon.
    pub(super) refused: BTreeMap<Kind, u64>,
    /// When each desk was answered again after each refusal, milliseconds after its end.
    pub(super) back: Vec<Vec<u32>>,
    pub(super) seen: Vec<Seen>,
    pub(super) bookings: u64,
    pub(super) cancellings: u64,
    /// Visits that a desk did not show at the end of the day, and ought to have.
    pub(super) lacking: u64,
}

impl Tally {
    pub(super) fn new(plan: &Plan) -> Self {
        Self {
            seconds: vec![[0; Kind::ALL.len()]; plan.seconds()],
            kinds: BTreeMap::new(),
            desk_hours: Vec::new(),
            refused: BTreeMap::new(),
            back: vec![Vec::new(); plan.refusals.len()],
            seen: Vec::new(),
            bookings: 0,
            cancellings: 0,
            lacking: 0,
        }
    }

    /// Notes a request of a desk in a second of the day.
    pub(super) fn asked(&mut self, desk: usize, second: usize, kind: Kind) {
        self.seconds[second][kind as usize] += 1;
        *self.kinds.entry(kind).or_default() += 1;
        if self.desk_hours.len() <= desk {
            self.desk_hours.resize(desk + 1, Vec::new());
        }
        let (hours, hour) = (&mut self.desk_hours[desk], second / 3600);
        if hours.len() <= hour {
            hours.resize(hour + 1, BTreeMap::new());
        }
        *hours[hour].entry(kind).or_default() += 1;
    }

    /// Adds another account's.
    pub(super) fn add(&mut self, other: &Self) {
        for (sum, more) in self
            .seconds
            .iter_mut()
            .flatten()
            .zip(other.seconds.iter().flatten())
        {
            *sum += more;
        }
        for (kind, more) in &other.kinds {
            *self.kinds.entry(*kind).or_default() += more;
        }
        for (kind, more) in &other.refused {
            *self.refused.entry(*kind).or_default() += more;
        }
        for (back, more) in self.back.iter_mut().zip(&other.back) {
            back.extend(more);
        }
        self.desk_hours.extend(other.desk_hours.iter().cloned());
        self.seen.extend(&other.seen);
        self.bookings += other.bookings;
        self.cancellings += other.cancellings;
        self.lacking += other.lacking;
    }
}
