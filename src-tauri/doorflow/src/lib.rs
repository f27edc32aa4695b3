//! doorflow
