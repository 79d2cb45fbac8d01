//! What runs when.
//!
//! The scheduler is one future that owns all state of a run and never recurses: what is to be done next stands
//! in lists. A run is a tree of [`Frame`]s (see `frame`). A node whose edges are all satisfied is ready;
//! calls of tasks wait in a lane until one of its places is free, and are spawned (`calls`); branches,
//! maps and sub-workflows open frames at once (`open`). Attempts report through one queue, which wakes the
//! scheduler; it takes all reports together (`queue`). Timeouts and retries stand in one heap with one timer
//! (`timers`). Where a step needs what is offloaded it is put off until that is here (`detour`). Nothing is
//! allocated, timed or told for a node unless it is asked for.

mod calls;
mod close;
mod detour;
mod frame;
mod map;
mod open;
mod plan;
mod queue;
mod running;
mod timers;
mod watch;

use std::collections::{HashMap, VecDeque};
use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;

use crate::engine::{Cancel, Executor, Lane, Observer, Wake};
use crate::error::Error;
use crate::graph::{Graph, NodeKind, ScopeId};
use crate::local::cache::Cache;
use crate::local::run_folder::RunFolder;
use crate::value::Depot;

use detour::Detours;
pub(crate) use frame::{At, Frame, FrameId, Frames, NodeState, Status, Value};
pub(crate) use plan::Plan;
use queue::{Key, Outcome, Queue};
use running::Running;
use timers::Timers;
use watch::Watch;

/// What a run is to go by.
pub(crate) struct Settings {
    pub(crate) executor: Arc<dyn Executor>,
    pub(crate) parallel: Option<usize>,
    pub(crate) cache: Option<Arc<Cache>>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) folder: Option<RunFolder>,
    pub(crate) cancel: Cancel,
    pub(crate) depot: Depot,
}

/// How a run ended.
pub(crate) struct End {
    pub(crate) result: Result<Vec<Bytes>, Error>,
    pub(crate) aborted: bool,
}

/// What is to be done before anything is waited for.
enum Step {
    /// A branch, map or sub-workflow is ready.
    Open(At),
    /// A branch's arm has all that it needs.
    Enter(At, ScopeId),
    /// All nodes of a frame are done or lost, or it failed.
    Close(FrameId),
}

/// What waits for a place in a lane.
#[derive(Clone, Copy)]
enum Waiting {
    First(At),
    Again(Key),
}

#[derive(Default)]
struct LaneState {
    waiting: VecDeque<Waiting>,
    active: usize,
    limit: usize,
}

/// A run.
pub(crate) struct Scheduler {
    settings: Settings,
    queue: Arc<Queue>,
    frames: Frames,
    plans: HashMap<usize, Arc<Plan>>,
    running: Running,
    detours: Detours,
    lanes: [LaneState; 2],
    timers: Timers,
    steps: VecDeque<Step>,
    /// Maps with too many failed elements; they fail when all reports at hand are read.
    failing: Vec<At>,
    root: FrameId,
    watch: Option<Box<Watch>>,
    scratch: Vec<Bytes>,
    end: Option<End>,
}

/// Runs a graph.
pub(crate) async fn run(graph: Arc<Graph>, inputs: Vec<Bytes>, mut settings: Settings) -> End {
    let queue = Arc::new(Queue::default());
    let wake: Arc<dyn Wake> = queue.clone();
    settings.cancel.notify(Arc::downgrade(&wake));
    let limit = |lane| settings.executor.limit(lane).max(1);
    let lanes = [Lane::Light, Lane::Heavy]
        .map(|lane| LaneState { limit: limit(lane), ..LaneState::default() });
    let watch = Watch::new(settings.observer.clone(), settings.folder.take(), wake);
    let mut scheduler = Scheduler {
        queue,
        frames: Frames::default(),
        plans: HashMap::new(),
        running: Running::default(),
        detours: Detours::default(),
        lanes,
        timers: Timers::default(),
        steps: VecDeque::new(),
        failing: Vec::new(),
        root: FrameId { index: 0, serial: 0 },
        watch,
        scratch: Vec::new(),
        end: None,
        settings,
    };
    scheduler.begin(graph, inputs);
    let end = scheduler.drive().await;
    match scheduler.watch.take() {
        Some(watch) => watch.finish(end).await,
        None => end,
    }
}

