package io.arvfs.fs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.ManifestText;
import io.arvfs.fs.tree.Manifests;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The manifest texts that a volume keeps, each in a file named by its portable data hash, without
 * signatures. They are written and forced before an event names them, and checked whenever they are
 * read. Thread-safe.
 */
public final class ManifestFiles implements Manifests {

  /** The longest text read, in bytes. */
  private static final int MAX_BYTES = 512 << 20;

  /** So many trees are kept in memory: the base, and what it is compared with. */
  private static final int TREES = 2;

  private final Disk disk;
  private final Path directory;
  private final Map<String, Directory> trees = new LinkedHashMap<>(4, 0.75f, true);

  /**
   * @param directory where the files lie; made when the first is saved
   */
  public ManifestFiles(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
  }

  /**
   * Keeps {@code text}, which has no signatures; when this returns it is on the disk.
   *
   * @return its portable data hash
   */
  public synchronized String save(ManifestText text) throws IOException {
    String hash = text.portableDataHash();
    Path file = directory.resolve(hash);
    if (!disk.exists(file)) {
      disk.makeDirectories(directory);
      Path unfinished = directory.resolve(hash + ".new");
      disk.delete(unfinished);
      try (DiskFile out = disk.open(unfinished, OpenMode.CREATE_NEW)) {
        out.write(ByteBuffer.wrap(text.text().getBytes(UTF_8)), 0);
        out.force();
      }
      disk.rename(unfinished, file);
      disk.forceDirectory(directory);
    }
    return hash;
  }

  /**
   * The text with this portable data hash.
   *
   * @throws IOException if it is missing, or is another one
   */
  public synchronized ManifestText text(String portableDataHash) throws IOException {
    Path file = directory.resolve(portableDataHash);
    ManifestText text = new ManifestText(new String(disk.readAll(file, MAX_BYTES), UTF_8));
    if (!text.portableDataHash().equals(portableDataHash)) {
      throw new IOException(file + " is damaged: its hash is " + text.portableDataHash());
    }
    return text;
  }

  @Override
  public synchronized Directory tree(String portableDataHash) {
    Directory known = trees.get(portableDataHash);
    if (known != null) {
      return known;
    }
    try {
      Directory tree = text(portableDataHash).load();
      trees.put(portableDataHash, tree);
      if (trees.size() > TREES) {
        trees.remove(trees.keySet().iterator().next());
      }
      return tree;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes the texts that are not in {@code needed}. */
  public synchronized void keepOnly(Set<String> needed) throws IOException {
    for (Path file : disk.list(directory)) {
      Path name = file.getFileName();
      if (name != null && !needed.contains(name.toString())) {
        disk.delete(file);
      }
    }
  }
}
