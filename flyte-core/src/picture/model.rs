//! What a picture is made of: boxes, groups of boxes, and wires between boxes.
//!
//! Ids are positions. A group is an item with a body; the body's container knows its item. Containers are
//! made outside in, so an inner one always has the greater id.

/// An index into [`Drawing::items`].
pub(super) type ItemId = usize;
/// An index into [`Drawing::containers`].
pub(super) type ContainerId = usize;

/// A graph, ready to be drawn.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    /// The workflow's name.
    pub(super) title: String,
    /// The workflow's full name.
    pub(super) subtitle: String,
    pub(super) items: Vec<Item>,
    /// The first one is the picture itself.
    pub(super) containers: Vec<Container>,
    pub(super) wires: Vec<Wire>,
}

/// A box, a terminal, a point that wires meet in, or a group.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) container: ContainerId,
    pub(super) place: Place,
    pub(super) look: Look,
    pub(super) title: String,
    /// Lines below the title.
    pub(super) lines: Vec<String>,
    /// A quiet last line.
    pub(super) footer: String,
    /// Shown when the pointer rests on it.
    pub(super) tooltip: String,
    /// What it holds, if it is a group.
    pub(super) body: Option<ContainerId>,
    /// Arms of a branch keep their order from left to right.
    pub(super) rank_order: Option<u32>,
}

/// Where an item stands in its container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// At the top: values come in here.
    Entry,
    /// Between.
    Body,
    /// At the bottom: values leave here.
    Exit,
}

/// How an item looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// An input or an output of a workflow.
    Terminal,
    /// The call of a task.
    Task,
    /// The call of a workflow whose inside isn't shown.
    Workflow,
    /// Where a branch decides.
    Decision,
    /// The heading of an arm: its condition.
    Arm,
    /// The heading of a map's body: what it runs for.
    Each,
    /// The heading of a sub-workflow.
    Heading,
    /// A constant that an arm gives.
    Constant,
    /// Wires pass or meet here.
    Point,
    /// Something too deep inside to be shown.
    Folded,
    /// A group: the body's frame is drawn.
    Group,
}

/// The inside of a group, or the whole picture.
#[derive(Debug)]
pub(super) struct Container {
    pub(super) frame: Frame,
    /// The group in the container around it; none for the picture.
    pub(super) item: Option<ItemId>,
    pub(super) items: Vec<ItemId>,
}

/// What a container is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// The picture.
    Picture,
    /// A sub-workflow.
    Workflow,
    /// A branch with all its arms.
    Branch,
    /// An arm of a branch.
    Arm,
    /// The body of a map.
    Map,
}

/// From one item to another, whatever groups they stand in.
#[derive(Debug)]
pub(super) struct Wire {
    pub(super) from: ItemId,
    pub(super) to: ItemId,
    pub(super) label: String,
    pub(super) line: Line,
}

/// What a wire means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Line {
    /// A value.
    Data,
    /// An arm may be taken.
    Choice,
    /// Order without data.
    Order,
}

impl Drawing {
    /// Adds an item to a container.
    pub(super) fn add(
        &mut self,
        container: ContainerId,
        place: Place,
        look: Look,
        title: impl Into<String>,
    ) -> ItemId {
        let id = self.items.len();
        self.items.push(Item {
            container,
            place,
            look,
            title: title.into(),
            lines: Vec::new(),
            footer: String::new(),
            tooltip: String::new(),
            body: None,
            rank_order: None,
        });
        self.containers[container].items.push(id);
        id
    }

    /// Adds a group to a container; gives its item and its body.
    pub(super) fn add_group(
        &mut self,
        container: ContainerId,
        frame: Frame,
        title: impl Into<String>,
    ) -> (ItemId, ContainerId) {
        let item = self.add(container, Place::Body, Look::Group, title);
        let body = self.containers.len();
        self.containers.push(Container { frame, item: Some(item), items: Vec::new() });
        self.items[item].body = Some(body);
        (item, body)
    }

    /// The container around a container.
    pub(super) fn parent(&self, container: ContainerId) -> Option<ContainerId> {
        self.containers[container].item.map(|item| self.items[item].container)
    }

    /// Adds a wire.
    pub(super) fn wire(&mut self, from: ItemId, to: ItemId, label: String, line: Line) {
        self.wires.push(Wire { from, to, label, line });
    }
}
