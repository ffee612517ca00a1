//! Threads that draw, each with its painter: as many as files were drawn at the same time.
//!
//! A drawing takes tens of megabytes for some hundredths of a second. The allocator keeps a part of that for each thread that has ever
//! drawn, and the pool for blocking work has hundreds of threads.

use anyhow::Context as _;
use kit::{DrawError, Facts, Painter};
use shared::edition::kit::{Kit, KitFile};
use std::sync::{Arc, mpsc};
use std::thread;

type Drawn = Result<Vec<u8>, DrawError>;

/// A file to draw.
#[derive(Debug, Clone)]
pub(super) struct Drawing {
    pub(super) kit: Arc<Kit>,
    pub(super) file: KitFile,
    pub(super) facts: Arc<Facts>,
    /// True for the variant for a printer.
    pub(super) press: bool,
}

impl Drawing {
    /// Identifier of the content.
    pub(super) fn key(&self) -> String {
        kit::content_key(&self.kit, &self.file, &self.facts, self.press)
    }
}

/// A thread that draws one file after the other. It ends when this is dropped.
pub(super) struct Studio {
    orders: mpsc::Sender<(Drawing, mpsc::Sender<Drawn>)>,
}

impl Studio {
    /// Starts the thread of a painter.
    ///
    /// # Errors
    ///
    /// When the system has no thread left.
    pub(super) fn open(mut painter: Painter) -> anyhow::Result<Self> {
        let (orders, ordered) = mpsc::channel::<(Drawing, mpsc::Sender<Drawn>)>();
        thread::Builder::new()
            .name("kits".to_owned())
            .spawn(move || {
                for (drawing, answer) in ordered {
                    let Drawing {
                        kit,
                        file,
                        facts,
                        press,
                    } = &drawing;
                    let drawn = painter.draw(kit, file, facts, *press);
                    // Fails only when nobody waits for it any more.
                    let _ignored = answer.send(drawn);
                }
            })
            .context("a thread to draw kits")?;
        Ok(Self { orders })
    }

    /// Draws a file, and blocks until it is drawn.
    ///
    /// # Errors
    ///
    /// When the painter has panicked: the studio cannot be used any more.
    pub(super) fn draw(&self, drawing: Drawing) -> anyhow::Result<Drawn> {
        let (answer, drawn) = mpsc::channel();
        // An order that was not taken, or is dropped with the thread, has no answer.
        let _ignored = self.orders.send((drawing, answer));
        drawn.recv().context("a drawing was broken off")
    }
}
