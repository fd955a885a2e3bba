//! The built-in hooks: exactly those of the design, each with examples that fit and mutations that do not.
#![allow(clippy::unwrap_used)]

use pipelua_schemas::{Field, Hook, Mode, ProblemKind, Schema, SchemaKind, Step, builtin};
use serde_json::Value;

/// Lane, hook, mode, input; `?` is optional.
const TABLE: &str = "
signup before_signup blocking email: string, name?: string, request: request
signup after_signup async user: user, request: request
signin before_signin blocking email: string, request: request
signin token_build enrichment user: user, token: object
signin after_signin async user: user, session: session
signin before_signout blocking user: user, session: session
apikey apikey_before_create blocking userId: string, name?: string, permissions?: list of string
apikey apikey_after_create async apikey: apikey, userId: string
apikey apikey_before_exchange blocking apikey: apikey, request: request
apikey apikey_after_exchange async apikey: apikey
apikey apikey_before_revoke blocking apikey: apikey
oauth client_before_register blocking name: string, redirectUrls: list of string, type?: \"public\" or \"confidential\"
oauth client_after_register async client: client
oauth client_before_authorize blocking user: user, client: client, scopes: list of string
oauth client_after_authorize async user: user, client: client, grant: object
oauth client_access_change async user: user, client: client, action: \"grant\" or \"revoke\"
";

const TYPES: &str = "
request ip?: string, userAgent?: string, origin?: string
user id: string, email?: string, name?: string, role?: string
session id: string, userId: string, expiresAt?: integer
apikey id: string, name?: string, userId: string, permissions?: list of string
client clientId: string, name?: string, type?: \"public\" or \"confidential\", redirectUri?: string
";

fn fields(schema: &Schema) -> String {
    let field = |field: &Field| {
        format!(
            "{}{}: {}",
            field.name,
            if field.required { "" } else { "?" },
            field.schema.summary()
        )
    };
    schema.fields().iter().map(field).collect::<Vec<_>>().join(", ")
}

#[test]
fn hooks_are_those_of_the_design() {
    let row = |hook: &Hook| {
        format!(
            "{} {} {} {}",
            hook.lane,
            hook.name,
            hook.mode.as_str(),
            fields(&hook.input)
        )
    };
    let rows: Vec<String> = builtin().hooks().iter().map(row).collect();
    assert_eq!(rows.join("\n"), TABLE.trim());
}

#[test]
fn shared_types_are_those_of_the_design() {
    for line in TYPES.trim().lines() {
        let (name, expected) = line.split_once(' ').unwrap();
        let uses = builtin().hooks().iter().flat_map(|hook| hook.input.fields());
        let used: Vec<&Field> = uses
            .filter(|field| field.schema.type_name.as_deref() == Some(name))
            .collect();
        assert!(!used.is_empty(), "{name} is used nowhere");
        for field in used {
            assert_eq!(fields(&field.schema), expected, "{name}");
        }
    }
    let grant = &builtin()
        .hook("client_after_authorize")
        .unwrap()
        .input
        .field("grant")
        .unwrap()
        .schema;
    assert_eq!(fields(grant), "scopes: list of string");
}

#[test]
fn errors_do_what_the_mode_says() {
    let by_mode = Mode::ALL.map(|mode| (mode.as_str(), mode.default_on_error().as_str()));
    assert_eq!(
        by_mode,
        [("blocking", "deny"), ("async", "allow"), ("enrichment", "allow")]
    );
}

#[test]
fn lanes_name_every_hook_once_in_its_order() {
    let mut seen = Vec::new();
    for lane in builtin().lanes() {
        for (index, name) in lane.hooks().enumerate() {
            let hook = builtin()
                .hook(name)
                .unwrap_or_else(|| panic!("lane {} names `{name}`", lane.name));
            assert_eq!(
                (hook.lane.as_str(), hook.order as usize),
                (lane.name.as_str(), index + 1),
                "{name}"
            );
            seen.push(name);
        }
        assert!(
            matches!(lane.steps.first(), Some(Step::Host { .. })),
            "{} begins with something that happens",
            lane.name
        );
    }
    let hooks: Vec<&str> = builtin().hooks().iter().map(|hook| hook.name.as_str()).collect();
    assert_eq!(seen, hooks);
}