impl Scheduler {
    fn begin(&mut self, graph: Arc<Graph>, inputs: Vec<Bytes>) {
        if let Some(watch) = &mut self.watch {
            watch.begin(&graph, &inputs);
        }
        let plan = self.plan(graph);
        let mut frame = Frame::new(plan, ScopeId::ROOT, None);
        frame.inputs = inputs.into();
        frame.place = self.watch.as_ref().map(|watch| Arc::new(watch.root()));
        self.root = self.open_frame(frame);
    }

    async fn drive(&mut self) -> End {
        let mut batch = Vec::new();
        loop {
            self.work(&mut batch);
            if let Some(end) = self.end.take() {
                self.running.abort_all();
                return end;
            }
            poll_fn(|context| self.poll_news(context)).await;
        }
    }

    fn poll_news(&mut self, context: &mut Context<'_>) -> Poll<()> {
        self.queue.register(context.waker());
        let news = !self.queue.is_empty()
            || self.settings.cancel.is_cancelled()
            || self.watch.as_ref().is_some_and(|watch| watch.has_news());
        if news || self.timers.poll(context).is_ready() { Poll::Ready(()) } else { Poll::Pending }
    }

    /// Does all that can be done now.
    fn work(&mut self, batch: &mut Vec<(Key, Outcome)>) {
        if self.settings.cancel.is_cancelled() {
            self.call_off();
            return;
        }
        if let Some(error) = self.watch.as_mut().and_then(|watch| watch.broken()) {
            self.give_up(error);
            return;
        }
        self.queue.drain(batch);
        for (key, outcome) in batch.drain(..) {
            self.report(key, outcome);
        }
        self.due();
        loop {
            while let Some(step) = self.steps.pop_front() {
                match step {
                    Step::Open(at) => self.open(at),
                    Step::Enter(at, arm) => self.enter(at, arm),
                    Step::Close(frame) => self.close(frame),
                }
            }
            while let Some(map) = self.failing.pop() {
                self.fail_map(map);
            }
            if self.end.is_some() {
                return;
            }
            if self.steps.is_empty() {
                self.start();
            }
            if self.steps.is_empty() && self.failing.is_empty() {
                return;
            }
        }
    }

    /// Ends the run at once with an error of its own.
    fn give_up(&mut self, error: Error) {
        self.end = Some(End { result: Err(error), aborted: false });
    }

    fn call_off(&mut self) {
        self.abort_everything();
        let error = Error::fatal("the run was called off");
        self.end = Some(End { result: Err(error), aborted: true });
    }

    /// A graph's order, computed once per run.
    fn plan(&mut self, graph: Arc<Graph>) -> Arc<Plan> {
        let key = Arc::as_ptr(&graph) as usize;
        Arc::clone(self.plans.entry(key).or_insert_with(|| Arc::new(Plan::new(graph))))
    }

    /// A node has all that it waits for.
    fn ready(&mut self, at: At) {
        let Some(frame) = self.frames.get_mut(at.frame) else { return };
        frame.node_mut(at.slot).status = Status::Active;
        match &frame.plan.node(frame.scope, at.slot).kind {
            NodeKind::Task(task) => {
                let lane = self.settings.executor.lane(task);
                self.lanes[lane as usize].waiting.push_back(Waiting::First(at));
            }
            _ => self.steps.push_back(Step::Open(at)),
        }
        if self.watch.is_some() {
            self.tell_ready(at);
        }
    }
}
