package io.arvfs.cli;

import io.arvfs.mount.control.Registry.Registered;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** What every verb that writes is told. */
final class WriteOptions {

  @Option(names = "--yes", description = "Ask nothing; write over what is there.")
  private boolean yes;

  @Option(names = "--dry-run", description = "Say what would be done; write nothing.")
  private boolean dryRun;

  boolean dryRun() {
    return dryRun;
  }

  /**
   * Returns if {@code destination} may be written: it is no part of the volume, and it is empty or
   * somebody agreed.
   */
  void requireConsent(JournalTarget target, Path volume, Path destination) throws IOException {
    Path to = real(destination);
    if (to.startsWith(volume.toRealPath())
        || to.startsWith(real(target.given()))
        || isInMountOf(volume, to)) {
      throw new RefusedException(
          ExitCode.USAGE,
          destination + " is in the volume, which is never written to; name another directory");
    } else if (Files.exists(to) && !Files.isDirectory(to)) {
      throw new RefusedException(
          ExitCode.USAGE, destination + " is a file; name a directory that is new or empty");
    }
    boolean overwrites = isFull(to);
    if (yes || dryRun) {
      return;
    } else if (Terminal.is(Terminal.STDIN) && Terminal.is(Terminal.STDERR)) {
      ask(target, "write into " + destination + (overwrites ? ", which is not empty" : ""));
    } else if (overwrites) {
      throw new RefusedException(
          ExitCode.USAGE,
          destination + " is not empty; name another directory, or say --yes to write over it");
    }
  }

  private static boolean isInMountOf(Path volume, Path destination) throws IOException {
    Mounts mounts = new Mounts();
    Optional<Registered> at = mounts.at(destination, false).filter(mounts::isAlive);
    Optional<Registered> mount = at.isPresent() ? at : mounts.at(destination, true);
    return mount.isPresent() && Path.of(mount.get().volume()).equals(volume.toRealPath());
  }

  private static void ask(JournalTarget target, String what) throws IOException {
    target.err().print("arv-fs-journal: " + what + "? [y/N] ");
    target.err().flush();
    String answer =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).startsWith("y")) {
      throw new RefusedException(Cli.FAILED, "nothing was written");
    }
  }

  /** The one spelling of a path whose end need not exist yet. */
  static Path real(Path path) throws IOException {
    Path absolute = path.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    Path name = absolute.getFileName();
    if (Files.exists(absolute) || parent == null || name == null) {
      return Files.exists(absolute) ? absolute.toRealPath() : absolute;
    }
    return real(parent).resolve(name);
  }

  static boolean isFull(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (Stream<Path> children = Files.list(directory)) {
      return children.findAny().isPresent();
    }
  }
}
