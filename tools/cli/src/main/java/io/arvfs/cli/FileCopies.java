package io.arvfs.cli;

import io.arvfs.cli.journal.KeepBytes;
import io.arvfs.cli.journal.Missing;
import io.arvfs.cli.journal.RangeBytes;
import io.arvfs.cli.journal.Refold;
import io.arvfs.cli.journal.ScratchIndex;
import io.arvfs.cli.journal.TreeCopy;
import io.arvfs.cli.journal.VolumeFiles;
import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.index.Rows;
import io.arvfs.sync.arvados.Settings;
import io.arvfs.sync.arvados.SettingsException;
import io.arvfs.sync.ledger.CollectionState;
import io.arvfs.sync.ledger.LedgerView;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Puts files of a volume into a directory, with what Keep has if a server is named. */
final class FileCopies {

  static final int INCOMPLETE = 1;
  static final int LOST = 4;
  static final int UNREACHABLE = 6;

  /** So often a later moment is tried, for files that are written all the time. */
  private static final int ATTEMPTS = 5;

  private final JournalTarget target;
  private final VolumeFiles volume;
  private final TreeCopy.Options options;
  private final boolean past;
  private final PrintWriter results;

  /**
   * @param past whether the files are copied as they are not any more
   */
  FileCopies(
      JournalTarget target,
      VolumeFiles volume,
      TreeCopy.Options options,
      boolean past,
      PrintWriter results) {
    this.past = past;
    this.results = results;
    this.target = target;
    this.volume = volume;
    this.options = options;
  }

  /** Copies {@code paths} as {@code rows} have them; the exit status. */
  int copy(Rows rows, List<ManifestPath> paths, Path directory) throws IOException {
    options.progress().begin("files copied");
    try (Blocks blocks = new Blocks(keep(rows));
        RangeBytes ranges = new RangeBytes(volume, blocks.keep().orElse(null), past, Set.of())) {
      TreeCopy copy =
          new TreeCopy(
              volume.disk(), new TreeView(rows), ranges, blocks.keep().orElse(null), options);
      int status = 0;
      for (ManifestPath path : paths) {
        if (!copy.copy(path, directory)) {
          options.progress().clear();
          target.say(path + " is not there at this moment; list the paths with replay");
          status = INCOMPLETE;
        }
      }
      copyLater(copy, ranges.gone(), blocks, directory);
      options.progress().clear();
      report(copy, directory);
      Optional<IOException> down = blocks.keep().flatMap(KeepBytes::unreachable);
      if (down.isPresent()) {
        target.say(down.get().getMessage() + "; what it has was not fetched");
        return UNREACHABLE;
      }
      return Math.max(status, status(copy));
    }
  }

  /**
   * A running mount lets bytes go once they are sent or replaced: such files are copied as they are
   * at a later moment.
   */
  private void copyLater(TreeCopy copy, Set<SegmentRange> gone, Blocks blocks, Path directory)
      throws IOException {
    Set<SegmentRange> before = gone;
    Set<String> left = copy.takeLetGo();
    for (int attempt = 1; attempt <= ATTEMPTS && !left.isEmpty(); attempt++) {
      try (ScratchIndex now = ScratchIndex.of(volume);
          RangeBytes ranges = new RangeBytes(volume, blocks.keep().orElse(null), past, before)) {
        var _ = new Refold(volume, now.index(), Refold.Until.END, options.progress()).run(null);
        copy.takeUp(new TreeView(now.index()), ranges);
        for (String path : left) {
          var _ = copy.copy(ManifestPath.parse(path), directory); // Or it is gone by now.
        }
        before = ranges.gone();
      }
      left = attempt == ATTEMPTS ? Set.of() : copy.takeLetGo();
    }
  }

  /** Keep, if a server is named and there is a collection whose blocks to ask it for. */
  private Optional<KeepBytes> keep(Rows rows) {
    Optional<CollectionState> collection = new LedgerView(rows).collection(Ino.ROOT);
    if (collection.isEmpty()) {
      return Optional.empty();
    }
    try {
      Settings settings = Settings.from(System.getenv(), Settings.settingsFile(System.getenv()));
      return Optional.of(new KeepBytes(settings, collection.get().uuid(), volume));
    } catch (SettingsException _) {
      return Optional.empty(); // No server is named.
    }
  }

  private record Blocks(Optional<KeepBytes> keep) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      if (keep.isPresent()) {
        keep.get().close();
      }
    }
  }

  private void report(TreeCopy copy, Path directory) {
    copy.missing().stream().map(Missing::line).forEach(target::say);
    if (copy.missingMore() > 0) {
      target.say("and %d more are missing".formatted(copy.missingMore()));
    }
    copy.plain().ifPresent(target::say);
    results.printf(
        "%s%d files in %d directories, %d bytes, into %s%n",
        options.dryRun() ? "would write " : "",
        copy.files(),
        copy.directories(),
        copy.bytes(),
        directory);
    results.flush();
  }

  private static int status(TreeCopy copy) {
    return copy.isAnyLost() ? LOST : copy.isWhole() ? 0 : INCOMPLETE;
  }
}
