package io.arvfs.fs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.arvfs.fs.manifest.ManifestPaths;
import io.arvfs.fs.manifest.ManifestReader;
import io.arvfs.fs.manifest.ManifestSink;
import io.arvfs.fs.manifest.ManifestSource;
import io.arvfs.fs.manifest.ManifestTarget;
import io.arvfs.fs.manifest.ManifestText;
import io.arvfs.fs.manifest.OrderCheck;
import io.arvfs.fs.manifest.Overflow;
import io.arvfs.fs.manifest.SignatureFilter;
import io.arvfs.fs.manifest.StreamOrder;
import io.arvfs.fs.manifest.StreamSink;
import io.arvfs.fs.sort.DiskInput;
import io.arvfs.fs.sort.DiskOutput;
import io.arvfs.fs.sort.DiskOverflow;
import io.arvfs.fs.sort.PathSorter;
import io.arvfs.fs.sort.RowSort;
import io.arvfs.fs.sort.Scratch;
import io.arvfs.fs.sort.SortedPaths;
import io.arvfs.fs.sort.StreamSorter;
import io.arvfs.fs.tree.Manifests;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.OpenMode;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The manifest texts that a volume keeps, each in a file named by its portable data hash, without
 * signatures. They are written and forced before an event names them, and checked whenever they are
 * read. Thread-safe.
 *
 * <p>Beside them, or in a directory of its own, are files with a dot in their names: texts that are
 * arriving, and texts in the order of paths. Both are scratch, deleted by whoever comes first.
 */
public final class ManifestFiles implements Manifests, Scratch {

  /** The longest text read whole, in bytes. */
  private static final int MAX_BYTES = 512 << 20;

  /** So many texts are kept in the order of paths. */
  private static final int SORTED = 2;

  private final Disk disk;
  private final Path directory;
  private final Path scratch;
  private final Map<String, SortedPaths> sorted = new LinkedHashMap<>(4, 0.75f, true);

  /** Of texts that were read: whether they are in the order in which the server writes. */
  private final Map<String, Boolean> inOrder = new HashMap<>();

  /** Bytes of texts that were read or arrived so far. */
  private final LongAdder passed = new LongAdder();

  private boolean swept;
  private long made;

  /**
   * @param directory where the files lie; made when the first is saved
   */
  public ManifestFiles(Disk disk, Path directory) {
    this(disk, directory, directory);
  }

  /**
   * For who must not write into {@code directory}.
   *
   * @param scratch takes texts in the order of paths, as long as this process runs
   */
  public ManifestFiles(Disk disk, Path directory, Path scratch) {
    this.disk = disk;
    this.directory = directory;
    this.scratch = scratch;
  }

  /** How many bytes of texts were read or arrived so far: grows while texts are worked on. */
  public long passedBytes() {
    return passed.sum();
  }

  /** A text on its way here. To be closed; what is not kept by then is deleted. */
  public final class Arrival implements ManifestTarget, Closeable {

    private final Consumer<String> locators;
    private final Path file;
    private @Nullable DiskOutput out;
    private @Nullable SignatureFilter filter;

    private Arrival(Consumer<String> locators, Path file) {
      this.locators = locators;
      this.file = file;
    }

    @Override
    public OutputStream begin() throws IOException {
      close();
      DiskOutput opened = new DiskOutput(disk.open(file, OpenMode.CREATE_NEW));
      out = opened;
      SignatureFilter unsigned = new SignatureFilter(opened, locators);
      filter = unsigned;
      return new Passing(unsigned);
    }

    /**
     * Keeps what arrived, whole; when this returns it is on the disk.
     *
     * @return its portable data hash
     */
    public String keep() throws IOException {
      if (out == null || filter == null) {
        begin();
      }
      String hash = Objects.requireNonNull(filter).portableDataHash();
      DiskOutput written = Objects.requireNonNull(out);
      written.force();
      written.close();
      out = null;
      filter = null;
      keepAs(hash, file);
      return hash;
    }

    @Override
    public void close() throws IOException {
      DiskOutput open = out;
      out = null;
      filter = null;
      try (open) {
        disk.delete(file);
      }
    }
  }

  /**
   * Awaits a text.
   *
   * @param locators sees its locators, with their signatures
   */
  public synchronized Arrival arrive(Consumer<String> locators) throws IOException {
    sweep();
    disk.makeDirectories(directory);
    return new Arrival(locators, directory.resolve("arriving." + ++made));
  }

  private synchronized void keepAs(String hash, Path arrived) throws IOException {
    // In the place of one that is there too: that may be damaged, and its name not be on the disk.
    disk.rename(arrived, directory.resolve(hash));
    disk.forceDirectory(directory);
  }

  /** What an earlier process left. */
  private void sweep() throws IOException {
    if (swept) {
      return;
    }
    for (Path file : disk.list(scratch)) {
      if (isScratch(file)) {
        disk.delete(file);
      }
    }
    swept = true;
  }

  private static boolean isScratch(Path file) {
    return String.valueOf(file.getFileName()).indexOf('.') >= 0;
  }

  /**
   * Keeps {@code text}; when this returns it is on the disk.
   *
   * @return its portable data hash
   */
  public String save(ManifestText text) throws IOException {
    try (Arrival arrival = arrive(_ -> {})) {
      arrival.begin().write(text.text().getBytes(UTF_8));
      return arrival.keep();
    }
  }

  /**
   * The text with this portable data hash, whole.
   *
   * @throws IOException if it is missing, or is another one
   */
  public synchronized ManifestText text(String portableDataHash) throws IOException {
    Path file = directory.resolve(portableDataHash);
    ManifestText text = new ManifestText(new String(disk.readAll(file, MAX_BYTES), UTF_8));
    requireHash(file, portableDataHash, text.portableDataHash());
    return text;
  }

