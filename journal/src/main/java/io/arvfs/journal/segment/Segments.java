package io.arvfs.journal.segment;

import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.host.Closing;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.host.OutOfSpaceException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The segments of one volume: file bytes not yet in Keep, in numbered files that only grow. Who
 * needs which range is known elsewhere; here are places and bytes.
 *
 * <p>A segment of an earlier start is never appended to. Thread-safe: appends run in parallel with
 * each other, with reads and with forces. Whoever reads a segment, or appended to it what no row
 * names yet, keeps it from being deleted.
 */
public final class Segments implements Closeable {

  private static final int CHECK_BYTES = 1 << 17;

  /** Files that nobody uses just now, and that stay open for the next who does. */
  private static final int MOST_OPEN = 64;

  private final Disk disk;
  private final Path directory;
  private final SegmentOptions options;
  private final Object lock = new Object();
  private final Object forcing = new Object();
  private final AtomicLong unforced = new AtomicLong();

  /** Open files by number; guarded by {@code lock}, as is the rest. */
  private final NavigableMap<Integer, Segment> open = new TreeMap<>();

  private final SegmentNames names;
  private @Nullable Segment current;
  private boolean newNames;
  private long uses;

  private Segments(Disk disk, Path directory, SegmentOptions options, SegmentNames names) {
    this.disk = disk;
    this.directory = directory;
    this.options = options;
    this.names = names;
  }

  /**
   * Opens the segments in {@code directory}, made if missing. The first new one has a number above
   * all that ever were.
   */
  public static Segments open(Disk disk, Path directory, SegmentOptions options)
      throws IOException {
    disk.makeDirectories(directory);
    SegmentNames names = new SegmentNames(disk, directory);
    return new Segments(disk, directory, options, names);
  }

  /**
   * Keeps a segment from being deleted, for the sake of bytes that no row names yet: to be closed
   * when one does, or none will.
   */
  public final class Pin implements AutoCloseable {

    private final SegmentRange range;
    private @Nullable Segment pinned;

    private Pin(Segment pinned, SegmentRange range) {
      this.pinned = pinned;
      this.range = range;
    }

    /** What was appended. */
    public SegmentRange range() {
      return range;
    }

    /** Lets go; closing again does nothing. */
    @Override
    public void close() {
      synchronized (lock) {
        if (pinned != null) {
          pinned.unpin();
          pinned = null;
        }
      }
    }
  }

  /**
   * Appends the remaining bytes of {@code bytes}, at least one, as one range. Nothing is forced.
   *
   * @throws OutOfSpaceException if the disk is full; then nothing was appended
   */
  public Pin appendPinned(ByteBuffer bytes) throws IOException {
    int length = bytes.remaining();
    if (length < 1) {
      throw new IllegalArgumentException("no bytes");
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate());
    Segment segment;
    long offset;
    synchronized (lock) {
      segment = segmentFor(length);
      offset = segment.place(length, options.reserveBytes());
      segment.pin(uses++);
    }
    write(segment, bytes, offset);
    return new Pin(
        segment, new SegmentRange(segment.number(), offset, length, (int) crc.getValue()));
  }

  private void write(Segment segment, ByteBuffer bytes, long offset) throws IOException {
    int length = bytes.remaining();
    boolean written = false;
    try {
      segment.write(bytes, offset);
      written = true;
    } finally {
      if (!written) {
        synchronized (lock) {
          segment.giveBack(offset, length);
          segment.unpin();
        }
      }
    }
  }

  private Segment segmentFor(int length) throws IOException {
    Segment writing = current;
    if (writing != null && writing.end() + length <= options.segmentBytes()) {
      return writing;
    }
    if (writing != null && writing.end() > 0) {
      current = null;
      writing.trimReserve();
    } else if (writing != null) {
      return writing; // Empty: a range longer than a segment has it to itself.
    }
    return begin();
  }

  private Segment begin() throws IOException {
    int number = names.next();
    Segment begun = new Segment(number, disk.open(file(number), OpenMode.CREATE_NEW), unforced);
    open.put(number, begun);
    names.taken();
    newNames = true;
    current = begun;
    return begun;
  }

  /**
   * Fills {@code target} with bytes of {@code range} from its byte {@code skip} on. The CRC is not
   * checked.
   *
   * @throws IllegalArgumentException if that passes the end of the range
   * @throws NoSuchFileException if the segment is not there
   * @throws EOFException if it is too short
   */
  public void read(SegmentRange range, int skip, ByteBuffer target) throws IOException {
    int wanted = target.remaining();
    if (skip < 0 || wanted > range.length() - skip) {
      throw new IllegalArgumentException(wanted + " bytes from " + skip + " of " + range);
    }
    int read = read(range.segment(), range.offset() + skip, target);
    if (read < wanted && wanted > 0) {
      throw new EOFException(range + " ends in the middle");
    }
  }

  private int read(int number, long offset, ByteBuffer target) throws IOException {
    Segment segment = pinned(number);
    try {
      return segment.read(target, offset);
    } finally {
      synchronized (lock) {
        segment.unpin();
      }
    }
  }

  /** Whether all bytes of {@code range} are there and have its CRC. */
  public boolean verify(SegmentRange range) throws IOException {
    CRC32C crc = new CRC32C();
    ByteBuffer part = ByteBuffer.allocate(Math.min(CHECK_BYTES, range.length()));
    int done = 0;
    try {
      while (done < range.length()) {
        part.clear().limit(Math.min(part.capacity(), range.length() - done));
        read(range, done, part);
        done += part.position();
        crc.update(part.flip());
      }
    } catch (NoSuchFileException | EOFException _) {
      return false;
    }
    return (int) crc.getValue() == range.crc();
  }

