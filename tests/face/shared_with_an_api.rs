//! Types shared with a web API: what serde is told of them holds for Flyte's form too, or changes nothing in it.

use flyte::prelude::*;
use flyte_types::interface::{decode_one, encode_one};
use flyte_types::{Field, FlyteType, msgpack};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, FlyteType)]
#[serde(deny_unknown_fields, rename_all = "camelCase", expecting = "an account")]
struct Account {
    #[serde(alias = "name", alias = "login")]
    user_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nick_name: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(rename = "")]
    nameless: i64,
    #[serde(rename = "two words")]
    blank: i64,
    #[serde(rename(serialize = "same", deserialize = "same"))]
    both_ways: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FlyteType)]
#[serde(rename_all = "lowercase")]
enum Role {
    #[serde(alias = "root")]
    Admin,
    Guest,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FlyteType)]
#[serde(rename_all_fields = "camelCase", deny_unknown_fields)]
enum Event {
    #[serde(alias = "Stop")]
    End,
    #[serde(alias = "Begin")]
    Start { first_step: i64 },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FlyteType)]
struct Log {
    role: Role,
    events: Vec<Event>,
}

fn account() -> Account {
    Account {
        user_name: "ada".to_owned(),
        nameless: 1,
        blank: 2,
        both_ways: 3,
        ..Account::default()
    }
}

/// A struct from msgpack with these keys, all of them texts or numbers.
fn read<T: Field>(write: impl FnOnce(&mut msgpack::Packer)) -> flyte_types::Result<T> {
    let mut packer = msgpack::Packer::new();
    write(&mut packer);
    let bytes = packer.into_bytes();
    T::unpack(&mut msgpack::Unpacker::new(&bytes))
}

#[task]
fn rename(mut account: Account) -> Account {
    account.user_name.push('!');
    account
}

#[workflow]
fn fields(account: Account) -> (i64, i64, Option<String>) {
    let renamed = rename(account);
    (renamed.nameless, renamed.blank, renamed.nick_name)
}

#[tokio::test]
async fn values_travel_whole() {
    let renamed = rename(account()).await.unwrap();
    assert_eq!(renamed, Account { user_name: "ada!".to_owned(), ..account() });
    let log = Log { role: Role::Admin, events: vec![Event::End, Event::Start { first_step: 3 }] };
    assert_eq!(decode_one::<Log>(&encode_one(&log).unwrap()).unwrap(), log);
}

/// Also into fields whose name is odd, and into one that serde's own formats would leave out.
#[tokio::test]
async fn paths_lead_into_every_field() {
    assert_eq!(fields(account()).await.unwrap(), (1, 2, None));
}

#[test]
fn other_names_are_read() {
    let account: Account = read(|packer| {
        packer.map_header(4);
        packer.key("login");
        packer.text("ada");
        for (key, value) in [("", 1), ("two words", 2), ("same", 3)] {
            packer.key(key);
            i64::pack(&value, packer).unwrap();
        }
    })
    .unwrap();
    assert_eq!(account, self::account());
    assert_eq!(read::<Role>(|packer| packer.text("root")).unwrap(), Role::Admin);
    assert_eq!(read::<Role>(|packer| packer.text("guest")).unwrap(), Role::Guest);
    assert_eq!(read::<Event>(|packer| packer.text("Stop")).unwrap(), Event::End);
    let begun: Event = read(|packer| {
        packer.map_header(1);
        packer.key("Begin");
        packer.map_header(1);
        packer.key("firstStep");
        i64::pack(&4, packer).unwrap();
    })
    .unwrap();
    assert_eq!(begun, Event::Start { first_step: 4 });
}

#[test]
fn fields_of_others_are_refused_where_the_type_says_so() {
    let error = read::<Account>(|packer| {
        packer.map_header(1);
        packer.key("email");
        packer.text("a@b");
    })
    .unwrap_err();
    assert!(error.to_string().contains("`Account` has no field `email`"), "{error}");
    let error = read::<Event>(|packer| {
        packer.map_header(1);
        packer.key("Start");
        packer.map_header(1);
        packer.key("second");
        packer.nil();
    })
    .unwrap_err();
    assert!(error.to_string().contains("has no field `second`"), "{error}");
}

/// The interface has the names that are written.
#[test]
fn the_schema_has_the_names_that_are_written() {
    let schema = format!("{:?}", Account::literal_type());
    for name in ["userName", "nickName", "two words", "same"] {
        assert!(schema.contains(name), "{name} is not in {schema}");
    }
    assert!(!schema.contains("login"), "{schema}");
}
