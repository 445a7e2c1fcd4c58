package io.arvfs.cli.journal;

import io.arvfs.fs.read.BlockSource;
import io.arvfs.journal.event.SegmentRange;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of ranges, each compared with its checksum: out of its segment, or, when that was freed
 * because a commit had sent the bytes, out of the blocks that the journal says they went into.
 * Confined to one thread.
 */
public final class RangeBytes implements Closeable {

  /** So many ranges are remembered. */
  private static final int MAX_GONE = 100_000;

  private final VolumeFiles volume;
  private final SegmentReader segments;
  private final @Nullable BlockSource blocks;
  private final boolean past;
  private final Set<SegmentRange> goneBefore;
  private final Set<SegmentRange> gone = new HashSet<>();
  private @Nullable Set<Integer> needed;
  private @Nullable SegmentRange held;
  private String whyNot = "no block has them";
  private ByteBuffer bytes = ByteBuffer.allocate(0);
  private @Nullable BytesWent went;

  /** Of bytes that are named now: those that are nowhere are lost. */
  public RangeBytes(VolumeFiles volume, @Nullable BlockSource blocks) {
    this(volume, blocks, false, Set.of());
  }

  /**
   * @param blocks where blocks come from, or null if they cannot be had
   * @param past whether bytes are asked for that nobody may need any more
   * @param goneBefore what {@link #gone} was of an earlier moment of the same volume: bytes that
   *     are named still and are still nowhere are lost, even beside a running mount
   */
  public RangeBytes(
      VolumeFiles volume,
      @Nullable BlockSource blocks,
      boolean past,
      Set<SegmentRange> goneBefore) {
    this.volume = volume;
    this.goneBefore = Set.copyOf(goneBefore);
    this.past = past;
    this.segments = new SegmentReader(volume.disk(), volume.layout().segments());
    this.blocks = blocks;
  }

  /** What came of looking for bytes. */
  public sealed interface Got {

    /** They are here, read-only. */
    record Here(ByteBuffer bytes) implements Got {}

    /** They are not. */
    record NotHere(Missing.Where where, String why) implements Got {}
  }

  /** All bytes of {@code range}, as an entry or an extent names it, out of where it was written. */
  public Got get(SegmentRange range) throws IOException {
    return get(range, range);
  }

  /**
   * All bytes of {@code range}.
   *
   * @param place where they stood at the moment that is asked for; cleaning may have moved them on
   */
  public Got get(SegmentRange place, SegmentRange range) throws IOException {
    if (range.equals(held)) {
      return new Got.Here(bytes.duplicate());
    }
    Optional<String> wrong = segments.wrong(place);
    if (wrong.isEmpty()) {
      return hold(range, segments.read(place));
    }
    Optional<SegmentRange> later = went().moved(place);
    while (later.isPresent()) {
      if (segments.wrong(later.get()).isEmpty()) {
        return hold(range, segments.read(later.get()));
      }
      later = went().moved(later.get());
    }
    boolean far = isStored(range);
    Optional<ByteBuffer> fetched = far && blocks != null ? fetch(range, blocks) : Optional.empty();
    if (fetched.isPresent()) {
      return hold(range, fetched.get());
    }
    if (far) {
      return new Got.NotHere(
          Missing.Where.IN_KEEP,
          blocks == null ? "are only in Keep" : "are in Keep alone: " + whyNot);
    } else if (past && !neededNow().contains(place.segment())) {
      return new Got.NotHere(
          Missing.Where.NOT_KEPT, "are not kept any more: they were replaced or deleted since");
    }
    if (gone.size() < MAX_GONE) {
      gone.add(range);
    }
    return !past && !goneBefore.contains(range) && volume.isHeld()
        ? new Got.NotHere(
            Missing.Where.LET_GO, "were let go by the running mount before they could be read")
        : new Got.NotHere(Missing.Where.LOST, wrong.get());
  }

  /**
   * What was named, is nowhere, and is lost unless a running mount has let it go. Where that runs,
   * so much must be asked of a later moment.
   */
  public Set<SegmentRange> gone() {
    return Set.copyOf(gone);
  }

  /** The segments that the files name as they are now: of the others none need be there. */
  private Set<Integer> neededNow() throws IOException {
    Set<Integer> known = needed;
    if (known == null) {
      try (Past now = new Past(volume)) {
        var _ = now.read(now::take);
        known = RangeCheck.segmentsOf(now.rows());
      }
      needed = known;
    }
    return known;
  }

  private Got hold(SegmentRange range, ByteBuffer got) {
    held = range;
    bytes = got.asReadOnlyBuffer();
    return new Got.Here(bytes.duplicate());
  }

  private boolean isStored(SegmentRange range) throws IOException {
    return !went().stored(range.segment(), range.offset()).isEmpty();
  }

  /** Numbers of segments may come again after all were freed: the checksum tells which it was. */
  private Optional<ByteBuffer> fetch(SegmentRange range, BlockSource source) throws IOException {
    for (int choice = 0; choice < went().stored(range.segment(), range.offset()).size(); choice++) {
      ByteBuffer target = ByteBuffer.allocate(range.length());
      while (target.hasRemaining()) {
        List<BytesWent.Stored> next =
            went().stored(range.segment(), range.offset() + target.position());
        if (next.isEmpty()) {
          break;
        }
        BytesWent.Stored part = next.get(Math.min(choice, next.size() - 1));
        int length = Math.min(part.length(), target.remaining());
        try {
          target.put(source.block(part.block()).slice(part.blockOffset(), length));
        } catch (IOException e) {
          whyNot = Reason.of(e);
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

  private BytesWent went() throws IOException {
    BytesWent known = went;
    if (known == null) {
      known = BytesWent.of(volume);
      went = known;
    }
    return known;
  }

  @Override
  public void close() throws IOException {
    if (went != null) {
      went.close();
    }
    segments.close();
  }
}
