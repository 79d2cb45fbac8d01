//! Recorded entities, decoded and encoded again: nothing in them may be lost.

use std::path::Path;

use flyte_types::idl::{admin, core};
use prost::Message;

#[test]
fn tasks_survive() {
    let podded = survives::<admin::TaskSpec>("config_tasks.podded.task");
    let template = podded.template.expect("a task has a template");
    assert!(matches!(template.target, Some(core::task_template::Target::K8sPod(_))));

    let tuned = survives::<admin::TaskSpec>("config_tasks.tuned.task");
    let metadata = tuned.template.and_then(|t| t.metadata).expect("a task has metadata");
    assert!(metadata.discoverable);
}

#[test]
fn workflows_survive() {
    for name in ["branches.nested", "gates.gated", "mapped.map_options"] {
        let spec = survives::<admin::WorkflowSpec>(&format!("{name}.workflow"));
        let template = spec.template.expect("a workflow has a template");
        assert!(!template.nodes.is_empty(), "{name}");
    }
}

#[test]
fn launch_plans_survive() {
    use admin::schedule::ScheduleExpression;

    let plan = survives::<admin::LaunchPlan>("launch_plans.cron_lp.launch_plan");
    let schedule = plan.spec.and_then(|s| s.entity_metadata).and_then(|m| m.schedule);
    let expression = schedule.and_then(|s| s.schedule_expression);
    assert!(matches!(expression, Some(ScheduleExpression::CronSchedule(_))));
}

#[test]
fn dynamic_jobs_survive() {
    let job = survives::<core::DynamicJobSpec>("dynamics.fan_out.dynamic_job_spec");
    assert!(!job.nodes.is_empty());
    assert!(!job.tasks.is_empty());
}

/// Decodes `data/entities/NAME.pb` and checks that every byte of it comes out again. Their order
/// may differ: that of maps is open on the wire.
fn survives<M: Message + Default + PartialEq>(name: &str) -> M {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/data/entities"));
    let recorded = std::fs::read(folder.join(format!("{name}.pb"))).expect("the file is there");
    let message = M::decode(&recorded[..]).unwrap_or_else(|e| panic!("{name}: {e}"));

    let encoded = message.encode_to_vec();
    assert_eq!(encoded.len(), recorded.len(), "{name}: length");
    assert_eq!(sorted(&encoded), sorted(&recorded), "{name}: bytes");
    let again = M::decode(&encoded[..]).expect("what was encoded decodes");
    assert!(again == message, "{name}: decoded again");
    message
}

fn sorted(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes.sort_unstable();
    bytes
}
