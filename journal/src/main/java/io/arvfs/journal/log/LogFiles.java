package io.arvfs.journal.log;

import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The names of a log's files. Ordered by name they are in the order of writing; files with other
 * names are none of the log's.
 *
 * <ul>
 *   <li>{@code 00000001.frames}: a file of {@link DiskLog}, numbered from 1;
 *   <li>{@code 19700102F.cq4}: a cycle file of Chronicle, numbered by a day, 1970-01-02 is 1;
 *   <li>{@code 19700102F.cq4.sealed}: a cycle file of an earlier start, out of Chronicle's sight.
 * </ul>
 */
final class LogFiles {

  static final String FRAMES = ".frames";
  static final String CYCLE = "F.cq4";
  static final String SEALED = ".sealed";

  private static final Pattern NAME = Pattern.compile("[0-9]{8}(\\.frames|F\\.cq4(\\.sealed)?)");
  private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

  private LogFiles() {}

  /** The files of either kind that may hold frames, in the order of writing. */
  static List<Path> in(Disk disk, Path directory) throws IOException {
    return disk.list(directory).stream()
        .filter(LogFiles::isLogFile)
        .sorted(Comparator.comparing(LogFiles::name))
        .toList();
  }

  /** What is none of the log's files, and Chronicle would take for one of its own. */
  static List<Path> strays(Disk disk, Path directory) throws IOException {
    return disk.list(directory).stream()
        .filter(file -> name(file).endsWith(".cq4") && !isLogFile(file))
        .toList();
  }

  private static boolean isLogFile(Path file) {
    try {
      return NAME.matcher(name(file)).matches() && number(file) > 0;
    } catch (DateTimeException _) {
      return false; // No day has this number.
    }
  }

  /**
   * Opens a listed file for reading; one that the start of another process has renamed meanwhile
   * under its new name.
   *
   * @throws NoSuchFileException if it was trimmed
   */
  static DiskFile open(Disk disk, Path listed) throws IOException {
    try {
      return disk.open(listed, OpenMode.READ);
    } catch (NoSuchFileException e) {
      if (isCycle(listed)) {
        return disk.open(sealed(listed), OpenMode.READ);
      }
      throw e;
    }
  }

  /** What a listed file takes of the disk, under its new name if need be. */
  static long allocatedBytes(Disk disk, Path listed) throws IOException {
    try {
      return disk.allocatedBytes(listed);
    } catch (NoSuchFileException e) {
      if (isCycle(listed)) {
        return disk.allocatedBytes(sealed(listed));
      }
      throw e;
    }
  }

  static String name(Path file) {
    Path name = file.getFileName();
    return name == null ? "" : name.toString();
  }

  static Path frames(Path directory, int number) {
    return directory.resolve(String.format(Locale.ROOT, "%08d", number) + FRAMES);
  }

  static Path cycle(Path directory, int number) {
    return directory.resolve(LocalDate.ofEpochDay(number).format(DAY) + CYCLE);
  }

  static Path sealed(Path cycle) {
    return cycle.resolveSibling(name(cycle) + SEALED);
  }

  static boolean isCycle(Path file) {
    return name(file).endsWith(CYCLE);
  }

  /** The number of a file of either kind. */
  static int number(Path file) {
    String name = name(file);
    String digits = name.substring(0, 8);
    return name.endsWith(FRAMES)
        ? Integer.parseInt(digits)
        : Math.toIntExact(LocalDate.parse(digits, DAY).toEpochDay());
  }
}
