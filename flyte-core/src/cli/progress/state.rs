//! What is known of a run.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anstyle::{AnsiColor, Style};

use super::super::terminal::{Stream, one_line};
use super::failures::{FailedNode, Failures};
use crate::engine::{Change, Event, NodeAt};
use crate::error::shortened;

/// How many nodes are told of one by one. After that only what went wrong is.
const TOLD: usize = 200;
/// How many running nodes the live lines name.
const NAMED: usize = 8;
/// Live lines appear when a run has taken this long.
const QUIET: Duration = Duration::from_millis(150);

const GOOD: Style = AnsiColor::Green.on_default();
const CACHED: Style = AnsiColor::Cyan.on_default();
const RETRIED: Style = AnsiColor::Yellow.on_default();
const BAD: Style = AnsiColor::Red.on_default();
const DIM: Style = Style::new().dimmed();

/// How much of a message is shown beside a node.
const SHOWN: usize = 400;

/// What is known of a run, and what is still to be said.
pub(super) struct State {
    /// Whether live lines show what runs, so that no line need say that it began.
    live: bool,
    began: Instant,
    running: BTreeMap<String, Running>,
    lines: Vec<String>,
    told: usize,
    /// How many nodes the workflow itself has.
    nodes: usize,
    /// What became of them.
    own: Counts,
    /// Those inside its branches, maps and sub-workflows.
    inside: Counts,
    /// The arms that branches under way have taken.
    arms: HashMap<String, String>,
    failures: Failures,
    pub(super) failed_node: Option<FailedNode>,
    pub(super) stopped: bool,
    pub(super) folder: Option<PathBuf>,
}

/// How many nodes ended which way.
#[derive(Debug, Default)]
struct Counts {
    finished: usize,
    cached: usize,
    retried: usize,
    failed: usize,
    skipped: usize,
    stopped: usize,
    /// When the run was over.
    not_begun: usize,
}

impl Counts {
    /// How many nodes won't do anything any more.
    fn ended(&self) -> usize {
        self.finished + self.cached + self.failed + self.skipped + self.stopped
    }

    /// `1 done, 2 failed`.
    fn words(&self) -> String {
        let all = [
            (self.finished, "done"),
            (self.cached, "from the cache"),
            (self.retried, "tried again"),
            (self.failed, "failed"),
            (self.skipped, "skipped"),
            (self.stopped, "stopped"),
            (self.not_begun, "not begun"),
        ];
        let words = all.iter().filter(|(count, _)| *count > 0);
        words.map(|(count, words)| format!("{count} {words}")).collect::<Vec<_>>().join(", ")
    }
}

struct Running {
    name: String,
    since: Instant,
    attempt: u32,
}

impl State {
    pub(super) fn new(live: bool) -> State {
        State {
            live,
            began: Instant::now(),
            running: BTreeMap::new(),
            lines: Vec::new(),
            told: 0,
            nodes: 0,
            own: Counts::default(),
            inside: Counts::default(),
            arms: HashMap::new(),
            failures: Failures::default(),
            failed_node: None,
            stopped: false,
            folder: None,
        }
    }

    pub(super) fn has_lines(&self) -> bool {
        !self.lines.is_empty()
    }

    pub(super) fn take_lines(&mut self) -> Vec<String> {
        while let Some(failure) = self.failures.overdue() {
            self.say_failed(&failure);
        }
        std::mem::take(&mut self.lines)
    }

    fn say_failed(&mut self, failure: &str) {
        let bad = Stream::Err.style(BAD);
        self.lines.push(format!("{bad}✗{bad:#} {}", Stream::Err.shown(failure)));
    }

