package io.arvfs.mount.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The mounts of one user, by their mount points: {@code /tmp/arv-fs-UID/}, the owner's alone, holds
 * for each a file that says where its volume is, a socket and, for one in the background, its log.
 * The names are short whatever the paths are.
 */
public final class Registry {

  private static final int HASH_BYTES = 12;
  private static final int MAX_LINKS = 40;
  private static final long MAX_LOG_BYTES = 8 << 20;
  private static final Set<String> DOTS = Set.of(".", "..");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;

  /**
   * A mount as it registered itself; it may have died since.
   *
   * @param started when its process began, as {@link HostProcess} says it
   */
  public record Registered(String mountpoint, long pid, String started, String volume) {

    /** The mount at {@code at}, a canonical path, of this very process. */
    public static Registered here(Path at, Path volume) {
      HostProcess self = HostProcess.self();
      return new Registered(at.toString(), self.pid(), self.started(), volume.toString());
    }

    /** The process that serves it. */
    public HostProcess process() {
      return new HostProcess(pid, started);
    }
  }

  /**
   * The registry of this user.
   *
   * @throws IOException if something else is in the place of its directory, in one line
   */
  public Registry(int uid) throws IOException {
    this(Path.of("/tmp/arv-fs-" + uid), uid);
  }

  /** The registry in {@code directory}, which may be anybody's work: /tmp is open to all. */
  public Registry(Path directory, int uid) throws IOException {
    this.directory = directory;
    try {
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    } catch (FileAlreadyExistsException _) {
      requireOwn(directory, uid);
    }
    Files.setPosixFilePermissions(directory, OWNER_ONLY);
  }

  private static void requireOwn(Path directory, int uid) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(directory + " is in the way and no directory; remove it");
    }
    Object owner = Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    if (!Integer.valueOf(uid).equals(owner)) {
      throw new IOException(
          "%s is in the way and belongs to user %s; have it removed".formatted(directory, owner));
    }
  }

  /** The mount point's one spelling, links followed; it need not answer, for it may be dead. */
  public static Path canonical(Path mountPoint) throws IOException {
    Path path = mountPoint.toAbsolutePath();
    for (int links = 0; links <= MAX_LINKS; links++) {
      Path parent = path.getParent();
      Path name = path.getFileName();
      if (parent == null || name == null || DOTS.contains(name.toString())) {
        return path.toRealPath();
      }
      path = parent.toRealPath().resolve(name);
      if (!Files.isSymbolicLink(path)) {
        return path;
      }
      path = path.resolveSibling(Files.readSymbolicLink(path));
    }
    throw new FileSystemLoopException(mountPoint.toString());
  }

  /** The socket of the mount at {@code mountPoint}, a canonical path. */
  public Path socket(Path mountPoint) {
    return file(mountPoint, ".sock");
  }

  /** The log of the mount at {@code mountPoint}, a canonical path. */
  public Path log(Path mountPoint) {
    return file(mountPoint, ".log");
  }

  private Path file(Path mountPoint, String suffix) {
    try {
      byte[] name = mountPoint.toString().getBytes(UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(name);
      return directory.resolve(HexFormat.of().formatHex(digest, 0, HASH_BYTES) + suffix);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Registers a mount, in place of an earlier one at the same point. */
  public void add(Path mountPoint, Registered mount) throws IOException {
    Path unfinished = file(mountPoint, ".new");
    Files.write(unfinished, JSON.writeValueAsBytes(mount));
    Files.move(unfinished, file(mountPoint, ".json"), StandardCopyOption.REPLACE_EXISTING);
  }

  /** Registers a mount once more, and touches its log: nothing of it seems old. */
  void renew(Path mountPoint, Registered mount, Instant now) throws IOException {
    add(mountPoint, mount);
    Path log = log(mountPoint);
    if (Files.exists(log)) {
      Files.setLastModifiedTime(log, FileTime.from(now));
    }
  }

  /**
   * Lets the log begin anew if it is long; what it said goes to a file beside it, in the place of
   * what is there. Whoever writes it appends.
   */
  void shortenLog(Path mountPoint) throws IOException {
    Path log = log(mountPoint);
    if (Files.exists(log) && Files.size(log) > MAX_LOG_BYTES) {
      Files.copy(log, file(mountPoint, ".log.1"), StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
        file.truncate(0);
      }
    }
  }

  /** The mount last registered at {@code mountPoint}, a canonical path. */
  public Optional<Registered> find(Path mountPoint) throws IOException {
    Path file = file(mountPoint, ".json");
    return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
  }

  /** All mounts that are registered, those too that have ended, in whatever way. */
  public List<Registered> all() throws IOException {
    List<Registered> mounts = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        mounts.add(read(file));
      }
    }
    return mounts;
  }

  /** All mounts that are registered and alive. */
  public List<Registered> alive() throws IOException {
    return all().stream().filter(this::isAlive).toList();
  }

  /** Whether a mount runs: its process is there, and did not say that it has ended. */
  public boolean isAlive(Registered mount) {
    return mount.process().state() == HostProcess.State.RUNNING
        && Files.exists(socket(Path.of(mount.mountpoint())));
  }

  private static Registered read(Path file) throws IOException {
    return JSON.readValue(Files.readAllBytes(file), Registered.class);
  }

  /** A mount has ended; where its volume is can still be found. */
  public void end(Path mountPoint) throws IOException {
    Files.deleteIfExists(socket(mountPoint));
  }
}