#[test]
fn only_the_claims_of_a_token_are_open() {
    for hook in builtin().hooks() {
        assert!(
            matches!(&hook.output.kind, SchemaKind::Object { open: true, .. }),
            "{}: data is free",
            hook.name
        );
        assert!(
            matches!(&hook.input.kind, SchemaKind::Object { open: false, .. }),
            "{}: input is exact",
            hook.name
        );
        each_object(&hook.input, "", &mut |pointer, open| {
            assert_eq!(
                open,
                hook.name == "token_build" && pointer == "/token",
                "{}{pointer}",
                hook.name
            );
        });
    }
}

fn each_object(schema: &Schema, pointer: &str, see: &mut impl FnMut(&str, bool)) {
    if let SchemaKind::Object { fields, open, .. } = &schema.kind {
        see(pointer, *open);
        for field in fields {
            each_object(&field.schema, &format!("{pointer}/{}", field.name), see);
        }
    }
}

#[test]
fn everything_has_a_description_and_examples() {
    fn each(place: &str, schema: &Schema) {
        assert!(
            schema.description.len() > 8 && schema.description.ends_with('.'),
            "{place}: {:?}",
            schema.description
        );
        assert!(!schema.examples.is_empty(), "{place} has no example");
        for field in schema.fields() {
            each(&format!("{place}/{}", field.name), &field.schema);
        }
        if let SchemaKind::Array(item) = &schema.kind {
            each(&format!("{place}/items"), item);
        }
    }
    for hook in builtin().hooks() {
        assert!(
            !hook.title.is_empty() && hook.description.len() > 40,
            "{}",
            hook.name
        );
        each(&hook.name, &hook.input);
        each(&hook.name, &hook.output);
    }
}

#[test]
fn examples_fit_and_mutations_do_not() {
    let mut mutations = 0;
    for hook in builtin().hooks() {
        for example in &hook.input.examples {
            assert_eq!(hook.input.validate(example), [], "{}", hook.name);
            mutations += mutate(hook, example, &hook.input, "");
        }
        for example in &hook.output.examples {
            assert_eq!(hook.output.validate(example), [], "{}", hook.name);
        }
    }
    assert!(mutations > 200, "only {mutations} mutations");
}

/// Breaks each field of the example in turn; gives the number of mutations tried.
fn mutate(hook: &Hook, example: &Value, schema: &Schema, pointer: &str) -> usize {
    let mut count = 0;
    for field in schema.fields() {
        let place = format!("{pointer}/{}", field.name);
        let object = |value: &mut Value| {
            value
                .pointer_mut(pointer)
                .unwrap()
                .as_object_mut()
                .unwrap()
                .clone()
        };
        let mut check = |change: &dyn Fn(&mut serde_json::Map<String, Value>),
                         expected: Option<ProblemKind>| {
            let mut mutant = example.clone();
            let mut map = object(&mut mutant);
            change(&mut map);
            *mutant.pointer_mut(pointer).unwrap() = Value::Object(map);
            let problems = hook.input.validate(&mutant);
            let found: Vec<_> = problems
                .iter()
                .map(|problem| (problem.pointer.as_str(), problem.kind))
                .collect();
            let wanted: Vec<_> = expected.map(|kind| (place.as_str(), kind)).into_iter().collect();
            assert_eq!(found, wanted, "{} {mutant}", hook.name);
            count += 1;
        };
        let missing = field.required.then_some(ProblemKind::Missing);
        check(&|map| drop(map.shift_remove(&field.name)), missing);
        check(&|map| drop(map.insert(field.name.clone(), Value::Null)), missing);
        check(
            &|map| drop(map.insert(field.name.clone(), Value::Bool(true))),
            Some(ProblemKind::WrongType),
        );
        if matches!(&field.schema.kind, SchemaKind::String { one_of, .. } if !one_of.is_empty()) {
            check(
                &|map| drop(map.insert(field.name.clone(), "odd".into())),
                Some(ProblemKind::NotAllowed),
            );
        }
        if example.pointer(&place).is_some_and(Value::is_object) {
            count += mutate(hook, example, &field.schema, &place);
        }
    }
    if matches!(&schema.kind, SchemaKind::Object { open: false, .. }) {
        let mut mutant = example.clone();
        mutant
            .pointer_mut(pointer)
            .unwrap()
            .as_object_mut()
            .unwrap()
            .insert("newer".to_owned(), Value::Bool(true));
        let problems = hook.input.validate(&mutant);
        assert_eq!(problems.len(), 1, "{mutant}");
        assert!(
            problems
                .iter()
                .all(|problem| problem.kind == ProblemKind::Unknown),
            "{problems:?}"
        );
        count += 1;
    }
    count
}

