package io.arvfs.cli.journal;

import io.arvfs.journal.event.Entry;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.event.TreeEvent.BytesWritten;
import io.arvfs.journal.event.TreeEvent.FileCreated;
import io.arvfs.journal.event.TreeEvent.InodeDied;
import io.arvfs.journal.event.TreeEvent.RemovalAdopted;
import io.arvfs.journal.event.TreeEvent.Renamed;
import io.arvfs.journal.event.TreeEvent.Truncated;
import io.arvfs.journal.event.TreeEvent.Unlinked;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Files without a place: entries speak of them, and the one that made them, or their directory, is
 * lost. Confined to one thread.
 */
final class LostFiles {

  /** So many changes are remembered; beyond, a file is told of and not made. */
  private static final int MAX_CHANGES = 1_000_000;

  private final Map<Long, Lost> files = new TreeMap<>();
  private int changes;

  private static final class Lost {
    private final List<Piece> pieces = new ArrayList<>();
    private Optional<Name> name = Optional.empty();
  }

  /** Bytes written, or a new length. */
  private record Piece(long offset, Optional<SegmentRange> data) {}

  /** Takes what an entry that was dropped says of files. */
  void take(Entry dropped) {
    for (Event event : dropped.events()) {
      switch (event) {
        case FileCreated(var ino, _, var name, _) -> lost(ino).name = Optional.of(name);
        case Renamed(var ino, _, _, _, var name) when files.containsKey(ino.value()) ->
            lost(ino).name = Optional.of(name);
        case BytesWritten(var ino, var offset, var data) ->
            add(ino, new Piece(offset, Optional.of(data)));
        case Truncated(var ino, var length) -> add(ino, new Piece(length, Optional.empty()));
        case Unlinked(var ino, _, _) -> files.remove(ino.value());
        case RemovalAdopted(var ino, _, _) -> files.remove(ino.value());
        case InodeDied(var ino) -> files.remove(ino.value());
        default -> {} // Says nothing of a file's bytes.
      }
    }
  }

  private Lost lost(Ino ino) {
    return files.computeIfAbsent(ino.value(), _ -> new Lost());
  }

  private void add(Ino ino, Piece piece) {
    if (changes++ < MAX_CHANGES) {
      lost(ino).pieces.add(piece);
    }
  }

  boolean isEmpty() {
    return files.isEmpty();
  }

  /** Makes each of them in {@code directory}; a line for each. */
  List<String> write(Disk disk, Path directory, RangeBytes ranges, boolean dryRun)
      throws IOException {
    List<String> lines = new ArrayList<>();
    for (var entry : files.entrySet()) {
      String name =
          "inode-"
              + entry.getKey()
              + entry.getValue().name.map(n -> "-" + TreeCopy.fileName(n)).orElse("");
      lines.add(
          "%s has lost its place: %s/%s"
              .formatted(
                  entry.getValue().name.map(EventFields::text).orElse("a file"),
                  directory.getFileName(),
                  EntryLines.path(name)));
      if (!dryRun) {
        try (DiskFile out = disk.open(directory.resolve(name), OpenMode.CREATE_NEW)) {
          for (Piece piece : entry.getValue().pieces) {
            write(piece, out, ranges);
          }
          out.force();
        }
      }
    }
    return lines;
  }

  private static void write(Piece piece, DiskFile out, RangeBytes ranges) throws IOException {
    if (piece.data.isEmpty()) {
      out.truncate(piece.offset);
      if (out.size() < piece.offset) {
        out.write(ByteBuffer.allocate(1), piece.offset - 1);
      }
    } else if (ranges.get(piece.data.get()) instanceof RangeBytes.Got.Here(var bytes)) {
      out.write(bytes, piece.offset);
    }
  }
}
