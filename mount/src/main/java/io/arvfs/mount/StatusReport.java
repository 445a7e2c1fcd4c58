package io.arvfs.mount;

import io.arvfs.fs.Volume;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Index;
import io.arvfs.mount.control.Status;
import io.arvfs.mount.control.Status.CollectionStatus;
import io.arvfs.mount.control.Status.JournalStatus;
import io.arvfs.mount.control.Status.Uncommitted;
import io.arvfs.sync.Outcome;
import io.arvfs.sync.ledger.Change;
import io.arvfs.sync.ledger.CollectionState;
import io.arvfs.sync.ledger.LedgerView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a volume stands, put together when somebody asks. */
final class StatusReport {

  private final Volume volume;
  private final Path mountPoint;
  private final Path directory;
  private final Tasks tasks;

  StatusReport(Volume volume, Path mountPoint, Path directory, Tasks tasks) {
    this.volume = volume;
    this.mountPoint = mountPoint;
    this.directory = directory;
    this.tasks = tasks;
  }

  Status of(Outcome last) {
    try (Index.Snapshot rows = volume.snapshot()) {
      LedgerView ledger = new LedgerView(rows);
      CollectionState collection = ledger.collection(Ino.ROOT).orElseThrow();
      String state = state(ledger, collection);
      String error = error(last);
      return new Status(
          mountPoint.toString(),
          ProcessHandle.current().pid(),
          directory.toString(),
          state,
          uncommitted(ledger, new TreeView(rows)),
          new JournalStatus(
              volume.appended().value(), volume.durable().value(), volume.journalBytes()),
          List.of(new CollectionStatus(collection.uuid(), mountPoint.toString(), state, error)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private @Nullable String error(Outcome last) {
    Optional<Throwable> poison = volume.poison();
    if (poison.isPresent()) {
      return ("nothing can be changed since: %s; unmount, see to the disk and mount again:"
              + " what was on the disk is kept")
          .formatted(poison.get().getMessage());
    }
    return last.left().isEmpty() ? null : last.left().getFirst().reason();
  }

  private String state(LedgerView ledger, CollectionState collection) {
    if (volume.poison().isPresent()) {
      return "failed";
    } else if (collection.held().isPresent()) {
      return "held";
    }
    return ledger.isSettled() ? "clean" : "dirty";
  }

  private Uncommitted uncommitted(LedgerView ledger, TreeView tree) {
    Sum sum = new Sum(tasks.now());
    ledger.forEachUncommitted((ino, change) -> sum.add(ino, change, tree));
    long seconds = Math.max(0, Duration.between(sum.oldest, tasks.now()).toSeconds());
    return new Uncommitted(sum.files, sum.bytes, seconds);
  }

  /** What is uncommitted, added up without being held. */
  private static final class Sum {

    private int files;
    private long bytes;
    private Instant oldest;

    Sum(Instant now) {
      this.oldest = now;
    }

    void add(Ino ino, Change change, TreeView tree) {
      files++;
      if (change.content()) {
        bytes += tree.inode(ino).map(inode -> inode.size()).orElse(0L);
      }
      oldest = change.since().isBefore(oldest) ? change.since() : oldest;
    }
  }
}
