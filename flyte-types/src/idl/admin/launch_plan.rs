//! Launch plans, as they are registered, and the schedules that start them.

use prost_types::{Any, Timestamp};

use super::{
    Annotations, AuthRole, ClusterAssignment, Envs, Labels, Notification, RawOutputDataConfig,
};
use crate::idl::core::{
    ExecutionEnvAssignment, Identifier, LiteralMap, ParameterMap, QualityOfService,
    SecurityContext, VariableMap,
};

/// Whether the schedule of a launch plan is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum LaunchPlanState {
    Inactive = 0,
    Active = 1,
}

/// A launch plan: its identity, what was asked and what became of it.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct LaunchPlan {
    #[prost(message, optional, tag = "1")]
    pub id: Option<Identifier>,
    #[prost(message, optional, tag = "2")]
    pub spec: Option<LaunchPlanSpec>,
    #[prost(message, optional, tag = "3")]
    pub closure: Option<LaunchPlanClosure>,
}

/// Whom an execution runs as, before there was a security context.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Auth {
    #[prost(string, tag = "1")]
    pub assumable_iam_role: String,
    #[prost(string, tag = "2")]
    pub kubernetes_service_account: String,
}

/// How a workflow is started: its inputs, its schedule and the settings of its executions.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct LaunchPlanSpec {
    #[prost(message, optional, tag = "1")]
    pub workflow_id: Option<Identifier>,
    #[prost(message, optional, tag = "2")]
    pub entity_metadata: Option<LaunchPlanMetadata>,
    /// Inputs that may be given when it is started.
    #[prost(message, optional, tag = "3")]
    pub default_inputs: Option<ParameterMap>,
    /// Inputs that may not.
    #[prost(message, optional, tag = "4")]
    pub fixed_inputs: Option<LiteralMap>,
    /// Superseded by `security_context`, like `auth` and `auth_role`.
    #[prost(string, tag = "5")]
    pub role: String,
    #[prost(message, optional, tag = "6")]
    pub labels: Option<Labels>,
    #[prost(message, optional, tag = "7")]
    pub annotations: Option<Annotations>,
    #[prost(message, optional, tag = "8")]
    pub auth: Option<Auth>,
    #[prost(message, optional, tag = "9")]
    pub auth_role: Option<AuthRole>,
    #[prost(message, optional, tag = "10")]
    pub security_context: Option<SecurityContext>,
    #[prost(message, optional, tag = "16")]
    pub quality_of_service: Option<QualityOfService>,
    #[prost(message, optional, tag = "17")]
    pub raw_output_data_config: Option<RawOutputDataConfig>,
    /// How many tasks run at once; 0 leaves it to the platform.
    #[prost(int32, tag = "18")]
    pub max_parallelism: i32,
    #[prost(message, optional, tag = "19")]
    pub interruptible: Option<bool>,
    #[prost(bool, tag = "20")]
    pub overwrite_cache: bool,
    #[prost(message, optional, tag = "21")]
    pub envs: Option<Envs>,
    #[prost(message, repeated, tag = "22")]
    pub execution_env_assignments: Vec<ExecutionEnvAssignment>,
    #[prost(message, optional, tag = "23")]
    pub cluster_assignment: Option<ClusterAssignment>,
    #[prost(message, optional, tag = "24")]
    pub concurrency_policy: Option<ConcurrencyPolicy>,
}

/// How many executions of a launch plan go on at once.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ConcurrencyPolicy {
    #[prost(int32, tag = "1")]
    pub max: i32,
    #[prost(enumeration = "ConcurrencyLimitBehavior", tag = "2")]
    pub behavior: i32,
}

/// What becomes of an execution beyond the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum ConcurrencyLimitBehavior {
    Unspecified = 0,
    Skip = 1,
}

/// What the platform knows of a launch plan once it is registered.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct LaunchPlanClosure {
    #[prost(enumeration = "LaunchPlanState", tag = "1")]
    pub state: i32,
    #[prost(message, optional, tag = "2")]
    pub expected_inputs: Option<ParameterMap>,
    #[prost(message, optional, tag = "3")]
    pub expected_outputs: Option<VariableMap>,
    #[prost(message, optional, tag = "4")]
    pub created_at: Option<Timestamp>,
    #[prost(message, optional, tag = "5")]
    pub updated_at: Option<Timestamp>,
}

/// What starts a launch plan and who hears of it.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct LaunchPlanMetadata {
    #[prost(message, optional, tag = "1")]
    pub schedule: Option<Schedule>,
    #[prost(message, repeated, tag = "2")]
    pub notifications: Vec<Notification>,
    /// What else must hold, for platforms that start launch plans by events.
    #[prost(message, optional, tag = "3")]
    pub launch_conditions: Option<Any>,
}

/// The units of a fixed rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum FixedRateUnit {
    Minute = 0,
    Hour = 1,
    Day = 2,
}

/// One start every so often.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct FixedRate {
    #[prost(uint32, tag = "1")]
    pub value: u32,
    #[prost(enumeration = "FixedRateUnit", tag = "2")]
    pub unit: i32,
}

/// Starts by a cron expression.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CronSchedule {
    /// Five fields, or a word such as `hourly`.
    #[prost(string, tag = "1")]
    pub schedule: String,
    /// An ISO 8601 duration by which the start is put off.
    #[prost(string, tag = "2")]
    pub offset: String,
}

/// When a launch plan is started.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Schedule {
    #[prost(oneof = "schedule::ScheduleExpression", tags = "1, 2, 4")]
    pub schedule_expression: Option<schedule::ScheduleExpression>,
    /// The input that is given the time of the start.
    #[prost(string, tag = "3")]
    pub kickoff_time_input_arg: String,
}

pub mod schedule {
    /// The times.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum ScheduleExpression {
        /// Superseded by `cron_schedule`.
        #[prost(string, tag = "1")]
        CronExpression(String),
        #[prost(message, tag = "2")]
        Rate(super::FixedRate),
        #[prost(message, tag = "4")]
        CronSchedule(super::CronSchedule),
    }
}
