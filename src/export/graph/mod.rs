//! The service graph as text for other tools.

pub mod dot;
pub mod mermaid;
