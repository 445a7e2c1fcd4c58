package io.arvfs.journal.host;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The real file system. Thread-safe, without state. */
public final class FileDisk implements Disk {

  private static final FileAttribute<?> OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> OWNER_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  @Override
  public DiskFile open(Path file, OpenMode mode) throws IOException {
    if (mode == OpenMode.READ_DIRECT) {
      return DirectFile.open(file);
    }
    Set<OpenOption> options =
        switch (mode) {
          case READ, READ_DIRECT -> Set.of(READ);
          case READ_WRITE -> Set.of(READ, WRITE);
          case CREATE -> Set.of(READ, WRITE, CREATE);
          case CREATE_NEW -> Set.of(READ, WRITE, CREATE_NEW);
        };
    try {
      return new ChannelFile(file, FileChannel.open(file, options, OWNER_FILE));
    } catch (IOException e) {
      throw SystemCalls.named(e, file);
    }
  }

  @Override
  public boolean exists(Path path) throws IOException {
    try {
      var _ = Files.readAttributes(path, BasicFileAttributes.class);
      return true;
    } catch (NoSuchFileException _) {
      return false;
    }
  }

  @Override
  public long size(Path file) throws IOException {
    return Files.size(file);
  }

  @Override
  public List<Path> list(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      // Not even opened: a file that is closed takes the locks of this process on it away.
      return List.of();
    }
    try (Stream<Path> children = Files.list(directory)) {
      return children.sorted().toList();
    } catch (NoSuchFileException | NotDirectoryException _) {
      return List.of();
    }
  }

  @Override
  public void makeDirectories(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      makeDirectories(parent);
    }
    try {
      Files.createDirectory(directory, OWNER_DIRECTORY);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    } catch (IOException e) {
      throw SystemCalls.named(e, directory);
    }
    if (parent != null && Files.isReadable(parent)) {
      forceDirectory(parent);
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw SystemCalls.named(e, to);
    }
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.deleteIfExists(path);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, READ)) {
      ChannelFile.uninterruptible(channel);
      channel.force(true);
    }
  }

  @Override
  public long allocatedBytes(Path file) throws IOException {
    return SystemCalls.allocatedBytes(file);
  }

  @Override
  public DiskSpace space(Path path) throws IOException {
    File file = path.toFile();
    long total = file.getTotalSpace();
    if (total == 0) {
      throw new NoSuchFileException(path.toString());
    }
    return new DiskSpace(total, file.getUsableSpace());
  }
}
