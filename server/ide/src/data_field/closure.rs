//! From one script that writes a key to all that means the same key: each placement of the script, each node behind it
//! that reads the key there, each other placement of that reader, and the scripts that write the key for it.

mod readers;

use std::rc::Rc;

use pipelua_analysis::lower::{Lowered, lower, parse};
use pipelua_analysis::scopes::scopes;
use pipelua_analysis::workspace::hooks::hook;
use pipelua_analysis::workspace::json::json;
use pipelua_analysis::workspace::pipeline::{CompiledPipeline, pipeline};
use pipelua_analysis::workspace::placement::script_of;
use pipelua_analysis::{Db, FileKind, SourceFile, file_at, files_of, stem};
use pipelua_schemas::{Mode, SchemaKind};
use pipelua_syntax::json::join_pointer;
use pipelua_syntax::{NodeId, NodeKind, Parse, TextRange};
use rustc_hash::{FxHashMap, FxHashSet};

use super::flow::{Flow, Handed, KeyOf, Lost, LostBy, flow};
use super::samples::{expected_of_run, places, samples_with};
use super::tags::data_tag;
use super::{Closure, DataField, KeyPlace, Obstacle};
use crate::definition::Target;

/// All places of a key. With `new_name`: also what that word means already.
pub(crate) fn closure(db: &dyn Db, field: &DataField, new_name: Option<&str>) -> Closure {
    let mut search = Search {
        db,
        name: &field.name,
        new_name,
        flows: FxHashMap::default(),
        writers: vec![field.writer],
        readers: FxHashSet::default(),
        found: Closure::default(),
    };
    let mut done = 0;
    while let Some(writer) = search.writers.get(done).copied() {
        search.writer(writer);
        done += 1;
    }
    let mut found = search.found;
    let order = |a: &KeyPlace, b: &KeyPlace| (a.file.path(db), a.range).cmp(&(b.file.path(db), b.range));
    found.places.sort_by(order);
    found.places.dedup_by_key(|place| (place.file, place.range));
    found.enriches.dedup();
    let mut seen = Vec::new();
    found.obstacles.retain(|obstacle| {
        let is_new = !seen.contains(obstacle);
        seen.push(obstacle.clone());
        is_new
    });
    found
}

/// The nodes that run a script, those of disabled pipelines among them: file and position.
pub(crate) fn users(db: &dyn Db, script: SourceFile) -> Vec<(SourceFile, usize)> {
    let slug = stem(script.path(db));
    let files = files_of(db, FileKind::Pipeline).filter(|file| file.text(db).as_str().contains(slug));
    files
        .flat_map(|file| {
            let nodes = pipeline(db, file).nodes.iter().enumerate();
            let of_it = nodes.filter(|(_, node)| node.script.as_deref() == Some(slug));
            of_it.map(move |(at, _)| (file, at)).collect::<Vec<_>>()
        })
        .collect()
}

struct Search<'a> {
    db: &'a dyn Db,
    name: &'a str,
    new_name: Option<&'a str>,
    flows: FxHashMap<SourceFile, Rc<Flow>>,
    /// Scripts whose key it is, in the order in which they were found.
    writers: Vec<SourceFile>,
    /// Readers that were searched, with the node of the pipeline that they read of.
    readers: FxHashSet<(SourceFile, usize, usize)>,
    found: Closure,
}

