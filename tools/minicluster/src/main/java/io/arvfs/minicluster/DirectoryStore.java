package io.arvfs.minicluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * A {@link Store} in plain files, held by one process at a time: {@code rows/UUID.json}, {@code
 * manifests/KEY}, {@code blocks/abc/MD5}, {@code NAME.json}. Each is written beside and renamed
 * into place, so a kill at any moment leaves whole files; what was left beside is removed at the
 * next start.
 */
final class DirectoryStore implements Store, AutoCloseable {

  private final Path root;
  private final FileChannel lockFile;
  private final AtomicLong sequence = new AtomicLong();

  /**
   * @throws IOException if the directory cannot be used, or another process holds it
   */
  DirectoryStore(Path root) throws IOException {
    this.root = root;
    for (String name : List.of("rows", "manifests", "blocks", "tmp")) {
      Files.createDirectories(root.resolve(name));
    }
    lockFile =
        FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!locked()) {
      lockFile.close();
      throw new IOException("in use by another cluster: " + root);
    }
    for (Path leftover : list(root.resolve("tmp"))) {
      Files.delete(leftover);
    }
  }

  private boolean locked() throws IOException {
    try {
      return lockFile.tryLock() != null;
    } catch (OverlappingFileLockException _) {
      return false; // Held by this very process.
    }
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }

  @Override
  public void putDocument(String name, byte[] content) throws IOException {
    replace(root.resolve(name + ".json"), content);
  }

  @Override
  public Optional<byte[]> document(String name) throws IOException {
    return read(root.resolve(name + ".json"));
  }

  @Override
  public void putRow(CollectionRow row) throws IOException {
    replace(rowPath(row.uuid()), Json.bytes(row.columns()));
  }

  @Override
  public void deleteRow(String uuid) throws IOException {
    Files.deleteIfExists(rowPath(uuid));
  }

  @Override
  public List<CollectionRow> rows() throws IOException {
    List<CollectionRow> rows = new ArrayList<>();
    for (Path path : list(root.resolve("rows"))) {
      if (!(Json.parse(Files.readAllBytes(path)) instanceof ObjectNode columns)) {
        throw new IOException("not a row: " + path);
      }
      rows.add(new CollectionRow(columns));
    }
    return rows;
  }

  @Override
  public void putManifest(String key, String text) throws IOException {
    Path path = root.resolve("manifests").resolve(key);
    if (!Files.exists(path)) {
      replace(path, text.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public String manifest(String key) throws IOException {
    return Files.readString(root.resolve("manifests").resolve(key));
  }

  @Override
  public void putBlock(String md5, byte[] content) throws IOException {
    Path path = blockPath(md5);
    if (!Files.exists(path)) {
      Files.createDirectories(path.getParent());
      replace(path, content);
    }
  }

  @Override
  public Optional<byte[]> block(String md5) throws IOException {
    return read(blockPath(md5));
  }

  private Path blockPath(String md5) {
    return root.resolve("blocks").resolve(md5.substring(0, 3)).resolve(md5);
  }

  private Path rowPath(String uuid) {
    return root.resolve("rows").resolve(uuid + ".json");
  }

  private void replace(Path path, byte[] content) throws IOException {
    Path beside = root.resolve("tmp").resolve(Long.toString(sequence.incrementAndGet()));
    Files.write(beside, content);
    Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Optional<byte[]> read(Path path) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(path));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.sorted().toList();
    }
  }
}
