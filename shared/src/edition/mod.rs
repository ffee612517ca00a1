//! To be written in the next step.
