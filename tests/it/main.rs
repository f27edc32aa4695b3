//! The desk against the sandbox, whole but for the window.