    pub(super) fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::RunStarted { workflow, nodes, folder } => {
                self.folder = folder.map(Path::to_owned);
                self.began = Instant::now();
                self.nodes = *nodes;
                let nodes = match nodes {
                    1 => "1 node".to_owned(),
                    n => format!("{n} nodes"),
                };
                self.lines.push(format!("running {workflow} ({nodes})"));
            }
            Event::Node { node, change } => self.node(node, change),
            Event::Warning { message } => {
                let style = Stream::Err.style(RETRIED);
                let message = one_line(&shortened(message, 10 * SHOWN));
                let message = Stream::Err.shown(&message);
                self.lines.push(format!("{style}warning:{style:#} {message}"));
            }
            Event::RunFinished { error, aborted } => {
                self.running.clear();
                let (style, how) = match (aborted, error) {
                    (true, _) => (BAD, "called off"),
                    (false, Some(_)) => (BAD, "failed"),
                    (false, None) => (GOOD, "finished"),
                };
                while let Some(failure) = self.failures.next_of_rest(*error) {
                    self.say_failed(&failure);
                }
                self.failed_node = error.and_then(|error| self.failures.of_run(error));
                let style = Stream::Err.style(style);
                let took = took(self.began);
                self.own.not_begun = self.nodes.saturating_sub(self.own.ended());
                let counts = self.counts();
                self.lines.push(format!("{style}{how}{style:#} after {took}{counts}"));
            }
        }
    }

    fn counts_of(&mut self, node: &NodeAt<'_>) -> &mut Counts {
        match (node.frame, node.element) {
            (0, None) => &mut self.own,
            _ => &mut self.inside,
        }
    }

    fn node(&mut self, node: &NodeAt<'_>, change: &Change<'_>) {
        match change {
            Change::Ready => {}
            Change::Decided { holds, location } => {
                let arm = if *holds { "then" } else { "else" };
                let place = format!("{}:{}", location.file(), location.line());
                self.arms.insert(node.id.to_owned(), format!("took `{arm}` at {place}"));
            }
            Change::Started { attempt } => {
                let running =
                    Running { name: title(node), since: Instant::now(), attempt: *attempt };
                self.running.insert(node.id.to_owned(), running);
                if !self.live && *attempt == 0 {
                    self.tell(node, GOOD, "▸", "started");
                }
            }
            Change::Retried { attempt, error, delay } => {
                self.running.remove(node.id);
                self.counts_of(node).retried += 1;
                let style = Stream::Err.style(RETRIED);
                let message = one_line(&shortened(&error.message(), SHOWN));
                let line = format!(
                    "{style}↻{style:#} {} attempt {} failed: {}; again in {}",
                    title(node),
                    attempt + 1,
                    Stream::Err.shown(&message),
                    seconds(*delay),
                );
                self.lines.push(line);
            }
            Change::Finished => {
                self.counts_of(node).finished += 1;
                let since = self.running.remove(node.id).map(|running| took(running.since));
                let words = match (self.arms.remove(node.id), since) {
                    (Some(arm), _) => arm,
                    (None, Some(since)) => format!("finished in {since}"),
                    (None, None) => "finished".to_owned(),
                };
                self.tell(node, GOOD, "✓", &words);
            }
            Change::Cached => {
                self.counts_of(node).cached += 1;
                self.running.remove(node.id);
                self.tell(node, CACHED, "●", "from the cache");
            }
            Change::Failed { error } => {
                self.counts_of(node).failed += 1;
                self.running.remove(node.id);
                self.arms.remove(node.id);
                self.failures.add(node, title(node), error);
            }
            Change::Skipped => {
                self.counts_of(node).skipped += 1;
                self.running.remove(node.id);
                self.tell(node, DIM, "-", "skipped");
            }
            Change::Aborted => {
                self.counts_of(node).stopped += 1;
                self.running.remove(node.id);
                self.tell(node, DIM, "-", "stopped");
            }
        }
    }

    /// Says something of a node, unless too much was said already. The elements of a map are only counted.
    fn tell(&mut self, node: &NodeAt<'_>, style: Style, sign: &str, words: &str) {
        if node.element.is_some() || self.told > TOLD {
            return;
        }
        self.told += 1;
        let style = Stream::Err.style(style);
        match self.told > TOLD {
            true => self.lines.push("… from here on only failures are listed".to_owned()),
            false => self.lines.push(format!("{style}{sign}{style:#} {} {words}", title(node))),
        }
    }

    /// The nodes that the run was announced with, and apart from them those that they had inside.
    fn counts(&self) -> String {
        match (self.own.words(), self.inside.words()) {
            (own, inside) if own.is_empty() && inside.is_empty() => String::new(),
            (own, inside) if inside.is_empty() => format!(": {own}"),
            (own, inside) if own.is_empty() => format!(": inside {inside}"),
            (own, inside) => format!(": {own}; inside {inside}"),
        }
    }

    /// The nodes that run now, those that run longest first, and how many did what.
    pub(super) fn live_lines(&self) -> Vec<String> {
        if self.began.elapsed() < QUIET || self.running.is_empty() {
            return Vec::new();
        }
        let (cached, dim) = (Stream::Err.style(CACHED), Stream::Err.style(DIM));
        let mut running: Vec<_> = self.running.values().collect();
        running.sort_by_key(|running| running.since);
        let mut lines: Vec<String> = running
            .iter()
            .take(NAMED)
            .map(|running| {
                let attempt = match running.attempt {
                    0 => String::new(),
                    n => format!(", attempt {}", n + 1),
                };
                let since = running.since.elapsed().as_secs();
                format!("{cached}▸{cached:#} {} {dim}{since} s{attempt}{dim:#}", running.name)
            })
            .collect();
        if running.len() > NAMED {
            lines.push(format!("  {dim}and {} more{dim:#}", running.len() - NAMED));
        }
        let since = self.began.elapsed().as_secs();
        let counts = self.counts();
        lines.push(format!(
            "{dim}{since} s: {} running{}{dim:#}",
            running.len(),
            counts.replacen(": ", ", ", 1)
        ));
        lines
    }
}

