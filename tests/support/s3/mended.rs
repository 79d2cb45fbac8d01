//! What boto needs beyond what the server does by itself.

use std::path::PathBuf;

use s3s::access::{S3Access, S3AccessContext};
use s3s::dto::{GetObjectInput, HeadObjectInput, ListObjectsInput, ListObjectsV2Input};
use s3s::{S3Request, S3Result, s3_error};

/// Mends requests and answers, so that the server does as Amazon's.
pub(super) struct Mended {
    /// The folder of the buckets.
    pub(super) root: PathBuf,
    /// Who asks has shown a token.
    pub(super) google: bool,
}

impl Mended {
    /// A folder is no object, but the server would fail at it.
    fn is_object(&self, bucket: &str, key: &str) -> S3Result<()> {
        match self.root.join(bucket).join(key).is_dir() {
            true => Err(s3_error!(NoSuchKey)),
            false => Ok(()),
        }
    }
}

/// The server would find an empty delimiter after every character, and it says that names are percent-encoded when asked
/// for that, but sends them as they are.
macro_rules! mend_listing {
    ($request:ident) => {{
        let input = &mut $request.input;
        input.delimiter.take_if(|delimiter| delimiter.is_empty());
        input.encoding_type = None;
        Ok(())
    }};
}

#[async_trait::async_trait]
impl S3Access for Mended {
    async fn check(&self, context: &mut S3AccessContext<'_>) -> S3Result<()> {
        match self.google || context.credentials().is_some() {
            true => Ok(()),
            false => Err(s3_error!(AccessDenied)),
        }
    }

    async fn list_objects(&self, request: &mut S3Request<ListObjectsInput>) -> S3Result<()> {
        mend_listing!(request)
    }

    async fn list_objects_v2(&self, request: &mut S3Request<ListObjectsV2Input>) -> S3Result<()> {
        mend_listing!(request)
    }

    async fn head_object(&self, request: &mut S3Request<HeadObjectInput>) -> S3Result<()> {
        self.is_object(&request.input.bucket, &request.input.key)
    }

    async fn get_object(&self, request: &mut S3Request<GetObjectInput>) -> S3Result<()> {
        self.is_object(&request.input.bucket, &request.input.key)
    }
}
