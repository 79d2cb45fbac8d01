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
mod turns;
mod watch;

use std::collections::{HashMap, VecDeque};
use std::future::{Future, poll_fn};
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::engine::{Cancel, Executor, Lane, Observer, Wake};
use crate::error::Error;
use crate::error::guard::guard;
use crate::graph::{Graph, Node, NodeKind, ScopeId};
use crate::local::blocked::Polls;
use crate::local::cache::{Cache, Repairs};
use crate::local::run_folder::RunFolder;
use crate::local::supervised::Supervision;
use crate::value::Depot;

use detour::Detours;
pub(crate) use frame::{At, Frame, FrameId, Frames, NodeState, Status, Value};
pub(crate) use plan::Plan;
use queue::{Key, Outcome, Queue};
use running::Running;
use timers::Timers;
use turns::Turns;
use watch::Watch;

/// What a run is to go by.
pub(crate) struct Settings {
    pub(crate) executor: Arc<dyn Executor>,
    /// The executor is the user's.
    pub(crate) is_foreign: bool,
    pub(crate) parallel: Option<usize>,
    pub(crate) cache: Option<Arc<Cache>>,
    /// Makes again what the cache gave and is damaged.
    pub(crate) repairs: Option<Arc<Repairs>>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) folder: Option<RunFolder>,
    pub(crate) cancel: Cancel,
    pub(crate) depot: Depot,
    /// Where attempts run.
    pub(crate) workers: Handle,
    /// Who looks at the clock too.
    pub(crate) supervision: Option<Arc<Supervision>>,
    /// Notices tasks that block.
    pub(crate) polls: Arc<Polls>,
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
    turns: Turns,
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
        timers: Timers::new(settings.supervision.clone()),
        turns: Turns::default(),
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
    scheduler.settings.polls.end();
    match scheduler.watch.take() {
        Some(watch) => watch.finish(end).await,
        None => end,
    }
}

/// Computes the interfaces of all that a graph calls, which asks code of the user's; afterwards they are known.
fn compute_interfaces(graph: &Graph) -> Result<(), Error> {
    for callee in graph.nodes.iter().filter_map(Node::callee) {
        let computed = guard(|| {
            callee.inputs();
            callee.outputs();
        });
        computed.map_err(|panic| {
            let context = panic.context("the types of its inputs and outputs");
            context.in_task(callee.name())
        })?;
    }
    Ok(())
}

impl Scheduler {
    fn begin(&mut self, graph: Arc<Graph>, inputs: Vec<Bytes>) {
        if let Some(watch) = &mut self.watch {
            watch.begin(&graph, &inputs);
        }
        let plan = match self.plan(graph) {
            Ok(plan) => plan,
            Err(error) => return self.give_up(error),
        };
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

    /// Runs what belongs to a call or a detour.
    fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
        self.settings.workers.spawn(work)
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
    fn plan(&mut self, graph: Arc<Graph>) -> Result<Arc<Plan>, Error> {
        let key = Arc::as_ptr(&graph) as usize;
        if let Some(plan) = self.plans.get(&key) {
            return Ok(Arc::clone(plan));
        }
        compute_interfaces(&graph)?;
        let plan = Arc::new(Plan::new(graph));
        self.plans.insert(key, Arc::clone(&plan));
        Ok(plan)
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
