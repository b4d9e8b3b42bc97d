//! A CI notifier: events of the host's own, and none of the three protocols.

use tidings::{Audience, ClientKey, Config, Engine, Event, Timestamp, UserId, custom_events};

custom_events! {
    /// A build has finished.
    pub struct BuildFinished "BuildFinished" { repo: text, ok: flag, duration_ms: number, log: text? }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let now = Timestamp::ZERO;
    let mut engine = Engine::new(Config::default().default_subscriptions([]))?;
    engine.define::<BuildFinished>(now)?;

    // Two people with one session each; the keys come from your login.
    let followers = ["ann", "bob"].map(UserId::from);
    let mut sessions = Vec::new();
    for user in &followers {
        let key = ClientKey::from(format!("{user}'s key"));
        engine.register_client(now, &key, user)?;
        sessions.push(engine.open_session(now, &key)?);
    }

    // Ann wants the next three builds of core that panicked; Bob wants all that took longer than a minute.
    let panicked = BuildFinished::filter().repo().equals("core").ok().equals(false).log().search("(?i)panic");
    engine.subscribe(now, sessions[0], BuildFinished::interest().filter(panicked).count(3))?;
    let slow = BuildFinished::filter().duration_ms().min(60_000);
    engine.subscribe(now, sessions[1], BuildFinished::interest().filter(slow))?;

    let log = "thread 'main' panicked at src/lib.rs:7".to_owned();
    for build in [
        BuildFinished { repo: "core".into(), ok: false, duration_ms: 9_000, log: Some(log) },
        BuildFinished { repo: "docs".into(), ok: true, duration_ms: 61_000, log: None },
        BuildFinished { repo: "core".into(), ok: true, duration_ms: 8_000, log: None },
    ] {
        engine.publish(now, (Audience::users(&followers), build))?;
    }

    let mut sent = 0;
    while let Some(dispatch) = engine.poll_output() {
        let Event::Custom(event) = dispatch.event() else { continue };
        let Some(build) = event.read::<BuildFinished>()? else { continue };
        for delivery in dispatch.deliveries() {
            println!("to session {}: {} ok={} in {} ms", delivery.session(), build.repo, build.ok, build.duration_ms);
            sent += 1;
        }
    }
    assert_eq!(sent, 2, "Ann gets the panic, Bob the slow build");
    Ok(())
}
