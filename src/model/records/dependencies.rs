//! Services, the links between them, tracked dependencies and vendors.

use super::{Escalation, EscalationLevel, PlanB};
use crate::model::record::{choice, record};
use crate::model::value::{Date, Dur, Level, LooseDate, Target};

choice! {
    /// What a node of the service graph is; its shape follows.
    ServiceKind {
        /// A service.
        Service = "Service",
        /// An application people use.
        App = "App",
        /// A database.
        Database = "Database",
        /// A queue.
        Queue = "Queue",
        /// Somebody else's service.
        External = "External",
        /// A library.
        Library = "Library",
        /// An environment.
        Environment = "Environment",
        /// A document.
        Document = "Document",
    }
}

choice! {
    /// How strongly one service needs another.
    EdgeKind {
        /// Fails without it.
        Hard = "Hard",
        /// Works worse without it.
        Soft = "Soft",
        /// Leaves the company.
        External = "External",
        /// Reads its data.
        Data = "Data",
    }
}

choice! {
    /// Which way the edges of a graph go.
    GraphDirection {
        /// From left to right.
        Right = "Left to right",
        /// From top to bottom.
        Down = "Top down",
        /// From right to left.
        Left = "Right to left",
        /// From bottom to top.
        Up = "Bottom up",
    }
}

choice! {
    /// The line of an edge, where its kind does not tell.
    EdgeLine {
        /// Solid.
        Solid = "Solid",
        /// Dotted.
        Dotted = "Dotted",
        /// Thick.
        Thick = "Thick",
        /// Not drawn.
        Hidden = "Hidden",
    }
}

choice! {
    /// The end of an edge.
    EdgeTip {
        /// Nothing.
        None = "None",
        /// An arrow.
        Arrow = "Arrow",
        /// A circle.
        Circle = "Circle",
        /// A cross.
        Cross = "Cross",
    }
}

choice! {
    /// How a dependency stands.
    DependencyStatus {
        /// As promised.
        OnTrack = "On track",
        /// May come late.
        AtRisk = "At risk",
        /// Comes late.
        Delayed = "Delayed",
        /// Does not move.
        Blocked = "Blocked",
        /// Delivered.
        Done = "Done",
    }
}

record! {
    /// A node of the service graph.
    Service {
        /// Short name that other records refer to.
        id: String,
        /// Title.
        title: String,
        /// Group it is drawn in.
        group ~> [ServiceGroup]: Option<String>,
        /// What it is.
        kind: ServiceKind,
        /// Who owns it.
        owner ~> [Person, Team, Stakeholder]: Option<String>,
        /// Declared status.
        status: Option<DependencyStatus>,
        /// Availability.
        availability_pct ("%"): Option<f64>,
        /// What takes over when it fails.
        fallback: Option<String>,
        /// How it is drawn, as in Mermaid.
        style: Option<String>,
        /// Anything else.
        note: Option<String>,
        /// Its shape in Mermaid, where its kind does not tell.
        shape: Option<String>,
        /// Styles it has, by name.
        classes ~> [ServiceStyle]: Vec<String>,
        /// Page about it.
        link: Option<String>,
        /// Width and height of its box, such as 132x36, where they are given.
        size: Option<String>,
        /// Where its middle was put by hand in the graph, such as 320,80.
        pin: Option<String>,
        /// Its name where it comes from, where that can be no id here.
        source: Option<String>,
    }
}

