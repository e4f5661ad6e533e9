//! Drives the whole program without a window, a display or a graphics card: it finds what it
//! needs by the names that a screen reader would read out.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, Vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, HarnessBuilder, Node};
use slipway::app::{App, Start, Surroundings};
use slipway::model::records::{Risk, Task};
use slipway::model::value::Date;
use slipway::ui::panels::Panel;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The text of the bundled sample.
pub const SAMPLE: &str = include_str!("../../assets/plans/customer-portal.ron");

pub const CTRL: Modifiers = Modifiers { alt: false, ctrl: true, shift: false, mac_cmd: false, command: true };
pub const CTRL_SHIFT: Modifiers = Modifiers { shift: true, ..CTRL };

/// Most frames until nothing moves any more.
const MOST_FRAMES: u64 = 12;

/// Where the rail of views ends at the latest; tabs begin behind it.
const RAIL: f32 = 140.0;

/// A window to begin with.
pub fn builder(size: (f32, f32)) -> HarnessBuilder<App> {
    Harness::builder().with_size(Vec2::from(size)).with_max_steps(MOST_FRAMES).with_theme(egui::Theme::Light)
}

/// The program as it starts on a day that never changes, with path fields for dialogs.
pub fn app(cc: &eframe::CreationContext<'_>, plan: Option<&Path>, view: Option<Panel>, dark: bool) -> App {
    drawing(cc, plan, view, dark, false)
}

/// The same, with or without a forecast that comes when it is ready.
fn drawing(cc: &eframe::CreationContext<'_>, plan: Option<&Path>, view: Option<Panel>, dark: bool, forecast: bool) -> App {
    let start = Start { plan: plan.map(Path::to_owned), view, dark: Some(dark), ..Start::default() };
    let today = Date::parse("2024-06-03").expect("a date");
    App::new(cc, &start, Surroundings { system_dialogs: false, today, forecast, versions: None, fonts: false })
}

/// Somebody at the program.
pub struct User {
    pub harness: Harness<'static, App>,
}

impl User {
    /// Starts the program without a plan of its own.
    pub fn starts() -> Self {
        Self::sits_at(builder((1280.0, 800.0)), None, None)
    }

    /// Opens a plan in a view.
    pub fn opens(plan: &Path, view: Panel) -> Self {
        Self::sits_at(builder((1280.0, 800.0)), Some(plan), Some(view))
    }

    /// Opens a plan in a view of a program that forecasts beside the window.
    pub fn forecasts(plan: &Path, view: Panel) -> Self {
        Self { harness: builder((1280.0, 800.0)).build_eframe(|cc| drawing(cc, Some(plan), Some(view), false, true)) }
    }

    pub fn sits_at(builder: HarnessBuilder<App>, plan: Option<&Path>, view: Option<Panel>) -> Self {
        Self { harness: builder.build_eframe(|cc| app(cc, plan, view, false)) }
    }

    pub fn app(&self) -> &App {
        self.harness.state()
    }

    /// The file's text as it would be saved now.
    pub fn text(&self) -> String {
        self.app().document().text()
    }

    pub fn task(&self, id: &str) -> Task {
        let found = self.app().document().plan().tasks.records().find(|t| t.id == id).cloned();
        found.unwrap_or_else(|| panic!("there is no task {id}"))
    }

    pub fn risk(&self, id: &str) -> Risk {
        let found = self.app().document().plan().risks.records().find(|r| r.id == id).cloned();
        found.unwrap_or_else(|| panic!("there is no risk {id}"))
    }

    /// Lets the program work until it asks for no further frame.
    #[track_caller]
    pub fn waits(&mut self) {
        self.harness.run();
    }

    /// How long the program would sleep now.
    pub fn sleeps(&self) -> Duration {
        self.harness.output().viewport_output.values().map(|v| v.repaint_delay).min().unwrap_or(Duration::MAX)
    }

    /// Everything that can be read or heard.
    pub fn words(&self) -> Vec<String> {
        let nodes = self.harness.root().children_recursive().map(|n| n.accesskit_node());
        nodes.flat_map(|n| [n.label(), n.value()]).flatten().filter(|t| !t.is_empty()).collect()
    }

    /// A text with these words is somewhere in the window.
    pub fn reads(&self, words: &str) -> bool {
        self.words().iter().any(|w| w.contains(words))
    }

    #[track_caller]
    pub fn must_read(&self, words: &str) {
        assert!(self.reads(words), "\"{words}\" is nowhere in the window:\n{}", self.words().join("\n"));
    }

