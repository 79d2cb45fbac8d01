//! What is told and recorded of a run, and how nodes are called then. Without an observer and a run folder none of
//! this happens.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use flyte_types::interface::Variable;

use super::frame::Status;
use super::{At, End, FrameId, Scheduler};
use crate::engine::{Change, Event, NodeAt, Observer, Wake, label};
use crate::error::Error;
use crate::error::guard::guard;
use crate::graph::{Binding, Graph, MapNode, NodeKind, ScopeId, Source};
use crate::local::run_folder::{self, NodeFolder, RunFolder};

/// Who watches.
pub(super) struct Watch {
    observer: Option<Arc<dyn Observer>>,
    folder: Option<RunFolder>,
    outputs: Vec<Variable>,
}

/// How the nodes of a frame are called and where they are recorded.
#[derive(Debug)]
pub(crate) struct Place {
    /// In front of a node's id, to make it unique in the run.
    prefix: String,
    /// In front of a node's id, to make it unique in `folder`.
    local: String,
    /// Where the folders of the nodes stand.
    folder: PathBuf,
    element: Option<u32>,
    /// A map's body of one call: that node is the element, and `folder` its own.
    single: bool,
}

/// One node's name and folder.
struct Named {
    id: String,
    local: String,
    folder: NodeFolder,
}

impl Place {
    fn name(&self, in_scope: &str) -> Named {
        if self.single {
            let folder = NodeFolder { path: self.folder.clone(), element: true };
            return Named { id: self.prefix.clone(), local: String::new(), folder };
        }
        let local = format!("{}{in_scope}", self.local);
        let folder =
            NodeFolder { path: self.folder.join(&*run_folder::component(&local)), element: false };
        Named { id: format!("{}{in_scope}", self.prefix), local, folder }
    }
}

impl Watch {
    pub(super) fn new(
        observer: Option<Arc<dyn Observer>>,
        mut folder: Option<RunFolder>,
        wake: Arc<dyn Wake>,
    ) -> Option<Box<Watch>> {
        if observer.is_none() && folder.is_none() {
            return None;
        }
        if let Some(folder) = &mut folder {
            folder.wake(wake);
        }
        Some(Box::new(Watch { observer, folder, outputs: Vec::new() }))
    }

    pub(super) fn begin(&mut self, graph: &Graph, inputs: &[Bytes]) {
        self.outputs = graph.outputs.clone();
        self.event(&Event::RunStarted {
            workflow: &graph.name,
            nodes: graph.scope(ScopeId::ROOT).nodes.len(),
            folder: self.folder.as_ref().map(RunFolder::path),
        });
        if let Some(folder) = &self.folder {
            folder.run_inputs(names(&graph.inputs), inputs);
        }
    }

    pub(super) fn root(&self) -> Place {
        Place {
            prefix: String::new(),
            local: String::new(),
            folder: self.folder.as_ref().map(|folder| folder.path().to_owned()).unwrap_or_default(),
            element: None,
            single: false,
        }
    }

    /// The folder can't be written.
    pub(super) fn broken(&mut self) -> Option<Error> {
        self.folder.as_ref().and_then(RunFolder::broken)
    }

    /// The scheduler should look around.
    pub(super) fn has_news(&self) -> bool {
        self.folder.as_ref().is_some_and(RunFolder::has_news)
    }

    /// So much waits to be written that nothing new should begin.
    pub(super) fn is_behind(&self) -> bool {
        self.folder.as_ref().is_some_and(RunFolder::is_behind)
    }

    /// Writes what is still to be written, and tells the end.
    pub(super) async fn finish(mut self: Box<Self>, mut end: End) -> End {
        if let Some(folder) = self.folder.take() {
            let written = folder.finish(&end.result, end.aborted, names(&self.outputs)).await;
            if let (Err(error), Ok(_)) = (written, &end.result) {
                end.result = Err(error);
            }
        }
        let error = end.result.as_ref().err();
        self.event(&Event::RunFinished { error, aborted: end.aborted });
        end
    }

    fn event(&self, event: &Event<'_>) {
        if let Some(observer) = &self.observer {
            tell(&**observer, event);
        }
    }
}

/// Tells an observer, which is the user's: a run is no worse when it panics.
fn tell(observer: &dyn Observer, event: &Event<'_>) {
    if let Err(panic) = guard(|| observer.event(event)) {
        tracing::warn!("the observer of a run {panic}");
    }
}

fn names(variables: &[Variable]) -> Vec<Cow<'static, str>> {
    variables.iter().map(|variable| variable.name.clone()).collect()
}

impl Scheduler {
    fn name(&self, at: At) -> Option<Named> {
        let frame = self.frames.get(at.frame)?;
        let node = frame.plan.node_id(frame.scope, at.slot);
        Some(frame.place.as_ref()?.name(frame.plan.names().in_scope(node)))
    }

    fn folder(&self, at: At) -> Option<(&RunFolder, NodeFolder)> {
        let folder = self.watch.as_ref()?.folder.as_ref()?;
        Some((folder, self.name(at)?.folder))
    }