record! {
    /// A box around services in the graph.
    ServiceGroup {
        /// Short name that other records refer to.
        id: String,
        /// Title.
        title: String,
        /// The group it stands in.
        parent -> [ServiceGroup]: Option<String>,
        /// Which way edges go in it, in Mermaid.
        direction: Option<GraphDirection>,
        /// How it is drawn, as in Mermaid.
        style: Option<String>,
        /// Styles it has, by name.
        classes ~> [ServiceStyle]: Vec<String>,
        /// Its name where it comes from, where that can be no id here.
        source: Option<String>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// A style of services by name, as Mermaid's classes.
    ServiceStyle {
        /// Short name that other records refer to.
        id: String,
        /// What it sets, such as fill:#f9f,stroke:#333.
        style: String,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// One service needs another.
    ServiceLink {
        /// The service that needs, or a group of them.
        from -> [Service, ServiceGroup]: String,
        /// The service that is needed, or a group of them.
        to -> [Service, ServiceGroup]: String,
        /// How strongly.
        kind: EdgeKind,
        /// The contract between them.
        contract: Option<String>,
        /// Day the contract was frozen.
        contract_frozen_on: Option<Date>,
        /// Anything else.
        note: Option<String>,
        /// What is written on the edge.
        label: Option<String>,
        /// Its line, where the kind does not tell.
        line: Option<EdgeLine>,
        /// How it begins.
        tail: EdgeTip = EdgeTip::None,
        /// How it ends.
        head: EdgeTip = EdgeTip::Arrow,
        /// Ranks it spans at least.
        span: u32 = 1,
        /// How it is drawn, as in Mermaid.
        style: Option<String>,
        /// Its name where it comes from.
        source: Option<String>,
    }
}

record! {
    /// Something somebody owes somebody by a date.
    Dependency {
        /// Short name that other records refer to.
        id: String,
        /// Title.
        title: String,
        /// Who owes it.
        owner ~> [Person, Team, Stakeholder, Vendor]: String,
        /// Who needs it.
        required_by ~> [Team, Task, Service, Person, Stakeholder, Workstream]: Vec<String>,
        /// When it is needed.
        needed_by: Option<LooseDate>,
        /// When it is promised.
        promised: Option<LooseDate>,
        /// How it stands.
        status: DependencyStatus,
        /// How bad it would be.
        risk: Level = Level::Low,
        /// What is done about it.
        mitigation: Option<String>,
        /// What happens if it fails.
        plan_b: Option<PlanB>,
        /// Service it is about.
        service -> [Service]: Option<String>,
        /// Task it holds up.
        task -> [Task]: Option<String>,
        /// Risk it is tracked as.
        risk_ref -> [Risk]: Option<String>,
        /// Day somebody last asked.
        updated: Option<Date>,
        /// What was needed and promised before, oldest first.
        history: Vec<DatesSaid>,
        /// Day its trouble began.
        raised: Option<Date>,
        /// How far up it has gone.
        level: EscalationLevel,
        /// When it went up.
        escalated: Vec<Escalation>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// What was said of the days of a dependency.
    DatesSaid {
        /// Day it was said.
        on: Option<Date>,
        /// When it was needed.
        needed_by: Option<LooseDate>,
        /// When it was promised.
        promised: Option<LooseDate>,
    }
}

record! {
    /// A supplier.
    Vendor {
        /// Short name that other records refer to.
        id: String,
        /// Name.
        name: String,
        /// Whom to call.
        contact ~> [Person, Team, Stakeholder]: Option<String>,
        /// What they promised.
        promises: Vec<VendorPromise>,
        /// How soon they answer.
        response_sla: Option<Dur>,
        /// Day we last wrote.
        last_contact: Option<Date>,
        /// Day they last answered.
        last_response: Option<Date>,
        /// What they guarantee.
        sla: Vec<SlaItem>,
        /// Dependencies on them.
        dependencies -> [Dependency]: Vec<String>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// Something a vendor promised.
    VendorPromise {
        /// What.
        what: String,
        /// For when.
        promised: Option<Date>,
        /// Said on this day.
        said_on: Option<Date>,
        /// Delivered on this day.
        actual: Option<Date>,
    }
}

record! {
    /// A guarantee and how often it was kept.
    SlaItem {
        /// What.
        what: String,
        /// The guarantee.
        target: Option<Target>,
        /// Times it was kept.
        met: u32,
        /// Times it was measured.
        total: u32,
    }
}
