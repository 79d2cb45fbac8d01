//! Listing as Amazon does.

use s3s::access::S3Access;
use s3s::dto::{ListObjectsInput, ListObjectsV2Input};
use s3s::{S3Request, S3Result};

/// Mends what boto asks for. The server would find an empty delimiter after every character, and it says that names are
/// percent-encoded when asked for that, but sends them as they are.
pub(super) struct Lists;

macro_rules! mend {
    ($request:ident) => {{
        let input = &mut $request.input;
        input.delimiter.take_if(|delimiter| delimiter.is_empty());
        input.encoding_type = None;
        Ok(())
    }};
}

#[async_trait::async_trait]
impl S3Access for Lists {
    async fn list_objects(&self, request: &mut S3Request<ListObjectsInput>) -> S3Result<()> {
        mend!(request)
    }

    async fn list_objects_v2(&self, request: &mut S3Request<ListObjectsV2Input>) -> S3Result<()> {
        mend!(request)
    }
}
