//! Letting one person in through one door, at the desk's request.

use chrono::{DateTime, TimeDelta, Utc};

use super::events::{ADMIT_BY_APPLICATION, REMOTE_DENIED, REMOTE_OFFLINE};
use super::{Happening, Refusal, World, Write, mix};

/// How long a door takes to answer.
const ANSWER_MS: std::ops::Range<u64> = 800..2_500;
/// How long DoorFlow waits for a door that does not answer.
const TIMEOUT: TimeDelta = TimeDelta::minutes(2);

/// A request to let a person in.
#[derive(Debug, Clone)]
pub struct Admission {
    /// The request's id, which is the id of the event that it becomes.
    pub id: i64,
    /// Where it stands.
    pub status: AdmissionStatus,
    /// Through which door.
    pub channel_id: i64,
    /// Whom.
    pub person_id: i64,
    /// When it was asked for.
    pub requested_at: DateTime<Utc>,
    /// When it was settled; `None` while it is pending.
    pub completed_at: Option<DateTime<Utc>>,
}

/// Where a request to let a person in stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdmissionStatus {
    /// The door has not answered yet.
    Pending,
    /// The door opened.
    Admitted,
    /// The door refused.
    Denied,
    /// The door cannot be reached.
    Offline,
    /// The door did not answer within two minutes.
    Timeout,
}

impl AdmissionStatus {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Admitted => "admitted",
            Self::Denied => "denied",
            Self::Offline => "offline",
            Self::Timeout => "timeout",
        }
    }
}

impl World {
    /// Asks a door to let a person in.
    pub(crate) fn admit(
        &mut self,
        channel_id: i64,
        person_id: i64,
        now: DateTime<Utc>,
    ) -> Result<i64, Refusal> {
        let channel = self.channel(channel_id).ok_or(Refusal::NotFound)?;
        let answers = !channel.online || channel.answers;
        let person = self.people.get(person_id).ok_or(Refusal::NotFound)?;
        if !person.may_enter(now) {
            return Err(Refusal::AccessDenied("Person is not currently enabled"));
        }
        if !self.has_access(person_id, channel_id, now) {
            return Err(Refusal::AccessDenied(
                "Person does not have valid credentials for this channel",
            ));
        }
        let id = self.claim_event_id();
        let drawn = mix(self.seed, id.unsigned_abs()) % (ANSWER_MS.end - ANSWER_MS.start);
        let answer = TimeDelta::milliseconds(
            i64::try_from(ANSWER_MS.start + drawn).unwrap_or(i64::from(u16::MAX)),
        );
        self.admissions.insert(
            id,
            Admission {
                id,
                status: AdmissionStatus::Pending,
                channel_id,
                person_id,
                requested_at: now,
                completed_at: None,
            },
        );
        let settles = now + if answers { answer } else { TIMEOUT };
        self.plan(settles, Happening::AdmissionSettles { id, answers });
        self.record(
            now,
            Write::AdmissionRequested {
                id,
                channel_id,
                person_id,
            },
        );
        Ok(id)
    }

    pub(crate) fn settle_admission(&mut self, id: i64, answers: bool, at: DateTime<Utc>) {
        let Some(request) = self.admissions.get(&id).cloned() else {
            return;
        };
        let Some(channel) = self.channel(request.channel_id) else {
            return;
        };
        let status = if !answers {
            AdmissionStatus::Timeout
        } else if !channel.online {
            AdmissionStatus::Offline
        } else if channel.lockdown
            || !self.door_admits(request.channel_id, request.person_id, request.requested_at)
        {
            AdmissionStatus::Denied
        } else {
            AdmissionStatus::Admitted
        };
        if let Some(request) = self.admissions.get_mut(&id) {
            request.status = status;
            request.completed_at = Some(at);
        }
        let code = match status {
            AdmissionStatus::Admitted => ADMIT_BY_APPLICATION,
            AdmissionStatus::Denied => REMOTE_DENIED,
            AdmissionStatus::Offline => REMOTE_OFFLINE,
            AdmissionStatus::Pending | AdmissionStatus::Timeout => return,
        };
        let event = self.event(code, request.channel_id, Some(request.person_id), None, at);
        self.publish_as(id, event);
    }
}
