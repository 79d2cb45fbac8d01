//! Where a name is read: resolves it to its path in `flyte_types::idl`, or to a foreign one.

use std::collections::BTreeMap;
use std::fmt;

use syn::{GenericArgument, Ident, Item, PathArguments, Type, UseTree};

/// A module within a file. Files do not count: the package re-exports what is in them.
#[derive(Clone)]
pub struct Scope {
    module: Vec<String>,
    imports: BTreeMap<String, Vec<String>>,
}

impl Scope {
    pub fn of_file(package: &str, items: &[Item]) -> Scope {
        let mut imports = BTreeMap::new();
        for item in items {
            if let Item::Use(item) = item {
                import(&item.tree, Vec::new(), package, &mut imports);
            }
        }
        Scope { module: vec![package.to_owned()], imports }
    }

    pub fn inner(&self, module: &Ident) -> Scope {
        let mut scope = self.clone();
        scope.module.push(module.to_string());
        scope
    }

    /// The path of an item defined here.
    pub fn path(&self, ident: &Ident) -> String {
        format!("{self}::{ident}")
    }

    pub fn resolve_text(&self, path: &str) -> String {
        self.resolve(path.split("::").map(str::to_owned).collect())
    }

    /// The message within `Option`, `Vec`, `Box` or the values of a map.
    pub fn resolve_type(&self, ty: &Type) -> String {
        let Type::Path(path) = ty else { panic!("a type that is no path") };
        let last = path.path.segments.last().expect("paths have segments");
        if let PathArguments::AngleBracketed(arguments) = &last.arguments {
            let Some(GenericArgument::Type(inner)) = arguments.args.last() else {
                panic!("{}: arguments that are no types", last.ident);
            };
            return self.resolve_type(inner);
        }
        self.resolve(path.path.segments.iter().map(|s| s.ident.to_string()).collect())
    }

    fn resolve(&self, mut path: Vec<String>) -> String {
        if path == ["bool"] {
            return "bool".to_owned();
        }
        let supers = path.iter().take_while(|segment| *segment == "super").count();
        path.drain(..supers);
        let module = &self.module[..self.module.len() - supers];
        let start = match self.imports.get(&path[0]) {
            Some(imported) if module.len() == 1 => &imported[..imported.len() - 1],
            _ => module,
        };
        [start, &path].concat().join("::")
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.module.join("::"))
    }
}

fn import(
    tree: &UseTree,
    mut path: Vec<String>,
    package: &str,
    imports: &mut BTreeMap<String, Vec<String>>,
) {
    match tree {
        UseTree::Path(tree) => {
            path.push(tree.ident.to_string());
            import(&tree.tree, path, package, imports);
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                import(tree, path.clone(), package, imports);
            }
        }
        UseTree::Name(name) => {
            let mut path = match path.iter().map(String::as_str).collect::<Vec<_>>()[..] {
                ["super"] => vec![package.to_owned()],
                ["crate", "idl", other] => vec![other.to_owned()],
                _ => path,
            };
            path.push(name.ident.to_string());
            imports.insert(name.ident.to_string(), path);
        }
        _ => panic!("files import name by name"),
    }
}