impl Search<'_> {
    /// A script whose key it is, and all that reads it.
    fn writer(&mut self, script: SourceFile) {
        let (parse, tree) = (parse(self.db, script), lower(self.db, script));
        let flow = self.flow(script);
        self.is_whole(script);
        for key in keys(&flow, tree, self.name, |table| table == Handed::Data) {
            self.place(script, parse, tree, key.node, true);
        }
        for key in keys(&flow, tree, self.new_name.unwrap_or_default(), |table| {
            table == Handed::Data
        }) {
            self.obstacle("this key has the new name already", script, parse, key.node);
        }
        for lost in flow
            .lost
            .iter()
            .filter(|lost| matches!(lost.table, Handed::Data | Handed::Result))
        {
            self.obstacle(said(lost), script, parse, lost.node);
        }
        let tag = data_tag(parse, tree);
        for (name, range) in tag.fields {
            if name == self.name {
                self.add(script, range, true);
            }
        }
        for (class, range) in tag.classes {
            self.found.obstacles.push(Obstacle {
                why: format!("the type `{class}` declares this data"),
                place: Some(Target { file: script, range }),
            });
        }
        for (file, at) in users(self.db, script) {
            self.placement(script, file, at);
        }
    }

    /// What one node gives to its host, its samples, and the nodes behind it.
    fn placement(&mut self, script: SourceFile, file: SourceFile, at: usize) {
        let db = self.db;
        let graph = pipeline(db, file);
        let Some(node) = graph.nodes.get(at) else { return };
        self.is_whole(file);
        self.host(graph, file);
        self.meets(script, graph);
        for sample in samples_with(db, &graph.hook, self.name) {
            self.is_whole(sample);
            for range in places(db, sample, &node.name, self.name) {
                self.add(sample, range, false);
            }
        }
        for (other, reader) in graph.nodes.iter().enumerate() {
            if !reader.ancestors.contains(&(at as u32)) {
                continue;
            }
            if let Some(reader) = reader.script.as_deref().and_then(|slug| script_of(db, slug)) {
                self.reader(reader, graph, file, other, at);
            }
        }
    }

    /// The hook may name its keys, and an enrichment hands them to the host.
    fn host(&mut self, graph: &CompiledPipeline, file: SourceFile) {
        let db = self.db;
        if graph.mode == Some(Mode::Enrichment)
            && !self.found.enriches.iter().any(|hook| **hook == *graph.hook)
        {
            self.found.enriches.push(graph.hook.to_string());
        }
        let SchemaKind::Object { fields, .. } = &match hook(db, &graph.hook) {
            Some(hook) => &hook.output,
            None => return,
        }
        .kind
        else {
            return;
        };
        for name in [Some(self.name), self.new_name].into_iter().flatten() {
            if fields.iter().any(|field| field.name == name) {
                let own = file_at(db, &format!("hooks/{}.json", graph.hook));
                let declared = own.and_then(|own| {
                    let range = json(db, own).key_range_of(&join_pointer("/output/properties", name))?;
                    Some(Target { file: own, range })
                });
                self.found.obstacles.push(Obstacle {
                    why: format!("hook `{}` gives `{name}` its name", graph.hook),
                    place: declared.or(Some(Target {
                        file,
                        range: TextRange::empty(0),
                    })),
                });
            }
        }
    }

    /// Others that write the key, where what all nodes give becomes one.
    fn meets(&mut self, script: SourceFile, graph: &CompiledPipeline) {
        let db = self.db;
        let is_handed = graph.mode == Some(Mode::Enrichment);
        let expected = samples_with(db, &graph.hook, self.name)
            .find_map(|sample| Some((sample, expected_of_run(db, sample, self.name)?)));
        if !is_handed && expected.is_none() {
            return;
        }
        let others = graph
            .nodes
            .iter()
            .filter_map(|node| script_of(db, node.script.as_deref()?));
        let others: Vec<SourceFile> = others.filter(|other| *other != script).collect();
        for other in others {
            self.other_writer(
                other,
                self.name,
                "this writes the key as well, and the run's data is both",
            );
            if let Some(new_name) = self.new_name {
                self.other_writer(other, new_name, "this gives the run's data the new name already");
            }
        }
    }

    fn other_writer(&mut self, script: SourceFile, name: &str, why: &str) {
        let text = script.text(self.db).as_str();
        if !text.contains(name) {
            return;
        }
        let (parse, tree, flow) = (parse(self.db, script), lower(self.db, script), self.flow(script));
        for key in keys(&flow, tree, name, |table| table == Handed::Data) {
            self.obstacle(why, script, parse, key.node);
        }
    }

    fn add_writer(&mut self, script: SourceFile) {
        if !self.writers.contains(&script) {
            self.writers.push(script);
        }
    }

    fn flow(&mut self, script: SourceFile) -> Rc<Flow> {
        let (db, name) = (self.db, self.name);
        let made = || Rc::new(flow(lower(db, script), scopes(db, script), name));
        self.flows.entry(script).or_insert_with(made).clone()
    }

    /// What is broken may mean more than can be read.
    fn is_whole(&mut self, file: SourceFile) {
        let fault = if file.kind(self.db).is_lua() {
            parse(self.db, file).errors().first().map(|error| error.range)
        } else {
            json(self.db, file).errors().first().map(|error| error.range)
        };
        if let Some(range) = fault {
            self.found.obstacles.push(Obstacle {
                why: "this file has a syntax error".to_owned(),
                place: Some(Target { file, range }),
            });
        }
    }

    fn place(&mut self, file: SourceFile, parse: &Parse, tree: &Lowered, node: NodeId, is_written: bool) {
        match key_range(parse, tree, node) {
            Some(range) => self.add(file, range, is_written),
            None => self.obstacle("the key is written with escapes here", file, parse, node),
        }
    }

    fn add(&mut self, file: SourceFile, range: TextRange, is_written: bool) {
        self.found.places.push(KeyPlace {
            file,
            range,
            is_written,
        });
    }

    fn obstacle(&mut self, why: &str, file: SourceFile, parse: &Parse, node: NodeId) {
        let range = match parse.node(node).kind {
            NodeKind::CallExpr | NodeKind::MethodCallExpr | NodeKind::IndexExpr => parse.node_range(node),
            _ => parse.token_range(parse.node(node).main),
        };
        self.found.obstacles.push(Obstacle {
            why: why.to_owned(),
            place: Some(Target { file, range }),
        });
    }
}

fn keys(flow: &Flow, tree: &Lowered, name: &str, of: impl Fn(Handed) -> bool) -> Vec<KeyOf> {
    let keys = flow.keys.iter().copied();
    keys.filter(|key| of(key.table) && tree.text(key.key) == name && !name.is_empty())
        .collect()
}

/// The word of a key: a name, or what stands between quotes.
pub(crate) fn key_range(parse: &Parse, tree: &Lowered, node: NodeId) -> Option<TextRange> {
    let range = parse.token_range(parse.node(node).main);
    if tree.kind(node) != NodeKind::StringExpr {
        return Some(range);
    }
    let inside = TextRange::new(range.start + 1, range.end.checked_sub(1)?);
    let text = parse.text().get(inside.as_usize())?;
    (text == tree.name(node)).then_some(inside)
}

fn said(lost: &Lost) -> &'static str {
    match (lost.by, lost.table) {
        (LostBy::Node, _) => "which node is read is computed here",
        (LostBy::Key, _) => "a key is computed here",
        (LostBy::Whole, Handed::Data | Handed::Result) => "the data goes elsewhere as a whole here",
        (LostBy::Whole, _) => "all that is handed on goes elsewhere as a whole here",
        (LostBy::Source, _) => "what the data is made of is not known here",
        (LostBy::Mixed, _) => "this may be a key of another table as well",
    }
}