  private Segment pinned(int number) throws IOException {
    synchronized (lock) {
      if (names.isGone(number)) {
        throw new NoSuchFileException(file(number).toString());
      }
      Segment segment = open.get(number);
      if (segment == null) {
        closeLongUnused();
        segment = new Segment(number, disk.open(file(number), OpenMode.READ), unforced);
        open.put(number, segment);
      }
      segment.pin(uses++);
      return segment;
    }
  }

  private void closeLongUnused() throws IOException {
    if (open.size() < MOST_OPEN) {
      return;
    }
    Optional<Segment> unused =
        open.values().stream()
            .filter(s -> !s.isPinned() && s.unforcedBytes() == 0 && !isCurrent(s.number()))
            .min(Comparator.comparingLong(Segment::lastUse));
    if (unused.isPresent()) {
      open.remove(unused.get().number());
      unused.get().close();
    }
  }

  /**
   * Returns when all ranges whose append returned before the call are durable.
   *
   * @throws IOException if some may be lost; trying again would prove nothing
   */
  public void force() throws IOException {
    synchronized (forcing) {
      List<Segment> dirty;
      boolean begun;
      int newest;
      synchronized (lock) {
        dirty = open.values().stream().filter(s -> s.unforcedBytes() > 0).toList();
        begun = newNames;
        newNames = false;
        newest = names.newest();
      }
      for (Segment segment : dirty) {
        segment.force();
      }
      if (begun) {
        forceNames(newest);
      }
    }
  }

  private void forceNames(int newest) throws IOException {
    disk.forceDirectory(directory);
    synchronized (lock) {
      names.forced(newest);
    }
  }

  /** Whether all ranges whose append returned before the call are durable. */
  public boolean isForced() {
    synchronized (lock) {
      return open.values().stream().allMatch(s -> s.unforcedBytes() == 0);
    }
  }

  /** Bytes appended and not yet forced; while some are being appended, roughly. */
  public long unforcedBytes() {
    return unforced.get();
  }

  /** What all segments take of the disk, reserved space included. */
  public long allocatedBytes() throws IOException {
    long sum = 0;
    for (int number : numbers()) {
      sum += allocatedBytes(number);
    }
    return sum;
  }

  /** What one segment takes of the disk; 0 if there is none. */
  public long allocatedBytes(int number) throws IOException {
    try {
      return disk.allocatedBytes(file(number));
    } catch (NoSuchFileException _) {
      return 0; // Deleted meanwhile.
    }
  }

  /** As {@link SegmentOptions#segmentBytes}. */
  public long mostBytes() {
    return options.segmentBytes();
  }

  /** The numbers of all segments that are there, in order; those that were deleted are not. */
  public List<Integer> numbers() throws IOException {
    List<Integer> numbers = SegmentNames.in(disk, directory);
    synchronized (lock) {
      names.leaveGoneOut(numbers);
    }
    return numbers;
  }

  /** The numbers of segments that are sealed and that nobody pins, in order. */
  public List<Integer> idle() throws IOException {
    List<Integer> idle = numbers();
    synchronized (lock) {
      idle.removeIf(number -> isCurrent(number) || isPinned(number));
    }
    return idle;
  }

  private boolean isCurrent(int number) {
    return current != null && current.number() == number;
  }

  private boolean isPinned(int number) {
    Segment segment = open.get(number);
    return segment != null && segment.isPinned();
  }

  /**
   * Deletes a segment; nothing happens if there is none. What it took of the disk is free; an empty
   * file may stay for the sake of its number.
   *
   * @return false if it stays, since somebody reads it
   * @throws IllegalStateException if it is the one being written
   */
  public boolean delete(int number) throws IOException {
    Segment closing;
    synchronized (lock) {
      if (isCurrent(number)) {
        throw new IllegalStateException("segment " + number + " is being written");
      }
      if (isPinned(number)) {
        return false;
      }
      closing = open.remove(number);
      names.delete(number);
    }
    if (closing != null) {
      closing.close();
    }
    return true;
  }

  /** The number of the segment that is being written, if bytes were appended to it. */
  public OptionalInt current() {
    synchronized (lock) {
      return current == null || current.end() == 0
          ? OptionalInt.empty()
          : OptionalInt.of(current.number());
    }
  }

  /** As {@link #seal()}, if {@code number} is being written. */
  public void seal(int number) throws IOException {
    synchronized (lock) {
      if (isCurrent(number)) {
        seal();
      }
    }
  }

  /** Ends the segment being written, so that it can be deleted; the next append begins one. */
  public void seal() throws IOException {
    synchronized (lock) {
      Segment writing = current;
      current = null;
      if (writing != null) {
        writing.trimReserve();
      }
    }
  }

  /**
   * Forces every segment that is there, whoever wrote it: pages of a process that was killed are
   * still the kernel's, and were never forced.
   */
  public void forceAll() throws IOException {
    for (int number : numbers()) {
      try (DiskFile file = disk.open(file(number), OpenMode.READ_WRITE)) {
        file.force();
      }
    }
    int newest;
    synchronized (lock) {
      newest = names.newest();
    }
    forceNames(newest);
  }

  private Path file(int number) {
    return file(directory, number);
  }

  /** The file of a segment in {@code directory}. */
  public static Path file(Path directory, int number) {
    return directory.resolve(String.format(Locale.ROOT, "%08d.segment", number));
  }

  /** Closes the files; forces nothing. */
  @Override
  public void close() throws IOException {
    synchronized (lock) {
      List<Closeable> all = new ArrayList<>(List.of(this::seal));
      all.addAll(open.values());
      open.clear();
      Closing.all(all);
    }
  }
}