/// `n2 train`: the node's id in the run, and the last part of its name.
fn title(node: &NodeAt<'_>) -> String {
    let name = node.name.rsplit('.').next().unwrap_or(node.name);
    Stream::Err.shown(&format!("{} {name}", node.id)).into_owned()
}

fn took(since: Instant) -> String {
    seconds(since.elapsed())
}

fn seconds(span: Duration) -> String {
    match span.as_secs_f64() {
        short if short < 0.0995 => format!("{:.0} ms", short * 1000.0),
        short if short < 10.0 => format!("{short:.1} s"),
        long => format!("{long:.0} s"),
    }
}

#[cfg(test)]
mod tests {
    use std::panic::Location;

    use super::*;
    use crate::error::Error;
    use crate::graph::NodeId;

    fn at<'a>(id: &'a str, element: Option<u32>) -> NodeAt<'a> {
        let location = Location::caller();
        NodeAt { id, name: "app.train", element, frame: 0, node: NodeId(0), location }
    }

    fn told(live: bool, events: &[(NodeAt<'_>, Change<'_>)]) -> (State, Vec<String>) {
        let mut state = State::new(live);
        for (node, change) in events {
            state.event(&Event::Node { node: *node, change: *change });
        }
        let mut lines = state.take_lines();
        // A failure is held back until the run ends, which may have to say it.
        while let Some(failure) = state.failures.next_of_rest(None) {
            state.say_failed(&failure);
        }
        lines.extend(state.take_lines());
        (state, lines.iter().map(|line| anstream::adapter::strip_str(line).to_string()).collect())
    }

    #[test]
    fn plain_lines_say_what_happens() {
        let error = Error::msg("no\nluck");
        let delay = Duration::from_millis(50);
        let (_, lines) = told(
            false,
            &[
                (at("n0", None), Change::Started { attempt: 0 }),
                (at("n0", None), Change::Retried { attempt: 0, error: &error, delay }),
                (at("n0", None), Change::Started { attempt: 1 }),
                (at("n0", None), Change::Failed { error: &error }),
                (at("n1", None), Change::Cached),
                (at("n2", None), Change::Skipped),
            ],
        );
        let expected = [
            "▸ n0 train started",
            "↻ n0 train attempt 1 failed: no | luck; again in 50 ms",
            "● n1 train from the cache",
            "- n2 train skipped",
            "✗ n0 train failed: no | luck",
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn elements_of_a_map_are_only_counted() {
        let (state, lines) = told(
            false,
            &[
                (at("n0-n1", Some(1)), Change::Started { attempt: 0 }),
                (at("n0-n1", Some(1)), Change::Finished),
                (at("n0-n2", Some(2)), Change::Cached),
            ],
        );
        assert!(lines.is_empty(), "{lines:?}");
        assert_eq!(state.counts(), ": inside 1 done, 1 from the cache");
    }

    #[test]
    fn live_lines_name_what_runs() {
        let ids: Vec<String> = (0..10).map(|index| format!("n{index}")).collect();
        let events: Vec<_> =
            ids.iter().map(|id| (at(id, None), Change::Started { attempt: 0 })).collect();
        let (mut state, lines) = told(true, &events);
        assert!(lines.is_empty(), "{lines:?}");
        assert!(state.live_lines().is_empty(), "a short run is quiet");
        state.began -= Duration::from_secs(1);
        let live = state.live_lines().join("\n");
        let live = anstream::adapter::strip_str(&live).to_string();
        assert!(live.contains("▸ n0 train 0 s") && live.contains("and 2 more"), "{live}");
        assert!(live.ends_with("1 s: 10 running"), "{live}");
    }
}
