package io.arvfs.mount;

import io.arvfs.sync.ledger.CollectionState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What whoever mounts should know of what an earlier mount, or another one, has left. */
final class Notices {

  private Notices() {}

  /** A line each. */
  static List<String> of(MountOptions options, VolumeDirectory directory, Commits commits) {
    List<String> notices = new ArrayList<>();
    if (!directory.isFirst()) {
      notices.add(
          "another mount shows %s already; this one has a volume of its own, %s"
              .formatted(options.uuid(), directory.path()));
    }
    for (Path other : directory.othersOwing()) {
      notices.add("the volume %s may hold work that is not on the server".formatted(other));
    }
    if (!options.readWrite() && commits.hasUnsent()) {
      notices.add(
          "%s holds changes that are not on the server; mount with --read-write to send them"
              .formatted(directory.path()));
    }
    commits
        .collection()
        .flatMap(CollectionState::held)
        .ifPresent(held -> notices.add("%s is held: %s".formatted(options.uuid(), held.reason())));
    return List.copyOf(notices);
  }
}
