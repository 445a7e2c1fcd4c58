package io.arvfs.cli.journal;

import io.arvfs.fs.read.BlockSource;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.event.CommitEvent.BytesStored;
import io.arvfs.journal.event.CommitEvent.StoredPart;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.SegmentRange;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of ranges, each compared with its checksum: out of its segment, or, when that was freed
 * because a commit had sent the bytes, out of the blocks that the journal says they went into.
 * Confined to one thread.
 */
public final class RangeBytes implements Closeable {

  private final VolumeFiles volume;
  private final SegmentFiles segments;
  private final @Nullable BlockSource blocks;
  private @Nullable SegmentRange held;
  private String whyNot = "no block has them";
  private ByteBuffer bytes = ByteBuffer.allocate(0);
  private @Nullable Map<Integer, NavigableMap<Long, List<Stored>>> stored;

  private record Stored(int length, BlockId block, int blockOffset) {}

  /**
   * @param blocks where blocks come from, or null if they cannot be had
   */
  public RangeBytes(VolumeFiles volume, @Nullable BlockSource blocks) {
    this.volume = volume;
    this.segments = new SegmentFiles(volume.disk(), volume.layout().segments());
    this.blocks = blocks;
  }

  /** What came of looking for bytes. */
  public sealed interface Got {

    /** They are here, read-only. */
    record Here(ByteBuffer bytes) implements Got {}

    /** They are not. */
    record NotHere(boolean far, String why) implements Got {}
  }

  /** All bytes of {@code range}. */
  public Got get(SegmentRange range) throws IOException {
    if (range.equals(held)) {
      return new Got.Here(bytes.duplicate());
    }
    Optional<String> wrong = segments.wrong(range);
    if (wrong.isEmpty()) {
      return hold(range, segments.read(range));
    }
    boolean far = isStored(range);
    Optional<ByteBuffer> fetched = far && blocks != null ? fetch(range, blocks) : Optional.empty();
    if (fetched.isPresent()) {
      return hold(range, fetched.get());
    }
    return new Got.NotHere(
        far,
        !far ? wrong.get() : blocks == null ? "are only in Keep" : "are in Keep alone: " + whyNot);
  }

  private Got hold(SegmentRange range, ByteBuffer got) {
    held = range;
    bytes = got.asReadOnlyBuffer();
    return new Got.Here(bytes.duplicate());
  }

  private boolean isStored(SegmentRange range) throws IOException {
    return !candidates(range.segment(), range.offset()).isEmpty();
  }

  /** What was stored of the bytes from {@code offset} on, in the order in which it was. */
  private List<Stored> candidates(int segment, long offset) throws IOException {
    NavigableMap<Long, List<Stored>> parts = stored().getOrDefault(segment, new TreeMap<>());
    var floor = parts.floorEntry(offset);
    if (floor == null) {
      return List.of();
    }
    int skip = (int) Math.min(Integer.MAX_VALUE, offset - floor.getKey());
    return floor.getValue().stream()
        .filter(part -> skip < part.length())
        .map(p -> new Stored(p.length() - skip, p.block(), p.blockOffset() + skip))
        .toList();
  }

  /** Numbers of segments may come again after all were freed: the checksum tells which it was. */
  private Optional<ByteBuffer> fetch(SegmentRange range, BlockSource source) throws IOException {
    for (int choice = 0; choice < candidates(range.segment(), range.offset()).size(); choice++) {
      ByteBuffer target = ByteBuffer.allocate(range.length());
      while (target.hasRemaining()) {
        List<Stored> next = candidates(range.segment(), range.offset() + target.position());
        if (next.isEmpty()) {
          break;
        }
        Stored part = next.get(Math.min(choice, next.size() - 1));
        int length = Math.min(part.length(), target.remaining());
        try {
          target.put(source.block(part.block()).slice(part.blockOffset(), length));
        } catch (IOException e) {
          whyNot = Findings.oneLine(e);
          break;
        }
      }
      CRC32C crc = new CRC32C();
      crc.update(target.flip());
      if (target.limit() == range.length() && (int) crc.getValue() == range.crc()) {
        return Optional.of(target.rewind());
      }
    }
    return Optional.empty();
  }

  private Map<Integer, NavigableMap<Long, List<Stored>>> stored() throws IOException {
    Map<Integer, NavigableMap<Long, List<Stored>>> known = stored;
    if (known != null) {
      return known;
    }
    Map<Integer, NavigableMap<Long, List<Stored>>> read = new HashMap<>();
    var _ = volume.read(entry -> entry.entry().events().forEach(event -> note(event, read)));
    stored = read;
    return read;
  }

  private static void note(Event event, Map<Integer, NavigableMap<Long, List<Stored>>> into) {
    if (event instanceof BytesStored(_, var block, var parts)) {
      for (StoredPart part : parts) {
        into.computeIfAbsent(part.segment(), _ -> new TreeMap<>())
            .computeIfAbsent(part.offset(), _ -> new ArrayList<>())
            .add(new Stored(part.length(), block, part.blockOffset()));
      }
    }
  }

  @Override
  public void close() throws IOException {
    segments.close();
  }
}
