//! The tree of a page, in one arena: nodes know each other by number, so nothing recurses, not even freeing it.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, QualName, local_name, ns};

/// Nesting of elements. Browsers flatten at 512; pages that forget to close their lists come near it.
const MAX_DEPTH: u32 = 800;
/// Nodes of one page, and moves of a node: repairing markup can copy elements and move them again and again.
const MAX_WORK: usize = 1_500_000;

/// No node.
const NONE: usize = usize::MAX;
/// The document.
pub(super) const ROOT: usize = 0;

/// What a node is.
#[derive(Debug)]
pub(super) enum Data {
    /// The document, a comment or an instruction: nothing that shows.
    Other,
    /// An element with the attributes that are kept.
    Element(Rc<QualName>, Vec<Attribute>),
    /// Characters.
    Text(String),
}

#[derive(Debug)]
struct Node {
    parent: usize,
    first: usize,
    last: usize,
    before: usize,
    after: usize,
    depth: u32,
    data: Data,
}

/// A finished tree.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    quirky: bool,
}

/// The value of an attribute.
pub(super) fn attribute<'a>(attributes: &'a [Attribute], wanted: &str) -> Option<&'a str> {
    let mut all = attributes.iter();
    all.find(|attribute| &*attribute.name.local == wanted)
        .map(|attribute| &*attribute.value)
}

impl Tree {
    /// What the node is.
    pub(super) fn data(&self, id: usize) -> &Data {
        self.nodes.get(id).map_or(&Data::Other, |node| &node.data)
    }

    /// The first node inside.
    pub(super) fn first_child(&self, id: usize) -> Option<usize> {
        self.link(id, |node| node.first)
    }

    /// The node behind it in the same parent.
    pub(super) fn next(&self, id: usize) -> Option<usize> {
        self.link(id, |node| node.after)
    }

    /// The node in front of it in the same parent.
    pub(super) fn before(&self, id: usize) -> Option<usize> {
        self.link(id, |node| node.before)
    }

    /// Whether the page is read in quirks mode: it names no document type of this century.
    pub(super) fn is_quirky(&self) -> bool {
        self.quirky
    }

    /// The node that holds it.
    pub(super) fn parent(&self, id: usize) -> Option<usize> {
        self.link(id, |node| node.parent)
    }

    fn link(&self, id: usize, of: fn(&Node) -> usize) -> Option<usize> {
        self.nodes.get(id).map(of).filter(|id| *id != NONE)
    }

    /// All nodes, in the order in which they were made.
    pub(super) fn ids(&self) -> std::ops::Range<usize> {
        0..self.nodes.len()
    }

    /// The text inside an element.
    pub(super) fn text(&self, id: usize) -> String {
        let mut text = String::new();
        let mut child = self.first_child(id);
        while let Some(id) = child {
            if let Data::Text(piece) = self.data(id) {
                text.push_str(piece);
            }
            child = self.next(id);
        }
        text
    }
}

/// A node as the parser holds it.
#[derive(Clone, Debug)]
pub(super) struct Handle {
    id: usize,
    name: Rc<QualName>,
}

/// Takes what the parser makes of the page.
pub(super) struct Sink {
    nodes: RefCell<Vec<Node>>,
    work: Cell<usize>,
    deep: Cell<bool>,
    quirky: Cell<bool>,
    nameless: Rc<QualName>,
}

impl Sink {
    pub(super) fn new() -> Self {
        let sink = Sink {
            nodes: RefCell::new(Vec::new()),
            work: Cell::new(0),
            deep: Cell::new(false),
            quirky: Cell::new(false),
            nameless: Rc::new(QualName::new(None, ns!(), local_name!(""))),
        };
        sink.add(Data::Other);
        sink
    }