    /// The buttons whose name begins so.
    pub fn buttons(&self, beginning: &str) -> Vec<Node<'_>> {
        let buttons = self.harness.query_all_by_role(Role::Button);
        buttons.filter(|n| name(n).starts_with(beginning)).collect()
    }

    /// The only button whose name begins so.
    #[track_caller]
    pub fn button(&self, beginning: &str) -> Node<'_> {
        let mut found = self.buttons(beginning);
        assert_eq!(found.len(), 1, "buttons \"{beginning}\" in:\n{}", self.words().join("\n"));
        found.remove(0)
    }

    /// Clicks the only button whose name begins so.
    #[track_caller]
    pub fn clicks(&mut self, beginning: &str) {
        self.button(beginning).click();
        self.lets_go();
    }

    /// Ticks or unticks the only box of this name; nothing is waited for.
    #[track_caller]
    pub fn ticks(&mut self, label: &str) {
        let found: Vec<Node<'_>> = self.harness.query_all_by_role(Role::CheckBox).filter(|n| name(n) == label).collect();
        assert_eq!(found.len(), 1, "boxes \"{label}\" in:\n{}", self.words().join("\n"));
        found[0].click();
    }

    /// The pointer leaves, and everything comes to rest.
    #[track_caller]
    pub fn lets_go(&mut self) {
        self.harness.remove_cursor();
        self.waits();
    }

    /// Goes to a view by its line in the rail.
    #[track_caller]
    pub fn goes_to(&mut self, panel: Panel) {
        let label = panel.label();
        let is_it = |n: &Node<'_>| n.rect().right() < RAIL && (name(n) == label || name(n).starts_with(&format!("{label},")));
        let found: Vec<Node<'_>> = self.buttons(label).into_iter().filter(is_it).collect();
        assert_eq!(found.len(), 1, "lines of {label} in the rail");
        found[0].click();
        self.lets_go();
    }

    /// Chooses an entry of a menu.
    #[track_caller]
    pub fn chooses(&mut self, menu: &str, entry: &str) {
        self.picks(menu, entry);
        self.lets_go();
    }

    /// Chooses an entry after which the program goes on working: nothing is waited for.
    #[track_caller]
    pub fn picks(&mut self, menu: &str, entry: &str) {
        let there: Vec<_> = self.buttons("").iter().map(|n| n.accesskit_node().id()).collect();
        self.buttons(menu).into_iter().find(|n| n.rect().top() < 40.0 && name(n) == menu).expect("the menu").click();
        self.waits();
        // A shortcut follows the words of an entry, and "Save" is not "Save as…".
        let ends = |rest: &str| rest.is_empty() || [" Ctrl+", " Alt+", " Shift+", " Delete", " F", " Esc"].iter().any(|keys| rest.starts_with(keys));
        let is_it = |n: &Node<'_>| !there.contains(&n.accesskit_node().id()) && name(n).strip_prefix(entry).is_some_and(ends);
        let found: Vec<Node<'_>> = self.buttons(entry).into_iter().filter(is_it).collect();
        assert_eq!(found.len(), 1, "entries \"{entry}\" in the menu {menu}:\n{}", self.words().join("\n"));
        found[0].click();
    }

    #[track_caller]
    pub fn presses(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.waits();
    }

    /// Presses the button of the mouse, goes there in many steps, and lets go.
    #[track_caller]
    pub fn drags(&mut self, from: Pos2, to: Pos2) {
        self.holds(from, to);
        self.drops(to);
    }

    /// The same without letting go.
    pub fn holds(&mut self, from: Pos2, to: Pos2) {
        const STEPS: u8 = 10;
        self.harness.event(Event::PointerMoved(from));
        self.harness.event(Event::PointerButton { pos: from, button: PointerButton::Primary, pressed: true, modifiers: Modifiers::NONE });
        for step in 1..=STEPS {
            self.harness.event(Event::PointerMoved(from.lerp(to, f32::from(step) / f32::from(STEPS))));
        }
        // What was asked for in one frame is done in the next.
        self.harness.step();
        self.harness.step();
    }

    #[track_caller]
    pub fn drops(&mut self, at: Pos2) {
        self.harness.event(Event::PointerButton { pos: at, button: PointerButton::Primary, pressed: false, modifiers: Modifiers::NONE });
        self.waits();
        self.lets_go();
    }

    /// The field to type in with this name.
    #[track_caller]
    pub fn field(&self, label: &str) -> Node<'_> {
        let fields = self.harness.root().children_recursive();
        let is_it = |n: &Node<'_>| matches!(n.accesskit_node().role(), Role::TextInput | Role::MultilineTextInput) && name(n) == label;
        let mut found: Vec<Node<'_>> = fields.filter(is_it).collect();
        assert_eq!(found.len(), 1, "fields \"{label}\" in:\n{}", self.words().join("\n"));
        found.remove(0)
    }

    /// Types in place of what a field holds, letter by letter, and stays in it.
    #[track_caller]
    pub fn types(&mut self, label: &str, words: &str) {
        self.field(label).click();
        self.waits();
        self.harness.key_press_modifiers(CTRL, Key::A);
        self.waits();
        for letter in words.chars() {
            self.harness.event(Event::Text(letter.to_string()));
        }
        self.waits();
    }

    /// Types a path into the path field and accepts it.
    #[track_caller]
    pub fn gives_path(&mut self, label: &str, path: &Path, verb: &str) {
        self.types(label, &path.display().to_string());
        self.clicks(verb);
    }
}

/// The name of a node.
pub fn name(node: &Node<'_>) -> String {
    node.accesskit_node().label().unwrap_or_default()
}

/// A folder that goes when the test ends.
pub struct Desk(tempfile::TempDir);

impl Desk {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Puts a file there.
    pub fn puts(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).expect("a temporary file");
        path
    }

    /// A copy of the sample.
    pub fn sample(&self) -> PathBuf {
        self.puts("portal.ron", SAMPLE)
    }
}

pub fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

pub fn day(text: &str) -> Date {
    Date::parse(text).expect("a date")
}
