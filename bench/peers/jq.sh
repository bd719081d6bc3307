#!/bin/sh
# What responders type today.
find "$1" -name '*.json.gz' -print0 | xargs -0 zcat |
  jq -r '.Records[] | [.userIdentity.accessKeyId, .sourceIPAddress, .eventName] | @tsv' > /dev/null