    pub(super) fn tell(&self, at: At, change: Change<'_>) {
        let Some(observer) = self.watch.as_ref().and_then(|watch| watch.observer.as_ref()) else {
            return;
        };
        let (Some(frame), Some(named)) = (self.frames.get(at.frame), self.name(at)) else { return };
        let node = frame.plan.node_id(frame.scope, at.slot);
        let told = NodeAt {
            id: &named.id,
            name: label(&frame.plan.graph, node),
            element: frame.place.as_ref().and_then(|place| place.element),
            frame: at.frame.index,
            node,
            location: frame.plan.graph.node(node).location,
        };
        tell(&**observer, &Event::Node { node: told, change });
    }

    pub(super) fn tell_ready(&self, at: At) {
        self.tell(at, Change::Ready);
    }

    /// Tells of what is under way in a frame, or in what one of its nodes has opened.
    pub(super) fn tell_aborted(&self, id: FrameId, slot: Option<u32>) {
        if self.watch.as_ref().is_none_or(|watch| watch.observer.is_none()) {
            return;
        }
        let own = slot.is_none().then_some(id);
        for frame in own.into_iter().chain(self.frames.inside(id, slot)) {
            let Some(nodes) = self.frames.get(frame).map(|frame| &frame.nodes) else { continue };
            for (slot, node) in nodes.iter().enumerate() {
                if matches!(node.status, Status::Active | Status::Decided(_)) {
                    self.tell(At { frame, slot: slot as u32 }, Change::Aborted);
                }
            }
        }
    }

    /// Says what doesn't change the result.
    pub(super) fn warn(&self, message: &str) {
        match self.watch.as_ref().filter(|watch| watch.observer.is_some()) {
            Some(watch) => watch.event(&Event::Warning { message }),
            None => tracing::warn!("{message}"),
        }
    }

    pub(super) fn record_inputs(&self, at: At, variables: &[Variable], values: Arc<[Bytes]>) {
        if let Some((folder, node)) = self.folder(at)
            && !node.element
        {
            folder.inputs(node, names(variables), &values);
        }
    }

    /// The whole list, under the name that the element has in the call that maps it.
    pub(super) fn record_map_inputs(&self, at: At, map: &MapNode, list: Bytes) {
        let (Some((folder, node)), Some(frame)) = (self.folder(at), self.frames.get(at.frame))
        else {
            return;
        };
        let body = frame.plan.graph.nodes_in(map.body).next();
        let name = body.and_then(|(_, call)| {
            let is_element = |binding: &Binding| match binding {
                Binding::Promise(reference) => reference.source == Source::Element(map.body),
                _ => false,
            };
            let index = call.inputs.iter().position(is_element)?;
            Some(Cow::Borrowed(call.callee()?.spec().inputs.get(index)?.name))
        });
        folder.inputs(node, vec![name.unwrap_or(Cow::Borrowed("list"))], &[list]);
    }

    pub(super) fn record_outputs(
        &self,
        at: At,
        attempt: u32,
        variables: &[Variable],
        values: &[Bytes],
    ) {
        if let Some((folder, node)) = self.folder(at) {
            folder.outputs(node, attempt, names(variables), values);
        }
    }

    pub(super) fn record_container_outputs(
        &self,
        at: At,
        variables: &[Variable],
        values: &[Bytes],
    ) {
        self.record_outputs(at, 0, variables, values);
    }

    pub(super) fn record_error(&self, at: At, attempt: u32, error: &Error) {
        if let Some((folder, node)) = self.folder(at) {
            folder.error(node, attempt, error);
        }
    }

    /// The place of a frame that a node opens.
    pub(super) fn place_inside(
        &self,
        at: At,
        scope: ScopeId,
        element: Option<u32>,
    ) -> Option<Arc<Place>> {
        let frame = self.frames.get(at.frame)?;
        let (place, named) = (frame.place.as_ref()?, self.name(at)?);
        let graph = &frame.plan.graph;
        let opener = frame.plan.node(frame.scope, at.slot);
        Some(Arc::new(match (&opener.kind, element) {
            (NodeKind::Map(_), Some(index)) => {
                let nodes = &graph.scope(scope).nodes;
                let single = match nodes.as_slice() {
                    [node] => matches!(graph.node(*node).kind, NodeKind::Task(_)),
                    _ => false,
                };
                let dash = if single { "" } else { "-" };
                Place {
                    prefix: format!("{}-n{index}{dash}", named.id),
                    local: String::new(),
                    folder: named.folder.attempt(0).join(index.to_string()),
                    element,
                    single,
                }
            }
            (NodeKind::Workflow(_), _) => Place {
                prefix: format!("{}-0-", named.id),
                local: format!("{}-0-", named.local),
                folder: place.folder.clone(),
                element: place.element,
                single: false,
            },
            _ => Place {
                prefix: format!("{}-", named.id),
                local: format!("{}-", named.local),
                folder: place.folder.clone(),
                element: place.element,
                single: false,
            },
        }))
    }

    /// Stops all that is under way.
    pub(super) fn abort_everything(&mut self) {
        self.tell_aborted(self.root, None);
        self.running.abort_all();
    }
}
