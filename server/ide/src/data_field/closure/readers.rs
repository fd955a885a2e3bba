//! Those that read a key, and whose key it is where they read it elsewhere.

use pipelua_analysis::SourceFile;
use pipelua_analysis::lower::{Lowered, lower, parse};
use pipelua_analysis::workspace::pipeline::{CompiledPipeline, pipeline};
use pipelua_analysis::workspace::placement::script_of;

use super::{Search, keys, said, users};
use crate::data_field::at::writes;
use crate::data_field::flow::{Handed, KeyOf, LostBy};

impl<'a> Search<'a> {
    /// A node that may read what node `from` gives.
    pub(super) fn reader(
        &mut self,
        script: SourceFile,
        graph: &'a CompiledPipeline,
        file: SourceFile,
        at: usize,
        from: usize,
    ) {
        let db = self.db;
        let (Some(own), Some(giver)) = (graph.nodes.get(at), graph.nodes.get(from)) else {
            return;
        };
        let text = script.text(db).as_str();
        if !text.contains("context") {
            return;
        }
        if text.contains(self.name) {
            self.is_whole(script);
        }
        let (parse, tree) = (parse(db, script), lower(db, script));
        let flow = self.flow(script);
        let needs = own.needs.contains(&(from as u32));
        let sees = |table: Handed| match table {
            Handed::Prev => needs,
            Handed::Output(Some(name)) => *giver.name == *tree.text(name),
            Handed::Output(None) | Handed::Context | Handed::Outputs => true,
            Handed::Result | Handed::Data => false,
        };
        for lost in flow
            .lost
            .iter()
            .filter(|lost| sees(lost.table) && lost.by != LostBy::Node)
        {
            self.obstacle(said(lost), script, parse, lost.node);
        }
        let chosen = |table| matches!(table, Handed::Prev | Handed::Output(_)) && sees(table);
        let read = keys(&flow, tree, self.name, chosen);
        for key in &read {
            if key.table == Handed::Output(None) {
                self.obstacle("which node is read is computed here", script, parse, key.node);
            }
            self.place(script, parse, tree, key.node, false);
        }
        for key in keys(&flow, tree, self.new_name.unwrap_or_default(), chosen) {
            self.obstacle("the new name is read here already", script, parse, key.node);
        }
        if !read.is_empty() && self.readers.insert((file, at, from)) {
            self.other_placements(script, tree, &read);
        }
    }

    /// The same reader elsewhere reads of other scripts, whose key it is then as well.
    fn other_placements(&mut self, script: SourceFile, tree: &Lowered, read: &[KeyOf]) {
        let db = self.db;
        for (file, at) in users(db, script) {
            let graph = pipeline(db, file);
            let Some(own) = graph.nodes.get(at) else { continue };
            let script_at = |index: &u32| {
                let node = graph.nodes.get(*index as usize)?;
                script_of(db, node.script.as_deref()?)
            };
            for key in read {
                match key.table {
                    Handed::Prev => {
                        let needs: Vec<SourceFile> = own.needs.iter().filter_map(script_at).collect();
                        self.merged(&needs);
                    }
                    Handed::Output(Some(name)) => {
                        let named = own.ancestors.iter().filter(|index| {
                            let node = graph.nodes.get(**index as usize);
                            node.is_some_and(|node| *node.name == *tree.text(name))
                        });
                        let writers: Vec<SourceFile> = named.filter_map(script_at).collect();
                        for writer in writers {
                            self.add_writer(writer);
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// What `prev` of one node is folded of: one of them writes the key, or none does.
    fn merged(&mut self, needs: &[SourceFile]) {
        let db = self.db;
        let mut writers: Vec<SourceFile> = Vec::new();
        for script in needs.iter().copied() {
            let is_new = !writers.contains(&script);
            if is_new && (self.writers.contains(&script) || writes(db, script, self.name)) {
                writers.push(script);
            }
        }
        let Some((first, others)) = writers.split_first() else {
            return;
        };
        self.add_writer(*first);
        for other in others {
            self.other_writer(
                *other,
                self.name,
                "this writes the key as well, and `prev` is made of both",
            );
        }
        for script in needs.iter().filter(|script| !writers.contains(script)) {
            let (parse, flow) = (parse(db, *script), self.flow(*script));
            let lost = flow
                .lost
                .iter()
                .filter(|lost| matches!(lost.table, Handed::Data | Handed::Result));
            for lost in lost {
                self.obstacle("this may write the key as well", *script, parse, lost.node);
            }
        }
    }
}
