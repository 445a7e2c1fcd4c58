package io.arvfs.journal.log;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OutOfSpaceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log in plain files of a {@link Disk}: the frames of {@link ChronicleLog}, one behind the
 * other. What crash tests and the simulation run on.
 */
public final class DiskLog implements Log {

  private final Path directory;
  private final LogOptions options;
  private final OpenLogFiles files;
  private final Chain chain;
  private int nextNumber;
  private @Nullable DiskFile file;

  /** End of the last frame in the file, and of what is reserved. */
  private long at;

  private long reserved;

  private DiskLog(Disk disk, Path directory, LogEnd end, LogOptions options, int nextNumber) {
    this.directory = directory;
    this.options = options;
    this.files = new OpenLogFiles(disk, directory);
    this.chain = new Chain(end);
    this.nextNumber = nextNumber;
  }

  /**
   * Opens the log in {@code directory}, made if missing, to go on after {@code end}, in a file
   * after all that are there. Only a log that begins with the first entry has a file number 1.
   */
  public static DiskLog open(Disk disk, Path directory, LogEnd end, LogOptions options)
      throws IOException {
    disk.makeDirectories(directory);
    List<Path> present = LogFiles.in(disk, directory);
    int before = end.equals(LogEnd.EMPTY) ? 0 : 1;
    int next = (present.isEmpty() ? before : LogFiles.number(present.getLast())) + 1;
    return new DiskLog(disk, directory, end, options, next);
  }

  @Override
  public int append(Frame frame) throws IOException {
    Chain.Link link = chain.link(frame);
    int bytes = link.bytes().remaining();
    if (at > 0 && at + bytes > options.fileBytes()) {
      roll();
    }
    DiskFile target = file == null ? begin(bytes) : file;
    if (at + bytes > reserved) {
      reserve(target, bytes);
    }
    write(target, link.bytes());
    at += bytes;
    chain.add(link);
    return link.crc();
  }

  private DiskFile begin(int bytes) throws IOException {
    long first = Math.max(bytes, Math.min(options.reserveBytes(), options.fileBytes()));
    Path path = LogFiles.frames(directory, nextNumber);
    DiskFile begun;
    try {
      begun = files.begin(path, first);
    } catch (OutOfSpaceException _) {
      first = bytes;
      begun = files.begin(path, first);
    }
    nextNumber++;
    file = begun;
    at = 0;
    reserved = first;
    return begun;
  }

  /** Reserves a whole step, or if the disk has no more, what this frame needs. */
  private void reserve(DiskFile target, int bytes) throws IOException {
    long step = Math.max(bytes, options.reserveBytes());
    try {
      target.reserve(at, step);
      reserved = at + step;
    } catch (OutOfSpaceException _) {
      target.reserve(at, bytes);
      reserved = at + bytes;
    }
  }

  private void write(DiskFile target, ByteBuffer bytes) throws IOException {
    try {
      target.write(bytes, at);
    } catch (IOException e) {
      erase(target, e);
      throw e;
    }
  }

  /** What failed must not be found by a reader; the next frame is written over it anyway. */
  private void erase(DiskFile target, IOException failure) {
    try {
      target.write(ByteBuffer.allocate(Long.BYTES), at);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public void force() throws IOException {
    files.force();
  }

  /** What was reserved behind the last frame. */
  private void giveBack() throws IOException {
    if (file != null) {
      file.truncate(at);
    }
  }

  @Override
  public void roll() throws IOException {
    if (file != null) {
      // Before it ends: a force beside this closes a file that has ended.
      giveBack();
      files.end();
      file = null;
      at = 0;
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
    try {
      giveBack();
      file = null;
    } finally {
      files.close();
    }
  }
}
