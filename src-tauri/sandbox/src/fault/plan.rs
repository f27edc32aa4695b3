//! Which request has which fault: those that were asked for one by one, then those of a plan.

use std::collections::{BTreeMap, VecDeque};

use super::{Asked, Fault, FaultKind};
use crate::building::mix;

/// Faults by chance, the same for the same seed and the same requests in the same order.
///
/// Only the API and the renewal of tokens have them, never a sign-in, and only such as fit what is
/// asked: a write is done late, a list is stale, and so on.
#[derive(Debug, Clone, PartialEq)]
pub struct FaultPlan {
    /// What the draws depend on, besides the number of requests since the plan was made.
    pub seed: u64,
    /// How likely a request is to have a fault, from 0 to 1.
    pub rate: f64,
    /// The faults to draw from, each as likely as the others that fit.
    pub kinds: Vec<FaultKind>,
}

impl FaultPlan {
    /// The fault of the request with this number.
    fn draw(&self, number: u64, asked: &Asked) -> Option<FaultKind> {
        let drawn = mix(self.seed, number);
        // The upper half says whether, the next draw which: the two must not hang together.
        let chance = f64::from(u32::try_from(drawn >> 32).unwrap_or(u32::MAX)) / 2_f64.powi(32);
        if chance >= self.rate {
            return None;
        }
        let fitting: Vec<&FaultKind> = self.kinds.iter().filter(|kind| kind.fits(asked)).collect();
        let which = mix(drawn, self.seed).checked_rem(u64::try_from(fitting.len()).ok()?)?;
        let which = usize::try_from(which).ok()?;
        fitting.get(which).map(|kind| (*kind).clone())
    }
}

/// The faults that wait, and the count of those that were met.
#[derive(Debug, Default)]
pub(crate) struct Troubles {
    asked_for: VecDeque<Fault>,
    plan: Option<FaultPlan>,
    /// How many requests there have been since the plan was made.
    drawn: u64,
    met: BTreeMap<&'static str, u64>,
}

impl Troubles {
    pub(crate) fn ask_for(&mut self, fault: Fault) {
        self.asked_for.push_back(fault);
    }

    pub(crate) fn plan(&mut self, plan: Option<FaultPlan>) {
        self.plan = plan;
        self.drawn = 0;
    }

    pub(crate) fn end(&mut self) {
        self.plan(None);
        self.asked_for.clear();
    }

    pub(crate) fn met(&self) -> &BTreeMap<&'static str, u64> {
        &self.met
    }

    /// The fault that the request has. One that was asked for comes before one by chance.
    pub(crate) fn meet(&mut self, asked: &Asked) -> Option<FaultKind> {
        let number = self.drawn;
        self.drawn += 1;
        let by_chance = self.plan.as_ref().and_then(|plan| plan.draw(number, asked));
        let kind = self.take(asked).or(by_chance)?;
        *self.met.entry(kind.name()).or_default() += 1;
        Some(kind)
    }

    fn take(&mut self, asked: &Asked) -> Option<FaultKind> {
        let index = self.asked_for.iter().position(|it| it.concerns(asked))?;
        let fault = self.asked_for.get_mut(index)?;
        fault.left -= 1;
        let kind = fault.kind.clone();
        if fault.left == 0 {
            self.asked_for.remove(index);
        }
        Some(kind)
    }
}
