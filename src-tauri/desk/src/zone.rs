//! The zone.
