//! The reports there are. One list for the command line and the window.

use super::{Block, Report, choices, diff, gate, night, plan, register, risk_sheet, status};
use crate::analysis::{Analysis, words};

/// A report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// What happened and what is asked, for a week.
    Status,
    /// The whole plan.
    DeliveryPlan,
    /// Every risk with its actions.
    RiskRegister,
    /// The risks on one page.
    RiskSheet,
    /// May it ship?
    GoNoGo,
    /// Release night, step by step.
    Runbook,
    /// Every item of every checklist.
    Readiness,
    /// What has to be decided and what was.
    Decisions,
}

impl Kind {
    /// Every report, the most asked for first.
    pub const ALL: [Self; 8] =
        [Self::Status, Self::DeliveryPlan, Self::RiskRegister, Self::RiskSheet, Self::GoNoGo, Self::Runbook, Self::Readiness, Self::Decisions];

    /// As on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::DeliveryPlan => "delivery-plan",
            Self::RiskRegister => "risk-register",
            Self::RiskSheet => "risk-sheet",
            Self::GoNoGo => "go-no-go",
            Self::Runbook => "runbook",
            Self::Readiness => "readiness",
            Self::Decisions => "decisions",
        }
    }

    /// As people say it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Status => "Status report",
            Self::DeliveryPlan => "Delivery plan",
            Self::RiskRegister => "Risk register",
            Self::RiskSheet => "Risk sheet",
            Self::GoNoGo => "Go/no-go",
            Self::Runbook => "Runbook",
            Self::Readiness => "Readiness",
            Self::Decisions => "Decisions",
        }
    }

    /// The report about a plan.
    pub fn report(self, a: &Analysis) -> Report {
        match self {
            Self::Status => status::report(a),
            Self::DeliveryPlan => plan::report(a),
            Self::RiskRegister => register::report(a),
            Self::RiskSheet => risk_sheet::report(a),
            Self::GoNoGo => gate::report(a),
            Self::Runbook => night::report(a),
            Self::Readiness => gate::readiness_report(a),
            Self::Decisions => choices::report(a),
        }
    }

    /// The report with what changed since another plan on top.
    pub fn report_since(self, a: &Analysis, since: &Analysis) -> Report {
        let mut report = self.report(a);
        let near = a.plan.status_date();
        let heading = Block::Heading(2, format!("What changed since {}", words::day(since.plan.status_date(), near)));
        let at = report.blocks.iter().position(|b| matches!(b, Block::Heading(2, _))).unwrap_or(report.blocks.len());
        let changed = std::iter::once(heading).chain(diff::blocks(&diff::of(since, a)));
        report.blocks.splice(at..at, changed);
        report
    }
}