  private static void requireHash(Path file, String expected, String found) throws IOException {
    if (!found.equals(expected)) {
      throw new IOException(file + " is damaged: its hash is " + found);
    }
  }

  /** Whether the text is here. */
  public boolean has(String portableDataHash) throws IOException {
    return disk.exists(directory.resolve(portableDataHash));
  }

  /**
   * The text with this portable data hash, which is checked each time that it is read, but for a
   * file and a directory of one name: {@link #paths} finds those.
   */
  public ManifestSource source(String portableDataHash) {
    return new Kept(portableDataHash);
  }

  /** A text on the disk. */
  private final class Kept implements ManifestSource {

    private final String hash;

    Kept(String hash) {
      this.hash = hash;
    }

    @Override
    public void read(ManifestSink sink) throws IOException {
      OrderCheck order = new OrderCheck();
      readText(hash, ManifestSink.both(sink, order));
      noteOrder(hash, order.isInOrder());
    }

    @Override
    public void readInOrder(StreamSink sink) throws IOException {
      if (!isInOrder(hash)) {
        try (StreamSorter sorter = new StreamSorter(rows())) {
          readText(hash, sorter);
          sorter.tell(sink);
        }
        return;
      }
      StreamOrder order = new StreamOrder(sink);
      readText(hash, order);
      order.end();
    }

    private boolean isInOrder(String text) throws IOException {
      Optional<Boolean> known = knownOrder(text);
      if (known.isEmpty()) {
        OrderCheck order = new OrderCheck();
        readText(text, order);
        noteOrder(text, order.isInOrder());
        return order.isInOrder();
      }
      return known.get();
    }
  }

  private synchronized void noteOrder(String portableDataHash, boolean isInOrder) {
    inOrder.put(portableDataHash, isInOrder);
  }

  private synchronized Optional<Boolean> knownOrder(String portableDataHash) {
    return Optional.ofNullable(inOrder.get(portableDataHash));
  }

  private void readText(String portableDataHash, ManifestSink sink) throws IOException {
    Path file = directory.resolve(portableDataHash);
    SignatureFilter hash = new SignatureFilter(OutputStream.nullOutputStream(), _ -> {});
    try (InputStream text =
        new Copying(new DiskInput(disk.open(file, OpenMode.READ), 0), new Passing(hash))) {
      ManifestReader.read(text, sink);
    }
    requireHash(file, portableDataHash, hash.portableDataHash());
  }

  @Override
  public RowSort rows() throws IOException {
    return new RowSort(disk, newScratch("rows"), RowSort.BUFFER_BYTES);
  }

  @Override
  public Overflow overflow() throws IOException {
    return new DiskOverflow(disk, newScratch("line"));
  }

  private synchronized Path newScratch(String what) throws IOException {
    sweep();
    disk.makeDirectories(scratch);
    return scratch.resolve(what + "." + ++made);
  }

  /** {@inheritDoc} To be walked before the next {@link #forget}. */
  @Override
  public synchronized ManifestPaths paths(String portableDataHash) throws IOException {
    SortedPaths known = sorted.get(portableDataHash);
    if (known != null) {
      return known;
    }
    SortedPaths paths = sort(portableDataHash);
    sorted.put(portableDataHash, paths);
    if (sorted.size() > SORTED) {
      Iterator<SortedPaths> oldest = sorted.values().iterator();
      oldest.next().delete();
      oldest.remove();
    }
    return paths;
  }

  private SortedPaths sort(String portableDataHash) throws IOException {
    sweep();
    disk.makeDirectories(scratch);
    Path file = directory.resolve(portableDataHash);
    SignatureFilter hash = new SignatureFilter(OutputStream.nullOutputStream(), _ -> {});
    Path target = scratch.resolve("paths." + ++made);
    try (InputStream text =
        new Copying(new DiskInput(disk.open(file, OpenMode.READ), 0), new Passing(hash))) {
      SortedPaths paths = PathSorter.sort(text, disk, target, PathSorter.BUFFER_BYTES);
      requireHash(file, portableDataHash, hash.portableDataHash());
      return paths;
    } catch (IOException e) {
      disk.delete(target);
      throw e;
    }
  }

  /** Counts what passes. */
  private final class Passing extends FilterOutputStream {

    Passing(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      passed.increment();
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      passed.add(length);
      out.write(bytes, offset, length);
    }
  }

  /** Shows what is read to a second reader. */
  private static final class Copying extends FilterInputStream {

    private final OutputStream copy;

    Copying(InputStream in, OutputStream copy) {
      super(in);
      this.copy = copy;
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      if (b >= 0) {
        copy.write(b);
      }
      return b;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = super.read(target, offset, length);
      if (count > 0) {
        copy.write(target, offset, count);
      }
      return count;
    }
  }

  /** Frees the disk of everything that can be made again from the texts. */
  public synchronized void forget() throws IOException {
    inOrder.clear();
    for (SortedPaths paths : sorted.values()) {
      paths.delete();
    }
    sorted.clear();
  }

  /** Whether a text is here that is not in {@code some}. */
  boolean hasOthersThan(Set<String> some) throws IOException {
    for (Path file : disk.list(directory)) {
      if (!isScratch(file) && !some.contains(String.valueOf(file.getFileName()))) {
        return true;
      }
    }
    return false;
  }

  /** Deletes the texts that are not in {@code needed}. */
  public synchronized void keepOnly(Set<String> needed) throws IOException {
    for (Path file : disk.list(directory)) {
      if (!isScratch(file) && !needed.contains(String.valueOf(file.getFileName()))) {
        disk.delete(file);
      }
    }
  }
}
