//! The real app in a real window, against the sandbox.
