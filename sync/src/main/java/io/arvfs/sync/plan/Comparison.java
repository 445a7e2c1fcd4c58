package io.arvfs.sync.plan;

import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.manifest.ManifestPaths;
import io.arvfs.fs.manifest.PathKeys;
import io.arvfs.fs.manifest.PathRow;
import io.arvfs.fs.manifest.RegularFile;
import io.arvfs.sync.plan.ServerChange.Made;
import io.arvfs.sync.plan.ServerChange.MadeDirectory;
import io.arvfs.sync.plan.ServerChange.Modified;
import io.arvfs.sync.plan.ServerChange.Removed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Two manifests being walked together for what differs; only that is in memory. Used once. */
final class Comparison {

  private final List<ServerChange> removals = new ArrayList<>();
  private final List<ServerChange> additions = new ArrayList<>();

  private Comparison() {}

  static List<ServerChange> of(ManifestPaths base, ManifestPaths server) throws IOException {
    Comparison comparison = new Comparison();
    try (ManifestPaths.Walk before = base.walk();
        ManifestPaths.Walk after = server.walk()) {
      comparison.compare(before, after);
    }
    List<ServerChange> changes = new ArrayList<>(comparison.removals.reversed());
    changes.addAll(comparison.additions);
    return List.copyOf(changes);
  }

  private void compare(ManifestPaths.Walk base, ManifestPaths.Walk server) throws IOException {
    PathRow before = base.next();
    PathRow after = server.next();
    while (before != null || after != null) {
      int order = order(before, after);
      compare(order <= 0 ? before : null, order >= 0 ? after : null);
      before = order <= 0 ? base.next() : before;
      after = order >= 0 ? server.next() : after;
    }
  }

  /** Nothing is after everything. */
  private static int order(@Nullable PathRow before, @Nullable PathRow after) {
    if (before == null || after == null) {
      return before == null ? 1 : -1;
    }
    return Arrays.compareUnsigned(before.key(), after.key());
  }

  /** Compares what stands at one path. */
  private void compare(@Nullable PathRow before, @Nullable PathRow after) {
    if (before != null && after != null && before.isDirectory() == after.isDirectory()) {
      if (!same(before.file(), after.file())) {
        ManifestPath path = PathKeys.path(after.key());
        additions.add(new Modified(path, after.file().orElseThrow()));
      }
      return;
    }
    if (before != null) {
      removals.add(new Removed(PathKeys.path(before.key())));
    }
    if (after != null) {
      add(after);
    }
  }

  private static boolean same(Optional<RegularFile> before, Optional<RegularFile> after) {
    return before.isEmpty() || before.get().sameContent(after.orElseThrow());
  }

  private void add(PathRow row) {
    ManifestPath path = PathKeys.path(row.key());
    additions.add(
        row.file().<ServerChange>map(f -> new Made(path, f)).orElse(new MadeDirectory(path)));
  }
}
