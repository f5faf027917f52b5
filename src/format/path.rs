//! What the path of a file tells of a record that some tool found in it: grep, tail, a collector's tag.

use std::borrow::Cow;
use std::path::Path;

use crate::model::{Kind, Record};
use crate::source::origin;

use super::Names;

/// Adds what a path tells; what the record itself tells holds.
pub fn tell(path: &str, record: &mut Record<'_>, names: &Names) {
    let origin = origin::of(Path::new(path), None);
    record.host = record.host.take().or(origin.host.map(owned));
    let pod = origin.pod.map(|pod| format!("{}/{pod}", origin.namespace.as_deref().unwrap_or_default()));
    let told: [(Kind, Option<String>); 5] = [
        (names.namespace, origin.namespace),
        (names.pod, pod),
        (names.pod_uid, origin.pod_uid),
        (names.container, origin.container),
        (names.container_id, origin.container_id),
    ];
    let new = told.into_iter().filter_map(|(kind, name)| Some((kind, owned(name?))));
    let new: Vec<_> = new.filter(|(kind, _)| record.labels.iter().all(|(own, _)| own != kind)).collect();
    record.labels.extend(new);
}

fn owned(name: String) -> Cow<'static, [u8]> {
    Cow::Owned(name.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[test]
    fn what_is_told_already_holds() {
        let own = vec![(NAMES.pod, Cow::Borrowed(&b"own"[..]))];
        let mut record = Record { labels: own, ..Record::default() };
        tell("pods/shop_web-0_11111111-2222-3333-4444-555555555555/app/0.log", &mut record, &NAMES);
        let told = |kind| record.labels.iter().find(|(own, _)| *own == kind).map(|(_, value)| &**value);
        assert_eq!((told(NAMES.pod), told(NAMES.container)), (Some(&b"own"[..]), Some(&b"app"[..])));
    }
}
