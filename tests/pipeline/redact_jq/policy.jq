# What policy.json says, as a jq program.
def twigs: {"a": ["path", "pid", "nested"], "b": ["name"], "c": []};
def kept($names): with_entries(select(.key as $key | any($names[]; . == $key)));

twigs[.name] as $names
| select($names != null)
| with_entries(select(.key | IN("name", "hostIdentifier", "unixTime", "action",
    "columns", "snapshot", "diffResults")))
| if has("columns") then .columns |= kept($names) else . end
| if has("snapshot") then .snapshot |= map(kept($names)) else . end
| if has("diffResults") then
    .diffResults |= (with_entries(select(.key | IN("added", "removed")))
      | map_values(map(kept($names))))
  else . end
| [(.columns // empty), .snapshot[]?, .diffResults[]?[]?] as $rows
| select(($rows | length) == 0 or any($rows[]; length > 0))
| . + {flock: {policy: $id}}
