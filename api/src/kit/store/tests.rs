use super::*;
use shared::edition::kit::KitFile;
use tempfile::TempDir;

/// Kits without fonts, which draw nothing, and the folder of their files.
fn kits() -> (TempDir, Arc<Kits>) {
    let folder = TempDir::new().unwrap();
    let files = Files::under(folder.path());
    let kits = Kits::within(EditionQuota::UNBOUNDED, files, |_| None);
    (folder, Arc::new(kits))
}

/// A picture of the default kit for an event.
fn drawing() -> Drawing {
    let kit = Arc::new(kit::default_kit().clone());
    let (_, facts) = kit::events::twelve().swap_remove(0);
    let is_png = |file: &&KitFile| file.format == KitFormat::Png;
    Drawing {
        file: kit.files.iter().find(is_png).unwrap().clone(),
        kit,
        facts: Arc::new(facts),
        press: false,
    }
}

#[actix_web::test]
async fn a_request_does_not_wait_for_a_job_that_waits_for_its_turn() {
    let (_folder, kits) = kits();
    let drawing = drawing();
    let now = DateTime::UNIX_EPOCH;
    let other_job = kits.background.acquire().await.unwrap();
    let (of_job, wanted) = (Arc::clone(&kits), drawing.clone());
    let job = actix_web::rt::spawn(async move { of_job.made(wanted, now, Patience::Job).await });
    // Time enough for the job to reach its turn.
    actix_web::rt::time::sleep(Duration::from_millis(200)).await;

    let answer = timeout(
        Duration::from_secs(5),
        kits.made(drawing, now, Patience::Request),
    );
    // It is refused at once, since these kits have no fonts: it did not wait for the job.
    assert!(
        answer
            .await
            .expect("the request waits for the job")
            .is_err()
    );
    assert!(!job.is_finished());
    drop(other_job);
    job.abort();
}

#[actix_web::test]
async fn nobody_who_works_with_a_kit_waits_for_visitors() {
    let (_folder, kits) = kits();
    let drawing = drawing();
    let now = DateTime::UNIX_EPOCH;
    let other_visitor = kits.visitors.turns.acquire().await.unwrap();
    let (of_visitor, wanted) = (Arc::clone(&kits), drawing.clone());
    let visitor =
        actix_web::rt::spawn(async move { of_visitor.made(wanted, now, Patience::Visitor).await });
    // Time enough for the visitor to reach the turn.
    actix_web::rt::time::sleep(Duration::from_millis(200)).await;

    let answer = timeout(
        Duration::from_secs(5),
        kits.made(drawing.clone(), now, Patience::Request),
    );
    // It is refused at once, since these kits have no fonts: it did not wait for the visitor.
    assert!(answer.await.expect("the request waits").is_err());
    assert!(!visitor.is_finished());
    visitor.abort();
    assert!(visitor.await.is_err(), "it has left the queue");
    drop(other_visitor);

    kits.visitors.waiting.store(VISITORS_MAX, Ordering::Relaxed);
    let refused = kits.made(drawing, now, Patience::Visitor).await.err();
    assert!(
        matches!(&refused, Some(Error::Rejected(refusal)) if refusal.code == Code::Unavailable),
        "{refused:?}"
    );
}

#[test]
fn a_shared_file_that_is_damaged_after_it_was_read_is_told() {
    let (_folder, kits) = kits();
    let now = DateTime::UNIX_EPOCH;
    let hash = kits.share(b"a charter", now).unwrap();
    for _ in 0..2 {
        assert_eq!(kits.shared(&hash).unwrap().unwrap(), "a charter");
    }

    let name = shared_name(&hash);
    kits.files().store(&name, b"a chartex", now).unwrap();
    assert!(kits.shared(&hash).unwrap().is_none());

    kits.files().store(&name, b"a charter", now).unwrap();
    assert!(kits.shared(&hash).unwrap().is_some());
}

#[actix_web::test]
async fn the_length_of_a_file_that_is_gone_is_forgotten() {
    let (folder, kits) = kits();
    let drawing = drawing();
    let name = made_name(&drawing.key());
    let png = b"\x89PNG\r\n\x1a\nIEND\xaeB`\x82";
    kits.files()
        .store(&name, png, DateTime::UNIX_EPOCH)
        .unwrap();
    assert!(kits.found(&drawing).await.unwrap().is_some());
    assert_eq!(kits.length(&drawing), Some(png.len() as u64));

    std::fs::remove_file(folder.path().join(&name)).unwrap();

    assert!(kits.found(&drawing).await.unwrap().is_none());
    assert_eq!(kits.length(&drawing), None);
}

#[test]
fn the_kit_of_an_edition_is_put_together_once() {
    let (_folder, kits) = kits();
    let read = || -> Arc<Edition> {
        let json = include_str!("../../../../data/editions/2018.json");
        Arc::new(serde_json::from_str(json).unwrap())
    };
    let (edition, same) = (read(), read());

    let first = kits.kit_of(&edition);

    assert!(Arc::ptr_eq(&first, &kits.kit_of(&edition)));
    assert_eq!(first, kits.kit_of(&same));
}

#[test]
fn a_file_is_known_by_its_name() {
    let key = "0a".repeat(32);
    assert_eq!(stored(&made_name(&key)), Stored::Made);
    assert_eq!(stored(&shared_name(&key)), Stored::Shared(&key));
    for other in ["kits/made/0a/short", "kits/made/0b/0a", "images/0a/x"] {
        assert_eq!(stored(other), Stored::Other, "{other}");
    }
}

#[test]
fn a_file_that_was_cut_off_is_not_whole() {
    assert!(is_whole(KitFormat::Pdf, b"%PDF-1.7 ... %%EOF\n"));
    assert!(!is_whole(KitFormat::Pdf, b"%PDF-1.7 ..."));
    assert!(!is_whole(KitFormat::Png, b""));
    assert!(is_whole(KitFormat::Svg, b"<svg></svg>\n"));
}