#[test]
fn messages_name_the_field() {
    #[track_caller]
    fn check(hook: &str, context: &str, expected: &str) {
        let value: Value = serde_json::from_str(context).unwrap();
        let problems = builtin().hook(hook).unwrap().input.validate(&value);
        let lines: Vec<String> = problems
            .iter()
            .map(|problem| format!("{}: {}", problem.pointer, problem.message))
            .collect();
        assert_eq!(lines.join("\n"), expected);
    }
    check(
        "before_signup",
        "{}",
        "/email: `email` is missing\n/request: `request` is missing",
    );
    check(
        "before_signup",
        r#"{ "email": 5, "request": { "ip": ["::1"], "port": 1 } }"#,
        "/email: `email` must be a string; this is a number\n/request/ip: `request.ip` must be a string; this is a list\n/request/port: `request.port` is not known here",
    );
    check(
        "before_signup",
        "[]",
        ": the value must be an object; this is a list",
    );
    check(
        "client_access_change",
        r#"{ "user": { "id": "u" }, "client": { "clientId": "c" }, "action": "renew" }"#,
        "/action: `action` must be \"grant\" or \"revoke\"; this is \"renew\"",
    );
    check(
        "client_before_authorize",
        r#"{ "user": { "id": "u" }, "client": { "clientId": "c" }, "scopes": ["a", null] }"#,
        "/scopes/1: `scopes[1]` must be a string; this is null",
    );
    check(
        "after_signin",
        r#"{ "user": { "id": "u" }, "session": { "id": "s", "userId": "u", "expiresAt": -1.0 } }"#,
        "/session/expiresAt: `session.expiresAt` must be 0 or more; this is -1.0",
    );
}

#[test]
fn messages_stay_short_whatever_the_value() {
    let long = "x".repeat(1_000);
    let schema = serde_json::json!({
        "type": "object",
        "properties": {
            long.as_str(): { "type": "object", "properties": { long.as_str(): { "enum": ["a", "b"] } } },
            "many": { "enum": (0..200).map(|at| format!("choice {at}")).collect::<Vec<_>>() },
            "one": { "oneOf": [{ "enum": [long.as_str()] }, { "type": "string", "maxLength": 3 }] },
        }
    });
    let text = serde_json::json!({ "mode": "async", "input": schema }).to_string();
    let hook = pipelua_schemas::parse_hook("own", &text).unwrap();
    let value = serde_json::json!({
        long.as_str(): { long.as_str(): long.as_str(), "y": 1 }, "many": long.as_str(), "one": long.repeat(2),
        "`\n": 1
    });
    let problems = hook.input.validate(&value);
    assert_eq!(problems.len(), 5, "{problems:?}");
    for problem in problems {
        let first = problem.message.split("; ").next().unwrap_or_default();
        assert!(first.chars().count() <= 100, "{}", problem.message);
        assert!(problem.message.chars().count() <= 150, "{}", problem.message);
        assert!(!problem.message.contains('\n'));
    }
}
