package io.arvfs.mount;

import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.TreeEvent.DirectoryAdopted;
import io.arvfs.journal.event.TreeEvent.FileAdopted;
import io.arvfs.journal.event.TreeEvent.RemovalAdopted;
import io.arvfs.mount.fuse.FuseSession;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What others changed, pushed to the kernel: it must not answer that from its caches. Its own
 * changes it knows.
 */
final class Pushes {

  private static final Logger LOG = LoggerFactory.getLogger(Pushes.class);

  /** How long a commit waits for the kernel. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private Pushes() {}

  /** Has the kernel forget what {@code events} changed: nodes, names and their directories. */
  static void push(List<Event> events, FuseSession session) {
    for (Event event : events) {
      if (event instanceof FileAdopted(var ino, var parent, _, _, _)) {
        session.invalidateNode(ino);
        session.invalidateNode(parent);
      } else if (event instanceof DirectoryAdopted made) {
        session.invalidateNode(made.parent());
      } else if (event instanceof RemovalAdopted(_, var parent, var name)) {
        session.invalidateName(parent, name);
        session.invalidateNode(parent);
      }
    }
  }

  /** Returns when the kernel has forgotten it: who asked for a commit sees what it brought. */
  static void await(FuseSession session) throws InterruptedException {
    if (!session.awaitInvalidated(PATIENCE)) {
      LOG.warn("the kernel is slow to forget what others changed");
    }
  }
}
