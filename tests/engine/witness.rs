use std::sync::{Arc, Mutex};

use flyte::engine::{Change, Event, Observer};

/// Writes down one line per event.
#[derive(Default)]
pub(crate) struct Witness(Mutex<Vec<String>>);

impl Witness {
    pub(crate) fn new() -> Arc<Witness> {
        Arc::default()
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    pub(crate) fn count(&self, part: &str) -> usize {
        self.lines().iter().filter(|line| line.contains(part)).count()
    }

    #[track_caller]
    pub(crate) fn saw(&self, line: &str) {
        let lines = self.lines();
        assert!(lines.iter().any(|seen| seen == line), "`{line}` is not among {lines:#?}");
    }
}

impl Observer for Witness {
    fn event(&self, event: &Event<'_>) {
        let line = match event {
            Event::RunStarted { nodes, .. } => format!("run started: {nodes} nodes"),
            Event::RunFinished { error: None, .. } => "run finished".to_owned(),
            Event::RunFinished { error: Some(_), aborted } => {
                format!("run failed, aborted {aborted}")
            }
            Event::Warning { message } => format!("warning: {message}"),
            Event::Node { node, change } => {
                let name = node.name.rsplit('.').next().unwrap_or_default();
                let what = match change {
                    Change::Ready => "ready".to_owned(),
                    Change::Started { attempt } => format!("started {attempt}"),
                    Change::Retried { attempt, delay, .. } => {
                        format!("retried {attempt} in {delay:?}")
                    }
                    Change::Finished => "finished".to_owned(),
                    Change::Cached => "cached".to_owned(),
                    Change::Failed { .. } => "failed".to_owned(),
                    Change::Skipped => "skipped".to_owned(),
                    Change::Aborted => "aborted".to_owned(),
                    _ => "something else".to_owned(),
                };
                format!("{} {name} {what}", node.id)
            }
            _ => "something else".to_owned(),
        };
        self.0.lock().unwrap().push(line);
    }
}
