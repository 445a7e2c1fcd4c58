package io.arvfs.journal.log;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.Closing;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.host.Interrupts;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.host.OutOfSpaceException;
import io.arvfs.journal.host.Runway;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.MappedBytes;
import net.openhft.chronicle.bytes.MappedFile;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueStore;
import net.openhft.chronicle.wire.BinaryWire;
import net.openhft.chronicle.wire.DocumentContext;
import net.openhft.chronicle.wire.WireType;
import net.openhft.chronicle.wire.Wires;
import net.openhft.posix.PosixAPI;
import org.jspecify.annotations.Nullable;

/**
 * The log in Chronicle Queue. Chronicle appends, by memory mapping and without a system call;
 * {@link FrameReader} reads.
 *
 * <p>Chronicle alone is no journal; these are its traps and what closes them:
 *
 * <ul>
 *   <li>It checks nothing it reads: each document is one {@link FrameCodec frame} with its own CRC.
 *   <li>Its {@code sync} does nothing by default and misses pages when it does: durable is what
 *       fdatasync on the cycle files says.
 *   <li>Behind a torn tail it appends what no reader reaches, a cycle file without a header stalls
 *       it for a minute, a lock left by a killed process for ever if the process id is in use
 *       again: a start takes all earlier files out of its sight by renaming them, and gives it a
 *       new, empty {@code metadata.cq4t}, in which the lock would be. So earlier files are never
 *       touched, mapped or waited for. That no other process appends is the volume's lock.
 *   <li>A full disk is a fault in a mapped page, which can destroy the framing: file and metadata
 *       are reserved before Chronicle sees them, and space is reserved ahead of each append.
 *   <li>An exception inside a document commits what is there: rolled back unless complete.
 *   <li>It rolls by the clock: the clock is ours, and shows the number of the file.
 * </ul>
 */
public final class ChronicleLog implements Log {

  /** Mapped at a time; a document may have a quarter of it. */
  private static final int MAPPED_BYTES = 2 << 20;

  /** What Chronicle may write around a document: its header and a table of its index. */
  private static final int MARGIN_BYTES = 128 << 10;

  /** Chronicle makes its metadata file this long. */
  private static final int METADATA_BYTES = 128 << 10;

  /** How long Chronicle waits for a lock or a header, which nothing should ever make it do. */
  private static final int TIMEOUT_MILLIS = 500;

  private static final RollCycle ROLL = RollCycles.FAST_DAILY;

  /** Those that bring most of the others with them. */
  private static final List<Class<?>> NEEDED =
      List.of(
          SingleChronicleQueueBuilder.class,
          SingleChronicleQueueStore.class,
          SingleChronicleQueue.class,
          MappedFile.class,
          MappedBytes.class,
          WireType.class,
          Wires.class,
          BinaryWire.class);

  static {
    for (String name :
        List.of(
            "chronicle.analytics.disable",
            "chronicle.disk.monitor.disable",
            "chronicle.announcer.disable",
            "disable.perf.info")) {
      System.setProperty(name, "true");
    }
  }

  private final Path directory;
  private final LogOptions options;
  private final OpenLogFiles files;
  private final Chain chain;
  private final AtomicInteger number;
  private final SingleChronicleQueue queue;
  private final ExcerptAppender appender;
  private @Nullable DiskFile file;
  private @Nullable Runway runway;

  /** End of the last document in the file, and of what is reserved. */
  private long at;

  private long reserved;
  private boolean broken;

  private ChronicleLog(
      Disk disk, Path directory, LogEnd end, LogOptions options, AtomicInteger number) {
    this.directory = directory;
    this.options = options;
    this.files = new OpenLogFiles(disk, directory);
    this.chain = new Chain(end);
    this.number = number;
    this.queue =
        SingleChronicleQueueBuilder.binary(directory)
            .rollCycle(ROLL)
            .blockSize(MAPPED_BYTES)
            .syncMode(SyncMode.NONE)
            .timeoutMS(TIMEOUT_MILLIS)
            .timeProvider(() -> (long) number.get() * ROLL.lengthInMillis())
            .build();
    this.appender = queue.createAppender();
    // One thread at a time appends, but virtual threads take turns.
    this.appender.singleThreadedCheckDisabled(true);
  }

  /**
   * Loads what {@link #open} will need of Chronicle and of the system: half a second in a new
   * process, for who has something else to do meanwhile. Touches no log.
   *
   * @throws IllegalStateException if Chronicle has no native access to the system
   */
  public static void load() {
    requireNative();
    for (Class<?> needed : NEEDED) {
      try {
        Class.forName(needed.getName(), true, ChronicleLog.class.getClassLoader());
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException("Chronicle lacks a class of its own", e);
      }
    }
  }

