//! The tour, played with a recorder.

use replay::{Driver, Player};

use super::history::{History, Seen};
use super::support_files::read;
use tidings::*;

/// The player drives the history, so all that it sees of the engine is compared.
impl Driver for History {
    fn engine(&self) -> &Engine {
        self.recorder.engine()
    }

    fn apply(&mut self, now: Timestamp, input: Input) -> Result<Answer, Error> {
        Self::apply(self, now, input)
    }

    fn handle_timeout(&mut self, now: Timestamp) {
        self.timeout(now);
    }

    fn poll_output(&mut self) -> Option<Dispatch<'_>> {
        self.poll_one()
    }
}

fn play(player: &mut Player<impl Driver>, journal: &str) -> String {
    let mut output = Vec::new();
    for line in journal.lines() {
        player.line(Ok(line.as_bytes()), Some(&mut output)).expect("memory can be written");
    }
    String::from_utf8(output).expect("outputs are UTF-8")
}

fn player() -> Player {
    Player::new(Player::settings()).expect("the settings are valid")
}

/// Plays a journal with a recorder and without, then its record again.
fn check(journal: &str) -> usize {
    let mut recorded = player().with_driver(|engine| History::new(Recorder::new(engine)));
    assert_eq!(play(&mut recorded, journal), play(&mut player(), journal), "recording changes no output");
    recorded.driver().check();
    recorded.driver().seen.iter().filter(|seen| matches!(seen, Seen::Output(_))).count()
}

#[test]
fn n1_tour_is_played_again() {
    let outputs = check(&read("replay/tour.journal"));
    assert!(outputs > 40, "too few outputs to compare: {outputs}");
}

#[test]
fn n1_record_continues_across_a_restart() {
    let tour = read("replay/tour.journal");
    check(&tour.lines().map(|line| format!("{line}\n{{\"restore\":{{}}}}\n")).collect::<String>());
}
