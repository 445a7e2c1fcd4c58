package io.arvfs.mount;

import io.arvfs.mount.fuse.Holder;
import io.arvfs.mount.fuse.Unmounted;
import java.util.List;

/** Who kept a mount busy when it ended, for people. */
final class HolderLines {

  private HolderLines() {}

  /** A line for each process. */
  static List<String> of(Unmounted how) {
    return switch (how) {
      case Unmounted.Clean() -> List.of();
      case Unmounted.Lazy(var users) -> lines(users, "used it to the end");
      case Unmounted.Forced(var users) -> lines(users, "used it still and was cut off");
    };
  }

  private static List<String> lines(List<Holder> users, String what) {
    return users.stream().map(user -> line(user, what)).toList();
  }

  private static String line(Holder user, String what) {
    return "%s (process %d, %s) %s"
        .formatted(user.command(), user.pid(), String.join(" ", user.through()), what);
  }
}