  /**
   * Opens the log in {@code directory}, made if missing, to go on after {@code end}, in a cycle
   * file after all that are there. The caller holds the volume's lock.
   *
   * @throws IllegalStateException if Chronicle has no native access to the system
   */
  public static ChronicleLog open(Path directory, LogEnd end, LogOptions options)
      throws IOException {
    requireNative();
    Disk disk = new FileDisk();
    disk.makeDirectories(directory);
    AtomicInteger number = new AtomicInteger(sealAll(disk, directory) + 1);
    Path metadata = directory.resolve("metadata.cq4t");
    disk.delete(metadata);
    try (DiskFile file = disk.open(metadata, OpenMode.CREATE_NEW)) {
      file.reserve(0, METADATA_BYTES);
    }
    return Interrupts.deferred(() -> new ChronicleLog(disk, directory, end, options, number));
  }

  /** Without it Chronicle does without system calls, and says nothing. */
  private static void requireNative() {
    String posix = PosixAPI.posix().getClass().getName();
    if (!posix.contains(".jnr.")) {
      throw new IllegalStateException("no native access to the system: " + posix);
    }
  }

  /** Renames the cycle files of earlier starts; the largest number there is, or 0. */
  private static int sealAll(Disk disk, Path directory) throws IOException {
    int last = 0;
    for (Path present : LogFiles.in(disk, directory)) {
      last = Math.max(last, LogFiles.number(present));
      if (LogFiles.isCycle(present)) {
        hide(disk, present, LogFiles.sealed(present));
      }
    }
    for (Path stray : LogFiles.strays(disk, directory)) {
      hide(disk, stray, stray.resolveSibling(LogFiles.name(stray) + ".unknown"));
    }
    return last;
  }

  private static void hide(Disk disk, Path present, Path hidden) throws IOException {
    if (disk.exists(hidden)) {
      throw new IOException(present + " is there twice: move it or " + hidden + " away");
    }
    disk.rename(present, hidden);
  }

  @Override
  public int append(Frame frame) throws IOException {
    Chain.Link link = chain.link(frame);
    int bytes = link.bytes().remaining();
    if (broken) {
      throw new IOException("an earlier append to " + directory + " failed midway");
    }
    if (file != null && at + bytes + MARGIN_BYTES > options.fileBytes()) {
      roll();
    }
    reserve(bytes + MARGIN_BYTES);
    at = write(link.bytes());
    chain.add(link);
    return link.crc();
  }

  private void reserve(int bytes) throws IOException {
    DiskFile target = file;
    if (target == null) {
      reserved = Math.max(bytes, options.reserveBytes());
      target = begin(bytes);
      at = 0;
      runway = Runway.ofMapped(target);
      file = target;
    } else if (at + bytes > reserved) {
      extend(target, at + bytes);
    }
    // Begins beyond all that Chronicle may have written so far, which is inside the margin.
    Objects.requireNonNull(runway).extend(at + bytes, reserved);
  }

  private DiskFile begin(int bytes) throws IOException {
    Path path = LogFiles.cycle(directory, number.get());
    try {
      return files.begin(path, reserved);
    } catch (OutOfSpaceException _) {
      reserved = bytes;
      return files.begin(path, reserved);
    }
  }

  /** Reserves a whole step, or if the disk has no more, what this frame needs. */
  private void extend(DiskFile target, long needed) throws IOException {
    long wanted = Math.max(needed, reserved + options.reserveBytes());
    try {
      target.reserve(reserved, wanted - reserved);
      reserved = wanted;
    } catch (OutOfSpaceException _) {
      target.reserve(reserved, needed - reserved);
      reserved = needed;
    }
  }

  private long write(ByteBuffer bytes) throws IOException {
    broken = true;
    try {
      long end = Interrupts.deferred(() -> document(bytes));
      broken = false;
      return end;
    } catch (RuntimeException e) {
      throw new IOException("Chronicle cannot append to " + directory, e);
    }
  }

  private long document(ByteBuffer bytes) {
    try (DocumentContext document = appender.writingDocument()) {
      boolean complete = false;
      try {
        Bytes<?> target = Objects.requireNonNull(document.wire()).bytes();
        target.write(bytes.array(), bytes.arrayOffset(), bytes.remaining());
        complete = true;
        return target.writePosition();
      } finally {
        if (!complete) {
          document.rollbackOnClose();
        }
      }
    }
  }

  @Override
  public void force() throws IOException {
    files.force();
  }

  @Override
  public void roll() {
    if (file != null) {
      file = null;
      files.end();
      number.incrementAndGet();
    }
  }

  @Override
  public long allocatedBytes() throws IOException {
    return files.allocatedBytes();
  }

  @Override
  public void trim(Position through) throws IOException {
    files.trim(through);
  }

  @Override
  public void close() throws IOException {
    Closing.all(
        List.<Closeable>of(
            () -> Interrupts.deferred(() -> ended(appender)),
            () -> Interrupts.deferred(() -> ended(queue)),
            this::giveBack,
            files));
  }

  private static boolean ended(net.openhft.chronicle.core.io.Closeable part) {
    part.close();
    return true;
  }

  /** What was reserved behind the last frame; now that Chronicle maps it no more. */
  private void giveBack() throws IOException {
    if (file != null && !broken && at > 0) {
      file.truncate(at);
    }
    file = null;
  }
}