    /// Which cap the page has reached.
    pub(super) fn excess(&self) -> Option<&'static str> {
        if self.deep.get() {
            return Some("the elements of the page are nested too deep");
        }
        (self.work.get() > MAX_WORK).then_some("the page has too many elements")
    }

    fn charge(&self) {
        self.work.set(self.work.get().saturating_add(1));
    }

    fn add(&self, data: Data) -> usize {
        self.charge();
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node {
            parent: NONE,
            first: NONE,
            last: NONE,
            before: NONE,
            after: NONE,
            depth: 0,
            data,
        });
        nodes.len() - 1
    }

    fn nameless(&self, id: usize) -> Handle {
        Handle {
            id,
            name: Rc::clone(&self.nameless),
        }
    }

    /// Takes a node out of where it stands.
    fn unlink(&self, id: usize) {
        let nodes = &mut *self.nodes.borrow_mut();
        let Some(node) = nodes.get_mut(id) else {
            return;
        };
        let (parent, before, after) = (node.parent, node.before, node.after);
        (node.parent, node.before, node.after) = (NONE, NONE, NONE);
        if let Some(node) = nodes.get_mut(before) {
            node.after = after;
        } else if let Some(node) = nodes.get_mut(parent) {
            node.first = after;
        }
        if let Some(node) = nodes.get_mut(after) {
            node.before = before;
        } else if let Some(node) = nodes.get_mut(parent) {
            node.last = before;
        }
    }

    /// Puts a loose node into `parent` in front of `after`, or at its end.
    fn link(&self, id: usize, parent: usize, after: usize) {
        self.charge();
        let nodes = &mut *self.nodes.borrow_mut();
        let depth = nodes.get(parent).map_or(0, |node| node.depth + 1);
        if depth > MAX_DEPTH {
            self.deep.set(true);
        }
        let before = match nodes.get(after) {
            Some(node) => node.before,
            None => nodes.get(parent).map_or(NONE, |node| node.last),
        };
        if let Some(node) = nodes.get_mut(id) {
            node.depth = depth;
            (node.parent, node.before, node.after) = (parent, before, after);
        }
        if let Some(node) = nodes.get_mut(before) {
            node.after = id;
        } else if let Some(node) = nodes.get_mut(parent) {
            node.first = id;
        }
        if let Some(node) = nodes.get_mut(after) {
            node.before = id;
        } else if let Some(node) = nodes.get_mut(parent) {
            node.last = id;
        }
    }

    fn insert(&self, child: NodeOrText<Handle>, parent: usize, after: usize) {
        match child {
            NodeOrText::AppendNode(handle) => {
                self.unlink(handle.id);
                self.link(handle.id, parent, after);
            }
            NodeOrText::AppendText(text) => {
                if !self.lengthen(&text, parent, after) {
                    let id = self.add(Data::Text(text.to_string()));
                    self.link(id, parent, after);
                }
            }
        }
    }

    /// Adds to the text that stands there already; says whether there is one.
    fn lengthen(&self, text: &str, parent: usize, after: usize) -> bool {
        let nodes = &mut *self.nodes.borrow_mut();
        let before = match nodes.get(after) {
            Some(node) => node.before,
            None => nodes.get(parent).map_or(NONE, |node| node.last),
        };
        match nodes.get_mut(before).map(|node| &mut node.data) {
            Some(Data::Text(old)) => {
                old.push_str(text);
                true
            }
            _ => false,
        }
    }

    fn parent_of(&self, id: usize) -> usize {
        self.nodes.borrow().get(id).map_or(NONE, |node| node.parent)
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Tree;
    type ElemName<'a> = &'a QualName;

    fn finish(self) -> Tree {
        Tree {
            nodes: self.nodes.into_inner(),
            quirky: self.quirky.get(),
        }
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        self.nameless(ROOT)
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> &'a QualName {
        &target.name
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _: ElementFlags) -> Handle {
        let name = Rc::new(name);
        let id = self.add(Data::Element(Rc::clone(&name), attrs));
        Handle { id, name }
    }

    fn create_comment(&self, _: StrTendril) -> Handle {
        self.nameless(self.add(Data::Other))
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Handle {
        self.nameless(self.add(Data::Other))
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.insert(child, parent.id, NONE);
    }

    fn append_based_on_parent_node(
        &self,
        element: &Handle,
        prev_element: &Handle,
        child: NodeOrText<Handle>,
    ) {
        match self.parent_of(element.id) {
            NONE => self.append(prev_element, child),
            parent => self.insert(child, parent, element.id),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// What a template holds is not shown, so it need not stand apart.
    fn get_template_contents(&self, target: &Handle) -> Handle {
        target.clone()
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        x.id == y.id
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.quirky.set(mode == QuirksMode::Quirks);
    }

    fn append_before_sibling(&self, sibling: &Handle, new_node: NodeOrText<Handle>) {
        let parent = self.parent_of(sibling.id);
        if parent != NONE {
            self.insert(new_node, parent, sibling.id);
        }
    }

    /// `<html>` and `<body>` written twice: the first says what counts.
    fn add_attrs_if_missing(&self, _: &Handle, _: Vec<Attribute>) {}

    fn remove_from_parent(&self, target: &Handle) {
        self.unlink(target.id);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        loop {
            let first = self.nodes.borrow().get(node.id).map(|node| node.first);
            let Some(child) = first.filter(|id| *id != NONE && *id != new_parent.id) else {
                return;
            };
            self.unlink(child);
            self.link(child, new_parent.id, NONE);
        }
    }
}
