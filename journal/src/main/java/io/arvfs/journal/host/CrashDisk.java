package io.arvfs.journal.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A file system in memory that a seed can crash: {@link #crash} gives the disk as it is found after
 * a power cut. Pages that were not forced stay, vanish or tear, each by itself; of the names that
 * came, went or changed in a directory that was not forced, the first few stay. Directories
 * themselves are durable at once.
 *
 * <p>It can also run full, and fail any operation. A force that fails marks its pages clean without
 * having written them, as Linux does: the kernel goes on showing them, {@link OpenMode#READ_DIRECT}
 * shows what the disk has. Thread-safe.
 */
public final class CrashDisk implements Disk {

  /** What can fail. */
  public enum Operation {
    OPEN,
    READ,
    WRITE,
    FORCE,
    RESERVE,
    TRUNCATE,
    RENAME,
    DELETE,
    FORCE_DIRECTORY
  }

  /** Decides before each operation whether it fails. */
  @FunctionalInterface
  public interface Fault {

    /** Fails the operation by throwing. */
    void before(Operation operation, Path file) throws IOException;
  }

  /** A change of names that is not durable yet. */
  private sealed interface NameChange {

    record Linked(Path file, CrashNode node) implements NameChange {}

    record Unlinked(Path file) implements NameChange {}

    record Renamed(Path from, Path to) implements NameChange {}
  }

  private final NavigableMap<Path, CrashNode> names = new TreeMap<>();
  private final NavigableMap<Path, CrashNode> durableNames = new TreeMap<>();
  private final NavigableMap<Path, List<NameChange>> pending = new TreeMap<>();
  private final TreeSet<Path> directories = new TreeSet<>();
  private long capacityBytes = Long.MAX_VALUE;
  private Fault fault = (_, _) -> {};

  /** From now on {@code fault} decides which operations fail. */
  public synchronized void setFault(Fault decider) {
    fault = decider;
  }

  /** Sets the size of the disk; what is there already stays even if it is more. */
  public synchronized void setCapacity(long bytes) {
    capacityBytes = bytes;
  }

  /** A disk with what this one would show after a power cut now. This one goes on unharmed. */
  public synchronized CrashDisk crash(long seed) {
    Random random = Seeds.random(seed);
    CrashDisk after = new CrashDisk();
    after.directories.addAll(directories);
    NavigableMap<Path, CrashNode> found = new TreeMap<>(durableNames);
    for (List<NameChange> changes : pending.values()) {
      changes.subList(0, random.nextInt(changes.size() + 1)).forEach(c -> apply(c, found));
    }
    found.forEach((file, node) -> after.names.put(file, node.survivor(random)));
    after.durableNames.putAll(after.names);
    return after;
  }

  private static void apply(NameChange change, NavigableMap<Path, CrashNode> names) {
    switch (change) {
      case NameChange.Linked(Path file, CrashNode node) -> names.put(file, node);
      case NameChange.Unlinked(Path file) -> names.remove(file);
      case NameChange.Renamed(Path from, Path to) -> {
        CrashNode node = names.remove(from);
        if (node != null) {
          names.put(to, node);
        }
      }
    }
  }

  private void change(Path directoryOf, NameChange change) {
    apply(change, names);
    pending.computeIfAbsent(parent(directoryOf), _ -> new ArrayList<>()).add(change);
  }

  private static Path parent(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().normalize().getParent());
  }

  private static Path key(Path file) {
    return file.toAbsolutePath().normalize();
  }

  private CrashNode node(Path file) throws NoSuchFileException {
    CrashNode node = names.get(key(file));
    if (node == null) {
      throw new NoSuchFileException(file.toString());
    }
    return node;
  }

  private long usedBytes() {
    return names.values().stream().mapToLong(CrashNode::allocatedBytes).sum();
  }

  private void take(CrashNode node, Path file, long offset, long length) throws IOException {
    long wanted = node.wantedBytes(offset, length);
    if (wanted > 0 && capacityBytes != Long.MAX_VALUE && usedBytes() + wanted > capacityBytes) {
      throw new OutOfSpaceException(file + ": no space left");
    }
  }

  @Override
  public synchronized DiskFile open(Path file, OpenMode mode) throws IOException {
    fault.before(Operation.OPEN, file);
    Path key = key(file);
    boolean there = names.containsKey(key);
    if (there && mode == OpenMode.CREATE_NEW) {
      throw new FileAlreadyExistsException(file.toString());
    }
    if (!there && mode != OpenMode.CREATE && mode != OpenMode.CREATE_NEW) {
      throw new NoSuchFileException(file.toString());
    }
    if (!there) {
      if (!directories.contains(parent(key))) {
        throw new NoSuchFileException(file.toString());
      }
      change(key, new NameChange.Linked(key, new CrashNode()));
    }
    return new OpenFile(key, node(key), mode);
  }

  @Override
  public synchronized boolean exists(Path path) {
    return names.containsKey(key(path)) || directories.contains(key(path));
  }

  @Override
  public synchronized long size(Path file) throws IOException {
    return node(file).size();
  }

  @Override
  public synchronized List<Path> list(Path directory) {
    Path key = key(directory);
    TreeSet<Path> children = new TreeSet<>();
    for (Path path : names.keySet()) {
      if (key.equals(path.getParent())) {
        children.add(directory.resolve(Objects.requireNonNull(path.getFileName())));
      }
    }
    for (Path path : directories) {
      if (key.equals(path.getParent())) {
        children.add(directory.resolve(Objects.requireNonNull(path.getFileName())));
      }
    }
    return List.copyOf(children);
  }

  @Override
  public synchronized void makeDirectories(Path directory) {
    for (Path path = key(directory); path != null; path = path.getParent()) {
      directories.add(path);
    }
  }

  @Override
  public synchronized void rename(Path from, Path to) throws IOException {
    fault.before(Operation.RENAME, from);
    node(from);
    change(to, new NameChange.Renamed(key(from), key(to)));
  }

  @Override
  public synchronized void delete(Path path) throws IOException {
    fault.before(Operation.DELETE, path);
    Path key = key(path);
    if (names.containsKey(key)) {
      change(key, new NameChange.Unlinked(key));
    } else if (directories.contains(key)) {
      if (!list(key).isEmpty()) {
        throw new java.nio.file.DirectoryNotEmptyException(path.toString());
      }
      directories.remove(key);
    }
  }

  @Override
  public synchronized void forceDirectory(Path directory) throws IOException {
    fault.before(Operation.FORCE_DIRECTORY, directory);
    if (!directories.contains(key(directory))) {
      throw new NoSuchFileException(directory.toString());
    }
    List<NameChange> changes = pending.remove(key(directory));
    if (changes != null) {
      changes.forEach(change -> apply(change, durableNames));
    }
  }

  @Override
  public synchronized long allocatedBytes(Path file) throws IOException {
    return directories.contains(key(file)) ? 0 : node(file).allocatedBytes();
  }

  @Override
  public synchronized DiskSpace space(Path path) throws IOException {
    if (!exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    return new DiskSpace(capacityBytes, Math.max(0, capacityBytes - usedBytes()));
  }

  /** A handle; the file outlives its name as long as one is open. */
  private final class OpenFile implements DiskFile {

    private final Path file;
    private final CrashNode node;
    private final OpenMode mode;
    private boolean closed;

    OpenFile(Path file, CrashNode node, OpenMode mode) {
      this.file = file;
      this.node = node;
      this.mode = mode;
    }

    private void require(Operation operation) throws IOException {
      if (closed) {
        throw new ClosedChannelException();
      }
      boolean reading = mode == OpenMode.READ || mode == OpenMode.READ_DIRECT;
      if (reading && operation != Operation.READ && operation != Operation.FORCE) {
        throw new IOException(file + " is open for reading");
      }
      fault.before(operation, file);
    }

    @Override
    public int read(ByteBuffer target, long offset) throws IOException {
      synchronized (CrashDisk.this) {
        require(Operation.READ);
        return mode == OpenMode.READ_DIRECT
            ? node.readDirect(target, offset)
            : node.read(target, offset);
      }
    }

    @Override
    public void write(ByteBuffer source, long offset) throws IOException {
      synchronized (CrashDisk.this) {
        require(Operation.WRITE);
        take(node, file, offset, source.remaining());
        node.write(source, offset);
      }
    }

    @Override
    public long size() throws IOException {
      synchronized (CrashDisk.this) {
        require(Operation.READ);
        return node.size();
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      synchronized (CrashDisk.this) {
        require(Operation.TRUNCATE);
        node.truncate(size);
      }
    }

    @Override
    public void force() throws IOException {
      synchronized (CrashDisk.this) {
        try {
          require(Operation.FORCE);
        } catch (ClosedChannelException e) {
          throw e;
        } catch (IOException e) {
          node.loseDirty();
          throw e;
        }
        node.force();
      }
    }

    @Override
    public void reserve(long offset, long length) throws IOException {
      synchronized (CrashDisk.this) {
        require(Operation.RESERVE);
        take(node, file, offset, length);
        node.reserve(offset, length);
      }
    }

    @Override
    public void close() {
      synchronized (CrashDisk.this) {
        closed = true;
      }
    }
  }
}
