//! The participant machine, pair by pair, through the operations that a host has (P6).
//!
//! Owns the table of the design once more, and what each of its cells tells whom (P3, P5, P7, R6). Must not know the table in
//! the code. Invariants: each status is reached by real operations; after each signal, accepted or refused, every further
//! signal finds the status that the table says, so nothing else can have changed.

use tidings::{conference::*, *};

use super::verbs::{code, config, open_room, room};
use super::world::World;

/// Columns: invite, join, connected, inactive, warning, error, leave and lost, decline, kick.
const TABLE: &str = "
    not seen   | Reserved | Connecting | who | who | who | who | who | who | who
    Reserved   | same | Connecting | - | - | - | - | - | Declined | Kicked
    Connecting | same | - | Connected | Inactive | Warning | Error | Left | - | Kicked
    Connected  | same | - | - | Inactive | Warning | Error | Left | - | Kicked
    Inactive   | same | - | Connected | - | Warning | Error | Left | - | Kicked
    Warning    | same | - | Connected | Inactive | - | Error | Left | - | Kicked
    Error      | same | - | Connected | Inactive | Warning | - | Left | - | Kicked
    Left       | Reserved | Connecting | - | - | - | - | - | - | -
    Declined   | Reserved | - | - | - | - | - | - | - | -
    Kicked     | denied | denied | - | - | - | - | - | - | -";

/// What can happen to bo. Leaving and losing the connection share a column.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    Invite,
    Join,
    Report(Connection),
    Leave,
    Lost,
    Decline,
    Kick,
}

const STEPS: [(Step, usize); 10] = [
    (Step::Invite, 0),
    (Step::Join, 1),
    (Step::Report(Connection::Connected), 2),
    (Step::Report(Connection::Inactive), 3),
    (Step::Report(Connection::Warning), 4),
    (Step::Report(Connection::Error), 5),
    (Step::Leave, 6),
    (Step::Lost, 6),
    (Step::Decline, 7),
    (Step::Kick, 8),
];

/// A row of the table, and how it is reached.
struct Row {
    status: &'static str,
    cells: Vec<&'static str>,
    route_to: Vec<Step>,
}

fn table() -> Vec<Row> {
    let rows = TABLE.trim().lines().map(|line| {
        let mut cells = line.split('|').map(str::trim);
        let status = cells.next().unwrap();
        let route_to = match status {
            "not seen" => vec![],
            "Reserved" => vec![Step::Invite],
            "Declined" => vec![Step::Invite, Step::Decline],
            "Kicked" => vec![Step::Invite, Step::Kick],
            "Connecting" => vec![Step::Invite, Step::Join],
            "Connected" => vec![Step::Invite, Step::Join, Step::Report(Connection::Connected)],
            "Inactive" => vec![Step::Invite, Step::Join, Step::Report(Connection::Inactive)],
            "Warning" => vec![Step::Invite, Step::Join, Step::Report(Connection::Warning)],
            "Error" => vec![Step::Invite, Step::Join, Step::Report(Connection::Error)],
            "Left" => vec![Step::Invite, Step::Join, Step::Report(Connection::Connected), Step::Leave],
            other => panic!("{other} has no way"),
        };
        Row { status, cells: cells.collect(), route_to }
    });
    rows.collect()
}

/// What bo's standing is by the table.
struct Bo<'t> {
    table: &'t [Row],
    status: &'static str,
    /// Whether Participant.Joined was told since bo joined.
    announced: bool,
    protected: bool,
}

impl Bo<'_> {
    /// What the table says of a step; and what is to be heard, by whom.
    fn step(&mut self, (step, column): (Step, usize)) -> (Result<(), Code>, Vec<String>) {
        let from = self.status;
        let row = self.table.iter().find(|row| row.status == from).unwrap();
        let cell = row.cells[column];
        if self.protected && step == Step::Join && from == "not seen" {
            return (Err(Code::PermissionDenied), vec![]); // P10: nobody gave bo a token.
        }
        let to = match cell {
            "who" => return (Err(Code::NotFound), vec![]),
            "denied" => return (Err(Code::PermissionDenied), vec![]),
            "-" => return (Err(Code::FailedPrecondition), vec![]),
            "same" => from,
            status => status,
        };
        let was_in = is_in(from);
        self.status = to;
        let mut received = Vec::new();
        match (from, step) {
            ("not seen", _) => received.push(format!("ann: Room participantAdded bo {to}")),
            _ if to == from => {}
            _ => received.push(format!("ann: Room participantUpdated bo {to}")),
        }
        if step == Step::Invite && !was_in {
            received.extend(["bo: Room Invitation from ann".into(), "bo's phone: Room Invitation from ann".into()]);
        }
        if step == Step::Kick {
            received
                .extend(["bo", "bo's phone"].map(|session| format!("{session}: Room participantUpdated bo Kicked")));
        }
        if was_in && !is_in(to) {
            self.announced = false;
            received.extend(
                ["out: Room Participant.Left bo", "out: Room Conference.ActiveParticipants [ann]"].map(Into::into),
            );
        }
        if to == "Connected" && !self.announced {
            self.announced = true;
            received.push("out: Room Participant.Joined bo".into());
            received.push("out: Room Conference.ActiveParticipants [ann bo]".into());
        }
        (Ok(()), received)
    }
}

fn is_in(status: &str) -> bool {
    ["Connecting", "Connected", "Inactive", "Warning", "Error"].contains(&status)
}

fn bring_in(world: &mut World, step: Step) -> Result<(), Code> {
    code(match step {
        Step::Invite => world.invite("ann", &[Invitee::new("bo")]).map(drop),
        Step::Join => world.join("bo"),
        Step::Report(connection) => world.report("bo", connection),
        Step::Leave => world.leave("bo's phone"),
        Step::Lost => world.report("bo", Connection::Lost),
        Step::Decline => world.decline("bo's phone"),
        Step::Kick => world.kick("ann", "bo"),
    })
}

/// Ann is in, bo and his phone are about to, out watches the alias and is never in.
fn a_room(protected: bool) -> World {
    let mut world = World::of(config(), &["ann", "bo"]);
    world.open_as("bo", "bo's phone");
    world.open_as("out", "out");
    world.watch("out", "ROOM");
    world.create("ann", if protected { room() } else { open_room() });
    world.enter("ann");
    world.received_by();
    world
}

/// Puts the steps in one after the other, each held to the table.
fn walk(table: &[Row], protected: bool, steps: &[(Step, usize)]) {
    let mut world = a_room(protected);
    let mut bo = Bo { table, status: "not seen", announced: false, protected };
    for (at, step) in steps.iter().enumerate() {
        let context = || format!("{:?} from {}, after {:?}", step.0, bo.status, &steps[..at]);
        let (context, before) = (context(), world.seen());
        let (expected, received) = bo.step(*step);
        assert_eq!(bring_in(&mut world, step.0), expected, "P6: {context}");
        assert_eq!(world.received_by(), received, "P6: {context}");
        if expected.is_err() {
            assert_eq!(world.seen(), before, "R4: {context}");
        }
        let ann = "ann Connected".to_string();
        let with_bo = is_in(bo.status).then(|| format!("bo {}", bo.status));
        assert_eq!(world.inside(), [ann].into_iter().chain(with_bo).collect::<Vec<_>>(), "P6: {context}");
    }
}

/// Ten rows, ten columns, and after each of them every column once more.
#[test]
fn p6_every_pair_is_as_written_and_leads_where_it_says() {
    let table = table();
    assert_eq!((table.len(), table.iter().map(|row| row.cells.len()).sum::<usize>()), (10, 90));
    let column = |step: &Step| STEPS.into_iter().find(|(known, _)| known == step).unwrap();
    let mut walks = 0;
    for protected in [false, true] {
        for row in &table {
            let route_to: Vec<_> = row.route_to.iter().map(column).collect();
            for first in STEPS {
                for second in STEPS {
                    walk(&table, protected, &[route_to.as_slice(), &[first, second]].concat());
                    walks += 1;
                }
            }
        }
    }
    assert_eq!(walks, 2_000);
}

/// A refusal names the status and the signal.
#[test]
fn p6_refusals_name_both() {
    let mut world = a_room(false);
    world.invite("ann", &[Invitee::new("bo")]).unwrap();
    let refused = world.leave("bo").unwrap_err();
    let user = UserId::from("bo");
    assert_eq!(refused, Error::StatusRefuses { user, status: Status::Reserved, signal: Signal::Leave });
    let text = refused.to_string();
    assert!(text.contains("Reserved") && text.contains("Leave") && text.contains("bo"), "{text}");
    world.expect(&[
        "ann: Room participantAdded bo Reserved",
        "bo: Room Invitation from ann",
        "bo's phone: Room Invitation from ann",
    ]);
}

/// P1, P6: of a conference that has ended nothing is left; every signal is NOT_FOUND.
#[test]
fn p1_after_the_end_nothing_is_found() {
    for (step, _) in STEPS {
        let mut world = a_room(false);
        world.invite("ann", &[Invitee::new("bo")]).unwrap();
        world.received_by();
        world.end("ann").unwrap();
        world.expect(&["out: Room Conference.Ended #1"]);
        assert_eq!(bring_in(&mut world, step), Err(Code::NotFound), "{step:?}");
        world.expect(&[]);
    }
}
